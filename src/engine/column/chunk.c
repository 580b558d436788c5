#include "engine/column/inside.h"

#include <stdlib.h>

/* Room for capacity items and the padding; what is new is zero. */
static bool grow_zeroed(void *array, size_t size, size_t before, size_t after)
{
    void **place = array;
    char *grown = realloc(*place, after * size + VECTOR_PADDING);
    if (!grown)
        return false;
    memset(grown + before * size, 0, (after - before) * size + VECTOR_PADDING);
    *place = grown;
    return true;
}

bool chunk_grow(struct chunk *chunk, uint32_t capacity)
{
    if (!grow_zeroed(&chunk->ids, sizeof *chunk->ids, chunk->rows, capacity) ||
        !grow_zeroed(&chunk->days, sizeof *chunk->days, chunk->rows, capacity))
        return false;
    for (size_t i = 0; i < chunk->vectors_count; i++) {
        struct vector *vector = &chunk->vectors[i];
        if (vector->codes && !grow_zeroed(&vector->codes, vector->width, chunk->rows, capacity))
            return false; /* what already grew is merely larger than needed */
    }
    chunk->capacity = capacity;
    return true;
}

struct chunk *chunk_new(int64_t id_base, uint32_t capacity)
{
    struct chunk *chunk = calloc(1, sizeof *chunk);
    if (!chunk)
        return NULL;
    chunk->id_base = id_base;
    if (chunk_grow(chunk, capacity))
        return chunk;
    chunk_free(chunk);
    return NULL;
}

void chunk_free(struct chunk *chunk)
{
    for (size_t i = 0; i < chunk->vectors_count; i++)
        free(chunk->vectors[i].codes);
    free(chunk->vectors);
    free(chunk->ids);
    free(chunk->days);
    free(chunk);
}

static void code_put(struct vector *vector, size_t row, uint32_t code)
{
    if (vector->width == 1)
        ((uint8_t *)vector->codes)[row] = (uint8_t)code;
    else if (vector->width == 2)
        ((uint16_t *)vector->codes)[row] = (uint16_t)code;
    else
        ((uint32_t *)vector->codes)[row] = code;
}

static bool vector_widen(struct vector *vector, const struct chunk *chunk, uint8_t width)
{
    struct vector wide = {NULL, width};
    if (!grow_zeroed(&wide.codes, width, 0, chunk->capacity))
        return false;
    for (size_t i = 0; i < chunk->rows; i++)
        code_put(&wide, i, vector_at(vector, i));
    free(vector->codes);
    *vector = wide;
    return true;
}

bool chunk_vector(struct chunk *chunk, size_t column, uint8_t width)
{
    if (column >= chunk->vectors_count) {
        struct vector *grown = reallocarray(chunk->vectors, column + 1, sizeof *grown);
        if (!grown)
            return false;
        memset(grown + chunk->vectors_count, 0, (column + 1 - chunk->vectors_count) * sizeof *grown);
        chunk->vectors = grown;
        chunk->vectors_count = column + 1;
    }
    struct vector *vector = &chunk->vectors[column];
    if (!vector->codes) {
        if (!grow_zeroed(&vector->codes, width, 0, chunk->capacity))
            return false;
        vector->width = width;
        return true;
    }
    return vector->width >= width || vector_widen(vector, chunk, width);
}

static void zone_add(struct chunk *chunk, size_t row)
{
    int32_t day = chunk->days[row];
    size_t block = row / COLUMN_BLOCK_ROWS;
    if (row % COLUMN_BLOCK_ROWS == 0)
        chunk->day_low[block] = chunk->day_high[block] = day;
    if (row == 0)
        chunk->low = chunk->high = day;
    chunk->day_low[block] = day < chunk->day_low[block] ? day : chunk->day_low[block];
    chunk->day_high[block] = day > chunk->day_high[block] ? day : chunk->day_high[block];
    chunk->low = day < chunk->low ? day : chunk->low;
    chunk->high = day > chunk->high ? day : chunk->high;
}

