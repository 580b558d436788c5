/* Drivers: the golden values of metrics 3.8; beyond them numpy and scipy on the same made-up people (the generator below, written again in
 * Python): pairwise complete correlations, Λ by scipy.linalg.sqrtm, LMG by walking through all orders, intervals by 5,000 bootstrap rounds
 * of default_rng(3). */
#include "understand/correlation.h"
#include "understand/drivers.h"
#include "understand/matrix.h"
#include "understand/relative_weights.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define assert_near(value, golden, digits) assert_true(fabs((value) - (golden)) <= 0.5001 * pow(10, -(digits)))
#define assert_within(value, golden, most) assert_true(fabs((value) - (golden)) <= (most))

static const double golden_r[] = {1, .5, .3, .5, 1, .4, .3, .4, 1}, golden_outcome[] = {.6, .5, .35};

static void relative_weights_have_their_golden_values(void **state)
{
    (void)state;
    double weights[3], betas[3], lmg[3];
    double r2 = relative_weights(golden_r, golden_outcome, 3, weights);
    assert_near(r2, .426250, 6);
    assert_near(weights[0], .242534, 6);
    assert_near(weights[1], .127683, 6);
    assert_near(weights[2], .056033, 6);
    assert_near(100 * weights[0] / r2, 56.90, 2);
    assert_near(100 * weights[1] / r2, 29.95, 2);
    assert_near(100 * weights[2] / r2, 13.15, 2);
    standard_betas(golden_r, golden_outcome, 3, betas);
    assert_near(betas[0], .45, 9);
    assert_near(betas[1], .225, 9);
    assert_near(betas[2], .125, 9);
    assert_near(lmg_weights(golden_r, golden_outcome, 3, lmg), .426250, 6);
    assert_near(lmg[0], .241920, 6);
    assert_near(lmg[1], .129434, 6);
    assert_near(lmg[2], .054896, 6);
}

static double draw(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double)(*seed >> 11) / 9007199254740992.0;
}

enum { K = 5, PEOPLE_MAX = 2000 };
struct people {
    double ratings[PEOPLE_MAX * K], outcome[PEOPLE_MAX];
};

/* Five touchpoints rated 1-5, correlated by the person; the last two met by 60 %; the fifth moves nothing. */
static void people_make(struct people *people, size_t n)
{
    static const double share[K] = {0.5, 0.4, 0.3, 0.2, 0.0}, pull[K] = {1.2, 0.6, 0.3, 0.8, 0.0};
    uint64_t seed = 20261124;
    for (size_t i = 0; i < n; i++) {
        double person = draw(&seed), satisfied = 0;
        for (size_t j = 0; j < K; j++) {
            double rating = 1 + floor(5 * (share[j] * person + (1 - share[j]) * draw(&seed)));
            bool met = draw(&seed) < 0.6 || j < 3;
            people->ratings[i * K + j] = met ? rating : NAN;
            satisfied += met ? pull[j] * (rating - 3) : 0;
        }
        people->outcome[i] = fmin(10, fmax(0, floor(5.5 + satisfied + 3 * (draw(&seed) - 0.5))));
    }
}

static enum err find(const struct people *people, size_t n, size_t replicates, struct arena *arena, struct drivers *drivers,
                     struct fault *why)
{
    return drivers_find(&(struct drivers_ask){K, n, people->ratings, people->outcome}, &(struct bootstrap){arena, 42, replicates, NULL},
                        drivers, why);
}

static void drivers_are_those_of_an_independent_calculation(void **state)
{
    (void)state;
    static struct people people;
    static const double weight[K] = {41.98468, 21.53460, 9.77237, 26.58458, 0.12377},
                        lmg[K] = {42.51718, 21.48586, 9.65507, 26.23861, 0.10328},
                        beta[K] = {0.524334, 0.298910, 0.163358, 0.431286, -0.008994}, mean[K] = {2.9675, 2.9775, 2.95, 3.053498, 2.884120},
                        low[K] = {36.709, 17.169, 6.832, 20.788, 0.042}, high[K] = {47.131, 26.001, 13.270, 32.230, 1.444},
                        error[K] = {2.64, 2.22, 1.67, 2.92, 0.38};
    struct arena *arena = arena_new(8 << 20);
    struct drivers drivers;
    people_make(&people, 400);
    assert_int_equal(find(&people, 400, 1000, arena, &drivers, NULL), ERR_NONE);
    assert_int_equal(drivers.n, 400);
    assert_near(drivers.r2, 0.883743, 6);
    assert_within(drivers.r2_low, 0.8558, 0.006);
    assert_within(drivers.r2_high, 0.9169, 0.006);
    double sum = 0;
    for (size_t i = 0; i < K; i++) {
        const struct driver *driver = &drivers.items[i];
        sum += driver->weight;
        assert_near(driver->weight, weight[i], 5);
        assert_near(driver->lmg, lmg[i], 5);
        assert_near(driver->beta, beta[i], 6);
        assert_near(driver->mean, mean[i], 6);
        assert_within(driver->low, low[i], error[i] / 4); /* the chance of a 2.5 % quantile of 1,000 is about a twelfth of an error */
        assert_within(driver->high, high[i], error[i] / 4);
        assert_int_equal(driver->shown, i < 4);
    }
    assert_within(sum, 100, 1e-9);
    assert_int_equal(drivers.items[4].sign, -1);
    assert_true(drivers.fit > 0 && drivers.fit < 1 && drivers.fit_low < drivers.fit && drivers.fit < drivers.fit_high);
    assert_true(drivers.pairs[3 * K + 3] == 243 && drivers.pairs[4 * K + 4] == 233 && drivers.pairs[3 * K + 4] == 144);
    assert_true(drivers.pairs_assumed == 0 && drivers.shrinkage == 0);
    arena_free(arena);
}

