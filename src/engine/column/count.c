#include "engine/column/count.h"

#include <stdlib.h>

enum { HASH_START = 1 << 12 };

/* calloc may give pages back to the system to get zeroed ones in return: many times the cost of clearing what was in use a moment ago. */
static void *zeroed(size_t count, size_t size)
{
    void *at = reallocarray(NULL, count, size);
    if (at)
        memset(at, 0, count * size);
    return at;
}

static bool hash_make(struct counter *counter, size_t capacity)
{
    counter->keys = zeroed(capacity, sizeof *counter->keys);
    counter->counts = zeroed(capacity, sizeof *counter->counts);
    counter->capacity = capacity;
    counter->used = 0;
    return counter->keys && counter->counts;
}

enum err counter_open(struct counter *counter, uint64_t total, uint64_t inner, uint64_t rows)
{
    *counter = (struct counter){.total = total, .inner = inner};
    bool dense =
        total <= COUNTER_NARROW_MAX || (total <= COUNTER_DENSE_MAX && total / 64 <= rows); /* else clearing costs more than counting */
    if (!dense)
        return hash_make(counter, HASH_START) ? ERR_NONE : ERR_MEMORY;
    counter->dense = zeroed(total, sizeof *counter->dense);
    if (inner <= COUNTER_FOUR_MAX)
        counter->four = zeroed(inner * 4, sizeof *counter->four);
    return counter->dense && (counter->four || inner > COUNTER_FOUR_MAX) ? ERR_NONE : ERR_MEMORY;
}

void counter_close(struct counter *counter)
{
    free(counter->dense);
    free(counter->four);
    free(counter->keys);
    free(counter->counts);
}

static void count_four(uint32_t *restrict a, uint32_t *restrict b, uint32_t *restrict c, uint32_t *restrict d, const uint16_t *keys,
                       size_t count)
{
    size_t i = 0;
    for (; i + 8 <= count; i += 8) { /* four keys a load: the loads, not the adds, are what runs out */
        uint64_t x, y;
        memcpy(&x, keys + i, sizeof x);
        memcpy(&y, keys + i + 4, sizeof y);
        a[(uint16_t)x]++;
        b[(uint16_t)(x >> 16)]++;
        c[(uint16_t)(x >> 32)]++;
        d[x >> 48]++;
        a[(uint16_t)y]++;
        b[(uint16_t)(y >> 16)]++;
        c[(uint16_t)(y >> 32)]++;
        d[y >> 48]++;
    }
    for (; i < count; i++)
        a[keys[i]]++;
}

static void four_add(struct counter *counter)
{
    uint32_t *into = counter->dense + counter->base, *from = counter->four;
    for (size_t t = 0; t < 4; t++, from += counter->inner)
        for (size_t i = 0; i < counter->inner; i++)
            into[i] += from[i];
    memset(counter->four, 0, counter->inner * 4 * sizeof *counter->four);
}

void counter_add_16(struct counter *counter, uint64_t base, const uint16_t *keys, size_t count)
{
    uint32_t *table = counter->four;
    if (!table) {
        counter_add_over(counter, base, keys, count);
        return;
    }
    if (base != counter->base) {
        four_add(counter);
        counter->base = base;
    }
    count_four(table, table + counter->inner, table + 2 * counter->inner, table + 3 * counter->inner, keys, count);
}

void counter_add_over(struct counter *counter, uint64_t base, const uint16_t *keys, size_t count)
{
    uint32_t *table = counter->dense + base;
    for (size_t i = 0; i < count; i++)
        table[keys[i]]++;
}

void counter_finish(struct counter *counter)
{
    if (counter->four)
        four_add(counter);
}

static size_t hash_place(const struct counter *counter, uint64_t key)
{
    uint64_t mixed = (key + 1) * 0x9E3779B97F4A7C15u;
    size_t place = (size_t)(mixed >> 32) & (counter->capacity - 1);
    while (counter->keys[place] != 0 && counter->keys[place] != key + 1)
        place = (place + 1) & (counter->capacity - 1);
    return place;
}

static bool hash_grow(struct counter *counter)
{
    struct counter old = *counter;
    if (old.used >= COUNTER_USED_MAX) {
        counter->err = ERR_TOO_LARGE;
        return false;
    }
    if (!hash_make(counter, old.capacity * 2)) {
        free(counter->keys);
        free(counter->counts);
        *counter = old;
        counter->err = ERR_MEMORY;
        return false;
    }
    for (size_t i = 0; i < old.capacity; i++)
        if (old.keys[i]) {
            size_t place = hash_place(counter, old.keys[i] - 1);
            counter->keys[place] = old.keys[i];
            counter->counts[place] = old.counts[i];
        }
    counter->used = old.used;
    free(old.keys);
    free(old.counts);
    return true;
}

static void hash_add(struct counter *counter, uint64_t key, uint32_t times)
{
    if (counter->used * 2 >= counter->capacity && !hash_grow(counter))
        return;
    size_t place = hash_place(counter, key);
    counter->used += counter->keys[place] == 0;
    counter->keys[place] = key + 1;
    counter->counts[place] += times;
}

void counter_add_64(struct counter *counter, const uint64_t *keys, size_t count)
{
    if (counter->dense) {
        for (size_t i = 0; i < count; i++)
            counter->dense[keys[i]]++;
        return;
    }
    for (size_t i = 0; i < count && counter->err == ERR_NONE; i++)
        hash_add(counter, keys[i], 1);
}

void counter_merge(struct counter *into, const struct counter *from)
{
    if (into->err == ERR_NONE)
        into->err = from->err;
    if (from->dense)
        for (size_t i = 0; i < from->total; i++)
            into->dense[i] += from->dense[i];
    for (size_t i = 0; i < from->capacity && into->err == ERR_NONE; i++)
        if (from->keys[i])
            hash_add(into, from->keys[i] - 1, from->counts[i]);
}

struct pair {
    uint64_t key;
    uint32_t count;
};

static int pair_order(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;
    return x->key < y->key ? -1 : x->key > y->key;
}

void counter_sort(struct counter *counter)
{
    struct pair *pairs = calloc(counter->used ? counter->used : 1, sizeof *pairs);
    if (!pairs) {
        counter->err = ERR_MEMORY;
        return;
    }
    size_t count = 0;
    for (size_t i = 0; i < counter->capacity; i++)
        if (counter->keys[i])
            pairs[count++] = (struct pair){counter->keys[i] - 1, counter->counts[i]};
    qsort(pairs, count, sizeof *pairs, pair_order);
    for (size_t i = 0; i < count; i++) {
        counter->keys[i] = pairs[i].key;
        counter->counts[i] = pairs[i].count;
    }
    counter->used = count;
    free(pairs);
}
