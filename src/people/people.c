#include "people/people.h"

#include "people/memory.h"

#include <stdlib.h>

void *owned_new(size_t size)
{
    void *object = calloc(1, size ? size : 1);
    must(object);
    return object;
}

struct str owned_text(struct str s)
{
    char *copy = owned_new(s.length + 1);
    if (s.length)
        memcpy(copy, s.at, s.length);
    return (struct str){copy, s.length};
}

void owned_text_free(struct str *s)
{
    free((char *)s->at);
    *s = (struct str){0};
}

struct str_list owned_list(struct str_list list)
{
    struct str_list copy = {owned_new(list.count * sizeof(struct str)), list.count};
    for (size_t i = 0; i < list.count; i++)
        copy.items[i] = owned_text(list.items[i]);
    return copy;
}

void owned_list_free(struct str_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        owned_text_free(&list->items[i]);
    free(list->items);
    *list = (struct str_list){0};
}

void owned_put(struct map *map, struct str key, void *value)
{
    must(map_put(map, key, value, NULL) == ERR_NONE);
}

struct str slugs_json(struct arena *arena, struct str_list list)
{
    struct buf buf = buf_new(65536);
    buf_add_char(&buf, '[');
    for (size_t i = 0; i < list.count; i++) {
        buf_add_text(&buf, i ? "," : "");
        json_put_text(&buf, list.items[i]);
    }
    buf_add_char(&buf, ']');
    struct str json = buf.failed ? (struct str){0} : str_keep(arena, buf_str(&buf));
    buf_free(&buf);
    return json;
}

enum err slugs_read(struct arena *arena, struct str json, struct str_list *list)
{
    json_t *tree;
    enum err err = json_read(arena, json, &tree, NULL);
    if (err != ERR_NONE)
        return err;
    size_t count = json_array_size(tree);
    *list = (struct str_list){arena_take_array(arena, count ? count : 1, sizeof(struct str)), count};
    if (!list->items)
        return ERR_MEMORY;
    for (size_t i = 0; i < count; i++)
        list->items[i] = json_str(json_array_get(tree, i));
    return ERR_NONE;
}

static const char *const role_names[] = {[PERSON_VIEWER] = "viewer", "worker", "manager", "owner"};

const char *person_role_name(enum person_role role)
{
    if (role == PERSON_SOURCE)
        return "source";
    return role >= PERSON_VIEWER && role <= PERSON_OWNER ? role_names[role] : "";
}

bool person_role_of(struct str name, enum person_role *role)
{
    for (int r = PERSON_VIEWER; r <= PERSON_OWNER; r++)
        if (str_is(name, role_names[r])) {
            *role = (enum person_role)r;
            return true;
        }
    return false;
}

bool key_role_of(struct str name, enum person_role *role)
{
    if (!str_is(name, "source"))
        return person_role_of(name, role);
    *role = PERSON_SOURCE;
    return true;
}

static enum err load(struct people *people, struct store *store)
{
    enum err err = account_load(people, store);
    if (err == ERR_NONE)
        err = session_load(people, store);
    if (err == ERR_NONE)
        err = key_load(people, store);
    if (err == ERR_NONE)
        err = unit_load(people, store);
    return err;
}

enum err people_open(struct store *store, struct people **out, struct fault *why)
{
    struct people *people = calloc(1, sizeof *people);
    *out = NULL;
    if (!people)
        return ERR_MEMORY;
    struct map **maps[] = {&people->accounts, &people->emails, &people->sessions, &people->keys,
                           &people->hashes,   &people->units,  &people->slugs};
    enum err err = ERR_NONE;
    for (size_t i = 0; i < sizeof maps / sizeof *maps; i++)
        if (!(*maps[i] = map_new()))
            err = ERR_MEMORY;
    if (err == ERR_NONE)
        err = load(people, store);
    if (err == ERR_NONE)
        *out = people;
    else {
        people_close(people);
        fault_set(why, err, "people_open", "data", "The accounts cannot be read from the store.");
    }
    return err;
}

void people_close(struct people *people)
{
    if (!people)
        return;
    map_free(people->sessions, free);
    map_free(people->emails, NULL);
    map_free(people->accounts, account_free);
    map_free(people->hashes, NULL);
    map_free(people->keys, key_free);
    map_free(people->slugs, NULL);
    map_free(people->units, unit_free);
    free(people);
}

enum err people_store(struct people *people, struct store *store, struct fact *fact, struct arena *arena, struct fault *why)
{
    (void)people; /* memory lags behind the transaction: every check asks the store */
    switch (fact->kind) {
    case FACT_ACCOUNT_ADDED:
        return account_add_store(store, fact, arena, why);
    case FACT_ACCOUNT_CHANGED:
        return account_change_store(store, fact, arena, why);
    case FACT_ACCOUNT_REMOVED:
        return account_remove_store(store, fact, arena, why);
    case FACT_PASSWORD_CHANGED:
        return password_change_store(store, fact, arena, why);
    case FACT_SESSION_OPENED:
        return session_open_store(store, fact, arena, why);
    case FACT_SESSION_CLOSED:
        return session_close_store(store, fact, arena, why);
    case FACT_SESSION_SEEN:
        return session_seen_store(store, fact);
    case FACT_SIGN_IN_REFUSED:
        fact->subject_id = ((const struct sign_in_refused *)fact->body)->account_id;
        return ERR_NONE;
    case FACT_KEY_ADDED:
        return key_add_store(store, fact, arena, why);
    case FACT_KEY_REVOKED:
        return key_revoke_store(store, fact, why);
    case FACT_UNIT_ADDED:
        return unit_add_store(store, fact, arena, why);
    case FACT_UNIT_CHANGED:
        return unit_change_store(store, fact, arena, why);
    default:
        return ERR_NONE;
    }
}

void people_apply(struct people *people, const struct fact *fact)
{
    switch (fact->kind) {
    case FACT_ACCOUNT_ADDED:
    case FACT_ACCOUNT_CHANGED:
    case FACT_ACCOUNT_REMOVED:
    case FACT_PASSWORD_CHANGED:
        account_apply(people, fact);
        return;
    case FACT_SESSION_OPENED:
    case FACT_SESSION_CLOSED:
        session_apply(people, fact);
        return;
    case FACT_KEY_ADDED:
    case FACT_KEY_REVOKED:
        key_apply(people, fact);
        return;
    case FACT_UNIT_ADDED:
    case FACT_UNIT_CHANGED:
        unit_apply(people, fact);
        return;
    default:
        return;
    }
}
