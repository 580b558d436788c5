/* The snapshot's bytes. Numbers are in the machine's own order; a file of the other order fails the magic.
 *
 *   u64 magic "KUULOCOL"   u32 version 3   u32 CRC-32 of everything after the header   u64 bytes after the header   i64 fact number
 *   then:
 *   text note
 *   u32 dictionaries, each: text name, u32 texts, each: text
 *   u32 tables, each:
 *     text name, i64 last id, u32 columns, each: text name, u32 dictionary+1 or 0, u32 codes
 *     u32 chunks, each: u32 rows, i64 id base, i32 day base, vector of steps (the id less the one before; the first: less id base),
 *       vector of days (the day less day base), then a vector per column
 *   text = u32 length, bytes
 *   vector = u8 width (0: absent), codes[rows] of that many bytes */
#include "engine/column/inside.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum { VERSION = 3, NOTE_MAX = 1000, PATH_LENGTH = 4096 };
static const uint64_t MAGIC = 0x4C4F434F4C55554B; /* "KUULOCOL" */

struct header {
    uint64_t magic;
    uint32_t version, checksum;
    uint64_t bytes;
    int64_t fact;
};

/* ---- writing ---- */
struct writer {
    FILE *file;
    uint64_t bytes;
    uLong checksum;
    bool failed;
};

static void put(struct writer *writer, const void *bytes, size_t length)
{
    if (length == 0)
        return;
    writer->failed |= fwrite(bytes, 1, length, writer->file) != length;
    writer->checksum = crc32_z(writer->checksum, bytes, length);
    writer->bytes += length;
}

static void put_number(struct writer *writer, size_t number)
{
    uint32_t value = (uint32_t)number;
    put(writer, &value, sizeof value);
}

static void put_text(struct writer *writer, struct str text)
{
    put_number(writer, text.length);
    put(writer, text.at, text.length);
}

static void put_vector(struct writer *writer, const struct vector *vector, size_t rows)
{
    uint8_t width = vector->codes ? vector->width : 0;
    put(writer, &width, sizeof width);
    put(writer, vector->codes, width * rows);
}

static void put_chunk(struct writer *writer, const struct column_table *table, const struct chunk *chunk)
{
    put_number(writer, chunk->rows);
    put(writer, &chunk->id_base, sizeof chunk->id_base);
    put(writer, &chunk->day_base, sizeof chunk->day_base);
    put_vector(writer, &chunk->steps, chunk->rows);
    put_vector(writer, &chunk->days, chunk->rows);
    for (size_t c = 0; c < table->count; c++)
        put_vector(writer, chunk_column(chunk, c), chunk->rows);
}

static void put_table(struct writer *writer, const struct column_table *table)
{
    put_text(writer, str_of(table->name));
    put(writer, &table->last, sizeof table->last);
    put_number(writer, table->count);
    for (size_t i = 0; i < table->count; i++) {
        const struct column *column = &table->columns[i];
        put_text(writer, str_of(column->name));
        put_number(writer, column->dictionary ? column->dictionary->number + 1 : 0);
        put_number(writer, column->codes);
    }
    put_number(writer, table->chunks_count);
    for (size_t i = 0; i < table->chunks_count; i++)
        put_chunk(writer, table, table->chunks[i]);
}

static void put_store(struct writer *writer, const struct column_store *store, struct str note)
{
    put_text(writer, note);
    put_number(writer, store->dictionaries_count);
    for (size_t i = 0; i < store->dictionaries_count; i++) {
        const struct column_dictionary *dictionary = store->dictionaries[i];
        put_text(writer, str_of(dictionary->name));
        put_number(writer, dictionary->count);
        for (size_t t = 0; t < dictionary->count; t++)
            put_text(writer, dictionary->texts[t]);
    }
    put_number(writer, store->tables_count);
    for (size_t i = 0; i < store->tables_count; i++)
        put_table(writer, store->tables[i]);
}

static bool write_all(FILE *file, const struct column_store *store, int64_t fact, struct str note)
{
    struct writer writer = {.file = file, .checksum = crc32_z(0, NULL, 0)};
    struct header header = {MAGIC, VERSION, 0, 0, fact};
    if (fwrite(&header, sizeof header, 1, file) != 1)
        return false;
    put_store(&writer, store, note);
    header.bytes = writer.bytes;
    header.checksum = (uint32_t)writer.checksum;
    return !writer.failed && fseek(file, 0, SEEK_SET) == 0 && fwrite(&header, sizeof header, 1, file) == 1 && fflush(file) == 0 &&
           fsync(fileno(file)) == 0;
}

