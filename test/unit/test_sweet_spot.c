/* Sweet spots and importance-performance: metrics 3.8; ranks counted by hand. */
#include "understand/importance.h"
#include "understand/sweet_spot.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define assert_near(value, golden, digits) assert_true(fabs((value) - (golden)) <= 0.5001 * pow(10, -(digits)))

static void scores_have_their_golden_values(void **state)
{
    (void)state;
    /* invoice, call, web, store, claim */
    static const double reach[] = {.95, .30, .80, .25, .08}, weight[] = {.10, .35, .20, .25, .10}, room[] = {.30, .45, .15, .10, .60};
    static const double significance[] = {22.1, 24.4, 37.2, 14.5, 1.9}, priority[] = {25.7, 42.6, 21.7, 5.6, 4.3};
    double s[5], p[5], sum = 0;
    sweet_scores(reach, weight, room, 5, s, p);
    for (size_t i = 0; i < 5; i++) {
        assert_near(s[i], significance[i], 1);
        assert_near(p[i], priority[i], 1);
        sum += p[i];
    }
    assert_near(sum, 100, 9);
    sweet_scores(reach, (double[5]){0}, room, 5, s, NULL);
    assert_true(s[0] == 0);
    assert_near(headroom(8.5, 0, 10), 0.15, 9);
    assert_near(headroom(2, 1, 5), 0.75, 9);
}

/* Forty replicates of three touchpoints: the first leads always; the second and third change places in ten of them; a fourth is not shown.
 */
static void ranks_have_intervals_and_ties(void **state)
{
    (void)state;
    enum { K = 4, COUNT = 40 };
    double weights[COUNT * K], means[COUNT * K];
    struct driver drivers[K] = {{.mean = 3, .weight = 50, .shown = true},
                                {.mean = 3, .weight = 25, .shown = true},
                                {.mean = 3, .weight = 20, .shown = true},
                                {.mean = 1, .weight = 5}};
    for (size_t at = 0; at < COUNT; at++) {
        bool changed = at % 4 == 0;
        const double one[K] = {50, changed ? 20 : 25, changed ? 25 : 20, 5 + (double)at};
        for (size_t i = 0; i < K; i++) {
            weights[at * K + i] = one[i];
            means[at * K + i] = i == 0 ? 5 - 0.1 * (double)(at % 2) : 3; /* hardly any room left for the first */
        }
    }
    drivers[0].mean = 4.95;
    weights[5 * K] = weights[5 * K + 1] = weights[5 * K + 2] = weights[5 * K + 3] = NAN; /* one that failed */
    const struct drivers found = {.items = drivers, .replicates = COUNT, .weights = weights, .means = means};
    static const double reach[K] = {1, 1, 1, 1}, low[K] = {1, 1, 1, 1}, high[K] = {5, 5, 5, 5};
    struct sweet_spot items[K];
    struct arena *arena = arena_new(1 << 16);
    assert_int_equal(sweet_spots_find(&(struct sweet_spot_ask){&found, K, reach, low, high}, arena, items), ERR_NONE);
    assert_near(items[0].significance.score, 100 * 50 / 95.0, 9);
    assert_true(items[0].significance.rank == 1 && items[0].significance.rank_low == 1 && items[0].significance.rank_high == 1);
    assert_false(items[0].significance.tied);
    assert_true(items[1].significance.rank == 2 && items[1].significance.rank_low == 2 && items[1].significance.rank_high == 3);
    assert_true(items[1].significance.tied && items[2].significance.rank == 3);
    assert_true(items[3].significance.score == 0 && items[3].significance.rank == 4 && items[3].significance.rank_low == 4);
    assert_true(items[0].priority.rank == 3 && items[0].priority.rank_low == 3 && items[1].priority.rank == 1);
    assert_near(items[0].headroom, 0.0125, 9);
    arena_free(arena);
}

static void a_box_that_crosses_a_line_is_undecided(void **state)
{
    (void)state;
    const struct importance_point points[] = {{40, 3, {35, 45}, {2.8, 3.2}}, {30, 5, {26, 34}, {4.8, 5.2}}, {20, 3.2, {16, 24}, {3, 3.4}},
                                              {10, 5.2, {6, 14}, {5, 5.4}},  {28, 3, {24, 32}, {2.8, 3.2}}, {40, 4.1, {35, 45}, {3.9, 4.3}},
                                              {40, 3, {35, 45}, {NAN, NAN}}};
    static const char *const names[] = {"concentrate", "keep_up",   "low_priority", "possible_overkill",
                                        "undecided",   "undecided", "undecided"};
    struct crosshair crosshair = crosshair_at_means(points, 4);
    assert_near(crosshair.importance, 25, 9);
    assert_near(crosshair.performance, 4.1, 9);
    for (size_t i = 0; i < sizeof points / sizeof *points; i++)
        assert_string_equal(quadrant_name(importance_quadrant(&points[i], &crosshair)), names[i]);
    assert_true(isnan(crosshair_at_means(points, 0).importance));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scores_have_their_golden_values),
        cmocka_unit_test(ranks_have_intervals_and_ties),
        cmocka_unit_test(a_box_that_crosses_a_line_is_undecided),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
