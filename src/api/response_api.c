/* Responses: the hot path in, and the lists out. */
#include "api/dispatch.h"
#include "api/listing.h"
#include "listen/quota.h"
#include "listen/response.h"
#include "listen/surveys.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

enum { KEY_BYTES = 16, KEY_TEXT = KEY_BYTES * 2 + 1, RECEIPTS_MAX = 1 << 20, ONE_MAX = 2 << 20 };

/* A response without a submission key gets one of its own: from the Idempotency-Key when there is one, so that the retry has the same. */
static struct str key_make(struct call *call, size_t i)
{
    unsigned char bytes[KEY_BYTES];
    struct str given = http_header_of(call->x, "Idempotency-Key");
    if (given.length && given.length <= 80)
        return str_of(arena_printf(call->arena, "%.*s#%zu", STR_ARGS(given), i));
    char *text = arena_take(call->arena, KEY_TEXT);
    struct randomness *random = flow_random(call->flow);
    random->fill(random, bytes, sizeof bytes);
    return text ? str_of(sodium_bin2hex(text, KEY_TEXT, bytes, sizeof bytes)) : (struct str){0};
}

static enum err check_all(struct call *call, const struct survey *survey, const struct record_list *items, bool batch,
                          struct proposal *proposal, struct fault *why)
{
    struct response_in *in = items->items;
    for (size_t i = 0; i < items->count; i++) {
        struct response_given *given;
        if (!in[i].submission_key.at)
            in[i].submission_key = key_make(call, i);
        if (!in[i].channel.at)
            in[i].channel = STR("api");
        enum err err = listen_check_response(flow_listen(call->flow), call->principal.workspace_id, survey->published, &in[i], call->now_ms,
                                             call->arena, &given, why);
        if (err != ERR_NONE) {
            call_item_prefix(why, "responses", i, batch);
            return err;
        }
        proposal->facts[i].kind = FACT_RESPONSE_GIVEN;
        proposal->facts[i].body = given;
    }
    return ERR_NONE;
}

static void receipt(const struct fact *fact, struct buf *body)
{
    const struct response_given *given = fact->body;
    buf_add_text(body, "{\"submission_key\":");
    json_put_text(body, given->submission_key);
    if (fact->subject_id)
        buf_printf(body, ",\"id\":%lld", (long long)fact->subject_id);
    if (given->full) {
        buf_add_text(body, ",\"turned_away\":");
        json_put_text(body, given->full->id);
    } else if (fact->unrecorded)
        buf_add_text(body, ",\"held\":true");
    buf_add_text(body, fact->repeated ? ",\"repeated\":true}" : "}");
}

static void receipts(struct call *call, struct proposal *proposal)
{
    size_t repeated = 0, turned_away = 0;
    struct buf body = buf_new(RECEIPTS_MAX);
    for (size_t i = 0; i < proposal->count; i++) {
        repeated += proposal->facts[i].repeated;
        turned_away += ((const struct response_given *)proposal->facts[i].body)->full != NULL;
    }
    buf_printf(&body, "{\"accepted\":%zu,\"repeated\":%zu,\"responses\":[", proposal->count - repeated - turned_away, repeated);
    for (size_t i = 0; i < proposal->count; i++) {
        if (i)
            buf_add_char(&body, ',');
        receipt(&proposal->facts[i], &body);
    }
    buf_add_text(&body, "]}");
    call_json(call, 201, &body, 0);
}

void op_response_add(struct call *call)
{
    struct fault why = {0};
    struct record_list items = {0};
    bool batch = false;
    const struct survey *survey = listen_survey(flow_listen(call->flow), call->principal.workspace_id, call->path[0]);
    struct proposal *proposal = NULL;
    enum err err = survey ? listen_check_open(survey, &why) : ERR_NOT_FOUND;
    if (err == ERR_NONE)
        err = call_one_or_many(call, &record_response_in, &record_response_batch, "responses", &items, &batch, &why);
    if (err == ERR_NONE && !(proposal = call_proposal(call, items.count)))
        err = ERR_MEMORY;
    if (err == ERR_NONE)
        err = check_all(call, survey, &items, batch, proposal, &why);
    if (!call_fine(call, err, &why))
        return;
    proposal->after_apply = false;
    call_propose(call, proposal, receipts);
}

/* ---- out ---- */

bool call_sees_response(const struct call *call, const struct response *response)
{
    return principal_sees_touchpoint(&call->principal, response->touchpoint) && principal_sees_unit(&call->principal, response->unit);
}

