#include "understand/control_study.h"
#include "understand/inside.h"
#include "understand/sample_size.h"

#include <math.h>

static const struct {
    const char *name;
    const struct chart_rule *rule;
} rules[CONTROL_RULES] = {{"ewma", &chart_ewma}, {"limits", &chart_limits}, {"cusum", &chart_cusum}};

/* ---- gathered under the lock ---- */
static enum err ask_check(const struct control_ask *ask, struct fault *why)
{
    if (measure_kind(ask->measure) == FIGURE_COUNT || ask->measure == MEASURE_EMOTION_SHARE)
        return fault_set(why, ERR_INVALID, "not_a_score", "measure", "What is counted and shares of emotions have no control chart yet.");
    if (ask->from > ask->to)
        return fault_set(why, ERR_INVALID, "empty_period", "to", "The period ends before it begins.");
    if (ask->base_from > ask->base_to || ask->base_to >= ask->from)
        return fault_set(why, ERR_INVALID, "out_of_range", "base_to", "The baseline must end before the first day that is watched.");
    return ERR_NONE;
}

static enum err take(const struct understand *understand, const struct control_ask *ask, const char *by, struct arena *arena,
                     struct tallies *tallies, struct fault *why)
{
    struct plan plan = {.workspace_id = ask->workspace_id,
                        .measure = ask->measure,
                        .where = ask->where,
                        .has_from = true,
                        .has_to = true,
                        .from = by ? ask->from : ask->base_from,
                        .to = by ? ask->to : ask->base_to,
                        .scope = ask->scope,
                        .stop = ask->stop};
    if (by)
        plan.by[plan.by_count++] = str_of(by);
    return tally_take(understand, &plan, arena, tallies, why);
}

/* Scales are never averaged together. */
static enum err scale_check(struct control_study *study, const struct tallies *tallies, struct fault *why)
{
    for (size_t i = 0; i < tallies->count; i++) {
        const struct tally *tally = tallies->rows[i];
        if (study->low == study->high)
            study->low = tally->low, study->high = tally->high;
        if (tally->low != study->low || tally->high != study->high)
            return fault_set(why, ERR_INVALID, "scales_mixed", "where",
                             "These answers were given on more than one scale; add a condition, such as one survey.");
    }
    return ERR_NONE;
}

static size_t periods_of(const struct control_ask *ask, enum period period)
{
    size_t count = 0;
    for (int32_t start = period_start(period, ask->from); start <= ask->to && count <= CONTROL_PERIODS_MAX; count++)
        start = period_next(period, start);
    return count;
}

static uint64_t answers_of(const struct tallies *tallies)
{
    uint64_t n = 0;
    for (size_t i = 0; i < tallies->count; i++)
        n += tallies->rows[i]->n;
    return n;
}

static enum err periods_take(const struct understand *understand, struct control_study *study, struct arena *arena, struct tallies *tallies,
                             struct fault *why)
{
    const struct control_ask *ask = study->ask;
    study->period = ask->has_period ? ask->period : PERIOD_WEEK;
    if (periods_of(ask, study->period) > CONTROL_PERIODS_MAX)
        return fault_set(why, ERR_INVALID, "too_many", "from", "At most %d periods can be watched at once.", CONTROL_PERIODS_MAX);
    enum err err = take(understand, ask, period_name(study->period), arena, tallies, why);
    if (err != ERR_NONE || ask->has_period || answers_of(tallies) >= FIGURE_SHOWN_MIN * periods_of(ask, PERIOD_WEEK))
        return err;
    study->period = PERIOD_MONTH;
    return take(understand, ask, period_name(study->period), arena, tallies, why);
}

static void point_make(struct control_study *study, int32_t from, int32_t start, const uint64_t *counts, size_t cells)
{
    struct control_point *point = &study->points[study->count++];
    int32_t end = period_next(study->period, start) - 1;
    point->from = from;
    point->to = end < study->ask->to ? end : study->ask->to;
    period_format(study->period, start, point->label);
    point->figure = measure_figure(study->ask->measure, study->low, study->high, counts, cells);
}

