#include "understand/sweet_spot.h"

#include <math.h>

double headroom(double mean, double scale_min, double scale_max)
{
    return (scale_max - mean) / (scale_max - scale_min);
}

static void to_hundred(double *scores, size_t k)
{
    double sum = 0;
    for (size_t i = 0; i < k; i++)
        sum += scores[i];
    for (size_t i = 0; i < k; i++)
        scores[i] = sum > 0 ? 100 * scores[i] / sum : isnan(sum) ? NAN : 0;
}

void sweet_scores(const double *reach, const double *weight, const double *room, size_t k, double *significance, double *priority)
{
    for (size_t i = 0; i < k; i++) {
        if (significance)
            significance[i] = reach[i] * weight[i];
        if (priority)
            priority[i] = reach[i] * weight[i] * room[i];
    }
    if (significance)
        to_hundred(significance, k);
    if (priority)
        to_hundred(priority, k);
}

/* 1 and how many are larger. */
static unsigned rank_of(const double *scores, size_t k, size_t i)
{
    unsigned rank = 1;
    for (size_t j = 0; j < k; j++)
        rank += scores[j] > scores[i];
    return rank;
}

struct ranking {
    size_t k, count;
    const double *scores;     /* k */
    const double *replicates; /* count × k */
    double *ranks;            /* room for count */
};

static bool before_next(const struct ranking *r, size_t i)
{
    size_t next = r->k, first = 0, known = 0;
    for (size_t j = 0; j < r->k; j++)
        if (j != i && (r->scores[j] < r->scores[i] || (r->scores[j] == r->scores[i] && j > i)) &&
            (next == r->k || r->scores[j] > r->scores[next]))
            next = j;
    if (next == r->k)
        return true; /* the last has nobody after it */
    for (size_t at = 0; at < r->count; at++) {
        double own = r->replicates[at * r->k + i], other = r->replicates[at * r->k + next];
        known += !isnan(own);
        first += own > other;
    }
    return (double)first >= 0.975 * (double)known;
}

static struct ranked rank(const struct ranking *r, size_t i)
{
    struct ranked ranked = {.score = r->scores[i], .rank = rank_of(r->scores, r->k, i)};
    for (size_t at = 0; at < r->count; at++)
        r->ranks[at] = isnan(r->replicates[at * r->k + i]) ? NAN : (double)rank_of(r->replicates + at * r->k, r->k, i);
    struct interval interval = interval_of(r->ranks, r->count);
    if (isnan(interval.low))
        return ranked;
    ranked.rank_low = (unsigned)floor(interval.low);
    ranked.rank_high = (unsigned)ceil(interval.high);
    ranked.tied = !before_next(r, i);
    return ranked;
}

struct scoring {
    double reach[DRIVERS_MAX], weight[DRIVERS_MAX], room[DRIVERS_MAX], significance[DRIVERS_MAX], priority[DRIVERS_MAX];
};

/* Of the figures themselves, or of one replicate: weights and means of k. */
static void score(const struct sweet_spot_ask *ask, const double *weights, const double *means, struct scoring *s)
{
    for (size_t i = 0; i < ask->k; i++) {
        const struct driver *driver = &ask->drivers->items[i];
        s->reach[i] = ask->reach[i];
        s->weight[i] = !driver->shown ? 0 : weights ? weights[i] : driver->weight;
        s->room[i] = headroom(means ? means[i] : driver->mean, ask->scale_min[i], ask->scale_max[i]);
    }
    sweet_scores(s->reach, s->weight, s->room, ask->k, s->significance, s->priority);
}

enum err sweet_spots_find(const struct sweet_spot_ask *ask, struct arena *arena, struct sweet_spot *items)
{
    must(ask->k >= 1 && ask->k <= DRIVERS_MAX);
    size_t count = ask->drivers->replicates, k = ask->k;
    double *significance = arena_take_array(arena, count * k, sizeof(double)),
           *priority = arena_take_array(arena, count * k, sizeof(double));
    double *ranks = arena_take_array(arena, count, sizeof(double));
    struct scoring s;
    if (!significance || !priority || !ranks)
        return ERR_MEMORY;
    for (size_t at = 0; at < count; at++) {
        score(ask, ask->drivers->weights + at * k, ask->drivers->means + at * k, &s);
        for (size_t i = 0; i < k; i++) {
            significance[at * k + i] = s.significance[i];
            priority[at * k + i] = s.priority[i];
        }
    }
    score(ask, NULL, NULL, &s);
    for (size_t i = 0; i < k; i++)
        items[i] = (struct sweet_spot){.reach = s.reach[i],
                                       .headroom = s.room[i],
                                       .significance = rank(&(struct ranking){k, count, s.significance, significance, ranks}, i),
                                       .priority = rank(&(struct ranking){k, count, s.priority, priority, ranks}, i)};
    return ERR_NONE;
}
