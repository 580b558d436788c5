#include "understand/association.h"
#include "understand/matrix.h"

#include <math.h>

enum { ONE, PRIOR, PROMOTER, DETRACTOR, COLUMNS, LATER = COLUMNS, WIDE };
static const double EIGENVALUE_MIN = 1e-8; /* of columns of length 1 */

/* Sums of products of (1, prior, promoter, detractor, later), the upper half. */
struct products {
    double of[WIDE][WIDE];
};

struct associating {
    const struct association_customer *customers;
    size_t count;
    double prior, later; /* means, taken off first */
    struct products *groups, all;
    size_t group_count;
};

const char *association_label(bool randomised)
{
    return randomised ? "effect" : "association";
}

static bool taken(const struct association_customer *customer)
{
    return !isnan(customer->prior) && !isnan(customer->later);
}

static void products_join(struct products *products, const struct products *more, double times)
{
    for (int i = 0; i < WIDE; i++)
        for (int j = i; j < WIDE; j++)
            products->of[i][j] += times * more->of[i][j];
}

/* False when the columns depend on each other. */
static bool products_solve(const struct products *products, double beta[COLUMNS])
{
    double length[COLUMNS], gram[COLUMNS * COLUMNS], right[COLUMNS];
    for (int i = 0; i < COLUMNS; i++) {
        length[i] = sqrt(products->of[i][i]);
        if (length[i] <= 0)
            return false;
        right[i] = products->of[i][LATER] / length[i];
    }
    for (int i = 0; i < COLUMNS; i++)
        for (int j = 0; j < COLUMNS; j++)
            gram[i * COLUMNS + j] = products->of[i < j ? i : j][i < j ? j : i] / length[i] / length[j];
    if (matrix_eigen_least(gram, COLUMNS) < EIGENVALUE_MIN)
        return false;
    matrix_solve(gram, COLUMNS, right, beta, NULL);
    for (int i = 0; i < COLUMNS; i++)
        beta[i] /= length[i];
    return true;
}

static void customers_count(struct associating *a, struct association *association)
{
    for (size_t i = 0; i < a->count; i++) {
        const struct association_customer *customer = &a->customers[i];
        if (!taken(customer))
            continue;
        association->n++;
        association->promoter.n += customer->class > 0;
        association->detractor.n += customer->class < 0;
        a->prior += customer->prior;
        a->later += customer->later;
    }
    a->prior /= (double)association->n;
    a->later /= (double)association->n;
}

static void customers_sum(struct associating *a, const uint32_t *group_of)
{
    for (size_t i = 0, person = 0; i < a->count; i++) {
        const struct association_customer *customer = &a->customers[i];
        if (!taken(customer))
            continue;
        const double row[WIDE] = {1, customer->prior - a->prior, customer->class > 0, customer->class < 0, customer->later - a->later};
        struct products *group = &a->groups[group_of[person++]];
        for (int c = 0; c < WIDE; c++)
            for (int d = c; d < WIDE; d++)
                group->of[c][d] += row[c] * row[d];
    }
    for (size_t g = 0; g < a->group_count; g++)
        products_join(&a->all, &a->groups[g], 1);
}

static enum err resample(struct associating *a, struct chance *chance, const struct bootstrap *bootstrap, struct association *association)
{
    uint32_t *counts = arena_take_array(bootstrap->arena, a->group_count, sizeof *counts);
    double *promoter = arena_take_array(bootstrap->arena, bootstrap->replicates, sizeof(double));
    double *detractor = arena_take_array(bootstrap->arena, bootstrap->replicates, sizeof(double)), beta[COLUMNS];
    if (!counts || !promoter || !detractor)
        return ERR_MEMORY;
    for (size_t at = 0; at < bootstrap->replicates; at++) {
        if (stop_now(bootstrap->stop))
            return ERR_STOPPED;
        struct products sums = {0};
        chance_resample(chance, a->group_count, counts);
        for (size_t g = 0; g < a->group_count; g++)
            if (counts[g])
                products_join(&sums, &a->groups[g], counts[g]);
        bool good = products_solve(&sums, beta);
        promoter[at] = good ? beta[PROMOTER] : NAN;
        detractor[at] = good ? beta[DETRACTOR] : NAN;
    }
    association->promoter.interval = interval_of(promoter, bootstrap->replicates);
    association->detractor.interval = interval_of(detractor, bootstrap->replicates);
    return ERR_NONE;
}

static void report(const struct associating *a, const double beta[COLUMNS], struct association *association)
{
    double explained = 0, all = a->all.of[LATER][LATER];
    for (int i = 0; i < COLUMNS; i++)
        explained += beta[i] * a->all.of[i][LATER];
    association->promoter.value = beta[PROMOTER];
    association->detractor.value = beta[DETRACTOR];
    association->prior = beta[PRIOR];
    association->r2 = all > 0 ? explained / all : 0;
}

enum err association_find(const struct association_customer *customers, size_t count, const struct bootstrap *bootstrap,
                          struct association *association, struct fault *why)
{
    if (count > ASSOCIATION_CUSTOMERS_MAX)
        return ERR_TOO_LARGE;
    struct associating a = {.customers = customers, .count = count};
    double beta[COLUMNS];
    *association = (struct association){0};
    customers_count(&a, association);
    uint64_t passive = association->n - association->promoter.n - association->detractor.n;
    if (association->promoter.n < FIGURE_SHOWN_MIN || association->detractor.n < FIGURE_SHOWN_MIN || passive < FIGURE_SHOWN_MIN)
        return fault_set(why, ERR_INVALID, "too_few", "customers",
                         "Ten promoters, ten passives and ten detractors are needed; there are %llu, %llu and %llu.",
                         (unsigned long long)association->promoter.n, (unsigned long long)passive,
                         (unsigned long long)association->detractor.n);
    a.group_count = association->n < ASSOCIATION_GROUPS ? association->n : ASSOCIATION_GROUPS;
    a.groups = arena_take_array(bootstrap->arena, a.group_count, sizeof *a.groups);
    struct chance *chance = chance_new(bootstrap->arena, bootstrap->seed);
    uint32_t *group_of = chance ? chance_deal(chance, bootstrap->arena, association->n, a.group_count) : NULL;
    if (!a.groups || !group_of)
        return ERR_MEMORY;
    customers_sum(&a, group_of);
    if (!products_solve(&a.all, beta))
        return fault_set(why, ERR_INVALID, "no_variation", "prior",
                         "What customers were worth before does not vary beside what they said, so the two cannot be told apart.");
    report(&a, beta, association);
    return resample(&a, chance, bootstrap, association);
}
