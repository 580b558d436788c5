/* From the bytes of a file to rows of UTF-8: gzip or plain, with or without byte order mark, RFC 4180 through libcsv.
 *
 * libcsv calls back and cannot be paused, so it is fed a line at a time: then at most one row ends in a feed, and memory stays at one row.
 */
#include "listen/import_inside.h"

#include <csv.h>
#include <stdlib.h>
#include <zlib.h>

enum { CHUNK = 65536, GZIP_WINDOW = 15 + 16 };

struct rows {
    const struct import_config *config;
    struct csv_parser csv;
    bool csv_open, gzip, source_end, ended, started;
    z_stream inflate;
    char packed[CHUNK], plain[CHUNK + 1];
    size_t plain_at, plain_length;
    /* the row being read */
    struct buf bytes;
    size_t ends[IMPORT_COLUMNS_MAX];
    size_t count, fed;
    bool complete, skipping; /* skipping: what is left of a broken line */
    const struct row_problem *problem;
    int64_t number, bytes_read;
};

static const struct row_problem undefined_byte = {"undefined_byte", "The row has a byte that windows-1252 does not define."};
static const struct row_problem too_many_columns = {"too_many_columns", "The row has more than 2,000 columns."};
static const struct row_problem stray_quote = {"stray_quote", "A quote stands where it may not; the row cannot be taken apart."};
static const struct row_problem open_quote = {"open_quote", "A quote that was opened is never closed."};

/* 0x80 … 0x9F of windows-1252 (WHATWG Encoding Standard); 0: undefined. The rest is Latin-1. */
static const uint16_t windows_1252[32] = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
                                          0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
                                          0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

static void put_point(struct buf *out, unsigned point)
{
    if (point < 0x800) {
        buf_add_char(out, (char)(0xC0 | point >> 6));
    } else {
        buf_add_char(out, (char)(0xE0 | point >> 12));
        buf_add_char(out, (char)(0x80 | (point >> 6 & 0x3F)));
    }
    buf_add_char(out, (char)(0x80 | (point & 0x3F)));
}

static void put_windows(struct rows *rows, const unsigned char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        unsigned point = bytes[i] < 0x80 || bytes[i] > 0x9F ? bytes[i] : windows_1252[bytes[i] - 0x80];
        if (!point && bytes[i])
            rows->problem = &undefined_byte;
        else if (point < 0x80)
            buf_add_char(&rows->bytes, (char)point);
        else
            put_point(&rows->bytes, point);
    }
}

static void take_field(void *bytes, size_t length, void *context)
{
    struct rows *rows = context;
    if (rows->count == IMPORT_COLUMNS_MAX) {
        rows->problem = &too_many_columns;
        return;
    }
    if (rows->config->map->windows_1252)
        put_windows(rows, bytes, length);
    else if (length)
        buf_add(&rows->bytes, bytes, length);
    rows->ends[rows->count++] = rows->bytes.length;
}

static void take_row(int end, void *context)
{
    (void)end;
    ((struct rows *)context)->complete = true;
}

static bool csv_begin(struct rows *rows)
{
    if (rows->csv_open)
        csv_free(&rows->csv);
    rows->csv_open = csv_init(&rows->csv, CSV_STRICT | CSV_STRICT_FINI) == 0;
    if (rows->csv_open) {
        csv_set_delim(&rows->csv, (unsigned char)rows->config->map->delimiter);
        csv_set_blk_size(&rows->csv, CHUNK); /* it grows by this much; its own 128 bytes make long fields quadratic */
    }
    return rows->csv_open;
}

struct rows *rows_open(const struct import_config *config)
{
    struct rows *rows = calloc(1, sizeof *rows);
    if (!rows)
        return NULL;
    rows->config = config;
    rows->bytes = buf_new(2 * IMPORT_ROW_MAX);
    if (csv_begin(rows))
        return rows;
    rows_close(rows);
    return NULL;
}

void rows_close(struct rows *rows)
{
    if (!rows)
        return;
    if (rows->csv_open)
        csv_free(&rows->csv);
    if (rows->gzip)
        inflateEnd(&rows->inflate);
    buf_free(&rows->bytes);
    free(rows);
}

int64_t rows_bytes(const struct rows *rows)
{
    return rows->bytes_read;
}

static enum err read_source(struct rows *rows, char *into, size_t *got)
{
    *got = 0;
    if (rows->source_end)
        return ERR_NONE;
    enum err err = rows->config->read(rows->config->context, into, CHUNK, got);
    rows->source_end = *got == 0;
    rows->bytes_read += (int64_t)*got;
    return err;
}

static enum err bad_gzip(struct fault *why)
{
    return fault_set(why, ERR_INVALID, "not_gzip", "", "The file is damaged: its compressed bytes cannot be read.");
}

