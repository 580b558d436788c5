#include "understand/drivers.h"
#include "understand/correlation.h"
#include "understand/relative_weights.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const double EIGENVALUE_MISSING = 0.05, EIGENVALUE_COMPLETE = 1e-6;

/* The variables: k drivers, the noise, the outcome. */
struct finding {
    const struct drivers_ask *ask;
    struct chance *chance;
    size_t k, wide, pairs;
    double centre[CORRELATION_MAX];
    uint32_t *group_of; /* of each row taken, in the order of rows */
    size_t groups;
    struct pair_sums *of_group, *sums;
    double eigenvalue_min;
};

/* One regression. */
struct fit {
    double r[CORRELATION_MAX * CORRELATION_MAX], outcome[CORRELATION_MAX], weights[CORRELATION_MAX], betas[CORRELATION_MAX];
    double r2, shrinkage;
    size_t assumed;
};

static bool row_taken(const struct drivers_ask *ask, size_t row)
{
    size_t rated = 0;
    for (size_t i = 0; i < ask->k; i++)
        rated += !isnan(ask->ratings[row * ask->k + i]);
    return rated >= 2 && !isnan(ask->outcome[row]);
}

/* Counts the people and finds the middle of each variable. */
static void people_count(struct finding *f, struct drivers *drivers)
{
    double outcome = 0;
    for (size_t row = 0; row < f->ask->n; row++) {
        if (!row_taken(f->ask, row))
            continue;
        drivers->n++;
        outcome += f->ask->outcome[row];
        for (size_t i = 0; i < f->k; i++) {
            double rating = f->ask->ratings[row * f->k + i];
            drivers->items[i].n += !isnan(rating);
            f->centre[i] += isnan(rating) ? 0 : rating;
        }
    }
    f->eigenvalue_min = EIGENVALUE_COMPLETE;
    for (size_t i = 0; i < f->k; i++) {
        f->centre[i] /= (double)drivers->items[i].n;
        drivers->items[i].mean = f->centre[i];
        if (drivers->items[i].n < drivers->n)
            f->eigenvalue_min = EIGENVALUE_MISSING;
    }
    f->centre[f->k + 1] = outcome / (double)drivers->n;
}

static enum err people_enough(const struct finding *f, const struct drivers *drivers, struct fault *why)
{
    size_t needed = f->k * DRIVERS_N_EACH > DRIVERS_N_MIN ? f->k * DRIVERS_N_EACH : DRIVERS_N_MIN;
    if (drivers->n < needed)
        return fault_set(why, ERR_INVALID, "too_few", "drivers",
                         "Drivers of %zu things need %zu people who rated two of them and the outcome; there are %llu.", f->k, needed,
                         (unsigned long long)drivers->n);
    for (size_t i = 0; i < f->k; i++) {
        char field[32];
        snprintf(field, sizeof field, "drivers[%zu]", i);
        if (drivers->items[i].n < FIGURE_NORMAL_MIN)
            return fault_set(why, ERR_INVALID, "too_few", field, "Under %d people rated this; there are %llu.", FIGURE_NORMAL_MIN,
                             (unsigned long long)drivers->items[i].n);
    }
    return ERR_NONE;
}

static enum err people_deal(struct finding *f, uint64_t n, struct arena *arena)
{
    f->groups = n < DRIVERS_GROUPS ? n : DRIVERS_GROUPS;
    f->group_of = chance_deal(f->chance, arena, n, f->groups);
    f->of_group = arena_take_array(arena, f->groups * f->pairs, sizeof *f->of_group);
    f->sums = arena_take_array(arena, f->pairs, sizeof *f->sums);
    return f->group_of && f->of_group && f->sums ? ERR_NONE : ERR_MEMORY;
}

static void people_sum(struct finding *f)
{
    double row[CORRELATION_MAX];
    size_t person = 0;
    for (size_t i = 0; i < f->ask->n; i++) {
        if (!row_taken(f->ask, i))
            continue;
        for (size_t j = 0; j < f->k; j++)
            row[j] = f->ask->ratings[i * f->k + j] - f->centre[j];
        row[f->k] = chance_normal(f->chance);
        row[f->k + 1] = f->ask->outcome[i] - f->centre[f->k + 1];
        pairs_add(f->of_group + f->group_of[person++] * f->pairs, row, f->wide);
    }
    for (size_t g = 0; g < f->groups; g++)
        pairs_join(f->sums, f->of_group + g * f->pairs, f->pairs, 1);
}

