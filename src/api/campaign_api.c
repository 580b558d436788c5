/* Campaigns, their runs and decisions (api/asking.yaml). */
#include "api/answer.h"
#include "api/dispatch.h"
#include "api/listing.h"
#include "listen/campaign.h"

enum { ONE_MAX = 1 << 20 };

static struct str zone_name(struct call *call)
{
    return str_keep(call->arena, listen_workspace(call_listen(call), call->principal.workspace_id)->time_zone);
}

/* ---- a run ---- */

static int64_t sum(const int64_t *reasons, size_t count)
{
    int64_t total = 0;
    for (size_t i = 0; i < count; i++)
        total += reasons[i];
    return total;
}

static void run_write(const struct campaign_run *run, struct buf *out)
{
    static const char *const states[] = {[RUN_LOOKING] = "looking", [RUN_ASKING] = "asking", [RUN_DONE] = "done"};
    const size_t most = sizeof run->reasons / sizeof *run->reasons;
    buf_printf(out, "{\"id\":%lld,\"state\":\"%s\",\"anonymous\":%s", (long long)run->id, states[run->state],
               run->anonymous ? "true" : "false");
    put_moment(out, "begun_at", run->begun_at_ms);
    if (run->ended_at_ms)
        put_moment(out, "ended_at", run->ended_at_ms);
    buf_printf(out, ",\"customers\":%lld,\"asked\":%lld,\"waiting\":%lld,\"sent\":%lld,\"bounced\":%lld,\"answered\":%lld",
               (long long)sum(run->reasons, most), (long long)run->reasons[ASK_ASKED], (long long)run->reasons[ASK_WAITING],
               (long long)run->sent, (long long)run->bounced, (long long)run->answered);
    put_share(out, "response_rate", run->answered, run->sent);
    put_reasons(out, run->reasons, most);
    buf_add_char(out, '}');
}

static bool run_item(void *context, const struct campaign_run *run)
{
    struct listing *listing = context;
    listing_next(listing, run->id);
    run_write(run, &listing->body);
    return true;
}

struct asking {
    struct call *call;
    struct store *store;
    struct str zone;
    int64_t id, before, limit; /* of the campaign */
    int status;
    bool brief; /* without its last run: the turn's thread answers */
    struct listing listing;
    enum err err;
};

/* The answer frees the arena in which all this lives. */
static void listed(struct asking *a, enum err err)
{
    listing_close(&a->listing, err, &(struct fault){0});
}

static void runs_work(void *context)
{
    struct asking *a = context;
    struct call *call = a->call;
    struct campaign campaign;
    struct store *store = call_store(call);
    if (!store)
        return;
    a->listing = listing_new(call, (size_t)a->limit);
    enum err err = listen_campaign(store, call->principal.workspace_id, a->id, call->arena, &campaign);
    if (err == ERR_NONE)
        err = listen_campaign_runs(store, call->principal.workspace_id, a->id, a->zone, a->before, a->limit, run_item, &a->listing);
    call_store_give(call, store);
    listed(a, err);
}

static struct asking *asking_new(struct call *call)
{
    struct asking *a = arena_new_object(call->arena, struct asking);
    if (!a) {
        call_fail_code(call, ERR_MEMORY);
        return NULL;
    }
    a->call = call;
    a->zone = zone_name(call);
    return a;
}

void op_campaign_run_list(struct call *call)
{
    const struct campaign_run_list_query *query = call->query;
    int64_t before = call_cursor(call, query->cursor);
    struct asking *a = before < 0 ? NULL : asking_new(call);
    if (!a)
        return;
    a->id = call_integer(call->path[0]);
    a->before = before;
    a->limit = query->has_limit ? query->limit : PAGE_USUAL;
    call_work(call, runs_work, a);
}

/* ---- campaigns ---- */

static bool last_run(void *context, const struct campaign_run *run)
{
    struct buf *out = context;
    buf_add_text(out, ",\"last_run\":");
    run_write(run, out);
    return false;
}

/* With what the settings know of its survey, and its last run. */
static enum err one_write(struct asking *a, const struct campaign *campaign, struct buf *out)
{
    struct call *call = a->call;
    int64_t workspace_id = call->principal.workspace_id;
    campaign_write(campaign, out);
    flow_settings_begin(call->flow);
    bool anonymous = campaign_anonymous(flow_listen(call->flow), workspace_id, campaign->survey_id);
    flow_settings_end(call->flow);
    buf_printf(out, ",\"anonymous\":%s", anonymous ? "true" : "false");
    enum err err = a->brief ? ERR_NONE : listen_campaign_runs(a->store, workspace_id, campaign->id, a->zone, INT64_MAX, 1, last_run, out);
    buf_add_char(out, '}');
    return err;
}

static bool campaign_item(void *context, const struct campaign *campaign)
{
    struct asking *a = context;
    listing_next(&a->listing, campaign->id);
    a->err = one_write(a, campaign, &a->listing.body);
    return a->err == ERR_NONE;
}

static void list_work(void *context)
{
    struct asking *a = context;
    struct call *call = a->call;
    a->store = call_store(call);
    if (!a->store)
        return;
    a->listing = listing_new(call, 0);
    enum err err = listen_campaigns(a->store, call->principal.workspace_id, call->arena, campaign_item, a);
    call_store_give(call, a->store);
    listed(a, err == ERR_NONE ? a->err : err);
}

void op_campaign_list(struct call *call)
{
    struct asking *a = asking_new(call);
    if (a)
        call_work(call, list_work, a);
}

