/* Conditions and triggers of SurveyJS. */
#include "foreign/expression.h"
#include "foreign/surveyjs.h"

#include <string.h>

enum { EXPRESSION_TEXT_MAX = 8192 };

/* ---- what a name in a condition is ---- */

static const json_t *question_of(const struct surveyjs *s, struct str id)
{
    size_t i;
    json_t *question;
    json_array_foreach(s->foreign->questions, i, question) if (str_equal(json_str(json_object_get(question, "id")), id)) return question;
    return NULL;
}

const json_t *surveyjs_question_known(const struct surveyjs *s, struct str name)
{
    struct str id = foreign_known(s->foreign, name);
    return id.at ? question_of(s, id) : NULL;
}

static enum expression_values values_of(struct str type)
{
    if (str_is(type, "choice"))
        return EXPRESSION_CHOICE;
    if (str_is(type, "choices"))
        return EXPRESSION_CHOICES;
    bool number = str_is(type, "rating") || str_is(type, "number") || str_is(type, "slider") || str_is(type, "calculated");
    return number ? EXPRESSION_NUMBER : EXPRESSION_TEXT;
}

static struct str field_of(struct surveyjs *s, struct str id, struct str part)
{
    const char *field = part.length ? arena_printf(s->foreign->arena, "answers.%.*s.%.*s", STR_ARGS(id), STR_ARGS(part))
                                    : arena_printf(s->foreign->arena, "answers.%.*s", STR_ARGS(id));
    return str_of(field);
}

/* By everybody who sends the form: it must be, and is asked of all. */
static bool always_answered(const json_t *question)
{
    return json_is_true(json_object_get(question, "required")) && !json_object_get(question, "show_if");
}

static size_t whole_question(struct surveyjs *s, struct str id, struct expression_variable *variable)
{
    struct str type = json_str(json_object_get(question_of(s, id), "type"));
    if (str_is(type, "matrix") || str_is(type, "ranking") || str_is(type, "statement") || str_is(type, "file"))
        return 0;
    *variable = (struct expression_variable){.field = field_of(s, id, STR("")),
                                             .is = values_of(type),
                                             .values = foreign_options(s->foreign, id, "choices"),
                                             .always = always_answered(question_of(s, id))};
    return variable->field.length ? 1 : 0;
}

/* A row of a matrix: {quality.service}, and of a table {table.row.column}. */
static size_t row_of_matrix(struct surveyjs *s, struct str id, struct str row_name, struct expression_variable *variable)
{
    struct str row = foreign_option_known(s->foreign, id, "rows", row_name);
    if (!row.at)
        return 0;
    *variable = (struct expression_variable){.field = field_of(s, id, row),
                                             .is = values_of(json_str(json_object_get(question_of(s, id), "cell"))),
                                             .values = foreign_options(s->foreign, id, "choices"),
                                             .always = always_answered(question_of(s, id))};
    return variable->field.length ? 1 : 0;
}

/* {ranking[0]}: what was put first. */
static size_t place_of_ranking(struct surveyjs *s, struct str id, struct str place, struct expression_variable *variable)
{
    int64_t number;
    if (!str_is(json_str(json_object_get(question_of(s, id), "type")), "ranking") || !str_integer(place, &number) || number < 0 ||
        number >= FOREIGN_OPTIONS_MAX)
        return 0;
    *variable = (struct expression_variable){.field = field_of(s, id, STR("")),
                                             .is = EXPRESSION_PLACE,
                                             .values = foreign_options(s->foreign, id, "choices"),
                                             .place = (int)number + 1};
    return variable->field.length ? 1 : 0;
}

static size_t part_known(struct surveyjs *s, struct str name, struct expression_variable *variable)
{
    for (size_t i = name.length; i-- > 1;) {
        if (name.at[i] != '.' && name.at[i] != '[')
            continue;
        struct str id = foreign_known(s->foreign, (struct str){name.at, i}), part = {name.at + i + 1, name.length - i - 1};
        if (!id.at)
            continue;
        if (name.at[i] == '[' && part.length && part.at[part.length - 1] == ']')
            return place_of_ranking(s, id, (struct str){part.at, part.length - 1}, variable);
        return row_of_matrix(s, id, part, variable);
    }
    return 0;
}

struct str surveyjs_without_panel(const struct surveyjs *s, struct str name)
{
    for (const struct surveyjs_scope *scope = s->scope; scope; scope = scope->outer)
        if (scope->once && (str_starts(name, "panel.") || str_starts(name, "row.")))
            return (struct str){strchr(name.at, '.') + 1, name.length - (size_t)(strchr(name.at, '.') - name.at) - 1};
    return name;
}

static size_t names(void *context, struct str given, struct expression_variable *variables, size_t room, const char **reason)
{
    struct surveyjs *s = context;
    struct str name = surveyjs_without_panel(s, given), id = foreign_known(s->foreign, name);
    size_t found = !room ? 0 : id.at ? whole_question(s, id, variables) : part_known(s, name, variables);
    if (!found && !id.at && json_object_getn(s->names, name.at, name.length))
        *reason = "It looks at a question that was left out or comes later.";
    return found;
}

json_t *surveyjs_condition_try(struct surveyjs *s, struct str text, struct fault *why)
{
    *why = (struct fault){0};
    return expression_condition(s->foreign->arena, EXPRESSION_SURVEYJS, text, names, s, why);
}

json_t *surveyjs_calculation(struct surveyjs *s, struct str text, struct fault *why)
{
    *why = (struct fault){0};
    return expression_calculation(s->foreign->arena, EXPRESSION_SURVEYJS, text, names, s, why);
}

