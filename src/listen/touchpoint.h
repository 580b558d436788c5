/* Touchpoints: where customers meet the organisation (S1). */
#pragma once
#include "listen/listen.h"

/* Body of FACT_TOUCHPOINT_ADDED (id and revision are the fact's number), FACT_TOUCHPOINT_CHANGED (what it was reviewed on stays) and,
 * slug and reviewed_on only, FACT_TOUCHPOINT_REVIEWED. A slug that is taken is
 * ERR_CONFLICT "taken"; a slug that does not exist ERR_NOT_FOUND; a revision that moved on ERR_STALE: all decided in the store. */
struct touchpoint_put {
    struct touchpoint touchpoint; /* id and revision unused */
    int64_t expected_revision;    /* of a change, from If-Match; 0: any */
};

/* Pure. Names per language, known emotions, lengths. ERR_INVALID with the field's path. The body borrows from in. */
enum err listen_check_touchpoint(const struct touchpoint_in *in, struct arena *arena, struct touchpoint_put **put,
                                 struct fault *why) must_check;
void touchpoint_write(const struct touchpoint *touchpoint, struct buf *out); /* the API's Touchpoint */
