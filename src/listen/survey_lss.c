/* LimeSurvey's .lss: its tables in XML, as version 4 and later write and read them, a group for each page.
 *
 *   <questions>     a row for each question: qid, type (a letter), title (its code), relevance
 *   <subquestions>  rows of arrays, and what can be ticked
 *   <answers>       what can be chosen, by code
 *   <…_l10ns>       the words of each, by language
 */
#include "base/xml.h"
#include "listen/piping.h"
#include "listen/survey_lss.h"

#include <stdio.h>

enum { TABLE_MAX = 64 << 20, EXPRESSION_MAX = 1 << 16, SURVEY_ID = 100001, DB_VERSION = 498 };

enum table { QUESTIONS, SUBQUESTIONS, QUESTION_WORDS, ANSWERS, ANSWER_WORDS, ATTRIBUTES, TABLES };
static const char *const table_names[TABLES] = {"questions", "subquestions", "question_l10ns",
                                                "answers",   "answer_l10ns", "question_attributes"};

struct lss {
    struct survey_exporting *e;
    struct buf tables[TABLES];
    int64_t qid, aid; /* the last ones given */
    size_t page;      /* of the question being written: a group of LimeSurvey's */
};

/* ---- rows ---- */

static void put_cell(struct buf *out, const char *name, struct str text)
{
    xml_put_element(out, name, text);
}

static void put_number(struct buf *out, const char *name, int64_t number)
{
    buf_printf(out, "<%s>%lld</%s>", name, (long long)number, name);
}

/* Its texts are HTML, and what stands in braces is calculated. */
static void put_plain(struct str text, struct buf *html)
{
    struct buf escaped = buf_new(1 << 20);
    xml_put_text(&escaped, text);
    for (size_t i = 0; i < escaped.length; i++)
        if (escaped.at[i] == '{')
            buf_add_text(html, "&#123;");
        else if (escaped.at[i] == '\n')
            buf_add_text(html, "<br />");
        else
            buf_add_char(html, escaped.at[i]);
    html->failed |= escaped.failed;
    buf_free(&escaped);
}

/* {{answers.recommend}} → {recommend.shown} */
static void put_piece(const struct survey_definition *survey, struct str name, struct buf *html)
{
    struct str rest;
    enum piping_root root = piping_name(name, &rest);
    const struct question *q = root == PIPING_ANSWER ? survey_question(survey, rest) : NULL;
    char code[LSS_NAME_MAX + 1];
    if (q && lss_name(q, code))
        buf_printf(html, "{%s.shown}", code);
    else if (root == PIPING_ATTRIBUTE)
        buf_printf(html, "{PASSTHRU:%.*s}", STR_ARGS(rest));
    else if (root == PIPING_CUSTOMER_NAME)
        buf_add_text(html, "{TOKEN:FIRSTNAME}");
}

static void put_html(const struct lss *l, struct buf *out, const char *name, struct str text)
{
    struct buf html = buf_new(1 << 20);
    struct str before, piped;
    while (piping_next(&text, &before, &piped)) {
        put_plain(before, &html);
        put_piece(l->e->survey, piped, &html);
    }
    put_plain(before, &html);
    xml_put_element(out, name, buf_str(&html));
    out->failed |= html.failed;
    buf_free(&html);
}

static void put_words(struct lss *l, int64_t qid, const json_t *texts, const json_t *hint)
{
    const struct survey_definition *survey = l->e->survey;
    struct buf *out = &l->tables[QUESTION_WORDS];
    for (size_t i = 0; i < survey->languages_count; i++) {
        buf_add_text(out, "<row>");
        put_number(out, "qid", qid);
        put_cell(out, "language", survey->languages[i]);
        put_html(l, out, "question", survey_text(survey, texts, survey->languages[i]));
        put_html(l, out, "help", hint ? survey_text(survey, hint, survey->languages[i]) : STR(""));
        buf_add_text(out, "</row>\n");
    }
}

