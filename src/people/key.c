#include "people/memory.h"

#include "people.sql.h"

#include <stdlib.h>

/* ---- memory ---- */

void key_free(void *object)
{
    struct key *key = object;
    owned_text_free(&key->name);
    free(key);
}

static void key_keep(struct people *people, const struct key *described)
{
    struct key *key = owned_new(sizeof *key);
    *key = *described;
    key->name = owned_text(described->name);
    owned_put(people->keys, place_str(&(struct place){key->workspace_id, key->id}), key);
    owned_put(people->hashes, hash_str(key->hash), key);
}

static bool key_row(void *context, const struct key_all_row *row)
{
    struct key key = {.workspace_id = row->workspace_id,
                      .id = row->id,
                      .created_at_ms = row->created_at,
                      .expires_at_ms = row->has_expires_at ? row->expires_at : 0,
                      .revoked_at_ms = row->has_revoked_at ? row->revoked_at : 0,
                      .name = row->name,
                      .role = (enum person_role)row->role};
    if (row->key_hash.length != TOKEN_HASH_SIZE)
        return true;
    memcpy(key.hash, row->key_hash.at, TOKEN_HASH_SIZE);
    key_keep(context, &key);
    return true;
}

enum err key_load(struct people *people, struct store *store)
{
    return sql_key_all(store, NULL, key_row, people);
}

void key_apply(struct people *people, const struct fact *fact)
{
    if (fact->kind == FACT_KEY_ADDED) {
        const struct key_added *body = fact->body;
        struct key key = {.workspace_id = fact->workspace_id,
                          .id = fact->number,
                          .created_at_ms = fact->at_ms,
                          .expires_at_ms = body->expires_at_ms,
                          .name = body->name,
                          .role = body->role};
        memcpy(key.hash, body->hash, TOKEN_HASH_SIZE);
        key_keep(people, &key);
        return;
    }
    struct key *key = map_get(people->keys, place_str(&(struct place){fact->workspace_id, fact->subject_id}));
    if (key)
        key->revoked_at_ms = fact->at_ms;
}

/* ---- store ---- */

enum err key_add_store(struct store *store, struct fact *fact, struct arena *arena, struct fault *why)
{
    const struct key_added *body = fact->body;
    struct key_count_row count;
    struct key_insert_in in = {.workspace_id = fact->workspace_id,
                               .id = fact->number,
                               .name = body->name,
                               .role = body->role,
                               .key_hash = hash_str(body->hash),
                               .created_at = fact->at_ms,
                               .has_expires_at = body->expires_at_ms != 0,
                               .expires_at = body->expires_at_ms};
    fact->subject_id = fact->number;
    if (body->expires_at_ms && body->expires_at_ms <= fact->at_ms)
        return fault_set(why, ERR_INVALID, "in_the_past", "expires_at", "The key would have expired already.");
    enum err err = sql_key_count(store, &(struct key_count_in){fact->workspace_id}, arena, &count);
    if (err == ERR_NONE && count.count >= KEYS_MAX)
        err = fault_set(why, ERR_CONFLICT, "too_many", "", "A workspace can have at most %d keys.", KEYS_MAX);
    if (err == ERR_NONE)
        err = sql_key_insert(store, &in, NULL);
    if (err != ERR_NONE)
        return err;
    const char *text = arena_printf(arena, "{\"role\":\"%s\"}", person_role_name(body->role));
    fact->payload = str_of(text);
    return text ? ERR_NONE : ERR_MEMORY;
}

enum err key_revoke_store(struct store *store, struct fact *fact, struct fault *why)
{
    const struct key_revoked *body = fact->body;
    int64_t changes = 0;
    fact->subject_id = body->key_id;
    enum err err = sql_key_revoke(store, &(struct key_revoke_in){fact->workspace_id, body->key_id, fact->at_ms}, &changes);
    if (err == ERR_NONE && !changes)
        err = fault_set(why, ERR_NOT_FOUND, "not_found", "", "There is no such key.");
    return err;
}

/* ---- ask ---- */

const struct key *people_key(const struct people *people, const unsigned char hash[TOKEN_HASH_SIZE], int64_t now_ms)
{
    const struct key *key = map_get(people->hashes, hash_str(hash));
    bool good = key && !key->revoked_at_ms && (!key->expires_at_ms || now_ms < key->expires_at_ms);
    return good ? key : NULL;
}

const struct key *people_key_by_id(const struct people *people, int64_t workspace_id, int64_t id)
{
    return map_get(people->keys, place_str(&(struct place){workspace_id, id}));
}

struct asking {
    int64_t workspace_id;
    bool (*each)(void *context, const struct key *key);
    void *context;
};

static bool key_tell(void *context, struct str name, void *value)
{
    (void)name;
    const struct asking *asking = context;
    const struct key *key = value;
    return key->workspace_id != asking->workspace_id || asking->each(asking->context, key);
}

void people_keys(const struct people *people, int64_t workspace_id, bool (*each)(void *context, const struct key *k), void *context)
{
    map_each(people->keys, key_tell, &(struct asking){workspace_id, each, context});
}