static enum err fill_packed(struct rows *rows, struct fault *why)
{
    rows->inflate.next_out = (Bytef *)rows->plain;
    rows->inflate.avail_out = CHUNK;
    while (rows->inflate.avail_out == CHUNK) {
        size_t got = rows->inflate.avail_in;
        if (!got) {
            enum err err = read_source(rows, rows->packed, &got);
            if (err != ERR_NONE)
                return err;
            rows->inflate.next_in = (Bytef *)rows->packed;
            rows->inflate.avail_in = (uInt)got;
        }
        if (!got) /* the end must fall between members */
            return rows->inflate.total_out && !rows->ended ? bad_gzip(why) : ERR_NONE;
        int code = inflate(&rows->inflate, Z_NO_FLUSH);
        if (code == Z_STREAM_END)
            rows->ended = inflateReset(&rows->inflate) == Z_OK;
        else if (code != Z_OK && code != Z_BUF_ERROR)
            return bad_gzip(why);
        else
            rows->ended = false;
    }
    return ERR_NONE;
}

static enum err fill(struct rows *rows, struct fault *why)
{
    enum err err;
    rows->plain_at = rows->plain_length = 0;
    if (rows->gzip) {
        err = fill_packed(rows, why);
        rows->plain_length = CHUNK - rows->inflate.avail_out;
        return err;
    }
    return read_source(rows, rows->plain, &rows->plain_length);
}

/* Looks at the first bytes: gzip, byte order mark. */
static enum err start(struct rows *rows, struct fault *why)
{
    rows->started = true;
    enum err err = fill(rows, why);
    if (err == ERR_NONE && rows->plain_length >= 2 && memcmp(rows->plain, "\x1f\x8b", 2) == 0) {
        memcpy(rows->packed, rows->plain, rows->plain_length);
        rows->inflate = (z_stream){.next_in = (Bytef *)rows->packed, .avail_in = (uInt)rows->plain_length};
        if (inflateInit2(&rows->inflate, GZIP_WINDOW) != Z_OK)
            return ERR_MEMORY;
        rows->gzip = true;
        err = fill(rows, why);
    }
    if (err == ERR_NONE && rows->plain_length >= 2 && (memcmp(rows->plain, "\xff\xfe", 2) == 0 || memcmp(rows->plain, "\xfe\xff", 2) == 0))
        return fault_set(why, ERR_INVALID, "wrong_encoding", "", "The file is in UTF-16; save it as UTF-8 first.");
    if (rows->plain_length >= 3 && memcmp(rows->plain, "\xef\xbb\xbf", 3) == 0)
        rows->plain_at = 3;
    return err;
}

/* After a quote in the wrong place: the row is lost, the next line begins anew. */
static enum err resume(struct rows *rows)
{
    rows->problem = &stray_quote;
    rows->complete = true;
    return csv_begin(rows) ? ERR_NONE : ERR_MEMORY;
}

/* A row may end at LF and at CR: at whichever comes first. */
static const char *line_end(const char *from, size_t length)
{
    const char *feed = memchr(from, '\n', length);
    const char *back = memchr(from, '\r', feed ? (size_t)(feed - from) : length);
    return back ? back : feed;
}

static enum err feed_line(struct rows *rows, struct fault *why)
{
    const char *from = rows->plain + rows->plain_at;
    size_t left = rows->plain_length - rows->plain_at;
    const char *end = line_end(from, left);
    size_t length = end ? (size_t)(end - from) + 1 : left;
    bool skipped = rows->skipping;
    rows->plain_at += length;
    rows->fed += length;
    rows->skipping = skipped && !end;
    if (skipped)
        return ERR_NONE;
    if (rows->fed > IMPORT_ROW_MAX)
        return fault_set(why, ERR_INVALID, "too_long", "",
                         "Row %lld is longer than 1 MB; a quote that was opened is probably never closed.", (long long)rows->number + 1);
    if (csv_parse(&rows->csv, from, length, take_field, take_row, rows) == length)
        return ERR_NONE;
    rows->skipping = !end;
    return csv_error(&rows->csv) == CSV_ENOMEM ? ERR_MEMORY : resume(rows);
}

static enum err finish(struct rows *rows, bool *end)
{
    *end = true;
    if (rows->csv_open && csv_fini(&rows->csv, take_field, take_row, rows) != 0) {
        rows->problem = &open_quote;
        rows->complete = true;
    }
    if (rows->csv_open)
        csv_free(&rows->csv);
    rows->csv_open = false;
    *end = !rows->complete;
    return ERR_NONE;
}

enum err rows_next(struct rows *rows, struct row *row, bool *end, struct fault *why)
{
    enum err err = rows->started ? ERR_NONE : start(rows, why);
    buf_clear(&rows->bytes);
    rows->count = rows->fed = 0;
    rows->complete = *end = false;
    rows->problem = NULL;
    while (err == ERR_NONE && !rows->complete && !*end) {
        if (rows->plain_at == rows->plain_length && rows->csv_open)
            err = fill(rows, why);
        if (err != ERR_NONE)
            break;
        err = rows->plain_at == rows->plain_length ? finish(rows, end) : feed_line(rows, why);
    }
    rows->number += rows->complete;
    if (err == ERR_NONE && rows->bytes.failed)
        err = ERR_MEMORY;
    *row = (struct row){rows->number, rows->bytes.at ? rows->bytes.at : "", rows->ends, rows->count, rows->problem};
    return err;
}
