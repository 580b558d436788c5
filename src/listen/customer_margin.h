/* What a customer brings, year by year: a margin holds from its calendar year until the next year that is known. */
#pragma once
#include "base/record.h"
#include "port/store.h"

enum { MARGIN_YEAR_FIRST = 2000, MARGIN_YEAR_LAST = 2099, MARGIN_YEARS_MAX = MARGIN_YEAR_LAST - MARGIN_YEAR_FIRST + 1 };

struct customer_margin {
    int64_t year;
    double margin; /* in the workspace's currency; under 0: a loss */
};
struct customer_margins {
    struct customer_margin *items; /* in the arena, in order of years */
    size_t count;
};

/* Pure. The API's `margins`. ERR_INVALID with the field's path: a year that stands twice. */
enum err customer_margins_check(const struct record_list *in, struct arena *arena, struct customer_margins *out,
                                struct fault *why) must_check;
/* In a turn: years that were there already get the new margin, others stay. */
enum err customer_margins_store(struct store *store, int64_t workspace_id, int64_t customer_id,
                                const struct customer_margins *margins) must_check;
enum err customer_margins_forget(struct store *store, int64_t workspace_id, int64_t customer_id) must_check;
enum err customer_margins_read(struct store *store, int64_t workspace_id, int64_t customer_id, struct arena *arena,
                               struct customer_margins *out) must_check;
void customer_margins_write(const struct customer_margins *margins, struct buf *out); /* ,"margins":[…]; nothing when there are none */
