/* LimeSurvey's files, small ones written here: what becomes of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/zip.h"
#include "foreign/foreign.h"
#include "listen/survey.h"

#include <stdio.h>

static struct arena *arena;
static struct foreign foreign;
static json_t *responses;

static int set_up(void **state)
{
    (void)state;
    arena = arena_new(256 << 20);
    responses = json_array();
    return !arena || !responses;
}

static int tear_down(void **state)
{
    (void)state;
    json_decref(responses);
    arena_free(arena);
    return 0;
}

static bool told(void *context, json_t *response)
{
    (void)context;
    return json_array_append(responses, response) == 0;
}

#define C(name, value) "<" name "><![CDATA[" value "]]></" name ">"
#define ROW(...) "<row>" __VA_ARGS__ "</row>"
#define TABLE(name, rows) "<" name "><fields><fieldname>x</fieldname></fields><rows>" rows "</rows></" name ">"
#define FILE_OF(kind, tables)                                                                                                              \
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?><document><LimeSurveyDocType>" kind "</LimeSurveyDocType><DBVersion>400</DBVersion>" tables \
    "</document>"
#define SURVEY(more) TABLE("surveys", ROW(C("sid", "1") C("language", "en") C("showgroupinfo", "X") more))
#define TITLE(language, title) ROW(C("surveyls_language", language) C("surveyls_title", title))
#define GROUP(gid, order, more) ROW(C("gid", gid) C("group_order", order) more)
/* of version 4 and later: words apart */
#define QUESTION(qid, gid, type, code, order, more)                                                                                        \
    ROW(C("qid", qid) C("parent_qid", "0") C("gid", gid) C("type", type) C("title", code) C("question_order", order) more)
#define SUB(qid, parent, code, order, more) ROW(C("qid", qid) C("parent_qid", parent) C("title", code) C("question_order", order) more)
#define WORDS(qid, language, text) ROW(C("qid", qid) C("language", language) C("question", text))
#define ANSWER(aid, qid, code, order) ROW(C("aid", aid) C("qid", qid) C("code", code) C("sortorder", order) C("scale_id", "0"))
#define ANSWER_WORDS(aid, language, text) ROW(C("aid", aid) C("language", language) C("answer", text))
#define ATTRIBUTE(qid, name, value) ROW(C("qid", qid) C("attribute", name) C("value", value))

static enum err read_bytes(struct str bytes, struct fault *why)
{
    foreign = (struct foreign){.arena = arena, .bytes = bytes, .response = told};
    *why = (struct fault){0};
    return foreign_read(&foreign, why);
}

/* What was read is a survey the product publishes. */
static void read_file(const char *text)
{
    struct survey_definition *survey;
    struct fault why;
    if (read_bytes(str_of(text), &why) != ERR_NONE)
        fail_msg("%s: %s", why.slug, why.detail);
    assert_string_equal(foreign.format, "limesurvey");
    json_object_set_new(foreign.definition, "slug", json_string("it"));
    if (survey_read(arena, foreign.definition, false, &survey, &why) != ERR_NONE)
        fail_msg("%s: %s", why.field, why.detail);
}

static const json_t *question(const char *id)
{
    size_t i;
    json_t *found;
    json_array_foreach(foreign.questions, i, found) if (strcmp(json_string_value(json_object_get(found, "id")), id) == 0) return found;
    fail_msg("no question %s", id);
    return NULL;
}

static void assert_json(const json_t *value, const char *expected)
{
    json_error_t error;
    json_t *tree = json_loads(expected, JSON_DECODE_ANY, &error);
    if (!json_equal(value, tree)) {
        char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
        fail_msg("%s instead of %s", text, expected);
    }
    json_decref(tree);
}
#define assert_field(id, field, expected) assert_json(json_object_get(question(id), field), expected)

static int notes_of(const char *name, const char *code)
{
    size_t i;
    int count = 0;
    json_t *note;
    json_array_foreach(foreign.notes, i, note) count += strcmp(json_string_value(json_object_get(note, "code")), code) == 0 &&
                                                        strcmp(json_string_value(json_object_get(note, "question")), name) == 0;
    return count;
}

