/* An expression of another tool: a digit says whose, then the text. What is said is a condition the product takes. */
#include "foreign/expression.h"
#include "listen/condition.h"

#include <stdint.h>

/* Every name is something: by its last letter. */
static size_t names(void *context, struct str name, struct expression_variable *variables, size_t room, const char **reason)
{
    enum { KINDS = EXPRESSION_PLACE + 1 };
    const json_t *values = context;
    char last = name.length ? name.at[name.length - 1] : 'z';
    *reason = last == 'z' ? "It looks at nothing." : NULL;
    if (last == 'z')
        return 0;
    size_t count = last == 'm' ? room : 1;
    for (size_t i = 0; i < count; i++)
        variables[i] = (struct expression_variable){.field = STR("answers.a.b"),
                                                    .is = (enum expression_values)((unsigned char)last % KINDS),
                                                    .values = values,
                                                    .member = STR("x"),
                                                    .place = 1};
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    if (!length)
        return 0;
    struct arena *arena = arena_new(32 << 20);
    must(arena);
    json_t *values = json_pack("{s:s,s:s,s:s}", "1", "one", "2", "two", "Y", "yes");
    struct fault why = {0};
    struct str text = {(const char *)bytes + 1, length - 1};
    json_t *condition = expression_condition(arena, (enum expression_dialect)(bytes[0] % 3), text, names, values, &why);
    const struct condition *read;
    if (condition) {
        must(expression_fits(condition));
        must(!str_utf8(text) || condition_read(arena, condition, NULL, NULL, &read, &why) == ERR_NONE);
        json_decref(condition);
    } else
        must(why.detail[0]);
    json_decref(values);
    arena_free(arena);
    return 0;
}
