/* Names, relevance, the older conditions, and quotas, which are conditions too. */
#include "foreign/limesurvey.h"

enum { EXPRESSION_BYTES_MAX = 1 << 16 };

/* ---- names ---- */

struct str lime_field(struct lime *l, const json_t *question, struct str part)
{
    const char *id = json_string_value(json_object_get(question, "id"));
    return str_of(arena_printf(l->foreign->arena, part.length ? "answers.%s.%.*s" : "answers.%s%.*s", id, STR_ARGS(part)));
}

static void name_put(struct lime *l, struct str name, const struct lime_name *known)
{
    struct lime_name *made = map_get(l->names, name) ? NULL : arena_copy(l->foreign->arena, known, sizeof *known);
    if (made && map_put(l->names, name, made, NULL) != ERR_NONE)
        l->out_of_memory = true;
}

/* The whole of a question with parts, "that.Q", is all of them. */
static void whole_add(struct lime *l, struct str name, const struct expression_variable *variable)
{
    struct lime_name *whole = map_get(l->names, name), fresh = {0};
    if (!whole) {
        fresh.variables = arena_take_array(l->foreign->arena, EXPRESSION_VARIABLES_MAX, sizeof *fresh.variables);
        if (!fresh.variables)
            return;
        name_put(l, name, &fresh);
        whole = map_get(l->names, name);
    }
    if (whole && whole->count < EXPRESSION_VARIABLES_MAX && whole->variables)
        whole->variables[whole->count++] = *variable;
}

void lime_name_add(struct lime *l, const char *name, const char *column, struct expression_variable variable, enum lime_form form)
{
    struct arena *arena = l->foreign->arena;
    struct expression_variable *kept = arena_copy(arena, &variable, sizeof variable);
    const char *code = arena_printf(arena, "%.*s%s", STR_ARGS(l->question->code), name);
    const char *field = arena_printf(arena, "#%.*s%s", STR_ARGS(l->question->qid), column);
    struct lime_name known = {kept, 1, form};
    if (!kept || !code || !field || !variable.field.at)
        return;
    name_put(l, str_of(code), &known);
    name_put(l, str_of(field), &known);
    const char *whole = arena_printf(arena, "*%.*s", STR_ARGS(l->question->code));
    if (whole && name[0] && variable.is != EXPRESSION_MEMBER && variable.is != EXPRESSION_PLACE && !str_is(str_of(name), "_other"))
        whole_add(l, str_of(whole), &variable);
}

static bool cut_ending(struct str *name, const char *ending)
{
    size_t length = strlen(ending);
    if (name->length <= length || memcmp(name->at + name->length - length, ending, length) != 0)
        return false;
    name->length -= length;
    return true;
}

/* "12X3X45SQ001" → "45SQ001" */
static bool cut_column(struct str name, struct str *rest)
{
    size_t at = name.length && name.at[0] == '_';
    for (int part = 0; part < 2; part++) {
        size_t from = at;
        while (at < name.length && name.at[at] >= '0' && name.at[at] <= '9')
            at++;
        if (at == from || at >= name.length || name.at[at] != 'X')
            return false;
        at++;
    }
    *rest = (struct str){name.at + at, name.length - at};
    return rest->length > 0;
}

const struct lime_name *lime_name_find(const struct lime *l, struct str name)
{
    char key[256];
    struct str rest;
    if (!cut_column(name, &rest))
        return map_get(l->names, name);
    if (rest.length >= sizeof key)
        return NULL;
    key[0] = '#';
    memcpy(key + 1, rest.at, rest.length);
    const struct lime_name *found = map_get(l->names, (struct str){key, rest.length + 1});
    char *minus = memrchr(key, '-', rest.length + 1); /* what XML cannot name: "SQ001#0" is written "SQ001-0" */
    if (found || !minus)
        return found;
    *minus = '#';
    return map_get(l->names, (struct str){key, rest.length + 1});
}

