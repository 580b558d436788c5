/* One variable against one value, or a list of them. */
#include "foreign/expression_inside.h"

#include <math.h>
#include <strings.h>

/* ---- variables and values ---- */

size_t expression_variables(struct saying *s, const struct expression_node *name, struct expression_variable *variables)
{
    const char *reason = NULL;
    size_t count = s->names(s->context, name->text, variables, EXPRESSION_VARIABLES_MAX, &reason);
    if (count)
        return count;
    if (reason)
        (void)expression_cannot(s, reason);
    else
        (void)fault_set(s->why, ERR_INVALID, "logic_unreadable", "",
                        "It looks at \"%.*s\", which is no question that comes before it here.",
                        name->text.length > 80 ? 80 : (int)name->text.length, name->text.at);
    return 0;
}

bool expression_is_value(const struct expression_node *node)
{
    return node->kind == FNODE_NUMBER || node->kind == FNODE_TEXT || node->kind == FNODE_TRUTH;
}

bool expression_is_blank(const struct expression_node *node)
{
    return node->kind == FNODE_TEXT && !node->text.length;
}

/* −1: neither */
int expression_truth(const struct expression_node *node)
{
    static const char *const words[][2] = {{"n", "y"}, {"no", "yes"}, {"false", "true"}, {"0", "1"}, {"", "1"}};
    if (node->kind == FNODE_TRUTH)
        return node->truth;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        for (int truth = 0; truth < 2; truth++)
            if (node->text.length == strlen(words[i][truth]) && strncasecmp(node->text.at, words[i][truth], node->text.length) == 0)
                return truth;
    return -1;
}

static json_t *text_value(struct str text)
{
    return json_stringn(text.at ? text.at : "", text.length);
}

static json_t *number_value(double number)
{
    return number == floor(number) && fabs(number) < 1e15 ? json_integer((json_int_t)number) : json_real(number);
}

/* The value in our words; NULL with the reason. */
static json_t *value_of(struct saying *s, const struct expression_variable *v, const struct expression_node *node)
{
    double number = node->number;
    int truth = expression_truth(node);
    json_t *known = v->values ? json_object_getn(v->values, node->text.at ? node->text.at : "", node->text.length) : NULL;
    switch (v->is) {
    case EXPRESSION_NUMBER:
        if (node->kind == FNODE_NUMBER || (node->kind == FNODE_TEXT && str_real(str_trim(node->text), &number)))
            return number_value(number);
        return expression_cannot(s, "It compares a number with a text.");
    case EXPRESSION_BOOLEAN:
        if (known)
            return json_incref(known);
        return truth >= 0 && !v->values ? json_boolean(truth) : expression_cannot(s, "It compares yes or no with something else.");
    case EXPRESSION_TEXT:
        return node->kind == FNODE_TRUTH ? expression_cannot(s, "It compares a text with yes or no.") : text_value(node->text);
    default:
        if (known)
            return json_incref(known);
        if (v->values)
            return expression_cannot(s, "It looks for an answer that cannot be chosen there.");
        return text_value(node->text);
    }
}

json_t *expression_answered(const struct expression_variable *v)
{
    if (v->is == EXPRESSION_MEMBER)
        return expression_leaf(v->field, "contains", text_value(v->member));
    if (v->is != EXPRESSION_PLACE)
        return expression_leaf(v->field, "answered", NULL);
    json_t *any = expression_constant(false), *value;
    const char *key;
    json_object_foreach((json_t *)v->values, key, value)
    {
        char field[256];
        struct buf path = buf_new(sizeof field);
        buf_printf(&path, "%.*s.%s", STR_ARGS(v->field), json_string_value(value));
        any = expression_both("any", any, expression_leaf(buf_str(&path), "eq", json_integer(v->place)));
        buf_free(&path);
    }
    return any;
}

