#include "listen/condition.h"
#include "listen/survey.h"

#include <stdio.h>

enum { NODES_MAX = 64, DEPTH_MAX = 8, VALUES_MAX = 256, FIELD_MAX = 160, PART_NAME_MAX = 64, PART_DEPTH_MAX = 2 };

static const char *const op_names[] = {"eq", "ne", "lt", "le", "gt", "ge", "in", "not_in", "contains", "answered", "not_answered"};

struct reading {
    struct arena *arena;
    bool (*known)(void *context, struct str field);
    void *context;
    struct fault *why;
    size_t nodes;
};

static bool prefix_cut(struct str field, const char *prefix, struct str *rest)
{
    if (!str_starts(field, prefix))
        return false;
    size_t length = strlen(prefix);
    *rest = (struct str){field.at + length, field.length - length};
    return true;
}

static bool part_name_ok(struct str name)
{
    for (size_t i = 0; i < name.length; i++)
        if (!((name.at[i] >= 'a' && name.at[i] <= 'z') || (name.at[i] >= '0' && name.at[i] <= '9') || name.at[i] == '_' ||
              name.at[i] == '-'))
            return false;
    return name.length > 0 && name.length <= PART_NAME_MAX;
}

/* "service.staff.opt_out": a question, and at most a part of a part of it. */
static bool path_of_part(struct str rest)
{
    struct str part;
    for (int depth = 0; str_cut(&rest, '.', &part); depth++)
        if (depth == PART_DEPTH_MAX || !part_name_ok(part))
            return false;
    return true;
}

/* "visits[2].": a round of a group, before the question that it asks. */
static bool round_cut(struct str *rest)
{
    struct str group = *rest, round;
    const char *bracket = memchr(rest->at, '[', rest->length), *dot = memchr(rest->at, '.', rest->length);
    if (!bracket || !dot || bracket > dot)
        return true;
    group.length = (size_t)(bracket - rest->at);
    round = (struct str){bracket + 1, (size_t)(dot - bracket) - 1};
    if (!question_id_ok(group) || !round.length || round.at[--round.length] != ']' || !part_name_ok(round))
        return false;
    *rest = (struct str){dot + 1, rest->length - (size_t)(dot - rest->at) - 1};
    return true;
}

static bool path_of_answer(struct str whole, struct condition_path *path)
{
    struct str rest = whole, part, more;
    path->root = FIELD_ROOT_ANSWERS;
    if (!rest.length || rest.at[rest.length - 1] == '.' || !round_cut(&rest) || !str_cut(&rest, '.', &path->name) ||
        !question_id_ok(path->name))
        return false;
    path->name = (struct str){whole.at, (size_t)(path->name.at - whole.at) + path->name.length};
    path->part = FIELD_PART_WHOLE;
    more = rest;
    if (!str_cut(&rest, '.', &part))
        return true;
    if (str_is(part, "strongest")) {
        path->part = FIELD_PART_STRONGEST;
        return !rest.length;
    }
    if (str_is(part, "all")) {
        path->part = FIELD_PART_INTENSITY;
        path->emotion = emotion_index(rest);
        return path->emotion >= 0;
    }
    path->name = whole;
    return path_of_part(more);
}

bool condition_path(struct str field, struct condition_path *path)
{
    static const struct {
        const char *name;
        enum condition_root root;
    } plain[] = {{"touchpoint", FIELD_ROOT_TOUCHPOINT}, {"channel", FIELD_ROOT_CHANNEL},  {"language", FIELD_ROOT_LANGUAGE},
                 {"survey", FIELD_ROOT_SURVEY},         {"unit", FIELD_ROOT_UNIT},        {"at", FIELD_ROOT_AT},
                 {"outcome", FIELD_ROOT_OUTCOME},       {"customer", FIELD_ROOT_CUSTOMER}};
    struct str rest;
    *path = (struct condition_path){.emotion = -1};
    if (prefix_cut(field, "answers.", &rest))
        return path_of_answer(rest, path);
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        if (str_is(field, plain[i].name)) {
            path->root = plain[i].root;
            return true;
        }
    if (prefix_cut(field, "attributes.", &path->name))
        path->root = FIELD_ROOT_ATTRIBUTES;
    else if (prefix_cut(field, "customer.attributes.", &path->name))
        path->root = FIELD_ROOT_CUSTOMER_ATTRIBUTES;
    else
        return false;
    return path->name.length > 0 && path->name.length <= FIELD_MAX;
}

