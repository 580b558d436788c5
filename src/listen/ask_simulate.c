/* What a rule would have done: a pure read. */
#include "asking.sql.h"
#include "listen/ask_inside.h"

#include <stdlib.h>

enum { SCRATCH_MAX = 1 << 20, OWN_MAX = 4096 };

/* An encounter that the rule itself would have let wait. */
struct would {
    int64_t encounter_id, customer_id, due_at_ms;
};

struct simulating {
    struct store *store;
    const struct ask_rule *rule;
    struct zone *zone;
    int64_t now_ms;
    struct ask_simulation *out;
    struct would *would;
    size_t count, capacity;
    enum err err;
};

static enum err keep(struct simulating *s, const struct would *one)
{
    if (s->count == s->capacity) {
        size_t capacity = s->capacity ? s->capacity * 2 : 1024;
        struct would *grown = realloc(s->would, capacity * sizeof *grown);
        if (!grown)
            return ERR_MEMORY;
        s->would = grown;
        s->capacity = capacity;
    }
    s->would[s->count++] = *one;
    return ERR_NONE;
}

static enum err judge_row(struct simulating *s, const struct ask_simulation_encounters_row *row, struct arena *arena)
{
    struct ask_person person;
    struct ask_sight sight = {
        .touchpoint = row->touchpoint, .channel = row->channel, .unit = row->unit, .attributes_text = row->attributes, .arena = arena};
    enum err err = ERR_NONE;
    if (s->rule->where && row->has_customer_id)
        err = ask_person_load(s->store, s->rule->workspace_id, row->customer_id, arena, &person, &sight.customer_attributes);
    if (err != ERR_NONE)
        return err;
    int64_t due_ms = ask_quiet_end_ms(&s->rule->quiet, ask_due_ms(s->rule, row->happened_at, s->zone), s->zone);
    enum ask_reason reason = ask_judge_encounter(s->rule, row->id, row->happened_at, due_ms, row->has_customer_id, &sight);
    if (reason == ASK_ASKED)
        return keep(s, &(struct would){row->id, row->customer_id, due_ms});
    s->out->reasons[reason]++;
    return ERR_NONE;
}

static bool encounter_row(void *context, const struct ask_simulation_encounters_row *row)
{
    struct simulating *s = context;
    if (!ask_rule_covers(s->rule, row->touchpoint_id))
        return true;
    s->out->cut = s->out->encounters == SIMULATION_ENCOUNTERS_MAX;
    if (s->out->cut)
        return false;
    s->out->encounters++;
    struct arena *arena = s->rule->where ? arena_new(SCRATCH_MAX) : NULL; /* what a condition looks at */
    s->err = arena || !s->rule->where ? judge_row(s, row, arena) : ERR_MEMORY;
    arena_free(arena);
    return s->err == ERR_NONE;
}

static int by_customer_and_time(const void *a, const void *b)
{
    const struct would *x = a, *y = b;
    if (x->customer_id != y->customer_id)
        return x->customer_id < y->customer_id ? -1 : 1;
    if (x->due_at_ms != y->due_at_ms)
        return x->due_at_ms < y->due_at_ms ? -1 : 1;
    return (x->encounter_id > y->encounter_id) - (x->encounter_id < y->encounter_id);
}

/* One customer's requests: those made by others, and those this rule would have made. */
struct history {
    struct ask_contacts real;
    struct ask_contact own[OWN_MAX];
    size_t own_count;
    struct ask_contact seen[CONTACTS_MAX + OWN_MAX]; /* as of a moment, newest first but for the simulated, which come first */
};

static enum ask_reason judge_at(struct history *h, const struct ask_rule *rule, const struct contact_limits *limits, int64_t at_ms)
{
    size_t count = 0;
    for (size_t i = h->own_count; i > 0; i--)
        h->seen[count++] = h->own[i - 1];
    for (size_t i = 0; i < h->real.count; i++)
        if (h->real.items[i].at_ms <= at_ms && h->real.items[i].rule_id != rule->id)
            h->seen[count++] = h->real.items[i];
    enum ask_reason reason = ask_judge_budget(limits, h->seen, count, rule->survey_id, at_ms);
    if (reason == ASK_ASKED && h->own_count < OWN_MAX)
        h->own[h->own_count++] =
            (struct ask_contact){.at_ms = at_ms, .survey_id = rule->survey_id, .rule_id = rule->id, .unknowable = true};
    return reason;
}

/* For the exceptions of the budget, what an encounter says counts as missing here: they are about people. */
static enum err simulate_customer(struct simulating *s, const struct contact_budget *budget, struct history *h, size_t from, size_t to)
{
    struct ask_person person;
    struct ask_sight sight = {0};
    struct arena *arena = arena_new(SCRATCH_MAX);
    int64_t customer_id = s->would[from].customer_id;
    enum err err =
        arena ? ask_person_load(s->store, s->rule->workspace_id, customer_id, arena, &person, &sight.customer_attributes) : ERR_MEMORY;
    if (err == ERR_NONE)
        err = ask_contacts_load(s->store, s->rule->workspace_id, customer_id, ask_contacts_from_ms(budget, s->would[from].due_at_ms),
                                &h->real);
    sight.arena = arena;
    h->own_count = 0;
    for (size_t i = from; err == ERR_NONE && i < to; i++) {
        enum ask_reason reason = ask_judge_person(s->rule->channel, &person, budget->consent_needed);
        if (reason == ASK_ASKED)
            reason = judge_at(h, s->rule, contact_limits_for(budget, ask_value_of, &sight), s->would[i].due_at_ms);
        s->out->reasons[reason]++;
    }
    arena_free(arena);
    return err;
}

static enum err simulate_people(struct simulating *s)
{
    struct contact_budget budget;
    struct arena *arena = arena_new(SCRATCH_MAX);
    struct history *history = calloc(1, sizeof *history);
    enum err err = arena && history ? contact_budget_load(s->store, s->rule->workspace_id, arena, &budget) : ERR_MEMORY;
    if (s->count)
        qsort(s->would, s->count, sizeof *s->would, by_customer_and_time);
    for (size_t from = 0, to; err == ERR_NONE && from < s->count; from = to) {
        for (to = from; to < s->count && s->would[to].customer_id == s->would[from].customer_id;)
            to++;
        err = simulate_customer(s, &budget, history, from, to);
    }
    free(history);
    arena_free(arena);
    return err;
}

enum err listen_ask_simulate(struct store *store, const struct ask_rule *rule, struct str time_zone, int64_t from_ms, int64_t now_ms,
                             struct ask_simulation *simulation)
{
    struct simulating s = {.store = store, .rule = rule, .now_ms = now_ms, .out = simulation};
    *simulation = (struct ask_simulation){0};
    s.zone = zone_open(time_zone);
    enum err err = s.zone ? sql_ask_simulation_encounters(
                                store, &(struct ask_simulation_encounters_in){rule->workspace_id, from_ms, now_ms}, encounter_row, &s)
                          : ERR_INTERNAL;
    if (err == ERR_NONE)
        err = s.err;
    if (err == ERR_NONE)
        err = simulate_people(&s);
    free(s.would);
    zone_close(s.zone);
    return err;
}
