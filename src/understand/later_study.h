/* Does what customers said go with what they did later (S20)? By the class of their first answer: how often they came in the days after it,
 * and whether they came at all, with how often they had come before held alike.
 *
 * A customer takes part who answered by name on a day with as many days of encounters before it and after it as are asked about: else what
 * came later is not over yet, or what came before is not known. The day itself counts as before, because the answer follows an encounter.
 * Nobody chose by lot who was pleased: what is found is an association. */
#pragma once
#include "understand/association.h"
#include "understand/driver_study.h"
#include "understand/weighting.h"

enum {
    LATER_DAYS_MIN = 14,
    LATER_DAYS_MAX = 366,
    LATER_ANSWERS_MAX = 4 << 20,
    LATER_BYTES = 256 << 20 /* a fitting ceiling for the arena */
};

struct later_ask {
    int64_t workspace_id;
    enum question_type type;       /* whose answers class: nps, ces, csat, rating, expectation, by driver_experience */
    bool stay;                     /* later: 1 for who came at all, else 0; else: how many encounters */
    struct str touchpoint;         /* whose encounters count; empty: all */
    int32_t days;                  /* before and after */
    const struct condition *where; /* of the answers; NULL: everything */
    int32_t from, to;              /* of the answers: local days, both included */
    int32_t today;
    struct understand_scope scope;
    const struct stop *stop; /* NULL: however long it takes */
};
struct later_person {
    int64_t customer;
    int32_t day;           /* of the answer */
    int8_t class;          /* −1 weak, 0 good, +1 excellent */
    uint32_t prior, later; /* encounters */
};
struct later_class {
    uint64_t n;
    struct weighted_sum prior, later; /* per customer */
};
struct later_study {
    struct arena *arena;
    struct zone *zone; /* owned */
    int64_t touchpoint_id;
    int32_t first, last;         /* days of answers that can take part; first > last: none can yet */
    struct later_person *people; /* owned; answers by customer and day, then the first of each */
    size_t count, capacity;
    struct later_class classes[3]; /* weak, good, excellent */
    struct association association;
    struct fault few; /* why there is none; code 0: there is one */
};
/* Under the lock. ERR_INVALID ("where", "touchpoint"), ERR_STOPPED, ERR_MEMORY, ERR_TOO_LARGE. To be closed whatever comes back. */
enum err later_study_find(const struct understand *understand, const struct later_ask *ask, struct arena *arena, struct later_study *study,
                          struct fault *why) must_check;
/* Without it: reads the encounters from the store. ERR_STOPPED, ERR_MEMORY. */
enum err later_study_make(struct later_study *study, const struct later_ask *ask, struct store *store) must_check;
void later_study_write(const struct later_study *study, const struct later_ask *ask, struct buf *out); /* schema Association */
void later_study_close(struct later_study *study);
