/* Visible debts (S1): a touchpoint that customers meet and that has no owner or no measure.
 *
 * Volume is what is declared a month, or else what was counted in the last 90 days, as a month. Measured: somebody answered about it in
 * those days. Coverage is measured touchpoints of those with volume: a count of all of them, so without an interval. */
#pragma once
#include "understand/understand.h"

enum { DEBT_DAYS = 90 };
struct debt_ask {
    int64_t workspace_id;
    int32_t today;
    struct understand_scope scope;
    const struct stop *stop; /* NULL: however long it takes */
};
/* Writes schema Debts, the most met first. ERR_MEMORY. */
enum err understand_debts(const struct understand *understand, const struct debt_ask *ask, struct buf *out, struct fault *why) must_check;
