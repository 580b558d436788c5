/* How many answers a change needs, of the figure at hand: schema SampleAdvice. */
#include "understand/inside.h"
#include "understand/sample_size.h"

#include <math.h>

static const double DAYS_A_MONTH = 365.25 / 12, SCALE_PARTS = 20;

static double range_of(enum measure measure, const struct tally *tally)
{
    double divisor = measure_divisor(measure);
    return ((double)tally->high - (double)tally->low) / divisor;
}

/* Five points, five per cent, a twentieth of the scale of a mean. */
static double change_usual(enum measure measure, const struct tally *tally)
{
    return measure_kind(measure) == FIGURE_MEAN ? range_of(measure, tally) / SCALE_PARTS : 5;
}

static void advice_members(const struct figure *figure, double monthly, double change, struct buf *out)
{
    struct sampled sampled = sample_variance(figure);
    struct sample_advice advice = sample_advise(&sampled, (uint64_t)llround(monthly), change);
    count_member(out, "needed", advice.needed);
    json_member(out, "months");
    if (advice.months == UINT64_MAX)
        buf_add_text(out, "null");
    else
        buf_printf(out, "%llu", (unsigned long long)advice.months);
    real_member(out, "change_shown", advice.change_shown); /* null when nothing comes in */
    real_member(out, "power", advice.power);
    real_member(out, "margin", sample_margin(&sampled, figure->n));
    json_member(out, "enough");
    buf_add_text(out, advice.enough ? "true" : "false");
}

static void advice_write(const struct plan *plan, const struct tallies *tallies, double change, struct buf *out)
{
    const struct tally *tally = tallies->count ? tallies->rows[0] : NULL;
    uint64_t n = tally ? tally->n : 0;
    double days = tallies->has_days && tallies->to >= tallies->from ? tallies->to - tallies->from + 1 : 1,
           monthly = (double)n / days * DAYS_A_MONTH;
    buf_add_char(out, '{');
    text_member(out, "measure", str_of(measure_name(plan->measure)));
    text_member(out, "unit", str_of(measure_unit(plan->measure)));
    if (tally)
        range_write(plan->measure, tally, out);
    if (tallies->has_days) {
        day_member(out, "from", tallies->from);
        day_member(out, "to", tallies->to);
    }
    count_member(out, "n", n);
    count_member(out, "monthly", (uint64_t)llround(monthly));
    if (tally)
        real_member(out, "change", change > 0 ? change : change_usual(plan->measure, tally));
    if (n < FIGURE_SHOWN_MIN)
        count_member(out, "missing", FIGURE_SHOWN_MIN - n);
    else if (sample_variance(&tally->now).variance > 0)
        advice_members(&tally->now, monthly, change > 0 ? change : change_usual(plan->measure, tally), out);
    buf_add_char(out, '}');
}

enum err understand_sample_size(const struct understand *understand, const struct plan *plan, double change, struct buf *out,
                                struct fault *why)
{
    struct tallies tallies;
    if (measure_kind(plan->measure) == FIGURE_COUNT || plan->measure == MEASURE_EMOTION_SHARE)
        return fault_set(why, ERR_INVALID, "not_a_score", "measure", "Sample sizes are of scores; what is counted has none.");
    struct arena *own = arena_new(TALLY_BYTES);
    enum err err = own ? tally_take(understand, plan, own, &tallies, why) : ERR_MEMORY;
    if (err == ERR_NONE && tallies.count > 1)
        err = fault_set(why, ERR_INVALID, "scales_mixed", "where",
                        "These answers were given on more than one scale; add a condition, such as one survey.");
    if (err == ERR_NONE)
        advice_write(plan, &tallies, change, out);
    arena_free(own);
    return err == ERR_NONE && out->failed ? ERR_MEMORY : err;
}