static void one_work(void *context)
{
    struct asking *a = context;
    struct call *call = a->call;
    struct fault why = {0};
    struct campaign campaign;
    struct buf body = buf_new(ONE_MAX);
    a->store = call_store(call);
    if (!a->store)
        return;
    enum err err = listen_campaign(a->store, call->principal.workspace_id, a->id, call->arena, &campaign);
    if (err == ERR_NONE)
        err = one_write(a, &campaign, &body);
    call_store_give(call, a->store);
    if (call_fine(call, err, &why))
        call_json(call, a->status, &body, campaign.revision);
    else
        buf_free(&body);
}

void op_campaign_get(struct call *call)
{
    struct asking *a = asking_new(call);
    if (!a)
        return;
    a->id = call_integer(call->path[0]);
    a->status = 200;
    call_work(call, one_work, a);
}

static void written(struct call *call, const struct proposal *proposal, int status)
{
    struct asking *a = asking_new(call);
    if (!a)
        return;
    a->id = proposal->facts[0].subject_id;
    a->status = status;
    a->brief = true;
    one_work(a);
}

static void campaign_added(struct call *call, struct proposal *proposal)
{
    written(call, proposal, 201);
}

static void campaign_changed(struct call *call, struct proposal *proposal)
{
    written(call, proposal, 200);
}

void op_campaign_add(struct call *call)
{
    struct campaign_put *put;
    struct fault why = {0};
    if (call_fine(call,
                  listen_check_campaign(call_listen(call), call->principal.workspace_id, call->body, call->now_ms, call->arena, &put, &why),
                  &why))
        call_propose_one(call, FACT_CAMPAIGN_ADDED, put, campaign_added);
}

/* A missing one is missing before its body is looked at. False: answered. */
static bool is_there(struct call *call, int64_t id)
{
    struct campaign campaign;
    struct fault why = {0};
    struct store *store = call_store(call);
    if (!store)
        return false;
    enum err err = listen_campaign(store, call->principal.workspace_id, id, call->arena, &campaign);
    call_store_give(call, store);
    if (!call_fine(call, err, &why))
        return false;
    call_lock(call);
    return true;
}

void op_campaign_change(struct call *call)
{
    struct campaign_put *put;
    struct fault why = {0};
    int64_t id = call_integer(call->path[0]);
    if (!is_there(call, id))
        return;
    if (!call_fine(
            call, listen_check_campaign(call_listen(call), call->principal.workspace_id, call->body, call->now_ms, call->arena, &put, &why),
            &why))
        return;
    put->campaign.id = id;
    put->expected_revision = call->expected_revision;
    call_propose_one(call, FACT_CAMPAIGN_CHANGED, put, campaign_changed);
}

/* ---- decisions ---- */

struct decisions {
    struct listing listing;
    bool of_run;
};

static bool decision_item(void *context, const struct campaign_ask *ask)
{
    struct decisions *decisions = context;
    struct buf *out = &decisions->listing.body;
    listing_next(&decisions->listing, decisions->of_run ? ask->customer_id : ask->run_id);
    buf_printf(out, "{\"run\":%lld,\"campaign\":%lld,\"reason\":\"%s\"", (long long)ask->run_id, (long long)ask->campaign_id,
               ask_reason_name(ask->reason));
    put_text(out, "survey", ask->survey);
    put_text(out, "customer", ask->customer);
    put_moment(out, "begun_at", ask->begun_at_ms);
    if (ask->decided_at_ms)
        put_moment(out, "decided_at", ask->decided_at_ms);
    if (ask->reason != ASK_WAITING)
        buf_printf(out, ",\"asked\":%s", ask->reason == ASK_ASKED ? "true" : "false");
    if (ask->invitation_id)
        buf_printf(out, ",\"invitation\":%lld", (long long)ask->invitation_id);
    buf_add_char(out, '}');
    return true;
}

static enum err read_filter(const struct call *call, struct campaign_ask_filter *filter, struct fault *why)
{
    const struct campaign_decision_list_query *query = call->query;
    *filter = (struct campaign_ask_filter){.customer = query->customer,
                                           .run_id = query->run.at ? call_integer(query->run) : 0,
                                           .has_asked = query->has_asked,
                                           .asked = query->asked,
                                           .has_reason = query->reason.at != NULL,
                                           .limit = query->has_limit ? query->limit : PAGE_USUAL};
    if (filter->has_reason && !ask_reason_of(query->reason, &filter->reason))
        return fault_set(why, ERR_INVALID, "unknown_reason", "reason", "There is no reason \"%.*s\".", STR_ARGS(query->reason));
    if (query->run.at && query->customer.at)
        return fault_set(why, ERR_INVALID, "too_many", "run", "Name a run or a customer, not both.");
    return ERR_NONE;
}

void op_campaign_decision_list(struct call *call)
{
    const struct campaign_decision_list_query *query = call->query;
    struct campaign_ask_filter filter;
    struct fault why = {0};
    if (!call_fine(call, read_filter(call, &filter, &why), &why))
        return;
    filter.before = call_cursor(call, query->cursor);
    struct store *store = filter.before < 0 ? NULL : call_store(call);
    if (!store)
        return;
    struct decisions decisions = {listing_new(call, (size_t)filter.limit), !filter.customer.length};
    enum err err = listen_campaign_asks(store, call->principal.workspace_id, &filter, decision_item, &decisions);
    call_store_give(call, store);
    listing_close(&decisions.listing, err, &why);
}
