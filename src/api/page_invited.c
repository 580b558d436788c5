/* The respondent's page behind a personal link: what the invitation knows comes along as if it stood in the address. */
#include "api/page_parts.h"
#include "listen/letter.h"

static bool taken_over(const struct survey_definition *survey, struct str name)
{
    bool arm = survey->arms_count && str_is(name, "attr.arm");
    return (str_starts(name, "attr.") && !arm) || str_is(name, "channel") || str_is(name, "touchpoint") || str_is(name, "unit") ||
           str_is(name, "meta.channel") || str_is(name, "meta.touchpoint") || str_is(name, "meta.unit");
}

static void add(struct page_pairs *pairs, struct str name, struct str value)
{
    if (value.length)
        pairs->items[pairs->count++] = (struct page_pair){name, value};
}

/* Numbers and yes or no as text, as they would stand in an address. */
static struct str attribute_text(struct arena *arena, const json_t *value)
{
    if (json_is_string(value))
        return json_str(value);
    if (json_is_boolean(value))
        return json_is_true(value) ? STR("true") : STR("false");
    return json_is_integer(value) ? str_of(arena_printf(arena, "%lld", (long long)json_integer_value(value)))
           : json_is_real(value)  ? str_of(arena_printf(arena, "%.15g", json_real_value(value)))
                                  : (struct str){0};
}

static enum err attributes_add(struct arena *arena, struct str json, struct page_pairs *pairs)
{
    json_t *tree, *value;
    const char *name;
    size_t count = 0;
    enum err err = json_read(arena, json, &tree, NULL);
    if (err != ERR_NONE)
        return err;
    json_object_foreach(tree, name, value)
    {
        const char *pair = count++ < PAGE_CARRIED_MAX ? arena_printf(arena, "attr.%s", name) : NULL;
        if (pair)
            add(pairs, str_of(pair), attribute_text(arena, value));
    }
    return ERR_NONE;
}

enum err page_pairs_invited(struct arena *arena, const struct survey_definition *survey, const struct invitation *invitation,
                            const struct page_pairs *given, struct page_pairs *pairs)
{
    const struct question *question = letter_question(survey);
    struct str answer = page_pairs_value(given, "answer");
    *pairs = (struct page_pairs){arena_take_array(arena, given->count + PAGE_CARRIED_MAX + 4, sizeof *pairs->items), 0};
    if (!pairs->items)
        return ERR_MEMORY;
    add(pairs, STR("meta.channel"), invitation->channel);
    add(pairs, STR("meta.touchpoint"), invitation->touchpoint);
    add(pairs, STR("meta.unit"), invitation->unit);
    if (question && !survey_question(survey, STR("answer")))
        add(pairs, question->id, answer);
    enum err err = invitation->attributes.length ? attributes_add(arena, invitation->attributes, pairs) : ERR_NONE;
    for (size_t i = 0; i < given->count; i++)
        if (survey_question(survey, given->items[i].name) || !taken_over(survey, given->items[i].name))
            pairs->items[pairs->count++] = given->items[i];
    return err;
}
