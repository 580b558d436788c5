/* XLSForm: a workbook with the sheets survey, choices and settings, as ODK and KoboToolbox read it. */
#include "base/xlsx.h"
#include "listen/survey_export.h"

#include <stdio.h>
#include <stdlib.h>

enum { NAME_ROOM = 300, TAIL = 8 };

/* ---- expressions (XPath) ---- */

static bool put_text_value(struct buf *out, struct str text)
{
    bool single = memchr(text.at, '\'', text.length) != NULL;
    if (single && memchr(text.at, '"', text.length))
        return false; /* XPath 1.0 has no way to write it */
    buf_add_char(out, single ? '"' : '\'');
    buf_add_str(out, text);
    buf_add_char(out, single ? '"' : '\'');
    return true;
}

static bool put_value(struct buf *out, const json_t *value)
{
    if (json_is_string(value))
        return put_text_value(out, json_str(value));
    if (json_is_boolean(value))
        return put_text_value(out, json_is_true(value) ? STR("yes") : STR("no"));
    json_put_tree(out, value);
    return true;
}

static bool contains_leaf(const struct logic_leaf *leaf, const char *name, const char *function, struct str text, struct buf *out)
{
    buf_printf(out, "%s%s(%s, ", leaf->negated || leaf->op == OP_NOT_ANSWERED ? "not(" : "", function, name);
    if (!put_text_value(out, text))
        return false;
    buf_add_text(out, leaf->negated || leaf->op == OP_NOT_ANSWERED ? "))" : ")");
    return true;
}

static bool xpath_leaf(const struct logic_leaf *leaf, struct buf *out)
{
    static const enum condition_op opposite[] = {[OP_LT] = OP_GE, [OP_LE] = OP_GT, [OP_GT] = OP_LE, [OP_GE] = OP_LT};
    char name[NAME_ROOM];
    if (!leaf->question)
        return false;
    bool list = leaf->question->type == QUESTION_CHOICES || leaf->question->type == QUESTION_EMOTION;
    snprintf(name, sizeof name, "${%s%s}", leaf->question->id.at, leaf->path.part == FIELD_PART_STRONGEST ? "_strongest" : "");
    bool asks_whether = leaf->op == OP_ANSWERED || leaf->op == OP_NOT_ANSWERED;
    if (leaf->path.part == FIELD_PART_INTENSITY)
        return asks_whether && contains_leaf(leaf, name, "selected", str_of(emotion_names[leaf->path.emotion]), out);
    if (asks_whether) {
        buf_printf(out, "%s %s ''", name, leaf->op == OP_ANSWERED ? "!=" : "=");
        return true;
    }
    if (leaf->op == OP_CONTAINS)
        return json_is_string(leaf->value) && contains_leaf(leaf, name, list ? "selected" : "contains", json_str(leaf->value), out);
    bool open_too = leaf->negated || leaf->op == OP_NE; /* true also where there is no answer */
    enum condition_op op = leaf->negated ? opposite[leaf->op] : leaf->op;
    buf_printf(out, "(%s %s '' %s %s %s ", name, open_too ? "=" : "!=", open_too ? "or" : "and", name, op == OP_NE ? "!=" : logic_sign(op));
    bool said = put_value(out, leaf->value);
    buf_add_char(out, ')');
    return said;
}

static const struct logic_dialect xpath = {" and ", " or ", "true()", "false()", xpath_leaf};

/* ---- sheets; the lists YesNo and Emotions have capitals, which no id of a question has ---- */

struct form {
    struct survey_exporting *e;
    struct xlsx *xlsx;
};

static void put_language_heads(const struct form *form, const char *column)
{
    static const struct {
        const char *code, *name;
    } known[] = {{"en", "English"}, {"fi", "Suomi"}, {"sv", "Svenska"}};
    for (size_t i = 0; i < form->e->survey->languages_count; i++) {
        char head[80];
        const char *code = form->e->survey->languages[i].at, *name = code;
        for (size_t k = 0; k < sizeof known / sizeof *known; k++)
            if (strcmp(known[k].code, code) == 0)
                name = known[k].name;
        snprintf(head, sizeof head, "%s::%s (%s)", column, name, code);
        xlsx_text(form->xlsx, str_of(head));
    }
}

static void put_languages(const struct form *form, const json_t *texts)
{
    for (size_t i = 0; i < form->e->survey->languages_count; i++) {
        struct buf text = buf_new(1 << 16);
        survey_put_piped(texts ? survey_text(form->e->survey, texts, form->e->survey->languages[i]) : STR(""), "${", false, &text);
        xlsx_text(form->xlsx, buf_str(&text));
        buf_free(&text);
    }
}

