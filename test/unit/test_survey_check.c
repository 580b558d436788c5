#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "sample.h"

#include "listen/condition_possible.h"
#include "listen/survey_check.h"
#include "listen/survey_library.h"
#include "listen/survey_trial.h"

#include <stdio.h>

/* Questions enough for every kind of comparison. Texts are in English alone unless a test wants more. */
#define T "\"text\":{\"en\":\"?\"}"
#define CHOICES                                                                                                                            \
    "\"choices\":[{\"id\":\"a\",\"text\":{\"en\":\"A\"}},{\"id\":\"b\",\"text\":{\"en\":\"B\"}},{\"id\":\"c\",\"text\":{\"en\":\"C\"},"    \
    "\"exclusive\":true}]"
#define CHOICES_PLAIN "\"choices\":[{\"id\":\"a\",\"text\":{\"en\":\"A\"}},{\"id\":\"b\",\"text\":{\"en\":\"B\"}}]"
#define EARLIER                                                                                                                            \
    "{\"id\":\"r\",\"type\":\"nps\"," T "},{\"id\":\"must\",\"type\":\"csat\",\"required\":true," T "},"                                   \
    "{\"id\":\"one\",\"type\":\"choice\"," T "," CHOICES_PLAIN "},{\"id\":\"many\",\"type\":\"choices\"," T "," CHOICES ",\"most\":2},"    \
    "{\"id\":\"felt\",\"type\":\"emotion\"," T "},{\"id\":\"n\",\"type\":\"number\",\"low\":0,\"high\":10," T "},"                         \
    "{\"id\":\"why\",\"type\":\"story\"," T "},{\"id\":\"low\",\"type\":\"text\"," T                                                       \
    ",\"show_if\":{\"field\":\"answers.r\",\"op\":\"le\",\"value\":6}}"

static const char *with(const char *more)
{
    return arena_printf(arena, "{\"slug\":\"s\",\"title\":{\"en\":\"S\"},\"languages\":[\"en\"],\"questions\":[" EARLIER "%s%s]}",
                        *more ? "," : "", more);
}

static struct survey_definition *definition(const char *text)
{
    struct survey_definition *survey;
    struct fault why = {0};
    if (survey_read(arena, tree_of(text), true, &survey, &why) != ERR_NONE)
        fail_msg("%s: %s", why.field, why.detail);
    return survey;
}

static enum possible possible(const char *condition, bool by_logic)
{
    char more[2000];
    enum possible found;
    int64_t steps = POSSIBLE_STEPS_ALL;
    snprintf(more, sizeof more, "{\"id\":\"it\",\"type\":\"story\"," T ",\"show_if\":%s}", condition);
    struct survey_definition *survey = definition(with(more));
    const struct possible_question asked = {survey, survey_question(survey, STR("it"))->condition, false, by_logic, STR("")};
    assert_int_equal(condition_possible(&asked, &steps, &found), ERR_NONE);
    return found;
}

#define LEAF(field, op, value) "{\"field\":\"" field "\",\"op\":\"" op "\",\"value\":" value "}"
#define BARE(field, op) "{\"field\":\"" field "\",\"op\":\"" op "\"}"
#define ALL(a, b) "{\"all\":[" a "," b "]}"

