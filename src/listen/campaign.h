/* Campaigns: a survey sent by the calendar (S15, level 1), to everybody, to those a condition fits, or to a share by lot.
 *
 * A campaign waits for its next moment; a run is one time that it asks. A run first looks at the customers, a piece at a time, and writes
 * for each why they are not asked or that they wait; then it asks those who wait, one by one, each judged inside the turn by the person,
 * the contact budget and the survey as they are then. Everything stands in the rows, so a crash goes on where it was. Nothing is held in
 * memory. */
#pragma once
#include "listen/ask.h"

enum { CAMPAIGNS_MAX = 200, CAMPAIGN_PIECE = 250 };

enum campaign_state { CAMPAIGN_PAUSED, CAMPAIGN_ACTIVE, CAMPAIGN_STOPPED };
const char *campaign_state_name(enum campaign_state state);

enum campaign_every { CAMPAIGN_ONCE, CAMPAIGN_WEEKS, CAMPAIGN_MONTHS };

struct campaign_schedule {
    enum campaign_every every;
    bool at_once;     /* once, as soon as the campaign is active: nothing below counts */
    int64_t interval; /* every so many weeks or months */
    int weekday;      /* 0 Monday … 6 Sunday; of months the first one */
    int32_t from_day; /* not before; where the weeks and months are counted from */
    int minute;       /* of the local day */
};
/* The first moment of the schedule after after_ms; 0: none comes any more. The zone belongs to the calling thread. */
int64_t campaign_next_ms(const struct campaign_schedule *schedule, int64_t after_ms, struct zone *zone);

struct campaign {
    int64_t id, revision, workspace_id, survey_id, next_at_ms; /* 0: not any more */
    struct str name, survey;                                   /* survey: its slug */
    enum campaign_state state;
    struct campaign_schedule schedule;
    const struct condition *where; /* NULL: every customer */
    const json_t *where_source;
    double share; /* of the customers, 0–1 */
    struct quiet_hours quiet;
};

/* Body of FACT_CAMPAIGN_ADDED (id and revision are the fact's number) and FACT_CAMPAIGN_CHANGED. A missing id is ERR_NOT_FOUND, a revision
 * that moved on ERR_STALE. What is not asked yet is judged by the campaign as it is then; another survey counts from the next run. */
struct campaign_put {
    struct campaign campaign;
    struct str definition; /* campaign_in as JSON */
    int64_t expected_revision;
};
/* Pure. The condition may look at customer.attributes.NAME; a moment that is over is refused. ERR_INVALID with the field's path. Borrows
 * from in; what it leaves out of the schedule is filled into it. */
enum err listen_check_campaign(const struct listen *listen, int64_t workspace_id, struct campaign_in *in, int64_t now_ms,
                               struct arena *arena, struct campaign_put **put, struct fault *why) must_check;

/* Body of FACT_CAMPAIGN_RUN_BEGUN; its subject is the run, whose id is the fact's number. Not due any more: repeated. */
struct campaign_run_begun {
    int64_t campaign_id;
};
/* Body of FACT_CAMPAIGN_LOOKED: the next piece of customers, and of FACT_CAMPAIGN_RUN_ENDED. */
struct campaign_looked {
    int64_t run_id;
};
/* Body of FACT_CAMPAIGN_DECIDED: one customer who waits is asked or not. */
struct campaign_decided {
    int64_t run_id, customer_id;
};

bool campaign_anonymous(const struct listen *listen, int64_t workspace_id, int64_t survey_id); /* the survey, as it is published */

/* These read the store and need nothing of listen's memory; texts live in the arena, or during the call. ERR_NOT_FOUND. */
enum err listen_campaign(struct store *store, int64_t workspace_id, int64_t id, struct arena *arena, struct campaign *campaign) must_check;
enum err listen_campaigns(struct store *store, int64_t workspace_id, struct arena *arena,
                          bool (*each)(void *context, const struct campaign *campaign), void *context) must_check;
void campaign_write(const struct campaign *campaign, struct buf *out); /* the API's Campaign, without its closing brace */

enum campaign_run_state { RUN_LOOKING, RUN_ASKING, RUN_DONE };
struct campaign_run {
    int64_t id, campaign_id, survey_id, begun_at_ms, ended_at_ms;
    bool anonymous;
    enum campaign_run_state state;
    int64_t reasons[32];             /* by ask_reason */
    int64_t sent, bounced, answered; /* answered of an anonymous run: answers by mail from its week on until the survey's next run */
};
/* Newest first, each with its counts. */
enum err listen_campaign_runs(struct store *store, int64_t workspace_id, int64_t campaign_id, struct str time_zone, int64_t before,
                              int64_t limit, bool (*each)(void *context, const struct campaign_run *run), void *context) must_check;

struct campaign_ask {
    int64_t run_id, campaign_id, customer_id, decided_at_ms, begun_at_ms, invitation_id;
    struct str customer, survey; /* external id, slug */
    enum ask_reason reason;
};
struct campaign_ask_filter { /* empty or 0: any; of a customer, of a run, or of the newest run */
    struct str customer;
    int64_t run_id;
    bool has_asked, asked, has_reason;
    enum ask_reason reason;
    int64_t before; /* of a customer: runs; of a run: customers. INT64_MAX: from the newest */
    int64_t limit;
};
enum err listen_campaign_asks(struct store *store, int64_t workspace_id, const struct campaign_ask_filter *filter,
                              bool (*each)(void *context, const struct campaign_ask *ask), void *context) must_check;
