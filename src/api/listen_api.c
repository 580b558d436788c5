/* Touchpoints, customers, encounters, surveys and the workspace: the contract of api/listen.yaml but for responses (response_api.c). */
#include "api/dispatch.h"
#include "api/listing.h"
#include "api/share.h"
#include "listen/customer.h"
#include "listen/encounter.h"
#include "listen/surveys.h"
#include "listen/touchpoint.h"
#include "listen/workspace.h"

#include <stdio.h>

enum { ONE_MAX = 2 << 20 };

/* ---- workspace ---- */

void op_workspace_get(struct call *call)
{
    struct buf body = buf_new(ONE_MAX);
    workspace_write(listen_workspace(call_listen(call), call->principal.workspace_id), &body);
    call_json(call, 200, &body, 0);
}

static void workspace_changed(struct call *call, struct proposal *proposal)
{
    (void)proposal;
    op_workspace_get(call);
}

void op_workspace_change(struct call *call)
{
    struct workspace_put *put;
    struct fault why = {0};
    if (call_fine(call, listen_check_workspace(call_listen(call), call->principal.workspace_id, call->body, call->arena, &put, &why), &why))
        call_propose_one(call, FACT_WORKSPACE_CHANGED, put, workspace_changed);
}

/* ---- touchpoints ---- */

static bool touchpoint_item(void *context, const struct touchpoint *touchpoint)
{
    struct listing *listing = context;
    if (!principal_sees_touchpoint(&listing->call->principal, touchpoint->slug))
        return true;
    listing_next(listing, touchpoint->id);
    touchpoint_write(touchpoint, &listing->body);
    return true;
}

void op_touchpoint_list(struct call *call)
{
    struct listing listing = listing_new(call, 0);
    listen_touchpoints(call_listen(call), call->principal.workspace_id, touchpoint_item, &listing);
    listing_end(&listing);
}

static void touchpoint_answer(struct call *call, int status, const struct touchpoint *touchpoint)
{
    if (!touchpoint || !principal_sees_touchpoint(&call->principal, touchpoint->slug)) {
        call_fail_code(call, ERR_NOT_FOUND);
        return;
    }
    struct buf body = buf_new(ONE_MAX);
    touchpoint_write(touchpoint, &body);
    call_json(call, status, &body, touchpoint->revision);
}

void op_touchpoint_get(struct call *call)
{
    touchpoint_answer(call, 200, listen_touchpoint(call_listen(call), call->principal.workspace_id, call->path[0]));
}

static void touchpoint_added(struct call *call, struct proposal *proposal)
{
    touchpoint_answer(call, 201, listen_touchpoint_by_id(call_listen(call), call->principal.workspace_id, proposal->facts[0].subject_id));
}

static void touchpoint_changed(struct call *call, struct proposal *proposal)
{
    touchpoint_answer(call, 200, listen_touchpoint_by_id(call_listen(call), call->principal.workspace_id, proposal->facts[0].subject_id));
}

void op_touchpoint_add(struct call *call)
{
    struct touchpoint_put *put;
    struct fault why = {0};
    if (call_fine(call, listen_check_touchpoint(call->body, call->arena, &put, &why), &why))
        call_propose_one(call, FACT_TOUCHPOINT_ADDED, put, touchpoint_added);
}

void op_touchpoint_change(struct call *call)
{
    struct touchpoint_in *in = call->body;
    struct touchpoint_put *put;
    struct fault why = {0};
    if (!listen_touchpoint(call_listen(call), call->principal.workspace_id, call->path[0])) {
        call_fail_code(call, ERR_NOT_FOUND);
        return;
    }
    enum err err = str_equal(in->slug, call->path[0])
                       ? listen_check_touchpoint(in, call->arena, &put, &why)
                       : fault_set(&why, ERR_INVALID, "fixed", "slug", "The slug of a touchpoint stays as it was made: %.*s.",
                                   STR_ARGS(call->path[0]));
    if (!call_fine(call, err, &why))
        return;
    put->expected_revision = call->expected_revision;
    call_propose_one(call, FACT_TOUCHPOINT_CHANGED, put, touchpoint_changed);
}

