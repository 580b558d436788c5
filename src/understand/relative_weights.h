/* What share of an outcome's variance each of several correlated predictors explains. Pure.
 *
 * R: the predictors' correlation matrix (k×k, positive definite: correlations_shrink), r: their correlations with the outcome. Both ways
 * share out the same R² = r'R⁻¹r.
 *   Relative weights (Johnson 2000; Tonidandel & LeBreton 2015): Λ = R^½, β* = Λ⁻¹r, weight j = Σₖ Λⱼₖ²β*ₖ². For any k.
 *   LMG (Lindeman, Merenda & Gold 1980; the Shapley value): the mean rise of R² over all orders of entry. 2ᵏ regressions, so for few. */
#pragma once
#include <stddef.h>

enum { LMG_MAX = 12 };

double relative_weights(const double *r, const double *outcome, size_t k, double *weights); /* returns R² */
double lmg_weights(const double *r, const double *outcome, size_t k, double *weights);      /* k ≤ LMG_MAX; returns R² */
void standard_betas(const double *r, const double *outcome, size_t k, double *betas);       /* ordinary regression */
