/* The rows of a reply compared, all of them together, each with the same group before or under another condition.
 *
 * Figures that share answers move together. Both are means of what single answers add; with o answers in both, the covariance of the two
 * means is o·V/(n·m), V the variance among the shared answers. */
#include "understand/inside.h"

#include <math.h>

static struct weighted_sum sum_of(enum measure measure, const struct tally *tally, const uint64_t *counts)
{
    struct weighted_sum sum = {0};
    for (size_t i = 0; i < tally->cells; i++)
        weighted_add(&sum, 1, measure_score(measure, tally->high, tally->low + (int64_t)i), counts[i]);
    return sum;
}

/* Σw²·V: over the product of the weights the (co)variance of the mean. */
static double spread(const struct weighted_sum *sum)
{
    double mean = sum->w > 0 ? sum->wx / sum->w : 0;
    return sum->w > 0 ? sum->ww * fmax(sum->wxx / sum->w - mean * mean, 0) : 0;
}

static double correlation(enum measure measure, const struct tally *tally)
{
    if (!tally->shared || !tally->before)
        return 0;
    const uint64_t *counts[] = {tally->counts, tally->before, tally->shared};
    struct weighted_sum sums[3];
    for (size_t i = 0; i < 3; i++)
        sums[i] = tally->sums ? tally->sums[i] : sum_of(measure, tally, counts[i]);
    double both = sqrt(spread(&sums[0]) * spread(&sums[1]));
    return both > 0 ? fmin(spread(&sums[2]) / both, 1) : 0;
}

/* −1, 0, +1: more of an emotion is better or worse by its valence; surprise may be either. */
static int direction(const struct plan *plan, const struct tallies *tallies, const struct tally *tally)
{
    for (size_t i = 0; i < tallies->by_count && plan->measure == MEASURE_EMOTION_SHARE; i++) {
        int emotion = str_is(tallies->by[i], "emotion") ? emotion_index(tally->labels[i]) : -1;
        if (emotion >= 0)
            return emotion_valence[emotion];
    }
    return measure_up_is_good(plan->measure) ? 1 : -1;
}

/* A period against the one before is looked at every day: it is called only outside the control limits too. */
static void limits_keep(struct comparison *c)
{
    if (c->verdict != VERDICT_TOO_FEW && c->verdict != figure_verdict(&c->now, &c->before, c->up_is_good))
        c->verdict = VERDICT_NO_SHOWN_CHANGE;
}

enum err rows_compare(const struct plan *plan, const struct tallies *tallies, size_t count, struct arena *arena,
                      struct comparison **comparisons)
{
    *comparisons = NULL;
    if (!plan->compare_previous && !plan->against)
        return ERR_NONE;
    struct comparison *items = arena_take_array(arena, count + 1, sizeof *items);
    if (!items)
        return ERR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        const struct tally *tally = tallies->rows[i];
        struct figure nothing = tally->now.kind == FIGURE_COUNT ? figure_count(0) : figure_net(0, 0, 0);
        items[i] = (struct comparison){.now = tally->now,
                                       .before = tally->has_previous ? tally->previous : nothing,
                                       .correlation = correlation(plan->measure, tally),
                                       .up_is_good = direction(plan, tallies, tally) > 0};
    }
    enum err err = comparisons_judge(items, count, arena);
    for (size_t i = 0; i < count && err == ERR_NONE; i++) {
        if (plan->compare_previous && items[i].verdict != VERDICT_NONE)
            limits_keep(&items[i]);
        if (direction(plan, tallies, tallies->rows[i]) == 0)
            items[i].verdict = VERDICT_NONE;
    }
    *comparisons = items;
    return err;
}

enum err cells_compare(struct compared_cell *cells, size_t count, struct arena *arena)
{
    struct comparison *items = arena_take_array(arena, count + 1, sizeof *items);
    if (!items)
        return ERR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        const struct tally *tally = cells[i].tally;
        items[i] = (struct comparison){.now = tally->now,
                                       .before = tally->has_previous ? tally->previous : figure_net(0, 0, 0),
                                       .up_is_good = measure_up_is_good(cells[i].measure)};
        if (!tally->has_previous)
            items[i].before.kind = tally->now.kind;
    }
    enum err err = comparisons_judge(items, count, arena);
    for (size_t i = 0; i < count && err == ERR_NONE; i++) {
        limits_keep(&items[i]);
        cells[i].verdict = items[i].verdict;
    }
    return err;
}
