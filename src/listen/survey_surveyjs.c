/* SurveyJS JSON. Names and types are those of surveyjs_definition.json. */
#include "base/xml.h"
#include "listen/piping.h"
#include "listen/survey_export.h"

#include <stdio.h>

enum { RATING_POINTS_MAX = 20 /* SurveyJS shows no more; a longer scale is a number */ };

/* ---- expressions ---- */

static void put_quoted(struct buf *out, struct str text)
{
    buf_add_char(out, '\'');
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] == '\'' || text.at[i] == '\\')
            buf_add_char(out, '\\');
        buf_add_char(out, text.at[i]);
    }
    buf_add_char(out, '\'');
}

static void put_value(struct buf *out, const json_t *value)
{
    if (json_is_string(value))
        put_quoted(out, json_str(value));
    else
        json_put_tree(out, value);
}

/* Of what a group asks, the answer of the same round is meant. */
static const char *round_of(const struct question *question)
{
    return question && question->group ? "panel." : "";
}

/* {recommend}, {felt_strongest}, {segment}, {panel.ease}; false for what SurveyJS is never told. */
static bool name_of(const struct logic_leaf *leaf, char *name, size_t room)
{
    bool answers = leaf->path.root == FIELD_ROOT_ANSWERS;
    if (!answers && leaf->path.root != FIELD_ROOT_ATTRIBUTES)
        return false;
    if (memchr(leaf->path.name.at, '{', leaf->path.name.length) || memchr(leaf->path.name.at, '}', leaf->path.name.length))
        return false;
    const char *part = leaf->path.part == FIELD_PART_STRONGEST ? "_strongest" : "";
    return (size_t)snprintf(name, room, "{%s%.*s%s}", round_of(leaf->question), STR_ARGS(leaf->path.name), part) < room;
}

/* How strong an emotion was is not asked there: only whether it was named at all can be said. */
static bool intensity_leaf(const struct logic_leaf *leaf, const char *name, struct buf *out)
{
    if (leaf->op != OP_ANSWERED && leaf->op != OP_NOT_ANSWERED)
        return false;
    buf_printf(out, "(%s %s '%s')", name, leaf->op == OP_ANSWERED ? "contains" : "notcontains", emotion_names[leaf->path.emotion]);
    return true;
}

static bool surveyjs_leaf(const struct logic_leaf *leaf, struct buf *out)
{
    char name[300];
    if (!name_of(leaf, name, sizeof name))
        return false;
    if (leaf->path.part == FIELD_PART_INTENSITY)
        return intensity_leaf(leaf, name, out);
    if (leaf->op == OP_ANSWERED || leaf->op == OP_NOT_ANSWERED) {
        buf_printf(out, "(%s %s)", name, leaf->op == OP_ANSWERED ? "notempty" : "empty");
        return true;
    }
    if (json_is_array(leaf->value))
        return false;
    bool open_too = leaf->negated || leaf->op == OP_NE; /* true also where there is no answer */
    static const enum condition_op opposite[] = {[OP_LT] = OP_GE, [OP_LE] = OP_GT, [OP_GT] = OP_LE, [OP_GE] = OP_LT};
    enum condition_op op = leaf->negated && leaf->op != OP_CONTAINS ? opposite[leaf->op] : leaf->op;
    const char *sign = op == OP_CONTAINS ? (leaf->negated ? "notcontains" : "contains") : logic_sign(op);
    buf_printf(out, "(%s %s %s %s ", name, open_too ? "empty or" : "notempty and", name, sign);
    put_value(out, leaf->value);
    buf_add_char(out, ')');
    return true;
}

static const struct logic_dialect surveyjs = {" and ", " or ", "(1 = 1)", "(1 = 2)", surveyjs_leaf};

/* ---- elements ---- */

struct element {
    struct survey_exporting *e;
    const struct question *question;
};

/* {recommend}, {panel.ease} and {panelIndex} in place of what is piped. */
static void put_piped(const struct survey_exporting *e, struct str text, bool escaped, struct buf *out)
{
    struct str before, name, rest;
    while (piping_next(&text, &before, &name)) {
        bool answer = piping_name(name, &rest) == PIPING_ANSWER;
        const struct question *q = answer ? survey_question(e->survey, rest) : NULL;
        survey_put_piped(before, "{", escaped, out);
        if (str_is(name, "number"))
            buf_add_text(out, "{panelIndex}");
        else if (q && q->group)
            buf_printf(out, "{panel.%s}", q->id.at);
        else {
            const char *whole = arena_printf(e->exported.arena, "{{%.*s}}", STR_ARGS(name));
            survey_put_piped(str_of(whole), "{", escaped, out);
        }
    }
    survey_put_piped(before, "{", escaped, out);
}

