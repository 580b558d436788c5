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

static void answer(struct call *call, enum err err, const struct fault *why, struct buf *body)
{
    if (err == ERR_NONE) {
        call_json(call, 200, body, 0);
        return;
    }
    buf_free(body);
    if (why->code)
        call_fail(call, why);
    else
        call_fail_code(call, err);
}

/* Customers by name are for those who may see customers; so are their margins, which a weight by margin could tell. */
static enum err stored_metrics(struct call *call, struct plan *plan, struct buf *body, struct fault *why)
{
    if (call->principal.role < ROLE_MANAGER && plan_is_by(plan, "customer"))
        return fault_set(why, ERR_NOT_ALLOWED, "not_allowed", "by", "Figures of single customers are for managers.");
    enum err err = flow_store_take(call->flow, &plan->store);
    if (err != ERR_NONE)
        return err;
    err = understand_metrics(flow_understand(call->flow), plan, call->arena, body, why);
    flow_store_give(call->flow, plan->store);
    return err;
}

void op_metrics(struct call *call)
{
    struct plan plan;
    struct fault why = {0};
    struct buf body = buf_new(ANSWER_MAX);
    enum err err = query_read(call, &plan, &why);
    if (err == ERR_NONE)
        err = plan_is_by(&plan, "customer") || plan.weight.length
                  ? stored_metrics(call, &plan, &body, &why)
                  : understand_metrics(flow_understand(call->flow), &plan, call->arena, &body, &why);
    answer(call, err, &why, &body);
}

void op_today(struct call *call)
{
    const struct today_query *query = call->query;
    struct fault why = {0};
    struct buf body = buf_new(ANSWER_MAX);
    struct today_ask ask = {.workspace_id = call->principal.workspace_id,
                            .scope = call_scope(call),
                            .days = query->has_days ? (int)query->days : DAYS_USUAL,
                            .to = query->has_to ? query->to : call_day(call) - 1,
                            .stop = call_stop(call)};
    struct store *store;
    enum err err = call_condition(call, query->where, "where", &ask.where, &why);
    if (err == ERR_NONE)
        err = flow_store_take(call->flow, &store);
    if (err == ERR_NONE) {
        err = understand_today(flow_understand(call->flow), store, &ask, call->arena, &body, &why);
        flow_store_give(call->flow, store);
    }
    answer(call, err, &why, &body);
}

void op_dimensions(struct call *call)
{
    struct fault why = {0};
    struct buf body = buf_new(ANSWER_MAX);
    struct understand_scope scope = call_scope(call);
    enum err err = understand_dimensions(flow_understand(call->flow), call->principal.workspace_id, &scope, &body, &why);
    answer(call, err, &why, &body);
}
