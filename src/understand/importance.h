/* Importance-performance analysis: where to concentrate. Pure.
 *
 * Source: Martilla & James 1977. The crosshair lies at the means unless targets are set. A point is a box of its two intervals; one that
 * crosses a line is undecided, because the answers do not say on which side it lies. */
#pragma once
#include "understand/bootstrap.h"

enum quadrant { QUADRANT_UNDECIDED, QUADRANT_CONCENTRATE, QUADRANT_KEEP_UP, QUADRANT_LOW_PRIORITY, QUADRANT_OVERKILL };
const char *quadrant_name(enum quadrant quadrant); /* undecided, concentrate, keep_up, low_priority, possible_overkill */

struct importance_point {
    double importance, performance;                  /* any units, more is more */
    struct interval importance_box, performance_box; /* NaN: not known, so undecided */
};
struct crosshair {
    double importance, performance;
};
struct crosshair crosshair_at_means(const struct importance_point *points, size_t count); /* NaN for none */
enum quadrant importance_quadrant(const struct importance_point *point, const struct crosshair *crosshair);
