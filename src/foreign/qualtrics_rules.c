/* The rules of a .qsf put on the questions they cover, and counted. */
#include "foreign/qualtrics.h"

bool qsf_looks(const struct qsf *qsf, const json_t *condition, bool (*each)(void *context, size_t entry), void *context)
{
    struct str field = json_str(json_object_get(condition, "field")), id, rest;
    const json_t *list = json_object_get(condition, "all"), *inner = json_object_get(condition, "not");
    if (!list)
        list = json_object_get(condition, "any");
    for (size_t i = 0; i < json_array_size(list); i++)
        if (!qsf_looks(qsf, json_array_get(list, i), each, context))
            return false;
    if (inner)
        return qsf_looks(qsf, inner, each, context);
    if (!str_starts(field, "answers."))
        return true;
    rest = (struct str){field.at + 8, field.length - 8};
    str_cut(&rest, '.', &id);
    for (size_t i = 0; i < qsf->entries_count; i++)
        for (size_t k = qsf->entries[i].first; k < qsf->entries[i].first + qsf->entries[i].count; k++)
            if (str_equal(json_str(json_object_get(json_array_get(qsf->foreign->questions, k), "id")), id))
                return each(context, i);
    return true;
}

static bool until_grow(void *context, size_t entry)
{
    size_t *until = context;
    *until = entry + 1 > *until ? entry + 1 : *until;
    return true;
}

/* The last entry a condition looks at, and 1 more; a condition may only look back. */
static size_t looks_until(const struct qsf *qsf, const json_t *condition)
{
    size_t until = 0;
    (void)qsf_looks(qsf, condition, until_grow, &until);
    return until;
}

struct rounds_of {
    const struct qsf *qsf;
    const struct qsf_loop *own;
};

static bool is_outside_rounds(void *context, size_t entry)
{
    const struct rounds_of *of = context;
    size_t loop = of->qsf->entries[entry].loop;
    return !loop || !of->qsf->loops[loop - 1].group || &of->qsf->loops[loop - 1] == of->own;
}

bool qsf_looks_into_rounds(const struct qsf *qsf, const json_t *condition, const struct qsf_loop *own)
{
    struct rounds_of of = {qsf, own};
    return !qsf_looks(qsf, condition, is_outside_rounds, &of);
}

static void rule_lost(struct qsf *qsf, struct qsf_rule *rule, const char *why)
{
    if (rule->kind == QSF_END)
        rule = &qsf->rules[rule->outer[rule->outer_count - 1]]; /* what ends the survey is part of its branch */
    if (!rule->lost)
        foreign_note(qsf->foreign, rule->name, FOREIGN_LOST, "logic_unreadable", "%s", why ? why : "The condition could not be said here.");
    rule->lost = true;
}

/* What ends the survey: all branches it stands in hold. */
static json_t *end_condition(struct qsf *qsf, const struct qsf_rule *rule)
{
    json_t *all = NULL;
    for (size_t i = 0; i < rule->outer_count; i++) {
        const struct qsf_rule *branch = &qsf->rules[rule->outer[i]];
        if (!branch->condition) {
            json_decref(all);
            return NULL;
        }
        all = leaf_join("all", all, json_deep_copy(branch->condition));
    }
    return leaf_not(all);
}

static bool always(const json_t *condition)
{
    const json_t *all = json_object_get(condition, "all");
    bool holds = all != NULL;
    for (size_t i = 0; i < json_array_size(all); i++)
        holds &= always(json_array_get(all, i));
    return holds;
}

static void rule_say(struct qsf *qsf, struct qsf_rule *rule)
{
    const char *why = NULL;
    bool at_question = rule->kind == QSF_DISPLAY || rule->kind == QSF_SKIP || rule->kind == QSF_CHOICE;
    struct str round = at_question ? qsf->entries[rule->kind == QSF_SKIP ? rule->from - 1 : rule->from].round : STR("");
    if (rule->kind == QSF_END)
        rule->condition = end_condition(qsf, rule);
    else if (rule->kind == QSF_SKIP)
        rule->condition = leaf_not(qsf_skip_condition(qsf, rule->logic, round, &why));
    else
        rule->condition = qsf_condition(qsf, rule->logic, round, &why);
    if (rule->condition)
        json_array_append_new(qsf->scratch, rule->condition);
    else
        rule_lost(qsf, rule, why);
    if (rule->idle)
        rule_lost(qsf, rule, "What it decides, such as the value of a field, has no counterpart here.");
}

static void rule_put_on(struct qsf *qsf, struct qsf_rule *rule, json_t *question)
{
    if (!foreign_show_if(question, json_deep_copy(rule->condition)))
        rule_lost(qsf, rule, "Together with the other rules of the question it is more than one condition may hold.");
}

static void rule_put_at(struct qsf *qsf, struct qsf_rule *rule, size_t until, size_t at)
{
    const struct qsf_entry *entry = &qsf->entries[at];
    const struct qsf_loop *loop = entry->loop ? &qsf->loops[entry->loop - 1] : NULL;
    bool whole = loop && loop->group && rule->from <= loop->from && rule->to >= loop->to;
    if (entry->count && at < until)
        rule_lost(qsf, rule, "It looks at a question that comes later.");
    else if (entry->count && qsf_looks_into_rounds(qsf, rule->condition, loop))
        rule_lost(qsf, rule, "It looks at a question that is asked in rounds and has an answer for each.");
    else if (whole && at == loop->from)
        rule_put_on(qsf, rule, loop->group);
    else
        for (size_t k = entry->first; !whole && k < entry->first + entry->count; k++)
            rule_put_on(qsf, rule, json_array_get(qsf->foreign->questions, k));
}

static void rule_put_on_choice(struct qsf *qsf, struct qsf_rule *rule, size_t until)
{
    const struct qsf_entry *entry = &qsf->entries[rule->from];
    const struct qsf_loop *loop = entry->loop ? &qsf->loops[entry->loop - 1] : NULL;
    if (entry->count && rule->from < until)
        rule_lost(qsf, rule, "It looks at a question that comes later.");
    else if (entry->count && qsf_looks_into_rounds(qsf, rule->condition, loop))
        rule_lost(qsf, rule, "It looks at a question that is asked in rounds and has an answer for each.");
    else if (!qsf_offer(qsf, qsf_known(qsf, entry->round, entry->qid), rule->column, rule->code, rule->condition))
        rule_lost(qsf, rule, "A choice or a row that is shown on a condition is always shown here.");
}

static void rule_put(struct qsf *qsf, struct qsf_rule *rule)
{
    if (!rule->condition || rule->lost || always(rule->condition))
        return;
    size_t until = looks_until(qsf, rule->condition);
    if (rule->kind == QSF_CHOICE)
        rule_put_on_choice(qsf, rule, until);
    for (size_t i = rule->from; i < rule->to && i < qsf->entries_count; i++)
        rule_put_at(qsf, rule, until, i);
}

void qsf_rules(struct qsf *qsf)
{
    for (size_t i = 0; i < qsf->rules_count; i++)
        rule_say(qsf, &qsf->rules[i]);
    for (size_t i = 0; i < qsf->rules_count; i++)
        rule_put(qsf, &qsf->rules[i]);
    qsf_carries(qsf);
    for (size_t i = 0; i < qsf->rules_count; i++) {
        if (qsf->rules[i].kind == QSF_END)
            continue;
        qsf->foreign->logic_kept += !qsf->rules[i].lost;
        qsf->foreign->logic_lost += qsf->rules[i].lost;
    }
}
