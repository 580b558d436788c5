#include "engine/column/block.h"

enum { LANE_CHUNKS_MIN = 2 /* below, waking a helper costs more than it saves */ };

void touched_add(struct touched *touched, size_t column)
{
    for (size_t i = 0; i < touched->count; i++)
        if (touched->columns[i] == column)
            return;
    if (column != COLUMN_NONE && touched->count < TOUCHED_MAX)
        touched->columns[touched->count++] = column;
}

static void touched_filter(struct touched *touched, const struct column_filter *filter)
{
    if (filter->node == FILTER_COLUMN)
        touched_add(touched, filter->column);
    if (filter->node <= FILTER_NOT)
        for (size_t i = 0; i < filter->count; i++)
            touched_filter(touched, &filter->parts[i]);
}

void touched_scan(struct touched *touched, const struct column_scan *scan)
{
    if (scan->filter)
        touched_filter(touched, scan->filter);
    for (size_t s = 0; s < scan->sources_count; s++)
        for (size_t i = 0; i < scan->sources[s].count; i++)
            touched_add(touched, scan->sources[s].columns[i]);
    touched_add(touched, scan->score);
}

void touched_fetch(const struct touched *touched, const struct chunk *chunk, size_t at)
{
    enum { LINE = 64 };
    if (at >= chunk->rows)
        return;
    size_t rows = chunk->rows - at < COLUMN_BLOCK_ROWS ? chunk->rows - at : COLUMN_BLOCK_ROWS;
    for (size_t c = 0; c < touched->count; c++) {
        const struct vector *vector = chunk_column(chunk, touched->columns[c]);
        const char *from = vector->codes ? (const char *)vector->codes + at * vector->width : NULL;
        for (size_t byte = 0; from && byte < rows * vector->width; byte += LINE)
            __builtin_prefetch(from + byte, 0, 2);
    }
}

static void mask_days(const struct column_scan *scan, const struct chunk *chunk, size_t at, size_t count, struct sieve *sieve)
{
    const int32_t *days = sieve->scratch.days;
    chunk_days(chunk, at, count, sieve->scratch.days);
    for (size_t i = 0; i < count; i++)
        sieve->part[i] = (days[i] >= scan->day_from) & (days[i] <= scan->day_to);
    if (!scan->filter)
        memcpy(sieve->mask, sieve->part, count);
    else
        for (size_t i = 0; i < count; i++)
            sieve->mask[i] &= sieve->part[i];
}

static bool any_passes(const uint8_t *mask, size_t count)
{
    return memchr(mask, 1, count) != NULL;
}

bool block_mask(const struct column_scan *scan, const struct column_kernel *kernel, const struct chunk *chunk, size_t at, size_t count,
                struct sieve *sieve, bool *masked)
{
    int32_t low = chunk->day_low[at / COLUMN_BLOCK_ROWS], high = chunk->day_high[at / COLUMN_BLOCK_ROWS];
    if (high < scan->day_from || low > scan->day_to)
        return false;
    bool inside = low >= scan->day_from && high <= scan->day_to;
    *masked = scan->filter || !inside;
    if (scan->filter)
        filter_block(scan->filter, kernel, chunk, at, count, sieve->mask, &sieve->scratch, 0);
    if (!inside)
        mask_days(scan, chunk, at, count, sieve);
    return !*masked || any_passes(sieve->mask, count);
}

void block_scores(const struct column_scan *scan, const struct column_kernel *kernel, const struct chunk *chunk, size_t at, size_t count,
                  uint16_t *keys)
{
    const struct vector *vector = scan->score == COLUMN_NONE ? NULL : chunk_column(chunk, scan->score);
    if (!vector || !vector->codes)
        memset(keys, 0, count * sizeof *keys);
    else if (scan->score_cell)
        for (size_t i = 0; i < count; i++)
            keys[i] = scan->score_cell[vector_at(vector, at + i)];
    else if (vector->width == 1)
        kernel->load_8(keys, (const uint8_t *)vector->codes + at, count);
    else
        memcpy(keys, (const uint16_t *)vector->codes + at, count * sizeof *keys);
}

size_t scan_cells(const struct column_scan *scan)
{
    return scan->score == COLUMN_NONE ? 1 : scan->score_cell ? scan->cells : column_codes(scan->table, scan->score);
}

size_t scan_lanes(const struct scan_pool *pool, const struct column_table *table)
{
    size_t worth = (table->chunks_count + 1) / LANE_CHUNKS_MIN, there = scan_pool_lanes(pool);
    return worth < 1 ? 1 : worth < there ? worth : there;
}
