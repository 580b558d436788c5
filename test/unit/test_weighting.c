/* Weighting: the golden values of metrics 3.12 and systems S4; raking without cuts against the minimum of the entropy distance, solved as
 * equations of its multipliers with scipy.optimize.root; a weighted mean with numpy and scipy's t. */
#include "understand/raking.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#define assert_near(value, golden, digits) assert_true(fabs((value) - (golden)) <= 0.5001 * pow(10, -(digits)))

static const double halves[] = {.5, .5}, young[] = {.4, .6};
static const struct raking_margin golden_margins[] = {{2, halves}, {2, young}};
static const struct raking_cell golden_cells[] = {{30, {0, 0}}, {20, {0, 1}}, {40, {1, 0}}, {10, {1, 1}}};

static enum err rake(const struct raking_margin *margins, size_t margin_count, const struct raking_cell *cells, size_t cell_count,
                     double low, double high, struct arena *arena, struct raking *raking, struct fault *why)
{
    const struct raking_ask ask = {margins, margin_count, cells, cell_count, low, high};
    return weights_rake(&ask, arena, raking, why);
}

static void raking_has_its_golden_weights(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 16);
    struct raking raking;
    static const double golden[] = {.474810, 1.787786, .643893, 2.424429};
    assert_int_equal(rake(golden_margins, 2, golden_cells, 4, 0.3, 3, arena, &raking, NULL), ERR_NONE);
    for (size_t i = 0; i < 4; i++)
        assert_near(raking.weights[i], golden[i], 6);
    assert_near(raking.effective_n, 68.470, 3);
    assert_near(raking.design_effect, 1.46049, 5);
    assert_true(raking.n == 100 && raking.cut == 0 && raking.rounds > 1);

    static const uint64_t plus[] = {12, 10, 12, 5}, minus[] = {8, 3, 14, 1};
    struct weighted_sum sum = {0};
    for (size_t i = 0; i < 4; i++) {
        weighted_add(&sum, raking.weights[i], 1, plus[i]);
        weighted_add(&sum, raking.weights[i], -1, minus[i]);
        weighted_add(&sum, raking.weights[i], 0, golden_cells[i].n - plus[i] - minus[i]);
    }
    struct figure figure = weighted_figure(FIGURE_NET, &sum);
    assert_near(figure.value, 22.82, 2);
    assert_near(figure.effective_n, 68.470, 3);
    assert_near(weighted_deviation(FIGURE_NET, &sum) / sqrt(figure.effective_n), 9.268, 3);
    assert_true(figure.n == 100 && figure.quality == QUALITY_NORMAL);
    arena_free(arena);
}

static const double age[] = {.30, .45, .25}, sex[] = {.55, .45}, area[] = {.35, .35, .30};
static const struct raking_margin three[] = {{3, age}, {2, sex}, {3, area}};
static const struct raking_cell ten[] = {{37, {0, 0, 0}}, {21, {0, 1, 2}}, {55, {1, 0, 1}}, {12, {1, 1, 0}}, {44, {2, 0, 2}},
                                         {9, {2, 1, 1}},  {30, {0, 0, 1}}, {18, {1, 0, 2}}, {25, {2, 1, 0}}, {16, {0, 1, 1}}};

static void assert_margins_met(const struct raking *raking)
{
    for (size_t m = 0; m < 3; m++) {
        double current[3] = {0};
        for (size_t i = 0; i < 10; i++)
            current[ten[i].category[m]] += raking->weights[i] * (double)ten[i].n / 267;
        for (size_t c = 0; c < three[m].categories; c++)
            assert_true(fabs(current[c] - three[m].targets[c]) < 1e-6);
    }
}

static void raking_is_the_least_change_that_meets_the_margins(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 16);
    struct raking raking;
    static const double golden[] = {0.648045, 1.314083, 1.033855, 3.103259, 0.601259, 0.895706, 0.450201, 1.447158, 1.289329, 0.938786};
    assert_int_equal(rake(three, 3, ten, 10, 0.01, 100, arena, &raking, NULL), ERR_NONE);
    for (size_t i = 0; i < 10; i++)
        assert_true(fabs(raking.weights[i] - golden[i]) < 1e-6);
    assert_near(raking.effective_n, 204.43274, 4);
    assert_margins_met(&raking);
    assert_int_equal(rake(three, 3, ten, 10, 0.3, 2.5, arena, &raking, NULL), ERR_NONE);
    assert_margins_met(&raking);
    assert_int_equal(raking.cut, 12); /* the cell that would have 3.1 */
    for (size_t i = 0; i < 10; i++)
        assert_true(raking.weights[i] > 0.2999 && raking.weights[i] < 2.5001);
    arena_free(arena);
}