static const char *const two_languages = FILE_OF(
    "Survey",
    SURVEY(C("additional_languages", "fi de-informal de") C("anonymized", "Y")) TABLE(
        "surveys_languagesettings", ROW(C("surveyls_language", "en") C("surveyls_title", "<b>Visit</b> &amp; stay") C(
                                        "surveyls_welcometext", "Hello<br />there") C("surveyls_endtext", "Thanks")) TITLE("fi", "Käynti"))
        TABLE("groups", GROUP("20", "2", C("grelevance", "pick.NAOK == \"A2\"")) GROUP("10", "1", ""))
            TABLE("group_l10ns", ROW(C("gid", "10") C("language", "en") C("group_name", "First")))
                TABLE("questions", QUESTION("3", "20", "N", "size", "1", C("mandatory", "Y") C("relevance", "many_SQ2.NAOK == 'Y'"))
                                       QUESTION("2", "10", "M", "many", "2", C("other", "Y") C("relevance", "1")) QUESTION(
                                           "1", "10", "L", "pick", "1", C("other", "Y") C("mandatory", "Y") C("relevance", "size > 1")))
                    TABLE("subquestions",
                          SUB("12", "2", "SQ2", "2", C("relevance", "pick == 'A1'")) SUB("11", "2", "SQ1", "1", C("relevance", "1")))
                        TABLE("question_l10ns", WORDS("1", "en", "Which <script>alert({a})</script>one, {many}?") WORDS("1", "fi", "Mikä?")
                                                    WORDS("2", "en", "All") WORDS("3", "en", "How large?") WORDS("11", "en", "Left")
                                                        WORDS("12", "en", "Right") WORDS("12", "fi", "Oikea"))
                            TABLE("answers", ANSWER("102", "1", "A2", "2") ANSWER("101", "1", "A1", "1"))
                                TABLE("answer_l10ns",
                                      ANSWER_WORDS("101", "en", "One") ANSWER_WORDS("102", "en", "Two") ANSWER_WORDS("102", "fi", "Kaksi"))
                                    TABLE("question_attributes",
                                          ATTRIBUTE("2", "exclude_all_others", "SQ2") ATTRIBUTE("2", "max_answers", "2")
                                              ATTRIBUTE("2", "random_order", "1") ATTRIBUTE("3", "min_num_value_n", "1")
                                                  ATTRIBUTE("3", "max_num_value_n", "sum(a,b)") ATTRIBUTE("3", "array_filter", "many")));

static void test_survey(void **state)
{
    (void)state;
    read_file(two_languages);
    assert_json(json_object_get(foreign.definition, "title"), "{\"en\":\"Visit & stay\",\"fi\":\"Käynti\",\"de\":\"Visit & stay\"}");
    assert_json(json_object_get(foreign.definition, "languages"), "[\"en\",\"fi\",\"de\"]");
    assert_int_equal(notes_of("", "language_left_off"), 1); /* German is there already */
    assert_json(json_object_get(foreign.definition, "anonymity"), "\"anonymous\"");
    assert_json(json_object_get(json_object_get(foreign.definition, "thanks"), "poor"),
                "{\"en\":\"Thanks\",\"fi\":\"Thanks\",\"de\":\"Thanks\"}");
    assert_int_equal(json_array_size(foreign.questions), 4); /* in the order of groups and questions */
    assert_field("welcome", "text", "{\"en\":\"Hello\\nthere\",\"fi\":\"Hello\\nthere\",\"de\":\"Hello\\nthere\"}");
    assert_string_equal(json_string_value(json_object_get(json_array_get(foreign.questions, 1), "id")), "pick");
    assert_field("pick", "type", "\"choice\"");
    assert_field("pick", "required", "true");
    assert_json(json_object_get(json_object_get(question("pick"), "text"), "fi"), "\"Mikä?\"");
    assert_json(json_object_get(json_object_get(question("pick"), "text"), "en"), "\"Which one, …?\"");
    assert_int_equal(notes_of("pick", "piping_dropped"), 1);
    assert_field("pick", "choices",
                 "[{\"id\":\"a1\",\"text\":{\"en\":\"One\",\"fi\":\"One\",\"de\":\"One\"}},"
                 "{\"id\":\"a2\",\"text\":{\"en\":\"Two\",\"fi\":\"Kaksi\",\"de\":\"Two\"}},"
                 "{\"id\":\"oth\",\"text\":{\"en\":\"Other\",\"fi\":\"Muu\",\"de\":\"Sonstiges\"},\"other\":true}]");
    assert_field("many", "type", "\"choices\"");
    assert_field("many", "shuffle", "true");
    assert_field("many", "most", "2");
    assert_json(json_array_get(json_object_get(question("many"), "choices"), 1),
                "{\"id\":\"sq2\",\"text\":{\"en\":\"Right\",\"fi\":\"Oikea\",\"de\":\"Right\"},\"exclusive\":true,"
                "\"show_if\":{\"field\":\"answers.pick\",\"op\":\"eq\",\"value\":\"a1\"}}");
    assert_field("size", "low", "1.0");
    assert_null(json_object_get(question("size"), "high"));
    assert_int_equal(notes_of("size", "bound_not_a_number"), 1);
}

