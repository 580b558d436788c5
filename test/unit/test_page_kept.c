#include "api/page_kept.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>
#include <cmocka.h>

static struct str inflate_all(struct arena *arena, struct str gzip)
{
    z_stream stream = {.next_in = (Bytef *)gzip.at, .avail_in = (uInt)gzip.length};
    char *out = arena_take(arena, 1 << 18);
    stream.next_out = (Bytef *)out;
    stream.avail_out = 1 << 18;
    assert_int_equal(inflateInit2(&stream, 16 + MAX_WBITS), Z_OK);
    assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END); /* checks the CRC and the length too */
    assert_int_equal(stream.avail_in, 0);
    struct str text = {out, stream.total_out};
    inflateEnd(&stream);
    return text;
}

static struct str page_of(struct arena *arena, const char *key)
{
    struct buf html = buf_new(1 << 18);
    for (int i = 0; i < 300; i++)
        buf_printf(&html, "<p>Käyntisi %d</p>", i);
    buf_printf(&html, "<input value=\"%s\">", key);
    for (int i = 0; i < 300; i++)
        buf_printf(&html, "<li>Kiitos %d</li>", i);
    struct str kept = str_keep(arena, buf_str(&html));
    buf_free(&html);
    return kept;
}

static void a_kept_page_is_the_rendered_page(void **state)
{
    (void)state;
    struct arena *arena = arena_new(4 << 20);
    struct kept_pages *pages = kept_pages_new();
    struct str body;
    kept_page_add(pages, STR("fi /s/visit "), 7, page_of(arena, "first-key"), STR("first-key"));
    assert_true(kept_page_find(pages, STR("fi /s/visit "), 7, STR("0123456789abcdef"), false, arena, &body));
    assert_true(str_equal(body, page_of(arena, "0123456789abcdef")));
    assert_true(kept_page_find(pages, STR("fi /s/visit "), 7, STR("0123456789abcdef"), true, arena, &body));
    assert_true(body.length < 4000);
    assert_true(str_equal(inflate_all(arena, body), page_of(arena, "0123456789abcdef")));
    kept_pages_free(pages);
    arena_free(arena);
}

static void a_page_of_other_settings_or_another_name_is_not_found(void **state)
{
    (void)state;
    struct arena *arena = arena_new(4 << 20);
    struct kept_pages *pages = kept_pages_new();
    struct str body;
    kept_page_add(pages, STR("fi /s/visit "), 7, page_of(arena, "k"), STR("<input value=\"k\">"));
    assert_false(kept_page_find(pages, STR("fi /s/visit "), 8, STR("x"), true, arena, &body));
    assert_false(kept_page_find(pages, STR("sv /s/visit "), 7, STR("x"), true, arena, &body));
    assert_true(kept_page_find(pages, STR("fi /s/visit "), 7, STR("x"), true, arena, &body));
    kept_pages_free(pages);
    arena_free(arena);
}

static void a_key_that_stands_twice_is_not_kept(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 20);
    struct kept_pages *pages = kept_pages_new();
    struct str body;
    kept_page_add(pages, STR("a"), 1, STR("<i>key</i><b>key</b>"), STR("key"));
    kept_page_add(pages, STR("b"), 1, STR("<i>nothing</i>"), STR("key"));
    assert_false(kept_page_find(pages, STR("a"), 1, STR("x"), false, arena, &body));
    assert_false(kept_page_find(pages, STR("b"), 1, STR("x"), false, arena, &body));
    kept_pages_free(pages);
    arena_free(arena);
}

static void the_oldest_page_goes(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 20);
    struct kept_pages *pages = kept_pages_new();
    struct str body;
    for (int i = 0; i <= KEPT_PAGES_MAX; i++) {
        char name[16];
        snprintf(name, sizeof name, "page-%d", i);
        kept_page_add(pages, str_of(name), 1, STR("<i>key</i>"), STR("key"));
    }
    assert_false(kept_page_find(pages, STR("page-0"), 1, STR("x"), false, arena, &body));
    assert_true(kept_page_find(pages, STR("page-1"), 1, STR("x"), false, arena, &body));
    kept_pages_free(pages);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_kept_page_is_the_rendered_page),
        cmocka_unit_test(a_page_of_other_settings_or_another_name_is_not_found),
        cmocka_unit_test(a_key_that_stands_twice_is_not_kept),
        cmocka_unit_test(the_oldest_page_goes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
