/* Qualtrics blocks that are repeated, and quotas. The files are our own and small. */
#include "foreign_sample.h"

#include <stdio.h>

#define SQ(qid, tag, rest)                                                                                                                 \
    "{'Element':'SQ','PrimaryAttribute':'" qid "','Payload':{'QuestionID':'" qid "','DataExportTag':'" tag "'," rest "}}"
#define WORDS(qid, tag, text) SQ(qid, tag, "'QuestionText':'" text "','QuestionType':'TE','Selector':'SL'")
#define CHOICES(qid, tag, selector)                                                                                                        \
    SQ(qid, tag,                                                                                                                           \
       "'QuestionText':'Which?','QuestionType':'MC','Selector':'" selector "','Choices':{'1':{'Display':'Acme'},'2':{'Display':'Bolt'},"   \
       "'3':{'Display':'Core'}}")
#define IN(qid) "{'Type':'Question','QuestionID':'" qid "'}"
#define ON(left, operator)                                                                                                                 \
    "{'0':{'0':{'LogicType':'Question','LeftOperand':'q://" left "','Operator':'" operator"','Type':'Expression'},'Type':'If'},'Type':"    \
                                                                                          "'BooleanExpression'}"
#define FROM_CHOICES "'Looping':'Question','LoopingOptions':{'QID':'QID1','ChoiceGroupLocator':'q://QID1/ChoiceGroup/SelectedChoices'}"

static struct sample s;

/* Three blocks: what is asked before, what is repeated, and what is asked afterwards; and elements. */
static void read_blocks(const char *before, const char *repeated, const char *options, const char *after, const char *elements)
{
    static char text[20000];
    snprintf(text, sizeof text,
             "{'SurveyEntry':{'SurveyName':'Shop','SurveyLanguage':'EN'},'SurveyElements':[{'Element':'BL','Payload':["
             "{'Type':'Default','ID':'BL_1','Description':'Before','BlockElements':[%s]},"
             "{'Type':'Standard','ID':'BL_2','Description':'Per brand','BlockElements':[%s],'Options':{%s}},"
             "{'Type':'Standard','ID':'BL_3','Description':'After','BlockElements':[%s]}]},"
             "{'Element':'FL','Payload':{'Flow':[{'Type':'Block','ID':'BL_1'},{'Type':'Branch','FlowID':'FL_2','Description':'Buyers',"
             "'BranchLogic':" ON("QID9/ChoiceTextEntryValue",
                                 "NotEmpty") ",'Flow':[{'Type':'Block','ID':'BL_2'}]},{'Type':'Block','ID':'BL_3'}]}},%s]}",
             before, repeated, options, after, elements);
    for (char *at = text; *at; at++)
        if (*at == '\'')
            *at = '"';
    sample_read(&s, str_of(text));
}

static void a_block_for_each_choice_is_a_group(void **state)
{
    (void)state;
    read_blocks(IN("QID9") "," IN("QID1"), IN("QID2") "," IN("QID3"), FROM_CHOICES, IN("QID4") "," IN("QID5"),
                WORDS("QID9", "Q9", "Code?") "," CHOICES("QID1", "Q1", "MAVR") "," WORDS(
                    "QID2", "Q2",
                    "How is ${lm://Field/1} (${lm://CurrentLoopNumber} of ${lm://TotalLoops}, "
                    "${lm://Field/2})?") "," SQ("QID3", "Q3",
                                                "'QuestionText':'Why "
                                                "${q://QID2/"
                                                "ChoiceTextEntryValue}?','QuestionType':'TE','Selector':'ML'"
                                                ",'DisplayLogic':" ON(
                                                    "QID2/ChoiceTextEntryValue",
                                                    "NotEmpty")) "," SQ("QID4", "Q4",
                                                                        "'QuestionText':'Again ${q://QID2/"
                                                                        "ChoiceTextEntryValue}?','"
                                                                        "QuestionType':'TE','Selector':'SL',"
                                                                        "'DisplayLogic':" ON("QID2/ChoiceTextEntryValue",
                                                                                             "NotEmpty")) "," WORDS("QID5", "Q5", "More?"));
    assert_int_equal(json_array_size(s.foreign.questions), 5);
    assert_question(&s, "per_brand",
                    "{'id':'per_brand','type':'group','text':{'en':'Per "
                    "brand'},'new_page':true,'for':'answers.q1','show_if':{'field':'answers.q9','op':"
                    "'answered'},'questions':[{'id':'q2','type':'text','text':{'en':'How is {{item}} ({{number}} of …, …)?'}},"
                    "{'id':'q3','type':'story','text':{'en':'Why {{answers.per_brand.q2}}?'},"
                    "'show_if':{'field':'answers.per_brand.q2','op':'answered'}}]}");
    assert_question(&s, "q4", "{'id':'q4','type':'text','text':{'en':'Again …?'},'new_page':true}");
    assert_int_equal(sample_notes(&s, "logic_unreadable"), 1); /* of Q4: which round's answer? */
    assert_logic(&s, 2, 1);
    const struct question *group = survey_question(s.survey, STR("per_brand"));
    assert_int_equal(group->rounds_count, 3);
    assert_non_null(survey_question(s.survey, STR("per_brand[2].q3")));
    sample_free(&s);
}

