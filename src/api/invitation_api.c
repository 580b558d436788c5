/* Invitations: asking known customers, the list of what became of them, and taking one back. */
#include "api/answer.h"
#include "api/dispatch.h"
#include "api/listing.h"
#include "api/share.h"
#include "invitation_records.h"
#include "listen/contact_budget.h"
#include "listen/invitation_look.h"
#include "listen/link.h"
#include "listen/surveys.h"
#include "understand/figures.h"

enum { ONE_MAX = 1 << 20, DAY_MS = 86400000 };

static const struct survey *survey_of(struct call *call)
{
    const struct survey *survey = listen_survey(flow_listen(call->flow), call->principal.workspace_id, call->path[0]);
    if (!survey)
        call_fail_code(call, ERR_NOT_FOUND);
    return survey;
}

/* ---- asking ---- */

static void outcome_write(struct call *call, const struct fact *fact, bool first, struct buf *body)
{
    const struct invitation_made *made = fact->body;
    bool asked = made->reason == ASK_ASKED;
    buf_add_text(body, first ? "{\"customer\":" : ",{\"customer\":");
    json_put_text(body, made->customer_external_id);
    buf_printf(body, ",\"asked\":%s", asked ? "true" : "false");
    if (!asked)
        buf_printf(body, ",\"reason\":\"%s\"", ask_reason_name(made->reason));
    if (asked)
        buf_printf(body, ",\"id\":%lld", (long long)fact->number);
    if (asked && str_is(made->channel, "link")) {
        char token[LINK_TEXT];
        struct str url = call->api->config.public_url;
        link_write(flow_secret(call->flow), LINK_ANSWER, fact->workspace_id, fact->number, token);
        while (url.length && url.at[url.length - 1] == '/')
            url.length--;
        buf_printf(body, ",\"url\":\"%.*s/r/%s\"", STR_ARGS(url), token);
    }
    buf_add_char(body, '}');
}

/* A request said again under its Idempotency-Key was not tried: those it asked the first time have an open invitation now. */
static void outcomes_settle(const struct proposal *proposal, size_t *asked)
{
    *asked = 0;
    for (size_t i = 0; i < proposal->count; i++) {
        struct invitation_made *made = proposal->facts[i].body;
        if (made->reason == ASK_WAITING)
            made->reason = ASK_ALREADY_INVITED;
        *asked += made->reason == ASK_ASKED;
    }
}

static void invited(struct call *call, struct proposal *proposal)
{
    struct buf body = buf_new(ANSWER_MAX);
    size_t asked;
    outcomes_settle(proposal, &asked);
    buf_printf(&body, "{\"invited\":%zu,\"not_asked\":%zu,\"items\":[", asked, proposal->count - asked);
    for (size_t i = 0; i < proposal->count; i++)
        outcome_write(call, &proposal->facts[i], i == 0, &body);
    buf_add_text(&body, "]}");
    call_json(call, 201, &body, 0);
}

static enum err check(const struct invitation_in *in, const struct survey *survey, struct fault *why)
{
    enum err err = listen_check_open(survey, why);
    if (err == ERR_NONE && in->has_encounter && in->customers.count != 1)
        err = fault_set(why, ERR_INVALID, "one_customer", "encounter", "An encounter is one customer's: name that one alone.");
    for (size_t i = 0; err == ERR_NONE && i < in->customers.count; i++)
        if (!in->customers.items[i].length || str_characters(in->customers.items[i]) > 200) {
            char field[40];
            snprintf(field, sizeof field, "customers[%zu]", i);
            err = fault_set(why, ERR_INVALID, "wrong_length", field, "An external id has 1 to 200 characters.");
        }
    return err;
}

void op_invitation_add(struct call *call)
{
    const struct invitation_in *in = call->body;
    const struct survey *survey = survey_of(call);
    struct fault why = {0};
    if (!survey || !call_fine(call, check(in, survey, &why), &why))
        return;
    struct proposal *proposal = call_proposal(call, in->customers.count);
    struct invitation_made *made = arena_take_array(call->arena, in->customers.count, sizeof *made);
    if (!proposal || !made) {
        call_fail_code(call, ERR_MEMORY);
        return;
    }
    for (size_t i = 0; i < in->customers.count; i++) {
        made[i] = (struct invitation_made){.survey_id = survey->id,
                                           .customer_external_id = in->customers.items[i],
                                           .encounter_id = in->encounter,
                                           .channel = in->channel.length ? in->channel : STR("email"),
                                           .language = in->language,
                                           .template = in->template,
                                           .expires_in_ms = in->expires_in_days * DAY_MS,
                                           .over_budget = in->over_budget};
        proposal->facts[i].kind = FACT_INVITATION_MADE;
        proposal->facts[i].body = &made[i];
    }
    call_propose(call, proposal, invited);
}

/* ---- who would be asked ---- */

struct look_call {
    struct call *call;
    struct invitation_look look;
    struct contact_budget budget;
    struct invitation_seen seen;
};

static void ids_write(const struct str *ids, size_t count, struct buf *out)
{
    for (size_t i = 0; i < count; i++) {
        buf_add_char(out, i ? ',' : '[');
        json_put_text(out, ids[i]);
    }
    buf_add_text(out, count ? "]" : "[]");
}

