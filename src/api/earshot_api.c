/* Earshot and call lists (api/earshot.yaml). */
#include "api/answer.h"
#include "api/dispatch.h"
#include "api/listing.h"
#include "listen/earshot.h"
#include "listen/surveys.h"
#include "understand/figures.h"

#include <stdio.h>

enum { ONE_MAX = 1 << 20, SIZE_USUAL = 20, SHOWN_LEAST = 10 };

static const struct survey *talk_survey(const struct call *call)
{
    return listen_survey(flow_listen(call->flow), call->principal.workspace_id, TALK_SURVEY);
}

/* ---- coverage ---- */

static const char *verdict_of(const struct earshot_group *group, double goal)
{
    if (group->active < SHOWN_LEAST)
        return "too few";
    struct figure share = figure_share((uint64_t)group->heard_90, (uint64_t)group->active);
    return share.high < goal ? "missed" : share.value >= goal ? "reached" : "open";
}

static bool missed(const struct earshot_group *group, double goal)
{
    return str_is(str_of(verdict_of(group, goal)), "missed");
}

/* The members of a group, each after a comma but the first. */
static void put_group(struct buf *out, const struct earshot_group *group, double goal)
{
    buf_printf(out, "\"active\":%lld,\"heard_90\":%lld,\"heard_365\":%lld", (long long)group->active, (long long)group->heard_90,
               (long long)group->heard_365);
    put_share(out, "coverage_90", group->heard_90, group->active);
    put_share(out, "coverage_365", group->heard_365, group->active);
    buf_printf(out, ",\"verdict\":\"%s\"", verdict_of(group, goal));
}

static void put_goal(struct buf *out, const struct earshot_goal *goal)
{
    buf_add_text(out, "{\"coverage\":");
    json_put_real(out, goal->coverage);
    buf_printf(out, ",\"talks_month\":%lld}", (long long)goal->talks_month);
}

static void put_groups(struct buf *out, const struct earshot *e)
{
    bool flagged = false;
    buf_add_text(out, ",\"classes\":[");
    for (int i = 0; i < HEARD_CLASSES; i++) {
        buf_printf(out, "%s{\"class\":\"%s\",", i ? "," : "", heard_class_name((enum heard_class)i));
        put_group(out, &e->classes[i], e->goal.coverage);
        buf_add_char(out, '}');
        flagged |= i != HEARD_UNKNOWN && missed(&e->classes[i], e->goal.coverage);
    }
    buf_add_text(out, "],\"deciles\":[");
    for (int i = 10, first = 1; i >= 0; i--) {
        if (!e->deciles[i].active)
            continue;
        buf_printf(out, "%s{\"decile\":%d,", first ? "" : ",", i);
        put_group(out, &e->deciles[i], e->goal.coverage);
        buf_add_char(out, '}');
        flagged |= missed(&e->deciles[i], e->goal.coverage);
        first = 0;
    }
    buf_printf(out, "],\"flagged\":%s,\"never_heard\":%lld", flagged ? "true" : "false", (long long)e->never_heard);
    if (e->silence_days_median >= 0)
        buf_printf(out, ",\"silence_days_median\":%lld", (long long)e->silence_days_median);
}

static enum err put_silent(struct buf *out, const struct earshot *e, struct store *store, const struct call *call)
{
    enum err err = ERR_NONE;
    buf_add_text(out, ",\"silent\":[");
    for (size_t i = 0; err == ERR_NONE && i < e->silent_count; i++) {
        const struct earshot_silent *one = &e->silent[i];
        struct earshot_name name;
        err = listen_earshot_name(store, call->principal.workspace_id, one->customer_id, call->arena, &name);
        if (err != ERR_NONE)
            break;
        buf_printf(out, "%s{\"class\":\"%s\"", i ? "," : "", heard_class_name(one->class));
        put_text(out, "customer", name.customer);
        put_text(out, "name", name.name);
        if (one->has_margin) {
            buf_add_text(out, ",\"margin\":");
            json_put_real(out, one->margin);
        }
        if (one->heard_at_ms)
            put_moment(out, "heard_at", one->heard_at_ms);
        buf_add_char(out, '}');
    }
    buf_add_char(out, ']');
    return err;
}

struct leaders {
    struct call *call;
    struct buf *out;
    bool first;
};

static bool leader_item(void *context, int64_t account_id, int64_t talks)
{
    struct leaders *leaders = context;
    flow_settings_begin(leaders->call->flow);
    const struct account *account = people_account(flow_people(leaders->call->flow), leaders->call->principal.workspace_id, account_id);
    if (account) {
        buf_printf(leaders->out, "%s{\"account\":%lld,\"talks\":%lld", leaders->first ? "" : ",", (long long)account_id, (long long)talks);
        put_text(leaders->out, "name", account->name);
        buf_add_char(leaders->out, '}');
        leaders->first = false;
    }
    flow_settings_end(leaders->call->flow);
    return true;
}

