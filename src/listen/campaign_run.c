/* Runs in the turn, and the chore that finds what is due of them. */
#include "campaign.sql.h"
#include "listen/ask_inside.h"
#include "listen/campaign_inside.h"
#include "listen/invitation.h"

enum { PIECES_AT_ONCE = 8, RUNS_AT_ONCE = 64 };

/* ---- beginning ---- */

static enum err begin(const struct listen *listen, struct store *store, struct fact *fact, struct arena *arena)
{
    const struct campaign_run_begun *body = fact->body;
    struct campaign c;
    int64_t ws = fact->workspace_id, now_ms = fact->at_ms;
    struct zone *zone = workspace_zone(workspace_memory(listen, ws));
    enum err err = zone ? listen_campaign(store, ws, body->campaign_id, arena, &c) : ERR_INTERNAL;
    if (err != ERR_NONE)
        return err;
    fact->subject_id = fact->number;
    fact->repeated = c.state != CAMPAIGN_ACTIVE || !c.next_at_ms || c.next_at_ms > now_ms;
    if (fact->repeated)
        return ERR_NONE;
    fact->payload = str_of(arena_printf(arena, "{\"campaign\":%lld}", (long long)c.id));
    if (!fact->payload.at)
        return ERR_MEMORY;
    int64_t next_ms = campaign_next_ms(&c.schedule, now_ms, zone);
    err = sql_campaign_next_put(store, &(struct campaign_next_put_in){ws, c.id, next_ms != 0, next_ms}, NULL);
    if (err != ERR_NONE)
        return err;
    return sql_campaign_run_insert(
        store, &(struct campaign_run_insert_in){ws, fact->number, c.id, c.survey_id, campaign_anonymous(listen, ws, c.survey_id), now_ms},
        NULL);
}

/* ---- looking ---- */

/* Whether the campaign means this customer at all. */
static enum ask_reason judge_customer(const struct campaign *c, int64_t run_id, int64_t customer_id, struct ask_sight *sight)
{
    if (c->state == CAMPAIGN_STOPPED)
        return ASK_CAMPAIGN_STOPPED;
    if (!condition_holds(c->where, ask_value_of, sight))
        return ASK_CONDITION;
    return ask_lot(c->workspace_id, run_id, customer_id) < c->share ? ASK_ASKED : ASK_SAMPLED_OUT;
}

struct piece {
    const struct campaign *campaign;
    int64_t run_id;
    struct arena *arena;
    int64_t ids[CAMPAIGN_PIECE];
    enum ask_reason reasons[CAMPAIGN_PIECE];
    size_t count;
};

static bool piece_row(void *context, const struct campaign_customers_row *row)
{
    struct piece *piece = context;
    struct ask_sight sight = {.customer_attributes = row->attributes, .arena = piece->arena};
    piece->ids[piece->count] = row->id;
    piece->reasons[piece->count++] = judge_customer(piece->campaign, piece->run_id, row->id, &sight);
    return true;
}

static enum err piece_write(struct store *store, const struct fact *fact, const struct piece *piece)
{
    enum err err = ERR_NONE;
    for (size_t i = 0; err == ERR_NONE && i < piece->count; i++) {
        bool waits = piece->reasons[i] == ASK_ASKED;
        err = sql_campaign_ask_insert(store,
                                      &(struct campaign_ask_insert_in){.workspace_id = fact->workspace_id,
                                                                       .run_id = piece->run_id,
                                                                       .customer_id = piece->ids[i],
                                                                       .reason = waits ? ASK_WAITING : piece->reasons[i],
                                                                       .has_decided_at = !waits,
                                                                       .decided_at = fact->at_ms},
                                      NULL);
    }
    return err;
}

static enum err look(struct store *store, struct fact *fact, const struct campaign_run_get_row *run, const struct campaign *c,
                     struct arena *arena)
{
    struct piece *piece = arena_new_object(arena, struct piece);
    enum err err = piece ? ERR_NONE : ERR_MEMORY;
    fact->repeated = run->state != RUN_LOOKING;
    if (err != ERR_NONE || fact->repeated)
        return err;
    piece->campaign = c;
    piece->run_id = fact->subject_id;
    piece->arena = arena;
    if (c->state != CAMPAIGN_STOPPED)
        err = sql_campaign_customers(store,
                                     &(struct campaign_customers_in){fact->workspace_id, run->looked_to, run->customers_to, CAMPAIGN_PIECE},
                                     piece_row, piece);
    if (err == ERR_NONE)
        err = piece_write(store, fact, piece);
    fact->payload = str_of(arena_printf(arena, "{\"customers\":%zu}", piece->count));
    if (err != ERR_NONE || !fact->payload.at)
        return err == ERR_NONE ? ERR_MEMORY : err;
    int64_t looked_to = piece->count ? piece->ids[piece->count - 1] : run->looked_to;
    return sql_campaign_run_move(store,
                                 &(struct campaign_run_move_in){fact->workspace_id, piece->run_id, looked_to,
                                                                piece->count == CAMPAIGN_PIECE ? RUN_LOOKING : RUN_ASKING},
                                 NULL);
}