static void test_logic(void **state)
{
    (void)state;
    read_file(two_languages);
    assert_null(json_object_get(question("pick"), "show_if")); /* it looked at a later question */
    assert_int_equal(notes_of("pick", "logic_unreadable"), 1);
    assert_field("size", "show_if",
                 "{\"all\":[{\"field\":\"answers.pick\",\"op\":\"eq\",\"value\":\"a2\"},"
                 "{\"field\":\"answers.many\",\"op\":\"contains\",\"value\":\"sq2\"}]}");
    assert_int_equal(notes_of("many", "row_relevance"), 0);
    assert_int_equal(notes_of("size", "array_filter"), 1); /* a number has no rows */
    assert_int_equal(foreign.logic_kept, 3);               /* of the group, the question and the row */
    assert_int_equal(foreign.logic_lost, 2);
}

/* Before version 4: a row per language; before 1.92: conditions in a table. */
#define OLD(qid, type, code, order, language, text, more)                                                                                  \
    ROW(C("qid", qid) C("parent_qid", "0") C("gid", "5") C("type", type) C("title", code) C("question_order", order)                       \
            C("language", language) C("question", text) more)
#define CONDITION(qid, cqid, field, method, value, scenario)                                                                               \
    ROW(C("qid", qid) C("cqid", cqid) C("cfieldname", field) C("method", method) C("value", value) C("scenario", scenario))

static void test_older(void **state)
{
    (void)state;
    read_file(FILE_OF(
        "Survey",
        SURVEY(C("additional_languages", "sv")) TABLE("surveys_languagesettings", TITLE("en", "Old") TITLE("sv", "Gammal")) TABLE(
            "groups",
            ROW(C("gid", "5") C("language", "en") C("group_order", "0")) ROW(C("gid", "5") C("language", "sv") C("group_order", "0")))
            TABLE("questions",
                  OLD("1", "Y", "yes", "1", "en", "Yes?", "") OLD("1", "Y", "yes", "1", "sv", "Ja?", "")
                      OLD("2", "!", "list", "2", "en", "List", "") OLD("2", "!", "list", "2", "sv", "Lista", "")
                          OLD("3", "M", "some", "3", "en", "Some", "") OLD("4", "T", "why", "4", "en", "Why?", C("relevance", "1"))
                              OLD("5", "T", "what", "5", "en", "What?", ""))
                TABLE("subquestions", ROW(C("qid", "31") C("parent_qid", "3") C("title", "a") C("language", "en") C("question", "A"))
                                          ROW(C("qid", "31") C("parent_qid", "3") C("title", "a") C("language", "sv") C("question", "Å")))
                    TABLE("answers", ROW(C("qid", "2") C("code", "1") C("answer", "One") C("language", "en") C("sortorder", "1"))
                                         ROW(C("qid", "2") C("code", "2") C("answer", "Two") C("language", "en") C("sortorder", "2"))
                                             ROW(C("qid", "2") C("code", "2") C("answer", "Två") C("language", "sv") C("sortorder", "2")))
                        TABLE("conditions",
                              CONDITION("4", "1", "9X5X1", "==", "Y", "1") CONDITION("4", "2", "9X5X2", "==", "1", "1")
                                  CONDITION("4", "2", "9X5X2", "==", "2", "1") CONDITION("4", "3", "+9X5X3a", "==", "Y", "2")
                                      CONDITION("5", "3", "9X5X3", "==", "a", "1") CONDITION("5", "1", "9X5X1", "==", " ", "1"))));
    assert_field("yes", "text", "{\"en\":\"Yes?\",\"sv\":\"Ja?\"}");
    assert_json(json_array_get(json_object_get(question("list"), "choices"), 1), "{\"id\":\"2\",\"text\":{\"en\":\"Two\",\"sv\":\"Två\"}}");
    assert_field("some", "choices", "[{\"id\":\"a\",\"text\":{\"en\":\"A\",\"sv\":\"Å\"}}]");
    assert_field(
        "why", "show_if",
        "{\"any\":[{\"all\":[{\"field\":\"answers.yes\",\"op\":\"eq\",\"value\":\"y\"},{\"any\":["
        "{\"field\":\"answers.list\",\"op\":\"eq\",\"value\":\"1\"},{\"field\":\"answers.list\",\"op\":\"eq\",\"value\":\"2\"}]}]},"
        "{\"field\":\"answers.some\",\"op\":\"contains\",\"value\":\"a\"}]}");
    assert_field(
        "what", "show_if",
        "{\"all\":[{\"field\":\"answers.some\",\"op\":\"contains\",\"value\":\"a\"},{\"field\":\"answers.yes\",\"op\":\"not_answered\"}]}");
    assert_int_equal(foreign.logic_kept, 2);
    assert_int_equal(foreign.logic_lost, 0);
}

