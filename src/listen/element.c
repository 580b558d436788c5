#include "listen/element.h"
#include "element.sql.h"
#include "listen/inside.h"

enum { NAME_CHARACTERS = 100, STATE_CHARACTERS = 1000, NOTE_CHARACTERS = 500 };

/* ---- check ---- */

/* Texts that may be absent or empty. */
static enum err check_some(const json_t *texts, const char *field, size_t most, struct fault *why)
{
    return json_object_size(texts) ? texts_check(texts, field, most, why) : ERR_NONE;
}

enum err listen_check_element(const struct element_in *in, struct arena *arena, struct element_put **put, struct fault *why)
{
    *put = arena_new_object(arena, struct element_put);
    if (!*put)
        return ERR_MEMORY;
    **put = (struct element_put){.slug = in->slug, .owner = in->owner.at ? in->owner : STR(""), .name = in->name, .state = in->state};
    enum err err = texts_check(in->name, "name", NAME_CHARACTERS, why);
    return err == ERR_NONE ? check_some(in->state, "state", STATE_CHARACTERS, why) : err;
}

enum err listen_check_element_change(const struct element_change_in *in, int32_t today, struct arena *arena,
                                     struct element_changed **changed, struct fault *why)
{
    *changed = arena_new_object(arena, struct element_changed);
    if (!*changed)
        return ERR_MEMORY;
    **changed =
        (struct element_changed){.changed_on = in->changed_on, .note = in->note, .state = json_object_size(in->state) ? in->state : NULL};
    if (in->changed_on > today)
        return fault_set(why, ERR_INVALID, "in_the_future", "changed_on",
                         "A change is recorded when it has happened: this day is not here yet.");
    enum err err = texts_check(in->note, "note", NOTE_CHARACTERS, why);
    return err == ERR_NONE ? check_some(in->state, "state", STATE_CHARACTERS, why) : err;
}

/* ---- store ---- */

static enum err payload(struct fact *fact, struct arena *arena, const char *name, int64_t id)
{
    const char *text = arena_printf(arena, "{\"%s\":%lld}", name, (long long)id);
    fact->payload = str_of(text);
    return text ? ERR_NONE : ERR_MEMORY;
}

static struct str texts_or_none(struct arena *arena, const json_t *texts)
{
    return json_object_size(texts) ? json_kept(arena, texts) : STR("{}");
}

static enum err find(struct store *store, struct fact *fact, int64_t id, struct arena *arena, struct element_get_row *row,
                     struct fault *why)
{
    enum err err = sql_element_get(store, &(struct element_get_in){fact->workspace_id, id}, arena, row);
    if (err != ERR_NONE)
        return err;
    fact->subject_id = id;
    if (fact->expected_revision && fact->expected_revision != row->revision)
        return fault_set(why, ERR_STALE, "stale", "", "The element \"%.*s\" was changed meanwhile; read it again.", STR_ARGS(row->slug));
    return ERR_NONE;
}

static enum err add(struct store *store, struct fact *fact, struct arena *arena, struct fault *why)
{
    const struct element_put *put = fact->body;
    struct element_count_row row;
    struct str name = json_kept(arena, put->name), state = texts_or_none(arena, put->state);
    enum err err = sql_element_count(store, &(struct element_count_in){fact->workspace_id, put->touchpoint_id}, arena, &row);
    if (err == ERR_NONE && row.count >= ELEMENTS_MAX)
        return fault_set(why, ERR_INVALID, "too_many", "", "A touchpoint has at most %d elements.", ELEMENTS_MAX);
    if (err == ERR_NONE && (!name.at || !state.at))
        return ERR_MEMORY;
    if (err == ERR_NONE)
        err = sql_element_insert(
            store, &(struct element_insert_in){fact->workspace_id, fact->number, put->touchpoint_id, put->slug, name, state, put->owner},
            NULL);
    if (err == ERR_CONFLICT)
        return fault_set(why, err, "taken", "slug", "This touchpoint has an element \"%.*s\" already.", STR_ARGS(put->slug));
    fact->subject_id = fact->number;
    return err == ERR_NONE ? payload(fact, arena, "touchpoint", put->touchpoint_id) : err;
}

