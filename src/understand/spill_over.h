/* Do encounters of one class lift or drag those of another? Digital ones the physical, say. Pure under its seed.
 *
 * Lift: the mean of the other class when this one was excellent, minus when it was good; drag: when it was weak, minus when it was good;
 * within the same customer and journey. A customer's encounters hang together, so the bootstrap draws customers (cluster bootstrap; beyond
 * SPILL_GROUPS of them, random groups of customers). What is found is an association. */
#pragma once
#include "understand/bootstrap.h"

enum { SPILL_GROUPS = 512, SPILL_CUSTOMERS_MAX = 10000000 };
/* What one customer met of the other class, by how this class was: weak, good, excellent. */
struct spill_customer {
    uint32_t n[3];
    double sum[3];
};
struct spill_effect {
    double value; /* in the unit of the other class's figure; NaN: nobody on one of the sides */
    struct interval interval;
    enum verdict verdict; /* better: shown to lift; worse: shown to drag; too few: under ten customers on a side */
};
struct spill_over {
    uint64_t customers[3]; /* who met the other class when this one was weak, good, excellent */
    struct spill_effect lift, drag;
};
/* up_is_good: of the other class's figure. ERR_TOO_LARGE, ERR_STOPPED, ERR_MEMORY. */
enum err spill_over_find(const struct spill_customer *customers, size_t count, bool up_is_good, const struct bootstrap *bootstrap,
                         struct spill_over *spill) must_check;