#define COLUMN(qid, parent, code) SUB(qid, parent, code, "1", C("scale_id", "1"))
#define ROW_OF(qid, parent, code, order) SUB(qid, parent, code, order, C("scale_id", "0"))
#define SCALE2(aid, qid, code) ROW(C("aid", aid) C("qid", qid) C("code", code) C("sortorder", "1") C("scale_id", "1"))

/* A question of each type, with answers, as an archive. */
static const char *const every_type = FILE_OF(
    "Survey",
    SURVEY("") TABLE("groups", GROUP("1", "1", ""))
        TABLE("questions",
              QUESTION("1", "1", "5", "five", "1", "") QUESTION("2", "1", "O", "listc", "2", "") QUESTION("3", "1", "G", "sex", "3", "")
                  QUESTION("4", "1", "P", "boxes", "4", C("other", "Y")) QUESTION("5", "1", "R", "order", "5", "") QUESTION(
                      "6", "1", "D", "day", "6", "") QUESTION("7", "1", "D", "clock", "7", "") QUESTION("8", "1", "A", "scores", "8", "")
                      QUESTION("9", "1", "1", "dual", "9", "") QUESTION("10", "1", ":", "numbers", "10", "")
                          QUESTION("11", "1", ":", "ticks", "11", "") QUESTION("12", "1", "K", "share", "12", "")
                              QUESTION("13", "1", "Q", "names", "13", C("mandatory", "Y")) QUESTION("14", "1", "*", "sum", "14", "")
                                  QUESTION("15", "1", "|", "upload", "15", C("relevance", "five == 3"))
                                      QUESTION("16", "1", "E", "trend", "16", "")
                                          QUESTION("17", "1", "U", "story", "17", C("relevance", "dual_r1_1 == 'b' and order_1 == 'x'"))
                                              QUESTION("18", "1", "X", "words", "18", "") QUESTION("19", "1", "~", "odd", "19", ""))
            TABLE("subquestions",
                  ROW_OF("41", "4", "p", "1") ROW_OF("42", "4", "q", "2") ROW_OF("81", "8", "r1", "1") ROW_OF("91", "9", "r1", "1")
                      ROW_OF("101", "10", "r1", "1") COLUMN("102", "10", "c1") COLUMN("103", "10", "c2") ROW_OF("111", "11", "r1", "1")
                          COLUMN("112", "11", "c1") ROW_OF("121", "12", "s1", "1") ROW_OF("122", "12", "s2", "2")
                              SUB("131", "13", "n1", "1", C("scale_id", "0") C("relevance", "now() > 5")) ROW_OF("161", "16", "t1", "1"))
                TABLE("answers", ANSWER("201", "2", "A1", "1") ANSWER("501", "5", "x", "1") ANSWER("502", "5", "y", "2")
                                     ANSWER("901", "9", "a", "1") SCALE2("902", "9", "b"))
                    TABLE("question_attributes", ATTRIBUTE("7", "date_format", "HH:MM") ATTRIBUTE("11", "multiflexible_checkbox", "1")
                                                     ATTRIBUTE("12", "equals_num_value", "100") ATTRIBUTE("18", "hidden", "0")));

