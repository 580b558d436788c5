/* Figures: the contract of api/understand.yaml but for the stream (live.c). */
#include "api/answer.h"
#include "api/dispatch.h"
#include "understand/understand.h"

#include <stdio.h>

enum { DAYS_USUAL = 28, CUSTOMERS_USUAL = 100, ANSWERS_USUAL = 3 };

static enum err query_read(struct call *call, struct plan *plan, struct fault *why)
{
    const struct metrics_query *query = call->query;
    *plan = (struct plan){.workspace_id = call->principal.workspace_id,
                          .scope = call_scope(call),
                          .compare_previous = query->compare.at && str_is(query->compare, "previous"),
                          .floor_none = query->floor.at != NULL,
                          .weight = query->weight,
                          .has_from = query->has_from,
                          .from = query->from,
                          .has_to = query->has_to,
                          .to = query->to,
                          .limit = query->has_limit ? (size_t)query->limit : CUSTOMERS_USUAL,
                          .n_min = query->has_n_min ? (uint32_t)query->n_min : ANSWERS_USUAL,
                          .highest = query->order.at && str_is(query->order, "highest"),
                          .stop = call_stop(call)};
    must(measure_of(query->measure, &plan->measure));
    enum err err = plan_by(plan, query->by, why);
    if (err == ERR_NONE && query->has_from && query->has_to && query->from > query->to)
        err = fault_set(why, ERR_INVALID, "empty_period", "to", "The period ends before it begins.");
    if (err == ERR_NONE)
        err = call_condition(call, query->where, "where", &plan->where, why);
    if (err == ERR_NONE && !plan->compare_previous)
        err = call_condition(call, query->compare, "compare", &plan->against, why);
    return err;
}

static enum err metrics(void *context, struct inquiry *inquiry, struct arena *arena, struct buf *body, struct fault *why)
{
    struct plan *plan = context;
    enum err err = ERR_NONE;
    plan->store = NULL;
    if (plan_is_by(plan, "customer") || plan->weight.length)
        err = flow_store_take_until(inquiry->flow, plan->stop, &plan->store);
    if (err != ERR_NONE)
        return err;
    struct understand *figures = flow_figures_begin(inquiry, plan->workspace_id);
    err = understand_metrics(figures, plan, arena, body, why);
    flow_figures_end(inquiry);
    if (plan->store)
        flow_store_give(inquiry->flow, plan->store);
    return err;
}

/* Customers by name are for those who may see customers; so are their margins, which a weight by margin could tell. */
void op_metrics(struct call *call)
{
    struct fault why = {0};
    struct plan *plan = arena_new_object(call->arena, struct plan);
    enum err err = plan ? query_read(call, plan, &why) : ERR_MEMORY;
    if (err == ERR_NONE && call->principal.role < ROLE_MANAGER && plan_is_by(plan, "customer"))
        err = fault_set(&why, ERR_NOT_ALLOWED, "not_allowed", "by", "Figures of single customers are for managers.");
    if (call_fine(call, err, &why))
        call_figures(call, metrics, plan);
}

static enum err today(void *context, struct inquiry *inquiry, struct arena *arena, struct buf *body, struct fault *why)
{
    const struct today_ask *ask = context;
    struct store *store;
    enum err err = flow_store_take_until(inquiry->flow, ask->stop, &store);
    if (err != ERR_NONE)
        return err;
    struct understand *figures = flow_figures_begin(inquiry, ask->workspace_id);
    err = understand_today(figures, store, ask, arena, body, why);
    flow_figures_end(inquiry);
    flow_store_give(inquiry->flow, store);
    return err;
}

void op_today(struct call *call)
{
    const struct today_query *query = call->query;
    struct fault why = {0};
    struct today_ask *ask = arena_new_object(call->arena, struct today_ask);
    enum err err = ask ? ERR_NONE : ERR_MEMORY;
    if (ask) {
        *ask = (struct today_ask){.workspace_id = call->principal.workspace_id,
                                  .scope = call_scope(call),
                                  .days = query->has_days ? (int)query->days : DAYS_USUAL,
                                  .to = query->has_to ? query->to : call_day(call) - 1,
                                  .stop = call_stop(call)};
        err = call_condition(call, query->where, "where", &ask->where, &why);
    }
    if (call_fine(call, err, &why))
        call_figures(call, today, ask);
}

/* What is known here of what lies there, too: nobody is asked. */
void op_dimensions(struct call *call)
{
    struct fault why = {0};
    struct buf body = buf_new(ANSWER_MAX);
    struct understand_scope scope = call_scope(call);
    int64_t workspace_id = call->principal.workspace_id;
    call_unlock(call);
    struct inquiry inquiry = {call->flow, NULL};
    enum err err = understand_dimensions(flow_figures_begin(&inquiry, workspace_id), workspace_id, &scope, &body, &why);
    flow_figures_end(&inquiry);
    flow_inquiry_over(&inquiry);
    if (call_fine(call, err, &why))
        call_json(call, 200, &body, 0);
    else
        buf_free(&body);
}
