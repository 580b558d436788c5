/* Calculated questions: a number made of earlier answers, declared as {"calculate": {"mean": ["ease", "service.staff"]}}.
 *
 * "sum" and "mean" take questions and parts: of one that only its parts answer, all of them. A score, a number and a rank count as what
 * they are, a chosen choice as its "score". What was not answered is left out; where nothing was, there is no number. The server calculates
 * when the answers are sent; the page's script does the same for what is shown on the way (web/respond/calculate.ts). Pure; any thread. */
#pragma once
#include "listen/response.h"

enum { CALCULATED_OF_MAX = 60 };

/* False: the answer is worth no number. */
bool answer_worth(const struct answer *answer, double *worth);
/* `worth_of` gives what the answer to a question is worth; false: nothing. */
bool calculate(const struct question *question, bool (*worth_of)(void *context, const struct question *of, double *worth), void *context,
               double *number);
/* Puts the number of a calculated question behind given->answers, where there is room; by the answers there. ERR_MEMORY. */
enum err answer_calculate(const struct question *question, struct arena *arena, struct response_given *given) must_check;