static void test_possible(void **state)
{
    (void)state;
    static const struct {
        const char *condition;
        enum possible alone, together;
    } cases[] = {
        {LEAF("answers.r", "le", "6"), POSSIBLE_YES, POSSIBLE_YES},
        {LEAF("answers.r", "gt", "10"), POSSIBLE_NO, POSSIBLE_NO},
        {LEAF("answers.r", "eq", "4.5"), POSSIBLE_NO, POSSIBLE_NO},
        {LEAF("answers.r", "eq", "\"4\""), POSSIBLE_NO, POSSIBLE_NO},
        {ALL(LEAF("answers.r", "gt", "6"), LEAF("answers.r", "lt", "7")), POSSIBLE_NO, POSSIBLE_NO},
        {ALL(LEAF("answers.r", "ge", "6"), LEAF("answers.r", "lt", "7")), POSSIBLE_YES, POSSIBLE_YES},
        {"{\"not\":" LEAF("answers.r", "ge", "0") "}", POSSIBLE_YES, POSSIBLE_YES},   /* without an answer */
        {"{\"not\":" LEAF("answers.must", "ge", "1") "}", POSSIBLE_YES, POSSIBLE_NO}, /* which must be given */
        {BARE("answers.must", "not_answered"), POSSIBLE_YES, POSSIBLE_NO},
        {LEAF("answers.one", "eq", "\"z\""), POSSIBLE_NO, POSSIBLE_NO},
        {ALL(LEAF("answers.one", "ne", "\"a\""), LEAF("answers.one", "ne", "\"b\"")), POSSIBLE_YES, POSSIBLE_YES},
        {"{\"all\":[" LEAF("answers.one", "ne", "\"a\"") "," LEAF("answers.one", "ne", "\"b\"") "," BARE("answers.one", "answered") "]}",
         POSSIBLE_NO, POSSIBLE_NO},
        {ALL(LEAF("answers.many", "contains", "\"a\""), LEAF("answers.many", "contains", "\"b\"")), POSSIBLE_YES, POSSIBLE_YES},
        {ALL(LEAF("answers.many", "contains", "\"a\""), LEAF("answers.many", "contains", "\"c\"")), POSSIBLE_NO, POSSIBLE_NO},
        {LEAF("answers.many", "eq", "\"a\""), POSSIBLE_NO, POSSIBLE_NO}, /* a list is equal to nothing */
        {ALL(LEAF("answers.felt", "contains", "\"joy\""), LEAF("answers.felt", "contains", "\"hurry\"")), POSSIBLE_YES, POSSIBLE_YES},
        {LEAF("answers.felt.strongest", "eq", "\"glee\""), POSSIBLE_NO, POSSIBLE_NO},
        {LEAF("answers.felt.all.joy", "ge", "6"), POSSIBLE_NO, POSSIBLE_NO},
        {ALL(LEAF("answers.n", "gt", "3"), LEAF("answers.n", "lt", "3.5")), POSSIBLE_YES, POSSIBLE_YES},
        {LEAF("answers.n", "gt", "10"), POSSIBLE_NO, POSSIBLE_NO},
        {ALL(LEAF("answers.why", "contains", "\"late\""), "{\"not\":" LEAF("answers.why", "contains", "\"rude\"") "}"), POSSIBLE_YES,
         POSSIBLE_YES},
        {ALL(LEAF("answers.why", "eq", "\"late\""), LEAF("answers.why", "contains", "\"rude\"")), POSSIBLE_NO, POSSIBLE_NO},
        {ALL(LEAF("attributes.x", "eq", "\"gold\""), LEAF("attributes.x", "eq", "\"tin\"")), POSSIBLE_NO, POSSIBLE_NO},
        {ALL(LEAF("attributes.x", "eq", "\"gold\""), LEAF("attributes.y", "eq", "\"tin\"")), POSSIBLE_YES, POSSIBLE_YES},
        {ALL(LEAF("answers.r", "ge", "9"), BARE("answers.low", "answered")), POSSIBLE_YES, POSSIBLE_NO}, /* "low" is shown to 6 at most */
        {ALL(LEAF("answers.r", "le", "3"), BARE("answers.low", "answered")), POSSIBLE_YES, POSSIBLE_YES},
        {"{\"any\":[]}", POSSIBLE_NO, POSSIBLE_NO},
        {"{\"all\":[]}", POSSIBLE_YES, POSSIBLE_YES},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (possible(cases[i].condition, false) != cases[i].alone)
            fail_msg("alone: %s", cases[i].condition);
        if (possible(cases[i].condition, true) != cases[i].together)
            fail_msg("together: %s", cases[i].condition);
    }
}

static struct survey_check *checked(const char *text)
{
    struct survey_check *check;
    assert_int_equal(survey_check(tree_of(text), arena, &check), ERR_NONE);
    return check;
}

/* The findings as "code field about", a line each. */
static const char *findings(const struct survey_check *check)
{
    struct buf lines = buf_new(20000);
    for (size_t i = 0; i < check->findings_count; i++) {
        assert_true(strlen(check->findings[i].detail) > 20);
        buf_printf(&lines, "%s %s %.*s\n", check->findings[i].code, check->findings[i].field, STR_ARGS(check->findings[i].about));
    }
    const char *text = arena_text(arena, lines.length ? lines.at : "", lines.length);
    buf_free(&lines);
    return text;
}

