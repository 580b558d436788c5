/* The other engines of the comparison: each filled with the same answers and asked the same six questions in SQL, in its best form (a
 * histogram first where that is faster). */
#pragma once
#include "cli/bench_recount.h"

struct peer_row {
    int64_t group, n; /* group as bench_recount numbers them; Q4: segment × 11 + score; Q5: the customer, in order */
    double value;     /* Q4: 0 */
};
struct peer_rows {
    struct peer_row *items;
    size_t count, capacity;
};
struct peer {
    const char *name;
    /* Both end the program with a sentence when they fail. */
    void (*fill)(const struct bench_chances *chances, uint64_t answers, const char *directory);
    void (*ask)(enum bench_question question, struct peer_rows *rows);
};
extern const struct peer peer_duckdb, peer_clickhouse, peer_sqlite;

void duckdb_library(const char *path); /* before peer_duckdb is filled */
_Noreturn void peer_fail(const char *what, const char *detail);
void peer_row_add(struct peer_rows *rows, int64_t group, int64_t n, double value);
