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
    enum err (*study)(void *ask, struct flow *flow, struct arena *arena, struct buf *body, struct fault *why);
    void *ask;
};

static void study_work(void *context)
{
    struct studying *studying = context;
    struct call *call = studying->call;
    struct arena *arena = arena_new(studying->bytes);
    struct buf body = buf_new(ANSWER_MAX);
    struct fault why = {0};
    enum err err = arena ? studying->study(studying->ask, call->flow, arena, &body, &why) : ERR_MEMORY;
    arena_free(arena);
    if (err == ERR_NONE && body.failed)
        err = ERR_MEMORY;
    if (call_fine(call, err, &why))
        call_json(call, 200, &body, 0);
    else
        buf_free(&body);
}

void call_study(struct call *call, size_t bytes,
                enum err (*study)(void *ask, struct flow *flow, struct arena *arena, struct buf *body, struct fault *why), void *ask)
{
    struct studying *studying = arena_new_object(call->arena, struct studying);
    if (!studying) {
        call_fail_code(call, ERR_MEMORY);
        return;
    }
    *studying = (struct studying){call, bytes, study, ask};
    call_work(call, study_work, studying);
}
