/* Figures of touchpoints and journeys: changes, debts, the journey's figures, the map (api/journey.yaml). */
#include "api/answer.h"
#include "api/dispatch.h"
#include "api/listing.h"
#include "understand/change.h"
#include "understand/debt.h"
#include "understand/map.h"
#include "understand/passage.h"

enum { CHANGE_DAYS = 30, FIGURES_DAYS = 90, MAP_DAYS = 28 };

/* ---- changes ---- */
struct changing {
    struct change_ask ask;
    struct str touchpoint; /* slug */
};

static enum err changes(void *context, struct inquiry *inquiry, struct arena *arena, struct buf *body, struct fault *why)
{
    struct changing *changing = context;
    struct change_ask *ask = &changing->ask;
    struct store *store;
    (void)arena;
    enum err err = flow_store_take_until(inquiry->flow, ask->stop, &store);
    if (err != ERR_NONE)
        return err;
    struct understand *figures = flow_figures_begin(inquiry, ask->workspace_id);
    ask->touchpoint = listen_touchpoint(flow_listen(inquiry->flow), ask->workspace_id, changing->touchpoint);
    err = ask->touchpoint ? understand_changes(figures, store, ask, body, why) : ERR_NOT_FOUND;
    flow_figures_end(inquiry);
    flow_store_give(inquiry->flow, store);
    return err;
}

void op_change_effects(struct call *call)
{
    const struct change_effects_query *query = call->query;
    struct fault why = {0};
    struct changing *changing = arena_new_object(call->arena, struct changing);
    bool sees = principal_sees_touchpoint(&call->principal, call->path[0]);
    if (!call_fine(call, !changing ? ERR_MEMORY : sees ? ERR_NONE : ERR_NOT_FOUND, &why))
        return;
    changing->touchpoint = call->path[0];
    changing->ask = (struct change_ask){.workspace_id = call->principal.workspace_id,
                                        .days = query->has_days ? (int32_t)query->days : CHANGE_DAYS,
                                        .today = call_day(call),
                                        .scope = call_scope(call),
                                        .stop = call_stop(call)};
    call_figures(call, changes, changing);
}

/* ---- debts ---- */
static enum err debts(void *context, struct inquiry *inquiry, struct arena *arena, struct buf *body, struct fault *why)
{
    const struct debt_ask *ask = context;
    (void)arena;
    struct understand *figures = flow_figures_begin(inquiry, ask->workspace_id);
    enum err err = understand_debts(figures, ask, body, why);
    flow_figures_end(inquiry);
    return err;
}

void op_debt_list(struct call *call)
{
    struct fault why = {0};
    struct debt_ask *ask = arena_new_object(call->arena, struct debt_ask);
    if (!call_fine(call, ask ? ERR_NONE : ERR_MEMORY, &why))
        return;
    *ask = (struct debt_ask){call->principal.workspace_id, call_day(call), call_scope(call), call_stop(call)};
    call_figures(call, debts, ask);
}

/* ---- a journey's figures: the rows are read without the lock, on a worker ---- */
static enum err walk(void *context, struct inquiry *inquiry, struct arena *arena, struct buf *body, struct fault *why)
{
    const struct passage_ask *ask = context;
    struct passage *passage;
    struct store *store;
    (void)arena;
    enum err err = flow_store_take_until(inquiry->flow, ask->stop, &store);
    if (err != ERR_NONE)
        return err;
    struct understand *figures = flow_figures_begin(inquiry, ask->workspace_id);
    err = passage_open(figures, store, ask, &passage, why);
    flow_figures_end(inquiry);
    if (err == ERR_NONE)
        err = passage_walk(passage, store);
    flow_store_give(inquiry->flow, store);
    if (err == ERR_NONE)
        passage_write(passage, body);
    passage_close(passage);
    return err;
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
    struct passage_ask *ask = arena_new_object(call->arena, struct passage_ask);
    int32_t to = query->has_to ? query->to : call_day(call);
    if (!call_fine(call, ask ? ERR_NONE : ERR_MEMORY, &why))
        return;
    *ask = (struct passage_ask){.workspace_id = call->principal.workspace_id,
                                .journey = call->path[0],
                                .from = query->has_from ? query->from : to - FIGURES_DAYS + 1,
                                .to = to,
                                .now_ms = call->now_ms,
                                .stop = call_stop(call)};
    enum err err = whole_check(call, &why);
    if (err == ERR_NONE)
        err = period_check(query->has_from, ask->from, to, &why);
    if (call_fine(call, err, &why))
        call_study(call, FIGURES_BYTES, walk, ask);
}

/* ---- the map ---- */
struct mapping {
    struct map_ask ask;
    struct str journey; /* slug; empty: none */
};

static enum err journey_find(const struct mapping *mapping, struct flow *flow, struct store *store, struct arena *arena,
                             struct journey *journey, struct fault *why)
{
    enum err err = listen_journey(flow_listen(flow), store, mapping->ask.workspace_id, mapping->journey, arena, journey);
    return err == ERR_NOT_FOUND
               ? fault_set(why, ERR_INVALID, "unknown", "journey", "There is no journey \"%.*s\".", STR_ARGS(mapping->journey))
               : err;
}

static enum err map(void *context, struct inquiry *inquiry, struct arena *arena, struct buf *body, struct fault *why)
{
    struct mapping *mapping = context;
    struct map_ask *ask = &mapping->ask;
    struct journey journey;
    struct store *store;
    enum err err = flow_store_take_until(inquiry->flow, ask->stop, &store);
    if (err != ERR_NONE)
        return err;
    struct understand *figures = flow_figures_begin(inquiry, ask->workspace_id);
    ask->journey = mapping->journey.at ? &journey : NULL;
    if (ask->journey)
        err = journey_find(mapping, inquiry->flow, store, arena, &journey, why);
    if (err == ERR_NONE)
        err = understand_map(figures, store, ask, body, why);
    flow_figures_end(inquiry);
    flow_store_give(inquiry->flow, store);
    return err;
}

void op_map(struct call *call)
{
    const struct map_query *query = call->query;
    struct fault why = {0};
    struct mapping *mapping = arena_new_object(call->arena, struct mapping);
    int32_t to = query->has_to ? query->to : call_day(call);
    if (!call_fine(call, mapping ? ERR_NONE : ERR_MEMORY, &why))
        return;
    mapping->journey = query->journey;
    mapping->ask = (struct map_ask){.workspace_id = call->principal.workspace_id,
                                    .from = query->has_from ? query->from : to - MAP_DAYS + 1,
                                    .to = to,
                                    .scope = call_scope(call),
                                    .stop = call_stop(call)};
    enum err err = call_condition(call, query->where, "where", &mapping->ask.where, &why);
    if (err == ERR_NONE)
        err = period_check(query->has_from, mapping->ask.from, to, &why);
    if (call_fine(call, err, &why))
        call_figures(call, map, mapping);
}