static size_t names(void *context, struct str name, struct expression_variable *variables, size_t room, const char **reason)
{
    static const char *const endings[] = {".NAOK", ".code", ".value", ".valueNAOK"};
    struct lime *l = context;
    struct str cut = name;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (cut_ending(&cut, endings[i]))
            break;
    bool all = str_starts(cut, "that.");
    if (all)
        cut.at += 5, cut.length -= 5;
    if (str_starts(cut, "INSERTANS:"))
        cut.at += 10, cut.length -= 10;
    if (str_starts(cut, "TOKEN:") || str_starts(cut, "TOKEN"))
        *reason = "It looks at what is known of the participant, which is not taken over.";
    const struct lime_name *known = lime_name_find(l, cut);
    const char *whole = !known ? arena_printf(l->foreign->arena, "*%.*s", STR_ARGS(cut)) : NULL;
    if (whole)
        known = map_get(l->names, str_of(whole));
    if (!known || known->count > room || (known->count != 1 && !all))
        return 0;
    memcpy(variables, known->variables, known->count * sizeof *variables);
    return known->count;
}

static json_t *condition_of(struct lime *l, struct str expression, struct fault *why)
{
    return expression_condition(l->foreign->arena, EXPRESSION_LIMESURVEY, expression, names, l, why);
}

json_t *lime_calculation(struct lime *l, struct str expression, struct fault *why)
{
    return expression_calculation(l->foreign->arena, EXPRESSION_LIMESURVEY, expression, names, l, why);
}

static bool always(struct str relevance)
{
    return !relevance.length || str_is(relevance, "1");
}

/* The text is HTML where it was typed into the editor of texts. */
static struct str relevance_of(struct lime *l, const struct lime_row *row, const char *column)
{
    struct str text = lime_cell(row, column);
    return memmem(text.at, text.length, "&quot;", 6) || memmem(text.at, text.length, "&amp;", 5) || memmem(text.at, text.length, "&gt;", 4)
               ? foreign_plain(l->foreign, text)
               : text;
}

/* ---- the conditions of before version 1.92 ---- */

static void quoted_put(struct buf *out, struct str value)
{
    buf_add_char(out, '"');
    for (size_t i = 0; i < value.length; i++) {
        if (value.at[i] == '"' || value.at[i] == '\\')
            buf_add_char(out, '\\');
        buf_add_char(out, value.at[i]);
    }
    buf_add_char(out, '"');
}

/* cfieldname is a column; of several choices with a '+' and the choice, or without and the choice is the value. */
static void old_condition_put(const struct lime *l, const struct lime_row *row, struct buf *out)
{
    struct str field = lime_cell(row, "cfieldname"), method = lime_cell(row, "method"), raw = xml_child_text(row->cells, "value"), qid,
               rest;
    struct str value = str_trim(raw);
    if (field.length && field.at[0] == '+')
        field.at++, field.length--;
    qid = lime_cell(row, "cqid");
    const struct lime_row *asked = lime_first(l, LIME_QUESTIONS, qid);
    struct str type = lime_cell(asked, "type");
    bool choices = (str_is(type, "M") || str_is(type, "P")) && cut_column(field, &rest) && str_equal(rest, qid);
    if (str_is(method, "RX"))
        method = STR("matches");
    buf_printf(out, "%.*s%.*s %.*s ", STR_ARGS(field), choices ? (int)value.length : 0, value.at, STR_ARGS(method));
    if (value.length > 2 && value.at[0] == '@' && value.at[value.length - 1] == '@')
        buf_printf(out, "%.*s", (int)value.length - 2, value.at + 1);
    else
        quoted_put(out, choices ? STR("Y") : value);
}

