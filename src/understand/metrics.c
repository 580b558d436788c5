/* Tallies as the contract's Metrics. */
#include "understand/inside.h"

enum { MEMBER_TEXT = 80 };
enum { ROWS_SHOWN_MAX = 10000, CELLS_SHOWN_MAX = 12 /* longer histograms show only what was given */ };

void json_member(struct buf *out, const char *name)
{
    char text[MEMBER_TEXT]; /* put together here and added at once: a long answer has hundreds of thousands of members */
    size_t length = 0;
    if (out->length && out->at[out->length - 1] != '{' && out->at[out->length - 1] != '[')
        text[length++] = ',';
    text[length++] = '"';
    while (*name && length < sizeof text - 2 && (unsigned char)*name >= 0x20 && *name != '"' && *name != '\\')
        text[length++] = *name++;
    if (*name == '\0') {
        text[length++] = '"';
        text[length++] = ':';
        buf_add(out, text, length);
        return;
    }
    while (text[--length] != '"') /* a long name, or one to escape: from its beginning, the slow way */
        name--;
    buf_add(out, text, length);
    json_put_text(out, str_of(name));
    buf_add_char(out, ':');
}

void text_member(struct buf *out, const char *name, struct str text)
{
    json_member(out, name);
    json_put_text(out, text);
}

void count_member(struct buf *out, const char *name, uint64_t value)
{
    json_member(out, name);
    buf_printf(out, "%llu", (unsigned long long)value);
}

void real_member(struct buf *out, const char *name, double value)
{
    json_member(out, name);
    json_put_real(out, value); /* NaN becomes null */
}

void day_member(struct buf *out, const char *name, int32_t day)
{
    char text[TIME_TEXT];
    day_format(day, text);
    text_member(out, name, str_of(text));
}

void truth_member(struct buf *out, const char *name, bool truth)
{
    json_member(out, name);
    buf_add_text(out, truth ? "true" : "false");
}

void figure_write(const struct figure *figure, bool floor, struct buf *out)
{
    bool hidden = floor && figure->quality == QUALITY_HIDDEN;
    json_member(out, "n");
    buf_add_integer(out, (int64_t)figure->n);
    static const char *const names[] = {"value", "low", "high"};
    const double values[] = {figure->value, figure->low, figure->high};
    for (size_t i = 0; i < 3; i++) {
        json_member(out, names[i]);
        if (hidden)
            buf_add_text(out, "null");
        else
            json_put_real(out, values[i]); /* NaN becomes null */
    }
    json_member(out, "quality");
    json_put_text(out, str_of(quality_name(figure->quality)));
    if (figure->quality == QUALITY_HIDDEN) {
        json_member(out, "missing");
        buf_printf(out, "%llu", (unsigned long long)(FIGURE_SHOWN_MIN - figure->n));
    }
}

void figure_member(struct buf *out, const char *name, const struct figure *figure)
{
    json_member(out, name);
    buf_add_char(out, '{');
    figure_write(figure, true, out);
    buf_add_char(out, '}');
}

static void group_write(const struct tallies *tallies, const struct tally *tally, struct buf *out)
{
    json_member(out, "group");
    buf_add_char(out, '{');
    for (size_t i = 0; i < tallies->by_count; i++) {
        char name[256];
        size_t length = tallies->by[i].length < sizeof name - 1 ? tallies->by[i].length : sizeof name - 1;
        memcpy(name, tallies->by[i].at, length);
        name[length] = '\0';
        json_member(out, name);
        if (tally->labels[i].at)
            json_put_text(out, tally->labels[i]);
        else
            buf_add_text(out, "null");
    }
    if (tallies->scales_mixed) { /* never averaged together: a row per scale */
        json_member(out, "scale");
        buf_printf(out, "\"%lld-%lld\"", (long long)tally->low, (long long)tally->high);
    }
    buf_add_char(out, '}');
}

/* The digits of a number, ending before `end`; where they begin. */
static char *digits_before(char *end, uint64_t number)
{
    do
        *--end = (char)('0' + number % 10);
    while (number /= 10);
    return end;
}

