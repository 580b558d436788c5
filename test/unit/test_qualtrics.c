/* Qualtrics files (.qsf): questions, the flow, display and skip logic. The files are our own and small. */
#include "foreign_sample.h"

#include <stdio.h>

#define SQ(qid, tag, rest)                                                                                                                 \
    "{'Element':'SQ','PrimaryAttribute':'" qid "','Payload':{'QuestionID':'" qid "','DataExportTag':'" tag "'," rest "}}"
#define ASK(qid, tag) SQ(qid, tag, "'QuestionText':'" tag "?','QuestionType':'TE','Selector':'SL'")
#define YES_NO                                                                                                                             \
    "'QuestionText':'Yes?','QuestionType':'MC','Selector':'SAVR','Choices':{'1':{'Display':'Yes'},'2':{'Display':'No'}},'ChoiceOrder':["   \
    "'1','2']"
#define ON(left, operator, right)                                                                                                          \
    "{'LogicType':'Question','LeftOperand':'q://" left "','Operator':'" operator"','RightOperand':'" right "','Type':'Expression'}"
#define IF(rule) "{'0':{'0':" rule ",'Type':'If'},'Type':'BooleanExpression'}"

static struct sample s;

/* Elements, the members of the only block, and its flow. */
static void read_qsf(const char *elements, const char *block, const char *flow)
{
    static char text[20000];
    snprintf(
        text, sizeof text,
        "{'SurveyEntry':{'SurveyName':'Shop','SurveyLanguage':'EN'},'SurveyElements':[{'Element':'BL','Payload':[{'Type':'Default','ID':"
        "'BL_1','BlockElements':[%s]},{'Type':'Trash','ID':'BL_2','BlockElements':[{'Type':'Question','QuestionID':'QID99'}]}]},"
        "{'Element':'FL','Payload':{'Flow':[%s]}},%s," ASK("QID99", "Gone") "]}",
        block, flow, elements);
    for (char *at = text; *at; at++)
        if (*at == '\'')
            *at = '"';
    sample_read(&s, str_of(text));
}

#define IN(qid) "{'Type':'Question','QuestionID':'" qid "'}"
#define BLOCK "{'Type':'Block','ID':'BL_1'}"

