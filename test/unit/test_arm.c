/* Arms: definitions, who falls into which, and what the page shows there. */
#include "api/page.h"
#include "listen/survey_arm.h"
#include "listen/survey_check.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "survey_sample.h"

#define ARMS "\"arms\":[{\"id\":\"short\",\"name\":\"Short\",\"share\":1},{\"id\":\"long\",\"name\":\"Long\",\"share\":3}],"
#define LONG "\"by_arm\":{\"long\":{\"text\":{\"en\":\"A longer question\"},\"high_label\":{\"en\":\"Very much\"}}}"
#define ASKED                                                                                                                              \
    "{\"id\":\"r\",\"type\":\"rating\",\"scale\":{\"low\":1,\"high\":5},\"text\":{\"en\":\"A question\"}," LONG "},"                       \
    "{\"id\":\"w\",\"type\":\"text\",\"text\":{\"en\":\"Only the long ones\"},\"show_if\":{\"field\":\"attributes.arm\",\"op\":\"eq\","    \
    "\"value\":\"long\"}}"

static void arms_are_checked(void **state)
{
    (void)state;
    const char *q = "{\"id\":\"a\",\"type\":\"nps\"," T "}";
    assert_int_equal(good_with("\"arms\":[],", q)->arms_count, 0);
    assert_survey_refused_with("\"arms\":[{\"id\":\"a\",\"name\":\"A\"}],", q, "wrong_count", "arms");
    assert_survey_refused_with("\"arms\":[{\"id\":\"a\",\"name\":\"A\"},{\"id\":\"a\",\"name\":\"B\"}],", q, "twice", "arms[1].id");
    assert_survey_refused_with("\"arms\":[{\"id\":\"A\",\"name\":\"A\"},{\"id\":\"b\",\"name\":\"B\"}],", q, "not_an_id", "arms[0].id");
    assert_survey_refused_with("\"arms\":[{\"id\":\"a\",\"name\":\" \"},{\"id\":\"b\",\"name\":\"B\"}],", q, "required", "arms[0].name");
    assert_survey_refused_with("\"arms\":[{\"id\":\"a\",\"name\":\"A\",\"share\":0},{\"id\":\"b\",\"name\":\"B\"}],", q, "out_of_range",
                               "arms[0].share");
    assert_survey_refused_with("\"arms\":[{\"id\":\"a\",\"name\":\"A\",\"share\":1.5},{\"id\":\"b\",\"name\":\"B\"}],", q, "out_of_range",
                               "arms[0].share");
    assert_survey_refused_with("\"anonymity\":\"anonymous\"," ARMS, q, "not_anonymous", "arms");
    assert_survey_refused_with(ARMS, "{\"id\":\"a\",\"type\":\"nps\",\"by_arm\":{\"wide\":{}}," T "}", "unknown_arm",
                               "questions[0].by_arm.wide");
    assert_survey_refused_with(ARMS, "{\"id\":\"a\",\"type\":\"nps\",\"by_arm\":{\"long\":{\"text\":{\"en\":\"\"}}}," T "}", "required",
                               "questions[0].by_arm.long.text.en");
    assert_survey_refused_with(ARMS, "{\"id\":\"a\",\"type\":\"nps\",\"by_arm\":{\"long\":{\"text\":{\"en\":\"{{answers.b}}\"}}}," T "}",
                               "unknown_field", "questions[0].by_arm.long.text.en");
    assert_survey_refused_with(ARMS, "{\"id\":\"a\",\"type\":\"nps\",\"by_arm\":{\"long\":{\"type\":\"csat\"}}," T "}", "unknown_field",
                               "questions[0].by_arm.long.type");
    assert_survey_refused_with(ARMS, "{\"id\":\"a\",\"type\":\"nps\",\"by_arm\":{\"long\":{\"shuffle\":true}}," T "}", "not_for_type",
                               "questions[0].by_arm.long.shuffle");
    assert_survey_refused("{\"id\":\"a\",\"type\":\"nps\",\"by_arm\":{\"long\":{}}," T "}", "unknown_arm", "questions[0].by_arm.long");
}

/* Shares of 1 and 3, 20,000 seeds of the kind the page draws: a quarter and three, within four standard errors (√(p q / n) = 0.0031). */
static void respondents_fall_by_shares(void **state)
{
    (void)state;
    const struct survey_definition *survey = good_with(ARMS, ASKED);
    int shorts = 0, again = 0;
    for (int i = 0; i < 20000; i++) {
        char seed[40];
        snprintf(seed, sizeof seed, "%032x", i * 7919);
        const struct arm *arm = survey_arm_draw(survey, str_of(seed));
        shorts += str_is(arm->id, "short");
        again += arm == survey_arm_draw(survey, str_of(seed));
    }
    assert_int_equal(again, 20000);
    assert_true(shorts > 20000 * (0.25 - 0.0123) && shorts < 20000 * (0.25 + 0.0123));
    assert_null(survey_arm_draw(good("{\"id\":\"a\",\"type\":\"nps\"," T "}"), STR("x")));
}

