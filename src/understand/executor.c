#include "understand/inside.h"

enum err house_of(const struct understand *understand, int64_t workspace_id, const struct house **house, struct fault *why)
{
    *house = house_find(understand, workspace_id);
    if (!understand->analytics || (*house && (*house)->carried))
        return ERR_NONE;
    if (why)
        why->retry_s = 5;
    return fault_set(why, ERR_BUSY, "analytics_behind", "",
                     "The answers are still on their way to the analytics server; figures are shown when all of them are there. Nothing is "
                     "lost; try again soon.");
}

static const struct analytics_view *view_of(const struct understand *understand, int64_t workspace_id)
{
    const struct house *house = house_find(understand, workspace_id);
    must(house);
    return &house->view;
}

enum err executor_scan(const struct understand *understand, int64_t workspace_id, const struct column_scan *scan, scan_each each,
                       void *context, struct fault *why)
{
    struct analytics *a = understand->analytics;
    return a ? a->scan(a, view_of(understand, workspace_id), scan, each, context, why) : column_scan(understand->pool, scan, each, context);
}

enum err executor_rank(const struct understand *understand, int64_t workspace_id, const struct column_ranking *ranking,
                       struct column_ranked *out, size_t *count, struct fault *why)
{
    struct analytics *a = understand->analytics;
    return a ? a->rank(a, view_of(understand, workspace_id), ranking, out, count, why) : column_rank(understand->pool, ranking, out, count);
}

enum err executor_read(const struct understand *understand, int64_t workspace_id, const struct column_read *read, read_each each,
                       void *context, struct fault *why)
{
    struct analytics *a = understand->analytics;
    return a ? a->read(a, view_of(understand, workspace_id), read, each, context, why) : column_read(read, each, context);
}

enum err executor_pick(const struct understand *understand, int64_t workspace_id, const struct column_scan *scan, uint64_t nth, int64_t *id,
                       struct fault *why)
{
    struct analytics *a = understand->analytics;
    return a ? a->pick(a, view_of(understand, workspace_id), scan, nth, id, why) : column_pick(scan, nth, id);
}
