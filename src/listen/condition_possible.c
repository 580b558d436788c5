#include "listen/condition_possible.h"
#include "listen/condition_values.h"

enum { VARIABLES_MAX = 64, CONSTRAINTS_MAX = 2 * VARIABLES_MAX + 2, NO_VARIABLE = -1, ARENA_MAX = 16 << 20 };

/* A field, and of what it may be only how its comparisons come out: a bit each, besides whether it is missing. */
struct outcome {
    uint64_t holds;
    bool missing;
};
struct variable {
    struct str name;
    struct value_field field;
    const struct condition *leaves[VALUES_OPERANDS_MAX];
    size_t leaves_count;
    struct outcome *outcomes;
    size_t outcomes_count;
    const struct outcome *now; /* NULL: not chosen yet */
};

/* What must hold together: the condition, unless the guarded variable is missing; exactly: and where it is missing, the condition fails. Or
 * the condition where the leaf `when` holds. */
struct constraint {
    const struct condition *condition;
    bool wanted;
    int guarded; /* a variable's number, or NO_VARIABLE */
    bool exactly;
    const struct condition *when; /* or NULL */
};

struct search {
    const struct possible_question *asked;
    struct arena *arena;
    struct variable *variables;
    size_t variables_count;
    struct constraint constraints[CONSTRAINTS_MAX];
    size_t constraints_count;
    bool too_involved;
    int64_t steps; /* left */
};

enum truth { NO, YES, OPEN };

static int variable_named(const struct search *s, struct str name)
{
    for (size_t i = 0; i < s->variables_count; i++)
        if (str_equal(s->variables[i].name, name))
            return (int)i;
    return NO_VARIABLE;
}

static const struct question *whole_question(const struct question *q)
{
    while (q && q->parent)
        q = q->parent;
    return q;
}

static void operands_add(struct variable *v, const json_t *value, bool *too_many)
{
    for (size_t i = 0; i < (json_is_array(value) ? json_array_size(value) : 1); i++) {
        if (v->field.operands_count == VALUES_OPERANDS_MAX) {
            *too_many = true;
            return;
        }
        v->field.operands[v->field.operands_count++] = json_is_array(value) ? json_array_get(value, i) : value;
    }
}

static int variable_of(struct search *s, struct str name)
{
    int at = variable_named(s, name);
    if (at != NO_VARIABLE)
        return at;
    if (s->variables_count == VARIABLES_MAX) {
        s->too_involved = true;
        return NO_VARIABLE;
    }
    struct variable *v = &s->variables[s->variables_count];
    *v = (struct variable){.name = name, .field.survey = s->asked->survey};
    if (!condition_path(name, &v->field.path)) {
        s->too_involved = true;
        return NO_VARIABLE;
    }
    if (v->field.path.root == FIELD_ROOT_ANSWERS)
        v->field.question = survey_question(s->asked->survey, v->field.path.name);
    return (int)s->variables_count++;
}

static void constrain(struct search *s, const struct constraint *constraint);

/* What was chosen was offered. */
static void constrain_choice(struct search *s, const struct question *q, const struct condition *leaf)
{
    bool names = q && (q->type == QUESTION_CHOICES ? leaf->op == OP_CONTAINS : q->type == QUESTION_CHOICE && leaf->op == OP_EQ);
    int choice = names ? choice_index(q, json_str(leaf->value)) : -1;
    if (s->asked->by_logic && choice >= 0 && q->choices[choice].condition)
        constrain(s, &(struct constraint){q->choices[choice].condition, true, NO_VARIABLE, false, leaf});
}

/* Recursion ends: conditions look at earlier questions only. */
static void collect(struct search *s, const struct condition *condition)
{
    for (size_t i = 0; condition->node != NODE_LEAF && i < condition->count; i++)
        collect(s, condition->parts[i]);
    if (condition->node != NODE_LEAF)
        return;
    int at = variable_of(s, condition->field);
    if (at == NO_VARIABLE)
        return;
    struct variable *v = &s->variables[at];
    if (v->leaves_count == VALUES_OPERANDS_MAX) {
        s->too_involved = true;
        return;
    }
    v->leaves[v->leaves_count++] = condition;
    if (condition->value)
        operands_add(v, condition->value, &s->too_involved);
    constrain_choice(s, v->field.question, condition);
}

static void constrain(struct search *s, const struct constraint *constraint)
{
    if (s->constraints_count == CONSTRAINTS_MAX) {
        s->too_involved = true;
        return;
    }
    s->constraints[s->constraints_count++] = *constraint;
    collect(s, constraint->condition);
}

/* It has an answer whenever it is shown. */
static bool always_answered(const struct question *q)
{
    return q && q->required && !q->parent && !q->parts_count && q->type != QUESTION_EMOTION;
}

/* Every answer spoken of brings along when its own question, and its row, is shown, and so on to the first. That something of the question
 * is offered would name every choice there is: left out, more seems possible. */
static void constrain_by_logic(struct search *s)
{
    for (size_t i = 0; i < s->variables_count && !s->too_involved; i++) {
        const struct question *q = s->variables[i].field.question, *whole = whole_question(q);
        bool exactly = always_answered(whole) && whole->condition == whole->own_condition;
        if (whole && whole->own_condition)
            constrain(s, &(struct constraint){whole->own_condition, true, (int)i, exactly, NULL});
        for (; q && q->parent; q = q->parent)
            if (q->condition)
                constrain(s, &(struct constraint){q->condition, true, (int)i, false, NULL});
    }
}

