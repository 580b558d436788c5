#include "understand/chance.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <string.h>

struct chance {
    gsl_rng rng;
};

struct chance *chance_new(struct arena *arena, uint64_t seed)
{
    struct chance *chance = arena_new_object(arena, struct chance);
    if (!chance)
        return NULL;
    chance->rng.type = gsl_rng_mt19937;
    chance->rng.state = arena_take(arena, gsl_rng_mt19937->size); /* in the arena, because GSL ends the program when malloc fails */
    if (!chance->rng.state)
        return NULL;
    gsl_rng_set(&chance->rng, (uint32_t)(seed ^ seed >> 32));
    return chance;
}

double chance_normal(struct chance *chance)
{
    return gsl_ran_gaussian_ziggurat(&chance->rng, 1);
}

uint32_t *chance_deal(struct chance *chance, struct arena *arena, size_t n, size_t groups)
{
    uint32_t *group_of = arena_take_array(arena, n + 1, sizeof *group_of);
    if (!group_of)
        return NULL;
    for (size_t i = 0; i < n; i++)
        group_of[i] = (uint32_t)(i % groups);
    gsl_ran_shuffle(&chance->rng, group_of, n, sizeof *group_of);
    return group_of;
}

void chance_resample(struct chance *chance, size_t n, uint32_t *counts)
{
    must(n <= UINT32_MAX);
    memset(counts, 0, n * sizeof *counts);
    for (size_t i = 0; i < n; i++)
        counts[gsl_rng_uniform_int(&chance->rng, n)]++;
}

/* Cell by cell: a binomial share of what is left, so that the cost does not grow with the answers. */
void chance_histogram(struct chance *chance, const uint64_t *counts, size_t cells, uint64_t *drawn)
{
    uint64_t rest = 0;
    for (size_t i = 0; i < cells; i++)
        rest += counts[i];
    must(rest <= CHANCE_ANSWERS_MAX);
    uint64_t left = rest;
    for (size_t i = 0; i < cells; i++) {
        drawn[i] = !counts[i]          ? 0
                   : counts[i] == rest ? left
                                       : gsl_ran_binomial(&chance->rng, (double)counts[i] / (double)rest, (unsigned)left);
        left -= drawn[i];
        rest -= counts[i];
    }
}