/* {"default":"…","fi":"…"}: the first language is the default. escaped: for HTML. */
static void put_words(const struct survey_exporting *e, const json_t *texts, bool escaped)
{
    const struct survey_definition *survey = e->survey;
    buf_add_text(e->out, "{\"default\":");
    for (size_t i = 0; i < survey->languages_count; i++) {
        struct buf plain = buf_new(1 << 20);
        put_piped(e, survey_text(survey, texts, survey->languages[i]), escaped, &plain);
        if (i) {
            buf_add_char(e->out, ',');
            json_put_text(e->out, survey->languages[i]);
            buf_add_char(e->out, ':');
        }
        json_put_text(e->out, buf_str(&plain));
        e->out->failed |= plain.failed;
        buf_free(&plain);
    }
    buf_add_char(e->out, '}');
}

static void put_end_words(const struct element *element, const char *name, bool high)
{
    const struct survey_definition *survey = element->e->survey;
    struct buf *out = element->e->out;
    if (!export_scale_end(survey, element->question, high, survey->languages[0]).length)
        return;
    buf_printf(out, ",\"%s\":{\"default\":", name);
    for (size_t i = 0; i < survey->languages_count; i++) {
        if (i) {
            buf_add_char(out, ',');
            json_put_text(out, survey->languages[i]);
            buf_add_char(out, ':');
        }
        json_put_text(out, export_scale_end(survey, element->question, high, survey->languages[i]));
    }
    buf_add_char(out, '}');
}

static void put_scale(const struct element *element)
{
    const struct question *q = element->question;
    struct buf *out = element->e->out;
    if (q->scale_high - q->scale_low >= RATING_POINTS_MAX) {
        buf_printf(out, ",\"inputType\":\"number\",\"min\":%lld,\"max\":%lld", (long long)q->scale_low, (long long)q->scale_high);
        return;
    }
    buf_printf(out, ",\"rateMin\":%lld,\"rateMax\":%lld", (long long)q->scale_low, (long long)q->scale_high);
    put_end_words(element, "minRateDescription", false);
    put_end_words(element, "maxRateDescription", true);
}

static bool looks_at_attributes(const struct condition *condition)
{
    if (condition->node == NODE_LEAF)
        return str_starts(condition->field, "attributes.");
    for (size_t i = 0; i < condition->count; i++)
        if (looks_at_attributes(condition->parts[i]))
            return true;
    return false;
}

/* Of the question, or of one of its choices or rows; NULL: nothing. */
static void put_visible_if(const struct element *element, const struct condition *condition)
{
    struct survey_exporting *e = element->e;
    struct str id = element->question->id;
    struct buf expression = buf_new(1 << 20);
    if (!condition)
        return;
    if (logic_put(e->survey, condition, &surveyjs, &expression)) {
        e->report->logic_kept++;
        buf_add_text(e->out, ",\"visibleIf\":");
        json_put_text(e->out, buf_str(&expression));
        if (looks_at_attributes(condition))
            survey_note(e->report, id, "show_if", "It looks at attributes: the page that shows the survey must set them as variables.");
    } else {
        e->report->logic_lost++;
        survey_note(e->report, id, "show_if", "SurveyJS cannot see what the condition looks at.");
    }
    e->out->failed |= expression.failed;
    buf_free(&expression);
}

static void put_choices(const struct element *element)
{
    struct buf *out = element->e->out;
    buf_add_text(out, ",\"choices\":[");
    for (size_t i = 0; i < element->question->choices_count; i++) {
        buf_add_text(out, i ? ",{\"value\":" : "{\"value\":");
        json_put_text(out, element->question->choices[i].id);
        buf_add_text(out, ",\"text\":");
        put_words(element->e, element->question->choices[i].text, false);
        if (element->question->choices[i].picture.id.length) {
            buf_add_text(out, ",\"imageLink\":\"/pictures/");
            buf_add_str(out, element->question->choices[i].picture.id);
            buf_add_char(out, '"');
        }
        put_visible_if(element, element->question->choices[i].condition);
        buf_add_char(out, '}');
    }
    buf_add_char(out, ']');
}

