/* SurveyJS JSON: what of a survey comes over, what becomes something else, what is lost, and how its logic is counted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "foreign/foreign.h"
#include "listen/survey.h"

#include <stdio.h>

static struct foreign foreign;
static struct fault why;

static int tear_down(void **state)
{
    (void)state;
    arena_free(foreign.arena);
    foreign = (struct foreign){0};
    return 0;
}

static void read_file(const char *text)
{
    arena_free(foreign.arena);
    foreign = (struct foreign){.arena = arena_new(1 << 26), .bytes = str_of(text)};
    if (foreign_read(&foreign, &why) != ERR_NONE)
        fail_msg("%s: %s", text, why.detail);
    struct survey_definition *survey;
    json_object_set_new(foreign.definition, "slug", json_string("s"));
    if (survey_read(foreign.arena, foreign.definition, false, &survey, &why) != ERR_NONE)
        fail_msg("%s: %s: %s", text, why.field, why.detail);
}

/* One page with these elements. */
static void elements(const char *list)
{
    arena_free(foreign.arena);
    foreign.arena = NULL;
    struct arena *arena = arena_new(1 << 20);
    read_file(arena_printf(arena, "{\"elements\":[%s]}", list));
    arena_free(arena);
}

static json_t *question_of(const char *id)
{
    size_t i;
    json_t *one;
    json_array_foreach(foreign.questions, i, one) if (str_is(json_str(json_object_get(one, "id")), id)) return one;
    return NULL;
}

static json_t *question(const char *id)
{
    json_t *one = question_of(id);
    if (!one)
        fail_msg("there is no question %s", id);
    return one;
}

static void assert_json_text(const json_t *tree, const char *expected)
{
    struct buf out = buf_new(1 << 20);
    json_put_tree(&out, tree);
    buf_add_char(&out, 0);
    if (strcmp(out.at, expected) != 0)
        fail_msg("it is %s, not %s", out.at, expected);
    buf_free(&out);
}

/* field of the question, as JSON */
static void assert_field(const char *id, const char *field, const char *expected)
{
    assert_json_text(json_object_get(question(id), field), expected);
}

static void assert_logic(int64_t kept, int64_t lost)
{
    assert_int_equal(foreign.logic_kept, kept);
    assert_int_equal(foreign.logic_lost, lost);
}

static void assert_noted(const char *name, const char *what, const char *code)
{
    size_t i;
    json_t *note;
    json_array_foreach(foreign.notes, i, note) if (str_is(json_str(json_object_get(note, "question")), name) &&
                                                   str_is(json_str(json_object_get(note, "code")), code))
    {
        assert_string_equal(json_string_value(json_object_get(note, "what")), what);
        return;
    }
    fail_msg("no note %s of \"%s\"", code, name);
}

static void every_type_becomes_the_nearest(void **state)
{
    (void)state;
    elements("{\"type\":\"text\",\"name\":\"A1\",\"isRequired\":true,\"maxLength\":40},"
             "{\"type\":\"text\",\"name\":\"n\",\"inputType\":\"number\",\"min\":\"1\",\"max\":9},"
             "{\"type\":\"comment\",\"name\":\"c\"},"
             "{\"type\":\"rating\",\"name\":\"r\",\"rateMin\":0,\"rateMax\":10,\"minRateDescription\":\"bad\"},"
             "{\"type\":\"rating\",\"name\":\"r7\",\"rateCount\":7},"
             "{\"type\":\"rating\",\"name\":\"rw\",\"rateValues\":[{\"value\":1,\"text\":\"poor\"},{\"value\":2,\"text\":\"fine\"}]},"
             "{\"type\":\"boolean\",\"name\":\"b\",\"valueTrue\":\"Y\",\"labelTrue\":\"Sure\"},"
             "{\"type\":\"slider\",\"name\":\"s\"},"
             "{\"type\":\"ranking\",\"name\":\"k\",\"choices\":[\"a\",\"b\"]},"
             "{\"type\":\"html\",\"name\":\"h\",\"html\":\"<b>Hi</b>\"},"
             "{\"type\":\"signaturepad\",\"name\":\"sig\"},{\"type\":\"wonder\",\"name\":\"w\"}");
    assert_field("a1", "required", "true");
    assert_field("a1", "length_max", "40");
    assert_field("n", "type", "\"number\"");
    assert_field("n", "low", "1.0");
    assert_field("c", "type", "\"story\"");
    assert_field("r", "scale", "{\"low\":0,\"high\":10}");
    assert_field("r", "low_label", "{\"en\":\"bad\"}");
    assert_field("r7", "scale", "{\"low\":1,\"high\":7}");
    assert_field("rw", "choices", "[{\"id\":\"1\",\"text\":{\"en\":\"poor\"}},{\"id\":\"2\",\"text\":{\"en\":\"fine\"}}]");
    assert_field("b", "choices", "[{\"id\":\"y\",\"text\":{\"en\":\"Sure\"}},{\"id\":\"false\",\"text\":{\"en\":\"No\"}}]");
    assert_field("s", "type", "\"slider\"");
    assert_field("k", "type", "\"ranking\"");
    assert_field("h", "text", "{\"en\":\"Hi\"}");
    assert_int_equal(json_array_size(foreign.questions), 10);
    assert_noted("sig", "lost", "signature_dropped");
    assert_noted("w", "lost", "type_unknown");
}

