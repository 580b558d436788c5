/* The whole picture, spill-over and what came later: gathered under the lock, on a worker, and then judged without it. The contract of
 * api/whole_picture.yaml. */
#include "api/answer.h"
#include "api/dispatch.h"
#include "listen/journey.h"
#include "understand/consistency_study.h"
#include "understand/later_study.h"
#include "understand/spill_study.h"

enum { LATER_DAYS_USUAL = 90 };

static enum err period_check(bool has_both, int32_t from, int32_t to, struct fault *why)
{
    return has_both && from > to ? fault_set(why, ERR_INVALID, "empty_period", "to", "The period ends before it begins.") : ERR_NONE;
}

static enum question_type type_of(struct str measure, enum question_type usual)
{
    for (size_t i = 0; measure.at && i < QUESTION_TYPES; i++)
        if (str_is(measure, question_type_name((enum question_type)i)))
            return (enum question_type)i;
    return usual;
}

/* ---- consistency ---- */
static enum err whole_study(void *context, struct inquiry *inquiry, struct arena *arena, struct buf *body, struct fault *why)
{
    struct whole_ask *ask = context;
    struct whole_study study;
    struct understand *figures = flow_figures_begin(inquiry, ask->workspace_id);
    enum err err = whole_study_find(figures, ask, arena, &study, why);
    flow_figures_end(inquiry);
    if (err == ERR_NONE)
        err = whole_study_judge(&study, ask);
    if (err == ERR_NONE)
        whole_study_write(&study, ask, body);
    return err;
}

static enum err whole_read(struct call *call, struct whole_ask *ask, struct fault *why)
{
    const struct whole_picture_query *query = call->query;
    *ask = (struct whole_ask){.workspace_id = call->principal.workspace_id,
                              .measure = MEASURE_RATING,
                              .by_touchpoint = query->across.at && str_is(query->across, "touchpoint"),
                              .scope = call_scope(call),
                              .stop = call_stop(call),
                              .has_from = query->has_from,
                              .from = query->from,
                              .has_to = query->has_to,
                              .to = query->to,
                              .has_band = query->has_band_low,
                              .band_low = query->band_low,
                              .band_high = query->band_high};
    if (query->measure.at)
        must(measure_of(query->measure, &ask->measure));
    if (query->has_band_low != query->has_band_high || (ask->has_band && ask->band_low > ask->band_high))
        return fault_set(why, ERR_INVALID, "empty_band", "band_high", "The band needs both ends, the lower one first.");
    enum err err = period_check(query->has_from && query->has_to, query->from, query->to, why);
    return err == ERR_NONE ? call_condition(call, query->where, "where", &ask->where, why) : err;
}

void op_whole_picture(struct call *call)
{
    struct fault why = {0};
    struct whole_ask *ask = arena_new_object(call->arena, struct whole_ask);
    enum err err = ask ? whole_read(call, ask, &why) : ERR_MEMORY;
    if (call_fine(call, err, &why))
        call_study(call, CONSISTENCY_BYTES, whole_study, ask);
}

/* ---- spill-over ---- */
struct spilling {
    struct spill_ask ask;
    struct str journey; /* slug; empty: none */
};

/* The touchpoints of the journey's steps. ERR_NOT_FOUND becomes a fault of the parameter. */
static enum err journey_take(struct spilling *spilling, struct flow *flow, struct arena *arena, struct fault *why)
{
    struct journey journey;
    struct store *store;
    if (!spilling->journey.length)
        return ERR_NONE;
    enum err err = flow_store_take(flow, &store);
    if (err != ERR_NONE)
        return err;
    flow_read_begin(flow);
    err = listen_journey(flow_listen(flow), store, spilling->ask.workspace_id, spilling->journey, arena, &journey);
    flow_read_end(flow);
    flow_store_give(flow, store);
    if (err == ERR_NOT_FOUND)
        return fault_set(why, ERR_INVALID, "unknown_journey", "journey", "There is no journey \"%.*s\".", STR_ARGS(spilling->journey));
    if (err != ERR_NONE)
        return err;
    struct str *slugs = arena_take_array(arena, journey.steps_count + 1, sizeof *slugs);
    for (size_t i = 0; slugs && i < journey.steps_count; i++)
        slugs[i] = journey.steps[i].touchpoint;
    spilling->ask.touchpoints = (struct str_list){slugs, journey.steps_count};
    return slugs ? ERR_NONE : ERR_MEMORY;
}

