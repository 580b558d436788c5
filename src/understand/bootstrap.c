#include "understand/bootstrap.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

struct interval interval_of(double *replicates, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (!isnan(replicates[i]))
            replicates[kept++] = replicates[i];
    if (kept == 0 || (count - kept) * 20 > count)
        return (struct interval){NAN, NAN};
    qsort(replicates, kept, sizeof *replicates, by_value);
    return (struct interval){gsl_stats_quantile_from_sorted_data(replicates, 1, kept, 0.025),
                             gsl_stats_quantile_from_sorted_data(replicates, 1, kept, 0.975)};
}

enum err bootstrap_mean(const struct bootstrap *bootstrap, const struct histogram *histogram, double divisor, struct interval *interval)
{
    uint64_t n = histogram_n(histogram);
    *interval = (struct interval){NAN, NAN};
    if (n < 2)
        return ERR_NONE;
    if (n > CHANCE_ANSWERS_MAX)
        return ERR_TOO_LARGE;
    uint64_t *drawn = arena_take_array(bootstrap->arena, histogram->cells, sizeof *drawn);
    double *means = arena_take_array(bootstrap->arena, bootstrap->replicates, sizeof *means);
    struct chance *chance = chance_new(bootstrap->arena, bootstrap->seed);
    if (!drawn || !means || !chance)
        return ERR_MEMORY;
    for (size_t r = 0; r < bootstrap->replicates; r++) {
        chance_histogram(chance, histogram->counts, histogram->cells, drawn);
        means[r] = figure_mean(&(struct histogram){histogram->low, histogram->cells, drawn}, divisor).value;
    }
    *interval = interval_of(means, bootstrap->replicates);
    return ERR_NONE;
}
