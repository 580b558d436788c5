/* Bootstrap intervals: what the figure would have been had other customers happened to answer. Pure under its seed.
 *
 * Source: Efron 1979; the percentile interval, quantiles of type 7 (Hyndman & Fan 1996). Two-sided, 95 %. */
#pragma once
#include "base/stop.h"
#include "understand/chance.h"
#include "understand/figures.h"

enum { BOOTSTRAP_REPLICATES = 1000, BOOTSTRAP_REPLICATES_MAX = 10000 };
struct bootstrap {
    struct arena *arena; /* what is drawn is put here */
    uint64_t seed;
    size_t replicates;       /* 40…BOOTSTRAP_REPLICATES_MAX */
    const struct stop *stop; /* NULL: to the end; a mean is too quick to be stopped */
};
struct interval {
    double low, high; /* NaN: no interval */
};

/* Of replicates in any order, which are sorted in place. NaN among them, where the figure had no value, are left out; no interval when they
 * are more than one in twenty. */
struct interval interval_of(double *replicates, size_t count);

/* The mean of value/divisor. Two answers at least, else NaN. ERR_TOO_LARGE over CHANCE_ANSWERS_MAX answers, ERR_MEMORY. */
enum err bootstrap_mean(const struct bootstrap *bootstrap, const struct histogram *histogram, double divisor,
                        struct interval *interval) must_check;
