#include "understand/sample_size.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

static const double Z80 = 0.8416212335729143; /* normal quantile at 0.80 */

/* What the interval adds to the answers on its own. */
static double added(const struct sampled *sampled)
{
    return sampled->kind == FIGURE_NET ? 3 : 0;
}

static uint64_t whole(double n)
{
    return n > 1 ? (uint64_t)ceil(n) : 1;
}

struct sampled sample_variance(const struct figure *figure)
{
    struct sampled sampled = {figure->kind, NAN};
    sampled.variance = figure->error * figure->error * (figure->effective_n + added(&sampled));
    return sampled;
}

uint64_t sample_for_margin(const struct sampled *sampled, double margin)
{
    return whole(Z95 * Z95 * sampled->variance / (margin * margin) - added(sampled));
}

double sample_margin(const struct sampled *sampled, uint64_t n)
{
    return Z95 * sqrt(sampled->variance / ((double)n + added(sampled)));
}

uint64_t sample_for_change(const struct sampled *sampled, double change)
{
    double z = Z95 + Z80;
    return whole(2 * sampled->variance * z * z / (change * change) - added(sampled));
}

/* Standard error of the difference of two groups of n. */
static double error_of(const struct sampled *sampled, uint64_t n)
{
    return n ? sqrt(2 * sampled->variance / ((double)n + added(sampled))) : INFINITY;
}

double sample_change_shown(const struct sampled *sampled, uint64_t n)
{
    return (Z95 + Z80) * error_of(sampled, n);
}

double sample_power(const struct sampled *sampled, uint64_t n, double change)
{
    return gsl_cdf_ugaussian_P(fabs(change) / error_of(sampled, n) - Z95);
}

struct sample_advice sample_advise(const struct sampled *sampled, uint64_t monthly, double change)
{
    uint64_t needed = sample_for_change(sampled, change);
    return (struct sample_advice){.enough = monthly >= needed,
                                  .needed = needed,
                                  .months = monthly ? (needed + monthly - 1) / monthly : UINT64_MAX,
                                  .change_shown = sample_change_shown(sampled, monthly),
                                  .power = sample_power(sampled, monthly, change)};
}
