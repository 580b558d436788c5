/* Call lists: drawn by lot inside strata, so that nobody chooses whom to hear. */
#include "earshot.sql.h"
#include "listen/ask_inside.h"
#include "listen/earshot_inside.h"

#include <stdlib.h>

static const int64_t DAY_MS = 86400000;
enum { SCRATCH_MAX = 4 << 20, SILENT_DAYS = 365, STRATA = STRATUM_END - 1 };

const char *stratum_name(enum stratum stratum)
{
    static const char *const names[] = {"", "satisfied", "dissatisfied", "silent", "most_profitable"};
    must(stratum >= STRATUM_SATISFIED && stratum < STRATUM_END);
    return names[stratum];
}

static bool belongs(const struct earshot_customer *one, enum stratum stratum, int64_t now_ms)
{
    bool silent = !one->heard_at_ms || one->heard_at_ms <= now_ms - SILENT_DAYS * DAY_MS;
    switch (stratum) {
    case STRATUM_SATISFIED:
        return !silent && one->class == HEARD_SATISFIED;
    case STRATUM_DISSATISFIED:
        return !silent && one->class == HEARD_DISSATISFIED;
    case STRATUM_SILENT:
        return silent;
    default:
        return one->decile == 10;
    }
}

struct lot {
    double lot;
    int64_t customer_id;
};

static int by_lot(const void *a, const void *b)
{
    const struct lot *x = a, *y = b;
    return x->lot != y->lot ? (x->lot < y->lot ? -1 : 1) : (x->customer_id > y->customer_id) - (x->customer_id < y->customer_id);
}

struct drawing {
    struct store *store;
    int64_t workspace_id, now_ms;
    struct contact_budget budget;
    struct arena *arena;
    struct call_list_drawn *drawn;
};

static bool drawn_before(const struct call_list_drawn *drawn, int64_t customer_id)
{
    for (size_t i = 0; i < drawn->count; i++)
        if (drawn->items[i].customer_id == customer_id)
            return true;
    return false;
}

/* A list is a request too, as long as the budget's first limit lasts. */
static enum err listed_lately(const struct drawing *d, int64_t customer_id, bool *lately)
{
    struct call_list_last_of_customer_row row;
    enum err err =
        sql_call_list_last_of_customer(d->store, &(struct call_list_last_of_customer_in){d->workspace_id, customer_id}, NULL, &row);
    *lately = err == ERR_NONE && row.drawn_at > d->now_ms - d->budget.limits.lately.days * DAY_MS;
    return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

static enum err may_call(const struct drawing *d, int64_t customer_id, bool *may)
{
    struct ask_person person;
    struct ask_sight sight = {.arena = d->arena};
    struct ask_contacts *contacts = malloc(sizeof *contacts);
    bool lately = true;
    *may = false;
    enum err err =
        contacts ? ask_person_load(d->store, d->workspace_id, customer_id, d->arena, &person, &sight.customer_attributes) : ERR_MEMORY;
    if (err == ERR_NONE)
        err = ask_contacts_load(d->store, d->workspace_id, customer_id, ask_contacts_from_ms(&d->budget, d->now_ms), contacts);
    if (err == ERR_NONE)
        err = listed_lately(d, customer_id, &lately);
    if (err == ERR_NONE && !lately &&
        ask_judge_person(ASK_LINK /* no mail address is needed */, &person, d->budget.consent_needed) == ASK_ASKED) {
        struct contact_limits limits = *contact_limits_for(&d->budget, ask_value_of, &sight);
        limits.survey.requests = INT64_MAX; /* a talk is no survey */
        limits.unanswered = 0;              /* and those who never answer letters are the ones to call */
        *may = ask_judge_budget(&limits, contacts->items, contacts->count, -1, d->now_ms) == ASK_ASKED;
    }
    free(contacts);
    return err;
}

static enum err draw_stratum(struct drawing *d, const struct earshot_people *people, enum stratum stratum, size_t most, int64_t seed)
{
    struct lot *lots = malloc((people->count + 1) * sizeof *lots);
    size_t n = 0;
    enum err err = lots ? ERR_NONE : ERR_MEMORY;
    for (size_t i = 0; err == ERR_NONE && i < people->count; i++)
        if (people->items[i].reachable && belongs(&people->items[i], stratum, d->now_ms))
            lots[n++] = (struct lot){ask_lot(seed, stratum, people->items[i].id), people->items[i].id};
    if (n)
        qsort(lots, n, sizeof *lots, by_lot);
    for (size_t i = 0; err == ERR_NONE && most && i < n; i++) {
        bool may = false;
        if (!drawn_before(d->drawn, lots[i].customer_id))
            err = may_call(d, lots[i].customer_id, &may);
        if (!may)
            continue;
        d->drawn->items[d->drawn->count].customer_id = lots[i].customer_id;
        d->drawn->items[d->drawn->count++].stratum = stratum;
        most--;
    }
    free(lots);
    return err;
}

enum err listen_call_list_draw(struct store *store, int64_t workspace_id, int64_t now_ms, int64_t size, int64_t seed,
                               struct call_list_drawn *drawn)
{
    struct earshot_people people;
    struct drawing d = {.store = store, .workspace_id = workspace_id, .now_ms = now_ms, .arena = arena_new(SCRATCH_MAX), .drawn = drawn};
    must(size >= 0 && size <= CALL_LIST_MAX);
    drawn->seed = seed;
    drawn->count = 0;
    enum err err = d.arena ? contact_budget_load(store, workspace_id, d.arena, &d.budget) : ERR_MEMORY;
    if (err == ERR_NONE) {
        err = earshot_people_load(store, workspace_id, now_ms, &people);
        for (int s = STRATUM_SATISFIED; err == ERR_NONE && s < STRATUM_END; s++)
            err = draw_stratum(&d, &people, (enum stratum)s, (size_t)(size / STRATA + (s <= size % STRATA)), seed);
        free(people.items);
    }
    arena_free(d.arena);
    return err;
}

enum err call_list_store(struct store *store, struct fact *fact, struct arena *arena)
{
    const struct call_list_drawn *drawn = fact->body;
    fact->subject_id = fact->number;
    enum err err =
        sql_call_list_insert(store, &(struct call_list_insert_in){fact->workspace_id, fact->number, drawn->seed, fact->at_ms}, NULL);
    for (size_t i = 0; err == ERR_NONE && i < drawn->count; i++)
        err = sql_call_list_item_insert(
            store,
            &(struct call_list_item_insert_in){fact->workspace_id, fact->number, drawn->items[i].customer_id, drawn->items[i].stratum},
            NULL);
    const char *payload = arena_printf(arena, "{\"seed\":%lld,\"count\":%zu}", (long long)drawn->seed, drawn->count);
    fact->payload = str_of(payload);
    return err != ERR_NONE ? err : payload ? ERR_NONE : ERR_MEMORY;
}
