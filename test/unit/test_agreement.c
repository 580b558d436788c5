/* Agreement of coders. Golden values from a calculation of its own: kappa straight from its definition, its error by the delta method with
 * numeric derivatives (not by the printed formula), the jackknife by leaving each note out and counting all again. */
#include "understand/agreement.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define assert_close(value, golden) assert_true(fabs((value) - (golden)) < 1e-6)

static void one_code_has_cohens_kappa(void **state)
{
    (void)state;
    static const struct {
        struct decisions decisions;
        double value, low, high;
    } golden[] = {
        {{20, 5, 10, 15}, 0.4, 0.1510922905, 0.6489077095}, /* the textbook's table */
        {{45, 15, 25, 15}, 0.1304347826, -0.0629382778, 0.3238078430},
        {{6, 1, 2, 11}, 0.6808510638, 0.3508536293, 1}, /* cut at the end of the scale */
    };
    for (size_t i = 0; i < sizeof golden / sizeof *golden; i++) {
        struct agreement agreement = agreement_of_code(&golden[i].decisions);
        assert_close(agreement.value, golden[i].value);
        assert_close(agreement.low, golden[i].low);
        assert_close(agreement.high, golden[i].high);
    }
    assert_int_equal(agreement_of_code(&golden[2].decisions).quality, QUALITY_INDICATIVE);
}

static void what_never_varies_has_no_kappa(void **state)
{
    (void)state;
    struct agreement none = agreement_of_code(&(struct decisions){0}), never = agreement_of_code(&(struct decisions){.neither = 40}),
                     always_same = agreement_of_code(&(struct decisions){.both = 20, .neither = 20});
    assert_true(isnan(none.value) && isnan(none.observed) && none.quality == QUALITY_HIDDEN);
    assert_true(isnan(never.value) && never.observed == 100 && never.quality == QUALITY_NORMAL);
    assert_true(always_same.value == 1 && isnan(always_same.low) && isnan(always_same.high));
}

static void several_codes_are_pooled_with_a_jackknife_over_notes(void **state)
{
    (void)state;
    struct coded_note notes[12] = {{3, 1, 1}, {3, 1, 1}, {3, 1, 1}, {3, 1, 1}, {3, 2, 2}, {3, 2, 2},
                                   {3, 2, 2}, {3, 3, 1}, {3, 3, 3}, {3, 0, 0}, {3, 0, 2}, {3, 2, 0}};
    struct agreement agreement = agreement_pooled(notes, 12);
    assert_int_equal(agreement.n, 12);
    assert_close(agreement.observed, 87.5);
    assert_close(agreement.value, 0.75);
    assert_close(agreement.low, 0.4894647882);
    assert_close(agreement.high, 1);
    assert_true(isnan(agreement_pooled(notes, 0).value));
}

static void a_code_that_was_not_there_decides_nothing(void **state)
{
    (void)state;
    struct coded_note notes[2] = {{1, 1, 0}, {3, 2, 2}};
    struct decisions later = decisions_of(notes, 2, 1), first = decisions_of(notes, 2, 0);
    assert_true(later.both == 1 && !later.neither && !later.first_only);
    assert_true(first.first_only == 1 && first.neither == 1);
}

/* Landis & Koch 1977, table 6: an end belongs to the lower word. */
static void a_kappa_has_a_word(void **state)
{
    (void)state;
    assert_string_equal(agreement_strength(-0.01), "poor");
    assert_string_equal(agreement_strength(0), "slight");
    assert_string_equal(agreement_strength(0.20), "slight");
    assert_string_equal(agreement_strength(0.21), "fair");
    assert_string_equal(agreement_strength(0.60), "moderate");
    assert_string_equal(agreement_strength(0.61), "substantial");
    assert_string_equal(agreement_strength(0.81), "almost_perfect");
    assert_string_equal(agreement_strength(1), "almost_perfect");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_code_has_cohens_kappa),
        cmocka_unit_test(what_never_varies_has_no_kappa),
        cmocka_unit_test(several_codes_are_pooled_with_a_jackknife_over_notes),
        cmocka_unit_test(a_code_that_was_not_there_decides_nothing),
        cmocka_unit_test(a_kappa_has_a_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
