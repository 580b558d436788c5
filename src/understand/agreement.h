/* How far two people who coded the same notes agree, beyond what chance gives. Pure.
 *
 * Sources: kappa = (po − pe)/(1 − pe), Cohen 1960; its large-sample error, Fleiss, Cohen & Everitt 1969; over several codes the pooled
 * kappa of De Vries, Elliott, Kanouse & Teleki 2008, (mean po − mean pe)/(1 − mean pe), with a jackknife over notes. Intervals are
 * two-sided, 95 %. */
#pragma once
#include "understand/figures.h"

struct decisions { /* one code given by two coders over n notes */
    uint64_t both, first_only, second_only, neither;
};

struct agreement {
    uint64_t n;              /* notes */
    double observed;         /* per cent of the same decisions; NaN when n is 0 */
    double value, low, high; /* value NaN: both always said the same one thing. low, high NaN: no interval, as when nothing varied */
    enum quality quality;
};

/* A kappa in a word: the table of Landis & Koch 1977, "poor" below 0 to "almost_perfect" above 0.80. value is a number. */
const char *agreement_strength(double value);
struct agreement agreement_of_code(const struct decisions *decisions);

/* A note that both coded: a bit for each code (listen's CODES_MAX fit). */
struct coded_note {
    uint64_t available, first, second; /* what the code book held then; what each gave of it */
};
struct agreement agreement_pooled(const struct coded_note *notes, size_t count);
struct decisions decisions_of(const struct coded_note *notes, size_t count, unsigned code);