static void choices_have_what_belongs_to_them(void **state)
{
    (void)state;
    elements("{\"type\":\"checkbox\",\"name\":\"q\",\"choices\":[\"One\",2,\"three|Third\",{\"value\":\"x\",\"text\":{\"default\":\"X\","
             "\"fi\":\"Ix\"}}],"
             "\"showOtherItem\":true,\"hasNone\":true,\"choicesOrder\":\"random\",\"maxSelectedChoices\":2,"
             "\"validators\":[{\"type\":\"answercount\",\"minCount\":2}]},"
             "{\"type\":\"dropdown\",\"name\":\"age\",\"choicesMin\":1,\"choicesMax\":115},"
             "{\"type\":\"dropdown\",\"name\":\"land\",\"choicesByUrl\":{\"url\":\"http://x\"}}");
    assert_field("q", "choices",
                 "[{\"id\":\"one\",\"text\":{\"en\":\"One\",\"fi\":\"One\"}},{\"id\":\"2\",\"text\":{\"en\":\"2\",\"fi\":\"2\"}},"
                 "{\"id\":\"three\",\"text\":{\"en\":\"Third\",\"fi\":\"Third\"}},{\"id\":\"x\",\"text\":{\"en\":\"X\",\"fi\":\"Ix\"}},"
                 "{\"id\":\"other\",\"text\":{\"en\":\"Other (describe)\",\"fi\":\"Other (describe)\"},\"other\":true},"
                 "{\"id\":\"none\",\"text\":{\"en\":\"None\",\"fi\":\"None\"},\"exclusive\":true}]");
    assert_field("q", "least", "2");
    assert_field("q", "most", "2");
    assert_field("q", "shuffle", "true");
    assert_field("age", "type", "\"number\"");
    assert_field("age", "high", "115");
    assert_field("land", "type", "\"text\"");
    assert_noted("land", "changed", "no_choices");
}

static void matrices_and_tables(void **state)
{
    (void)state;
    elements("{\"type\":\"matrix\",\"name\":\"m\",\"columns\":[1,2,3],\"rows\":[\"Staff\",\"Queue\"],\"eachRowRequired\":true},"
             "{\"type\":\"matrix\",\"name\":\"w\",\"columns\":[\"Good\",\"Bad\"],\"rows\":[{\"value\":\"r\",\"text\":\"Row\"}]},"
             "{\"type\":\"matrixdropdown\",\"name\":\"t\",\"title\":\"Table\",\"rows\":[\"R1\"],\"choices\":[1,2],"
             "\"columns\":[{\"name\":\"Often\"},{\"name\":\"Why\",\"cellType\":\"text\"}]},"
             "{\"type\":\"multipletext\",\"name\":\"x\",\"items\":[{\"name\":\"a\",\"inputType\":\"number\"},{\"name\":\"b\",\"inputType\":"
             "\"number\"}]},"
             "{\"type\":\"text\",\"name\":\"z\",\"visibleIf\":\"{m.Staff} >= 2 and {w.r} = 'Bad'\"}");
    assert_field("m", "cell", "\"rating\"");
    assert_field("m", "scale", "{\"low\":1,\"high\":3}");
    assert_field("m", "required", "true");
    assert_field("w", "cell", "\"choice\"");
    assert_field("t_often", "text", "{\"en\":\"Table – Often\"}");
    assert_field("t_why", "cell", "\"text\"");
    assert_field("x", "cell", "\"number\"");
    assert_field("z", "show_if",
                 "{\"all\":[{\"field\":\"answers.m.staff\",\"op\":\"ge\",\"value\":2},{\"field\":\"answers.w.r\",\"op\":\"eq\",\"value\":"
                 "\"bad\"}]}");
    assert_noted("t", "changed", "table_split");
    assert_logic(1, 0);
}

