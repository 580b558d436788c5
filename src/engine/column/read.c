#include "engine/column/read.h"
#include "engine/column/filter.h"

#include <stdlib.h>

/* A block's cells, row by row, and the mask of the filter last looked at. */
struct reader {
    uint8_t mask[BLOCK_BYTES];
    struct filter_scratch scratch;
    int32_t days[COLUMN_BLOCK_ROWS];
    uint32_t *cells; /* COLUMN_BLOCK_ROWS × readings */
};

static void cells_read(const struct column_read *read, struct reader *reader, const struct chunk *chunk, size_t at, size_t count)
{
    const struct column_filter *masked = NULL;
    for (size_t r = 0; r < read->count; r++) {
        const struct column_reading *reading = &read->readings[r];
        static const struct vector missing = {NULL, 1};
        const struct vector *vector = reading->column == COLUMN_NONE ? &missing : chunk_column(chunk, reading->column);
        bool there = vector->codes != NULL;
        if (there && reading->filter && reading->filter != masked) {
            masked = reading->filter;
            filter_block(masked, column_kernel(), chunk, at, count, reader->mask, &reader->scratch, 0);
        }
        for (size_t i = 0; i < count; i++)
            reader->cells[i * read->count + r] =
                there && (!reading->filter || reader->mask[i]) ? vector_at(vector, at + i) : COLUMN_CODE_MISSING;
    }
}

struct giving {
    const struct column_read *read;
    read_each each;
    void *context;
    size_t given;
    bool enough;
    enum err err;
};

static void row_give(struct giving *g, int64_t id, int32_t day, const uint32_t *codes)
{
    if (g->read->limit && codes[0] == COLUMN_CODE_MISSING)
        return;
    g->enough = !g->each(g->context, id, day, codes) || ++g->given == g->read->limit;
}

static void chunk_read(struct giving *g, struct reader *reader, const struct chunk *chunk)
{
    const struct column_read *read = g->read;
    for (size_t at = 0; at < chunk->rows && !g->enough; at += COLUMN_BLOCK_ROWS) {
        size_t count = chunk->rows - at < COLUMN_BLOCK_ROWS ? chunk->rows - at : COLUMN_BLOCK_ROWS, block = at / COLUMN_BLOCK_ROWS;
        if (chunk->day_high[block] < read->day_from || chunk->day_low[block] > read->day_to)
            continue;
        if (stop_now(read->stop)) {
            g->err = ERR_STOPPED;
            return;
        }
        cells_read(read, reader, chunk, at, count);
        chunk_days(chunk, at, count, reader->days);
        int64_t id = chunk->block_id[block];
        for (size_t i = 0; i < count && !g->enough; i++) {
            id += i ? vector_at(&chunk->steps, at + i) : 0;
            if (reader->days[i] >= read->day_from && reader->days[i] <= read->day_to)
                row_give(g, id, reader->days[i], reader->cells + i * read->count);
        }
    }
}

enum err column_read(const struct column_read *read, read_each each, void *context)
{
    must(read->count > 0 && read->count <= READINGS_MAX);
    for (size_t r = 0; r < read->count; r++)
        must(!read->readings[r].filter || filter_depth(read->readings[r].filter, 0) <= FILTER_DEPTH_MAX);
    struct reader *reader = malloc(sizeof *reader);
    if (reader)
        reader->cells = malloc(COLUMN_BLOCK_ROWS * read->count * sizeof *reader->cells);
    struct giving g = {.read = read, .each = each, .context = context, .err = reader && reader->cells ? ERR_NONE : ERR_MEMORY};
    size_t end = read->chunk_count ? read->chunk_first + read->chunk_count : read->table->chunks_count;
    for (size_t i = read->chunk_first; i < end && i < read->table->chunks_count && g.err == ERR_NONE && !g.enough; i++) {
        const struct chunk *chunk = read->table->chunks[i];
        if (chunk->rows && chunk->high >= read->day_from && chunk->low <= read->day_to)
            chunk_read(&g, reader, chunk);
    }
    if (reader)
        free(reader->cells);
    free(reader);
    return g.err;
}
