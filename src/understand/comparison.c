#include "understand/comparison.h"

#include <math.h>
#include <stdlib.h>

static const double FALSE_DISCOVERIES = 0.05;

struct test {
    double p;
    size_t index;
};

static int by_p(const void *a, const void *b)
{
    const struct test *x = a, *y = b;
    return (x->p > y->p) - (x->p < y->p);
}

enum err false_discovery(const double *p, size_t count, double *q, struct arena *arena)
{
    if (count > COMPARISONS_MAX)
        return ERR_TOO_LARGE;
    struct test *tests = arena_take_array(arena, count + 1, sizeof *tests);
    if (!tests)
        return ERR_MEMORY;
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        q[i] = NAN;
        if (!isnan(p[i]))
            tests[n++] = (struct test){p[i], i};
    }
    qsort(tests, n, sizeof *tests, by_p);
    double least = 1; /* from the largest p down, so that q never falls while p rises */
    for (size_t rank = n; rank > 0; rank--) {
        least = fmin(least, tests[rank - 1].p * (double)n / (double)rank);
        q[tests[rank - 1].index] = least;
    }
    return ERR_NONE;
}

static void compare(struct comparison *c)
{
    c->difference = (struct difference){NAN, NAN, NAN, NAN, NAN, NAN};
    c->verdict = c->now.kind == FIGURE_COUNT                                     ? VERDICT_NONE
                 : c->now.n < FIGURE_SHOWN_MIN || c->before.n < FIGURE_SHOWN_MIN ? VERDICT_TOO_FEW
                                                                                 : VERDICT_NO_SHOWN_CHANGE;
    if (c->verdict == VERDICT_NO_SHOWN_CHANGE)
        c->difference = figure_difference_sharing(&c->now, &c->before, c->correlation);
}

enum err comparisons_judge(struct comparison *items, size_t count, struct arena *arena)
{
    if (count > COMPARISONS_MAX)
        return ERR_TOO_LARGE;
    double *p = arena_take_array(arena, 2 * count + 1, sizeof *p), *q = p ? p + count : NULL;
    if (!p)
        return ERR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        compare(&items[i]);
        p[i] = items[i].difference.p;
    }
    enum err err = false_discovery(p, count, q, arena);
    for (size_t i = 0; err == ERR_NONE && i < count; i++) {
        items[i].q = q[i];
        if (q[i] <= FALSE_DISCOVERIES)
            items[i].verdict = (items[i].difference.value > 0) == items[i].up_is_good ? VERDICT_BETTER : VERDICT_WORSE;
    }
    return err;
}
