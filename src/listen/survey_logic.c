#include "listen/survey_logic.h"

struct writing {
    const struct survey_definition *survey;
    const struct logic_dialect *dialect;
    struct buf *out;
};

const char *logic_sign(enum condition_op op)
{
    static const char *const signs[] = {[OP_EQ] = "=", [OP_NE] = "<>", [OP_LT] = "<", [OP_LE] = "<=", [OP_GT] = ">", [OP_GE] = ">="};
    must(op <= OP_GE);
    return signs[op];
}

/* No other program asks in tasks of best and worst, or for a reason for no answer: a condition that looks there would never hold. */
static bool put_one(struct writing *w, const struct condition *condition, enum condition_op op, bool negated, const json_t *value)
{
    struct logic_leaf leaf = {.op = op, .negated = negated, .value = value};
    if (!condition_path(condition->field, &leaf.path))
        return false;
    if (leaf.path.root == FIELD_ROOT_ANSWERS && !(leaf.question = survey_question(w->survey, leaf.path.name)))
        return false;
    const struct question *whole = leaf.question;
    while (whole && whole->parent)
        whole = whole->parent;
    bool asked = !whole || (whole->type != QUESTION_MAXDIFF && !str_is(leaf.question->part, "opt_out"));
    return (asked || w->dialect == &logic_plain) && w->dialect->leaf(&leaf, w->out);
}

/* {x} in [1, 2]: x = 1 or x = 2; not in: x <> 1 and x <> 2. */
static bool put_list(struct writing *w, const struct condition *condition, bool in)
{
    size_t count = json_array_size(condition->value);
    if (!count) {
        buf_add_text(w->out, in ? w->dialect->never : w->dialect->always);
        return true;
    }
    buf_add_char(w->out, '(');
    for (size_t i = 0; i < count; i++) {
        if (i)
            buf_add_text(w->out, in ? w->dialect->or : w->dialect->and);
        if (!put_one(w, condition, in ? OP_EQ : OP_NE, false, json_array_get(condition->value, i)))
            return false;
    }
    buf_add_char(w->out, ')');
    return true;
}

static bool put_leaf(struct writing *w, const struct condition *condition, bool negated)
{
    switch (condition->op) {
    case OP_IN:
    case OP_NOT_IN:
        return put_list(w, condition, (condition->op == OP_IN) != negated);
    case OP_EQ:
    case OP_NE:
        return put_one(w, condition, (condition->op == OP_EQ) != negated ? OP_EQ : OP_NE, false, condition->value);
    case OP_ANSWERED:
    case OP_NOT_ANSWERED:
        return put_one(w, condition, (condition->op == OP_ANSWERED) != negated ? OP_ANSWERED : OP_NOT_ANSWERED, false, NULL);
    default:
        return put_one(w, condition, condition->op, negated, condition->value);
    }
}

/* Negation goes down to the comparisons (De Morgan). Recursion ends where condition_read's does. */
static bool put_node(struct writing *w, const struct condition *condition, bool negated)
{
    if (condition->node == NODE_LEAF)
        return put_leaf(w, condition, negated);
    if (condition->node == NODE_NOT)
        return put_node(w, condition->parts[0], !negated);
    bool all = (condition->node == NODE_ALL) != negated;
    if (!condition->count) {
        buf_add_text(w->out, all ? w->dialect->always : w->dialect->never);
        return true;
    }
    buf_add_char(w->out, '(');
    for (size_t i = 0; i < condition->count; i++) {
        if (i)
            buf_add_text(w->out, all ? w->dialect->and : w->dialect->or);
        if (!put_node(w, condition->parts[i], negated))
            return false;
    }
    buf_add_char(w->out, ')');
    return true;
}

bool logic_put(const struct survey_definition *survey, const struct condition *condition, const struct logic_dialect *dialect,
               struct buf *out)
{
    struct writing writing = {survey, dialect, out};
    size_t before = out->length;
    if (put_node(&writing, condition, false))
        return true;
    out->length = before;
    return false;
}

/* ---- for people ---- */

static bool plain_leaf(const struct logic_leaf *leaf, struct buf *out)
{
    static const char *const parts[] = {[FIELD_PART_WHOLE] = "", [FIELD_PART_STRONGEST] = ".strongest", [FIELD_PART_INTENSITY] = "."};
    buf_printf(out, "%s%.*s%s%s", leaf->negated ? "not (" : "", STR_ARGS(leaf->path.name), parts[leaf->path.part],
               leaf->path.part == FIELD_PART_INTENSITY ? emotion_names[leaf->path.emotion] : "");
    if (leaf->op == OP_ANSWERED || leaf->op == OP_NOT_ANSWERED)
        buf_add_text(out, leaf->op == OP_ANSWERED ? " is answered" : " is not answered");
    else {
        buf_printf(out, " %s ", leaf->op == OP_CONTAINS ? "contains" : logic_sign(leaf->op));
        json_put_tree(out, leaf->value);
    }
    if (leaf->negated)
        buf_add_char(out, ')');
    return true;
}

const struct logic_dialect logic_plain = {" and ", " or ", "always", "never", plain_leaf};