static void questions_become_ours(void **state)
{
    (void)state;
    read_qsf(SQ("QID1", "Q1",
                "'QuestionText':'Which "
                "<b>one</b>?','QuestionType':'MC','Selector':'DL','Choices':{'1':{'Display':'A'},'2':{'Display':'B&amp;C',"
                "'TextEntry':'true'},'3':{'Display':'Deleted'}},'ChoiceOrder':['2',1],'RecodeValues':{'1':'10','2':-99},'Validation':{"
                "'Settings':{'ForceResponse':'ON'}}") "," SQ("QID2", "Q2",
                                                             "'QuestionText':'Which?','QuestionType':'MC','Selector':'MAVR','Choices':{'1':"
                                                             "{'"
                                                             "Display':'A'},'2':{'Display':'None',"
                                                             "'ExclusiveAnswer':true}},'Validation':{'Settings':{'MinChoices':'1','"
                                                             "MaxChoices':'"
                                                             "2','Type':'ChoiceRange'}},'Randomization':{"
                                                             "'Type':'All'}") "," SQ("QID3", "Q3",
                                                                                     "'QuestionText':'Recommend?','QuestionType':'MC','"
                                                                                     "Selector'"
                                                                                     ":'NPS','Choices':[{'Display':'0'}]") "," SQ("QID4",
                                                                                                                                  "Q4",
                                                                                                                                  "'Questio"
                                                                                                                                  "nText"
                                                                                                                                  "':'Rate'"
                                                                                                                                  ",'"
                                                                                                                                  "Question"
                                                                                                                                  "Type'"
                                                                                                                                  ":'"
                                                                                                                                  "Matrix',"
                                                                                                                                  "'"
                                                                                                                                  "Selector"
                                                                                                                                  "':'"
                                                                                                                                  "Likert',"
                                                                                                                                  "'"
                                                                                                                                  "SubSelec"
                                                                                                                                  "tor':"
                                                                                                                                  "'SingleA"
                                                                                                                                  "nswer"
                                                                                                                                  "','"
                                                                                                                                  "Choices'"
                                                                                                                                  ":{"
                                                                                                                                  "'1':{'"
                                                                                                                                  "Display'"
                                                                                                                                  ":'"
                                                                                                                                  "Staff'},"
                                                                                                                                  "'4':{'"
                                                                                                                                  "Display'"
                                                                                                                                  ":'"
                                                                                                                                  "Price'}}"
                                                                                                                                  ",'"
                                                                                                                                  "ChoiceOr"
                                                                                                                                  "der':"
                                                                                                                                  "['1','4'"
                                                                                                                                  "],'"
                                                                                                                                  "Answers'"
                                                                                                                                  ":{'1'"
                                                                                                                                  ":{'"
                                                                                                                                  "Display'"
                                                                                                                                  ":'"
                                                                                                                                  "Bad'},'"
                                                                                                                                  "2':{'"
                                                                                                                                  "Display'"
                                                                                                                                  ":'"
                                                                                                                                  "Good'}},"
                                                                                                                                  "'"
                                                                                                                                  "AnswerOr"
                                                                                                                                  "der':"
                                                                                                                                  "['1','2'"
                                                                                                                                  "]") "," SQ("QID5",
                                                                                                                                              "Q5",
                                                                                                                                              "'QuestionText':'Age','QuestionType':'TE','Selector':'SL','Validation':{'Settings':{'Type':'ContentType','ContentType':"
                                                                                                                                              "'ValidNumber','ValidNumber':{'Min':'18','Max':'99'}}}") "," SQ("QID6",
                                                                                                                                                                                                              "Q6",
                                                                                                                                                                                                              "'QuestionText':'Share','QuestionType':'CS','Selector':'HR','Choices':{'1':{'Display':'A'},'2':{'Display':'B'}},'Validation':{"
                                                                                                                                                                                                              "'Settings':{'Type':'ChoicesTotal','ChoiceTotal':'100'}}") "," SQ("QID7",
                                                                                                                                                                                                                                                                                "Q7", "'QuestionText':'Hello','QuestionType':'DB','Selector':'TB'") "," SQ("QID8", "Q8", "'QuestionText':'Where','QuestionType':'HeatMap','Selector':'Image'") "," SQ("QID9",
                                                                                                                                                                                                                                                                                                                                                                                                                                                      "Q9",
                                                                                                                                                                                                                                                                                                                                                                                                                                                      "'QuestionText':'Say','QuestionType':'TE','Selector':'ML'"),
             IN("QID1") "," IN("QID2") "," IN("QID3") "," IN("QID4") "," IN("QID5") "," IN("QID6") "," IN("QID7") "," IN("QID8") "," IN(
                 "QID9"),
             BLOCK);
    assert_json(&s, json_object_get(s.foreign.definition, "title"), "{'en':'Shop'}");
    assert_int_equal(json_array_size(s.foreign.questions), 8);
    assert_question(&s, "q1",
                    "{'id':'q1','type':'choice','text':{'en':'Which one?'},'required':true,'choices':[{'id':'minus_99','text':{'en':'B&C'},"
                    "'other':true},{'id':'10','text':{'en':'A'}}]}");
    assert_question(&s, "q2",
                    "{'id':'q2','type':'choices','text':{'en':'Which?'},'choices':[{'id':'1','text':{'en':'A'}},{'id':'2','text':{"
                    "'en':'None'},'exclusive':true}],'shuffle':true,'least':1,'most':2}");
    assert_question(&s, "q3", "{'id':'q3','type':'nps','text':{'en':'Recommend?'}}");
    assert_question(&s, "q4",
                    "{'id':'q4','type':'matrix','cell':'choice','text':{'en':'Rate'},'rows':[{'id':'1','text':{'en':'Staff'}},{'id':"
                    "'4','text':{'en':'Price'}}],'choices':[{'id':'1','text':{'en':'Bad'}},{'id':'2','text':{'en':'Good'}}]}");
    assert_question(&s, "q5", "{'id':'q5','type':'number','text':{'en':'Age'},'low':18.0,'high':99.0}");
    assert_question(&s, "q6",
                    "{'id':'q6','type':'sum','text':{'en':'Share'},'total':100.0,'choices':[{'id':'1','text':{'en':'A'}},{'id':'2',"
                    "'text':{'en':'B'}}]}");
    assert_question(&s, "q7", "{'id':'q7','type':'statement','text':{'en':'Hello'}}");
    assert_question(&s, "q9", "{'id':'q9','type':'story','text':{'en':'Say'}}");
    assert_int_equal(sample_notes(&s, "type_without_counterpart"), 1);
    assert_null(sample_question(&s, "gone"));
    sample_free(&s);
}

