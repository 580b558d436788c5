/* What the parsed expression says, in conditions. */
#include "foreign/expression_inside.h"

#include <strings.h>

static json_t *say(struct saying *s, const struct expression_node *node);

static bool call_is(const struct expression_node *node, const char *name)
{
    return node->kind == FNODE_CALL && node->text.length == strlen(name) && strncasecmp(node->text.at, name, node->text.length) == 0;
}

/* What count(a, b) counts: answers, and of a list of choices each that is chosen. −1: the reason is set. */
static int count_things(struct saying *s, const struct expression_node *call, size_t from, enum expression_op op,
                        const struct expression_node *value, json_t **things)
{
    struct expression_variable variables[EXPRESSION_VARIABLES_MAX];
    int count = 0;
    for (size_t i = from; i < call->count; i++) {
        size_t found = call->parts[i]->kind == FNODE_NAME ? expression_variables(s, call->parts[i], variables) : 0;
        if (!found && call->parts[i]->kind != FNODE_NAME)
            (void)expression_cannot(s, "It counts something that is no answer.");
        for (size_t v = 0; v < found; v++) {
            const char *code;
            json_t *choice;
            if (!value && variables[v].is == EXPRESSION_CHOICES && variables[v].values) {
                json_object_foreach((json_t *)variables[v].values, code, choice)
                {
                    if (count < EXPRESSION_VARIABLES_MAX - 1)
                        things[count++] = expression_leaf(variables[v].field, "contains", json_incref(choice));
                }
            } else if (count < EXPRESSION_VARIABLES_MAX - 1)
                things[count++] = value ? expression_compare_one(s, &variables[v], op, value) : expression_answered(&variables[v]);
        }
        if (!found || (count && !things[count - 1])) {
            for (int made = 0; made < count; made++)
                json_decref(things[made]);
            return -1;
        }
    }
    return count;
}

/* Whether the call gives a number that a condition can hold against another; *from: where what it counts begins. */
static bool counts(const struct expression_node *node, size_t *from)
{
    *from = call_is(node, "countif") ? 1 : call_is(node, "countifop") ? 2 : 0;
    return *from || call_is(node, "count") || call_is(node, "count-selected") || call_is(node, "strlen") ||
           call_is(node, "string-length") || call_is(node, "count-non-empty");
}

static enum expression_op op_of(struct str text)
{
    static const struct {
        const char *text;
        enum expression_op op;
    } signs[] = {{"==", FOP_EQ}, {"!=", FOP_NE}, {"<", FOP_LT}, {"<=", FOP_LE}, {">", FOP_GT}, {">=", FOP_GE}};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (str_is(text, signs[i].text))
            return signs[i].op;
    return FOP_NONE;
}

static json_t *say_count(struct saying *s, const struct expression_node *call, enum expression_op op, double number)
{
    json_t *things[EXPRESSION_VARIABLES_MAX] = {0};
    size_t from = 0;
    (void)counts(call, &from);
    enum expression_op each = from == 2 && call->count ? op_of(call->parts[0]->text) : FOP_EQ;
    if (call->count <= from || (from && !expression_is_value(call->parts[from - 1])))
        return expression_cannot(s, "It counts nothing.");
    bool length = call_is(call, "strlen") || call_is(call, "string-length");
    int count = count_things(s, call, from, each, from ? call->parts[from - 1] : NULL, things);
    if (count < 0)
        return NULL;
    bool beyond = length && !(number == 0 || (number == 1 && (op == FOP_GE || op == FOP_LT)));
    json_t *made = beyond ? expression_cannot(s, "It counts letters.") : expression_counted(s, things, (size_t)count, op, number);
    for (int i = 0; i < count; i++)
        json_decref(things[i]);
    return made;
}

/* ---- functions ---- */

static json_t *say_empty(struct saying *s, const struct expression_node *what, bool empty)
{
    struct expression_variable variables[EXPRESSION_VARIABLES_MAX];
    if (expression_is_value(what))
        return expression_constant(expression_is_blank(what) == empty);
    if ((call_is(what, "trim") || call_is(what, "string")) && what->count == 1)
        return say_empty(s, what->parts[0], empty);
    if (what->kind != FNODE_NAME)
        return expression_cannot(s, "It asks whether a calculation is empty.");
    size_t count = expression_variables(s, what, variables);
    json_t *any = count ? expression_constant(false) : NULL;
    for (size_t i = 0; i < count; i++)
        any = expression_both("any", any, expression_answered(&variables[i]));
    return empty ? expression_opposite(any) : any;
}

