#include "listen/touchpoint.h"
#include "listen.sql.h"
#include "listen/inside.h"
#include "listen/moment.h"

#include <stdlib.h>

enum { NAME_MAX_CHARACTERS = 100, TARGETS_MAX = 3, MEMORY_MAX = 1 << 20 };

void touchpoint_memory_free(struct touchpoint_memory *memory)
{
    arena_free(memory->arena);
    free(memory);
}

static enum err copy_texts(struct arena *arena, const struct touchpoint *from, struct touchpoint *to)
{
    const struct str *const in[] = {&from->slug,  &from->stage,   &from->kind,   &from->direction,
                                    &from->owner, &from->promise, &from->moment, &from->owner_function};
    struct str *const out[] = {&to->slug,  &to->stage,   &to->kind,   &to->direction,
                               &to->owner, &to->promise, &to->moment, &to->owner_function};
    for (size_t i = 0; i < sizeof in / sizeof *in; i++)
        if (!(*out[i] = str_keep(arena, *in[i])).at)
            return ERR_MEMORY;
    size_t count = from->target_emotions.count;
    to->target_emotions = (struct str_list){arena_take_array(arena, count, sizeof(struct str)), count};
    for (size_t i = 0; to->target_emotions.items && i < count; i++)
        if (!(to->target_emotions.items[i] = str_keep(arena, from->target_emotions.items[i])).at)
            return ERR_MEMORY;
    json_t *name = json_deep_copy(from->name);
    to->name = name;
    return to->target_emotions.items ? json_keep(arena, name) : ERR_MEMORY;
}

static enum err fill(struct touchpoint_memory *memory, const struct touchpoint *from)
{
    struct arena *arena = arena_new(MEMORY_MAX);
    struct touchpoint to = *from;
    enum err err = arena ? copy_texts(arena, from, &to) : ERR_MEMORY;
    if (err != ERR_NONE) {
        arena_free(arena);
        return err;
    }
    arena_free(memory->arena);
    memory->arena = arena;
    memory->touchpoint = to;
    return ERR_NONE;
}

static enum err remember(struct workspace_memory *workspace, const struct touchpoint *touchpoint)
{
    struct touchpoint_memory *memory = calloc(1, sizeof *memory);
    enum err err = memory ? fill(memory, touchpoint) : ERR_MEMORY;
    if (err == ERR_NONE)
        err = map_put(workspace->touchpoints_by_slug, touchpoint->slug, memory, NULL);
    if (err == ERR_NONE)
        return pointer_add((void ***)&workspace->touchpoints, &workspace->touchpoints_count, memory);
    if (memory)
        touchpoint_memory_free(memory);
    return err;
}

struct loading {
    struct listen *listen;
    enum err err;
};

static enum err load(struct listen *listen, const struct touchpoint_all_row *row, struct arena *arena)
{
    struct workspace_memory *workspace = workspace_memory(listen, row->workspace_id);
    json_t *name;
    struct touchpoint t = {.id = row->id,
                           .revision = row->revision,
                           .slug = row->slug,
                           .stage = row->stage,
                           .kind = row->kind,
                           .direction = row->direction,
                           .owner = row->owner,
                           .promise = row->promise,
                           .has_volume = row->has_volume_month,
                           .volume_month = row->volume_month,
                           .reviewed = row->has_reviewed_on,
                           .reviewed_on = (int32_t)row->reviewed_on,
                           .moment = row->moment,
                           .owner_function = row->owner_function};
    enum err err = json_read(arena, row->name, &name, NULL);
    if (err == ERR_NONE)
        err = texts_read(arena, row->target_emotions, &t.target_emotions.items, &t.target_emotions.count);
    t.name = name;
    return err == ERR_NONE && workspace ? remember(workspace, &t) : err;
}

static bool load_row(void *context, const struct touchpoint_all_row *row)
{
    struct loading *loading = context;
    struct arena *arena = arena_new(MEMORY_MAX);
    loading->err = arena ? load(loading->listen, row, arena) : ERR_MEMORY;
    arena_free(arena);
    return loading->err == ERR_NONE;
}

enum err touchpoints_load(struct listen *listen, struct store *store, struct fault *why)
{
    struct loading loading = {listen, ERR_NONE};
    enum err err = sql_touchpoint_all(store, NULL, load_row, &loading);
    err = err == ERR_NONE ? loading.err : err;
    return err == ERR_NONE ? err : fault_set(why, err, "store_read", "", "The touchpoints could not be read from the store.");
}

