/* A running figure, watched: its periods against a baseline before them, by the three rules of control_chart.h. Gathered under the lock;
 * judged without it, because the rates of false alarm take a while.
 *
 * A period with fewer than ten answers is put together with the next ones until there are ten, so that every point is a figure that may be
 * shown. What is left under ten at the end is no point yet. */
#pragma once
#include "understand/control_chart.h"
#include "understand/understand.h"

enum { CONTROL_PERIODS_MAX = 400, CONTROL_RULES = 3, CONTROL_BYTES = 4 << 20 /* a fitting ceiling for the arena */ };

struct control_ask {
    int64_t workspace_id;
    enum measure measure;          /* a score: what is counted and shares of emotions are refused */
    const struct condition *where; /* NULL: everything */
    int32_t from, to;              /* the days that are watched, both included */
    int32_t base_from, base_to;    /* the baseline's; base_to lies before `from` */
    bool has_period;               /* else: weeks, or months where a week has under ten answers on average */
    enum period period;
    struct understand_scope scope;
    const struct stop *stop; /* NULL: however long it takes */
};
struct control_point {
    int32_t from, to;      /* days */
    char label[TIME_TEXT]; /* of the period it ends in: "2026-W34" */
    struct figure figure;
};
struct control_study {
    const struct control_ask *ask;
    enum period period;
    int64_t low, high; /* the scale */
    struct figure base;
    double deviation; /* of one answer, in the figure's unit; 0: the baseline is too small or all its answers are alike */
    struct control_point *points;
    size_t count;
    uint64_t waiting; /* answers of the last periods that are no point yet */
};

/* ERR_INVALID: "measure", "from" (more than 400 periods), "base_to", "where" (answers on more than one scale, which are never averaged
 * together). ERR_STOPPED, ERR_MEMORY. */
enum err control_study_find(const struct understand *understand, const struct control_ask *ask, struct arena *arena,
                            struct control_study *study, struct fault *why) must_check;
/* Pure: schema ControlChart. ERR_MEMORY. */
enum err control_study_write(const struct control_study *study, struct arena *arena, struct buf *out) must_check;