static void conditions_of_panels_hold_for_what_is_in_them(void **state)
{
    (void)state;
    elements("{\"type\":\"boolean\",\"name\":\"b\"},"
             "{\"type\":\"panel\",\"name\":\"p\",\"title\":\"Panel\",\"visibleIf\":\"{b} = true\",\"elements\":["
             "{\"type\":\"text\",\"name\":\"in1\"},{\"type\":\"text\",\"name\":\"in2\",\"visibleIf\":\"{in1} notempty\"}]},"
             "{\"type\":\"text\",\"name\":\"out\",\"visibleIf\":\"{later} = "
             "1\"},{\"type\":\"text\",\"name\":\"later\",\"requiredIf\":\"{b}=true\"}");
    assert_field("in1", "show_if", "{\"field\":\"answers.b\",\"op\":\"eq\",\"value\":\"true\"}");
    assert_field("in2", "show_if",
                 "{\"all\":[{\"field\":\"answers.in1\",\"op\":\"answered\"},{\"field\":\"answers.b\",\"op\":\"eq\",\"value\":\"true\"}]}");
    assert_field("statement", "show_if", "{\"field\":\"answers.b\",\"op\":\"eq\",\"value\":\"true\"}");
    assert_field("out", "show_if", "null");
    assert_noted("out", "lost", "logic_unreadable");
    assert_logic(2, 2);
}

static void a_panel_that_repeats_is_a_group(void **state)
{
    (void)state;
    elements("{\"type\":\"paneldynamic\",\"name\":\"kids\",\"title\":\"Your children\",\"minPanelCount\":1,\"maxPanelCount\":4,"
             "\"templateElements\":[{\"type\":\"radiogroup\",\"name\":\"alive\",\"choices\":[\"Yes\",\"No\"]},"
             "{\"type\":\"text\",\"name\":\"age\",\"title\":\"As in answers.age?\",\"visibleIf\":\"{panel.alive} = 'Yes'\"}]},"
             "{\"type\":\"text\",\"name\":\"after\",\"visibleIf\":\"{age} notempty\"}");
    assert_field("kids", "type", "\"group\"");
    assert_field("kids", "text", "{\"en\":\"Your children\"}");
    assert_field("kids", "least", "1");
    assert_field("kids", "most", "4");
    const json_t *inner = json_object_get(question_of("kids"), "questions");
    assert_int_equal(json_array_size(inner), 2);
    const json_t *shown = json_object_get(json_array_get(inner, 1), "show_if");
    assert_string_equal(json_string_value(json_object_get(shown, "field")), "answers.kids.alive");
    assert_string_equal(json_string_value(json_object_get(shown, "value")), "yes");
    const json_t *text = json_object_get(json_array_get(inner, 1), "text");
    assert_string_equal(json_string_value(json_object_get(text, "en")), "As in answers.age?"); /* words are words */
    assert_null(question_of("age"));
    assert_noted("after", "lost", "logic_unreadable"); /* of which child? */
    assert_logic(1, 1);
}

