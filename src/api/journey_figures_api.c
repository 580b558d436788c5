/* Figures of touchpoints and journeys: changes, debts, the journey's figures, the map (api/journey.yaml). */
#include "api/answer.h"
#include "api/dispatch.h"
#include "api/listing.h"
#include "understand/change.h"
#include "understand/debt.h"
#include "understand/map.h"
#include "understand/passage.h"

enum { CHANGE_DAYS = 30, FIGURES_DAYS = 90, MAP_DAYS = 28 };

static void answer(struct call *call, enum err err, const struct fault *why, struct buf *body)
{
    if (err == ERR_NONE)
        call_json(call, 200, body, 0);
    else {
        buf_free(body);
        call_refuse(call, err, why);
    }
}

void op_change_effects(struct call *call)
{
    const struct change_effects_query *query = call->query;
    struct fault why = {0};
    struct buf body = buf_new(ANSWER_MAX);
    struct store *store;
    struct change_ask ask = {.workspace_id = call->principal.workspace_id,
                             .touchpoint = listen_touchpoint(flow_listen(call->flow), call->principal.workspace_id, call->path[0]),
                             .days = query->has_days ? (int32_t)query->days : CHANGE_DAYS,
                             .today = call_day(call),
                             .scope = call_scope(call)};
    bool there = ask.touchpoint && principal_sees_touchpoint(&call->principal, ask.touchpoint->slug);
    enum err err = there ? flow_store_take(call->flow, &store) : ERR_NOT_FOUND;
    if (err == ERR_NONE) {
        err = understand_changes(flow_understand(call->flow), store, &ask, &body, &why);
        flow_store_give(call->flow, store);
    }
    answer(call, err, &why, &body);
}

void op_debt_list(struct call *call)
{
    struct fault why = {0};
    struct buf body = buf_new(ANSWER_MAX);
    struct debt_ask ask = {call->principal.workspace_id, call_day(call), call_scope(call)};
    enum err err = understand_debts(flow_understand(call->flow), &ask, &body, &why);
    answer(call, err, &why, &body);
}

/* ---- a journey's figures: the rows are read without the lock, on a worker ---- */

struct walking_call {
    struct call *call;
    struct passage *passage;
};

static void walk(void *context)
{
    struct walking_call *walking = context;
    struct call *call = walking->call;
    struct fault why = {0};
    struct buf body = buf_new(ANSWER_MAX);
    struct store *store;
    enum err err = flow_store_take(call->flow, &store);
    if (err == ERR_NONE) {
        err = passage_walk(walking->passage, store);
        flow_store_give(call->flow, store);
    }
    if (err == ERR_NONE)
        passage_write(walking->passage, &body);
    passage_close(walking->passage);
    answer(call, err == ERR_NONE && body.failed ? ERR_MEMORY : err, &why, &body);
}

static enum err period_check(bool has_from, int32_t from, int32_t to, struct fault *why)
{
    return has_from && from > to ? fault_set(why, ERR_INVALID, "empty_period", "to", "The period ends before it begins.") : ERR_NONE;
}

/* The walks go through every touchpoint: who may see some of them only does not see the sum of all. */
static enum err whole_check(const struct call *call, struct fault *why)
{
    struct understand_scope scope = call_scope(call);
    return scope.touchpoints.count || scope.units.count
               ? fault_set(why, ERR_NOT_ALLOWED, "part_only", "", "These figures are of whole journeys, and you are given a part of them.")
               : ERR_NONE;
}

void op_journey_figures(struct call *call)
{
    const struct journey_figures_query *query = call->query;
    struct fault why = {0};
    struct walking_call *walking = arena_new_object(call->arena, struct walking_call);
    int32_t to = query->has_to ? query->to : call_day(call);
    struct passage_ask ask = {.workspace_id = call->principal.workspace_id,
                              .journey = call->path[0],
                              .from = query->has_from ? query->from : to - FIGURES_DAYS + 1,
                              .to = to,
                              .now_ms = call->now_ms};
    struct store *store;
    enum err err = walking ? whole_check(call, &why) : ERR_MEMORY;
    if (err == ERR_NONE)
        err = period_check(query->has_from, ask.from, to, &why);
    if (err == ERR_NONE)
        err = flow_store_take(call->flow, &store);
    if (!call_fine(call, err, &why))
        return;
    err = passage_open(flow_understand(call->flow), store, &ask, &walking->passage, &why);
    flow_store_give(call->flow, store);
    if (!call_fine(call, err, &why))
        return;
    walking->call = call;
    call_park(call);
    err = flow_work(call->flow, walk, walking);
    if (err == ERR_NONE)
        return;
    passage_close(walking->passage);
    call_fail_code(call, err);
}

/* ---- the map ---- */

static enum err map_journey(struct call *call, struct store *store, struct str slug, struct journey *journey, struct fault *why)
{
    enum err err = listen_journey(flow_listen(call->flow), store, call->principal.workspace_id, slug, call->arena, journey);
    return err == ERR_NOT_FOUND ? fault_set(why, ERR_INVALID, "unknown", "journey", "There is no journey \"%.*s\".", STR_ARGS(slug)) : err;
}

void op_map(struct call *call)
{
    const struct map_query *query = call->query;
    struct fault why = {0};
    struct buf body = buf_new(ANSWER_MAX);
    struct journey journey;
    struct store *store;
    int32_t to = query->has_to ? query->to : call_day(call);
    struct map_ask ask = {.workspace_id = call->principal.workspace_id,
                          .from = query->has_from ? query->from : to - MAP_DAYS + 1,
                          .to = to,
                          .journey = query->journey.at ? &journey : NULL,
                          .scope = call_scope(call),
                          .stop = call_stop(call)};
    enum err err = call_condition(call, query->where, "where", &ask.where, &why);
    if (err == ERR_NONE)
        err = period_check(query->has_from, ask.from, to, &why);
    if (err == ERR_NONE)
        err = flow_store_take(call->flow, &store);
    if (err != ERR_NONE) {
        answer(call, err, &why, &body);
        return;
    }
    if (ask.journey)
        err = map_journey(call, store, query->journey, &journey, &why);
    if (err == ERR_NONE)
        err = understand_map(flow_understand(call->flow), store, &ask, &body, &why);
    flow_store_give(call->flow, store);
    answer(call, err, &why, &body);
}
