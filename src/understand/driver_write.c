/* A study of drivers as the contract's Drivers. */
#include "understand/driver_study.h"
#include "understand/inside.h"

#include <math.h>
#include <stdio.h>

static void scale_member(struct buf *out, const struct driver_subject *subject)
{
    json_member(out, "scale");
    buf_printf(out, "{\"low\":%.15g,\"high\":%.15g}", subject->low, subject->high);
}

static void rank_write(struct buf *out, const char *name, const struct ranked *ranked)
{
    static const char *const parts[] = {"rank", "rank_low", "rank_high"};
    const unsigned ranks[] = {ranked->rank, ranked->rank_low, ranked->rank_high};
    char member[64];
    real_member(out, name, ranked->score);
    for (size_t i = 0; i < 3; i++) {
        snprintf(member, sizeof member, "%s_%s", name, parts[i]);
        count_member(out, member, ranks[i]);
    }
    snprintf(member, sizeof member, "%s_tied", name);
    truth_member(out, member, ranked->tied);
}

static void penalty_write(struct buf *out, const struct penalty_reward *penalty)
{
    const char *kind = driver_kind_name(penalty->kind);
    bool known = !isnan(penalty->penalty), gives = !isnan(penalty->reward);
    real_member(out, "penalty", penalty->penalty);
    real_member(out, "penalty_low", known ? penalty->penalty_interval.low : NAN);
    real_member(out, "penalty_high", known ? penalty->penalty_interval.high : NAN);
    real_member(out, "reward", penalty->reward);
    real_member(out, "reward_low", gives ? penalty->reward_interval.low : NAN);
    real_member(out, "reward_high", gives ? penalty->reward_interval.high : NAN);
    if (kind)
        text_member(out, "kind", str_of(kind));
    else {
        json_member(out, "kind");
        buf_add_text(out, "null");
    }
    truth_member(out, "kind_shown", penalty->shown);
    count_member(out, "weak", penalty->weak);
    count_member(out, "good", penalty->good);
    count_member(out, "excellent", penalty->excellent);
}

static void driver_write(struct buf *out, const struct driver_study *study, size_t i)
{
    const struct driver *driver = &study->drivers.items[i];
    const struct importance_point *point = &study->points[i];
    const struct driver_subject *subject = &study->subjects[i];
    buf_add_char(out, '{');
    text_member(out, "name", subject->name);
    text_member(out, "rated_by", str_of(question_type_name(subject->type)));
    scale_member(out, subject);
    count_member(out, "n", driver->n);
    real_member(out, "mean", driver->mean);
    json_member(out, "sign");
    buf_printf(out, "%d", driver->sign);
    real_member(out, "weight", driver->weight);
    real_member(out, "low", driver->low);
    real_member(out, "high", driver->high);
    truth_member(out, "shown", driver->shown);
    real_member(out, "lmg", driver->lmg);
    real_member(out, "beta", driver->beta);
    real_member(out, "slope", driver->slope);
    real_member(out, "slope_low", driver->slope_low);
    real_member(out, "slope_high", driver->slope_high);
    penalty_write(out, &study->penalties[i]);
    real_member(out, "reach", study->spots[i].reach);
    real_member(out, "headroom", study->spots[i].headroom);
    rank_write(out, "significance", &study->spots[i].significance);
    rank_write(out, "priority", &study->spots[i].priority);
    real_member(out, "performance", point->performance);
    real_member(out, "performance_low", point->performance_box.low);
    real_member(out, "performance_high", point->performance_box.high);
    text_member(out, "quadrant", str_of(quadrant_name(study->quadrants[i])));
    buf_add_char(out, '}');
}

/* Where to change first comes first. */
static void order_make(const struct driver_study *study, size_t order[DRIVERS_MAX])
{
    for (size_t i = 0; i < study->k; i++) {
        size_t at = i;
        const struct sweet_spot *spot = &study->spots[i];
        while (at > 0) {
            const struct sweet_spot *other = &study->spots[order[at - 1]];
            bool before = spot->priority.score != other->priority.score
                              ? spot->priority.score > other->priority.score
                              : study->drivers.items[i].weight > study->drivers.items[order[at - 1]].weight;
            if (!before)
                break;
            order[at] = order[at - 1];
            at--;
        }
        order[at] = i;
    }
}

static void left_out_write(struct buf *out, const struct driver_study *study)
{
    json_member(out, "left_out");
    buf_add_char(out, '[');
    for (size_t i = 0; i < study->left_out_count; i++) {
        buf_add_text(out, i ? ",{" : "{");
        text_member(out, "name", study->left_out[i].name);
        count_member(out, "n", study->left_out[i].n);
        text_member(out, "reason", study->left_out[i].alike ? STR("no_variation") : STR("too_few"));
        buf_add_char(out, '}');
    }
    buf_add_char(out, ']');
}

void driver_study_write(const struct driver_study *study, const struct driver_people_ask *ask, struct buf *out)
{
    const struct driver_people *people = study->people;
    size_t order[DRIVERS_MAX] = {0};
    buf_add_char(out, '{');
    text_member(out, "outcome", ask->outcome);
    scale_member(out, &people->outcome);
    text_member(out, "of", people->touchpoints ? STR("touchpoints") : STR("questions"));
    if (people->from <= people->to) {
        day_member(out, "from", people->from);
        day_member(out, "to", people->to);
    }
    count_member(out, "n", study->drivers.n);
    real_member(out, "r2", study->drivers.fit);
    real_member(out, "r2_low", study->drivers.fit_low);
    real_member(out, "r2_high", study->drivers.fit_high);
    real_member(out, "sampled", crowd_share(&people->rated));
    count_member(out, "replicates", study->drivers.replicates);
    real_member(out, "shrinkage", study->drivers.shrinkage);
    count_member(out, "pairs_assumed", study->drivers.pairs_assumed);
    text_member(out, "reach_of", people->met.count ? STR("encounters") : STR("answers"));
    count_member(out, "active", people->met.count ? people->met.count : people->rated.count);
    json_member(out, "crosshair");
    buf_add_char(out, '{');
    real_member(out, "importance", study->crosshair.importance);
    real_member(out, "performance", study->crosshair.performance);
    buf_add_char(out, '}');
    json_member(out, "drivers");
    buf_add_char(out, '[');
    order_make(study, order);
    for (size_t i = 0; i < study->k; i++) {
        if (i)
            buf_add_char(out, ',');
        driver_write(out, study, order[i]);
    }
    buf_add_char(out, ']');
    left_out_write(out, study);
    buf_add_char(out, '}');
}
