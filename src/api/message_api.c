/* The delivery log, test messages and reports of what came back. */
#include "api/answer.h"
#include "api/dispatch.h"
#include "api/listing.h"
#include "listen/bounce.h"
#include "listen/invitation.h"
#include "listen/message.h"
#include "listen/surveys.h"
#include "mail_records.h"

enum { ONE_MAX = 4096 };

static bool message_item(void *context, const struct message_line *line)
{
    struct listing *listing = context;
    listing_next(listing, line->id);
    message_write(line, &listing->body);
    return true;
}

void op_message_list(struct call *call)
{
    const struct message_list_query *query = call->query;
    const struct survey *survey =
        query->survey.length ? listen_survey(flow_listen(call->flow), call->principal.workspace_id, query->survey) : NULL;
    struct fault why = {0};
    if (query->survey.length && !survey) {
        fault_set(&why, ERR_INVALID, "unknown_survey", "survey", "There is no survey \"%.*s\".", STR_ARGS(query->survey));
        call_fail(call, &why);
        return;
    }
    int64_t survey_id = survey ? survey->id : 0, limit = query->has_limit ? query->limit : PAGE_USUAL;
    int64_t before = call_cursor(call, query->cursor);
    struct store *store = before < 0 ? NULL : call_store(call);
    if (!store)
        return;
    struct listing listing = listing_new(call, (size_t)limit);
    enum err err = listen_messages(store, call->principal.workspace_id, survey_id, message_state_of(query->state), before, limit,
                                   message_item, &listing);
    call_store_give(call, store);
    listing_close(&listing, err, &why);
}

static void queued(struct call *call, struct proposal *proposal)
{
    struct buf body = buf_new(ONE_MAX);
    buf_printf(&body, "{\"id\":%lld}", (long long)proposal->facts[0].subject_id);
    call_json(call, 202, &body, 0);
}

void op_test_message(struct call *call)
{
    const struct test_message_in *in = call->body;
    const struct survey *survey = listen_survey(flow_listen(call->flow), call->principal.workspace_id, call->path[0]);
    struct fault why = {0};
    enum err err = survey ? listen_check_open(survey, &why) : ERR_NOT_FOUND;
    if (err == ERR_NONE && call->principal.kind != PRINCIPAL_ACCOUNT)
        err = fault_set(&why, ERR_CONFLICT, "no_address", "", "A test message goes to your own address, and a key has none.");
    if (!call_fine(call, err, &why))
        return;
    struct message_queued *body = arena_new_object(call->arena, struct message_queued);
    const struct survey_definition *definition = survey->published->definition;
    struct str language = definition->languages[0];
    for (size_t i = 0; i < definition->languages_count; i++)
        if (in && str_equal(in->language, definition->languages[i]))
            language = definition->languages[i];
    if (body)
        *body = (struct message_queued){.kind = MESSAGE_TEST,
                                        .survey_id = survey->id,
                                        .account_id = call->principal.id,
                                        .language = language,
                                        .template = in ? in->template : (struct str){0}};
    call_propose_one(call, FACT_MESSAGE_QUEUED, body, queued);
}

/* ---- what comes back ---- */

static void bounce_answer(struct call *call, bool bounced)
{
    struct buf body = buf_new(ONE_MAX);
    buf_printf(&body, "{\"bounced\":%s}", bounced ? "true" : "false");
    call_json(call, 200, &body, 0);
}

static void bounce_done(struct call *call, struct proposal *proposal)
{
    (void)proposal;
    bounce_answer(call, true);
}

void op_bounce_report(struct call *call)
{
    const struct bounce_in *in = call->body;
    struct bounce bounce;
    bool ours = bounce_read(flow_secret(call->flow), in->message, &bounce) && bounce.workspace_id == call->principal.workspace_id;
    if (!ours) {
        bounce_answer(call, false);
        return;
    }
    struct message_bounced *body = arena_new_object(call->arena, struct message_bounced);
    if (body)
        *body = (struct message_bounced){
            .id = bounce.message_id, .address_fine = !bounce.unknown_address, .status = str_keep(call->arena, str_of(bounce.status))};
    call_propose_one(call, FACT_MESSAGE_BOUNCED, body, bounce_done);
}
