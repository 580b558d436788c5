/* A survey in pages, what is put into texts, and what is calculated: definitions, the way from page to page, and numbers counted by hand.
 */
#include "api/page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "survey_sample.h"

#define FIVE "\"scale\":{\"low\":1,\"high\":5}"
#define KINDS "\"choices\":[{\"id\":\"bike\",\"text\":{\"en\":\"A <bike>\"},\"score\":4},{\"id\":\"skis\",\"text\":{\"en\":\"Skis\"}}]"

/* ---- definitions ---- */

static void pages_begin_at_questions(void **state)
{
    (void)state;
    const struct survey_definition *s =
        good("{\"id\":\"a\",\"type\":\"nps\",\"new_page\":true," T "},{\"id\":\"b\",\"type\":\"text\"," T
             "},{\"id\":\"m\",\"type\":\"matrix\",\"cell\":\"text\",\"new_page\":true,\"rows\":[{\"id\":\"r\"," T "}]," T
             "},{\"id\":\"c\",\"type\":\"text\",\"new_page\":false," T "}");
    assert_int_equal(s->pages_count, 2); /* the first page begins by itself */
    assert_int_equal(s->show, SHOW_ONE_AT_A_TIME);
    assert_int_equal(page_of_question(s, STR("b")), 0);
    assert_int_equal(page_of_question(s, STR("m.r")), 1);
    assert_int_equal(page_of_question(s, STR("c")), 1);
    assert_int_equal(page_of_question(s, STR("nothing")), 0);
    struct survey_definition *by_pages;
    assert_int_equal(survey_with("\"show\":\"pages\",", "{\"id\":\"a\",\"type\":\"nps\"," T "}", false, &by_pages), ERR_NONE);
    assert_int_equal(by_pages->show, SHOW_PAGES);
    assert_int_equal(by_pages->pages_count, 1);
    assert_survey_refused_with("\"show\":\"one_page\",", "{\"id\":\"a\",\"type\":\"nps\"," T "}", "unknown_value", "show");
    assert_survey_refused("{\"id\":\"a\",\"type\":\"nps\",\"new_page\":1," T "}", "not_a_boolean", "questions[0].new_page");
}

static void only_what_is_known_is_put_into_texts(void **state)
{
    (void)state;
    const char *const after = "{\"id\":\"a\",\"type\":\"consent\"," T "},{\"id\":\"k\",\"type\":\"choice\"," KINDS "," T "},%s";
    static const char *const right[] = {"{\"id\":\"b\",\"type\":\"text\",\"text\":{\"en\":\"So, {{ answers.k "
                                        "}}?\"},\"hint\":{\"en\":\"{{attributes.x}} {{customer.name}}\"}}",
                                        "{\"id\":\"b\",\"type\":\"text\",\"text\":{\"en\":\"}} and {{ are no names\"}}"};
    static const char *const wrong[][2] = {
        {"{\"id\":\"b\",\"type\":\"text\",\"text\":{\"en\":\"{{answers.b}}\"}}", "questions[2].text.en"}, /* itself */
        {"{\"id\":\"b\",\"type\":\"text\",\"text\":{\"en\":\"{{answers.a}}\"}}", "questions[2].text.en"}, /* a box to tick has no words */
        {"{\"id\":\"b\",\"type\":\"text\"," T ",\"hint\":{\"en\":\"{{name}}\"}}", "questions[2].hint.en"},
        {"{\"id\":\"b\",\"type\":\"choice\"," T
         ",\"choices\":[{\"id\":\"x\",\"text\":{\"en\":\"{{answers.c}}\"}}]},{\"id\":\"c\",\"type\":\"text\"," T "}",
         "questions[2].choices[0].text.en"}}; /* what is asked later */
    for (size_t i = 0; i < 2; i++)
        good(arena_printf(arena, after, right[i]));
    for (size_t i = 0; i < 4; i++)
        assert_survey_refused(arena_printf(arena, after, wrong[i][0]), "unknown_field", wrong[i][1]);
    assert_survey_refused_with("\"thanks\":{\"good\":{\"en\":\"Bye {{customer.name}}\"}},", arena_printf(arena, after, right[1]),
                               "unknown_field", "thanks.good");
    struct survey_definition *draft;
    assert_int_equal(survey_with("", arena_printf(arena, after, wrong[2][0]), true, &draft), ERR_NONE);
}

