/* Figures: every score is arithmetic on a histogram. Pure functions; nothing here allocates, and a histogram is never rounded.
 *
 * Sources of the formulas: the adjusted Wald interval of a net score (Sauro & Lewis), Wilson's and Newcombe's intervals of shares,
 * Student's t for means. Intervals are two-sided, 95 %. A figure that is shown to people keeps its raw value; only the interval is
 * adjusted. */
#pragma once
#include "base/str.h"

#define Z95 1.959963984540054 /* normal quantile at 0.975 */

/* Cells of a histogram: value low+i was given counts[i] times. */
struct histogram {
    int64_t low;
    size_t cells;
    const uint64_t *counts;
};

enum quality { QUALITY_HIDDEN /* n<10 */, QUALITY_INDICATIVE /* 10-29 */, QUALITY_NORMAL };
enum verdict {
    VERDICT_NONE /* the kind has no better and worse */,
    VERDICT_TOO_FEW,
    VERDICT_NO_SHOWN_CHANGE,
    VERDICT_BETTER,
    VERDICT_WORSE
};
enum { FIGURE_SHOWN_MIN = 10, FIGURE_NORMAL_MIN = 30 };
const char *quality_name(enum quality quality);
enum quality quality_of(uint64_t n);
const char *verdict_name(enum verdict verdict); /* NULL for VERDICT_NONE */

enum figure_kind { FIGURE_COUNT, FIGURE_NET, FIGURE_SHARE, FIGURE_MEAN };
struct figure {
    enum figure_kind kind;
    uint64_t n;              /* answers */
    double effective_n;      /* what intervals and comparisons use: n, or fewer where answers weigh unequally (weighting.h) */
    double value, low, high; /* NaN when n is 0 (value) or the interval has no meaning */
    double centre, error;    /* what comparisons use: the adjusted centre and its standard error, in the value's unit; NaN as above */
    enum quality quality;
};

struct figure figure_count(uint64_t n);
/* 100·(plus − minus)/n in −100…+100, adjusted Wald: three quarters of an answer more on either side. */
struct figure figure_net(uint64_t plus, uint64_t neutral, uint64_t minus);
struct figure figure_share(uint64_t hits, uint64_t n); /* per cent, Wilson */
/* The same of parts of answers, for weighted ones; n is rounded. */
struct figure figure_net_parts(double plus, double neutral, double minus);
struct figure figure_share_parts(double hits, double n);
/* Mean of value/divisor with t interval; an interval needs two answers. The interval is not cut at the ends of the scale. */
struct figure figure_mean(const struct histogram *histogram, double divisor);

/* How many answers lie in low…high, ends included. */
uint64_t histogram_between(const struct histogram *histogram, int64_t low, int64_t high);
uint64_t histogram_n(const struct histogram *histogram);

/* A difference a − b with its interval, z (or t for means) and two-sided p; p is for comparisons planned beforehand only. */
struct difference {
    double value, error, z, p, low, high;
};
struct difference figure_difference_net(const struct figure *a, const struct figure *b);
/* Newcombe's hybrid of two Wilson intervals; both in per cent. error is NaN; z and p are those of the pooled score test (Pearson's chi
 * square without correction), which near the limit need not agree with the interval. */
struct difference figure_difference_share(const struct figure *a, const struct figure *b);

/* Of two figures of one kind: net scores and shares as above, means by Welch (t quantile of Satterthwaite's freedom; z holds t).
 * Where nothing varied on either side, p is 1 for no difference and 0 for any. */
struct difference figure_difference(const struct figure *a, const struct figure *b);
/* The same of two figures that share answers, such as a segment and everybody: `correlation`, 0…1, of the two (row_comparison.c). The error
 * is √(e² + f² − 2ref); a share's two arms are joined likewise (Zou & Donner 2008). */
struct difference figure_difference_sharing(const struct figure *a, const struct figure *b, double correlation);
/* For one comparison planned beforehand whose end has come: better or worse when the 95 % interval of the difference leaves zero out. */
enum verdict figure_verdict_planned(const struct figure *now, const struct figure *before, bool up_is_good);

/* Has the figure moved? The control-limit rule: three standard errors, so that looking every day raises a false alarm in some 2.5 % of
 * quarters instead of 28 % (own simulation). Net scores compare adjusted quantities, shares by Newcombe at z = 3, means by Welch with the t
 * quantile of the same probability. `up_is_good` says what a rise means. Too few: under 10 answers on either side. */
enum verdict figure_verdict(const struct figure *now, const struct figure *before, bool up_is_good);

/* Is a net score shown to be above or below zero? "positive", "negative" when the whole interval is; "not shown" when zero lies in it;
 * "too few" under ten. */
const char *figure_sign(const struct figure *figure);

/* A figure against its target: reached when the whole interval is at or over it, missed when the whole is under, open between. */
enum target_state { TARGET_REACHED, TARGET_OPEN, TARGET_MISSED };
enum target_state figure_target(const struct figure *figure, double target);
