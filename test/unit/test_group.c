/* Groups of questions: what a definition may say of them, their rounds as questions, and the answers they take. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "survey_sample.h"

#define EASE "{\"id\":\"ease\",\"type\":\"ces\",\"required\":true," T "}"
#define WHY "{\"id\":\"why\",\"type\":\"text\",\"show_if\":{\"field\":\"answers.visits.ease\",\"op\":\"le\",\"value\":3}," T "}"
#define VISITS "{\"id\":\"visits\",\"type\":\"group\",\"most\":3,\"questions\":[" EASE "," WHY "]," T "}"
#define BRANDS                                                                                                                             \
    "{\"id\":\"brands\",\"type\":\"choices\",\"choices\":[{\"id\":\"acme\",\"text\":{\"en\":\"Acme\",\"fi\":\"Akme\"}},{\"id\":"           \
    "\"zeta\"," T "},{\"id\":\"none\",\"exclusive\":true," T "},{\"id\":\"else\",\"other\":true," T "}]," T "}"
#define EACH(more)                                                                                                                         \
    "{\"id\":\"each\",\"type\":\"group\",\"for\":\"answers.brands\",\"questions\":[{\"id\":\"again\",\"type\":\"nps\",\"text\":{\"en\":"   \
    "\"{{item}} again? ({{number}})\"}}" more "]," T "}"

/* ---- definitions ---- */

static void test_rounds_are_questions(void **state)
{
    (void)state;
    const struct survey_definition *s = good(VISITS ",{\"id\":\"last\",\"type\":\"nps\"," T "}");
    const struct question *visits = survey_question(s, STR("visits")), *reason = survey_question(s, STR("visits[2].why"));
    assert_int_equal(s->questions_count, 1 + 3 * 2 + 1);
    assert_int_equal(visits->grouped_count, 6);
    assert_true(question_asks(visits));
    assert_int_equal(visits->scale_low, 1);
    assert_int_equal(visits->scale_high, 3);
    assert_null(survey_question(s, STR("visits[1].ease"))->condition);
    assert_string_equal(survey_question(s, STR("visits[2].ease"))->condition->field.at, "answers.visits");
    assert_ptr_equal(reason->group, visits);
    assert_string_equal(reason->own_id.at, "why");
    assert_int_equal(reason->round->number, 2);
    assert_string_equal(reason->condition->parts[1]->field.at, "answers.visits[2].ease"); /* of the same round */
    assert_ptr_equal(group_question(visits, STR("2"), STR("why")), reason);
    assert_null(survey_question(s, STR("last"))->group);
}

static void test_rounds_of_an_answer(void **state)
{
    (void)state;
    const struct survey_definition *s = good(BRANDS "," EACH(""));
    const struct question *each = survey_question(s, STR("each")), *acme = survey_question(s, STR("each[acme].again"));
    assert_int_equal(each->rounds_count, 3); /* whoever chose none is asked about none */
    assert_false(question_asks(each));
    assert_string_equal(json_string_value(json_object_get(acme->text, "en")), "Acme again? (1)");
    assert_string_equal(json_string_value(json_object_get(survey_question(s, STR("each[else].again"))->text, "en")),
                        "{{answers.brands.other}} again? (3)");
    assert_int_equal(acme->condition->op, OP_CONTAINS);
    assert_int_equal(each->condition->node, NODE_ANY); /* its words come with its first round */
    s = good("{\"id\":\"kids\",\"type\":\"number\"," T "},{\"id\":\"kid\",\"type\":\"group\",\"for\":\"answers.kids\",\"most\":4,"
             "\"questions\":[{\"id\":\"age\",\"type\":\"number\"," T "}]," T "}");
    assert_string_equal(survey_question(s, STR("kid[4].age"))->condition->field.at, "answers.kids");
    s = good("{\"id\":\"service\",\"type\":\"matrix\",\"cell\":\"number\",\"opt_outs\":[\"dont_know\"],\"rows\":[{\"id\":\"staff\"," T
             "}]," T "},{\"id\":\"more\",\"type\":\"group\",\"for\":\"answers.service\",\"questions\":[{\"id\":\"why\",\"type\":\"text\"," T
             "}]," T "}");
    assert_string_equal(survey_question(s, STR("more[staff].why"))->condition->field.at, "answers.service.staff");
}

