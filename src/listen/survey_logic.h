/* A condition in another program's language: what they share (and, or, lists, negation) here, what differs in a dialect. */
#pragma once
#include "listen/survey.h"

/* One comparison. IN, NOT_IN and negation have been taken apart before; value: one text, number or boolean, NULL for (not) answered. */
struct logic_leaf {
    struct condition_path path;
    const struct question *question; /* of FIELD_ROOT_ANSWERS, else NULL */
    enum condition_op op;            /* EQ NE LT LE GT GE CONTAINS ANSWERED NOT_ANSWERED */
    bool negated;                    /* of CONTAINS, LT, LE, GT, GE: true also where there is no answer */
    const json_t *value;
};

struct logic_dialect {
    const char *and, * or, *always, *never;
    /* Appends an expression that needs no parentheses around it; false: there is no way to say it. */
    bool (*leaf)(const struct logic_leaf *leaf, struct buf *out);
};

/* false, and nothing was appended, when the dialect cannot say it. */
bool logic_put(const struct survey_definition *survey, const struct condition *condition, const struct logic_dialect *dialect,
               struct buf *out);
/* The condition as a person reads it: recommend <= 6 and channel = "web". */
extern const struct logic_dialect logic_plain;
const char *logic_sign(enum condition_op op); /* "=" "<>" "<" "<=" ">" ">=" */