/* Periods in order, those that are small with what follows. */
static enum err points_make(struct control_study *study, const struct tallies *tallies, struct arena *arena)
{
    const struct control_ask *ask = study->ask;
    size_t cells = tallies->count ? tallies->rows[0]->cells : 1, next = 0;
    uint64_t *counts = arena_take_array(arena, cells, sizeof *counts);
    study->points = arena_take_array(arena, CONTROL_PERIODS_MAX, sizeof *study->points);
    if (!counts || !study->points)
        return ERR_MEMORY;
    int32_t begun = ask->from;
    for (int32_t start = period_start(study->period, ask->from); start <= ask->to; start = period_next(study->period, start)) {
        for (; next < tallies->count && tallies->rows[next]->start == start; next++) {
            study->waiting += tallies->rows[next]->n;
            for (size_t i = 0; i < cells; i++)
                counts[i] += tallies->rows[next]->counts[i];
        }
        if (study->waiting < FIGURE_SHOWN_MIN)
            continue;
        point_make(study, begun, start, counts, cells);
        memset(counts, 0, cells * sizeof *counts);
        study->waiting = 0;
        begun = period_next(study->period, start);
    }
    return ERR_NONE;
}

/* Under thirty answers nobody can say what is usual. */
static void base_make(struct control_study *study, const struct tallies *base)
{
    const uint64_t none = 0;
    study->base = base->count ? base->rows[0]->now : measure_figure(study->ask->measure, 0, 0, &none, 1);
    if (study->base.n < FIGURE_NORMAL_MIN)
        return;
    double variance = sample_variance(&study->base).variance;
    study->deviation = variance > 0 ? sqrt(variance) : 0;
}

static enum err gather(const struct understand *understand, struct control_study *study, struct arena *own, struct arena *arena,
                       struct fault *why)
{
    struct tallies base, periods;
    enum err err = take(understand, study->ask, NULL, own, &base, why);
    if (err == ERR_NONE)
        err = scale_check(study, &base, why);
    if (err == ERR_NONE)
        err = periods_take(understand, study, own, &periods, why);
    if (err == ERR_NONE)
        err = scale_check(study, &periods, why);
    if (err != ERR_NONE)
        return err;
    base_make(study, &base);
    return points_make(study, &periods, arena);
}

enum err control_study_find(const struct understand *understand, const struct control_ask *ask, struct arena *arena,
                            struct control_study *study, struct fault *why)
{
    *study = (struct control_study){.ask = ask};
    enum err err = ask_check(ask, why);
    if (err != ERR_NONE)
        return err;
    struct arena *own = arena_new(TALLY_BYTES);
    err = own ? gather(understand, study, own, arena, why) : ERR_MEMORY;
    arena_free(own);
    return err;
}

/* ---- judged without it ---- */
struct judged {
    struct chart_point *points; /* as many as the study's */
    enum verdict verdict;
    double run_length, false_alarm;
    size_t since; /* the first point of the alarm that stands at the end; the count when none does */
    size_t alarms;
};

static uint64_t usual_n(const struct control_study *study)
{
    uint64_t n = 0;
    for (size_t i = 0; i < study->count; i++)
        n += study->points[i].figure.n;
    return study->count ? n / study->count : 0;
}

static enum err judge(const struct control_study *study, const struct chart_rule *rule, struct arena *arena, struct judged *judged)
{
    struct chart_bucket *buckets = arena_take_array(arena, study->count, sizeof *buckets);
    judged->points = arena_take_array(arena, study->count, sizeof *judged->points);
    if (!buckets || !judged->points)
        return ERR_MEMORY;
    for (size_t i = 0; i < study->count; i++)
        buckets[i] = (struct chart_bucket){study->points[i].figure.n, study->points[i].figure.value};
    const struct chart_baseline baseline = {study->base.value, study->deviation};
    size_t made = chart_run(rule, &baseline, buckets, study->count, judged->points);
    must(made == study->count); /* each has ten answers and is a point of its own */
    judged->verdict = chart_verdict(judged->points, made, study->base.n, measure_up_is_good(study->ask->measure));
    judged->run_length = chart_run_length(rule, 0);
    judged->false_alarm = chart_false_alarm(rule, made, usual_n(study), study->base.n);
    judged->since = made;
    for (size_t i = made; i-- > 0 && judged->points[i].alarm && judged->points[i].alarm == judged->points[made - 1].alarm;)
        judged->since = i;
    for (size_t i = 0; i < made; i++)
        judged->alarms += judged->points[i].alarm != 0;
    return ERR_NONE;
}

