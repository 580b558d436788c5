/* Questions with parts: what a definition may say of them, the forms their answers take, and the rules between the parts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "survey_sample.h"

#define AB "\"choices\":[{\"id\":\"a\"," T "},{\"id\":\"b\"," T "},{\"id\":\"c\"," T "}]"
#define ROWS "\"rows\":[{\"id\":\"staff\"," T "},{\"id\":\"price\"," T "}]"
#define FIVE "\"scale\":{\"low\":1,\"high\":5}"

/* ---- definitions ---- */

static void test_parts_stand_behind_their_question(void **state)
{
    (void)state;
    const struct survey_definition *s = good("{\"id\":\"service\",\"type\":\"matrix\",\"cell\":\"rating\"," FIVE "," ROWS
                                             ",\"opt_outs\":[\"not_applicable\"]," T "},{\"id\":\"last\",\"type\":\"nps\"," T "}");
    assert_int_equal(s->questions_count, 6);
    const struct question *service = survey_question(s, STR("service")), *price = survey_question(s, STR("service.price"));
    assert_int_equal(service->parts_count, 4);
    assert_ptr_equal(price->parent, service);
    assert_int_equal(price->type, QUESTION_RATING);
    assert_int_equal(price->scale_high, 5);
    assert_string_equal(survey_question(s, STR("service.price.opt_out"))->choices[0].id.at, "not_applicable");
    assert_ptr_equal(question_part(service, STR("price")), price);
    assert_null(question_part(service, STR("opt_out")));
    assert_int_equal(question_index(s, survey_question(s, STR("last"))), 5);
    assert_false(question_asks(service));
    assert_true(question_asks(price));
}

static void test_definitions_refused(void **state)
{
    (void)state;
    assert_survey_refused("{\"id\":\"m\",\"type\":\"matrix\"," ROWS "," T "}", "required", "questions[0].cell");
    assert_survey_refused("{\"id\":\"m\",\"type\":\"matrix\",\"cell\":\"nps\"," ROWS "," T "}", "unknown_value", "questions[0].cell");
    assert_survey_refused("{\"id\":\"m\",\"type\":\"matrix\",\"cell\":\"rating\"," ROWS "," T "}", "required", "questions[0].scale");
    assert_survey_refused("{\"id\":\"m\",\"type\":\"matrix\",\"cell\":\"choice\"," ROWS "," T "}", "required", "questions[0].choices");
    assert_survey_refused("{\"id\":\"m\",\"type\":\"matrix\",\"cell\":\"text\"," T "}", "required", "questions[0].rows");
    assert_survey_refused("{\"id\":\"m\",\"type\":\"matrix\",\"cell\":\"text\",\"rows\":[{\"id\":\"a\"," T "},{\"id\":\"a\"," T "}]," T "}",
                          "twice", "questions[0].rows[1].id");
    assert_survey_refused("{\"id\":\"m\",\"type\":\"matrix\",\"cell\":\"text\",\"rows\":[{\"id\":\"all\"," T "}]," T "}", "reserved",
                          "questions[0].rows[0].id");
    assert_survey_refused("{\"id\":\"q\",\"type\":\"nps\"," ROWS "," T "}", "not_for_type", "questions[0].rows");
    assert_survey_refused("{\"id\":\"q\",\"type\":\"nps\",\"cell\":\"text\"," T "}", "not_for_type", "questions[0].cell");
    assert_survey_refused("{\"id\":\"q\",\"type\":\"ranking\",\"choices\":[{\"id\":\"a\"," T "}]," T "}", "wrong_count",
                          "questions[0].choices");
    assert_survey_refused("{\"id\":\"q\",\"type\":\"ranking\"," AB ",\"most\":4," T "}", "out_of_range", "questions[0].most");
    assert_survey_refused("{\"id\":\"q\",\"type\":\"choices\"," AB ",\"least\":3,\"most\":2," T "}", "out_of_range", "questions[0].most");
    assert_survey_refused("{\"id\":\"q\",\"type\":\"choice\"," AB ",\"most\":2," T "}", "not_for_type", "questions[0].most");
    assert_survey_refused("{\"id\":\"q\",\"type\":\"sum\"," AB ",\"total\":0," T "}", "out_of_range", "questions[0].total");
    assert_survey_refused("{\"id\":\"q\",\"type\":\"number\",\"total\":5," T "}", "not_for_type", "questions[0].total");
    assert_survey_refused("{\"id\":\"q\",\"type\":\"contact\",\"fields\":[\"shoe_size\"]," T "}", "unknown_value", "questions[0].fields");
    assert_survey_refused("{\"id\":\"q\",\"type\":\"contact\",\"fields\":[\"email\",\"email\"]," T "}", "twice", "questions[0].fields");
    assert_survey_refused("{\"id\":\"q\",\"type\":\"slider\",\"low\":0," T "}", "required", "questions[0].high");
    assert_survey_refused("{\"id\":\"q\",\"type\":\"slider\",\"low\":0,\"high\":1,\"step\":2," T "}", "out_of_range", "questions[0].step");
    assert_survey_refused("{\"id\":\"q\",\"type\":\"story\",\"opt_outs\":[\"dont_know\"]," T "}", "not_for_type", "questions[0].opt_outs");
    assert_survey_refused("{\"id\":\"q\",\"type\":\"nps\",\"opt_outs\":[\"later\"]," T "}", "unknown_value", "questions[0].opt_outs");
    assert_survey_refused("{\"id\":\"q\",\"type\":\"nps\",\"shuffle\":true," T "}", "not_for_type", "questions[0].shuffle");
    assert_survey_refused("{\"id\":\"q\",\"type\":\"choice\",\"choices\":[{\"id\":\"a\",\"exclusive\":true," T "}]," T "}", "not_for_type",
                          "questions[0].choices[0].exclusive");
    assert_survey_refused("{\"id\":\"q\",\"type\":\"choice\",\"choices\":[{\"id\":\"a\",\"other\":true," T
                          "},{\"id\":\"b\",\"other\":true," T "}]," T "}",
                          "twice", "questions[0].choices[1].other");
}

