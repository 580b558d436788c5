/* A column store, written to the disk. The layout stands in snapshot_file.h. */
#include "engine/column/snapshot_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum { NOTE_MAX = 1000 };
#define BYTES_MAX ((size_t)4 << 30)

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
    struct snapshot_header header = {SNAPSHOT_MAGIC, SNAPSHOT_VERSION, 0, 0, fact};
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
    struct snapshot_header header;
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
        if ((ends_in(entry->d_name, ".snapshot") || ends_in(entry->d_name, SEGMENT_END)) && unlinkat(dirfd(open), entry->d_name, 0) != 0)
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
    segment_copy(chunk, &piece->bytes);
    if (piece->bytes.failed)
        column_piece_forget(piece);
    return piece->bytes.at != NULL;
}

enum err column_piece_write(struct column_piece *piece, const char *directory, const char *name, struct fault *why)
{
    char file[NAME_LENGTH];
    if (!segment_name(name, piece->number, file))
        return fault_set(why, ERR_IO, "snapshot", "", "The name of the snapshot is too long.");
    segment_seal(&piece->bytes);
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
