/* Expressions of other survey tools: what is said in conditions, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "sample.h"

#include "foreign/expression.h"
#include "listen/condition.h"

#include <stdio.h>

static json_t *choices, *boxes, *yes_no;

static int set_up(void **state)
{
    if (sample_set_up(state) != 0)
        return 1;
    choices = tree_of("{\"A1\":\"a1\",\"A2\":\"a2\",\"-oth-\":\"oth\"}");
    boxes = tree_of("{\"x\":\"x\",\"y\":\"y\",\"z\":\"z\"}");
    yes_no = tree_of("{\"Y\":true,\"N\":false}");
    return 0;
}

/* The questions of a survey that has one of each. */
static size_t names(void *context, struct str name, struct expression_variable *variables, size_t room, const char **reason)
{
    const struct {
        const char *name;
        struct expression_variable variable;
    } known[] = {
        {"one", {STR("answers.one"), choices, {0}, EXPRESSION_CHOICE, 0, false}},
        {"12X3X45", {STR("answers.one"), choices, {0}, EXPRESSION_CHOICE, 0, false}},
        {"some", {STR("answers.some"), boxes, {0}, EXPRESSION_CHOICES, 0, false}},
        {"some_x", {STR("answers.some"), NULL, STR("x"), EXPRESSION_MEMBER, 0, false}},
        {"size", {STR("answers.size"), NULL, {0}, EXPRESSION_NUMBER, 0, false}},
        {"word", {STR("answers.word"), NULL, {0}, EXPRESSION_TEXT, 0, false}},
        {"may", {STR("answers.may"), yes_no, {0}, EXPRESSION_BOOLEAN, 0, false}},
        {"rank_1", {STR("answers.rank"), choices, {0}, EXPRESSION_PLACE, 1, false}},
        {"m.staff", {STR("answers.m.staff"), NULL, {0}, EXPRESSION_NUMBER, 0, false}},
    };
    (void)context;
    assert_true(room >= 2);
    if (name.length > 5 && memcmp(name.at + name.length - 5, ".NAOK", 5) == 0)
        name.length -= 5;
    if (str_is(name, "TOKEN:EMAIL"))
        *reason = "It looks at a participant.";
    if (str_is(name, "m")) {
        variables[0] = (struct expression_variable){.field = STR("answers.m.staff"), .is = EXPRESSION_NUMBER};
        variables[1] = (struct expression_variable){.field = STR("answers.m.queue"), .is = EXPRESSION_NUMBER};
        return 2;
    }
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (str_is(name, known[i].name)) {
            variables[0] = known[i].variable;
            return 1;
        }
    return 0;
}

static json_t *read_as(enum expression_dialect dialect, const char *text, struct fault *why)
{
    *why = (struct fault){0};
    return expression_condition(arena, dialect, str_of(text), names, NULL, why);
}

static void assert_says(enum expression_dialect dialect, const char *text, const char *expected)
{
    struct fault why;
    const struct condition *read;
    json_t *condition = read_as(dialect, text, &why), *tree = tree_of(expected);
    if (!condition)
        fail_msg("%s: %s", text, why.detail);
    if (!json_equal(condition, tree))
        fail_msg("%s: %s", text, json_dumps(condition, JSON_COMPACT));
    if (condition_read(arena, condition, NULL, NULL, &read, &why) != ERR_NONE) /* the product takes it */
        fail_msg("%s: %s %s", text, why.field, why.detail);
    assert_true(expression_fits(condition));
    assert_int_equal(json_keep(arena, condition), ERR_NONE);
}

static void assert_refused(enum expression_dialect dialect, const char *text, const char *because)
{
    struct fault why;
    json_t *condition = read_as(dialect, text, &why);
    if (condition)
        fail_msg("%s: %s", text, json_dumps(condition, JSON_COMPACT));
    if (!strstr(why.detail, because))
        fail_msg("%s: %s", text, why.detail);
}