static void put_word(struct lss *l, int64_t qid, enum export_word word)
{
    struct buf *out = &l->tables[QUESTION_WORDS];
    for (size_t i = 0; i < l->e->survey->languages_count; i++) {
        buf_add_text(out, "<row>");
        put_number(out, "qid", qid);
        put_cell(out, "language", l->e->survey->languages[i]);
        put_html(l, out, "question", export_word(word, l->e->survey->languages[i]));
        buf_add_text(out, "</row>\n");
    }
}

static void put_attribute(struct lss *l, const char *name, const char *value)
{
    struct buf *out = &l->tables[ATTRIBUTES];
    buf_add_text(out, "<row>");
    put_number(out, "qid", l->qid);
    buf_printf(out, "<attribute>%s</attribute><value>%s</value></row>\n", name, value);
}

static void put_number_attribute(struct lss *l, const char *name, double number)
{
    char text[40];
    snprintf(text, sizeof text, "%.15g", number);
    put_attribute(l, name, text);
}

/* ---- answers and subquestions ---- */

/* What of the survey's logic an expression there can say; "1" where it cannot, with a note, or where there is none. */
static void put_relevance_of(struct lss *l, struct buf *out, struct str id, const struct condition *condition)
{
    struct buf expression = buf_new(EXPRESSION_MAX);
    if (condition && logic_put(l->e->survey, condition, &lss_logic, &expression) && !expression.failed)
        l->e->report->logic_kept++;
    else if (condition) {
        buf_clear(&expression);
        l->e->report->logic_lost++;
        survey_note(l->e->report, id, "show_if", "LimeSurvey cannot see what the condition looks at.");
    }
    put_cell(out, "relevance", expression.length ? buf_str(&expression) : STR("1"));
    buf_free(&expression);
}

/* condition: NULL: it is always there. */
static void put_subquestion(struct lss *l, int64_t parent, char type, const char *code, size_t order, int scale, struct str id,
                            const struct condition *condition)
{
    struct buf *out = &l->tables[SUBQUESTIONS];
    buf_printf(
        out,
        "<row><qid>%lld</qid><parent_qid>%lld</parent_qid><sid>%d</sid><gid>%zu</gid><type>%c</type><title>%s</title><other>N</other>"
        "<mandatory>N</mandatory><question_order>%zu</question_order><scale_id>%d</scale_id><same_default>0</same_default>",
        (long long)++l->qid, (long long)parent, SURVEY_ID, l->page + 1, type, code, order, scale);
    put_relevance_of(l, out, id, condition);
    buf_add_text(out, "</row>\n");
}

static void put_answer(struct lss *l, int64_t qid, const char *code, size_t order)
{
    buf_printf(&l->tables[ANSWERS],
               "<row><aid>%lld</aid><qid>%lld</qid><code>%s</code><sortorder>%zu</sortorder><assessment_value>0</assessment_value>"
               "<scale_id>0</scale_id></row>\n",
               (long long)++l->aid, (long long)qid, code, order);
}

static void put_answer_words(struct lss *l, struct str language, struct str text)
{
    struct buf *out = &l->tables[ANSWER_WORDS];
    buf_add_text(out, "<row>");
    put_number(out, "aid", l->aid);
    put_html(l, out, "answer", text);
    put_cell(out, "language", language);
    buf_add_text(out, "</row>\n");
}

static void put_choices(struct lss *l, const struct question *q, int64_t qid)
{
    const struct survey_definition *survey = l->e->survey;
    char code[LSS_CODE_MAX + 1];
    for (size_t i = 0; i < q->choices_count; i++) {
        if (q->choices[i].other && q->cell == QUESTION_CHOICE)
            continue; /* the question's own "other" */
        lss_answer_code(q, i, code);
        put_answer(l, qid, code, i);
        for (size_t k = 0; k < survey->languages_count; k++)
            put_answer_words(l, survey->languages[k], survey_text(survey, q->choices[i].text, survey->languages[k]));
    }
}