static void columns_side_by_side_are_split(void **state)
{
    (void)state;
    read_qsf(
        SQ("QID1", "Q1",
           "'QuestionText':'Fruit','QuestionType':'SBS','Selector':'SBSMatrix','Choices':{'1':{'Display':'Kiwi'}},'ChoiceOrder':['1'],"
           "'AdditionalQuestions':{'1':{'QuestionText':'Like','QuestionType':'Matrix','Selector':'Likert','SubSelector':'MultipleAnswer',"
           "'Answers':{'1':{'Display':'Yes'}},'Choices':{'1':{'Display':'Kiwi'}}},'2':{'QuestionText':'Why','QuestionType':'Matrix',"
           "'Selector':'TE','Answers':{'1':{'Display':'For'},'2':{'Display':'Against'}},'Choices':{'1':{'Display':'Kiwi'}}}}"),
        IN("QID1"), BLOCK);
    assert_question(&s, "q1_1",
                    "{'id':'q1_1','type':'matrix','cell':'choices','text':{'en':'Fruit'},'rows':[{'id':'1','text':{'en':'Kiwi'}}],"
                    "'choices':[{'id':'1','text':{'en':'Yes'}}]}");
    assert_question(&s, "q1_2_1",
                    "{'id':'q1_2_1','type':'matrix','cell':'text','text':{'en':'Fruit – For'},'rows':[{'id':'1','text':{'en':"
                    "'Kiwi'}}]}");
    assert_non_null(sample_question(&s, "q1_2_2"));
    assert_int_equal(sample_notes(&s, "split"), 2);
    sample_free(&s);
}

/* And binds its neighbours, or separates. */
static void display_logic_is_kept(void **state)
{
    (void)state;
    read_qsf(
        SQ("QID1", "Q1", YES_NO) "," ASK("QID2", "Q2") "," SQ(
            "QID3", "Q3",
            "'QuestionText':'3','QuestionType':'TE','Selector':'SL','DisplayLogic':{'0':{'0':" ON(
                "QID1/SelectableChoice/1", "Selected",
                "") ",'1':{'LogicType':'Question','LeftOperand':'q://QID2/"
                    "ChoiceTextEntryValue','Operator':'NotEmpty','Conjuction':'And'},'2':{"
                    "'LogicType':'EmbeddedField','LeftOperand':'vip','Operator':'EqualTo','RightOperand':'yes','Conjuction':'Or'},'Type':'"
                    "If'},"
                    "'Type':'BooleanExpression'}") "," SQ("QID4", "Q4",
                                                          "'QuestionText':'4','QuestionType':'TE','Selector':'SL','DisplayLogic':" IF(ON(
                                                              "QID1/SelectableChoice/2", "NotSelected",
                                                              ""))) "," SQ("QID5", "Q5",
                                                                           "'QuestionText':'5','QuestionType':'TE','Selector':'SL','"
                                                                           "DisplayLogic':" IF(ON(
                                                                               "QID6/ChoiceTextEntryValue", "Empty",
                                                                               ""))) "," ASK("QID6",
                                                                                             "Q6") "," SQ("QID7", "Q7",
                                                                                                          "'QuestionText':'7','"
                                                                                                          "QuestionType':'TE','Selector':'"
                                                                                                          "SL','DisplayLogic':" IF(ON(
                                                                                                              "QID3/QuestionDisplayed",
                                                                                                              "Displayed",
                                                                                                              ""))) "," SQ("QID8", "Q8",
                                                                                                                           "'QuestionText':"
                                                                                                                           "'8','"
                                                                                                                           "QuestionType':'"
                                                                                                                           "TE','Selector':"
                                                                                                                           "'SL','"
                                                                                                                           "DisplayLogic'"
                                                                                                                           ":" IF(
                                                                                                                               "{'"
                                                                                                                               "LogicType':"
                                                                                                                               "'Quota','"
                                                                                                                               "LeftOperand"
                                                                                                                               "':'x'}")),
        IN("QID1") "," IN("QID2") "," IN("QID3") "," IN("QID4") "," IN("QID5") "," IN("QID6") "," IN("QID7") "," IN("QID8"), BLOCK);
    assert_show_if(&s, "q3",
                   "{'any':[{'all':[{'field':'answers.q1','op':'eq','value':'1'},{'field':'answers.q2','op':'answered'}]},{'field':"
                   "'attributes.vip','op':'eq','value':'yes'}]}");
    assert_show_if(&s, "q4", "{'not':{'field':'answers.q1','op':'eq','value':'2'}}");
    assert_show_if(&s, "q5", NULL); /* it looks at what comes later */
    assert_show_if(&s, "q7",
                   "{'all':[{'any':[{'all':[{'field':'answers.q1','op':'eq','value':'1'},{'field':'answers.q2','op':'answered'}]},{"
                   "'field':'attributes.vip','op':'eq','value':'yes'}]}]}");
    assert_show_if(&s, "q8", NULL);
    assert_logic(&s, 3, 2);
    assert_int_equal(sample_notes(&s, "logic_unreadable"), 2);
    sample_free(&s);
}