static void assert_finds(const char *question, const char *expected)
{
    assert_string_equal(findings(checked(with(question))), expected);
}

static void test_findings(void **state)
{
    (void)state;
#define IT(rest) "{\"id\":\"it\",\"type\":\"story\"," rest "}"
    assert_finds("", "");
    assert_finds(IT(T ",\"show_if\":" LEAF("answers.r", "le", "6")), "");
    assert_finds(IT(T ",\"show_if\":" ALL(LEAF("answers.r", "gt", "6"), LEAF("answers.r", "lt", "7"))),
                 "never_shown questions[8].show_if \n");
    assert_finds(IT(T ",\"show_if\":" ALL(LEAF("answers.r", "ge", "9"), BARE("answers.low", "answered"))),
                 "never_shown_by_logic questions[8].show_if \n");
    assert_finds(IT(T ",\"show_if\":" LEAF("answers.one", "eq", "\"z\"")), "unknown_choice questions[8].show_if one\n");
    assert_finds(IT(T ",\"show_if\":" LEAF("answers.r", "gt", "10")), "never_true questions[8].show_if r\n");
    assert_finds(IT(T ",\"show_if\":" LEAF("answers.must", "ge", "1")), "always_shown questions[8].show_if \n");
    assert_finds(IT(T ",\"required\":true,\"show_if\":" LEAF("answers.r", "le", "6")), "required_skipped questions[8].show_if r\n");
    assert_finds(IT(T ",\"required\":true,\"show_if\":" LEAF("answers.must", "le", "2")), "");
    assert_finds(IT(T ",\"required\":true,\"show_if\":" LEAF("answers.r", "ne", "6")), "");
    assert_finds(IT("\"text\":{\"en\":\"You gave {{answers.r}}.\"}"), "pipe_may_be_empty questions[8].text r\n");
    assert_finds(IT("\"text\":{\"en\":\"You gave {{answers.must}}.\"}"), "");
    assert_finds(IT("\"text\":{\"en\":\"You gave {{answers.r}}.\"},\"show_if\":" BARE("answers.r", "answered")), "");
    assert_finds(IT("\"text\":{\"en\":\"You gave {{answers.nothing}}.\"}"), "unknown_field questions[8].text.en \n");
    assert_finds("{\"id\":\"it\",\"type\":\"choice\"," T
                 ",\"choices\":[{\"id\":\"a\",\"text\":{\"en\":\"Yes\"}},{\"id\":\"b\",\"text\":{\"en\":\"Yes \"}}]}",
                 "same_choice questions[8].choices[1].text.en Yes\n");
    assert_string_equal(findings(checked("{\"slug\":\"s\",\"title\":{\"en\":\"S\"},\"languages\":[\"en\"],\"questions\":[]}")),
                        "wrong_count questions \n");
    assert_string_equal(
        findings(checked("{\"slug\":\"s\",\"title\":{\"en\":\"S\"},\"languages\":[\"en\"],\"questions\":[{\"id\":\"A\"}]}")),
        "not_an_id questions[0].id \n");
    assert_string_equal(findings(checked("{\"slug\":\"s\",\"title\":{\"en\":\"S\"},\"languages\":[\"en\"],\"questions\":[" EARLIER
                                         "],\"quotas\":[{\"id\":\"q\",\"limit\":5,\"where\":" LEAF("answers.r", "gt", "10") "}]}")),
                        "quota_never quotas[0].where q\n");
}