/* A scale as choices: the number, with the words at its ends. */
static void put_scores(struct lss *l, const struct question *q, int64_t qid)
{
    const struct survey_definition *survey = l->e->survey;
    for (int64_t score = q->scale_low; score <= q->scale_high; score++) {
        char code[24], text[400];
        snprintf(code, sizeof code, "%lld", (long long)score);
        put_answer(l, qid, code, (size_t)(score - q->scale_low));
        for (size_t k = 0; k < survey->languages_count; k++) {
            bool end = score == q->scale_low || score == q->scale_high;
            struct str words = end ? export_scale_end(survey, q, score == q->scale_high, survey->languages[k]) : STR("");
            snprintf(text, sizeof text, words.length ? "%s – %.*s" : "%s%.*s", code, words.length > 300 ? 300 : (int)words.length,
                     words.at);
            put_answer_words(l, survey->languages[k], str_of(text));
        }
    }
}

static void put_boxes_rows(struct lss *l, const struct question *q, int64_t qid, char type, int scale)
{
    char code[LSS_CODE_MAX + 1];
    for (size_t i = 0; i < q->choices_count; i++) {
        if (q->choices[i].other && q->type == QUESTION_CHOICES)
            continue;
        lss_box_code(q, i, code);
        put_subquestion(l, qid, type, code, i + 1, scale, q->id, scale ? NULL : q->choices[i].condition);
        put_words(l, l->qid, q->choices[i].text, NULL);
    }
}

static void put_emotion_rows(struct lss *l, int64_t qid)
{
    for (int i = 0; i < EMOTIONS; i++) {
        put_subquestion(l, qid, 'M', emotion_names[i], (size_t)i + 1, 0, STR(""), NULL);
        put_word(l, l->qid, export_emotion_word(i));
    }
}

static enum export_word contact_word(struct str field)
{
    int index = 0;
    for (int i = 0; i < CONTACT_FIELDS; i++)
        index = str_is(field, contact_names[i]) ? i : index;
    return (enum export_word)(EXPORT_WORD_contact_name + index); /* in the same order */
}

static void put_parts(struct lss *l, const struct question *q, int64_t qid, char type)
{
    char code[LSS_CODE_MAX + 1];
    size_t order = 0;
    for (size_t i = 1; i <= q->parts_count; i++) {
        if (q[i].parent != q || !question_is_split(q))
            continue;
        lss_row_code(&q[i], code);
        put_subquestion(l, qid, type, code, ++order, 0, q->id, q[i].condition);
        if (q->type == QUESTION_CONTACT)
            put_word(l, l->qid, contact_word(q[i].part));
        else
            put_words(l, l->qid, q[i].text, NULL);
    }
}

/* ---- questions ---- */

static char scale_type(const struct question *q)
{
    if (q->scale_low == 1 && q->scale_high == 5)
        return q->type == QUESTION_MATRIX ? 'A' : '5';
    if (q->type == QUESTION_MATRIX && q->scale_low == 1 && q->scale_high == 10)
        return 'B';
    if (q->scale_low < 0)
        return q->type == QUESTION_MATRIX ? 'K' : 'N'; /* a code has no minus */
    return q->type == QUESTION_MATRIX ? 'F' : 'L';
}

static char matrix_type(const struct question *q)
{
    switch (q->cell) {
    case QUESTION_CHOICE:
        return 'F';
    case QUESTION_CHOICES:
        return ':';
    case QUESTION_NUMBER:
        return 'K';
    case QUESTION_TEXT:
        return 'Q';
    default:
        return scale_type(q);
    }
}