struct asking {
    struct call *call;
    int64_t talk_survey_id, month_start_ms; /* survey 0: there is none */
};

static void earshot_work(void *context)
{
    const struct asking *asking = context;
    struct call *call = asking->call;
    struct earshot e;
    struct fault why = {0};
    struct buf body = buf_new(ONE_MAX);
    struct leaders leaders = {call, &body, true};
    struct store *store = call_store(call);
    if (!store)
        return;
    enum err err = listen_earshot(store, call->principal.workspace_id, call->now_ms, &e);
    if (err == ERR_NONE) {
        buf_add_text(&body, "{\"goal\":");
        put_goal(&body, &e.goal);
        buf_add_text(&body, ",\"total\":{");
        put_group(&body, &e.total, e.goal.coverage);
        buf_add_char(&body, '}');
        put_groups(&body, &e);
        err = put_silent(&body, &e, store, call);
        buf_add_text(&body, ",\"leaders\":[");
    }
    if (err == ERR_NONE && asking->talk_survey_id)
        err = listen_earshot_leaders(store, call->principal.workspace_id, asking->talk_survey_id, asking->month_start_ms, leader_item,
                                     &leaders);
    call_store_give(call, store);
    buf_add_text(&body, "]}");
    if (err == ERR_NONE)
        call_json(call, 200, &body, e.goal.revision);
    else {
        buf_free(&body);
        call_refuse(call, err, &why);
    }
}

static int64_t month_start(struct call *call)
{
    const struct workspace *workspace = listen_workspace(flow_listen(call->flow), call->principal.workspace_id);
    struct zone *zone = zone_open(workspace->time_zone);
    int64_t start_ms = zone ? zone_day_start_ms(zone, period_start(PERIOD_MONTH, zone_day(zone, call->now_ms))) : call->now_ms;
    zone_close(zone);
    return start_ms;
}

void op_earshot_get(struct call *call)
{
    struct asking *asking = arena_new_object(call->arena, struct asking);
    const struct survey *talk = talk_survey(call);
    if (!asking) {
        call_fail_code(call, ERR_MEMORY);
        return;
    }
    *asking = (struct asking){call, talk ? talk->id : 0, month_start(call)};
    call_work(call, earshot_work, asking);
}

/* ---- the goal ---- */

static void goal_set(struct call *call, struct proposal *proposal)
{
    const struct earshot_goal_set *set = proposal->facts[0].body;
    struct buf body = buf_new(ONE_MAX);
    put_goal(&body, &set->goal);
    call_json(call, 200, &body, proposal->facts[0].number);
}

void op_earshot_goal_set(struct call *call)
{
    const struct earshot_goal_in *in = call->body;
    struct earshot_goal_set *set = arena_new_object(call->arena, struct earshot_goal_set);
    struct proposal *proposal = set ? call_proposal(call, 1) : NULL;
    if (!proposal) {
        call_fail_code(call, ERR_MEMORY);
        return;
    }
    *set = (struct earshot_goal_set){{in->coverage, in->talks_month, 0}, call->expected_revision};
    proposal->facts[0].kind = FACT_EARSHOT_GOAL_SET;
    proposal->facts[0].body = set;
    call_propose(call, proposal, goal_set);
}

/* ---- call lists ---- */

static bool list_item(void *context, const struct call_list *list)
{
    struct listing *listing = context;
    listing_next(listing, list->id);
    buf_printf(&listing->body, "{\"id\":%lld,\"size\":%lld,\"talked\":%lld,\"seed\":\"%lld\"", (long long)list->id, (long long)list->size,
               (long long)list->talked, (long long)list->seed);
    put_moment(&listing->body, "drawn_at", list->drawn_at_ms);
    buf_add_char(&listing->body, '}');
    return true;
}

void op_call_list_list(struct call *call)
{
    const struct call_list_list_query *query = call->query;
    int64_t before = call_cursor(call, query->cursor), limit = query->has_limit ? query->limit : PAGE_USUAL;
    const struct survey *talk = talk_survey(call);
    int64_t survey_id = talk ? talk->id : 0;
    struct store *store = before < 0 ? NULL : call_store(call);
    if (!store)
        return;
    struct fault why = {0};
    struct listing listing = listing_new(call, (size_t)limit);
    enum err err = listen_call_lists(store, call->principal.workspace_id, survey_id, before, limit, list_item, &listing);
    call_store_give(call, store);
    listing_close(&listing, err, &why);
}