#define ANSWERED(id, more) ROW(C("id", id) C("submitdate", "2024-05-01 10:20:30") C("startlanguage", "en") more)
static const char *const answers = FILE_OF(
    "Responses",
    TABLE("responses",
          ANSWERED("1", C("_1X1X1", "4") C("_1X1X2", "A1") C("_1X1X2comment", "because") C("_1X1X3", "F") C("_1X1X4p", "Y") C("_1X1X4q", "")
                            C("_1X1X4pcomment", "good") C("_1X1X4other", "a boat") C("_1X1X51", "y") C("_1X1X52", "x")
                                C("_1X1X6", "2024-02-29 00:00:00") C("_1X1X7", "1970-01-01 14:30:00")
                                    C("_1X1X8r1", "5") C("_1X1X9r1-0", "a") C("_1X1X9r1-1", "b") C("_1X1X10r1_c1", "1.5000000000")
                                        C("_1X1X10r1_c2", "2.0000000000") C("_1X1X11r1_c1", "1") C("_1X1X12s1", "60") C("_1X1X12s2", "40")
                                            C("_1X1X13n1", "Aino") C("_1X1X16t1", "I")) ANSWERED("2", C("_1X1X2", "A9") C("_1X1X1", "1"))
              ROW(C("id", "3") C("submitdate", "") C("_1X1X1", "2")) ROW(C("id", "4") C("submitdate", "") C("_1X1X1", ""))
                  ROW(C("id", "5") C("submitdate", "1980-01-01 00:00:00") C("_1X1X1", "3"))));

static struct str archive_of(const char *survey, const char *given)
{
    static struct buf out;
    buf_free(&out);
    out = buf_new(1 << 20);
    struct zip *zip = zip_new(1714557630000);
    zip_file(zip, "survey_1.lss", &out);
    zip_put(zip, str_of(survey), &out);
    zip_file(zip, "survey_1_responses.lsr", &out);
    zip_put(zip, str_of(given), &out);
    assert_int_equal(zip_finish(zip, &out), ERR_NONE);
    zip_free(zip);
    return buf_str(&out);
}

static void test_types(void **state)
{
    static const char *const types[][3] = {
        {"five", "rating", NULL},        {"listc", "choice", NULL},
        {"listc_comment", "text", NULL}, {"sex", "choice", NULL},
        {"boxes", "choices", NULL},      {"boxes_comments", "matrix", "text"},
        {"order", "ranking", NULL},      {"day", "date", NULL},
        {"clock", "time", NULL},         {"scores", "matrix", "rating"},
        {"dual", "matrix", "choice"},    {"dual_2", "matrix", "choice"},
        {"numbers", "matrix", "number"}, {"numbers_c2", "matrix", "number"},
        {"ticks", "matrix", "choices"},  {"share", "sum", NULL},
        {"names", "matrix", "text"},     {"upload", "file", NULL},
        {"trend", "matrix", "choice"},   {"story", "story", NULL},
    };
    (void)state;
    read_file(every_type);
    assert_int_equal(json_array_size(foreign.questions), sizeof types / sizeof *types);
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        assert_string_equal(json_string_value(json_object_get(question(types[i][0]), "type")), types[i][1]);
        const char *cell = json_string_value(json_object_get(question(types[i][0]), "cell"));
        assert_true(types[i][2] ? strcmp(cell, types[i][2]) == 0 : !cell);
    }
    assert_field("share", "total", "100.0");
    assert_field("story", "show_if",
                 "{\"all\":[{\"field\":\"answers.dual_2.r1\",\"op\":\"eq\",\"value\":\"b\"},{\"field\":\"answers.order.x\",\"op\":\"eq\","
                 "\"value\":1}]}");
    static const char *const lost[][2] = {{"sum", "equation"}, {"words", "script_dropped"}, {"odd", "type_unknown"}};
    for (size_t i = 0; i < sizeof lost / sizeof *lost; i++)
        assert_int_equal(notes_of(lost[i][0], lost[i][1]), 1);
    assert_int_equal(foreign.logic_kept, 2);
    assert_field("names", "required", "true");
    assert_int_equal(foreign.logic_lost, 1); /* of a row */
}