static void type_of(const struct question *q, char *type, size_t room)
{
    const char *id = q->id.at;
    switch (q->type) {
    case QUESTION_EMOTION:
        snprintf(type, room, "select_multiple Emotions");
        return;
    case QUESTION_CHOICES:
        snprintf(type, room, "select_multiple %s", id);
        return;
    case QUESTION_CHOICE:
        snprintf(type, room, "select_one %s", id);
        return;
    case QUESTION_CONSENT:
        snprintf(type, room, "select_one YesNo");
        return;
    case QUESTION_NUMBER:
    case QUESTION_SLIDER:
        snprintf(type, room, "decimal");
        return;
    case QUESTION_DATE:
        snprintf(type, room, "date");
        return;
    case QUESTION_TIME:
        snprintf(type, room, "time");
        return;
    case QUESTION_HIDDEN:
        snprintf(type, room, "hidden");
        return;
    case QUESTION_CALCULATED:
        snprintf(type, room, "calculate");
        return;
    case QUESTION_STATEMENT:
        snprintf(type, room, "note");
        return;
    case QUESTION_FILE:
        snprintf(type, room, "file");
        return;
    case QUESTION_STORY:
    case QUESTION_TEXT:
        snprintf(type, room, "text");
        return;
    default:
        snprintf(type, room, "range");
    }
}

static void put_constraint(const struct form *form, const struct question *q)
{
    char text[200] = "";
    if (q->type == QUESTION_STORY || q->type == QUESTION_TEXT)
        snprintf(text, sizeof text, "string-length(.) <= %lld", (long long)q->length_max);
    else if (q->type == QUESTION_NUMBER && q->has_number_low && q->has_number_high)
        snprintf(text, sizeof text, ". >= %.15g and . <= %.15g", q->number_low, q->number_high);
    else if (q->type == QUESTION_NUMBER && (q->has_number_low || q->has_number_high))
        snprintf(text, sizeof text, ". %s %.15g", q->has_number_low ? ">=" : "<=", q->has_number_low ? q->number_low : q->number_high);
    xlsx_text(form->xlsx, str_of(text));
    if (question_has_scale(q))
        snprintf(text, sizeof text, "start=%lld end=%lld step=1", (long long)q->scale_low, (long long)q->scale_high);
    else
        text[0] = 0;
    xlsx_text(form->xlsx, str_of(text));
}

static void put_name_is(const struct choice *choice, struct buf *out)
{
    buf_printf(out, "name = '%s'", choice->id.at);
}

/* A choice is offered where nothing is asked of it, or what it is asked holds: the program puts each choice's name in the place of `name`.
 */
static bool put_filter_parts(const struct form *form, const struct question *q, struct buf *out)
{
    bool said = true, first = true;
    for (size_t c = 0; said && c < q->choices_count; c++) {
        const struct choice *choice = &q->choices[c];
        buf_add_text(out, first ? "" : " or ");
        first = false;
        buf_add_text(out, choice->condition ? "(" : "");
        put_name_is(choice, out);
        buf_add_text(out, choice->condition ? " and " : "");
        if (choice->condition)
            said = logic_put(form->e->survey, choice->condition, &xpath, out);
        buf_add_text(out, choice->condition ? ")" : "");
    }
    return said;
}

static void put_filter(const struct form *form, const struct question *q)
{
    struct survey_report *report = form->e->report;
    struct buf filter = buf_new(1 << 15);
    size_t conditions = 0;
    for (size_t c = 0; c < q->choices_count; c++)
        conditions += q->choices[c].condition != NULL;
    if (conditions && put_filter_parts(form, q, &filter) && !filter.failed)
        report->logic_kept += conditions;
    else if (conditions) {
        buf_clear(&filter);
        survey_offers_lost(form->e, q, true, false, "Choices that are offered on a condition are always offered there.");
    }
    xlsx_text(form->xlsx, buf_str(&filter));
    buf_free(&filter);
}

/* What was not answered is left out of the sum and of the count. */
static void put_calculation(const struct form *form, const struct question *q)
{
    struct buf text = buf_new(1 << 15);
    buf_add_text(&text, q->calculation == CALCULATE_MEAN ? "(" : "");
    for (size_t i = 0; i < q->of_count; i++) {
        if (q->of[i]->choices_count || q->of[i]->parent) {
            survey_note(form->e->report, q->id, "calculate", "The form cannot calculate of choices and of parts: the number was left out.");
            buf_clear(&text);
            break;
        }
        buf_printf(&text, "%scoalesce(${%s}, 0)", i ? " + " : "", q->of[i]->id.at);
    }
    for (size_t i = 0; text.length && q->calculation == CALCULATE_MEAN && i < q->of_count; i++)
        buf_printf(&text, "%snumber(string-length(${%s}) > 0)%s", i ? " + " : ") div (", q->of[i]->id.at, i + 1 == q->of_count ? ")" : "");
    xlsx_blank(form->xlsx);
    xlsx_text(form->xlsx, buf_str(&text));
    buf_free(&text);
}