void chunk_zones(struct chunk *chunk)
{
    for (size_t row = 0; row < chunk->rows; row++)
        zone_add(chunk, row);
}

struct chunk *table_chunk_add(struct column_table *table, int64_t id_base, uint32_t capacity)
{
    if (!array_grow(&table->chunks, table->chunks_count, &table->chunks_capacity, sizeof *table->chunks))
        return NULL;
    struct chunk *chunk = chunk_new(id_base, capacity);
    if (chunk)
        table->chunks[table->chunks_count++] = chunk;
    return chunk;
}

/* The last chunk with room for one more row of that id. */
static struct chunk *chunk_with_room(struct column_table *table, int64_t id)
{
    struct chunk *last = table->chunks_count ? table->chunks[table->chunks_count - 1] : NULL;
    if (!last || last->rows == COLUMN_CHUNK_ROWS || id - last->id_base > UINT32_MAX)
        return table_chunk_add(table, id, table->chunks_count ? 4096 : 64); /* a table's first chunk starts small */
    if (last->rows == last->capacity && !chunk_grow(last, last->capacity * 2))
        return NULL;
    return last;
}

static void cell_put(struct column_table *table, struct chunk *chunk, const struct column_cell *cell)
{
    code_put(&chunk->vectors[cell->column], chunk->rows, cell->code);
    struct column *column = &table->columns[cell->column];
    if (column->codes <= cell->code)
        column->codes = (size_t)cell->code + 1;
}

enum err column_append(struct column_table *table, int64_t id, int32_t day, const struct column_cell *cells, size_t count)
{
    must(id > table->last);
    struct chunk *chunk = chunk_with_room(table, id);
    if (!chunk)
        return ERR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        must(cells[i].column < table->count);
        if (cells[i].code != COLUMN_CODE_MISSING && !chunk_vector(chunk, cells[i].column, code_width(cells[i].code)))
            return ERR_MEMORY;
    }
    for (size_t i = 0; i < count; i++)
        if (cells[i].code != COLUMN_CODE_MISSING)
            cell_put(table, chunk, &cells[i]);
    chunk->ids[chunk->rows] = (uint32_t)(id - chunk->id_base);
    chunk->days[chunk->rows] = day;
    zone_add(chunk, chunk->rows);
    chunk->rows++;
    table->rows++;
    table->last = id;
    return ERR_NONE;
}

/* Takes row out of an array by moving what follows; the freed place at the end becomes zero. */
static void row_close(void *array, size_t size, size_t row, size_t rows)
{
    char *at = array;
    memmove(at + row * size, at + (row + 1) * size, (rows - row - 1) * size);
    memset(at + (rows - 1) * size, 0, size);
}

static bool chunk_find(const struct chunk *chunk, int64_t id, size_t *row)
{
    if (id < chunk->id_base || id - chunk->id_base > UINT32_MAX)
        return false;
    uint32_t wanted = (uint32_t)(id - chunk->id_base);
    size_t low = 0, high = chunk->rows;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (chunk->ids[middle] < wanted)
            low = middle + 1;
        else
            high = middle;
    }
    *row = low;
    return low < chunk->rows && chunk->ids[low] == wanted;
}

bool column_remove(struct column_table *table, int64_t id)
{
    for (size_t i = 0; i < table->chunks_count; i++) {
        struct chunk *chunk = table->chunks[i];
        size_t row;
        if (!chunk_find(chunk, id, &row))
            continue;
        row_close(chunk->ids, sizeof *chunk->ids, row, chunk->rows);
        row_close(chunk->days, sizeof *chunk->days, row, chunk->rows);
        for (size_t c = 0; c < chunk->vectors_count; c++)
            if (chunk->vectors[c].codes)
                row_close(chunk->vectors[c].codes, chunk->vectors[c].width, row, chunk->rows);
        chunk->rows--;
        table->rows--;
        chunk_zones(chunk);
        return true;
    }
    return false;
}
