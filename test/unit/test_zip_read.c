/* Zip archives of strangers: what is in them is found by name, and what is broken, secret or too large is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/zip.h"
#include "base/zip_read.h"

enum { MEGABYTE = 1 << 20 };

static struct arena *arena;
static struct fault why;

static int set_up(void **state)
{
    (void)state;
    arena = arena_new(64 << 20);
    return !arena;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

/* An archive of files, name and text in turn; NULL ends. */
static struct buf archive_of(const char *const *files)
{
    struct buf out = buf_new(64 << 20);
    struct zip *zip = zip_new(0);
    for (; *files; files += 2) {
        zip_file(zip, files[0], &out);
        zip_put(zip, str_of(files[1]), &out);
    }
    assert_int_equal(zip_finish(zip, &out), ERR_NONE);
    zip_free(zip);
    return out;
}

static struct zip_read *opened(const struct buf *bytes)
{
    struct zip_read *zip;
    assert_int_equal(zip_read_open(buf_str(bytes), 16 * MEGABYTE, &zip, &why), ERR_NONE);
    return zip;
}

static void files_are_found_by_name(void **state)
{
    static const char *const files[] = {
        "../../etc/passwd", "a trap",          "folder/", "",  "__MACOSX/._Form.LSS", "not this", "folder/Form.LSS",
        "a form",           "XL/Workbook.xml", "b",       NULL};
    struct buf bytes = archive_of(files);
    struct zip_read *zip = opened(&bytes);
    struct str text;
    size_t index;
    (void)state;
    assert_true(zip_read_is(buf_str(&bytes)));
    assert_int_equal(zip_read_count(zip), 5);
    assert_true(str_is(zip_read_name(zip, 0), "../../etc/passwd"));
    assert_true(zip_read_find(zip, STR("xl/workbook.xml"), &index));
    assert_int_equal(zip_read_file(zip, index, arena, &text, &why), ERR_NONE);
    assert_true(str_is(text, "b"));
    assert_true(zip_read_find_ending(zip, ".lss", &index));
    assert_int_equal(zip_read_file(zip, index, arena, &text, &why), ERR_NONE);
    assert_true(str_is(text, "a form"));
    assert_false(zip_read_find(zip, STR("workbook.xml"), &index));
    assert_false(zip_read_find_ending(zip, ".lsr", &index));
    zip_read_close(zip);
    buf_free(&bytes);
}

static void what_is_broken_is_refused(void **state)
{
    static const char *const files[] = {"a.txt", "the quick brown fox jumps over the lazy dog", NULL};
    struct buf bytes = archive_of(files);
    struct zip_read *zip;
    struct str text, whole = buf_str(&bytes);
    (void)state;
    for (size_t length = 0; length < whole.length; length++)
        assert_int_equal(zip_read_open((struct str){whole.at, length}, MEGABYTE, &zip, &why), ERR_MALFORMED);
    assert_string_equal(why.slug, "zip_broken");
    bytes.at[40] ^= 0x55; /* within the packed bytes, so that their checksum is wrong */
    zip = opened(&bytes);
    assert_int_equal(zip_read_file(zip, 0, arena, &text, &why), ERR_MALFORMED);
    zip_read_close(zip);
    buf_free(&bytes);
}

/* The flag of a password, in the file's own head and in the directory. */
static void a_password_is_refused(void **state)
{
    static const char *const files[] = {"a.txt", "secret", NULL};
    struct buf bytes = archive_of(files);
    struct str text, whole = buf_str(&bytes);
    char *directory = memmem(whole.at, whole.length, "PK\1\2", 4);
    (void)state;
    assert_non_null(directory);
    bytes.at[6] |= 1;
    directory[8] |= 1;
    struct zip_read *zip = opened(&bytes);
    assert_int_equal(zip_read_file(zip, 0, arena, &text, &why), ERR_MALFORMED);
    assert_string_equal(why.slug, "zip_encrypted");
    zip_read_close(zip);
    buf_free(&bytes);
}

static struct buf archive_of_zeros(size_t megabytes)
{
    static char zeros[MEGABYTE];
    struct buf out = buf_new(8 * MEGABYTE);
    struct zip *zip = zip_new(0);
    zip_file(zip, "zeros", &out);
    for (size_t i = 0; i < megabytes; i++)
        zip_put(zip, (struct str){zeros, sizeof zeros}, &out);
    assert_int_equal(zip_finish(zip, &out), ERR_NONE);
    zip_free(zip);
    return out;
}

static void a_bomb_does_not_go_off(void **state)
{
    struct buf bomb = archive_of_zeros(8), small = archive_of_zeros(1);
    struct zip_read *zip = opened(&bomb);
    struct str text;
    (void)state;
    assert_true(bomb.length < 8 * MEGABYTE / ZIP_READ_RATIO_MAX);
    assert_int_equal(zip_read_file(zip, 0, arena, &text, &why), ERR_TOO_LARGE);
    zip_read_close(zip);
    zip = opened(&small); /* what is small may be packed as well as it likes, but not over and over */
    for (int i = 0; i < 16; i++)
        assert_int_equal(zip_read_file(zip, 0, arena, &text, &why), ERR_NONE);
    assert_int_equal(zip_read_file(zip, 0, arena, &text, &why), ERR_TOO_LARGE);
    zip_read_close(zip);
    buf_free(&bomb);
    buf_free(&small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(files_are_found_by_name, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_broken_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_password_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_bomb_does_not_go_off, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