static char type_of(const struct question *q)
{
    switch (q->type) {
    case QUESTION_EMOTION:
    case QUESTION_CHOICES:
        return 'M';
    case QUESTION_CHOICE:
        return 'L';
    case QUESTION_STORY:
        return 'T';
    case QUESTION_TEXT:
        return 'S';
    case QUESTION_NUMBER:
    case QUESTION_SLIDER:
        return 'N';
    case QUESTION_DATE:
    case QUESTION_TIME:
        return 'D';
    case QUESTION_CONSENT:
        return 'Y';
    case QUESTION_HIDDEN:
        return 'S';
    case QUESTION_FILE:
        return '|';
    case QUESTION_CALCULATED:
        return '*';
    case QUESTION_MAXDIFF: /* its words alone */
    case QUESTION_STATEMENT:
        return 'X';
    case QUESTION_MATRIX:
        return matrix_type(q);
    case QUESTION_RANKING:
        return 'R';
    case QUESTION_SUM:
        return 'K';
    case QUESTION_CONTACT:
        return 'Q';
    default:
        return scale_type(q);
    }
}

static void put_bounds(struct lss *l, const struct question *q)
{
    bool scale = question_has_scale(q) || (q->type == QUESTION_MATRIX && q->cell == QUESTION_RATING);
    if (scale || q->has_number_low)
        put_number_attribute(l, "min_num_value_n", scale ? (double)q->scale_low : q->number_low);
    if (scale || q->has_number_high)
        put_number_attribute(l, "max_num_value_n", scale ? (double)q->scale_high : q->number_high);
    if (scale)
        put_attribute(l, "num_value_int_only", "1");
}

static void put_attributes(struct lss *l, const struct question *q, char type)
{
    bool several = q->type == QUESTION_CHOICES || q->type == QUESTION_RANKING;
    char code[LSS_CODE_MAX + 1];
    if (q->shuffle)
        put_attribute(l, "random_order", "1");
    if (several && q->chosen_least > 1)
        put_number_attribute(l, "min_answers", (double)q->chosen_least);
    if (several && q->chosen_most < (int64_t)q->choices_count)
        put_number_attribute(l, "max_answers", (double)q->chosen_most);
    for (size_t i = 0; i < q->choices_count && q->type == QUESTION_CHOICES; i++)
        if (q->choices[i].exclusive) {
            lss_box_code(q, i, code);
            put_attribute(l, "exclude_all_others", code);
        }
    if (type == 'N' || (type == 'K' && q->type != QUESTION_SUM))
        put_bounds(l, q);
    if (q->type == QUESTION_SUM)
        put_number_attribute(l, "equals_num_value", q->total);
    if (type == 'S' || type == 'T')
        put_number_attribute(l, "maximum_chars", (double)q->length_max);
    if (q->type == QUESTION_TIME)
        put_attribute(l, "date_format", "HH:MM");
    if (type == ':')
        put_attribute(l, "multiflexible_checkbox", "1");
    if (!question_is_seen(q))
        put_attribute(l, "hidden", "1");
}

/* An equation calculates what its text says in braces. */
static void put_equation(struct lss *l, int64_t qid, const struct question *q)
{
    struct buf *out = &l->tables[QUESTION_WORDS], names = buf_new(EXPRESSION_MAX);
    char name[LSS_NAME_MAX + 1];
    bool said = true;
    for (size_t i = 0; i < q->of_count; i++) {
        said &= lss_name(q->of[i], name) && !question_is_split(q->of[i]) && !q->of[i]->choices_count;
        buf_printf(&names, "%s%s.NAOK", i ? ", " : "", name);
    }
    if (!said)
        survey_note(l->e->report, q->id, "calculate",
                    "LimeSurvey cannot calculate of choices and of whole matrices here: the number is left out.");
    for (size_t i = 0; i < l->e->survey->languages_count; i++) {
        buf_printf(out, "<row><qid>%lld</qid>", (long long)qid);
        put_cell(out, "language", l->e->survey->languages[i]);
        if (said && q->calculation == CALCULATE_MEAN)
            buf_printf(out, "<question>{sum(%s) / count(%s)}</question></row>\n", names.at, names.at);
        else
            buf_printf(out, "<question>%s%s%s</question></row>\n", said ? "{sum(" : "", said ? names.at : "", said ? ")}" : "");
    }
    buf_free(&names);
}

