#include "foreign/leaf.h"

struct str leaf_field(struct foreign *foreign, struct str question, struct str part)
{
    const char *field = part.length ? arena_printf(foreign->arena, "answers.%.*s.%.*s", STR_ARGS(question), STR_ARGS(part))
                                    : arena_printf(foreign->arena, "answers.%.*s", STR_ARGS(question));
    return str_of(field);
}

json_t *leaf_new(struct str field, const char *op, json_t *value)
{
    json_t *leaf = field.length ? json_pack("{s:s%,s:s}", "field", field.at, field.length, "op", op) : NULL;
    if (!leaf)
        json_decref(value);
    else if (value)
        json_object_set_new(leaf, "value", value);
    return leaf;
}

json_t *leaf_not(json_t *condition)
{
    return condition ? json_pack("{s:o}", "not", condition) : NULL;
}

json_t *leaf_join(const char *how, json_t *a, json_t *b)
{
    if (!a || !b)
        return a ? a : b;
    if (!json_is_array(json_object_get(a, how)))
        a = json_pack("{s:[o]}", how, a);
    json_array_append_new(json_object_get(a, how), b);
    return a;
}

json_t *leaf_value(struct str text, bool number)
{
    double value;
    int64_t whole;
    if (number && str_integer(text, &whole))
        return json_integer(whole);
    return number && str_real(text, &value) ? json_real(value) : json_stringn(text.at, text.length);
}
