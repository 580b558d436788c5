/* Asks in the turn: the row made with the encounter, and the decision when its time has come. */
#include "asking.sql.h"
#include "listen/ask_inside.h"
#include "listen/encounter.h"
#include "listen/invitation.h"

enum { DUE_OF_CUSTOMER_MAX = 64 };

/* ---- waiting ---- */

struct wait {
    struct store *store;
    const struct fact *fact;
    const struct encounter_happened *encounter;
    int64_t customer_id;
    struct ask_sight sight;
    bool customer_seen;
};

/* The customer's attributes are read for the first rule that has a condition. */
static enum err see_customer(struct wait *wait, const struct ask_rule *rule)
{
    struct ask_person person;
    if (!rule->where || !wait->customer_id || wait->customer_seen)
        return ERR_NONE;
    wait->customer_seen = true;
    return ask_person_load(wait->store, wait->fact->workspace_id, wait->customer_id, wait->sight.arena, &person,
                           &wait->sight.customer_attributes);
}

static enum err wait_under(struct wait *wait, const struct ask_rule *rule, struct zone *zone)
{
    const struct fact *fact = wait->fact;
    int64_t happened_at_ms = wait->encounter->happened_at_ms;
    enum err err = see_customer(wait, rule);
    if (err != ERR_NONE)
        return err;
    enum ask_reason reason = ask_judge_encounter(rule, fact->number, happened_at_ms, fact->at_ms, wait->customer_id != 0, &wait->sight);
    bool waits = reason == ASK_ASKED;
    return sql_ask_insert(wait->store,
                          &(struct ask_insert_in){.workspace_id = fact->workspace_id,
                                                  .encounter_id = fact->number,
                                                  .rule_id = rule->id,
                                                  .has_customer_id = wait->customer_id != 0,
                                                  .customer_id = wait->customer_id,
                                                  .due_at = ask_quiet_end_ms(&rule->quiet, ask_due_ms(rule, happened_at_ms, zone), zone),
                                                  .reason = waits ? ASK_WAITING : reason,
                                                  .has_decided_at = !waits,
                                                  .decided_at = fact->at_ms},
                          NULL);
}

enum err asks_wait(const struct listen *listen, struct store *store, const struct fact *fact, int64_t customer_id, struct arena *arena)
{
    struct workspace_memory *workspace = workspace_memory(listen, fact->workspace_id);
    const struct encounter_happened *e = fact->body;
    struct wait wait = {store,
                        fact,
                        e,
                        customer_id,
                        {.touchpoint = e->touchpoint, .channel = e->channel, .unit = e->unit, .attributes = e->attributes, .arena = arena},
                        false};
    enum err err = ERR_NONE;
    for (size_t i = 0; err == ERR_NONE && workspace && i < workspace->ask_rules_count; i++) {
        const struct ask_rule *rule = &workspace->ask_rules[i]->rule;
        if (!rule->active || !ask_rule_covers(rule, e->touchpoint_id))
            continue;
        struct zone *zone = workspace_zone(workspace);
        err = zone ? wait_under(&wait, rule, zone) : ERR_INTERNAL;
    }
    return err;
}

/* ---- deciding ---- */

struct deciding {
    const struct listen *listen;
    struct store *store;
    struct fact *fact;
    struct arena *arena;
    int64_t customer_id;
    const struct ask_rule *rule; /* of the best of what is due */
    struct ask_due_of_customer_row best;
    struct ask_encounter_row encounter;
    struct ask_sight sight;
    struct ask_person person;
    bool person_seen;
    int64_t due_ms; /* by the rule as it is now, out of its quiet hours */
    enum ask_reason reason;
    int64_t invitation_id;
};

static bool better(const struct ask_rule *rule, const struct ask_due_of_customer_row *row, const struct deciding *d)
{
    if (!d->rule)
        return true;
    if (rule->priority != d->rule->priority)
        return rule->priority > d->rule->priority;
    return row->due_at != d->best.due_at ? row->due_at < d->best.due_at : row->rule_id < d->best.rule_id;
}

