/* Six questions over the same answers: Kuulo through the product's own path, DuckDB, ClickHouse and SQLite in their best forms, in
 * turns.
 *
 *   analytics-bench LIBDUCKDB.so WORK_DIR [ROWS [ROUNDS [ROUNDS_OF_SQLITE]]]
 *
 * The first round only warms up. Every result is compared with a plain recount. Prints a line per question: medians, the ratios, and what
 * reading the memory at full speed would take; ends with 1 when a ratio to DuckDB or ClickHouse misses its
 * bound. ClickHouse takes part when CLICKHOUSE_PORT says where it is. */
#include "cli/bench_read.h"
#include "peer.h"
#include "port/clock.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { SIDES = 4, TIMES_MAX = 101, THREADS = 2, FEED_TURN = 1024, OUT_BYTES = 64 << 20 };
static const double ratio_least = 8, ratio_mean_least = 15, ratio_clickhouse_least = 20;

void peer_fail(const char *what, const char *detail)
{
    fprintf(stderr, "analytics-bench: %s: %s\n", what, detail ? detail : "");
    exit(2);
}

void peer_row_add(struct peer_rows *rows, int64_t group, int64_t n, double value)
{
    if (rows->count == rows->capacity) {
        rows->capacity = rows->capacity ? rows->capacity * 2 : 256;
        rows->items = reallocarray(rows->items, rows->capacity, sizeof *rows->items);
        if (!rows->items)
            peer_fail("memory", NULL);
    }
    rows->items[rows->count++] = (struct peer_row){group, n, value};
}

/* ---- comparing ---- */
static bool row_equal(const struct peer_row *row, int64_t group, uint64_t n, double value)
{
    return row->group == group && (uint64_t)row->n == n && fabs(row->value - value) < 1e-6;
}

static size_t row_of(const struct peer_rows *rows, int64_t group)
{
    for (size_t i = 0; i < rows->count; i++)
        if (rows->items[i].group == group)
            return i;
    return rows->count;
}

static bool people_equal(const struct bench_recount *recount, const struct peer_rows *rows)
{
    bool equal = rows->count == recount->people_count;
    for (size_t i = 0; i < recount->people_count && equal; i++) {
        const struct bench_person *person = &recount->people[i];
        equal = row_equal(&rows->items[i], person->number, person->n, 100.0 * (double)person->net / person->n);
    }
    return equal;
}

static bool scores_equal(const struct bench_recount *recount, const struct peer_rows *rows)
{
    size_t expected = 0;
    for (int64_t group = 0; group < BENCH_SEGMENTS * BENCH_SCORE_CELLS; group++) {
        uint64_t n = recount->histograms[BENCH_Q4][group / BENCH_SCORE_CELLS][group % BENCH_SCORE_CELLS];
        size_t row = n ? row_of(rows, group) : 0;
        if (n && (row == rows->count || !row_equal(&rows->items[row], group, n, 0)))
            return false;
        expected += n > 0;
    }
    return expected == rows->count;
}

static bool rows_equal(const struct bench_recount *recount, enum bench_question question, const struct peer_rows *rows)
{
    size_t expected = 0;
    if (question == BENCH_Q5)
        return people_equal(recount, rows);
    if (question == BENCH_Q4)
        return scores_equal(recount, rows);
    for (int64_t group = 0; group < BENCH_GROUPS_MAX; group++) {
        double value;
        uint64_t n = bench_recount_figure(recount, question, (size_t)group, &value);
        size_t row = n ? row_of(rows, group) : 0;
        if (n && (row == rows->count || !row_equal(&rows->items[row], group, n, value)))
            return false;
        expected += n > 0;
    }
    return expected == rows->count;
}

/* ---- rounds ---- */
struct side {
    const struct peer *peer; /* NULL: Kuulo */
    int64_t rounds;
    double ms[BENCH_QUESTIONS][TIMES_MAX];
};
struct bench {
    struct bench_house *house;
    struct bench_recount *recount;
    struct bench_read *read;
    struct buf out;
    double read_gb_s[TIMES_MAX];
};

static double since_ms(int64_t began_us)
{
    return (double)(clock_system()->monotonic_us(clock_system()) - began_us) / 1000;
}

static double kuulo_ask(struct bench *bench, enum bench_question question)
{
    struct fault why = {0};
    char difference[200];
    bench->out.length = 0;
    int64_t began_us = clock_system()->monotonic_us(clock_system());
    if (bench_house_ask(bench->house, question, &bench->out, NULL, &why) != ERR_NONE)
        peer_fail("kuulo", why.detail);
    double ms = since_ms(began_us);
    if (!bench_recount_equal(bench->recount, question, buf_str(&bench->out), difference))
        peer_fail("Kuulo differs from the recount", difference);
    return ms;
}

static double peer_ask(struct bench *bench, const struct peer *peer, enum bench_question question)
{
    struct peer_rows rows = {0};
    int64_t began_us = clock_system()->monotonic_us(clock_system());
    peer->ask(question, &rows);
    double ms = since_ms(began_us);
    if (!rows_equal(bench->recount, question, &rows))
        peer_fail(peer->name, "differs from the recount");
    free(rows.items);
    return ms;
}