static bool before(const struct lime_row *row, const struct lime_row *until, bool same_question)
{
    for (const struct lime_row *r = lime_cell(until, "qid").length ? row : NULL; r && r != until; r = r->next)
        if (str_equal(lime_cell(r, "scenario"), lime_cell(until, "scenario")) &&
            (!same_question || str_equal(lime_cell(r, "cqid"), lime_cell(until, "cqid"))))
            return true;
    return false;
}

/* Within a scenario the questions must all hold, of one question any; of the scenarios any. */
static void old_conditions_put(const struct lime *l, const struct lime_row *first, struct buf *out)
{
    for (const struct lime_row *scenario = first; scenario; scenario = scenario->next) {
        if (before(first, scenario, false))
            continue;
        buf_add_text(out, out->length ? " or (" : "(");
        for (const struct lime_row *asked = scenario; asked; asked = asked->next) {
            if (!str_equal(lime_cell(asked, "scenario"), lime_cell(scenario, "scenario")) || before(first, asked, true))
                continue;
            buf_add_text(out, asked == scenario ? "(" : " and (");
            for (const struct lime_row *row = asked; row; row = row->next) {
                if (!str_equal(lime_cell(row, "scenario"), lime_cell(scenario, "scenario")) ||
                    !str_equal(lime_cell(row, "cqid"), lime_cell(asked, "cqid")))
                    continue;
                buf_add_text(out, row == asked ? "" : " or ");
                old_condition_put(l, row, out);
            }
            buf_add_char(out, ')');
        }
        buf_add_char(out, ')');
    }
}

/* ---- questions and groups ---- */

static void lost(struct lime *l, struct str name, const struct fault *why)
{
    l->foreign->logic_lost++;
    foreign_note(l->foreign, name, FOREIGN_LOST, "logic_unreadable", "When it is shown is left out. %s", why->detail);
}

json_t *lime_group_condition(struct lime *l, const struct lime_group *group)
{
    struct fault why = {0};
    struct str relevance = relevance_of(l, group->row, "grelevance");
    if (always(relevance))
        return NULL;
    json_t *condition = condition_of(l, relevance, &why);
    struct str name = lime_cell(group->row, "group_name");
    if (!condition)
        lost(l, name.length ? name : lime_words(l, LIME_GROUP_TEXTS, LIME_GROUPS, group->gid, "group_name", l->languages[0].theirs), &why);
    else if (json_keep(l->foreign->arena, condition) == ERR_NONE)
        l->foreign->logic_kept++;
    return condition;
}

static void part_lost(struct lime *l, const char *code, const char *before, struct str part, const char *behind)
{
    l->foreign->logic_lost++;
    foreign_note(l->foreign, l->question->code, FOREIGN_LOST, code, "%s \"%.*s\"%s", before, part.length > 40 ? 40 : (int)part.length,
                 part.at, behind);
}

/* The row or choice of that code, of the question that has it; false when nothing of the question could be kept with it. */
static bool offer_if(struct lime *l, size_t first, struct str code, json_t *condition)
{
    static const char *const lists[] = {"rows", "choices"};
    bool kept = false;
    for (size_t i = first; i < json_array_size(l->foreign->questions); i++)
        for (size_t k = 0; k < 2; k++) {
            json_t *question = json_array_get(l->foreign->questions, i);
            json_t *option = foreign_option_of(l->foreign, question, lists[k], code);
            kept |= option && foreign_offer_if(question, option, json_deep_copy(condition));
        }
    json_decref(condition);
    return kept;
}

/* What was chosen, or not chosen, in the questions named decides for the rows or choices of the same codes; those whose code they do not
 * have are always there. */
