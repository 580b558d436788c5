/* Putting conditions together. */
#include "foreign/expression_inside.h"

#include <math.h>

json_t *expression_cannot(struct saying *s, const char *sentence)
{
    (void)fault_set(s->why, ERR_INVALID, "logic_unreadable", "", "%s", sentence);
    return NULL;
}

json_t *expression_constant(bool holds)
{
    return json_pack("{s:[]}", holds ? "all" : "any");
}

bool expression_always(const json_t *condition)
{
    const json_t *parts = json_object_get(condition, "all");
    return parts && !json_array_size(parts);
}

bool expression_never(const json_t *condition)
{
    const json_t *parts = json_object_get(condition, "any");
    return parts && !json_array_size(parts);
}

/* value may be NULL; takes it over. */
json_t *expression_leaf(struct str field, const char *op, json_t *value)
{
    json_t *made = json_pack("{s:s%,s:s}", "field", field.at, field.length, "op", op);
    if (made && value)
        json_object_set_new(made, "value", value);
    return made;
}

json_t *expression_opposite(json_t *condition)
{
    static const char *const pairs[][2] = {{"eq", "ne"}, {"in", "not_in"}, {"answered", "not_answered"}};
    if (!condition)
        return NULL;
    if (expression_always(condition) || expression_never(condition)) {
        json_t *turned = expression_constant(expression_never(condition));
        json_decref(condition);
        return turned;
    }
    const char *op = json_string_value(json_object_get(condition, "op"));
    for (size_t i = 0; op && i < sizeof pairs / sizeof *pairs; i++)
        for (int side = 0; side < 2; side++)
            if (strcmp(op, pairs[i][side]) == 0) {
                json_object_set_new(condition, "op", json_string(pairs[i][!side]));
                return condition;
            }
    json_t *inner = json_object_get(condition, "not");
    if (inner) {
        json_incref(inner);
        json_decref(condition);
        return inner;
    }
    return json_pack("{s:o}", "not", condition);
}

/* Takes both over; NULL when one is. Parts of the same kind are put side by side, so that a long chain is not deep. */
json_t *expression_both(const char *kind, json_t *a, json_t *b)
{
    json_t *sides[] = {a, b}, *parts = json_array();
    for (int i = 0; i < 2 && a && b; i++) {
        const json_t *same = json_object_get(sides[i], kind);
        if (same)
            json_array_extend(parts, (json_t *)same);
        else
            json_array_append(parts, sides[i]);
    }
    bool decided =
        a && b && (strcmp(kind, "all") == 0 ? expression_never(a) || expression_never(b) : expression_always(a) || expression_always(b));
    bool made = a && b;
    json_decref(a);
    json_decref(b);
    json_t *only = made && !decided && json_array_size(parts) == 1 ? json_incref(json_array_get(parts, 0)) : NULL;
    json_t *joined = !made ? NULL : decided ? expression_constant(strcmp(kind, "any") == 0) : only ? only : json_pack("{s:O}", kind, parts);
    json_decref(parts);
    return joined;
}

static void measure(const json_t *condition, size_t deep, size_t *nodes, size_t *deepest)
{
    static const char *const kinds[] = {"all", "any"};
    ++*nodes;
    *deepest = deep > *deepest ? deep : *deepest;
    if (deep > EXPRESSION_DEPTH_MAX || *nodes > EXPRESSION_NODES_MAX)
        return;
    for (int i = 0; i < 2; i++) {
        const json_t *parts = json_object_get(condition, kinds[i]);
        for (size_t part = 0; part < json_array_size(parts); part++)
            measure(json_array_get(parts, part), deep + 1, nodes, deepest);
    }
    if (json_object_get(condition, "not"))
        measure(json_object_get(condition, "not"), deep + 1, nodes, deepest);
}

bool expression_fits(const json_t *condition)
{
    size_t nodes = 0, deepest = 0;
    measure(condition, 1, &nodes, &deepest);
    return nodes <= EXPRESSION_NODES_MAX && deepest <= EXPRESSION_DEPTH_MAX;
}

/* ---- counting ---- */

/* At least `least` of the count conditions, which stay the caller's: each choice of so many of them, side by side. */
static json_t *at_least(struct saying *s, json_t *const *things, size_t count, int64_t least)
{
    if (least <= 0 || least > (int64_t)count)
        return expression_constant(least <= 0);
    double subsets = 1;
    for (int64_t i = 0; i < least; i++)
        subsets = subsets * (double)(count - (size_t)i) / (double)(i + 1);
    if (subsets * (double)(least + (least > 1)) > EXPRESSION_NODES_MAX)
        return expression_cannot(s, "It counts more answers than a condition can hold.");
    json_t *any = expression_constant(false);
    for (uint64_t set = ((uint64_t)1 << least) - 1; any && set < (uint64_t)1 << count;) {
        json_t *all = expression_constant(true);
        for (size_t i = 0; i < count; i++)
            if (set >> i & 1)
                all = expression_both("all", all, json_deep_copy(things[i]));
        any = expression_both("any", any, all);
        uint64_t low = set & -set, up = set + low; /* the next set of as many */
        set = up | (((set ^ up) / low) >> 2);
    }
    return any;
}

json_t *expression_counted(struct saying *s, json_t *const *things, size_t count, enum expression_op op, double number)
{
    int64_t whole = fabs(number) < 1e6 ? (int64_t)floor(number) : 1000000, up = fabs(number) < 1e6 ? (int64_t)ceil(number) : 1000000;
    switch (op) {
    case FOP_GE:
        return at_least(s, things, count, up);
    case FOP_GT:
        return at_least(s, things, count, whole + 1);
    case FOP_LT:
        return expression_opposite(at_least(s, things, count, up));
    case FOP_LE:
        return expression_opposite(at_least(s, things, count, whole + 1));
    case FOP_EQ:
    case FOP_NE: {
        json_t *exactly = whole != up ? expression_constant(false)
                                      : expression_both("all", at_least(s, things, count, whole),
                                                        expression_opposite(at_least(s, things, count, whole + 1)));
        return op == FOP_NE ? expression_opposite(exactly) : exactly;
    }
    default:
        return expression_cannot(s, "It counts in a way that is not known here.");
    }
}
