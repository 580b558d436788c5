/* Before and after: what a dated change of an element did to its touchpoint's figure.
 *
 * Both sides are `days` local days: up to the day before the change, and from its day on. Once the later side is over this is one
 * comparison planned beforehand, judged by its 95 % interval (metrics 3.9 rule 3); while it still runs it is judged at the control limit,
 * because it will be looked at every day. Read under the lock; `store` is a reading connection. */
#pragma once
#include "understand/understand.h"

struct change_ask {
    int64_t workspace_id;
    const struct touchpoint *touchpoint;
    int32_t days, today;
    struct understand_scope scope;
    const struct stop *stop; /* NULL: however long it takes */
};
/* Writes {"items":[Effect…]}, newest change first. The measure of each is the first of nps, ces, csat, rating, strengthening that has ten
 * answers on both sides, else the first that has any. ERR_MEMORY. */
enum err understand_changes(const struct understand *understand, struct store *store, const struct change_ask *ask, struct buf *out,
                            struct fault *why) must_check;
