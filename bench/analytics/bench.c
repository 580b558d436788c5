/* NPS by touchpoint over many answers: the column engine against DuckDB in its best form (histogram first), in one process, in turns.
 *
 *   analytics-bench LIBDUCKDB.so WORK_DIR [ROWS [ROUNDS]]
 *
 * Three years of answers nearly in the order of time: 40 touchpoints by Zipf, 8 channels, 200 segments, 40 % of the scores missing. Both
 * sides get the same rows and two threads; the first round only warms up; every result is compared. Prints one line per side and the ratio
 * of the medians; ends with 1 when a result differs. */
#include "engine/column/scan.h"
#include "understand/figures.h"

#include <dlfcn.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { TOUCHPOINTS = 40, CHANNELS = 8, SEGMENTS = 200, YEARS_DAYS = 1095, FIRST_DAY = 19358 /* 2023-01-01 */, ROUNDS_MAX = 101 };

struct rows {
    size_t count;
    int32_t *day;
    uint8_t *touchpoint, *channel, *segment;
    int8_t *nps; /* −1: missing */
};

static void fail(const char *what, const char *detail)
{
    fprintf(stderr, "analytics-bench: %s: %s\n", what, detail ? detail : "");
    exit(2);
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static uint32_t draw(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    uint32_t mixed = (uint32_t)((*seed >> 18 ^ *seed) >> 27), turn = (uint32_t)(*seed >> 59);
    return mixed >> turn | mixed << (-turn & 31);
}

/* A table of 65,536 entries in which value v stands in proportion to 1/(v+1). */
static uint8_t *zipf_table(uint32_t values)
{
    uint8_t *table = malloc(65536);
    double sum = 0, at = 0;
    for (uint32_t v = 0; v < values; v++)
        sum += 1.0 / (v + 1);
    size_t filled = 0;
    for (uint32_t v = 0; v < values; v++) {
        at += 65536.0 / (v + 1) / sum;
        for (; filled < 65536 && (double)filled < at; filled++)
            table[filled] = (uint8_t)v;
    }
    for (; filled < 65536; filled++)
        table[filled] = (uint8_t)(values - 1);
    return table;
}

static struct rows rows_new(size_t count)
{
    struct rows rows = {count, calloc(count, sizeof(int32_t)), malloc(count), malloc(count), malloc(count), malloc(count)};
    if (!rows.day || !rows.touchpoint || !rows.channel || !rows.segment || !rows.nps)
        fail("memory", NULL);
    static const int8_t scores[32] = {10, 10, 10, 10, 10, 10, 9, 9, 9, 9, 9, 9, 9, 8, 8, 8, 8, 8, 8, 7, 7, 7, 7, 6, 6, 5, 5, 4, 3, 2, 1, 0};
    uint8_t *touchpoints = zipf_table(TOUCHPOINTS), *channels = zipf_table(CHANNELS);
    uint64_t seed = 20230101;
    for (size_t i = 0; i < count; i++) {
        int64_t minute = (int64_t)((double)i * YEARS_DAYS * 1440 / (double)count) + draw(&seed) % 60; /* up to an hour out of order */
        rows.day[i] = FIRST_DAY + (int32_t)(minute / 1440);
        rows.touchpoint[i] = touchpoints[draw(&seed) & 65535];
        rows.channel[i] = channels[draw(&seed) & 65535];
        rows.segment[i] = (uint8_t)(draw(&seed) % SEGMENTS);
        rows.nps[i] = draw(&seed) % 100 < 40 ? -1 : scores[draw(&seed) & 31];
    }
    free(touchpoints);
    free(channels);
    return rows;
}

struct result {
    uint64_t n[TOUCHPOINTS];
    double score[TOUCHPOINTS];
};

/* ---- our side ---- */
static struct column_table *engine_load(struct column_store *store, const struct rows *rows)
{
    struct column_table *table = column_table_open(store, STR("visit"));
    static const char *const names[] = {"touchpoint", "channel", "attributes.segment", "answers.recommend"};
    size_t columns[4];
    for (size_t i = 0; i < 4; i++)
        columns[i] = column_open(table, str_of(names[i]), NULL);
    for (size_t i = 0; i < rows->count; i++) {
        const struct column_cell cells[] = {{columns[0], (uint16_t)(rows->touchpoint[i] + 1)},
                                            {columns[1], (uint16_t)(rows->channel[i] + 1)},
                                            {columns[2], (uint16_t)(rows->segment[i] + 1)},
                                            {columns[3], (uint16_t)(rows->nps[i] + 1)}};
        if (column_append(table, (int64_t)i + 1, rows->day[i], cells, 4) != ERR_NONE)
            fail("append", "memory");
    }
    return table;
}

static void take_group(void *context, const uint32_t codes[SCAN_SOURCES_MAX], const uint64_t *counts, size_t cells)
{
    struct result *result = context;
    struct histogram scores = {0, cells - 1, counts + 1};
    uint64_t minus = histogram_between(&scores, 0, 6), plus = histogram_between(&scores, 9, 10);
    struct figure figure = figure_net(plus, histogram_between(&scores, 7, 8), minus);
    result->n[codes[0] - 1] = figure.n;
    result->score[codes[0] - 1] = figure.value;
}

static double engine_ask(struct scan_pool *pool, const struct column_table *table, struct result *result)
{
    *result = (struct result){0};
    double start = seconds();
    struct column_scan scan = {.table = table,
                               .day_from = INT32_MIN,
                               .day_to = INT32_MAX,
                               .sources = {{.columns = {column_find(table, STR("touchpoint"))}, .count = 1}},
                               .sources_count = 1,
                               .score = column_find(table, STR("answers.recommend"))};
    if (column_scan(pool, &scan, take_group, result) != ERR_NONE)
        fail("scan", "memory");
    return seconds() - start;
}

/* ---- DuckDB, by its C interface ---- */
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
        fail("libduckdb lacks", name);
    return found;
}

