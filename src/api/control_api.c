/* Control charts, on a worker because their rates take a while, and sample sizes: the contract of api/control.yaml. */
#include "api/answer.h"
#include "api/dispatch.h"
#include "understand/control_study.h"

enum { WATCHED_DAYS = 26 * 7, BASELINE_DAYS = 365 };

static enum err study(void *context, struct inquiry *inquiry, struct arena *arena, struct buf *body, struct fault *why)
{
    struct control_ask *ask = context;
    struct control_study study;
    struct understand *figures = flow_figures_begin(inquiry, ask->workspace_id);
    enum err err = control_study_find(figures, ask, arena, &study, why);
    flow_figures_end(inquiry);
    return err == ERR_NONE ? control_study_write(&study, arena, body) : err;
}

static enum err ask_read(struct call *call, struct control_ask *ask, struct fault *why)
{
    const struct control_query *query = call->query;
    int32_t to = query->has_to ? query->to : call_day(call), from = query->has_from ? query->from : to - WATCHED_DAYS + 1;
    int32_t base_to = query->has_base_to ? query->base_to : from - 1;
    *ask = (struct control_ask){.workspace_id = call->principal.workspace_id,
                                .scope = call_scope(call),
                                .stop = call_stop(call),
                                .from = from,
                                .to = to,
                                .base_to = base_to,
                                .base_from = query->has_base_from ? query->base_from : base_to - BASELINE_DAYS + 1,
                                .has_period = query->period.at != NULL};
    must(measure_of(query->measure, &ask->measure));
    if (ask->has_period)
        must(period_of(query->period, &ask->period));
    return call_condition(call, query->where, "where", &ask->where, why);
}

void op_control(struct call *call)
{
    struct fault why = {0};
    struct control_ask *ask = arena_new_object(call->arena, struct control_ask);
    enum err err = ask ? ask_read(call, ask, &why) : ERR_MEMORY;
    if (call_fine(call, err, &why))
        call_study(call, CONTROL_BYTES, study, ask);
}

struct sample_ask {
    struct plan plan;
    double change; /* 0: the usual one */
};

static enum err sample_size(void *context, struct inquiry *inquiry, struct arena *arena, struct buf *body, struct fault *why)
{
    const struct sample_ask *ask = context;
    (void)arena;
    struct understand *figures = flow_figures_begin(inquiry, ask->plan.workspace_id);
    enum err err = understand_sample_size(figures, &ask->plan, ask->change, body, why);
    flow_figures_end(inquiry);
    return err;
}

void op_sample_size(struct call *call)
{
    const struct sample_size_query *query = call->query;
    struct fault why = {0};
    struct sample_ask *ask = arena_new_object(call->arena, struct sample_ask);
    if (!call_fine(call, ask ? ERR_NONE : ERR_MEMORY, &why))
        return;
    ask->change = query->has_change ? query->change : 0;
    ask->plan = (struct plan){.workspace_id = call->principal.workspace_id,
                              .scope = call_scope(call),
                              .stop = call_stop(call),
                              .has_from = query->has_from,
                              .from = query->from,
                              .has_to = query->has_to,
                              .to = query->to};
    must(measure_of(query->measure, &ask->plan.measure));
    enum err err = call_condition(call, query->where, "where", &ask->plan.where, &why);
    if (err == ERR_NONE && query->has_from && query->has_to && query->from > query->to)
        err = fault_set(&why, ERR_INVALID, "empty_period", "to", "The period ends before it begins.");
    if (call_fine(call, err, &why))
        call_figures(call, sample_size, ask);
}