static void round_run(struct bench *bench, struct side *sides, size_t count, int64_t round)
{
    double rate = bench_read_gb_s(bench->read);
    if (round >= 0)
        bench->read_gb_s[round] = rate;
    for (int q = 0; q < BENCH_QUESTIONS; q++)
        for (size_t s = 0; s < count; s++) {
            if (round >= sides[s].rounds || (round < 0 && sides[s].rounds < 2))
                continue;
            double ms = sides[s].peer ? peer_ask(bench, sides[s].peer, (enum bench_question)q) : kuulo_ask(bench, (enum bench_question)q);
            if (round >= 0)
                sides[s].ms[q][round] = ms;
        }
}

static int order(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *times, int64_t count)
{
    qsort(times, (size_t)count, sizeof *times, order);
    return times[count / 2];
}

static bool report(struct bench *bench, struct side *sides, size_t count, int64_t rounds, int64_t answers)
{
    double read = median(bench->read_gb_s, rounds), logs = 0, least = INFINITY, least_clickhouse = INFINITY;
    printf("%lld answers, %d threads, medians of %lld rounds, every result equal to a recount; memory is read at %.1f GB/s\n",
           (long long)answers, THREADS, (long long)rounds, read);
    for (int q = 0; q < BENCH_QUESTIONS; q++) {
        double limit = bench_question_bytes((enum bench_question)q, (uint64_t)answers, bench->recount->in_last_quarter) / read / 1e6;
        double kuulo = median(sides[0].ms[q], sides[0].rounds);
        printf("Q%d  Kuulo %9.3f ms (%5.2f x the read limit of %.3f)", q + 1, kuulo, kuulo / limit, limit);
        for (size_t s = 1; s < count; s++) {
            double peer = sides[s].rounds ? median(sides[s].ms[q], sides[s].rounds) : 0;
            if (sides[s].rounds)
                printf("   %s %9.1f ms (%.0f x)", sides[s].peer->name, peer, peer / kuulo);
            if (sides[s].peer == &peer_clickhouse && sides[s].rounds)
                least_clickhouse = fmin(least_clickhouse, peer / kuulo);
            if (s == 1) {
                logs += log(peer / kuulo);
                least = fmin(least, peer / kuulo);
            }
        }
        printf("   %s\n", bench_question_text((enum bench_question)q));
    }
    double mean = exp(logs / BENCH_QUESTIONS);
    printf("DuckDB / Kuulo: least %.1f (bound %.0f), geometric mean %.1f (bound %.0f)   memory %.2f B/answer\n", least, ratio_least, mean,
           ratio_mean_least, (double)bench_house_bytes(bench->house) / (double)answers);
    if (isfinite(least_clickhouse))
        printf("ClickHouse / Kuulo: least %.1f (bound %.0f)\n", least_clickhouse, ratio_clickhouse_least);
    return least >= ratio_least && mean >= ratio_mean_least && least_clickhouse >= ratio_clickhouse_least;
}

int main(int count, char **arguments)
{
    int64_t answers = 10000000, rounds = 5, rounds_sqlite = 1;
    if (count < 3 || (count > 3 && !str_integer(str_of(arguments[3]), &answers)) ||
        (count > 4 && !str_integer(str_of(arguments[4]), &rounds)) || (count > 5 && !str_integer(str_of(arguments[5]), &rounds_sqlite)) ||
        answers < 1000 || rounds < 1 || rounds > TIMES_MAX || rounds_sqlite < 0 || rounds_sqlite > rounds)
        peer_fail("usage", "analytics-bench LIBDUCKDB.so WORK_DIR [ROWS from 1000 [ROUNDS 1-101 [ROUNDS_OF_SQLITE]]]");
    struct bench bench = {
        .house = bench_house_open((uint64_t)answers, THREADS), .read = bench_read_new(THREADS), .out = buf_new(OUT_BYTES)};
    if (!bench.house || !bench.read)
        peer_fail("memory", NULL);
    const struct bench_chances *chances = bench_house_chances(bench.house);
    bench_house_feed(bench.house, (uint64_t)answers, FEED_TURN);
    bench.recount = bench_recount_make(chances, (uint64_t)answers);
    if (!bench.recount)
        peer_fail("memory", NULL);
    duckdb_library(arguments[1]);
    static struct side sides[SIDES];
    sides[0] = (struct side){.rounds = rounds};
    sides[1] = (struct side){.peer = &peer_duckdb, .rounds = rounds};
    sides[2] = (struct side){.peer = &peer_clickhouse, .rounds = getenv("CLICKHOUSE_PORT") ? rounds : 0};
    sides[3] = (struct side){.peer = &peer_sqlite, .rounds = rounds_sqlite};
    for (size_t s = 1; s < SIDES; s++)
        if (sides[s].rounds)
            sides[s].peer->fill(chances, (uint64_t)answers, arguments[2]);
    for (int64_t round = -1; round < rounds; round++)
        round_run(&bench, sides, SIDES, round);
    bool reached = report(&bench, sides, SIDES, rounds, answers);
    bench_recount_free(bench.recount);
    bench_house_close(bench.house);
    bench_read_free(bench.read);
    buf_free(&bench.out);
    return reached ? 0 : 1;
}
