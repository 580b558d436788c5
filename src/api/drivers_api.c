/* Drivers (api/drivers.yaml): gathered under the lock, on a worker, and then studied without it. */
#include "api/answer.h"
#include "api/dispatch.h"
#include "understand/driver_study.h"

struct studying {
    struct call *call;
    struct driver_people_ask ask;
};

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
static enum err study(struct studying *studying, struct arena *arena, struct buf *body, struct fault *why)
{
    struct flow *flow = studying->call->flow;
    struct driver_people *people = arena_new_object(arena, struct driver_people);
    struct driver_study *study = arena_new_object(arena, struct driver_study);
    struct store *store;
    if (!people || !study)
        return ERR_MEMORY;
    flow_read_begin(flow);
    enum err err = driver_people_find(flow_understand(flow), &studying->ask, arena, people, why);
    flow_read_end(flow);
    if (err == ERR_NONE && people->encounters_count)
        err = flow_store_take(flow, &store);
    if (err == ERR_NONE && people->encounters_count) {
        err = driver_people_meet(people, store, studying->ask.workspace_id);
        flow_store_give(flow, store);
    }
    if (err == ERR_NONE)
        err = driver_study_make(people, study, why);
    if (err == ERR_NONE)
        driver_study_write(study, &studying->ask, body);
    driver_people_close(people);
    return err == ERR_NONE && body->failed ? ERR_MEMORY : err;
}

static void work(void *context)
{
    struct studying *studying = context;
    struct call *call = studying->call;
    struct arena *arena = arena_new(DRIVER_STUDY_BYTES);
    struct buf body = buf_new(ANSWER_MAX);
    struct fault why = {0};
    enum err err = arena ? study(studying, arena, &body, &why) : ERR_MEMORY;
    arena_free(arena);
    if (call_fine(call, err, &why))
        call_json(call, 200, &body, 0);
    else
        buf_free(&body);
}

void op_drivers(struct call *call)
{
    struct fault why = {0};
    struct studying *studying = arena_new_object(call->arena, struct studying);
    enum err err = studying ? ask_read(call, &studying->ask, &why) : ERR_MEMORY;
    if (!call_fine(call, err, &why))
        return;
    studying->call = call;
    call_work(call, work, studying);
}