/* Who gives an address is known by it, whatever else is promised. */
static void test_contact_only_where_people_are_known(void **state)
{
    (void)state;
    static const char *const promises[] = {"identified", "confidential", "anonymous"};
    for (size_t i = 0; i < 3; i++) {
        struct survey_definition *survey;
        const char *text =
            arena_printf(arena,
                         "{\"slug\":\"s\",\"title\":{\"en\":\"S\"},\"languages\":[\"en\"],\"anonymity\":\"%s\",\"questions\":["
                         "{\"id\":\"m\",\"type\":\"matrix\",\"cell\":\"text\"," ROWS "," T
                         "},{\"id\":\"who\",\"type\":\"contact\",\"fields\":[\"email\"]," T "}]}",
                         promises[i]);
        enum err err = survey_read(arena, tree_of(text), false, &survey, &why);
        assert_int_equal(err, i ? ERR_INVALID : ERR_NONE);
        if (i)
            assert_string_equal(why.field, "questions[1].type");
    }
}

/* 200 questions are allowed, and 2,000 with their parts. */
static void test_parts_are_bounded(void **state)
{
    (void)state;
    struct buf text = buf_new(1 << 20);
    struct survey_definition *survey;
    for (int i = 0; i < 40; i++) {
        buf_printf(&text, "%s{\"id\":\"m%d\",\"type\":\"matrix\",\"cell\":\"text\"," T ",\"rows\":[", i ? "," : "", i);
        for (int row = 0; row < 50; row++)
            buf_printf(&text, "%s{\"id\":\"r%d\"," T "}", row ? "," : "", row);
        buf_add_text(&text, "]}");
    }
    assert_int_equal(survey_with("", text.at, false, &survey), ERR_INVALID);
    assert_string_equal(why.slug, "too_many");
    buf_free(&text);
}

/* ---- answers ---- */

static void test_matrix(void **state)
{
    (void)state;
    const struct survey_definition *s = good("{\"id\":\"service\",\"type\":\"matrix\",\"required\":true,\"cell\":\"rating\"," FIVE "," ROWS
                                             ",\"opt_outs\":[\"not_applicable\"]," T "},{\"id\":\"why\",\"type\":\"story\"," T
                                             ",\"show_if\":{\"field\":\"answers.service.staff\",\"op\":\"le\",\"value\":2}}");
    assert_answers(s, "{\"service\":{\"staff\":4,\"price\":2}}", "{\"service.staff\":4,\"service.price\":2}");
    assert_answers(s, "{\"service.price\":2,\"service.staff\":4}", "{\"service.staff\":4,\"service.price\":2}");
    assert_answers(s, "{\"service\":{\"staff\":1,\"price\":{\"opt_out\":\"not_applicable\"}},\"why\":\"slow\"}",
                   "{\"service.staff\":1,\"service.price.opt_out\":\"not_applicable\",\"why\":\"slow\"}");
    assert_refused(s, "{}", "required", "answers.service");
    assert_refused(s, "{\"service\":{\"staff\":4}}", "required", "answers.service.price");
    assert_refused(s, "{\"service\":{\"staff\":6,\"price\":1}}", "out_of_scale", "answers.service.staff");
    assert_refused(s, "{\"service\":{\"food\":4}}", "unknown_part", "answers.service");
    assert_refused(s, "{\"service\":4}", "not_an_object", "answers.service");
    assert_refused(s, "{\"service\":{\"staff\":4,\"price\":4},\"why\":\"fine\"}", "not_shown", "answers.why");
    assert_refused(s, "{\"service.staff\":4,\"service.price\":{\"answer\":2,\"opt_out\":\"not_applicable\"}}", "contradiction",
                   "answers.service.price");
    const struct survey_definition *c = good("{\"id\":\"m\",\"type\":\"matrix\",\"cell\":\"choices\"," AB "," ROWS "," T "}");
    assert_answers(c, "{\"m\":{\"staff\":[\"b\",\"a\"]}}", "{\"m.staff\":[\"a\",\"b\"]}");
}