static void a_seed_gives_the_same_and_groups_give_the_same_within_chance(void **state)
{
    (void)state;
    static struct people people;
    struct arena *arena = arena_new(16 << 20);
    struct drivers a, b;
    people_make(&people, PEOPLE_MAX);
    assert_int_equal(find(&people, PEOPLE_MAX, 400, arena, &a, NULL), ERR_NONE);
    assert_int_equal(find(&people, PEOPLE_MAX, 400, arena, &b, NULL), ERR_NONE);
    for (size_t i = 0; i < K; i++) {
        assert_true(a.items[i].low == b.items[i].low && a.items[i].high == b.items[i].high);
        assert_true(a.items[i].low < a.items[i].weight || i == 4);
    }
    /* Five times the people: an interval √5 as narrow as the independent one above (10.42 wide for the first), though drawn by groups. */
    assert_within((a.items[0].high - a.items[0].low) / (10.42 / sqrt(5)), 1, 0.15);
    arena_free(arena);
}

/* A slope and a fit that can be counted by hand: two drivers that are uncorrelated, the outcome 1 + 2a + 0.5b ± 1 in a pattern that neither
 * explains. Variance 4 + 0.25 of 5.25. */
static void slopes_and_fit_are_those_counted_by_hand(void **state)
{
    (void)state;
    enum { N = 160 };
    double ratings[N * 2], outcome[N];
    struct arena *arena = arena_new(8 << 20);
    struct drivers drivers;
    for (size_t i = 0; i < N; i++) {
        double a = i & 1 ? 1 : -1, b = i & 2 ? 1 : -1;
        ratings[2 * i] = 3 + a;
        ratings[2 * i + 1] = 3 + b;
        outcome[i] = 1 + 2 * a + 0.5 * b + (i & 4 ? 1 : -1);
    }
    struct drivers_ask ask = {2, N, ratings, outcome};
    assert_int_equal(drivers_find(&ask, &(struct bootstrap){arena, 1, 200, NULL}, &drivers, NULL), ERR_NONE);
    assert_near(drivers.items[0].slope, 2, 9);
    assert_near(drivers.items[1].slope, 0.5, 9);
    assert_near(drivers.fit, 4.25 / 5.25, 9);
    assert_near(drivers.r2, 4.25 / 5.25, 9);
    assert_true(drivers.items[0].slope_low < 2 && drivers.items[0].slope_high > 2);
    assert_true(drivers.items[0].slope_low > 1.6 && drivers.items[0].slope_high < 2.4);
    arena_free(arena);
}

static void what_cannot_carry_drivers_is_refused(void **state)
{
    (void)state;
    static struct people people;
    struct arena *arena = arena_new(16 << 20), *narrow = arena_new(10000);
    struct drivers drivers;
    struct fault why;
    people_make(&people, 400);
    assert_int_equal(find(&people, 99, 100, arena, &drivers, &why), ERR_INVALID);
    assert_string_equal(why.slug, "too_few");
    assert_int_equal(find(&people, 400, 100, narrow, &drivers, &why), ERR_MEMORY);
    for (size_t i = 0; i < 400; i++)
        people.ratings[i * K + 1] = 4;
    assert_int_equal(find(&people, 400, 100, arena, &drivers, &why), ERR_INVALID);
    assert_string_equal(why.slug, "no_variation");
    assert_string_equal(why.field, "drivers[1]");
    for (size_t i = 29; i < 400; i++)
        people.ratings[i * K + 1] = NAN;
    assert_int_equal(find(&people, 400, 100, arena, &drivers, &why), ERR_INVALID);
    assert_string_equal(why.slug, "too_few");
    assert_string_equal(why.field, "drivers[1]");
    people_make(&people, 400);
    for (size_t i = 0; i < 400; i++)
        people.outcome[i] = 7;
    assert_int_equal(find(&people, 400, 100, arena, &drivers, &why), ERR_INVALID);
    assert_string_equal(why.field, "outcome");
    arena_free(arena);
    arena_free(narrow);
}

