/* The one condition language of the product: survey logic, filters, and later rules and segments.
 *
 *   condition = {"all":[condition…]} | {"any":[condition…]} | {"not":condition} | {"field":PATH,"op":OP,"value":VALUE}
 *   OP        = "eq" "ne" "lt" "le" "gt" "ge" "in" "not_in" "contains" "answered" "not_answered"
 *   PATH      = "answers.QUESTION" "answers.QUESTION.PART" "answers.QUESTION.strongest" "answers.QUESTION.all.EMOTION" "attributes.NAME"
 * "touchpoint" "channel" "language" "survey" "unit" "at" "outcome" "customer" "customer.attributes.NAME"; where QUESTION is also
 * one of a round of a group, "GROUP[ROUND].QUESTION". "in"/"not_in" take a list;
 * "contains" is membership in a list answer or among the emotions named, or substring of a text; "answered" takes no value. A missing field
 * makes every comparison false except "ne", "not_in" and "not_answered". Numbers compare as numbers, texts by bytes; a number and a text
 * are never equal. Empty "all" is true, empty "any" is false. Limits: 64 nodes, depth 8, 256 values in a list. */
#pragma once
#include "base/json.h"

struct condition; /* immutable, in its arena */

enum condition_op {
    OP_EQ,
    OP_NE,
    OP_LT,
    OP_LE,
    OP_GT,
    OP_GE,
    OP_IN,
    OP_NOT_IN,
    OP_CONTAINS,
    OP_ANSWERED,
    OP_NOT_ANSWERED,
};

enum condition_node { NODE_ALL, NODE_ANY, NODE_NOT, NODE_LEAF };
struct condition {
    enum condition_node node;
    const struct condition *const *parts; /* ALL, ANY: count of them; NOT: one */
    size_t count;
    struct str field; /* LEAF */
    enum condition_op op;
    const json_t *value; /* LEAF; NULL for answered / not_answered */
};

/* A field path, taken apart. Names borrow the path. */
enum condition_root {
    FIELD_ROOT_ANSWERS,
    FIELD_ROOT_ATTRIBUTES,
    FIELD_ROOT_TOUCHPOINT,
    FIELD_ROOT_CHANNEL,
    FIELD_ROOT_LANGUAGE,
    FIELD_ROOT_SURVEY,
    FIELD_ROOT_UNIT,
    FIELD_ROOT_AT,
    FIELD_ROOT_OUTCOME,
    FIELD_ROOT_CUSTOMER, /* its external id */
    FIELD_ROOT_CUSTOMER_ATTRIBUTES,
};
enum condition_part { FIELD_PART_WHOLE, FIELD_PART_STRONGEST, FIELD_PART_INTENSITY };
struct condition_path {
    enum condition_root root;
    struct str name; /* question's or part's id, or attribute name */
    enum condition_part part;
    int emotion; /* of FIELD_PART_INTENSITY, else −1 */
};
/* false when the grammar has no such path */
bool condition_path(struct str field, struct condition_path *path) must_check;

/* ERR_INVALID with the path inside the condition ("all[1].op"). `known` says whether a field path exists; NULL: every path of the grammar
 * above. */
enum err condition_read(struct arena *arena, const json_t *tree, bool (*known)(void *context, struct str field), void *context,
                        const struct condition **condition, struct fault *why) must_check;

/* One leaf against one value (NULL: missing). The column engine's filters are compiled by asking this of every dictionary entry. */
/* The same from text; text.at NULL: *out is NULL, everything. ERR_INVALID or ERR_MALFORMED. */
enum err condition_parse(struct arena *arena, struct str text, const struct condition **out, struct fault *why) must_check;
void condition_write(const struct condition *condition, struct buf *out); /* as JSON; not NULL */
bool condition_leaf(enum condition_op op, const json_t *operand, const json_t *value);
/* `value_of` returns a borrowed value or NULL. NULL condition: true. */
bool condition_holds(const struct condition *condition, const json_t *(*value_of)(void *context, struct str field), void *context);
