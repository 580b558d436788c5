/* Many comparisons at once: metrics 3.9 rule 4. */
#include "understand/comparison.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define assert_close(value, golden) assert_true(fabs((value) - (golden)) < 1e-12)

static void q_has_its_golden_values_in_any_order(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 16);
    const double p[] = {.041, .001, NAN, .20, .012, .030}, golden[] = {.05125, .005, NAN, .20, .030, .050};
    double q[6];
    assert_int_equal(false_discovery(p, 6, q, arena), ERR_NONE);
    for (size_t i = 0; i < 6; i++)
        assert_true(isnan(golden[i]) ? isnan(q[i]) : fabs(q[i] - golden[i]) < 1e-12);
    assert_int_equal(false_discovery(p, 0, q, arena), ERR_NONE);
    assert_int_equal(false_discovery(p, COMPARISONS_MAX + 1, q, arena), ERR_TOO_LARGE);
    arena_free(arena);
}

static void q_never_falls_while_p_rises(void **state)
{
    (void)state;
    enum { N = 200 };
    struct arena *arena = arena_new(1 << 16);
    double p[N], q[N];
    for (size_t i = 0; i < N; i++)
        p[i] = fmod(0.618034 * (double)(i + 1), 1) * fmod(0.414214 * (double)(i + 1), 1);
    assert_int_equal(false_discovery(p, N, q, arena), ERR_NONE);
    for (size_t i = 0; i < N; i++) {
        assert_true(q[i] >= p[i] && q[i] <= 1);
        for (size_t j = 0; j < N; j++)
            assert_true(p[i] > p[j] || q[i] <= q[j]);
    }
    arena_free(arena);
}

/* One clear change among nineteen quiet ones is called; one that alone would pass at 95 % (p = 0.024) is not. */
static void chance_among_many_is_not_called(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 16);
    struct comparison items[20];
    for (size_t i = 0; i < 20; i++)
        items[i] = (struct comparison){.now = figure_net(45, 35, 20), .before = figure_net(44, 36, 20), .up_is_good = true};
    items[3].before = figure_net(30, 40, 30);
    items[7].now = figure_net(10, 30, 60);
    items[9].now = figure_net(5, 1, 1);
    items[11] = (struct comparison){.now = figure_count(5), .before = figure_count(50)};
    assert_int_equal(comparisons_judge(items, 20, arena), ERR_NONE);
    assert_int_equal(items[3].verdict, VERDICT_NO_SHOWN_CHANGE);
    assert_int_equal(figure_verdict_planned(&items[3].now, &items[3].before, true), VERDICT_BETTER);
    assert_int_equal(items[7].verdict, VERDICT_WORSE);
    assert_int_equal(items[9].verdict, VERDICT_TOO_FEW);
    assert_true(isnan(items[9].q) && isnan(items[9].difference.value));
    assert_int_equal(items[11].verdict, VERDICT_NONE);
    assert_close(items[7].q, items[7].difference.p * 18); /* eighteen were tests */
    for (size_t i = 0; i < 20; i++)
        items[i].up_is_good = false;
    assert_int_equal(comparisons_judge(items, 20, arena), ERR_NONE);
    assert_int_equal(items[7].verdict, VERDICT_BETTER);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(q_has_its_golden_values_in_any_order),
        cmocka_unit_test(q_never_falls_while_p_rises),
        cmocka_unit_test(chance_among_many_is_not_called),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