static bool path_ok(void *context, struct str field)
{
    struct condition_path path;
    (void)context;
    return condition_path(field, &path);
}

static bool is_scalar(const json_t *value)
{
    return json_is_string(value) || json_is_number(value) || json_is_boolean(value);
}

static enum err wrong_value(struct reading *r, const char *slug, const char *expected, enum condition_op op)
{
    return fault_set(r->why, ERR_INVALID, slug, "value", "The operator \"%s\" takes %s as its value.", op_names[op], expected);
}

static enum err check_list(struct reading *r, const json_t *value, enum condition_op op)
{
    if (!json_is_array(value))
        return wrong_value(r, "not_a_list", "a list", op);
    if (json_array_size(value) > VALUES_MAX)
        return fault_set(r->why, ERR_INVALID, "too_many", "value", "A list in a condition may have at most %d values.", VALUES_MAX);
    for (size_t i = 0; i < json_array_size(value); i++)
        if (!is_scalar(json_array_get(value, i)))
            return wrong_value(r, "wrong_type", "a list of texts, numbers or booleans", op);
    return ERR_NONE;
}

static enum err check_value(struct reading *r, const json_t *value, enum condition_op op)
{
    switch (op) {
    case OP_ANSWERED:
    case OP_NOT_ANSWERED:
        return value ? wrong_value(r, "unknown_field", "nothing", op) : ERR_NONE;
    case OP_IN:
    case OP_NOT_IN:
        return value ? check_list(r, value, op) : wrong_value(r, "required", "a list", op);
    case OP_EQ:
    case OP_NE:
        return is_scalar(value) ? ERR_NONE : wrong_value(r, value ? "wrong_type" : "required", "a text, a number or a boolean", op);
    default:
        return json_is_string(value) || json_is_number(value) ? ERR_NONE
                                                              : wrong_value(r, value ? "wrong_type" : "required", "a text or a number", op);
    }
}

static enum err read_op(struct reading *r, const json_t *value, enum condition_op *op)
{
    if (!value)
        return fault_set(r->why, ERR_INVALID, "required", "op", "The field \"op\" is required.");
    for (size_t i = 0; json_is_string(value) && i < sizeof op_names / sizeof *op_names; i++)
        if (str_is(json_str(value), op_names[i])) {
            *op = (enum condition_op)i;
            return ERR_NONE;
        }
    return fault_set(r->why, ERR_INVALID, "unknown_value", "op",
                     "The field \"op\" must be one of: eq, ne, lt, le, gt, ge, in, not_in, contains, answered, not_answered.");
}

static enum err refuse_other(struct reading *r, const json_t *tree, const char *a, const char *b, const char *c)
{
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)tree, name, value)
    {
        if (strcmp(name, a) != 0 && strcmp(name, b) != 0 && strcmp(name, c) != 0)
            return fault_set(r->why, ERR_INVALID, "unknown_field", name, "There is no field \"%.64s\" in a condition here.", name);
    }
    return ERR_NONE;
}

static enum err read_leaf(struct reading *r, const json_t *tree, struct condition *node)
{
    enum err err = refuse_other(r, tree, "field", "op", "value");
    const json_t *field = json_object_get(tree, "field");
    if (err == ERR_NONE && !field)
        err = fault_set(r->why, ERR_INVALID, "required", "field", "A condition has \"all\", \"any\", \"not\" or \"field\".");
    if (err == ERR_NONE && (!json_is_string(field) || !r->known(r->context, json_str(field))))
        err = fault_set(r->why, ERR_INVALID, "unknown_value", "field", "A condition cannot look at \"%.60s\" here.",
                        json_is_string(field) ? json_string_value(field) : "?");
    if (err == ERR_NONE)
        err = read_op(r, json_object_get(tree, "op"), &node->op);
    node->node = NODE_LEAF;
    node->field = json_str(field);
    node->value = json_object_get(tree, "value");
    return err == ERR_NONE ? check_value(r, node->value, node->op) : err;
}

