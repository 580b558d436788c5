/* A stored form as the fields of the page: the other way round than page_form.c. */
#include "api/page_parts.h"

#include <stdio.h>

struct filling {
    struct arena *arena;
    struct page_pairs *pairs;
    enum err err;
};

static void pair_add(struct filling *f, struct str name, struct str value)
{
    if (f->pairs->count < PAGE_PAIRS_MAX)
        f->pairs->items[f->pairs->count++] = (struct page_pair){name, value};
}

static void text_add(struct filling *f, struct str name, const char *text)
{
    if (!text)
        f->err = ERR_MEMORY;
    else
        pair_add(f, name, str_of(text));
}

static void emotion_add(struct filling *f, struct str id, const json_t *value)
{
    const char *name;
    json_t *intensity;
    const json_t *all = json_object_get(value, "all");
    struct str strongest = json_str(json_object_get(value, "strongest"));
    if (!json_object_size(all)) {
        pair_add(f, id, STR("nothing_special"));
        return;
    }
    json_object_foreach((json_t *)all, name, intensity)
    {
        pair_add(f, id, str_of(name));
        char *field = arena_printf(f->arena, "%.*s.intensity.%s", STR_ARGS(id), name);
        text_add(f, str_of(field), arena_printf(f->arena, "%lld", (long long)json_integer_value(intensity)));
    }
    char *field = arena_printf(f->arena, "%.*s.strongest", STR_ARGS(id));
    if (strongest.length)
        pair_add(f, str_of(field), strongest);
}

static void value_add(struct filling *f, const struct question *question, const json_t *value)
{
    struct str id = question->id;
    if (question->type == QUESTION_EMOTION)
        emotion_add(f, id, value);
    else if (json_is_string(value))
        pair_add(f, id, json_str(value));
    else if (json_is_integer(value))
        text_add(f, id, arena_printf(f->arena, "%lld", (long long)json_integer_value(value)));
    else if (json_is_real(value))
        text_add(f, id, arena_printf(f->arena, "%.15g", json_real_value(value)));
    else if (json_is_true(value))
        pair_add(f, id, STR("true"));
    for (size_t i = 0; i < json_array_size(value); i++)
        pair_add(f, id, json_str(json_array_get(value, i)));
}

enum err page_pairs_of_answers(const struct survey_definition *survey, const json_t *answers, struct arena *arena, struct page_pairs *pairs)
{
    *pairs = (struct page_pairs){arena_take_array(arena, PAGE_PAIRS_MAX, sizeof *pairs->items), 0};
    struct filling f = {arena, pairs, pairs->items ? ERR_NONE : ERR_MEMORY};
    for (size_t i = 0; f.err == ERR_NONE && i < survey->questions_count; i++) {
        const json_t *value = json_object_getn(answers, survey->questions[i].id.at, survey->questions[i].id.length);
        if (value && survey->questions[i].type != QUESTION_CALCULATED)
            value_add(&f, &survey->questions[i], value);
    }
    return f.err;
}