json_t *expression_truthy(const struct expression_variable *v)
{
    if (v->is == EXPRESSION_BOOLEAN)
        return expression_leaf(v->field, "eq", json_true());
    if (v->is == EXPRESSION_NUMBER)
        return expression_both("all", expression_answered(v), expression_leaf(v->field, "ne", json_integer(0)));
    return expression_answered(v);
}

/* ---- one variable against one value ---- */

bool expression_holds(enum expression_op op, int order)
{
    switch (op) {
    case FOP_LT:
        return order < 0;
    case FOP_LE:
        return order <= 0;
    case FOP_GT:
        return order > 0;
    case FOP_GE:
        return order >= 0;
    case FOP_NE:
        return order != 0;
    default:
        return order == 0;
    }
}

int expression_order(struct str a, struct str b)
{
    double x, y;
    if (str_real(str_trim(a), &x) && str_real(str_trim(b), &y))
        return (x > y) - (x < y);
    size_t shared = a.length < b.length ? a.length : b.length;
    int bytes = shared ? memcmp(a.at, b.at, shared) : 0;
    return bytes ? bytes : (a.length > b.length) - (a.length < b.length);
}

/* Codes that are compared as numbers: the choices for which it holds, one by one. */
static json_t *choices_between(const struct expression_variable *v, enum expression_op op, const struct expression_node *node)
{
    json_t *list = json_array(), *value;
    const char *code;
    json_object_foreach((json_t *)v->values, code, value)
    {
        double number;
        bool comparable = str_real(str_of(code), &number) == (node->kind == FNODE_NUMBER || str_real(str_trim(node->text), &number));
        if (comparable && expression_holds(op, expression_order(str_of(code), node->text)))
            json_array_append(list, value);
    }
    return expression_leaf(v->field, "in", list);
}

/* A list that is exactly this one choice. */
static json_t *only_chosen(const struct expression_variable *v, json_t *chosen)
{
    json_t *all = expression_leaf(v->field, "contains", json_incref(chosen)), *value;
    const char *code;
    json_object_foreach((json_t *)v->values, code, value)
    {
        if (!json_equal(value, chosen))
            all = expression_both("all", all, expression_opposite(expression_leaf(v->field, "contains", json_incref(value))));
    }
    json_decref(chosen);
    return all;
}

static const char *op_word(enum expression_op op)
{
    static const char *const words[] = {
        [FOP_EQ] = "eq", [FOP_NE] = "ne", [FOP_LT] = "lt", [FOP_LE] = "le", [FOP_GT] = "gt", [FOP_GE] = "ge"};
    return words[op];
}

static json_t *place_is(struct saying *s, const struct expression_variable *v, enum expression_op op, const struct expression_node *node)
{
    json_t *choice = op == FOP_EQ || op == FOP_NE ? value_of(s, v, node) : expression_cannot(s, "It compares places of a ranking.");
    const char *path = choice ? arena_printf(s->arena, "%.*s.%s", STR_ARGS(v->field), json_string_value(choice)) : NULL;
    json_decref(choice);
    return path ? expression_leaf(str_of(path), op_word(op), json_integer(v->place)) : NULL;
}

static json_t *member_is(struct saying *s, const struct expression_variable *v, enum expression_op op, const struct expression_node *node)
{
    int truth = expression_truth(node);
    if (truth < 0 || (op != FOP_EQ && op != FOP_NE))
        return expression_cannot(s, "It asks more of a box than whether it is ticked.");
    return (truth == 1) == (op == FOP_EQ) ? expression_answered(v) : expression_opposite(expression_answered(v));
}

static json_t *compare_choice(struct saying *s, const struct expression_variable *v, enum expression_op op,
                              const struct expression_node *node)
{
    bool list = v->is == EXPRESSION_CHOICES, contains = op == FOP_CONTAINS || op == FOP_NOT_CONTAINS;
    bool turned = op == FOP_NE || op == FOP_NOT_CONTAINS;
    if (op != FOP_EQ && op != FOP_NE && !contains)
        return list || !v->values ? expression_cannot(s, "It asks which choice is the larger one.") : choices_between(v, op, node);
    json_t *value = value_of(s, v, node);
    if (!value)
        return NULL;
    if (list && !contains && !v->values) {
        json_decref(value);
        return expression_cannot(s, "It compares a whole list of choices.");
    }
    json_t *made = !list      ? expression_leaf(v->field, "eq", value)
                   : contains ? expression_leaf(v->field, "contains", value)
                              : only_chosen(v, value);
    return turned ? expression_opposite(made) : made;
}

