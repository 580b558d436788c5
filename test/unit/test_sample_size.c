/* Sample sizes: the golden values of metrics 3.1; shares, means and power from their formulas in scipy (norm.ppf, norm.cdf). */
#include "understand/sample_size.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define assert_near(value, golden, digits) assert_true(fabs((value) - (golden)) <= 0.5001 * pow(10, -(digits)))

static const struct sampled net = {FIGURE_NET, 6700};

static void net_scores_are_sized(void **state)
{
    (void)state;
    assert_int_equal(sample_for_margin(&net, 10), 255);
    assert_int_equal(sample_for_margin(&net, 5), 1027);
    assert_int_equal(sample_for_margin(&net, 3), 2857);
    assert_int_equal(sample_for_change(&net, 10), 1049);
    assert_int_equal(sample_for_change(&net, 5), 4204);
}

static void shares_and_means_are_sized(void **state)
{
    (void)state;
    struct sampled share = {FIGURE_SHARE, 30 * 70}, mean = {FIGURE_MEAN, 2.25};
    assert_int_equal(sample_for_change(&share, 10), 330); /* 329.65 */
    assert_int_equal(sample_for_change(&share, 5), 1319); /* 1318.61 */
    assert_int_equal(sample_for_change(&mean, 0.2), 883); /* 883.00 */
    assert_near(sample_change_shown(&mean, 200), 0.420238, 6);
    assert_int_equal(sample_for_margin(&share, 200), 1); /* never none */
}

static void what_n_can_show_is_what_needs_n(void **state)
{
    (void)state;
    for (double change = 1; change < 40; change += 1.7) {
        uint64_t n = sample_for_change(&net, change);
        assert_true(sample_change_shown(&net, n) <= change);
        assert_true(sample_change_shown(&net, n - 1) > change);
        assert_true(sample_power(&net, n, change) >= 0.8 && sample_power(&net, n - 1, change) < 0.8);
        assert_true(sample_margin(&net, sample_for_margin(&net, change)) <= change);
    }
}

static void sixty_a_month_cannot_show_five_points(void **state)
{
    (void)state;
    struct sample_advice advice = sample_advise(&net, 60, 5);
    assert_false(advice.enough);
    assert_int_equal(advice.needed, 4204);
    assert_int_equal(advice.months, 71);
    assert_near(advice.change_shown, 40.8588, 4);
    assert_near(advice.power, 0.052925, 6);
    advice = sample_advise(&net, 4204, 5);
    assert_true(advice.enough && advice.months == 1);
    advice = sample_advise(&net, 0, 5);
    assert_true(!advice.enough && advice.months == UINT64_MAX && isinf(advice.change_shown));
}

static void the_variance_is_read_from_a_figure(void **state)
{
    (void)state;
    struct figure share = figure_share(300, 1000), scores = figure_net(45, 35, 20);
    uint64_t counts[] = {10, 0, 10};
    struct figure mean = figure_mean(&(struct histogram){1, 3, counts}, 1);
    assert_near(sample_variance(&share).variance, 2100, 6);
    assert_near(sample_variance(&mean).variance, 20.0 / 19, 9);
    assert_true(fabs(sample_variance(&scores).variance - 5875) < 200); /* the adjusted shares: V = 0.5875 and three answers more */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(net_scores_are_sized),
        cmocka_unit_test(shares_and_means_are_sized),
        cmocka_unit_test(what_n_can_show_is_what_needs_n),
        cmocka_unit_test(sixty_a_month_cannot_show_five_points),
        cmocka_unit_test(the_variance_is_read_from_a_figure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
