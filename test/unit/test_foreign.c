/* What the readers of other tools' survey files share: names, texts without markup, notes, conditions put together, a whole definition. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "foreign/foreign.h"

#include <stdio.h>

static struct foreign foreign;

static int set_up(void **state)
{
    static const char *const languages[] = {"en", "fi"};
    (void)state;
    foreign = (struct foreign){.arena = arena_new(1 << 24)};
    foreign.notes = json_array();
    foreign.names = json_object(), foreign.taken = json_object(), foreign.options = json_object();
    json_t *trees[] = {foreign.notes, foreign.names, foreign.taken, foreign.options};
    for (size_t i = 0; i < 4; i++)
        if (json_keep(foreign.arena, trees[i]) != ERR_NONE)
            return 1;
    return foreign_begin(&foreign, languages, 2) != ERR_NONE;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(foreign.arena);
    return 0;
}

static void assert_text(struct str text, const char *expected)
{
    if (!str_is(text, expected))
        fail_msg("\"%.*s\" is not \"%s\"", STR_ARGS(text), expected);
}

static void an_id_is_made_of_any_name(void **state)
{
    (void)state;
    assert_text(foreign_id(&foreign, foreign.taken, STR("Q1.2 Überall")), "q1_2_uberall");
    assert_text(foreign_id(&foreign, foreign.taken, STR("Q1.2 überall")), "q1_2_uberall_2");
    assert_text(foreign_id(&foreign, foreign.taken, STR("Straße, ø & æ")), "strasse_o_ae");
    assert_text(foreign_id(&foreign, foreign.taken, STR("7th")), "q7th");
    assert_text(foreign_id(&foreign, foreign.taken, STR("Вопрос")), "vopros");
    assert_text(foreign_id(&foreign, foreign.taken, STR("...")), "q");
    assert_text(foreign_id(&foreign, foreign.taken, STR("")), "q_2");
    assert_text(foreign_id(&foreign, foreign.taken, STR("\xff\xfe")), "q_3");
    struct str forty = STR("a_name_of_exactly_forty_letters_and_marks");
    forty.length = 40;
    assert_text(foreign_id(&foreign, foreign.taken, forty), "a_name_of_exactly_forty_letters_and_mark");
    assert_text(foreign_id(&foreign, foreign.taken, forty), "a_name_of_exactly_forty_letters_and_ma_2");
}

static void markup_falls_away_and_words_stay(void **state)
{
    static const struct {
        const char *html, *plain;
    } rows[] = {
        {"How old are you?", "How old are you?"},
        {"  How   <b>old</b> are&nbsp;you? ", "How old are you?"},
        {"<p>One</p>\n<p>Two<br/>three</p>", "One\n\nTwo\nthree"},
        {"K&auml;ynti &amp; p&#228;iv&#xE4; &lt;b&gt;", "Käynti & päivä <b>"},
        {"age < 5 and > 3", "age < 5 and > 3"},
        {"a<script>alert('<b>')</script>b<style>p{}</style>c", "abc"},
        {"a<!-- <b>hidden</b> -->b", "ab"},
        {"<img src=\"x>y\" onerror='z'>words", "words"},
        {"one\ntwo", "one\ntwo"},
        {"a\x1b[31mred\x07", "a[31mred"},
        {"caf\xc3\xa9 \xff\xc3", "café"},
        {"<div></div>", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_text(foreign_plain(&foreign, str_of(rows[i].html)), rows[i].plain);
}

static void a_note_steers_no_terminal(void **state)
{
    (void)state;
    foreign_note(&foreign, STR("Q\x1b[2J\xe2\x80\xae evil"), FOREIGN_LOST, "type_unknown", "No such %s.", "th\xc2\x9bing");
    const json_t *note = json_array_get(foreign.notes, 0);
    assert_text(json_str(json_object_get(note, "question")), "Q[2J  evil");
    assert_text(json_str(json_object_get(note, "what")), "lost");
    assert_text(json_str(json_object_get(note, "why")), "No such thing.");
    for (int i = 0; i < FOREIGN_NOTES_MAX + 5; i++)
        foreign_note(&foreign, STR("q"), FOREIGN_CHANGED, "c", "w");
    assert_int_equal(json_array_size(foreign.notes), FOREIGN_NOTES_MAX);
    assert_int_equal(foreign.notes_left_off, 6);
}

static json_t *leaf(const char *id)
{
    return json_pack("{s:s,s:s}", "field", id, "op", "answered");
}

static void conditions_hold_together(void **state)
{
    (void)state;
    json_t *question = foreign_question(&foreign, STR("Q1"), "text");
    assert_true(foreign_show_if(question, leaf("answers.a")));
    assert_true(foreign_show_if(question, leaf("answers.b")));
    assert_true(foreign_show_if(question, json_pack("{s:[o,o]}", "all", leaf("answers.c"), leaf("answers.d"))));
    assert_int_equal(json_array_size(json_object_get(json_object_get(question, "show_if"), "all")), 4);
    json_t *many = json_array();
    for (int i = 0; i < 60; i++)
        json_array_append_new(many, leaf("answers.e"));
    assert_false(foreign_show_if(question, json_pack("{s:o}", "any", many))); /* 1 + 4 + 1 + 60 = 66 nodes */
    assert_int_equal(json_array_size(json_object_get(json_object_get(question, "show_if"), "all")), 4);
    json_t *deep = leaf("answers.f");
    for (int i = 0; i < 9; i++)
        deep = json_pack("{s:o}", "not", deep);
    assert_false(foreign_show_if(foreign_question(&foreign, STR("Q2"), "text"), deep));
}

