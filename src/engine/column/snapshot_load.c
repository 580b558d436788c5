/* A column store, read from the disk: the image, and the segments it names, mapped. The layout stands in snapshot_file.h. */
#include "engine/column/snapshot_file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

/* ---- reading: every length is checked against what is left, for the checksum only guards against chance ---- */
struct reader {
    const char *at;
    size_t left;
    bool failed, whole; /* whole: of version 3 */
    const char *directory, *name;
    struct arena *arena;
    struct column_gap *gaps; /* the last first */
};

static const void *take(struct reader *reader, size_t count, size_t size)
{
    if (reader->failed || (size && count > reader->left / size)) {
        reader->failed = true;
        return NULL;
    }
    const void *at = reader->at;
    reader->at += count * size;
    reader->left -= count * size;
    return at;
}

static uint32_t take_number(struct reader *reader)
{
    uint32_t number = 0;
    const void *at = take(reader, 1, sizeof number);
    if (at)
        memcpy(&number, at, sizeof number);
    return number;
}

static int64_t take_long(struct reader *reader)
{
    int64_t number = 0;
    const void *at = take(reader, 1, sizeof number);
    if (at)
        memcpy(&number, at, sizeof number);
    return number;
}

static struct str take_text(struct reader *reader)
{
    uint32_t length = take_number(reader);
    const char *at = take(reader, length, 1);
    return at ? (struct str){at, length} : STR("");
}

static bool chunk_codes_known(const struct vector *vector, size_t rows, size_t codes)
{
    for (size_t i = 0; i < rows; i++)
        if (vector_at(vector, i) >= codes)
            return false;
    return true;
}

/* The codes of a vector as they stand in the file; *width 0: absent. */
static const void *take_codes(struct reader *reader, size_t rows, uint8_t *width)
{
    const uint8_t *known = take(reader, 1, 1);
    *width = known ? *known : 0;
    reader->failed |= *width > 4 || *width == 3;
    return *width ? take(reader, rows, *width) : NULL;
}

static bool take_vector(struct reader *reader, const struct column_table *table, struct chunk *chunk, size_t column)
{
    uint8_t width;
    const void *codes = take_codes(reader, chunk->rows, &width);
    if (reader->failed || width == 0)
        return !reader->failed;
    if (!chunk_vector(chunk, column, width))
        return false;
    memcpy(chunk->vectors[column].codes, codes, (size_t)chunk->rows * width);
    return chunk_codes_known(&chunk->vectors[column], chunk->rows, table->columns[column].codes);
}

/* Steps and days: always there. */
static bool take_place(struct reader *reader, struct chunk *chunk, struct vector *vector)
{
    uint8_t width;
    const void *codes = take_codes(reader, chunk->rows, &width);
    if (reader->failed || width == 0 || !chunk_vector_ready(chunk, vector, width))
        return false;
    memcpy(vector->codes, codes, (size_t)chunk->rows * width);
    return true;
}

/* Ids rise within what a chunk can hold. */
static bool steps_sound(const struct chunk *chunk)
{
    uint64_t span = 0;
    for (size_t i = 0; i < chunk->rows; i++) {
        uint32_t step = vector_at(&chunk->steps, i);
        if (step == 0 && i > 0)
            return false;
        span += step;
    }
    return span <= UINT32_MAX;
}

static bool take_inline(struct reader *reader, struct column_table *table, int64_t base, uint32_t rows, bool last)
{
    uint32_t capacity = 64;
    while (capacity < rows)
        capacity *= 2;
    struct chunk *chunk = table_chunk_add(table, base, last ? capacity : rows ? rows : 1);
    if (!chunk)
        return false;
    chunk->rows = rows;
    table->rows += rows;
    chunk->day_base = (int32_t)take_number(reader);
    if (!take_place(reader, chunk, &chunk->steps) || !take_place(reader, chunk, &chunk->days) || !steps_sound(chunk) ||
        chunk->day_base > INT32_MAX - (int64_t)width_room(chunk->days.width))
        return false;
    for (size_t c = 0; c < table->count; c++)
        if (!take_vector(reader, table, chunk, c))
            return false;
    chunk_zones(chunk);
    return true;
}

/* An empty chunk keeps the place. */
static bool gap_note(struct reader *reader, struct column_table *table, int64_t base, int64_t last)
{
    struct column_gap *gap = arena_new_object(reader->arena, struct column_gap);
    if (!gap || !table_chunk_add(table, base, 1))
        return false;
    *gap = (struct column_gap){.table = table, .place = table->chunks_count - 1, .first = base, .last = last, .next = reader->gaps};
    reader->gaps = gap;
    return true;
}

static bool take_segment(struct reader *reader, struct column_table *table, uint32_t number, int64_t base, uint32_t rows)
{
    char file[NAME_LENGTH], path[PATH_LENGTH];
    int64_t last = take_long(reader);
    if (reader->failed || !rows || last < base || last > table->last || !segment_name(reader->name, number, file))
        return false;
    int length = snprintf(path, sizeof path, "%s/%s", reader->directory, file);
    struct chunk *chunk = length > 0 && length < PATH_LENGTH ? segment_map(path, table) : NULL;
    if (chunk && (chunk->rows != rows || chunk->id_base != base || chunk->id_last != last)) {
        chunk_free(chunk);
        chunk = NULL;
    }
    if (!chunk)
        return gap_note(reader, table, base, last);
    chunk->segment = number;
    if (!table_chunk_take(table, chunk))
        return false;
    table->rows += rows;
    return true;
}

static bool take_chunk(struct reader *reader, struct column_table *table, bool last)
{
    uint32_t segment = reader->whole ? 0 : take_number(reader), rows = take_number(reader);
    int64_t base = take_long(reader);
    if (reader->failed || rows > COLUMN_CHUNK_ROWS)
        return false;
    return segment ? take_segment(reader, table, segment, base, rows) : take_inline(reader, table, base, rows, last);
}