static bool call_item(void *context, const struct call_list_item *item)
{
    struct buf *out = context;
    buf_printf(out, "%s{\"stratum\":\"%s\"", out->at[out->length - 1] == '[' ? "" : ",", stratum_name(item->stratum));
    put_text(out, "customer", item->customer);
    put_text(out, "name", item->name);
    put_text(out, "phone", item->phone);
    if (item->language.length)
        put_text(out, "language", item->language);
    if (item->heard_at_ms)
        put_moment(out, "heard_at", item->heard_at_ms);
    buf_printf(out, ",\"talked\":%s}", item->talked ? "true" : "false");
    return true;
}

static void list_answer(struct call *call, int status, int64_t id)
{
    struct buf body = buf_new(ONE_MAX);
    struct fault why = {0};
    struct call_list list;
    const struct survey *talk = talk_survey(call);
    int64_t survey_id = talk ? talk->id : 0, workspace_id = call->principal.workspace_id;
    struct store *store = call_store(call);
    if (!store)
        return;
    enum err err = listen_call_list(store, workspace_id, survey_id, id, &list);
    buf_printf(&body, "{\"id\":%lld", (long long)id);
    put_moment(&body, "drawn_at", list.drawn_at_ms);
    put_text(&body, "survey", survey_id ? TALK_SURVEY : STR(""));
    buf_printf(&body, ",\"seed\":\"%lld\",\"size\":%lld,\"talked\":%lld,\"items\":[", (long long)list.seed, (long long)list.size,
               (long long)list.talked);
    if (err == ERR_NONE)
        err = listen_call_list_items(store, workspace_id, survey_id, id, call_item, &body);
    call_store_give(call, store);
    buf_add_text(&body, "]}");
    if (err == ERR_NONE) {
        call_json(call, status, &body, 0);
        return;
    }
    buf_free(&body);
    call_refuse(call, err, &why);
}

void op_call_list_get(struct call *call)
{
    list_answer(call, 200, call_integer(call->path[0]));
}

static void list_drawn(struct call *call, struct proposal *proposal)
{
    list_answer(call, 201, proposal->facts[proposal->count - 1].subject_id);
}

struct drawing {
    struct call *call;
    struct call_list_drawn *drawn;
    int64_t size;
    bool survey_missing;
};

/* The first draw brings the questions along. */
static enum err talk_facts(struct call *call, struct fact *facts, struct fault *why)
{
    struct survey_put *put = arena_new_object(call->arena, struct survey_put);
    struct survey_published *published = arena_new_object(call->arena, struct survey_published);
    struct survey_definition *definition;
    if (!put || !published)
        return ERR_MEMORY;
    enum err err = talk_survey_read(call->arena, &definition, why);
    if (err != ERR_NONE)
        return err;
    put->definition = definition;
    published->definition = definition;
    facts[0].kind = FACT_SURVEY_ADDED;
    facts[0].body = put;
    facts[1].kind = FACT_SURVEY_PUBLISHED;
    facts[1].body = published;
    return ERR_NONE;
}

static void draw_work(void *context)
{
    struct drawing *d = context;
    struct call *call = d->call;
    struct fault why = {0};
    int64_t seed;
    flow_random(call->flow)->fill(flow_random(call->flow), &seed, sizeof seed);
    struct store *store = call_store(call);
    if (!store)
        return;
    enum err err = listen_call_list_draw(store, call->principal.workspace_id, call->now_ms, d->size, seed & 0xFFFFFFFFFFFF, d->drawn);
    call_store_give(call, store);
    if (err == ERR_NONE && !d->drawn->count)
        err = fault_set(&why, ERR_CONFLICT, "nobody_to_call", "",
                        "There is nobody to call: a customer needs a phone number, consent, and room in the contact budget.");
    size_t more = d->survey_missing ? 2 : 0;
    struct proposal *proposal = err == ERR_NONE ? call_proposal(call, more + 1) : NULL;
    if (err == ERR_NONE && !proposal)
        err = ERR_MEMORY;
    if (err == ERR_NONE && more)
        err = talk_facts(call, proposal->facts, &why);
    if (!call_fine(call, err, &why))
        return;
    proposal->facts[more].kind = FACT_CALL_LIST_DRAWN;
    proposal->facts[more].body = d->drawn;
    call_propose(call, proposal, list_drawn);
}

void op_call_list_draw(struct call *call)
{
    const struct call_list_in *in = call->body;
    struct drawing *d = arena_new_object(call->arena, struct drawing);
    struct call_list_drawn *drawn = arena_new_object(call->arena, struct call_list_drawn);
    if (!d || !drawn) {
        call_fail_code(call, ERR_MEMORY);
        return;
    }
    *d = (struct drawing){call, drawn, in->has_size ? in->size : SIZE_USUAL, !talk_survey(call)};
    call_work(call, draw_work, d);
}
