/* The image's bytes. Numbers are in the machine's own order; a file of the other order fails the magic.
 *
 *   u64 magic "KUULOCOL"   u32 version 4   u32 CRC-32 of everything after the header   u64 bytes after the header   i64 fact number
 *   then:
 *   text note
 *   u32 numbers given to segments so far
 *   u32 dictionaries, each: text name, u32 texts, each: text
 *   u32 tables, each:
 *     text name, i64 last id, u32 columns, each: text name, u32 dictionary+1 or 0, u32 codes
 *     u32 chunks, each: u32 segment, u32 rows, i64 id base, then
 *       with a segment (not 0): i64 last id
 *       without: i32 day base, vector of steps (the id less the one before; the first: less id base), vector of days (the day less day
 *         base), then a vector per column
 *   text = u32 length, bytes
 *   vector = u8 width (0: absent), codes[rows] of that many bytes
 *
 * Version 3, which is read still, had all chunks in the image: no numbers, and no segment before a chunk's rows. */
#include "engine/column/snapshot.h"
#include "engine/column/inside.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum { VERSION = 4, VERSION_WHOLE = 3, NOTE_MAX = 1000, PATH_LENGTH = 4096, NAME_LENGTH = 256 };
#define BYTES_MAX ((size_t)4 << 30)
static const uint64_t MAGIC = 0x4C4F434F4C55554B; /* "KUULOCOL" */
static const char segment_end[] = ".segment", snapshot_end[] = ".snapshot";

struct header {
    uint64_t magic;
    uint32_t version, checksum;
    uint64_t bytes;
    int64_t fact;
};

/* ---- the bytes ---- */

static void put_number(struct buf *out, size_t number)
{
    uint32_t value = (uint32_t)number;
    buf_add(out, &value, sizeof value);
}

static void put_text(struct buf *out, struct str text)
{
    put_number(out, text.length);
    buf_add_str(out, text);
}

static void put_vector(struct buf *out, const struct vector *vector, size_t rows)
{
    uint8_t width = vector->codes ? vector->width : 0;
    buf_add(out, &width, sizeof width);
    buf_add(out, width ? vector->codes : "", width * rows);
}

static void put_chunk(struct buf *out, const struct column_table *table, const struct chunk *chunk)
{
    put_number(out, chunk->segment);
    put_number(out, chunk->rows);
    buf_add(out, &chunk->id_base, sizeof chunk->id_base);
    if (chunk->segment) {
        buf_add(out, &chunk->id_last, sizeof chunk->id_last);
        return;
    }
    buf_add(out, &chunk->day_base, sizeof chunk->day_base);
    put_vector(out, &chunk->steps, chunk->rows);
    put_vector(out, &chunk->days, chunk->rows);
    for (size_t c = 0; c < table->count; c++)
        put_vector(out, chunk_column(chunk, c), chunk->rows);
}

static void put_table(struct buf *out, const struct column_table *table)
{
    put_text(out, str_of(table->name));
    buf_add(out, &table->last, sizeof table->last);
    put_number(out, table->count);
    for (size_t i = 0; i < table->count; i++) {
        const struct column *column = &table->columns[i];
        put_text(out, str_of(column->name));
        put_number(out, column->dictionary ? column->dictionary->number + 1 : 0);
        put_number(out, column->codes);
    }
    put_number(out, table->chunks_count);
    for (size_t i = 0; i < table->chunks_count; i++)
        put_chunk(out, table, table->chunks[i]);
}

static void put_store(struct buf *out, const struct column_store *store, struct str note)
{
    put_text(out, note);
    put_number(out, store->segments);
    put_number(out, store->dictionaries_count);
    for (size_t i = 0; i < store->dictionaries_count; i++) {
        const struct column_dictionary *dictionary = store->dictionaries[i];
        put_text(out, str_of(dictionary->name));
        put_number(out, dictionary->count);
        for (size_t t = 0; t < dictionary->count; t++)
            put_text(out, dictionary->texts[t]);
    }
    put_number(out, store->tables_count);
    for (size_t i = 0; i < store->tables_count; i++)
        put_table(out, store->tables[i]);
}