static void what_no_group_can_hold_is_asked_once(void **state)
{
    (void)state;
    elements("{\"type\":\"paneldynamic\",\"name\":\"outer\",\"templateElements\":[{\"type\":\"text\",\"name\":\"a\"},"
             "{\"type\":\"matrixdynamic\",\"name\":\"inner\",\"maxRowCount\":3,\"columns\":[{\"name\":\"b\",\"cellType\":\"text\"}]}]},"
             "{\"type\":\"paneldynamic\",\"name\":\"one\",\"maxPanelCount\":1,\"templateElements\":[{\"type\":\"text\",\"name\":\"c\"}]}");
    assert_noted("outer", "changed", "asked_once");
    assert_field("inner", "type", "\"group\"");
    assert_field("inner", "most", "3");
    assert_non_null(question_of("a"));
    assert_non_null(question_of("c"));
    assert_null(question_of("one"));
}

#define ABC                                                                                                                                \
    "\"elements\":[{\"type\":\"radiogroup\",\"name\":\"a\",\"choices\":[1,2]},{\"type\":\"text\",\"name\":\"b\"},{\"type\":\"text\","      \
    "\"name\":\"c\"},{\"type\":\"text\",\"name\":\"d\"}]"

static void a_jump_hides_what_it_jumps_over(void **state)
{
    (void)state;
    read_file("{\"triggers\":[{\"type\":\"skip\",\"expression\":\"{a} = 2\",\"gotoName\":\"c\"}]," ABC "}");
    assert_field("b", "show_if", "{\"not\":{\"field\":\"answers.a\",\"op\":\"eq\",\"value\":\"2\"}}");
    assert_field("c", "show_if", "null");
    assert_logic(1, 0);
    read_file("{\"triggers\":[{\"type\":\"skip\",\"expression\":\"{b} = "
              "'x'\",\"gotoName\":\"a\"},{\"type\":\"setvalue\",\"name\":\"a\",\"value\":1}]," ABC "}");
    assert_field("c", "show_if", "null");
    assert_logic(0, 2);
}

static void an_end_hides_the_pages_behind_it(void **state)
{
    (void)state;
    read_file("{\"triggers\":[{\"type\":\"complete\",\"name\":\"a\",\"operator\":\"equal\",\"value\":\"1\"}],\"pages\":["
              "{\"elements\":[{\"type\":\"text\",\"name\":\"a\"},{\"type\":\"text\",\"name\":\"same\"}]},{\"elements\":[{\"type\":\"text\","
              "\"name\":\"next\"}]}]}");
    assert_field("same", "show_if", "null");
    assert_field("same", "new_page", "null");
    assert_field("next", "new_page", "true");
    assert_field("next", "show_if", "{\"not\":{\"field\":\"answers.a\",\"op\":\"eq\",\"value\":\"1\"}}");
    assert_logic(1, 0);
}

static void a_trigger_shows_what_is_hidden(void **state)
{
    (void)state;
    read_file("{\"triggers\":[{\"type\":\"visible\",\"name\":\"a\",\"value\":1,\"questions\":[\"b\"]},{\"type\":\"visible\",\"name\":\"a\","
              "\"operator\":\"notempty\",\"questions\":[\"b\"]}],"
              "\"elements\":[{\"type\":\"text\",\"name\":\"a\",\"inputType\":\"number\"},{\"type\":\"text\",\"name\":\"b\",\"visible\":"
              "false},{\"type\":\"text\",\"name\":\"never\",\"visible\":false}]}");
    assert_field("b", "show_if",
                 "{\"any\":[{\"field\":\"answers.a\",\"op\":\"eq\",\"value\":1},{\"field\":\"answers.a\",\"op\":\"answered\"}]}");
    assert_noted("never", "lost", "hidden");
    assert_logic(2, 0);
}

