/* Events: what came in, and the rules that make encounters of it. */
#include "api/answer.h"
#include "api/dispatch.h"
#include "api/listing.h"
#include "event_records.h"
#include "listen/event_rule.h"

#include <stdio.h>

enum { ONE_MAX = 1 << 20 };

/* ---- what came in ---- */

static bool event_item(void *context, const struct event *event)
{
    struct listing *listing = context;
    listing_next(listing, event->id);
    event_write(event, &listing->body);
    return true;
}

void op_event_list(struct call *call)
{
    const struct event_list_query *query = call->query;
    struct event_filter filter = {.name = query->name,
                                  .customer = query->customer,
                                  .before = call_cursor(call, query->cursor),
                                  .limit = query->has_limit ? query->limit : PAGE_USUAL};
    struct store *store = filter.before < 0 ? NULL : call_store(call);
    if (!store)
        return;
    struct listing listing = listing_new(call, (size_t)filter.limit);
    enum err err = listen_events(store, call->principal.workspace_id, &filter, event_item, &listing);
    call_store_give(call, store);
    listing_close(&listing, err, &(struct fault){0});
}

/* Rules by the name they look at, copied out while the memory is locked. */
struct rule_names {
    struct call *call;
    struct str names[EVENT_RULES_MAX];
    size_t count;
};

static bool rule_name(void *context, const struct event_rule *rule)
{
    struct rule_names *rules = context;
    if (rule->active && rules->count < EVENT_RULES_MAX)
        rules->names[rules->count++] = str_keep(rules->call->arena, rule->event);
    return true;
}

struct name_listing {
    struct listing listing;
    const struct rule_names *rules;
};

static bool name_item(void *context, const struct event_name *name)
{
    struct name_listing *both = context;
    struct buf *out = &both->listing.body;
    int rules = 0;
    for (size_t i = 0; i < both->rules->count; i++)
        rules += str_equal(both->rules->names[i], name->name);
    listing_next(&both->listing, 0);
    buf_add_text(out, "{\"name\":");
    json_put_text(out, name->name);
    buf_printf(out, ",\"received\":%lld,\"matched\":%lld,\"matched_share\":", (long long)name->received, (long long)name->matched);
    json_put_real(out, name->received ? (double)name->matched / (double)name->received : 0);
    buf_printf(out, ",\"rules\":%d", rules);
    put_moment(out, "first_at", name->first_at_ms);
    put_moment(out, "last_at", name->last_at_ms);
    buf_add_char(out, '}');
    return true;
}

void op_event_name_list(struct call *call)
{
    struct rule_names *rules = arena_new_object(call->arena, struct rule_names);
    if (!rules) {
        call_fail_code(call, ERR_MEMORY);
        return;
    }
    rules->call = call;
    listen_event_rules(call_listen(call), call->principal.workspace_id, rule_name, rules);
    struct store *store = call_store(call);
    if (!store)
        return;
    struct name_listing both = {listing_new(call, 0), rules};
    enum err err = listen_event_names(store, call->principal.workspace_id, name_item, &both);
    call_store_give(call, store);
    listing_close(&both.listing, err, &(struct fault){0});
}

static bool problem_item(void *context, const struct event_problem *problem, int64_t count, int64_t last_at_ms)
{
    struct listing *listing = context;
    listing_next(listing, 0);
    buf_add_text(&listing->body, "{\"name\":");
    json_put_text(&listing->body, problem->name);
    put_text(&listing->body, "field", str_of(problem->fault.field));
    put_text(&listing->body, "slug", str_of(problem->fault.slug));
    put_text(&listing->body, "detail", str_of(problem->fault.detail));
    buf_printf(&listing->body, ",\"refused\":%s,\"count\":%lld", problem->refused ? "true" : "false", (long long)count);
    put_moment(&listing->body, "last_at", last_at_ms);
    buf_add_char(&listing->body, '}');
    return true;
}

void op_event_problem_list(struct call *call)
{
    struct store *store = call_store(call);
    if (!store)
        return;
    struct listing listing = listing_new(call, 0);
    enum err err = listen_event_problems(store, call->principal.workspace_id, problem_item, &listing);
    call_store_give(call, store);
    listing_close(&listing, err, &(struct fault){0});
}

/* ---- settings ---- */

static void settings_answer(struct call *call, int64_t days)
{
    struct buf body = buf_new(ONE_MAX);
    buf_printf(&body, "{\"keep_days\":%lld}", (long long)days);
    call_json(call, 200, &body, 0);
}

void op_event_settings_get(struct call *call)
{
    int64_t days = 0;
    struct fault why = {0};
    struct store *store = call_store(call);
    if (!store)
        return;
    enum err err = listen_event_keep_days(store, call->principal.workspace_id, &days);
    call_store_give(call, store);
    if (call_fine(call, err, &why))
        settings_answer(call, days);
}

static void settings_changed(struct call *call, struct proposal *proposal)
{
    settings_answer(call, ((const struct event_settings_put *)proposal->facts[0].body)->keep_days);
}

void op_event_settings_put(struct call *call)
{
    const struct event_settings_in *in = call->body;
    struct event_settings_put *put = arena_new_object(call->arena, struct event_settings_put);
    if (put)
        put->keep_days = in->keep_days;
    call_propose_one(call, FACT_EVENT_SETTINGS_CHANGED, put, settings_changed);
}

/* ---- rules ---- */

