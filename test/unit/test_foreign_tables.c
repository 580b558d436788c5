/* Files of answers: triple-S, and SPSS as ReadStat, which is not ours, writes it. */
#include "foreign_sample.h"

#include "base/zip.h"

#include <readstat.h>

static struct sample s;

/* ---- triple-S ---- */

#define SSS(format, variables)                                                                                                             \
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?><sss version=\"2.0\"><survey><title>Visits</title><record ident=\"A\" " format              \
    ">" variables "</record></survey></sss>"
#define VARIABLE(ident, type, position, rest)                                                                                              \
    "<variable ident=\"" ident "\" type=\"" type "\"><name>Q" ident "</name><label>Label " ident "</label><position " position "/>" rest   \
    "</variable>"
#define TWO "<values><value code=\"1\">First</value><value code=\"2\">Second</value></values>"

static const char definition[] =
    SSS("", "<variable ident=\"9\" type=\"quantity\" use=\"serial\"><name>ID</name><position start=\"1\" finish=\"3\"/></variable>"
            "<variable ident=\"8\" type=\"quantity\" use=\"weight\"><name>W</name><position start=\"4\" finish=\"6\"/></variable>" VARIABLE(
                "1", "single", "start=\"7\" finish=\"8\"", TWO) VARIABLE("2", "multiple", "start=\"9\" finish=\"10\"", TWO)
                VARIABLE("3", "multiple", "start=\"11\" finish=\"14\"", "<spread subfields=\"2\"/>" TWO)
                    VARIABLE("4", "quantity", "start=\"15\" finish=\"17\"",
                             "<values><range from=\"0\" to=\"9\"/><value code=\"99\">None</value></values>")
                        VARIABLE("5", "character", "start=\"18\" finish=\"21\"", "<size>4</size>")
                            VARIABLE("6", "logical", "start=\"22\"", "") VARIABLE("7", "single", "start=\"23\"", "<filter>Q6</filter>" TWO)
                                VARIABLE("10", "date", "start=\"24\" finish=\"31\"", "")
                                    VARIABLE("11", "time", "start=\"32\" finish=\"37\"", ""));

static struct buf pair_of(const char *sss, const char *name, const char *data)
{
    struct buf out = buf_new(1 << 20);
    struct zip *zip = zip_new(0);
    zip_file(zip, "visits.sss", &out);
    zip_put(zip, str_of(sss), &out);
    zip_file(zip, name, &out);
    zip_put(zip, str_of(data), &out);
    assert_int_equal(zip_finish(zip, &out), ERR_NONE);
    zip_free(zip);
    return out;
}

static void variables_become_questions(void **state)
{
    (void)state;
    sample_read(&s, str_of(definition));
    assert_json(&s, json_object_get(s.foreign.definition, "title"), "{'en':'Visits'}");
    assert_question(&s, "q1",
                    "{'id':'q1','type':'choice','text':{'en':'Label 1'},'choices':[{'id':'1','text':{'en':'First'}},{'id':'2','text':{'en':"
                    "'Second'}}]}");
    assert_json(&s, json_object_get(sample_question(&s, "q2"), "type"), "'choices'");
    assert_question(&s, "q4", "{'id':'q4','type':'number','text':{'en':'Label 4'},'low':0.0,'high':99.0}");
    assert_question(&s, "q5", "{'id':'q5','type':'text','text':{'en':'Label 5'}}");
    assert_question(&s, "q6", "{'id':'q6','type':'consent','text':{'en':'Label 6'}}");
    assert_show_if(&s, "q7", "{'field':'answers.q6','op':'eq','value':true}");
    assert_int_equal(json_array_size(s.foreign.questions), 9);
    assert_logic(&s, 1, 0);
    sample_free(&s);
}