static void seen_answer(struct call *call, const struct invitation_seen *seen)
{
    struct buf body = buf_new(ANSWER_MAX);
    const char *comma = "";
    buf_printf(&body, "{\"matched\":%lld,\"reached\":%lld,\"not_asked\":[", (long long)seen->matched, (long long)seen->reached);
    for (int i = 0; i < ASK_REASONS; i++) {
        int64_t count = seen->not_asked[i];
        if (!count)
            continue;
        buf_printf(&body, "%s{\"reason\":\"%s\",\"count\":%lld,\"customers\":", comma, ask_reason_name((enum ask_reason)i),
                   (long long)count);
        ids_write(seen->names[i], count < LOOK_NAMED_MAX ? (size_t)count : LOOK_NAMED_MAX, &body);
        buf_add_char(&body, '}');
        comma = ",";
    }
    buf_add_text(&body, "],\"customers\":");
    ids_write(seen->ids, seen->ids_count, &body);
    if (seen->next)
        buf_printf(&body, ",\"next\":\"%lld\"", (long long)seen->next);
    buf_add_char(&body, '}');
    call_json(call, 200, &body, 0);
}

static void look_work(void *context)
{
    struct look_call *l = context;
    struct fault why = {0};
    struct store *store = call_store(l->call);
    if (!store)
        return;
    enum err err = contact_budget_load(store, l->look.workspace_id, l->call->arena, &l->budget);
    l->look.budget = &l->budget;
    if (err == ERR_NONE)
        err = listen_invitation_look(store, &l->look, l->call->arena, &l->seen);
    call_store_give(l->call, store);
    if (call_fine(l->call, err, &why))
        seen_answer(l->call, &l->seen);
}

void op_invitation_look(struct call *call)
{
    const struct invitation_look_in *in = call->body;
    const struct survey *survey = survey_of(call);
    int64_t before = survey ? call_cursor(call, in->cursor) : -1;
    struct look_call *l = before < 0 ? NULL : arena_new_object(call->arena, struct look_call);
    struct fault why = {0};
    if (before < 0)
        return;
    enum err err = l ? listen_check_open(survey, &why) : ERR_MEMORY;
    if (err == ERR_NONE && in->where)
        err = invitation_look_condition(call->arena, in->where, &l->look.where, &why);
    if (!call_fine(call, err, &why))
        return;
    l->call = call;
    l->look.over_budget = in->over_budget;
    l->look.workspace_id = call->principal.workspace_id;
    l->look.survey_id = survey->id;
    l->look.now_ms = call->now_ms;
    l->look.channel = str_is(in->channel, "email") ? ASK_EMAIL : ASK_LINK;
    l->look.named = in->customers.count ? in->customers.items : NULL;
    l->look.named_count = in->customers.count;
    l->look.before = before;
    call_work(call, look_work, l);
}

/* ---- looking ---- */

static bool item(void *context, const struct invitation *invitation)
{
    struct listing *listing = context;
    listing_next(listing, invitation->id);
    invitation_write(invitation, &listing->body);
    return true;
}

void op_invitation_list(struct call *call)
{
    const struct invitation_list_query *query = call->query;
    const struct survey *survey = survey_of(call);
    int64_t survey_id = survey ? survey->id : 0;
    int64_t before = survey ? call_cursor(call, query->cursor) : -1, limit = query->has_limit ? query->limit : PAGE_USUAL;
    struct store *store = before < 0 ? NULL : call_store(call);
    if (!store)
        return;
    struct fault why = {0};
    struct listing listing = listing_new(call, (size_t)limit);
    enum err err = listen_invitations(store, call->principal.workspace_id, survey_id, invitation_state_of(query->state), before, limit,
                                      item, &listing);
    call_store_give(call, store);
    listing_close(&listing, err, &why);
}

void op_invitation_rate(struct call *call)
{
    const struct survey *survey = survey_of(call);
    int64_t survey_id = survey ? survey->id : 0;
    struct store *store = survey ? call_store(call) : NULL;
    if (!store)
        return;
    struct fault why = {0};
    struct invitation_counts counts;
    enum err err = listen_invitation_counts(store, call->principal.workspace_id, survey_id, &counts);
    call_store_give(call, store);
    if (!call_fine(call, err, &why))
        return;
    struct buf body = buf_new(ONE_MAX);
    for (int i = 0; i < INVITATION_STATES; i++)
        buf_printf(&body, "%c\"%s\":%lld", i ? ',' : '{', invitation_state_name((enum invitation_state)i), (long long)counts.of_state[i]);
    buf_printf(&body, ",\"delivered\":%lld", (long long)counts.delivered);
    if (counts.delivered >= FIGURE_SHOWN_MIN) {
        struct figure share = figure_share((uint64_t)counts.of_state[INVITATION_ANSWERED], (uint64_t)counts.delivered);
        const double values[] = {share.value, share.low, share.high};
        static const char *const names[] = {"rate", "low", "high"};
        for (int i = 0; i < 3; i++) {
            buf_printf(&body, ",\"%s\":", names[i]);
            json_put_real(&body, values[i]);
        }
    }
    buf_add_char(&body, '}');
    call_json(call, 200, &body, 0);
}

/* ---- taking back ---- */

static void revoked(struct call *call, struct proposal *proposal)
{
    (void)proposal;
    call_empty(call);
}

void op_invitation_revoke(struct call *call)
{
    struct proposal *proposal = call_proposal(call, 1);
    struct invitation_ended *ended = arena_new_object(call->arena, struct invitation_ended);
    if (!proposal || !ended) {
        call_fail_code(call, ERR_MEMORY);
        return;
    }
    *ended = (struct invitation_ended){call_integer(call->path[0]), INVITATION_REVOKED};
    proposal->facts[0].kind = FACT_INVITATION_ENDED;
    proposal->facts[0].body = ended;
    call_propose(call, proposal, revoked);
}
