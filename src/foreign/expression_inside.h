/* What the parser of expressions and what says them in our words share; nobody else includes this. */
#pragma once
#include "foreign/expression.h"

enum expression_op {
    FOP_NONE,
    FOP_OR,
    FOP_AND,
    FOP_NOT,
    FOP_EQ,
    FOP_NE,
    FOP_LT,
    FOP_LE,
    FOP_GT,
    FOP_GE,
    FOP_CONTAINS,
    FOP_NOT_CONTAINS,
    FOP_ANY_OF,
    FOP_ALL_OF,
    FOP_NONE_OF,
    FOP_EMPTY,     /* stands behind what it is about */
    FOP_NOT_EMPTY, /* the same */
    FOP_PLUS,
    FOP_MINUS,
    FOP_OVER,
    FOP_TIMES, /* and every other arithmetic: none of it can be said */
    FOP_ASSIGN,
};

enum expression_kind {
    FNODE_NUMBER,
    FNODE_TEXT,
    FNODE_TRUTH,
    FNODE_LIST, /* ['a', 'b'] */
    FNODE_NAME,
    FNODE_CALL,
    FNODE_OP,
};
struct expression_node {
    enum expression_kind kind;
    enum expression_op op;          /* OP */
    struct str text;                /* TEXT; NUMBER as it is written; the name of NAME and CALL */
    double number;                  /* NUMBER */
    bool truth;                     /* TRUTH */
    struct expression_node **parts; /* OP: one or two; CALL, LIST: count */
    size_t count;
};

/* ERR_INVALID with the reason, ERR_MEMORY. */
enum err expression_parse(struct arena *arena, enum expression_dialect dialect, struct str text, struct expression_node **root,
                          struct fault *why) must_check;

struct saying {
    struct arena *arena;
    enum expression_dialect dialect;
    expression_names *names;
    void *context;
    struct fault *why;
    bool some_missing; /* of a calculation: an answer in it may not be given */
};

/* expression_build.c: conditions. What is given is taken over; NULL makes NULL. */
json_t *expression_cannot(struct saying *s, const char *sentence); /* NULL, and says why */
json_t *expression_constant(bool holds);
bool expression_never(const json_t *condition);
json_t *expression_leaf(struct str field, const char *op, json_t *value); /* value NULL: the operator takes none */
json_t *expression_opposite(json_t *condition);
json_t *expression_both(const char *kind, json_t *a, json_t *b); /* "all" or "any"; parts of the same kind are put side by side */
/* How many of the things hold, against a number; the things stay the caller's. */
json_t *expression_counted(struct saying *s, json_t *const *things, size_t count, enum expression_op op, double number);

/* expression_compare.c: variables and values. */
size_t expression_variables(struct saying *s, const struct expression_node *name, struct expression_variable *variables); /* 0: said why */
bool expression_is_value(const struct expression_node *node);
bool expression_is_blank(const struct expression_node *node);
int expression_truth(const struct expression_node *node); /* 1, 0; −1: neither */
bool expression_holds(enum expression_op op, int order);  /* order: −1, 0, 1 */
int expression_order(struct str a, struct str b);         /* as numbers when both are */
json_t *expression_answered(const struct expression_variable *v);
json_t *expression_truthy(const struct expression_variable *v);
json_t *expression_compare_one(struct saying *s, const struct expression_variable *v, enum expression_op op,
                               const struct expression_node *node);
json_t *expression_compare_list(struct saying *s, const struct expression_variable *v, enum expression_op op,
                                const struct expression_node *list);
