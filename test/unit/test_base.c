#include "base/json.h"
#include "base/map.h"
#include "base/time.h"

#include <math.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdarg.h>
#include <cmocka.h>

static void text_is_checked(void **state)
{
    (void)state;
    assert_true(str_utf8(STR("Hienosti hoidettu ✓")));
    assert_false(str_utf8(STR("\xC0\x80")));
    assert_false(str_utf8(STR("\xED\xA0\x80")));
    assert_false(str_utf8(STR("\xF4\x90\x80\x80")));
    assert_true(str_slug(STR("store-visit")));
    assert_false(str_slug(STR("-a")));
    assert_false(str_slug(STR("Kauppa")));
    int64_t number;
    assert_true(str_integer(STR("-9223372036854775808"), &number));
    assert_int_equal(number, INT64_MIN);
    assert_false(str_integer(STR("9223372036854775808"), &number));
}

static void moments_are_read_and_written(void **state)
{
    (void)state;
    int64_t at_ms;
    char text[TIME_TEXT];
    assert_true(time_parse(STR("2026-03-01T10:00:00+02:00"), &at_ms));
    assert_int_equal(at_ms, 1772352000000); /* date -u -d 2026-03-01T08:00:00Z +%s */
    time_format(at_ms, text);
    assert_string_equal(text, "2026-03-01T08:00:00Z");
    assert_false(time_parse(STR("2026-02-30T10:00:00Z"), &at_ms));
    assert_false(time_parse(STR("2026-03-01 10:00"), &at_ms));
}

static void local_days_follow_the_zone(void **state)
{
    (void)state;
    struct zone *zone = zone_open(STR("Europe/Helsinki"));
    int64_t at_ms;
    assert_true(time_parse(STR("2026-06-30T21:30:00Z"), &at_ms)); /* 00:30 on 1 July in Helsinki (summer, +3) */
    assert_int_equal(zone_day(zone, at_ms), day_of_civil(2026, 7, 1));
    assert_true(time_parse(STR("2026-12-31T21:30:00Z"), &at_ms)); /* 23:30 on 31 December (winter, +2) */
    assert_int_equal(zone_day(zone, at_ms), day_of_civil(2026, 12, 31));
    assert_int_equal(zone_day_start_ms(zone, day_of_civil(2026, 3, 30)) - zone_day_start_ms(zone, day_of_civil(2026, 3, 29)), 23 * 3600000);
    zone_close(zone);
    assert_null(zone_open(STR("Mars/Olympus")));
}

static void periods_are_named(void **state)
{
    (void)state;
    char text[TIME_TEXT];
    int32_t day = day_of_civil(2027, 1, 1); /* a Friday of ISO week 53 of 2026 */
    period_format(PERIOD_WEEK, period_start(PERIOD_WEEK, day), text);
    assert_string_equal(text, "2026-W53");
    period_format(PERIOD_QUARTER, period_start(PERIOD_QUARTER, day_of_civil(2026, 11, 24)), text);
    assert_string_equal(text, "2026-Q4");
    assert_int_equal(period_next(PERIOD_MONTH, day_of_civil(2026, 1, 1)), day_of_civil(2026, 2, 1));
    assert_int_equal(period_next(PERIOD_QUARTER, day_of_civil(2026, 1, 1)), day_of_civil(2026, 4, 1));
    assert_int_equal(period_next(PERIOD_YEAR, day_of_civil(2023, 1, 1)), day_of_civil(2024, 1, 1));
}

static void json_is_strict(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 20);
    struct fault why;
    json_t *tree;
    assert_int_equal(json_read(arena, STR("{\"a\":1,\"a\":2}"), &tree, &why), ERR_MALFORMED);
    assert_int_equal(json_read(arena, STR("{\"a\":1} x"), &tree, &why), ERR_MALFORMED);
    assert_int_equal(json_read(arena, STR("\"\xFF\""), &tree, &why), ERR_MALFORMED);
    char deep[200];
    memset(deep, '[', 100);
    memset(deep + 100, ']', 100);
    assert_int_equal(json_read(arena, (struct str){deep, 200}, &tree, &why), ERR_MALFORMED);
    assert_string_equal(why.slug, "too_deep");
    assert_int_equal(json_read(arena, STR("{\"a\":[1,2]}"), &tree, &why), ERR_NONE);
    arena_free(arena);
}

