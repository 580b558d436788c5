#include "listen/survey_copy.h"
#include "listen/piping.h"

struct copying {
    const struct listen *listen;
    int64_t workspace_id;
    struct survey_copy *copy;
};

static void name_add(struct copy_names *names, struct str name)
{
    for (size_t i = 0; i < names->count; i++)
        if (str_equal(names->items[i], name))
            return;
    if (name.length && names->count < COPY_NAMES_MAX)
        names->items[names->count++] = name;
}

static void values_add(struct copying *c, enum condition_root root, const json_t *value)
{
    for (size_t i = 0; json_is_array(value) && i < json_array_size(value); i++)
        values_add(c, root, json_array_get(value, i));
    struct str name = json_str(value);
    if (root == FIELD_ROOT_UNIT)
        name_add(&c->copy->units, name);
    else if (name.length && !listen_touchpoint(c->listen, c->workspace_id, name))
        name_add(&c->copy->touchpoints, name);
}

static void leaf_look(struct copying *c, const json_t *leaf)
{
    struct condition_path path;
    struct str field = json_str(json_object_get(leaf, "field"));
    if (!field.at || !condition_path(field, &path))
        return;
    if (path.root == FIELD_ROOT_ATTRIBUTES)
        name_add(&c->copy->attributes, path.name);
    if (path.root == FIELD_ROOT_UNIT || path.root == FIELD_ROOT_TOUCHPOINT)
        values_add(c, path.root, json_object_get(leaf, "value"));
}

static void text_look(struct copying *c, struct str text)
{
    struct str before, name, rest;
    while (piping_next(&text, &before, &name))
        if (piping_name(name, &rest) == PIPING_ATTRIBUTE)
            name_add(&c->copy->attributes, rest);
}

/* Recursion ends at JSON_DEPTH_MAX: the tree was read. */
static void look(struct copying *c, const json_t *tree)
{
    const char *name;
    json_t *value;
    size_t i;
    if (json_is_object(tree))
        leaf_look(c, tree);
    json_object_foreach((json_t *)tree, name, value) look(c, value);
    json_array_foreach((json_t *)tree, i, value) look(c, value);
    if (json_is_string(tree))
        text_look(c, json_str(tree));
}

/* `told` is the same object of a tree that keeps everything: names point into it. */
static void touchpoint_drop(struct copying *c, json_t *of, const json_t *told)
{
    struct str name = json_str(json_object_get(told, "touchpoint"));
    if (!name.length || listen_touchpoint(c->listen, c->workspace_id, name))
        return;
    name_add(&c->copy->touchpoints, name);
    json_object_del(of, "touchpoint");
}

/* Pictures are a workspace's own: elsewhere what has one stands without. */
static void pictures_drop(struct copying *c, json_t *tree)
{
    const char *name;
    json_t *value;
    size_t i;
    if (json_is_object(tree) && json_object_del(tree, "picture") == 0)
        c->copy->pictures++;
    json_object_foreach(tree, name, value) pictures_drop(c, value);
    json_array_foreach(tree, i, value) pictures_drop(c, value);
}

static void questions_drop(struct copying *c, json_t *list, const json_t *told)
{
    size_t i;
    json_t *question;
    json_array_foreach(list, i, question)
    {
        const json_t *same = json_array_get(told, i);
        touchpoint_drop(c, question, same);
        questions_drop(c, json_object_get(question, "questions"), json_object_get(same, "questions"));
    }
}

enum err survey_copy(const struct listen *listen, int64_t to_workspace_id, bool elsewhere, const json_t *tree, struct str slug,
                     struct arena *arena, struct survey_copy **copy, struct fault *why)
{
    struct copying c = {listen, to_workspace_id, arena_new_object(arena, struct survey_copy)};
    json_t *own = json_deep_copy(tree), *kept = json_deep_copy(tree);
    enum err err = json_keep(arena, own);
    if (json_keep(arena, kept) != ERR_NONE || err != ERR_NONE || !c.copy ||
        json_object_set_new(own, "slug", json_stringn(slug.at, slug.length)) != 0)
        return ERR_MEMORY;
    *copy = c.copy;
    look(&c, kept);
    touchpoint_drop(&c, own, kept);
    questions_drop(&c, json_object_get(own, "questions"), json_object_get(kept, "questions"));
    if (elsewhere)
        pictures_drop(&c, own);
    return listen_check_survey(listen, to_workspace_id, own, arena, &c.copy->put, why);
}
