#include "understand/weighting.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

void weighted_add(struct weighted_sum *sum, double weight, double x, uint64_t times)
{
    double w = weight * (double)times;
    sum->n += times;
    sum->w += w;
    sum->ww += weight * w;
    sum->wx += w * x;
    sum->wxx += w * x * x;
}

void weighted_join(struct weighted_sum *sum, const struct weighted_sum *more)
{
    sum->n += more->n;
    sum->w += more->w;
    sum->ww += more->ww;
    sum->wx += more->wx;
    sum->wxx += more->wxx;
}

double weighted_effective_n(const struct weighted_sum *sum)
{
    return sum->ww > 0 ? sum->w * sum->w / sum->ww : 0;
}

double weighted_design_effect(const struct weighted_sum *sum)
{
    return (double)sum->n / (sum->ww > 0 ? weighted_effective_n(sum) : NAN);
}

/* Of the answers as they weigh; not corrected for one degree of freedom. */
static double variance(const struct weighted_sum *sum)
{
    double mean = sum->wx / sum->w;
    return fmax(sum->wxx / sum->w - mean * mean, 0);
}

double weighted_deviation(enum figure_kind kind, const struct weighted_sum *sum)
{
    double n = weighted_effective_n(sum);
    return kind == FIGURE_MEAN ? sqrt(variance(sum) * n / (n - 1)) : 100 * sqrt(variance(sum));
}

static struct figure weighted_mean(const struct weighted_sum *sum)
{
    double n = weighted_effective_n(sum);
    struct figure figure = {FIGURE_MEAN, 0, n, NAN, NAN, NAN, NAN, NAN, QUALITY_HIDDEN};
    if (n <= 0)
        return figure;
    figure.value = figure.centre = sum->wx / sum->w;
    if (n < 2)
        return figure;
    figure.error = weighted_deviation(FIGURE_MEAN, sum) / sqrt(n);
    double half = gsl_cdf_tdist_Pinv(0.975, n - 1) * figure.error;
    figure.low = figure.value - half;
    figure.high = figure.value + half;
    return figure;
}

struct figure weighted_figure(enum figure_kind kind, const struct weighted_sum *sum)
{
    must(kind == FIGURE_NET || kind == FIGURE_SHARE || kind == FIGURE_MEAN);
    double n = weighted_effective_n(sum), part = n > 0 ? n / sum->w : 0;
    double plus = (sum->wxx + sum->wx) / 2 * part, minus = (sum->wxx - sum->wx) / 2 * part;
    struct figure figure = kind == FIGURE_NET     ? figure_net_parts(plus, fmax(n - plus - minus, 0), minus)
                           : kind == FIGURE_SHARE ? figure_share_parts(fmin(sum->wx * part, n), n)
                                                  : weighted_mean(sum);
    figure.n = sum->n;
    figure.quality = sum->n < FIGURE_SHOWN_MIN ? QUALITY_HIDDEN : n < FIGURE_NORMAL_MIN ? QUALITY_INDICATIVE : QUALITY_NORMAL;
    return figure;
}

void margin_add(struct margin_sum *sum, double margin, double x)
{
    weighted_add(&sum->persons, 1, x, 1);
    if (margin > 0)
        weighted_add(&sum->margin, margin, x, 1);
    else if (isnan(margin))
        sum->unknown++;
    else if (margin < 0) {
        sum->loss++;
        sum->lost += margin;
    } else
        sum->none++;
}

double margin_of_minus(const struct margin_sum *sum)
{
    const struct weighted_sum *m = &sum->margin;
    return m->w > 0 ? 100 * (m->wxx - m->wx) / 2 / m->w : NAN;
}