#define BRANDS "'1':{'Display':'Acme'},'2':{'Display':'Bolt'}"
#define SEVERAL(more) "'QuestionText':'?','QuestionType':'MC','Selector':'MAVR','SubSelector':'TX','Choices':{" BRANDS "}" more

static const json_t *offer_of(struct sample *sample, const char *id, const char *list, size_t at)
{
    return json_object_get(json_array_get(json_object_get(sample_question(sample, id), list), at), "show_if");
}

static void choices_and_rows_are_offered_on_conditions(void **state)
{
    (void)state;
    read_qsf(SQ("QID1", "Q1",
                SEVERAL("")) "," SQ("QID2", "Q2",
                                    "'QuestionText':'2','QuestionType':'MC','Selector':'SAVR','Choices':{'1':{'Display':'A','DisplayLogic'"
                                    ":" IF(ON("QID1/SelectableChoice/2", "Selected", "")) "},'2':{'Display':'B','DisplayLogic':" IF(
                                        ON("QID4/ChoiceTextEntryValue", "NotEmpty",
                                           "")) "}}") "," SQ("QID3", "Q3",
                                                             "'QuestionText':'3','QuestionType':'Matrix','Selector':'Likert','SubSelector':"
                                                             "'SingleAnswer','Choices':[],"
                                                             "'Answers':{'1':{'Display':'Good'},'2':{'Display':'Bad'}},'DynamicChoices':{'"
                                                             "Locator':'q://QID1/ChoiceGroup/"
                                                             "UnselectedChoices','Type':'ChoiceGroup'}") "," ASK("QID4", "Q4"),
             IN("QID1") "," IN("QID2") "," IN("QID3") "," IN("QID4"), BLOCK);
    assert_json(&s, offer_of(&s, "q2", "choices", 0), "{'field':'answers.q1','op':'contains','value':'2'}");
    assert_null(offer_of(&s, "q2", "choices", 1)); /* it looks at what comes later */
    assert_json(&s, offer_of(&s, "q3", "rows", 0), "{'not':{'field':'answers.q1','op':'contains','value':'1'}}");
    assert_logic(&s, 2, 1);
    sample_free(&s);
}

