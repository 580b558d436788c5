/* How customers went through a journey: moves planned and strayed, who is stuck, what came before the first dialogue. */
#include "understand/walk.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

enum { HOUR = 3600000, NOW_HOURS = 10000 };

/* Four steps in two stages: 1 advertisement, 2 web (optional), 3 shop (the goal), 4 delivery with a limit of 48 hours. */
static struct journey_step steps[] = {
    {.stage = 0, .touchpoint_id = 1},
    {.stage = 0, .touchpoint_id = 2, .optional = true, .has_limit = true, .limit_hours = 24},
    {.stage = 1, .touchpoint_id = 3, .goal = true, .has_limit = true, .limit_hours = 48},
    {.stage = 1, .touchpoint_id = 4},
};
static const struct journey journey = {.window_days = 60, .stages_count = 2, .steps = steps, .steps_count = 4};

static struct walk_visit at(int64_t touchpoint_id, int64_t hours_ago, enum encounter_initiator initiator)
{
    return (struct walk_visit){touchpoint_id, (NOW_HOURS - hours_ago) * (int64_t)HOUR, initiator};
}

static struct walks opened(struct arena *arena)
{
    struct walks walks;
    assert_int_equal(walks_open(&journey, NOW_HOURS * (int64_t)HOUR, arena, &walks), ERR_NONE);
    return walks;
}

#define add(walks, ...)                                                                                                                    \
    do {                                                                                                                                   \
        struct walk_visit visits[] = {__VA_ARGS__};                                                                                        \
        assert_int_equal(walks_add((walks), visits, sizeof visits / sizeof *visits), ERR_NONE);                                            \
    } while (0)

static void a_move_is_planned_or_strays(void **state)
{
    (void)state;
    struct arena *arena = arena_new(64 << 20);
    struct walks walks = opened(arena);
    add(&walks, at(1, 100, 0), at(3, 90, 0), at(4, 80, 0));               /* passes by the optional step: planned twice */
    add(&walks, at(1, 100, 0), at(1, 95, 0), at(4, 90, 0));               /* the goal left out: strayed; the same again is no move */
    add(&walks, at(2, 50, 0), at(99, 45, 0), at(1, 40, 0), at(3, 30, 0)); /* back: strayed; a touchpoint of no step is not looked at */
    assert_int_equal(walks.customers, 3);
    assert_int_equal(walks.walks, 3);
    assert_int_equal(walks.moves, 5);
    assert_int_equal(walks.strayed, 2);
    assert_int_equal(walks.steps[0].moves, 3);
    assert_int_equal(walks.steps[0].strayed, 1);
    assert_int_equal(walks.steps[0].strayed_to[3], 1);
    assert_int_equal(walks.steps[1].strayed_to[0], 1);
    assert_int_equal(walks.steps[0].visits, 4);
    assert_int_equal(walk_hours_median(&walks.steps[0]), 10); /* 10, 5 and 10 hours */
    assert_int_equal(walk_hours_median(&walks.steps[3]), -1);
    arena_free(arena);
}

static void a_new_walk_begins_after_silence_or_after_the_goal(void **state)
{
    (void)state;
    struct arena *arena = arena_new(64 << 20);
    struct walks walks = opened(arena);
    add(&walks, at(1, 24 * 200, 0), at(2, 24 * 100, 0));      /* silent for longer than sixty days */
    add(&walks, at(1, 300, 0), at(3, 290, 0), at(1, 200, 0)); /* the goal, then from the beginning */
    add(&walks, at(1, 300, 0), at(3, 290, 0), at(3, 200, 0), at(4, 100, 0));
    assert_int_equal(walks.walks, 5);
    assert_int_equal(walks.reached, 2);
    assert_int_equal(walks.strayed, 0);
    arena_free(arena);
}

static void stuck_is_longer_than_the_limit(void **state)
{
    (void)state;
    struct arena *arena = arena_new(64 << 20);
    struct walks walks = opened(arena);
    add(&walks, at(3, 48, 0));      /* exactly the limit: waiting */
    add(&walks, at(3, 49, 0));      /* stuck */
    add(&walks, at(1, 1000, 0));    /* no limit: waiting only */
    add(&walks, at(4, 5, 0));       /* the last step: nothing to wait for */
    add(&walks, at(2, 24 * 61, 0)); /* gone for good */
    assert_int_equal(walks.steps[2].waiting, 2);
    assert_int_equal(walks.steps[2].stuck, 1);
    assert_int_equal(walks.steps[0].waiting, 1);
    assert_int_equal(walks.steps[0].stuck, 0);
    assert_int_equal(walks.steps[3].waiting, 0);
    assert_int_equal(walks.steps[1].waiting, 0);
    arena_free(arena);
}

static void what_comes_before_the_first_dialogue(void **state)
{
    (void)state;
    struct arena *arena = arena_new(64 << 20);
    struct walks walks = opened(arena);
    const enum encounter_initiator C = INITIATOR_CUSTOMER, P = INITIATOR_COMPANY, D = INITIATOR_DIALOGUE;
    add(&walks, at(1, 50, P), at(2, 40, C), at(2, 30, C), at(3, 20, D), at(4, 10, D)); /* 3 of 4; what follows the goal is not asked */
    add(&walks, at(1, 50, P), at(2, 40, D), at(2, 30, C), at(3, 20, C));               /* 1 of 4 */
    add(&walks, at(2, 40, C), at(3, 20, C));                                           /* no dialogue at all: all of it */
    add(&walks, at(2, 40, INITIATOR_UNKNOWN), at(3, 20, D));                           /* cannot be told */
    add(&walks, at(1, 40, P), at(2, 20, C));                                           /* did not reach the goal */
    add(&walks, at(3, 20, C)); /* begins at the goal: nothing is known of what came before */
    assert_int_equal(walks.reached, 5);
    assert_int_equal(walks.unknown, 1);
    assert_int_equal(walks.shares_count, 3);
    struct walk_median m = walk_median(walks.shares, walks.shares_count);
    assert_true(m.median == 75 && m.quarter == 50 && m.three_quarters == 87.5);
    assert_true(isnan(m.low)); /* three values have no 95 % interval */
    assert_int_equal(walks.steps[0].before, 2);
    assert_int_equal(walks.steps[1].before, 3);
    assert_int_equal(walks.steps[2].before, 1);
    assert_int_equal(walks.by_customer, 8);
    assert_int_equal(walks.by_company, 3);
    arena_free(arena);
}

/* Order statistics of 50: the 18th from either end (a table of binomial(50, ½): P(B ≤ 17) = 0.0164, P(B ≤ 18) = 0.0325). */
static void the_median_has_its_interval(void **state)
{
    (void)state;
    double values[50];
    for (int i = 0; i < 50; i++)
        values[i] = (i * 37) % 50 + 1; /* 1 … 50 in another order */
    struct walk_median m = walk_median(values, 50);
    assert_true(m.median == 25.5 && m.quarter == 13.25 && m.three_quarters == 37.75);
    assert_true(m.low == 18 && m.high == 33);
    double six[] = {6, 5, 4, 3, 2, 1};
    m = walk_median(six, 6);
    assert_true(m.low == 1 && m.high == 6); /* P(B ≤ 0) = 1/64 */
    assert_int_equal(walk_median(six, 0).n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_move_is_planned_or_strays),    cmocka_unit_test(a_new_walk_begins_after_silence_or_after_the_goal),
        cmocka_unit_test(stuck_is_longer_than_the_limit), cmocka_unit_test(what_comes_before_the_first_dialogue),
        cmocka_unit_test(the_median_has_its_interval),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
