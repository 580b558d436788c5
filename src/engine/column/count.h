/* Counting keys: a dense array while the key space is small, else a hash.
 *
 * A key is base + inner, where the base belongs to the block's period. Blocks of one period count into four small tables of inner keys, so
 * that a repeated key does not wait for its own last store and the tables stay in the first cache; they are added to the whole when the
 * base moves on. */
#pragma once
#include "engine/column/inside.h"

struct counter {
    uint32_t *dense; /* NULL: by hash */
    uint32_t *four;  /* four arrays of `inner`; NULL when they would be large */
    uint64_t total, inner, base;
    uint64_t *keys; /* hash: key+1, 0 = free */
    uint32_t *counts;
    size_t capacity, used;
    enum err err;
};
enum { COUNTER_NARROW_MAX = 65536, COUNTER_FOUR_MAX = 16384, COUNTER_DENSE_MAX = 4 << 20, COUNTER_USED_MAX = 8 << 20 };

/* total and inner: how many keys there are, with and without bases. */
enum err counter_open(struct counter *counter, uint64_t total, uint64_t inner, uint64_t rows) must_check;
void counter_close(struct counter *counter);
/* Dense only. Keys below inner. */
void counter_add_16(struct counter *counter, uint64_t base, const uint16_t *keys, size_t count);
/* Dense only. Keys that reach over several bases. */
void counter_add_over(struct counter *counter, uint64_t base, const uint16_t *keys, size_t count);
void counter_add_64(struct counter *counter, const uint64_t *keys, size_t count);
void counter_finish(struct counter *counter); /* before merging and reading */
void counter_merge(struct counter *into, const struct counter *from);
/* The hash's keys, ascending (in place: the counter can only be closed afterwards); counts[i] belongs to keys[i]. */
void counter_sort(struct counter *counter);
