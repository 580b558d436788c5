/* The demo company's web shop: what it sends in by events, through the same door as any shop. */
#pragma once
#include "flow/flow.h"

#include <jansson.h>

enum { DEMO_SHOP_DAYS = 60 };

struct demo_shop {
    struct flow *flow;
    int64_t workspace_id, now_ms;
    double (*draw)(void *context); /* 0 … 1 */
    void *context;
    json_t *shop; /* demo/shop.json */
    unsigned sequence;
};

/* Reads demo/shop.json into the arena and makes its rules. False after telling why not. */
bool demo_shop_open(struct demo_shop *shop, struct arena *arena);
/* One day's messages, from `opens_ms` on. `customers` are numbered from 0: A-10000 and on. */
bool demo_shop_day(struct demo_shop *shop, int64_t opens_ms, unsigned customers);