static bool response_item(void *context, const struct response *response)
{
    struct listing *listing = context;
    if (!call_sees_response(listing->call, response))
        return true;
    listing_next(listing, response->id);
    response_write(response, principal_sees_customers(&listing->call->principal), &listing->body);
    return true;
}

static enum err filter_names(struct call *call, const struct response_list_query *query, struct response_filter *filter, struct fault *why)
{
    const struct listen *listen = flow_listen(call->flow);
    if (query->survey.at) {
        const struct survey *survey = listen_survey(listen, call->principal.workspace_id, query->survey);
        if (!survey)
            return fault_set(why, ERR_INVALID, "unknown", "survey", "There is no survey \"%.*s\".", STR_ARGS(query->survey));
        filter->survey_id = survey->id;
    }
    if (query->touchpoint.at) {
        const struct touchpoint *touchpoint = listen_touchpoint(listen, call->principal.workspace_id, query->touchpoint);
        if (!touchpoint)
            return fault_set(why, ERR_INVALID, "unknown", "touchpoint", "There is no touchpoint \"%.*s\".", STR_ARGS(query->touchpoint));
        filter->touchpoint_id = touchpoint->id;
    }
    return ERR_NONE;
}

static enum err filter_days(struct call *call, const struct response_list_query *query, struct response_filter *filter)
{
    const struct workspace *workspace = listen_workspace(flow_listen(call->flow), call->principal.workspace_id);
    struct zone *zone = zone_open(workspace->time_zone);
    if (!zone)
        return ERR_MEMORY;
    if (query->has_from)
        filter->from_ms = zone_day_start_ms(zone, query->from);
    if (query->has_to)
        filter->to_ms = zone_day_start_ms(zone, query->to + 1);
    zone_close(zone);
    return ERR_NONE;
}

static enum err filter_read(struct call *call, const struct response_list_query *query, struct response_filter *filter, struct fault *why)
{
    *filter = (struct response_filter){.channel = query->channel,
                                       .language = query->language,
                                       .has_outcome = query->outcome.at != NULL,
                                       .has_text = query->has_stories && query->stories,
                                       .outcome = str_is(query->outcome, "good")   ? 1
                                                  : str_is(query->outcome, "poor") ? -1
                                                                                   : 0,
                                       .limit = query->has_limit ? query->limit : PAGE_USUAL};
    enum err err = filter_names(call, query, filter, why);
    return err == ERR_NONE ? filter_days(call, query, filter) : err;
}

void op_response_list(struct call *call)
{
    const struct response_list_query *query = call->query;
    struct response_filter filter;
    struct fault why = {0};
    if (!call_fine(call, filter_read(call, query, &filter, &why), &why) || (filter.before = call_cursor(call, query->cursor)) < 0)
        return;
    struct store *store = call_store(call);
    if (!store)
        return;
    struct listing listing = listing_new(call, (size_t)filter.limit);
    enum err err = listen_responses(store, call->principal.workspace_id, &filter, response_item, &listing);
    call_store_give(call, store);
    listing_close(&listing, err, &why);
}

void op_response_get(struct call *call)
{
    struct response response;
    struct fault why = {0};
    int64_t id = call_integer(call->path[0]);
    struct store *store = call_store(call);
    if (!store)
        return;
    enum err err = id < 0 ? ERR_NOT_FOUND : listen_response(store, call->principal.workspace_id, id, call->arena, &response);
    call_store_give(call, store);
    if (err == ERR_NONE && !call_sees_response(call, &response))
        err = ERR_NOT_FOUND;
    if (!call_fine(call, err, &why))
        return;
    struct buf body = buf_new(ONE_MAX);
    response_write(&response, principal_sees_customers(&call->principal), &body);
    call_json(call, 200, &body, 0);
}

void op_response_remove(struct call *call)
{
    struct fault why = {0};
    struct proposal *proposal = call_proposal(call, 1);
    struct response_removed *body = arena_new_object(call->arena, struct response_removed);
    int64_t id = call_integer(call->path[0]);
    if (!call_fine(call, !proposal || !body ? ERR_MEMORY : id < 0 ? ERR_NOT_FOUND : ERR_NONE, &why))
        return;
    body->id = id;
    proposal->facts[0].kind = FACT_RESPONSE_REMOVED;
    proposal->facts[0].body = body;
    call_propose(call, proposal, call_gone);
}
