/* The benches' questions answered the slow way: by making every answer again and counting it in plain loops that share nothing with the
 * engine; and the comparison with what the product said. */
#pragma once
#include "cli/bench_house.h"

enum { BENCH_SCORE_CELLS = 11, BENCH_GROUPS_MAX = (BENCH_MONTHS + 1) * BENCH_TOUCHPOINTS };
struct bench_person {
    uint32_t number, n; /* number from 0 */
    int64_t net;        /* promoters − critics */
};
struct bench_recount {
    uint64_t histograms[BENCH_QUESTIONS][BENCH_GROUPS_MAX][BENCH_SCORE_CELLS]; /* Q5 not */
    uint64_t in_last_quarter;                                                  /* rows of the last 90 days */
    struct bench_person *people;                                               /* Q5: the worst, in order */
    size_t people_count;
};
/* NULL when memory is out. */
struct bench_recount *bench_recount_make(const struct bench_chances *chances, uint64_t answers);
void bench_recount_free(struct bench_recount *recount);
/* n of one group (not of Q5), and its NPS or mean. */
uint64_t bench_recount_figure(const struct bench_recount *recount, enum bench_question question, size_t group, double *value);
/* Compares a Metrics answer with the recount: every group's n, value and histogram. Says the first difference in `difference`. */
bool bench_recount_equal(const struct bench_recount *recount, enum bench_question question, struct str json, char difference[200]);
