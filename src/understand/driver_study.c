#include "understand/driver_study.h"
#include "understand/inside.h"

#include <math.h>

int driver_experience(const struct driver_subject *subject, double rating)
{
    double weak = (subject->low + subject->high) / 2, excellent = subject->high - (subject->high - subject->low >= 6 ? 1.5 : 0.5);
    if (subject->type == QUESTION_NPS || subject->type == QUESTION_ENPS)
        weak = 6.5, excellent = 8.5;
    if (subject->type == QUESTION_EXPECTATION)
        weak = -0.5, excellent = 0.5;
    return rating < weak ? EXPERIENCE_WEAK : rating >= excellent ? EXPERIENCE_EXCELLENT : EXPERIENCE_GOOD;
}

/* ---- which subjects there are enough answers of ---- */
struct standing {
    bool in[DRIVERS_MAX];
    uint64_t n[DRIVERS_MAX], taken;
    double low[DRIVERS_MAX], high[DRIVERS_MAX];
};

static double rating_of(const struct driver_people *people, size_t person, size_t figure)
{
    size_t at = person * people->rated.width + figure;
    return people->rated.counts[at] ? people->rated.sums[at] / people->rated.counts[at] : NAN;
}

static bool person_taken(const struct driver_people *people, const struct standing *s, size_t person)
{
    size_t rated = 0;
    for (size_t i = 0; i < people->k; i++)
        rated += s->in[i] && people->rated.counts[person * people->rated.width + i];
    return rated >= 2 && people->rated.counts[person * people->rated.width + people->k];
}

static void standing_count(const struct driver_people *people, struct standing *s)
{
    s->taken = 0;
    for (size_t i = 0; i < people->k; i++)
        s->n[i] = 0, s->low[i] = INFINITY, s->high[i] = -INFINITY;
    for (size_t person = 0; person < people->rated.count; person++) {
        if (!person_taken(people, s, person))
            continue;
        s->taken++;
        for (size_t i = 0; i < people->k; i++) {
            double rating = rating_of(people, person, i);
            if (!s->in[i] || isnan(rating))
                continue;
            s->n[i]++;
            s->low[i] = fmin(s->low[i], rating);
            s->high[i] = fmax(s->high[i], rating);
        }
    }
}

static enum err subject_refuse(const struct driver_people *people, const struct standing *s, size_t i, struct fault *why)
{
    struct str name = people->subjects[i].name;
    if (s->n[i] < FIGURE_NORMAL_MIN)
        return fault_set(why, ERR_INVALID, "too_few", "of",
                         "Under %d people rated \"%.*s\", another of these and the outcome; there are %llu.", FIGURE_NORMAL_MIN,
                         STR_ARGS(name), (unsigned long long)s->n[i]);
    return fault_set(why, ERR_INVALID, "no_variation", "of",
                     "Everybody gave \"%.*s\" the same rating, so nothing can be said of what it moves.", STR_ARGS(name));
}

/* Leaves out what too few rated, or all alike, until the rest holds: without one, others may lose people who then rated only one. */
static enum err subjects_settle(struct driver_study *study, struct standing *s, struct fault *why)
{
    const struct driver_people *people = study->people;
    for (size_t i = 0; i < people->k; i++)
        s->in[i] = true;
    for (bool again = true; again;) {
        again = false;
        standing_count(people, s);
        for (size_t i = 0; i < people->k; i++) {
            if (!s->in[i] || (s->n[i] >= FIGURE_NORMAL_MIN && s->high[i] > s->low[i]))
                continue;
            if (!people->touchpoints)
                return subject_refuse(people, s, i, why);
            study->left_out[study->left_out_count++] =
                (struct driver_left_out){people->subjects[i].name, s->n[i], s->n[i] >= FIGURE_NORMAL_MIN};
            s->in[i] = false;
            again = true;
        }
    }
    for (size_t i = 0; i < people->k; i++)
        if (s->in[i])
            study->subjects[study->k++] = people->subjects[i];
    if (study->k >= DRIVERS_MIN)
        return ERR_NONE;
    return fault_set(why, ERR_INVALID, "too_few", "of",
                     "Drivers need two touchpoints or questions at least that %d people rated who also gave the outcome; there %s.",
                     FIGURE_NORMAL_MIN, study->k ? "is one" : "is none");
}

/* ---- the rows ---- */
struct rows {
    size_t n;
    double *ratings, *outcome;
    int8_t *experience;
};

