/* What the files of people/ share; nobody else includes this. */
#pragma once
#include "base/map.h"
#include "people/people.h"

struct people {
    struct map *accounts; /* by place */
    struct map *emails;   /* the same accounts by address */
    struct map *sessions; /* by token hash */
    struct map *keys;     /* by place; revoked ones too */
    struct map *hashes;   /* the same keys by hash */
    struct map *units;    /* by place */
    struct map *slugs;    /* the same units by workspace and slug */
};

/* Where an object lives, as a map's key. */
struct place {
    int64_t workspace_id, id;
};
static inline struct str place_str(const struct place *place)
{
    return (struct str){(const char *)place, sizeof *place};
}
static inline struct str hash_str(const unsigned char hash[TOKEN_HASH_SIZE])
{
    return (struct str){(const char *)hash, TOKEN_HASH_SIZE};
}

/* Memory on the heap; apply cannot fail, so running out of it ends the program. */
void *owned_new(size_t size);
struct str owned_text(struct str s);
struct str_list owned_list(struct str_list list);
void owned_text_free(struct str *s);
void owned_list_free(struct str_list *list);
void owned_put(struct map *map, struct str key, void *value);

/* Slugs as a JSON list, which is how the store keeps them. {NULL,0}: memory is out. */
struct str slugs_json(struct arena *arena, struct str_list list);
enum err slugs_read(struct arena *arena, struct str json, struct str_list *list) must_check;

/* account.c */
enum err account_load(struct people *people, struct store *store) must_check;
enum err account_add_store(struct store *store, struct fact *fact, struct arena *arena, struct fault *why) must_check;
enum err account_change_store(struct store *store, struct fact *fact, struct arena *arena, struct fault *why) must_check;
enum err account_remove_store(struct store *store, struct fact *fact, struct arena *arena, struct fault *why) must_check;
enum err password_change_store(struct store *store, struct fact *fact, struct arena *arena, struct fault *why) must_check;
void account_apply(struct people *people, const struct fact *fact);
struct account *account_at(const struct people *people, int64_t workspace_id, int64_t id);
void account_free(void *account);

/* session.c */
enum err session_load(struct people *people, struct store *store) must_check;
enum err session_open_store(struct store *store, struct fact *fact, struct arena *arena, struct fault *why) must_check;
enum err session_close_store(struct store *store, struct fact *fact, struct arena *arena, struct fault *why) must_check;
enum err session_seen_store(struct store *store, struct fact *fact) must_check;
void session_apply(struct people *people, const struct fact *fact);
void sessions_end(struct people *people, struct account *account, int64_t kept);

/* key.c */
enum err key_load(struct people *people, struct store *store) must_check;
enum err key_add_store(struct store *store, struct fact *fact, struct arena *arena, struct fault *why) must_check;
enum err key_revoke_store(struct store *store, struct fact *fact, struct fault *why) must_check;
void key_apply(struct people *people, const struct fact *fact);
void key_free(void *key);

/* unit.c */
enum err unit_load(struct people *people, struct store *store) must_check;
enum err unit_add_store(struct store *store, struct fact *fact, struct arena *arena, struct fault *why) must_check;
enum err unit_change_store(struct store *store, struct fact *fact, struct arena *arena, struct fault *why) must_check;
void unit_apply(struct people *people, const struct fact *fact);
void unit_free(void *unit);
