/* Counting keys: a dense array while the key space is small, else a hash. */
#pragma once
#include "engine/column/inside.h"

struct counter {
    uint32_t *dense; /* `tables` arrays of `total`: four when small, so that a repeated key does not wait for its own last store */
    size_t tables;
    uint64_t total;
    uint64_t *keys; /* hash: key+1, 0 = free */
    uint32_t *counts;
    size_t capacity, used;
    enum err err;
};
enum { COUNTER_NARROW_MAX = 65536, COUNTER_FOUR_MAX = 16384, COUNTER_DENSE_MAX = 4 << 20, COUNTER_USED_MAX = 8 << 20 };

enum err counter_open(struct counter *counter, uint64_t total, uint64_t rows) must_check;
void counter_close(struct counter *counter);
void counter_add_16(struct counter *counter, size_t base, const uint16_t *keys, size_t count); /* dense only */
void counter_add_64(struct counter *counter, const uint64_t *keys, size_t count);
void counter_merge(struct counter *into, const struct counter *from);
uint64_t counter_dense_sum(const struct counter *counter, uint64_t key);
/* The hash's keys, ascending (in place: the counter can only be closed afterwards); counts[i] belongs to keys[i]. */
void counter_sort(struct counter *counter);
