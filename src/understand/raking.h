/* Raking: weights with which the answers have the margins of the population (say half of it women, four in ten under 40). Pure.
 *
 * Iterative proportional fitting (Deming & Stephan 1940): margin by margin, w ← w·target/current, and after each round the weights are cut
 * to low…high and brought back to a mean of 1. After 50 rounds at most no category may be off by 1e-6 of all; it is refused otherwise, and
 * where a category has a target and no answers: nothing is guessed.
 *
 * People who are alike in every margin weigh alike, so the work is done on cells. */
#pragma once
#include "base/arena.h"
#include "understand/weighting.h"

enum { RAKING_MARGINS_MAX = 8, RAKING_CATEGORIES_MAX = 200, RAKING_CELLS_MAX = 100000, RAKING_ROUNDS_MAX = 50 };

struct raking_margin {
    size_t categories;     /* 2…RAKING_CATEGORIES_MAX */
    const double *targets; /* shares over 0, together 1 ± 1e-6 */
};
struct raking_cell {
    uint64_t n;
    uint16_t category[RAKING_MARGINS_MAX]; /* its category in each margin */
};
struct raking_ask {
    const struct raking_margin *margins;
    size_t margin_count; /* 1…RAKING_MARGINS_MAX */
    const struct raking_cell *cells;
    size_t cell_count; /* to RAKING_CELLS_MAX */
    double low, high;  /* 0 < low ≤ 1 ≤ high; the usual 0.3 and 3.0 */
};
struct raking {
    double *weights; /* of each cell, in the arena; their mean over the answers is 1. A cell without answers has 1 */
    uint64_t n, cut; /* answers; of them at the ends of low…high */
    double effective_n, design_effect;
    size_t rounds;
};
/* ERR_INVALID with the field ("margins[1].targets[0]") and slugs target, no_answers, not_converged; ERR_TOO_LARGE, ERR_MEMORY. */
enum err weights_rake(const struct raking_ask *ask, struct arena *arena, struct raking *raking, struct fault *why) must_check;
