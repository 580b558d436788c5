/* One block of a scan: which of its rows pass, and the cell of each row's score. */
#pragma once
#include "engine/column/filter.h"
#include "engine/column/pool.h"

struct sieve {
    uint8_t mask[BLOCK_BYTES], part[BLOCK_BYTES];
    struct filter_scratch scratch;
};
/* The columns a scan looks at in every block (the first few, when there are many). While one block is counted the next is fetched: else
 * counting and memory take turns. */
enum { TOUCHED_MAX = 12 };
struct touched {
    size_t columns[TOUCHED_MAX];
    size_t count;
};
void touched_add(struct touched *touched, size_t column);
void touched_scan(struct touched *touched, const struct column_scan *scan); /* adds the filter's, the sources' and the score's */
void touched_fetch(const struct touched *touched, const struct chunk *chunk, size_t at); /* the block that begins at row `at`, if any */
/* Fills sieve->mask; false: no row can pass. *masked false: every row passes and the mask is not filled. */
bool block_mask(const struct column_scan *scan, const struct column_kernel *kernel, const struct chunk *chunk, size_t at, size_t count,
                struct sieve *sieve, bool *masked);
/* keys[i] = cell of row at+i; 0 when rows are counted. Room for COLUMN_BLOCK_ROWS + VECTOR_PADDING. */
void block_scores(const struct column_scan *scan, const struct column_kernel *kernel, const struct chunk *chunk, size_t at, size_t count,
                  uint16_t *keys);
size_t scan_cells(const struct column_scan *scan); /* of each group */
/* How many threads are worth waking for the table. */
size_t scan_lanes(const struct scan_pool *pool, const struct column_table *table);
