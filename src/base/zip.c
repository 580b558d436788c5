#include "base/zip.h"
#include "base/time.h"

#include <stdlib.h>
#include <zlib.h>

/* APPNOTE.TXT of PKWARE, 4.3 and 4.4. */
enum {
    LOCAL = 0x04034b50,
    DESCRIPTOR = 0x08074b50,
    CENTRAL = 0x02014b50,
    END = 0x06054b50,
    VERSION = 20,
    SIZES_BEHIND_AND_UTF8 = 1 << 3 | 1 << 11,
    DEFLATED = 8,
    NAME_MAX_BYTES = 101,
    PIECE = 1 << 16,
    LEVEL = 3, /* a table's XML is a tenth either way, and this is twice as fast as the usual 6 */
};

struct file {
    char name[NAME_MAX_BYTES];
    uint32_t crc;
    uint64_t packed, plain, offset;
};

struct zip {
    z_stream stream;
    struct file files[ZIP_FILES_MAX];
    size_t count;
    uint64_t written;
    unsigned date, time; /* as DOS has them */
    bool open;           /* the last file takes bytes */
    enum err err;
    unsigned char piece[PIECE];
};

struct zip *zip_new(int64_t now_ms)
{
    struct zip *zip = calloc(1, sizeof *zip);
    int year, month, day;
    int32_t days = (int32_t)(now_ms / 86400000);
    int seconds = (int)(now_ms / 1000 % 86400);
    if (!zip)
        return NULL;
    if (deflateInit2(&zip->stream, LEVEL, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        free(zip);
        return NULL;
    }
    day_civil(days, &year, &month, &day);
    if (year >= 1980 && year < 2108) {
        zip->date = (unsigned)(year - 1980) << 9 | (unsigned)month << 5 | (unsigned)day;
        zip->time = (unsigned)(seconds / 3600) << 11 | (unsigned)(seconds / 60 % 60) << 5 | (unsigned)(seconds % 60 / 2);
    } else
        zip->date = 1 << 5 | 1;
    return zip;
}

void zip_free(struct zip *zip)
{
    if (!zip)
        return;
    deflateEnd(&zip->stream);
    free(zip);
}

static void put(struct zip *zip, struct buf *out, const void *bytes, size_t length)
{
    buf_add(out, bytes, length);
    zip->written += length;
}

static void put_number(struct zip *zip, struct buf *out, uint64_t value, size_t bytes)
{
    unsigned char little[8];
    for (size_t i = 0; i < bytes; i++)
        little[i] = (unsigned char)(value >> (8 * i));
    put(zip, out, little, bytes);
}

static void pack(struct zip *zip, struct str bytes, int flush, struct buf *out)
{
    struct file *file = &zip->files[zip->count - 1];
    zip->stream.next_in = (unsigned char *)(uintptr_t)bytes.at;
    zip->stream.avail_in = (unsigned)bytes.length;
    do {
        zip->stream.next_out = zip->piece;
        zip->stream.avail_out = PIECE;
        if (deflate(&zip->stream, flush) == Z_STREAM_ERROR)
            zip->err = ERR_INTERNAL;
        file->packed += PIECE - zip->stream.avail_out;
        put(zip, out, zip->piece, PIECE - zip->stream.avail_out);
    } while (!zip->stream.avail_out);
}

static void file_end(struct zip *zip, struct buf *out)
{
    struct file *file = &zip->files[zip->count - 1];
    pack(zip, STR(""), Z_FINISH, out);
    deflateReset(&zip->stream);
    zip->open = false;
    if (file->packed > UINT32_MAX || file->plain > UINT32_MAX)
        zip->err = ERR_TOO_LARGE;
    put_number(zip, out, DESCRIPTOR, 4);
    put_number(zip, out, file->crc, 4);
    put_number(zip, out, file->packed, 4);
    put_number(zip, out, file->plain, 4);
}

/* What the local and the central header have in common. */
static void put_facts(struct zip *zip, const struct file *file, bool known, struct buf *out)
{
    put_number(zip, out, VERSION, 2);
    put_number(zip, out, SIZES_BEHIND_AND_UTF8, 2);
    put_number(zip, out, DEFLATED, 2);
    put_number(zip, out, zip->time, 2);
    put_number(zip, out, zip->date, 2);
    put_number(zip, out, known ? file->crc : 0, 4);
    put_number(zip, out, known ? file->packed : 0, 4);
    put_number(zip, out, known ? file->plain : 0, 4);
    put_number(zip, out, strlen(file->name), 2);
    put_number(zip, out, 0, 2);
}

void zip_file(struct zip *zip, const char *name, struct buf *out)
{
    if (zip->open)
        file_end(zip, out);
    if (zip->count == ZIP_FILES_MAX || strlen(name) >= NAME_MAX_BYTES) {
        zip->err = ERR_TOO_LARGE;
        return;
    }
    struct file *file = &zip->files[zip->count++];
    memcpy(file->name, name, strlen(name) + 1);
    file->offset = zip->written;
    zip->open = true;
    put_number(zip, out, LOCAL, 4);
    put_facts(zip, file, false, out);
    put(zip, out, name, strlen(name));
}

void zip_put(struct zip *zip, struct str bytes, struct buf *out)
{
    if (!zip->open || !bytes.length)
        return;
    struct file *file = &zip->files[zip->count - 1];
    file->crc = (uint32_t)crc32(file->crc, (const unsigned char *)bytes.at, (unsigned)bytes.length);
    file->plain += bytes.length;
    pack(zip, bytes, Z_NO_FLUSH, out);
}

enum err zip_finish(struct zip *zip, struct buf *out)
{
    if (zip->open)
        file_end(zip, out);
    uint64_t begin = zip->written;
    for (size_t i = 0; i < zip->count; i++) {
        put_number(zip, out, CENTRAL, 4);
        put_number(zip, out, VERSION, 2);
        put_facts(zip, &zip->files[i], true, out);
        put_number(zip, out, 0, 6); /* no comment, the first disk, no inner attributes */
        put_number(zip, out, 0, 4); /* nor outer ones */
        put_number(zip, out, zip->files[i].offset, 4);
        put(zip, out, zip->files[i].name, strlen(zip->files[i].name));
    }
    uint64_t length = zip->written - begin;
    if (begin > UINT32_MAX)
        zip->err = ERR_TOO_LARGE;
    put_number(zip, out, END, 4);
    put_number(zip, out, 0, 4);
    put_number(zip, out, zip->count, 2);
    put_number(zip, out, zip->count, 2);
    put_number(zip, out, length, 4);
    put_number(zip, out, begin, 4);
    put_number(zip, out, 0, 2);
    return zip->err == ERR_NONE && out->failed ? ERR_MEMORY : zip->err;
}
