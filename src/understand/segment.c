#include "understand/segment.h"
#include "segment.sql.h"

#include <stdio.h>
#include <string.h>

enum { NAMED_MAX = 3, DETAIL_TEXT = 400 };

/* ---- a segment's own condition ---- */
static bool figures_know(void *context, struct str field)
{
    struct condition_path path;
    (void)context;
    return condition_path(field, &path) && path.root != FIELD_ROOT_CUSTOMER && path.root != FIELD_ROOT_CUSTOMER_ATTRIBUTES;
}

/* Where it goes deepest: among other conditions, negated, beside other segments. */
static enum err check_inside_others(const json_t *condition, struct arena *arena, struct fault *why)
{
    const struct condition *whole;
    struct fault deep = {0};
    json_t *tree = json_pack("{s:[{s:{s:[O]}}]}", "all", "not", "any", (json_t *)condition);
    enum err err = json_keep(arena, tree);
    if (err == ERR_NONE)
        err = condition_read(arena, tree, figures_know, NULL, &whole, &deep);
    return err == ERR_INVALID ? fault_set(why, err, deep.slug, "",
                                          "A segment is used inside other conditions, so its own may be nested at most 5 levels deep and "
                                          "have at most 61 parts.")
                              : err;
}

enum err segment_check(const struct segment_in *in, struct arena *arena, struct fault *why)
{
    const struct condition *condition;
    enum err err = condition_read(arena, in->condition, figures_know, NULL, &condition, why);
    if (err == ERR_NONE)
        err = check_inside_others(in->condition, arena, why);
    if (err == ERR_INVALID)
        fault_prefix(why, "condition");
    return err;
}

/* ---- in the place of its name ---- */
static bool leaf_names(const json_t *leaf)
{
    return str_is(json_str(json_object_get(leaf, "field")), "segment");
}

bool segment_named(struct str text)
{
    static const char word[] = "\"segment\"";
    return text.at && memmem(text.at, text.length, word, sizeof word - 1) != NULL;
}

static size_t id_put(const json_t *value, int64_t *ids, size_t most, size_t count)
{
    if (!json_is_integer(value) || count == most)
        return count;
    for (size_t i = 0; i < count; i++)
        if (ids[i] == json_integer_value(value))
            return count;
    ids[count] = json_integer_value(value);
    return count + 1;
}

/* As deep as json_parse lets through. */
size_t segment_ids(const json_t *tree, int64_t *ids, size_t most, size_t count)
{
    const char *name;
    json_t *part;
    size_t i;
    if (json_is_object(tree) && leaf_names(tree)) {
        const json_t *value = json_object_get(tree, "value");
        json_array_foreach((json_t *)value, i, part) count = id_put(part, ids, most, count);
        return id_put(value, ids, most, count);
    }
    json_object_foreach((json_t *)tree, name, part) count = segment_ids(part, ids, most, count);
    json_array_foreach((json_t *)tree, i, part) count = segment_ids(part, ids, most, count);
    return count;
}

struct placing {
    struct store *store;
    int64_t workspace_id, reader_id;
    struct arena *arena;
    struct fault *why;
};

/* A new reference. */
static enum err condition_of(const struct placing *p, const json_t *id, json_t **condition)
{
    struct segment_condition_row row = {0};
    if (!json_is_integer(id))
        return fault_set(p->why, ERR_INVALID, "wrong_type", "value", "A segment is named by its number.");
    struct segment_condition_in in = {p->workspace_id, p->reader_id, json_integer_value(id)};
    enum err err = sql_segment_condition(p->store, &in, p->arena, &row);
    if (err == ERR_NOT_FOUND)
        return fault_set(p->why, ERR_INVALID, "unknown_segment", "value", "There is no segment %lld.", (long long)in.id);
    return err == ERR_NONE ? json_parse(row.condition, condition, p->why) : err;
}