static void what_a_skip_passes_over_is_not_shown(void **state)
{
    static const char *const not_yes = "{'not':{'field':'answers.q1','op':'eq','value':'1'}}";
    (void)state;
    read_qsf(SQ("QID1", "Q1", YES_NO) "," ASK("QID2", "Q2") "," ASK("QID3", "Q3") "," ASK("QID4", "Q4"),
             "{'Type':'Question','QuestionID':'QID1','SkipLogic':[{'Locator':'q://QID1/SelectableChoice/1','Condition':'Selected',"
             "'SkipToDestination':'QID4'},{'Locator':'q://QID1/SelectableChoice/"
             "2','Condition':'Selected','SkipToDestination':'ENDOFSURVEY'}]}," IN("QID2") "," IN("QID3") "," IN("QID4"),
             BLOCK);
    assert_show_if(&s, "q2",
                   "{'all':[{'not':{'field':'answers.q1','op':'eq','value':'1'}},{'not':{'field':'answers.q1','op':'eq','value':'2'}}]}");
    assert_show_if(&s, "q4", "{'not':{'field':'answers.q1','op':'eq','value':'2'}}");
    assert_logic(&s, 2, 0);
    sample_free(&s);
    read_qsf(SQ("QID1", "Q1", YES_NO) "," ASK("QID2", "Q2"),
             "{'Type':'Question','QuestionID':'QID1','SkipLogic':[{'Locator':'q://QID1/SelectableChoice/1','Condition':'Selected',"
             "'SkipToDestination':'ENDOFBLOCK'}]}," IN("QID2"),
             BLOCK);
    assert_show_if(&s, "q2", not_yes);
    sample_free(&s);
}

/* The block of a branch, and the end of the survey in another. */
static void branches_of_the_flow_are_kept(void **state)
{
    (void)state;
    read_qsf("{'Element':'BL','Payload':{'1':{'ID':'BL_3','BlockElements':[" IN("QID2") "]},'2':{'ID':'BL_4','BlockElements':[" IN(
                 "QID3") "]}}}," SQ("QID1", "Q1", YES_NO) "," ASK("QID2", "Q2") "," ASK("QID3", "Q3"),
             IN("QID1"),
             BLOCK ",{'Type':'Branch','BranchLogic':" IF(
                 ON("QID1/SelectableChoice/1", "Selected",
                    "")) ",'Flow':[{'Type':'Standard','ID':'BL_3'}]},"
                         "{'Type':'Branch','BranchLogic':" IF(
                             ON("QID1/SelectableChoice/2", "Selected",
                                "")) ",'Flow':[{'Type':'EndSurvey'}]},"
                                     "{'Type':'Branch','BranchLogic':" IF(
                                         ON("QID1/SelectableChoice/2", "Selected",
                                            "")) ",'Flow':[{'Type':'EmbeddedData','EmbeddedData':[{'Field':'x'}]}]},"
                                                 "{'Type':'Standard','ID':'BL_4'}");
    assert_show_if(&s, "q2", "{'field':'answers.q1','op':'eq','value':'1'}");
    assert_show_if(&s, "q3", "{'not':{'field':'answers.q1','op':'eq','value':'2'}}");
    assert_logic(&s, 2, 1); /* a branch that only sets a field decides nothing here */
    sample_free(&s);
}

