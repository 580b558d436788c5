/* What was expected and what was met, customer by customer: the pairs that surveys declare ("expected", listen/survey_expected.h).
 *
 * In one survey both answers stand in one response, the newest of each customer; responses without a customer count for themselves. In two,
 * a customer's newest answer of what was met is paired with their last answer of what was expected that was given no later. Gap = met −
 * expected, with Student's t; its classes by EXPECTATION_DELTA on 0-10, a tenth of the range on other scales and one point at the least
 * (expectation.h). */
#pragma once
#include "listen/survey.h"
#include "port/store.h"
#include "understand/expectation.h"

struct expectation_pair {
    uint64_t met_count; /* who told what they met */
    uint64_t paired;    /* of them, who had told what they expected */
    int64_t delta;
    struct figure expected, met; /* means, of the paired */
    struct expectation gap;
};
int64_t expectation_delta(int64_t scale_low, int64_t scale_high);
/* `expected` of survey `before`, `met` of survey `after`: questions or rows of one scale; the surveys may be one. Reads the store at
 * length: not under a lock. */
enum err understand_expectation_pair(struct store *store, int64_t workspace_id, int64_t before, const struct question *expected,
                                     int64_t after, const struct question *met, struct expectation_pair *pair) must_check;
/* The members of the API's ExpectationGap behind its names. */
void expectation_pair_write(const struct expectation_pair *pair, struct buf *out);
