#include "engine/column/filter.h"

#include <stdlib.h>

enum { MASK_BYTES = BLOCK_BYTES };
struct picking {
    uint8_t mask[MASK_BYTES];
    struct filter_scratch scratch;
};

/* Rows of the block that pass, as a mask. */
static void pick_block(const struct column_scan *scan, struct picking *picking, const struct chunk *chunk, size_t at, size_t count)
{
    if (scan->filter)
        filter_block(scan->filter, &column_kernel_plain, chunk, at, count, picking->mask, &picking->scratch, 0);
    else
        memset(picking->mask, 1, count);
    const int32_t *days = picking->scratch.days;
    chunk_days(chunk, at, count, picking->scratch.days);
    for (size_t i = 0; i < count; i++)
        picking->mask[i] &= (days[i] >= scan->day_from) & (days[i] <= scan->day_to);
}

static bool pick_chunk(const struct column_scan *scan, struct picking *picking, const struct chunk *chunk, uint64_t *nth, int64_t *id)
{
    for (size_t at = 0; at < chunk->rows; at += COLUMN_BLOCK_ROWS) {
        size_t count = chunk->rows - at < COLUMN_BLOCK_ROWS ? chunk->rows - at : COLUMN_BLOCK_ROWS, block = at / COLUMN_BLOCK_ROWS;
        if (chunk->day_high[block] < scan->day_from || chunk->day_low[block] > scan->day_to)
            continue;
        pick_block(scan, picking, chunk, at, count);
        for (size_t i = 0; i < count; i++) {
            if (!picking->mask[i])
                continue;
            if (*nth == 0) {
                *id = chunk_id(chunk, at + i);
                return true;
            }
            (*nth)--;
        }
    }
    return false;
}

enum err column_pick(const struct column_scan *scan, uint64_t nth, int64_t *id)
{
    must(!scan->filter || filter_depth(scan->filter, 0) <= FILTER_DEPTH_MAX);
    struct picking *picking = malloc(sizeof *picking);
    if (!picking)
        return ERR_MEMORY;
    bool found = false;
    for (size_t i = 0; i < scan->table->chunks_count && !found; i++) {
        const struct chunk *chunk = scan->table->chunks[i];
        if (chunk->rows && chunk->high >= scan->day_from && chunk->low <= scan->day_to)
            found = pick_chunk(scan, picking, chunk, &nth, id);
    }
    free(picking);
    return found ? ERR_NONE : ERR_NOT_FOUND;
}