/* The first two are never rated by the same person, the third copies the first, whoever rated the fourth gave the second a 5, and some
 * rated one thing only: nothing of it stops the calculation, all of it is told. Numbers from numpy. */
static void people_who_meet_different_things_are_put_together(void **state)
{
    (void)state;
    static struct people people;
    struct arena *arena = arena_new(16 << 20);
    struct drivers drivers;
    people_make(&people, 400);
    for (size_t i = 0; i < 400; i++) {
        double *row = people.ratings + i * K;
        row[i % 2] = NAN;
        row[2] = isnan(row[0]) ? row[2] : row[0];
        if (!isnan(row[1]) && !isnan(row[3]))
            row[1] = 5;
        if (i % 20 == 3)
            row[2] = row[3] = row[4] = NAN;
    }
    assert_int_equal(find(&people, 400, 60, arena, &drivers, NULL), ERR_NONE);
    assert_int_equal(drivers.pairs[1], 0);
    assert_int_equal(drivers.pairs_assumed, 2);
    assert_int_equal(drivers.n, 380);
    assert_near(drivers.shrinkage, 0.061327, 6);
    assert_near(drivers.r2, 0.964934, 6);
    static const double weight[K] = {45.22702, 9.25595, 23.30586, 22.02085, 0.19032};
    for (size_t i = 0; i < K; i++) {
        assert_near(drivers.items[i].weight, weight[i], 5);
        assert_true(isfinite(drivers.items[i].low) && isfinite(drivers.items[i].high));
    }
    arena_free(arena);
}

/* Eigenvalues 1.9, 1.9, −0.8: λ = 0.85/1.8. */
static void an_impossible_matrix_is_drawn_to_a_possible_one(void **state)
{
    (void)state;
    double r[] = {1, .9, .9, .9, 1, -.9, .9, -.9, 1};
    assert_near(matrix_eigen_least(r, 3), -0.8, 9);
    assert_near(correlations_shrink(r, 3, 0.05), 0.85 / 1.8, 9);
    assert_near(matrix_eigen_least(r, 3), 0.05, 9);
    assert_true(correlations_shrink(r, 3, 0.04) == 0);
}

/* Any possible correlations: both ways share out the same R², no weight is negative, and matrices of 64 are no trouble. */
static void both_ways_share_out_the_same_r2(void **state)
{
    (void)state;
    enum { WIDE = 64 };
    static double r[WIDE * WIDE];
    double outcome[WIDE], weights[WIDE], betas[WIDE];
    uint64_t seed = 5;
    for (size_t k = 1; k <= WIDE; k = k < 12 ? k + 1 : k + 13) {
        double load[WIDE], plain = 0, sum = 0;
        for (size_t i = 0; i < k; i++) {
            load[i] = 1.6 * draw(&seed) - 0.7;
            outcome[i] = 0.5 * load[i] + (draw(&seed) - 0.5) / (double)k;
        }
        for (size_t i = 0; i < k * k; i++)
            r[i] = i % (k + 1) == 0 ? 1 : load[i / k] * load[i % k];
        standard_betas(r, outcome, k, betas);
        for (size_t i = 0; i < k; i++)
            plain += betas[i] * outcome[i];
        double r2 = relative_weights(r, outcome, k, weights);
        for (size_t i = 0; i < k; i++) {
            assert_true(weights[i] >= 0);
            sum += weights[i];
        }
        assert_within(r2, plain, 1e-10);
        assert_within(sum, plain, 1e-10);
        if (k > LMG_MAX)
            continue;
        assert_within(lmg_weights(r, outcome, k, weights), plain, 1e-10);
        sum = 0;
        for (size_t i = 0; i < k; i++) {
            assert_true(weights[i] > -1e-12);
            sum += weights[i];
        }
        assert_within(sum, plain, 1e-10);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(relative_weights_have_their_golden_values),
        cmocka_unit_test(drivers_are_those_of_an_independent_calculation),
        cmocka_unit_test(a_seed_gives_the_same_and_groups_give_the_same_within_chance),
        cmocka_unit_test(slopes_and_fit_are_those_counted_by_hand),
        cmocka_unit_test(what_cannot_carry_drivers_is_refused),
        cmocka_unit_test(people_who_meet_different_things_are_put_together),
        cmocka_unit_test(an_impossible_matrix_is_drawn_to_a_possible_one),
        cmocka_unit_test(both_ways_share_out_the_same_r2),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
