/* Penalty and reward: the golden one-factor values of metrics 3.8; four factors by numpy.linalg.lstsq with ordinary errors on the same
 * made-up people. */
#include "understand/penalty_reward.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#define assert_near(value, golden, digits) assert_true(fabs((value) - (golden)) <= 0.5001 * pow(10, -(digits)))

static void one_factor_has_its_golden_values(void **state)
{
    (void)state;
    static const int8_t experience[] = {-1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1};
    static const double outcome[] = {3, 4, 2, 5, 7, 8, 7, 6, 8, 7, 9, 8, 9, 10};
    struct arena *arena = arena_new(1 << 16);
    struct penalty_reward item;
    assert_int_equal(penalty_reward_find(&(struct penalty_ask){1, 14, experience, outcome}, arena, &item, NULL), ERR_NONE);
    assert_near(item.penalty, -3.667, 3);
    assert_near(item.reward, 1.833, 3);
    assert_true(item.weak == 4 && item.good == 6 && item.excellent == 4);
    assert_string_equal(driver_kind_name(item.kind), "basic");
    assert_false(item.shown); /* 3.667 against 2.75, with fourteen people */
    arena_free(arena);
}

enum { K = 4, N = 300 };

static double draw(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double)(*seed >> 11) / 9007199254740992.0;
}

static void people_make(int8_t *experience, double *outcome)
{
    static const double penalty[K] = {-2, -1, -.1, 0}, reward[K] = {.2, 1, 1.5, 0};
    uint64_t seed = 77;
    for (size_t i = 0; i < N; i++) {
        double sum = 0;
        for (size_t j = 0; j < K; j++) {
            double u = draw(&seed);
            int8_t e = u < .25 ? EXPERIENCE_WEAK : u < .5 ? EXPERIENCE_EXCELLENT : u < .6 && j == 1 ? EXPERIENCE_NONE : EXPERIENCE_GOOD;
            experience[i * K + j] = e;
            sum += e == EXPERIENCE_WEAK ? penalty[j] : e == EXPERIENCE_EXCELLENT ? reward[j] : 0;
        }
        outcome[i] = 6 + sum + 2 * (draw(&seed) - .5);
    }
}

static void factors_are_told_apart(void **state)
{
    (void)state;
    static int8_t experience[N * K];
    static double outcome[N];
    static const double golden[K][4] = {{-2.013568, 0.213212, -2.185344, 0.376888},
                                        {-1.056766, 0.943441, -1.228572, 1.113831},
                                        {-0.006394, 1.598553, -0.175286, 1.771673},
                                        {0.025136, 0.069477, -0.142254, 0.235397}};
    static const enum driver_kind kind[K] = {DRIVER_BASIC, DRIVER_LINEAR, DRIVER_DELIGHT, DRIVER_DELIGHT};
    struct arena *arena = arena_new(1 << 16);
    struct penalty_reward items[K];
    people_make(experience, outcome);
    assert_int_equal(penalty_reward_find(&(struct penalty_ask){K, N, experience, outcome}, arena, items, NULL), ERR_NONE);
    for (size_t j = 0; j < K; j++) {
        assert_near(items[j].penalty, golden[j][0], 6);
        assert_near(items[j].reward, golden[j][1], 6);
        assert_near(items[j].penalty_interval.low, golden[j][2], 6);
        assert_near(items[j].reward_interval.high, golden[j][3], 6);
        assert_int_equal(items[j].kind, kind[j]);
        assert_int_equal(items[j].shown, j < 3);
    }
    assert_int_equal(items[1].good, 127); /* who did not meet it is not among the good */
    arena_free(arena);
}

/* The golden people several times over, by hand: the contrast 3.667 − 1.5·1.833 = 0.917 has an error of √(s²(1/weak + 2.25/excellent +
 * 6.25/good)), which is 0.586 for four times as many and 0.409 for eight times. */
static void a_kind_is_shown_when_enough_people_say_so(void **state)
{
    (void)state;
    static const int8_t experience[14] = {-1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1};
    static const double outcome[14] = {3, 4, 2, 5, 7, 8, 7, 6, 8, 7, 9, 8, 9, 10};
    int8_t many[8 * 14];
    double outcomes[8 * 14];
    struct arena *arena = arena_new(1 << 16);
    struct penalty_reward item;
    for (size_t i = 0; i < 8 * 14; i++) {
        many[i] = experience[i % 14];
        outcomes[i] = outcome[i % 14];
    }
    assert_int_equal(penalty_reward_find(&(struct penalty_ask){1, 4 * 14, many, outcomes}, arena, &item, NULL), ERR_NONE);
    assert_true(item.kind == DRIVER_BASIC && !item.shown);
    assert_int_equal(penalty_reward_find(&(struct penalty_ask){1, 8 * 14, many, outcomes}, arena, &item, NULL), ERR_NONE);
    assert_true(item.kind == DRIVER_BASIC && item.shown);
    arena_free(arena);
}

static void what_nobody_met_is_not_known(void **state)
{
    (void)state;
    static int8_t experience[N * K];
    static double outcome[N];
    struct arena *arena = arena_new(1 << 18);
    struct penalty_reward items[K];
    struct fault why;
    people_make(experience, outcome);
    for (size_t i = 0; i < N; i++)
        if (experience[i * K] == EXPERIENCE_WEAK)
            experience[i * K] = EXPERIENCE_GOOD;
    outcome[3] = NAN;
    assert_int_equal(penalty_reward_find(&(struct penalty_ask){K, N, experience, outcome}, arena, items, NULL), ERR_NONE);
    assert_true(isnan(items[0].penalty) && isfinite(items[0].reward) && !driver_kind_name(items[0].kind));
    assert_int_equal(items[1].weak + items[1].good + items[1].excellent + 38, N - 1);
    for (size_t i = 0; i < N; i++)
        experience[i * K + 3] = experience[i * K + 2];
    assert_int_equal(penalty_reward_find(&(struct penalty_ask){K, N, experience, outcome}, arena, items, &why), ERR_INVALID);
    assert_string_equal(why.slug, "not_separable");
    assert_int_equal(penalty_reward_find(&(struct penalty_ask){K, 8, experience, outcome}, arena, items, &why), ERR_INVALID);
    assert_string_equal(why.slug, "too_few");
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_factor_has_its_golden_values),
        cmocka_unit_test(factors_are_told_apart),
        cmocka_unit_test(a_kind_is_shown_when_enough_people_say_so),
        cmocka_unit_test(what_nobody_met_is_not_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
