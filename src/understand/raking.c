#include "understand/raking.h"

#include <math.h>
#include <stdio.h>

static const double OFF_MAX = 1e-6;   /* of all: what is accepted after the last round */
static const double OFF_DONE = 1e-10; /* nothing more to win */

struct fit {
    const struct raking_ask *ask;
    double *weights;
    double n;
    double current[RAKING_CATEGORIES_MAX]; /* shares of one margin's categories */
};

/* Where the worst category is, and how far off. */
struct off {
    size_t margin, category;
    double current, most;
};

static void shares_count(struct fit *f, size_t margin)
{
    double sum = 0;
    for (size_t c = 0; c < f->ask->margins[margin].categories; c++)
        f->current[c] = 0;
    for (size_t i = 0; i < f->ask->cell_count; i++) {
        double w = f->weights[i] * (double)f->ask->cells[i].n;
        f->current[f->ask->cells[i].category[margin]] += w;
        sum += w;
    }
    for (size_t c = 0; c < f->ask->margins[margin].categories; c++)
        f->current[c] /= sum;
}

static void margin_fit(struct fit *f, size_t margin)
{
    shares_count(f, margin);
    for (size_t i = 0; i < f->ask->cell_count; i++)
        if (f->ask->cells[i].n) {
            size_t c = f->ask->cells[i].category[margin];
            f->weights[i] *= f->ask->margins[margin].targets[c] / f->current[c];
        }
}

static void weights_cut(struct fit *f)
{
    double sum = 0;
    for (size_t i = 0; i < f->ask->cell_count; i++) {
        f->weights[i] = fmin(fmax(f->weights[i], f->ask->low), f->ask->high);
        sum += f->weights[i] * (double)f->ask->cells[i].n;
    }
    for (size_t i = 0; i < f->ask->cell_count; i++)
        f->weights[i] *= f->n / sum;
}

static struct off worst(struct fit *f)
{
    struct off off = {0};
    for (size_t m = 0; m < f->ask->margin_count; m++) {
        shares_count(f, m);
        for (size_t c = 0; c < f->ask->margins[m].categories; c++) {
            double by = fabs(f->current[c] - f->ask->margins[m].targets[c]);
            if (by >= off.most)
                off = (struct off){m, c, f->current[c], by};
        }
    }
    return off;
}

static enum err margin_check(struct fit *f, size_t margin, struct fault *why)
{
    const struct raking_margin *m = &f->ask->margins[margin];
    char field[64];
    double sum = 0;
    must(m->categories >= 2 && m->categories <= RAKING_CATEGORIES_MAX);
    shares_count(f, margin);
    for (size_t c = 0; c < m->categories; c++) {
        snprintf(field, sizeof field, "margins[%zu].targets[%zu]", margin, c);
        if (!(m->targets[c] > 0))
            return fault_set(why, ERR_INVALID, "target", field, "A target share must be over zero.");
        if (f->current[c] <= 0)
            return fault_set(why, ERR_INVALID, "no_answers", field,
                             "Nobody in this category has answered, so nobody can be weighted up to its target.");
        sum += m->targets[c];
    }
    snprintf(field, sizeof field, "margins[%zu].targets", margin);
    if (fabs(sum - 1) > OFF_MAX)
        return fault_set(why, ERR_INVALID, "target", field, "The target shares must make 100 per cent together; they make %.4f.",
                         100 * sum);
    return ERR_NONE;
}

static enum err fit_run(struct fit *f, struct raking *raking, struct fault *why)
{
    struct off off = {0};
    do {
        for (size_t m = 0; m < f->ask->margin_count; m++)
            margin_fit(f, m);
        weights_cut(f);
        off = worst(f);
    } while (++raking->rounds < RAKING_ROUNDS_MAX && off.most >= OFF_DONE);
    if (off.most < OFF_MAX)
        return ERR_NONE;
    char field[64];
    snprintf(field, sizeof field, "margins[%zu].targets[%zu]", off.margin, off.category);
    return fault_set(why, ERR_INVALID, "not_converged", field,
                     "The answers cannot be weighted to these targets with weights of %.2f to %.2f: this category stays at %.2f per cent.",
                     f->ask->low, f->ask->high, 100 * off.current);
}

static void raking_sum(const struct fit *f, struct raking *raking)
{
    struct weighted_sum sum = {0};
    const double slack = 1e-4; /* what the last bringing back to a mean of 1 may have moved */
    for (size_t i = 0; i < f->ask->cell_count; i++) {
        const uint64_t n = f->ask->cells[i].n;
        weighted_add(&sum, f->weights[i], 0, n);
        if (f->weights[i] <= f->ask->low + slack || f->weights[i] >= f->ask->high - slack)
            raking->cut += n;
        if (n == 0)
            f->weights[i] = 1;
    }
    raking->n = sum.n;
    raking->effective_n = weighted_effective_n(&sum);
    raking->design_effect = weighted_design_effect(&sum);
}

enum err weights_rake(const struct raking_ask *ask, struct arena *arena, struct raking *raking, struct fault *why)
{
    must(ask->margin_count >= 1 && ask->margin_count <= RAKING_MARGINS_MAX);
    must(ask->low > 0 && ask->low <= 1 && ask->high >= 1);
    if (ask->cell_count > RAKING_CELLS_MAX)
        return ERR_TOO_LARGE;
    *raking = (struct raking){.weights = arena_take_array(arena, ask->cell_count + 1, sizeof *raking->weights)};
    if (!raking->weights)
        return ERR_MEMORY;
    struct fit f = {.ask = ask, .weights = raking->weights};
    for (size_t i = 0; i < ask->cell_count; i++) {
        f.weights[i] = 1;
        f.n += (double)ask->cells[i].n;
        for (size_t m = 0; m < ask->margin_count; m++)
            must(ask->cells[i].category[m] < ask->margins[m].categories);
    }
    if (f.n <= 0)
        return fault_set(why, ERR_INVALID, "no_answers", "cells", "There are no answers to weight.");
    enum err err = ERR_NONE;
    for (size_t m = 0; err == ERR_NONE && m < ask->margin_count; m++)
        err = margin_check(&f, m, why);
    if (err == ERR_NONE)
        err = fit_run(&f, raking, why);
    if (err == ERR_NONE)
        raking_sum(&f, raking);
    return err;
}