static void columns_of_characters_become_answers(void **state)
{
    struct buf bytes = pair_of(definition, "visits.asc",
                               "0011.5 110 2 1 99Tää 1220260301143000\r\n"
                               "0020.5  01    100    0              \n\n"
                               "003    7               0\n");
    (void)state;
    sample_read(&s, buf_str(&bytes));
    assert_int_equal(json_array_size(s.answers), 3);
    assert_json(&s, json_array_get(s.answers, 0),
                "{'submission_key':'1','attributes':{'serial':'001','weight':1.5},'answers':{'q1':'1','q2':['1'],'q3':['2','1'],'q4':99,'"
                "q5':'Tää','q6':"
                "true,'q7':'2','q10':'2026-03-01','q11':'14:30'}}");
    assert_json(&s, json_array_get(s.answers, 1),
                "{'submission_key':'2','attributes':{'serial':'002','weight':0.5},'answers':{'q2':['2'],'q4':100,'q6':"
                "false}}");
    assert_json(&s, json_array_get(s.answers, 2), "{'submission_key':'3','attributes':{'serial':'003'},'answers':{}}");
    assert_question(&s, "q4",
                    "{'id':'q4','type':'number','text':{'en':'Label 4'},'low':0.0,'high':100.0}"); /* it allows what was answered */
    assert_int_equal(sample_notes(&s, "value_unknown"), 1);                                        /* the 7 of the third row */
    sample_free(&s);
    buf_free(&bytes);
}

/* Somebody answered whom the filter leaves out: the answers are kept, the filter is not. */
static void a_filter_that_the_answers_contradict_is_lost(void **state)
{
    struct buf bytes = pair_of(SSS("format=\"csv\" skip=\"1\"", VARIABLE("1", "logical", "start=\"1\"", "")
                                                                    VARIABLE("2", "character", "start=\"2\"", "<filter>1</filter>")),
                               "visits.csv", "a,b\r\n0,\"He said \"\"no\"\"\"\r\n1,\r\n");
    (void)state;
    sample_read(&s, buf_str(&bytes));
    assert_show_if(&s, "q2", NULL);
    assert_logic(&s, 0, 1);
    assert_json(&s, s.answers,
                "[{'submission_key':'1','answers':{'q1':false,'q2':'He said \\\"no\\\"'}},{'submission_key':'2','answers':{'q1':true}}]");
    sample_free(&s);
    buf_free(&bytes);
}

static void what_is_no_definition_is_refused(void **state)
{
    (void)state;
    assert_refused(STR(SSS("", "")), ERR_INVALID, "nothing_to_ask");
    assert_refused(STR("<!DOCTYPE sss [<!ENTITY a \"b\">]><sss version=\"2.0\">&a;</sss>"), ERR_INVALID, "xml_not_allowed");
    struct sample broken;
    assert_int_equal(sample_try(&broken, STR("<sss version=\"2.0\"><survey>")), ERR_MALFORMED);
    sample_free(&broken);
}

/* ---- SPSS ---- */

static ssize_t write_bytes(const void *bytes, size_t length, void *context)
{
    buf_add(context, bytes, length);
    return (ssize_t)length;
}

struct columns {
    readstat_variable_t *choice, *some, *age, *words, *day, *hour, *old;
};

static void columns_add(readstat_writer_t *writer, struct columns *c)
{
    readstat_label_set_t *few = readstat_add_label_set(writer, READSTAT_TYPE_DOUBLE, "few"),
                         *one = readstat_add_label_set(writer, READSTAT_TYPE_DOUBLE, "one");
    readstat_label_double_value(few, 1, "Yes");
    readstat_label_double_value(few, 2, "Nö");
    readstat_label_double_value(few, -9, "No answer");
    readstat_label_double_value(one, 0, "Never");
    c->choice = readstat_add_variable(writer, "Choice", READSTAT_TYPE_DOUBLE, 0);
    readstat_variable_set_label(c->choice, "Do you?");
    readstat_variable_set_label_set(c->choice, few);
    readstat_variable_add_missing_double_value(c->choice, -9);
    c->some = readstat_add_variable(writer, "Some", READSTAT_TYPE_DOUBLE, 0);
    readstat_variable_set_label_set(c->some, one);
    c->age = readstat_add_variable(writer, "Age", READSTAT_TYPE_DOUBLE, 0);
    c->words = readstat_add_variable(writer, "Words", READSTAT_TYPE_STRING, 40);
    c->day = readstat_add_variable(writer, "Day", READSTAT_TYPE_DOUBLE, 0);
    readstat_variable_set_format(c->day, "DATE11");
    c->hour = readstat_add_variable(writer, "Hour", READSTAT_TYPE_DOUBLE, 0);
    readstat_variable_set_format(c->hour, "TIME8");
    c->old = readstat_add_variable(writer, "Old", READSTAT_TYPE_DOUBLE, 0);
    readstat_variable_set_format(c->old, "EDATE10");
}

