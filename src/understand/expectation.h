/* Expectation against experience: weak, good, excellent. Two modes that are never mixed. Pure.
 *
 * Direct: "compared with what you expected" in seven points, 1-3 weak, 4 good, 5-7 excellent. Paired: the gap of what was experienced and
 * what had been expected before, on one scale; δ or more below is weak, δ or more above excellent. Disconfirmation theory: Oliver 1980. */
#pragma once
#include "understand/figures.h"

enum { EXPECTATION_DELTA = 1 /* on a scale of 0-10 */ };
struct expectation {
    uint64_t weak, good, excellent;
    struct figure weak_share, good_share, excellent_share; /* per cent, Wilson */
    struct figure net;                                     /* excellent − weak, trinomial */
    struct figure gap;                                     /* paired only: mean, t interval; else its value is NaN */
};
struct expectation expectation_direct(const struct histogram *answers);             /* values outside 1-7 are not counted */
struct expectation expectation_paired(const struct histogram *gaps, int64_t delta); /* delta 1 or more */