static void directory_sync(const char *directory)
{
    int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        (void)fsync(fd); /* when the name is lost in a power cut, the rows are replayed */
        close(fd);
    }
}

static enum err save_failed(struct fault *why, const char *path)
{
    int code = errno;
    return fault_set(why, code == ENOSPC || code == EDQUOT ? ERR_DISK_FULL : ERR_IO, "snapshot", "",
                     "The snapshot %s could not be written: %s.", path, strerror(code));
}

enum err column_store_save(const struct column_store *store, const char *directory, const char *name, int64_t fact, struct str note,
                           struct fault *why)
{
    char path[PATH_LENGTH], part[PATH_LENGTH];
    must(note.length <= NOTE_MAX);
    int a = snprintf(path, sizeof path, "%s/%s", directory, name),
        b = snprintf(part, sizeof part, "%s/%s.%ld.part", directory, name, (long)getpid());
    if (a < 0 || b < 0 || b >= PATH_LENGTH)
        return fault_set(why, ERR_IO, "snapshot", "", "The path of the snapshot is too long.");
    if (mkdir(directory, 0700) != 0 && errno != EEXIST)
        return save_failed(why, directory);
    FILE *file = fopen(part, "wbe");
    if (!file)
        return save_failed(why, part);
    bool written = write_all(file, store, fact, note);
    int code = errno;
    if (fclose(file) != 0 || !written || rename(part, path) != 0) {
        if (!written)
            errno = code;
        enum err err = save_failed(why, path);
        (void)unlink(part);
        return err;
    }
    directory_sync(directory);
    return ERR_NONE;
}

/* ---- reading: every length is checked against what is left, for the checksum only guards against chance ---- */
struct reader {
    const char *at;
    size_t left;
    bool failed;
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

static bool take_chunk(struct reader *reader, struct column_table *table, bool last)
{
    uint32_t rows = take_number(reader), capacity = 64;
    int64_t base = take_long(reader);
    if (reader->failed || rows > COLUMN_CHUNK_ROWS)
        return false;
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

static enum err read_bytes(const char *path, struct str file, struct arena *arena, struct column_store **store, int64_t *fact,
                           struct str *note, struct fault *why)
{
    struct header header;
    if (file.length < sizeof header)
        return damaged(why, path);
    memcpy(&header, file.at, sizeof header);
    struct reader reader = {file.at + sizeof header, file.length - sizeof header, false};
    if (header.magic != MAGIC || header.version != VERSION || header.bytes != reader.left ||
        header.checksum != crc32_z(crc32_z(0, NULL, 0), (const Bytef *)reader.at, reader.left))
        return damaged(why, path);
    struct column_store *fresh = column_store_new();
    if (!fresh)
        return ERR_MEMORY;
    *note = str_keep(arena, take_text(&reader));
    if (!note->at || !take_store(&reader, fresh)) {
        column_store_free(fresh);
        return damaged(why, path);
    }
    *store = fresh;
    *fact = header.fact;
    return ERR_NONE;
}

enum err column_store_load(const char *directory, const char *name, struct arena *arena, struct column_store **store, int64_t *fact,
                           struct str *note, struct fault *why)
{
    char path[PATH_LENGTH];
    int length = snprintf(path, sizeof path, "%s/%s", directory, name);
    if (length < 0 || length >= PATH_LENGTH)
        return fault_set(why, ERR_IO, "snapshot", "", "The path of the snapshot is too long.");
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat about;
    if (fd < 0)
        return fault_set(why, ERR_NOT_FOUND, "snapshot", "", "There is no snapshot %s yet.", path);
    if (fstat(fd, &about) != 0 || about.st_size < (off_t)sizeof(struct header)) {
        close(fd);
        return damaged(why, path);
    }
    void *bytes = mmap(NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    close(fd);
    if (bytes == MAP_FAILED)
        return damaged(why, path);
    enum err err = read_bytes(path, (struct str){bytes, (size_t)about.st_size}, arena, store, fact, note, why);
    munmap(bytes, (size_t)about.st_size);
    return err;
}