static enum err rows_make(const struct driver_study *study, const struct standing *s, struct rows *rows)
{
    const struct driver_people *people = study->people;
    struct arena *arena = people->arena;
    *rows = (struct rows){.ratings = arena_take_array(arena, s->taken * study->k + 1, sizeof(double)),
                          .outcome = arena_take_array(arena, s->taken + 1, sizeof(double)),
                          .experience = arena_take(arena, s->taken * study->k + 1)};
    if (!rows->ratings || !rows->outcome || !rows->experience)
        return ERR_MEMORY;
    for (size_t person = 0; person < people->rated.count; person++) {
        if (!person_taken(people, s, person))
            continue;
        rows->outcome[rows->n] = rating_of(people, person, people->k);
        for (size_t i = 0, j = 0; i < people->k; i++) {
            if (!s->in[i])
                continue;
            double rating = rating_of(people, person, i);
            rows->ratings[rows->n * study->k + j] = rating;
            rows->experience[rows->n * study->k + j] =
                (int8_t)(isnan(rating) ? EXPERIENCE_NONE : driver_experience(&people->subjects[i], rating));
            j++;
        }
        rows->n++;
    }
    return ERR_NONE;
}

static enum err weights_find(struct driver_study *study, const struct rows *rows, struct fault *why)
{
    struct bootstrap bootstrap = {study->people->arena, DRIVER_STUDY_SEED, BOOTSTRAP_REPLICATES, study->people->stop};
    struct fault own = {0};
    enum err err = drivers_find(&(struct drivers_ask){study->k, rows->n, rows->ratings, rows->outcome}, &bootstrap, &study->drivers, &own);
    if (err != ERR_INVALID)
        return err;
    if (strcmp(own.slug, "no_variation") == 0) /* of the outcome: the subjects were looked at */
        return fault_set(why, ERR_INVALID, "no_variation", "outcome",
                         "Everybody gave the outcome the same answer, so nothing can be said of what moves it.");
    return fault_set(why, ERR_INVALID, own.slug, "of", "%s", own.detail);
}

static void point_make(struct driver_study *study, size_t i, double *means)
{
    const struct drivers *drivers = &study->drivers;
    const struct driver_subject *subject = &study->subjects[i];
    double unit = 100 / (subject->high - subject->low);
    for (size_t at = 0; at < drivers->replicates; at++)
        means[at] = drivers->means[at * study->k + i];
    struct interval mean = interval_of(means, drivers->replicates);
    study->points[i] = (struct importance_point){.importance = drivers->items[i].weight,
                                                 .performance = unit * (drivers->items[i].mean - subject->low),
                                                 .importance_box = {drivers->items[i].low, drivers->items[i].high},
                                                 .performance_box = {unit * (mean.low - subject->low), unit * (mean.high - subject->low)}};
}

static enum err spots_find(struct driver_study *study, const struct standing *s)
{
    double reach[DRIVERS_MAX], low[DRIVERS_MAX], high[DRIVERS_MAX];
    double *means = arena_take_array(study->people->arena, study->drivers.replicates, sizeof *means);
    if (!means)
        return ERR_MEMORY;
    for (size_t i = 0, j = 0; i < study->people->k; i++) {
        if (!s->in[i])
            continue;
        reach[j] = driver_reach(study->people, i);
        low[j] = study->subjects[j].low;
        high[j] = study->subjects[j].high;
        point_make(study, j, means);
        j++;
    }
    study->crosshair = crosshair_at_means(study->points, study->k);
    for (size_t i = 0; i < study->k; i++)
        study->quadrants[i] = importance_quadrant(&study->points[i], &study->crosshair);
    return sweet_spots_find(&(struct sweet_spot_ask){&study->drivers, study->k, reach, low, high}, study->people->arena, study->spots);
}

enum err driver_study_make(const struct driver_people *people, struct driver_study *study, struct fault *why)
{
    struct standing *s = arena_new_object(people->arena, struct standing);
    struct rows rows;
    *study = (struct driver_study){.people = people};
    enum err err = s ? subjects_settle(study, s, why) : ERR_MEMORY;
    if (err == ERR_NONE)
        err = rows_make(study, s, &rows);
    if (err == ERR_NONE)
        err = weights_find(study, &rows, why);
    if (err != ERR_NONE)
        return err;
    struct penalty_ask penalty = {study->k, rows.n, rows.experience, rows.outcome};
    err = penalty_reward_find(&penalty, people->arena, study->penalties, NULL);
    if (err == ERR_INVALID) /* too few, or two that always come together: their kind stays unknown, their weight does not */
        for (size_t i = 0; i < study->k; i++)
            study->penalties[i] = (struct penalty_reward){.penalty = NAN, .reward = NAN};
    return err == ERR_NONE || err == ERR_INVALID ? spots_find(study, s) : err;
}
