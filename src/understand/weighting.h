/* Answers that weigh unequally: what a sum of weights is still worth, and figures of it. Pure.
 *
 * Effective n = (Σw)²/Σw² (Kish 1965); the design effect is n over it. Every interval uses the effective n in place of n. */
#pragma once
#include "understand/figures.h"

/* Adds up; two sums add up too. x is +1, 0, −1 for a net score, 1 or 0 for a share, the value itself for a mean. */
struct weighted_sum {
    uint64_t n;
    double w, ww, wx, wxx;
};
void weighted_add(struct weighted_sum *sum, double weight, double x, uint64_t times); /* weight 0 or more, the same for all `times` */
void weighted_join(struct weighted_sum *sum, const struct weighted_sum *more);
double weighted_effective_n(const struct weighted_sum *sum);   /* 0 when nothing weighs */
double weighted_design_effect(const struct weighted_sum *sum); /* 1 or more; NaN when nothing weighs */

/* kind: net, share or mean. n is the answers; the quality is hidden by n, indicative by the effective n: "effective n below 30". */
struct figure weighted_figure(enum figure_kind kind, const struct weighted_sum *sum);
/* Deviation of one answer in the figure's unit (points, per cent); over √(effective n) it is the plain standard error. */
double weighted_deviation(enum figure_kind kind, const struct weighted_sum *sum);

/* The margin's say beside the persons': each customer's answer weighs by margin. A customer whose margin is unknown, zero or a loss has no
 * weight, and is counted so that the screen can say it. */
struct margin_sum {
    struct weighted_sum persons, margin; /* margin: with a margin over 0 only */
    uint64_t unknown, none, loss;        /* margin not known; exactly 0; under 0 */
    double lost;                         /* the losses' sum, 0 or under */
};
void margin_add(struct margin_sum *sum, double margin, double x); /* margin NaN: not known; x as for a net score */
double margin_of_minus(const struct margin_sum *sum); /* per cent of the margin in the hands of detractors; NaN without margin */