/* In the condition, the parts stand for the question. */
static void test_answered_by_parts(void **state)
{
    (void)state;
    const struct survey_definition *s =
        good("{\"id\":\"m\",\"type\":\"matrix\",\"cell\":\"rating\"," FIVE "," ROWS "," T "},{\"id\":\"more\",\"type\":\"text\"," T
             ",\"show_if\":{\"field\":\"answers.m\",\"op\":\"answered\"}}");
    assert_answers(s, "{\"m.price\":3,\"more\":\"x\"}", "{\"m.price\":3,\"more\":\"x\"}");
    assert_refused(s, "{\"more\":\"x\"}", "not_shown", "answers.more");
}

static void test_parts_are_shown_with_their_question(void **state)
{
    (void)state;
    const struct survey_definition *s =
        good("{\"id\":\"r\",\"type\":\"nps\"," T "},{\"id\":\"m\",\"type\":\"matrix\",\"cell\":\"rating\"," FIVE "," ROWS "," T
             ",\"show_if\":{\"field\":\"answers.r\",\"op\":\"le\",\"value\":6}},{\"id\":\"last\",\"type\":\"text\"," T "}");
    struct survey_version version;
    struct response_given given;
    uint64_t offered[5];
    static const struct {
        const char *answers;
        bool shown[5];
    } cases[] = {{"{\"r\":9}", {true, false, false, false, true}}, {"{\"r\":3}", {true, true, true, true, true}}};
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(answer(s, cases[i].answers, &given, &version), ERR_NONE);
        assert_int_equal(answers_offered(&given, arena, offered), ERR_NONE);
        for (size_t k = 0; k < 5; k++)
            assert_int_equal(offered[k] != 0, cases[i].shown[k]);
    }
}

static void test_ranking(void **state)
{
    (void)state;
    const struct survey_definition *s = good("{\"id\":\"order\",\"type\":\"ranking\"," AB ",\"most\":2," T "}");
    assert_answers(s, "{\"order\":[\"c\",\"a\"]}", "{\"order.a\":2,\"order.c\":1}");
    assert_answers(s, "{\"order.b\":1}", "{\"order.b\":1}");
    assert_refused(s, "{\"order\":[\"a\",\"b\",\"c\"]}", "wrong_count", "answers.order");
    assert_refused(s, "{\"order\":[\"a\",\"a\"]}", "twice", "answers.order");
    assert_refused(s, "{\"order\":[\"d\"]}", "unknown_choice", "answers.order");
    assert_refused(s, "{\"order.a\":2}", "not_a_ranking", "answers.order");
    assert_refused(s, "{\"order.a\":1,\"order.b\":1}", "not_a_ranking", "answers.order");
}

static void test_sum(void **state)
{
    (void)state;
    const struct survey_definition *s = good("{\"id\":\"share\",\"type\":\"sum\"," AB ",\"total\":10," T "}");
    assert_answers(s, "{\"share\":{\"a\":7.5,\"b\":2.5}}", "{\"share.a\":7.5,\"share.b\":2.5}");
    assert_answers(s, "{}", "{}");
    assert_refused(s, "{\"share\":{\"a\":7}}", "wrong_sum", "answers.share");
    assert_refused(s, "{\"share\":{\"a\":12,\"b\":-2}}", "out_of_range", "answers.share.a");
}

static void test_contact(void **state)
{
    (void)state;
    const struct survey_definition *s = good("{\"id\":\"who\",\"type\":\"contact\",\"fields\":[\"email\",\"name\"]," T "}");
    assert_answers(s, "{\"who\":{\"email\":\"a@b.example\",\"name\":\"Aino\"}}", "{\"who.name\":\"Aino\",\"who.email\":\"a@b.example\"}");
    assert_refused(s, "{\"who\":{\"email\":\"nowhere\"}}", "not_an_address", "answers.who.email");
    struct survey_version version;
    struct response_given given;
    struct buf out = buf_new(1000);
    assert_int_equal(answer(s, "{\"who\":{\"name\":\"Aino\"}}", &given, &version), ERR_NONE);
    response_write_answers(&given, false, &out);
    assert_string_equal(out.at, "{}"); /* who they are stands apart, where it can be forgotten */
    buf_free(&out);
}