static void test_definitions_refused(void **state)
{
    (void)state;
    assert_survey_refused("{\"id\":\"g\",\"type\":\"group\",\"questions\":[" EASE "]," T "}", "required", "questions[0].most");
    assert_survey_refused("{\"id\":\"g\",\"type\":\"group\",\"most\":21,\"questions\":[" EASE "]," T "}", "out_of_range",
                          "questions[0].most");
    assert_survey_refused("{\"id\":\"g\",\"type\":\"group\",\"most\":1,\"least\":2,\"questions\":[" EASE "]," T "}", "out_of_range",
                          "questions[0].most");
    assert_survey_refused("{\"id\":\"g\",\"type\":\"group\",\"most\":2,\"questions\":[]," T "}", "wrong_count", "questions[0].questions");
    assert_survey_refused("{\"id\":\"g\",\"type\":\"group\",\"most\":2,\"required\":true,\"questions\":[" EASE "]," T "}", "not_for_type",
                          "questions[0].required");
    assert_survey_refused("{\"id\":\"g\",\"type\":\"group\",\"most\":2,\"questions\":[" VISITS "]," T "}", "not_for_type",
                          "questions[0].questions[0].type");
    assert_survey_refused("{\"id\":\"g\",\"type\":\"group\",\"most\":2,\"questions\":[" EASE "," EASE "]," T "}", "twice",
                          "questions[0].questions[1].id");
    assert_survey_refused("{\"id\":\"g\",\"type\":\"group\",\"most\":2,\"questions\":[{\"id\":\"x\",\"type\":\"text\",\"new_page\":true," T
                          "}]," T "}",
                          "not_for_type", "questions[0].questions[0].new_page");
    assert_survey_refused("{\"id\":\"g\",\"type\":\"group\",\"for\":\"answers.later\",\"questions\":[" EASE "]," T "}", "unknown_value",
                          "questions[0].for");
    assert_survey_refused("{\"id\":\"g\",\"type\":\"text\",\"questions\":[" EASE "]," T "}", "not_for_type", "questions[0].questions");
    assert_survey_refused(BRANDS ",{\"id\":\"g\",\"type\":\"group\",\"for\":\"answers.brands\",\"most\":2,\"questions\":[" EASE "]," T "}",
                          "contradiction", "questions[1].most");
    assert_survey_refused(VISITS ",{\"id\":\"x\",\"type\":\"text\",\"show_if\":{\"field\":\"answers.visits.ease\",\"op\":\"answered\"}," T
                                 "}",
                          "unknown_value", "questions[1].show_if.field");
    assert_survey_refused(
        BRANDS "," EACH("") ",{\"id\":\"x\",\"type\":\"text\",\"show_if\":{\"field\":\"answers.each\",\"op\":\"answered\"}," T "}",
        "unknown_value", "questions[2].show_if.field");
}

/* 20 rounds of 20 questions are 400; with one more group of one there would be more. */
static void test_rounds_are_bounded(void **state)
{
    (void)state;
    struct buf list = buf_new(100000);
    buf_add_text(&list, "{\"id\":\"g\",\"type\":\"group\",\"most\":20,\"questions\":[");
    for (int i = 0; i < ROUND_QUESTIONS_MAX; i++)
        buf_printf(&list, "%s{\"id\":\"q%d\",\"type\":\"nps\"," T "}", i ? "," : "", i);
    buf_add_text(&list, "]," T "}");
    assert_int_equal(good(list.at)->grouped_count, GROUPED_QUESTIONS_MAX);
    buf_add_text(&list, "," VISITS);
    assert_survey_refused(list.at, "too_many", "questions[1].questions");
    buf_free(&list);
}

/* ---- answers ---- */

static void test_answers_of_added_rounds(void **state)
{
    (void)state;
    const struct survey_definition *s = good(VISITS);
    static const char stored[] = "{\"visits\":2,\"visits[1].ease\":7,\"visits[2].ease\":2,\"visits[2].why\":\"slow\"}";
    assert_answers(s, stored, stored);
    assert_answers(s, "{\"visits\":[{\"ease\":7},{\"ease\":2,\"why\":\"slow\"}]}", stored);
    assert_answers(s, "{\"visits[2].why\":\"slow\",\"visits[1].ease\":7,\"visits[2].ease\":2}", stored); /* two, then */
    assert_answers(s, "{\"visits[1].ease\":7}", "{\"visits\":1,\"visits[1].ease\":7}");
    assert_refused(s, "{\"visits\":2,\"visits[1].ease\":7}", "required", "answers.visits[2].ease");
    assert_refused(s, "{\"visits\":1,\"visits[1].ease\":7,\"visits[2].ease\":7}", "not_shown", "answers.visits[2].ease");
    assert_refused(s, "{\"visits\":[{\"ease\":7,\"why\":\"slow\"}]}", "not_shown", "answers.visits[1].why");
    assert_refused(s, "{\"visits\":[{\"ease\":8}]}", "out_of_scale", "answers.visits[1].ease");
    assert_refused(s, "{\"visits\":[{\"easy\":7}]}", "unknown_question", "answers.visits[1]");
    assert_refused(s, "{\"visits\":[{\"ease\":7},{\"ease\":7},{\"ease\":7},{\"ease\":7}]}", "unknown_round", "answers.visits[4]");
    assert_refused(s, "{\"visits\":[7]}", "not_an_object", "answers.visits");
    assert_refused(s, "{\"visits\":4}", "out_of_scale", "answers.visits");
    assert_refused(s, "{\"visits[4].ease\":7}", "unknown_question", "answers.visits[4].ease");
}