static void of_one_choice_there_is_one_round(void **state)
{
    (void)state;
    read_blocks(IN("QID9") "," IN("QID1"), IN("QID2"), FROM_CHOICES, IN("QID5"),
                WORDS("QID9", "Q9", "Code?") "," CHOICES("QID1", "Q1", "SAVR") "," WORDS("QID2", "Q2", "How is ${lm://Field/1}?") "," WORDS(
                    "QID5", "Q5", "More?"));
    assert_question(&s, "q2",
                    "{'id':'q2','type':'text','text':{'en':'How is {{answers.q1}}?'},'new_page':true,'show_if':{'field':'answers.q9','op':"
                    "'answered'}}");
    assert_int_equal(sample_notes(&s, "loop"), 0);
    sample_free(&s);
}

static void as_often_as_a_number_says(void **state)
{
    (void)state;
    read_blocks(IN("QID9") "," IN("QID1"), IN("QID2"),
                "'Looping':'Question','LoopingOptions':{'QID':'QID1','Locator':'q://QID1/LoopAndMerge/MergeOnNumericResponse?v=7',"
                "'Static':{},'Randomization':'All'}",
                IN("QID5"),
                WORDS("QID9", "Q9", "Code?") "," SQ(
                    "QID1", "Q1",
                    "'QuestionText':'Children?','QuestionType':'TE','Selector':'SL','Validation':{'Settings':{'Type':'ContentType',"
                    "'ContentType':'ValidNumber'}}") "," WORDS("QID2", "Q2",
                                                               "Age of child ${lm://CurrentLoopNumber}?") "," WORDS("QID5", "Q5", "More?"));
    assert_json(&s, json_object_get(sample_question(&s, "per_brand"), "for"), "'answers.q1'");
    assert_json(&s, json_object_get(sample_question(&s, "per_brand"), "most"), "7");
    assert_int_equal(sample_notes(&s, "loop_order"), 1);
    sample_free(&s);
}

/* What differs from round to round stands in the table, so each row is asked by itself, named as files of answers name it. */
static void a_table_is_written_out(void **state)
{
    (void)state;
    read_blocks(
        IN("QID9"), IN("QID2") "," IN("QID3"),
        "'Looping':'Static','LoopingOptions':{'Static':{'1':{'1':'apples','2':'red'},'2':{'1':'pears & <b>co</b>','2':'green'}}}",
        IN("QID4"),
        WORDS("QID9", "Q9", "Code?") "," WORDS(
            "QID2", "Q2",
            "Do you like ${lm://Field/1}, ${lm://Field/2} (${lm://CurrentLoopNumber} of "
            "${lm://TotalLoops})?") "," SQ("QID3", "Q3",
                                           "'QuestionText':'Why?','QuestionType':'TE','Selector':'ML','DisplayLogic':" ON(
                                               "QID2/ChoiceTextEntryValue",
                                               "NotEmpty")) "," SQ("QID4", "Q4",
                                                                   "'QuestionText':'And?','QuestionType':'TE','Selector':'SL',"
                                                                   "'DisplayLogic':" ON("2_QID2/ChoiceTextEntryValue", "NotEmpty")));
    assert_int_equal(json_array_size(s.foreign.questions), 6);
    assert_json(&s, json_object_get(sample_question(&s, "q1_q2"), "text"), "{'en':'Do you like apples, red (1 of 2)?'}");
    assert_json(&s, json_object_get(sample_question(&s, "q2_q2"), "text"), "{'en':'Do you like pears & co, green (2 of 2)?'}");
    assert_show_if(&s, "q2_q3", "{'all':[{'field':'answers.q9','op':'answered'},{'field':'answers.q2_q2','op':'answered'}]}");
    assert_show_if(&s, "q4", "{'field':'answers.q2_q2','op':'answered'}");
    assert_logic(&s, 4, 0);
    sample_free(&s);
}