static void test_responses(void **state)
{
    struct fault why;
    (void)state;
    assert_int_equal(read_bytes(archive_of(every_type, answers), &why), ERR_NONE);
    assert_int_equal(json_array_size(responses), 4);
    assert_null(json_object_get(question("names"), "required")); /* a row of it was shown only sometimes */
    assert_int_equal(notes_of("names", "now_voluntary"), 1);
    assert_json(
        json_array_get(responses, 0),
        "{\"submission_key\":\"limesurvey-1\",\"at\":\"2024-05-01T10:20:30Z\",\"channel\":\"web\",\"language\":\"en\",\"answers\":{"
        "\"five\":4,\"listc\":\"a1\",\"listc_comment\":\"because\",\"sex\":\"f\",\"boxes\":[\"p\",\"other\"],\"boxes.other\":\"a boat\","
        "\"boxes_comments.p\":\"good\",\"order.y\":1,\"order.x\":2,\"day\":\"2024-02-29\",\"clock\":\"14:30\",\"scores.r1\":5,"
        "\"dual.r1\":\"a\",\"dual_2.r1\":\"b\",\"numbers.r1\":1.5,\"numbers_c2.r1\":2,\"ticks.r1\":[\"c1\"],\"share.s1\":60,"
        "\"share.s2\":40,\"names.n1\":\"Aino\",\"trend.t1\":\"i\"}}");
    assert_json(json_object_get(json_array_get(responses, 1), "answers"), "{\"five\":1}"); /* A9 cannot be chosen */
    assert_int_equal(notes_of("", "unknown_choice"), 1);
    assert_json(json_object_get(json_array_get(responses, 2), "attributes"), "{\"sent\":false}"); /* never sent, but with an answer */
    assert_null(json_object_get(json_array_get(responses, 3), "at"));                             /* 1980: no date was kept */
}

static void test_quotas(void **state)
{
    (void)state;
    read_file(FILE_OF("Survey",
                      SURVEY("") TABLE("groups", GROUP("1", "1", ""))
                          TABLE("questions", QUESTION("1", "1", "Y", "yes", "1", "") QUESTION("2", "1", "M", "some", "2", "")
                                                 QUESTION("3", "1", "A", "grid", "3", ""))
                              TABLE("subquestions", ROW_OF("21", "2", "p", "1") ROW_OF("31", "3", "SQ1", "1"))
                                  TABLE("quota", ROW(C("id", "7") C("name", "Half full") C("qlimit", "50") C("active", "1"))
                                                     ROW(C("id", "8") C("name", "Off") C("qlimit", "5") C("active", "0"))
                                                         ROW(C("id", "9") C("name", "None") C("qlimit", "0") C("active", "1"))
                                                             ROW(C("id", "10") C("name", "Grid") C("qlimit", "1") C("active", "1")))
                                      TABLE("quota_members", ROW(C("quota_id", "7") C("qid", "1") C("code", "Y"))
                                                                 ROW(C("quota_id", "7") C("qid", "2") C("code", "p"))
                                                                     ROW(C("quota_id", "7") C("qid", "1") C("code", "N"))
                                                                         ROW(C("quota_id", "8") C("qid", "1") C("code", "N"))
                                                                             ROW(C("quota_id", "9") C("qid", "1") C("code", "N"))
                                                                                 ROW(C("quota_id", "10") C("qid", "3") C("code", "SQ1-4")))
                                          TABLE("quota_languagesettings",
                                                ROW(C("quotals_quota_id", "7") C("quotals_language", "en") C("quotals_message", "Full")))));
    assert_json(json_object_get(foreign.definition, "quotas"),
                "[{\"id\":\"half_full\",\"limit\":50,\"text\":{\"en\":\"Full\"},\"where\":{\"all\":[{\"any\":["
                "{\"field\":\"answers.yes\",\"op\":\"eq\",\"value\":\"y\"},{\"field\":\"answers.yes\",\"op\":\"eq\",\"value\":\"n\"}]},"
                "{\"field\":\"answers.some\",\"op\":\"contains\",\"value\":\"p\"}]}},"
                "{\"id\":\"grid\",\"limit\":1,\"where\":{\"field\":\"answers.grid.sq1\",\"op\":\"eq\",\"value\":4}}]");
    assert_int_equal(notes_of("Off", "quota"), 1);
    assert_int_equal(notes_of("None", "quota"), 1);
}

