#include "understand/passage.h"
#include "understand/inside.h"
#include "understand/walk.h"
#include "understand.sql.h"

#include <stdlib.h>

enum { PASSAGE_BYTES = 512 << 20, TOP = 3 };

struct failure {
    uint64_t hits, n;
};

struct passage {
    struct arena *arena;
    struct passage_ask ask;
    struct journey journey;
    struct str owners[JOURNEY_STEPS_MAX];
    struct failure failures[JOURNEY_STEPS_MAX];
    int64_t from_ms, to_ms;
    struct walks walks;
    struct walk_visit *visits; /* of the customer at hand */
    size_t visits_count;
    int64_t customer_id;
    enum err err;
};

/* ---- under the lock ---- */

static enum err volume_take(struct passage *p, const struct understand *understand, const struct journey_step *step,
                            const struct condition *where, uint64_t *n, struct fault *why)
{
    struct str slug = step->failure_touchpoint;
    struct tallies tallies;
    struct plan plan = {.workspace_id = p->ask.workspace_id,
                        .measure = MEASURE_VOLUME,
                        .where = where,
                        .has_from = true,
                        .from = p->ask.from,
                        .has_to = true,
                        .to = p->ask.to,
                        .scope = {.touchpoints = {&slug, 1}},
                        .stop = p->ask.stop};
    enum err err = tally_take(understand, &plan, p->arena, &tallies, why);
    *n = err == ERR_NONE && tallies.count ? tallies.rows[0]->n : 0;
    return err;
}

static enum err memory_take(struct passage *p, const struct understand *understand, struct fault *why)
{
    const struct house *house;
    enum err err = house_of(understand, p->ask.workspace_id, &house, why);
    for (size_t i = 0; i < p->journey.steps_count && err == ERR_NONE; i++) {
        const struct journey_step *step = &p->journey.steps[i];
        const struct touchpoint *touchpoint = listen_touchpoint_by_id(understand->listen, p->ask.workspace_id, step->touchpoint_id);
        p->owners[i] = str_keep(p->arena, touchpoint ? touchpoint->owner : STR(""));
        err = p->owners[i].at ? volume_take(p, understand, step, NULL, &p->failures[i].n, why) : ERR_MEMORY;
        if (err == ERR_NONE && p->failures[i].n)
            err = volume_take(p, understand, step, step->failure, &p->failures[i].hits, why);
    }
    if (err != ERR_NONE || !house)
        return err;
    struct zone *zone = zone_open(house->zone_name); /* a zone is one thread's */
    if (!zone)
        return ERR_MEMORY;
    p->from_ms = zone_day_start_ms(zone, p->ask.from);
    p->to_ms = zone_day_start_ms(zone, p->ask.to + 1);
    zone_close(zone);
    return ERR_NONE;
}

enum err passage_open(const struct understand *understand, struct store *store, const struct passage_ask *ask, struct passage **out,
                      struct fault *why)
{
    struct arena *arena = arena_new(PASSAGE_BYTES);
    struct passage *p = arena ? arena_new_object(arena, struct passage) : NULL;
    enum err err = p ? ERR_NONE : ERR_MEMORY;
    if (p) {
        p->arena = arena;
        p->ask = *ask;
        p->visits = arena_take_array(arena, WALK_VISITS_MAX, sizeof *p->visits);
        err = p->visits ? listen_journey(understand->listen, store, ask->workspace_id, ask->journey, arena, &p->journey) : ERR_MEMORY;
    }
    if (err == ERR_NONE)
        err = walks_open(&p->journey, ask->now_ms, arena, &p->walks);
    if (err == ERR_NONE)
        err = memory_take(p, understand, why);
    if (err != ERR_NONE)
        arena_free(arena);
    *out = err == ERR_NONE ? p : NULL;
    return err;
}

void passage_close(struct passage *passage)
{
    if (passage)
        arena_free(passage->arena); /* which holds the passage too */
}

/* ---- the rows ---- */

static bool visit_seen(void *context, const struct understand_visits_row *row)
{
    struct passage *p = context;
    if (row->customer_id != p->customer_id) {
        p->err = walks_add(&p->walks, p->visits, p->visits_count);
        p->customer_id = row->customer_id;
        p->visits_count = 0;
    }
    if (p->visits_count < WALK_VISITS_MAX)
        p->visits[p->visits_count++] = (struct walk_visit){
            row->touchpoint_id, row->happened_at, row->has_initiator ? (enum encounter_initiator)row->initiator : INITIATOR_UNKNOWN};
    return p->err == ERR_NONE;
}

enum err passage_walk(struct passage *p, struct store *store)
{
    enum err err = sql_understand_visits(store, &(struct understand_visits_in){p->ask.workspace_id, p->from_ms, p->to_ms}, visit_seen, p);
    if (err == ERR_NONE)
        err = p->err;
    return err == ERR_NONE ? walks_add(&p->walks, p->visits, p->visits_count) : err;
}

