#include "api/page.h"
#include "http/http.h"

struct gathering {
    struct page_pairs *pairs;
    struct arena *arena;
    size_t room;
    bool failed;
};

static bool pairs_grow(struct gathering *g)
{
    size_t room = g->room ? g->room * 2 : 32;
    struct page_pair *items = arena_take_array(g->arena, room, sizeof *items);
    if (!items)
        return false;
    if (g->pairs->count)
        memcpy(items, g->pairs->items, g->pairs->count * sizeof *items);
    g->pairs->items = items;
    g->room = room;
    return true;
}

static bool pair_add(void *context, struct str name, struct str value)
{
    struct gathering *g = context;
    if (g->pairs->count == g->room && !pairs_grow(g)) {
        g->failed = true;
        return false;
    }
    g->pairs->items[g->pairs->count++] = (struct page_pair){name, value};
    return true;
}

enum err page_pairs_read(struct arena *arena, struct str encoded, struct page_pairs *pairs)
{
    *pairs = (struct page_pairs){0};
    struct gathering gathering = {pairs, arena, 0, false};
    enum err err = http_pairs(arena, encoded, PAGE_PAIRS_MAX, pair_add, &gathering);
    return gathering.failed ? ERR_MEMORY : err;
}
