#include "listen/survey_text_walk.h"

#include <stdio.h>
#include <stdlib.h>

enum { PLACE_MAX = 160 };

struct walking {
    void (*each)(void *context, const char *place, json_t *texts);
    void *context;
};

static bool is_texts(const json_t *tree)
{
    const char *name;
    json_t *value;
    if (!json_is_object(tree) || !json_object_size(tree))
        return false;
    json_object_foreach((json_t *)tree, name, value)
    {
        if (!language_ok(str_of(name)) || !json_is_string(value))
            return false;
    }
    return true;
}

/* Recursion ends at JSON_DEPTH_MAX. */
static void walk(const struct walking *walking, const json_t *tree, const char *place, int depth)
{
    char inner[PLACE_MAX];
    const char *name;
    json_t *value;
    size_t i;
    if (depth > JSON_DEPTH_MAX)
        return;
    if (is_texts(tree)) {
        walking->each(walking->context, place, (json_t *)tree);
        return;
    }
    json_object_foreach((json_t *)tree, name, value)
    {
        snprintf(inner, sizeof inner, "%s%s%s", place, *place ? "." : "", name);
        walk(walking, value, inner, depth + 1);
    }
    json_array_foreach((json_t *)tree, i, value)
    {
        snprintf(inner, sizeof inner, "%s[%zu]", place, i);
        walk(walking, value, inner, depth + 1);
    }
}

void survey_text_walk(const json_t *tree, void (*each)(void *context, const char *place, json_t *texts), void *context)
{
    const struct walking walking = {each, context};
    walk(&walking, tree, "", 0);
}

int64_t survey_text_question(const char *place)
{
    static const char prefix[] = "questions[";
    return strncmp(place, prefix, sizeof prefix - 1) == 0 ? strtoll(place + sizeof prefix - 1, NULL, 10) : -1;
}
