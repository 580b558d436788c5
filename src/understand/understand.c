#include "understand/annotation.h"
#include "understand/board_visitors.h"
#include "understand/segment.h"
#include "understand/target_emotions.h"
#include "understand/inside.h"
#include "understand.sql.h"

#include <stdlib.h>
#include <unistd.h>

const struct house *house_find(const struct understand *understand, int64_t workspace_id)
{
    for (size_t i = 0; i < understand->houses_count; i++)
        if (understand->houses[i]->workspace_id == workspace_id)
            return understand->houses[i];
    return NULL;
}

void house_add(struct understand *understand, struct house *house)
{
    if (understand->houses_count == understand->houses_capacity) {
        understand->houses_capacity = understand->houses_capacity ? understand->houses_capacity * 2 : 4;
        understand->houses = reallocarray(understand->houses, understand->houses_capacity, sizeof *understand->houses);
        must(understand->houses);
    }
    understand->houses[understand->houses_count++] = house;
}

static struct house *house_open(struct understand *understand, int64_t workspace_id)
{
    struct house *found = (struct house *)house_find(understand, workspace_id);
    if (found)
        return found;
    found = house_new(workspace_id, understand->listen, NULL);
    house_add(understand, found);
    return found;
}

static bool workspace_seen(void *context, const struct understand_workspaces_row *row)
{
    house_open(context, row->id);
    return true;
}

static struct understand *understand_new(struct store *store, const struct listen *listen)
{
    struct understand *understand = calloc(1, sizeof *understand);
    if (!understand)
        return NULL;
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    understand->store = store;
    understand->listen = listen;
    understand->pool = scan_pool_new((size_t)(processors > 0 ? processors : 1));
    if (understand->pool)
        return understand;
    free(understand);
    return NULL;
}

enum err understand_open(const char *place, struct store *store, const struct listen *listen, struct understand **out, struct fault *why)
{
    struct understand *understand = understand_new(store, listen);
    *out = NULL;
    if (!understand)
        return ERR_MEMORY;
    understand->place = strdup(place);
    enum err err = understand->place ? ERR_NONE : ERR_MEMORY;
    if (err == ERR_NONE)
        err = sql_understand_workspaces(store, NULL, workspace_seen, understand);
    for (size_t i = 0; i < understand->houses_count && err == ERR_NONE; i++) {
        house_load(understand, understand->houses[i]);
        err = intake_tail(understand->houses[i], store, listen);
    }
    if (err != ERR_NONE) {
        for (size_t i = 0; i < understand->houses_count; i++)
            understand->houses[i]->since_save = 0; /* half read: nothing to keep */
        understand_close(understand);
        return fault_set(why, err, "understand_open", "", "The answers could not be read into the column engine.");
    }
    *out = understand;
    return ERR_NONE;
}

enum err understand_open_far(struct analytics *analytics, const struct understand_pause *pause, struct store *store,
                             const struct listen *listen, struct understand **out, struct fault *why)
{
    (void)why;
    *out = understand_new(store, listen);
    if (!*out)
        return ERR_MEMORY;
    (*out)->analytics = analytics;
    (*out)->pause = *pause;
    pthread_mutex_init(&(*out)->showing, NULL);
    return ERR_NONE;
}

void understand_close(struct understand *understand)
{
    if (!understand)
        return;
    for (size_t i = 0; i < understand->houses_count; i++) {
        if (!understand->analytics)
            house_save(understand, understand->houses[i]);
        house_free(understand->houses[i]);
    }
    scan_pool_free(understand->pool);
    free(understand->houses);
    free(understand->place);
    free(understand);
}

enum err understand_threads_set(struct understand *understand, size_t threads)
{
    struct scan_pool *pool = scan_pool_new(threads);
    if (!pool)
        return ERR_MEMORY;
    scan_pool_free(understand->pool);
    understand->pool = pool;
    return ERR_NONE;
}

int64_t understand_held(const struct understand *understand, int64_t workspace_id)
{
    const struct house *house = house_find(understand, workspace_id);
    return house ? house->held : 0;
}

size_t understand_bytes(const struct understand *understand, int64_t workspace_id)
{
    const struct house *house = house_find(understand, workspace_id);
    return house ? column_store_bytes(house->columns) : 0;
}

/* A workspace that moves to another time zone has other local days: its rows are read again. */
static void zone_check(struct understand *understand, struct house *house)
{
    const struct workspace *workspace = listen_workspace(understand->listen, house->workspace_id);
    if (!workspace || !workspace->time_zone.length || str_equal(workspace->time_zone, house->zone_name))
        return;
    struct house *fresh = house_new(house->workspace_id, understand->listen, NULL);
    if (intake_tail(fresh, understand->store, understand->listen) != ERR_NONE) {
        house_free(fresh);
        return; /* the old days stay until the next start, whose snapshot is of another zone and not taken */
    }
    fresh->since_save++;
    fresh->generation = house->generation + 1;
    struct house old = *house;
    *house = *fresh;
    *fresh = old;
    house_free(fresh);
}

enum err understand_store(struct store *store, struct fact *fact, struct fault *why)
{
    switch (fact->kind) {
    case FACT_WEIGHT_SCHEME_PUT:
    case FACT_WEIGHT_SCHEME_REMOVED:
        return weight_scheme_store(store, fact, why);
    case FACT_VIEW_CHANGED:
        return saved_view_store(store, fact, why);
    case FACT_BOARD_CHANGED:
        return board_store(store, fact, why);
    case FACT_BOARD_VISITORS_CHANGED:
        return board_visitors_store(store, fact, why);
    case FACT_SEGMENT_CHANGED:
        return segment_store(store, fact, why);
    case FACT_ANNOTATION_CHANGED:
        return annotation_store(store, fact, why);
    case FACT_TARGET_EMOTION_CHANGED:
        return target_emotion_store(store, fact, why);
    default:
        return ERR_NONE;
    }
}

void understand_apply(struct understand *understand, const struct fact *fact)
{
    if (understand->analytics)
        return; /* it is carried from the rows */
    struct house *house = house_open(understand, fact->workspace_id);
    if (fact->repeated || fact->number <= house->held)
        return;
    const struct response_given *given = fact->body;
    if (fact->kind == FACT_RESPONSE_GIVEN)
        intake_response(house, fact->subject_id, given, given->outcome);
    else if (fact->kind == FACT_ENCOUNTER_HAPPENED)
        intake_encounter(house, fact->subject_id, fact->body);
    else if (fact->kind == FACT_RESPONSE_REMOVED)
        intake_remove(house, fact->subject_id);
    house->held = fact->number;
    if (fact->kind == FACT_WORKSPACE_CHANGED)
        zone_check(understand, house);
}

void understand_listen_set(struct understand *understand, const struct listen *listen)
{
    understand->listen = listen;
    for (size_t i = 0; !understand->analytics && i < understand->houses_count; i++) {
        house_versions_forget(understand->houses[i]);
        zone_check(understand, understand->houses[i]);
    }
}

void understand_tail(struct understand *understand, struct store *store)
{
    if (understand->analytics || sql_understand_workspaces(store, NULL, workspace_seen, understand) != ERR_NONE)
        return; /* asked again with the next news */
    for (size_t i = 0; i < understand->houses_count; i++)
        if (intake_tail(understand->houses[i], store, understand->listen) != ERR_NONE)
            return;
}
