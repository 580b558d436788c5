#include "understand/importance.h"

#include <math.h>

const char *quadrant_name(enum quadrant quadrant)
{
    static const char *const names[] = {"undecided", "concentrate", "keep_up", "low_priority", "possible_overkill"};
    return names[quadrant];
}

struct crosshair crosshair_at_means(const struct importance_point *points, size_t count)
{
    struct crosshair crosshair = {0, 0};
    for (size_t i = 0; i < count; i++) {
        crosshair.importance += points[i].importance / (double)count;
        crosshair.performance += points[i].performance / (double)count;
    }
    return count ? crosshair : (struct crosshair){NAN, NAN};
}

/* +1 over the line, −1 under it, 0 when the line is inside or something is unknown. */
static int side(const struct interval *box, double line)
{
    return box->low > line ? 1 : box->high < line ? -1 : 0;
}

enum quadrant importance_quadrant(const struct importance_point *point, const struct crosshair *crosshair)
{
    int important = side(&point->importance_box, crosshair->importance), well = side(&point->performance_box, crosshair->performance);
    if (!important || !well)
        return QUADRANT_UNDECIDED;
    if (important > 0)
        return well > 0 ? QUADRANT_KEEP_UP : QUADRANT_CONCENTRATE;
    return well > 0 ? QUADRANT_OVERKILL : QUADRANT_LOW_PRIORITY;
}
