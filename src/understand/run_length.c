/* Run lengths of control charts: the chance that a chart which stands at u has not rung after so many buckets more, S₀ = 1,
 * S(u) ← ∫ S(x)·f(x | u) dx over the states without alarm, at the nodes of a quadrature. The sum of all S at the start is the average run
 * length. */
#include "understand/control_chart.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_randist.h>
#include <math.h>

enum { NODES = 64, STATES = NODES + 1, STEPS_MAX = 1000000, ERROR_NODES = 32 };

/* State 0 is the start (the CUSUM's zero, which holds probability of its own), the others are the nodes. */
struct kernel {
    double to[STATES][STATES];
};

static double place(const gsl_integration_glfixed_table *table, double low, double high, size_t i, double *weight)
{
    double at;
    gsl_integration_glfixed_point(low, high, i, &at, weight, table);
    return at;
}

static void kernel_fill(const struct chart_rule *rule, double shift, const gsl_integration_glfixed_table *table, struct kernel *kernel)
{
    bool cusum = rule->kind == CHART_CUSUM;
    double high = chart_threshold(rule), low = cusum ? 0 : -high, unused;
    for (size_t i = 0; i < STATES; i++) {
        double from = i ? place(table, low, high, i - 1, &unused) : 0;
        kernel->to[i][0] = cusum ? gsl_cdf_ugaussian_P(rule->slack - from - shift) : 0;
        for (size_t j = 1; j < STATES; j++) {
            double weight, at = place(table, low, high, j - 1, &weight);
            double density = cusum ? gsl_ran_ugaussian_pdf(at - from + rule->slack - shift)
                                   : gsl_ran_gaussian_pdf(at - (1 - rule->weight) * from - rule->weight * shift, rule->weight);
            kernel->to[i][j] = weight * density;
        }
    }
}

static void kernel_step(const struct kernel *kernel, double silent[STATES])
{
    double next[STATES];
    for (size_t i = 0; i < STATES; i++) {
        next[i] = 0;
        for (size_t j = 0; j < STATES; j++)
            next[i] += kernel->to[i][j] * silent[j];
    }
    for (size_t i = 0; i < STATES; i++)
        silent[i] = next[i];
}

/* The chance of silence falls by the same share from some step on; the rest of the sum is then a geometric series. */
static double kernel_run_length(const struct kernel *kernel)
{
    double silent[STATES], sum = 0, last_share = 0;
    for (size_t i = 0; i < STATES; i++)
        silent[i] = 1;
    for (size_t step = 0; step < STEPS_MAX && silent[0] > 0; step++) {
        double before = silent[0];
        sum += before;
        kernel_step(kernel, silent);
        double share = silent[0] / before;
        if (step > 10 && fabs(share - last_share) < 1e-14)
            return sum + silent[0] / (1 - share);
        last_share = share;
    }
    return sum;
}

static double kernel_silence(const struct kernel *kernel, size_t buckets)
{
    double silent[STATES];
    for (size_t i = 0; i < STATES; i++)
        silent[i] = 1;
    for (size_t step = 0; step < buckets; step++)
        kernel_step(kernel, silent);
    return silent[0];
}

static double limits_alarm(const struct chart_rule *rule, double shift)
{
    return gsl_cdf_ugaussian_Q(rule->limit - shift) + gsl_cdf_ugaussian_Q(rule->limit + shift);
}

double chart_run_length(const struct chart_rule *rule, double shift)
{
    if (rule->kind == CHART_LIMITS)
        return 1 / limits_alarm(rule, shift);
    gsl_integration_glfixed_table *table = gsl_integration_glfixed_table_alloc(NODES);
    struct kernel kernel;
    kernel_fill(rule, shift, table, &kernel);
    double length = kernel_run_length(&kernel);
    if (rule->kind == CHART_CUSUM) {
        kernel_fill(rule, -shift, table, &kernel);
        length = 1 / (1 / length + 1 / kernel_run_length(&kernel));
    }
    gsl_integration_glfixed_table_free(table);
    return length;
}

double chart_alarm(const struct chart_rule *rule, double shift, size_t buckets)
{
    if (rule->kind == CHART_LIMITS)
        return -expm1((double)buckets * log1p(-limits_alarm(rule, shift)));
    gsl_integration_glfixed_table *table = gsl_integration_glfixed_table_alloc(NODES);
    struct kernel kernel;
    kernel_fill(rule, shift, table, &kernel);
    double silence = kernel_silence(&kernel, buckets);
    if (rule->kind == CHART_CUSUM) {
        kernel_fill(rule, -shift, table, &kernel);
        silence *= kernel_silence(&kernel, buckets);
    }
    gsl_integration_glfixed_table_free(table);
    return 1 - silence;
}

/* Averaged over where the baseline may truly be: normal, its deviation √(bucket_n/baseline_n) in errors of a bucket; both sides are alike.
 */
double chart_false_alarm(const struct chart_rule *rule, size_t buckets, uint64_t bucket_n, uint64_t baseline_n)
{
    enum { REACH = 5 };
    double spread = sqrt((double)bucket_n / (double)baseline_n), alarm = 0, weight;
    gsl_integration_glfixed_table *table = gsl_integration_glfixed_table_alloc(ERROR_NODES);
    for (size_t i = 0; i < ERROR_NODES; i++) {
        double off = place(table, 0, REACH, i, &weight);
        alarm += 2 * weight * gsl_ran_ugaussian_pdf(off) * chart_alarm(rule, off * spread, buckets);
    }
    gsl_integration_glfixed_table_free(table);
    return fmin(alarm, 1);
}