static void image_free(struct column_image *image)
{
    buf_free(&image->bytes);
    free(image->used);
}

enum err column_image_take(const struct column_store *store, int64_t fact, struct str note, struct column_image *image)
{
    struct header header = {MAGIC, VERSION, 0, 0, fact};
    must(note.length <= NOTE_MAX);
    *image = (struct column_image){buf_new(BYTES_MAX), calloc((size_t)store->segments + 1, 1), store->segments};
    buf_add(&image->bytes, &header, sizeof header);
    put_store(&image->bytes, store, note);
    if (image->bytes.failed || !image->used) {
        image_free(image);
        return ERR_MEMORY;
    }
    for (size_t t = 0; t < store->tables_count; t++)
        for (size_t c = 0; c < store->tables[t]->chunks_count; c++)
            image->used[store->tables[t]->chunks[c]->segment] = 1;
    return ERR_NONE;
}

/* ---- files ---- */

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

static bool bytes_write(const char *path, struct str bytes)
{
    FILE *file = fopen(path, "wbe");
    if (!file)
        return false;
    bool fine = fwrite(bytes.at, 1, bytes.length, file) == bytes.length && fflush(file) == 0 && fsync(fileno(file)) == 0;
    int code = errno;
    if (fclose(file) != 0)
        fine = false;
    else
        errno = code;
    return fine;
}

/* Whole or not at all. */
static enum err file_put(const char *directory, const char *name, struct str bytes, struct fault *why)
{
    char path[PATH_LENGTH], part[PATH_LENGTH];
    int a = snprintf(path, sizeof path, "%s/%s", directory, name),
        b = snprintf(part, sizeof part, "%s/%s.%ld.part", directory, name, (long)getpid());
    if (a < 0 || b < 0 || b >= PATH_LENGTH)
        return fault_set(why, ERR_IO, "snapshot", "", "The path of the snapshot is too long.");
    if (mkdir(directory, 0700) != 0 && errno != EEXIST)
        return save_failed(why, directory);
    if (!bytes_write(part, bytes) || rename(part, path) != 0) {
        enum err err = save_failed(why, path);
        (void)unlink(part);
        return err;
    }
    directory_sync(directory);
    return ERR_NONE;
}

static bool segment_name(const char *name, uint32_t number, char out[NAME_LENGTH])
{
    int length = snprintf(out, NAME_LENGTH, "%s.%08u%s", name, number, segment_end);
    return length > 0 && length < NAME_LENGTH;
}

/* The number in a segment's name; 0: another file. */
static uint32_t segment_number(const char *name, const char *file)
{
    char again[NAME_LENGTH];
    size_t length = strlen(name);
    if (strncmp(file, name, length) != 0 || file[length] != '.')
        return 0;
    unsigned long number = strtoul(file + length + 1, NULL, 10);
    return number <= UINT32_MAX && segment_name(name, (uint32_t)number, again) && strcmp(again, file) == 0 ? (uint32_t)number : 0;
}

/* What a newer image no longer names, and what was written when no image came after it. */
static void segments_sweep(const struct column_image *image, const char *directory, const char *name)
{
    DIR *open = opendir(directory);
    if (!open)
        return;
    for (struct dirent *entry; (entry = readdir(open));) {
        uint32_t number = segment_number(name, entry->d_name);
        if (number && (number > image->numbers || !image->used[number]))
            (void)unlinkat(dirfd(open), entry->d_name, 0);
    }
    closedir(open);
}

enum err column_image_write(struct column_image *image, const char *directory, const char *name, struct fault *why)
{
    struct header header;
    memcpy(&header, image->bytes.at, sizeof header);
    header.bytes = image->bytes.length - sizeof header;
    header.checksum = (uint32_t)crc32_z(crc32_z(0, NULL, 0), (const Bytef *)image->bytes.at + sizeof header, header.bytes);
    memcpy(image->bytes.at, &header, sizeof header);
    enum err err = file_put(directory, name, buf_str(&image->bytes), why);
    if (err == ERR_NONE)
        segments_sweep(image, directory, name);
    image_free(image);
    return err;
}

