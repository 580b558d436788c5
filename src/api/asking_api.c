/* Asking: rules, the contact budget, decisions (api/asking.yaml). */
#include "api/answer.h"
#include "api/dispatch.h"
#include "api/listing.h"
#include "listen/ask.h"

#include <stdio.h>

enum { ONE_MAX = 1 << 20, DAYS_USUAL = 30 };
static const int64_t DAY_MS = 86400000;

/* ---- rules ---- */

/* A worker who is kept to some touchpoints sees the rules of those. */
static bool rule_visible(const struct call *call, const struct ask_rule *rule)
{
    for (size_t i = 0; i < rule->touchpoints_count; i++) {
        const struct touchpoint *touchpoint = listen_touchpoint_by_id(call_listen(call), rule->workspace_id, rule->touchpoint_ids[i]);
        if (principal_sees_touchpoint(&call->principal, touchpoint->slug))
            return true;
    }
    return false;
}

/* NULL (answered) when it is missing, removed or not to be seen. */
static const struct ask_rule *rule_named(struct call *call)
{
    const struct ask_rule *rule = listen_ask_rule(call_listen(call), call->principal.workspace_id, call_integer(call->path[0]));
    if (rule && !rule->removed && rule_visible(call, rule))
        return rule;
    call_fail_code(call, ERR_NOT_FOUND);
    return NULL;
}

static bool rule_item(void *context, const struct ask_rule *rule)
{
    struct listing *listing = context;
    if (!rule_visible(listing->call, rule))
        return true;
    listing_next(listing, rule->id);
    ask_rule_write(call_listen(listing->call), rule, &listing->body);
    return true;
}

void op_ask_rule_list(struct call *call)
{
    struct listing listing = listing_new(call, 0);
    listen_ask_rules(call_listen(call), call->principal.workspace_id, rule_item, &listing);
    listing_end(&listing);
}

static void rule_answer(struct call *call, int status, const struct ask_rule *rule)
{
    struct buf body = buf_new(ONE_MAX);
    ask_rule_write(call_listen(call), rule, &body);
    call_json(call, status, &body, rule->revision);
}

void op_ask_rule_get(struct call *call)
{
    const struct ask_rule *rule = rule_named(call);
    if (rule)
        rule_answer(call, 200, rule);
}

static void rule_done(struct call *call, struct proposal *proposal, int status)
{
    rule_answer(call, status, listen_ask_rule(call_listen(call), call->principal.workspace_id, proposal->facts[0].subject_id));
}

static void rule_added(struct call *call, struct proposal *proposal)
{
    rule_done(call, proposal, 201);
}

static void rule_changed(struct call *call, struct proposal *proposal)
{
    rule_done(call, proposal, 200);
}

static void rule_removed(struct call *call, struct proposal *proposal)
{
    (void)proposal;
    call_empty(call);
}

void op_ask_rule_add(struct call *call)
{
    struct ask_rule_put *put;
    struct fault why = {0};
    if (call_fine(call, listen_check_ask_rule(call_listen(call), call->principal.workspace_id, call->body, call->arena, &put, &why), &why))
        call_propose_one(call, FACT_ASK_RULE_ADDED, put, rule_added);
}

void op_ask_rule_change(struct call *call)
{
    struct ask_rule_put *put;
    struct fault why = {0};
    const struct ask_rule *rule = rule_named(call);
    if (!rule ||
        !call_fine(call, listen_check_ask_rule(call_listen(call), call->principal.workspace_id, call->body, call->arena, &put, &why), &why))
        return;
    put->rule.id = rule->id;
    put->expected_revision = call->expected_revision;
    call_propose_one(call, FACT_ASK_RULE_CHANGED, put, rule_changed);
}

void op_ask_rule_remove(struct call *call)
{
    const struct ask_rule *rule = rule_named(call);
    struct ask_rule_put *put = arena_new_object(call->arena, struct ask_rule_put);
    if (!rule)
        return;
    if (!put) {
        call_fail_code(call, ERR_MEMORY);
        return;
    }
    put->rule.id = rule->id;
    put->expected_revision = call->expected_revision;
    call_propose_one(call, FACT_ASK_RULE_REMOVED, put, rule_removed);
}

/* ---- what became of it ---- */

static int64_t sum(const int64_t *reasons, size_t from, size_t to)
{
    int64_t total = 0;
    for (size_t i = from; i <= to; i++)
        total += reasons[i];
    return total;
}