/* ---- asking ---- */

struct deciding {
    const struct listen *listen;
    struct store *store;
    struct fact *fact;
    struct arena *arena;
    const struct campaign *campaign;
    int64_t customer_id, survey_id;
    enum ask_reason reason;
};

static enum err judge(struct deciding *d)
{
    struct ask_person person;
    struct ask_sight sight = {.arena = d->arena};
    int64_t ws = d->fact->workspace_id;
    const struct ask_judging judging = {.store = d->store,
                                        .workspace_id = ws,
                                        .survey_id = d->survey_id,
                                        .now_ms = d->fact->at_ms,
                                        .channel = ASK_EMAIL,
                                        .budget = listen_contact_budget(d->listen, ws)};
    enum err err = ask_person_load(d->store, ws, d->customer_id, d->arena, &person, &sight.customer_attributes);
    if (err != ERR_NONE)
        return err;
    d->reason = judge_customer(d->campaign, d->fact->subject_id, d->customer_id, &sight);
    if (d->reason == ASK_ASKED && !ask_survey_open(d->listen, ws, d->survey_id))
        d->reason = ASK_SURVEY_CLOSED;
    if (d->reason == ASK_ASKED)
        err = ask_judge(&judging, d->customer_id, &person, &sight, &d->reason);
    if (err != ERR_NONE || d->reason != ASK_ASKED)
        return err;
    struct invitation_made made = {.survey_id = d->survey_id,
                                   .customer_id = d->customer_id,
                                   .customer_external_id = STR(""),
                                   .channel = STR("email"),
                                   .language = STR(""),
                                   .template = STR("")};
    return invitation_make(d->listen, d->store, d->fact, &made, d->arena);
}

static enum err decide(struct deciding *d)
{
    struct fact *fact = d->fact;
    struct campaign_ask_reason_row now;
    const struct campaign_ask_reason_in in = {fact->workspace_id, fact->subject_id, d->customer_id};
    enum err err = sql_campaign_ask_reason(d->store, &in, NULL, &now);
    fact->repeated = err == ERR_NOT_FOUND || (err == ERR_NONE && now.reason != ASK_WAITING) || d->campaign->state == CAMPAIGN_PAUSED;
    if (fact->repeated)
        return ERR_NONE;
    if (err == ERR_NONE)
        err = judge(d);
    if (err != ERR_NONE)
        return err;
    bool asked = d->reason == ASK_ASKED;
    fact->payload = str_of(arena_printf(d->arena, "{\"customer\":%lld,\"reason\":%d}", (long long)d->customer_id, (int)d->reason));
    if (!fact->payload.at)
        return ERR_MEMORY;
    return sql_campaign_ask_decide(d->store,
                                   &(struct campaign_ask_decide_in){.workspace_id = fact->workspace_id,
                                                                    .run_id = fact->subject_id,
                                                                    .customer_id = d->customer_id,
                                                                    .reason = d->reason,
                                                                    .at = fact->at_ms,
                                                                    .has_invitation_id = asked,
                                                                    .invitation_id = fact->number},
                                   NULL);
}

static enum err end(struct store *store, struct fact *fact)
{
    int64_t changes = 0;
    enum err err = sql_campaign_run_end(store, &(struct campaign_run_end_in){fact->workspace_id, fact->subject_id, fact->at_ms}, &changes);
    fact->repeated = !changes;
    return err;
}

enum err campaign_run_store(const struct listen *listen, struct store *store, struct fact *fact, struct arena *arena)
{
    struct campaign_run_get_row run;
    struct campaign c;
    if (fact->kind == FACT_CAMPAIGN_RUN_BEGUN)
        return begin(listen, store, fact, arena);
    must(fact->body);
    const struct campaign_decided *decided = fact->kind == FACT_CAMPAIGN_DECIDED ? fact->body : NULL;
    fact->subject_id = decided ? decided->run_id : ((const struct campaign_looked *)fact->body)->run_id;
    if (fact->kind == FACT_CAMPAIGN_RUN_ENDED)
        return end(store, fact);
    enum err err = sql_campaign_run_get(store, &(struct campaign_run_get_in){fact->workspace_id, fact->subject_id}, NULL, &run);
    if (err == ERR_NONE)
        err = listen_campaign(store, fact->workspace_id, run.campaign_id, arena, &c);
    if (err != ERR_NONE || !decided)
        return err == ERR_NONE ? look(store, fact, &run, &c, arena) : err;
    struct deciding d = {.listen = listen,
                         .store = store,
                         .fact = fact,
                         .arena = arena,
                         .campaign = &c,
                         .customer_id = decided->customer_id,
                         .survey_id = run.survey_id};
    return decide(&d);
}

