/* Figures: the contract of api/understand.yaml but for the stream (live.c). */
#include "api/answer.h"
#include "api/dispatch.h"
#include "understand/understand.h"

#include <stdio.h>

enum { DAYS_USUAL = 28, CUSTOMERS_USUAL = 100, ANSWERS_USUAL = 3 };

static enum err query_by(struct str text, struct metrics_ask *ask, struct fault *why)
{
    struct str part;
    while (str_cut(&text, ',', &part)) {
        if (ask->by_count == BY_MAX)
            return fault_set(why, ERR_INVALID, "too_many", "by", "At most %d groupings at once.", BY_MAX);
        ask->by[ask->by_count++] = str_trim(part);
    }
    return ERR_NONE;
}

static enum err query_read(struct call *call, struct metrics_ask *ask, struct fault *why)
{
    const struct metrics_query *query = call->query;
    *ask = (struct metrics_ask){.workspace_id = call->principal.workspace_id,
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
    must(measure_of(query->measure, &ask->measure));
    enum err err = query->by.at ? query_by(query->by, ask, why) : ERR_NONE;
    if (err == ERR_NONE && query->has_from && query->has_to && query->from > query->to)
        err = fault_set(why, ERR_INVALID, "empty_period", "to", "The period ends before it begins.");
    if (err == ERR_NONE)
        err = call_condition(call, query->where, "where", &ask->where, why);
    if (err == ERR_NONE && !ask->compare_previous)
        err = call_condition(call, query->compare, "compare", &ask->against, why);
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

static bool by_customer(const struct metrics_ask *ask)
{
    for (size_t i = 0; i < ask->by_count; i++)
        if (str_is(ask->by[i], "customer"))
            return true;
    return false;
}

/* Customers by name are for those who may see customers; so are their margins, which a weight by margin could tell. */
static enum err stored_metrics(struct call *call, struct metrics_ask *ask, struct buf *body, struct fault *why)
{
    if (call->principal.role < ROLE_MANAGER && by_customer(ask))
        return fault_set(why, ERR_NOT_ALLOWED, "not_allowed", "by", "Figures of single customers are for managers.");
    enum err err = flow_store_take(call->flow, &ask->store);
    if (err != ERR_NONE)
        return err;
    err = understand_metrics(flow_understand(call->flow), ask, call->arena, body, why);
    flow_store_give(call->flow, ask->store);
    return err;
}

void op_metrics(struct call *call)
{
    struct metrics_ask ask;
    struct fault why = {0};
    struct buf body = buf_new(ANSWER_MAX);
    enum err err = query_read(call, &ask, &why);
    if (err == ERR_NONE)
        err = by_customer(&ask) || ask.weight.length ? stored_metrics(call, &ask, &body, &why)
                                                     : understand_metrics(flow_understand(call->flow), &ask, call->arena, &body, &why);
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
    enum err err = flow_store_take(call->flow, &store);
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
    enum err err = understand_dimensions(flow_understand(call->flow), call->principal.workspace_id, &scope, &body);
    answer(call, err, &why, &body);
}
