/* A condition and the values it is asked of: {"condition":…,"values":{PATH:…}}. What is read must obey logic: not turns it round, "all" and
 * "any" of one are that one. */
#include "listen/condition.h"

#include <stdint.h>

static const json_t *value_of(void *context, struct str field)
{
    return json_object_getn(context, field.at, field.length);
}

static void obey_logic(const struct condition *condition, void *values)
{
    bool holds = condition_holds(condition, value_of, values);
    const struct condition *parts[] = {condition};
    const struct condition not = {.node = NODE_NOT, .parts = parts, .count = 1};
    const struct condition all = {.node = NODE_ALL, .parts = parts, .count = 1};
    const struct condition any = {.node = NODE_ANY, .parts = parts, .count = 1};
    must(condition_holds(&not, value_of, values) == !holds);
    must(condition_holds(&all, value_of, values) == holds);
    must(condition_holds(&any, value_of, values) == holds);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct arena *arena = arena_new(8 << 20);
    must(arena);
    json_t *tree;
    struct fault why = {0};
    const struct condition *condition = NULL;
    if (json_read(arena, (struct str){(const char *)bytes, length}, &tree, &why) == ERR_NONE && json_is_object(tree)) {
        const json_t *given = json_object_get(tree, "condition");
        enum err err = given ? condition_read(arena, given, NULL, NULL, &condition, &why) : ERR_NOT_FOUND;
        must(err != ERR_INVALID || why.detail[0]);
        if (err == ERR_NONE)
            obey_logic(condition, json_object_get(tree, "values"));
    }
    arena_free(arena);
    return 0;
}
