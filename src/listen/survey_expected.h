/* Paired expectation: the same asked twice on the same scale, before as what is expected and after as what was met.
 *
 *   "expected": "answers.hoped"                       an earlier question of this survey: both stand in one response
 *   "expected": "surveys.before-visit.answers.hoped"  a question of another survey: paired by customer
 *
 * Of questions with a scale, and of matrices of ratings, whose rows are paired by their ids. Pure; any thread. */
#pragma once
#include "listen/survey.h"

/* Whether one can be what was expected of the other: of one kind, on one scale, with a row in common. */
bool expected_fits(const struct question *expected, const struct question *met);
