/* Workbooks of the old kind: a compound file put together here sector by sector, and the records of BIFF8 in it, after the published
 * formats [MS-CFB] and [MS-XLS]. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/xls_read.h"

#include <stdlib.h>

enum { SECTOR = 512, STREAM_LEAST = 4096, CHAIN_END = -2, IN_TABLE = -3 };

static struct arena *arena;
static struct fault why;
static struct buf stream;

static int set_up(void **state)
{
    (void)state;
    arena = arena_new(64 << 20);
    stream = buf_new(1 << 20);
    return !arena;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    buf_free(&stream);
    return 0;
}

static void put(struct buf *out, uint64_t number, int bytes)
{
    for (int i = 0; i < bytes; i++)
        buf_add_char(out, (char)(number >> (8 * i)));
}

#define RECORD(type, bytes) (put(&stream, (type), 2), put(&stream, sizeof(bytes) - 1, 2), buf_add(&stream, (bytes), sizeof(bytes) - 1))

/* Head, table of sectors, directory, and the stream from the third sector on. */
static struct buf compound_of(const char *name)
{
    struct buf out = buf_new(1 << 20);
    while (stream.length < STREAM_LEAST || stream.length % SECTOR)
        buf_add_char(&stream, 0);
    size_t sectors = stream.length / SECTOR;
    buf_add(&out, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
    for (int i = 0; i < 16; i++)
        put(&out, 0, 1);
    put(&out, 0x003E, 2);
    put(&out, 3, 2);
    put(&out, 0xFFFE, 2);
    put(&out, 9, 2);
    put(&out, 6, 2);
    for (int i = 0; i < 10; i++)
        put(&out, 0, 1);
    put(&out, 1, 4); /* sectors of the table */
    put(&out, 1, 4); /* the directory's first */
    put(&out, 0, 4);
    put(&out, STREAM_LEAST, 4); /* smaller streams lie elsewhere */
    put(&out, (uint32_t)CHAIN_END, 4);
    put(&out, 0, 4);
    put(&out, (uint32_t)CHAIN_END, 4);
    put(&out, 0, 4);
    put(&out, 0, 4); /* the table's only sector is the first */
    for (int i = 1; i < 109; i++)
        put(&out, 0xFFFFFFFF, 4);
    put(&out, (uint32_t)IN_TABLE, 4);
    put(&out, (uint32_t)CHAIN_END, 4);
    for (size_t i = 0; i < 126; i++)
        put(&out, i + 1 < sectors ? i + 3 : i + 1 == sectors ? (uint32_t)CHAIN_END : 0xFFFFFFFF, 4);
    for (int entry = 0; entry < 4; entry++) {
        const char *called = entry == 0 ? "Root Entry" : entry == 1 ? name : "";
        for (size_t i = 0; i < 32; i++)
            put(&out, i < strlen(called) ? (unsigned char)called[i] : 0, 2);
        put(&out, entry < 2 ? 2 * (strlen(called) + 1) : 0, 2);
        put(&out, entry == 0 ? 5 : entry == 1 ? 2 : 0, 1);
        for (int i = 67; i < 116; i++)
            put(&out, 0, 1);
        put(&out, entry == 1 ? 2 : (uint32_t)CHAIN_END, 4);
        put(&out, entry == 1 ? stream.length : 0, 8);
    }
    buf_add(&out, stream.at, stream.length);
    assert_int_equal(out.length, SECTOR * (3 + sectors));
    return out;
}

static void put_workbook(const char *version)
{
    put(&stream, 0x0809, 2);
    put(&stream, 8, 2);
    buf_add(&stream, version, 8);
    RECORD(0x041E, "\xA4\x00\x05\x00\x00yy\\mm");
    RECORD(0x00E0, "\x00\x00\x00\x00");
    RECORD(0x00E0, "\x00\x00\xA4\x00");
    RECORD(0x00E0, "\x00\x00\x0E\x00");
    size_t place = stream.length + 4;
    RECORD(0x0085, "\x00\x00\x00\x00\x00\x00\x06\x00survey");
    /* Three texts; the second goes on in the next record, there with two bytes for a character. */
    RECORD(0x00FC, "\x03\x00\x00\x00\x03\x00\x00\x00\x04\x00\x00type\x05\x00\x00"
                   "ab");
    RECORD(0x003C, "\x01\xE4\x00\xAC\x20z\x00\x02\x00\x09\x01\x00\x3D\xD8\x00\xDE\x00\x00\x00\x00");
    RECORD(0x000A, "");
    for (int i = 0; i < 4; i++)
        stream.at[place + (size_t)i] = (char)(stream.length >> (8 * i));
    RECORD(0x0809, "\x00\x06\x10\x00\x00\x00\x00\x00");
    RECORD(0x00FD, "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00");
    RECORD(0x00FD, "\x00\x00\x02\x00\x00\x00\x01\x00\x00\x00");
    RECORD(0x00FD, "\x00\x00\x03\x00\x00\x00\x02\x00\x00\x00");
    RECORD(0x0203, "\x02\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xF8\x3F");                 /* 1.5 */
    RECORD(0x027E, "\x02\x00\x01\x00\x00\x00\xEF\xFF\xFF\xFF");                                 /* a hundredth of −5, whole: −0.05 */
    RECORD(0x00BD, "\x02\x00\x02\x00\x02\x00\x0A\xD0\x02\x00\x00\x00\x1E\x00\x00\x00\x03\x00"); /* 46082 as a day, and 7 */
    RECORD(0x0205, "\x02\x00\x04\x00\x00\x00\x01\x00");
    RECORD(0x0205, "\x02\x00\x05\x00\x00\x00\x2A\x01"); /* an error is no value */
    RECORD(0x0006, "\x03\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\xFF\xFF\x00\x00\x00\x00\x00\x00");
    RECORD(0x0207, "\x02\x00\x00hi");
    RECORD(0x0006, "\x03\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00\x00\x24\x40\x00\x00\x00\x00\x00\x00"); /* 10 */
    RECORD(0x0204, "\x03\x00\x03\x00\x00\x00\x03\x00\x00old");
    RECORD(0x000A, "");
}

static void assert_row(const struct table_row *row, size_t number, size_t count, const char *const *cells)
{
    assert_int_equal(row->number, number);
    assert_int_equal(row->count, count);
    for (size_t i = 0; i < count; i++)
        if (!str_is(table_cell(row, i), cells[i]))
            fail_msg("column %zu is \"%.*s\", not \"%s\"", i, STR_ARGS(table_cell(row, i)), cells[i]);
}

static void cells_are_what_a_person_sees(void **state)
{
    static const char *const first[] = {"type", "", "abä€z", "😀"};
    static const char *const third[] = {"1.5", "-0.05", "2026-03-01", "7", "TRUE"};
    static const char *const fourth[] = {"", "hi", "10", "old"};
    struct workbook *book;
    (void)state;
    put_workbook("\x00\x06\x05\x00\x00\x00\x00\x00");
    struct buf bytes = compound_of("Workbook");
    assert_true(xls_read_is(buf_str(&bytes)));
    if (xls_read(arena, buf_str(&bytes), &book, &why) != ERR_NONE)
        fail_msg("%s: %s", why.slug, why.detail);
    const struct table *sheet = workbook_sheet(book, "survey");
    assert_non_null(sheet);
    assert_int_equal(sheet->rows_count, 3);
    assert_row(&sheet->rows[0], 1, 4, first);
    assert_row(&sheet->rows[1], 3, 5, third);
    assert_row(&sheet->rows[2], 4, 4, fourth);
    buf_free(&bytes);
}

static void assert_refused(const struct buf *bytes, enum err err, const char *slug)
{
    struct workbook *book;
    assert_int_equal(xls_read(arena, buf_str(bytes), &book, &why), err);
    assert_string_equal(why.slug, slug);
}

static void strangers_are_refused(void **state)
{
    struct workbook *book;
    (void)state;
    put_workbook("\x00\x05\x05\x00\x00\x00\x00\x00"); /* BIFF5 */
    struct buf bytes = compound_of("Workbook");
    assert_refused(&bytes, ERR_INVALID, "old_workbook");
    buf_free(&bytes);
    buf_clear(&stream);
    RECORD(0x0809, "\x00\x06\x05\x00\x00\x00\x00\x00");
    RECORD(0x002F, "\x01\x00");
    bytes = compound_of("Workbook");
    assert_refused(&bytes, ERR_INVALID, "workbook_encrypted");
    buf_free(&bytes);
    bytes = compound_of("WordDocument");
    assert_refused(&bytes, ERR_INVALID, "old_workbook");
    for (int i = 0; i < 4; i++) /* the directory's chain is a circle */
        bytes.at[SECTOR + 4 + i] = i ? 0 : 1;
    assert_refused(&bytes, ERR_INVALID, "old_workbook");
    buf_free(&bytes);
    buf_clear(&stream);
    put_workbook("\x00\x06\x05\x00\x00\x00\x00\x00");
    bytes = compound_of("Workbook");
    for (size_t length = 0; length < bytes.length; length += 41) {
        char *copy = malloc(length + 1); /* of that size, so that reading beyond it is seen */
        memcpy(copy, bytes.at, length);
        enum err err = xls_read(arena, (struct str){copy, length}, &book, &why);
        assert_true(err == ERR_NONE || err == ERR_MALFORMED || err == ERR_INVALID);
        free(copy);
    }
    buf_free(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(cells_are_what_a_person_sees, set_up, tear_down),
        cmocka_unit_test_setup_teardown(strangers_are_refused, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