static bool take_table(struct reader *reader, struct column_store *store)
{
    struct column_table *table = column_table_open(store, take_text(reader));
    if (!table || reader->failed || table->chunks_count)
        return false;
    table->last = take_long(reader);
    uint32_t columns = take_number(reader);
    for (uint32_t i = 0; i < columns && !reader->failed; i++) {
        struct str name = take_text(reader);
        uint32_t dictionary = take_number(reader), codes = take_number(reader);
        if (dictionary > store->dictionaries_count || (dictionary && codes > UINT16_MAX + 1u) ||
            column_open(table, name, dictionary ? store->dictionaries[dictionary - 1] : NULL) != i)
            return false;
        table->columns[i].codes = codes;
    }
    uint32_t chunks = take_number(reader);
    for (uint32_t i = 0; i < chunks && !reader->failed; i++)
        if (!take_chunk(reader, table, i + 1 == chunks))
            return false;
    return !reader->failed;
}

static bool take_store(struct reader *reader, struct column_store *store)
{
    store->segments = reader->whole ? 0 : take_number(reader);
    uint32_t dictionaries = take_number(reader);
    for (uint32_t i = 0; i < dictionaries && !reader->failed; i++) {
        struct column_dictionary *dictionary = column_dictionary_open(store, take_text(reader));
        uint32_t texts = take_number(reader);
        if (!dictionary || dictionary->number != i)
            return false;
        for (uint32_t t = 0; t < texts && !reader->failed; t++)
            if (column_code(dictionary, take_text(reader)) != t + 1)
                return false;
    }
    uint32_t tables = take_number(reader);
    for (uint32_t i = 0; i < tables && !reader->failed; i++)
        if (!take_table(reader, store))
            return false;
    return !reader->failed && reader->left == 0;
}

static enum err damaged(struct fault *why, const char *path)
{
    return fault_set(why, ERR_MALFORMED, "snapshot", "", "The snapshot %s is damaged or of another version; it is made anew.", path);
}

static enum err read_bytes(struct reader *reader, const char *path, struct str file, struct column_store **store, int64_t *fact,
                           struct str *note, struct fault *why)
{
    struct snapshot_header header;
    if (file.length < sizeof header)
        return damaged(why, path);
    memcpy(&header, file.at, sizeof header);
    reader->at = file.at + sizeof header;
    reader->left = file.length - sizeof header;
    reader->whole = header.version == SNAPSHOT_VERSION_WHOLE;
    if (header.magic != SNAPSHOT_MAGIC || (header.version != SNAPSHOT_VERSION && !reader->whole) || header.bytes != reader->left ||
        header.checksum != crc32_z(crc32_z(0, NULL, 0), (const Bytef *)reader->at, reader->left))
        return damaged(why, path);
    struct column_store *fresh = column_store_new();
    if (!fresh)
        return ERR_MEMORY;
    *note = str_keep(reader->arena, take_text(reader));
    if (!note->at || !take_store(reader, fresh)) {
        column_store_free(fresh);
        return damaged(why, path);
    }
    *store = fresh;
    *fact = header.fact;
    return ERR_NONE;
}

enum err column_store_load(const char *directory, const char *name, struct arena *arena, struct column_store **store, int64_t *fact,
                           struct str *note, struct column_gap **gaps, struct fault *why)
{
    char path[PATH_LENGTH];
    struct reader reader = {.directory = directory, .name = name, .arena = arena};
    int length = snprintf(path, sizeof path, "%s/%s", directory, name);
    *gaps = NULL;
    if (length < 0 || length >= PATH_LENGTH)
        return fault_set(why, ERR_IO, "snapshot", "", "The path of the snapshot is too long.");
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat about;
    if (fd < 0)
        return fault_set(why, ERR_NOT_FOUND, "snapshot", "", "There is no snapshot %s yet.", path);
    if (fstat(fd, &about) != 0 || about.st_size < (off_t)sizeof(struct snapshot_header)) {
        close(fd);
        return damaged(why, path);
    }
    void *bytes = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    close(fd);
    if (bytes == MAP_FAILED)
        return damaged(why, path);
    enum err err = read_bytes(&reader, path, (struct str){bytes, (size_t)about.st_size}, store, fact, note, why);
    munmap(bytes, (size_t)about.st_size);
    *gaps = err == ERR_NONE ? reader.gaps : NULL;
    return err;
}

/* ---- gaps ---- */

void column_gap_open(struct column_gap *gap)
{
    struct column_table *table = gap->table;
    gap->chunks = table->chunks;
    gap->chunks_count = table->chunks_count;
    gap->table_last = table->last;
    table->chunks = NULL;
    table->chunks_count = table->chunks_capacity = 0;
    table->last = gap->first - 1;
}

bool column_gap_close(struct column_gap *gap)
{
    struct column_table *table = gap->table;
    size_t before = gap->place, after = gap->chunks_count - gap->place - 1;
    struct chunk **all = calloc(before + table->chunks_count + after + 1, sizeof *all);
    if (!all)
        return false;
    memcpy(all, gap->chunks, before * sizeof *all);
    memcpy(all + before, table->chunks, table->chunks_count * sizeof *all);
    memcpy(all + before + table->chunks_count, gap->chunks + before + 1, after * sizeof *all);
    chunk_free(gap->chunks[before]);
    free(gap->chunks);
    free(table->chunks);
    table->chunks = all;
    table->chunks_count += before + after;
    table->chunks_capacity = table->chunks_count + 1;
    table->last = gap->table_last;
    return true;
}