static void what_cannot_be_weighted_is_refused(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 16);
    struct raking raking;
    struct fault why;
    static const struct raking_cell no_old_men[] = {{30, {0, 0}}, {20, {0, 1}}, {40, {1, 0}}, {0, {1, 1}}};
    static const struct raking_cell no_old[] = {{30, {0, 0}}, {40, {1, 0}}};
    static const double odd[] = {.5, .4}, zero[] = {1, 0}, rare[] = {.001, .999};
    assert_int_equal(rake(golden_margins, 2, no_old, 2, 0.3, 3, arena, &raking, &why), ERR_INVALID);
    assert_string_equal(why.slug, "no_answers");
    assert_string_equal(why.field, "margins[1].targets[1]");
    assert_int_equal(rake((struct raking_margin[]){{2, odd}}, 1, no_old, 2, 0.3, 3, arena, &raking, &why), ERR_INVALID);
    assert_string_equal(why.slug, "target");
    assert_int_equal(rake((struct raking_margin[]){{2, zero}}, 1, no_old, 2, 0.3, 3, arena, &raking, &why), ERR_INVALID);
    assert_string_equal(why.field, "margins[0].targets[1]");
    assert_int_equal(rake((struct raking_margin[]){{2, rare}}, 1, no_old, 2, 0.3, 3, arena, &raking, &why), ERR_INVALID);
    assert_string_equal(why.slug, "not_converged");
    assert_true(strstr(why.detail, "0.30 to 3.00") != NULL);
    /* An empty cell is no empty category; but men are then all young, and half men leaves too few of them. */
    static const double older[] = {.2, .8};
    assert_int_equal(rake((struct raking_margin[]){{2, halves}, {2, older}}, 2, no_old_men, 4, 0.001, 1000, arena, &raking, &why),
                     ERR_INVALID);
    assert_string_equal(why.slug, "not_converged");
    assert_int_equal(rake(golden_margins, 2, no_old, 0, 0.3, 3, arena, &raking, &why), ERR_INVALID);
    assert_int_equal(rake(golden_margins, 2, no_old, RAKING_CELLS_MAX + 1, 0.3, 3, arena, &raking, &why), ERR_TOO_LARGE);
    arena_free(arena);
}

static void the_margin_has_a_say_of_its_own(void **state)
{
    (void)state;
    static const struct {
        double x, margin;
    } customers[] = {{1, 900}, {1, 120}, {0, 300}, {-1, 1500}, {1, 80}, {0, 200}, {-1, 60}, {1, 400}};
    struct margin_sum sum = {0};
    for (size_t i = 0; i < 8; i++)
        margin_add(&sum, customers[i].margin, customers[i].x);
    struct figure persons = weighted_figure(FIGURE_NET, &sum.persons), margin = weighted_figure(FIGURE_NET, &sum.margin);
    assert_near(persons.value, 25.0, 9);
    assert_near(margin.value, -1.7, 1);
    assert_near(margin.effective_n, 3.8, 1);
    assert_near(margin_of_minus(&sum), 43.8, 1);
    assert_true(margin.n == 8 && margin.quality == QUALITY_HIDDEN);
    margin_add(&sum, NAN, 1);
    margin_add(&sum, 0, 1);
    margin_add(&sum, -30, 1);
    assert_true(sum.unknown == 1 && sum.none == 1 && sum.loss == 1 && sum.lost == -30);
    assert_true(sum.persons.n == 11 && sum.margin.n == 8);
    for (size_t i = 0; i < 30; i++)
        margin_add(&sum, 1, 0);
    assert_int_equal(weighted_figure(FIGURE_NET, &sum.margin).quality, QUALITY_INDICATIVE); /* 38 answers worth under 30 */
    assert_true(isnan(margin_of_minus(&(struct margin_sum){0})));
}

static void means_and_shares_use_the_effective_n(void **state)
{
    (void)state;
    static const double w[] = {2, 1, .5, 1, 3}, x[] = {4, 5, 3, 2, 5};
    struct weighted_sum sum = {0};
    for (size_t i = 0; i < 5; i++)
        weighted_add(&sum, w[i], x[i], 1);
    struct figure mean = weighted_figure(FIGURE_MEAN, &sum);
    assert_near(mean.effective_n, 3.688525, 6);
    assert_near(mean.value, 4.2, 9);
    assert_near(mean.error, 0.637704, 6);
    assert_near(mean.low, 2.030821, 6);
    assert_near(mean.high, 6.369179, 6);
    assert_true(isnan(weighted_figure(FIGURE_MEAN, &(struct weighted_sum){0}).value));
}

/* Weights that are all alike change nothing, whatever they are; sums of parts are the sum of the whole. */
static void equal_weights_are_no_weights(void **state)
{
    (void)state;
    struct weighted_sum net = {0}, share = {0}, mean = {0}, rest = {0};
    uint64_t counts[] = {20, 35, 45};
    for (int x = -1; x <= 1; x++) {
        weighted_add(x > 0 ? &rest : &net, 7, x, counts[x + 1]);
        weighted_add(&share, 0.2, x == 1, counts[x + 1]);
        weighted_add(&mean, 3, x + 2, counts[x + 1]);
    }
    weighted_join(&net, &rest);
    struct figure pairs[][2] = {{weighted_figure(FIGURE_NET, &net), figure_net(45, 35, 20)},
                                {weighted_figure(FIGURE_SHARE, &share), figure_share(45, 100)},
                                {weighted_figure(FIGURE_MEAN, &mean), figure_mean(&(struct histogram){1, 3, counts}, 1)}};
    for (size_t i = 0; i < 3; i++) {
        assert_near(pairs[i][0].value, pairs[i][1].value, 9);
        assert_near(pairs[i][0].low, pairs[i][1].low, 9);
        assert_near(pairs[i][0].high, pairs[i][1].high, 9);
        assert_near(pairs[i][0].error, pairs[i][1].error, 9);
        assert_int_equal(pairs[i][0].n, 100);
    }
    assert_near(weighted_design_effect(&net), 1, 9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(raking_has_its_golden_weights),        cmocka_unit_test(raking_is_the_least_change_that_meets_the_margins),
        cmocka_unit_test(what_cannot_be_weighted_is_refused),   cmocka_unit_test(the_margin_has_a_say_of_its_own),
        cmocka_unit_test(means_and_shares_use_the_effective_n), cmocka_unit_test(equal_weights_are_no_weights),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
