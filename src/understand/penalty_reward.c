#include "understand/penalty_reward.h"
#include "understand/matrix.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

static const double CONTRAST = 1.5;
static const double EIGENVALUE_MIN = 1e-8; /* of columns of length 1 */
enum { WIDE = 2 * PENALTY_DRIVERS_MAX + 1 };

/* Column 0 is the constant; a class nobody is in has none (0). */
struct regression {
    const struct penalty_ask *ask;
    double *gram, *scaled, *inverse; /* columns × columns */
    double right[WIDE], beta[WIDE];
    double squares, middle, variance, quantile;
    size_t columns, weak[PENALTY_DRIVERS_MAX], excellent[PENALTY_DRIVERS_MAX];
    uint64_t n;
};

const char *driver_kind_name(enum driver_kind kind)
{
    static const char *const names[] = {NULL, "basic", "linear", "delight"};
    return names[kind];
}

static void people_count(struct regression *g, struct penalty_reward *items)
{
    for (size_t row = 0; row < g->ask->n; row++) {
        if (isnan(g->ask->outcome[row]))
            continue;
        g->n++;
        g->middle += g->ask->outcome[row];
        for (size_t j = 0; j < g->ask->k; j++) {
            int experience = g->ask->experience[row * g->ask->k + j];
            items[j].weak += experience == EXPERIENCE_WEAK;
            items[j].good += experience == EXPERIENCE_GOOD;
            items[j].excellent += experience == EXPERIENCE_EXCELLENT;
        }
    }
    g->middle /= (double)g->n;
    g->columns = 1;
    for (size_t j = 0; j < g->ask->k; j++) {
        g->weak[j] = items[j].weak ? g->columns++ : 0;
        g->excellent[j] = items[j].excellent ? g->columns++ : 0;
    }
}

static void row_add(struct regression *g, const int8_t *experience, double y)
{
    size_t in[PENALTY_DRIVERS_MAX + 1] = {0}, count = 1;
    for (size_t j = 0; j < g->ask->k; j++)
        if (experience[j] == EXPERIENCE_WEAK || experience[j] == EXPERIENCE_EXCELLENT)
            in[count++] = experience[j] == EXPERIENCE_WEAK ? g->weak[j] : g->excellent[j];
    for (size_t a = 0; a < count; a++) {
        g->right[in[a]] += y;
        for (size_t b = 0; b < count; b++)
            g->gram[in[a] * g->columns + in[b]] += 1;
    }
    g->squares += y * y;
}

/* Solves with columns of length 1, so that a rare class does not look like a singular matrix. False when columns depend on each other. */
static bool solve(struct regression *g)
{
    double length[WIDE], right[WIDE], left = g->squares;
    size_t m = g->columns;
    for (size_t i = 0; i < m; i++)
        length[i] = sqrt(g->gram[i * m + i]);
    for (size_t i = 0; i < m; i++) {
        right[i] = g->right[i] / length[i];
        for (size_t j = 0; j < m; j++)
            g->scaled[i * m + j] = g->gram[i * m + j] / length[i] / length[j];
    }
    if (matrix_eigen_least(g->scaled, m) < EIGENVALUE_MIN)
        return false;
    matrix_solve(g->scaled, m, right, g->beta, g->inverse);
    for (size_t i = 0; i < m; i++) {
        left -= g->beta[i] * right[i];
        g->beta[i] /= length[i];
        for (size_t j = 0; j < m; j++)
            g->inverse[i * m + j] /= length[i] * length[j];
    }
    g->variance = fmax(left, 0) / (double)(g->n - m);
    g->quantile = gsl_cdf_tdist_Pinv(0.975, (double)(g->n - m));
    return true;
}

static double covariance(const struct regression *g, size_t a, size_t b)
{
    return g->variance * g->inverse[a * g->columns + b];
}

static struct interval interval_around(const struct regression *g, size_t column)
{
    double half = g->quantile * sqrt(covariance(g, column, column));
    return (struct interval){g->beta[column] - half, g->beta[column] + half};
}

/* Is `large` in size shown to be over 1.5 times `small`? Penalties enter with a minus, so that both are gains: their covariance turns. */
static bool contrast_shown(const struct regression *g, size_t large, size_t small, double distance)
{
    double variance =
        covariance(g, large, large) + CONTRAST * CONTRAST * covariance(g, small, small) + 2 * CONTRAST * covariance(g, large, small);
    return distance > g->quantile * sqrt(variance);
}

static void kind_find(const struct regression *g, size_t weak, size_t excellent, struct penalty_reward *item)
{
    double cost = fmax(-item->penalty, 0), gain = fmax(item->reward, 0);
    if (cost <= 0 && gain <= 0)
        return;
    if (cost > CONTRAST * gain) {
        item->kind = DRIVER_BASIC;
        item->shown = contrast_shown(g, weak, excellent, -item->penalty - CONTRAST * item->reward) && item->penalty_interval.high < 0;
    } else if (gain > CONTRAST * cost) {
        item->kind = DRIVER_DELIGHT;
        item->shown = contrast_shown(g, excellent, weak, item->reward + CONTRAST * item->penalty) && item->reward_interval.low > 0;
    } else {
        item->kind = DRIVER_LINEAR;
        item->shown = item->penalty_interval.high < 0 && item->reward_interval.low > 0;
    }
}

static void item_report(const struct regression *g, size_t driver, struct penalty_reward *item)
{
    size_t weak = g->weak[driver], excellent = g->excellent[driver];
    item->penalty = weak ? g->beta[weak] : NAN;
    item->reward = excellent ? g->beta[excellent] : NAN;
    item->penalty_interval = weak ? interval_around(g, weak) : (struct interval){NAN, NAN};
    item->reward_interval = excellent ? interval_around(g, excellent) : (struct interval){NAN, NAN};
    if (weak && excellent)
        kind_find(g, weak, excellent, item);
}

enum err penalty_reward_find(const struct penalty_ask *ask, struct arena *arena, struct penalty_reward *items, struct fault *why)
{
    must(ask->k >= 1 && ask->k <= PENALTY_DRIVERS_MAX);
    struct regression g = {.ask = ask};
    for (size_t j = 0; j < ask->k; j++)
        items[j] = (struct penalty_reward){0};
    people_count(&g, items);
    if (g.n < g.columns + 3)
        return fault_set(why, ERR_INVALID, "too_few", "drivers", "%zu figures cannot be found from %llu people.", g.columns,
                         (unsigned long long)g.n);
    g.gram = arena_take_array(arena, 3 * g.columns * g.columns, sizeof *g.gram);
    if (!g.gram)
        return ERR_MEMORY;
    g.scaled = g.gram + g.columns * g.columns;
    g.inverse = g.scaled + g.columns * g.columns;
    for (size_t row = 0; row < ask->n; row++)
        if (!isnan(ask->outcome[row]))
            row_add(&g, ask->experience + row * ask->k, ask->outcome[row] - g.middle);
    if (!solve(&g))
        return fault_set(why, ERR_INVALID, "not_separable", "drivers",
                         "Some of these experiences always come together, so that their effects cannot be told apart.");
    for (size_t j = 0; j < ask->k; j++)
        item_report(&g, j, &items[j]);
    return ERR_NONE;
}