static void put_condition(const struct form *form, const struct question *q)
{
    struct survey_report *report = form->e->report;
    struct buf expression = buf_new(1 << 15); /* a cell holds no more */
    if (q->condition && logic_put(form->e->survey, q->condition, &xpath, &expression) && !expression.failed)
        report->logic_kept++;
    else if (q->condition) {
        buf_clear(&expression);
        report->logic_lost++;
        survey_note(report, q->id, "show_if", "The form cannot see what the condition looks at.");
    }
    xlsx_text(form->xlsx, buf_str(&expression));
    buf_free(&expression);
}

/* Which was the strongest, of those named. */
static void put_strongest(const struct form *form, const struct question *q)
{
    char name[NAME_ROOM];
    xlsx_row(form->xlsx, form->e->out);
    xlsx_text(form->xlsx, STR("select_one Emotions"));
    snprintf(name, sizeof name, "%s_strongest", q->id.at);
    xlsx_text(form->xlsx, str_of(name));
    put_languages(form, q->text);
    put_languages(form, NULL);
    xlsx_blank(form->xlsx);
    snprintf(name, sizeof name, "count-selected(${%s}) > 1", q->id.at);
    xlsx_text(form->xlsx, str_of(name));
    xlsx_blank(form->xlsx);
    xlsx_blank(form->xlsx);
    snprintf(name, sizeof name, "selected(${%s}, name)", q->id.at);
    xlsx_text(form->xlsx, str_of(name));
    survey_note(form->e->report, q->id, "emotion",
                "XLSForm has no question of emotions: it became a list and the strongest of them; how strong is not asked.");
}

/* A page is a group that is shown together. */
static void put_page(const struct form *form, size_t page, bool begins)
{
    char name[NAME_ROOM];
    xlsx_row(form->xlsx, form->e->out);
    xlsx_text(form->xlsx, begins ? STR("begin_group") : STR("end_group"));
    snprintf(name, sizeof name, "page%zu", page + 1);
    xlsx_text(form->xlsx, str_of(name));
    if (!begins)
        return;
    put_languages(form, NULL);
    put_languages(form, NULL);
    for (size_t i = 0; i < TAIL - 3; i++)
        xlsx_blank(form->xlsx);
    xlsx_text(form->xlsx, STR("field-list"));
}

/* A group that is asked in rounds. */
static void put_repeat(const struct form *form, const struct question *group)
{
    char count[24] = "";
    xlsx_row(form->xlsx, form->e->out);
    xlsx_text(form->xlsx, STR("begin_repeat"));
    xlsx_text(form->xlsx, group->id);
    put_languages(form, group->text);
    put_languages(form, NULL);
    xlsx_blank(form->xlsx);
    put_condition(form, group);
    for (size_t i = 0; i < TAIL - 3; i++)
        xlsx_blank(form->xlsx);
    if (group->scale_low == group->scale_high)
        snprintf(count, sizeof count, "%lld", (long long)group->scale_low);
    else
        survey_note(form->e->report, group->id, "rounds",
                    "How many rounds there may be is not said in a form: they are added as they are needed.");
    if (group->hint)
        survey_note(form->e->report, group->id, "hint", "What repeats has no hint in a form.");
    xlsx_text(form->xlsx, str_of(count));
}

static void put_repeat_end(const struct form *form, const struct question *group)
{
    xlsx_row(form->xlsx, form->e->out);
    xlsx_text(form->xlsx, STR("end_repeat"));
    xlsx_text(form->xlsx, group->id);
}

/* One that the respondent adds rounds to, and whose words do not say which round it is. */
bool survey_xlsform_keeps(const struct question *group)
{
    char *text = json_dumps(group->source, 0);
    bool numbered = !text || strstr(text, "{{number}}") || strstr(text, "{{item}}");
    free(text);
    return group_is_counted(group) && !numbered;
}

