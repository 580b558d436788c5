/* Drivers (api/drivers.yaml): gathered under the lock, on a worker, and then studied without it. */
#include "api/answer.h"
#include "api/dispatch.h"
#include "understand/driver_study.h"

static enum err ask_read(struct call *call, struct driver_people_ask *ask, struct fault *why)
{
    const struct drivers_query *query = call->query;
    *ask = (struct driver_people_ask){.workspace_id = call->principal.workspace_id,
                                      .outcome = query->outcome,
                                      .scope = call_scope(call),
                                      .stop = call_stop(call),
                                      .has_from = query->has_from,
                                      .from = query->from,
                                      .has_to = query->has_to,
                                      .to = query->to};
    if (query->has_from && query->has_to && query->from > query->to)
        return fault_set(why, ERR_INVALID, "empty_period", "to", "The period ends before it begins.");
    enum err err = driver_people_of(query->of, ask, why);
    return err == ERR_NONE ? call_condition(call, query->where, "where", &ask->where, why) : err;
}

/* What was gathered stays true while it is studied: it holds no pointer into the stages' memory. */
static enum err study(void *context, struct inquiry *inquiry, struct arena *arena, struct buf *body, struct fault *why)
{
    struct driver_people_ask *ask = context;
    struct driver_people *people = arena_new_object(arena, struct driver_people);
    struct driver_study *study = arena_new_object(arena, struct driver_study);
    struct store *store;
    if (!people || !study)
        return ERR_MEMORY;
    struct understand *figures = flow_figures_begin(inquiry, ask->workspace_id);
    enum err err = driver_people_find(figures, ask, arena, people, why);
    flow_figures_end(inquiry);
    if (err == ERR_NONE && people->encounters_count)
        err = flow_store_take_until(inquiry->flow, ask->stop, &store);
    if (err == ERR_NONE && people->encounters_count) {
        err = driver_people_meet(people, store, ask->workspace_id);
        flow_store_give(inquiry->flow, store);
    }
    if (err == ERR_NONE)
        err = driver_study_make(people, study, why);
    if (err == ERR_NONE)
        driver_study_write(study, ask, body);
    driver_people_close(people);
    return err;
}

void op_drivers(struct call *call)
{
    struct fault why = {0};
    struct driver_people_ask *ask = arena_new_object(call->arena, struct driver_people_ask);
    enum err err = ask ? ask_read(call, ask, &why) : ERR_MEMORY;
    if (call_fine(call, err, &why))
        call_study(call, DRIVER_STUDY_BYTES, study, ask);
}
