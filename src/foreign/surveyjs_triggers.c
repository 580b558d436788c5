/* Triggers of SurveyJS: what shows questions, jumps, ends, and what is lost. */
#include "foreign/surveyjs.h"

#include <strings.h>

/* ---- a trigger's condition as an expression ---- */

static const struct {
    const char *name, *sign;
    bool value;
} operators[] = {
    {"equal", "=", true},     {"notequal", "!=", true},    {"greater", ">", true},         {"greaterorequal", ">=", true},
    {"less", "<", true},      {"lessorequal", "<=", true}, {"contains", "contains", true}, {"notcontains", "notcontains", true},
    {"anyof", "anyof", true}, {"allof", "allof", true},    {"empty", "empty", false},      {"notempty", "notempty", false},
};

static void put_value(struct surveyjs *s, const json_t *value, struct buf *out)
{
    size_t i;
    json_t *item;
    if (json_is_array(value)) {
        buf_add_char(out, '[');
        json_array_foreach((json_t *)value, i, item)
        {
            buf_add_text(out, i ? ", " : "");
            put_value(s, item, out);
        }
        buf_add_char(out, ']');
        return;
    }
    struct str text = surveyjs_value(s, value);
    if (!json_is_string(value)) {
        buf_add_str(out, text.length ? text : STR("''"));
        return;
    }
    buf_add_char(out, '\'');
    for (size_t k = 0; k < text.length; k++) {
        if (text.at[k] == '\'' || text.at[k] == '\\')
            buf_add_char(out, '\\');
        buf_add_char(out, text.at[k]);
    }
    buf_add_char(out, '\'');
}

/* {name, operator, value}, or an expression of its own. */
struct str surveyjs_trigger_condition(struct surveyjs *s, const json_t *trigger)
{
    struct str own = surveyjs_str(trigger, "expression"), name = surveyjs_str(trigger, "name"), sign = surveyjs_str(trigger, "operator");
    if (own.length || !name.length)
        return own;
    struct buf out = buf_new(65536);
    buf_printf(&out, "{%.*s}", (int)(name.length < 200 ? name.length : 200), name.at);
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
        if (sign.length ? strncasecmp(operators[i].name, sign.at, sign.length) != 0 || operators[i].name[sign.length] : i > 0)
            continue;
        buf_printf(&out, " %s ", operators[i].sign);
        if (operators[i].value)
            put_value(s, json_object_get(trigger, "value"), &out);
    }
    struct str text = out.failed ? STR("") : str_keep(s->foreign->arena, buf_str(&out));
    buf_free(&out);
    return text;
}

/* ---- which triggers there are ---- */

bool surveyjs_is_trigger(const json_t *trigger, const char *type)
{
    struct str given = surveyjs_str(trigger, "type");
    size_t length = strlen(type);
    return given.length >= length && strncasecmp(given.at, type, length) == 0 &&
           (given.length == length || (given.length == length + 7 && strncasecmp(given.at + length, "trigger", 7) == 0));
}

static void trigger_lost(struct surveyjs *s, const json_t *trigger, const char *code, const char *why)
{
    struct str name = surveyjs_str(trigger, "setToName");
    if (!name.length)
        name = surveyjs_str(trigger, "name");
    s->foreign->logic_lost++;
    foreign_note(s->foreign, name, FOREIGN_LOST, code, "%s", why);
}

static bool targets(const json_t *trigger, struct str name)
{
    static const char *const lists[] = {"questions", "pages"};
    size_t i;
    json_t *target;
    for (size_t k = 0; k < 2; k++)
        json_array_foreach(json_object_get(trigger, lists[k]), i, target) if (str_equal(json_str(target), name)) return true;
    return false;
}

void surveyjs_triggers(struct surveyjs *s)
{
    size_t i;
    json_t *trigger;
    json_array_foreach(json_object_get(s->root, "triggers"), i, trigger)
    {
        bool visible = surveyjs_is_trigger(trigger, "visible"), complete = surveyjs_is_trigger(trigger, "complete"),
             skip = surveyjs_is_trigger(trigger, "skip");
        if (!visible && !complete && !skip) {
            if (!surveyjs_trigger_value(s, trigger))
                trigger_lost(s, trigger, "value_trigger", "A value that an answer sets by itself was left out.");
        } else if (s->rules_count == SURVEYJS_TRIGGERS_MAX)
            trigger_lost(s, trigger, "too_many_triggers", "There are more triggers than can be read.");
        else
            s->rules[s->rules_count++] = (struct surveyjs_rule){.trigger = trigger,
                                                                .kind = visible    ? RULE_SHOWS
                                                                        : complete ? RULE_ENDS
                                                                                   : RULE_JUMPS,
                                                                .text = surveyjs_trigger_condition(s, trigger)};
    }
}

