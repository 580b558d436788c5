#include "understand/spill_over.h"

#include <math.h>

enum { WEAK, GOOD, EXCELLENT, LEVELS };

struct sums {
    double n[LEVELS], sum[LEVELS];
};

struct spilling {
    struct sums *groups, all;
    size_t count;
    uint32_t *counts;
    double *lifts, *drags;
};

static const struct spill_effect nothing = {NAN, {NAN, NAN}, VERDICT_TOO_FEW};

static double mean_move(const struct sums *sums, int level)
{
    return sums->sum[level] / sums->n[level] - sums->sum[GOOD] / sums->n[GOOD]; /* NaN where there is nobody */
}

static void sums_join(struct sums *sums, const struct sums *more, double times)
{
    for (int level = 0; level < LEVELS; level++) {
        sums->n[level] += times * more->n[level];
        sums->sum[level] += times * more->sum[level];
    }
}

static enum err spilling_open(struct spilling *s, size_t count, const struct bootstrap *bootstrap)
{
    s->count = count < SPILL_GROUPS ? count : SPILL_GROUPS;
    s->groups = arena_take_array(bootstrap->arena, s->count + 1, sizeof *s->groups);
    s->counts = arena_take_array(bootstrap->arena, s->count + 1, sizeof *s->counts);
    s->lifts = arena_take_array(bootstrap->arena, bootstrap->replicates, sizeof *s->lifts);
    s->drags = arena_take_array(bootstrap->arena, bootstrap->replicates, sizeof *s->drags);
    return s->groups && s->counts && s->lifts && s->drags ? ERR_NONE : ERR_MEMORY;
}

static void customers_sum(struct spilling *s, const struct spill_customer *customers, size_t count, const uint32_t *group_of,
                          struct spill_over *spill)
{
    for (size_t i = 0; i < count; i++) {
        struct sums *group = &s->groups[group_of[i]];
        for (int level = 0; level < LEVELS; level++) {
            group->n[level] += customers[i].n[level];
            group->sum[level] += customers[i].sum[level];
            spill->customers[level] += customers[i].n[level] > 0;
        }
    }
    for (size_t g = 0; g < s->count; g++)
        sums_join(&s->all, &s->groups[g], 1);
}

static void effect_judge(struct spill_effect *effect, bool up_is_good, double *values, size_t replicates)
{
    effect->interval = interval_of(values, replicates);
    bool up = effect->interval.low > 0, down = effect->interval.high < 0;
    effect->verdict = !up && !down ? VERDICT_NO_SHOWN_CHANGE : up == up_is_good ? VERDICT_BETTER : VERDICT_WORSE;
}

static struct spill_effect effect_of(const struct spilling *s, const struct spill_over *spill, int level, bool up_is_good, double *values,
                                     size_t replicates)
{
    struct spill_effect effect = nothing;
    effect.value = mean_move(&s->all, level);
    if (spill->customers[level] < FIGURE_SHOWN_MIN || spill->customers[GOOD] < FIGURE_SHOWN_MIN)
        return effect;
    effect_judge(&effect, up_is_good, values, replicates);
    return effect;
}

enum err spill_over_find(const struct spill_customer *customers, size_t count, bool up_is_good, const struct bootstrap *bootstrap,
                         struct spill_over *spill)
{
    if (count > SPILL_CUSTOMERS_MAX)
        return ERR_TOO_LARGE;
    struct spilling s = {0};
    struct chance *chance = chance_new(bootstrap->arena, bootstrap->seed);
    enum err err = spilling_open(&s, count, bootstrap);
    uint32_t *group_of = chance && s.count ? chance_deal(chance, bootstrap->arena, count, s.count) : NULL;
    *spill = (struct spill_over){.lift = nothing, .drag = nothing};
    if (err != ERR_NONE || !chance || (count && !group_of))
        return ERR_MEMORY;
    if (!count)
        return ERR_NONE;
    customers_sum(&s, customers, count, group_of, spill);
    for (size_t at = 0; at < bootstrap->replicates; at++) {
        if (stop_now(bootstrap->stop))
            return ERR_STOPPED;
        struct sums sums = {0};
        chance_resample(chance, s.count, s.counts);
        for (size_t g = 0; g < s.count; g++)
            if (s.counts[g])
                sums_join(&sums, &s.groups[g], s.counts[g]);
        s.lifts[at] = mean_move(&sums, EXCELLENT);
        s.drags[at] = mean_move(&sums, WEAK);
    }
    spill->lift = effect_of(&s, spill, EXCELLENT, up_is_good, s.lifts, bootstrap->replicates);
    spill->drag = effect_of(&s, spill, WEAK, up_is_good, s.drags, bootstrap->replicates);
    return ERR_NONE;
}

