#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "listen/survey.h"

#include <stdio.h>

static struct arena *arena;

static int set_up(void **state)
{
    (void)state;
    arena = arena_new(1 << 22);
    return !arena;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static enum err read_text(const char *text, bool draft, struct survey_definition **survey, struct fault *why)
{
    json_t *tree;
    if (json_read(arena, str_of(text), &tree, why) != ERR_NONE)
        fail_msg("%s: %s", text, why->detail);
    return survey_read(arena, tree, draft, survey, why);
}

static const struct survey_definition *good(const char *text)
{
    struct survey_definition *survey;
    struct fault why;
    if (read_text(text, false, &survey, &why) != ERR_NONE)
        fail_msg("%s: %s", why.field, why.detail);
    return survey;
}

static void assert_refused(const char *text, bool draft, const char *slug, const char *field)
{
    struct survey_definition *survey;
    struct fault why;
    if (read_text(text, draft, &survey, &why) != ERR_INVALID)
        fail_msg("should be refused: %s", text);
    assert_string_equal(why.slug, slug);
    assert_string_equal(why.field, field);
    assert_null(survey);
}

/* One question of a one-language survey. */
static void assert_question(const char *question, const char *slug, const char *field)
{
    char text[2000];
    snprintf(text, sizeof text, "{\"slug\":\"s\",\"title\":{\"en\":\"S\"},\"languages\":[\"en\"],\"questions\":[%s]}", question);
    if (slug)
        assert_refused(text, false, slug, field);
    else
        good(text);
}

static void test_reads_everything(void **state)
{
    (void)state;
    const struct survey_definition *s =
        good("{\"slug\":\"visit\",\"title\":{\"en\":\"Your "
             "visit\",\"fi\":\"Käyntisi\"},\"languages\":[\"en\",\"fi\"],\"touchpoint\":\"store-visit\","
             "\"questions\":[{\"id\":\"recommend\",\"type\":\"nps\",\"required\":true,\"text\":{\"en\":\"R?\",\"fi\":\"S?\"}},"
             "{\"id\":\"taste\",\"type\":\"rating\",\"scale\":{\"low\":1,\"high\":9},\"text\":{\"en\":\"T\",\"fi\":\"M\"},\"touchpoint\":"
             "\"cafe\"},"
             "{\"id\":\"felt\",\"type\":\"emotion\",\"text\":{\"en\":\"F\",\"fi\":\"T\"}},"
             "{\"id\":\"again\",\"type\":\"choices\",\"text\":{\"en\":\"A\",\"fi\":\"U\"},\"choices\":[{\"id\":\"yes\",\"text\":{\"en\":"
             "\"Y\",\"fi\":\"K\"}},"
             "{\"id\":\"no\",\"text\":{\"en\":\"N\",\"fi\":\"E\"}}]},"
             "{\"id\":\"why\",\"type\":\"story\",\"text\":{\"en\":\"W\",\"fi\":\"M\"},\"show_if\":{\"all\":[{\"field\":\"answers."
             "recommend\",\"op\":\"le\","
             "\"value\":6},{\"field\":\"answers.felt.strongest\",\"op\":\"ne\",\"value\":\"joy\"}]}}],"
             "\"thanks\":{\"good\":{\"en\":\"Great\",\"fi\":\"Hienoa\"}}}");
    assert_int_equal(s->questions_count, 5);
    assert_int_equal(s->languages_count, 2);
    const struct question *taste = survey_question(s, STR("taste"));
    assert_non_null(taste);
    assert_int_equal(question_index(s, taste), 1);
    assert_int_equal(taste->scale_high, 9);
    assert_true(str_is(taste->touchpoint, "cafe"));
    assert_int_equal(survey_question(s, STR("recommend"))->scale_high, 10);
    assert_true(survey_question(s, STR("recommend"))->required);
    assert_int_equal(survey_question(s, STR("why"))->length_max, 10000);
    assert_non_null(survey_question(s, STR("why"))->condition);
    assert_int_equal(choice_index(survey_question(s, STR("again")), STR("no")), 1);
    assert_null(survey_question(s, STR("recommen")));
    assert_true(str_is(survey_text(s, s->title, STR("fi")), "Käyntisi"));
    assert_true(str_is(survey_text(s, s->title, STR("sv")), "Your visit"));
    assert_true(str_is(survey_text(s, NULL, STR("sv")), ""));
}

static void test_scales_by_type(void **state)
{
    (void)state;
    assert_question("{\"id\":\"q\",\"type\":\"csat\",\"text\":{\"en\":\"q\"},\"scale\":{\"low\":1,\"high\":7}}", NULL, NULL);
    assert_question("{\"id\":\"q\",\"type\":\"csat\",\"text\":{\"en\":\"q\"},\"scale\":{\"low\":1,\"high\":6}}", "out_of_range",
                    "questions[0].scale");
    assert_question("{\"id\":\"q\",\"type\":\"nps\",\"text\":{\"en\":\"q\"},\"scale\":{\"low\":1,\"high\":10}}", "out_of_range",
                    "questions[0].scale");
    assert_question("{\"id\":\"q\",\"type\":\"rating\",\"text\":{\"en\":\"q\"}}", "required", "questions[0].scale");
    assert_question("{\"id\":\"q\",\"type\":\"rating\",\"text\":{\"en\":\"q\"},\"scale\":{\"low\":5,\"high\":5}}", "out_of_range",
                    "questions[0].scale");
    assert_question("{\"id\":\"q\",\"type\":\"rating\",\"text\":{\"en\":\"q\"},\"scale\":{\"low\":1.5,\"high\":5}}", "not_an_integer",
                    "questions[0].scale");
    assert_question("{\"id\":\"q\",\"type\":\"story\",\"text\":{\"en\":\"q\"},\"scale\":{\"low\":1,\"high\":5}}", "not_for_type",
                    "questions[0].scale");
    assert_question("{\"id\":\"q\",\"type\":\"expectation\",\"text\":{\"en\":\"q\"},\"scale\":{\"low\":-3,\"high\":3}}", NULL, NULL);
}

static void test_questions_refused(void **state)
{
    (void)state;
    assert_question("{\"id\":\"Q\",\"type\":\"nps\",\"text\":{\"en\":\"q\"}}", "not_an_id", "questions[0].id");
    assert_question("{\"type\":\"nps\",\"text\":{\"en\":\"q\"}}", "required", "questions[0].id");
    assert_question("{\"id\":\"q\",\"type\":\"stars\",\"text\":{\"en\":\"q\"}}", "unknown_value", "questions[0].type");
    assert_question("{\"id\":\"q\",\"type\":\"nps\"}", "required", "questions[0].text");
    assert_question("{\"id\":\"q\",\"type\":\"nps\",\"text\":{\"en\":\" \"}}", "required", "questions[0].text.en");
    assert_question("{\"id\":\"q\",\"type\":\"nps\",\"text\":{\"en\":5}}", "not_a_text", "questions[0].text.en");
    assert_question("{\"id\":\"q\",\"type\":\"nps\",\"text\":{\"en\":\"q\"},\"colour\":1}", "unknown_field", "questions[0].colour");
    assert_question("{\"id\":\"q\",\"type\":\"nps\",\"text\":{\"en\":\"q\"},\"required\":1}", "not_a_boolean", "questions[0].required");
    assert_question("{\"id\":\"q\",\"type\":\"choice\",\"text\":{\"en\":\"q\"}}", "required", "questions[0].choices");
    assert_question("{\"id\":\"q\",\"type\":\"choice\",\"text\":{\"en\":\"q\"},\"choices\":[{\"id\":\"a\",\"text\":{\"en\":\"a\"}},"
                    "{\"id\":\"a\",\"text\":{\"en\":\"b\"}}]}",
                    "twice", "questions[0].choices[1].id");
    assert_question("{\"id\":\"q\",\"type\":\"text\",\"text\":{\"en\":\"q\"},\"length_max\":0}", "out_of_range", "questions[0].length_max");
    assert_question("{\"id\":\"q\",\"type\":\"number\",\"text\":{\"en\":\"q\"},\"low\":2,\"high\":1}", "out_of_range", "questions[0].high");
    assert_question("{\"id\":\"q\",\"type\":\"nps\",\"text\":{\"en\":\"q\"}},{\"id\":\"q\",\"type\":\"nps\",\"text\":{\"en\":\"q\"}}",
                    "twice", "questions[1].id");
    assert_question("{\"id\":\"q\",\"type\":\"statement\",\"text\":{\"en\":\"q\"},\"required\":true}", "not_for_type",
                    "questions[0].required");
}

static void test_show_if_looks_back_only(void **state)
{
    (void)state;
    const char *first = "{\"id\":\"a\",\"type\":\"nps\",\"text\":{\"en\":\"q\"}},";
    static const struct {
        const char *field, *slug;
    } cases[] = {{"answers.a", NULL},
                 {"attributes.segment", NULL},
                 {"answers.b", "unknown_value"}, /* itself */
                 {"answers.c", "unknown_value"},
                 {"answers.a.strongest", "unknown_value"},
                 {"channel", "unknown_value"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[600];
        snprintf(
            text, sizeof text,
            "%s{\"id\":\"b\",\"type\":\"story\",\"text\":{\"en\":\"q\"},\"show_if\":{\"any\":[{\"field\":\"%s\",\"op\":\"answered\"}]}},"
            "{\"id\":\"c\",\"type\":\"nps\",\"text\":{\"en\":\"q\"}}",
            first, cases[i].field);
        assert_question(text, cases[i].slug, "questions[1].show_if.any[0].field");
    }
}

static void test_draft_may_lack_languages(void **state)
{
    (void)state;
    const char *text = "{\"slug\":\"s\",\"title\":{\"en\":\"S\"},\"languages\":[\"en\",\"fi\"],\"questions\":[]}";
    struct survey_definition *survey;
    struct fault why;
    assert_int_equal(read_text(text, true, &survey, &why), ERR_NONE);
    assert_refused(text, false, "required", "title.fi");
    assert_refused("{\"slug\":\"s\",\"title\":{\"en\":\"S\"},\"languages\":[\"en\"],\"questions\":[]}", false, "wrong_count", "questions");
}

static void test_survey_refused(void **state)
{
    (void)state;
    assert_refused("[]", true, "not_an_object", "");
    assert_refused("{\"slug\":\"S\",\"title\":{\"en\":\"S\"},\"languages\":[\"en\"],\"questions\":[]}", true, "not_a_slug", "slug");
    assert_refused("{\"slug\":\"s\",\"title\":{\"en\":\"S\"},\"languages\":[],\"questions\":[]}", true, "wrong_count", "languages");
    assert_refused("{\"slug\":\"s\",\"title\":{\"en\":\"S\"},\"languages\":[\"en\",\"english\"],\"questions\":[]}", true,
                   "unknown_language", "languages[1]");
    assert_refused("{\"slug\":\"s\",\"title\":{\"en\":\"S\"},\"languages\":[\"en\",\"en\"],\"questions\":[]}", true, "twice",
                   "languages[1]");
    assert_refused("{\"slug\":\"s\",\"title\":{\"fi\":\"S\"},\"languages\":[\"en\"],\"questions\":[]}", true, "required", "title.en");
    assert_refused("{\"slug\":\"s\",\"title\":\"S\",\"languages\":[\"en\"],\"questions\":[]}", true, "not_an_object", "title");
    assert_refused("{\"slug\":\"s\",\"title\":{\"en\":\"S\"},\"languages\":[\"en\"]}", true, "required", "questions");
    assert_refused("{\"slug\":\"s\",\"title\":{\"en\":\"S\"},\"languages\":[\"en\"],\"questions\":[],\"theme\":1}", true, "unknown_field",
                   "theme");
    assert_refused("{\"slug\":\"s\",\"title\":{\"en\":\"S\"},\"languages\":[\"en\"],\"questions\":[],\"thanks\":{\"bad\":{}}}", true,
                   "unknown_field", "thanks.bad");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_reads_everything, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_scales_by_type, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_questions_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_show_if_looks_back_only, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_draft_may_lack_languages, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_survey_refused, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
