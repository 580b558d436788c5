#include "api/listing.h"

#include <stdio.h>

enum { LIST_MAX = 16 << 20 };

struct listing listing_new(struct call *call, size_t limit)
{
    struct listing listing = {.call = call, .body = buf_new(LIST_MAX), .limit = limit};
    buf_add_text(&listing.body, "{\"items\":[");
    return listing;
}

void listing_next(struct listing *listing, int64_t id)
{
    if (listing->count++)
        buf_add_char(&listing->body, ',');
    listing->last = id;
}

void listing_end(struct listing *listing)
{
    buf_add_char(&listing->body, ']');
    if (listing->limit && listing->count == listing->limit)
        buf_printf(&listing->body, ",\"next\":\"%lld\"", (long long)listing->last);
    buf_add_char(&listing->body, '}');
    call_json(listing->call, 200, &listing->body, 0);
}

void listing_close(struct listing *listing, enum err err, const struct fault *why)
{
    if (err == ERR_NONE) {
        listing_end(listing);
        return;
    }
    buf_free(&listing->body); /* first: answering may free the arena the listing lives in */
    call_refuse(listing->call, err, why);
}

enum err call_one_or_many(struct call *call, const struct record *one, const struct record *many, const char *name,
                          struct record_list *items, bool *batch, struct fault *why)
{
    if (!call->tree)
        return fault_set(why, ERR_MALFORMED, "no_body", "", "The body is missing.");
    *batch = json_object_get(call->tree, name) != NULL;
    void *place = arena_take(call->arena, *batch ? many->size : one->size);
    if (!place)
        return ERR_MEMORY;
    enum err err = record_read(*batch ? many : one, call->arena, call->tree, place, why);
    *items = *batch ? *(struct record_list *)place : (struct record_list){place, 1};
    return err;
}

void call_item_prefix(struct fault *why, const char *name, size_t i, bool batch)
{
    char place[64];
    if (!batch)
        return;
    snprintf(place, sizeof place, "%s[%zu]", name, i);
    fault_prefix(why, place);
}
