/* Sweet spots: which touchpoint means most, and which to change first. Pure.
 *
 * reach ρ: share of active customers (or of margin) who meet the touchpoint, 0…1; weight w: its relative weight; headroom h = (max − mean)/
 * (max − min) of its ratings. Significance ρ·w and priority ρ·w·h, each brought to 100 together (scores of our own). A touchpoint whose
 * weight noise would reach too has none. Rank intervals are percentiles of the ranks in the drivers' bootstrap replicates; reach is
 * counted, not sampled, and stays as it is. */
#pragma once
#include "understand/drivers.h"

double headroom(double mean, double scale_min, double scale_max);
/* Scores of k touchpoints; all 0 when nothing has weight. Either of the outputs may be NULL. */
void sweet_scores(const double *reach, const double *weight, const double *room, size_t k, double *significance, double *priority);

struct ranked {
    double score;                       /* of 100 */
    unsigned rank, rank_low, rank_high; /* 1 is the largest; interval 0…0 when there is none */
    bool tied; /* not shown to lie before the one of the next rank: that came first in over 2.5 % of the replicates */
};
struct sweet_spot {
    double reach, headroom;
    struct ranked significance, priority;
};
struct sweet_spot_ask {
    const struct drivers *drivers;
    size_t k;
    const double *reach;                 /* 0…1 each */
    const double *scale_min, *scale_max; /* of each driver's ratings; min < max */
};
/* `items` has room for k. ERR_MEMORY. */
enum err sweet_spots_find(const struct sweet_spot_ask *ask, struct arena *arena, struct sweet_spot *items) must_check;
