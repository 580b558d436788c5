#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "sample.h"

#include "listen/condition.h"

#include <stdio.h>

static const json_t *value_of(void *context, struct str field)
{
    return json_object_getn(context, field.at, field.length);
}

static bool holds(const char *condition, const char *values)
{
    const struct condition *read;
    struct fault why;
    if (condition_read(arena, tree_of(condition), NULL, NULL, &read, &why) != ERR_NONE)
        fail_msg("%s: %s: %s", condition, why.field, why.detail);
    return condition_holds(read, value_of, tree_of(values));
}

static void assert_refused(const char *condition, const char *slug, const char *field)
{
    const struct condition *read;
    struct fault why;
    assert_int_equal(condition_read(arena, tree_of(condition), NULL, NULL, &read, &why), ERR_INVALID);
    assert_string_equal(why.slug, slug);
    assert_string_equal(why.field, field);
    assert_true(strlen(why.detail) > 10);
}

struct leaf_case {
    const char *op, *operand, *value; /* value NULL: missing */
    bool expected;
};

static void test_operators(void **state)
{
    (void)state;
    static const struct leaf_case cases[] = {
        {"eq", "9", "9", true},
        {"eq", "9", "9.0", true},
        {"eq", "9", "8", false},
        {"eq", "\"a\"", "\"a\"", true},
        {"eq", "\"9\"", "9", false},
        {"eq", "true", "true", true},
        {"eq", "true", "false", false},
        {"eq", "true", "1", false},
        {"eq", "9", NULL, false},
        {"ne", "9", "9", false},
        {"ne", "9", "8", true},
        {"ne", "\"9\"", "9", true},
        {"ne", "9", NULL, true},
        {"lt", "7", "6", true},
        {"lt", "7", "7", false},
        {"lt", "\"b\"", "\"a\"", true},
        {"lt", "\"ab\"", "\"a\"", true},
        {"lt", "7", "\"6\"", false},
        {"lt", "7", NULL, false},
        {"le", "7", "7", true},
        {"le", "7", "8", false},
        {"gt", "7", "7.5", true},
        {"gt", "7", "7", false},
        {"gt", "7", NULL, false},
        {"ge", "7", "7", true},
        {"ge", "7", "6", false},
        {"ge", "\"2026-03-01\"", "\"2026-03-01T10:00:00Z\"", true},
        {"in", "[1,2,\"x\"]", "2", true},
        {"in", "[1,2,\"x\"]", "\"x\"", true},
        {"in", "[1,2,\"x\"]", "3", false},
        {"in", "[]", "3", false},
        {"in", "[1]", NULL, false},
        {"not_in", "[1,2]", "3", true},
        {"not_in", "[1,2]", "2", false},
        {"not_in", "[1,2]", NULL, true},
        {"contains", "\"b\"", "[\"a\",\"b\"]", true},
        {"contains", "\"c\"", "[\"a\",\"b\"]", false},
        {"contains", "\"odot\"", "\"odottaa\"", true},
        {"contains", "\"odotus\"", "\"odottaa\"", false},
        {"contains", "\"relief\"", "{\"strongest\":\"relief\",\"all\":{\"relief\":4}}", true},
        {"contains", "\"joy\"", "{\"strongest\":\"relief\",\"all\":{\"relief\":4}}", false},
        {"contains", "\"a\"", NULL, false},
        {"answered", NULL, "0", true},
        {"answered", NULL, "null", false},
        {"answered", NULL, NULL, false},
        {"not_answered", NULL, "0", false},
        {"not_answered", NULL, NULL, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct leaf_case *c = &cases[i];
        char condition[200], values[200];
        snprintf(condition, sizeof condition, "{\"field\":\"answers.q\",\"op\":\"%s\"%s%s}", c->op, c->operand ? ",\"value\":" : "",
                 c->operand ? c->operand : "");
        snprintf(values, sizeof values, "{%s%s}", c->value ? "\"answers.q\":" : "", c->value ? c->value : "");
        if (holds(condition, values) != c->expected)
            fail_msg("%s over %s is not %d", condition, values, c->expected);
    }
}

static void test_joining(void **state)
{
    (void)state;
    const char *values = "{\"channel\":\"email\",\"answers.q\":3}";
    assert_true(holds("{\"all\":[]}", values));
    assert_false(holds("{\"any\":[]}", values));
    assert_true(holds("{\"not\":{\"any\":[]}}", values));
    assert_true(
        holds("{\"all\":[{\"field\":\"channel\",\"op\":\"eq\",\"value\":\"email\"},"
              "{\"any\":[{\"field\":\"answers.q\",\"op\":\"gt\",\"value\":5},{\"field\":\"answers.q\",\"op\":\"lt\",\"value\":4}]}]}",
              values));
    assert_false(holds("{\"all\":[{\"field\":\"channel\",\"op\":\"eq\",\"value\":\"email\"},"
                       "{\"not\":{\"field\":\"answers.q\",\"op\":\"eq\",\"value\":3}}]}",
                       values));
    assert_true(condition_holds(NULL, value_of, NULL));
}

static void test_errors(void **state)
{
    (void)state;
    assert_refused("[]", "not_an_object", "");
    assert_refused("{}", "required", "field");
    assert_refused("{\"field\":\"answers.q\",\"value\":1}", "required", "op");
    assert_refused("{\"field\":\"answers.q\",\"op\":\"like\",\"value\":1}", "unknown_value", "op");
    assert_refused("{\"field\":\"answer.q\",\"op\":\"eq\",\"value\":1}", "unknown_value", "field");
    assert_refused("{\"field\":5,\"op\":\"eq\",\"value\":1}", "unknown_value", "field");
    assert_refused("{\"field\":\"channel\",\"op\":\"eq\"}", "required", "value");
    assert_refused("{\"field\":\"channel\",\"op\":\"eq\",\"value\":[]}", "wrong_type", "value");
    assert_refused("{\"field\":\"channel\",\"op\":\"lt\",\"value\":true}", "wrong_type", "value");
    assert_refused("{\"field\":\"channel\",\"op\":\"in\",\"value\":\"a\"}", "not_a_list", "value");
    assert_refused("{\"field\":\"channel\",\"op\":\"in\",\"value\":[[]]}", "wrong_type", "value");
    assert_refused("{\"field\":\"channel\",\"op\":\"answered\",\"value\":1}", "unknown_field", "value");
    assert_refused("{\"field\":\"channel\",\"op\":\"eq\",\"value\":1,\"extra\":1}", "unknown_field", "extra");
    assert_refused("{\"all\":[],\"any\":[]}", "unknown_field", "any");
    assert_refused("{\"all\":{}}", "not_a_list", "all");
    assert_refused("{\"any\":[{\"all\":[]},{\"field\":\"channel\",\"op\":\"?\"}]}", "unknown_value", "any[1].op");
    assert_refused("{\"not\":{\"all\":[{\"field\":\"x\"}]}}", "unknown_value", "not.all[0].field");
}

/* before, then count parts with commas, then after; lives in the arena */
static const char *repeated(const char *before, const char *part, int count, const char *after)
{
    struct buf text = buf_new(65536);
    buf_add_text(&text, before);
    for (int i = 0; i < count; i++)
        buf_printf(&text, "%s%s", i ? "," : "", part);
    buf_add_text(&text, after);
    const char *copy = arena_text(arena, text.at, text.length);
    buf_free(&text);
    return copy;
}

static void test_limits(void **state)
{
    (void)state;
    assert_true(holds("{\"not\":{\"not\":{\"not\":{\"not\":{\"not\":{\"not\":{\"all\":[]}}}}}}}", "{}"));
    assert_refused("{\"not\":{\"not\":{\"not\":{\"not\":{\"not\":{\"not\":{\"not\":{\"not\":{\"all\":[]}}}}}}}}}", "too_deep",
                   "not.not.not.not.not.not.not.not");
    assert_true(holds(repeated("{\"all\":[", "{\"all\":[]}", 63, "]}"), "{}"));
    assert_refused(repeated("{\"all\":[", "{\"all\":[]}", 64, "]}"), "too_many", "all[63]");
    const char *in = "{\"field\":\"channel\",\"op\":\"in\",\"value\":[";
    assert_true(holds(repeated(in, "1", 256, "]}"), "{\"channel\":1}"));
    assert_refused(repeated(in, "1", 257, "]}"), "too_many", "value");
}

static void test_paths(void **state)
{
    (void)state;
    struct condition_path path;
    static const char *const good[] = {"answers.q",
                                       "answers.q.part-1",
                                       "answers.q.part.opt_out",
                                       "answers.q.strongest",
                                       "answers.q.all.relief",
                                       "attributes.Gender",
                                       "attributes.a b",
                                       "touchpoint",
                                       "channel",
                                       "language",
                                       "survey",
                                       "unit",
                                       "at",
                                       "outcome",
                                       "customer",
                                       "customer.attributes.segment"};
    static const char *const bad[] = {"",
                                      "answers",
                                      "answers.",
                                      "answers.Q",
                                      "answers.q.",
                                      "answers.q.X",
                                      "answers.q.a.b.c",
                                      "answers.q..b",
                                      "answers.q.all",
                                      "answers.q.all.rage",
                                      "answers.q.strongest.x",
                                      "attributes.",
                                      "channels",
                                      "customer.name"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (!condition_path(str_of(good[i]), &path))
            fail_msg("%s should be a path", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (condition_path(str_of(bad[i]), &path))
            fail_msg("%s should not be a path", bad[i]);
    assert_true(condition_path(STR("answers.felt.all.trust"), &path));
    assert_int_equal(path.part, FIELD_PART_INTENSITY);
    assert_int_equal(path.emotion, 1);
    assert_true(str_is(path.name, "felt"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_operators, sample_set_up, sample_tear_down),
        cmocka_unit_test_setup_teardown(test_joining, sample_set_up, sample_tear_down),
        cmocka_unit_test_setup_teardown(test_errors, sample_set_up, sample_tear_down),
        cmocka_unit_test_setup_teardown(test_limits, sample_set_up, sample_tear_down),
        cmocka_unit_test_setup_teardown(test_paths, sample_set_up, sample_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
