/* An arena for each test, and JSON from text in it. */
#pragma once
#include "base/json.h"

static struct arena *arena;

static inline int sample_set_up(void **state)
{
    (void)state;
    arena = arena_new(1 << 26);
    return !arena;
}

static inline int sample_tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static inline json_t *tree_of(const char *text)
{
    json_t *tree;
    struct fault why;
    if (json_read(arena, str_of(text), &tree, &why) != ERR_NONE)
        fail_msg("%s: %s", text, why.detail);
    return tree;
}