static void put_survey(const struct form *form)
{
    static const char *const tail[TAIL] = {"required",      "relevant",   "constraint",  "parameters",
                                           "choice_filter", "appearance", "calculation", "repeat_count"};
    const struct survey_definition *survey = form->e->survey;
    xlsx_sheet(form->xlsx, "survey", form->e->out);
    xlsx_row(form->xlsx, form->e->out);
    xlsx_text(form->xlsx, STR("type"));
    xlsx_text(form->xlsx, STR("name"));
    put_language_heads(form, "label");
    put_language_heads(form, "hint");
    for (size_t i = 0; i < TAIL; i++)
        xlsx_text(form->xlsx, str_of(tail[i]));
    const struct question *group = NULL;
    size_t page = 0;
    bool pages = survey->pages_count > 1;
    if (pages)
        put_page(form, page, true);
    for (size_t i = 0; i < survey->questions_count; i += 1 + survey->questions[i].parts_count) {
        const struct question *q = &survey->questions[i];
        char type[NAME_ROOM];
        if (group && q->group != group)
            put_repeat_end(form, group);
        group = q->type == QUESTION_GROUP ? q : q->group;
        if (q->page > page) {
            put_page(form, page, false);
            put_page(form, page = q->page, true);
        }
        if (q->parts_count)
            survey_note(form->e->report, q->id, "parts",
                        question_is_split(q) ? "A question with parts has no row of its own in XLSForm: it was left out."
                                             : "The parts beside the answer were left out.");
        if (question_is_split(q)) {
            survey_offers_lost(form->e, q, true, true, "Choices and rows that are offered on a condition went with the question.");
            continue;
        }
        if (q->type == QUESTION_GROUP) {
            put_repeat(form, q);
            continue;
        }
        type_of(q, type, sizeof type);
        xlsx_row(form->xlsx, form->e->out);
        xlsx_text(form->xlsx, str_of(type));
        xlsx_text(form->xlsx, q->id);
        put_languages(form, q->text);
        put_languages(form, q->hint);
        xlsx_text(form->xlsx, q->required ? STR("yes") : STR(""));
        put_condition(form, q);
        put_constraint(form, q);
        put_filter(form, q);
        if (q->type == QUESTION_CALCULATED)
            put_calculation(form, q);
        if (question_has_scale(q) && (q->low_label || q->high_label))
            survey_note(form->e->report, q->id, "labels", "A range has no words at its ends.");
        if (q->type == QUESTION_EMOTION)
            put_strongest(form, q);
    }
    if (group)
        put_repeat_end(form, group);
    if (pages)
        put_page(form, page, false);
}

static void put_choice(const struct form *form, struct str list, struct str name)
{
    xlsx_row(form->xlsx, form->e->out);
    xlsx_text(form->xlsx, list);
    xlsx_text(form->xlsx, name);
}

static void put_word(const struct form *form, struct str list, struct str name, enum export_word word)
{
    put_choice(form, list, name);
    for (size_t i = 0; i < form->e->survey->languages_count; i++)
        xlsx_text(form->xlsx, export_word(word, form->e->survey->languages[i]));
}

static void put_choices(const struct form *form)
{
    const struct survey_definition *survey = form->e->survey;
    xlsx_sheet(form->xlsx, "choices", form->e->out);
    xlsx_row(form->xlsx, form->e->out);
    xlsx_text(form->xlsx, STR("list_name"));
    xlsx_text(form->xlsx, STR("name"));
    put_language_heads(form, "label");
    put_word(form, STR("YesNo"), STR("yes"), EXPORT_WORD_yes);
    put_word(form, STR("YesNo"), STR("no"), EXPORT_WORD_no);
    for (int i = 0; i <= EMOTIONS; i++)
        put_word(form, STR("Emotions"), str_of(i == EMOTIONS ? "nothing_special" : emotion_names[i]), export_emotion_word(i));
    for (size_t i = 0; i < survey->questions_count; i += 1 + survey->questions[i].parts_count)
        for (size_t c = 0; c < survey->questions[i].choices_count; c++) {
            put_choice(form, survey->questions[i].id, survey->questions[i].choices[c].id);
            put_languages(form, survey->questions[i].choices[c].text);
        }
}

static void put_settings(const struct form *form)
{
    const struct exported *exported = &form->e->exported;
    char version[24];
    xlsx_sheet(form->xlsx, "settings", form->e->out);
    xlsx_row(form->xlsx, form->e->out);
    xlsx_text(form->xlsx, STR("form_title"));
    xlsx_text(form->xlsx, STR("form_id"));
    xlsx_text(form->xlsx, STR("version"));
    xlsx_row(form->xlsx, form->e->out);
    xlsx_text(form->xlsx, exported->title);
    xlsx_text(form->xlsx, exported->slug);
    snprintf(version, sizeof version, "%lld", (long long)exported->version);
    xlsx_text(form->xlsx, str_of(version));
}

void survey_write_xlsform(struct survey_exporting *e)
{
    struct form form = {e, xlsx_new(e->exported.now_ms)};
    if (!form.xlsx) {
        e->out->failed = true;
        return;
    }
    put_survey(&form);
    put_choices(&form);
    put_settings(&form);
    if (xlsx_finish(form.xlsx, e->out) != ERR_NONE)
        e->out->failed = true;
    xlsx_free(form.xlsx);
}