static bool asks_other(const struct question *q)
{
    bool other = false;
    for (size_t i = 0; i < q->choices_count && (q->type == QUESTION_CHOICE || q->type == QUESTION_CHOICES); i++)
        other |= q->choices[i].other;
    return other;
}

static void put_question(struct lss *l, const struct question *q, size_t order)
{
    char code[LSS_CODE_MAX + 1], type = type_of(q);
    struct buf *out = &l->tables[QUESTIONS];
    int64_t qid = ++l->qid;
    l->page = q->page;
    lss_question_code(q, code);
    buf_printf(
        out,
        "<row><qid>%lld</qid><parent_qid>0</parent_qid><sid>%d</sid><gid>%zu</gid><type>%c</type><title>%s</title><preg/><other>%c</other>"
        "<mandatory>%c</mandatory><question_order>%zu</question_order><scale_id>0</scale_id><same_default>0</same_default>",
        (long long)qid, SURVEY_ID, q->page + 1, type, code, asks_other(q) ? 'Y' : 'N', q->required && type != 'X' ? 'Y' : 'N', order);
    put_relevance_of(l, &l->tables[QUESTIONS], q->id, q->condition);
    if (q->type == QUESTION_CHOICE || q->type == QUESTION_RANKING || q->type == QUESTION_MATRIX)
        survey_offers_lost(l->e, q, true, false, "LimeSurvey always offers all answers: only rows and boxes can stand on a condition.");
    buf_add_text(out, "</row>\n");
    if (q->type == QUESTION_CALCULATED)
        put_equation(l, qid, q);
    else
        put_words(l, qid, q->text, q->hint);
    put_attributes(l, q, type);
    if (q->type == QUESTION_EMOTION)
        put_emotion_rows(l, qid);
    else if (q->type == QUESTION_CHOICES)
        put_boxes_rows(l, q, qid, type, 0);
    else if (q->type != QUESTION_RANKING && q->type != QUESTION_MAXDIFF)
        put_parts(l, q, qid, type);
    if (type == ':')
        put_boxes_rows(l, q, qid, type, 1);
    if (q->type == QUESTION_CHOICE || q->type == QUESTION_RANKING || (q->type == QUESTION_MATRIX && q->cell == QUESTION_CHOICE))
        put_choices(l, q, qid);
    else if (type == 'L' || type == 'F')
        put_scores(l, q, qid);
}

static void note_question(struct lss *l, const struct question *q)
{
    struct survey_report *report = l->e->report;
    if (q->type == QUESTION_EMOTION)
        survey_note(report, q->id, "emotion",
                    "LimeSurvey has no question of emotions: it became a list; the strongest and how strong are not asked.");
    if (q->type == QUESTION_MAXDIFF)
        survey_note(report, q->id, "maxdiff", "LimeSurvey has no tasks of best and worst: the words stay, and nothing is asked.");
    if (q->type == QUESTION_SLIDER)
        survey_note(report, q->id, "slider", "The slider became a number between its ends.");
    for (size_t i = 1; i <= q->parts_count; i++)
        if (str_is(q[i].part, "opt_out") && (q[i].parent == q || q[i].parent == q + 1))
            survey_note(report, q->id, "opt_outs", "LimeSurvey has no reasons for no answer apart from the answers.");
}

/* ---- the file ---- */