static enum err change(struct store *store, struct fact *fact, struct arena *arena, struct fault *why)
{
    const struct element_put *put = fact->body;
    struct element_get_row row;
    struct str name = json_kept(arena, put->name), state = texts_or_none(arena, put->state);
    enum err err = find(store, fact, put->element_id, arena, &row, why);
    if (err == ERR_NONE && !str_equal(row.slug, put->slug))
        return fault_set(why, ERR_INVALID, "fixed", "slug", "The slug of an element stays as it was made: %.*s.", STR_ARGS(row.slug));
    if (err == ERR_NONE && (!name.at || !state.at))
        return ERR_MEMORY;
    if (err == ERR_NONE)
        err = sql_element_update(
            store, &(struct element_update_in){fact->workspace_id, put->element_id, name, state, put->owner, fact->number}, NULL);
    return err == ERR_NONE ? payload(fact, arena, "touchpoint", row.touchpoint_id) : err;
}

static enum err drop(struct store *store, struct fact *fact, struct arena *arena, struct fault *why)
{
    const struct element_put *put = fact->body;
    struct element_get_row row;
    enum err err = find(store, fact, put->element_id, arena, &row, why);
    if (err == ERR_NONE)
        err = sql_element_changes_delete(store, &(struct element_changes_delete_in){fact->workspace_id, put->element_id}, NULL);
    if (err == ERR_NONE)
        err = note_element_forget(store, fact->workspace_id, put->element_id);
    if (err == ERR_NONE)
        err = sql_element_delete(store, &(struct element_delete_in){fact->workspace_id, put->element_id}, NULL);
    return err == ERR_NONE ? payload(fact, arena, "touchpoint", row.touchpoint_id) : err;
}

static enum err change_record(struct store *store, struct fact *fact, struct arena *arena, struct fault *why)
{
    const struct element_changed *changed = fact->body;
    struct element_get_row row;
    struct element_change_count_row many;
    struct str note = json_kept(arena, changed->note), state = json_kept(arena, changed->state);
    enum err err = find(store, fact, changed->element_id, arena, &row, why);
    if (err == ERR_NONE)
        err = sql_element_change_count(store, &(struct element_change_count_in){fact->workspace_id, changed->element_id}, arena, &many);
    if (err == ERR_NONE && many.count >= ELEMENT_CHANGES_MAX)
        return fault_set(why, ERR_INVALID, "too_many", "", "An element has at most %d changes.", ELEMENT_CHANGES_MAX);
    if (err == ERR_NONE && (!note.at || (changed->state && !state.at)))
        return ERR_MEMORY;
    if (err == ERR_NONE)
        err = sql_element_change_insert(
            store, &(struct element_change_insert_in){fact->workspace_id, fact->number, changed->element_id, changed->changed_on, note},
            NULL);
    if (err == ERR_NONE)
        err = sql_element_state_update(
            store, &(struct element_state_update_in){fact->workspace_id, changed->element_id, state, fact->number}, NULL);
    fact->subject_id = fact->number;
    return err == ERR_NONE ? payload(fact, arena, "element", changed->element_id) : err;
}

enum err element_store(struct store *store, struct fact *fact, struct arena *arena, struct fault *why)
{
    switch (fact->kind) {
    case FACT_ELEMENT_ADDED:
        return add(store, fact, arena, why);
    case FACT_ELEMENT_CHANGED:
        return change(store, fact, arena, why);
    case FACT_ELEMENT_REMOVED:
        return drop(store, fact, arena, why);
    default:
        return change_record(store, fact, arena, why);
    }
}

/* ---- ask ---- */

struct reading {
    bool (*element)(void *context, const struct element *element);
    bool (*change)(void *context, const struct element_change *change);
    void *context;
};

static bool element_row(void *context, const struct element_of_touchpoint_row *row)
{
    struct reading *reading = context;
    struct element element = {row->id, row->revision, row->touchpoint_id, row->slug, row->owner, row->name, row->state, row->notes};
    return reading->element(reading->context, &element);
}

enum err listen_elements(struct store *store, int64_t workspace_id, int64_t touchpoint_id,
                         bool (*each)(void *context, const struct element *element), void *context)
{
    struct reading reading = {.element = each, .context = context};
    return sql_element_of_touchpoint(store, &(struct element_of_touchpoint_in){workspace_id, touchpoint_id}, element_row, &reading);
}

static bool change_row(void *context, const struct element_changes_row *row)
{
    struct reading *reading = context;
    struct element_change change = {row->id, row->element_id, row->touchpoint_id, row->name, row->note, (int32_t)row->changed_on};
    return reading->change(reading->context, &change);
}

enum err listen_element_changes(struct store *store, int64_t workspace_id, int64_t touchpoint_id, int32_t from, int32_t to,
                                bool (*each)(void *context, const struct element_change *change), void *context)
{
    struct reading reading = {.change = each, .context = context};
    return sql_element_changes(store, &(struct element_changes_in){workspace_id, touchpoint_id, from, to}, change_row, &reading);
}
