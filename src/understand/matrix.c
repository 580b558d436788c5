#include "understand/matrix.h"
#include "base/err.h"

#include <gsl/gsl_eigen.h>
#include <gsl/gsl_linalg.h>
#include <math.h>
#include <string.h>

void matrix_eigen(const double *a, size_t k, double *values, double *vectors)
{
    double copy[MATRIX_MAX * MATRIX_MAX], room[4 * MATRIX_MAX];
    must(k >= 1 && k <= MATRIX_MAX);
    for (size_t i = 0; i < k * k; i++) {
        must(isfinite(a[i]));
        copy[i] = a[i];
    }
    /* GSL's own workspace, without its malloc. */
    gsl_eigen_symmv_workspace workspace = {k, room, room + MATRIX_MAX, room + (ptrdiff_t)2 * MATRIX_MAX, room + (ptrdiff_t)3 * MATRIX_MAX};
    gsl_matrix_view matrix = gsl_matrix_view_array(copy, k, k), columns = gsl_matrix_view_array(vectors, k, k);
    gsl_vector_view diagonal = gsl_vector_view_array(values, k);
    (void)gsl_eigen_symmv(&matrix.matrix, &diagonal.vector, &columns.matrix, &workspace); /* refuses wrong sizes only */
}

double matrix_eigen_least(const double *a, size_t k)
{
    double values[MATRIX_MAX], vectors[MATRIX_MAX * MATRIX_MAX], least;
    matrix_eigen(a, k, values, vectors);
    least = values[0];
    for (size_t i = 1; i < k; i++)
        least = fmin(least, values[i]);
    return least;
}

void matrix_solve(const double *a, size_t k, const double *b, double *x, double *inverse)
{
    double factor[MATRIX_MAX * MATRIX_MAX];
    must(k >= 1 && k <= MATRIX_MAX);
    memcpy(factor, a, k * k * sizeof *factor);
    gsl_matrix_view matrix = gsl_matrix_view_array(factor, k, k);
    gsl_vector_const_view right = gsl_vector_const_view_array(b, k);
    gsl_vector_view solution = gsl_vector_view_array(x, k);
    (void)gsl_linalg_cholesky_decomp1(&matrix.matrix);
    (void)gsl_linalg_cholesky_solve(&matrix.matrix, &right.vector, &solution.vector);
    if (!inverse)
        return;
    (void)gsl_linalg_cholesky_invert(&matrix.matrix);
    memcpy(inverse, factor, k * k * sizeof *factor);
}