/* What the product would refuse is never made: reserved names of parts, conditions that are too deep. */
static void test_within_limits(void **state)
{
    (void)state;
    read_file(FILE_OF(
        "Survey",
        SURVEY("") TABLE("groups", GROUP("1", "1", "") GROUP("2", "2", C("grelevance", "a == 1")))
            TABLE("questions",
                  QUESTION("1", "1", "N", "a", "1", "") QUESTION("2", "1", "Q", "grid", "2", "") QUESTION("3", "1", "R", "order", "3", "")
                      QUESTION("4", "2", "T", "deep", "4",
                               C("relevance", "a==1 or (a==2 and (a==3 or (a==4 and (a==5 or (a==6 and (a==7 or a==8))))))")))
                TABLE("subquestions", ROW_OF("21", "2", "all", "1") ROW_OF("22", "2", "strongest", "2"))
                    TABLE("answers", ANSWER("31", "3", "all", "1") ANSWER("32", "3", "b", "2"))));
    assert_json(json_object_get(json_array_get(json_object_get(question("grid"), "rows"), 0), "id"), "\"all_2\"");
    assert_json(json_object_get(json_array_get(json_object_get(question("order"), "choices"), 0), "id"), "\"all_2\"");
    assert_field("deep", "show_if", "{\"field\":\"answers.a\",\"op\":\"eq\",\"value\":1}");
    assert_int_equal(foreign.logic_kept, 1);
    assert_int_equal(foreign.logic_lost, 1);
}

/* Sums and means are calculated here too; what else an equation does, as words around it, is not. */
static const char *const equations = FILE_OF(
    "Survey",
    SURVEY("") TABLE("groups", GROUP("1", "1", ""))
        TABLE("questions", QUESTION("1", "1", "5", "a", "1", "") QUESTION("2", "1", "!", "b", "2", "") QUESTION("3", "1", "A", "m", "3", "")
                               QUESTION("4", "1", "N", "n", "4", "") QUESTION("5", "1", "*", "total", "5", "")
                                   QUESTION("6", "1", "*", "mean", "6", "") QUESTION("7", "1", "*", "either", "7", "")
                                       QUESTION("8", "1", "*", "rows", "8", "") QUESTION("9", "1", "*", "apart", "9", "")
                                           QUESTION("10", "1", "*", "said", "10", "") QUESTION("11", "1", "*", "twice", "11", "")
                                               QUESTION("12", "1", "T", "why", "12", C("relevance", "total.NAOK > 5"))
                                                   QUESTION("13", "1", "|", "files", "13", ""))
            TABLE("subquestions", ROW_OF("31", "3", "r1", "1") ROW_OF("32", "3", "r2", "2"))
                TABLE("answers", ANSWER("201", "2", "1", "1") ANSWER("202", "2", "3", "2"))
                    TABLE("question_l10ns", WORDS("5", "en", "{a.NAOK + b.NAOK + n}") WORDS("6", "en", "<p>{sum(a, n) / count(a, n)}</p>")
                                                WORDS("7", "en", "{sum(if(is_empty(a), 0, a), n)}") WORDS("8", "en", "{sum(that.m)}")
                                                    WORDS("9", "en", "Your points") WORDS("10", "en", "You have {sum(a, n)}")
                                                        WORDS("11", "en", "{a * 2}") WORDS("13", "en", "Pictures"))
                        TABLE("question_attributes",
                              ATTRIBUTE("9", "equation", "{sum(a.NAOK, n.NAOK)}") ATTRIBUTE("13", "max_num_of_files", "4")
                                  ATTRIBUTE("13", "max_filesize", "2048") ATTRIBUTE("13", "allowed_filetypes", "png, gif, jpg")));

static void test_equations(void **state)
{
    (void)state;
    read_file(equations);
    assert_field("total", "calculate", "{\"sum\":[\"a\",\"b\",\"n\"]}");
    assert_field("mean", "calculate", "{\"mean\":[\"a\",\"n\"]}");
    assert_field("either", "calculate", "{\"sum\":[\"a\",\"n\"]}");
    assert_field("rows", "calculate", "{\"sum\":[\"m.r1\",\"m.r2\"]}");
    assert_field("apart", "calculate", "{\"sum\":[\"a\",\"n\"]}");
    assert_field("apart", "text", "{\"en\":\"Your points\"}");
    assert_field("why", "show_if", "{\"field\":\"answers.total\",\"op\":\"gt\",\"value\":5}");
    assert_int_equal(notes_of("said", "equation"), 1);
    assert_int_equal(notes_of("twice", "equation"), 1);
    assert_field("files", "accept", "[\"picture\"]");
    assert_field("files", "most", "4");
    assert_field("files", "size_max", "2097152");
}

