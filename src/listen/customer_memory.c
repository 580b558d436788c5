#include "listen/customer_memory.h"
#include "base/mix.h"

#include <stdlib.h>
#include <string.h>

struct remembered {
    int64_t id;
    int64_t workspace_id; /* 0: nobody */
    uint8_t length;
    char external_id[CUSTOMER_REMEMBERED_BYTES];
};

struct customer_memory {
    uint64_t epoch;
    struct remembered places[CUSTOMERS_REMEMBERED];
};

struct customer_memory *customer_memory_new(void)
{
    return calloc(1, sizeof(struct customer_memory));
}

void customer_memory_free(struct customer_memory *memory)
{
    free(memory);
}

void customer_memory_forget(struct customer_memory *memory)
{
    memset(memory->places, 0, sizeof memory->places);
}

/* A stranger who makes many ids fall on one place only makes them looked up in the store, as if nothing were remembered. */
static struct remembered *place_of(struct customer_memory *memory, const struct store *store, int64_t workspace_id, struct str external_id)
{
    uint64_t hash = (uint64_t)workspace_id, epoch = store_epoch(store);
    if (memory->epoch != epoch)
        customer_memory_forget(memory);
    memory->epoch = epoch;
    for (size_t at = 0; at < external_id.length; at += sizeof hash) {
        uint64_t word = 0;
        memcpy(&word, external_id.at + at, external_id.length - at < sizeof word ? external_id.length - at : sizeof word);
        hash = mix64(hash ^ word);
    }
    return &memory->places[hash % CUSTOMERS_REMEMBERED];
}

int64_t customer_memory_find(struct customer_memory *memory, const struct store *store, int64_t workspace_id, struct str external_id)
{
    if (external_id.length > CUSTOMER_REMEMBERED_BYTES)
        return 0;
    const struct remembered *place = place_of(memory, store, workspace_id, external_id);
    bool same = place->workspace_id == workspace_id && place->length == external_id.length &&
                memcmp(place->external_id, external_id.at, external_id.length) == 0;
    return same ? place->id : 0;
}

void customer_memory_put(struct customer_memory *memory, const struct store *store, int64_t workspace_id, struct str external_id,
                         int64_t id)
{
    if (external_id.length > CUSTOMER_REMEMBERED_BYTES)
        return;
    struct remembered *place = place_of(memory, store, workspace_id, external_id);
    *place = (struct remembered){.id = id, .workspace_id = workspace_id, .length = (uint8_t)external_id.length};
    memcpy(place->external_id, external_id.at, external_id.length);
}
