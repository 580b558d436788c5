/* Questions of SurveyJS that ask several things at once: matrices, tables, lists of fields, repeated panels. */
#include "foreign/surveyjs.h"

#include <string.h>

enum { SCALE_MOST = 100 };

/* ---- matrix: one column is chosen for each row ---- */

static void matrix_columns(struct surveyjs *s, const json_t *element, json_t *question, struct str name)
{
    int64_t low, high;
    const json_t *columns = json_object_get(element, "columns");
    bool several = str_is(surveyjs_str(element, "cellType"), "checkbox");
    if (!several && surveyjs_scale(columns, &low, &high) && low >= -SCALE_MOST && high <= SCALE_MOST) {
        json_object_set_new(question, "cell", json_string("rating"));
        json_object_set_new(question, "scale", json_pack("{s:I,s:I}", "low", (json_int_t)low, "high", (json_int_t)high));
        return;
    }
    json_object_set_new(question, "cell", json_string(several ? "choices" : "choice"));
    surveyjs_options(s, columns, question, "choices", name);
    surveyjs_list_offer(s, element, question, "choices", columns, name);
}

static void matrix_required(struct surveyjs *s, const json_t *element, json_t *question, struct str name)
{
    bool every = surveyjs_true(element, "eachRowRequired") || surveyjs_true(element, "isAllRowRequired");
    if (surveyjs_true(element, "isRequired") && !every)
        foreign_note(s->foreign, name, FOREIGN_CHANGED, "every_row_required", "One answer was enough; now every row must be answered.");
    if (every)
        json_object_set_new(question, "required", json_true());
}

static bool has_values(struct surveyjs *s, const json_t *items)
{
    size_t i;
    json_t *item;
    json_array_foreach((json_t *)items, i,
                       item) if (surveyjs_value(s, item).length || surveyjs_value(s, json_object_get(item, "value")).length) return true;
    return false;
}

void surveyjs_matrix(struct surveyjs *s, const json_t *element)
{
    struct str name = surveyjs_name(s, element);
    if (!has_values(s, json_object_get(element, "columns"))) {
        foreign_note(s->foreign, name, FOREIGN_LOST, "nothing_to_choose", "It has no columns to choose from.");
        surveyjs_lost_logic(s, element, name);
        return;
    }
    bool rows = has_values(s, json_object_get(element, "rows"));
    json_t *question = surveyjs_begin(s, element, name, rows ? "matrix" : "choice");
    if (!question)
        return;
    if (!rows) { /* SurveyJS shows one row without a name */
        surveyjs_options(s, json_object_get(element, "columns"), question, "choices", name);
        return;
    }
    matrix_columns(s, element, question, name);
    surveyjs_options(s, json_object_get(element, "rows"), question, "rows", name);
    surveyjs_list_offer(s, element, question, "rows", json_object_get(element, "rows"), name);
    matrix_required(s, element, question, name);
    if (str_is(surveyjs_str(element, "rowOrder"), "random") || str_is(surveyjs_str(element, "rowsOrder"), "random"))
        json_object_set_new(question, "shuffle", json_true());
    if (json_object_size(json_object_get(element, "cells")))
        foreign_note(s->foreign, name, FOREIGN_LOST, "cell_texts", "Texts in single cells were left out.");
}

/* ---- tables: cells of any type ---- */

/* What a cell is, in a matrix of ours; NULL when it has no place there. */
static const char *cell_of(struct str type, struct str input)
{
    if (str_is(type, "dropdown") || str_is(type, "radiogroup") || str_is(type, "buttongroup") || str_is(type, "boolean"))
        return "choice";
    if (str_is(type, "checkbox") || str_is(type, "tagbox"))
        return "choices";
    if (str_is(type, "rating"))
        return "rating";
    if (str_is(type, "text"))
        return str_is(input, "number") ? "number" : "text";
    return str_is(type, "comment") ? "text" : NULL;
}

static struct str cell_type(const json_t *table, const json_t *column)
{
    struct str own = surveyjs_str(column, "cellType");
    if (!own.length || str_is(own, "default"))
        own = surveyjs_str(table, "cellType");
    return own.length && !str_is(own, "default") ? own : STR("dropdown");
}

