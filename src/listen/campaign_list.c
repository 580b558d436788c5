/* Reading campaigns: what they are, what became of their runs and of each customer in them. */
#include "campaign.sql.h"
#include "listen.sql.h"
#include "listen/campaign_inside.h"

static enum err campaign_of(const struct campaign_get_row *row, int64_t workspace_id, struct arena *arena, struct campaign *c)
{
    *c = (struct campaign){
        .id = row->id, .revision = row->revision, .workspace_id = workspace_id, .survey_id = row->survey_id, .survey = row->survey};
    enum err err = campaign_read(row->definition, arena, c);
    c->state = (enum campaign_state)row->state;
    c->next_at_ms = row->has_next_at ? row->next_at : 0;
    return err;
}

enum err listen_campaign(struct store *store, int64_t workspace_id, int64_t id, struct arena *arena, struct campaign *campaign)
{
    struct campaign_get_row row;
    enum err err = sql_campaign_get(store, &(struct campaign_get_in){workspace_id, id}, arena, &row);
    return err == ERR_NONE ? campaign_of(&row, workspace_id, arena, campaign) : err;
}

struct listing {
    int64_t workspace_id;
    struct arena *arena;
    bool (*each)(void *context, const struct campaign *campaign);
    void *context;
    enum err err;
};

static bool campaign_row(void *context, const struct campaign_get_row *row)
{
    struct listing *listing = context;
    struct campaign campaign;
    listing->err = campaign_of(row, listing->workspace_id, listing->arena, &campaign);
    return listing->err == ERR_NONE && listing->each(listing->context, &campaign);
}

enum err listen_campaigns(struct store *store, int64_t workspace_id, struct arena *arena,
                          bool (*each)(void *context, const struct campaign *campaign), void *context)
{
    struct listing listing = {workspace_id, arena, each, context, ERR_NONE};
    enum err err = sql_campaign_all(store, &(struct campaign_all_in){workspace_id}, campaign_row, &listing);
    return err == ERR_NONE ? listing.err : err;
}

/* ---- runs ---- */

struct counting {
    struct store *store;
    int64_t workspace_id;
    struct zone *zone;
    bool (*each)(void *context, const struct campaign_run *run);
    void *context;
    enum err err;
};

static bool count_row(void *context, const struct campaign_reason_counts_row *row)
{
    struct campaign_run *run = context;
    if (row->reason >= 0 && (size_t)row->reason < sizeof run->reasons / sizeof *run->reasons)
        run->reasons[row->reason] = row->count;
    return true;
}

static int64_t week_start_ms(struct zone *zone, int64_t at_ms)
{
    return zone_day_start_ms(zone, period_start(PERIOD_WEEK, zone_day(zone, at_ms)));
}

/* An anonymous answer tells its week and that it came by mail: all that do, from the run's week until the survey's next run. */
static enum err count_anonymous(const struct counting *c, const struct campaign_run_page_row *row, struct campaign_run *run)
{
    struct campaign_open_answers_row answers = {0};
    int64_t to_ms = row->has_next_begun ? week_start_ms(c->zone, row->next_begun) : INT64_MAX;
    enum err err = sql_campaign_open_answers(
        c->store, &(struct campaign_open_answers_in){c->workspace_id, run->survey_id, week_start_ms(c->zone, run->begun_at_ms), to_ms},
        NULL, &answers);
    run->answered = answers.count < run->sent ? answers.count : run->sent;
    return err;
}

static bool run_row(void *context, const struct campaign_run_page_row *row)
{
    struct counting *c = context;
    struct campaign_run run = {.id = row->id,
                               .survey_id = row->survey_id,
                               .begun_at_ms = row->begun_at,
                               .ended_at_ms = row->has_ended_at ? row->ended_at : 0,
                               .anonymous = row->anonymous,
                               .state = (enum campaign_run_state)row->state};
    struct campaign_invitation_counts_row counts = {0};
    c->err = sql_campaign_reason_counts(c->store, &(struct campaign_reason_counts_in){c->workspace_id, row->id}, count_row, &run);
    if (c->err == ERR_NONE)
        c->err = sql_campaign_invitation_counts(c->store, &(struct campaign_invitation_counts_in){c->workspace_id, row->id}, NULL, &counts);
    run.sent = counts.sent;
    run.bounced = counts.bounced;
    run.answered = counts.answered;
    if (c->err == ERR_NONE && run.anonymous)
        c->err = count_anonymous(c, row, &run);
    return c->err == ERR_NONE && c->each(c->context, &run);
}

enum err listen_campaign_runs(struct store *store, int64_t workspace_id, int64_t campaign_id, struct str time_zone, int64_t before,
                              int64_t limit, bool (*each)(void *context, const struct campaign_run *run), void *context)
{
    struct counting c = {store, workspace_id, zone_open(time_zone), each, context, ERR_NONE};
    enum err err = c.zone
                       ? sql_campaign_run_page(store, &(struct campaign_run_page_in){workspace_id, campaign_id, before, limit}, run_row, &c)
                       : ERR_INTERNAL;
    zone_close(c.zone);
    return err == ERR_NONE ? c.err : err;
}

/* ---- decisions ---- */

struct paging {
    bool (*each)(void *context, const struct campaign_ask *ask);
    void *context;
};

static bool ask_row(void *context, const struct campaign_ask_page_of_run_row *row)
{
    const struct paging *paging = context;
    const struct campaign_ask ask = {.run_id = row->run_id,
                                     .campaign_id = row->campaign_id,
                                     .customer_id = row->customer_id,
                                     .begun_at_ms = row->begun_at,
                                     .decided_at_ms = row->has_decided_at ? row->decided_at : 0,
                                     .invitation_id = row->has_invitation_id ? row->invitation_id : 0,
                                     .customer = row->customer,
                                     .survey = row->survey,
                                     .reason = (enum ask_reason)row->reason};
    return paging->each(paging->context, &ask);
}

enum err listen_campaign_asks(struct store *store, int64_t workspace_id, const struct campaign_ask_filter *f,
                              bool (*each)(void *context, const struct campaign_ask *ask), void *context)
{
    struct paging paging = {each, context};
    struct customer_find_row customer;
    struct campaign_run_newest_row newest = {f->run_id};
    enum err err = ERR_NONE;
    if (!f->run_id && !f->customer.length)
        err = sql_campaign_run_newest(store, &(struct campaign_run_newest_in){workspace_id}, NULL, &newest);
    if (err != ERR_NONE)
        return err == ERR_NOT_FOUND ? ERR_NONE : err; /* no run yet: an empty page */
    if (!f->customer.length)
        return sql_campaign_ask_page_of_run(store,
                                            &(struct campaign_ask_page_of_run_in){workspace_id, newest.id, f->before, f->has_asked,
                                                                                  f->asked, f->has_reason, f->reason, f->limit},
                                            ask_row, &paging);
    err = sql_customer_find(store, &(struct customer_find_in){workspace_id, f->customer}, NULL, &customer);
    if (err != ERR_NONE)
        return err == ERR_NOT_FOUND ? ERR_NONE : err; /* nobody of that name: an empty page */
    return sql_campaign_ask_page_of_customer(store,
                                             &(struct campaign_ask_page_of_customer_in){workspace_id, customer.id, f->before, f->has_asked,
                                                                                        f->asked, f->has_reason, f->reason, f->limit},
                                             ask_row, &paging);
}