static bool filter_keep(struct lime *l, size_t first, struct str sources, const char *asked, const struct lime_item *items, size_t count)
{
    struct str source;
    struct fault why = {0};
    bool kept = true, any = false;
    while (kept && str_cut(&sources, ';', &source)) {
        source = str_trim(source);
        for (size_t i = 0; kept && i < count; i++) {
            const char *name = arena_printf(l->foreign->arena, "%.*s_%.*s", STR_ARGS(source), STR_ARGS(items[i].code));
            const char *text = arena_printf(l->foreign->arena, "%s(%s.NAOK)", asked, name ? name : "");
            if (!name || !text || !lime_name_find(l, str_of(name)))
                continue;
            json_t *condition = condition_of(l, str_of(text), &why);
            kept = condition && offer_if(l, first, items[i].code, condition);
            any = true;
        }
    }
    return kept && any;
}

static bool filter_read(struct lime *l, size_t first, struct str sources, const char *asked, const struct lime_item *items, size_t count)
{
    bool kept = filter_keep(l, first, sources, asked, items, count);
    l->foreign->logic_kept += kept;
    if (kept && lime_attribute_on(l, "array_filter_style"))
        foreign_note(l->foreign, l->question->code, FOREIGN_CHANGED, "disabled_hidden",
                     "Where it could not be filled in, it is not shown.");
    return kept;
}

static void relevance_read(struct lime *l, size_t first, const struct lime_item *item)
{
    struct str relevance = lime_cell(item->row, "relevance");
    struct fault why = {0};
    if (always(relevance))
        return;
    json_t *condition = condition_of(l, relevance, &why);
    if (condition && offer_if(l, first, item->code, condition))
        l->foreign->logic_kept++;
    else
        part_lost(l, "row_relevance", "Its row or choice", item->code, " was shown only sometimes; now it always is.");
}

/* Rows and choices that come and go: by their own relevance, and by array filters. */
static void offers_read(struct lime *l, size_t first)
{
    struct lime_item items[LIME_ITEMS_MAX];
    size_t count = 0;
    for (int64_t scale = 2; scale-- > 0;) {
        count = lime_subquestions(l, l->question->qid, scale, items);
        for (size_t i = 0; i < count; i++)
            relevance_read(l, first, &items[i]);
    }
    if (!count)
        count = lime_answers(l, l->question->qid, 0, items); /* of a ranking */
    struct str only = lime_attribute(l, l->question->qid, "array_filter", STR(""));
    struct str but = lime_attribute(l, l->question->qid, "array_filter_exclude", STR(""));
    if (only.length && !filter_read(l, first, only, "!is_empty", items, count))
        part_lost(l, "array_filter", "It showed only what was chosen in", only, "; now it shows everything.");
    if (but.length && !filter_read(l, first, but, "is_empty", items, count))
        part_lost(l, "array_filter", "It left out what was chosen in", but, "; now it shows everything.");
}

static bool show_all_if(struct lime *l, size_t first, json_t *condition)
{
    bool fits = true;
    for (size_t i = first; i < json_array_size(l->foreign->questions); i++)
        fits &= foreign_show_if(json_array_get(l->foreign->questions, i), json_deep_copy(condition));
    return fits;
}

struct lime_relevance lime_relevance_read(struct lime *l)
{
    struct lime_relevance read = {0};
    struct str relevance = relevance_of(l, l->question->row, "relevance");
    const struct lime_row *old = lime_first(l, LIME_CONDITIONS, l->question->qid);
    struct buf text = buf_new(EXPRESSION_BYTES_MAX);
    if (always(relevance) && old) {
        old_conditions_put(l, old, &text);
        relevance = buf_str(&text);
    }
    read.there = !always(relevance);
    if (read.there)
        read.condition = condition_of(l, relevance, &read.why);
    buf_free(&text);
    return read;
}

void lime_relevance_apply(struct lime *l, size_t first, struct lime_relevance *read)
{
    const struct lime_group *group = l->question->group;
    if (group && group->condition)
        (void)show_all_if(l, first, group->condition);
    bool added = json_array_size(l->foreign->questions) > first;
    if (read->condition && !added)
        (void)fault_set(&read->why, ERR_INVALID, "question_lost", "", "The question itself could not be taken over.");
    else if (read->condition && !show_all_if(l, first, read->condition))
        (void)fault_set(&read->why, ERR_INVALID, "too_many", "", "Together with its group's it has more parts than a condition can hold.");
    if (read->there && !read->why.detail[0])
        l->foreign->logic_kept++;
    else if (read->there)
        lost(l, l->question->code, &read->why);
    json_decref(read->condition);
    offers_read(l, first);
}

