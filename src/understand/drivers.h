/* Drivers: what moves the outcome, how sure we are of it, and with how much. Pure under its seed.
 *
 * Relative weights (relative_weights.h) over people who rated at least two of the drivers, correlations by pairs (correlation.h) because
 * not everybody meets every touchpoint. Where somebody lacks something R is shrunk until its least eigenvalue is 0.05. The outcome is the
 * answer itself, never its classes.
 *
 * Intervals are percentiles of a bootstrap over people. Beyond DRIVERS_GROUPS people, they are dealt at random into that many groups and
 * the groups are drawn, so that the cost does not grow with the answers. A driver is shown when its weight beats that of a variable of pure
 * noise in the same regression: 95 % of the differences, by the same bootstrap, lie above zero (Tonidandel, LeBreton & Johnson 2009). */
#pragma once
#include "understand/bootstrap.h"

enum { DRIVERS_MIN = 2, DRIVERS_MAX = 64, DRIVERS_N_MIN = 100, DRIVERS_N_EACH = 10, DRIVERS_N_MAX = 10000000, DRIVERS_GROUPS = 512 };

struct drivers_ask {
    size_t k;              /* DRIVERS_MIN…DRIVERS_MAX */
    size_t n;              /* rows, to DRIVERS_N_MAX */
    const double *ratings; /* n rows of k; NaN: did not meet it */
    const double *outcome; /* n; NaN: the row is left out */
};

struct driver {
    uint64_t n; /* people who rated it, among those taken */
    double mean;
    double weight, low, high;            /* per cent of R² */
    double lmg;                          /* the same by LMG, as a check; NaN when there are more than LMG_MAX drivers */
    double beta;                         /* standardised regression coefficient */
    int sign;                            /* −1, 0, +1: of beta */
    double slope, slope_low, slope_high; /* of the outcome for one more in the rating, the others held; in their own units */
    bool shown;                          /* else noise does as well, and people are shown 0 */
};

struct drivers {
    uint64_t n;                    /* people taken */
    double r2, r2_low, r2_high;    /* r'R⁻¹r, what the weights are shares of; may pass 1 where hardly anybody rated everything */
    double fit, fit_low, fit_high; /* 0…1: the share of the variance between these very people that the coefficients explain, what somebody
                                      did not rate counting as average; where everybody rated everything it is r2 */
    double shrinkage;              /* λ, 0…1 */
    size_t pairs_assumed;          /* pairs of drivers that under CORRELATION_PAIR_MIN people rated both, taken as uncorrelated */
    struct driver *items;
    uint64_t *pairs; /* k×k: people who rated both */
    size_t replicates;
    double *weights, *means; /* replicates × k, per cent and rating: for what is derived from them (sweet_spot.h); NaN where one failed */
};

/* All in the bootstrap's arena, which needs some 60 MB for 64 drivers and 6 MB for 20. ERR_INVALID with slugs too_few (fewer people than
 * DRIVERS_N_MIN or DRIVERS_N_EACH a driver; a driver under thirty) and no_variation, field "drivers[2]" or "outcome"; ERR_TOO_LARGE,
 * ERR_STOPPED, ERR_MEMORY. */
enum err drivers_find(const struct drivers_ask *ask, const struct bootstrap *bootstrap, struct drivers *drivers,
                      struct fault *why) must_check;