void op_touchpoint_review(struct call *call)
{
    struct touchpoint_put *put = arena_new_object(call->arena, struct touchpoint_put);
    struct fault why = {0};
    bool known = listen_touchpoint(call_listen(call), call->principal.workspace_id, call->path[0]);
    if (!call_fine(call, !put ? ERR_MEMORY : known ? ERR_NONE : ERR_NOT_FOUND, &why))
        return;
    put->touchpoint.slug = call->path[0];
    put->touchpoint.reviewed_on = call_day(call);
    call_propose_one(call, FACT_TOUCHPOINT_REVIEWED, put, touchpoint_changed);
}

/* ---- customers ---- */

struct customers_listing {
    struct listing listing;
    struct call *call;
    struct store *store;
    enum err err;
};

static bool customer_item(void *context, const struct customer *customer)
{
    struct customers_listing *c = context;
    struct customer whole = *customer;
    c->err = customer_margins_read(c->store, c->call->principal.workspace_id, customer->id, c->call->arena, &whole.margins);
    if (c->err != ERR_NONE)
        return false;
    listing_next(&c->listing, customer->id);
    customer_write(&whole, &c->listing.body);
    return true;
}

void op_customer_list(struct call *call)
{
    const struct customer_list_query *query = call->query;
    int64_t before = call_cursor(call, query->cursor), limit = query->has_limit ? query->limit : PAGE_USUAL;
    struct store *store = before < 0 ? NULL : call_store(call);
    if (!store)
        return;
    struct fault why = {0};
    struct customers_listing c = {listing_new(call, (size_t)limit), call, store, ERR_NONE};
    enum err err = listen_customers(store, call->principal.workspace_id, before, limit, customer_item, &c);
    call_store_give(call, store);
    listing_close(&c.listing, err == ERR_NONE ? c.err : err, &why);
}

static void customer_answer(struct call *call, int status, struct str external_id)
{
    struct customer customer;
    struct fault why = {0};
    struct store *store = call_store(call);
    if (!store)
        return;
    enum err err = listen_customer(store, call->principal.workspace_id, external_id, call->arena, &customer);
    call_store_give(call, store);
    if (!call_fine(call, err, &why))
        return;
    struct buf body = buf_new(ONE_MAX);
    customer_write(&customer, &body);
    call_json(call, status, &body, 0);
}

void op_customer_get(struct call *call)
{
    customer_answer(call, 200, call->path[0]);
}

static void customer_put_done(struct call *call, struct proposal *proposal)
{
    const struct customer_put *put = proposal->facts[0].body;
    const struct customer customer = {.id = proposal->facts[0].subject_id,
                                      .external_id = put->external_id,
                                      .name = put->name,
                                      .email = put->email,
                                      .phone = put->phone,
                                      .language = put->language,
                                      .has_margin = put->has_margin,
                                      .margin = put->margin,
                                      .margins = put->margins,
                                      .consent_surveys = put->consent_surveys,
                                      .contact_ban = put->contact_ban,
                                      .complaint_open = put->complaint_open};
    struct customer shown = customer;
    struct buf attributes = buf_new(65536), body = buf_new(ONE_MAX);
    if (put->attributes) {
        json_put_tree(&attributes, put->attributes);
        shown.attributes = buf_str(&attributes);
    }
    customer_write(&shown, &body);
    buf_free(&attributes);
    call_json(call, put->existed ? 200 : 201, &body, 0);
}

void op_customer_put(struct call *call)
{
    struct customer_put *put;
    struct fault why = {0};
    if (call_fine(call, listen_check_customer(call->body, call->arena, &put, &why), &why))
        call_propose_one(call, FACT_CUSTOMER_PUT, put, customer_put_done);
}

void op_customer_erase(struct call *call)
{
    struct customer_erased *body = arena_new_object(call->arena, struct customer_erased);
    if (!body) {
        call_fail_code(call, ERR_MEMORY);
        return;
    }
    body->external_id = call->path[0];
    call_propose_one(call, FACT_CUSTOMER_ERASED, body, call_gone);
}

/* ---- encounters ---- */

