/* Sums and means of answers, in our words. */
#include "foreign/expression_inside.h"

enum { TERMS_MAX = 60 }; /* as listen/calculation.h has them */

static const char *const only_sums = "Of what can be calculated, sums and means of numbers are kept.";

static bool call_is(const struct expression_node *node, const char *name)
{
    return node->kind == FNODE_CALL && str_is(node->text, name);
}

/* Every choice is written as a number in the file. */
static bool is_number(const struct expression_variable *v)
{
    const char *value;
    json_t *ours;
    double number;
    if (v->is == EXPRESSION_NUMBER)
        return true;
    if (v->is != EXPRESSION_CHOICE || !json_object_size(v->values))
        return false;
    json_object_foreach((json_t *)v->values, value, ours)
    {
        if (!str_real(str_of(value), &number))
            return false;
    }
    return true;
}

static bool term_add(struct saying *s, const struct expression_variable *v, json_t *terms)
{
    static const char prefix[] = "answers.";
    if (!is_number(v) || !str_starts(v->field, prefix)) {
        json_decref(expression_cannot(s, "It calculates with an answer that is no number."));
        return false;
    }
    if (json_array_size(terms) == TERMS_MAX) {
        json_decref(expression_cannot(s, "It calculates with more than 60 answers."));
        return false;
    }
    size_t length = sizeof prefix - 1;
    return json_array_append_new(terms, json_stringn(v->field.at + length, v->field.length - length)) == 0;
}

static bool name_add(struct saying *s, const struct expression_node *node, json_t *terms)
{
    struct expression_variable variables[EXPRESSION_VARIABLES_MAX];
    size_t count = expression_variables(s, node, variables);
    for (size_t i = 0; i < count; i++) {
        if (!term_add(s, &variables[i], terms))
            return false;
        s->some_missing |= !variables[i].always;
    }
    return count > 0;
}

/* if(is_empty(Q), 0, Q): what was not answered is left out of ours anyway. The answer it is about, or NULL. */
static const struct expression_node *or_nothing(const struct expression_node *node)
{
    if (!(call_is(node, "if") || call_is(node, "iif")) || node->count != 3)
        return NULL;
    const struct expression_node *asked = node->parts[0], *zero = node->parts[1], *name = node->parts[2];
    if (call_is(asked, "is_empty") && asked->count == 1)
        asked = asked->parts[0];
    else if (asked->kind == FNODE_OP && asked->op == FOP_EMPTY)
        asked = asked->parts[0];
    else
        return NULL;
    bool same = asked->kind == FNODE_NAME && name->kind == FNODE_NAME && str_equal(asked->text, name->text);
    return same && zero->kind == FNODE_NUMBER && zero->number == 0 ? name : NULL;
}

/* As deep as what expression_parse let through. */
static bool sum_add(struct saying *s, const struct expression_node *node, json_t *terms)
{
    const struct expression_node *name = or_nothing(node);
    bool added = true;
    if (node->kind == FNODE_NAME || name)
        return name_add(s, name ? name : node, terms);
    if (node->kind == FNODE_NUMBER && node->number == 0)
        return true;
    if (call_is(node, "sum") || (node->kind == FNODE_OP && node->op == FOP_PLUS))
        for (size_t i = 0; added && i < (node->kind == FNODE_OP ? 2 : node->count); i++)
            added = sum_add(s, node->parts[i], terms);
    else {
        json_decref(expression_cannot(s, only_sums));
        return false;
    }
    return added;
}

/* The sum of some answers over how many they are, where none can be missing, or over the count of those given. */
static bool is_their_count(struct saying *s, const struct expression_node *node, const json_t *terms)
{
    if (node->kind == FNODE_NUMBER)
        return !s->some_missing && node->number == (double)json_array_size(terms) && node->number > 0;
    if (!call_is(node, "count"))
        return false;
    json_t *counted = json_array();
    bool same = true;
    for (size_t i = 0; same && i < node->count; i++)
        same = node->parts[i]->kind == FNODE_NAME && name_add(s, node->parts[i], counted);
    same = same && json_equal(counted, terms);
    json_decref(counted);
    return same;
}

json_t *expression_calculation(struct arena *arena, enum expression_dialect dialect, struct str text, expression_names *names,
                               void *context, struct fault *why)
{
    struct saying s = {.arena = arena, .dialect = dialect, .names = names, .context = context, .why = why};
    struct expression_node *root;
    bool mean = false, made = true;
    if (expression_parse(arena, dialect, text, &root, why) != ERR_NONE)
        return NULL;
    json_t *terms = json_array();
    if (call_is(root, "avg") || call_is(root, "mean")) {
        mean = true;
        for (size_t i = 0; made && i < root->count; i++) /* a sum in it would count as one, and a nought as an answer */
            made = root->parts[i]->kind == FNODE_NAME && name_add(&s, root->parts[i], terms);
    } else if (root->kind == FNODE_OP && root->op == FOP_OVER) {
        mean = true;
        made = sum_add(&s, root->parts[0], terms) && is_their_count(&s, root->parts[1], terms);
    } else
        made = sum_add(&s, root, terms);
    if (made && json_array_size(terms))
        return json_pack("{s:o}", mean ? "mean" : "sum", terms);
    json_decref(terms);
    return why->detail[0] ? NULL : expression_cannot(&s, only_sums);
}