void touchpoint_apply(struct listen *listen, const struct fact *fact)
{
    struct workspace_memory *workspace = workspace_memory(listen, fact->workspace_id);
    struct touchpoint touchpoint = ((const struct touchpoint_put *)fact->body)->touchpoint;
    must(workspace);
    touchpoint.id = fact->subject_id;
    touchpoint.revision = fact->number;
    struct touchpoint_memory *memory = map_get(workspace->touchpoints_by_slug, touchpoint.slug);
    if (fact->kind == FACT_TOUCHPOINT_REVIEWED) {
        must(memory);
        memory->touchpoint.reviewed = true;
        memory->touchpoint.reviewed_on = touchpoint.reviewed_on;
        memory->touchpoint.revision = fact->number;
        return;
    }
    if (memory) {
        touchpoint.reviewed = memory->touchpoint.reviewed;
        touchpoint.reviewed_on = memory->touchpoint.reviewed_on;
    }
    must((memory ? fill(memory, &touchpoint) : remember(workspace, &touchpoint)) == ERR_NONE);
}

/* ---- store ---- */

static enum err insert(struct store *store, struct fact *fact, const struct touchpoint *t, struct str name, struct str emotions,
                       struct fault *why)
{
    enum err err = sql_touchpoint_insert(store,
                                         &(struct touchpoint_insert_in){.workspace_id = fact->workspace_id,
                                                                        .id = fact->number,
                                                                        .slug = t->slug,
                                                                        .name = name,
                                                                        .stage = t->stage,
                                                                        .kind = t->kind,
                                                                        .direction = t->direction,
                                                                        .owner = t->owner,
                                                                        .promise = t->promise,
                                                                        .target_emotions = emotions,
                                                                        .has_volume_month = t->has_volume,
                                                                        .volume_month = t->volume_month,
                                                                        .moment = t->moment,
                                                                        .owner_function = t->owner_function},
                                         NULL);
    fact->subject_id = fact->number;
    if (err == ERR_CONFLICT)
        return fault_set(why, err, "taken", "slug", "There is already a touchpoint \"%.*s\".", STR_ARGS(t->slug));
    return err;
}

static enum err update(struct store *store, struct fact *fact, const struct touchpoint *t, struct str name, struct str emotions)
{
    return sql_touchpoint_update(store,
                                 &(struct touchpoint_update_in){.workspace_id = fact->workspace_id,
                                                                .id = fact->subject_id,
                                                                .name = name,
                                                                .stage = t->stage,
                                                                .kind = t->kind,
                                                                .direction = t->direction,
                                                                .owner = t->owner,
                                                                .promise = t->promise,
                                                                .target_emotions = emotions,
                                                                .has_volume_month = t->has_volume,
                                                                .volume_month = t->volume_month,
                                                                .moment = t->moment,
                                                                .owner_function = t->owner_function,
                                                                .revision = fact->number},
                                 NULL);
}

static enum err find(struct store *store, struct fact *fact, const struct touchpoint_put *put, struct arena *arena, struct fault *why)
{
    struct touchpoint_find_row row;
    struct str slug = put->touchpoint.slug;
    enum err err = sql_touchpoint_find(store, &(struct touchpoint_find_in){fact->workspace_id, slug}, arena, &row);
    if (err == ERR_NOT_FOUND)
        return fault_set(why, err, "not_found", "", "There is no touchpoint \"%.*s\".", STR_ARGS(slug));
    if (err != ERR_NONE)
        return err;
    if (put->expected_revision && put->expected_revision != row.revision)
        return fault_set(why, ERR_STALE, "stale", "", "The touchpoint \"%.*s\" was changed meanwhile; read it again.", STR_ARGS(slug));
    fact->subject_id = row.id;
    return ERR_NONE;
}

static enum err review(struct store *store, struct fact *fact, const struct touchpoint_put *put, struct arena *arena, struct fault *why)
{
    enum err err = find(store, fact, put, arena, why);
    if (err != ERR_NONE)
        return err;
    return sql_touchpoint_review(
        store, &(struct touchpoint_review_in){fact->workspace_id, fact->subject_id, put->touchpoint.reviewed_on, fact->number}, NULL);
}

enum err touchpoint_store(struct store *store, struct fact *fact, struct arena *arena, struct fault *why)
{
    const struct touchpoint_put *put = fact->body;
    const struct touchpoint *t = &put->touchpoint;
    if (fact->kind == FACT_TOUCHPOINT_REVIEWED)
        return review(store, fact, put, arena, why);
    struct str name = json_kept(arena, t->name);
    struct str emotions = texts_kept(arena, t->target_emotions.items, t->target_emotions.count);
    if (!name.at || !emotions.at)
        return ERR_MEMORY;
    if (fact->kind == FACT_TOUCHPOINT_ADDED)
        return insert(store, fact, t, name, emotions, why);
    enum err err = find(store, fact, put, arena, why);
    return err == ERR_NONE ? update(store, fact, t, name, emotions) : err;
}

/* ---- ask ---- */