/* A value is kept where only the trigger writes it; a field that can be filled in, or that two triggers write, is not. */
static void a_trigger_computes_into_a_name_of_its_own(void **state)
{
    (void)state;
    read_file("{\"triggers\":["
              "{\"type\":\"runexpression\",\"expression\":\"{b} > 2\",\"runExpression\":\"{a} + {b}\",\"setToName\":\"both\"},"
              "{\"type\":\"copyvalue\",\"name\":\"a\",\"operator\":\"notempty\",\"fromName\":\"a\",\"setToName\":\"copy\"},"
              "{\"type\":\"copyvalue\",\"expression\":\"{a} = 1\",\"fromName\":\"a\",\"setToName\":\"b\"},"
              "{\"type\":\"runexpression\",\"expression\":\"{a} = 1\",\"runExpression\":\"{a} * 2\",\"setToName\":\"odd\"},"
              "{\"type\":\"copyvalue\",\"expression\":\"{a} = 1\",\"fromName\":\"a\",\"setToName\":\"two\"},"
              "{\"type\":\"copyvalue\",\"expression\":\"{a} = 2\",\"fromName\":\"b\",\"setToName\":\"two\"}],"
              "\"elements\":[{\"type\":\"text\",\"name\":\"a\",\"inputType\":\"number\"},{\"type\":\"text\",\"name\":\"b\","
              "\"inputType\":\"number\"},{\"type\":\"text\",\"name\":\"last\",\"visibleIf\":\"{both} > 5\"}]}");
    assert_field("both", "calculate", "{\"sum\":[\"a\",\"b\"]}");
    assert_field("both", "show_if", "{\"field\":\"answers.b\",\"op\":\"gt\",\"value\":2}");
    assert_field("copy", "calculate", "{\"sum\":[\"a\"]}");
    assert_field("copy", "show_if", "{\"field\":\"answers.a\",\"op\":\"answered\"}");
    assert_field("last", "show_if", "{\"field\":\"answers.both\",\"op\":\"gt\",\"value\":5}");
    assert_noted("b", "lost", "value_trigger");
    assert_noted("odd", "lost", "calculation_dropped");
    assert_noted("two", "lost", "value_trigger");
    assert_logic(3, 4);
}

/* A table is a matrix for each column: each has the rows' conditions, and the file has them once. */
static void rows_of_a_table_are_offered_on_conditions(void **state)
{
    (void)state;
    static const char when_web[] = "{\"field\":\"answers.used\",\"op\":\"contains\",\"value\":\"web\"}";
    elements("{\"type\":\"checkbox\",\"name\":\"used\",\"choices\":[\"web\",\"shop\"]},"
             "{\"type\":\"matrixdropdown\",\"name\":\"t\",\"rowsVisibleIf\":\"{used} contains {item}\",\"rows\":[\"web\",\"shop\"],"
             "\"columns\":[{\"name\":\"ok\",\"choices\":[1,2]},{\"name\":\"n\",\"cellType\":\"text\"}]},"
             "{\"type\":\"matrixdropdown\",\"name\":\"u\",\"rows\":[{\"value\":\"web\",\"visibleIf\":\"{used} contains 'web'\"},\"shop\"],"
             "\"columns\":[{\"name\":\"ok\",\"choices\":[1,2]},{\"name\":\"n\",\"cellType\":\"text\"}]}");
    static const char *const columns[] = {"t_ok", "t_n", "u_ok", "u_n"};
    for (size_t i = 0; i < 4; i++)
        assert_json_text(json_object_get(json_array_get(json_object_get(question(columns[i]), "rows"), 0), "show_if"), when_web);
    assert_json_text(json_object_get(json_array_get(json_object_get(question("t_n"), "rows"), 1), "show_if"),
                     "{\"field\":\"answers.used\",\"op\":\"contains\",\"value\":\"shop\"}");
    assert_null(json_object_get(json_array_get(json_object_get(question("u_ok"), "rows"), 1), "show_if"));
    assert_logic(2, 0);
}

static void languages_are_those_of_the_texts(void **state)
{
    (void)state;
    read_file("{\"locale\":\"fi\",\"title\":{\"default\":\"Hei\",\"en\":\"Hello\",\"pt-br\":\"Olá\"},\"elements\":[{\"type\":\"text\","
              "\"name\":\"q\",\"title\":\"Mitä {x}?\"}]}");
    struct buf out = buf_new(4096);
    json_put_tree(&out, json_object_get(foreign.definition, "languages"));
    json_put_tree(&out, json_object_get(foreign.definition, "title"));
    buf_add_char(&out, 0);
    assert_string_equal(out.at, "[\"fi\",\"en\",\"pt\"]{\"fi\":\"Hei\",\"en\":\"Hello\",\"pt\":\"Olá\"}");
    buf_free(&out);
    assert_field("q", "text", "{\"fi\":\"Mitä …?\",\"en\":\"Mitä …?\",\"pt\":\"Mitä …?\"}");
    assert_noted("", "changed", "not_translated");
    assert_noted("", "changed", "piping_dropped");
}

