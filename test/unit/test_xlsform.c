/* XLSForms, as CSV for brevity; a workbook goes the same way once it is read (test_xlsx_read.c). */
#include "foreign_sample.h"

static struct sample s;

#define CHOICES "choices,,,\n,list_name,name,label\n,yes_no,yes,Yes\n,yes_no,no,No\n,fruit,kiwi,Kiwi\n,fruit,fig,Fig\n,fruit,plum,Plum\n"

static void questions_become_ours(void **state)
{
    (void)state;
    sample_read(&s,
                STR("survey,,,,,,,\n,type,name,label,hint,required,constraint,appearance,parameters\n"
                    ",text,name,Your name,Both,yes,string-length(.) <= 40\n,text,why,Why?,,,,multiline\n"
                    ",integer,age,Age,,,. > 17 and . <= 99\n,decimal,weight,Weight,,,(. >= 0.5)\n"
                    ",select_one yes_no,happy,Happy?,,TRUE\n,select_multiple fruit or_other,eats,Eats,,,count-selected(.) <= 2\n"
                    ",rank fruit,order,Order\n,range,mood,Mood,,,,,start=0 end=10 step=1\n,range,heat,Heat,,,,,start=-50 end=50 step=0.5\n"
                    ",date,day,Day\n,time,hour,Hour\n,acknowledge,terms,Agreed\n,note,thanks,Thank you\n,geopoint,where,Where?\n"
                    ",start,start,\n,strange,odd,Odd?\n"
                    "settings,,\n,form_title,form_id\n,Shop,shop\n" CHOICES));
    assert_json(&s, json_object_get(s.foreign.definition, "title"), "{'en':'Shop'}");
    assert_question(&s, "name",
                    "{'id':'name','type':'text','text':{'en':'Your name'},'hint':{'en':'Both'},'required':true,'length_max':40}");
    assert_question(&s, "why", "{'id':'why','type':'story','text':{'en':'Why?'}}");
    assert_question(&s, "age", "{'id':'age','type':'number','text':{'en':'Age'},'low':18,'high':99}");
    assert_question(&s, "weight", "{'id':'weight','type':'number','text':{'en':'Weight'},'low':0.5}");
    assert_question(&s, "happy",
                    "{'id':'happy','type':'choice','text':{'en':'Happy?'},'required':true,'choices':[{'id':'yes','text':{'en':'Yes'}},"
                    "{'id':'no','text':{'en':'No'}}]}");
    assert_question(&s, "eats",
                    "{'id':'eats','type':'choices','text':{'en':'Eats'},'most':2,'choices':[{'id':'kiwi','text':{'en':'Kiwi'}},{'id':"
                    "'fig','text':{'en':'Fig'}},{'id':'plum','text':{'en':'Plum'}},{'id':'other','text':{'en':'Other'},'other':true}]}");
    assert_json(&s, json_object_get(sample_question(&s, "order"), "type"), "'ranking'");
    assert_question(&s, "mood", "{'id':'mood','type':'rating','text':{'en':'Mood'},'scale':{'low':0,'high':10}}");
    assert_question(&s, "heat", "{'id':'heat','type':'slider','text':{'en':'Heat'},'low':-50.0,'high':50.0,'step':0.5}");
    assert_json(&s, json_object_get(sample_question(&s, "day"), "type"), "'date'");
    assert_json(&s, json_object_get(sample_question(&s, "hour"), "type"), "'time'");
    assert_json(&s, json_object_get(sample_question(&s, "terms"), "type"), "'consent'");
    assert_json(&s, json_object_get(sample_question(&s, "thanks"), "type"), "'statement'");
    assert_int_equal(json_array_size(s.foreign.questions), 13);
    assert_int_equal(sample_notes(&s, "place"), 1);
    assert_int_equal(sample_notes(&s, "metadata"), 1);
    assert_int_equal(sample_notes(&s, "type_unknown"), 1);
    sample_free(&s);
}