static json_t *say_selected(struct saying *s, const struct expression_node *call)
{
    struct expression_variable variables[EXPRESSION_VARIABLES_MAX];
    if (call->count != 2 || call->parts[0]->kind != FNODE_NAME || !expression_is_value(call->parts[1]))
        return expression_cannot(s, "It looks for a choice that a calculation gives.");
    size_t count = expression_variables(s, call->parts[0], variables);
    return count == 1 ? expression_compare_one(s, variables, FOP_CONTAINS, call->parts[1])
           : count    ? expression_cannot(s, "It looks at several answers at once.")
                      : NULL;
}

static json_t *say_if(struct saying *s, const struct expression_node *call)
{
    if (call->count != 3)
        return expression_cannot(s, "An \"if\" in it is not complete.");
    json_t *when = say(s, call->parts[0]);
    json_t *then = expression_both("all", when ? json_deep_copy(when) : NULL, when ? say(s, call->parts[1]) : NULL);
    json_t *otherwise = then ? say(s, call->parts[2]) : NULL;
    return expression_both("any", then, expression_both("all", expression_opposite(when), otherwise));
}

static json_t *unknown_call(struct saying *s, const struct expression_node *call)
{
    (void)fault_set(s->why, ERR_INVALID, "logic_unreadable", "", "It calls the function \"%.*s\", which a condition here does not have.",
                    call->text.length > 60 ? 60 : (int)call->text.length, call->text.at);
    return NULL;
}

static json_t *say_call(struct saying *s, const struct expression_node *call)
{
    size_t from;
    if (counts(call, &from))
        return say_count(s, call, FOP_GT, 0);
    if (call->count == 1 && (call_is(call, "is_empty") || call_is(call, "empty") || call_is(call, "isempty")))
        return say_empty(s, call->parts[0], true);
    if (call->count == 1 && call_is(call, "not"))
        return expression_opposite(say(s, call->parts[0]));
    if (call->count == 1 && call_is(call, "boolean"))
        return say(s, call->parts[0]);
    if (!call->count && (call_is(call, "true") || call_is(call, "false")))
        return expression_constant(call_is(call, "true"));
    if (call_is(call, "selected"))
        return say_selected(s, call);
    if (call_is(call, "if") || call_is(call, "iif"))
        return say_if(s, call);
    return unknown_call(s, call);
}

/* ---- the tree ---- */

static enum expression_op mirrored(enum expression_op op)
{
    switch (op) {
    case FOP_LT:
        return FOP_GT;
    case FOP_LE:
        return FOP_GE;
    case FOP_GT:
        return FOP_LT;
    case FOP_GE:
        return FOP_LE;
    case FOP_CONTAINS: /* 'a' in or of a list the other way round */
    case FOP_NOT_CONTAINS:
        return FOP_NONE;
    default:
        return op;
    }
}

static bool is_logical(const struct expression_node *node)
{
    return (node->kind == FNODE_CALL && !counts(node, &(size_t){0})) ||
           (node->kind == FNODE_OP && node->op != FOP_TIMES && node->op != FOP_OVER && node->op != FOP_PLUS && node->op != FOP_MINUS);
}

static json_t *compare_values(struct saying *s, const struct expression_node *a, enum expression_op op, const struct expression_node *b)
{
    if (op < FOP_EQ || op > FOP_GE)
        return expression_cannot(s, "It compares in a way that is not known here.");
    return expression_constant(expression_holds(op, expression_order(a->text, b->text)));
}

