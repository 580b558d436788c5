#include "cli/demo_asked.h"

#include "fact/due.h"
#include "flow/flow.h"
#include "listen/ask.h"
#include "listen/earshot.h"
#include "listen/response.h"
#include "listen/surveys.h"

#include <stdio.h>
#include <string.h>

enum { ARENA_MAX = 64 << 20, REQUESTS_MAX = 200, ANSWERS_IN = 4, LIST_SIZE = 20, LIST_SEED = 2026 };

static bool settle(struct flow *flow, struct proposal *proposal)
{
    enum err err = flow_settle(flow, proposal);
    if (err != ERR_NONE)
        cli_fail(&proposal->fault);
    return err == ERR_NONE;
}

static enum err find_due(struct flow *flow, struct due *due)
{
    struct store *store;
    enum err err = flow_store_take(flow, &store);
    if (err != ERR_NONE)
        return err;
    flow_settings_begin(flow);
    for (const struct chore *chore = listen_chores; err == ERR_NONE && chore->name; chore++)
        if (strcmp(chore->name, "asks_due") == 0)
            err = chore->find(flow_listen(flow), store, due);
    flow_settings_end(flow);
    flow_store_give(flow, store);
    return err;
}

/* Until nothing is due: who is due under two rules is decided twice. */
static bool decide_all(struct flow *flow, struct due *due)
{
    for (bool more = true; more;) {
        due->arena = arena_new(ARENA_MAX);
        due->now_ms = flow_clock(flow)->now_ms(flow_clock(flow));
        due->count = 0;
        bool fine = due->arena && find_due(flow, due) == ERR_NONE;
        struct proposal proposal = {.facts = due->facts, .count = due->count, .arena = due->arena};
        more = fine && due->count > 0;
        fine = fine && (!more || settle(flow, &proposal));
        arena_free(due->arena);
        if (!fine)
            return false;
    }
    return true;
}

struct requests {
    struct flow *flow;
    int64_t workspace_id;
    struct arena *arena;
    struct demo_request items[REQUESTS_MAX];
    size_t count;
};

static bool asked_row(void *context, const struct ask *ask)
{
    struct requests *r = context;
    const struct ask_rule *rule = listen_ask_rule(flow_listen(r->flow), r->workspace_id, ask->rule_id);
    if (!rule || ask->encounter_id % ANSWERS_IN || r->count == REQUESTS_MAX)
        return true;
    struct str customer = str_of(arena_text(r->arena, ask->customer.at, ask->customer.length));
    r->items[r->count++] = (struct demo_request){rule->survey, customer, ask->invitation_id};
    return customer.at != NULL;
}

static bool requests_read(struct requests *r)
{
    struct ask_filter filter = {
        .has_asked = true, .asked = true, .before = INT64_MAX, .before_second = INT64_MAX, .limit = (int64_t)REQUESTS_MAX * ANSWERS_IN};
    struct store *store;
    if (flow_store_take(r->flow, &store) != ERR_NONE)
        return false;
    flow_read_begin(r->flow);
    enum err err = listen_asks(store, r->workspace_id, &filter, asked_row, r);
    flow_read_end(r->flow);
    flow_store_give(r->flow, store);
    return err == ERR_NONE;
}

bool demo_asks_decide(struct flow *flow, int64_t workspace_id, int64_t now_ms, bool (*answer)(void *context, const struct demo_request *),
                      void *context)
{
    struct arena *arena = arena_new(ARENA_MAX);
    struct due *due = arena ? arena_new_object(arena, struct due) : NULL;
    struct requests *r = due ? arena_new_object(arena, struct requests) : NULL;
    bool done = r != NULL;
    if (done) {
        *r = (struct requests){.flow = flow, .workspace_id = workspace_id, .arena = arena};
        due->now_ms = now_ms;
        done = decide_all(flow, due) && requests_read(r);
    }
    for (size_t i = 0; done && i < r->count; i++)
        done = answer(context, &r->items[i]);
    arena_free(arena);
    return done;
}

