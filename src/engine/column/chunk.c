#include "engine/column/inside.h"

#include <stdlib.h>
#include <sys/mman.h>

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

static bool vector_grow(struct vector *vector, const struct chunk *chunk, uint32_t capacity)
{
    return !vector->codes || grow_zeroed(&vector->codes, vector->width, chunk->rows, capacity);
}

bool chunk_grow(struct chunk *chunk, uint32_t capacity)
{
    if (!vector_grow(&chunk->steps, chunk, capacity) || !vector_grow(&chunk->days, chunk, capacity))
        return false;
    for (size_t i = 0; i < chunk->vectors_count; i++)
        if (!vector_grow(&chunk->vectors[i], chunk, capacity))
            return false; /* what already grew is merely larger than needed */
    chunk->capacity = capacity;
    return true;
}

static void vector_free(const struct chunk *chunk, struct vector *vector)
{
    const char *codes = vector->codes;
    if (!chunk->mapped || codes < chunk->mapped || codes >= chunk->mapped + chunk->mapped_length)
        free(vector->codes);
}

void chunk_free(struct chunk *chunk)
{
    for (size_t i = 0; i < chunk->vectors_count; i++)
        vector_free(chunk, &chunk->vectors[i]);
    vector_free(chunk, &chunk->steps);
    vector_free(chunk, &chunk->days);
    if (chunk->mapped)
        munmap(chunk->mapped, chunk->mapped_length);
    free(chunk->vectors);
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
    vector_free(chunk, vector);
    *vector = wide;
    return true;
}

bool chunk_vector_ready(const struct chunk *chunk, struct vector *vector, uint8_t width)
{
    if (vector->codes)
        return vector->width >= width || vector_widen(vector, chunk, width);
    if (!grow_zeroed(&vector->codes, width, 0, chunk->capacity))
        return false;
    vector->width = width;
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
    return chunk_vector_ready(chunk, &chunk->vectors[column], width);
}

struct chunk *chunk_new(int64_t id_base, uint32_t capacity)
{
    struct chunk *chunk = calloc(1, sizeof *chunk);
    if (!chunk)
        return NULL;
    chunk->id_base = chunk->id_last = id_base;
    chunk->capacity = capacity;
    if (chunk_vector_ready(chunk, &chunk->steps, 1) && chunk_vector_ready(chunk, &chunk->days, 1))
        return chunk;
    chunk_free(chunk);
    return NULL;
}

struct chunk *chunk_around(int64_t id_base, size_t columns, char *mapped, size_t length)
{
    struct chunk *chunk = calloc(1, sizeof *chunk);
    struct vector *vectors = calloc(columns + 1, sizeof *vectors);
    if (!chunk || !vectors) {
        free(chunk);
        free(vectors);
        return NULL;
    }
    chunk->id_base = chunk->id_last = id_base;
    chunk->vectors = vectors;
    chunk->vectors_count = columns;
    chunk->mapped = mapped;
    chunk->mapped_length = length;
    return chunk;
}

static void changed(struct chunk *chunk)
{
    chunk->segment = 0;
    chunk->changes++;
}

static void zone_add(struct chunk *chunk, size_t row, int64_t id, int32_t day)
{
    size_t block = row / COLUMN_BLOCK_ROWS;
    if (row % COLUMN_BLOCK_ROWS == 0) {
        chunk->day_low[block] = chunk->day_high[block] = day;
        chunk->block_id[block] = id;
    }
    if (row == 0)
        chunk->low = chunk->high = day;
    chunk->day_low[block] = day < chunk->day_low[block] ? day : chunk->day_low[block];
    chunk->day_high[block] = day > chunk->day_high[block] ? day : chunk->day_high[block];
    chunk->low = day < chunk->low ? day : chunk->low;
    chunk->high = day > chunk->high ? day : chunk->high;
    chunk->id_last = id;
}

void chunk_zones(struct chunk *chunk)
{
    int64_t id = chunk->id_last = chunk->id_base;
    for (size_t row = 0; row < chunk->rows; row++) {
        id += vector_at(&chunk->steps, row);
        zone_add(chunk, row, id, chunk_day(chunk, row));
    }
}

int64_t chunk_id(const struct chunk *chunk, size_t row)
{
    size_t at = row / COLUMN_BLOCK_ROWS * COLUMN_BLOCK_ROWS;
    int64_t id = chunk->block_id[row / COLUMN_BLOCK_ROWS];
    while (at < row)
        id += vector_at(&chunk->steps, ++at);
    return id;
}

void chunk_days(const struct chunk *chunk, size_t at, size_t count, int32_t *days)
{
    if (chunk->days.width == 1)
        for (size_t i = 0; i < count; i++)
            days[i] = chunk->day_base + ((const uint8_t *)chunk->days.codes)[at + i];
    else
        for (size_t i = 0; i < count; i++)
            days[i] = chunk_day(chunk, at + i);
}