static enum err spill_study(void *context, struct inquiry *inquiry, struct arena *arena, struct buf *body, struct fault *why)
{
    struct spilling *spilling = context;
    struct spill_study study;
    enum err err = journey_take(spilling, inquiry->flow, arena, why);
    if (err != ERR_NONE)
        return err;
    struct understand *figures = flow_figures_begin(inquiry, spilling->ask.workspace_id);
    err = spill_study_find(figures, &spilling->ask, arena, &study, why);
    flow_figures_end(inquiry);
    if (err == ERR_NONE)
        err = spill_study_make(&study, spilling->ask.stop);
    if (err == ERR_NONE)
        spill_study_write(&study, &spilling->ask, body);
    spill_study_close(&study);
    return err;
}

static enum err spill_read(struct call *call, struct spilling *spilling, struct fault *why)
{
    const struct spill_over_query *query = call->query;
    spilling->journey = query->journey;
    spilling->ask = (struct spill_ask){.workspace_id = call->principal.workspace_id,
                                       .type = type_of(query->measure, QUESTION_EXPECTATION),
                                       .scope = call_scope(call),
                                       .stop = call_stop(call),
                                       .has_from = query->has_from,
                                       .from = query->from,
                                       .has_to = query->has_to,
                                       .to = query->to};
    enum err err = period_check(query->has_from && query->has_to, query->from, query->to, why);
    return err == ERR_NONE ? call_condition(call, query->where, "where", &spilling->ask.where, why) : err;
}

void op_spill_over(struct call *call)
{
    struct fault why = {0};
    struct spilling *spilling = arena_new_object(call->arena, struct spilling);
    enum err err = spilling ? spill_read(call, spilling, &why) : ERR_MEMORY;
    if (call_fine(call, err, &why))
        call_study(call, SPILL_STUDY_BYTES, spill_study, spilling);
}

/* ---- what came later ---- */
static enum err later_study(void *context, struct inquiry *inquiry, struct arena *arena, struct buf *body, struct fault *why)
{
    struct later_ask *ask = context;
    struct later_study study;
    struct store *store;
    struct understand *figures = flow_figures_begin(inquiry, ask->workspace_id);
    enum err err = later_study_find(figures, ask, arena, &study, why);
    flow_figures_end(inquiry);
    if (err == ERR_NONE)
        err = flow_store_take_until(inquiry->flow, ask->stop, &store);
    if (err == ERR_NONE) {
        err = later_study_make(&study, ask, store);
        flow_store_give(inquiry->flow, store);
    }
    if (err == ERR_NONE)
        later_study_write(&study, ask, body);
    later_study_close(&study);
    return err;
}

static enum err later_read(struct call *call, struct later_ask *ask, struct fault *why)
{
    const struct association_query *query = call->query;
    int32_t today = call_day(call);
    *ask = (struct later_ask){.workspace_id = call->principal.workspace_id,
                              .type = type_of(query->measure, QUESTION_NPS),
                              .stay = query->outcome.at && str_is(query->outcome, "retention"),
                              .touchpoint = query->touchpoint,
                              .days = query->has_days ? (int32_t)query->days : LATER_DAYS_USUAL,
                              .scope = call_scope(call),
                              .stop = call_stop(call),
                              .from = query->has_from ? query->from : INT32_MIN,
                              .to = query->has_to ? query->to : today,
                              .today = today};
    enum err err = period_check(query->has_from && query->has_to, query->from, query->to, why);
    return err == ERR_NONE ? call_condition(call, query->where, "where", &ask->where, why) : err;
}

void op_association(struct call *call)
{
    struct fault why = {0};
    struct later_ask *ask = arena_new_object(call->arena, struct later_ask);
    enum err err = ask ? later_read(call, ask, &why) : ERR_MEMORY;
    if (call_fine(call, err, &why))
        call_study(call, LATER_BYTES, later_study, ask);
}
