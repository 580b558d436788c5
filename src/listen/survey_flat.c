/* A survey without groups, for programs that know none: every round's questions stand one after another under names that any program takes
 * ("visits_2_ease"), with the conditions of the rounds; how many rounds were added is asked as a number. */
#include "listen/piping.h"
#include "listen/survey_inside.h"

#include <ctype.h>
#include <stdio.h>

enum { FLAT_ID_MAX = 40, TEXT_BYTES_MAX = 64 << 10 };

struct flattening {
    struct arena *arena;
    const struct survey_definition *survey;
    const char **ids; /* by question; NULL: as it was */
    bool failed;
};

static bool taken(const struct flattening *f, const char *id)
{
    if (survey_question(f->survey, str_of(id)))
        return true;
    for (size_t i = 0; i < f->survey->questions_count; i++)
        if (f->ids[i] && strcmp(f->ids[i], id) == 0)
            return true;
    return false;
}

static const char *flat_id(struct flattening *f, const struct question *q)
{
    char id[FLAT_ID_MAX + 16];
    size_t length = 0;
    for (size_t i = 0; i < q->id.length && length < FLAT_ID_MAX; i++)
        if (q->id.at[i] != ']')
            id[length++] = isalnum((unsigned char)q->id.at[i]) ? q->id.at[i] : '_';
    id[length] = '\0';
    size_t kept = length < FLAT_ID_MAX - 4 ? length : FLAT_ID_MAX - 4;
    for (int n = 2; taken(f, id); n++)
        snprintf(id + kept, sizeof id - kept, "_%d", n);
    return str_keep(f->arena, str_of(id)).at;
}

/* "visits[2].ease.opt_out": the question's new name, and what stands behind it. */
static void put_name(const struct flattening *f, struct str name, struct buf *out)
{
    for (size_t i = 0; i < f->survey->questions_count; i++) {
        struct str id = f->survey->questions[i].id;
        bool is = f->ids[i] && name.length >= id.length && memcmp(name.at, id.at, id.length) == 0;
        if (!is || (name.length > id.length && name.at[id.length] != '.'))
            continue;
        buf_add_text(out, f->ids[i]);
        buf_add(out, name.at + id.length, name.length - id.length);
        return;
    }
    buf_add_str(out, name);
}

static void put_path(const struct flattening *f, struct str path, struct buf *out)
{
    static const char root[] = "answers.";
    if (!str_starts(path, root)) {
        buf_add_str(out, path);
        return;
    }
    buf_add_text(out, root);
    put_name(f, (struct str){path.at + sizeof root - 1, path.length - sizeof root + 1}, out);
}

/* A name in the place of a value, or a text with names in it. */
static json_t *string_renamed(struct flattening *f, struct str text, const char *name)
{
    struct str before, piped;
    struct buf out = buf_new(TEXT_BYTES_MAX);
    if (strcmp(name, "field") == 0)
        put_path(f, text, &out);
    else if (strcmp(name, "sum") == 0 || strcmp(name, "mean") == 0)
        put_name(f, text, &out);
    else {
        while (piping_next(&text, &before, &piped)) {
            buf_add_str(&out, before);
            buf_add_text(&out, "{{");
            put_path(f, piped, &out);
            buf_add_text(&out, "}}");
        }
        buf_add_str(&out, before);
    }
    json_t *renamed = out.failed ? NULL : json_stringn(out.length ? out.at : "", out.length);
    buf_free(&out);
    f->failed |= !renamed;
    return renamed;
}

/* As deep as the definition, which was read. */
static json_t *renamed(struct flattening *f, const json_t *tree, const char *name)
{
    const char *member;
    json_t *value;
    if (json_is_string(tree))
        return string_renamed(f, json_str(tree), name);
    if (!json_is_object(tree) && !json_is_array(tree))
        return json_copy((json_t *)tree);
    json_t *copy = json_is_object(tree) ? json_object() : json_array();
    json_object_foreach((json_t *)tree, member, value) f->failed |= json_object_set_new(copy, member, renamed(f, value, member)) != 0;
    for (size_t i = 0; i < json_array_size(tree); i++)
        f->failed |= json_array_append_new(copy, renamed(f, json_array_get(tree, i), name)) != 0;
    return copy;
}

