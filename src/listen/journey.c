#include "listen/journey.h"
#include "journey.sql.h"
#include "listen/inside.h"

#include <stdio.h>

enum { NAME_CHARACTERS = 100, WHAT_CHARACTERS = 300, PLACE_TEXT = 160 };
static const char failure_usual[] = "{\"field\":\"attributes.reason\",\"op\":\"eq\",\"value\":\"what_next\"}";

/* ---- reading a plan: the same for what is sent and for what is stored ---- */

struct plan {
    const struct listen *listen;
    int64_t workspace_id;
    struct arena *arena;
    struct journey *journey;
    struct fault *why;
};

/* What can be asked of an encounter. */
static bool encounter_field(void *context, struct str field)
{
    struct condition_path path;
    (void)context;
    return condition_path(field, &path) &&
           (path.root == FIELD_ROOT_ATTRIBUTES || path.root == FIELD_ROOT_CHANNEL || path.root == FIELD_ROOT_UNIT ||
            path.root == FIELD_ROOT_TOUCHPOINT || path.root == FIELD_ROOT_AT);
}

static enum err failure_read(struct plan *plan, const struct journey_failure_in *in, struct journey_step *step)
{
    json_t *usual = NULL;
    step->failure_touchpoint = in && in->touchpoint.length ? in->touchpoint : step->touchpoint;
    if (!listen_touchpoint(plan->listen, plan->workspace_id, step->failure_touchpoint))
        return fault_set(plan->why, ERR_INVALID, "unknown_touchpoint", "failure.touchpoint", "There is no touchpoint \"%.*s\".",
                         STR_ARGS(step->failure_touchpoint));
    const json_t *where = in ? in->where : NULL;
    enum err err = where ? ERR_NONE : json_read(plan->arena, str_of(failure_usual), &usual, plan->why);
    if (err == ERR_NONE)
        err = condition_read(plan->arena, where ? where : usual, encounter_field, NULL, &step->failure, plan->why);
    if (err != ERR_NONE)
        fault_prefix(plan->why, "failure.where");
    return err;
}

static enum err step_read(struct plan *plan, const struct journey_step_in *in, struct journey_step *step)
{
    const struct touchpoint *touchpoint = listen_touchpoint(plan->listen, plan->workspace_id, in->touchpoint);
    if (!touchpoint)
        return fault_set(plan->why, ERR_INVALID, "unknown_touchpoint", "touchpoint", "There is no touchpoint \"%.*s\".",
                         STR_ARGS(in->touchpoint));
    *step = (struct journey_step){.stage = plan->journey->stages_count - 1,
                                  .touchpoint = in->touchpoint,
                                  .touchpoint_id = touchpoint->id,
                                  .channel = in->channel.at ? in->channel : STR(""),
                                  .optional = in->optional,
                                  .goal = in->goal,
                                  .has_limit = in->has_limit_hours,
                                  .limit_hours = in->limit_hours};
    if (in->next) {
        step->what = in->next->what;
        step->has_within = in->next->has_within_hours;
        enum err err = texts_check(in->next->what, "what", WHAT_CHARACTERS, plan->why);
        if (err != ERR_NONE) {
            fault_prefix(plan->why, "next");
            return err;
        }
    }
    return failure_read(plan, in->failure, step);
}

static enum err steps_read(struct plan *plan, const struct journey_stage_in *in)
{
    struct journey *journey = plan->journey;
    const struct journey_step_in *steps = in->steps.items;
    for (size_t i = 0; i < in->steps.count; i++) {
        char place[PLACE_TEXT];
        if (journey->steps_count == JOURNEY_STEPS_MAX)
            return fault_set(plan->why, ERR_INVALID, "too_many", "", "A journey has at most %d steps.", JOURNEY_STEPS_MAX);
        enum err err = step_read(plan, &steps[i], &journey->steps[journey->steps_count]);
        for (size_t before = 0; err == ERR_NONE && steps[i].goal && before < journey->steps_count; before++)
            if (journey->steps[before].goal)
                err = fault_set(plan->why, ERR_INVALID, "twice", "goal", "A journey has one goal at most.");
        if (err != ERR_NONE) {
            snprintf(place, sizeof place, "steps[%zu]", i);
            fault_prefix(plan->why, place);
            return err;
        }
        journey->steps_count++;
    }
    return ERR_NONE;
}

