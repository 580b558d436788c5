/* Every number explains itself (api/explain.yaml): on a worker, because the answers behind it may be many. */
#include "api/answer.h"
#include "api/dispatch.h"
#include "understand/explain.h"

struct explaining {
    struct call *call;
    struct explain_ask ask;
};

static void work(void *context)
{
    struct explaining *explaining = context;
    struct call *call = explaining->call;
    struct buf body = buf_new(ANSWER_MAX);
    struct fault why = {0};
    flow_read_begin(call->flow);
    enum err err = understand_explain(flow_understand(call->flow), &explaining->ask, &body, &why);
    flow_read_end(call->flow);
    if (call_fine(call, err, &why))
        call_json(call, 200, &body, 0);
    else
        buf_free(&body);
}

void op_explain(struct call *call)
{
    const struct explain_query *query = call->query;
    struct fault why = {0};
    struct explaining *explaining = arena_new_object(call->arena, struct explaining);
    if (!call_fine(call, explaining ? ERR_NONE : ERR_MEMORY, &why))
        return;
    *explaining = (struct explaining){.call = call,
                                      .ask = {.workspace_id = call->principal.workspace_id,
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
                                              .stop = call_stop(call)}};
    enum err err = call_condition(call, query->where, "where", &explaining->ask.where, &why);
    if (call_fine(call, err, &why))
        call_work(call, work, explaining);
}
