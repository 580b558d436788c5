/* Choices and rows that are offered on a condition: what a definition may say of them, and what may be answered. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "survey_sample.h"

#include "listen/survey_check.h"
#include "listen/survey_trial.h"

#define CHOSEN(id) "\"show_if\":{\"field\":\"answers.had\",\"op\":\"contains\",\"value\":\"" id "\"}"
#define HAD                                                                                                                                \
    "{\"id\":\"had\",\"type\":\"choices\",\"choices\":[{\"id\":\"a\"," T "},{\"id\":\"b\"," T "},{\"id\":\"c\"," T "},{\"id\":\"none\"," T \
    ",\"exclusive\":true}]," T "}"
#define CARRIED "[{\"id\":\"a\"," T "," CHOSEN("a") "},{\"id\":\"b\"," T "," CHOSEN("b") "},{\"id\":\"c\"," T "," CHOSEN("c") "}]"
#define BEST "{\"id\":\"best\",\"type\":\"choice\",\"required\":true,\"choices\":" CARRIED "," T "}"
/* "else" is always there */
#define SOME(type, more)                                                                                                                   \
    "{\"id\":\"it\",\"type\":\"" type "\"," T more ",\"choices\":[{\"id\":\"a\"," T                                                        \
    "," CHOSEN("a") "},{\"id\":\"b\"," T "," CHOSEN("b") "},{\"id\":\"else\"," T "}]}"

static void test_definition(void **state)
{
    (void)state;
    assert_true(good(HAD "," BEST)->has_offers);
    assert_false(good(HAD)->has_offers);
    assert_survey_refused(HAD ",{\"id\":\"it\",\"type\":\"choice\",\"choices\":[{\"id\":\"a\"," T
                              ",\"show_if\":{\"field\":\"answers.it\",\"op\":\"answered\"}}]," T "}",
                          "unknown_value", "questions[1].choices[0].show_if.field");
    assert_survey_refused(HAD ",{\"id\":\"m\",\"type\":\"matrix\",\"cell\":\"text\",\"rows\":[{\"id\":\"x\"," T
                              ",\"show_if\":{\"field\":\"answers.had\",\"op\":\"near\"}}]," T "}",
                          "unknown_value", "questions[1].rows[0].show_if.op");
    assert_survey_refused(HAD ",{\"id\":\"d\",\"type\":\"maxdiff\",\"choices\":[{\"id\":\"a\"," T
                              "," CHOSEN("a") "},{\"id\":\"b\"," T "},{\"id\":\"c\"," T "},{\"id\":\"e\"," T "}]," T "}",
                          "not_for_type", "questions[1].choices[0].show_if");
}

static void test_choice(void **state)
{
    (void)state;
    const struct survey_definition *s = good(HAD "," BEST);
    assert_answers(s, "{\"had\":[\"a\",\"c\"],\"best\":\"c\"}", "{\"had\":[\"a\",\"c\"],\"best\":\"c\"}");
    assert_refused(s, "{\"had\":[\"a\",\"c\"],\"best\":\"b\"}", "not_offered", "answers.best");
    assert_refused(s, "{\"had\":[\"a\"]}", "required", "answers.best");
    /* with none of its choices there, it is not asked */
    assert_answers(s, "{\"had\":[\"none\"]}", "{\"had\":[\"none\"]}");
    assert_answers(s, "{}", "{}");
    assert_refused(s, "{\"had\":[\"none\"],\"best\":\"a\"}", "not_shown", "answers.best");
    /* one that is always there keeps the question */
    s = good(HAD "," SOME("choice", ",\"required\":true"));
    assert_refused(s, "{}", "required", "answers.it");
    assert_answers(s, "{\"it\":\"else\"}", "{\"it\":\"else\"}");
}

static void test_choices(void **state)
{
    (void)state;
    const struct survey_definition *s = good(HAD "," SOME("choices", ",\"least\":2"));
    assert_answers(s, "{\"had\":[\"b\"],\"it\":[\"b\",\"else\"]}", "{\"had\":[\"b\"],\"it\":[\"b\",\"else\"]}");
    assert_refused(s, "{\"had\":[\"b\"],\"it\":[\"a\",\"else\"]}", "not_offered", "answers.it");
    assert_refused(s, "{\"had\":[\"b\"],\"it\":[\"else\"]}", "wrong_count", "answers.it");
    assert_answers(s, "{\"it\":[\"else\"]}", "{\"it\":[\"else\"]}"); /* no second one is there */
}

