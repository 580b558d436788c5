/* Every number explains itself: which answers it is made of, by which formula with which numbers in it, and what its interval is.
 *
 * Under the read lock. What a figure is made of may be shown as rows only where answers are given by name, and only ten of them: response,
 * survey, question, touchpoint, channel, score; never words or customers. Under ten answers nothing but their number is shown. */
#pragma once
#include "understand/driver_people.h"

enum { EXPLAIN_ROWS_MAX = 10, EXPLAIN_ITEMS_MAX = 200 };

struct explain_ask { /* the operation `explain` of api/explain.yaml; texts with at NULL are not given */
    int64_t workspace_id;
    bool drivers; /* else metrics */
    struct str measure, by, outcome, of;
    const struct condition *where; /* NULL: everything */
    bool has_from, has_to;
    int32_t from, to; /* local days, both included */
    struct understand_scope scope;
    const struct stop *stop; /* NULL: however long it takes */
};
/* Writes schema Explanation of what GET /metrics (without customers and comparisons) or GET /drivers answers; of drivers without the
 * bootstrap, so that it says how many there are where there are too few. ERR_INVALID as there, ERR_STOPPED, ERR_MEMORY. */
enum err understand_explain(const struct understand *understand, const struct explain_ask *ask, struct buf *out,
                            struct fault *why) must_check;
/* The condition as a sentence: touchpoint is "invoice" and not (channel is "phone"). NULL: everything. */
void condition_sentence(const struct condition *condition, struct buf *out);
