/* Who drivers are found from: people, what they rated, and the outcome they reported.
 *
 * Of questions: a person is one response; rated are the questions named, where they stand in the same survey as the outcome.
 * Of touchpoints: a person is a customer, or a response whose customer is not known. What somebody answered about a touchpoint more than
 * once is averaged. A touchpoint is rated by the one type of question and scale it has most answers of; types that are the outcome itself
 * do not count, nor is ces_v1, where low is good.
 *
 * Each answer is in or out as GET /metrics would have it: condition, period and scope are looked at per question. */
#pragma once
#include "understand/crowd.h"
#include "understand/drivers.h"
#include "understand/understand.h"

struct driver_people_ask {
    int64_t workspace_id;
    struct str outcome; /* a measure of scores; answers.QUESTION; answers.QUESTION=VALUE: 1 where it was answered, else 0 */
    struct str questions[DRIVERS_MAX];
    size_t questions_count;        /* 0: touchpoints */
    const struct condition *where; /* NULL: everything */
    bool has_from, has_to;
    int32_t from, to; /* local days, both included */
    struct understand_scope scope;
    const struct stop *stop; /* NULL: however long it takes */
};

/* Reads "touchpoints" or the questions' ids, comma-separated. ERR_INVALID with field "of". */
enum err driver_people_of(struct str text, struct driver_people_ask *ask, struct fault *why) must_check;

struct driver_subject {
    struct str name; /* a question's id, a touchpoint's slug; empty: the outcome of a measure */
    enum question_type type;
    double low, high; /* of its scale */
};

enum { ENCOUNTERS_NOTED_MAX = 4 << 20 };
struct driver_encounter {
    int64_t id;
    size_t place; /* subject + 1; 0: of none */
};

struct driver_people {
    struct arena *arena;
    bool touchpoints;
    size_t k;
    struct driver_subject subjects[DRIVERS_MAX], outcome;
    struct crowd rated;                  /* k + 1 figures: the ratings, the outcome */
    struct crowd met;                    /* known customers, k + 1 figures: met it, met any; empty: no encounter tells whose it was */
    struct driver_encounter *encounters; /* of touchpoints, those in question, by id */
    size_t encounters_count, encounters_capacity;
    int32_t from, to;        /* the days looked at; from > to: there are none */
    uint64_t answers;        /* ratings that came in */
    const struct stop *stop; /* the asker's, for what is found of them */
};
/* Under the read lock. ERR_INVALID with field "outcome", "of" or "where" (unknown_value, not_scored, repeated, scales_mixed, too_many);
 * ERR_MEMORY. To be closed whatever comes back. */
enum err driver_people_find(const struct understand *understand, const struct driver_people_ask *ask, struct arena *arena,
                            struct driver_people *people, struct fault *why) must_check;
/* Without the lock: reads from the store whose the encounters were. */
enum err driver_people_meet(struct driver_people *people, struct store *store, int64_t workspace_id) must_check;
/* The share, 0…1, of active customers who met the subject: those with an encounter or a rating; where no encounter tells whose it was, of
 * the people who answered. */
double driver_reach(const struct driver_people *people, size_t subject);
void driver_people_close(struct driver_people *people);
