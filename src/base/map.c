#include "base/map.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>

static unsigned char hash_key[crypto_shorthash_KEYBYTES];
static pthread_once_t hash_once = PTHREAD_ONCE_INIT;

static void hash_ready(void)
{
    must(sodium_init() >= 0);
    crypto_shorthash_keygen(hash_key);
}

static unsigned hash_of(const void *bytes, size_t length)
{
    unsigned char out[crypto_shorthash_BYTES];
    crypto_shorthash(out, bytes, length, hash_key);
    unsigned value;
    memcpy(&value, out, sizeof value);
    return value;
}

#define HASH_FUNCTION(at, length, value) (value) = hash_of((at), (length))
#define HASH_NONFATAL_OOM 1
#define uthash_nonfatal_oom(entry) ((entry)->lost = true)
#include <uthash.h>

struct entry {
    UT_hash_handle hh;
    void *value;
    bool lost;
    char key[];
};

struct map {
    struct entry *entries;
};

struct map *map_new(void)
{
    pthread_once(&hash_once, hash_ready);
    return calloc(1, sizeof(struct map));
}

static struct entry *find(const struct map *map, struct str key)
{
    struct entry *entry = NULL;
    HASH_FIND(hh, map->entries, key.at ? key.at : "", key.length, entry);
    return entry;
}

void *map_get(const struct map *map, struct str key)
{
    struct entry *entry = find(map, key);
    return entry ? entry->value : NULL;
}

enum err map_put(struct map *map, struct str key, void *value, void **before)
{
    struct entry *entry = find(map, key);
    if (before)
        *before = entry ? entry->value : NULL;
    if (entry) {
        entry->value = value;
        return ERR_NONE;
    }
    entry = calloc(1, sizeof *entry + key.length + 1);
    if (!entry)
        return ERR_MEMORY;
    if (key.length)
        memcpy(entry->key, key.at, key.length);
    entry->value = value;
    HASH_ADD_KEYPTR(hh, map->entries, entry->key, key.length, entry);
    if (entry->lost) {
        free(entry);
        return ERR_MEMORY;
    }
    return ERR_NONE;
}

void *map_remove(struct map *map, struct str key)
{
    struct entry *entry = find(map, key);
    if (!entry)
        return NULL;
    void *value = entry->value;
    HASH_DEL(map->entries, entry);
    free(entry);
    return value;
}

size_t map_count(const struct map *map)
{
    return HASH_COUNT(map->entries);
}

void map_each(const struct map *map, bool (*visit)(void *context, struct str key, void *value), void *context)
{
    for (struct entry *entry = map->entries; entry; entry = entry->hh.next)
        if (!visit(context, (struct str){entry->key, entry->hh.keylen}, entry->value))
            return;
}

void map_free(struct map *map, void (*release)(void *value))
{
    if (!map)
        return;
    struct entry *entry, *next;
    HASH_ITER(hh, map->entries, entry, next)
    {
        if (release)
            release(entry->value);
        HASH_DEL(map->entries, entry); /* NOLINT(clang-analyzer-unix.Malloc): HASH_ITER read the next one before this was freed */
        free(entry);
    }
    free(map);
}
