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

/* The pull of all classes on one another as one figure: the lifts (drags) of the pairs, each weighted by its reach, the customers who met
 * both classes. Pairs with too few customers take no part. A customer stands in several pairs, so all of them are drawn together. */
enum { SPILL_CLASSES = 3, SPILL_UNMET = -1 };
struct spill_person {
    uint32_t n[SPILL_CLASSES]; /* answers about each class */
    double sum[SPILL_CLASSES];
    int level[SPILL_CLASSES]; /* 0 weak, 1 good, 2 excellent; SPILL_UNMET */
};
struct spill_whole {
    uint64_t customers; /* who met two classes or more */
    struct spill_effect lift, drag;
};
/* effects[of][on], as found among the same people. ERR_TOO_LARGE, ERR_STOPPED, ERR_MEMORY. */
enum err spill_whole_find(const struct spill_person *people, size_t count, const struct spill_over effects[SPILL_CLASSES][SPILL_CLASSES],
                          bool up_is_good, const struct bootstrap *bootstrap, struct spill_whole *whole) must_check;