static void outcome_add(struct variable *v, struct outcome outcome)
{
    for (size_t i = 0; i < v->outcomes_count; i++)
        if (v->outcomes[i].holds == outcome.holds && v->outcomes[i].missing == outcome.missing)
            return;
    v->outcomes[v->outcomes_count++] = outcome;
}

static struct outcome outcome_of(const struct variable *v, const json_t *value)
{
    struct outcome outcome = {0, !value};
    for (size_t i = 0; i < v->leaves_count; i++)
        outcome.holds |= (uint64_t)condition_leaf(v->leaves[i]->op, v->leaves[i]->value, value) << i;
    return outcome;
}

static enum err outcomes_find(struct search *s, struct variable *v)
{
    const struct question *q = v->field.question, *whole = whole_question(q);
    const json_t *values;
    enum err err = condition_values(&v->field, s->arena, &values);
    if (err != ERR_NONE || !values) {
        s->too_involved = true;
        return err;
    }
    v->outcomes = arena_take_array(s->arena, json_array_size(values) + 1, sizeof *v->outcomes);
    if (!v->outcomes)
        return ERR_MEMORY;
    bool must_be_missing =
        s->asked->missing.length && q && (str_equal(q->id, s->asked->missing) || str_equal(whole->id, s->asked->missing));
    if (must_be_missing || !(s->asked->by_logic && always_answered(q) && !q->condition))
        outcome_add(v, outcome_of(v, NULL));
    for (size_t i = 0; i < json_array_size(values) && !must_be_missing; i++)
        outcome_add(v, outcome_of(v, json_array_get(values, i)));
    return ERR_NONE;
}

static enum truth leaf_truth(const struct search *s, const struct condition *leaf)
{
    const struct variable *v = &s->variables[variable_named(s, leaf->field)];
    for (size_t i = 0; v->now && i < v->leaves_count; i++)
        if (v->leaves[i] == leaf)
            return v->now->holds >> i & 1 ? YES : NO;
    return OPEN;
}

/* As deep as what condition_read let through. */
static enum truth truth_of(struct search *s, const struct condition *condition)
{
    s->steps--;
    if (condition->node == NODE_LEAF)
        return leaf_truth(s, condition);
    if (condition->node == NODE_NOT) {
        enum truth inner = truth_of(s, condition->parts[0]);
        return inner == OPEN ? OPEN : inner == YES ? NO : YES;
    }
    enum truth ends = condition->node == NODE_ALL ? NO : YES, found = ends == NO ? YES : NO;
    for (size_t i = 0; i < condition->count; i++) {
        enum truth part = truth_of(s, condition->parts[i]);
        if (part == ends)
            return ends;
        if (part == OPEN)
            found = OPEN;
    }
    return found;
}

static enum truth constraint_truth(struct search *s, const struct constraint *c)
{
    const struct outcome *guard = c->guarded == NO_VARIABLE ? NULL : s->variables[c->guarded].now;
    enum truth when = c->when ? leaf_truth(s, c->when) : YES;
    if (when != YES)
        return when == NO ? YES : OPEN;
    if (c->guarded != NO_VARIABLE && !guard)
        return OPEN;
    if (guard && guard->missing && !c->exactly)
        return YES;
    enum truth truth = truth_of(s, c->condition), wanted = guard && guard->missing ? NO : c->wanted ? YES : NO;
    return truth == OPEN ? OPEN : truth == wanted ? YES : NO;
}

/* Recursion ends at VARIABLES_MAX. */
static enum possible search_from(struct search *s, size_t at)
{
    bool open = false;
    for (size_t i = 0; i < s->constraints_count; i++) {
        enum truth truth = constraint_truth(s, &s->constraints[i]);
        if (truth == NO)
            return POSSIBLE_NO;
        open |= truth == OPEN;
    }
    if (!open)
        return POSSIBLE_YES;
    if (s->steps <= 0 || at == s->variables_count)
        return POSSIBLE_UNKNOWN;
    struct variable *v = &s->variables[at];
    enum possible found = POSSIBLE_NO;
    for (size_t i = 0; i < v->outcomes_count && found == POSSIBLE_NO; i++) {
        v->now = &v->outcomes[i];
        found = search_from(s, at + 1);
    }
    v->now = NULL;
    return found;
}

static enum err search_run(struct search *s, enum possible *possible)
{
    constrain(s, &(struct constraint){s->asked->condition, !s->asked->fails, NO_VARIABLE, false, NULL});
    if (s->asked->by_logic)
        constrain_by_logic(s);
    for (size_t i = 0; i < s->variables_count; i++) {
        enum err err = outcomes_find(s, &s->variables[i]);
        if (err != ERR_NONE)
            return err;
    }
    if (!s->too_involved)
        *possible = search_from(s, 0);
    return ERR_NONE;
}

enum err condition_possible(const struct possible_question *asked, int64_t *steps, enum possible *possible)
{
    int64_t most = *steps < POSSIBLE_STEPS_ONE ? *steps : POSSIBLE_STEPS_ONE;
    struct arena *arena = arena_new(ARENA_MAX);
    struct search s = {.asked = asked, .arena = arena, .steps = most};
    *possible = POSSIBLE_UNKNOWN;
    s.variables = arena ? arena_take_array(arena, VARIABLES_MAX, sizeof *s.variables) : NULL;
    enum err err = s.variables ? search_run(&s, possible) : ERR_MEMORY;
    *steps -= most - s.steps;
    arena_free(arena);
    return err;
}

enum err condition_leaf_possible(const struct survey_definition *survey, const struct condition *leaf, enum possible *possible)
{
    int64_t steps = POSSIBLE_STEPS_ONE;
    const struct possible_question asked = {.survey = survey, .condition = leaf};
    return condition_possible(&asked, &steps, possible);
}