static void an_earlier_answer_is_shown_in_a_text(void **state)
{
    (void)state;
    read_file(
        "{\"completedHtml\":\"Thanks "
        "{a}\",\"elements\":[{\"type\":\"text\",\"name\":\"a\"},{\"type\":\"text\",\"name\":\"b\",\"title\":\"Why {a}, {{a}} or {c}?\"}]}");
    assert_field("b", "text", "{\"en\":\"Why {{answers.a}}, ({{answers.a}}} or …?\"}");
    struct buf out = buf_new(4096);
    json_put_tree(&out, json_object_get(json_object_get(foreign.definition, "thanks"), "good"));
    buf_add_char(&out, 0);
    assert_string_equal(out.at, "{\"en\":\"Thanks …\"}");
    buf_free(&out);
}

static void what_is_lost_with_a_question_is_counted(void **state)
{
    (void)state;
    elements("{\"type\":\"text\",\"name\":\"a\"},{\"type\":\"signaturepad\",\"name\":\"f\",\"visibleIf\":\"{a} = 1\",\"requiredIf\":\"{a} "
             "= 2\"},"
             "{\"type\":\"radiogroup\",\"name\":\"c\",\"choices\":[{\"value\":1,\"visibleIf\":\"{a} = 1\"},2]}");
    assert_logic(1, 2); /* the choice keeps its condition */
}

#define SHOWN(list, at)                                                                                                                    \
    json_object_get(json_array_get(json_object_get(question(list), strcmp(list, "m") ? "choices" : "rows"), at), "show_if")

static void assert_offered(const json_t *condition, const char *expected)
{
    json_t *wanted = expected ? json_loads(expected, 0, NULL) : NULL;
    assert_true(wanted ? json_equal(condition, wanted) : !condition);
    json_decref(wanted);
}

static void choices_and_rows_are_offered_on_conditions(void **state)
{
    (void)state;
    elements(
        "{\"type\":\"checkbox\",\"name\":\"had\",\"choices\":[\"A\",\"B\"]},{\"type\":\"text\",\"name\":\"n\",\"inputType\":\"number\"},"
        "{\"type\":\"radiogroup\",\"name\":\"best\",\"choices\":[\"A\",\"B\"],\"hasOther\":true,\"choicesVisibleIf\":\"{had} contains "
        "{item}\"},"
        "{\"type\":\"checkbox\",\"name\":\"not\",\"choicesFromQuestion\":\"had\",\"choicesFromQuestionMode\":\"unselected\"},"
        "{\"type\":\"ranking\",\"name\":\"r\",\"choicesFromQuestion\":\"best\",\"choicesFromQuestionMode\":\"selected\"},"
        "{\"type\":\"matrix\",\"name\":\"m\",\"columns\":[\"x\",\"y\"],\"rows\":[\"A\",{\"value\":\"B\",\"visibleIf\":\"{n} > 3\"}],"
        "\"rowsVisibleIf\":\"{had} contains {item}\"},"
        "{\"type\":\"dropdown\",\"name\":\"self\",\"choices\":[\"A\",{\"value\":\"B\",\"visibleIf\":\"{self} = 'A'\"}]},"
        "{\"type\":\"checkbox\",\"name\":\"able\",\"choices\":[\"A\",\"B\"],\"choicesEnableIf\":\"{had} notempty\"}");
    assert_offered(SHOWN("best", 0), "{\"field\":\"answers.had\",\"op\":\"contains\",\"value\":\"a\"}");
    assert_offered(SHOWN("best", 2), NULL);
    assert_offered(SHOWN("not", 1), "{\"not\":{\"field\":\"answers.had\",\"op\":\"contains\",\"value\":\"b\"}}");
    assert_offered(SHOWN("r", 0), "{\"field\":\"answers.best\",\"op\":\"eq\",\"value\":\"a\"}");
    assert_offered(SHOWN("m", 0), "{\"field\":\"answers.had\",\"op\":\"contains\",\"value\":\"a\"}");
    assert_offered(SHOWN("m", 1), "{\"all\":[{\"field\":\"answers.n\",\"op\":\"gt\",\"value\":3},{\"field\":\"answers.had\",\"op\":"
                                  "\"contains\",\"value\":\"b\"}]}");
    assert_offered(SHOWN("self", 1), NULL);
    assert_offered(SHOWN("able", 0), "{\"field\":\"answers.had\",\"op\":\"answered\"}");
    assert_noted("self", "lost", "choice_logic");
    assert_noted("able", "changed", "disabled_hidden");
    assert_logic(6, 1);
}