/* What every round asks is looked at once, under the name and at the place that whoever wrote it knows. */
static void test_findings_in_groups(void **state)
{
    (void)state;
#define VISITS(questions) "{\"id\":\"visits\",\"type\":\"group\",\"least\":1,\"most\":4," T ",\"questions\":[" questions "]}"
#define EASE "{\"id\":\"ease\",\"type\":\"ces\"," T "}"
#define IN(rest) "{\"id\":\"in\",\"type\":\"story\"," rest "}"
    assert_finds(VISITS(EASE "," IN("\"required\":true," T)), "");
    assert_finds(VISITS(EASE "," IN(T ",\"show_if\":" LEAF("answers.visits.ease", "le", "3"))), "");
    assert_finds(VISITS(EASE "," IN(T ",\"show_if\":" ALL(LEAF("answers.visits.ease", "le", "3"), LEAF("answers.visits.ease", "ge", "6")))),
                 "never_shown questions[8].questions[1].show_if \n");
    assert_finds(VISITS(EASE "," IN(T ",\"show_if\":" LEAF("answers.visits.ease", "gt", "7"))),
                 "never_true questions[8].questions[1].show_if visits.ease\n");
    assert_finds(VISITS(EASE "," IN("\"required\":true," T ",\"show_if\":" LEAF("answers.visits.ease", "le", "3"))),
                 "required_skipped questions[8].questions[1].show_if visits.ease\n");
    assert_finds(VISITS(EASE "," IN("\"text\":{\"en\":\"You gave {{answers.visits.ease}}.\"}")),
                 "pipe_may_be_empty questions[8].questions[1].text visits.ease\n");
    assert_finds("{\"id\":\"each\",\"type\":\"group\",\"for\":\"answers.many\"," T ",\"questions\":[" IN("\"required\":true," T) "]}", "");
    const struct survey_check *check = checked(with(VISITS(EASE "," IN(T ",\"show_if\":" LEAF("answers.visits.ease", "gt", "7")))));
    assert_true(str_is(check->findings[0].question, "visits.in"));
}

static void test_translations(void **state)
{
    (void)state;
    const struct survey_check *check = checked(
        "{\"slug\":\"s\",\"title\":{\"en\":\"S\",\"fi\":\"K\"},\"languages\":[\"en\",\"fi\"],\"questions\":["
        "{\"id\":\"a\",\"type\":\"nps\",\"text\":{\"en\":\"How did it all go?\",\"fi\":\"How did it all go?\"},\"hint\":{\"en\":\"H\"}},"
        "{\"id\":\"b\",\"type\":\"choice\",\"text\":{\"en\":\"B\"},\"choices\":[{\"id\":\"x\",\"text\":{\"en\":\"X\",\"fi\":\" \"}}]}]}");
    assert_int_equal(check->translations_count, 2);
    assert_int_equal(check->translations[0].texts, 5);
    assert_int_equal(check->translations[0].missing, 0);
    assert_string_equal(check->translations[0].next, "");
    assert_int_equal(check->translations[1].missing, 3);
    assert_string_equal(check->translations[1].next, "questions[0].hint.fi");
    assert_string_equal(findings(check), "untranslated questions[0].text.fi fi\n"); /* what is missing hides nothing else */
}

/* Sixty conditions about sixty answers: whatever comes of it, it ends, and says when it gave up. */
static void test_too_involved(void **state)
{
    (void)state;
    struct buf text = buf_new(1 << 20);
    buf_add_text(&text, "{\"slug\":\"s\",\"title\":{\"en\":\"S\"},\"languages\":[\"en\"],\"questions\":[");
    for (int i = 0; i < 60; i++)
        buf_printf(&text, "{\"id\":\"q%d\",\"type\":\"nps\"," T "},", i);
    buf_add_text(&text, "{\"id\":\"it\",\"type\":\"story\"," T ",\"show_if\":{\"all\":[");
    for (int i = 0; i < 30; i++) /* each can hold; together they cannot, which only trying all of them shows */
        buf_printf(&text, "%s{\"any\":[" LEAF("answers.q%d", "eq", "1") "," LEAF("answers.q%d", "eq", "2") "]}", i ? "," : "", i,
                   (i + 1) % 30);
    buf_add_text(&text, "]}}]}");
    const struct survey_check *check = checked(text.at);
    assert_true(check->findings_count <= 1);
    buf_free(&text);
}

/* ---- test run ---- */

static struct survey_trial trial_of(const char *text, int64_t runs, int64_t seed, struct survey_definition **survey)
{
    struct survey_trial trial;
    *survey = definition(text);
    assert_int_equal(survey_trial_run(*survey, runs, seed, arena, &trial), ERR_NONE);
    return trial;
}

static int64_t shown(const struct survey_definition *survey, const struct survey_trial *trial, const char *id)
{
    return trial->shown[question_index(survey, survey_question(survey, str_of(id)))];
}