static void test_other_and_opt_out(void **state)
{
    (void)state;
    const struct survey_definition *s =
        good("{\"id\":\"how\",\"type\":\"choice\",\"required\":true,\"opt_outs\":[\"dont_know\"],\"choices\":[{\"id\":"
             "\"bus\"," T "},{\"id\":\"elsewise\",\"other\":true," T "}]," T "}");
    assert_answers(s, "{\"how\":\"bus\"}", "{\"how\":\"bus\"}");
    assert_answers(s, "{\"how\":{\"answer\":\"elsewise\",\"other\":\"by boat\"}}", "{\"how\":\"elsewise\",\"how.other\":\"by boat\"}");
    assert_answers(s, "{\"how\":{\"opt_out\":\"dont_know\"}}", "{\"how.opt_out\":\"dont_know\"}");
    assert_refused(s, "{}", "required", "answers.how");
    assert_refused(s, "{\"how\":\"bus\",\"how.other\":\"by boat\"}", "contradiction", "answers.how.other");
    assert_refused(s, "{\"how\":\"bus\",\"how.opt_out\":\"dont_know\"}", "contradiction", "answers.how");
    assert_refused(s, "{\"how\":{\"opt_out\":\"later\"}}", "unknown_choice", "answers.how.opt_out");
}

static void test_how_many_are_chosen(void **state)
{
    (void)state;
    const struct survey_definition *s =
        good("{\"id\":\"some\",\"type\":\"choices\",\"least\":2,\"most\":2,\"choices\":[{\"id\":\"a\"," T "},{\"id\":\"b\"," T
             "},{\"id\":\"c\"," T "},{\"id\":\"none\",\"exclusive\":true," T "}]," T "}");
    assert_answers(s, "{\"some\":[\"a\",\"c\"]}", "{\"some\":[\"a\",\"c\"]}");
    assert_answers(s, "{\"some\":[\"none\"]}", "{\"some\":[\"none\"]}");
    assert_refused(s, "{\"some\":[\"a\"]}", "wrong_count", "answers.some");
    assert_refused(s, "{\"some\":[\"a\",\"b\",\"c\"]}", "wrong_count", "answers.some");
    assert_refused(s, "{\"some\":[\"a\",\"none\"]}", "contradiction", "answers.some");
}

static void test_slider_and_time(void **state)
{
    (void)state;
    const struct survey_definition *s = good("{\"id\":\"at\",\"type\":\"time\"," T "},{\"id\":\"how_far\",\"type\":\"slider\",\"low\":-1,"
                                             "\"high\":1,\"step\":0.25," T "}");
    assert_answers(s, "{\"at\":\"07:05\",\"how_far\":-0.75}", "{\"at\":\"07:05\",\"how_far\":-0.75}");
    assert_refused(s, "{\"at\":\"24:00\"}", "not_a_time", "answers.at");
    assert_refused(s, "{\"at\":\"7:05\"}", "not_a_time", "answers.at");
    assert_refused(s, "{\"at\":705}", "not_a_text", "answers.at");
    assert_refused(s, "{\"how_far\":0.3}", "out_of_step", "answers.how_far");
    assert_refused(s, "{\"how_far\":1.25}", "out_of_range", "answers.how_far");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_parts_stand_behind_their_question, sample_set_up, sample_tear_down),
        cmocka_unit_test_setup_teardown(test_definitions_refused, sample_set_up, sample_tear_down),
        cmocka_unit_test_setup_teardown(test_contact_only_where_people_are_known, sample_set_up, sample_tear_down),
        cmocka_unit_test_setup_teardown(test_parts_are_bounded, sample_set_up, sample_tear_down),
        cmocka_unit_test_setup_teardown(test_matrix, sample_set_up, sample_tear_down),
        cmocka_unit_test_setup_teardown(test_answered_by_parts, sample_set_up, sample_tear_down),
        cmocka_unit_test_setup_teardown(test_parts_are_shown_with_their_question, sample_set_up, sample_tear_down),
        cmocka_unit_test_setup_teardown(test_ranking, sample_set_up, sample_tear_down),
        cmocka_unit_test_setup_teardown(test_sum, sample_set_up, sample_tear_down),
        cmocka_unit_test_setup_teardown(test_contact, sample_set_up, sample_tear_down),
        cmocka_unit_test_setup_teardown(test_other_and_opt_out, sample_set_up, sample_tear_down),
        cmocka_unit_test_setup_teardown(test_how_many_are_chosen, sample_set_up, sample_tear_down),
        cmocka_unit_test_setup_teardown(test_slider_and_time, sample_set_up, sample_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