static enum err stages_read(struct plan *plan, struct record_list stages)
{
    const struct journey_stage_in *in = stages.items;
    struct journey *journey = plan->journey;
    journey->steps = arena_take_array(plan->arena, JOURNEY_STEPS_MAX, sizeof *journey->steps);
    if (!journey->steps)
        return ERR_MEMORY;
    for (size_t i = 0; i < stages.count && i < sizeof journey->stages / sizeof *journey->stages; i++) {
        char place[PLACE_TEXT];
        journey->stages[journey->stages_count++] = in[i].name;
        enum err err = texts_check(in[i].name, "name", NAME_CHARACTERS, plan->why);
        if (err == ERR_NONE)
            err = steps_read(plan, &in[i]);
        if (err != ERR_NONE) {
            snprintf(place, sizeof place, "stages[%zu]", i);
            fault_prefix(plan->why, place);
            return err;
        }
    }
    return ERR_NONE;
}

/* ---- check ---- */

enum err listen_check_journey(const struct listen *listen, int64_t workspace_id, const struct journey_in *in, const json_t *tree,
                              struct arena *arena, struct journey_put **put, struct fault *why)
{
    struct journey journey = {0};
    struct plan plan = {listen, workspace_id, arena, &journey, why};
    json_t *definition = json_copy((json_t *)tree);
    *put = arena_new_object(arena, struct journey_put);
    enum err err = json_keep(arena, definition);
    if (err != ERR_NONE || !*put)
        return ERR_MEMORY;
    json_object_del(definition, "slug");
    json_object_del(definition, "name");
    err = texts_check(in->name, "name", NAME_CHARACTERS, why);
    if (err == ERR_NONE)
        err = stages_read(&plan, in->stages);
    **put = (struct journey_put){in->slug, in->name, definition, journey.steps_count, journey_guided(&journey)};
    return err;
}

/* ---- store ---- */

static enum err insert(struct store *store, struct fact *fact, struct arena *arena, struct fault *why)
{
    const struct journey_put *put = fact->body;
    struct journey_count_row row;
    struct str name = json_kept(arena, put->name), definition = json_kept(arena, put->definition);
    enum err err = sql_journey_count(store, &(struct journey_count_in){fact->workspace_id}, arena, &row);
    if (err == ERR_NONE && row.count >= JOURNEYS_MAX)
        return fault_set(why, ERR_INVALID, "too_many", "", "There can be at most %d journeys.", JOURNEYS_MAX);
    if (err == ERR_NONE && (!name.at || !definition.at))
        return ERR_MEMORY;
    if (err == ERR_NONE)
        err = sql_journey_insert(store, &(struct journey_insert_in){fact->workspace_id, fact->number, put->slug, name, definition}, NULL);
    fact->subject_id = fact->number;
    if (err == ERR_CONFLICT)
        return fault_set(why, err, "taken", "slug", "There is already a journey \"%.*s\".", STR_ARGS(put->slug));
    return err;
}

static enum err update(struct store *store, struct fact *fact, struct arena *arena)
{
    const struct journey_put *put = fact->body;
    struct str name = json_kept(arena, put->name), definition = json_kept(arena, put->definition);
    if (!name.at || !definition.at)
        return ERR_MEMORY;
    return sql_journey_update(store, &(struct journey_update_in){fact->workspace_id, fact->subject_id, name, definition, fact->number},
                              NULL);
}

