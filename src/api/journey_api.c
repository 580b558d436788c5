/* Moments, elements and journeys: the contract of api/journey.yaml but for its figures (understand_journey_api.c). */
#include "api/answer.h"
#include "api/dispatch.h"
#include "api/listing.h"
#include "listen/element.h"
#include "listen/journey.h"
#include "listen/moment.h"

enum { ONE_MAX = 2 << 20 };

void op_moment_list(struct call *call)
{
    struct buf body = buf_new(ONE_MAX);
    moments_write(&body);
    call_json(call, 200, &body, 0);
}

/* ---- elements ---- */

static const struct touchpoint *touchpoint_named(struct call *call)
{
    const struct touchpoint *touchpoint = listen_touchpoint(call_listen(call), call->principal.workspace_id, call->path[0]);
    return touchpoint && principal_sees_touchpoint(&call->principal, touchpoint->slug) ? touchpoint : NULL;
}

static void change_write(struct buf *out, int64_t id, int64_t element, int32_t changed_on, struct str note)
{
    char day[TIME_TEXT];
    day_format(changed_on, day);
    buf_printf(out, "{\"id\":%lld,\"element\":%lld,\"changed_on\":\"%s\",\"note\":", (long long)id, (long long)element, day);
    buf_add_str(out, note);
    buf_add_char(out, '}');
}

/* The changes of a touchpoint are read first, each list of one element as it will be written. */
struct element_listing {
    struct listing listing;
    struct arena *arena;
    struct change_text {
        int64_t element_id;
        struct str text;
        struct change_text *next;
    } * first, **last;
    bool failed;
};

static bool change_seen(void *context, const struct element_change *change)
{
    struct element_listing *all = context;
    struct change_text *text = arena_new_object(all->arena, struct change_text);
    struct buf out = buf_new(ONE_MAX);
    change_write(&out, change->id, change->element_id, change->changed_on, change->note);
    if (text)
        *text = (struct change_text){change->element_id, str_keep(all->arena, buf_str(&out)), NULL};
    buf_free(&out);
    if (!text || !text->text.at) {
        all->failed = true;
        return false;
    }
    *all->last = text;
    all->last = &text->next;
    return true;
}

static void element_write(struct buf *out, const struct element *element)
{
    buf_printf(out, "{\"id\":%lld", (long long)element->id);
    put_text(out, "slug", element->slug);
    buf_add_text(out, ",\"name\":");
    buf_add_str(out, element->name);
    buf_add_text(out, ",\"state\":");
    buf_add_str(out, element->state);
    put_text(out, "owner", element->owner);
    if (element->notes >= 0)
        buf_printf(out, ",\"notes\":%lld", (long long)element->notes);
    buf_printf(out, ",\"revision\":%lld,\"changes\":[", (long long)element->revision);
}

static bool element_seen(void *context, const struct element *element)
{
    struct element_listing *all = context;
    struct buf *out = &all->listing.body;
    bool first = true;
    listing_next(&all->listing, element->id);
    element_write(out, element);
    for (const struct change_text *change = all->first; change; change = change->next) {
        if (change->element_id != element->id)
            continue;
        buf_add_text(out, first ? "" : ",");
        buf_add_str(out, change->text);
        first = false;
    }
    buf_add_text(out, "]}");
    return true;
}

void op_element_list(struct call *call)
{
    struct fault why = {0};
    const struct touchpoint *touchpoint = touchpoint_named(call);
    if (!call_fine(call, touchpoint ? ERR_NONE : ERR_NOT_FOUND, &why))
        return;
    int64_t touchpoint_id = touchpoint->id, workspace_id = call->principal.workspace_id;
    struct store *store = call_store(call);
    if (!store)
        return;
    struct element_listing all = {.listing = listing_new(call, 0), .arena = call->arena};
    all.last = &all.first;
    enum err err = listen_element_changes(store, workspace_id, touchpoint_id, INT32_MIN, INT32_MAX, change_seen, &all);
    if (err == ERR_NONE)
        err = all.failed ? ERR_MEMORY : listen_elements(store, workspace_id, touchpoint_id, element_seen, &all);
    call_store_give(call, store);
    listing_close(&all.listing, err, &why);
}

static void element_answer(struct call *call, int status, const struct fact *fact)
{
    const struct element_put *put = fact->body;
    struct buf body = buf_new(ONE_MAX), name = buf_new(ONE_MAX), state = buf_new(ONE_MAX);
    json_put_tree(&name, put->name);
    if (put->state)
        json_put_tree(&state, put->state);
    else
        buf_add_text(&state, "{}");
    struct element element = {.id = fact->subject_id,
                              .revision = status == 201 ? fact->subject_id : fact->number,
                              .slug = put->slug,
                              .owner = put->owner,
                              .name = buf_str(&name),
                              .state = buf_str(&state),
                              .notes = -1};
    element_write(&body, &element);
    buf_add_text(&body, "]}");
    buf_free(&name);
    buf_free(&state);
    call_json(call, status, &body, element.revision);
}

static void element_added(struct call *call, struct proposal *proposal)
{
    element_answer(call, 201, &proposal->facts[0]);
}

static void element_changed(struct call *call, struct proposal *proposal)
{
    element_answer(call, 200, &proposal->facts[0]);
}

void op_element_add(struct call *call)
{
    struct element_put *put;
    struct fault why = {0};
    const struct touchpoint *touchpoint = touchpoint_named(call);
    enum err err = touchpoint ? listen_check_element(call->body, call->arena, &put, &why) : ERR_NOT_FOUND;
    if (!call_fine(call, err, &why))
        return;
    put->touchpoint_id = touchpoint->id;
    call_propose_one(call, FACT_ELEMENT_ADDED, put, element_added);
}

