#include "understand/correlation.h"
#include "understand/matrix.h"

#include <math.h>

size_t pairs_of(size_t k)
{
    return k * (k + 1) / 2;
}

size_t pair_at(size_t i, size_t j)
{
    return j * (j + 1) / 2 + i;
}

void pairs_add(struct pair_sums *pairs, const double *row, size_t k)
{
    for (size_t j = 0; j < k; j++) {
        if (isnan(row[j]))
            continue;
        for (size_t i = 0; i <= j; i++) {
            if (isnan(row[i]))
                continue;
            struct pair_sums *p = &pairs[pair_at(i, j)];
            p->n += 1;
            p->x += row[i];
            p->y += row[j];
            p->xx += row[i] * row[i];
            p->yy += row[j] * row[j];
            p->xy += row[i] * row[j];
        }
    }
}

void pairs_join(struct pair_sums *pairs, const struct pair_sums *more, size_t count, double times)
{
    for (size_t i = 0; i < count; i++) {
        pairs[i].n += times * more[i].n;
        pairs[i].x += times * more[i].x;
        pairs[i].y += times * more[i].y;
        pairs[i].xx += times * more[i].xx;
        pairs[i].yy += times * more[i].yy;
        pairs[i].xy += times * more[i].xy;
    }
}

static double correlation(const struct pair_sums *p)
{
    const double nothing = 1e-12; /* of the squares: what rounding leaves of a variable that does not vary */
    double xx = p->xx - p->x * p->x / p->n, yy = p->yy - p->y * p->y / p->n;
    if (xx <= nothing * p->xx || yy <= nothing * p->yy)
        return NAN;
    return fmin(fmax((p->xy - p->x * p->y / p->n) / sqrt(xx * yy), -1), 1);
}

size_t correlations(const struct pair_sums *pairs, const size_t *which, size_t k, double *r)
{
    size_t assumed = 0;
    for (size_t i = 0; i < k; i++) {
        for (size_t j = i; j < k; j++) {
            size_t a = which[i] < which[j] ? which[i] : which[j], b = which[i] < which[j] ? which[j] : which[i];
            const struct pair_sums *p = &pairs[pair_at(a, b)];
            double value = correlation(p);
            bool unknown = i != j && (p->n < CORRELATION_PAIR_MIN || isnan(value));
            assumed += unknown;
            r[i * k + j] = r[j * k + i] = unknown ? 0 : value;
        }
    }
    return assumed;
}

double correlations_shrink(double *r, size_t k, double eigenvalue_min)
{
    double least = matrix_eigen_least(r, k);
    if (least >= eigenvalue_min)
        return 0;
    double by = (eigenvalue_min - least) / (1 - least);
    for (size_t i = 0; i < k; i++)
        for (size_t j = 0; j < k; j++)
            r[i * k + j] = i == j ? 1 : (1 - by) * r[i * k + j];
    return by;
}
