#include "understand/walk.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

enum { HOURS_MAX = 24 * 366, HOUR_MS = 3600000 };
static const int64_t day_ms = 86400000;

enum err walks_open(const struct journey *journey, int64_t now_ms, struct arena *arena, struct walks *walks)
{
    size_t count = journey->steps_count;
    *walks = (struct walks){.journey = journey, .arena = arena, .now_ms = now_ms, .goal = count ? count - 1 : 0};
    walks->steps = arena_take_array(arena, count + 1, sizeof *walks->steps);
    if (!walks->steps)
        return ERR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        walks->goal = journey->steps[i].goal ? i : walks->goal;
        walks->steps[i].strayed_to = arena_take_array(arena, count, sizeof *walks->steps[i].strayed_to);
        walks->steps[i].hours = arena_take_array(arena, HOURS_MAX + 1, sizeof *walks->steps[i].hours);
        if (!walks->steps[i].strayed_to || !walks->steps[i].hours)
            return ERR_MEMORY;
    }
    return ERR_NONE;
}

/* The nearest step ahead with that touchpoint, here included; else the first; steps_count when it is none of the journey's. */
static size_t step_at(const struct journey *journey, int64_t touchpoint_id, size_t from)
{
    for (size_t i = from; i < journey->steps_count; i++)
        if (journey->steps[i].touchpoint_id == touchpoint_id)
            return i;
    for (size_t i = 0; i < from; i++)
        if (journey->steps[i].touchpoint_id == touchpoint_id)
            return i;
    return journey->steps_count;
}

static bool planned(const struct journey *journey, size_t from, size_t to)
{
    for (size_t i = from + 1; i < to; i++)
        if (!journey->steps[i].optional)
            return false;
    return to > from;
}

static int by_time(const void *a, const void *b)
{
    const struct walk_visit *x = a, *y = b;
    return (x->at_ms > y->at_ms) - (x->at_ms < y->at_ms);
}

/* One customer's present walk. */
struct walking {
    struct walks *walks;
    size_t step;
    int64_t at_ms;
    bool begun, reached, met, unknown;
    uint64_t visits, before; /* up to the goal; before the first dialogue */
    uint64_t before_at[JOURNEY_STEPS_MAX];
};

static void walk_begin(struct walking *w)
{
    *w = (struct walking){.walks = w->walks, .begun = true};
    w->walks->walks++;
}

static void move(struct walking *w, size_t to, int64_t at_ms)
{
    struct walk_step *step = &w->walks->steps[w->step];
    int64_t hours = (at_ms - w->at_ms) / HOUR_MS;
    step->moves++;
    w->walks->moves++;
    step->hours[hours < HOURS_MAX ? hours : HOURS_MAX]++;
    if (planned(w->walks->journey, w->step, to))
        return;
    step->strayed++;
    step->strayed_to[to]++;
    w->walks->strayed++;
}

static enum err share_add(struct walks *walks, double share)
{
    if (walks->shares_count == WALKS_MAX)
        return ERR_NONE;
    if (walks->shares_count == walks->shares_capacity) {
        size_t capacity = walks->shares_capacity ? walks->shares_capacity * 2 : 256;
        double *grown = arena_take_array(walks->arena, capacity, sizeof *grown);
        if (!grown)
            return ERR_MEMORY;
        if (walks->shares_count)
            memcpy(grown, walks->shares, walks->shares_count * sizeof *grown);
        walks->shares = grown;
        walks->shares_capacity = capacity;
    }
    walks->shares[walks->shares_count++] = share;
    return ERR_NONE;
}

static enum err goal_reached(struct walking *w)
{
    w->reached = true;
    w->walks->reached++;
    if (w->unknown) {
        w->walks->unknown++;
        return ERR_NONE;
    }
    if (w->visits < 2)
        return ERR_NONE; /* begins at the goal: nothing is known of what came before */
    for (size_t i = 0; i < w->walks->journey->steps_count; i++)
        w->walks->steps[i].before += w->before_at[i];
    return share_add(w->walks, 100 * (double)w->before / (double)w->visits);
}

static enum err visit(struct walking *w, size_t step, const struct walk_visit *v)
{
    struct walks *walks = w->walks;
    const struct journey *journey = walks->journey;
    bool anew = !w->begun || v->at_ms - w->at_ms > journey->window_days * day_ms ||
                (w->reached && journey->steps[step].stage < journey->steps[walks->goal].stage);
    if (anew)
        walk_begin(w);
    else if (step != w->step)
        move(w, step, v->at_ms);
    w->step = step;
    w->at_ms = v->at_ms;
    walks->steps[step].visits++;
    walks->by_customer += v->initiator == INITIATOR_CUSTOMER;
    walks->by_company += v->initiator == INITIATOR_COMPANY;
    if (w->reached)
        return ERR_NONE;
    w->visits++;
    w->unknown |= v->initiator == INITIATOR_UNKNOWN;
    w->met |= v->initiator == INITIATOR_DIALOGUE;
    w->before += !w->met;
    w->before_at[step] += !w->met;
    return step == walks->goal ? goal_reached(w) : ERR_NONE;
}

static void standing(const struct walking *w)
{
    const struct journey_step *step = &w->walks->journey->steps[w->step];
    int64_t stood_ms = w->walks->now_ms - w->at_ms;
    if (w->step + 1 == w->walks->journey->steps_count || stood_ms > w->walks->journey->window_days * day_ms)
        return; /* at the end, or gone for good */
    w->walks->steps[w->step].waiting++;
    w->walks->steps[w->step].stuck += step->has_limit && stood_ms > step->limit_hours * HOUR_MS;
}

enum err walks_add(struct walks *walks, struct walk_visit *visits, size_t count)
{
    struct walking w = {.walks = walks};
    enum err err = ERR_NONE;
    if (count)
        qsort(visits, count, sizeof *visits, by_time);
    for (size_t i = 0; i < count && err == ERR_NONE; i++) {
        size_t step = step_at(walks->journey, visits[i].touchpoint_id, w.begun ? w.step : 0);
        if (step < walks->journey->steps_count)
            err = visit(&w, step, &visits[i]);
    }
    if (w.begun) {
        walks->customers++;
        standing(&w);
    }
    return err;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double quantile(const double *sorted, size_t count, double p)
{
    double place = p * (double)(count - 1);
    size_t low = (size_t)place;
    return low + 1 < count ? sorted[low] + (place - (double)low) * (sorted[low + 1] - sorted[low]) : sorted[low];
}

struct walk_median walk_median(double *values, size_t count)
{
    struct walk_median m = {count, NAN, NAN, NAN, NAN, NAN};
    if (count == 0)
        return m;
    qsort(values, count, sizeof *values, by_value);
    m.median = quantile(values, count, 0.5);
    m.quarter = quantile(values, count, 0.25);
    m.three_quarters = quantile(values, count, 0.75);
    size_t rank = 0; /* the greatest j with P(B < j) ≤ 0.025: the jth value from either end */
    while (rank < count / 2 && gsl_cdf_binomial_P((unsigned)rank, 0.5, (unsigned)count) <= 0.025)
        rank++;
    if (rank) {
        m.low = values[rank - 1];
        m.high = values[count - rank];
    }
    return m;
}

int64_t walk_hours_median(const struct walk_step *step)
{
    uint64_t seen = 0;
    for (int64_t hours = 0; hours <= HOURS_MAX && step->moves; hours++) {
        seen += step->hours[hours];
        if (2 * seen >= step->moves)
            return hours;
    }
    return -1;
}