static void files_and_sums(void **state)
{
    (void)state;
    read_file(
        "{\"calculatedValues\":[{\"name\":\"both\",\"expression\":\"{food} + {staff}\"},{\"name\":\"odd\",\"expression\":\"{food} * 2\"}],"
        "\"elements\":[{\"type\":\"rating\",\"name\":\"food\",\"isRequired\":true},"
        "{\"type\":\"radiogroup\",\"name\":\"staff\",\"isRequired\":true,\"choices\":[{\"value\":1,\"text\":\"Bad\"},{\"value\":5,\"text\":"
        "\"Good\"}]},"
        "{\"type\":\"radiogroup\",\"name\":\"way\",\"choices\":[\"bus\",\"car\"]},"
        "{\"type\":\"expression\",\"name\":\"mean\",\"title\":\"Mean\",\"expression\":\"avg({food}, {staff})\",\"visibleIf\":\"{food} > "
        "1\"},"
        "{\"type\":\"expression\",\"name\":\"half\",\"expression\":\"({food} + {staff}) / 2\"},"
        "{\"type\":\"rating\",\"name\":\"free\"},"
        "{\"type\":\"expression\",\"name\":\"some\",\"expression\":\"({food} + {free}) / 2\"},"
        "{\"type\":\"expression\",\"name\":\"third\",\"expression\":\"({food} + {staff}) / 3\"},"
        "{\"type\":\"expression\",\"name\":\"words\",\"expression\":\"{food} + {way}\"},"
        "{\"type\":\"text\",\"inputType\":\"number\",\"name\":\"shown\",\"readOnly\":true,\"setValueExpression\":\"sum({food}, {staff})\"},"
        "{\"type\":\"file\",\"name\":\"cv\",\"title\":\"Your CV\",\"allowMultiple\":true,\"maxFiles\":3,\"maxSize\":2097152,"
        "\"acceptedTypes\":\".pdf, application/msword\",\"isRequired\":true},"
        "{\"type\":\"file\",\"name\":\"photo\",\"acceptedTypes\":\"image/*\",\"maxSize\":104857600},"
        "{\"type\":\"file\",\"name\":\"thing\",\"acceptedTypes\":\".stl\"},"
        "{\"type\":\"comment\",\"name\":\"why\",\"visibleIf\":\"{both} > 8 and {mean} > 4\"},"
        "{\"type\":\"comment\",\"name\":\"look\",\"visibleIf\":\"{cv} notempty\"}]}");
    assert_field("both", "calculate", "{\"sum\":[\"food\",\"staff\"]}");
    assert_field("staff", "choices",
                 "[{\"id\":\"1\",\"text\":{\"en\":\"Bad\"},\"score\":1.0},{\"id\":\"5\",\"text\":{\"en\":\"Good\"},\"score\":5.0}]");
    assert_field("mean", "calculate", "{\"mean\":[\"food\",\"staff\"]}");
    assert_field("mean", "text", "{\"en\":\"Mean\"}");
    assert_field("half", "calculate", "{\"mean\":[\"food\",\"staff\"]}");
    assert_field("shown", "calculate", "{\"sum\":[\"food\",\"staff\"]}");
    assert_null(question_of("third"));
    assert_null(question_of("some")); /* without an answer to "free" half of the sum is not their mean */
    assert_noted("some", "lost", "calculation_dropped");
    assert_null(question_of("words"));
    assert_noted("third", "lost", "calculation_dropped");
    assert_noted("words", "lost", "calculation_dropped");
    assert_noted("odd", "lost", "calculation_dropped");
    assert_field("cv", "accept", "[\"pdf\",\"office\"]");
    assert_field("cv", "most", "3");
    assert_field("cv", "size_max", "2097152");
    assert_field("cv", "required", "true");
    assert_field("photo", "accept", "[\"picture\"]");
    assert_null(json_object_get(question("photo"), "size_max"));
    assert_null(json_object_get(question("thing"), "accept"));
    assert_noted("thing", "changed", "file_kinds");
    assert_field(
        "why", "show_if",
        "{\"all\":[{\"field\":\"answers.both\",\"op\":\"gt\",\"value\":8},{\"field\":\"answers.mean\",\"op\":\"gt\",\"value\":4}]}");
    assert_logic(2, 1); /* nothing looks at a file */
}