static void test_question_alone(void **state)
{
    (void)state;
    read_file(FILE_OF("Question", TABLE("questions", ROW(C("qid", "1") C("parent_qid", "0") C("gid", "7") C("type", "S") C("title", "Q00")
                                                             C("language", "nl") C("question", "Naam?") C("help", "Kort")))));
    assert_json(json_object_get(foreign.definition, "languages"), "[\"nl\"]");
    assert_field("q00", "hint", "{\"nl\":\"Kort\"}");
}

static void assert_refused(struct str bytes, enum err err, const char *slug)
{
    struct fault why;
    enum err got = read_bytes(bytes, &why);
    if (got != err || strcmp(why.slug, slug) != 0)
        fail_msg("%d %s: %s", got, why.slug, why.detail);
}

static void test_refused(void **state)
{
    (void)state;
    assert_refused(
        STR("<!DOCTYPE d [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><document><LimeSurveyDocType>Survey</LimeSurveyDocType>&b;"
            "</document>"),
        ERR_INVALID, "xml_not_allowed");
    assert_refused(STR("<document><LimeSurveyDocType>Survey</LimeSurveyDocType><questions><rows><row>"), ERR_MALFORMED, "not_xml");
    assert_refused(str_of(FILE_OF("Label set", "")), ERR_INVALID, "no_survey");
    assert_refused(str_of(FILE_OF("Survey", "")), ERR_INVALID, "nothing_to_ask");
    assert_refused(str_of(FILE_OF("Survey", TABLE("questions", QUESTION("1", "1", "X", "x", "1", "")))), ERR_INVALID, "nothing_to_ask");
    struct str archive = archive_of(every_type, answers);
    archive.length /= 2;
    assert_refused(archive, ERR_MALFORMED, "zip_broken");
    assert_refused(archive_of("<document>", answers), ERR_MALFORMED, "not_xml");
    assert_refused(archive_of(every_type, "<document><responses><rows><row>"), ERR_MALFORMED, "not_xml");
}

#define ITEM(qid, parent, code, more) SUB(qid, parent, code, code, C("question", code) C("language", "en") more)

/* What was chosen in "many" decides for the rows and choices of the same codes; a code that "many" does not have is always there. */
static void test_array_filters(void **state)
{
    (void)state;
    read_file(FILE_OF(
        "Survey",
        SURVEY("") TABLE("groups", GROUP("1", "1", ""))
            TABLE("questions", OLD("1", "M", "many", "1", "en", "Many", "") OLD("2", "F", "rate", "2", "en", "Rate", "")
                                   OLD("3", "M", "rest", "3", "en", "Rest", "") OLD("4", "R", "rank", "4", "en", "Rank", ""))
                TABLE("subquestions", ITEM("11", "1", "A", "") ITEM("12", "1", "B", "") ITEM("21", "2", "A", "") ITEM("22", "2", "C", "")
                                          ITEM("31", "3", "A", "") ITEM("32", "3", "B", ""))
                    TABLE("answers",
                          ROW(C("qid", "2") C("code", "y") C("answer", "y") C("language", "en") C("sortorder", "1") C("scale_id", "0")) ROW(
                              C("qid", "4") C("code", "A") C("answer", "a") C("language", "en") C("sortorder", "1") C("scale_id", "0"))
                              ROW(C("qid", "4") C("code", "B") C("answer", "b") C("language", "en") C("sortorder", "2") C("scale_id", "0")))
                        TABLE("question_attributes", ATTRIBUTE("2", "array_filter", "many") ATTRIBUTE("3", "array_filter_exclude", "many")
                                                         ATTRIBUTE("4", "array_filter", "many"))));
    const char *chosen = "{\"field\":\"answers.many\",\"op\":\"contains\",\"value\":\"a\"}";
    assert_json(json_object_get(json_array_get(json_object_get(question("rate"), "rows"), 0), "show_if"), chosen);
    assert_null(json_object_get(json_array_get(json_object_get(question("rate"), "rows"), 1), "show_if"));
    assert_json(json_object_get(json_array_get(json_object_get(question("rank"), "choices"), 0), "show_if"), chosen);
    json_t *rest = json_object_get(json_array_get(json_object_get(question("rest"), "choices"), 1), "show_if");
    assert_json(rest, "{\"not\":{\"field\":\"answers.many\",\"op\":\"contains\",\"value\":\"b\"}}");
    assert_int_equal(foreign.logic_kept, 3);
    assert_int_equal(foreign.logic_lost, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_survey, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_logic, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_array_filters, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_older, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_types, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_responses, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_quotas, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_within_limits, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_equations, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_question_alone, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_refused, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