static enum err read_node(struct reading *r, const json_t *tree, int depth, const struct condition **out);

static enum err read_parts(struct reading *r, const json_t *list, const char *name, int depth, struct condition *node)
{
    size_t count = json_array_size(list);
    if (!json_is_array(list))
        return fault_set(r->why, ERR_INVALID, "not_a_list", name, "The field \"%s\" must be a list of conditions.", name);
    if (count > NODES_MAX)
        return fault_set(r->why, ERR_INVALID, "too_many", name, "A condition may have at most %d parts.", NODES_MAX);
    const struct condition **parts = arena_take_array(r->arena, count + 1, sizeof *parts);
    if (!parts)
        return ERR_MEMORY;
    *node = (struct condition){.node = strcmp(name, "all") == 0 ? NODE_ALL : NODE_ANY, .parts = parts, .count = count};
    for (size_t i = 0; i < count; i++) {
        enum err err = read_node(r, json_array_get(list, i), depth + 1, &parts[i]);
        char place[24];
        snprintf(place, sizeof place, "%s[%zu]", name, i);
        if (err == ERR_INVALID)
            fault_prefix(r->why, place);
        if (err != ERR_NONE)
            return err;
    }
    return ERR_NONE;
}

static enum err read_not(struct reading *r, const json_t *tree, int depth, struct condition *node)
{
    const struct condition **part = arena_take(r->arena, sizeof *part);
    if (!part)
        return ERR_MEMORY;
    *node = (struct condition){.node = NODE_NOT, .parts = part, .count = 1};
    enum err err = read_node(r, tree, depth + 1, part);
    if (err == ERR_INVALID)
        fault_prefix(r->why, "not");
    return err;
}

/* Recursion ends at DEPTH_MAX. */
static enum err read_node(struct reading *r, const json_t *tree, int depth, const struct condition **out)
{
    static const char *const names[] = {"all", "any", "not"};
    struct condition *node = arena_new_object(r->arena, struct condition);
    if (!node)
        return ERR_MEMORY;
    *out = node;
    if (!json_is_object(tree))
        return fault_set(r->why, ERR_INVALID, "not_an_object", "", "A condition is a JSON object.");
    if (depth > DEPTH_MAX)
        return fault_set(r->why, ERR_INVALID, "too_deep", "", "A condition may be nested at most %d levels deep.", DEPTH_MAX);
    if (++r->nodes > NODES_MAX)
        return fault_set(r->why, ERR_INVALID, "too_many", "", "A condition may have at most %d parts.", NODES_MAX);
    for (size_t i = 0; i < 3; i++) {
        const json_t *inner = json_object_get(tree, names[i]);
        if (!inner)
            continue;
        enum err err = refuse_other(r, tree, names[i], names[i], names[i]);
        if (err != ERR_NONE)
            return err;
        return i == 2 ? read_not(r, inner, depth, node) : read_parts(r, inner, names[i], depth, node);
    }
    return read_leaf(r, tree, node);
}

enum err condition_read(struct arena *arena, const json_t *tree, bool (*known)(void *context, struct str field), void *context,
                        const struct condition **condition, struct fault *why)
{
    struct reading reading = {arena, known ? known : path_ok, context, why, 0};
    return read_node(&reading, tree, 1, condition);
}

/* −1, 0, 1; false when the two cannot be compared. */
static bool compare(const json_t *a, const json_t *b, int *order)
{
    if (json_is_integer(a) && json_is_integer(b)) {
        json_int_t x = json_integer_value(a), y = json_integer_value(b);
        *order = (x > y) - (x < y);
        return true;
    }
    if (json_is_number(a) && json_is_number(b)) {
        double x = json_number_value(a), y = json_number_value(b);
        *order = (x > y) - (x < y);
        return true;
    }
    if (!json_is_string(a) || !json_is_string(b))
        return false;
    struct str x = json_str(a), y = json_str(b);
    size_t shared = x.length < y.length ? x.length : y.length;
    int bytes = shared ? memcmp(x.at, y.at, shared) : 0;
    *order = bytes ? bytes : (x.length > y.length) - (x.length < y.length);
    return true;
}

