/* Values a field may have, one at least of every kind that the given comparisons can tell apart. Pure; any thread. */
#pragma once
#include "listen/survey.h"

enum { VALUES_OPERANDS_MAX = 64, VALUES_SUBSETS_OF_MAX = 8 /* of so many choices named, every set is tried */ };

struct value_field {
    struct condition_path path;
    const struct question *question; /* NULL: an attribute, which may be anything, or is the arm */
    const struct survey_definition *survey;
    const json_t *operands[VALUES_OPERANDS_MAX];
    size_t operands_count;
};

/* *values is a JSON array that lives in the arena, NULL when there are too many kinds to list. ERR_MEMORY. */
enum err condition_values(const struct value_field *field, struct arena *arena, const json_t **values) must_check;
