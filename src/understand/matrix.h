/* Small symmetric matrices, row by row, up to MATRIX_MAX wide. Pure; GSL beneath (docs/decide/0011). Numbers must be finite. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

enum { MATRIX_MAX = 130 };

/* a = Σ value·vector·vector'; the vectors stand in the columns of `vectors` (k×k). In no order. */
void matrix_eigen(const double *a, size_t k, double *values, double *vectors);
double matrix_eigen_least(const double *a, size_t k);
/* Solves a·x = b, and gives a's inverse where `inverse` is not NULL (k×k). a must be positive definite: look at its least eigenvalue first,
 * or know that it is a part of a matrix that was looked at. */
void matrix_solve(const double *a, size_t k, const double *b, double *x, double *inverse);
