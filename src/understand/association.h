/* Does what customers said go with what they did later: margin, purchases, staying (1 or 0)? Pure under its seed.
 *
 * later = a + b·prior + promoter·[promoter] + detractor·[detractor], passives being what both are compared with, by least squares; the
 * prior margin stands there because good customers were good before they answered. Intervals by a bootstrap over customers (beyond
 * ASSOCIATION_GROUPS of them, random groups). It is an association; only where chance decided who was treated may it be called an effect.
 */
#pragma once
#include "understand/bootstrap.h"

enum { ASSOCIATION_GROUPS = 512, ASSOCIATION_CUSTOMERS_MAX = 10000000 };
struct association_customer {
    int8_t class;        /* −1 detractor, 0 passive, +1 promoter */
    double prior, later; /* in any unit; NaN: the customer is left out */
};
struct association_effect {
    uint64_t n;
    double value; /* in the unit of `later`, against passives */
    struct interval interval;
};
struct association {
    uint64_t n; /* customers taken */
    struct association_effect promoter, detractor;
    double prior; /* b */
    double r2;    /* 0…1 */
};
/* ERR_INVALID with slugs too_few (ten customers of each class at least) and no_variation (the prior, or one that follows from the class);
 * ERR_TOO_LARGE, ERR_STOPPED, ERR_MEMORY. */
enum err association_find(const struct association_customer *customers, size_t count, const struct bootstrap *bootstrap,
                          struct association *association, struct fault *why) must_check;
const char *association_label(bool randomised); /* "association", "effect" */
