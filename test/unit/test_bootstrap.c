/* Bootstrap: against numpy's own bootstrap of the same answers (200,000 replicates, default_rng(1)), within the chance of 4,000 replicates.
 */
#include "understand/bootstrap.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static const uint64_t counts[] = {5, 10, 50, 100, 40};
static const struct histogram answers = {1, 5, counts};

static struct interval of_seed(uint64_t seed)
{
    struct arena *arena = arena_new(1 << 20);
    struct interval interval;
    assert_int_equal(bootstrap_mean(&(struct bootstrap){arena, seed, 4000, NULL}, &answers, 1, &interval), ERR_NONE);
    arena_free(arena);
    return interval;
}

static void the_mean_has_the_interval_of_an_independent_bootstrap(void **state)
{
    (void)state;
    struct interval interval = of_seed(1); /* numpy: 3.658537 … 3.902439, the deviation of the mean 0.0627 */
    assert_true(fabs(interval.low - 3.658537) < 0.011);
    assert_true(fabs(interval.high - 3.902439) < 0.011);
}

static double first_of_seed(uint64_t seed)
{
    struct arena *arena = arena_new(1 << 16);
    double first = chance_normal(chance_new(arena, seed));
    arena_free(arena);
    return first;
}

static void a_seed_says_everything(void **state)
{
    (void)state;
    struct interval a = of_seed(7), b = of_seed(7);
    assert_true(a.low == b.low && a.high == b.high);
    assert_true(first_of_seed(7) == first_of_seed(7));
    assert_true(first_of_seed(7) != first_of_seed(8));
    assert_true(first_of_seed(7) != first_of_seed(7 + (UINT64_C(1) << 32)));
}

static void quantiles_are_of_type_7_and_a_lost_figure_counts(void **state)
{
    (void)state;
    double replicates[41];
    for (size_t i = 0; i < 41; i++)
        replicates[i] = (double)((i * 17) % 41);
    struct interval interval = interval_of(replicates, 41);
    assert_true(fabs(interval.low - 1) < 1e-12 && fabs(interval.high - 39) < 1e-12); /* 0.025·40 = 1 */
    replicates[3] = replicates[4] = NAN;
    assert_false(isnan(interval_of(replicates, 41).low));
    for (size_t i = 0; i < 3; i++)
        replicates[i] = NAN;
    assert_true(isnan(interval_of(replicates, 38).low));
    assert_true(isnan(interval_of(replicates, 0).low));
}

static void a_drawn_histogram_has_as_many_answers(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 16);
    struct chance *chance = chance_new(arena, 5);
    double sum = 0, squares = 0;
    enum { ROUNDS = 4000 };
    for (int round = 0; round < ROUNDS; round++) {
        uint64_t drawn[5], n = 0;
        chance_histogram(chance, counts, 5, drawn);
        for (size_t i = 0; i < 5; i++)
            n += drawn[i];
        assert_int_equal(n, 205);
        sum += (double)drawn[2];
        squares += (double)drawn[2] * (double)drawn[2];
    }
    double mean = sum / ROUNDS, variance = squares / ROUNDS - mean * mean; /* binomial: 50 and 205·p·(1 − p) = 37.80 */
    assert_true(fabs(mean - 50) < 0.4 && fabs(variance - 37.8) < 3.4);
    arena_free(arena);
}

static void limits_are_held(void **state)
{
    (void)state;
    struct arena *arena = arena_new(1 << 16), *narrow = arena_new(64);
    struct interval interval;
    uint64_t one[] = {1}, huge[] = {UINT64_C(3000000000)};
    assert_int_equal(bootstrap_mean(&(struct bootstrap){arena, 1, 100, NULL}, &(struct histogram){3, 1, one}, 1, &interval), ERR_NONE);
    assert_true(isnan(interval.low));
    assert_int_equal(bootstrap_mean(&(struct bootstrap){arena, 1, 100, NULL}, &(struct histogram){3, 1, huge}, 1, &interval),
                     ERR_TOO_LARGE);
    assert_int_equal(bootstrap_mean(&(struct bootstrap){narrow, 1, 100, NULL}, &answers, 1, &interval), ERR_MEMORY);
    arena_free(arena);
    arena_free(narrow);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_mean_has_the_interval_of_an_independent_bootstrap),
        cmocka_unit_test(a_seed_says_everything),
        cmocka_unit_test(quantiles_are_of_type_7_and_a_lost_figure_counts),
        cmocka_unit_test(a_drawn_histogram_has_as_many_answers),
        cmocka_unit_test(limits_are_held),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
