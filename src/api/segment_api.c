/* Segments: the contract of api/segment.yaml. */
#include "understand/segment.h"
#include "api/answer.h"
#include "api/dispatch.h"
#include "api/listing.h"
#include "api/owned_api.h"

enum { COUNT_BYTES = 1 << 16 };

static void segment_write(struct call *call, struct buf *out, const struct segment *segment)
{
    put_owned(call, out, segment->id, segment->name, segment->shared, segment->owner_id);
    buf_add_text(out, ",\"condition\":");
    buf_add_str(out, segment->condition);
    put_moment(out, "changed_at", segment->changed_at_ms);
    buf_printf(out, ",\"uses\":%lld,\"revision\":%lld", (long long)segment->uses, (long long)segment->revision);
}

static bool segment_listed(void *context, const struct segment *segment)
{
    struct listing *listing = context;
    listing_next(listing, segment->id);
    segment_write(listing->call, &listing->body, segment);
    buf_add_char(&listing->body, '}');
    return true;
}

void op_segment_list(struct call *call)
{
    struct fault why = {0};
    struct store *store = call_store_locked(call);
    if (!store)
        return;
    struct listing listing = listing_new(call, 0);
    enum err err = segments(store, call->principal.workspace_id, call->principal.id, 0, segment_listed, &listing);
    call_store_give(call, store);
    listing_close(&listing, err, &why);
}

static bool segment_found(void *context, const struct segment *segment)
{
    struct one *one = context;
    one->revision = segment->revision;
    one->count++;
    segment_write(one->call, &one->body, segment);
    buf_add_text(&one->body, ",\"views\":[");
    return true;
}

static bool view_found(void *context, const struct segment_view *view)
{
    struct one *one = context;
    if (!view->seen)
        return true;
    if (one->body.at[one->body.length - 1] != '[')
        buf_add_char(&one->body, ',');
    buf_printf(&one->body, "{\"id\":%lld", (long long)view->id);
    put_text(&one->body, "name", view->name);
    buf_add_char(&one->body, '}');
    return true;
}

static bool scheme_found(void *context, struct str slug)
{
    struct one *one = context;
    if (one->body.at[one->body.length - 1] != '[')
        buf_add_char(&one->body, ',');
    json_put_text(&one->body, slug);
    return true;
}

static void segment_answer(struct call *call, int status, int64_t id)
{
    int64_t workspace_id = call->principal.workspace_id, reader_id = call->principal.id;
    struct one one = {.call = call, .body = buf_new(ANSWER_MAX)};
    struct store *store = call_store_locked(call);
    if (!store)
        return;
    enum err err = id > 0 ? segments(store, workspace_id, reader_id, id, segment_found, &one) : ERR_NOT_FOUND;
    if (err == ERR_NONE && one.count)
        err = segment_views(store, workspace_id, reader_id, id, view_found, &one);
    buf_add_text(&one.body, "],\"schemes\":[");
    if (err == ERR_NONE && one.count)
        err = segment_schemes(store, workspace_id, id, scheme_found, &one);
    call_store_give(call, store);
    buf_add_text(&one.body, "]}");
    one_answer(&one, status, err);
}

void op_segment_get(struct call *call)
{
    segment_answer(call, 200, call_integer(call->path[0]));
}

static void segment_added(struct call *call, struct proposal *proposal)
{
    segment_answer(call, 201, proposal->facts[0].subject_id);
}

static void segment_changed(struct call *call, struct proposal *proposal)
{
    segment_answer(call, 200, proposal->facts[0].subject_id);
}

/* As it is kept: in one form, so that the same condition is no change. */
static enum err condition_text(struct call *call, const json_t *condition, struct str *out)
{
    struct buf text = buf_new(ANSWER_MAX);
    json_put_tree(&text, condition);
    enum err err = text.failed ? ERR_MEMORY : ERR_NONE;
    if (err == ERR_NONE)
        *out = (struct str){arena_copy(call->arena, text.at, text.length), text.length};
    buf_free(&text);
    return err == ERR_NONE && !out->at ? ERR_MEMORY : err;
}

static void segment_propose(struct call *call, enum deed deed, void (*done)(struct call *call, struct proposal *proposal))
{
    const struct segment_in *in = call->body;
    struct fault why = {0};
    struct segment_change *change = arena_new_object(call->arena, struct segment_change);
    enum err err = change ? ERR_NONE : ERR_MEMORY;
    if (change)
        *change = (struct segment_change){
            .deed = deed, .manages = owned_manages(call), .segment_id = deed == DEED_ADD ? 0 : call_integer(call->path[0]), .in = in};
    if (err == ERR_NONE && in)
        err = segment_check(in, call->arena, &why);
    if (err == ERR_NONE && in)
        err = owned_sharing_check(call, in->shared, &why);
    if (err == ERR_NONE && in)
        err = condition_text(call, in->condition, &change->condition);
    if (call_fine(call, err, &why))
        call_propose_one(call, FACT_SEGMENT_CHANGED, change, done);
}

void op_segment_add(struct call *call)
{
    segment_propose(call, DEED_ADD, segment_added);
}

void op_segment_change(struct call *call)
{
    segment_propose(call, DEED_CHANGE, segment_changed);
}

void op_segment_remove(struct call *call)
{
    segment_propose(call, DEED_REMOVE, call_gone);
}

struct figures {
    struct inquiry *inquiry;
    int64_t workspace_id;
};

static const struct understand *figures_begin(void *context)
{
    const struct figures *figures = context;
    return flow_figures_begin(figures->inquiry, figures->workspace_id);
}

static void figures_end(void *context)
{
    flow_figures_end(((struct figures *)context)->inquiry);
}

static enum err count(void *context, struct inquiry *inquiry, struct arena *arena, struct buf *body, struct fault *why)
{
    const struct segment_count_ask *ask = context;
    struct figures figures = {inquiry, ask->workspace_id};
    (void)arena;
    return understand_segment_count(&(struct segment_figures){figures_begin, figures_end, &figures}, ask, body, why);
}

void op_segment_count(struct call *call)
{
    const struct segment_count_query *query = call->query;
    struct fault why = {0};
    struct segment_count_ask *ask = arena_new_object(call->arena, struct segment_count_ask);
    enum err err = ask ? ERR_NONE : ERR_MEMORY;
    if (ask) {
        *ask = (struct segment_count_ask){.workspace_id = call->principal.workspace_id,
                                          .scope = call_scope(call),
                                          .stop = call_stop(call),
                                          .has_from = query->has_from,
                                          .from = query->from,
                                          .has_to = query->has_to,
                                          .to = query->to};
        err = call_condition(call, query->where, "where", &ask->where, &why);
    }
    if (call_fine(call, err, &why))
        call_study(call, COUNT_BYTES, count, ask);
}
