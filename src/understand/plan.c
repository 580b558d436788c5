#include "understand/plan.h"

enum err plan_by(struct plan *plan, struct str by, struct fault *why)
{
    struct str part;
    while (by.at && str_cut(&by, ',', &part)) {
        if (plan->by_count == BY_MAX)
            return fault_set(why, ERR_INVALID, "too_many", "by", "At most %d groupings at once.", BY_MAX);
        plan->by[plan->by_count++] = str_trim(part);
    }
    return ERR_NONE;
}

bool plan_is_by(const struct plan *plan, const char *grouping)
{
    for (size_t i = 0; i < plan->by_count; i++)
        if (str_is(plan->by[i], grouping))
            return true;
    return false;
}
