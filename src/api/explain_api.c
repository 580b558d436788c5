/* Every number explains itself (api/explain.yaml): on a worker, because the answers behind it may be many. */
#include "api/answer.h"
#include "api/dispatch.h"
#include "understand/explain.h"

static enum err explain(void *context, struct inquiry *inquiry, struct arena *arena, struct buf *body, struct fault *why)
{
    const struct explain_ask *ask = context;
    (void)arena;
    struct understand *figures = flow_figures_begin(inquiry, ask->workspace_id);
    enum err err = understand_explain(figures, ask, body, why);
    flow_figures_end(inquiry);
    return err;
}

void op_explain(struct call *call)
{
    const struct explain_query *query = call->query;
    struct fault why = {0};
    struct explain_ask *ask = arena_new_object(call->arena, struct explain_ask);
    if (!call_fine(call, ask ? ERR_NONE : ERR_MEMORY, &why))
        return;
    *ask = (struct explain_ask){.workspace_id = call->principal.workspace_id,
                                .drivers = str_is(query->figure, "drivers"),
                                .measure = query->measure,
                                .by = query->by,
                                .outcome = query->outcome,
                                .of = query->of,
                                .has_from = query->has_from,
                                .from = query->from,
                                .has_to = query->has_to,
                                .to = query->to,
                                .scope = call_scope(call),
                                .stop = call_stop(call)};
    enum err err = call_condition(call, query->where, "where", &ask->where, &why);
    if (call_fine(call, err, &why))
        call_study(call, FIGURES_BYTES, explain, ask);
}