static void test_answers_of_chosen_rounds(void **state)
{
    (void)state;
    const struct survey_definition *s = good(BRANDS "," EACH(""));
    assert_answers(s, "{\"brands\":[\"zeta\"],\"each\":{\"zeta\":{\"again\":9}}}", "{\"brands\":[\"zeta\"],\"each[zeta].again\":9}");
    assert_refused(s, "{\"brands\":[\"zeta\"],\"each\":{\"acme\":{\"again\":9}}}", "not_shown", "answers.each[acme].again");
    assert_refused(s, "{\"brands\":[\"zeta\"],\"each\":[{\"again\":9}]}", "not_an_object", "answers.each");
    assert_refused(s, "{\"each\":1}", "not_an_object", "answers.each");
    assert_refused(s, "{\"brands\":[\"none\"],\"each\":{\"none\":{\"again\":9}}}", "unknown_round", "answers.each[none]");
}

/* A round of a group that is not shown is not either. */
static void test_a_hidden_group_has_no_rounds(void **state)
{
    (void)state;
    const struct survey_definition *s =
        good("{\"id\":\"came\",\"type\":\"consent\"," T "},{\"id\":\"visits\",\"type\":\"group\",\"most\":2,\"show_if\":{\"field\":"
             "\"answers.came\",\"op\":\"eq\",\"value\":true},\"questions\":[" EASE "]," T "}");
    assert_answers(s, "{\"came\":false}", "{\"came\":false}");
    assert_refused(s, "{\"came\":false,\"visits[1].ease\":3}", "not_shown", "answers.visits");
    assert_refused(s, "{\"came\":true}", "required", "answers.visits[1].ease");
}

static void test_parts_and_emotions_in_rounds(void **state)
{
    (void)state;
    const struct survey_definition *s =
        good("{\"id\":\"v\",\"type\":\"group\",\"most\":2,\"questions\":[{\"id\":\"felt\",\"type\":\"emotion\"," T "},{\"id\":\"staff\","
             "\"type\":\"matrix\",\"cell\":\"choice\",\"choices\":[{\"id\":\"a\"," T "}],\"rows\":[{\"id\":\"till\"," T
             "}],\"show_if\":{\"field\":\"answers.v.felt.all.joy\",\"op\":\"ge\",\"value\":4}," T "}]," T "}");
    assert_answers(s, "{\"v\":[{\"felt\":{\"all\":{\"joy\":5}},\"staff\":{\"till\":\"a\"}}]}",
                   "{\"v\":1,\"v[1].felt\":{\"strongest\":\"joy\",\"all\":{\"joy\":5}},\"v[1].staff.till\":\"a\"}");
    assert_refused(s, "{\"v\":[{\"felt\":{\"all\":{\"joy\":3}},\"staff\":{\"till\":\"a\"}}]}", "not_shown", "answers.v[1].staff");
}

/* (7 + 2) / 2, by hand. */
static void test_calculated_over_rounds(void **state)
{
    (void)state;
    const struct survey_definition *s =
        good(VISITS ",{\"id\":\"mean\",\"type\":\"calculated\",\"calculate\":{\"mean\":[\"visits.ease\"]}," T
                    "},{\"id\":\"many\",\"type\":\"calculated\",\"calculate\":{\"sum\":[\"visits\"]}," T "}");
    assert_answers(s, "{\"visits\":[{\"ease\":7},{\"ease\":2}]}",
                   "{\"visits\":2,\"visits[1].ease\":7,\"visits[2].ease\":2,\"mean\":4.5,\"many\":2}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_rounds_are_questions, sample_set_up, sample_tear_down),
        cmocka_unit_test_setup_teardown(test_rounds_of_an_answer, sample_set_up, sample_tear_down),
        cmocka_unit_test_setup_teardown(test_definitions_refused, sample_set_up, sample_tear_down),
        cmocka_unit_test_setup_teardown(test_rounds_are_bounded, sample_set_up, sample_tear_down),
        cmocka_unit_test_setup_teardown(test_answers_of_added_rounds, sample_set_up, sample_tear_down),
        cmocka_unit_test_setup_teardown(test_answers_of_chosen_rounds, sample_set_up, sample_tear_down),
        cmocka_unit_test_setup_teardown(test_a_hidden_group_has_no_rounds, sample_set_up, sample_tear_down),
        cmocka_unit_test_setup_teardown(test_parts_and_emotions_in_rounds, sample_set_up, sample_tear_down),
        cmocka_unit_test_setup_teardown(test_calculated_over_rounds, sample_set_up, sample_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