static void cells_and_counts_are_looked_at(void **state)
{
    (void)state;
    read_qsf(
        SQ("QID1", "Q1",
           "'QuestionText':'Rate','QuestionType':'Matrix','Selector':'Likert','SubSelector':'SingleAnswer','Choices':{'1':{'Display':'A'},"
           "'2':{'Display':'B'}},'Answers':{'1':{'Display':'Bad'},'2':{'Display':'Good'}},'RecodeValues':{'1':'-1','2':'1'}") "," SQ("QID2",
                                                                                                                                     "Q2",
                                                                                                                                     "'Ques"
                                                                                                                                     "tionT"
                                                                                                                                     "ext':"
                                                                                                                                     "'2','"
                                                                                                                                     "Quest"
                                                                                                                                     "ionTy"
                                                                                                                                     "pe':'"
                                                                                                                                     "TE','"
                                                                                                                                     "Selec"
                                                                                                                                     "tor':"
                                                                                                                                     "'SL',"
                                                                                                                                     "'Disp"
                                                                                                                                     "layLo"
                                                                                                                                     "gic'"
                                                                                                                                     ":" IF(ON(
                                                                                                                                         "Q"
                                                                                                                                         "I"
                                                                                                                                         "D"
                                                                                                                                         "1"
                                                                                                                                         "/"
                                                                                                                                         "S"
                                                                                                                                         "e"
                                                                                                                                         "l"
                                                                                                                                         "e"
                                                                                                                                         "c"
                                                                                                                                         "t"
                                                                                                                                         "a"
                                                                                                                                         "b"
                                                                                                                                         "l"
                                                                                                                                         "e"
                                                                                                                                         "C"
                                                                                                                                         "h"
                                                                                                                                         "o"
                                                                                                                                         "i"
                                                                                                                                         "c"
                                                                                                                                         "e"
                                                                                                                                         "/"
                                                                                                                                         "2"
                                                                                                                                         "/"
                                                                                                                                         "2",
                                                                                                                                         "S"
                                                                                                                                         "e"
                                                                                                                                         "l"
                                                                                                                                         "e"
                                                                                                                                         "c"
                                                                                                                                         "t"
                                                                                                                                         "e"
                                                                                                                                         "d",
                                                                                                                                         ""))) "," SQ("QID3",
                                                                                                                                                      "Q3",
                                                                                                                                                      "'QuestionText':'3','QuestionType':'TE','Selector':'SL','DisplayLogic':" IF(
                                                                                                                                                          ON("QID1/SelectableAnswer/1",
                                                                                                                                                             "Selected",
                                                                                                                                                             ""))) "," SQ("QID4",
                                                                                                                                                                          "Q4",
                                                                                                                                                                          "'QuestionText':'4','QuestionType':'TE','Selector':'SL','DisplayLogic':" IF(
                                                                                                                                                                              ON("QID1/SelectedAnswerCount/1",
                                                                                                                                                                                 "GreaterThan",
                                                                                                                                                                                 "0"))),
        IN("QID1") "," IN("QID2") "," IN("QID3") "," IN("QID4"), BLOCK);
    assert_show_if(&s, "q2", "{'field':'answers.q1.2','op':'eq','value':'1'}");
    assert_show_if(&s, "q3",
                   "{'any':[{'field':'answers.q1.1','op':'eq','value':'minus_1'},{'field':'answers.q1.2','op':'eq','value':'minus_1'}]}");
    assert_show_if(&s, "q4", "{'field':'answers.q1.1','op':'answered'}");
    assert_logic(&s, 3, 0);
    sample_free(&s);
}

static void translations_come_along(void **state)
{
    (void)state;
    read_qsf(
        SQ("QID1", "Q1",
           "'QuestionText':'Yes?','QuestionType':'MC','Selector':'SAVR','Choices':{'1':{'Display':'Yes'}},'Language':{'FI':{'QuestionText':"
           "'Joo?','Choices':{'1':{'Display':'Kyllä'}}},'SV-SE':{'QuestionText':'Ja?'}}"),
        IN("QID1"), BLOCK);
    assert_json(&s, json_object_get(s.foreign.definition, "languages"), "['en','fi','sv']");
    assert_question(&s, "q1",
                    "{'id':'q1','type':'choice','text':{'en':'Yes?','fi':'Joo?','sv':'Ja?'},'choices':[{'id':'1','text':{'en':'Yes',"
                    "'fi':'Kyllä','sv':'Yes'}}]}");
    sample_free(&s);
}

static void what_is_no_survey_is_refused(void **state)
{
    (void)state;
    assert_refused(STR("{\"SurveyEntry\":{},\"SurveyElements\":[]}"), ERR_INVALID, "nothing_to_ask");
    assert_refused(STR("{\"SurveyEntry\":{},\"SurveyElements\":["), ERR_MALFORMED, "not_json");
    assert_refused(STR("{\"SurveyEntry\":{\"a\":1,\"a\":2}}"), ERR_MALFORMED, "not_json");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(questions_become_ours),
        cmocka_unit_test(columns_side_by_side_are_split),
        cmocka_unit_test(display_logic_is_kept),
        cmocka_unit_test(what_a_skip_passes_over_is_not_shown),
        cmocka_unit_test(choices_and_rows_are_offered_on_conditions),
        cmocka_unit_test(branches_of_the_flow_are_kept),
        cmocka_unit_test(cells_and_counts_are_looked_at),
        cmocka_unit_test(translations_come_along),
        cmocka_unit_test(what_is_no_survey_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