static void test_trial(void **state)
{
    (void)state;
    struct survey_definition *survey;
    const struct survey_trial trial =
        trial_of(with("{\"id\":\"never\",\"type\":\"story\"," T ",\"show_if\":" LEAF(
                     "answers.r", "gt", "10") "},"
                                              "{\"id\":\"gold\",\"type\":\"story\"," T ",\"show_if\":" LEAF(
                                                  "attributes.tier", "eq", "\"gold\"") "},"
                                                                                       "{\"id\":\"exact\",\"type\":\"story\"," T
                                                                                       ",\"show_if\":" LEAF("answers.n", "eq", "7.25") "}"),
                 1000, 7, &survey);
    assert_int_equal(trial.invalid, 0);
    assert_int_equal(shown(survey, &trial, "r"), 1000);
    assert_int_equal(shown(survey, &trial, "never"), 0);
    /* 0.9 of runs answer, 7 of 11 scores are 6 or less: 572.7 expected, deviation 15.6; within five of them */
    assert_in_range(shown(survey, &trial, "low"), 495, 650);
    assert_in_range(shown(survey, &trial, "gold"), 600, 800);
    assert_in_range(shown(survey, &trial, "exact"), 350, 550);
    assert_true(trial.shortest.questions >= 7 && trial.shortest.questions < trial.longest.questions);
    assert_true(trial.longest.questions <= 10);
    assert_true(trial.seconds_low <= trial.seconds_middle && trial.seconds_middle <= trial.seconds_high);
}

static void test_trial_repeats(void **state)
{
    (void)state;
    struct survey_definition *survey;
    const struct survey_trial one = trial_of(with(""), 50, 3, &survey);
    const struct survey_trial same = trial_of(with(""), 50, 3, &survey), other = trial_of(with(""), 50, 4, &survey);
    size_t size = survey->questions_count * sizeof *one.shown;
    assert_memory_equal(one.shown, same.shown, size);
    assert_memory_not_equal(one.shown, other.shown, size);
}

/* Every type's random answer is one that the survey takes, whatever must be answered. */
static void test_trial_valid(void **state)
{
    (void)state;
#define M "\"required\":true," T
    static const char all[] =
        "{\"slug\":\"s\",\"title\":{\"en\":\"S\"},\"languages\":[\"en\"],\"questions\":["
        "{\"id\":\"a\",\"type\":\"expectation\",\"opt_outs\":[\"dont_know\"]," M "},{\"id\":\"b\",\"type\":\"emotion\"," M "},"
        "{\"id\":\"c\",\"type\":\"choices\",\"least\":2,\"most\":2," M "," CHOICES "},{\"id\":\"d\",\"type\":\"date\"," M "},"
        "{\"id\":\"e\",\"type\":\"time\"," M "},{\"id\":\"f\",\"type\":\"slider\",\"low\":-1,\"high\":1,\"step\":0.25," M "},"
        "{\"id\":\"g\",\"type\":\"ranking\",\"least\":2," M "," CHOICES_PLAIN "},{\"id\":\"h\",\"type\":\"sum\",\"total\":7," M
        "," CHOICES_PLAIN "},"
        "{\"id\":\"i\",\"type\":\"contact\",\"fields\":[\"name\",\"email\"]," M "},{\"id\":\"j\",\"type\":\"consent\"," M "},"
        "{\"id\":\"k\",\"type\":\"matrix\",\"cell\":\"choices\",\"opt_outs\":[\"not_applicable\"]," M "," CHOICES_PLAIN
        ",\"rows\":[{\"id\":\"x\",\"text\":{\"en\":\"X\"}},{\"id\":\"y\",\"text\":{\"en\":\"Y\"}}]},"
        "{\"id\":\"l\",\"type\":\"hidden\"," T "},{\"id\":\"m\",\"type\":\"calculated\",\"calculate\":{\"mean\":[\"a\",\"f\"]}," T "},"
        "{\"id\":\"o\",\"type\":\"story\",\"show_if\":" LEAF(
            "answers.m", "ge", "0") "," M "},{\"id\":\"p\",\"type\":\"statement\"," T "},"
                                    "{\"id\":\"q\",\"type\":\"matrix\",\"cell\":\"rating\",\"scale\":{\"low\":1,\"high\":9}," T
                                    ",\"rows\":[{\"id\":\"x\",\"text\":{\"en\":\"X\"}}]}]}";
    struct survey_definition *survey;
    const struct survey_trial trial = trial_of(all, 300, 1, &survey);
    assert_int_equal(trial.invalid, 0);
    assert_int_equal(shown(survey, &trial, "q"), 300);
    assert_in_range(shown(survey, &trial, "o"), 100, 299);
}