/* ---- what shows ---- */

bool surveyjs_never_shown(struct surveyjs *s, const json_t *element, struct str name)
{
    if (!json_is_false(json_object_get(element, "visible")) || surveyjs_str(element, "visibleIf").length)
        return false;
    for (size_t i = 0; i < s->rules_count; i++)
        if (s->rules[i].kind == RULE_SHOWS && targets(s->rules[i].trigger, name))
            return false;
    return true;
}

json_t *surveyjs_shown_by(struct surveyjs *s, struct str name)
{
    json_t *any = json_array();
    for (size_t i = 0; i < s->rules_count; i++) {
        struct surveyjs_rule *rule = &s->rules[i];
        if (rule->kind != RULE_SHOWS || !targets(rule->trigger, name))
            continue;
        json_t *condition = rule->text.length ? surveyjs_condition(s, rule->text, name) : NULL;
        rule->used |= condition != NULL;
        rule->unfit |= condition == NULL;
        if (condition)
            json_array_append_new(any, condition);
    }
    size_t count = json_array_size(any);
    json_t *shown = count == 1 ? json_incref(json_array_get(any, 0)) : count ? json_pack("{s:O}", "any", any) : NULL;
    json_decref(any);
    return shown;
}

/* ---- jumps ---- */

/* A jump begins to hold where everything it looks at has been asked: at once, and an end only from the next page on. */
static void rule_try(struct surveyjs *s, struct surveyjs_rule *rule)
{
    struct fault why;
    struct str target = surveyjs_str(rule->trigger, "gotoName");
    bool nowhere = !target.length || !json_object_get(s->names, target.at) || json_object_get(s->met, target.at);
    if (!rule->text.length || (rule->kind == RULE_JUMPS && nowhere)) /* to what comes earlier or is not there */
        return;
    json_t *condition = surveyjs_condition_try(s, rule->text, &why);
    if (!condition)
        return;
    rule->condition = json_pack("{s:o}", "not", condition);
    if (!rule->condition || json_keep(s->foreign->arena, rule->condition) != ERR_NONE) {
        rule->condition = NULL;
        return;
    }
    rule->state = rule->kind == RULE_ENDS ? RULE_NEXT_PAGE : RULE_HOLDS;
    rule->used = true;
}

void surveyjs_rules_after(struct surveyjs *s, struct str name)
{
    for (size_t i = 0; i < s->rules_count; i++) {
        struct surveyjs_rule *rule = &s->rules[i];
        struct str source = surveyjs_str(rule->trigger, "name");
        if (rule->kind != RULE_SHOWS && rule->state == RULE_WAITS && (!source.length || str_equal(source, name)))
            rule_try(s, rule);
    }
}

void surveyjs_page_begins(struct surveyjs *s)
{
    for (size_t i = 0; i < s->rules_count; i++)
        if (s->rules[i].state == RULE_NEXT_PAGE)
            s->rules[i].state = RULE_HOLDS;
}

void surveyjs_met(struct surveyjs *s, struct str name)
{
    if (name.length)
        json_object_setn_new(s->met, name.at, name.length, json_true());
    for (size_t i = 0; i < s->rules_count; i++)
        if (s->rules[i].kind == RULE_JUMPS && s->rules[i].state == RULE_HOLDS &&
            str_equal(surveyjs_str(s->rules[i].trigger, "gotoName"), name))
            s->rules[i].state = RULE_OVER;
}

void surveyjs_rules_apply(struct surveyjs *s, json_t *question)
{
    for (size_t i = 0; i < s->rules_count; i++)
        if (s->rules[i].state == RULE_HOLDS && !foreign_show_if(question, json_deep_copy(s->rules[i].condition)))
            s->rules[i].unfit = true;
}

void surveyjs_triggers_end(struct surveyjs *s)
{
    for (size_t i = 0; i < s->rules_count; i++) {
        const struct surveyjs_rule *rule = &s->rules[i];
        if (rule->used && !rule->unfit)
            s->foreign->logic_kept++;
        else
            trigger_lost(s, rule->trigger, "trigger_unreadable", "It looks at, shows or jumps to something that cannot be kept.");
    }
}