static void options_have_ids_of_their_values(void **state)
{
    (void)state;
    json_t *question = foreign_question(&foreign, STR("Q1"), "choice");
    struct str id = foreign_known(&foreign, STR("Q1"));
    assert_text(id, "q1");
    assert_non_null(foreign_option(&foreign, question, "choices", STR("1")));
    assert_non_null(foreign_option(&foreign, question, "choices", STR("Item 1")));
    assert_non_null(foreign_option(&foreign, question, "choices", STR("item-1")));
    assert_null(foreign_option(&foreign, question, "choices", STR("1")));
    assert_text(foreign_option_known(&foreign, id, "choices", STR("1")), "1");
    assert_text(foreign_option_known(&foreign, id, "choices", STR("Item 1")), "item_1");
    assert_text(foreign_option_known(&foreign, id, "choices", STR("item-1")), "item_1_2");
    assert_null(foreign_option_known(&foreign, id, "rows", STR("1")).at);
    for (int i = 3; i < FOREIGN_OPTIONS_MAX; i++)
        assert_non_null(foreign_option(&foreign, question, "choices", str_of(arena_printf(foreign.arena, "v%d", i))));
    assert_null(foreign_option(&foreign, question, "choices", STR("one too many")));
}

static void a_question_taken_back_is_unknown(void **state)
{
    (void)state;
    foreign_question(&foreign, STR("Q1"), "text");
    foreign_question_drop(&foreign, foreign_question(&foreign, STR("Q2"), "statement"));
    assert_null(foreign_known(&foreign, STR("Q2")).at);
    assert_int_equal(json_array_size(foreign.questions), 1);
    foreign_question(&foreign, STR("Q2"), "text");
    assert_text(foreign_known(&foreign, STR("Q2")), "q2");
}

static bool keep(void *context, json_t *response)
{
    *(json_t **)context = json_incref(response);
    return true;
}

/* What a reader puts there is piping; what only looks like it is words. */
static void braces_of_the_file_are_words(void **state)
{
    static const struct {
        const char *text, *expected;
    } texts[] = {
        {"You said {{answers.visit}} in {{attributes.branch}}.", "You said {{answers.visit}} in {{attributes.branch}}."},
        {"{{answers.nobody}} {{customer.name}} {{", "({answers.nobody}} ({customer.name}} ({"},
        {"{{answers.visit", "({answers.visit"},
    };
    (void)state;
    json_t *question = foreign_question(&foreign, STR("visit"), "text");
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        foreign_text(&foreign, question, "text", "en", str_of(texts[i].text));
        assert_text(json_str(json_object_get(json_object_get(question, "text"), "en")), texts[i].expected);
    }
}

static void a_definition_is_made_whole(void **state)
{
    json_t *told = NULL;
    (void)state;
    json_t *question = foreign_question(&foreign, STR("Wie alt?"), "choice");
    foreign_text(&foreign, question, "hint", "fi", STR("<b>Vihje</b>"));
    foreign_text(&foreign, question, "hint", "de", STR("nicht gefragt"));
    foreign_option(&foreign, question, "choices", STR("A"));
    foreign.response = keep, foreign.context = &told;
    assert_true(foreign_answer(&foreign, json_pack("{s:{}}", "answers")));
    assert_non_null(told);
    json_decref(told);
    assert_text(json_str(json_object_get(json_object_get(foreign.definition, "title"), "fi")), "Survey");
    assert_text(json_str(json_object_get(json_object_get(question, "text"), "en")), "Wie alt?");
    assert_text(json_str(json_object_get(json_object_get(question, "hint"), "en")), "Vihje");
    assert_null(json_object_get(json_object_get(question, "hint"), "de"));
    json_t *choice = json_array_get(json_object_get(question, "choices"), 0);
    assert_text(json_str(json_object_get(json_object_get(choice, "text"), "en")), "A");
    assert_null(json_object_get(choice, "value"));
}

static void the_survey_is_full_at_two_hundred(void **state)
{
    (void)state;
    for (int i = 0; i < FOREIGN_QUESTIONS_MAX; i++)
        assert_non_null(foreign_question(&foreign, STR("Q"), "text"));
    assert_null(foreign_question(&foreign, STR("Q"), "text"));
    assert_text(json_str(json_object_get(json_array_get(foreign.notes, 0), "code")), "too_many_questions");
}

static void languages_are_told_by_their_codes(void **state)
{
    (void)state;
    assert_text(foreign_language(&foreign, STR("fi")), "fi");
    assert_text(foreign_language(&foreign, STR("FI_fi")), "fi");
    assert_text(foreign_language(&foreign, STR("pt-BR")), "pt");
    assert_null(foreign_language(&foreign, STR("default")).at);
    assert_null(foreign_language(&foreign, STR("x")).at);
    assert_null(foreign_language(&foreign, STR("")).at);
}

static void bytes_of_no_format_are_refused(void **state)
{
    struct foreign other = {.arena = foreign.arena, .bytes = STR("hello")};
    struct fault why = {0};
    (void)state;
    assert_int_equal(foreign_read(&other, &why), ERR_INVALID);
    assert_string_equal(why.slug, "unknown_format");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_id_is_made_of_any_name, set_up, tear_down),
        cmocka_unit_test_setup_teardown(markup_falls_away_and_words_stay, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_note_steers_no_terminal, set_up, tear_down),
        cmocka_unit_test_setup_teardown(conditions_hold_together, set_up, tear_down),
        cmocka_unit_test_setup_teardown(options_have_ids_of_their_values, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_question_taken_back_is_unknown, set_up, tear_down),
        cmocka_unit_test_setup_teardown(braces_of_the_file_are_words, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_definition_is_made_whole, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_survey_is_full_at_two_hundred, set_up, tear_down),
        cmocka_unit_test_setup_teardown(languages_are_told_by_their_codes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(bytes_of_no_format_are_refused, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