static bool encounter_item(void *context, const struct encounter *encounter)
{
    struct listing *listing = context;
    if (!principal_sees_touchpoint(&listing->call->principal, encounter->touchpoint) ||
        !principal_sees_unit(&listing->call->principal, encounter->unit))
        return true;
    listing_next(listing, encounter->id);
    encounter_write(encounter, &listing->body);
    return true;
}

void op_encounter_list(struct call *call)
{
    const struct encounter_list_query *query = call->query;
    struct fault why = {0};
    struct encounter_filter filter = {
        .customer = query->customer, .before = call_cursor(call, query->cursor), .limit = query->has_limit ? query->limit : PAGE_USUAL};
    if (filter.before < 0)
        return;
    if (query->touchpoint.at) {
        const struct touchpoint *touchpoint = listen_touchpoint(call_listen(call), call->principal.workspace_id, query->touchpoint);
        if (!call_fine(call,
                       touchpoint ? ERR_NONE
                                  : fault_set(&why, ERR_INVALID, "unknown", "touchpoint", "There is no touchpoint \"%.*s\".",
                                              STR_ARGS(query->touchpoint)),
                       &why))
            return;
        filter.touchpoint_id = touchpoint->id;
    }
    struct store *store = call_store(call);
    if (!store)
        return;
    struct listing listing = listing_new(call, (size_t)filter.limit);
    enum err err = listen_encounters(store, call->principal.workspace_id, &filter, encounter_item, &listing);
    call_store_give(call, store);
    listing_close(&listing, err, &why);
}

static void encounters_added(struct call *call, struct proposal *proposal)
{
    size_t repeated = 0;
    struct buf body = buf_new(ONE_MAX);
    for (size_t i = 0; i < proposal->count; i++)
        repeated += proposal->facts[i].repeated;
    buf_printf(&body, "{\"accepted\":%zu,\"repeated\":%zu}", proposal->count - repeated, repeated);
    call_json(call, 201, &body, 0);
}

void op_encounter_add(struct call *call)
{
    struct fault why = {0};
    struct record_list items;
    bool batch;
    enum err err = call_one_or_many(call, &record_encounter_in, &record_encounter_batch, "encounters", &items, &batch, &why);
    struct proposal *proposal = err == ERR_NONE ? call_proposal(call, items.count) : NULL;
    if (err == ERR_NONE && !proposal)
        err = ERR_MEMORY;
    const struct encounter_in *in = items.items;
    for (size_t i = 0; err == ERR_NONE && i < items.count; i++) {
        struct encounter_happened *happened;
        err = listen_check_encounter(call_listen(call), call->principal.workspace_id, &in[i], call->now_ms, call->arena, &happened, &why);
        if (err != ERR_NONE)
            call_item_prefix(&why, "encounters", i, batch);
        proposal->facts[i].kind = FACT_ENCOUNTER_HAPPENED;
        proposal->facts[i].body = happened;
    }
    if (call_fine(call, err, &why))
        call_propose(call, proposal, encounters_added);
}

/* ---- surveys ---- */

struct str survey_url(const struct call *call, const struct survey *survey)
{
    const struct workspace *first = listen_workspace_first(call_listen(call));
    const struct workspace *own = listen_workspace(call_listen(call), survey->workspace_id);
    bool plain = first && first->id == survey->workspace_id;
    char *url = arena_printf(call->arena, "%.*s/s/%.*s%s%.*s", STR_ARGS(call->api->config.public_url), plain ? 0 : (int)own->slug.length,
                             own->slug.at, plain ? "" : ".", STR_ARGS(survey->slug));
    return str_of(url);
}

static void survey_put_into(struct call *call, const struct survey *survey, struct store *store, struct buf *body)
{
    int64_t count = -1;
    if (store && listen_survey_responses(store, call->principal.workspace_id, survey->id, &count) != ERR_NONE)
        count = -1;
    survey_write(survey, count, survey_url(call, survey), body);
}

static void survey_answer(struct call *call, int status, const struct survey *survey, struct store *store)
{
    if (!survey) {
        call_fail_code(call, ERR_NOT_FOUND);
        return;
    }
    struct buf body = buf_new(ONE_MAX);
    survey_put_into(call, survey, store, &body);
    call_json(call, status, &body, survey->revision);
}