/* More than a group can hold: a file cannot be asked in rounds, nor more than 20 questions. Asked once, the file is asked too. Then nothing
 * speaks of rounds any more. */
static void what_a_group_cannot_hold_is_asked_once(void **state)
{
    (void)state;
    char in[2000] = "", asked[8000] = "";
    for (int i = 0; i < 22; i++) {
        snprintf(in + strlen(in), sizeof in - strlen(in), "%s{'Type':'Question','QuestionID':'QID%d'}", i ? "," : "", 20 + i);
        snprintf(asked + strlen(asked), sizeof asked - strlen(asked),
                 ",{'Element':'SQ','PrimaryAttribute':'QID%d','Payload':{'QuestionID':'QID%d','DataExportTag':'T%d','QuestionText':'%d of "
                 "${lm://Field/1}','QuestionType':'%s','Selector':'%s'}}",
                 20 + i, 20 + i, i, i, i == 3 ? "FileUpload" : "TE", i == 3 ? "FileUpload" : "SL");
    }
    char elements[12000];
    snprintf(elements, sizeof elements, "%s%s",
             WORDS("QID9", "Q9", "Code?") "," CHOICES("QID1", "Q1", "MAVR") "," WORDS("QID5", "Q5", "More?"), asked);
    read_blocks(IN("QID9") "," IN("QID1"), in, FROM_CHOICES, IN("QID5"), elements);
    assert_int_equal(json_array_size(s.foreign.questions), 25);
    assert_null(sample_question(&s, "per_brand"));
    assert_question(&s, "t0",
                    "{'id':'t0','type':'text','text':{'en':'0 of …'},'new_page':true,'show_if':{'field':'answers.q9','op':'answered'}}");
    assert_show_if(&s, "q1", NULL); /* what stands before the block keeps out of it */
    assert_show_if(&s, "t3", "{'field':'answers.q9','op':'answered'}");
    assert_int_equal(sample_notes(&s, "file_in_rounds"), 0);
    assert_show_if(&s, "t21", "{'field':'answers.q9','op':'answered'}");
    assert_show_if(&s, "q5", NULL);
    assert_int_equal(sample_notes(&s, "loop"), 1);
    sample_free(&s);
}

#define QUOTA(name, limit, action, logic)                                                                                                  \
    "{'Element':'QO','Payload':{'Name':'" name "','Occurrences':" limit ",'LogicType':'Simple','QuotaAction':'" action "','Logic':" logic  \
    "}}"

static void quotas_that_end_the_survey_come_over(void **state)
{
    (void)state;
    read_blocks(
        IN("QID9") "," IN("QID1"), IN("QID2"), "", IN("QID5"),
        WORDS("QID9", "Q9", "Code?") "," CHOICES("QID1", "Q1", "SAVR") "," WORDS("QID2", "Q2", "How?") "," WORDS(
            "QID5", "Q5",
            "More?") "," QUOTA("Acme people", "100", "EndCurrentSurvey",
                               ON("QID1/SelectableChoice/1",
                                  "Selected")) "," QUOTA("Bolt people", "50", "DontDisplayBlock",
                                                         ON("QID1/SelectableChoice/2",
                                                            "Selected")) "," QUOTA("None", "0", "EndCurrentSurvey",
                                                                                   ON("QID1/SelectableChoice/3",
                                                                                      "Selected")) "," QUOTA("Strange", "5",
                                                                                                             "EndCurrentSurvey",
                                                                                                             ON("QID77/SelectableChoice/3",
                                                                                                                "Selected")));
    assert_json(&s, json_object_get(s.foreign.definition, "quotas"),
                "[{'id':'acme_people','limit':100,'where':{'field':'answers.q1','op':'eq','value':'1'}}]");
    assert_int_equal(sample_notes(&s, "quota"), 3);
    assert_int_equal(sample_notes(&s, "quotas_at_the_end"), 1);
    assert_int_equal(s.survey->quotas_count, 1);
    sample_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_block_for_each_choice_is_a_group),
        cmocka_unit_test(of_one_choice_there_is_one_round),
        cmocka_unit_test(as_often_as_a_number_says),
        cmocka_unit_test(a_table_is_written_out),
        cmocka_unit_test(what_a_group_cannot_hold_is_asked_once),
        cmocka_unit_test(quotas_that_end_the_survey_come_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