/* A column of a table as the question SurveyJS would ask in its cells: the column's own properties, the table's choices, both titles. */
static json_t *column_element(struct surveyjs *s, const json_t *table, const json_t *column, bool dynamic)
{
    json_t *element = json_object();
    const char *field;
    json_t *value;
    struct str type = cell_type(table, column), column_name = surveyjs_name(s, column);
    const char *name =
        arena_printf(s->foreign->arena, dynamic ? "%.*s %.*s" : "%.*s %.*s", STR_ARGS(surveyjs_name(s, table)), STR_ARGS(column_name));
    json_object_foreach((json_t *)column, field, value) json_object_set(element, field, value);
    json_object_set_new(element, "type", json_stringn(type.at, type.length));
    json_object_set_new(element, "name", json_string(name ? name : "column"));
    if (!json_object_get(element, "title"))
        json_object_set_new(element, "title", json_stringn(column_name.at, column_name.length));
    if (!json_array_size(json_object_get(element, "choices")) && json_object_get(table, "choices"))
        json_object_set(element, "choices", json_object_get(table, "choices"));
    if (json_keep(s->foreign->arena, element) != ERR_NONE)
        return NULL;
    return element;
}

/* "Table – Column" in every language of either. */
static void titles_join(struct surveyjs *s, json_t *question, const json_t *table, const json_t *column)
{
    json_t *words = json_object();
    surveyjs_text(s, words, "table", json_object_get(table, "title"));
    surveyjs_text(s, words, "column", json_object_get(column, "title"));
    const json_t *outer = json_object_get(words, "table"), *inner = json_object_get(words, "column");
    const char *language;
    json_t *text;
    json_object_foreach((json_t *)inner, language, text)
    {
        struct str over = json_str(json_object_get(outer, language));
        const char *both = over.length ? arena_printf(s->foreign->arena, "%.*s – %s", STR_ARGS(over), json_string_value(text)) : NULL;
        if (both)
            foreign_text(s->foreign, question, "text", language, str_of(both));
    }
    json_decref(words);
}

static void cell_choices(struct surveyjs *s, const json_t *column, json_t *question, struct str name)
{
    if (str_is(surveyjs_str(column, "type"), "boolean")) {
        json_t *items = json_pack("[{s:b,s:s},{s:b,s:s}]", "value", 1, "text", "Yes", "value", 0, "text", "No");
        surveyjs_options(s, items, question, "choices", name);
        json_decref(items);
        return;
    }
    surveyjs_options(s, surveyjs_items(s, column), question, "choices", name);
}

static int64_t bound(const json_t *column, const char *name, int64_t otherwise)
{
    const json_t *value = json_object_get(column, name);
    return json_is_integer(value) ? json_integer_value(value) : otherwise;
}

/* Every column has all rows; when they are offered stands in the file once, and is counted with the first. */
static void table_rows(struct surveyjs *s, const json_t *table, json_t *question, bool first)
{
    int64_t kept = s->foreign->logic_kept, lost = s->foreign->logic_lost;
    struct str name = surveyjs_name(s, table);
    surveyjs_options(s, json_object_get(table, "rows"), question, "rows", name);
    surveyjs_list_offer(s, table, question, "rows", json_object_get(table, "rows"), name);
    if (!first) {
        s->foreign->logic_kept = kept;
        s->foreign->logic_lost = lost;
    }
}

/* A column over the rows of its table: a matrix. False when the survey is full. */
static bool column_matrix(struct surveyjs *s, const json_t *table, const json_t *column, const char *cell, bool first)
{
    struct str name = surveyjs_name(s, column);
    json_t *question = surveyjs_begin(s, column, name, "matrix");
    if (!question)
        return false;
    titles_join(s, question, table, column);
    table_rows(s, table, question, first);
    if (strcmp(cell, "choice") == 0 || strcmp(cell, "choices") == 0) {
        cell_choices(s, column, question, name);
        if (!json_array_size(json_object_get(question, "choices")))
            cell = "text";
    }
    int64_t low = bound(column, "rateMin", 1), high = bound(column, "rateMax", 5);
    if (strcmp(cell, "rating") == 0 && (low >= high || low < -SCALE_MOST || high > SCALE_MOST))
        cell = "number";
    if (strcmp(cell, "rating") == 0)
        json_object_set_new(question, "scale", json_pack("{s:I,s:I}", "low", (json_int_t)low, "high", (json_int_t)high));
    json_object_set_new(question, "cell", json_string(cell));
    return true;
}

static void columns_each(struct surveyjs *s, const json_t *table, bool dynamic, int depth)
{
    size_t i;
    bool rows_met = false;
    json_t *column;
    json_array_foreach(json_object_get(table, "columns"), i, column)
    {
        json_t *element = column_element(s, table, column, dynamic);
        if (!element)
            continue;
        const char *cell = dynamic ? NULL : cell_of(surveyjs_str(element, "type"), surveyjs_str(element, "inputType"));
        if (cell)
            rows_met |= column_matrix(s, table, element, cell, !rows_met);
        else
            surveyjs_question(s, element, depth + 1);
    }
    if (!rows_met && !dynamic)
        surveyjs_lost_offers(s, table);
}

