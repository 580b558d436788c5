/* What customers felt beside what they were meant to feel, place by place (S2): hit rate, accuracy, what was felt instead, and whether the
 * goal was reached.
 *
 * Each answer counts under the target of its day. Of the organisation every target that held during the period stands by itself; a
 * touchpoint's emotions are those that stand on it now, its goal the one of the last day. Read row by row (column_read), because accuracy
 * needs the intensities of one answer together. */
#pragma once
#include "understand/target_emotion.h"
#include "understand/target_emotions.h"
#include "understand/understand.h"

enum { EMOTION_PLACES_MAX = 2000, EMOTION_STUDY_BYTES = 32 << 20 /* a fitting ceiling for the arena */ };

struct emotion_ask {
    int64_t workspace_id;
    const struct condition *where; /* NULL: everything */
    int32_t from, to;              /* local days, both included */
    struct understand_scope scope;
    const struct stop *stop; /* NULL: however long it takes */
};
/* Of one place under one target. */
struct emotion_place {
    struct str touchpoint; /* slug; {NULL,0}: the organisation */
    int64_t target_id;     /* of the target set for it; 0: none */
    int32_t from, to;      /* days: those asked about, cut to the target's */
    uint32_t targets;      /* 0: none wanted */
    double share;          /* the goal; NaN: none */
    uint64_t *named;       /* EMOTIONS of them */
    uint64_t people, hits;
    struct weighted_sum accuracy;
};
struct emotion_study {
    struct emotion_place *places; /* the organisation's, oldest first, then touchpoints */
    size_t count;
};
/* Without the lock: the targets that were set. ERR_MEMORY. */
enum err emotion_study_open(struct store *store, const struct emotion_ask *ask, struct arena *arena,
                            struct emotion_study *study) must_check;
/* Under the lock. ERR_INVALID ("where"), ERR_STOPPED, ERR_MEMORY. */
enum err emotion_study_find(const struct understand *understand, const struct emotion_ask *ask, struct arena *arena,
                            struct emotion_study *study, struct fault *why) must_check;
void emotion_study_write(const struct emotion_study *study, const struct emotion_ask *ask, struct buf *out); /* schema Emotions */