/* ---- days: one that is too far from the base moves it, with as much room below as above ---- */
static bool days_move(struct chunk *chunk, int32_t low, int32_t high)
{
    uint32_t span = (uint32_t)((int64_t)high - low);
    if (!chunk_vector_ready(chunk, &chunk->days, code_width(span)))
        return false;
    int64_t room = width_room(chunk->days.width), base = low - (room - span) / 2;
    base = base < INT32_MIN ? INT32_MIN : base;
    base = base > INT32_MAX - room ? INT32_MAX - room : base; /* every code is a day */
    for (size_t row = 0; row < chunk->rows; row++)
        code_put(&chunk->days, row, (uint32_t)(chunk_day(chunk, row) - base));
    chunk->day_base = (int32_t)base;
    return true;
}

static bool day_fits(struct chunk *chunk, int32_t day)
{
    int64_t code = (int64_t)day - chunk->day_base;
    if (chunk->rows && code >= 0 && code <= width_room(chunk->days.width))
        return true;
    bool first = chunk->rows == 0;
    return days_move(chunk, first || day < chunk->low ? day : chunk->low, first || day > chunk->high ? day : chunk->high);
}

bool table_chunk_take(struct column_table *table, struct chunk *chunk)
{
    if (chunk && array_grow(&table->chunks, table->chunks_count, &table->chunks_capacity, sizeof *table->chunks)) {
        table->chunks[table->chunks_count++] = chunk;
        return true;
    }
    if (chunk)
        chunk_free(chunk);
    return false;
}

struct chunk *table_chunk_add(struct column_table *table, int64_t id_base, uint32_t capacity)
{
    struct chunk *chunk = chunk_new(id_base, capacity);
    return table_chunk_take(table, chunk) ? chunk : NULL;
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

/* Everything a row needs is there: nothing can fail after this. */
static bool row_room(struct chunk *chunk, int64_t id, int32_t day, const struct column_cell *cells, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (cells[i].code != COLUMN_CODE_MISSING && !chunk_vector(chunk, cells[i].column, code_width(cells[i].code)))
            return false;
    return chunk_vector_ready(chunk, &chunk->steps, code_width((uint32_t)(id - chunk->id_last))) && day_fits(chunk, day);
}

enum err column_append(struct column_table *table, int64_t id, int32_t day, const struct column_cell *cells, size_t count)
{
    must(id > table->last);
    struct chunk *chunk = chunk_with_room(table, id);
    if (!chunk)
        return ERR_MEMORY;
    for (size_t i = 0; i < count; i++)
        must(cells[i].column < table->count);
    if (!row_room(chunk, id, day, cells, count))
        return ERR_MEMORY;
    for (size_t i = 0; i < count; i++)
        if (cells[i].code != COLUMN_CODE_MISSING)
            cell_put(table, chunk, &cells[i]);
    code_put(&chunk->steps, chunk->rows, (uint32_t)(id - chunk->id_last));
    code_put(&chunk->days, chunk->rows, (uint32_t)((int64_t)day - chunk->day_base));
    zone_add(chunk, chunk->rows, id, day);
    changed(chunk);
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
    if (chunk->rows == 0 || id < chunk->block_id[0] || id > chunk->id_last)
        return false;
    size_t low = 0, high = (chunk->rows - 1) / COLUMN_BLOCK_ROWS + 1; /* the last block that begins at or before the id */
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (chunk->block_id[middle] <= id)
            low = middle;
        else
            high = middle;
    }
    int64_t here = chunk->block_id[low];
    size_t at = low * COLUMN_BLOCK_ROWS;
    while (here < id && at + 1 < chunk->rows)
        here += vector_at(&chunk->steps, ++at);
    *row = at;
    return here == id;
}

static void vector_close(struct vector *vector, size_t row, size_t rows)
{
    if (vector->codes)
        row_close(vector->codes, vector->width, row, rows);
}

/* The row after the one that goes takes over its step. */
static bool step_hand_on(struct chunk *chunk, size_t row)
{
    if (row + 1 == chunk->rows)
        return true;
    uint32_t both = vector_at(&chunk->steps, row) + vector_at(&chunk->steps, row + 1);
    if (!chunk_vector_ready(chunk, &chunk->steps, code_width(both)))
        return false;
    code_put(&chunk->steps, row + 1, both);
    return true;
}

enum err column_remove(struct column_table *table, int64_t id)
{
    for (size_t i = 0; i < table->chunks_count; i++) {
        struct chunk *chunk = table->chunks[i];
        size_t row;
        if (!chunk_find(chunk, id, &row))
            continue;
        if (!step_hand_on(chunk, row))
            return ERR_MEMORY;
        vector_close(&chunk->steps, row, chunk->rows);
        vector_close(&chunk->days, row, chunk->rows);
        for (size_t c = 0; c < chunk->vectors_count; c++)
            vector_close(&chunk->vectors[c], row, chunk->rows);
        changed(chunk);
        chunk->rows--;
        table->rows--;
        chunk_zones(chunk);
        return ERR_NONE;
    }
    return ERR_NOT_FOUND;
}
