#include "listen/import_kept.h"
#include "import_kept.sql.h"

#include <sodium.h>

static struct str signature_str(const unsigned char *signature)
{
    return (struct str){(const char *)signature, IMPORT_SIGNATURE_SIZE};
}

const char *import_kind_name(enum import_kind kind)
{
    static const char *const names[] = {"responses", "encounters", "customers", "media", "survey"};
    return names[kind];
}

void import_signature(const struct str *header, size_t columns, unsigned char signature[IMPORT_SIGNATURE_SIZE])
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, IMPORT_SIGNATURE_SIZE);
    for (size_t i = 0; i < columns; i++) { /* a name holds no zero byte */
        crypto_generichash_update(&state, (const unsigned char *)header[i].at, header[i].length);
        crypto_generichash_update(&state, (const unsigned char *)"", 1);
    }
    crypto_generichash_final(&state, signature, IMPORT_SIGNATURE_SIZE);
}

static enum err map_store(struct store *store, struct fact *fact, struct arena *arena)
{
    const struct import_map_kept *kept = fact->body;
    fact->subject_id = fact->number;
    char *payload = arena_printf(arena, "{\"kind\":\"%s\"}", import_kind_name(kept->kind));
    if (!payload)
        return ERR_MEMORY;
    fact->payload = str_of(payload);
    enum err err = sql_import_map_put(
        store, &(struct import_map_put_in){fact->workspace_id, kept->kind, signature_str(kept->signature), kept->map, fact->number}, NULL);
    return err == ERR_NONE ? sql_import_map_forget(store, &(struct import_map_forget_in){fact->workspace_id, IMPORT_MAPS_KEPT_MAX}, NULL)
                           : err;
}

static enum err done_store(struct fact *fact, struct arena *arena)
{
    const struct import_done *done = fact->body;
    fact->subject_id = fact->number;
    char *payload = arena_printf(arena, "{\"kind\":\"%s\",\"rows\":%lld,\"stored\":%lld,\"repeated\":%lld,\"rejected\":%lld}",
                                 import_kind_name(done->kind), (long long)done->rows, (long long)done->stored, (long long)done->repeated,
                                 (long long)done->rejected);
    fact->payload = str_of(payload);
    return payload ? ERR_NONE : ERR_MEMORY;
}

enum err import_kept_store(struct store *store, struct fact *fact, struct arena *arena)
{
    return fact->kind == FACT_IMPORT_DONE ? done_store(fact, arena) : map_store(store, fact, arena);
}

enum err listen_import_map(struct store *store, int64_t workspace_id, enum import_kind kind,
                           const unsigned char signature[IMPORT_SIGNATURE_SIZE], struct arena *arena, struct str *map)
{
    struct import_map_get_row row = {0};
    enum err err = sql_import_map_get(store, &(struct import_map_get_in){workspace_id, kind, signature_str(signature)}, arena, &row);
    *map = row.map;
    return err;
}