/* {"any":[…]} of the segments a leaf names. */
static enum err any_of(const struct placing *p, const json_t *value, json_t **any)
{
    json_t *list = json_array();
    size_t count = json_is_array(value) ? json_array_size(value) : 1;
    enum err err = list ? ERR_NONE : ERR_MEMORY;
    for (size_t i = 0; i < count && err == ERR_NONE; i++) {
        json_t *condition = NULL;
        err = condition_of(p, json_is_array(value) ? json_array_get(value, i) : value, &condition);
        if (err == ERR_NONE && json_array_append_new(list, condition) != 0)
            err = ERR_MEMORY;
    }
    if (err == ERR_NONE && count == 1) /* one node less of the eight that a condition may be deep */
        *any = json_incref(json_array_get(list, 0));
    else if (err == ERR_NONE)
        *any = json_pack("{s:O}", "any", list);
    json_decref(list);
    return err == ERR_NONE && !*any ? ERR_MEMORY : err;
}

static enum err leaf_replace(const struct placing *p, json_t *leaf)
{
    struct str op = json_str(json_object_get(leaf, "op"));
    const json_t *value = json_object_get(leaf, "value");
    bool listed = str_is(op, "in") || str_is(op, "not_in"), negated = str_is(op, "ne") || str_is(op, "not_in");
    if (!listed && !negated && !str_is(op, "eq"))
        return fault_set(p->why, ERR_INVALID, "unknown_value", "op", "A segment is compared with \"eq\", \"ne\", \"in\" or \"not_in\".");
    if (listed != json_is_array(value))
        return fault_set(p->why, ERR_INVALID, "wrong_type", "value", "\"in\" and \"not_in\" take a list of segments, the others one.");
    json_t *any = NULL;
    enum err err = any_of(p, value, &any);
    if (err != ERR_NONE)
        return err;
    json_object_clear(leaf);
    err = negated ? (json_object_set_new(leaf, "not", any) == 0 ? ERR_NONE : ERR_MEMORY)
                  : (json_object_update(leaf, any) == 0 ? ERR_NONE : ERR_MEMORY);
    if (!negated)
        json_decref(any);
    return err;
}

/* As deep as json_parse lets through; what is no condition is condition_read's to refuse. */
static enum err place_all(const struct placing *p, json_t *node)
{
    enum err err = ERR_NONE;
    char field[32];
    if (!json_is_object(node))
        return err;
    if (leaf_names(node))
        return leaf_replace(p, node);
    if (json_object_get(node, "not")) {
        err = place_all(p, json_object_get(node, "not"));
        if (err == ERR_INVALID)
            fault_prefix(p->why, "not");
        return err;
    }
    for (int of = 0; of < 2; of++) {
        json_t *list = json_object_get(node, of ? "any" : "all");
        for (size_t i = 0; i < json_array_size(list) && err == ERR_NONE; i++) {
            err = place_all(p, json_array_get(list, i));
            snprintf(field, sizeof field, "%s[%zu]", of ? "any" : "all", i);
            if (err == ERR_INVALID)
                fault_prefix(p->why, field);
        }
    }
    return err;
}

enum err segment_condition_parse(struct store *store, int64_t workspace_id, int64_t reader_id, struct arena *arena, struct str text,
                                 const struct condition **out, struct fault *why)
{
    json_t *tree;
    if (!segment_named(text))
        return condition_parse(arena, text, out, why);
    *out = NULL;
    enum err err = json_read(arena, text, &tree, why);
    return err == ERR_NONE ? segment_condition_read(store, workspace_id, reader_id, arena, tree, out, why) : err;
}

enum err segment_condition_read(struct store *store, int64_t workspace_id, int64_t reader_id, struct arena *arena, const json_t *tree,
                                const struct condition **out, struct fault *why)
{
    struct placing p = {store, workspace_id, reader_id, arena, why};
    *out = NULL;
    if (!tree)
        return ERR_NONE;
    json_t *copy = json_deep_copy(tree);
    enum err err = json_keep(arena, copy);
    if (err == ERR_NONE)
        err = place_all(&p, copy);
    return err == ERR_NONE ? condition_read(arena, copy, NULL, NULL, out, why) : err;
}

/* ---- rows ---- */
struct reading {
    bool (*each)(void *context, const struct segment *segment);
    void *context;
};

static bool segment_seen(void *context, const struct segment_all_row *row)
{
    struct reading *reading = context;
    struct segment segment = {row->id,         row->owner_id,    row->revision, row->uses,
                              row->changed_at, row->shared != 0, row->name,     row->condition};
    return reading->each(reading->context, &segment);
}