void op_element_change(struct call *call)
{
    struct element_put *put;
    struct fault why = {0};
    if (!call_fine(call, listen_check_element(call->body, call->arena, &put, &why), &why))
        return;
    put->element_id = call_integer(call->path[0]);
    call_propose_one(call, FACT_ELEMENT_CHANGED, put, element_changed);
}

void op_element_remove(struct call *call)
{
    struct element_put *put = arena_new_object(call->arena, struct element_put);
    struct fault why = {0};
    if (!call_fine(call, put ? ERR_NONE : ERR_MEMORY, &why))
        return;
    put->element_id = call_integer(call->path[0]);
    call_propose_one(call, FACT_ELEMENT_REMOVED, put, call_gone);
}

static void change_recorded(struct call *call, struct proposal *proposal)
{
    const struct element_changed *changed = proposal->facts[0].body;
    struct buf body = buf_new(ONE_MAX), note = buf_new(ONE_MAX);
    json_put_tree(&note, changed->note);
    change_write(&body, proposal->facts[0].subject_id, changed->element_id, changed->changed_on, buf_str(&note));
    buf_free(&note);
    call_json(call, 201, &body, 0);
}

void op_element_change_record(struct call *call)
{
    struct element_changed *changed;
    struct fault why = {0};
    if (!call_fine(call, listen_check_element_change(call->body, call_day(call), call->arena, &changed, &why), &why))
        return;
    changed->element_id = call_integer(call->path[0]);
    call_propose_one(call, FACT_ELEMENT_CHANGE_RECORDED, changed, change_recorded);
}

/* ---- journeys ---- */

static bool journey_item(void *context, const struct journey *journey)
{
    struct listing *listing = context;
    listing_next(listing, journey->id);
    journey_write(journey, &listing->body);
    return true;
}

void op_journey_list(struct call *call)
{
    struct fault why = {0};
    struct store *store;
    struct listing listing = listing_new(call, 0);
    enum err err = flow_store_take(call->flow, &store); /* the lock stays: a plan is read against the touchpoints */
    if (err == ERR_NONE) {
        err = listen_journeys(call_listen(call), store, call->principal.workspace_id, call->arena, journey_item, &listing);
        flow_store_give(call->flow, store);
    }
    listing_close(&listing, err, &why);
}

void op_journey_get(struct call *call)
{
    struct fault why = {0};
    struct store *store;
    struct journey journey;
    enum err err = flow_store_take(call->flow, &store);
    if (err == ERR_NONE) {
        err = listen_journey(call_listen(call), store, call->principal.workspace_id, call->path[0], call->arena, &journey);
        flow_store_give(call->flow, store);
    }
    if (!call_fine(call, err, &why))
        return;
    struct buf body = buf_new(ONE_MAX);
    journey_write(&journey, &body);
    call_json(call, 200, &body, journey.revision);
}

static void journey_answer(struct call *call, int status, const struct fact *fact)
{
    const struct journey_put *put = fact->body;
    int64_t revision = status == 201 ? fact->subject_id : fact->number;
    struct buf body = buf_new(ONE_MAX), rest = buf_new(ONE_MAX);
    buf_printf(&body, "{\"id\":%lld", (long long)fact->subject_id);
    put_text(&body, "slug", put->slug);
    buf_add_text(&body, ",\"name\":");
    json_put_tree(&body, put->name);
    buf_printf(&body, ",\"revision\":%lld,\"guidance\":{\"steps\":%zu,\"guided\":%zu},", (long long)revision, put->steps, put->guided);
    json_put_tree(&rest, put->definition);
    if (!rest.failed && rest.length)
        buf_add(&body, rest.at + 1, rest.length - 1);
    buf_free(&rest);
    call_json(call, status, &body, revision);
}

static void journey_added(struct call *call, struct proposal *proposal)
{
    journey_answer(call, 201, &proposal->facts[0]);
}

static void journey_changed(struct call *call, struct proposal *proposal)
{
    journey_answer(call, 200, &proposal->facts[0]);
}

static struct journey_put *journey_checked(struct call *call, struct fault *why)
{
    struct journey_put *put;
    enum err err = listen_check_journey(call_listen(call), call->principal.workspace_id, call->body, call->tree, call->arena, &put, why);
    return call_fine(call, err, why) ? put : NULL;
}

void op_journey_add(struct call *call)
{
    struct fault why = {0};
    struct journey_put *put = journey_checked(call, &why);
    if (put)
        call_propose_one(call, FACT_JOURNEY_ADDED, put, journey_added);
}

void op_journey_change(struct call *call)
{
    struct fault why = {0};
    struct journey_put *put = journey_checked(call, &why);
    if (!put)
        return;
    enum err err =
        str_equal(put->slug, call->path[0])
            ? ERR_NONE
            : fault_set(&why, ERR_INVALID, "fixed", "slug", "The slug of a journey stays as it was made: %.*s.", STR_ARGS(call->path[0]));
    if (call_fine(call, err, &why))
        call_propose_one(call, FACT_JOURNEY_CHANGED, put, journey_changed);
}

void op_journey_remove(struct call *call)
{
    struct journey_put *put = arena_new_object(call->arena, struct journey_put);
    struct fault why = {0};
    if (!call_fine(call, put ? ERR_NONE : ERR_MEMORY, &why))
        return;
    put->slug = call->path[0];
    call_propose_one(call, FACT_JOURNEY_REMOVED, put, call_gone);
}