struct survey_listing {
    struct listing listing;
    struct store *store;
};

static bool survey_item(void *context, const struct survey *survey)
{
    struct survey_listing *both = context;
    listing_next(&both->listing, survey->id);
    survey_put_into(both->listing.call, survey, both->store, &both->listing.body);
    return true;
}

void op_survey_list(struct call *call)
{
    struct survey_listing both = {.listing = listing_new(call, 0)};
    struct fault why = {0};
    if (!call_fine(call, flow_store_take(call->flow, &both.store), &why)) {
        buf_free(&both.listing.body);
        return;
    }
    listen_surveys(call_listen(call), call->principal.workspace_id, survey_item, &both);
    flow_store_give(call->flow, both.store);
    listing_end(&both.listing);
}

static const struct survey *survey_named(struct call *call)
{
    return listen_survey(call_listen(call), call->principal.workspace_id, call->path[0]);
}

void op_survey_get(struct call *call)
{
    struct flow *flow = call->flow;
    struct store *store;
    struct fault why = {0};
    if (!call_fine(call, flow_store_take(flow, &store), &why))
        return;
    survey_answer(call, 200, survey_named(call), store);
    flow_store_give(flow, store);
}

static void survey_done(struct call *call, struct proposal *proposal, int status)
{
    char id[24];
    snprintf(id, sizeof id, "%lld", (long long)proposal->facts[0].subject_id);
    survey_answer(call, status, listen_survey(call_listen(call), call->principal.workspace_id, str_of(id)), NULL);
}

static void survey_added(struct call *call, struct proposal *proposal)
{
    survey_done(call, proposal, 201);
}

static void survey_changed(struct call *call, struct proposal *proposal)
{
    survey_done(call, proposal, 200);
}

void op_survey_add(struct call *call)
{
    struct survey_put *put;
    struct fault why = {0};
    if (call_fine(call, listen_check_survey(call_listen(call), call->principal.workspace_id, call->tree, call->arena, &put, &why), &why))
        call_propose_one(call, FACT_SURVEY_ADDED, put, survey_added);
}

void op_survey_change(struct call *call)
{
    struct survey_put *put;
    struct fault why = {0};
    const struct survey *survey = survey_named(call);
    enum err err =
        survey ? listen_check_survey(call_listen(call), call->principal.workspace_id, call->tree, call->arena, &put, &why) : ERR_NOT_FOUND;
    if (err == ERR_NONE && !str_equal(put->definition->slug, survey->slug))
        err = fault_set(&why, ERR_INVALID, "fixed", "slug", "The slug of a survey stays as it was made: %.*s.", STR_ARGS(survey->slug));
    if (!call_fine(call, err, &why))
        return;
    put->expected_revision = call->expected_revision;
    call_propose_one(call, FACT_SURVEY_CHANGED, put, survey_changed);
}

void op_survey_publish(struct call *call)
{
    struct survey_published *published;
    struct fault why = {0};
    const struct survey *survey = survey_named(call);
    enum err err = survey ? listen_check_publish(call_listen(call), call->principal.workspace_id, survey, call->arena, &published, &why)
                          : ERR_NOT_FOUND;
    if (err == ERR_NONE && !survey_page_fits(call, published->definition))
        err = fault_set(&why, ERR_INVALID, "too_large", "questions",
                        "The survey's page would be larger than 4 MB: please take fewer rows and choices, or divide it.");
    if (!call_fine(call, err, &why))
        return;
    published->expected_revision = call->expected_revision ? call->expected_revision : survey->revision;
    call_propose_one(call, FACT_SURVEY_PUBLISHED, published, survey_changed);
}

void op_survey_close(struct call *call)
{
    struct fault why = {0};
    const struct survey *survey = survey_named(call);
    struct survey_closed *closed = arena_new_object(call->arena, struct survey_closed);
    enum err err = !survey ? ERR_NOT_FOUND : !closed ? ERR_MEMORY : ERR_NONE;
    if (!call_fine(call, err, &why))
        return;
    closed->slug = str_keep(call->arena, survey->slug);
    call_propose_one(call, FACT_SURVEY_CLOSED, closed, survey_changed);
}
