/* The plan: what is asked of the figures, whoever asks it (metrics, the explore screen, today, the map, control charts, explain …) and
 * whatever counts it (the column engine here, or a server of its own: port/analytics.h).
 *
 * A plan names things as people do: a measure, groupings, a condition. tally_take (inside.h) makes of it one scan (engine/column/scan.h)
 * for each column that answers it, and brings the counts together; figures, intervals and verdicts are made of the counts and of nothing
 * else. */
#pragma once
#include "base/record.h"
#include "base/stop.h"
#include "listen/condition.h"

enum measure {
#define MEASURE(constant, name, scale, unit) MEASURE_##constant,
#include "understand/measures.def"
#undef MEASURE
    MEASURES
};
const char *measure_name(enum measure measure);
bool measure_of(struct str name, enum measure *measure);

enum { BY_MAX = 4 };
struct understand_scope { /* what a worker may see; empty lists: all */
    struct str_list touchpoints, units;
};
struct plan {
    int64_t workspace_id;
    enum measure measure;
    struct str by[BY_MAX]; /* groupings; at most one of them a period: day, week, month, quarter, year */
    size_t by_count;
    const struct condition *where; /* NULL: everything */
    bool has_from, has_to;
    int32_t from, to; /* local days, both included */
    bool compare_previous, floor_none;
    const struct condition *against; /* NULL; else each group is compared with the same group under this condition in place of `where` */
    struct str weight;   /* empty: every answer weighs alike; "margin": by its customer's; else the slug of a scheme (weight_scheme.h) */
    struct store *store; /* a reading connection; of by "customer" and of weight */
    struct understand_scope scope;
    /* of by "customer": */
    size_t limit;            /* 1 … 1,000 customers at most */
    uint32_t n_min;          /* who have at least so many answers */
    bool highest;            /* from the highest figure down; else from the lowest up */
    const struct stop *stop; /* NULL: however long it takes */
};

/* The groupings of a list with commas between; `by` may be empty. Whether the measure knows them is seen when the plan is carried out.
 * ERR_INVALID on "by": more than BY_MAX. The texts stay the caller's. */
enum err plan_by(struct plan *plan, struct str by, struct fault *why) must_check;
bool plan_is_by(const struct plan *plan, const char *grouping);
