/* Is a touchpoint expected, or does it delight? The penalty-reward contrast. Pure.
 *
 * y = a + Σⱼ (penaltyⱼ·weakⱼ + rewardⱼ·excellentⱼ) by least squares (Brandt 1987): what a weak experience costs and an excellent one gives,
 * against a good one or none at all. Basic when the penalty is over 1.5 times the reward, delight when the reward is over 1.5 times the
 * penalty, linear between (cut-offs of our own). Only what hurts is a penalty and only what helps a reward: one of the wrong sign counts as
 * none. Errors are those of ordinary least squares, intervals 95 %. */
#pragma once
#include "understand/bootstrap.h"

enum { PENALTY_DRIVERS_MAX = 64 };
enum { EXPERIENCE_WEAK = -1, EXPERIENCE_GOOD = 0, EXPERIENCE_EXCELLENT = 1, EXPERIENCE_NONE = 2 };
enum driver_kind { DRIVER_UNKNOWN, DRIVER_BASIC, DRIVER_LINEAR, DRIVER_DELIGHT };
const char *driver_kind_name(enum driver_kind kind); /* NULL for DRIVER_UNKNOWN */

struct penalty_ask {
    size_t k, n;              /* k 1…PENALTY_DRIVERS_MAX */
    const int8_t *experience; /* n rows of k */
    const double *outcome;    /* n; NaN: the row is left out */
};
struct penalty_reward {
    uint64_t weak, good, excellent; /* people */
    double penalty, reward;         /* in the outcome's unit; NaN when nobody was weak, or excellent */
    struct interval penalty_interval, reward_interval;
    enum driver_kind kind; /* unknown unless both are known and one of them has its sign */
    bool shown;            /* basic, delight: the contrast with 1.5 holds at 95 %; linear: penalty and reward both differ from zero */
};
/* `items` has room for k. ERR_INVALID with slugs too_few (not three people more than coefficients) and not_separable (two drivers that
 * always go together); ERR_MEMORY. Whether n is enough to show is drivers.h's floor. */
enum err penalty_reward_find(const struct penalty_ask *ask, struct arena *arena, struct penalty_reward *items,
                             struct fault *why) must_check;