static void put_emotion_words(const struct survey_exporting *e, int emotion)
{
    buf_add_text(e->out, "{\"default\":");
    for (size_t i = 0; i < e->survey->languages_count; i++) {
        if (i) {
            buf_add_char(e->out, ',');
            json_put_text(e->out, e->survey->languages[i]);
            buf_add_char(e->out, ':');
        }
        json_put_text(e->out, export_word(export_emotion_word(emotion), e->survey->languages[i]));
    }
    buf_add_char(e->out, '}');
}

static void put_emotions(const struct element *element)
{
    struct buf *out = element->e->out;
    buf_add_text(out, ",\"choices\":[");
    for (int i = 0; i <= EMOTIONS; i++) {
        buf_printf(out, "%s{\"value\":\"%s\",\"text\":", i ? "," : "", i == EMOTIONS ? "nothing_special" : emotion_names[i]);
        put_emotion_words(element->e, i);
        buf_add_char(out, '}');
    }
    buf_add_char(out, ']');
}

static const char *type_of(const struct question *q)
{
    switch (q->type) {
    case QUESTION_EMOTION:
        return "checkbox";
    case QUESTION_CHOICES:
        return question_has_pictures(q) ? "imagepicker" : "checkbox";
    case QUESTION_CHOICE:
        return question_has_pictures(q) ? "imagepicker" : "radiogroup";
    case QUESTION_STORY:
        return "comment";
    case QUESTION_TEXT:
    case QUESTION_NUMBER:
    case QUESTION_DATE:
    case QUESTION_TIME:
    case QUESTION_HIDDEN:
        return "text";
    case QUESTION_FILE:
        return "file";
    case QUESTION_CALCULATED:
        return "expression";
    case QUESTION_CONSENT:
        return "boolean";
    case QUESTION_SLIDER:
        return "slider";
    case QUESTION_RANKING:
        return "ranking";
    case QUESTION_MATRIX:
        return q->cell == QUESTION_RATING || q->cell == QUESTION_CHOICE ? "matrix" : "multipletext";
    case QUESTION_SUM:
    case QUESTION_CONTACT:
        return "multipletext";
    case QUESTION_MAXDIFF: /* its words alone */
    case QUESTION_STATEMENT:
        return "html";
    case QUESTION_GROUP:
        return "paneldynamic";
    default:
        return q->scale_high - q->scale_low >= RATING_POINTS_MAX ? "text" : "rating";
    }
}

static void put_number_bounds(const struct question *q, struct buf *out)
{
    buf_add_text(out, ",\"inputType\":\"number\"");
    if (q->has_number_low) {
        buf_add_text(out, ",\"min\":");
        json_put_real(out, q->number_low);
    }
    if (q->has_number_high) {
        buf_add_text(out, ",\"max\":");
        json_put_real(out, q->number_high);
    }
}

/* The parts of a question by their own names, so that SurveyJS answers as ours: {"service": {"staff": 4}}. */
static void put_parts(const struct element *element, const char *list, const char *name)
{
    const struct question *q = element->question;
    struct buf *out = element->e->out;
    const char *comma = "";
    buf_printf(out, ",\"%s\":[", list);
    for (size_t i = 1; i <= q->parts_count; i++) {
        if (q[i].parent != q)
            continue;
        buf_printf(out, "%s{\"%s\":", comma, name);
        json_put_text(out, q[i].part);
        if (q[i].text) {
            buf_printf(out, ",\"%s\":", strcmp(name, "value") == 0 ? "text" : "title");
            put_words(element->e, q[i].text, false);
        }
        if (q[i].type == QUESTION_NUMBER)
            buf_add_text(out, ",\"inputType\":\"number\"");
        if (q->required && strcmp(name, "name") == 0 && q->type != QUESTION_SUM)
            buf_add_text(out, ",\"isRequired\":true");
        if (strcmp(list, "rows") == 0)
            put_visible_if(element, q[i].condition);
        buf_add_char(out, '}');
        comma = ",";
    }
    buf_add_char(out, ']');
}

