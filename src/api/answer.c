#include "api/answer.h"
#include "understand/segment.h"
#include "listen/ask.h"
#include "understand/figures.h"

void put_text(struct buf *out, const char *name, struct str text)
{
    buf_printf(out, ",\"%s\":", name);
    json_put_text(out, text);
}

void put_texts(struct buf *out, const char *name, struct str_list list)
{
    buf_printf(out, ",\"%s\":[", name);
    for (size_t i = 0; i < list.count; i++) {
        buf_add_text(out, i ? "," : "");
        json_put_text(out, list.items[i]);
    }
    buf_add_char(out, ']');
}

void put_moment(struct buf *out, const char *name, int64_t at_ms)
{
    char text[TIME_TEXT];
    time_format(at_ms, text);
    put_text(out, name, str_of(text));
}

void put_reasons(struct buf *out, const int64_t *reasons, size_t count)
{
    bool first = true;
    buf_add_text(out, ",\"reasons\":[");
    for (size_t i = ASK_NO_CUSTOMER; i < count; i++) {
        if (!reasons[i])
            continue;
        buf_printf(out, "%s{\"reason\":\"%s\",\"count\":%lld}", first ? "" : ",", ask_reason_name((enum ask_reason)i),
                   (long long)reasons[i]);
        first = false;
    }
    buf_add_char(out, ']');
}

void put_share(struct buf *out, const char *name, int64_t part, int64_t whole)
{
    if (!whole)
        return;
    struct figure share = figure_share((uint64_t)part, (uint64_t)whole);
    buf_printf(out, ",\"%s\":{\"value\":%.4f,\"low\":%.4f,\"high\":%.4f}", name, share.value, share.low, share.high);
}

enum err call_condition(struct call *call, struct str text, const char *name, const struct condition **condition, struct fault *why)
{
    struct store *store = NULL;
    enum err err = segment_named(text) ? flow_store_take(call->flow, &store) : ERR_NONE;
    if (err == ERR_NONE)
        err = segment_condition_parse(store, call->principal.workspace_id, call->principal.id, call->arena, text, condition, why);
    if (store)
        flow_store_give(call->flow, store);
    if (err != ERR_NONE)
        fault_prefix(why, name);
    return err == ERR_MALFORMED ? (why->code = ERR_INVALID) : err;
}

void call_work(struct call *call, void (*work)(void *context), void *context)
{
    call_park(call);
    enum err err = flow_work(call->flow, work, context);
    if (err != ERR_NONE)
        call_fail_code(call, err);
}

void put_person(struct call *call, struct buf *out, const char *name, int64_t id)
{
    const struct account *account = people_account(flow_people(call->flow), call->principal.workspace_id, id);
    if (account)
        put_text(out, name, account->name.length ? account->name : account->email);
}

struct store *call_store_locked(struct call *call)
{
    struct store *store;
    struct fault why = {0};
    return call_fine(call, flow_store_take(call->flow, &store), &why) ? store : NULL;
}

struct studying {
    struct call *call;
    size_t bytes;
    const char *type; /* NULL: JSON */
    study_make study;
    void *ask;
};

/* One attempt, from nothing: what an earlier one found in the settings may be no more. */
static enum err study_try(const struct studying *studying, struct inquiry *inquiry, struct buf *body, struct fault *why)
{
    struct arena *arena = arena_new(studying->bytes);
    *body = buf_new(ANSWER_MAX);
    *why = (struct fault){0};
    enum err err = arena ? studying->study(studying->ask, inquiry, arena, body, why) : ERR_MEMORY;
    arena_free(arena);
    if (err == ERR_NONE && body->failed)
        err = ERR_MEMORY;
    if (err != ERR_NONE)
        buf_free(body);
    return err;
}

static void study_work(void *context)
{
    const struct studying *studying = context;
    struct buf body;
    struct fault why;
    struct inquiry inquiry = {studying->call->flow, NULL};
    enum err err = ERR_STALE;
    while (err == ERR_STALE) /* until it is done or its time is over */
        err = study_try(studying, &inquiry, &body, &why);
    flow_inquiry_over(&inquiry);
    if (!call_fine(studying->call, err, &why))
        return;
    if (studying->type)
        call_text(studying->call, 200, studying->type, &body);
    else
        call_json(studying->call, 200, &body, 0);
}

static struct studying *studying_new(struct call *call, size_t bytes, const char *type, study_make study, void *ask)
{
    struct studying *studying = arena_new_object(call->arena, struct studying);
    if (studying)
        *studying = (struct studying){call, bytes, type, study, ask};
    else
        call_fail_code(call, ERR_MEMORY);
    return studying;
}

static void studying_send(struct studying *studying)
{
    struct call *call = studying->call;
    call_park(call);
    enum err err = flow_figures_work(call->flow, study_work, studying);
    if (err != ERR_NONE)
        call_fail_code(call, err);
}

void call_study(struct call *call, size_t bytes, study_make study, void *ask)
{
    struct studying *studying = studying_new(call, bytes, NULL, study, ask);
    if (studying)
        studying_send(studying);
}

void call_figures_as(struct call *call, const char *type, study_make study, void *ask)
{
    struct studying *studying = studying_new(call, FIGURES_BYTES, type, study, ask);
    if (!studying)
        return;
    if (flow_figures_far(call->flow)) {
        studying_send(studying);
        return;
    }
    call_unlock(call);
    study_work(studying);
}

void call_figures(struct call *call, study_make study, void *ask)
{
    call_figures_as(call, NULL, study, ask);
}