enum err journey_store(struct store *store, struct fact *fact, struct arena *arena, struct fault *why)
{
    const struct journey_put *put = fact->body;
    struct journey_get_row row;
    if (fact->kind == FACT_JOURNEY_ADDED)
        return insert(store, fact, arena, why);
    enum err err = sql_journey_get(store, &(struct journey_get_in){fact->workspace_id, put->slug}, arena, &row);
    if (err != ERR_NONE)
        return err;
    fact->subject_id = row.id;
    if (fact->expected_revision && fact->expected_revision != row.revision)
        return fault_set(why, ERR_STALE, "stale", "", "The journey \"%.*s\" was changed meanwhile; read it again.", STR_ARGS(put->slug));
    if (fact->kind == FACT_JOURNEY_REMOVED)
        return sql_journey_delete(store, &(struct journey_delete_in){fact->workspace_id, row.id}, NULL);
    return update(store, fact, arena);
}

/* ---- ask ---- */

static enum err read_stored(const struct listen *listen, int64_t workspace_id, struct arena *arena, struct journey *journey)
{
    struct fault why = {0};
    struct plan plan = {listen, workspace_id, arena, journey, &why};
    struct journey_plan in;
    json_t *tree;
    enum err err = json_read(arena, journey->definition, &tree, &why);
    if (err == ERR_NONE)
        err = record_read(&record_journey_plan, arena, tree, &in, &why);
    if (err == ERR_NONE)
        err = stages_read(&plan, in.stages);
    if (err == ERR_NONE)
        journey->window_days = in.has_window_days ? in.window_days : JOURNEY_WINDOW_DAYS;
    return err == ERR_NONE || err == ERR_MEMORY ? err : ERR_IO; /* what the store holds was written by us */
}

enum err listen_journey(const struct listen *listen, struct store *store, int64_t workspace_id, struct str slug, struct arena *arena,
                        struct journey *journey)
{
    struct journey_get_row row;
    enum err err = sql_journey_get(store, &(struct journey_get_in){workspace_id, slug}, arena, &row);
    if (err != ERR_NONE)
        return err;
    *journey = (struct journey){.id = row.id, .revision = row.revision, .slug = row.slug, .name = row.name, .definition = row.definition};
    return read_stored(listen, workspace_id, arena, journey);
}

struct listing_journeys {
    const struct listen *listen;
    int64_t workspace_id;
    struct arena *arena;
    bool (*each)(void *context, const struct journey *journey);
    void *context;
    enum err err;
};

static bool journey_row(void *context, const struct journey_all_row *row)
{
    struct listing_journeys *all = context;
    struct journey journey = {
        .id = row->id, .revision = row->revision, .slug = row->slug, .name = row->name, .definition = row->definition};
    all->err = read_stored(all->listen, all->workspace_id, all->arena, &journey);
    return all->err == ERR_NONE && all->each(all->context, &journey);
}

enum err listen_journeys(const struct listen *listen, struct store *store, int64_t workspace_id, struct arena *arena,
                         bool (*each)(void *context, const struct journey *journey), void *context)
{
    struct listing_journeys all = {listen, workspace_id, arena, each, context, ERR_NONE};
    enum err err = sql_journey_all(store, &(struct journey_all_in){workspace_id}, journey_row, &all);
    return err == ERR_NONE ? all.err : err;
}

size_t journey_guided(const struct journey *journey)
{
    size_t guided = 0;
    for (size_t i = 0; i < journey->steps_count; i++)
        guided += journey->steps[i].what && journey->steps[i].has_within;
    return guided;
}

void journey_write(const struct journey *journey, struct buf *out)
{
    buf_printf(out, "{\"id\":%lld,\"slug\":", (long long)journey->id);
    json_put_text(out, journey->slug);
    buf_add_text(out, ",\"name\":");
    buf_add_str(out, journey->name);
    buf_printf(out, ",\"revision\":%lld,\"guidance\":{\"steps\":%zu,\"guided\":%zu},", (long long)journey->revision, journey->steps_count,
               journey_guided(journey));
    buf_add(out, journey->definition.at + 1, journey->definition.length - 1); /* its members: an object that is never empty */
}
