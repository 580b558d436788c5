/* Filters over one block of rows: byte masks, combined. */
#pragma once
#include "engine/column/inside.h"
#include "engine/column/kernel.h"
#include "engine/column/scan.h"

enum { BLOCK_BYTES = COLUMN_BLOCK_ROWS + VECTOR_PADDING };
struct filter_scratch {
    uint8_t masks[FILTER_DEPTH_MAX][BLOCK_BYTES];
    int32_t days[COLUMN_BLOCK_ROWS];
};
/* mask[i] = 1 where rows at+i pass. The filter's depth is at most FILTER_DEPTH_MAX (checked by filter_depth before). */
void filter_block(const struct column_filter *filter, const struct column_kernel *kernel, const struct chunk *chunk, size_t at,
                  size_t count, uint8_t *mask, struct filter_scratch *scratch, size_t depth);
size_t filter_depth(const struct column_filter *filter, size_t depth);