static void histogram_write(const struct tally *tally, struct buf *out)
{
    json_member(out, "histogram");
    buf_add_char(out, '{');
    for (size_t i = 0; i < tally->cells; i++) {
        if (tally->counts[i] == 0 && tally->cells > CELLS_SHOWN_MAX)
            continue;
        int64_t value = tally->low + (int64_t)i;
        char text[64], *at = text + sizeof text;
        at = digits_before(at, tally->counts[i]);
        *--at = ':';
        *--at = '"';
        at = digits_before(at, (uint64_t)(value < 0 ? -value : value));
        if (value < 0)
            *--at = '-';
        *--at = '"';
        if (out->at && out->at[out->length - 1] != '{')
            *--at = ',';
        buf_add(out, at, (size_t)(text + sizeof text - at));
    }
    buf_add_char(out, '}');
}

enum shares { SHARES_NONE = -1, SHARES_EXPECTATION, SHARES_NPS, SHARES_EFFECT };

static enum shares shares_of(enum measure measure)
{
    return measure == MEASURE_NPS || measure == MEASURE_ENPS ? SHARES_NPS
           : measure == MEASURE_EXPECTATION                  ? SHARES_EXPECTATION
           : measure == MEASURE_STRENGTHENING                ? SHARES_EFFECT
                                                             : SHARES_NONE;
}

static void shares_write(const struct tally *tally, enum shares shares, struct buf *out)
{
    static const char *const names[3][3] = {
        {"weak", "good", "excellent"}, {"detractor", "passive", "promoter"}, {"weakened", "unchanged", "strengthened"}};
    const struct histogram h = {tally->low, tally->cells, tally->counts};
    bool nps = shares == SHARES_NPS;
    double n = (double)tally->n, low = (double)(nps ? histogram_between(&h, 0, 6) : histogram_between(&h, -3, -1)),
           high = (double)(nps ? histogram_between(&h, 9, 10) : histogram_between(&h, 1, 3));
    if (tally->sums) {
        n = tally->sums[0].w;
        low = (tally->sums[0].wxx - tally->sums[0].wx) / 2;
        high = (tally->sums[0].wxx + tally->sums[0].wx) / 2;
    }
    const double parts[] = {low, n - low - high, high};
    json_member(out, "shares");
    buf_add_char(out, '{');
    for (size_t i = 0; i < 3; i++) {
        json_member(out, names[shares][i]);
        json_put_real(out, 100.0 * parts[i] / n);
    }
    buf_add_char(out, '}');
}

static bool counted(enum measure measure)
{
    return measure == MEASURE_RESPONSES || measure == MEASURE_VOLUME;
}

/* What it was, or the other group's, and what the difference is worth. */
static void comparison_write(const struct plan *plan, const struct comparison *comparison, struct buf *out)
{
    static const char *const names[] = {"difference", "difference_low", "difference_high", "q"};
    const double values[] = {comparison->difference.value, comparison->difference.low, comparison->difference.high, comparison->q};
    json_member(out, "previous");
    buf_add_char(out, '{');
    figure_write(&comparison->before, !plan->floor_none, out);
    buf_add_char(out, '}');
    for (size_t i = 0; i < 4 && !counted(plan->measure); i++) {
        json_member(out, names[i]);
        json_put_real(out, values[i]); /* NaN becomes null: too few on one side */
    }
    if (verdict_name(comparison->verdict)) {
        json_member(out, "verdict");
        json_put_text(out, str_of(verdict_name(comparison->verdict)));
    }
}