enum err segments(struct store *store, int64_t workspace_id, int64_t reader_id, int64_t only,
                  bool (*each)(void *context, const struct segment *segment), void *context)
{
    struct reading reading = {each, context};
    return sql_segment_all(store, &(struct segment_all_in){workspace_id, reader_id, only}, segment_seen, &reading);
}

struct view_reading {
    bool (*each)(void *context, const struct segment_view *view);
    void *context;
};

static bool view_seen(void *context, const struct segment_views_row *row)
{
    struct view_reading *reading = context;
    struct segment_view view = {row->id, row->seen != 0, row->seen ? row->name : (struct str){0}};
    return reading->each(reading->context, &view);
}

enum err segment_views(struct store *store, int64_t workspace_id, int64_t reader_id, int64_t segment_id,
                       bool (*each)(void *context, const struct segment_view *view), void *context)
{
    struct view_reading reading = {each, context};
    return sql_segment_views(store, &(struct segment_views_in){workspace_id, reader_id, segment_id}, view_seen, &reading);
}

struct scheme_reading {
    bool (*each)(void *context, struct str slug);
    void *context;
};

static bool scheme_row_seen(void *context, const struct segment_schemes_row *row)
{
    struct scheme_reading *reading = context;
    return reading->each(reading->context, row->slug);
}

enum err segment_schemes(struct store *store, int64_t workspace_id, int64_t segment_id, bool (*each)(void *context, struct str slug),
                         void *context)
{
    struct scheme_reading reading = {each, context};
    return sql_segment_schemes(store, &(struct segment_schemes_in){workspace_id, segment_id}, scheme_row_seen, &reading);
}

static enum err segment_standing(struct store *store, int64_t workspace_id, int64_t id, struct standing *standing)
{
    struct segment_standing_row row = {0};
    enum err err = sql_segment_standing(store, &(struct segment_standing_in){workspace_id, id}, NULL, &row);
    *standing = (struct standing){row.owner_id, row.revision, row.shared != 0};
    return err;
}

/* ---- which views speak of it ---- */
enum err segment_uses_store(struct store *store, const struct fact *fact, const struct view_change *change, int64_t owner_id,
                            struct fault *why)
{
    enum err err = sql_segment_use_forget(store, &(struct segment_use_forget_in){fact->workspace_id, fact->subject_id}, NULL);
    for (size_t i = 0; i < change->segments_count && err == ERR_NONE; i++) {
        int64_t id = change->segments[i];
        struct standing standing;
        err = segment_standing(store, fact->workspace_id, id, &standing);
        bool seen = err == ERR_NONE && (standing.shared || standing.owner_id == fact->actor.id || standing.owner_id == owner_id);
        if (err == ERR_NOT_FOUND || (err == ERR_NONE && !seen))
            return fault_set(why, ERR_INVALID, "unknown_segment", "address", "There is no segment %lld.", (long long)id);
        if (err == ERR_NONE && change->in->shared && !standing.shared)
            return fault_set(why, ERR_INVALID, "segment_not_shared", "address",
                             "A shared view may only speak of shared segments, or others could not open it.");
        if (err == ERR_NONE)
            err = sql_segment_use_insert(store, &(struct segment_use_insert_in){fact->workspace_id, id, fact->subject_id}, NULL);
    }
    return err;
}

enum err segment_weightings_store(struct store *store, const struct fact *fact, const int64_t *segments, size_t count, struct fault *why)
{
    enum err err = sql_segment_weighting_forget(store, &(struct segment_weighting_forget_in){fact->workspace_id, fact->subject_id}, NULL);
    for (size_t i = 0; i < count && err == ERR_NONE; i++) {
        struct standing standing;
        err = segment_standing(store, fact->workspace_id, segments[i], &standing);
        if (err == ERR_NOT_FOUND || (err == ERR_NONE && !standing.shared))
            return fault_set(why, ERR_INVALID, err == ERR_NONE ? "segment_not_shared" : "unknown_segment", "sample",
                             "A weight scheme is everybody's, so it may only speak of shared segments.");
        struct segment_weighting_insert_in in = {fact->workspace_id, segments[i], fact->subject_id};
        if (err == ERR_NONE)
            err = sql_segment_weighting_insert(store, &in, NULL);
    }
    return err;
}

