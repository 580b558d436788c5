/* Percent encoding and pairs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "http/http.h"

static struct arena *arena;

static void expect_decoded(const char *text, bool plus, const char *wanted)
{
    struct str out;
    assert_int_equal(http_percent_decode(arena, str_of(text), plus, &out), ERR_NONE);
    assert_int_equal(out.length, strlen(wanted));
    assert_string_equal(out.at, wanted);
}

static void test_decode(void **state)
{
    (void)state;
    expect_decoded("", true, "");
    expect_decoded("a+b%20c", true, "a b c");
    expect_decoded("a+b%2Bc", false, "a+b+c");
    expect_decoded("%c3%A4%E2%82%ac", true, "\xc3\xa4\xe2\x82\xac");
    expect_decoded("%25%32%35", true, "%25");
    expect_decoded("%41%7e", true, "A~");
}

static void test_decode_refuses(void **state)
{
    (void)state;
    static const char *const bad[] = {"%",   "%4",  "a%",     "%zz",       "%4g",  "%g4", "%%41", "%00",
                                      "%c3", "%ff", "%c0%80", "%ed%a0%80", "\xff", "% 1", "%-1"};
    struct str out;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(http_percent_decode(arena, str_of(bad[i]), true, &out), ERR_MALFORMED);
    assert_int_equal(http_percent_decode(arena, (struct str){"a\0b", 3}, true, &out), ERR_MALFORMED);
}

static bool collect(void *context, struct str name, struct str value)
{
    struct buf *out = context;
    buf_printf(out, "[%.*s=%.*s]", STR_ARGS(name), STR_ARGS(value));
    return !str_is(name, "stop");
}

static void expect_pairs(const char *text, size_t most, enum err err, const char *wanted)
{
    struct buf out = buf_new(4096);
    buf_add_text(&out, "");
    assert_int_equal(http_pairs(arena, str_of(text), most, collect, &out), err);
    assert_string_equal(out.at ? out.at : "", wanted);
    buf_free(&out);
}

static void test_pairs(void **state)
{
    (void)state;
    expect_pairs("", 10, ERR_NONE, "");
    expect_pairs("a=1&b=2", 10, ERR_NONE, "[a=1][b=2]");
    expect_pairs("&&a=1&&b&=c&d=&", 10, ERR_NONE, "[a=1][b=][=c][d=]");
    expect_pairs("a=1=2", 10, ERR_NONE, "[a=1=2]");
    expect_pairs("a%3Db=c%26d+e", 10, ERR_NONE, "[a=b=c&d e]");
    expect_pairs("a=1&a=2", 10, ERR_NONE, "[a=1][a=2]");
    expect_pairs("a;b=1", 10, ERR_NONE, "[a;b=1]");
    expect_pairs("a=1&stop=2&b=3", 10, ERR_NONE, "[a=1][stop=2]");
    expect_pairs("a=1&b=%zz&c=3", 10, ERR_MALFORMED, "[a=1]");
    expect_pairs("a=1&b=2&c=3", 2, ERR_TOO_LARGE, "[a=1][b=2]");
    expect_pairs("a=1&b=2", 2, ERR_NONE, "[a=1][b=2]");
}

static void test_find(void **state)
{
    (void)state;
    struct str value;
    assert_int_equal(http_pair_find(arena, STR("a=1&l%61ng=f%69&lang=sv"), "lang", &value), ERR_NONE);
    assert_true(str_is(value, "fi"));
    assert_int_equal(http_pair_find(arena, STR("a=1"), "lang", &value), ERR_NOT_FOUND);
    assert_int_equal(http_pair_find(arena, STR(""), "lang", &value), ERR_NOT_FOUND);
    assert_int_equal(http_pair_find(arena, STR("lang"), "lang", &value), ERR_NONE);
    assert_int_equal(value.length, 0);
    assert_int_equal(http_pair_find(arena, STR("lang=%"), "lang", &value), ERR_MALFORMED);
}

static void test_ceiling(void **state)
{
    (void)state;
    struct arena *small = arena_new(64);
    struct str out;
    char text[100];
    memset(text, 'a', sizeof text);
    assert_int_equal(http_percent_decode(small, (struct str){text, sizeof text}, true, &out), ERR_MEMORY);
    arena_free(small);
}

static int setup(void **state)
{
    (void)state;
    arena = arena_new(1 << 20);
    return arena ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decode), cmocka_unit_test(test_decode_refuses), cmocka_unit_test(test_pairs),
        cmocka_unit_test(test_find),   cmocka_unit_test(test_ceiling),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