static bool ends_in(const char *name, const char *end)
{
    size_t length = strlen(name), most = strlen(end);
    return length > most && strcmp(name + length - most, end) == 0;
}

enum err column_store_forget(const char *directory)
{
    DIR *open = opendir(directory);
    if (!open)
        return errno == ENOENT ? ERR_NONE : ERR_IO;
    enum err err = ERR_NONE;
    for (struct dirent *entry; (entry = readdir(open));)
        if ((ends_in(entry->d_name, snapshot_end) || ends_in(entry->d_name, segment_end)) && unlinkat(dirfd(open), entry->d_name, 0) != 0)
            err = ERR_IO;
    closedir(open);
    return err;
}

/* ---- pieces ---- */

/* The next full chunk without a file: one that no row can be added to. */
static struct chunk *unkept(const struct column_store *store, size_t *table, size_t *place)
{
    for (*table = 0; *table < store->tables_count; ++*table) {
        const struct column_table *t = store->tables[*table];
        for (*place = 0; *place < t->chunks_count; ++*place) {
            struct chunk *chunk = t->chunks[*place];
            if (!chunk->segment && chunk->rows && (chunk->rows == COLUMN_CHUNK_ROWS || *place + 1 < t->chunks_count))
                return chunk;
        }
    }
    return NULL;
}

bool column_piece_take(struct column_store *store, struct column_piece *piece)
{
    const struct chunk *chunk = store->segments < UINT32_MAX ? unkept(store, &piece->table, &piece->chunk) : NULL;
    if (!chunk)
        return false;
    piece->changes = chunk->changes;
    piece->number = ++store->segments;
    piece->bytes = buf_new(BYTES_MAX);
    segment_image(chunk, &piece->bytes);
    if (piece->bytes.failed)
        column_piece_forget(piece);
    return piece->bytes.at != NULL;
}

enum err column_piece_write(const struct column_piece *piece, const char *directory, const char *name, struct fault *why)
{
    char file[NAME_LENGTH];
    if (!segment_name(name, piece->number, file))
        return fault_set(why, ERR_IO, "snapshot", "", "The name of the snapshot is too long.");
    return file_put(directory, file, buf_str(&piece->bytes), why);
}

void column_piece_done(struct column_store *store, struct column_piece *piece, bool written)
{
    struct column_table *table = store->tables[piece->table];
    struct chunk *chunk = piece->chunk < table->chunks_count ? table->chunks[piece->chunk] : NULL;
    if (written && chunk && chunk->changes == piece->changes)
        chunk->segment = piece->number;
    column_piece_forget(piece);
}

void column_piece_forget(struct column_piece *piece)
{
    buf_free(&piece->bytes);
    piece->bytes.at = NULL;
}

enum err column_store_save(struct column_store *store, const char *directory, const char *name, int64_t fact, struct str note,
                           struct fault *why)
{
    struct column_piece piece;
    struct column_image image;
    while (column_piece_take(store, &piece)) {
        enum err err = column_piece_write(&piece, directory, name, why);
        column_piece_done(store, &piece, err == ERR_NONE);
        if (err != ERR_NONE)
            return err;
    }
    enum err err = column_image_take(store, fact, note, &image);
    return err == ERR_NONE ? column_image_write(&image, directory, name, why) : err;
}

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
    struct header header;
    if (file.length < sizeof header)
        return damaged(why, path);
    memcpy(&header, file.at, sizeof header);
    reader->at = file.at + sizeof header;
    reader->left = file.length - sizeof header;
    reader->whole = header.version == VERSION_WHOLE;
    if (header.magic != MAGIC || (header.version != VERSION && !reader->whole) || header.bytes != reader->left ||
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
    if (fstat(fd, &about) != 0 || about.st_size < (off_t)sizeof(struct header)) {
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