static json_t *compare(struct saying *s, const struct expression_node *a, enum expression_op op, const struct expression_node *b)
{
    struct expression_variable variables[EXPRESSION_VARIABLES_MAX];
    size_t from;
    if (expression_is_value(a) && expression_is_value(b))
        return compare_values(s, a, op, b);
    if (call_is(b, "true") || call_is(b, "false")) {
        struct expression_node truth = {.kind = FNODE_TRUTH, .truth = call_is(b, "true")};
        return compare(s, a, op, &truth);
    }
    if (expression_is_value(a) || (a->kind == FNODE_LIST && b->kind == FNODE_NAME))
        return compare(s, b, mirrored(op), a);
    if (counts(a, &from) && b->kind == FNODE_NUMBER)
        return say_count(s, a, op, b->number);
    if (call_is(a, "trim") && a->count == 1)
        return compare(s, a->parts[0], op, b);
    if (is_logical(a) && expression_is_value(b) && expression_truth(b) >= 0 && (op == FOP_EQ || op == FOP_NE))
        return (expression_truth(b) == 1) == (op == FOP_EQ) ? say(s, a) : expression_opposite(say(s, a));
    if (a->kind == FNODE_NAME && b->kind == FNODE_NAME)
        return expression_cannot(s, "It compares one answer with another.");
    if (counts(a, &from) || counts(b, &from))
        return expression_cannot(s, "It compares how many answers there are with something that is no number.");
    if (a->kind == FNODE_CALL || b->kind == FNODE_CALL)
        return unknown_call(s, a->kind == FNODE_CALL ? a : b);
    if (a->kind != FNODE_NAME || !(expression_is_value(b) || b->kind == FNODE_LIST))
        return expression_cannot(s, "It calculates, which a condition here does not do.");
    size_t count = expression_variables(s, a, variables);
    if (count != 1)
        return count ? expression_cannot(s, "It looks at several answers at once.") : NULL;
    if (b->kind == FNODE_LIST)
        return expression_compare_list(s, variables, op, b);
    if (op == FOP_ANY_OF || op == FOP_ALL_OF || op == FOP_NONE_OF) {
        struct expression_node *one = (struct expression_node *)b, list = {.kind = FNODE_LIST, .parts = &one, .count = 1};
        return expression_compare_list(s, variables, op, &list);
    }
    return expression_compare_one(s, variables, op, b);
}

static json_t *say_op(struct saying *s, const struct expression_node *node)
{
    switch (node->op) {
    case FOP_NOT:
        return expression_opposite(say(s, node->parts[0]));
    case FOP_AND:
    case FOP_OR: {
        json_t *left = say(s, node->parts[0]);
        return expression_both(node->op == FOP_AND ? "all" : "any", left, left ? say(s, node->parts[1]) : NULL);
    }
    case FOP_EMPTY:
    case FOP_NOT_EMPTY:
        return say_empty(s, node->parts[0], node->op == FOP_EMPTY);
    case FOP_ASSIGN:
        return expression_cannot(s, "It gives a value to an answer instead of comparing it.");
    case FOP_PLUS:
    case FOP_MINUS:
    case FOP_OVER:
    case FOP_TIMES:
        return expression_cannot(s, "It calculates, which a condition here does not do.");
    default:
        return compare(s, node->parts[0], node->op, node->parts[1]);
    }
}

/* As deep as what expression_parse let through. */
static json_t *say(struct saying *s, const struct expression_node *node)
{
    struct expression_variable variables[EXPRESSION_VARIABLES_MAX];
    size_t count;
    switch (node->kind) {
    case FNODE_NUMBER:
        return expression_constant(node->number != 0);
    case FNODE_TEXT:
        return expression_constant(node->text.length > 0 && !str_is(node->text, "0"));
    case FNODE_TRUTH:
        return expression_constant(node->truth);
    case FNODE_LIST:
        return expression_cannot(s, "A list in it is compared with nothing.");
    case FNODE_CALL:
        return say_call(s, node);
    case FNODE_OP:
        return say_op(s, node);
    default:
        count = expression_variables(s, node, variables);
        return count == 1 ? expression_truthy(variables) : count ? expression_cannot(s, "It looks at several answers at once.") : NULL;
    }
}

json_t *expression_condition(struct arena *arena, enum expression_dialect dialect, struct str text, expression_names *names, void *context,
                             struct fault *why)
{
    struct saying s = {.arena = arena, .dialect = dialect, .names = names, .context = context, .why = why};
    struct expression_node *root;
    if (expression_parse(arena, dialect, text, &root, why) != ERR_NONE)
        return NULL;
    json_t *condition = say(&s, root);
    if (condition && !expression_fits(condition)) {
        json_decref(condition);
        return expression_cannot(&s, "It has more parts than a condition here can hold.");
    }
    return condition;
}