static void figures_write(const struct ask_counts *counts, int64_t days, struct buf *out)
{
    const int64_t *r = counts->reasons;
    size_t most = sizeof counts->reasons / sizeof *counts->reasons;
    int64_t encounters = sum(r, 0, most - 1);
    buf_printf(out, "{\"days\":%lld,\"encounters\":%lld,\"eligible\":%lld,\"sampled_out\":%lld,\"capped\":%lld", (long long)days,
               (long long)encounters, (long long)(encounters - r[ASK_NO_CUSTOMER] - r[ASK_CONDITION]), (long long)r[ASK_SAMPLED_OUT],
               (long long)(sum(r, ASK_OTHER_PRIORITY, ASK_NEVER_ANSWERS) + r[ASK_ALREADY_INVITED]));
    buf_printf(out, ",\"asked\":%lld,\"waiting\":%lld,\"sent\":%lld,\"bounced\":%lld,\"answered\":%lld", (long long)r[ASK_ASKED],
               (long long)r[ASK_WAITING], (long long)counts->sent, (long long)counts->bounced, (long long)counts->answered);
    put_share(out, "response_rate", counts->answered, counts->sent);
    put_reasons(out, r, most);
    buf_add_char(out, '}');
}

void op_ask_rule_figures(struct call *call)
{
    const struct ask_rule_figures_query *query = call->query;
    const struct ask_rule *rule = rule_named(call);
    if (!rule)
        return;
    struct ask_counts counts;
    struct fault why = {0};
    int64_t days = query->has_days ? query->days : DAYS_USUAL, id = rule->id;
    struct store *store = call_store(call);
    if (!store)
        return;
    enum err err = listen_ask_counts(store, call->principal.workspace_id, id, call->now_ms - days * DAY_MS, &counts);
    call_store_give(call, store);
    if (!call_fine(call, err, &why))
        return;
    struct buf body = buf_new(ONE_MAX);
    figures_write(&counts, days, &body);
    call_json(call, 200, &body, 0);
}

/* ---- simulation ---- */

struct simulating {
    struct call *call;
    const struct ask_rule *rule;
    struct str time_zone;
    int64_t days;
};

static void simulate_work(void *context)
{
    struct simulating *s = context;
    struct ask_simulation out;
    struct fault why = {0};
    struct store *store = call_store(s->call);
    if (!store)
        return;
    enum err err = listen_ask_simulate(store, s->rule, s->time_zone, s->call->now_ms - s->days * DAY_MS, s->call->now_ms, &out);
    call_store_give(s->call, store);
    if (!call_fine(s->call, err, &why))
        return;
    struct buf body = buf_new(ONE_MAX);
    buf_printf(&body, "{\"days\":%lld,\"encounters\":%lld,\"asked\":%lld,\"cut\":%s", (long long)s->days, (long long)out.encounters,
               (long long)out.reasons[ASK_ASKED], out.cut ? "true" : "false");
    put_reasons(&body, out.reasons, sizeof out.reasons / sizeof *out.reasons);
    buf_add_char(&body, '}');
    call_json(s->call, 200, &body, 0);
}

void op_ask_simulate(struct call *call)
{
    const struct ask_simulate_query *query = call->query;
    struct ask_rule_put *put;
    struct fault why = {0};
    struct simulating *s = arena_new_object(call->arena, struct simulating);
    enum err err =
        s ? listen_check_ask_rule(call_listen(call), call->principal.workspace_id, call->body, call->arena, &put, &why) : ERR_MEMORY;
    if (!call_fine(call, err, &why))
        return;
    put->rule.active = true; /* the question is what it would do if it were */
    *s = (struct simulating){call, &put->rule,
                             str_keep(call->arena, listen_workspace(call_listen(call), call->principal.workspace_id)->time_zone),
                             query->has_days ? query->days : DAYS_USUAL};
    call_work(call, simulate_work, s);
}

/* ---- decisions ---- */

struct rule_name {
    int64_t id;
    struct str name, survey;
};

struct decision_listing {
    struct listing listing;
    struct rule_name *rules;
    size_t rules_count;
    bool by_due; /* how the cursor is made */
    int64_t first, second;
};

/* The names outlive the lock that is left for reading the store. */
static bool names_keep(struct call *call, struct decision_listing *list)
{
    size_t most = 0;
    const struct ask_rule *rule;
    while (listen_ask_rule_at(call_listen(call), call->principal.workspace_id, most))
        most++;
    list->rules = arena_take_array(call->arena, most + 1, sizeof *list->rules);
    for (size_t i = 0; list->rules && i < most; i++) {
        rule = listen_ask_rule_at(call_listen(call), call->principal.workspace_id, i);
        list->rules[i] = (struct rule_name){rule->id, str_keep(call->arena, rule->name), str_keep(call->arena, rule->survey)};
        if (!list->rules[i].name.at || !list->rules[i].survey.at)
            return false;
    }
    list->rules_count = most;
    return list->rules != NULL;
}