static void test_ranking_and_sum(void **state)
{
    (void)state;
    const struct survey_definition *s = good(HAD "," SOME("ranking", ",\"least\":3"));
    assert_answers(s, "{\"had\":[\"b\"],\"it\":[\"else\",\"b\"]}", "{\"had\":[\"b\"],\"it.b\":2,\"it.else\":1}");
    assert_refused(s, "{\"had\":[\"b\"],\"it\":[\"else\",\"a\"]}", "not_shown", "answers.it.a");
    assert_refused(s, "{\"had\":[\"b\"],\"it\":[\"else\"]}", "wrong_count", "answers.it");
    s = good(HAD "," SOME("sum", ",\"total\":10"));
    assert_answers(s, "{\"had\":[\"a\"],\"it\":{\"a\":4,\"else\":6}}", "{\"had\":[\"a\"],\"it.a\":4,\"it.else\":6}");
    assert_refused(s, "{\"had\":[\"a\"],\"it\":{\"b\":4,\"else\":6}}", "not_shown", "answers.it.b");
}

#define ROWS "\"rows\":[{\"id\":\"a\"," T "," CHOSEN("a") "},{\"id\":\"b\"," T "," CHOSEN("b") "}]"

static void test_matrix(void **state)
{
    (void)state;
    const struct survey_definition *s = good(HAD ",{\"id\":\"m\",\"type\":\"matrix\",\"cell\":\"choice\",\"required\":true," ROWS
                                                 ",\"choices\":[{\"id\":\"yes\"," T "},{\"id\":\"again\"," T "," CHOSEN("c") "}]," T "}");
    assert_answers(s, "{\"had\":[\"a\"],\"m.a\":\"yes\"}", "{\"had\":[\"a\"],\"m.a\":\"yes\"}"); /* the row b need not be answered */
    assert_refused(s, "{\"had\":[\"a\",\"b\"],\"m.a\":\"yes\"}", "required", "answers.m.b");
    assert_refused(s, "{\"had\":[\"a\"],\"m\":{\"a\":\"yes\",\"b\":\"yes\"}}", "not_shown", "answers.m.b");
    assert_refused(s, "{\"had\":[\"a\"],\"m.a\":\"again\"}", "not_offered", "answers.m.a");
    assert_answers(s, "{\"had\":[\"a\",\"c\"],\"m.a\":\"again\"}", "{\"had\":[\"a\",\"c\"],\"m.a\":\"again\"}");
    assert_answers(s, "{\"had\":[\"c\"]}", "{\"had\":[\"c\"]}"); /* no row, no question */
}

/* Each round has its own. */
static void test_in_a_group(void **state)
{
    (void)state;
    const struct survey_definition *s =
        good("{\"id\":\"v\",\"type\":\"group\",\"most\":2," T ",\"questions\":[{\"id\":\"n\",\"type\":\"number\"," T
             "},{\"id\":\"w\",\"type\":\"choice\",\"choices\":[{\"id\":\"x\"," T
             ",\"show_if\":{\"field\":\"answers.v.n\",\"op\":\"gt\",\"value\":5}},{\"id\":\"y\"," T "}]," T "}]}");
    assert_answers(s, "{\"v\":[{\"n\":9,\"w\":\"x\"},{\"n\":1,\"w\":\"y\"}]}",
                   "{\"v\":2,\"v[1].n\":9,\"v[1].w\":\"x\",\"v[2].n\":1,\"v[2].w\":\"y\"}");
    assert_refused(s, "{\"v\":[{\"n\":9,\"w\":\"x\"},{\"n\":1,\"w\":\"x\"}]}", "not_offered", "answers.v[2].w");
}

static void test_what_is_offered(void **state)
{
    (void)state;
    const struct survey_definition *s = good(HAD "," SOME("choices", "") "," BEST);
    struct survey_version version;
    struct response_given given;
    uint64_t offered[3];
    assert_int_equal(answer(s, "{\"had\":[\"b\"],\"best\":\"b\"}", &given, &version), ERR_NONE);
    assert_int_equal(answers_offered(&given, arena, offered), ERR_NONE);
    assert_int_equal(offered[1] & 7, 6); /* b, else */
    assert_int_equal(offered[2] & 7, 2);
    assert_int_equal(answer(s, "{}", &given, &version), ERR_NONE);
    assert_int_equal(answers_offered(&given, arena, offered), ERR_NONE);
    assert_int_equal(offered[1] & 7, 4);
    assert_int_equal(offered[2], 0);
}

/* ---- what is said of a draft ---- */

static void assert_finds(const char *questions, const char *expected)
{
    struct survey_check *check;
    struct buf lines = buf_new(20000);
    const char *text =
        arena_printf(arena, "{\"slug\":\"s\",\"title\":{\"en\":\"S\"},\"languages\":[\"en\"],\"questions\":[%s]}", questions);
    assert_int_equal(survey_check(tree_of(text), arena, &check), ERR_NONE);
    buf_add_text(&lines, "");
    for (size_t i = 0; i < check->findings_count; i++)
        if (strcmp(check->findings[i].code, "same_choice") != 0) /* all of them are called "?" here */
            buf_printf(&lines, "%s %s %.*s\n", check->findings[i].code, check->findings[i].field, STR_ARGS(check->findings[i].about));
    assert_string_equal(lines.length ? lines.at : "", expected);
    buf_free(&lines);
}

