/* DuckDB, loaded at run time (bench/analytics/run fetches it): two threads, one table in a file, warm. */
#include "peer.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

static const char *const duckdb_questions[BENCH_QUESTIONS] = {
    [BENCH_Q1] =
        "SELECT 0, sum(c)::BIGINT, 100e0 * (coalesce(sum(c) FILTER (WHERE nps >= 9), 0) - coalesce(sum(c) FILTER (WHERE nps <= 6), 0)) "
        "/ sum(c) FROM (SELECT nps, count(*) AS c FROM fact WHERE nps >= 0 GROUP BY nps)",
    [BENCH_Q2] =
        "SELECT tp, sum(c)::BIGINT, 100e0 * (coalesce(sum(c) FILTER (WHERE nps >= 9), 0) - coalesce(sum(c) FILTER (WHERE nps <= 6), 0)) "
        "/ sum(c) FROM (SELECT tp, nps, count(*) AS c FROM fact WHERE nps >= 0 GROUP BY tp, nps) GROUP BY tp",
    [BENCH_Q3] =
        "SELECT m * 40 + tp, sum(c)::BIGINT, 100e0 * (coalesce(sum(c) FILTER (WHERE nps >= 9), 0) - coalesce(sum(c) FILTER (WHERE nps "
        "<= 6), 0)) / sum(c) FROM (SELECT (year(given) - 2023) * 12 + month(given) - 1 AS m, tp, nps, count(*) AS c FROM fact WHERE nps "
        ">= 0 AND ch IN (2, 5) GROUP BY m, tp, nps) GROUP BY m, tp",
    [BENCH_Q4] = "SELECT seg::INTEGER * 11 + nps, n, 0e0 FROM (SELECT seg, nps, count(*) AS n FROM fact WHERE nps >= 0 AND given >= "
                 "TIMESTAMP '2025-10-03 "
                 "00:00:00' GROUP BY seg, nps)",
    [BENCH_Q5] = "SELECT cust, count(*) AS n, 100e0 * (count(*) FILTER (WHERE nps >= 9) - count(*) FILTER (WHERE nps <= 6)) / count(*) AS "
                 "score FROM fact WHERE nps >= 0 GROUP BY cust HAVING count(*) >= 3 ORDER BY score, n DESC, cust LIMIT 100",
    [BENCH_Q6] = "SELECT ch::INTEGER * 40 + tp, n, m FROM (SELECT ch, tp, count(*) AS n, avg(ces) AS m FROM fact WHERE seg BETWEEN 50 AND "
                 "99 GROUP BY "
                 "ch, tp)",
};
static void *connection;

struct duckdb_result {
    uint64_t column_count, row_count, rows_changed;
    void *columns;
    char *message;
    void *internal;
};
static struct {
    int (*open)(const char *path, void **database);
    int (*connect)(void *database, void **connection);
    int (*query)(void *connection, const char *sql, struct duckdb_result *result);
    void (*destroy_result)(struct duckdb_result *result);
    const char *(*result_error)(struct duckdb_result *result);
    uint64_t (*row_count)(struct duckdb_result *result);
    int64_t (*value_int64)(struct duckdb_result *result, uint64_t column, uint64_t row);
    double (*value_double)(struct duckdb_result *result, uint64_t column, uint64_t row);
    int (*appender_create)(void *connection, const char *schema, const char *table, void **appender);
    int (*appender_destroy)(void **appender);
    void *(*create_logical_type)(int type);
    void *(*create_data_chunk)(void **types, uint64_t columns);
    void (*destroy_data_chunk)(void **chunk);
    void *(*data_chunk_get_vector)(void *chunk, uint64_t column);
    void *(*vector_get_data)(void *vector);
    void (*data_chunk_set_size)(void *chunk, uint64_t size);
    void (*data_chunk_reset)(void *chunk);
    int (*append_data_chunk)(void *appender, void *chunk);
} duckdb;

static void *symbol(void *library, const char *name)
{
    void *found = dlsym(library, name);
    if (!found)
        peer_fail("libduckdb lacks", name);
    return found;
}