/* Regresses on the first `k` variables. False when one of them, or the outcome, does not vary. */
static bool fit_make(const struct finding *f, const struct pair_sums *sums, size_t k, struct fit *fit)
{
    size_t which[CORRELATION_MAX] = {0}, with_outcome[2] = {0, f->k + 1};
    double two[4];
    for (size_t i = 0; i < k; i++) {
        which[i] = with_outcome[0] = i;
        (void)correlations(sums, with_outcome, 2, two);
        fit->outcome[i] = two[1];
        if (isnan(two[0]) || isnan(two[3]))
            return false;
    }
    fit->assumed = correlations(sums, which, k, fit->r);
    fit->shrinkage = correlations_shrink(fit->r, k, f->eigenvalue_min);
    fit->r2 = relative_weights(fit->r, fit->outcome, k, fit->weights);
    return true;
}

static double deviation(const struct pair_sums *sums, size_t i)
{
    const struct pair_sums *own = &sums[pair_at(i, i)];
    return sqrt(fmax(own->xx / own->n - own->x / own->n * (own->x / own->n), 0));
}

/* A standardised coefficient back in the units of the two. */
static double slope(const struct finding *f, const struct pair_sums *sums, double beta, size_t driver)
{
    return beta * deviation(sums, f->k + 1) / deviation(sums, driver);
}

static enum err variation_check(const struct finding *f, struct fault *why)
{
    for (size_t i = 0; i < f->wide; i++) {
        double own;
        char field[32];
        (void)correlations(f->sums, &i, 1, &own);
        if (!isnan(own))
            continue;
        snprintf(field, sizeof field, "drivers[%zu]", i);
        return fault_set(why, ERR_INVALID, "no_variation", i < f->k ? field : "outcome",
                         "Everybody gave the same answer, so nothing can be said of what moves it or what it moves.");
    }
    return ERR_NONE;
}

/* 1 − the variance left over the whole one. The sums are about the middles, so that who lacks a driver adds nothing to its products. */
static double fit_reached(const struct finding *f, const struct pair_sums *sums, const double *betas)
{
    const struct pair_sums *outcome = &sums[pair_at(f->k + 1, f->k + 1)];
    double squares = outcome->xx, sum = outcome->x, slopes[CORRELATION_MAX], variance = deviation(sums, f->k + 1);
    for (size_t i = 0; i < f->k; i++) {
        slopes[i] = slope(f, sums, betas[i], i);
        squares -= 2 * slopes[i] * sums[pair_at(i, f->k + 1)].xy;
        sum -= slopes[i] * sums[pair_at(i, i)].x;
        for (size_t j = 0; j <= i; j++)
            squares += (i == j ? 1 : 2) * slopes[i] * slopes[j] * sums[pair_at(j, i)].xy;
    }
    double mean = sum / outcome->n;
    return fmax(1 - (squares / outcome->n - mean * mean) / (variance * variance), 0);
}

static void fit_report(const struct finding *f, struct fit *fit, struct drivers *drivers)
{
    double lmg[CORRELATION_MAX], *betas = fit->betas;
    standard_betas(fit->r, fit->outcome, f->k, betas);
    bool few = f->k <= LMG_MAX;
    if (few)
        (void)lmg_weights(fit->r, fit->outcome, f->k, lmg);
    drivers->r2 = fit->r2;
    drivers->fit = fit_reached(f, f->sums, betas);
    drivers->shrinkage = fit->shrinkage;
    drivers->pairs_assumed = fit->assumed;
    for (size_t i = 0; i < f->k; i++) {
        struct driver *driver = &drivers->items[i];
        driver->weight = fit->r2 > 0 ? 100 * fit->weights[i] / fit->r2 : 0;
        driver->lmg = !few ? NAN : fit->r2 > 0 ? 100 * lmg[i] / fit->r2 : 0;
        driver->beta = betas[i];
        driver->sign = (betas[i] > 0) - (betas[i] < 0);
        driver->slope = slope(f, f->sums, betas[i], i);
        for (size_t j = 0; j < f->k; j++)
            drivers->pairs[i * f->k + j] = (uint64_t)f->sums[i < j ? pair_at(i, j) : pair_at(j, i)].n;
    }
}

struct replicates {
    double *r2, *fit, *over_noise, *slopes; /* the last two by driver, then replicate */
};