/* What the page promises: 5 seconds for a score, 8 for a voluntary story, nothing for what is not seen. */
static void test_seconds(void **state)
{
    (void)state;
    struct survey_definition *survey;
    const struct survey_trial trial = trial_of(
        "{\"slug\":\"s\",\"title\":{\"en\":\"S\"},\"languages\":[\"en\"],\"questions\":[{\"id\":\"a\",\"type\":\"nps\",\"required\":true," T
        "},{\"id\":\"h\",\"type\":\"hidden\"," T "},{\"id\":\"b\",\"type\":\"story\"," T ",\"show_if\":" LEAF("answers.a", "le", "6") "}]}",
        200, 1, &survey);
    assert_true(trial.shortest.seconds == 5 && trial.longest.seconds == 13);
    assert_true(trial.seconds_low == 5 && trial.seconds_middle == 13 && trial.seconds_high == 13); /* 7 of 11 scores lead to the story */
}

/* ---- library ---- */

static void test_trial_of_rounds(void **state)
{
    (void)state;
    struct survey_definition *survey;
    struct survey_trial trial = trial_of(with(VISITS(EASE "," IN(T))), 200, 3, &survey);
    const struct question *group = survey_question(survey, STR("visits"));
    size_t first = question_index(survey, survey_question(survey, STR("visits[1].ease"))),
           second = question_index(survey, survey_question(survey, STR("visits[2].ease")));
    assert_int_equal(trial.shown[first], trial.shown[question_index(survey, group)]); /* once a run, with four rounds too */
    assert_int_equal(trial.shown[second], 0);
    assert_true(trial.longest.questions > trial.shortest.questions + 2);
}

static void test_library(void **state)
{
    (void)state;
    assert_true(library_files_count >= 12);
    for (size_t i = 0; i < library_files_count; i++) {
        json_t *tree;
        struct survey_check *check;
        assert_int_equal(json_read(arena, (struct str){(const char *)library_files[i].text, library_files[i].length}, &tree, NULL),
                         ERR_NONE);
        const json_t *definition = json_object_get(tree, "definition");
        assert_int_equal(survey_check(definition, arena, &check), ERR_NONE);
        if (check->findings_count)
            fail_msg("%s:\n%s", library_files[i].name, findings(check));
        assert_int_equal(check->translations_count, 3);
        for (size_t l = 0; l < 3; l++)
            if (check->translations[l].missing)
                fail_msg("%s: %s", library_files[i].name, check->translations[l].next);
        struct survey_definition *survey;
        struct survey_trial trial;
        assert_int_equal(survey_read(arena, definition, false, &survey, NULL), ERR_NONE);
        assert_int_equal(survey_trial_run(survey, 300, 1, arena, &trial), ERR_NONE);
        assert_int_equal(trial.invalid, 0);
        for (size_t q = 0; q < survey->questions_count; q += 1 + survey->questions[q].parts_count)
            if (!trial.shown[q])
                fail_msg("%s: \"%s\" was never shown", library_files[i].name, survey->questions[q].id.at);
    }
    struct buf out = buf_new(8 << 20);
    assert_int_equal(survey_library_write(&out), ERR_NONE);
    assert_int_equal(json_array_size(json_object_get(tree_of(out.at), "items")), library_files_count);
    buf_free(&out);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, sample_set_up, sample_tear_down)
    const struct CMUnitTest tests[] = {TEST(test_possible),        TEST(test_findings),      TEST(test_findings_in_groups),
                                       TEST(test_trial_of_rounds), TEST(test_translations),  TEST(test_too_involved),
                                       TEST(test_trial),           TEST(test_trial_repeats), TEST(test_trial_valid),
                                       TEST(test_seconds),         TEST(test_library)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
