#include "listen/maxdiff_design.h"
#include "base/mix.h"

enum { BEGINNINGS = 6, PASSES_MAX = 12 };

struct design {
    size_t items, per_task, count;
    uint32_t tasks[MAXDIFF_TASKS_MAX];
    int pairs[MAXDIFF_ITEMS_MAX][MAXDIFF_ITEMS_MAX]; /* how often two stand together, both ways round */
};

size_t maxdiff_tasks_usual(size_t items, size_t per_task)
{
    size_t count = (3 * items + per_task - 1) / per_task;
    return count < MAXDIFF_TASKS_MAX ? count : MAXDIFF_TASKS_MAX;
}

/* Each task takes the items shown least so far: showings differ by one at the most. Among equals a fixed stir decides. */
static void begin(struct design *d, uint64_t stir)
{
    int shown[MAXDIFF_ITEMS_MAX] = {0};
    for (size_t t = 0; t < d->count; t++) {
        d->tasks[t] = 0;
        for (size_t place = 0; place < d->per_task; place++) {
            size_t best = d->items;
            uint64_t best_key = 0;
            for (size_t i = 0; i < d->items; i++) {
                uint64_t key = ((uint64_t)shown[i] << 48) | (mix64(stir + t * 977 + i * 31 + place) >> 16);
                if (d->tasks[t] >> i & 1 || (best < d->items && key >= best_key))
                    continue;
                best = i, best_key = key;
            }
            d->tasks[t] |= (uint32_t)1 << best;
            shown[best]++;
        }
    }
}

static void count_pairs(struct design *d)
{
    memset(d->pairs, 0, sizeof d->pairs);
    for (size_t t = 0; t < d->count; t++)
        for (size_t i = 0; i < d->items; i++)
            for (size_t j = 0; j < d->items; j++)
                d->pairs[i][j] += i != j && d->tasks[t] >> i & 1 && d->tasks[t] >> j & 1;
}

static int64_t unevenness(const struct design *d)
{
    int64_t sum = 0;
    for (size_t i = 0; i < d->items; i++)
        for (size_t j = 0; j < i; j++)
            sum += (int64_t)d->pairs[i][j] * d->pairs[i][j];
    return sum;
}

/* How the sum of squares changes when `in` takes the place of `out` in a task: pairs with out lose one, pairs with in gain one. */
static int change(const struct design *d, uint32_t task, size_t out, size_t in)
{
    int sum = 0;
    uint32_t others = task & ~((uint32_t)1 << out);
    for (size_t k = 0; k < d->items; k++)
        if (others >> k & 1)
            sum += 2 * d->pairs[in][k] - 2 * d->pairs[out][k] + 2;
    return sum;
}

static void replace(struct design *d, size_t task, size_t out, size_t in)
{
    uint32_t others = d->tasks[task] & ~((uint32_t)1 << out);
    for (size_t k = 0; k < d->items; k++)
        if (others >> k & 1) {
            d->pairs[out][k]--, d->pairs[k][out]--;
            d->pairs[in][k]++, d->pairs[k][in]++;
        }
    d->tasks[task] = others | (uint32_t)1 << in;
}

/* Item x of one task and y of another change places, where that makes pairs more even: both keep how often they are shown. */
static bool exchange(struct design *d, size_t a, size_t b, size_t x, size_t y)
{
    if (!(d->tasks[a] >> x & 1) || d->tasks[a] >> y & 1 || !(d->tasks[b] >> y & 1) || d->tasks[b] >> x & 1)
        return false;
    int first = change(d, d->tasks[a], x, y);
    replace(d, a, x, y);
    if (first + change(d, d->tasks[b], y, x) < 0) {
        replace(d, b, y, x);
        return true;
    }
    replace(d, a, y, x);
    return false;
}

static bool improve(struct design *d)
{
    bool any = false;
    for (size_t a = 0; a < d->count; a++)
        for (size_t b = 0; b < a; b++)
            for (size_t x = 0; x < d->items; x++)
                for (size_t y = 0; y < d->items; y++)
                    any |= x != y && exchange(d, a, b, x, y);
    return any;
}

void maxdiff_design(size_t items, size_t per_task, size_t count, uint32_t tasks[MAXDIFF_TASKS_MAX])
{
    int64_t least = INT64_MAX;
    must(items <= MAXDIFF_ITEMS_MAX && per_task < items && count <= MAXDIFF_TASKS_MAX);
    for (uint64_t beginning = 0; beginning < BEGINNINGS; beginning++) {
        struct design d = {.items = items, .per_task = per_task, .count = count};
        begin(&d, mix64(beginning + 1));
        count_pairs(&d);
        for (int pass = 0; pass < PASSES_MAX && improve(&d); pass++)
            ;
        int64_t uneven = unevenness(&d);
        if (uneven < least) {
            least = uneven;
            memcpy(tasks, d.tasks, sizeof d.tasks);
        }
    }
}
