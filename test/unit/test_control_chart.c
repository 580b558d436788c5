/* Control charts. Run lengths from another method than the code's: Brook & Evans' Markov chain (1972) in numpy with 400 and 800 states
 * (EWMA 401 and 1203), extrapolated; they agree with the printed tables (CUSUM 0.5/5: 465, 38.0, 10.4, 4.01; 0.5/4: 168, 26.6, 8.38, 3.34).
 * False alarms from 400,000 simulated quarters. */
#include "understand/control_chart.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define assert_within(value, golden, most) assert_true(fabs((value) - (golden)) <= (most))

static void run_lengths_are_those_of_a_markov_chain(void **state)
{
    (void)state;
    const struct chart_rule cusum4 = {.kind = CHART_CUSUM, .slack = 0.5, .limit = 4},
                            slow = {.kind = CHART_EWMA, .weight = 0.1, .limit = 2.814};
    static const struct {
        double shift, cusum, cusum4, ewma, slow;
    } golden[] = {{0, 465.443513, 167.683790, 371.103304, 499.579548},
                  {0.5, 37.996143, 26.630203, 36.202586, 31.297435},
                  {1, 10.375970, 8.383132, 9.801525, 10.330665},
                  {2, 4.008871, 3.342770, 3.592767, 4.362253}};
    for (size_t i = 0; i < sizeof golden / sizeof *golden; i++) {
        assert_within(chart_run_length(&chart_cusum, golden[i].shift) / golden[i].cusum, 1, 2e-5);
        assert_within(chart_run_length(&cusum4, golden[i].shift) / golden[i].cusum4, 1, 2e-5);
        assert_within(chart_run_length(&chart_ewma, golden[i].shift) / golden[i].ewma, 1, 2e-5);
        assert_within(chart_run_length(&slow, golden[i].shift) / golden[i].slow, 1, 2e-5);
    }
    assert_within(chart_run_length(&chart_limits, 0), 370.3983, 1e-4);
    assert_within(chart_run_length(&chart_limits, -1), chart_run_length(&chart_limits, 1), 1e-9);
    assert_within(chart_run_length(&chart_cusum, -1), chart_run_length(&chart_cusum, 1), 1e-9);
}

static void false_alarms_are_counted(void **state)
{
    (void)state;
    assert_within(chart_alarm(&chart_cusum, 0, 90), 0.166208, 2e-5);
    assert_within(chart_alarm(&chart_ewma, 0, 90), 0.209492, 2e-5);
    assert_within(chart_alarm(&chart_ewma, 0.5, 30), 0.554808, 2e-5);
    assert_within(chart_alarm(&chart_limits, 0, 90), 0.215972, 1e-6);
    /* Twenty answers a day against a baseline of a thousand: simulated 23.4, 31.0 and 26.2 % (standard error 0.07). */
    assert_within(chart_false_alarm(&chart_limits, 90, 20, 1000), 0.2342, 0.003);
    assert_within(chart_false_alarm(&chart_ewma, 90, 20, 1000), 0.3098, 0.003);
    assert_within(chart_false_alarm(&chart_cusum, 90, 20, 1000), 0.2617, 0.003);
    /* A baseline without error gives the plain rate. */
    assert_within(chart_false_alarm(&chart_ewma, 90, 20, UINT64_C(1) << 60), 0.209492, 2e-5);
}

/* By hand: deviation 10, four answers and then one more make z = (52·4 + 62)/5 = 54 → 4/(10/√5) = 0.894427. */
static void small_buckets_wait_for_the_next(void **state)
{
    (void)state;
    const struct chart_baseline baseline = {50, 10};
    const struct chart_bucket buckets[] = {{4, 52}, {1, 62}, {0, NAN}, {25, 56}, {3, 90}};
    struct chart_point points[5];
    assert_int_equal(chart_run(&chart_ewma, &baseline, buckets, 5, points), 2);
    assert_true(points[0].first == 0 && points[0].last == 1 && points[0].n == 5);
    assert_within(points[0].z, 0.894427, 1e-6);
    assert_within(points[0].up, 0.178885, 1e-6);
    assert_true(points[1].first == 2 && points[1].last == 3 && points[1].n == 25);
    assert_within(points[1].z, 3, 1e-12);
    assert_within(points[1].up, 0.743108, 1e-6); /* 0.2·3 + 0.8·0.178885 */
    assert_within(chart_threshold(&chart_ewma), 0.953333, 1e-6);
}

static size_t drift(const struct chart_rule *rule, double by, struct chart_point *points, size_t days)
{
    struct chart_bucket buckets[40];
    for (size_t i = 0; i < days; i++)
        buckets[i] = (struct chart_bucket){25, 50 + by};
    return chart_run(rule, &(struct chart_baseline){50, 10}, buckets, days, points);
}

/* One error of a bucket off, every day: the limits never see it; EWMA reaches 1 − 0.8^t > 0.9533 on day 14; CUSUM 0.5·t > 5 on day 11. */
static void a_slow_drift_is_found_by_cusum_first(void **state)
{
    (void)state;
    struct chart_point points[40];
    assert_int_equal(chart_verdict(points, drift(&chart_limits, 2, points, 40), 1000, true), VERDICT_NO_SHOWN_CHANGE);
    assert_int_equal(chart_verdict(points, drift(&chart_ewma, 2, points, 13), 1000, true), VERDICT_NO_SHOWN_CHANGE);
    assert_int_equal(chart_verdict(points, drift(&chart_ewma, 2, points, 14), 1000, true), VERDICT_BETTER);
    assert_int_equal(chart_verdict(points, drift(&chart_cusum, -2, points, 10), 1000, true), VERDICT_NO_SHOWN_CHANGE);
    assert_int_equal(chart_verdict(points, drift(&chart_cusum, -2, points, 11), 1000, true), VERDICT_WORSE);
    assert_int_equal(points[10].alarm, -1);
    assert_int_equal(chart_verdict(points, drift(&chart_cusum, -2, points, 11), 1000, false), VERDICT_BETTER);
    assert_int_equal(chart_verdict(points, drift(&chart_limits, 7, points, 1), 1000, true), VERDICT_BETTER);
    assert_int_equal(chart_verdict(points, 0, 1000, true), VERDICT_TOO_FEW);
    assert_int_equal(chart_verdict(points, 1, 29, true), VERDICT_TOO_FEW);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(run_lengths_are_those_of_a_markov_chain),
        cmocka_unit_test(false_alarms_are_counted),
        cmocka_unit_test(small_buckets_wait_for_the_next),
        cmocka_unit_test(a_slow_drift_is_found_by_cusum_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