json_t *surveyjs_condition(struct surveyjs *s, struct str text, struct str question)
{
    struct fault why;
    json_t *condition = surveyjs_condition_try(s, text, &why);
    if (!condition)
        foreign_note(s->foreign, question, FOREIGN_LOST, "logic_unreadable", "Its condition \"%.*s\" cannot be kept. %s",
                     (int)(text.length < 120 ? text.length : 120), text.at ? text.at : "", why.detail);
    return condition;
}

/* ---- conditions of an element ---- */

/* What an element can carry beside what shows it; lost, but for what surveyjs_offers.c reads. */
static const char *const other_logic[] = {"requiredIf",       "setValueIf",      "resetValueIf",  "templateVisibleIf",
                                          "choicesVisibleIf", "choicesEnableIf", "rowsVisibleIf", "columnsVisibleIf"};
enum { OTHER_LOGIC = sizeof other_logic / sizeof *other_logic };

static void other_logic_lost(struct surveyjs *s, const json_t *element, struct str name)
{
    for (size_t i = 0; i < OTHER_LOGIC; i++)
        if (surveyjs_str(element, other_logic[i]).length && !surveyjs_is_list_logic(element, other_logic[i])) {
            s->foreign->logic_lost++;
            foreign_note(s->foreign, name, FOREIGN_LOST, "logic_dropped", "What \"%s\" says was left out.", other_logic[i]);
        }
}

static size_t nested_logic(const json_t *tree, int depth)
{
    size_t i, count = 0;
    const char *field;
    json_t *inner;
    if (depth > 4 * SURVEYJS_DEPTH_MAX)
        return 0;
    json_array_foreach((json_t *)tree, i, inner) count += nested_logic(inner, depth + 1);
    json_object_foreach((json_t *)tree, field, inner)
    {
        bool logic = strcmp(field, "visibleIf") == 0 || strcmp(field, "enableIf") == 0;
        for (size_t k = 0; k < OTHER_LOGIC; k++)
            logic |= strcmp(field, other_logic[k]) == 0;
        count += logic && json_string_length(inner);
        count += nested_logic(inner, depth + 1);
    }
    return count;
}

void surveyjs_lost_logic(struct surveyjs *s, const json_t *element, struct str name)
{
    size_t count = nested_logic(element, 0);
    s->foreign->logic_lost += (int64_t)count;
    if (count)
        foreign_note(s->foreign, name, FOREIGN_LOST, "logic_dropped", "Its conditions were left out with it.");
}

/* The element's own conditions into a list: what shows it, and what lets it be filled in. True when any was kept. */
static bool own_conditions(struct surveyjs *s, const json_t *element, struct str name, json_t *list)
{
    bool kept = false;
    static const char *const fields[] = {"visibleIf", "enableIf"};
    for (size_t i = 0; i < 2; i++) {
        struct str text = surveyjs_str(element, fields[i]);
        json_t *condition = text.length ? surveyjs_condition(s, text, name) : NULL;
        if (!text.length)
            continue;
        kept |= condition != NULL;
        s->foreign->logic_kept += condition != NULL;
        s->foreign->logic_lost += condition == NULL;
        if (condition && i)
            foreign_note(s->foreign, name, FOREIGN_CHANGED, "disabled_hidden", "Where it could not be filled in, it is not shown.");
        if (condition && !expression_always(condition))
            json_array_append(list, condition);
        json_decref(condition);
    }
    return kept;
}

static void unfit(struct surveyjs *s, struct str name, bool *counted)
{
    if (!*counted) {
        s->foreign->logic_kept--;
        s->foreign->logic_lost++;
    }
    *counted = true;
    foreign_note(s->foreign, name, FOREIGN_LOST, "logic_too_large",
                 "Its conditions together are larger than a condition can be; one was left out.");
}

static void list_apply(struct surveyjs *s, const json_t *list, json_t *question, struct str name, bool *counted)
{
    size_t i;
    json_t *condition;
    json_array_foreach((json_t *)list, i, condition) if (!foreign_show_if(question, json_deep_copy(condition))) unfit(s, name, counted);
}

void surveyjs_conditions(struct surveyjs *s, const json_t *element, json_t *question, struct str name)
{
    json_t *own = json_array(), *triggered = element ? surveyjs_shown_by(s, name) : NULL;
    bool counted = !own_conditions(s, element, name, own);
    other_logic_lost(s, element, name);
    list_apply(s, own, question, name, &counted);
    json_decref(own);
    if (triggered && !foreign_show_if(question, triggered))
        foreign_note(s->foreign, name, FOREIGN_LOST, "logic_too_large", "What triggers say of it is larger than a condition can be.");
    for (struct surveyjs_scope *scope = s->scope; scope; scope = scope->outer)
        list_apply(s, scope->conditions, question, name, &scope->unfit);
    surveyjs_rules_apply(s, question);
}

void surveyjs_scope_open(struct surveyjs *s, struct surveyjs_scope *scope, const json_t *element, struct str name)
{
    *scope = (struct surveyjs_scope){.outer = s->scope, .name = name, .conditions = json_array()};
    scope->unfit = !own_conditions(s, element, name, scope->conditions);
    other_logic_lost(s, element, name);
    json_t *triggered = surveyjs_shown_by(s, name);
    if (triggered)
        json_array_append_new(scope->conditions, triggered);
    s->scope = scope;
}

void surveyjs_scope_close(struct surveyjs *s)
{
    json_decref(s->scope->conditions);
    s->scope = s->scope->outer;
}
