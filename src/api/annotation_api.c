/* Annotations, and the dated changes of small things beside them: the contract of api/board.yaml. */
#include "api/answer.h"
#include "api/dispatch.h"
#include "api/listing.h"
#include "listen/element.h"
#include "understand/annotation.h"

enum { PERIOD_DAYS = 731 };

struct annotating {
    struct call *call;
    struct buf body;
    size_t count;
    int64_t revision;
};

static void annotation_write(struct buf *out, const struct annotation *annotation)
{
    char day[TIME_TEXT];
    day_format(annotation->day, day);
    buf_printf(out, "{\"id\":%lld,\"day\":\"%s\"", (long long)annotation->id, day);
    put_text(out, "text", annotation->text);
    if (annotation->touchpoint.at)
        put_text(out, "touchpoint", annotation->touchpoint);
    buf_printf(out, ",\"revision\":%lld}", (long long)annotation->revision);
}

static bool annotation_seen(void *context, const struct annotation *annotation)
{
    struct annotating *a = context;
    if (annotation->touchpoint.at && !principal_sees_touchpoint(&a->call->principal, annotation->touchpoint))
        return true;
    if (a->count++)
        buf_add_char(&a->body, ',');
    a->revision = annotation->revision;
    annotation_write(&a->body, annotation);
    return true;
}

static bool change_seen(void *context, const struct element_change *change)
{
    struct annotating *a = context;
    const struct touchpoint *touchpoint =
        listen_touchpoint_by_id(call_listen(a->call), a->call->principal.workspace_id, change->touchpoint_id);
    char day[TIME_TEXT];
    if (!touchpoint || !principal_sees_touchpoint(&a->call->principal, touchpoint->slug))
        return true;
    day_format(change->changed_on, day);
    buf_printf(&a->body, "%s{\"id\":%lld,\"day\":\"%s\"", a->count++ ? "," : "", (long long)change->id, day);
    put_text(&a->body, "touchpoint", touchpoint->slug);
    buf_add_text(&a->body, ",\"name\":");
    buf_add_str(&a->body, change->name);
    buf_add_text(&a->body, ",\"note\":");
    buf_add_str(&a->body, change->note);
    buf_add_char(&a->body, '}');
    return a->count < ANNOTATIONS_SHOWN_MAX;
}

/* 0 without one. Under the lock. */
static enum err touchpoint_id(struct call *call, struct str slug, int64_t *id, struct fault *why)
{
    *id = 0;
    if (!slug.at)
        return ERR_NONE;
    const struct touchpoint *touchpoint = listen_touchpoint(call_listen(call), call->principal.workspace_id, slug);
    if (!touchpoint || !principal_sees_touchpoint(&call->principal, slug))
        return fault_set(why, ERR_INVALID, "unknown_touchpoint", "touchpoint", "There is no touchpoint \"%.*s\".", STR_ARGS(slug));
    *id = touchpoint->id;
    return ERR_NONE;
}

void op_annotation_list(struct call *call)
{
    const struct annotation_list_query *query = call->query;
    struct fault why = {0};
    struct annotation_filter filter = {.to = query->has_to ? query->to : call_day(call)};
    filter.from = query->has_from ? query->from : filter.to - PERIOD_DAYS;
    enum err err = touchpoint_id(call, query->touchpoint, &filter.touchpoint_id, &why);
    if (err == ERR_NONE && filter.from > filter.to)
        err = fault_set(&why, ERR_INVALID, "empty_period", "to", "The period ends before it begins.");
    if (!call_fine(call, err, &why))
        return;
    struct store *store = call_store_locked(call);
    if (!store)
        return;
    struct annotating a = {.call = call, .body = buf_new(ANSWER_MAX)};
    int64_t workspace_id = call->principal.workspace_id;
    buf_add_text(&a.body, "{\"items\":[");
    err = annotations(store, workspace_id, &filter, annotation_seen, &a);
    buf_add_text(&a.body, "],\"changes\":[");
    a.count = 0;
    if (err == ERR_NONE)
        err = listen_element_changes(store, workspace_id, filter.touchpoint_id, filter.from, filter.to, change_seen, &a);
    call_store_give(call, store);
    buf_add_text(&a.body, "]}");
    if (err != ERR_NONE)
        buf_free(&a.body);
    if (call_fine(call, err, &why))
        call_json(call, 200, &a.body, 0);
}

static void annotation_answer(struct call *call, int status, int64_t id)
{
    struct fault why = {0};
    struct annotating a = {.call = call, .body = buf_new(ANSWER_MAX)};
    struct store *store = call_store_locked(call);
    if (!store)
        return;
    struct annotation_filter filter = {.only = id, .from = INT32_MIN, .to = INT32_MAX};
    enum err err = annotations(store, call->principal.workspace_id, &filter, annotation_seen, &a);
    call_store_give(call, store);
    if (err == ERR_NONE && a.count == 0)
        err = ERR_NOT_FOUND;
    if (err != ERR_NONE)
        buf_free(&a.body);
    if (call_fine(call, err, &why))
        call_json(call, status, &a.body, a.revision);
}

static void annotation_added(struct call *call, struct proposal *proposal)
{
    annotation_answer(call, 201, proposal->facts[0].subject_id);
}

static void annotation_changed(struct call *call, struct proposal *proposal)
{
    annotation_answer(call, 200, proposal->facts[0].subject_id);
}

static void annotation_propose(struct call *call, enum deed deed, void (*done)(struct call *call, struct proposal *proposal))
{
    const struct annotation_in *in = call->body;
    struct annotation_change *change = arena_new_object(call->arena, struct annotation_change);
    struct fault why = {0};
    enum err err = change ? ERR_NONE : ERR_MEMORY;
    if (err == ERR_NONE && in)
        err = touchpoint_id(call, in->touchpoint, &change->touchpoint_id, &why);
    if (err == ERR_NONE && in && in->day > call_day(call))
        err = fault_set(&why, ERR_INVALID, "in_future", "day", "The day must not lie in the future.");
    if (!call_fine(call, err, &why))
        return;
    change->deed = deed;
    change->annotation_id = deed == DEED_ADD ? 0 : call_integer(call->path[0]);
    if (in) {
        change->day = in->day;
        change->text = in->text;
    }
    call_propose_one(call, FACT_ANNOTATION_CHANGED, change, done);
}

void op_annotation_add(struct call *call)
{
    annotation_propose(call, DEED_ADD, annotation_added);
}

void op_annotation_change(struct call *call)
{
    annotation_propose(call, DEED_CHANGE, annotation_changed);
}

void op_annotation_remove(struct call *call)
{
    annotation_propose(call, DEED_REMOVE, call_gone);
}