static void conditions_and_groups_are_kept(void **state)
{
    (void)state;
    sample_read(&s, STR("survey,,,\n,type,name,label,relevant,choice_filter,required\n,select_one yes_no,happy,Happy?\n,select_multiple "
                        "fruit,eats,Eats\n"
                        ",text,why,Why?,${happy} = 'no'\n,begin group,more,More of it,\"selected(${eats}, 'fig')\"\n"
                        ",integer,figs,How many?,${happy} != 'no'\n,begin repeat,each,\n,text,which,Which?\n,end repeat,,\n,end group,,\n"
                        ",text,last,Last,regex(${why}\\, 'x')\n,select_one fruit,one,One,${happy} = ‘yes’,eaten=${eats},${happy} = 'yes'\n"
                        ",text,itself,Self,${itself} = 'x'\n" CHOICES));
    assert_show_if(&s, "why", "{'field':'answers.happy','op':'eq','value':'no'}");
    assert_show_if(&s, "more", "{'field':'answers.eats','op':'contains','value':'fig'}");
    assert_json(&s, json_object_get(json_object_get(sample_question(&s, "figs"), "show_if"), "all"),
                "[{'field':'answers.eats','op':'contains','value':'fig'},{'field':'answers.happy','op':'ne','value':'no'}]");
    const json_t *each = sample_question(&s, "each");
    assert_json(&s, json_object_get(each, "type"), "'group'");
    assert_show_if(&s, "each", "{'field':'answers.eats','op':'contains','value':'fig'}");
    assert_json(&s, json_object_get(json_array_get(json_object_get(each, "questions"), 0), "id"), "'which'");
    assert_show_if(&s, "last", NULL);
    assert_show_if(&s, "one", "{'field':'answers.happy','op':'eq','value':'yes'}");
    assert_show_if(&s, "itself", NULL);
    assert_logic(&s, 4, 4); /* lost: the function, the filter, what is required on a condition, and what looks at itself */
    assert_int_equal(sample_notes(&s, "repeat"), 0);
    sample_free(&s);
}

static void a_group_repeats_as_often_as_is_said(void **state)
{
    (void)state;
    sample_read(
        &s,
        STR("survey,,,,\n,type,name,label,relevant,repeat_count\n,integer,children,How many?,,\n"
            ",begin repeat,child,Child,,${children}\n,text,name,Name,,\n,integer,age,How old is ${name}?,${name} != '',\n,end repeat,,,,\n"
            ",begin repeat,visit,Visit,,3\n,text,place,Where?,,\n,end repeat,,,,\n"
            ",text,after,After,${age} > 3,\n"));
    const json_t *child = sample_question(&s, "child"), *visit = sample_question(&s, "visit");
    assert_json(&s, json_object_get(child, "for"), "'answers.children'");
    assert_json(&s, json_object_get(child, "most"), "20");
    assert_json(&s, json_array_get(json_object_get(child, "questions"), 1),
                "{'id':'age','type':'number','text':{'en':'How old is {{answers.child.name}}?'},"
                "'show_if':{'field':'answers.child.name','op':'answered'}}");
    assert_json(&s, json_object_get(visit, "least"), "3");
    assert_json(&s, json_object_get(visit, "most"), "3");
    assert_show_if(&s, "after", NULL);
    sample_free(&s);
}

/* A name without ${} is a column of the choices. */
static void choices_are_filtered(void **state)
{
    (void)state;
    sample_read(&s, STR("survey,,,,\n,type,name,label,choice_filter\n,select_one states,state,State,\n"
                        ",select_one cities,city,City,state=${state}\n,select_one cities,odd,Odd,position() = 2\n"
                        "choices,,,,\n,list_name,name,label,state\n,states,tx,Texas,\n,states,wa,Washington,\n"
                        ",cities,austin,Austin,tx\n,cities,seattle,Seattle,wa\n"));
    const json_t *cities = json_object_get(sample_question(&s, "city"), "choices");
    assert_json(&s, json_object_get(json_array_get(cities, 0), "show_if"), "{'field':'answers.state','op':'eq','value':'tx'}");
    assert_json(&s, json_object_get(json_array_get(cities, 1), "show_if"), "{'field':'answers.state','op':'eq','value':'wa'}");
    assert_null(json_object_get(json_array_get(json_object_get(sample_question(&s, "odd"), "choices"), 0), "show_if"));
    assert_int_equal(sample_notes(&s, "choice_filter"), 1);
    assert_logic(&s, 1, 1);
    sample_free(&s);
}

