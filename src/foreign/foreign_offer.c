/* Choices and rows that a file offers on a condition. */
#include "foreign/foreign.h"

/* "answers.ID", or what stands behind it. */
static bool looks_at(const json_t *condition, struct str id)
{
    static const char prefix[] = "answers.";
    size_t i;
    const char *member;
    json_t *inner;
    bool looks = false;
    json_array_foreach((json_t *)condition, i, inner) looks |= looks_at(inner, id);
    json_object_foreach((json_t *)condition, member, inner)
    {
        struct str path = json_str(inner);
        size_t end = sizeof prefix - 1 + id.length;
        looks |= strcmp(member, "field") == 0
                     ? str_starts(path, prefix) && path.length >= end && memcmp(path.at + sizeof prefix - 1, id.at, id.length) == 0 &&
                           (path.length == end || path.at[end] == '.' || path.at[end] == '[')
                     : looks_at(inner, id);
    }
    return looks;
}

json_t *foreign_option_of(const struct foreign *foreign, json_t *question, const char *list, struct str value)
{
    size_t i;
    json_t *option;
    struct str id = foreign_option_known(foreign, json_str(json_object_get(question, "id")), list, value);
    json_array_foreach(json_object_get(question, list), i,
                       option) if (id.at && str_equal(json_str(json_object_get(option, "id")), id)) return option;
    return NULL;
}

bool foreign_offer_if(const json_t *question, json_t *option, json_t *condition)
{
    if (!option || !condition || looks_at(condition, json_str(json_object_get(question, "id")))) {
        json_decref(condition);
        return false;
    }
    json_t *all = json_object_get(condition, "all");
    if (!all || json_array_size(all))
        return foreign_show_if(option, condition);
    json_decref(condition); /* it always is */
    return true;
}
