#include "engine/column/filter.h"

size_t filter_depth(const struct column_filter *filter, size_t depth)
{
    size_t deepest = depth;
    if (filter->node <= FILTER_NOT && depth <= FILTER_DEPTH_MAX)
        for (size_t i = 0; i < filter->count; i++) {
            size_t part = filter_depth(&filter->parts[i], depth + 1);
            deepest = part > deepest ? part : deepest;
        }
    return deepest;
}

static void filter_wide(const struct column_filter *filter, const uint32_t *codes, size_t count, uint8_t *mask)
{
    if (!filter->near) {
        for (size_t i = 0; i < count; i++)
            mask[i] = filter->pass[codes[i]];
        return;
    }
    uint32_t hits = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t bit = codes[i] % FILTER_NEAR_BITS;
        mask[i] = filter->near[bit / 64] >> bit % 64 & 1;
        hits += mask[i];
    }
    for (size_t at = 0; hits; at += sizeof(uint64_t)) { /* few: a row in hundreds */
        uint64_t eight;
        memcpy(&eight, mask + at, sizeof eight);
        for (size_t i = at; eight && i < at + sizeof eight && i < count; i++)
            if (mask[i]) {
                mask[i] = filter->pass[codes[i]];
                hits--;
            }
    }
}

static void filter_column(const struct column_filter *filter, const struct column_kernel *kernel, const struct chunk *chunk, size_t at,
                          size_t count, uint8_t *mask)
{
    const struct vector *vector = chunk_column(chunk, filter->column);
    if (!vector->codes) {
        memset(mask, filter->pass[COLUMN_CODE_MISSING], count);
        return;
    }
    if (vector->width == 1) {
        kernel->pass_8(mask, (const uint8_t *)vector->codes + at, filter->pass, count);
        return;
    }
    if (vector->width == 4) {
        filter_wide(filter, (const uint32_t *)vector->codes + at, count, mask);
        return;
    }
    const uint16_t *codes = (const uint16_t *)vector->codes + at;
    for (size_t i = 0; i < count; i++)
        mask[i] = filter->pass[codes[i]];
}

static void filter_parts(const struct column_filter *filter, const struct column_kernel *kernel, const struct chunk *chunk, size_t at,
                         size_t count, uint8_t *mask, struct filter_scratch *scratch, size_t depth)
{
    uint8_t *part = scratch->masks[depth];
    if (filter->count == 0) {
        memset(mask, filter->node == FILTER_ALL, count);
        return;
    }
    filter_block(&filter->parts[0], kernel, chunk, at, count, mask, scratch, depth + 1);
    for (size_t p = 1; p < filter->count; p++) {
        filter_block(&filter->parts[p], kernel, chunk, at, count, part, scratch, depth + 1);
        if (filter->node == FILTER_ALL)
            for (size_t i = 0; i < count; i++)
                mask[i] &= part[i];
        else
            for (size_t i = 0; i < count; i++)
                mask[i] |= part[i];
    }
}

void filter_block(const struct column_filter *filter, const struct column_kernel *kernel, const struct chunk *chunk, size_t at,
                  size_t count, uint8_t *mask, struct filter_scratch *scratch, size_t depth)
{
    switch (filter->node) {
    case FILTER_CONSTANT:
        memset(mask, filter->holds, count);
        return;
    case FILTER_COLUMN:
        filter_column(filter, kernel, chunk, at, count, mask);
        return;
    case FILTER_DAYS: {
        size_t block = at / COLUMN_BLOCK_ROWS;
        if (chunk->day_low[block] == chunk->day_high[block]) { /* most blocks lie within a day when there are many rows */
            memset(mask, filter->pass[chunk->day_low[block] - filter->day_first], count);
            return;
        }
        chunk_days(chunk, at, count, scratch->days);
        for (size_t i = 0; i < count; i++)
            mask[i] = filter->pass[scratch->days[i] - filter->day_first];
        return;
    }
    case FILTER_NOT:
        filter_block(filter->parts, kernel, chunk, at, count, mask, scratch, depth);
        for (size_t i = 0; i < count; i++)
            mask[i] ^= 1;
        return;
    case FILTER_ALL:
    case FILTER_ANY:
        filter_parts(filter, kernel, chunk, at, count, mask, scratch, depth);
    }
}