/* The persons' figure beside the weighted one, and what it rests on. */
static void weight_write(const struct plan *plan, const struct tally *tally, struct buf *out)
{
    const struct weighted_sum *sum = &tally->sums[0];
    struct margin_sum margin = {.margin = *sum};
    json_member(out, "effective_n");
    json_put_real(out, weighted_effective_n(sum));
    json_member(out, "left_out");
    buf_printf(out, "%llu", (unsigned long long)(tally->n - sum->n));
    if (str_is(plan->weight, "margin"))
        count_member(out, "carried", tally->carried);
    json_member(out, "persons");
    buf_add_char(out, '{');
    figure_write(&tally->persons, !plan->floor_none, out);
    buf_add_char(out, '}');
    if (str_is(plan->weight, "margin") && shares_of(plan->measure) == SHARES_NPS && sum->w > 0 &&
        (plan->floor_none || tally->now.quality != QUALITY_HIDDEN)) {
        json_member(out, "detractor_margin");
        json_put_real(out, margin_of_minus(&margin));
    }
}

static void row_write(const struct plan *plan, const struct tallies *tallies, const struct tally *tally,
                      const struct comparison *comparison, struct buf *out)
{
    bool shown = plan->floor_none || tally->now.quality != QUALITY_HIDDEN;
    enum shares shares = shares_of(plan->measure);
    buf_add_char(out, '{');
    group_write(tallies, tally, out);
    figure_write(&tally->now, !plan->floor_none, out);
    if (shown && !counted(plan->measure) && plan->measure != MEASURE_EMOTION_NET)
        histogram_write(tally, out);
    if (shown && shares != SHARES_NONE)
        shares_write(tally, shares, out);
    if (tally->sums)
        weight_write(plan, tally, out);
    if (plan->measure == MEASURE_STRENGTHENING) {
        json_member(out, "shown");
        json_put_text(out, str_of(figure_sign(&tally->now)));
    }
    if (comparison)
        comparison_write(plan, comparison, out);
    buf_add_char(out, '}');
}

static void scale_write(const struct plan *plan, const struct tallies *tallies, struct buf *out)
{
    if (counted(plan->measure) || tallies->scales_mixed || tallies->count == 0)
        return;
    range_write(plan->measure, tallies->rows[0], out);
}

static void metrics_write(const struct plan *plan, const struct tallies *tallies, size_t shown, const struct comparison *comparisons,
                          struct buf *out)
{
    char day[TIME_TEXT];
    buf_add_char(out, '{');
    json_member(out, "measure");
    json_put_text(out, str_of(measure_name(plan->measure)));
    json_member(out, "unit");
    json_put_text(out, str_of(measure_unit(plan->measure)));
    scale_write(plan, tallies, out);
    if (tallies->has_days) {
        day_format(tallies->from, day);
        json_member(out, "from");
        json_put_text(out, str_of(day));
        day_format(tallies->to, day);
        json_member(out, "to");
        json_put_text(out, str_of(day));
    }
    json_member(out, "rows");
    buf_add_char(out, '[');
    for (size_t i = 0; i < shown; i++) {
        if (i)
            buf_add_char(out, ',');
        row_write(plan, tallies, tallies->rows[i], comparisons ? &comparisons[i] : NULL, out);
    }
    buf_add_char(out, ']');
    if (tallies->has_trimmed)
        count_member(out, "trimmed", tallies->trimmed);
    if (tallies->count > shown) {
        json_member(out, "truncated");
        buf_add_text(out, "true");
    }
    buf_add_char(out, '}');
}

enum err understand_metrics(const struct understand *understand, const struct plan *plan, struct arena *arena, struct buf *out,
                            struct fault *why)
{
    struct arena *own = arena_new(TALLY_BYTES); /* groups may be many more than a request's arena should hold */
    struct tallies tallies;
    (void)arena;
    if (!own)
        return ERR_MEMORY;
    enum err err = tally_take(understand, plan, own, &tallies, why);
    size_t shown = err == ERR_NONE && tallies.count < ROWS_SHOWN_MAX ? tallies.count : ROWS_SHOWN_MAX;
    struct comparison *comparisons = NULL;
    if (err == ERR_NONE)
        err = rows_compare(plan, &tallies, shown, own, &comparisons);
    if (err == ERR_NONE)
        metrics_write(plan, &tallies, shown, comparisons, out);
    arena_free(own);
    return err == ERR_NONE && out->failed ? ERR_MEMORY : err;
}