static void replicate_make(struct finding *f, const uint32_t *counts, size_t at, struct drivers *drivers, struct replicates *replicates)
{
    struct fit fit, noisy;
    memset(f->sums, 0, f->pairs * sizeof *f->sums);
    for (size_t g = 0; g < f->groups; g++)
        if (counts[g])
            pairs_join(f->sums, f->of_group + g * f->pairs, f->pairs, counts[g]);
    bool good = fit_make(f, f->sums, f->k, &fit) && fit_make(f, f->sums, f->k + 1, &noisy);
    replicates->r2[at] = good ? fit.r2 : NAN;
    if (good)
        standard_betas(fit.r, fit.outcome, f->k, fit.betas);
    replicates->fit[at] = good ? fit_reached(f, f->sums, fit.betas) : NAN;
    for (size_t i = 0; i < f->k; i++) {
        const struct pair_sums *own = &f->sums[pair_at(i, i)];
        drivers->weights[at * f->k + i] = good ? 100 * fit.weights[i] / fit.r2 : NAN;
        drivers->means[at * f->k + i] = good ? f->centre[i] + own->x / own->n : NAN;
        replicates->over_noise[i * drivers->replicates + at] = good ? noisy.weights[i] - noisy.weights[f->k] : NAN;
        replicates->slopes[i * drivers->replicates + at] = good ? slope(f, f->sums, fit.betas[i], i) : NAN;
    }
}

static enum err replicates_make(struct finding *f, const struct bootstrap *bootstrap, struct drivers *drivers)
{
    size_t count = drivers->replicates = bootstrap->replicates;
    uint32_t *counts = arena_take_array(bootstrap->arena, f->groups, sizeof *counts);
    struct replicates replicates = {
        arena_take_array(bootstrap->arena, count, sizeof(double)), arena_take_array(bootstrap->arena, count, sizeof(double)),
        arena_take_array(bootstrap->arena, count * f->k, sizeof(double)), arena_take_array(bootstrap->arena, count * f->k, sizeof(double))};
    double *one = arena_take_array(bootstrap->arena, count, sizeof *one);
    drivers->weights = arena_take_array(bootstrap->arena, count * f->k, sizeof(double));
    drivers->means = arena_take_array(bootstrap->arena, count * f->k, sizeof(double));
    if (!counts || !replicates.r2 || !replicates.fit || !replicates.over_noise || !replicates.slopes || !one || !drivers->weights ||
        !drivers->means)
        return ERR_MEMORY;
    for (size_t at = 0; at < count; at++) {
        if (stop_now(bootstrap->stop))
            return ERR_STOPPED;
        chance_resample(f->chance, f->groups, counts);
        replicate_make(f, counts, at, drivers, &replicates);
    }
    struct interval r2 = interval_of(replicates.r2, count);
    drivers->r2_low = r2.low;
    drivers->r2_high = r2.high;
    struct interval fit = interval_of(replicates.fit, count);
    drivers->fit_low = fit.low;
    drivers->fit_high = fit.high;
    for (size_t i = 0; i < f->k; i++) {
        for (size_t at = 0; at < count; at++)
            one[at] = drivers->weights[at * f->k + i];
        struct interval interval = interval_of(one, count);
        drivers->items[i].low = interval.low;
        drivers->items[i].high = interval.high;
        interval = interval_of(replicates.slopes + i * count, count);
        drivers->items[i].slope_low = interval.low;
        drivers->items[i].slope_high = interval.high;
        drivers->items[i].shown = interval_of(replicates.over_noise + i * count, count).low > 0;
    }
    return ERR_NONE;
}

enum err drivers_find(const struct drivers_ask *ask, const struct bootstrap *bootstrap, struct drivers *drivers, struct fault *why)
{
    must(ask->k >= DRIVERS_MIN && ask->k <= DRIVERS_MAX);
    if (ask->n > DRIVERS_N_MAX || bootstrap->replicates > BOOTSTRAP_REPLICATES_MAX)
        return ERR_TOO_LARGE;
    struct finding f = {.ask = ask, .k = ask->k, .wide = ask->k + 2, .pairs = pairs_of(ask->k + 2)};
    struct fit fit;
    f.chance = chance_new(bootstrap->arena, bootstrap->seed);
    *drivers = (struct drivers){.items = arena_take_array(bootstrap->arena, ask->k, sizeof *drivers->items),
                                .pairs = arena_take_array(bootstrap->arena, ask->k * ask->k, sizeof *drivers->pairs)};
    if (!f.chance || !drivers->items || !drivers->pairs)
        return ERR_MEMORY;
    people_count(&f, drivers);
    enum err err = people_enough(&f, drivers, why);
    if (err == ERR_NONE)
        err = people_deal(&f, drivers->n, bootstrap->arena);
    if (err != ERR_NONE)
        return err;
    people_sum(&f);
    err = variation_check(&f, why);
    if (err != ERR_NONE)
        return err;
    must(fit_make(&f, f.sums, f.k, &fit));
    fit_report(&f, &fit, drivers);
    return replicates_make(&f, bootstrap, drivers);
}