/* What a text says of its round comes along, and goes when there are no rounds. */
static void texts_speak_of_their_round(void **state)
{
    (void)state;
    static const char panel[] =
        "{\"type\":\"paneldynamic\",\"name\":\"trips\",\"maxPanelCount\":%d,\"templateElements\":[{\"type\":\"text\",\"name\":"
        "\"to\",\"title\":\"Trip {panelIndex}\"},{\"type\":\"comment\",\"name\":\"why\",\"title\":\"Why {panel.to}?\"}]}";
    char text[400];
    snprintf(text, sizeof text, panel, 5);
    elements(text);
    const json_t *inner = json_object_get(question("trips"), "questions");
    assert_json_text(json_object_get(json_array_get(inner, 0), "text"), "{\"en\":\"Trip {{number}}\"}");
    assert_json_text(json_object_get(json_array_get(inner, 1), "text"), "{\"en\":\"Why {{answers.trips.to}}?\"}");
    snprintf(text, sizeof text, panel, 1);
    elements(text);
    assert_field("to", "text", "{\"en\":\"Trip …\"}");
    assert_field("why", "text", "{\"en\":\"Why {{answers.to}}?\"}");
}

/* A file among what repeats is left out; the rest repeats. */
static void a_file_is_asked_in_no_rounds(void **state)
{
    (void)state;
    elements("{\"type\":\"paneldynamic\",\"name\":\"trips\",\"templateElements\":[{\"type\":\"text\",\"name\":\"to\"},{\"type\":\"file\","
             "\"name\":\"ticket\"},{\"type\":\"rating\",\"name\":\"ease\"},{\"type\":\"expression\",\"name\":\"sum\",\"expression\":"
             "\"{panel.ease} + 0\"}]}");
    assert_int_equal(json_array_size(json_object_get(question("trips"), "questions")), 3);
    assert_noted("ticket", "lost", "file_in_rounds");
    assert_json_text(json_object_get(json_array_get(json_object_get(question("trips"), "questions"), 2), "calculate"),
                     "{\"sum\":[\"trips.ease\"]}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(every_type_becomes_the_nearest, tear_down),
        cmocka_unit_test_teardown(choices_have_what_belongs_to_them, tear_down),
        cmocka_unit_test_teardown(matrices_and_tables, tear_down),
        cmocka_unit_test_teardown(conditions_of_panels_hold_for_what_is_in_them, tear_down),
        cmocka_unit_test_teardown(a_panel_that_repeats_is_a_group, tear_down),
        cmocka_unit_test_teardown(what_no_group_can_hold_is_asked_once, tear_down),
        cmocka_unit_test_teardown(a_jump_hides_what_it_jumps_over, tear_down),
        cmocka_unit_test_teardown(an_end_hides_the_pages_behind_it, tear_down),
        cmocka_unit_test_teardown(a_trigger_shows_what_is_hidden, tear_down),
        cmocka_unit_test_teardown(rows_of_a_table_are_offered_on_conditions, tear_down),
        cmocka_unit_test_teardown(a_trigger_computes_into_a_name_of_its_own, tear_down),
        cmocka_unit_test_teardown(languages_are_those_of_the_texts, tear_down),
        cmocka_unit_test_teardown(an_earlier_answer_is_shown_in_a_text, tear_down),
        cmocka_unit_test_teardown(what_is_lost_with_a_question_is_counted, tear_down),
        cmocka_unit_test_teardown(choices_and_rows_are_offered_on_conditions, tear_down),
        cmocka_unit_test_teardown(files_and_sums, tear_down),
        cmocka_unit_test_teardown(a_file_is_asked_in_no_rounds, tear_down),
        cmocka_unit_test_teardown(texts_speak_of_their_round, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