static void set(struct flattening *f, json_t *tree, const char *name, json_t *value)
{
    f->failed |= json_object_set_new(tree, name, value) != 0;
}

/* "Acme: ", "Your visits 2: " before each text. */
static void name_round(struct flattening *f, const struct question *q, json_t *tree)
{
    const char *language;
    json_t *value;
    json_t *texts = json_object();
    json_object_foreach(json_object_get(tree, "text"), language, value)
    {
        struct str about = survey_text(f->survey, q->round->text ? q->round->text : q->group->text, str_of(language)),
                   own = json_str(value);
        const char *number = q->round->text ? "" : arena_printf(f->arena, " %zu", q->round->number);
        const char *whole = number ? arena_printf(f->arena, "%.*s%s: %.*s", STR_ARGS(about), number, STR_ARGS(own)) : NULL;
        f->failed |= !whole || json_object_set_new(texts, language, string_renamed(f, str_of(whole), "text")) != 0;
    }
    set(f, tree, "text", texts);
}

static json_t *group_flat(struct flattening *f, const struct question *group)
{
    bool counted = group_is_counted(group);
    json_t *tree = json_object();
    set(f, tree, "id", json_stringn(group->id.at, group->id.length));
    set(f, tree, "type", json_string(counted ? "number" : "statement"));
    set(f, tree, "text", renamed(f, group->text, "text"));
    if (group->hint)
        set(f, tree, "hint", renamed(f, group->hint, "hint"));
    if (counted) {
        set(f, tree, "low", json_integer(group->scale_low));
        set(f, tree, "high", json_integer(group->scale_high));
    }
    if (json_is_true(json_object_get(group->source, "new_page")))
        set(f, tree, "new_page", json_true());
    return tree;
}

static json_t *question_flat(struct flattening *f, const struct question *q)
{
    json_t *tree = q->type == QUESTION_GROUP ? group_flat(f, q) : renamed(f, q->source, "");
    struct buf text = buf_new(1 << 20);
    if (f->ids[question_index(f->survey, q)])
        set(f, tree, "id", json_string(f->ids[question_index(f->survey, q)]));
    if (q->round)
        name_round(f, q, tree);
    if (q->condition) {
        condition_write(q->condition, &text);
        json_t *condition = text.failed ? NULL : json_loadb(text.at, text.length, 0, NULL);
        set(f, tree, "show_if", condition ? renamed(f, condition, "") : NULL);
        json_decref(condition);
    }
    buf_free(&text);
    return tree;
}

enum err survey_flat(struct arena *arena, const struct survey_definition *survey, struct survey_definition **flat, struct fault *why)
{
    struct flattening f = {arena, survey, arena_take_array(arena, survey->questions_count + 1, sizeof *f.ids), false};
    json_t *tree = json_copy((json_t *)survey->source), *list = json_array();
    if (json_keep(arena, tree) != ERR_NONE || json_keep(arena, list) != ERR_NONE || !f.ids)
        return ERR_MEMORY;
    for (size_t i = 0; i < survey->questions_count; i += 1 + survey->questions[i].parts_count)
        if (survey->questions[i].round)
            f.ids[i] = flat_id(&f, &survey->questions[i]);
    for (size_t i = 0; i < survey->questions_count; i += 1 + survey->questions[i].parts_count)
        f.failed |= json_array_append_new(list, question_flat(&f, &survey->questions[i])) != 0;
    f.failed |= json_object_set(tree, "questions", list) != 0;
    (void)json_object_del(tree, "quotas"); /* which nobody else counts; the report says so */
    return f.failed ? ERR_MEMORY : survey_read_flat(arena, tree, flat, why);
}
