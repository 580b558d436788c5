/* Pictures of strangers: what is seen is kept, what is not goes, and what is broken is refused. The bytes are made by hand from the
 * standards. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/picture.h"

static struct arena *arena;
static struct fault why;

static int set_up(void **state)
{
    (void)state;
    why = (struct fault){0};
    arena = arena_new(16 << 20);
    return !arena;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

#define BYTES(...) ((struct str){(const char *)(const unsigned char[]){__VA_ARGS__}, sizeof((const unsigned char[]){__VA_ARGS__})})
#define JPEG_BEGIN 0xff, 0xd8
#define JPEG_FRAME 0xff, 0xc0, 0, 11, 8, 0, 7, 0, 9, 1, 1, 0x11, 0 /* 9 wide, 7 high */
#define JPEG_SCAN 0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0x12, 0xff, 0, 0x34, 0xff, 0xd0, 0x56
#define JPEG_END 0xff, 0xd9

static struct picture cleaned(struct str bytes)
{
    struct picture picture = {0};
    assert_int_equal(picture_clean(bytes, arena, &picture, &why), ERR_NONE);
    return picture;
}

static void refused(struct str bytes, const char *slug)
{
    struct picture picture;
    assert_int_equal(picture_clean(bytes, arena, &picture, &why), ERR_INVALID);
    assert_string_equal(why.slug, slug);
}

static void same(struct str one, struct str other)
{
    assert_int_equal(one.length, other.length);
    assert_memory_equal(one.at, other.at, one.length);
}

static void a_photograph_loses_its_place_and_keeps_its_turn(void **state)
{
    (void)state;
    /* EXIF, little-endian: two entries, an author and orientation 6; then XMP, a comment, and a film behind the end. */
    struct picture picture = cleaned(BYTES(JPEG_BEGIN, 0xff, 0xe0, 0, 7, 'J', 'F', 'I', 'F', 0, 0xff, 0xe1, 0, 44, 'E', 'x', 'i', 'f', 0, 0,
                                           'I', 'I', 42, 0, 8, 0, 0, 0, 2, 0, 0x3b, 1, 2, 0, 4, 0, 0, 0, 'A', 'n', 'n', 0, 0x12, 1, 3, 0, 1,
                                           0, 0, 0, 6, 0, 0, 0, 0, 0, 0xff, 0xe1, 0, 6, 'h', 't', 't', 'p', 0xff, 0xfe, 0, 5, 'A', 'n', 'n',
                                           JPEG_FRAME, 0xff, 0xff, JPEG_SCAN, JPEG_END, 'f', 't', 'y', 'p', 'm', 'p', '4'));
    assert_int_equal(picture.type, PICTURE_JPEG);
    assert_int_equal(picture.width, 9);
    assert_int_equal(picture.height, 7);
    same(picture.bytes, BYTES(JPEG_BEGIN, 0xff, 0xe0, 0, 7, 'J', 'F', 'I', 'F', 0, 0xff, 0xe1, 0, 34, 'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0,
                              42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0, JPEG_FRAME, JPEG_SCAN, JPEG_END));
    same(cleaned(picture.bytes).bytes, picture.bytes);
}

static void a_broken_photograph_is_refused(void **state)
{
    (void)state;
    refused(BYTES(JPEG_BEGIN, JPEG_FRAME, JPEG_SCAN, 0xff), "picture_broken");
    refused(BYTES(JPEG_BEGIN, JPEG_FRAME, JPEG_END, 0, 0, 0), "picture_broken");
    refused(BYTES(JPEG_BEGIN, JPEG_SCAN, JPEG_END), "picture_broken"); /* without a size */
    refused(BYTES(JPEG_BEGIN, 0xff, 0xe1, 0xff, 0xff, 'E', 'x', 'i', 'f', 0, 0, 0), "picture_broken");
    refused(BYTES(JPEG_BEGIN, JPEG_FRAME, 'x', JPEG_SCAN, JPEG_END), "picture_broken");
    /* An entry that lies outside its segment says nothing. */
    struct picture picture = cleaned(BYTES(JPEG_BEGIN, 0xff, 0xe1, 0, 18, 'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42, 0xff, 0xff, 0xff, 0xff,
                                           0, 0, JPEG_FRAME, JPEG_SCAN, JPEG_END));
    same(picture.bytes, BYTES(JPEG_BEGIN, JPEG_FRAME, JPEG_SCAN, JPEG_END));
}