void duckdb_library(const char *path)
{
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library)
        peer_fail("dlopen", dlerror());
    *(void **)&duckdb.open = symbol(library, "duckdb_open");
    *(void **)&duckdb.connect = symbol(library, "duckdb_connect");
    *(void **)&duckdb.query = symbol(library, "duckdb_query");
    *(void **)&duckdb.destroy_result = symbol(library, "duckdb_destroy_result");
    *(void **)&duckdb.result_error = symbol(library, "duckdb_result_error");
    *(void **)&duckdb.row_count = symbol(library, "duckdb_row_count");
    *(void **)&duckdb.value_int64 = symbol(library, "duckdb_value_int64");
    *(void **)&duckdb.value_double = symbol(library, "duckdb_value_double");
    *(void **)&duckdb.appender_create = symbol(library, "duckdb_appender_create");
    *(void **)&duckdb.appender_destroy = symbol(library, "duckdb_appender_destroy");
    *(void **)&duckdb.create_logical_type = symbol(library, "duckdb_create_logical_type");
    *(void **)&duckdb.create_data_chunk = symbol(library, "duckdb_create_data_chunk");
    *(void **)&duckdb.destroy_data_chunk = symbol(library, "duckdb_destroy_data_chunk");
    *(void **)&duckdb.data_chunk_get_vector = symbol(library, "duckdb_data_chunk_get_vector");
    *(void **)&duckdb.vector_get_data = symbol(library, "duckdb_vector_get_data");
    *(void **)&duckdb.data_chunk_set_size = symbol(library, "duckdb_data_chunk_set_size");
    *(void **)&duckdb.data_chunk_reset = symbol(library, "duckdb_data_chunk_reset");
    *(void **)&duckdb.append_data_chunk = symbol(library, "duckdb_append_data_chunk");
}

static void sql(const char *text)
{
    struct duckdb_result result;
    if (duckdb.query(connection, text, &result) != 0)
        peer_fail(text, duckdb.result_error(&result));
    duckdb.destroy_result(&result);
}

enum { TIMESTAMP = 12, UTINYINT = 6, USMALLINT = 7, UINTEGER = 8, TINYINT = 2, VECTOR = 2048, COLUMNS = 8 };

/* One vector of rows into the chunk's columns. */
static void chunk_fill(void *chunk, const struct bench_chances *chances, uint64_t from, size_t count)
{
    void *data[COLUMNS];
    for (uint64_t c = 0; c < COLUMNS; c++)
        data[c] = duckdb.vector_get_data(duckdb.data_chunk_get_vector(chunk, c));
    for (size_t i = 0; i < count; i++) {
        struct bench_answer answer;
        bench_answer_make(chances, from + i, &answer);
        ((int64_t *)data[0])[i] = answer.at_s * 1000000;
        ((uint8_t *)data[1])[i] = answer.touchpoint;
        ((uint8_t *)data[2])[i] = answer.channel;
        ((uint16_t *)data[3])[i] = answer.segment;
        ((uint32_t *)data[4])[i] = answer.customer;
        ((int8_t *)data[5])[i] = answer.nps;
        ((int8_t *)data[6])[i] = answer.ces;
        ((uint8_t *)data[7])[i] = answer.feeling;
    }
}

static void duckdb_fill(const struct bench_chances *chances, uint64_t answers, const char *directory)
{
    static const int types[COLUMNS] = {TIMESTAMP, UTINYINT, UTINYINT, USMALLINT, UINTEGER, TINYINT, TINYINT, UTINYINT};
    char path[4096];
    void *database, *appender, *logical[COLUMNS];
    snprintf(path, sizeof path, "%s/answers.duckdb", directory);
    (void)remove(path);
    if (duckdb.open(path, &database) != 0 || duckdb.connect(database, &connection) != 0)
        peer_fail("duckdb open", path);
    sql("SET threads=2");
    sql("CREATE TABLE fact (given TIMESTAMP, tp UTINYINT, ch UTINYINT, seg USMALLINT, cust UINTEGER, nps TINYINT, ces TINYINT, felt "
        "UTINYINT)");
    for (size_t c = 0; c < COLUMNS; c++)
        logical[c] = duckdb.create_logical_type(types[c]);
    void *chunk = duckdb.create_data_chunk(logical, COLUMNS);
    if (duckdb.appender_create(connection, NULL, "fact", &appender) != 0)
        peer_fail("duckdb appender", NULL);
    for (uint64_t at = 0; at < answers; at += VECTOR) {
        size_t count = answers - at < VECTOR ? (size_t)(answers - at) : VECTOR;
        duckdb.data_chunk_reset(chunk);
        chunk_fill(chunk, chances, at, count);
        duckdb.data_chunk_set_size(chunk, count);
        if (duckdb.append_data_chunk(appender, chunk) != 0)
            peer_fail("duckdb append", NULL);
    }
    duckdb.appender_destroy(&appender);
    duckdb.destroy_data_chunk(&chunk);
    sql("CHECKPOINT");
}

static void duckdb_ask(enum bench_question question, struct peer_rows *rows)
{
    struct duckdb_result result;
    if (duckdb.query(connection, duckdb_questions[question], &result) != 0)
        peer_fail("duckdb", duckdb.result_error(&result));
    for (uint64_t i = 0; i < duckdb.row_count(&result); i++)
        peer_row_add(rows, duckdb.value_int64(&result, 0, i), duckdb.value_int64(&result, 1, i), duckdb.value_double(&result, 2, i));
    duckdb.destroy_result(&result);
}

const struct peer peer_duckdb = {"DuckDB", duckdb_fill, duckdb_ask};
