/* The drivers of an outcome, whole: relative weights, penalty and reward, sweet spots, importance and performance, put together for one
 * answer (issue "drivers" of api/drivers.yaml). Pure under its seed, without the lock; what it needs was gathered by driver_people.h. */
#pragma once
#include "understand/driver_people.h"
#include "understand/importance.h"
#include "understand/penalty_reward.h"
#include "understand/sweet_spot.h"

enum { DRIVER_STUDY_BYTES = 384 << 20 /* a fitting ceiling for the arena */, DRIVER_STUDY_SEED = 20090201 };

struct driver_left_out {
    struct str name;
    uint64_t n; /* people who rated it */
    bool alike; /* all of them alike; else they are too few */
};
struct driver_study {
    const struct driver_people *people;
    size_t k;
    struct driver_subject subjects[DRIVERS_MAX];
    struct drivers drivers;
    struct penalty_reward penalties[DRIVERS_MAX]; /* of unknown kind where they cannot be told apart */
    struct sweet_spot spots[DRIVERS_MAX];
    struct importance_point points[DRIVERS_MAX]; /* performance: per cent of the way from the worst to the best of the scale */
    struct crosshair crosshair;
    enum quadrant quadrants[DRIVERS_MAX];
    struct driver_left_out left_out[DRIVERS_MAX]; /* touchpoints only: questions that were asked for are refused by name */
    size_t left_out_count;
};
/* Was it weak, good or excellent, as the penalty-reward contrast takes it? nps: 0-6, 7-8, 9-10; expectation: below, as, above what was
 * expected; else weak is below the middle of the scale, excellent its best point, or its two best from seven points on. A mean of several
 * answers belongs to the nearer one. */
int driver_experience(const struct driver_subject *subject, double rating);

/* In the people's arena. ERR_INVALID with field "of" or "outcome" (too_few, no_variation); ERR_MEMORY. */
enum err driver_study_make(const struct driver_people *people, struct driver_study *study, struct fault *why) must_check;
void driver_study_write(const struct driver_study *study, const struct driver_people_ask *ask, struct buf *out); /* schema Drivers */
