/* A survey without groups, for programs that know none: every round's questions stand one after another under names that any program takes
 * ("visits_2_ease"), with the conditions of the rounds; how many rounds were added is asked as a number. */
#include "listen/piping.h"
#include "listen/survey_inside.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

enum { FLAT_ID_MAX = 40, TEXT_BYTES_MAX = 64 << 10 };

struct flattening {
    struct arena *arena;
    const struct survey_definition *survey;
    const char **ids; /* by question; NULL: as it was */
    bool *kept;       /* by question: a group that stays one */
    bool failed;
};

static bool is_kept(const struct flattening *f, const struct question *group)
{
    return group && f->kept[question_index(f->survey, group)];
}

/* Not asked by itself: the first round stands for all of them. */
static bool is_left_out(const struct flattening *f, const struct question *q)
{
    return q->round && q->round->number > 1 && is_kept(f, q->group);
}

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
    struct str name = is_kept(f, q->group) ? q->own_id : q->id;
    for (size_t i = 0; i < name.length && length < FLAT_ID_MAX; i++)
        if (name.at[i] != ']')
            id[length++] = isalnum((unsigned char)name.at[i]) ? name.at[i] : '_';
    id[length] = '\0';
    size_t kept = length < FLAT_ID_MAX - 4 ? length : FLAT_ID_MAX - 4;
    for (int n = 2; taken(f, id); n++)
        snprintf(id + kept, sizeof id - kept, "_%d", n);
    return str_keep(f->arena, str_of(id)).at;
}