static bool due_row(void *context, const struct ask_due_of_customer_row *row)
{
    struct deciding *d = context;
    const struct ask_rule *rule = listen_ask_rule(d->listen, d->fact->workspace_id, row->rule_id);
    if (rule && better(rule, row, d)) {
        d->rule = rule;
        d->best = *row;
    }
    return true;
}

/* Most asks end with the encounter: the person is read for a condition, or when the encounter speaks for asking. */
static enum err see_person(struct deciding *d)
{
    if (d->person_seen)
        return ERR_NONE;
    d->person_seen = true;
    return ask_person_load(d->store, d->fact->workspace_id, d->customer_id, d->arena, &d->person, &d->sight.customer_attributes);
}

static enum err encounter_load(struct deciding *d)
{
    struct ask_encounter_row *e = &d->encounter;
    enum err err = sql_ask_encounter(d->store, &(struct ask_encounter_in){d->fact->workspace_id, d->best.encounter_id}, d->arena, e);
    d->sight = (struct ask_sight){
        .touchpoint = e->touchpoint, .channel = e->channel, .unit = e->unit, .attributes_text = e->attributes, .arena = d->arena};
    return err == ERR_NONE && d->rule->where ? see_person(d) : err;
}

/* Another rule asked this person while this one was due too. */
static enum err judge_rivals(const struct deciding *d, enum ask_reason *reason)
{
    struct ask_last_asked_row last;
    enum err err = sql_ask_last_asked(d->store, &(struct ask_last_asked_in){d->fact->workspace_id, d->customer_id}, NULL, &last);
    if (err == ERR_NONE && last.rule_id != d->rule->id && last.decided_at >= d->best.due_at)
        *reason = ASK_OTHER_PRIORITY;
    return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

static enum err invite(struct deciding *d)
{
    struct invitation_made made = {.survey_id = d->rule->survey_id,
                                   .customer_id = d->customer_id,
                                   .customer_external_id = STR(""),
                                   .encounter_id = d->best.encounter_id,
                                   .rule_id = d->rule->id,
                                   .channel = d->rule->channel == ASK_LINK ? STR("link") : STR("email"),
                                   .language = STR(""),
                                   .template = STR("")};
    d->invitation_id = d->fact->number;
    return invitation_make(d->listen, d->store, d->fact, &made, d->arena);
}

static enum err judge(struct deciding *d)
{
    const struct ask_judging judging = {.store = d->store,
                                        .workspace_id = d->fact->workspace_id,
                                        .survey_id = d->rule->survey_id,
                                        .now_ms = d->fact->at_ms,
                                        .channel = d->rule->channel,
                                        .budget = listen_contact_budget(d->listen, d->fact->workspace_id)};
    enum err err = see_person(d);
    if (!ask_survey_open(d->listen, d->fact->workspace_id, d->rule->survey_id))
        d->reason = ASK_SURVEY_CLOSED;
    if (err == ERR_NONE && d->reason == ASK_ASKED)
        err = judge_rivals(d, &d->reason);
    if (err == ERR_NONE && d->reason == ASK_ASKED)
        err = ask_judge(&judging, d->customer_id, &d->person, &d->sight, &d->reason);
    if (err == ERR_NONE && d->reason == ASK_ASKED)
        err = invite(d);
    return err;
}

/* What was refused before its time keeps its due time, so that a later change of the rule finds it again. */
static enum err decide(struct deciding *d)
{
    struct fact *fact = d->fact;
    int64_t rule_id = d->rule->id;
    const char *payload = d->invitation_id ? arena_printf(d->arena, "{\"rule\":%lld,\"reason\":%d,\"invitation\":%lld}", (long long)rule_id,
                                                          (int)d->reason, (long long)d->invitation_id)
                                           : arena_printf(d->arena, "{\"rule\":%lld,\"reason\":%d}", (long long)rule_id, (int)d->reason);
    fact->payload = str_of(payload);
    if (!payload)
        return ERR_MEMORY;
    return sql_ask_decide(d->store,
                          &(struct ask_decide_in){.workspace_id = fact->workspace_id,
                                                  .encounter_id = d->best.encounter_id,
                                                  .rule_id = rule_id,
                                                  .due_at = d->due_ms > fact->at_ms ? d->due_ms : d->best.due_at,
                                                  .reason = d->reason,
                                                  .decided_at = fact->at_ms,
                                                  .has_invitation_id = d->invitation_id != 0,
                                                  .invitation_id = d->invitation_id},
                          NULL);
}

static enum err move(struct deciding *d)
{
    struct fact *fact = d->fact;
    fact->kind = FACT_ASK_MOVED;
    const char *payload = arena_printf(d->arena, "{\"rule\":%lld,\"due\":%lld}", (long long)d->rule->id, (long long)d->due_ms);
    fact->payload = str_of(payload);
    if (!payload)
        return ERR_MEMORY;
    return sql_ask_move(d->store, &(struct ask_move_in){fact->workspace_id, d->best.encounter_id, d->rule->id, d->due_ms}, NULL);
}

/* By the rule as it is now: its time may lie ahead again. */
static enum err decide_or_move(struct deciding *d)
{
    struct zone *zone = workspace_zone(workspace_memory(d->listen, d->fact->workspace_id));
    int64_t now_ms = d->fact->at_ms;
    enum err err = zone ? encounter_load(d) : ERR_INTERNAL;
    if (err != ERR_NONE)
        return err;
    int64_t due_ms = ask_due_ms(d->rule, d->encounter.happened_at, zone);
    d->due_ms = ask_quiet_end_ms(&d->rule->quiet, due_ms > now_ms ? due_ms : now_ms, zone);
    d->reason = ask_judge_encounter(d->rule, d->best.encounter_id, d->encounter.happened_at, now_ms, true, &d->sight);
    if (d->reason == ASK_ASKED && d->due_ms > now_ms)
        return move(d);
    if (d->reason == ASK_ASKED)
        err = judge(d);
    return err == ERR_NONE ? decide(d) : err;
}

enum err ask_store(const struct listen *listen, struct store *store, struct fact *fact, struct arena *arena)
{
    const struct ask_decided *body = fact->body;
    struct deciding d = {.listen = listen, .store = store, .fact = fact, .arena = arena, .customer_id = body->customer_id};
    enum err err = sql_ask_due_of_customer(
        store, &(struct ask_due_of_customer_in){fact->workspace_id, body->customer_id, fact->at_ms, DUE_OF_CUSTOMER_MAX}, due_row, &d);
    if (err != ERR_NONE)
        return err;
    fact->subject_id = d.best.encounter_id;
    fact->repeated = !d.rule;
    return d.rule ? decide_or_move(&d) : ERR_NONE;
}

/* ---- the chore ---- */

struct finding {
    struct due *due;
    int64_t workspace_id;
    enum err err;
};

static bool found_row(void *context, const struct ask_due_row *row)
{
    struct finding *finding = context;
    struct ask_decided *body = arena_new_object(finding->due->arena, struct ask_decided);
    if (!body) {
        finding->err = ERR_MEMORY;
        return false;
    }
    body->customer_id = row->customer_id;
    return due_add(
        finding->due,
        &(struct fact){.kind = FACT_ASK_DECIDED, .workspace_id = finding->workspace_id, .actor = {.kind = ACTOR_SYSTEM}, .body = body});
}

enum err asks_due(const void *stage, struct store *store, struct due *due)
{
    const struct listen *listen = stage;
    struct finding finding = {.due = due};
    enum err err = ERR_NONE;
    for (size_t i = 0; err == ERR_NONE && finding.err == ERR_NONE && due->count < DUE_MAX && i < listen->workspaces_count; i++) {
        finding.workspace_id = listen->workspaces[i]->workspace.id;
        if (listen->workspaces[i]->ask_rules_count)
            err = sql_ask_due(store, &(struct ask_due_in){finding.workspace_id, due->now_ms, DUE_MAX}, found_row, &finding);
    }
    return err == ERR_NONE ? finding.err : err;
}
