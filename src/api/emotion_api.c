/* Wanted and felt emotions, on a worker because they are read row by row, and the targets: the contract of api/target_emotion.yaml. */
#include "api/answer.h"
#include "api/dispatch.h"
#include "api/listing.h"
#include "understand/emotion_study.h"

#include <math.h>

enum { DAYS_USUAL = 365 };

static enum err study(void *context, struct inquiry *inquiry, struct arena *arena, struct buf *body, struct fault *why)
{
    struct emotion_ask *ask = context;
    struct emotion_study found;
    struct store *store;
    enum err err = flow_store_take(inquiry->flow, &store);
    if (err != ERR_NONE)
        return err;
    err = emotion_study_open(store, ask, arena, &found);
    flow_store_give(inquiry->flow, store);
    if (err != ERR_NONE)
        return err;
    struct understand *figures = flow_figures_begin(inquiry, ask->workspace_id);
    err = emotion_study_find(figures, ask, arena, &found, why);
    flow_figures_end(inquiry);
    if (err == ERR_NONE)
        emotion_study_write(&found, ask, body);
    return err;
}

static enum err ask_read(struct call *call, struct emotion_ask *ask, struct fault *why)
{
    const struct emotions_query *query = call->query;
    int32_t to = query->has_to ? query->to : call_day(call);
    *ask = (struct emotion_ask){.workspace_id = call->principal.workspace_id,
                                .scope = call_scope(call),
                                .stop = call_stop(call),
                                .from = query->has_from ? query->from : to - DAYS_USUAL + 1,
                                .to = to};
    if (ask->from > to)
        return fault_set(why, ERR_INVALID, "empty_period", "to", "The period ends before it begins.");
    return call_condition(call, query->where, "where", &ask->where, why);
}

void op_emotions(struct call *call)
{
    struct fault why = {0};
    struct emotion_ask *ask = arena_new_object(call->arena, struct emotion_ask);
    enum err err = ask ? ask_read(call, ask, &why) : ERR_MEMORY;
    if (call_fine(call, err, &why))
        call_study(call, EMOTION_STUDY_BYTES, study, ask);
}

/* ---- the targets ---- */
static void target_write(const struct target_emotion *target, struct buf *out)
{
    char day[TIME_TEXT];
    day_format(target->from, day);
    buf_printf(out, "{\"id\":%lld,\"from\":\"%s\",\"emotions\":", (long long)target->id, day);
    emotions_write(target->emotions, out);
    if (target->touchpoint.at)
        put_text(out, "touchpoint", target->touchpoint);
    if (!isnan(target->share)) {
        buf_add_text(out, ",\"share\":");
        json_put_real(out, target->share);
    }
    buf_printf(out, ",\"revision\":%lld}", (long long)target->revision);
}

static bool target_seen(void *context, const struct target_emotion *target)
{
    struct listing *listing = context;
    if (target->touchpoint.at && !principal_sees_touchpoint(&listing->call->principal, target->touchpoint))
        return true;
    listing_next(listing, target->revision);
    target_write(target, &listing->body);
    return true;
}

void op_target_emotion_list(struct call *call)
{
    struct fault why = {0};
    struct store *store = call_store(call);
    if (!store)
        return;
    struct listing listing = listing_new(call, 0);
    enum err err = target_emotions(store, call->principal.workspace_id, 0, target_seen, &listing);
    call_store_give(call, store);
    listing_close(&listing, err, &why);
}

struct answering {
    struct buf body;
    int64_t revision;
};

static bool answer_seen(void *context, const struct target_emotion *target)
{
    struct answering *answering = context;
    answering->revision = target->revision;
    target_write(target, &answering->body);
    return true;
}

static void target_answer(struct call *call, int status, int64_t id)
{
    struct fault why = {0};
    struct answering answering = {.body = buf_new(ANSWER_MAX)};
    struct store *store = call_store(call);
    if (!store)
        return;
    enum err err = target_emotions(store, call->principal.workspace_id, id, answer_seen, &answering);
    call_store_give(call, store);
    if (err == ERR_NONE && !answering.revision)
        err = ERR_NOT_FOUND;
    if (call_fine(call, err, &why))
        call_json(call, status, &answering.body, answering.revision);
    else
        buf_free(&answering.body);
}

static void target_added(struct call *call, struct proposal *proposal)
{
    target_answer(call, 201, proposal->facts[0].subject_id);
}

static void target_changed(struct call *call, struct proposal *proposal)
{
    target_answer(call, 200, proposal->facts[0].subject_id);
}

static enum err target_read(struct call *call, const struct target_emotion_in *in, struct target_emotion_change *change, struct fault *why)
{
    change->from = in->from;
    change->share = in->has_share ? in->share : NAN;
    if (!in->touchpoint.at)
        return emotions_of(&in->emotions, &change->emotions, why);
    const struct touchpoint *touchpoint = listen_touchpoint(call_listen(call), call->principal.workspace_id, in->touchpoint);
    if (!touchpoint || !principal_sees_touchpoint(&call->principal, in->touchpoint))
        return fault_set(why, ERR_INVALID, "unknown_touchpoint", "touchpoint", "There is no touchpoint \"%.*s\".",
                         STR_ARGS(in->touchpoint));
    if (in->emotions.count)
        return fault_set(why, ERR_INVALID, "not_here", "emotions", "A touchpoint's target emotions are changed on the touchpoint itself.");
    change->touchpoint_id = touchpoint->id;
    return ERR_NONE;
}

static void target_propose(struct call *call, enum deed deed, void (*done)(struct call *call, struct proposal *proposal))
{
    const struct target_emotion_in *in = call->body;
    struct target_emotion_change *change = arena_new_object(call->arena, struct target_emotion_change);
    struct fault why = {0};
    enum err err = change ? ERR_NONE : ERR_MEMORY;
    if (err == ERR_NONE && in)
        err = target_read(call, in, change, &why);
    if (!call_fine(call, err, &why))
        return;
    change->deed = deed;
    change->id = deed == DEED_ADD ? 0 : call_integer(call->path[0]);
    call_propose_one(call, FACT_TARGET_EMOTION_CHANGED, change, done);
}

void op_target_emotion_add(struct call *call)
{
    target_propose(call, DEED_ADD, target_added);
}

void op_target_emotion_change(struct call *call)
{
    target_propose(call, DEED_CHANGE, target_changed);
}

void op_target_emotion_remove(struct call *call)
{
    target_propose(call, DEED_REMOVE, call_gone);
}