/* ---- writing ---- */

static void share_member(struct buf *out, const char *name, uint64_t hits, uint64_t n)
{
    struct figure figure = figure_share(hits, n);
    json_member(out, name);
    buf_add_char(out, '{');
    count_member(out, "hits", hits);
    figure_write(&figure, true, out);
    buf_add_char(out, '}');
}

static void step_write(const struct passage *p, size_t i, struct buf *out)
{
    const struct journey_step *step = &p->journey.steps[i];
    const struct walk_step *walked = &p->walks.steps[i];
    size_t most = 0;
    int64_t hours = walk_hours_median(walked);
    buf_add_char(out, '{');
    json_member(out, "touchpoint");
    json_put_text(out, step->touchpoint);
    count_member(out, "stage", step->stage);
    json_member(out, "guided");
    buf_add_text(out, step->what && step->has_within ? "true" : "false");
    count_member(out, "visits", walked->visits);
    share_member(out, "strayed", walked->strayed, walked->moves);
    for (size_t k = 1; k < p->journey.steps_count; k++)
        most = walked->strayed_to[k] > walked->strayed_to[most] ? k : most;
    if (walked->strayed) {
        json_member(out, "strayed_to");
        json_put_text(out, p->journey.steps[most].touchpoint);
    }
    if (hours >= 0)
        count_member(out, "hours_median", (uint64_t)hours);
    if (step->has_limit)
        count_member(out, "limit_hours", (uint64_t)step->limit_hours);
    count_member(out, "waiting", walked->waiting);
    count_member(out, "stuck", walked->stuck);
    if (p->failures[i].n)
        share_member(out, "failure", p->failures[i].hits, p->failures[i].n);
    buf_add_char(out, '}');
}

/* Touchpoints that make up most of what comes before the first contact, with those who answer for them. */
static void top_write(const struct passage *p, struct buf *out)
{
    uint64_t all = 0, left[JOURNEY_STEPS_MAX];
    for (size_t i = 0; i < p->journey.steps_count; i++)
        all += left[i] = p->walks.steps[i].before;
    json_member(out, "top");
    buf_add_char(out, '[');
    for (size_t rank = 0; rank < TOP; rank++) {
        size_t most = 0;
        for (size_t i = 1; i < p->journey.steps_count; i++)
            most = left[i] > left[most] ? i : most;
        if (p->journey.steps_count == 0 || left[most] == 0)
            break;
        buf_add_text(out, rank ? ",{" : "{");
        json_member(out, "touchpoint");
        json_put_text(out, p->journey.steps[most].touchpoint);
        json_member(out, "owner");
        json_put_text(out, p->owners[most]);
        count_member(out, "visits", left[most]);
        real_member(out, "share", 100 * (double)left[most] / (double)all);
        buf_add_char(out, '}');
        left[most] = 0;
    }
    buf_add_char(out, ']');
}

static void pre_contact_write(struct passage *p, struct buf *out)
{
    struct walk_median m = walk_median(p->walks.shares, p->walks.shares_count);
    bool few = m.n < FIGURE_SHOWN_MIN;
    json_member(out, "pre_contact");
    buf_add_char(out, '{');
    count_member(out, "n", m.n);
    count_member(out, "unknown", p->walks.unknown);
    if (few)
        count_member(out, "missing", FIGURE_SHOWN_MIN - m.n);
    else {
        real_member(out, "median", m.median);
        real_member(out, "quarter", m.quarter);
        real_member(out, "three_quarters", m.three_quarters);
        real_member(out, "low", m.low);
        real_member(out, "high", m.high);
    }
    top_write(p, out);
    buf_add_char(out, '}');
}

void passage_write(struct passage *p, struct buf *out)
{
    char day[TIME_TEXT];
    buf_add_char(out, '{');
    day_format(p->ask.from, day);
    json_member(out, "from");
    json_put_text(out, str_of(day));
    day_format(p->ask.to, day);
    json_member(out, "to");
    json_put_text(out, str_of(day));
    json_member(out, "guidance");
    buf_printf(out, "{\"steps\":%zu,\"guided\":%zu}", p->journey.steps_count, journey_guided(&p->journey));
    count_member(out, "customers", p->walks.customers);
    count_member(out, "walks", p->walks.walks);
    count_member(out, "reached", p->walks.reached);
    share_member(out, "strayed", p->walks.strayed, p->walks.moves);
    pre_contact_write(p, out);
    share_member(out, "pull", p->walks.by_customer, p->walks.by_customer + p->walks.by_company);
    json_member(out, "steps");
    buf_add_char(out, '[');
    for (size_t i = 0; i < p->journey.steps_count; i++) {
        buf_add_text(out, i ? "," : "");
        step_write(p, i, out);
    }
    buf_add_text(out, "]}");
}
