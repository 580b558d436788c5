/* SQLite: one table without an index, in a file with a large cache; one thread is all it takes. */
#include "peer.h"

#include <sqlite3.h>
#include <stdio.h>

#define SCORE(n) "100e0 * (sum(" n " * (nps >= 9)) - sum(" n " * (nps <= 6))) / sum(" n ")"
static const char *const sqlite_questions[BENCH_QUESTIONS] = {
    [BENCH_Q1] = "SELECT 0, sum(c), " SCORE("c") " FROM (SELECT nps, count(*) AS c FROM fact WHERE nps >= 0 GROUP BY nps)",
    [BENCH_Q2] =
        "SELECT tp, sum(c), " SCORE("c") " FROM (SELECT tp, nps, count(*) AS c FROM fact WHERE nps >= 0 GROUP BY tp, nps) GROUP BY tp",
    [BENCH_Q3] = "SELECT m * 40 + tp, count(*), " SCORE(
        "1") " FROM (SELECT (strftime('%Y', at, 'unixepoch') - 2023) * 12 + strftime('%m', at, "
             "'unixepoch') - 1 AS m, tp, nps FROM fact WHERE nps >= 0 AND ch IN (2, 5)) GROUP BY m, tp",
    [BENCH_Q4] = "SELECT seg * 11 + nps, count(*), 0e0 FROM fact WHERE nps >= 0 AND at >= 1759449600 GROUP BY seg, nps",
    [BENCH_Q5] = "SELECT cust, count(*) AS n, " SCORE("1") " AS score FROM fact WHERE nps >= 0 GROUP BY cust HAVING count(*) >= 3 "
                                                           "ORDER BY score, n DESC, cust LIMIT 100",
    [BENCH_Q6] = "SELECT ch * 40 + tp, count(*), avg(ces) FROM fact WHERE seg BETWEEN 50 AND 99 GROUP BY ch, tp",
};
static sqlite3 *database;

static void sql(const char *text)
{
    char *problem = NULL;
    if (sqlite3_exec(database, text, NULL, NULL, &problem) != SQLITE_OK)
        peer_fail(text, problem);
}

static void row_insert(sqlite3_stmt *statement, const struct bench_answer *answer)
{
    const int64_t values[] = {answer->at_s,     answer->touchpoint, answer->channel, answer->segment,
                              answer->customer, answer->nps,        answer->ces,     answer->feeling};
    for (int i = 0; i < 8; i++)
        (void)sqlite3_bind_int64(statement, i + 1, values[i]);
    if (sqlite3_step(statement) != SQLITE_DONE)
        peer_fail("sqlite insert", sqlite3_errmsg(database));
    (void)sqlite3_reset(statement);
}

static void sqlite_fill(const struct bench_chances *chances, uint64_t answers, const char *directory)
{
    char path[4096];
    sqlite3_stmt *statement;
    snprintf(path, sizeof path, "%s/answers.sqlite", directory);
    (void)remove(path);
    if (sqlite3_open(path, &database) != SQLITE_OK)
        peer_fail("sqlite open", path);
    sql("PRAGMA journal_mode=off; PRAGMA synchronous=off; PRAGMA cache_size=-1000000; PRAGMA temp_store=memory;"
        "CREATE TABLE fact (at INTEGER, tp INTEGER, ch INTEGER, seg INTEGER, cust INTEGER, nps INTEGER, ces INTEGER, felt INTEGER); BEGIN");
    if (sqlite3_prepare_v2(database, "INSERT INTO fact VALUES (?,?,?,?,?,?,?,?)", -1, &statement, NULL) != SQLITE_OK)
        peer_fail("sqlite", sqlite3_errmsg(database));
    for (uint64_t i = 0; i < answers; i++) {
        struct bench_answer answer;
        bench_answer_make(chances, i, &answer);
        row_insert(statement, &answer);
    }
    (void)sqlite3_finalize(statement);
    sql("COMMIT");
}

static void sqlite_ask(enum bench_question question, struct peer_rows *rows)
{
    sqlite3_stmt *statement;
    int code;
    if (sqlite3_prepare_v2(database, sqlite_questions[question], -1, &statement, NULL) != SQLITE_OK)
        peer_fail(sqlite_questions[question], sqlite3_errmsg(database));
    while ((code = sqlite3_step(statement)) == SQLITE_ROW)
        peer_row_add(rows, sqlite3_column_int64(statement, 0), sqlite3_column_int64(statement, 1), sqlite3_column_double(statement, 2));
    if (code != SQLITE_DONE)
        peer_fail("sqlite", sqlite3_errmsg(database));
    (void)sqlite3_finalize(statement);
}

const struct peer peer_sqlite = {"SQLite", sqlite_fill, sqlite_ask};
