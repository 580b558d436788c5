/* The one operation: the histogram of a scale by group under a filter.
 *
 * Pure reading. Threads: the caller and the pool's helpers; when another scan has the helpers, the caller scans alone. */
#pragma once
#include "base/stop.h"
#include "engine/column/column.h"

/* A filter over one table's codes. The caller asks its condition of every code beforehand: pass[code] is 1 or 0. */
enum filter_node {
    FILTER_ALL,
    FILTER_ANY,
    FILTER_NOT /* of one part */,
    FILTER_COLUMN,
    FILTER_CONSTANT,
    FILTER_DAYS /* pass[day − day_first] */
};
enum { FILTER_DEPTH_MAX = 14, FILTER_NEAR_BITS = 1 << 16 };
struct column_filter {
    enum filter_node node;
    const struct column_filter *parts;
    size_t count;
    size_t column;       /* COLUMN: COLUMN_NONE reads as missing everywhere */
    const uint8_t *pass; /* COLUMN: at least max(256, codes) bytes; DAYS: one per day of the table */
    /* COLUMN of very many codes of which few pass: bit (code mod FILTER_NEAR_BITS) is set for each that does, so that a look into a few
     * thousand bytes rules nearly all rows out. NULL: not made. */
    const uint64_t *near;
    int32_t day_first;
    bool holds; /* CONSTANT */
};

/* What a row is grouped by: a column; several columns of which the first that is not missing counts (an answer whose question changed); one
 * column through a table of what its codes belong to (customers by their attribute); or the day through a table (periods), whose codes must
 * not fall as days rise. */
enum { SOURCE_COLUMNS_MAX = 16 };
struct column_source {
    size_t columns[SOURCE_COLUMNS_MAX]; /* COLUMN_NONE among them reads as missing */
    size_t count;
    const uint16_t *through;  /* not NULL: through[code] of the only column, for every code of it */
    size_t through_codes;     /* highest + 1 */
    const uint16_t *day_code; /* not NULL: by day; day_code[day − day_first], for every day of the table */
    int32_t day_first;
    size_t day_codes; /* highest + 1 */
};
size_t column_source_codes(const struct column_table *table, const struct column_source *source);
/* Which column a code of a source came from, and its code there; COLUMN_NONE and 0 for missing. */
size_t column_source_column(const struct column_table *table, const struct column_source *source, uint32_t code, uint16_t *in_column);

enum { SCAN_SOURCES_MAX = 8 /* at most one of them by day */, SCAN_CELLS_MAX = 65536 };
struct column_scan {
    const struct column_table *table;
    const struct column_filter *filter; /* NULL: every row */
    int32_t day_from, day_to;           /* both included; INT32_MIN, INT32_MAX: no bound */
    struct column_source sources[SCAN_SOURCES_MAX];
    size_t sources_count;
    size_t score;              /* column; COLUMN_NONE: count rows, in cell 0 */
    const uint8_t *score_cell; /* cell of each code of `score`, or NULL: the code itself */
    size_t cells;              /* of score_cell; ignored without it */
    const struct stop *stop;   /* NULL: to the end */
};

struct scan_pool;
struct scan_pool *scan_pool_new(size_t lanes); /* how many threads work at a scan, the caller among them; NULL when memory is out */
void scan_pool_free(struct scan_pool *pool);

/* counts[cell]; cell 0 holds the rows without a score. Groups where only cell 0 counts are left out, unless rows are counted. */
typedef void (*scan_each)(void *context, const uint32_t codes[SCAN_SOURCES_MAX], const uint64_t *counts, size_t cells);
/* ERR_TOO_LARGE over eight million filled cells, ERR_STOPPED, ERR_MEMORY; without a call of each then. `pool` NULL: this thread alone.
 * Groups come in ascending order of their codes, the day's first. */
enum err column_scan(struct scan_pool *pool, const struct column_scan *scan, scan_each each, void *context) must_check;

/* The id of the nth (from 0) row that passes the filter and the days, in the table's order; sources and score are not looked at.
 * ERR_NOT_FOUND, ERR_MEMORY. */
enum err column_pick(const struct column_scan *scan, uint64_t nth, int64_t *id) must_check;