static void languages_are_told_by_the_heads(void **state)
{
    (void)state;
    sample_read(&s, STR("survey,,,\n,type,name,label::Suomi,label::English (en),label::Version B\n,text,a,Nimi,Name,pong\n,text,b,Ikä,,\n"
                        "settings,,\n,form_title,default_language\n,Kauppa,Suomi\n"));
    assert_json(&s, json_object_get(s.foreign.definition, "languages"), "['fi','en']");
    assert_question(&s, "a", "{'id':'a','type':'text','text':{'fi':'Nimi','en':'Name'}}");
    assert_question(&s, "b", "{'id':'b','type':'text','text':{'fi':'Ikä','en':'Ikä'}}");
    sample_free(&s);
}

static void what_is_not_asked_comes_along(void **state)
{
    (void)state;
    sample_read(
        &s,
        STR("survey,,,\n,type,name,label,calculation,relevant\n,hidden,campaign,\n,integer,a,A\n,range,b,B\n,calculate,total,,${a} + ${b}\n"
            ",calculate,odd,,${a} * 2\n,text,why,Why?,,${total} > 10 and ${campaign} = 'spring'\n"));
    assert_question(&s, "campaign", "{'id':'campaign','type':'hidden','text':{'en':'campaign'}}");
    assert_question(&s, "total", "{'id':'total','type':'calculated','text':{'en':'total'},'calculate':{'sum':['a','b']}}");
    assert_json(&s, json_object_get(json_object_get(sample_question(&s, "why"), "show_if"), "all"),
                "[{'field':'answers.total','op':'gt','value':10},{'field':'answers.campaign','op':'eq','value':'spring'}]");
    assert_null(sample_question(&s, "odd"));
    assert_int_equal(sample_notes(&s, "calculated"), 1);
    sample_free(&s);
}

/* The words of the first versions, capitals, and a list that is not there. */
static void old_words_are_known(void **state)
{
    (void)state;
    sample_read(&s, STR("\"SURVEY\",,\n,TYPE,Name,LABEL:english\n,select one from Yes_No or specify other,a,Good?\n,add text prompt,b,Say\n"
                        ",select one from nothing,c,Lost\n,Select All That Apply From Yes_No,d,Both?\n"
                        "CHOICES,,\n,list name,value,text:english\n,Yes_No,1,Yes\n,Yes_No,0,No\n"));
    assert_question(
        &s, "a",
        "{'id':'a','type':'choice','text':{'en':'Good?'},'choices':[{'id':'1','text':{'en':'Yes'}},{'id':'0','text':{'en':'No'}},"
        "{'id':'other','text':{'en':'Other'},'other':true}]}");
    assert_json(&s, json_object_get(sample_question(&s, "b"), "type"), "'text'");
    assert_null(sample_question(&s, "c"));
    assert_json(&s, json_object_get(sample_question(&s, "d"), "type"), "'choices'");
    assert_int_equal(sample_notes(&s, "nothing_to_choose"), 1);
    sample_free(&s);
}

static void what_is_no_form_is_refused(void **state)
{
    (void)state;
    assert_refused(STR("survey,,\n,type,name,label,label\n,text,a,A,B\n"), ERR_INVALID, "duplicate_columns");
    assert_refused(STR("survey,,\n,type,name\n,geopoint,where\n"), ERR_INVALID, "nothing_to_ask");
    assert_refused(STR("survey,,\n,type,name\n,text,\xE4\n"), ERR_MALFORMED, "not_utf8");
    assert_refused(STR("choices,,\n,list_name,name,label\n,a,b,c\n"), ERR_INVALID, "no_survey_sheet");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(questions_become_ours),
        cmocka_unit_test(conditions_and_groups_are_kept),
        cmocka_unit_test(a_group_repeats_as_often_as_is_said),
        cmocka_unit_test(choices_are_filtered),
        cmocka_unit_test(languages_are_told_by_the_heads),
        cmocka_unit_test(old_words_are_known),
        cmocka_unit_test(what_is_not_asked_comes_along),
        cmocka_unit_test(what_is_no_form_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