/* ---- schema ControlChart ---- */
static const char *side(int alarm)
{
    return alarm > 0 ? "above" : "below";
}

/* One number for the two sums of a CUSUM: the larger, under zero when it is the one that counts falls. */
static double statistic(const struct chart_rule *rule, const struct chart_point *point)
{
    return rule->kind == CHART_CUSUM && point->down > point->up ? -point->down : point->up;
}

static void point_write(const struct control_study *study, const struct judged *judged, size_t i, struct buf *out)
{
    const struct control_point *point = &study->points[i];
    bool first = true;
    buf_add_text(out, i ? ",{" : "{");
    day_member(out, "from", point->from);
    day_member(out, "to", point->to);
    text_member(out, "label", str_of(point->label));
    figure_write(&point->figure, true, out);
    if (judged) {
        double reach = chart_limits.limit * study->deviation / sqrt((double)point->figure.n);
        real_member(out, "limit_low", study->base.value - reach);
        real_member(out, "limit_high", study->base.value + reach);
        for (size_t r = 0; r < CONTROL_RULES; r++)
            real_member(out, rules[r].rule == &chart_limits ? "z" : rules[r].name, statistic(rules[r].rule, &judged[r].points[i]));
        json_member(out, "alarms");
        buf_add_char(out, '{');
        for (size_t r = 0; r < CONTROL_RULES; r++) {
            if (!judged[r].points[i].alarm)
                continue;
            buf_printf(out, "%s\"%s\":\"%s\"", first ? "" : ",", rules[r].name, side(judged[r].points[i].alarm));
            first = false;
        }
        buf_add_char(out, '}');
    }
    buf_add_char(out, '}');
}

static void rule_write(const struct control_study *study, size_t r, const struct judged *judged, struct buf *out)
{
    buf_add_text(out, r ? ",{" : "{");
    text_member(out, "rule", str_of(rules[r].name));
    real_member(out, "threshold", chart_threshold(rules[r].rule));
    real_member(out, "run_length", judged->run_length);
    real_member(out, "false_alarm", judged->false_alarm);
    count_member(out, "alarms", judged->alarms);
    text_member(out, "verdict", str_of(verdict_name(judged->verdict)));
    if (judged->since < study->count) {
        text_member(out, "side", str_of(side(judged->points[study->count - 1].alarm)));
        text_member(out, "since", str_of(study->points[judged->since].label));
    }
    buf_add_char(out, '}');
}

static void head_write(const struct control_study *study, struct buf *out)
{
    const struct tally scale = {.low = study->low, .high = study->high};
    text_member(out, "measure", str_of(measure_name(study->ask->measure)));
    text_member(out, "unit", str_of(measure_unit(study->ask->measure)));
    range_write(study->ask->measure, &scale, out);
    text_member(out, "period", str_of(period_name(study->period)));
    day_member(out, "from", study->ask->from);
    day_member(out, "to", study->ask->to);
    count_member(out, "waiting", study->waiting);
    json_member(out, "baseline");
    buf_add_char(out, '{');
    day_member(out, "from", study->ask->base_from);
    day_member(out, "to", study->ask->base_to);
    figure_write(&study->base, true, out);
    if (study->deviation > 0)
        real_member(out, "deviation", study->deviation);
    buf_add_char(out, '}');
}

enum err control_study_write(const struct control_study *study, struct arena *arena, struct buf *out)
{
    struct judged judged[CONTROL_RULES] = {0};
    bool watched = study->deviation > 0 && study->count > 0;
    for (size_t r = 0; r < CONTROL_RULES && watched; r++) {
        enum err err = judge(study, rules[r].rule, arena, &judged[r]);
        if (err != ERR_NONE)
            return err;
    }
    buf_add_char(out, '{');
    head_write(study, out);
    json_member(out, "points");
    buf_add_char(out, '[');
    for (size_t i = 0; i < study->count; i++)
        point_write(study, watched ? judged : NULL, i, out);
    buf_add_char(out, ']');
    json_member(out, "rules");
    buf_add_char(out, '[');
    for (size_t r = 0; r < CONTROL_RULES && watched; r++)
        rule_write(study, r, &judged[r], out);
    buf_add_text(out, "]}");
    return out->failed ? ERR_MEMORY : ERR_NONE;
}