static json_t *compare_plain(struct saying *s, const struct expression_variable *v, enum expression_op op,
                             const struct expression_node *node)
{
    bool contains = op == FOP_CONTAINS || op == FOP_NOT_CONTAINS, ordered = !contains && op != FOP_EQ && op != FOP_NE;
    if (v->is != EXPRESSION_TEXT && contains)
        return expression_cannot(s, "It looks for a text within a number.");
    if (v->is == EXPRESSION_BOOLEAN && ordered)
        return expression_cannot(s, "It asks whether yes or no is the larger one.");
    if (v->is == EXPRESSION_TEXT && ordered && node->kind == FNODE_NUMBER)
        return expression_cannot(s, "It compares a text as if it were a number.");
    json_t *value = value_of(s, v, node);
    if (!value || !contains)
        return value ? expression_leaf(v->field, op_word(op), value) : NULL;
    return op == FOP_CONTAINS ? expression_leaf(v->field, "contains", value)
                              : expression_opposite(expression_leaf(v->field, "contains", value));
}

json_t *expression_compare_one(struct saying *s, const struct expression_variable *v, enum expression_op op,
                               const struct expression_node *node)
{
    if (op < FOP_EQ || op > FOP_NOT_CONTAINS)
        return expression_cannot(s, "It compares in a way that is not known here.");
    bool equal = op == FOP_EQ || op == FOP_NE;
    bool named = v->values && json_object_getn(v->values, "", 0);
    if (expression_is_blank(node) && !named && v->is != EXPRESSION_MEMBER) {
        if (!equal)
            return expression_cannot(s, "It compares with an empty text.");
        return op == FOP_NE ? expression_answered(v) : expression_opposite(expression_answered(v));
    }
    switch (v->is) {
    case EXPRESSION_MEMBER:
        return member_is(s, v, op, node);
    case EXPRESSION_PLACE:
        return place_is(s, v, op, node);
    case EXPRESSION_CHOICE:
    case EXPRESSION_CHOICES:
        return compare_choice(s, v, op, node);
    default:
        return compare_plain(s, v, op, node);
    }
}

/* ---- one variable against a list ---- */

json_t *expression_compare_list(struct saying *s, const struct expression_variable *v, enum expression_op op,
                                const struct expression_node *list)
{
    enum expression_op each = v->is == EXPRESSION_CHOICES || v->is == EXPRESSION_TEXT ? FOP_CONTAINS : FOP_EQ;
    if (v->is == EXPRESSION_TEXT && (op == FOP_ANY_OF || op == FOP_NONE_OF))
        each = FOP_EQ;
    bool turned = op == FOP_NONE_OF || op == FOP_NOT_CONTAINS, all = op == FOP_ALL_OF || op == FOP_CONTAINS || op == FOP_NOT_CONTAINS;
    if (!all && op != FOP_ANY_OF && op != FOP_NONE_OF && list->count != 1)
        return expression_cannot(s, "It compares a whole list of choices.");
    if (!all && op != FOP_ANY_OF && op != FOP_NONE_OF)
        return expression_compare_one(s, v, op, list->parts[0]);
    json_t *made = expression_constant(all);
    for (size_t i = 0; made && i < list->count; i++) {
        json_t *one = expression_is_value(list->parts[i]) ? expression_compare_one(s, v, each, list->parts[i])
                                                          : expression_cannot(s, "It compares one answer with another.");
        made = expression_both(all ? "all" : "any", made, one);
    }
    return turned ? expression_opposite(made) : made;
}