#define GIF_BEGIN 'G', 'I', 'F', '8', '9', 'a', 5, 0, 4, 0, 0x80, 0, 0, 1, 2, 3, 4, 5, 6
#define GIF_LOOP 0x21, 0xff, 11, 'N', 'E', 'T', 'S', 'C', 'A', 'P', 'E', '2', '.', '0', 3, 1, 0, 0, 0
#define GIF_IMAGE 0x2c, 0, 0, 0, 0, 5, 0, 4, 0, 0, 2, 2, 0x4c, 1, 0

static void a_moving_picture_keeps_its_loop_and_loses_comments(void **state)
{
    (void)state;
    struct picture picture = cleaned(BYTES(GIF_BEGIN, GIF_LOOP, 0x21, 0xfe, 3, 'A', 'n', 'n', 0, 0x21, 0xff, 11, 'X', 'M', 'P', ' ', 'D',
                                           'a', 't', 'a', 'X', 'M', 'P', 1, 'x', 0, GIF_IMAGE, 0x3b, '<', 's', '>'));
    assert_int_equal(picture.width, 5);
    assert_int_equal(picture.height, 4);
    same(picture.bytes, BYTES(GIF_BEGIN, GIF_LOOP, GIF_IMAGE, 0x3b));
    refused(BYTES(GIF_BEGIN, GIF_IMAGE), "picture_broken");
    refused(BYTES(GIF_BEGIN, 0x3b), "picture_broken");
    refused(BYTES(GIF_BEGIN, 0x2c, 0, 0, 0, 0, 5, 0, 4, 0, 0x87, 2, 2, 1, 1, 0, 0x3b), "picture_broken");
}

static void a_webp_says_no_more_that_exif_follows(void **state)
{
    (void)state;
    struct picture picture = cleaned(BYTES('R', 'I', 'F', 'F', 50, 0, 0, 0, 'W', 'E', 'B', 'P', 'V', 'P', '8', 'X', 10, 0, 0, 0, 0x1c, 0, 0,
                                           0, 99, 0, 0, 49, 0, 0, 'V', 'P', '8', 'L', 5, 0, 0, 0, 0x2f, 0x63, 0x40, 0x0c, 0, 0, 'E', 'X',
                                           'I', 'F', 5, 0, 0, 0, 'A', 'i', 'n', 'o', '!', 0, 'j', 'u', 'n', 'k'));
    assert_int_equal(picture.width, 100);
    assert_int_equal(picture.height, 50);
    same(picture.bytes, BYTES('R', 'I', 'F', 'F', 36, 0, 0, 0, 'W', 'E', 'B', 'P', 'V', 'P', '8', 'X', 10, 0, 0, 0, 0x10, 0, 0, 0, 99, 0, 0,
                              49, 0, 0, 'V', 'P', '8', 'L', 5, 0, 0, 0, 0x2f, 0x63, 0x40, 0x0c, 0, 0));
    /* VP8L alone: 14 bits of width - 1, 14 of height - 1, least first: 100 × 50 */
    picture =
        cleaned(BYTES('R', 'I', 'F', 'F', 18, 0, 0, 0, 'W', 'E', 'B', 'P', 'V', 'P', '8', 'L', 5, 0, 0, 0, 0x2f, 0x63, 0x40, 0x0c, 0, 0));
    assert_int_equal(picture.width, 100);
    assert_int_equal(picture.height, 50);
    refused(BYTES('R', 'I', 'F', 'F', 255, 0, 0, 0, 'W', 'E', 'B', 'P', 'V', 'P', '8', 'L', 5, 0, 0, 0), "picture_broken");
    refused(BYTES('R', 'I', 'F', 'F', 4, 0, 0, 0, 'W', 'A', 'V', 'E', 0), "not_a_picture");
}

static void what_is_none_is_none(void **state)
{
    (void)state;
    refused(STR("<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>"), "not_a_picture");
    refused(STR(""), "not_a_picture");
    refused(STR("BM 01234567890123456789"), "not_a_picture");
    assert_string_equal(picture_media_type(PICTURE_WEBP), "image/webp");
    assert_null(picture_media_type(PICTURE_NONE));
}

int main(void)
{
#define ONE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {ONE(a_photograph_loses_its_place_and_keeps_its_turn), ONE(a_broken_photograph_is_refused),
                                       ONE(a_moving_picture_keeps_its_loop_and_loses_comments), ONE(a_webp_says_no_more_that_exif_follows),
                                       ONE(what_is_none_is_none)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