static bool rule_item(void *context, const struct event_rule *rule)
{
    struct listing *listing = context;
    listing_next(listing, rule->id);
    event_rule_write(call_listen(listing->call), listing->call->principal.workspace_id, rule, &listing->body);
    return true;
}

void op_event_rule_list(struct call *call)
{
    struct listing listing = listing_new(call, 0);
    listen_event_rules(call_listen(call), call->principal.workspace_id, rule_item, &listing);
    listing_end(&listing);
}

static void rule_answer(struct call *call, int status, int64_t id)
{
    const struct event_rule *rule = listen_event_rule(call_listen(call), call->principal.workspace_id, id);
    if (!rule) {
        call_fail_code(call, ERR_NOT_FOUND);
        return;
    }
    struct buf body = buf_new(ONE_MAX);
    event_rule_write(call_listen(call), call->principal.workspace_id, rule, &body);
    call_json(call, status, &body, rule->revision);
}

void op_event_rule_get(struct call *call)
{
    rule_answer(call, 200, call_integer(call->path[0]));
}

static void rule_added(struct call *call, struct proposal *proposal)
{
    rule_answer(call, 201, proposal->facts[0].subject_id);
}

static void rule_changed(struct call *call, struct proposal *proposal)
{
    rule_answer(call, 200, proposal->facts[0].subject_id);
}

void op_event_rule_add(struct call *call)
{
    struct event_rule_put *put;
    struct fault why = {0};
    if (call_fine(call, listen_check_event_rule(call_listen(call), call->principal.workspace_id, call->body, call->arena, &put, &why),
                  &why))
        call_propose_one(call, FACT_EVENT_RULE_ADDED, put, rule_added);
}

void op_event_rule_change(struct call *call)
{
    struct event_rule_put *put;
    struct fault why = {0};
    int64_t id = call_integer(call->path[0]);
    enum err err = listen_event_rule(call_listen(call), call->principal.workspace_id, id) ? ERR_NONE : ERR_NOT_FOUND;
    if (err == ERR_NONE)
        err = listen_check_event_rule(call_listen(call), call->principal.workspace_id, call->body, call->arena, &put, &why);
    if (!call_fine(call, err, &why))
        return;
    put->rule.id = id;
    put->expected_revision = call->expected_revision;
    call_propose_one(call, FACT_EVENT_RULE_CHANGED, put, rule_changed);
}

void op_event_rule_remove(struct call *call)
{
    struct event_rule_removed *removed = arena_new_object(call->arena, struct event_rule_removed);
    int64_t id = call_integer(call->path[0]);
    if (!listen_event_rule(call_listen(call), call->principal.workspace_id, id)) {
        call_fail_code(call, ERR_NOT_FOUND);
        return;
    }
    if (removed)
        removed->id = id;
    call_propose_one(call, FACT_EVENT_RULE_REMOVED, removed, call_gone);
}

/* ---- the past ---- */

enum { REPLAY_PARTS = 10, REPLAY_ARENA = 128 << 20 };

struct replay {
    struct call *call;
    struct event_replay asked;
    size_t made;
};

static enum err part_run(struct replay *replay, struct arena *arena)
{
    struct flow *flow = replay->call->flow;
    struct store *store;
    enum err err = flow_store_take(flow, &store);
    if (err != ERR_NONE)
        return err;
    err = listen_event_replay(store, arena, &replay->asked);
    flow_store_give(flow, store);
    if (err != ERR_NONE || !replay->asked.count)
        return err;
    struct proposal proposal = {.facts = replay->asked.facts, .count = replay->asked.count, .arena = arena};
    for (size_t i = 0; i < proposal.count; i++)
        proposal.facts[i].actor = principal_actor(&replay->call->principal);
    err = flow_settle(flow, &proposal);
    for (size_t i = 0; err == ERR_NONE && i < proposal.count; i++)
        replay->made += !proposal.facts[i].repeated;
    return err;
}

static void replay_run(void *context)
{
    struct replay *replay = context;
    enum err err = ERR_NONE;
    struct fault why = {0};
    int parts = 0;
    do {
        struct arena *arena = arena_new(REPLAY_ARENA);
        err = arena ? part_run(replay, arena) : ERR_MEMORY;
        arena_free(arena);
    } while (err == ERR_NONE && replay->asked.after && ++parts < REPLAY_PARTS);
    if (!call_fine(replay->call, err, &why))
        return;
    struct buf body = buf_new(ONE_MAX);
    buf_printf(&body, "{\"encounters\":%zu", replay->made);
    if (replay->asked.after)
        buf_printf(&body, ",\"next\":\"%lld\"", (long long)replay->asked.after);
    buf_add_char(&body, '}');
    call_json(replay->call, 200, &body, 0);
}

void op_event_rule_replay(struct call *call)
{
    const struct event_rule_replay_query *query = call->query;
    int64_t id = call_integer(call->path[0]), after = query->cursor.length ? call_cursor(call, query->cursor) : 0;
    if (after < 0)
        return;
    const struct event_rule *rule = listen_event_rule(call_listen(call), call->principal.workspace_id, id);
    struct replay *replay = rule ? arena_new_object(call->arena, struct replay) : NULL;
    if (!replay) {
        call_fail_code(call, rule ? ERR_MEMORY : ERR_NOT_FOUND);
        return;
    }
    *replay = (struct replay){
        .call = call,
        .asked = {.workspace_id = call->principal.workspace_id, .rule_id = id, .after = after, .name = str_keep(call->arena, rule->event)}};
    call_work(call, replay_run, replay);
}
