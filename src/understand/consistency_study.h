/* The whole picture: is the organisation the same everywhere? Each question that was asked in several places, with how consistent its
 * answers are, which two places lie farthest apart, and which one breaks the chain (S6).
 *
 * A question is the same one wherever it has the same id, type and scale; parts of a matrix are questions. Gathered under the lock, judged
 * without it. A place needs ten answers to take part, a question two such places. */
#pragma once
#include "understand/consistency.h"
#include "understand/understand.h"

enum { CONSISTENCY_ATTRIBUTES_MAX = 40 /* those with most answers */, CONSISTENCY_BYTES = 288 << 20 /* a fitting ceiling for the arena */ };

struct whole_ask {
    int64_t workspace_id;
    enum measure measure;          /* whose questions: nps, ces, csat_mean, rating, expectation; means are taken of the answers */
    bool by_touchpoint;            /* else by channel */
    const struct condition *where; /* NULL: everything */
    bool has_from, has_to, has_band;
    int32_t from, to;           /* local days, both included */
    double band_low, band_high; /* where a place's mean should lie, on the questions' scale */
    struct understand_scope scope;
    const struct stop *stop; /* NULL: however long it takes */
};
struct whole_place {
    struct str name;
    struct histogram answers;
    struct figure mean;
};
struct whole_attribute {
    struct str question;
    int64_t low, high;              /* the scale */
    uint64_t n;                     /* answers in all places */
    struct whole_place *places;     /* those with ten answers first, by number of answers */
    size_t count, taken;            /* taken: of them, with ten answers */
    struct consistency consistency; /* of taken ≥ 2; its indices are of `places` */
};
struct whole_study {
    struct whole_attribute *attributes; /* the least consistent first; then those that were asked in one place only */
    size_t count, judged;
    size_t left_out; /* questions beyond the most */
};
/* Under the lock. ERR_INVALID ("where"), ERR_STOPPED, ERR_MEMORY. */
enum err whole_study_find(const struct understand *understand, const struct whole_ask *ask, struct arena *arena, struct whole_study *study,
                          struct fault *why) must_check;
/* Without it. ERR_STOPPED, ERR_TOO_LARGE, ERR_MEMORY. */
enum err whole_study_judge(struct whole_study *study, const struct whole_ask *ask) must_check;
void whole_study_write(const struct whole_study *study, const struct whole_ask *ask, struct buf *out); /* schema WholePicture */
