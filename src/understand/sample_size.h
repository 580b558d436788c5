/* How many answers a change needs, and what the answers one has can show. Pure.
 *
 * Two groups of equal size, two-sided 95 %, power 80 %. Source: n per group = 2·V·(1.960 + 0.842)²/d², V the variance of one answer; a net
 * score's adjusted Wald interval has three answers more, so three fewer are needed (Sauro & Lewis). Sizes are rounded up. */
#pragma once
#include "understand/figures.h"

/* Variance of one answer, in the figure's unit squared: 10,000·(p + d − (p − d)²) for a net score in points, 10,000·p(1 − p) for a share in
 * per cent, s² for a mean. Of a figure at hand, `sample_variance`; NaN while it has no error. */
struct sampled {
    enum figure_kind kind; /* not FIGURE_COUNT */
    double variance;       /* over 0 */
};
struct sampled sample_variance(const struct figure *figure);

uint64_t sample_for_margin(const struct sampled *sampled, double margin);      /* answers for an interval of ± margin */
uint64_t sample_for_change(const struct sampled *sampled, double change);      /* answers in each group */
double sample_change_shown(const struct sampled *sampled, uint64_t n);         /* smallest change that n in each group show */
double sample_power(const struct sampled *sampled, uint64_t n, double change); /* 0…1: the chance to show it */
double sample_margin(const struct sampled *sampled, uint64_t n);               /* half the width of the interval of n answers */

/* "60 answers a month cannot show 5 points; 4,204 in each group could." */
struct sample_advice {
    bool enough;         /* a month against another has power 80 % */
    uint64_t needed;     /* in each group */
    uint64_t months;     /* of collecting, for each group; UINT64_MAX when nothing comes in */
    double change_shown; /* what a month against a month can show; infinite when nothing comes in */
    double power;        /* 0…1, a month against a month for the change asked about */
};
struct sample_advice sample_advise(const struct sampled *sampled, uint64_t monthly, double change); /* change over 0 */
