#include "understand/relative_weights.h"
#include "base/err.h"
#include "understand/matrix.h"

#include <math.h>
#include <stdint.h>

double relative_weights(const double *r, const double *outcome, size_t k, double *weights)
{
    double values[MATRIX_MAX], v[MATRIX_MAX * MATRIX_MAX], turned[MATRIX_MAX], beta[MATRIX_MAX], root[MATRIX_MAX], sum = 0;
    matrix_eigen(r, k, values, v);
    for (size_t e = 0; e < k; e++) {
        must(values[e] > 0);
        root[e] = sqrt(values[e]);
        turned[e] = 0;
        for (size_t i = 0; i < k; i++)
            turned[e] += v[i * k + e] * outcome[i];
        turned[e] /= root[e];
    }
    for (size_t i = 0; i < k; i++) {
        beta[i] = 0;
        for (size_t e = 0; e < k; e++)
            beta[i] += v[i * k + e] * turned[e];
    }
    for (size_t i = 0; i < k; i++) {
        weights[i] = 0;
        for (size_t j = 0; j < k; j++) {
            double lambda = 0;
            for (size_t e = 0; e < k; e++)
                lambda += v[i * k + e] * root[e] * v[j * k + e];
            weights[i] += lambda * lambda * beta[j] * beta[j];
        }
        sum += weights[i];
    }
    return sum;
}

void standard_betas(const double *r, const double *outcome, size_t k, double *betas)
{
    matrix_solve(r, k, outcome, betas, NULL);
}

static double explained(const double *r, const double *outcome, size_t k, unsigned set)
{
    double part[LMG_MAX * LMG_MAX], right[LMG_MAX], betas[LMG_MAX], sum = 0;
    size_t in[LMG_MAX], size = 0;
    for (size_t i = 0; i < k; i++)
        if (set >> i & 1)
            in[size++] = i;
    if (size == 0)
        return 0;
    for (size_t i = 0; i < size; i++) {
        right[i] = outcome[in[i]];
        for (size_t j = 0; j < size; j++)
            part[i * size + j] = r[in[i] * k + in[j]];
    }
    matrix_solve(part, size, right, betas, NULL);
    for (size_t i = 0; i < size; i++)
        sum += betas[i] * right[i];
    return sum;
}

double lmg_weights(const double *r, const double *outcome, size_t k, double *weights)
{
    double r2[1 << LMG_MAX] = {0}, orders[LMG_MAX]; /* orders[s]: share of all orders in which exactly a given s came before a given one */
    must(k >= 1 && k <= LMG_MAX);
    unsigned sets = 1U << k;
    for (unsigned set = 0; set < sets; set++)
        r2[set] = explained(r, outcome, k, set);
    for (size_t s = 0; s < k; s++)
        orders[s] = exp(lgamma((double)s + 1) + lgamma((double)(k - s)) - lgamma((double)k + 1));
    for (size_t i = 0; i < k; i++) {
        weights[i] = 0;
        for (unsigned set = 0; set < sets; set++)
            if (!(set >> i & 1))
                weights[i] += orders[__builtin_popcount(set)] * (r2[set | 1U << i] - r2[set]);
    }
    return r2[sets - 1];
}
