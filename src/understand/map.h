/* The touchpoint map: touchpoints as columns in journey order, channels as rows, in each cell the score, its n, what was expected, whether
 * the target emotion was hit (screens 4.2).
 *
 * The whole matrix in one question. The measure of a column is the first of nps, ces, csat, rating that has ten answers, else the first
 * that has any, so that a column never mixes measures. Read under the lock; `store` is a reading connection. */
#pragma once
#include "listen/journey.h"
#include "understand/understand.h"

struct map_ask {
    int64_t workspace_id;
    const struct journey *journey; /* NULL: every touchpoint, in its phases */
    int32_t from, to;
    const struct condition *where; /* NULL: everything */
    struct understand_scope scope;
    const struct stop *stop; /* NULL: however long it takes */
};
/* Writes schema Map. ERR_INVALID for a field figures cannot be limited by; ERR_STOPPED, ERR_MEMORY. */
enum err understand_map(const struct understand *understand, struct store *store, const struct map_ask *ask, struct buf *out,
                        struct fault *why) must_check;