const struct touchpoint *listen_touchpoint(const struct listen *listen, int64_t workspace_id, struct str slug)
{
    const struct workspace_memory *workspace = workspace_memory(listen, workspace_id);
    const struct touchpoint_memory *memory = workspace ? map_get(workspace->touchpoints_by_slug, slug) : NULL;
    return memory ? &memory->touchpoint : NULL;
}

const struct touchpoint *listen_touchpoint_by_id(const struct listen *listen, int64_t workspace_id, int64_t id)
{
    const struct workspace_memory *workspace = workspace_memory(listen, workspace_id);
    size_t low = 0, high = workspace ? workspace->touchpoints_count : 0;
    while (low < high) {
        size_t middle = (low + high) / 2;
        const struct touchpoint *t = &workspace->touchpoints[middle]->touchpoint;
        if (t->id == id)
            return t;
        if (t->id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

void listen_touchpoints(const struct listen *listen, int64_t workspace_id, bool (*each)(void *context, const struct touchpoint *t),
                        void *context)
{
    const struct workspace_memory *workspace = workspace_memory(listen, workspace_id);
    for (size_t i = 0; workspace && i < workspace->touchpoints_count; i++)
        if (!each(context, &workspace->touchpoints[i]->touchpoint))
            return;
}

/* ---- check ---- */

static enum err check_targets(const struct str_list *targets, struct fault *why)
{
    if (targets->count > TARGETS_MAX)
        return fault_set(why, ERR_INVALID, "wrong_count", "target_emotions", "A touchpoint has at most %d target emotions.", TARGETS_MAX);
    for (size_t i = 0; i < targets->count; i++) {
        if (emotion_index(targets->items[i]) < 0)
            return fault_set(why, ERR_INVALID, "unknown_emotion", "target_emotions", "\"%.40s\" is not one of the emotions.",
                             targets->items[i].at);
        for (size_t before = 0; before < i; before++)
            if (str_equal(targets->items[before], targets->items[i]))
                return fault_set(why, ERR_INVALID, "twice", "target_emotions", "A target emotion is named twice.");
    }
    return ERR_NONE;
}

static struct str or_empty(struct str text)
{
    return text.at ? text : STR("");
}

enum err listen_check_touchpoint(const struct touchpoint_in *in, struct arena *arena, struct touchpoint_put **put, struct fault *why)
{
    *put = arena_new_object(arena, struct touchpoint_put);
    if (!*put)
        return ERR_MEMORY;
    (*put)->touchpoint = (struct touchpoint){.slug = in->slug,
                                             .name = in->name,
                                             .stage = or_empty(in->stage),
                                             .kind = in->kind,
                                             .direction = in->direction.length ? in->direction : STR("both"),
                                             .owner = or_empty(in->owner),
                                             .promise = or_empty(in->promise),
                                             .target_emotions = in->target_emotions,
                                             .has_volume = in->has_volume_month,
                                             .volume_month = in->volume_month,
                                             .moment = or_empty(in->moment),
                                             .owner_function = or_empty(in->owner_function)};
    if (in->moment.length && !moment_known(in->moment))
        return fault_set(why, ERR_INVALID, "unknown_moment", "moment", "\"%.40s\" is not a moment of the library.", in->moment.at);
    enum err err = texts_check(in->name, "name", NAME_MAX_CHARACTERS, why);
    return err == ERR_NONE ? check_targets(&in->target_emotions, why) : err;
}

static void put_text(struct buf *out, const char *name, struct str text)
{
    buf_printf(out, ",\"%s\":", name);
    json_put_text(out, text);
}

void touchpoint_write(const struct touchpoint *t, struct buf *out)
{
    buf_printf(out, "{\"id\":%lld,\"slug\":", (long long)t->id);
    json_put_text(out, t->slug);
    buf_add_text(out, ",\"name\":");
    json_put_tree(out, t->name);
    put_text(out, "stage", t->stage);
    put_text(out, "kind", t->kind);
    put_text(out, "direction", t->direction);
    put_text(out, "owner", t->owner);
    put_text(out, "owner_function", t->owner_function);
    put_text(out, "promise", t->promise);
    put_text(out, "moment", t->moment);
    buf_add_text(out, ",\"target_emotions\":[");
    for (size_t i = 0; i < t->target_emotions.count; i++) {
        if (i)
            buf_add_char(out, ',');
        json_put_text(out, t->target_emotions.items[i]);
    }
    buf_add_char(out, ']');
    if (t->has_volume)
        buf_printf(out, ",\"volume_month\":%lld", (long long)t->volume_month);
    if (t->reviewed) {
        char day[TIME_TEXT];
        day_format(t->reviewed_on, day);
        buf_printf(out, ",\"reviewed_on\":\"%s\"", day);
    }
    buf_printf(out, ",\"revision\":%lld}", (long long)t->revision);
}