static void duckdb_load(const char *path)
{
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library)
        fail("dlopen", dlerror());
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

static void sql(void *connection, const char *text)
{
    struct duckdb_result result;
    if (duckdb.query(connection, text, &result) != 0)
        fail(text, duckdb.result_error(&result));
    duckdb.destroy_result(&result);
}

static void *duckdb_fill(const char *directory, const struct rows *rows)
{
    enum { TINYINT = 2, INTEGER = 4, UTINYINT = 6, VECTOR = 2048 };
    char path[4096];
    void *database, *connection, *appender;
    snprintf(path, sizeof path, "%s/answers.duckdb", directory);
    (void)remove(path);
    if (duckdb.open(path, &database) != 0 || duckdb.connect(database, &connection) != 0)
        fail("duckdb open", path);
    sql(connection, "SET threads=2");
    sql(connection, "CREATE TABLE fact (day INTEGER, tp UTINYINT, ch UTINYINT, seg UTINYINT, nps TINYINT)");
    void *types[] = {duckdb.create_logical_type(INTEGER), duckdb.create_logical_type(UTINYINT), duckdb.create_logical_type(UTINYINT),
                     duckdb.create_logical_type(UTINYINT), duckdb.create_logical_type(TINYINT)};
    void *chunk = duckdb.create_data_chunk(types, 5);
    if (duckdb.appender_create(connection, NULL, "fact", &appender) != 0)
        fail("duckdb appender", NULL);
    for (size_t at = 0; at < rows->count; at += VECTOR) {
        size_t count = rows->count - at < VECTOR ? rows->count - at : VECTOR;
        const void *from[] = {rows->day + at, rows->touchpoint + at, rows->channel + at, rows->segment + at, rows->nps + at};
        duckdb.data_chunk_reset(chunk);
        for (uint64_t c = 0; c < 5; c++)
            memcpy(duckdb.vector_get_data(duckdb.data_chunk_get_vector(chunk, c)), from[c], count * (c ? 1 : sizeof(int32_t)));
        duckdb.data_chunk_set_size(chunk, count);
        if (duckdb.append_data_chunk(appender, chunk) != 0)
            fail("duckdb append", NULL);
    }
    duckdb.appender_destroy(&appender);
    duckdb.destroy_data_chunk(&chunk);
    sql(connection, "CHECKPOINT");
    return connection;
}