static bool same(const json_t *a, const json_t *b)
{
    int order;
    if (json_is_boolean(a) && json_is_boolean(b))
        return json_is_true(a) == json_is_true(b);
    return compare(a, b, &order) && order == 0;
}

static bool member_of(const json_t *list, const json_t *value)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        if (same(json_array_get(list, i), value))
            return true;
    return false;
}

static bool contains(const json_t *value, const json_t *operand)
{
    if (json_is_array(value))
        return member_of(value, operand);
    if (json_is_object(value)) /* an emotion answer: is it among those named */
        return json_is_string(operand) && json_object_get(json_object_get(value, "all"), json_string_value(operand)) != NULL;
    struct str text = json_str(value), part = json_str(operand);
    return text.at && part.at && (part.length == 0 || memmem(text.at, text.length, part.at, part.length) != NULL);
}

bool condition_leaf(enum condition_op op, const json_t *operand, const json_t *value)
{
    int order;
    if (!value || json_is_null(value))
        return op == OP_NE || op == OP_NOT_IN || op == OP_NOT_ANSWERED;
    switch (op) {
    case OP_EQ:
        return same(value, operand);
    case OP_NE:
        return !same(value, operand);
    case OP_LT:
        return compare(value, operand, &order) && order < 0;
    case OP_LE:
        return compare(value, operand, &order) && order <= 0;
    case OP_GT:
        return compare(value, operand, &order) && order > 0;
    case OP_GE:
        return compare(value, operand, &order) && order >= 0;
    case OP_IN:
        return member_of(operand, value);
    case OP_NOT_IN:
        return !member_of(operand, value);
    case OP_CONTAINS:
        return contains(value, operand);
    case OP_ANSWERED:
        return true;
    case OP_NOT_ANSWERED:
        return false;
    }
    return false;
}

/* As deep as what condition_read let through. */
bool condition_holds(const struct condition *condition, const json_t *(*value_of)(void *context, struct str field), void *context)
{
    if (!condition)
        return true;
    if (condition->node == NODE_LEAF)
        return condition_leaf(condition->op, condition->value, value_of(context, condition->field));
    if (condition->node == NODE_NOT)
        return !condition_holds(condition->parts[0], value_of, context);
    bool all = condition->node == NODE_ALL;
    for (size_t i = 0; i < condition->count; i++)
        if (condition_holds(condition->parts[i], value_of, context) != all)
            return !all;
    return all;
}

enum err condition_parse(struct arena *arena, struct str text, const struct condition **out, struct fault *why)
{
    json_t *tree;
    *out = NULL;
    if (!text.at)
        return ERR_NONE;
    enum err err = json_read(arena, text, &tree, why);
    return err == ERR_NONE ? condition_read(arena, tree, NULL, NULL, out, why) : err;
}

static void write_leaf(const struct condition *leaf, struct buf *out)
{
    buf_add_text(out, "{\"field\":");
    json_put_text(out, leaf->field);
    buf_printf(out, ",\"op\":\"%s\"", op_names[leaf->op]);
    if (leaf->value) {
        buf_add_text(out, ",\"value\":");
        json_put_tree(out, leaf->value);
    }
    buf_add_char(out, '}');
}

void condition_write(const struct condition *condition, struct buf *out)
{
    static const char *const openings[] = {[NODE_ALL] = "{\"all\":[", [NODE_ANY] = "{\"any\":[", [NODE_NOT] = "{\"not\":"};
    if (condition->node == NODE_LEAF) {
        write_leaf(condition, out);
        return;
    }
    buf_add_text(out, openings[condition->node]);
    for (size_t i = 0; i < condition->count; i++) {
        if (i)
            buf_add_char(out, ',');
        condition_write(condition->parts[i], out);
    }
    buf_add_text(out, condition->node == NODE_NOT ? "}" : "]}");
}