#define L(field, op, value) "{\"field\":\"answers." field "\",\"op\":\"" op "\",\"value\":" value "}"
#define HAS(field) "{\"field\":\"answers." field "\",\"op\":\"answered\"}"
#define HAS_NOT(field) "{\"field\":\"answers." field "\",\"op\":\"not_answered\"}"
#define ALL(...) "{\"all\":[" __VA_ARGS__ "]}"
#define ANY(...) "{\"any\":[" __VA_ARGS__ "]}"
#define NOT(inner) "{\"not\":" inner "}"

static void test_limesurvey(void **state)
{
    static const char *const cases[][2] = {
        {"one == \"A1\"", L("one", "eq", "\"a1\"")},
        {"((one.NAOK == 'A1'))", L("one", "eq", "\"a1\"")},
        {"12X3X45.NAOK eq \"A2\"", L("one", "eq", "\"a2\"")},
        {"\"A1\" != one", L("one", "ne", "\"a1\"")},
        {"one == '-oth-'", L("one", "eq", "\"oth\"")},
        {"one == \"\"", HAS_NOT("one")},
        {"is_empty(one.NAOK)", HAS_NOT("one")},
        {"!is_empty(one)", HAS("one")},
        {"one", HAS("one")},
        {"size > 5", L("size", "gt", "5")},
        {"5 < size", L("size", "gt", "5")},
        {"size ge '2.5'", L("size", "ge", "2.5")},
        {"size == -1", L("size", "eq", "-1")},
        {"size", ALL(HAS("size") "," L("size", "ne", "0"))},
        {"word >= \" \"", L("word", "ge", "\" \"")},
        {"word == 5", L("word", "eq", "\"5\"")},
        {"may == 'Y'", L("may", "eq", "true")},
        {"may == \"N\" || one == \"A1\"", ANY(L("may", "eq", "false") "," L("one", "eq", "\"a1\""))},
        {"some_x.NAOK == \"Y\"", L("some", "contains", "\"x\"")},
        {"some_x != 'Y'", NOT(L("some", "contains", "\"x\""))},
        {"some_x == ''", NOT(L("some", "contains", "\"x\""))},
        {"is_empty(some_x)", NOT(L("some", "contains", "\"x\""))},
        {"!(some_x != 'Y')", L("some", "contains", "\"x\"")},
        {"rank_1 == 'A2'", L("rank.a2", "eq", "1")},
        /* and binds more tightly than or; chains stay flat */
        {"one=='A1' or size>1 and size<9", ANY(L("one", "eq", "\"a1\"") "," ALL(L("size", "gt", "1") "," L("size", "lt", "9")))},
        {"size>1 && size<9 && one!='A1'", ALL(L("size", "gt", "1") "," L("size", "lt", "9") "," L("one", "ne", "\"a1\""))},
        {"(size>1 && (size<9 && !one))", ALL(L("size", "gt", "1") "," L("size", "lt", "9") "," HAS_NOT("one"))},
        {"1", ALL()},
        {"0", ANY()},
        {"1 == 1 and one == 'A1'", L("one", "eq", "\"a1\"")},
        {"one == 'A1' and 0", ANY()},
        {"\"10\" > \"9\"", ALL()},
        {"count(m) > 0", ANY(HAS("m.staff") "," HAS("m.queue"))},
        {"count(m) == 2", ALL(HAS("m.staff") "," HAS("m.queue"))},
        {"count(one, size) == 0", "{\"not\":" ANY(HAS("one") "," HAS("size")) "}"},
        {"count(some) >= 2",
         ANY(ALL(L("some", "contains", "\"x\"") "," L("some", "contains", "\"y\"")) "," ALL(L("some", "contains", "\"x\"") "," L(
             "some", "contains", "\"z\"")) "," ALL(L("some", "contains", "\"y\"") "," L("some", "contains", "\"z\"")))},
        {"countif('A1', one) > 0", L("one", "eq", "\"a1\"")},
        {"countifop('>=', 3, size, m.staff) > 0", ANY(L("size", "ge", "3") "," L("m.staff", "ge", "3"))},
        {"if(one == 'A1', size > 5, 0)", ALL(L("one", "eq", "\"a1\"") "," L("size", "gt", "5"))},
        {"if(may == 'Y', 1, one == 'A1')", ANY(L("may", "eq", "true") "," ALL(L("may", "ne", "true") "," L("one", "eq", "\"a1\"")))},
        {"strlen(word) > 0", HAS("word")},
        {"trim(word) != ''", HAS("word")},
        {"is_empty(one) == 1", HAS_NOT("one")},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_says(EXPRESSION_LIMESURVEY, cases[i][0], cases[i][1]);
}

static void test_surveyjs(void **state)
{
    static const char *const cases[][2] = {
        {"{one} = 'A1'", L("one", "eq", "\"a1\"")},
        {"{one} == \"A1\"", L("one", "eq", "\"a1\"")},
        {"{one} <> 'A1'", L("one", "ne", "\"a1\"")},
        {"{one} = A1", L("one", "eq", "\"a1\"")},
        {"{ one } notempty AND {size} >= 3", ALL(HAS("one") "," L("size", "ge", "3"))},
        {"{one} empty", HAS_NOT("one")},
        {"{one} anyof ['A1', 'A2']", ANY(L("one", "eq", "\"a1\"") "," L("one", "eq", "\"a2\""))},
        {"{some} contains 'x'", L("some", "contains", "\"x\"")},
        {"{some} notcontains 'x'", NOT(L("some", "contains", "\"x\""))},
        {"{some} anyof ['x', 'y']", ANY(L("some", "contains", "\"x\"") "," L("some", "contains", "\"y\""))},
        {"{some} allof ['x', 'y']", ALL(L("some", "contains", "\"x\"") "," L("some", "contains", "\"y\""))},
        {"{some} = ['x']",
         ALL(L("some", "contains", "\"x\"") "," NOT(L("some", "contains", "\"y\"")) "," NOT(L("some", "contains", "\"z\"")))},
        {"{word} contains 'it\\'s'", L("word", "contains", "\"it's\"")},
        {"{may} = true", L("may", "eq", "true")},
        {"!{may}", L("may", "ne", "true")},
        {"negate {may} = true", L("may", "ne", "true")},
        {"{m.staff} < 3", L("m.staff", "lt", "3")},
        {"{one} = undefined", HAS_NOT("one")},
        {"iif({one} = 'A1', true, false)", L("one", "eq", "\"a1\"")},
    };
    (void)state;
    yes_no = NULL;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_says(EXPRESSION_SURVEYJS, cases[i][0], cases[i][1]);
}

static void test_xlsform(void **state)
{
    static const char *const cases[][2] = {
        {"${one} = 'A1'", L("one", "eq", "\"a1\"")},
        {"${one} != 'A1' and ${size} > 3", ALL(L("one", "ne", "\"a1\"") "," L("size", "gt", "3"))},
        {"selected(${some}, 'x')", L("some", "contains", "\"x\"")},
        {"selected(${one}, 'A1')", L("one", "eq", "\"a1\"")},
        {"not(selected(${some}, 'x'))", NOT(L("some", "contains", "\"x\""))},
        {"selected(${some}, 'x') = false()", NOT(L("some", "contains", "\"x\""))},
        {"${word} != ''", HAS("word")},
        {"string-length(${word}) > 0", HAS("word")},
        {"count-selected(${some}) = 0",
         NOT(ANY(L("some", "contains", "\"x\"") "," L("some", "contains", "\"y\"") "," L("some", "contains", "\"z\"")))},
        {"/data/group/one = 'A1'", L("one", "eq", "\"a1\"")},
        {"../one = 'A1' or true()", ALL()},
        {"${size}>=3", L("size", "ge", "3")},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_says(EXPRESSION_XLSFORM, cases[i][0], cases[i][1]);
}

/* Codes that are compared as numbers are the choices for which it holds. */
static void test_codes_as_numbers(void **state)
{
    (void)state;
    choices = tree_of("{\"1\":\"1\",\"2\":\"2\",\"10\":\"10\",\"-oth-\":\"oth\"}");
    assert_says(EXPRESSION_LIMESURVEY, "one >= 2", L("one", "in", "[\"2\",\"10\"]"));
    assert_says(EXPRESSION_LIMESURVEY, "one < 2", L("one", "in", "[\"1\"]"));
    assert_says(EXPRESSION_LIMESURVEY, "one == 2", L("one", "eq", "\"2\""));
}

static void test_refused(void **state)
{
    static const char *const lime[][2] = {
        {"size + 1 > 5", "calculates"},      {"size > word", "compares one answer with another"},
        {"gone == 1", "\"gone\""},           {"TOKEN:EMAIL == 'x'", "participant"},
        {"size = 5", "gives a value"},       {"strtotime(word) > 5", "strtotime"},
        {"one == 'A9'", "cannot be chosen"}, {"word > 5", "as if it were a number"},
        {"m == 1", "several answers"},       {"size > 'large'", "number with a text"},
        {"(size > 1", "never closed"},       {"size >", "ends in the middle"},
        {"size > 1)", "behind its end"},     {"size > 'a", "has no end"},
        {"", "ends in the middle"},          {"&& size", "stands alone"},
        {"size ?? 1", "cannot be read"},     {"strlen(word) > 3", "counts letters"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof lime / sizeof *lime; i++)
        assert_refused(EXPRESSION_LIMESURVEY, lime[i][0], lime[i][1]);
    assert_refused(EXPRESSION_SURVEYJS, "{size", "has no end");
    assert_refused(EXPRESSION_SURVEYJS, "{some} contains {one}", "compares one answer with another");
    assert_refused(EXPRESSION_XLSFORM, "${size} mod 2 = 0", "calculates");
}

static void put_many(char *text, size_t room, const char *piece, int count, const char *tail)
{
    size_t length = 0;
    for (int i = 0; i < count; i++)
        length += (size_t)snprintf(text + length, room - length, "%s", piece);
    snprintf(text + length, room - length, "%s", tail);
}

static void test_limits(void **state)
{
    static char text[60000];
    struct fault why;
    (void)state;
    put_many(text, sizeof text, "size == 1 or ", 62, "size == 1");
    json_t *condition = read_as(EXPRESSION_LIMESURVEY, text, &why);
    assert_non_null(condition); /* 63 and the "any" are 64 */
    json_decref(condition);
    put_many(text, sizeof text, "size == 1 or ", 63, "size == 1");
    assert_refused(EXPRESSION_LIMESURVEY, text, "more parts");
    put_many(text, sizeof text, "(", 20000, "1");
    assert_refused(EXPRESSION_LIMESURVEY, text, "too long");
    put_many(text, sizeof text, "(", 5000, "1");
    assert_refused(EXPRESSION_LIMESURVEY, text, "nested too deeply");
    put_many(text, sizeof text, "!", 5000, "size");
    assert_refused(EXPRESSION_LIMESURVEY, text, "nested too deeply");
    put_many(text, sizeof text, "[", 5000, "1");
    assert_refused(EXPRESSION_SURVEYJS, text, "nested too deeply");
    put_many(text, sizeof text, "if(one=='A1',", 1000, "1");
    assert_refused(EXPRESSION_LIMESURVEY, text, "nested too deeply");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_limesurvey, set_up, sample_tear_down),
        cmocka_unit_test_setup_teardown(test_surveyjs, set_up, sample_tear_down),
        cmocka_unit_test_setup_teardown(test_xlsform, set_up, sample_tear_down),
        cmocka_unit_test_setup_teardown(test_codes_as_numbers, set_up, sample_tear_down),
        cmocka_unit_test_setup_teardown(test_refused, set_up, sample_tear_down),
        cmocka_unit_test_setup_teardown(test_limits, set_up, sample_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