static double duckdb_ask(void *connection, struct result *result)
{
    static const char text[] = "SELECT tp, sum(c) AS n, 100e0 * (coalesce(sum(c) FILTER (WHERE nps >= 9), 0) - coalesce(sum(c) FILTER "
                               "(WHERE nps <= 6), 0)) / sum(c) "
                               "FROM (SELECT tp, nps, count(*) AS c FROM fact WHERE nps >= 0 GROUP BY tp, nps) GROUP BY tp";
    *result = (struct result){0};
    struct duckdb_result rows;
    double start = seconds();
    if (duckdb.query(connection, text, &rows) != 0)
        fail("duckdb", duckdb.result_error(&rows));
    for (uint64_t i = 0; i < duckdb.row_count(&rows); i++) {
        int64_t touchpoint = duckdb.value_int64(&rows, 0, i);
        result->n[touchpoint] = (uint64_t)duckdb.value_int64(&rows, 1, i);
        result->score[touchpoint] = duckdb.value_double(&rows, 2, i);
    }
    duckdb.destroy_result(&rows);
    return seconds() - start;
}

/* How long a start takes that finds its snapshot: best of three. */
static void start_report(const struct column_store *store, const char *directory, size_t rows)
{
    struct fault why;
    double best = 1e9;
    if (column_store_save(store, directory, "bench.snapshot", 1, STR("UTC"), &why) != ERR_NONE)
        fail("snapshot", why.detail);
    for (int i = 0; i < 3; i++) {
        struct arena *arena = arena_new(1 << 16);
        struct column_store *loaded;
        struct str note;
        int64_t fact;
        double start = seconds();
        if (column_store_load(directory, "bench.snapshot", arena, &loaded, &fact, &note, &why) != ERR_NONE)
            fail("snapshot", why.detail);
        double took = seconds() - start;
        best = took < best ? took : best;
        column_store_free(loaded);
        arena_free(arena);
    }
    printf("start from the snapshot      %8.3f ms for a million answers\n", best * 1e9 / (double)rows);
}

static int order(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static double report(const char *name, double *times, size_t count)
{
    qsort(times, count, sizeof *times, order);
    printf("%-28s median %8.3f ms   [%.3f - %.3f]\n", name, times[count / 2] * 1e3, times[0] * 1e3, times[count - 1] * 1e3);
    return times[count / 2];
}

static bool same(const struct result *a, const struct result *b)
{
    for (size_t i = 0; i < TOUCHPOINTS; i++)
        if (a->n[i] != b->n[i] || fabs(a->score[i] - b->score[i]) > 1e-9)
            return false;
    return true;
}

int main(int count, char **arguments)
{
    if (count < 3)
        fail("usage", "analytics-bench LIBDUCKDB.so WORK_DIR [ROWS [ROUNDS]]");
    int64_t wanted = 10000000, rounds = 15;
    if ((count > 3 && !str_integer(str_of(arguments[3]), &wanted)) || (count > 4 && !str_integer(str_of(arguments[4]), &rounds)) ||
        wanted < 1000 || rounds < 1 || rounds > ROUNDS_MAX)
        fail("usage", "ROWS from 1000, ROUNDS from 1 to 101");
    struct rows rows = rows_new((size_t)wanted);
    struct column_store *store = column_store_new();
    struct column_table *table = engine_load(store, &rows);
    struct scan_pool *pool = scan_pool_new(2);
    duckdb_load(arguments[1]);
    void *connection = duckdb_fill(arguments[2], &rows);
    double ours[ROUNDS_MAX], theirs[ROUNDS_MAX];
    struct result mine, other;
    for (int64_t round = -1; round < rounds; round++) {
        double theirs_s = duckdb_ask(connection, &other), ours_s = engine_ask(pool, table, &mine);
        if (!same(&mine, &other))
            fail("the results differ", NULL);
        if (round >= 0) {
            ours[round] = ours_s;
            theirs[round] = theirs_s;
        }
    }
    printf("nps by touchpoint, %lld answers, 2 threads, %lld rounds, results identical\n", (long long)wanted, (long long)rounds);
    double duck = report("DuckDB, histogram first", theirs, (size_t)rounds), kuulo = report("Kuulo column engine", ours, (size_t)rounds);
    printf("ratio %.1f (bound 8.0)   engine memory %.1f B/answer\n", duck / kuulo, (double)column_store_bytes(store) / (double)wanted);
    start_report(store, arguments[2], rows.count);
    scan_pool_free(pool);
    column_store_free(store);
    return duck / kuulo >= 8 ? 0 : 1;
}
