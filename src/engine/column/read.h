/* Rows side by side: for figures that need the answers of one row together (correlations), which histograms do not give.
 *
 * Pure reading on the caller's thread, a row at a time: some ten times slower than a scan, so for few questions asked seldom. */
#pragma once
#include "engine/column/scan.h"

enum { READINGS_MAX = 1024 };
struct column_reading {
    size_t column;                      /* COLUMN_NONE reads as missing */
    const struct column_filter *filter; /* where it does not hold, the cell reads as missing; NULL: it holds. Neighbours with the same
                                           pointer share the work. */
};
struct column_read {
    const struct column_table *table;
    int32_t day_from, day_to; /* both included */
    const struct column_reading *readings;
    size_t count;                    /* READINGS_MAX at most */
    size_t chunk_first, chunk_count; /* a piece of the table, for readers who let writers in between; count 0: all of it */
    size_t limit;                    /* 0: every row; else the first so many of those whose first reading is not missing, and no other */
    const struct stop *stop;         /* NULL: to the end */
};
/* codes[i] is that of readings[i], day the local one; false: enough. Rows come in the table's order, those with nothing but missing cells
 * too. */
typedef bool (*read_each)(void *context, int64_t id, int32_t day, const uint32_t *codes);
/* ERR_STOPPED, after some calls of each perhaps; ERR_MEMORY. */
enum err column_read(const struct column_read *read, read_each each, void *context) must_check;
