#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "understand/kano.h"

#include <math.h>

/* The evaluation table, row by row, as it is printed. */
static void test_table(void **state)
{
    (void)state;
    static const char *const rows[KANO_ANSWERS] = {"QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ"};
    static const char letters[] = "AOMIRQ";
    for (int f = 0; f < KANO_ANSWERS; f++)
        for (int d = 0; d < KANO_ANSWERS; d++)
            assert_int_equal(letters[kano_category_of((enum kano_answer)f, (enum kano_answer)d)], rows[f][d]);
}

static void assert_figure(const struct figure *figure, double value, double low, double high)
{
    assert_true(fabs(figure->value - value) < 0.0001 && fabs(figure->low - low) < 0.0001 && fabs(figure->high - high) < 0.0001);
}

/* A 40, O 25, M 20, I 10, R 3, Q 2 of 100. Wilson's intervals of 40/100, 65/95 and 45/95 by a calculation apart. */
static void test_figures(void **state)
{
    (void)state;
    const uint64_t pairs[KANO_ANSWERS][KANO_ANSWERS] = {
        {2, 20, 15, 5, 25}, {1, 4, 0, 0, 12}, {1, 2, 2, 0, 8}, {0, 0, 0, 2, 0}, {1, 0, 0, 0, 0}};
    struct kano kano;
    kano_figures(pairs, &kano);
    assert_int_equal(kano.n, 100);
    static const uint64_t counts[KANO_CATEGORIES] = {40, 25, 20, 10, 3, 2};
    assert_memory_equal(kano.counts, counts, sizeof counts);
    assert_figure(&kano.shares[KANO_ATTRACTIVE], 40, 30.9401, 49.7997);
    assert_figure(&kano.better, 68.4211, 58.5135, 76.8968);
    assert_figure(&kano.worse, -47.3684, -57.3147, -37.6267);
    assert_int_equal(kano.better.n, 95);
    assert_int_equal(kano.leading, KANO_CATEGORIES); /* 40 against 25 of 100: z = 1.8936 */
}

static void test_leading(void **state)
{
    (void)state;
    uint64_t pairs[KANO_ANSWERS][KANO_ANSWERS] = {{0}};
    struct kano kano;
    kano_figures(pairs, &kano);
    assert_int_equal(kano.leading, KANO_CATEGORIES);
    pairs[KANO_NEUTRAL][KANO_DISLIKE] = 9;
    kano_figures(pairs, &kano);
    assert_int_equal(kano.leading, KANO_CATEGORIES); /* below the floor of ten */
    pairs[KANO_NEUTRAL][KANO_DISLIKE] = 10;
    kano_figures(pairs, &kano);
    assert_int_equal(kano.leading, KANO_MUST);
    pairs[KANO_LIKE][KANO_DISLIKE] = 10;
    kano_figures(pairs, &kano);
    assert_int_equal(kano.leading, KANO_CATEGORIES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_table), cmocka_unit_test(test_figures), cmocka_unit_test(test_leading)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
