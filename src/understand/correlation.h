/* Correlations of variables that not everybody has, from sums that add up. Pure.
 *
 * Each pair's correlation is taken over those who have both (pairwise complete). A matrix put together so need not be possible; it is then
 * drawn towards "no correlation", R ← (1 − λ)R + λI, by the smallest λ that makes it so. Variables are at most CORRELATION_MAX, NaN is
 * "does not have it"; subtract something near the mean first, since the sums are plain. */
#pragma once
#include <stddef.h>

enum { CORRELATION_MAX = 66, CORRELATION_PAIR_MIN = 10 };

struct pair_sums {
    double n, x, y, xx, yy, xy; /* over those who have both */
};
size_t pairs_of(size_t k);          /* k(k + 1)/2: each variable with itself too */
size_t pair_at(size_t i, size_t j); /* i ≤ j */
void pairs_add(struct pair_sums *pairs, const double *row, size_t k);
void pairs_join(struct pair_sums *pairs, const struct pair_sums *more, size_t count, double times);

/* Fills the k×k matrix of the variables named by `which`. A pair of under CORRELATION_PAIR_MIN people, or of people among whom one of the
 * two does not vary, is taken as uncorrelated; returns how many such pairs there were. NaN in the diagonal where a variable does not vary.
 */
size_t correlations(const struct pair_sums *pairs, const size_t *which, size_t k, double *r);
/* λ, 0…1; finite r. */
double correlations_shrink(double *r, size_t k, double eigenvalue_min);