struct users {
    char names[DETAIL_TEXT];
    size_t length, named, others;
};

static void user_named(struct users *users, struct str name)
{
    int wrote = snprintf(users->names + users->length, sizeof users->names - users->length, "%s\"%.*s\"", users->named++ ? ", " : "",
                         STR_ARGS(name));
    users->length += wrote > 0 && (size_t)wrote < sizeof users->names - users->length ? (size_t)wrote : 0;
}

static bool user_seen(void *context, const struct segment_view *view)
{
    struct users *users = context;
    if (view->seen && users->named < NAMED_MAX)
        user_named(users, view->name);
    else
        users->others++;
    return true;
}

static bool scheme_seen(void *context, struct str slug)
{
    struct users *users = context;
    if (users->named < NAMED_MAX)
        user_named(users, slug);
    else
        users->others++;
    return true;
}

static enum err in_use(struct store *store, const struct fact *fact, struct fault *why)
{
    struct users users = {.length = 0};
    enum err err = segment_views(store, fact->workspace_id, fact->actor.id, fact->subject_id, user_seen, &users);
    if (err == ERR_NONE)
        err = segment_schemes(store, fact->workspace_id, fact->subject_id, scheme_seen, &users);
    if (err != ERR_NONE || users.named + users.others == 0)
        return err;
    if (!users.named)
        return fault_set(why, ERR_CONFLICT, "segment_in_use", "", "%zu saved views of others speak of it.", users.others);
    if (!users.others)
        return fault_set(why, ERR_CONFLICT, "segment_in_use", "", "Saved views or weight schemes speak of it: %s.", users.names);
    return fault_set(why, ERR_CONFLICT, "segment_in_use", "", "Saved views or weight schemes speak of it: %s, and %zu more.", users.names,
                     users.others);
}

/* Taken back, it would be missing where others look. */
static enum err may_unshare(struct store *store, const struct fact *fact, int64_t owner_id, struct fault *why)
{
    struct segment_uses_beyond_row row = {0};
    struct segment_uses_beyond_in in = {fact->workspace_id, fact->subject_id, owner_id};
    enum err err = sql_segment_uses_beyond(store, &in, NULL, &row);
    return err == ERR_NONE && row.count ? in_use(store, fact, why) : err;
}

static enum err segment_add(struct store *store, struct fact *fact, const struct segment_change *change, struct fault *why)
{
    struct segment_count_row all = {0};
    enum err err = sql_segment_count(store, &(struct segment_count_in){fact->workspace_id, fact->actor.id}, NULL, &all);
    if (err == ERR_NONE)
        err = owned_may_add(all.count, SEGMENTS_MAX, "segments", why);
    fact->subject_id = fact->number;
    struct segment_insert_in in = {fact->workspace_id, fact->number,      fact->actor.id, change->in->shared,
                                   change->in->name,   change->condition, fact->at_ms};
    return err == ERR_NONE ? sql_segment_insert(store, &in, NULL) : err;
}

enum err segment_store(struct store *store, struct fact *fact, struct fault *why)
{
    const struct segment_change *change = fact->body;
    struct standing standing;
    fact->payload = deed_payload(change->deed);
    if (change->deed == DEED_ADD)
        return segment_add(store, fact, change, why);
    fact->subject_id = change->segment_id;
    enum err err = segment_standing(store, fact->workspace_id, change->segment_id, &standing);
    if (err == ERR_NONE)
        err = owned_may_change(fact, &standing, change->manages, why);
    if (err == ERR_NONE && change->deed == DEED_REMOVE)
        err = in_use(store, fact, why);
    else if (err == ERR_NONE && standing.shared && !change->in->shared)
        err = may_unshare(store, fact, standing.owner_id, why);
    if (err != ERR_NONE)
        return err;
    if (change->deed == DEED_REMOVE)
        return sql_segment_delete(store, &(struct segment_delete_in){fact->workspace_id, change->segment_id}, NULL);
    struct segment_update_in in = {fact->workspace_id, change->segment_id, change->in->shared, change->in->name,
                                   change->condition,  fact->at_ms,        fact->number};
    return sql_segment_update(store, &in, NULL);
}