static void an_arm_changes_its_own_and_nothing_else(void **state)
{
    (void)state;
    const struct survey_definition *survey = good_with(ARMS, ASKED);
    assert_ptr_equal(survey_of_arm(survey, survey_arm(survey, STR("short"))), survey);
    const struct survey_definition *shown = survey_of_arm(survey, survey_arm(survey, STR("long")));
    assert_ptr_not_equal(shown, survey);
    assert_int_equal(shown->questions_count, survey->questions_count);
    assert_true(str_is(survey_text(shown, shown->questions[0].text, STR("en")), "A longer question"));
    assert_true(str_is(survey_text(shown, shown->questions[0].high_label, STR("en")), "Very much"));
    assert_true(str_is(survey_text(survey, survey->questions[0].text, STR("en")), "A question"));
    /* in a group too, with the round written into it */
    survey =
        good_with(ARMS, "{\"id\":\"v\",\"type\":\"group\",\"least\":1,\"most\":2," T ",\"questions\":[{\"id\":\"e\",\"type\":\"text\"," T
                        ",\"by_arm\":{\"long\":{\"text\":{\"en\":\"Visit {{number}}, at length\"}}}}]}");
    shown = survey_of_arm(survey, survey_arm(survey, STR("long")));
    assert_true(str_is(survey_text(shown, survey_question(shown, STR("v[2].e"))->text, STR("en")), "Visit 2, at length"));
}

static struct buf out;

static const char *page_of(const struct survey_definition *survey, const char *seed, const char *arm)
{
    struct page_pair pair = {STR("attr.arm"), arm ? str_of(arm) : (struct str){0}};
    struct page_pairs pairs = {&pair, 1};
    struct page_view view = {.survey = survey, .name = STR("s"), .language = STR("en"), .submission_key = str_of(seed), .arena = arena};
    if (arm)
        view.values = &pairs;
    buf_free(&out);
    out = buf_new(PAGE_HTML_MAX);
    page_write_survey(&view, &out);
    assert_false(out.failed);
    return out.at;
}

static void the_page_shows_one_arm(void **state)
{
    (void)state;
    const struct survey_definition *survey = good_with(ARMS, ASKED);
    const char *page = page_of(survey, "k", "long");
    assert_non_null(strstr(page, "A longer question"));
    assert_null(strstr(page, "A question"));
    assert_non_null(strstr(page, "name=\"attr.arm\" value=\"long\""));
    assert_non_null(strstr(page, "\"attributes\":{\"arm\":\"long\"}"));
    page = page_of(survey, "k", "short");
    assert_non_null(strstr(page, "A question"));
    assert_non_null(strstr(page, "data-id=\"w\" data-type=\"text\" data-most=\"1000\" hidden"));
    /* what is no arm is drawn instead, from the seed alone */
    for (int i = 0; i < 20; i++) {
        char seed[8], field[64];
        snprintf(seed, sizeof seed, "k%d", i);
        const struct arm *arm = survey_arm_draw(survey, str_of(seed));
        snprintf(field, sizeof field, "name=\"attr.arm\" value=\"%s\"", arm->id.at);
        assert_non_null(strstr(page_of(survey, seed, "wide"), field));
        assert_non_null(strstr(page_of(survey, seed, NULL), field));
    }
    buf_free(&out);
}

/* A form whose page was shown in one arm is answered in it, whatever falls to its key now. */
static void the_form_keeps_its_arm(void **state)
{
    (void)state;
    const struct survey_definition *survey = good_with(ARMS, ASKED);
    static const char *const arms[] = {"short", "long", "wide"};
    for (size_t i = 0; i < 3; i++) {
        struct page_pair items[] = {{STR("submission_key"), STR("k3")}, {STR("attr.arm"), str_of(arms[i])}, {STR("w"), STR("words")}};
        struct page_pairs pairs = {items, 3};
        struct page_form form;
        assert_int_equal(page_read_form(survey, &pairs, STR("en"), STR("fresh"), arena, &form), ERR_NONE);
        const char *wanted = i < 2 ? arms[i] : survey_arm_draw(survey, STR("k3"))->id.at;
        assert_string_equal(json_string_value(json_object_get(form.in.attributes, "arm")), wanted);
        assert_true((form.offered[1] != 0) == (strcmp(wanted, "long") == 0));
        assert_true((json_object_get(form.in.answers, "w") != NULL) == (form.offered[1] != 0));
    }
}

static const struct finding *finding_of(const char *questions)
{
    struct survey_check *check;
    const char *text =
        arena_printf(arena, "{\"slug\":\"s\",\"title\":{\"en\":\"S\"},\"languages\":[\"en\"]," ARMS "\"questions\":[%s]}", questions);
    assert_int_equal(survey_check(tree_of(text), arena, &check), ERR_NONE);
    return check->findings_count ? &check->findings[0] : NULL;
}

#define SHOWN(condition) "{\"id\":\"w\",\"type\":\"text\"," T ",\"show_if\":" condition "}"
#define ARM(op, value) "{\"field\":\"attributes.arm\",\"op\":\"" op "\",\"value\":" value "}"

static void conditions_know_the_arms(void **state)
{
    (void)state;
    assert_null(finding_of(SHOWN(ARM("eq", "\"long\""))));
    assert_string_equal(finding_of(SHOWN(ARM("eq", "\"wide\"")))->code, "unknown_arm");
    assert_string_equal(finding_of(SHOWN(ARM("in", "[\"long\",\"wide\"]")))->code, "unknown_arm");
    assert_string_equal(finding_of(SHOWN("{\"all\":[" ARM("eq", "\"long\"") "," ARM("eq", "\"short\"") "]}"))->code, "never_shown");
    assert_string_equal(finding_of(SHOWN("{\"all\":[" ARM("ne", "\"long\"") "," ARM("ne", "\"short\"") ",{\"field\":\"attributes.arm\","
                                                                                                       "\"op\":\"answered\"}]}"))
                            ->code,
                        "never_shown");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, sample_set_up, sample_tear_down)
    const struct CMUnitTest tests[] = {
        TEST(arms_are_checked),       TEST(respondents_fall_by_shares), TEST(an_arm_changes_its_own_and_nothing_else),
        TEST(the_page_shows_one_arm), TEST(the_form_keeps_its_arm),     TEST(conditions_know_the_arms)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