/* ---- the chore ---- */

struct finding {
    struct due *due;
    int64_t workspace_id, run_id;
    size_t found;
    bool full;
    enum err err;
    struct campaign_run_all_open_row runs[RUNS_AT_ONCE];
    size_t runs_count;
};

static bool add(struct finding *f, enum fact_kind kind, void *body)
{
    if (!body)
        f->err = ERR_MEMORY;
    f->full =
        !body ||
        !due_add(f->due, &(struct fact){.kind = kind, .workspace_id = f->workspace_id, .actor = {.kind = ACTOR_SYSTEM}, .body = body});
    return !f->full;
}

static bool due_row(void *context, const struct campaign_due_row *row)
{
    struct finding *f = context;
    struct campaign_run_begun *begun = arena_new_object(f->due->arena, struct campaign_run_begun);
    if (begun)
        begun->campaign_id = row->id;
    f->workspace_id = row->workspace_id;
    return add(f, FACT_CAMPAIGN_RUN_BEGUN, begun);
}

static bool open_row(void *context, const struct campaign_run_all_open_row *row)
{
    struct finding *f = context;
    f->runs[f->runs_count++] = *row;
    return f->runs_count < RUNS_AT_ONCE;
}

static bool waiting_row(void *context, const struct campaign_ask_waiting_row *row)
{
    struct finding *f = context;
    struct campaign_decided *decided = arena_new_object(f->due->arena, struct campaign_decided);
    if (decided)
        *decided = (struct campaign_decided){f->run_id, row->customer_id};
    f->found++;
    return add(f, FACT_CAMPAIGN_DECIDED, decided);
}

static void add_of_run(struct finding *f, enum fact_kind kind)
{
    struct campaign_looked *looked = arena_new_object(f->due->arena, struct campaign_looked);
    if (looked)
        looked->run_id = f->run_id;
    add(f, kind, looked);
}

static enum err find_of_run(struct finding *f, struct store *store, const struct campaign_run_all_open_row *run, struct str time_zone)
{
    struct campaign c;
    enum err err = listen_campaign(store, f->workspace_id, run->campaign_id, f->due->arena, &c);
    if (err != ERR_NONE || c.state == CAMPAIGN_PAUSED)
        return err;
    f->run_id = run->id;
    f->found = 0;
    for (int i = 0; run->state == RUN_LOOKING && !f->full && i < PIECES_AT_ONCE; i++)
        add_of_run(f, FACT_CAMPAIGN_LOOKED);
    struct zone *zone = run->state == RUN_ASKING ? zone_open(time_zone) : NULL;
    bool quiet = !zone || (c.state == CAMPAIGN_ACTIVE && ask_quiet_end_ms(&c.quiet, f->due->now_ms, zone) > f->due->now_ms);
    zone_close(zone);
    if (run->state == RUN_LOOKING || quiet)
        return ERR_NONE;
    err = sql_campaign_ask_waiting(store, &(struct campaign_ask_waiting_in){f->workspace_id, run->id, DUE_MAX}, waiting_row, f);
    if (err == ERR_NONE && !f->found && !f->full)
        add_of_run(f, FACT_CAMPAIGN_RUN_ENDED);
    return err;
}

enum err campaigns_due(const void *stage, struct store *store, struct due *due)
{
    const struct listen *listen = stage;
    struct finding f = {.due = due};
    enum err err = sql_campaign_due(store, &(struct campaign_due_in){due->now_ms, DUE_MAX}, due_row, &f);
    for (size_t i = 0; err == ERR_NONE && !f.full && i < listen->workspaces_count; i++) {
        const struct workspace *workspace = &listen->workspaces[i]->workspace;
        f.workspace_id = workspace->id;
        f.runs_count = 0;
        err = sql_campaign_run_all_open(store, &(struct campaign_run_all_open_in){workspace->id}, open_row, &f);
        for (size_t r = 0; err == ERR_NONE && !f.full && r < f.runs_count; r++)
            err = find_of_run(&f, store, &f.runs[r], workspace->time_zone);
    }
    return err == ERR_NONE ? f.err : err;
}