static void put_matrix(const struct element *element)
{
    const struct question *q = element->question;
    struct buf *out = element->e->out;
    buf_add_text(out, ",\"columns\":[");
    for (int64_t score = q->scale_low; q->cell == QUESTION_RATING && score <= q->scale_high; score++)
        buf_printf(out, "%s%lld", score > q->scale_low ? "," : "", (long long)score);
    for (size_t i = 0; i < q->choices_count; i++) {
        buf_add_text(out, i ? ",{\"value\":" : "{\"value\":");
        json_put_text(out, q->choices[i].id);
        buf_add_text(out, ",\"text\":");
        put_words(element->e, q->choices[i].text, false);
        put_visible_if(element, q->choices[i].condition);
        buf_add_char(out, '}');
    }
    buf_add_char(out, ']');
    put_parts(element, "rows", "value");
    if (q->required)
        buf_add_text(out, ",\"eachRowRequired\":true");
    if (q->shuffle)
        buf_add_text(out, ",\"rowOrder\":\"random\"");
}

static void put_slider(const struct question *q, struct buf *out)
{
    static const char *const names[] = {"min", "max", "step"};
    const double values[] = {q->number_low, q->number_high, q->step};
    for (int i = 0; i < 3; i++) {
        buf_printf(out, ",\"%s\":", names[i]);
        json_put_real(out, values[i]);
    }
}

/* What of the question no SurveyJS question keeps. */
static void note_parts(const struct element *element)
{
    const struct question *q = element->question;
    struct survey_report *report = element->e->report;
    if (strcmp(type_of(q), "multipletext") == 0)
        survey_offers_lost(element->e, q, true, true, "Fields that are asked on a condition are always asked there.");
    if (q->type == QUESTION_SUM)
        survey_note(report, q->id, "total", "SurveyJS asks for the numbers; that they make the whole together is not checked.");
    if (q->type == QUESTION_MATRIX && q->cell == QUESTION_CHOICES)
        survey_note(report, q->id, "choices", "A matrix in which several can be chosen became a text for each row.");
    for (size_t i = 1; i <= q->parts_count; i++) {
        if (str_is(q[i].part, "opt_out") && (q[i].parent == q || q[i].parent == q + 1))
            survey_note(report, q->id, "opt_outs", "SurveyJS has no reasons for no answer apart from the answers.");
        if (str_is(q[i].part, "other") && q[i].parent == q && !question_is_split(q))
            survey_note(report, q->id, "other", "What the other choice is, is not asked.");
    }
}

/* Not shown, and kept all the same. */
static void put_unseen(struct buf *out)
{
    buf_add_text(out, ",\"visible\":false,\"clearIfInvisible\":\"none\"");
}

static void put_expression(const struct element *element)
{
    const struct question *q = element->question;
    struct buf *out = element->e->out;
    buf_printf(out, ",\"expression\":\"%s(", q->calculation == CALCULATE_MEAN ? "avg" : "sum");
    for (size_t i = 0; i < q->of_count; i++) {
        buf_printf(out, "%s{%s%s}", i ? ", " : "", round_of(q->of[i]), q->of[i]->id.at);
        if (q->of[i]->choices_count)
            survey_note(element->e->report, q->id, "score", "SurveyJS does not know what a choice is worth.");
    }
    buf_add_text(out, ")\"");
    put_unseen(out);
}

/* Its links are those of this server: the files stay here. */
static void put_picker(const struct element *element)
{
    const struct question *q = element->question;
    buf_printf(element->e->out, ",\"showLabel\":true%s", q->type == QUESTION_CHOICES ? ",\"multiSelect\":true" : "");
    survey_note(element->e->report, q->id, "picture",
                "The pictures are named by their place on this server; what they show, in words, is left out.");
}

static void put_details(const struct element *element)
{
    const struct question *q = element->question;
    struct buf *out = element->e->out;
    switch (q->type) {
    case QUESTION_EMOTION:
        put_emotions(element);
        return;
    case QUESTION_CHOICE:
    case QUESTION_CHOICES:
    case QUESTION_RANKING:
        put_choices(element);
        if (question_has_pictures(q))
            put_picker(element);
        return;
    case QUESTION_MATRIX:
        if (q->cell == QUESTION_RATING || q->cell == QUESTION_CHOICE)
            put_matrix(element);
        else
            put_parts(element, "items", "name");
        return;
    case QUESTION_SUM:
    case QUESTION_CONTACT:
        put_parts(element, "items", "name");
        return;
    case QUESTION_SLIDER:
        put_slider(q, out);
        return;
    case QUESTION_TIME:
        buf_add_text(out, ",\"inputType\":\"time\"");
        return;
    case QUESTION_STORY:
    case QUESTION_TEXT:
        buf_printf(out, ",\"maxLength\":%lld", (long long)q->length_max);
        return;
    case QUESTION_NUMBER:
        put_number_bounds(q, out);
        return;
    case QUESTION_DATE:
        buf_add_text(out, ",\"inputType\":\"date\"");
        return;
    case QUESTION_CONSENT:
        return;
    case QUESTION_HIDDEN:
        put_unseen(out);
        survey_note(element->e->report, q->id, "hidden", "The page that shows the survey must set the value.");
        return;
    case QUESTION_CALCULATED:
        put_expression(element);
        return;
    case QUESTION_MAXDIFF:
        survey_note(element->e->report, q->id, "maxdiff", "SurveyJS has no tasks of best and worst: the words stay, and nothing is asked.");
        buf_add_text(out, ",\"html\":");
        put_words(element->e, q->text, true);
        return;
    case QUESTION_STATEMENT:
        buf_add_text(out, ",\"html\":");
        put_words(element->e, q->text, true);
        return;
    case QUESTION_GROUP:
        buf_printf(out, ",\"minPanelCount\":%lld,\"maxPanelCount\":%lld", (long long)q->scale_low, (long long)q->scale_high);
        return;
    case QUESTION_FILE:
        buf_printf(out, ",\"maxSize\":%lld%s", (long long)q->size_max, q->chosen_most > 1 ? ",\"allowMultiple\":true" : "");
        return;
    default:
        put_scale(element);
    }
}