/* ---- quotas ---- */

static void member_put(const struct lime *l, const struct lime_row *member, struct buf *out)
{
    struct str qid = lime_cell(member, "qid"), code = lime_cell(member, "code");
    char type = lime_cell(lime_first(l, LIME_QUESTIONS, qid), "type").at[0];
    const char *minus = memrchr(code.at, '-', code.length);
    if (type == 'M' || type == 'P')
        buf_printf(out, "0X0X%.*s%.*s == \"Y\"", STR_ARGS(qid), STR_ARGS(code));
    else if ((type == 'A' || type == 'B') && minus)
        buf_printf(out, "0X0X%.*s%.*s == %.*s", STR_ARGS(qid), (int)(minus - code.at), code.at, (int)(code.at + code.length - minus - 1),
                   minus + 1);
    else {
        buf_printf(out, "0X0X%.*s == ", STR_ARGS(qid));
        quoted_put(out, code);
    }
}

/* Of one question any of its answers, of the questions all. */
static void members_put(const struct lime *l, const struct lime_row *first, struct buf *out)
{
    for (const struct lime_row *asked = first; asked; asked = asked->next) {
        bool told = false;
        for (const struct lime_row *r = first; r != asked; r = r->next)
            told |= str_equal(lime_cell(r, "qid"), lime_cell(asked, "qid"));
        if (told)
            continue;
        buf_add_text(out, out->length ? " and (" : "(");
        for (const struct lime_row *row = asked; row; row = row->next)
            if (str_equal(lime_cell(row, "qid"), lime_cell(asked, "qid"))) {
                buf_add_text(out, row == asked ? "" : " or ");
                member_put(l, row, out);
            }
        buf_add_char(out, ')');
    }
}

static void quota_text_put(struct lime *l, json_t *quota, struct str id)
{
    for (size_t i = 0; i < l->languages_count; i++)
        for (const struct lime_row *row = lime_first(l, LIME_QUOTA_TEXTS, id); row; row = row->next)
            if (str_equal(lime_cell(row, "quotals_language"), l->languages[i].theirs))
                lime_put(l, quota, "text", &l->languages[i], lime_cell(row, "quotals_message"));
}

static void quota_add(struct lime *l, const struct lime_row *row)
{
    struct str id = lime_cell(row, "id"), name = lime_cell(row, "name");
    const struct lime_row *members = lime_first(l, LIME_QUOTA_MEMBERS, id);
    struct buf text = buf_new(EXPRESSION_BYTES_MAX);
    struct fault why = {0};
    json_t *where = NULL;
    if (str_is(lime_cell(row, "active"), "0"))
        (void)fault_set(&why, ERR_INVALID, "quota", "", "It was switched off.");
    else if (members) {
        members_put(l, members, &text);
        where = condition_of(l, buf_str(&text), &why);
    } else
        (void)fault_set(&why, ERR_INVALID, "quota", "", "It says nothing of the answers it counts.");
    buf_free(&text);
    if (!where) {
        foreign_quota_lost(l->foreign, name, why.detail);
        return;
    }
    json_t *quota = foreign_quota(l->foreign, name, (double)lime_cell_number(row, "qlimit", -1), where);
    if (quota)
        quota_text_put(l, quota, id);
}

void lime_quotas_add(struct lime *l)
{
    const struct lime_table *table = &l->tables[LIME_QUOTAS];
    for (size_t i = 0; i < table->count; i++)
        quota_add(l, &table->rows[i]);
}