static void put_groups(const struct lss *l, struct buf *out)
{
    const struct survey_definition *survey = l->e->survey;
    buf_add_text(out, "<groups><rows>\n");
    for (size_t page = 1; page <= survey->pages_count; page++)
        buf_printf(out, "<row><gid>%zu</gid><sid>%d</sid><group_order>%zu</group_order><randomization_group/><grelevance/></row>\n", page,
                   SURVEY_ID, page);
    buf_add_text(out, "</rows></groups>\n<group_l10ns><rows>\n");
    for (size_t page = 1; page <= survey->pages_count; page++)
        for (size_t i = 0; i < survey->languages_count; i++) {
            buf_printf(out, "<row><gid>%zu</gid>", page);
            put_html(l, out, "group_name", survey_text(survey, survey->title, survey->languages[i]));
            put_cell(out, "language", survey->languages[i]);
            buf_add_text(out, "</row>\n");
        }
    buf_add_text(out, "</rows></group_l10ns>\n");
}

static void put_survey_tables(const struct lss *l, struct buf *out)
{
    const struct survey_definition *survey = l->e->survey;
    buf_printf(out, "<surveys><rows><row><sid>%d</sid><admin/><adminemail/><anonymized>%c</anonymized><format>%c</format>", SURVEY_ID,
               survey->anonymity == ANONYMITY_IDENTIFIED ? 'N' : 'Y',
               survey->show != SHOW_PAGES ? 'S'
               : survey->pages_count > 1  ? 'G'
                                          : 'A');
    put_cell(out, "language", survey->languages[0]);
    buf_add_text(out, "<additional_languages>");
    for (size_t i = 1; i < survey->languages_count; i++)
        buf_printf(out, "%s%s", i > 1 ? " " : "", survey->languages[i].at);
    buf_add_text(out, "</additional_languages><datestamp>Y</datestamp><allowprev>Y</allowprev><showgroupinfo>X</showgroupinfo>"
                      "<showqnumcode>X</showqnumcode></row></rows></surveys>\n<surveys_languagesettings><rows>\n");
    for (size_t i = 0; i < survey->languages_count; i++) {
        buf_printf(out, "<row><surveyls_survey_id>%d</surveyls_survey_id>", SURVEY_ID);
        put_cell(out, "surveyls_language", survey->languages[i]);
        put_html(l, out, "surveyls_title", survey_text(survey, survey->title, survey->languages[i]));
        buf_add_text(out, "<surveyls_dateformat>1</surveyls_dateformat><surveyls_numberformat>0</surveyls_numberformat></row>\n");
    }
    buf_add_text(out, "</rows></surveys_languagesettings>\n");
}

static void put_file(struct lss *l, struct buf *out)
{
    const struct survey_definition *survey = l->e->survey;
    buf_printf(out,
               "<?xml version=\"1.0\" "
               "encoding=\"UTF-8\"?>\n<document>\n<LimeSurveyDocType>Survey</LimeSurveyDocType>\n<DBVersion>%d</DBVersion>\n<languages>",
               DB_VERSION);
    for (size_t i = 0; i < survey->languages_count; i++)
        put_cell(out, "language", survey->languages[i]);
    buf_add_text(out, "</languages>\n");
    for (int i = 0; i < TABLES; i++) {
        out->failed |= l->tables[i].failed;
        if (!l->tables[i].length)
            continue;
        buf_printf(out, "<%s><rows>\n", table_names[i]);
        buf_add_str(out, buf_str(&l->tables[i]));
        buf_printf(out, "</rows></%s>\n", table_names[i]);
    }
    put_groups(l, out);
    put_survey_tables(l, out);
    buf_add_text(out, "</document>\n");
}

void survey_write_lss(struct survey_exporting *e)
{
    struct lss l = {.e = e};
    size_t order = 0;
    for (int i = 0; i < TABLES; i++)
        l.tables[i] = buf_new(TABLE_MAX);
    for (size_t i = 0; i < e->survey->questions_count; i += 1 + e->survey->questions[i].parts_count) {
        put_question(&l, &e->survey->questions[i], ++order);
        note_question(&l, &e->survey->questions[i]);
    }
    put_file(&l, e->out);
    for (int i = 0; i < TABLES; i++)
        buf_free(&l.tables[i]);
}
