#include "understand/figures.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

static const double Z_LIMIT = 3;
static const double PROBABILITY_LIMIT = 0.9986501019683699; /* normal distribution at 3 */

const char *quality_name(enum quality quality)
{
    static const char *const names[] = {"hidden", "indicative", "normal"};
    return names[quality];
}

const char *verdict_name(enum verdict verdict)
{
    static const char *const names[] = {NULL, "too few", "no shown change", "better", "worse"};
    return names[verdict];
}

enum quality quality_of(uint64_t n)
{
    return n < FIGURE_SHOWN_MIN ? QUALITY_HIDDEN : n < FIGURE_NORMAL_MIN ? QUALITY_INDICATIVE : QUALITY_NORMAL;
}

static struct figure figure_new(enum figure_kind kind, double effective_n)
{
    uint64_t n = (uint64_t)llround(effective_n);
    return (struct figure){kind, n, effective_n, NAN, NAN, NAN, NAN, NAN, quality_of(n)};
}

struct figure figure_count(uint64_t n)
{
    struct figure figure = figure_new(FIGURE_COUNT, (double)n);
    figure.value = (double)n;
    figure.quality = QUALITY_NORMAL; /* a count is what it is */
    return figure;
}

struct figure figure_net(uint64_t plus, uint64_t neutral, uint64_t minus)
{
    return figure_net_parts((double)plus, (double)neutral, (double)minus);
}

struct figure figure_net_parts(double plus, double neutral, double minus)
{
    struct figure figure = figure_new(FIGURE_NET, plus + neutral + minus);
    if (figure.effective_n <= 0)
        return figure;
    double n = figure.effective_n + 3;
    double p = (plus + 0.75) / n, d = (minus + 0.75) / n;
    figure.value = 100 * (plus - minus) / figure.effective_n;
    figure.centre = 100 * (p - d);
    figure.error = 100 * sqrt((p + d - (p - d) * (p - d)) / n);
    figure.low = fmax(figure.centre - Z95 * figure.error, -100);
    figure.high = fmin(figure.centre + Z95 * figure.error, 100);
    return figure;
}

static void wilson(double p, double n, double z, double *low, double *high)
{
    double scale = 1 + z * z / n;
    double centre = (p + z * z / (2 * n)) / scale;
    double half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / scale;
    *low = p > 0 ? centre - half : 0; /* exact at the ends, where rounding would leave 99.99999999999999 */
    *high = p < 1 ? centre + half : 1;
}

struct figure figure_share(uint64_t hits, uint64_t n)
{
    return figure_share_parts((double)hits, (double)n);
}

struct figure figure_share_parts(double hits, double n)
{
    struct figure figure = figure_new(FIGURE_SHARE, n);
    if (n <= 0)
        return figure;
    double p = hits / n;
    wilson(p, n, Z95, &figure.low, &figure.high);
    figure.value = 100 * p;
    figure.low *= 100;
    figure.high *= 100;
    figure.centre = figure.value;
    figure.error = 100 * sqrt(p * (1 - p) / n);
    return figure;
}

uint64_t histogram_between(const struct histogram *histogram, int64_t low, int64_t high)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < histogram->cells; i++) {
        int64_t value = histogram->low + (int64_t)i;
        if (value >= low && value <= high)
            sum += histogram->counts[i];
    }
    return sum;
}

uint64_t histogram_n(const struct histogram *histogram)
{
    return histogram_between(histogram, INT64_MIN, INT64_MAX);
}

/* Sum of squared deviations, in two passes so that it stays exact for large n. */
static double histogram_spread(const struct histogram *histogram, double mean, double divisor)
{
    double sum = 0;
    for (size_t i = 0; i < histogram->cells; i++) {
        double off = (double)(histogram->low + (int64_t)i) / divisor - mean;
        sum += (double)histogram->counts[i] * off * off;
    }
    return sum;
}

struct figure figure_mean(const struct histogram *histogram, double divisor)
{
    struct figure figure = figure_new(FIGURE_MEAN, (double)histogram_n(histogram));
    if (figure.n == 0)
        return figure;
    double n = (double)figure.n, sum = 0;
    for (size_t i = 0; i < histogram->cells; i++)
        sum += (double)histogram->counts[i] * (double)(histogram->low + (int64_t)i);
    figure.value = sum / divisor / n;
    figure.centre = figure.value;
    if (figure.n < 2)
        return figure;
    figure.error = sqrt(histogram_spread(histogram, figure.value, divisor) / (n - 1) / n);
    double half = gsl_cdf_tdist_Pinv(0.975, n - 1) * figure.error;
    figure.low = figure.value - half;
    figure.high = figure.value + half;
    return figure;
}

/* The root of x² + y² − 2rxy: of two errors, or two arms of an interval, that share a part. */
static double joined(double x, double y, double correlation)
{
    return sqrt(fmax(x * x + y * y - 2 * correlation * x * y, 0));
}

static double p_when_nothing_varies(double difference)
{
    return difference == 0 ? 1 : 0;
}

static struct difference net_difference(const struct figure *a, const struct figure *b, double correlation)
{
    struct difference d = {.value = a->centre - b->centre, .error = joined(a->error, b->error, correlation)};
    d.z = d.value / d.error;
    d.p = d.error > 0 ? erfc(fabs(d.z) / sqrt(2)) : p_when_nothing_varies(d.value);
    d.low = d.value - Z95 * d.error;
    d.high = d.value + Z95 * d.error;
    return d;
}