/* Which was the strongest is a question of its own, of those named. */
static void put_strongest(const struct element *element)
{
    const struct survey_exporting *e = element->e;
    const struct question *q = element->question;
    buf_printf(e->out, ",{\"type\":\"radiogroup\",\"name\":\"%s_strongest\",\"title\":", q->id.at);
    put_words(e, q->text, false);
    buf_printf(e->out, ",\"visibleIf\":\"{%s.length} > 1\",\"choicesFromQuestion\":\"%s\",\"choicesFromQuestionMode\":\"selected\"}",
               q->id.at, q->id.at);
    survey_note(e->report, q->id, "emotion",
                "SurveyJS has no question of emotions: it became a list and the strongest of them; how strong is not asked.");
}

static void put_element(struct survey_exporting *e, const struct question *q)
{
    struct element element = {e, q};
    buf_printf(e->out, "{\"type\":\"%s\",\"name\":\"%s\"", type_of(q), q->id.at);
    if (q->type != QUESTION_STATEMENT && q->type != QUESTION_MAXDIFF) {
        buf_add_text(e->out, ",\"title\":");
        put_words(e, q->text, false);
        if (q->hint) {
            buf_add_text(e->out, ",\"description\":");
            put_words(e, q->hint, false);
        }
        if (q->required)
            buf_add_text(e->out, ",\"isRequired\":true");
    }
    put_details(&element);
    note_parts(&element);
    put_visible_if(&element, element.question->condition);
    if (q->type == QUESTION_GROUP) {
        buf_add_text(e->out, ",\"templateElements\":[");
        return; /* what it asks comes next */
    }
    buf_add_char(e->out, '}');
    if (q->type == QUESTION_EMOTION)
        put_strongest(&element);
}

/* One that the respondent adds rounds to. Which emotion was the strongest would look at an answer of the round in a way SurveyJS has not.
 */
bool survey_surveyjs_keeps(const struct question *group)
{
    bool kept = group_is_counted(group);
    for (size_t i = 1; i <= group->grouped_count; i++)
        kept &= group[i].type != QUESTION_EMOTION;
    return kept;
}

void survey_write_surveyjs(struct survey_exporting *e)
{
    const struct survey_definition *survey = e->survey;
    const struct question *group = NULL;
    bool first = true;
    buf_add_text(e->out, "{\"title\":");
    put_words(e, survey->title, false);
    json_put_member(e->out, "locale", survey->languages[0]);
    buf_add_text(e->out, ",\"pages\":[{\"name\":\"page1\",\"elements\":[");
    for (size_t i = 0, page = 0; i < survey->questions_count; i += 1 + survey->questions[i].parts_count) {
        const struct question *q = &survey->questions[i];
        if (group && q->group != group) {
            buf_add_text(e->out, "]}");
            group = NULL;
            first = false;
        }
        if (q->page > page) {
            page = q->page;
            buf_printf(e->out, "]},{\"name\":\"page%zu\",\"elements\":[", page + 1);
        } else if (!first)
            buf_add_char(e->out, ',');
        put_element(e, q);
        first = q->type == QUESTION_GROUP;
        if (first)
            group = q;
    }
    buf_add_text(e->out, group ? "]}]}]}\n" : "]}]}\n");
}