static void row_add(readstat_writer_t *writer, const struct columns *c, double choice, double number, const char *words, double day,
                    double old)
{
    assert_int_equal(readstat_begin_row(writer), READSTAT_OK);
    readstat_insert_double_value(writer, c->choice, choice);
    readstat_insert_double_value(writer, c->some, number);
    if (number > 50)
        readstat_insert_missing_value(writer, c->age);
    else
        readstat_insert_double_value(writer, c->age, number + 0.5);
    readstat_insert_string_value(writer, c->words, words);
    readstat_insert_double_value(writer, c->day, day * 86400);
    readstat_insert_double_value(writer, c->hour, 9 * 3600 + 5 * 60 + 7);
    readstat_insert_double_value(writer, c->old, old * 86400);
    assert_int_equal(readstat_end_row(writer), READSTAT_OK);
}

/* Days of SPSS: 161990 is 2026-04-19, 100000 is 1856-07-29: so many days after 1582-10-14. */
static struct buf spss_of(readstat_compress_t compression)
{
    struct buf out = buf_new(1 << 20);
    readstat_writer_t *writer = readstat_writer_init();
    struct columns c;
    readstat_set_data_writer(writer, write_bytes);
    readstat_writer_set_compression(writer, compression);
    readstat_writer_set_file_label(writer, "Visits in March");
    columns_add(writer, &c);
    assert_int_equal(readstat_begin_writing_sav(writer, &out, 3), READSTAT_OK);
    row_add(writer, &c, 1, 33, "Ääni", 161990, 100000);
    row_add(writer, &c, -9, 44, "", 161990, 161990);
    row_add(writer, &c, 3, 55, "x", 161990, 161990);
    assert_int_equal(readstat_end_writing(writer), READSTAT_OK);
    readstat_writer_free(writer);
    return out;
}

static void cases_become_answers(void **state)
{
    static const readstat_compress_t compressions[] = {READSTAT_COMPRESS_NONE, READSTAT_COMPRESS_ROWS, READSTAT_COMPRESS_BINARY};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct buf bytes = spss_of(compressions[i]);
        sample_read(&s, buf_str(&bytes));
        assert_string_equal(s.foreign.format, "spss");
        assert_json(&s, json_object_get(s.foreign.definition, "title"), "{'en':'Visits in March'}");
        assert_question(&s, "choice",
                        "{'id':'choice','type':'choice','text':{'en':'Do you?'},'choices':[{'id':'1','text':{'en':'Yes'}},{'id':'2','text':"
                        "{'en':'Nö'}},{'id':'3','text':{'en':'3'}}]}");
        assert_question(&s, "some", "{'id':'some','type':'number','text':{'en':'Some'}}");
        assert_json(
            &s, s.answers,
            "[{'submission_key':'1','answers':{'choice':'1','some':33,'age':33.5,'words':'Ääni','day':'2026-04-19','hour':'09:05','old':"
            "'1856-07-29'}},{'submission_key':'2','answers':{'some':44,'age':44.5,'day':'2026-04-19','hour':'09:05','old':'2026-04-19'}},"
            "{'submission_key':'3','answers':{'choice':'3','some':55,'words':'x','day':'2026-04-19','hour':'09:05','old':'2026-04-19'}}]");
        assert_int_equal(sample_notes(&s, "missing"), 1);
        assert_int_equal(sample_notes(&s, "value_labels"), 1);
        assert_int_equal(sample_notes(&s, "days_as_words"), 1);
        sample_free(&s);
        buf_free(&bytes);
    }
}

static void a_file_cut_short_is_refused(void **state)
{
    struct buf bytes = spss_of(READSTAT_COMPRESS_NONE);
    (void)state;
    for (size_t length = 180; length < bytes.length; length += 37) {
        struct sample cut;
        char *copy = malloc(length); /* of that size exactly, so that reading beyond it is seen */
        memcpy(copy, bytes.at, length);
        enum err err = sample_try(&cut, (struct str){copy, length});
        assert_true(err == ERR_NONE || (err == ERR_MALFORMED && cut.why.detail[0]) || (err == ERR_INVALID && cut.why.detail[0]));
        sample_free(&cut);
        free(copy);
    }
    assert_refused((struct str){bytes.at, 300}, ERR_MALFORMED, "spss_broken");
    buf_free(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(variables_become_questions),
        cmocka_unit_test(columns_of_characters_become_answers),
        cmocka_unit_test(a_filter_that_the_answers_contradict_is_lost),
        cmocka_unit_test(what_is_no_definition_is_refused),
        cmocka_unit_test(cases_become_answers),
        cmocka_unit_test(a_file_cut_short_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