struct difference figure_difference_net(const struct figure *a, const struct figure *b)
{
    return net_difference(a, b, 0);
}

static struct difference newcombe(const struct figure *a, const struct figure *b, double correlation, double z)
{
    double p = a->value / 100, q = b->value / 100, p_low, p_high, q_low, q_high;
    wilson(p, a->effective_n, z, &p_low, &p_high);
    wilson(q, b->effective_n, z, &q_low, &q_high);
    return (struct difference){.value = 100 * (p - q),
                               .error = NAN,
                               .z = NAN,
                               .p = NAN,
                               .low = 100 * (p - q - joined(p - p_low, q_high - q, correlation)),
                               .high = 100 * (p - q + joined(p_high - p, q - q_low, correlation))};
}

static struct difference share_difference(const struct figure *a, const struct figure *b, double correlation)
{
    struct difference d = newcombe(a, b, correlation, Z95);
    double n = a->effective_n, m = b->effective_n, pooled = (a->value * n + b->value * m) / (n + m);
    double error = sqrt(fmax(pooled * (100 - pooled), 0)) * joined(1 / sqrt(n), 1 / sqrt(m), correlation);
    d.z = d.value / error;
    d.p = error > 0 ? erfc(fabs(d.z) / sqrt(2)) : p_when_nothing_varies(d.value);
    return d;
}

struct difference figure_difference_share(const struct figure *a, const struct figure *b)
{
    return share_difference(a, b, 0);
}

static double welch_freedom(const struct figure *a, const struct figure *b)
{
    double x = a->error * a->error, y = b->error * b->error;
    return (x + y) * (x + y) / (x * x / (a->effective_n - 1) + y * y / (b->effective_n - 1));
}

/* −1, 0, +1: a mean's move by Welch's test at the control limit. */
static int mean_move(const struct figure *now, const struct figure *before)
{
    double error = hypot(now->error, before->error), move = now->value - before->value;
    if (error <= 0)
        return move > 0 ? 1 : move < 0 ? -1 : 0;
    double limit = gsl_cdf_tdist_Pinv(PROBABILITY_LIMIT, welch_freedom(now, before)) * error;
    return move > limit ? 1 : move < -limit ? -1 : 0;
}

static int figure_move(const struct figure *now, const struct figure *before)
{
    if (now->kind == FIGURE_MEAN)
        return mean_move(now, before);
    if (now->kind == FIGURE_SHARE) {
        struct difference d = newcombe(now, before, 0, Z_LIMIT);
        return d.low > 0 ? 1 : d.high < 0 ? -1 : 0;
    }
    struct difference d = figure_difference_net(now, before);
    return d.z > Z_LIMIT ? 1 : d.z < -Z_LIMIT ? -1 : 0;
}

enum verdict figure_verdict(const struct figure *now, const struct figure *before, bool up_is_good)
{
    if (now->kind == FIGURE_COUNT)
        return VERDICT_NONE;
    if (now->n < FIGURE_SHOWN_MIN || before->n < FIGURE_SHOWN_MIN)
        return VERDICT_TOO_FEW;
    int move = figure_move(now, before);
    if (move == 0)
        return VERDICT_NO_SHOWN_CHANGE;
    return (move > 0) == up_is_good ? VERDICT_BETTER : VERDICT_WORSE;
}

static struct difference mean_difference(const struct figure *a, const struct figure *b, double correlation)
{
    struct difference d = {.value = a->value - b->value, .error = joined(a->error, b->error, correlation)};
    double half = d.error;
    d.z = d.value / d.error;
    d.p = p_when_nothing_varies(d.value);
    if (d.error > 0) {
        double freedom = welch_freedom(a, b);
        half *= gsl_cdf_tdist_Pinv(0.975, freedom);
        d.p = 2 * gsl_cdf_tdist_Q(fabs(d.z), freedom);
    }
    d.low = d.value - half;
    d.high = d.value + half;
    return d;
}

struct difference figure_difference_sharing(const struct figure *a, const struct figure *b, double correlation)
{
    return a->kind == FIGURE_MEAN    ? mean_difference(a, b, correlation)
           : a->kind == FIGURE_SHARE ? share_difference(a, b, correlation)
                                     : net_difference(a, b, correlation);
}

struct difference figure_difference(const struct figure *a, const struct figure *b)
{
    return figure_difference_sharing(a, b, 0);
}

enum verdict figure_verdict_planned(const struct figure *now, const struct figure *before, bool up_is_good)
{
    if (now->kind == FIGURE_COUNT)
        return VERDICT_NONE;
    if (now->n < FIGURE_SHOWN_MIN || before->n < FIGURE_SHOWN_MIN)
        return VERDICT_TOO_FEW;
    struct difference d = figure_difference(now, before);
    if (d.low <= 0 && d.high >= 0)
        return VERDICT_NO_SHOWN_CHANGE;
    return (d.low > 0) == up_is_good ? VERDICT_BETTER : VERDICT_WORSE;
}

const char *figure_sign(const struct figure *figure)
{
    if (figure->quality == QUALITY_HIDDEN)
        return "too few";
    return figure->low > 0 ? "positive" : figure->high < 0 ? "negative" : "not shown";
}

enum target_state figure_target(const struct figure *figure, double target)
{
    return figure->low >= target ? TARGET_REACHED : figure->high < target ? TARGET_MISSED : TARGET_OPEN;
}
