#include "earshot.sql.h"
#include "listen/earshot_inside.h"
#include "listen/ask_inside.h"
#include "listen/inside.h"

#include <stdlib.h>

static const int64_t DAY_MS = 86400000;
enum { LATELY_DAYS = 90, YEAR_DAYS = 365, DECILES = 10 };

const char *heard_class_name(enum heard_class heard)
{
    static const char *const names[] = {"satisfied", "neutral", "dissatisfied", "unknown"};
    must(heard < HEARD_CLASSES);
    return names[heard];
}

static enum heard_class class_of(int64_t outcome)
{
    return outcome > 0 ? HEARD_SATISFIED : outcome < 0 ? HEARD_DISSATISFIED : HEARD_NEUTRAL;
}

/* ---- who is there ---- */

static enum err keep(struct earshot_people *people, const struct earshot_customer *one)
{
    if (people->count == EARSHOT_CUSTOMERS_MAX)
        return ERR_TOO_LARGE;
    if (people->count == people->capacity) {
        size_t capacity = people->capacity ? people->capacity * 2 : 1024;
        struct earshot_customer *grown = realloc(people->items, capacity * sizeof *grown);
        if (!grown)
            return ERR_MEMORY;
        people->items = grown;
        people->capacity = capacity;
    }
    people->items[people->count++] = *one;
    return ERR_NONE;
}

static bool customer_row(void *context, const struct earshot_customers_row *row)
{
    struct earshot_people *people = context;
    struct earshot_customer one = {.id = row->id, .margin = row->margin, .has_margin = row->has_margin, .reachable = row->reachable};
    int64_t since_ms = people->now_ms - YEAR_DAYS * DAY_MS;
    one.class = HEARD_UNKNOWN;
    if (row->has_heard) {
        int64_t outcome = ((row->heard % 4) + 4) % 4 - 1;
        one.heard_at_ms = (row->heard - outcome - 1) / 4;
        one.class = (uint8_t)class_of(outcome);
    }
    if (row->has_met_at && row->met_at < since_ms && one.heard_at_ms < since_ms)
        return true;
    people->err = keep(people, &one);
    return people->err == ERR_NONE;
}

static int by_margin(const void *a, const void *b)
{
    const struct earshot_customer *x = a, *y = b;
    if (x->has_margin != y->has_margin)
        return x->has_margin ? -1 : 1;
    if (x->margin != y->margin)
        return x->margin > y->margin ? -1 : 1;
    return (x->id > y->id) - (x->id < y->id);
}

void earshot_deciles_set(struct earshot_people *people)
{
    size_t known = 0;
    if (people->count)
        qsort(people->items, people->count, sizeof *people->items, by_margin);
    while (known < people->count && people->items[known].has_margin)
        known++;
    for (size_t i = 0; i < known; i++)
        people->items[i].decile = (uint8_t)(DECILES - i * DECILES / known);
}

enum err earshot_people_load(struct store *store, int64_t workspace_id, int64_t now_ms, struct earshot_people *people)
{
    *people = (struct earshot_people){.now_ms = now_ms};
    enum err err = sql_earshot_customers(store, &(struct earshot_customers_in){workspace_id}, customer_row, people);
    if (err == ERR_NONE)
        err = people->err;
    if (err == ERR_NONE)
        earshot_deciles_set(people);
    return err;
}

/* ---- coverage ---- */

static bool heard_within(const struct earshot_customer *one, int64_t now_ms, int64_t days)
{
    return one->heard_at_ms && one->heard_at_ms > now_ms - days * DAY_MS;
}

static void count(struct earshot_group *group, const struct earshot_customer *one, int64_t now_ms)
{
    group->active++;
    group->heard_90 += heard_within(one, now_ms, LATELY_DAYS);
    group->heard_365 += heard_within(one, now_ms, YEAR_DAYS);
}

static int by_number(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static enum err silence_median(const struct earshot_people *people, struct earshot *out)
{
    int64_t *days = malloc((people->count + 1) * sizeof *days);
    size_t n = 0;
    if (!days)
        return ERR_MEMORY;
    for (size_t i = 0; i < people->count; i++)
        if (people->items[i].heard_at_ms)
            days[n++] = (people->now_ms - people->items[i].heard_at_ms) / DAY_MS;
    qsort(days, n, sizeof *days, by_number);
    out->silence_days_median = n ? days[n / 2] : -1;
    free(days);
    return ERR_NONE;
}

static void count_all(const struct earshot_people *people, struct earshot *out)
{
    for (size_t i = 0; i < people->count; i++) {
        const struct earshot_customer *one = &people->items[i];
        count(&out->total, one, people->now_ms);
        count(&out->classes[one->class], one, people->now_ms);
        count(&out->deciles[one->decile], one, people->now_ms);
        out->never_heard += !one->heard_at_ms;
        if (!heard_within(one, people->now_ms, LATELY_DAYS) && out->silent_count < EARSHOT_SILENT_MAX)
            out->silent[out->silent_count++] =
                (struct earshot_silent){one->id, one->heard_at_ms, one->margin, one->has_margin, (enum heard_class)one->class};
    }
}

enum err listen_earshot(struct store *store, int64_t workspace_id, int64_t now_ms, struct earshot *out)
{
    struct earshot_people people;
    *out = (struct earshot){0};
    enum err err = earshot_goal_load(store, workspace_id, &out->goal);
    if (err != ERR_NONE)
        return err;
    err = earshot_people_load(store, workspace_id, now_ms, &people);
    if (err == ERR_NONE) {
        count_all(&people, out);
        err = silence_median(&people, out);
    }
    free(people.items);
    return err;
}

/* ---- the goal ---- */

enum err earshot_goal_load(struct store *store, int64_t workspace_id, struct earshot_goal *goal)
{
    struct earshot_goal_get_row row;
    *goal = (struct earshot_goal){.coverage = 20, .talks_month = 4};
    enum err err = sql_earshot_goal_get(store, &(struct earshot_goal_get_in){workspace_id}, NULL, &row);
    if (err == ERR_NONE)
        *goal = (struct earshot_goal){row.coverage, row.talks_month, row.revision};
    return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

enum err earshot_goal_store(struct store *store, struct fact *fact, struct fault *why)
{
    const struct earshot_goal_set *set = fact->body;
    struct earshot_goal now;
    fact->subject_id = fact->workspace_id;
    enum err err = earshot_goal_load(store, fact->workspace_id, &now);
    if (err == ERR_NONE && set->expected_revision && set->expected_revision != now.revision)
        return fault_set(why, ERR_STALE, "stale", "", "The goal was changed meanwhile; read it again.");
    if (err != ERR_NONE)
        return err;
    return sql_earshot_goal_put(
        store, &(struct earshot_goal_put_in){fact->workspace_id, set->goal.coverage, set->goal.talks_month, fact->number}, NULL);
}