/* "visits[2].ease.opt_out", and in a group that is kept "visits.ease.opt_out": the question's new name, and what stands behind it. */
static void put_name(const struct flattening *f, struct str name, struct buf *out)
{
    for (size_t i = 0; i < f->survey->questions_count; i++) {
        const struct question *q = &f->survey->questions[i];
        struct str id = q->id, rest = name;
        if (is_kept(f, q->group) && group_named(q->group, name, &rest))
            id = q->own_id;
        else
            rest = name;
        bool is = f->ids[i] && rest.length >= id.length && memcmp(rest.at, id.at, id.length) == 0;
        if (!is || (rest.length > id.length && rest.at[id.length] != '.'))
            continue;
        buf_add_text(out, f->ids[i]);
        buf_add(out, rest.at + id.length, rest.length - id.length);
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
    bool counted = group_is_counted(group) && !is_kept(f, group);
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

/* As the definition has it, before a round was written into it. */
static const json_t *source_of(const struct question *q)
{
    return json_array_get(json_object_get(q->group->source, "questions"), q->place);
}

static json_t *question_kept(struct flattening *f, const struct question *q)
{
    json_t *tree = renamed(f, source_of(q), "");
    set(f, tree, "id", json_string(f->ids[question_index(f->survey, q)]));
    return tree;
}

static json_t *question_flat(struct flattening *f, const struct question *q)
{
    if (is_kept(f, q->group))
        return question_kept(f, q);
    json_t *tree = q->type == QUESTION_GROUP ? group_flat(f, q) : renamed(f, q->source, "");
    struct buf text = buf_new(1 << 20);
    if (f->ids[question_index(f->survey, q)])
        set(f, tree, "id", json_string(f->ids[question_index(f->survey, q)]));
    if (q->round)
        name_round(f, q, tree);
    if (q->own_condition) {
        condition_write(q->own_condition, &text);
        json_t *condition = text.failed ? NULL : json_loadb(text.at, text.length, 0, NULL);
        set(f, tree, "show_if", condition ? renamed(f, condition, "") : NULL);
        json_decref(condition);
    }
    buf_free(&text);
    return tree;
}

/* ---- which groups can stay ---- */

/* The definition of `tree` has, behind `opening`, the group's id and one of the signs that follow. */
static bool says(struct str tree, const char *opening, struct str id, const char *signs)
{
    char wanted[FLAT_ID_MAX + 32];
    int length = snprintf(wanted, sizeof wanted, "%s%.*s", opening, STR_ARGS(id));
    for (const char *at = tree.at; (at = memmem(at, (size_t)(tree.at + tree.length - at), wanted, (size_t)length)); at += length)
        if (strchr(signs, at[length]))
            return true;
    return false;
}

/* Inside, only the same round is looked at, which every program with groups knows; outside, nothing is. */
static bool looks_into(const struct question *q, const struct question *group)
{
    bool inside = q->group == group;
    char *text = json_dumps(inside ? source_of(q) : q->source, 0);
    struct str tree = str_of(text ? text : "");
    bool looks =
        !text || says(tree, "answers.", group->id, inside ? "[\" }" : "[.\" }") || says(tree, "\"", group->id, inside ? "[" : "[.");
    free(text);
    return looks;
}

static void groups_keep(struct flattening *f, bool (*keeps)(const struct question *group))
{
    const struct survey_definition *survey = f->survey;
    for (size_t i = 0; keeps && i < survey->questions_count; i++) {
        const struct question *group = &survey->questions[i];
        bool stays = group->type == QUESTION_GROUP && !group->parent && keeps(group);
        for (size_t k = 0; stays && k < survey->questions_count; k += 1 + survey->questions[k].parts_count) {
            const struct question *q = &survey->questions[k];
            stays = q == group || (q->round && q->round->number > 1) || !looks_into(q, group);
        }
        f->kept[i] = stays;
    }
}

/* What was read as words between the questions is the group again. */
static void groups_mark(const struct flattening *f, struct survey_definition *flat)
{
    const struct question *within = NULL;
    for (size_t i = 0, j = 0; i < f->survey->questions_count && j < flat->questions_count; i += 1 + f->survey->questions[i].parts_count) {
        const struct question *q = &f->survey->questions[i];
        struct question *same = &flat->questions[j];
        if (is_left_out(f, q))
            continue;
        if (f->kept[i]) {
            same->type = QUESTION_GROUP;
            same->scale_low = q->scale_low, same->scale_high = q->scale_high;
            within = same;
        } else if (is_kept(f, q->group))
            for (size_t k = 0; k <= same->parts_count; k++)
                same[k].group = within;
        j += 1 + same->parts_count;
    }
}

enum err survey_flat(struct arena *arena, const struct survey_definition *survey, bool (*keeps)(const struct question *group),
                     struct survey_definition **flat, struct fault *why)
{
    struct flattening f = {arena, survey, arena_take_array(arena, survey->questions_count + 1, sizeof *f.ids),
                           arena_take_array(arena, survey->questions_count + 1, sizeof *f.kept), false};
    json_t *tree = json_copy((json_t *)survey->source), *list = json_array();
    if (json_keep(arena, tree) != ERR_NONE || json_keep(arena, list) != ERR_NONE || !f.ids || !f.kept)
        return ERR_MEMORY;
    groups_keep(&f, keeps);
    for (size_t i = 0; i < survey->questions_count; i += 1 + survey->questions[i].parts_count)
        if (survey->questions[i].round && !is_left_out(&f, &survey->questions[i]))
            f.ids[i] = flat_id(&f, &survey->questions[i]);
    for (size_t i = 0; i < survey->questions_count; i += 1 + survey->questions[i].parts_count)
        if (!is_left_out(&f, &survey->questions[i]))
            f.failed |= json_array_append_new(list, question_flat(&f, &survey->questions[i])) != 0;
    f.failed |= json_object_set(tree, "questions", list) != 0;
    (void)json_object_del(tree, "quotas"); /* which nobody else counts; the report says so */
    enum err err = f.failed ? ERR_MEMORY : survey_read_flat(arena, tree, flat, why);
    if (err == ERR_NONE)
        groups_mark(&f, *flat);
    return err;
}
