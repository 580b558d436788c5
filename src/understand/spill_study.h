/* Physical, digital and unconscious encounters: how each class does, and whether one lifts or drags another (S22).
 *
 * A person is a customer known by name. What they answered about the touchpoints of a class is averaged; whether that was weak, good or
 * excellent is driver_experience's word. What somebody answered about two classes hangs together within that person; the journey, when one
 * is named, bounds the touchpoints, and the period bounds the time. */
#pragma once
#include "understand/driver_study.h"
#include "understand/spill_over.h"
#include "understand/weighting.h"

enum touchpoint_class { CLASS_PHYSICAL, CLASS_DIGITAL, CLASS_UNCONSCIOUS, TOUCHPOINT_CLASSES };
enum { SPILL_STUDY_BYTES = 96 << 20 /* a fitting ceiling for the arena */ };

struct spill_ask {
    int64_t workspace_id;
    enum question_type type;       /* whose answers: nps, ces, csat, rating, expectation */
    const struct condition *where; /* NULL: everything */
    bool has_from, has_to;
    int32_t from, to;            /* local days, both included */
    struct str_list touchpoints; /* of a journey; empty: all */
    struct understand_scope scope;
    const struct stop *stop; /* NULL: however long it takes */
};
struct spill_class {
    uint64_t levels[3], touchpoints; /* answers that were weak, good, excellent, also of people not known by name */
    struct weighted_sum sum;         /* of the answers */
    uint64_t customers;              /* known ones who answered about it, of those looked at */
};
struct spill_study {
    struct arena *arena;
    struct driver_subject scale; /* of the answers; low > high: there are none */
    struct crowd crowd;          /* known customers: what they answered about each class */
    struct spill_class classes[TOUCHPOINT_CLASSES];
    struct spill_over effects[TOUCHPOINT_CLASSES][TOUCHPOINT_CLASSES]; /* [of][on] */
    struct spill_whole whole;
};
/* Under the lock. ERR_INVALID ("where": unknown field, scales_mixed), ERR_STOPPED, ERR_MEMORY. To be closed whatever comes back. */
enum err spill_study_find(const struct understand *understand, const struct spill_ask *ask, struct arena *arena, struct spill_study *study,
                          struct fault *why) must_check;
/* Without the lock. ERR_STOPPED, ERR_MEMORY. */
enum err spill_study_make(struct spill_study *study, const struct stop *stop) must_check;
void spill_study_write(const struct spill_study *study, const struct spill_ask *ask, struct buf *out); /* schema SpillOver */
void spill_study_close(struct spill_study *study);
