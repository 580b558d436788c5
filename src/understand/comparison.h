/* Many comparisons at once: of twenty touchpoints one looks changed by chance alone, unless the many are counted. Pure.
 *
 * Source: Benjamini & Hochberg 1995, the step-up rule; q is the adjusted p, the smallest share of false discoveries at which the comparison
 * would be called. Tests may be independent or positively dependent (Benjamini & Yekutieli 2001), as touchpoints of one company are. */
#pragma once
#include "base/arena.h"
#include "understand/figures.h"

enum { COMPARISONS_MAX = 100000 };

/* q of each p, in 0…1. A NaN among the p is no test: its q is NaN and the others do not pay for it. ERR_TOO_LARGE over COMPARISONS_MAX,
 * ERR_MEMORY. */
enum err false_discovery(const double *p, size_t count, double *q, struct arena *arena) must_check;

/* One of many comparisons that are made together. The first four are given, the rest is filled in. */
struct comparison {
    struct figure now, before; /* of one kind */
    double correlation;        /* 0…1, of answers that are in both; 0 when none is */
    bool up_is_good;
    struct difference difference; /* with its own 95 % interval; NaN throughout when too few or a count */
    double q;                     /* NaN likewise */
    enum verdict verdict;         /* better or worse at q ≤ 0.05: of what is called, at most one in twenty is false in the long run */
};
enum err comparisons_judge(struct comparison *items, size_t count, struct arena *arena) must_check; /* errors as above */
