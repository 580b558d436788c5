/* By customer: who of very many is worst or best off. The engine ranks them all; the chosen few are then counted as any other group, with
 * their intervals. Only answers given by name count: what a confidential survey keeps apart is not in the engine. */
#pragma once
#include "engine/column/rank.h"
#include "understand/inside.h"

struct customers {
    bool collecting; /* the scans are noted, not made */
    struct column_rank_part parts[RANK_PARTS_MAX];
    size_t parts_count;
    int64_t low, high; /* the scale of all parts */
    /* after customers_choose: */
    size_t codes;      /* of through and chosen: more than any table has */
    uint16_t *through; /* customer → place in names + 1; 0: not chosen */
    uint8_t *chosen;   /* 1 for those */
    uint64_t *near;    /* FILTER_NEAR_BITS of them (engine/column/scan.h) */
    struct str *names; /* their external ids */
    size_t count;
};
/* Notes one scan of the measure over the scale low … high. ERR_INVALID for another scale than before, or too many questions. */
enum err customers_offer(struct customers *customers, const struct plan *plan, const struct column_scan *scan, int64_t low, int64_t high,
                         struct arena *arena, struct fault *why) must_check;
/* Those at the end plan->customers_highest names, plan->limit at most, who are not forgotten. Reads their names from plan->store. */
enum err customers_choose(struct customers *customers, const struct understand *understand, const struct plan *plan, struct arena *arena,
                          struct fault *why) must_check;
