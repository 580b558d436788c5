/* What the column engine's own files share. */
#pragma once
#include "engine/column/column.h"
#include "base/map.h"

enum { BLOCKS_PER_CHUNK = COLUMN_CHUNK_ROWS / COLUMN_BLOCK_ROWS, VECTOR_PADDING = 64 /* vector code may read this far over the end */ };

struct column_dictionary {
    char *name;
    size_t number; /* place in the store */
    struct map *codes;
    struct str *texts; /* texts[code−1], owned */
    size_t count, capacity;
};

struct vector {
    void *codes;   /* NULL: every row is missing */
    uint8_t width; /* bytes of a code: 1, 2 or 4 */
};

/* Ids ascend, so a row keeps the step from the row before it (the first: from id_base); days lie together, so a row keeps how far its day
 * is from day_base. Both take one byte a row while they are that near, like any codes. */
struct chunk {
    uint32_t rows, capacity;
    int64_t id_base, id_last; /* id_last: of the last row, id_base while there is none; never more than UINT32_MAX apart */
    struct vector steps, days;
    int32_t day_base;
    int64_t block_id[BLOCKS_PER_CHUNK]; /* of the first row of each block */
    int32_t day_low[BLOCKS_PER_CHUNK], day_high[BLOCKS_PER_CHUNK];
    int32_t low, high;
    struct vector *vectors; /* vectors_count of them: columns beyond are missing */
    size_t vectors_count;
    char *mapped; /* the segment's file, where codes may lie; NULL: all of them are the chunk's own */
    size_t mapped_length;
    uint32_t segment; /* the number of the file that holds exactly this; 0: none */
    uint32_t changes; /* counted, to see whether it changed meanwhile */
};

struct column {
    char *name;
    const struct column_dictionary *dictionary;
    size_t codes;
};

struct column_table {
    char *name;
    struct map *by_name; /* column name → number+1 */
    struct column *columns;
    size_t count, capacity;
    struct chunk **chunks;
    size_t chunks_count, chunks_capacity;
    uint64_t rows;
    int64_t last;
    struct column_far far;
};

struct column_store {
    struct map *dictionary_by_name, *table_by_name;
    struct column_dictionary **dictionaries;
    struct column_table **tables;
    size_t dictionaries_count, dictionaries_capacity, tables_count, tables_capacity;
    uint32_t segments; /* numbers given so far; the keeper's */
};

/* Makes room for one more item of `size` bytes; false when memory is out. */
bool array_grow(void *array, size_t count, size_t *capacity, size_t size) must_check;
struct chunk *chunk_new(int64_t id_base, uint32_t capacity);
/* One whose codes will lie in a mapped file, which it owns from here on. NULL when memory is out: the file stays the caller's. */
struct chunk *chunk_around(int64_t id_base, size_t columns, char *mapped, size_t length);
void chunk_free(struct chunk *chunk);
bool chunk_grow(struct chunk *chunk, uint32_t capacity) must_check;
/* There, and at least that wide. */
bool chunk_vector_ready(const struct chunk *chunk, struct vector *vector, uint8_t width) must_check;
bool chunk_vector(struct chunk *chunk, size_t column, uint8_t width) must_check;
void chunk_zones(struct chunk *chunk); /* counted anew */
int64_t chunk_id(const struct chunk *chunk, size_t row);
void chunk_days(const struct chunk *chunk, size_t at, size_t count, int32_t *days); /* of rows at … at+count−1 */
struct chunk *table_chunk_add(struct column_table *table, int64_t id_base, uint32_t capacity);
bool table_chunk_take(struct column_table *table, struct chunk *chunk) must_check; /* at the end; false: out of memory, freed */

/* segment.c */
void segment_copy(const struct chunk *chunk, struct buf *file); /* all that must be done while nobody writes: the rows, as they lie */
void segment_seal(struct buf *file);                            /* and the rest: it is whole then */
struct chunk *segment_map(const char *path, const struct column_table *table); /* NULL: damaged, gone, or no memory */

static inline uint32_t vector_at(const struct vector *vector, size_t row)
{
    if (!vector->codes)
        return COLUMN_CODE_MISSING;
    return vector->width == 1   ? ((const uint8_t *)vector->codes)[row]
           : vector->width == 2 ? ((const uint16_t *)vector->codes)[row]
                                : ((const uint32_t *)vector->codes)[row];
}
static inline int32_t chunk_day(const struct chunk *chunk, size_t row)
{
    return (int32_t)((int64_t)chunk->day_base + vector_at(&chunk->days, row));
}
static inline uint32_t width_room(uint8_t width) /* the highest code */
{
    return width == 1 ? UINT8_MAX : width == 2 ? UINT16_MAX : UINT32_MAX;
}
static inline uint8_t code_width(uint32_t code)
{
    return code <= UINT8_MAX ? 1 : code <= UINT16_MAX ? 2 : 4;
}
static inline const struct vector *chunk_column(const struct chunk *chunk, size_t column)
{
    static const struct vector missing = {NULL, 1};
    return column < chunk->vectors_count ? &chunk->vectors[column] : &missing;
}