static bool decision_item(void *context, const struct ask *ask)
{
    struct decision_listing *list = context;
    struct buf *out = &list->listing.body;
    listing_next(&list->listing, ask->number);
    list->first = list->by_due ? ask->due_at_ms : ask->number;
    list->second = list->by_due ? ask->number : ask->rule_id;
    buf_printf(out, "{\"by\":\"%s\"", ask->rule_id ? "rule" : "person");
    if (ask->rule_id)
        buf_printf(out, ",\"rule\":%lld", (long long)ask->rule_id);
    if (ask->encounter_id)
        buf_printf(out, ",\"encounter\":%lld", (long long)ask->encounter_id);
    for (size_t i = 0; i < list->rules_count; i++)
        if (list->rules[i].id == ask->rule_id) {
            put_text(out, "rule_name", list->rules[i].name);
            put_text(out, "survey", list->rules[i].survey);
        }
    if (ask->survey.length)
        put_text(out, "survey", ask->survey);
    if (ask->touchpoint.length)
        put_text(out, "touchpoint", ask->touchpoint);
    if (ask->customer.length)
        put_text(out, "customer", ask->customer);
    if (ask->happened_at_ms)
        put_moment(out, "happened_at", ask->happened_at_ms);
    put_moment(out, "due_at", ask->due_at_ms);
    if (ask->decided_at_ms)
        put_moment(out, "decided_at", ask->decided_at_ms);
    if (ask->reason != ASK_WAITING)
        buf_printf(out, ",\"asked\":%s", ask->reason == ASK_ASKED ? "true" : "false");
    if (ask->invitation_id)
        buf_printf(out, ",\"invitation\":%lld", (long long)ask->invitation_id);
    buf_printf(out, ",\"reason\":\"%s\"}", ask_reason_name(ask->reason));
    return true;
}

static enum err read_cursor(struct str cursor, struct ask_filter *filter, struct fault *why)
{
    struct str first;
    filter->before = filter->before_second = INT64_MAX;
    if (!cursor.at)
        return ERR_NONE;
    if (str_cut(&cursor, '.', &first) && str_integer(first, &filter->before) && str_integer(cursor, &filter->before_second))
        return ERR_NONE;
    return fault_set(why, ERR_INVALID, "bad_cursor", "cursor", "This cursor is not one of ours. Begin again without it.");
}

static enum err read_filter(const struct call *call, struct ask_filter *filter, struct fault *why)
{
    const struct ask_decision_list_query *query = call->query;
    *filter = (struct ask_filter){.customer = query->customer,
                                  .rule_id = query->rule.at ? call_integer(query->rule) : 0,
                                  .has_asked = query->has_asked,
                                  .asked = query->asked,
                                  .has_reason = query->reason.at != NULL,
                                  .limit = query->has_limit ? query->limit : PAGE_USUAL};
    if (filter->has_reason && !ask_reason_of(query->reason, &filter->reason))
        return fault_set(why, ERR_INVALID, "unknown_reason", "reason", "There is no reason \"%.*s\".", STR_ARGS(query->reason));
    if (filter->rule_id && !listen_ask_rule(call_listen(call), call->principal.workspace_id, filter->rule_id))
        return fault_set(why, ERR_INVALID, "unknown", "rule", "There is no such asking rule.");
    return read_cursor(query->cursor, filter, why);
}

/* The cursor has two numbers, so the page ends here and not in listing_end. */
static void decisions_end(struct decision_listing *list)
{
    struct buf *out = &list->listing.body;
    buf_add_char(out, ']');
    if (list->listing.count == list->listing.limit)
        buf_printf(out, ",\"next\":\"%lld.%lld\"", (long long)list->first, (long long)list->second);
    buf_add_char(out, '}');
    call_json(list->listing.call, 200, out, 0);
}

void op_ask_decision_list(struct call *call)
{
    struct ask_filter filter;
    struct fault why = {0};
    struct decision_listing list = {0};
    enum err err = read_filter(call, &filter, &why);
    if (err == ERR_NONE && !names_keep(call, &list))
        err = ERR_MEMORY;
    struct store *store = call_fine(call, err, &why) ? call_store(call) : NULL;
    if (!store)
        return;
    list.by_due = filter.rule_id && !filter.customer.length;
    list.listing = listing_new(call, (size_t)filter.limit);
    err = listen_asks(store, call->principal.workspace_id, &filter, decision_item, &list);
    call_store_give(call, store);
    if (call_fine(call, err, &why))
        decisions_end(&list);
    else
        buf_free(&list.listing.body);
}

/* ---- the contact budget ---- */

void op_contact_budget_get(struct call *call)
{
    const struct contact_budget *budget = listen_contact_budget(call_listen(call), call->principal.workspace_id);
    struct buf body = buf_new(ONE_MAX);
    contact_budget_write(budget, &body);
    call_json(call, 200, &body, budget->revision);
}

static void budget_set(struct call *call, struct proposal *proposal)
{
    (void)proposal;
    op_contact_budget_get(call);
}

void op_contact_budget_set(struct call *call)
{
    struct contact_budget_put *put;
    struct fault why = {0};
    if (!call_fine(call, listen_check_contact_budget(call->body, call->arena, &put, &why), &why))
        return;
    put->expected_revision = call->expected_revision;
    call_propose_one(call, FACT_CONTACT_BUDGET_SET, put, budget_set);
}
