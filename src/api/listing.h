/* A page of a list: {"items":[…],"next":"…"}. */
#pragma once
#include "api/call.h"

struct listing {
    struct call *call;
    struct buf body;
    size_t count, limit; /* limit 0: no pages */
    int64_t last;        /* id of the last item: the next page's cursor */
};

struct listing listing_new(struct call *call, size_t limit);
void listing_next(struct listing *listing, int64_t id); /* before each item is written into body */
void listing_end(struct listing *listing);              /* answers */
/* Answers with the page, or with the failure of whatever filled it. */
void listing_close(struct listing *listing, enum err err, const struct fault *why);

enum { PAGE_USUAL = 50 };

/* Reads one record or the batch form ({name:[…]}) of the body into items. */
enum err call_one_or_many(struct call *call, const struct record *one, const struct record *many, const char *name,
                          struct record_list *items, bool *batch, struct fault *why);
/* Puts "name[i]" before the fault's path in a batch. */
void call_item_prefix(struct fault *why, const char *name, size_t i, bool batch);