static void arenas_have_a_ceiling(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1000);
    assert_non_null(arena_take(arena, 900));
    assert_null(arena_take(arena, 200));
    arena_free(arena);
}

static void real_as_printf(double value)
{
    char expected[40];
    struct buf out = buf_new(1000);
    snprintf(expected, sizeof expected, "%.15g", value);
    json_put_real(&out, value);
    assert_string_equal(out.at, expected);
    buf_free(&out);
}

static void real_numbers_keep_fifteen_digits(void **state)
{
    (void)state;
    static const double edges[] = {0,       -0.0,    1,      -1,     10,   0.1,   0.0001, 0.00099999999999999995, 0.001,
                                   999.5,   9.5e-5,  1e14,   1e15,   1e16, 1e300, 5e-324, 99999999999999.95,      999999999999998.9,
                                   1.0 / 3, 2.0 / 3, 1000.0, 123456, 0.5,  0.25,  25,     9.9999999999999995,     99.99999999999999};
    for (size_t i = 0; i < sizeof edges / sizeof *edges; i++)
        real_as_printf(edges[i]);
    uint64_t seed = 5;
    for (int i = 0; i < 200000; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        double whole = (double)(seed >> 11), size = (double)(i % 23) - 6;
        real_as_printf(whole / 9007199254740992.0 * pow(10, size));
        real_as_printf(100.0 * (double)(seed >> 44) / (double)((seed >> 20 & 0xFFFFF) + 1)); /* a share */
        real_as_printf((double)(seed >> 40) / 8);                                            /* ties */
    }
    struct buf out = buf_new(1000);
    json_put_real(&out, NAN);
    json_put_real(&out, INFINITY);
    assert_string_equal(out.at, "nullnull");
    buf_free(&out);
}

/* As the library writes them, but for the short escapes: both read back as the same. */
static void a_tree_is_written_as_it_was_read(void **state)
{
    (void)state;
    static const char *const texts[] = {"{\"a\":[1,-9007199254740993,0.1,1e300,-2.5,true,false,null,[],{}],\"\\\"\\\\\":\"\"}",
                                        "[\"\\n\\t\\r\\u0001\\u007f\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\",0.10000000000000001,3.0]",
                                        "{\"\":{\"\":{\"\":[[[\"x\"]]]}}}"};
    struct fault why;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        json_t *tree, *back;
        struct buf out = buf_new(1000);
        assert_int_equal(json_parse(str_of(texts[i]), &tree, &why), ERR_NONE);
        json_put_tree(&out, tree);
        char *library = json_dumps(tree, JSON_COMPACT);
        assert_string_equal(out.at, library);
        assert_int_equal(json_parse((struct str){out.at, out.length}, &back, &why), ERR_NONE);
        assert_true(json_equal(tree, back));
        free(library);
        json_decref(tree);
        json_decref(back);
        buf_free(&out);
    }
    struct buf out = buf_new(1000);
    json_put_tree(&out, NULL);
    assert_string_equal(out.at, "null");
    buf_free(&out);
}

static void what_does_not_fit_is_not_begun(void **state)
{
    (void)state;
    struct buf out = buf_new(10);
    buf_printf(&out, "%s", "12345");
    buf_printf(&out, "%d", 678901234);
    assert_true(out.failed);
    assert_string_equal(out.at, "12345");
    buf_clear(&out);
    buf_add_integer(&out, 0);
    buf_add_integer(&out, 987654321);
    assert_string_equal(out.at, "0987654321");
    buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_checked),
        cmocka_unit_test(moments_are_read_and_written),
        cmocka_unit_test(local_days_follow_the_zone),
        cmocka_unit_test(periods_are_named),
        cmocka_unit_test(json_is_strict),
        cmocka_unit_test(a_tree_is_written_as_it_was_read),
        cmocka_unit_test(real_numbers_keep_fifteen_digits),
        cmocka_unit_test(what_does_not_fit_is_not_begun),
        cmocka_unit_test(arenas_have_a_ceiling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