/* ---- talks ---- */

struct talking {
    struct flow *flow;
    int64_t workspace_id, now_ms;
    struct arena *arena;
    struct call_list_drawn drawn;
};

static bool list_draw(struct talking *t)
{
    struct survey_put put = {0};
    struct survey_published published = {0};
    struct survey_definition *definition;
    struct fault why = {0};
    struct store *store;
    if (flow_store_take(t->flow, &store) != ERR_NONE)
        return false;
    enum err err = listen_call_list_draw(store, t->workspace_id, t->now_ms, LIST_SIZE, LIST_SEED, &t->drawn);
    flow_store_give(t->flow, store);
    if (err == ERR_NONE)
        err = talk_survey_read(t->arena, &definition, &why);
    if (err != ERR_NONE) {
        cli_fail(&why);
        return false;
    }
    put.definition = published.definition = definition;
    struct fact facts[] = {
        {.kind = FACT_SURVEY_ADDED, .workspace_id = t->workspace_id, .actor = {.kind = ACTOR_SYSTEM}, .body = &put},
        {.kind = FACT_SURVEY_PUBLISHED, .workspace_id = t->workspace_id, .actor = {.kind = ACTOR_SYSTEM}, .body = &published},
        {.kind = FACT_CALL_LIST_DRAWN, .workspace_id = t->workspace_id, .actor = {.kind = ACTOR_SYSTEM}, .body = &t->drawn}};
    struct proposal proposal = {.facts = facts, .count = sizeof facts / sizeof *facts, .arena = t->arena};
    return settle(t->flow, &proposal);
}

static bool customer_name(struct talking *t, int64_t customer_id, struct earshot_name *name)
{
    struct store *store;
    if (flow_store_take(t->flow, &store) != ERR_NONE)
        return false;
    enum err err = listen_earshot_name(store, t->workspace_id, customer_id, t->arena, name);
    flow_store_give(t->flow, store);
    return err == ERR_NONE;
}

static bool talk(struct talking *t, int64_t account_id, int64_t customer_id, const json_t *told)
{
    struct earshot_name name;
    if (!customer_name(t, customer_id, &name))
        return false;
    struct customer_ref ref = {name.customer};
    struct response_in in = {.channel = STR("phone"), .language = STR("fi"), .customer = &ref, .answers = told};
    struct response_given *given;
    struct fault why = {0};
    flow_read_begin(t->flow);
    const struct survey *survey = listen_survey(flow_listen(t->flow), t->workspace_id, TALK_SURVEY);
    enum err err = listen_check_response(flow_listen(t->flow), t->workspace_id, survey->published, &in, t->now_ms, t->arena, &given, &why);
    flow_read_end(t->flow);
    if (err != ERR_NONE) {
        cli_fail(&why);
        return false;
    }
    struct fact fact = {.kind = FACT_RESPONSE_GIVEN, .workspace_id = t->workspace_id, .actor = {ACTOR_ACCOUNT, account_id}, .body = given};
    struct proposal proposal = {.facts = &fact, .count = 1, .arena = t->arena};
    return settle(t->flow, &proposal);
}

bool demo_talks_make(struct flow *flow, int64_t workspace_id, int64_t account_id, int64_t now_ms, const json_t *talks)
{
    struct arena *arena = arena_new(ARENA_MAX);
    struct talking *t = arena ? arena_new_object(arena, struct talking) : NULL;
    bool made = t != NULL;
    if (made) {
        *t = (struct talking){.flow = flow, .workspace_id = workspace_id, .now_ms = now_ms, .arena = arena};
        made = list_draw(t);
    }
    size_t i;
    const json_t *told;
    json_array_foreach(talks, i, told)
    {
        if (!made || i >= t->drawn.count)
            break;
        made = talk(t, account_id, t->drawn.items[i].customer_id, told);
    }
    arena_free(arena);
    return made;
}
