/* What a saved view asks, read from its address as the screen reads it (web/src/understand/explore.ts): the figure of everything that meets
 * its condition, and how it ran, split by a key where the view is grouped by one and a period. */
#pragma once
#include "port/store.h"
#include "understand/plan.h"

struct view_ask { /* begins zeroed; texts live in the arena */
    struct str measure, by, also, weight;
    const json_t *where; /* a list of leaves */
    bool any, has_from, has_to;
    int32_t from, to; /* local days */
    int64_t days;
};
/* One parameter of the address, decoded. What is not understood is left out, as the screen does. ERR_MEMORY. */
enum err view_ask_pair(struct view_ask *ask, struct str name, struct str value, struct arena *arena) must_check;

/* The figure (`by` empty, against the period before) and its run (by a period; by a key before it when the view has one). Segments are
 * those shared with everybody. ERR_INVALID when the view asks what is not known any more. `store` is a reading connection; the plans keep
 * it. */
struct view_plans {
    struct plan whole, run;
    bool has_whole; /* shares of emotions have no figure of everything */
};
enum err view_plans_make(const struct view_ask *ask, struct store *store, int64_t workspace_id, int32_t today, struct arena *arena,
                         struct view_plans *out, struct fault *why) must_check;