/* ---- all classes together ---- */
enum { PAIRS = SPILL_CLASSES * SPILL_CLASSES /* those of a class on itself stay empty */ };
struct pairs {
    struct sums of[PAIRS];
};

static void person_add(struct pairs *pairs, const struct spill_person *person)
{
    for (size_t of = 0; of < SPILL_CLASSES; of++)
        for (size_t on = 0; on < SPILL_CLASSES; on++) {
            if (of == on || person->level[of] == SPILL_UNMET || !person->n[on])
                continue;
            struct sums *sums = &pairs->of[of * SPILL_CLASSES + on];
            sums->n[person->level[of]] += person->n[on];
            sums->sum[person->level[of]] += person->sum[on];
        }
}

/* NaN where a pair that takes part has nobody on one of its sides. */
static double pairs_move(const struct pairs *pairs, const double *reach, int level)
{
    double sum = 0, weight = 0;
    for (size_t i = 0; i < PAIRS; i++)
        if (reach[i] > 0) {
            sum += reach[i] * mean_move(&pairs->of[i], level);
            weight += reach[i];
        }
    return sum / weight;
}

/* Of the pairs whose effect is known; 0 for the others. */
static void reach_make(const struct spill_over effects[SPILL_CLASSES][SPILL_CLASSES], bool lift, double *reach)
{
    for (size_t i = 0; i < PAIRS; i++) {
        const struct spill_over *pair = &effects[i / SPILL_CLASSES][i % SPILL_CLASSES];
        bool known = (lift ? &pair->lift : &pair->drag)->verdict != VERDICT_TOO_FEW && i / SPILL_CLASSES != i % SPILL_CLASSES;
        reach[i] = known ? (double)(pair->customers[WEAK] + pair->customers[GOOD] + pair->customers[EXCELLENT]) : 0;
    }
}

static bool reached(const double *reach)
{
    double sum = 0;
    for (size_t i = 0; i < PAIRS; i++)
        sum += reach[i];
    return sum > 0;
}

enum err spill_whole_find(const struct spill_person *people, size_t count, const struct spill_over effects[SPILL_CLASSES][SPILL_CLASSES],
                          bool up_is_good, const struct bootstrap *bootstrap, struct spill_whole *whole)
{
    *whole = (struct spill_whole){.lift = nothing, .drag = nothing};
    if (count > SPILL_CUSTOMERS_MAX)
        return ERR_TOO_LARGE;
    struct spilling s = {0};
    struct chance *chance = chance_new(bootstrap->arena, bootstrap->seed);
    enum err err = spilling_open(&s, count, bootstrap);
    uint32_t *group_of = chance && s.count ? chance_deal(chance, bootstrap->arena, count, s.count) : NULL;
    struct pairs *groups = arena_take_array(bootstrap->arena, s.count + 1, sizeof *groups), all = {0};
    double lifting[PAIRS], dragging[PAIRS];
    if (err != ERR_NONE || !chance || !groups || (count && !group_of))
        return ERR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        size_t met = 0;
        for (size_t class = 0; class < SPILL_CLASSES; class ++)
            met += people[i].n[class] > 0;
        whole->customers += met > 1;
        person_add(&groups[group_of[i]], &people[i]);
        person_add(&all, &people[i]);
    }
    reach_make(effects, true, lifting);
    reach_make(effects, false, dragging);
    for (size_t at = 0; at < bootstrap->replicates && count; at++) {
        if (stop_now(bootstrap->stop))
            return ERR_STOPPED;
        struct pairs drawn = {0};
        chance_resample(chance, s.count, s.counts);
        for (size_t g = 0; g < s.count; g++)
            for (size_t i = 0; s.counts[g] && i < PAIRS; i++)
                sums_join(&drawn.of[i], &groups[g].of[i], s.counts[g]);
        s.lifts[at] = pairs_move(&drawn, lifting, EXCELLENT);
        s.drags[at] = pairs_move(&drawn, dragging, WEAK);
    }
    whole->lift.value = pairs_move(&all, lifting, EXCELLENT);
    whole->drag.value = pairs_move(&all, dragging, WEAK);
    if (reached(lifting))
        effect_judge(&whole->lift, up_is_good, s.lifts, bootstrap->replicates);
    if (reached(dragging))
        effect_judge(&whole->drag, up_is_good, s.drags, bootstrap->replicates);
    return ERR_NONE;
}