static int64_t rounds(const json_t *element, const char *name, int64_t otherwise)
{
    const json_t *value = json_object_get(element, name);
    return json_is_integer(value) ? json_integer_value(value) : otherwise;
}

/* The group that what follows will be put into. NULL: there is none, and it is asked once. */
static json_t *group_begin(struct surveyjs *s, const json_t *element, struct str name)
{
    json_t *group = foreign_question(s->foreign, name, "group");
    if (!group)
        return NULL;
    surveyjs_text(s, group, "text", json_object_get(element, "title"));
    surveyjs_text(s, group, "hint", json_object_get(element, "description"));
    surveyjs_conditions(s, NULL, group, STR(""));
    return group;
}

static void group_end(struct surveyjs *s, json_t *group, struct str name, int64_t least, int64_t most)
{
    if (most != 1 && group && foreign_group(s->foreign, group, STR(""), least, most))
        return;
    if (most == 1 && group)
        foreign_group_undo(s->foreign, group);
    else
        foreign_note(s->foreign, name, FOREIGN_CHANGED, "asked_once", "What repeats is more than a group can hold; it is asked once.");
}

void surveyjs_table(struct surveyjs *s, const json_t *element, int depth)
{
    struct surveyjs_scope scope;
    struct str name = surveyjs_name(s, element);
    bool dynamic = !has_values(s, json_object_get(element, "rows"));
    size_t columns = json_array_size(json_object_get(element, "columns"));
    if (!columns) {
        foreign_note(s->foreign, name, FOREIGN_LOST, "nothing_to_choose", "It has no columns.");
        surveyjs_lost_logic(s, element, name);
        return;
    }
    surveyjs_scope_open(s, &scope, element, name);
    scope.once = dynamic;
    json_t *group = dynamic ? group_begin(s, element, name) : NULL;
    if (!dynamic && columns > 1)
        foreign_note(s->foreign, name, FOREIGN_CHANGED, "table_split", "The table became a matrix for each of its columns.");
    columns_each(s, element, dynamic, depth);
    if (dynamic)
        group_end(s, group, name, rounds(element, "minRowCount", rounds(element, "rowCount", 0)), rounds(element, "maxRowCount", 0));
    if (json_array_size(json_object_get(element, "detailElements")))
        foreign_note(s->foreign, name, FOREIGN_LOST, "details_dropped", "The details of its rows were left out.");
    surveyjs_scope_close(s);
}

/* ---- a list of fields ---- */

void surveyjs_items_table(struct surveyjs *s, const json_t *element)
{
    size_t i, numbers = 0, required = 0;
    json_t *item;
    struct str name = surveyjs_name(s, element);
    const json_t *items = json_object_get(element, "items");
    size_t count = json_array_size(items);
    json_t *question = count ? surveyjs_begin(s, element, name, "matrix") : NULL;
    if (!count) {
        foreign_note(s->foreign, name, FOREIGN_LOST, "nothing_to_choose", "It has no fields.");
        surveyjs_lost_logic(s, element, name);
    }
    if (!question)
        return;
    json_array_foreach((json_t *)items, i, item)
    {
        numbers += str_is(surveyjs_str(item, "inputType"), "number");
        required += surveyjs_true(item, "isRequired");
        if (json_array_size(json_object_get(item, "validators")))
            foreign_note(s->foreign, name, FOREIGN_LOST, "check_dropped", "Checks of single fields were left out.");
    }
    json_object_set_new(question, "cell", json_string(numbers == count ? "number" : "text"));
    surveyjs_options(s, items, question, "rows", name);
    json_object_del(question, "required");
    if (required == count)
        json_object_set_new(question, "required", json_true());
    else if (required)
        foreign_note(s->foreign, name, FOREIGN_CHANGED, "required_dropped", "That only some of its fields must be filled in was left out.");
    if (numbers && numbers != count)
        foreign_note(s->foreign, name, FOREIGN_CHANGED, "input_type", "Its numbers are typed as texts.");
}

/* ---- panels that repeat ---- */

void surveyjs_panels(struct surveyjs *s, const json_t *element, int depth)
{
    struct surveyjs_scope scope;
    struct str name = surveyjs_name(s, element);
    int64_t least = rounds(element, "minPanelCount", 0), begun = rounds(element, "panelCount", 0);
    surveyjs_scope_open(s, &scope, element, name);
    scope.once = true;
    json_t *group = group_begin(s, element, name);
    surveyjs_elements(s, json_object_get(element, "templateElements"), depth + 1);
    group_end(s, group, name, begun > least ? begun : least, rounds(element, "maxPanelCount", 0));
    surveyjs_scope_close(s);
}