static void calculations_name_numbers(void **state)
{
    (void)state;
    const char *const after =
        "{\"id\":\"t\",\"type\":\"text\"," T "},{\"id\":\"n\",\"type\":\"number\"," T "},{\"id\":\"p\",\"type\":\"choice\","
        "\"choices\":[{\"id\":\"x\"," T "}]," T "},%s";
    static const char *const wrong[][3] = {
        {"{\"id\":\"c\",\"type\":\"calculated\"," T "}", "not_an_object", "questions[3].calculate"},
        {"{\"id\":\"c\",\"type\":\"calculated\",\"calculate\":{}," T "}", "required", "questions[3].calculate"},
        {"{\"id\":\"c\",\"type\":\"calculated\",\"calculate\":{\"max\":[\"n\"]}," T "}", "unknown_field", "questions[3].calculate.max"},
        {"{\"id\":\"c\",\"type\":\"calculated\",\"calculate\":{\"sum\":[]}," T "}", "not_a_list", "questions[3].calculate.sum"},
        {"{\"id\":\"c\",\"type\":\"calculated\",\"calculate\":{\"sum\":[\"n\",\"c\"]}," T "}", "unknown_question",
         "questions[3].calculate.sum[1]"},
        {"{\"id\":\"c\",\"type\":\"calculated\",\"calculate\":{\"sum\":[\"t\"]}," T "}", "not_a_number", "questions[3].calculate.sum[0]"},
        {"{\"id\":\"c\",\"type\":\"calculated\",\"calculate\":{\"sum\":[\"p\"]}," T "}", "not_a_number", "questions[3].calculate.sum[0]"},
        {"{\"id\":\"c\",\"type\":\"calculated\",\"required\":true,\"calculate\":{\"sum\":[\"n\"]}," T "}", "not_for_type",
         "questions[3].required"},
        {"{\"id\":\"c\",\"type\":\"number\",\"calculate\":{\"sum\":[\"n\"]}," T "}", "not_for_type", "questions[3].calculate"},
        {"{\"id\":\"h\",\"type\":\"hidden\",\"required\":true," T "}", "not_for_type", "questions[3].required"},
        {"{\"id\":\"k\",\"type\":\"ranking\",\"choices\":[{\"id\":\"x\"," T ",\"score\":1},{\"id\":\"y\"," T "}]," T "}", "not_for_type",
         "questions[3].choices[0].score"}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_survey_refused(arena_printf(arena, after, wrong[i][0]), wrong[i][1], wrong[i][2]);
    struct survey_definition *draft; /* what is begun can be kept and looked at */
    assert_int_equal(survey_with("", arena_printf(arena, after, wrong[3][0]), true, &draft), ERR_NONE);
}

/* ---- answers ---- */

#define NUMBERS                                                                                                                            \
    "{\"id\":\"ease\",\"type\":\"ces\"," T "},{\"id\":\"kind\",\"type\":\"choice\"," KINDS "," T                                           \
    "},{\"id\":\"m\",\"type\":\"matrix\",\"cell\":\"rating\"," FIVE ",\"rows\":[{\"id\":\"a\"," T "},{\"id\":\"b\"," T "}]," T             \
    "},{\"id\":\"c\",\"type\":\"calculated\",\"calculate\":{\"mean\":[\"ease\",\"kind\",\"m\"]}," T                                        \
    "},{\"id\":\"d\",\"type\":\"calculated\",\"calculate\":{\"sum\":[\"c\",\"m.b\"]},"                                                     \
    "\"show_if\":{\"field\":\"answers.c\",\"op\":\"ge\",\"value\":3}," T "},{\"id\":\"h\",\"type\":\"hidden\"," T "}"

static enum err answer_numbers(const char *answers, struct response_given *given)
{
    static struct survey_version version;
    version = (struct survey_version){.survey_id = 1, .version = 1, .definition = good(NUMBERS)};
    *given = (struct response_given){.version = &version};
    return response_check_answers(tree_of(answers), arena, given, &why);
}

static void assert_numbers(const char *answers, const char *expected)
{
    assert_answers(good(NUMBERS), answers, expected);
}

static void numbers_are_calculated(void **state)
{
    (void)state;
    struct response_given given;
    /* (6 + 4 + 2 + 4) / 4 = 4, and 4 + 4 */
    assert_numbers("{\"ease\":6,\"kind\":\"bike\",\"m.a\":2,\"m.b\":4}",
                   "{\"ease\":6,\"kind\":\"bike\",\"m.a\":2,\"m.b\":4,\"c\":4,\"d\":8}");
    /* skis are worth nothing: they are left out, as what was not answered; below 3 there is no d */
    assert_numbers("{\"ease\":2,\"kind\":\"skis\",\"m.b\":3,\"h\":\"spring\"}",
                   "{\"ease\":2,\"kind\":\"skis\",\"m.b\":3,\"c\":2.5,\"h\":\"spring\"}");
    assert_numbers("{}", "{}");
    assert_int_equal(answer_numbers("{\"ease\":6,\"c\":6}", &given), ERR_INVALID);
    assert_string_equal(why.slug, "calculated");
    assert_string_equal(why.field, "answers.c");
    char long_value[230];
    snprintf(long_value, sizeof long_value, "{\"h\":\"%0201d\"}", 0);
    assert_int_equal(answer_numbers(long_value, &given), ERR_INVALID);
    assert_string_equal(why.field, "answers.h");
    /* Nobody left anything out by not seeing them. */
    assert_int_equal(answer_numbers("{\"ease\":6,\"kind\":\"bike\",\"m.a\":2,\"m.b\":4}", &given), ERR_NONE);
    assert_true(given.complete);
}

/* ---- from page to page ---- */

#define PAGES                                                                                                                              \
    "{\"id\":\"h\",\"type\":\"hidden\"," T "},{\"id\":\"r\",\"type\":\"nps\",\"required\":true," T                                         \
    "},{\"id\":\"t\",\"type\":\"text\",\"length_max\":3," T                                                                                \
    "},{\"id\":\"poor\",\"type\":\"story\",\"new_page\":true,\"show_if\":{\"field\":\"answers.r\",\"op\":\"le\",\"value\":6}," T           \
    "},{\"id\":\"c\",\"type\":\"calculated\",\"new_page\":true,\"calculate\":{\"sum\":[\"r\"]}," T                                         \
    "},{\"id\":\"last\",\"type\":\"text\",\"new_page\":true,\"required\":true,\"text\":{\"en\":\"You said {{answers.r}}, {{answers.c}} "   \
    "and {{answers.t}}\"}}"

static struct page_pair pairs[16];
static struct page_pairs form;

static void put(const char *name, const char *value)
{
    pairs[form.count++] = (struct page_pair){str_of(name), str_of(value)};
}

static void form_begin(const char *page, const char *go)
{
    form = (struct page_pairs){pairs, 0};
    put("page", page);
    put("go", go);
}

static bool turn(struct page_form *read)
{
    bool there;
    const struct survey_definition *survey = good(PAGES);
    assert_int_equal(page_read_form(survey, &form, STR("en"), STR("fresh"), arena, read), ERR_NONE);
    assert_int_equal(page_turn(survey, read, arena, &there), ERR_NONE);
    return there;
}

static void pages_are_turned(void **state)
{
    (void)state;
    struct page_form read;
    form_begin("1", "next");
    assert_true(turn(&read)); /* what must be answered keeps it on its page; what later pages want does not */
    assert_int_equal(read.page, 0);
    assert_int_equal(read.faults_count, 1);
    assert_string_equal(read.faults[0].field, "answers.r");
    form_begin("1", "next");
    put("r", "9");
    put("t", "four");
    assert_true(turn(&read));
    assert_int_equal(read.page, 0);
    assert_string_equal(read.faults[0].slug, "too_long");
    form_begin("1", "next");
    put("r", "9");
    assert_true(turn(&read)); /* over the page that nobody content sees, and over the one that only calculates */
    assert_int_equal(read.page, 3);
    assert_int_equal(read.faults_count, 0);
    assert_true(str_is(read.left_at, "last"));
    form_begin("1", "next");
    put("r", "3");
    assert_true(turn(&read));
    assert_int_equal(read.page, 1);
    form_begin("4", "back");
    put("r", "9");
    assert_true(turn(&read));
    assert_int_equal(read.page, 0);
    assert_int_equal(read.faults_count, 0); /* nobody is kept from going back */
    form_begin("1", "back");
    assert_true(turn(&read));
    assert_int_equal(read.page, 0);
    form_begin("4", "next"); /* nothing follows: it is sent */
    put("r", "9");
    assert_false(turn(&read));
    assert_string_equal(read.faults[0].field, "answers.last");
    assert_int_equal(page_of_faults(good(PAGES), &read, 0), 3);
    form_begin("99", "elsewhere");
    assert_false(turn(&read));
    assert_int_equal(read.page, 0);
}

static void one_page_of_the_document_is_seen(void **state)
{
    (void)state;
    struct workspace workspace = {.id = 1, .slug = STR("askel"), .name = STR("Askel")};
    struct buf out = buf_new(PAGE_HTML_MAX);
    form_begin("1", "next");
    put("r", "9");
    put("t", "<i>");
    struct page_view view = {.workspace = &workspace,
                             .survey = good(PAGES),
                             .version = 1,
                             .language = STR("en"),
                             .submission_key = STR("k"),
                             .values = &form,
                             .posted = true,
                             .page = 3,
                             .arena = arena};
    page_write_survey(&view, &out);
    assert_non_null(strstr(out.at, "<div class=\"sheet\" data-page=\"1\" hidden>"));
    assert_non_null(strstr(out.at, "<div class=\"sheet\" data-page=\"4\">"));
    assert_non_null(strstr(out.at, "id=\"length\">Page 2 of 2</span>"));
    assert_non_null(strstr(out.at, "You said <span data-pipe=\"answers.r\">9</span>, <span data-pipe=\"answers.c\">9</span> and "
                                   "<span data-pipe=\"answers.t\">&lt;i&gt;</span>"));
    assert_non_null(strstr(out.at, "name=\"go\" value=\"back\">Back</button>"));
    assert_non_null(strstr(out.at, "<button id=\"go\">Send answer</button>"));
    assert_non_null(strstr(out.at, "name=\"page\" value=\"4\""));
    buf_free(&out);
    out = buf_new(PAGE_HTML_MAX);
    form = (struct page_pairs){pairs, 0};
    view.page = 0;
    page_write_survey(&view, &out);
    assert_non_null(strstr(out.at, "<button id=\"go\" name=\"go\" value=\"next\">Continue</button>"));
    assert_non_null(strstr(out.at, "data-pipe=\"answers.r\">…</span>"));
    assert_null(strstr(out.at, "Page 1 of"));
    buf_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(pages_begin_at_questions, sample_set_up, sample_tear_down),
        cmocka_unit_test_setup_teardown(only_what_is_known_is_put_into_texts, sample_set_up, sample_tear_down),
        cmocka_unit_test_setup_teardown(calculations_name_numbers, sample_set_up, sample_tear_down),
        cmocka_unit_test_setup_teardown(numbers_are_calculated, sample_set_up, sample_tear_down),
        cmocka_unit_test_setup_teardown(pages_are_turned, sample_set_up, sample_tear_down),
        cmocka_unit_test_setup_teardown(one_page_of_the_document_is_seen, sample_set_up, sample_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