#define IT(condition)                                                                                                                      \
    "{\"id\":\"it\",\"type\":\"choice\",\"choices\":[{\"id\":\"x\"," T ",\"show_if\":" condition "},{\"id\":\"y\"," T "}]," T "}"
#define LEAF(field, op, value) "{\"field\":\"answers." field "\",\"op\":\"" op "\",\"value\":" value "}"

static void test_checks(void **state)
{
    (void)state;
    assert_finds(HAD "," IT(LEAF("had", "contains", "\"a\"")), "");
    assert_finds(HAD "," IT(LEAF("had", "contains", "\"z\"")), "unknown_choice questions[1].choices[0].show_if had\n");
    assert_finds(HAD "," IT("{\"all\":[" LEAF("had", "contains", "\"a\"") "," LEAF("had", "contains", "\"none\"") "]}"),
                 "never_offered questions[1].choices[0].show_if x\n");
    assert_finds("{\"id\":\"must\",\"type\":\"csat\",\"required\":true," T "}," IT(LEAF("must", "ge", "1")),
                 "always_offered questions[1].choices[0].show_if x\n");
    /* what is left of "had" cannot be the best, and what was not had neither */
    assert_finds(HAD ",{\"id\":\"best\",\"type\":\"choice\",\"choices\":" CARRIED "," T
                     "}," IT("{\"all\":[" LEAF("best", "eq", "\"a\"") ",{\"not\":" LEAF("had", "contains", "\"a\"") "}]}"),
                 "never_offered_by_logic questions[2].choices[0].show_if x\n");
    assert_finds(HAD ",{\"id\":\"m\",\"type\":\"matrix\",\"cell\":\"text\"," ROWS "," T
                     "}," IT("{\"all\":[" LEAF("m.a", "eq", "\"k\"") ",{\"not\":" LEAF("had", "contains", "\"a\"") "}]}"),
                 "never_offered_by_logic questions[2].choices[0].show_if x\n");
    assert_finds(HAD ",{\"id\":\"m\",\"type\":\"matrix\",\"cell\":\"text\",\"rows\":[{\"id\":\"k\"," T "},{\"id\":\"l\"," T
                     ",\"show_if\":" LEAF("had", "contains", "\"q\"") "}]," T "}",
                 "unknown_choice questions[1].rows[1].show_if had\n");
    assert_finds(HAD "," BEST, "required_skipped questions[1].choices had\n");
}

/* A test run never answers what is not offered. */
static void test_trial(void **state)
{
    (void)state;
    struct survey_trial trial;
    const struct survey_definition *s = good(HAD "," BEST "," SOME(
        "sum", ",\"required\":true") ",{\"id\":\"r\",\"type\":\"ranking\",\"required\":true,\"choices\":" CARRIED "," T
                                     "},{\"id\":\"k\",\"type\":\"choices\",\"required\":true,\"least\":2,\"choices\":" CARRIED "," T
                                     "},{\"id\":\"m\",\"type\":\"matrix\",\"cell\":\"rating\",\"required\":true,\"scale\":{\"low\":1,"
                                     "\"high\":5}," ROWS "," T "}");
    assert_int_equal(survey_trial_run(s, 400, 1, arena, &trial), ERR_NONE);
    assert_int_equal(trial.invalid, 0);
    /* "had" is left empty by a tenth; "none" comes first in a fourth of the rest */
    assert_in_range(trial.shown[question_index(s, survey_question(s, STR("best")))], 200, 340);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_definition, sample_set_up, sample_tear_down),
        cmocka_unit_test_setup_teardown(test_choice, sample_set_up, sample_tear_down),
        cmocka_unit_test_setup_teardown(test_choices, sample_set_up, sample_tear_down),
        cmocka_unit_test_setup_teardown(test_ranking_and_sum, sample_set_up, sample_tear_down),
        cmocka_unit_test_setup_teardown(test_matrix, sample_set_up, sample_tear_down),
        cmocka_unit_test_setup_teardown(test_in_a_group, sample_set_up, sample_tear_down),
        cmocka_unit_test_setup_teardown(test_what_is_offered, sample_set_up, sample_tear_down),
        cmocka_unit_test_setup_teardown(test_checks, sample_set_up, sample_tear_down),
        cmocka_unit_test_setup_teardown(test_trial, sample_set_up, sample_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
