/* Values that SurveyJS makes of answers and asks nobody for: calculated ones, and what a trigger writes into a name of its own. */
#include "foreign/expression.h"
#include "foreign/surveyjs.h"

enum { VALUES_MAX = 100 };

/* A value's formula, of a calculated value or of a trigger that computes or copies. */
static struct str formula_of(struct surveyjs *s, const json_t *value)
{
    struct str from = surveyjs_str(value, "fromName"), run = surveyjs_str(value, "runExpression");
    if (run.length)
        return run;
    if (!surveyjs_is_trigger(value, "copyvalue") || !from.length || from.length > 200)
        return surveyjs_is_trigger(value, "setvalue") ? STR("") : surveyjs_str(value, "expression");
    return str_of(arena_printf(s->foreign->arena, "{%.*s}", STR_ARGS(from)));
}

static struct str name_of(const json_t *value)
{
    struct str target = surveyjs_str(value, "setToName");
    return target.length ? target : surveyjs_str(value, "name");
}

void surveyjs_values_begin(struct surveyjs *s)
{
    size_t i;
    json_t *value;
    json_array_foreach(json_object_get(s->root, "calculatedValues"), i, value)
    {
        struct str name = surveyjs_str(value, "name");
        if (json_array_size(s->values) < VALUES_MAX)
            json_array_append(s->values, value);
        else
            foreign_note(s->foreign, name, FOREIGN_LOST, "calculation_dropped", "There are more calculated values than can be read.");
    }
}

/* What a trigger writes is kept where nobody else writes it: no question, no calculated value and no other trigger has the name. */
bool surveyjs_trigger_value(struct surveyjs *s, const json_t *trigger)
{
    size_t i, writers = 0;
    json_t *other;
    struct str target = surveyjs_str(trigger, "setToName");
    if (!target.length || json_object_getn(s->names, target.at, target.length) || !formula_of(s, trigger).length ||
        json_array_size(s->values) >= VALUES_MAX)
        return false;
    if (!surveyjs_is_trigger(trigger, "copyvalue") && !surveyjs_trigger_condition(s, trigger).length) /* it never fires */
        return false;
    json_array_foreach(json_object_get(s->root, "triggers"), i, other) writers += str_equal(surveyjs_str(other, "setToName"), target);
    return writers == 1 && json_array_append(s->values, (json_t *)trigger) == 0;
}

bool surveyjs_in_rounds(const struct surveyjs *s)
{
    bool rounds = false;
    for (const struct surveyjs_scope *scope = s->scope; scope; scope = scope->outer)
        rounds |= scope->once;
    return rounds;
}

/* When a trigger writes: on its condition, which for a calculated value always holds. False: it cannot be said here yet. */
static bool moment_of(struct surveyjs *s, const json_t *value, json_t **condition, struct fault *why)
{
    struct str text = surveyjs_trigger_condition(s, value);
    *condition = NULL;
    if (!surveyjs_str(value, "setToName").length || !text.length)
        return true;
    *condition = surveyjs_condition_try(s, text, why);
    return *condition != NULL;
}

static bool value_make(struct surveyjs *s, const json_t *value)
{
    struct fault why;
    json_t *condition = NULL;
    struct str name = name_of(value);
    json_t *calculation = name.length ? surveyjs_calculation(s, formula_of(s, value), &why) : NULL;
    bool known = calculation && moment_of(s, value, &condition, &why);
    json_t *question = known ? foreign_question(s->foreign, name, "calculated") : NULL;
    bool always = !condition || expression_always(condition);
    if (!question || (!always && !foreign_show_if(question, json_incref(condition)))) {
        if (question)
            foreign_question_drop(s->foreign, question);
        json_decref(calculation);
        json_decref(condition);
        return false;
    }
    foreign_calculated(s->foreign, question, calculation);
    json_decref(condition);
    s->foreign->logic_kept += surveyjs_str(value, "setToName").length > 0;
    return true;
}

void surveyjs_values_try(struct surveyjs *s)
{
    for (size_t i = 0; i < json_array_size(s->values) && !surveyjs_in_rounds(s); i++)
        if (value_make(s, json_array_get(s->values, i)))
            json_array_remove(s->values, i--);
}

void surveyjs_values_end(struct surveyjs *s)
{
    size_t i;
    json_t *value;
    json_array_foreach(s->values, i, value)
    {
        struct fault why;
        json_decref(surveyjs_calculation(s, formula_of(s, value), &why));
        s->foreign->logic_lost += surveyjs_str(value, "setToName").length > 0;
        foreign_note(s->foreign, name_of(value), FOREIGN_LOST, "calculation_dropped", "%s",
                     why.detail[0] ? why.detail : "Its calculated value was left out.");
    }
}
