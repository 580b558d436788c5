#include "understand/control_chart.h"

#include <math.h>

const struct chart_rule chart_limits = {.kind = CHART_LIMITS, .limit = 3};
const struct chart_rule chart_ewma = {.kind = CHART_EWMA, .limit = 2.86, .weight = 0.2};
const struct chart_rule chart_cusum = {.kind = CHART_CUSUM, .limit = 5, .slack = 0.5};

double chart_threshold(const struct chart_rule *rule)
{
    return rule->kind == CHART_EWMA ? rule->limit * sqrt(rule->weight / (2 - rule->weight)) : rule->limit;
}

struct state {
    double up, down;
};

static struct state state_next(const struct chart_rule *rule, struct state state, double z)
{
    if (rule->kind == CHART_LIMITS)
        return (struct state){z, -z};
    if (rule->kind == CHART_CUSUM)
        return (struct state){fmax(0, state.up + z - rule->slack), fmax(0, state.down - z - rule->slack)};
    double average = rule->weight * z + (1 - rule->weight) * state.up;
    return (struct state){average, -average};
}

size_t chart_run(const struct chart_rule *rule, const struct chart_baseline *baseline, const struct chart_bucket *buckets, size_t count,
                 struct chart_point *points)
{
    double threshold = chart_threshold(rule), sum = 0;
    struct state state = {0, 0};
    uint64_t n = 0;
    size_t made = 0, first = 0;
    for (size_t i = 0; i < count; i++) {
        n += buckets[i].n;
        sum += buckets[i].n ? (double)buckets[i].n * buckets[i].value : 0;
        if (n < CHART_BUCKET_MIN)
            continue;
        double value = sum / (double)n, z = (value - baseline->value) / (baseline->deviation / sqrt((double)n));
        state = state_next(rule, state, z);
        int alarm = state.up > threshold ? 1 : state.down > threshold ? -1 : 0;
        points[made++] = (struct chart_point){first, i, n, value, z, state.up, state.down, alarm};
        n = 0;
        sum = 0;
        first = i + 1;
    }
    return made;
}

enum verdict chart_verdict(const struct chart_point *points, size_t count, uint64_t baseline_n, bool up_is_good)
{
    if (count == 0 || baseline_n < FIGURE_NORMAL_MIN)
        return VERDICT_TOO_FEW;
    int alarm = points[count - 1].alarm;
    if (alarm == 0)
        return VERDICT_NO_SHOWN_CHANGE;
    return (alarm > 0) == up_is_good ? VERDICT_BETTER : VERDICT_WORSE;
}
