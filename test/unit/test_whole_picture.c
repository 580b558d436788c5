/* The whole picture: expectation (systems S21), target emotion (S2), consistency (S6). The bootstrap of consistency against numpy's
 * (40,000 rounds of default_rng(4) on the same answers). */
#include "understand/consistency.h"
#include "understand/expectation.h"
#include "understand/target_emotion.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#define assert_near(value, golden, digits) assert_true(fabs((value) - (golden)) <= 0.5001 * pow(10, -(digits)))

static void expectation_has_its_golden_values(void **state)
{
    (void)state;
    const uint64_t answers[] = {5, 10, 15, 92, 20, 18, 10, 400}, beyond[] = {7};
    struct expectation direct = expectation_direct(&(struct histogram){1, 8, answers}); /* the last cell is an 8 */
    assert_true(direct.weak == 30 && direct.good == 92 && direct.excellent == 48);
    assert_near(direct.net.value, 10.6, 1);
    assert_near(direct.net.low, 0.4, 1);
    assert_near(direct.net.high, 20.4, 1);
    assert_near(direct.good_share.value, 54.118, 3);
    assert_true(isnan(direct.gap.value));
    assert_int_equal(expectation_direct(&(struct histogram){0, 1, beyond}).net.n, 0);

    static const int expected[] = {6, 7, 8, 7, 9, 6, 8, 7}, experienced[] = {7, 7, 6, 9, 9, 5, 9, 8};
    uint64_t counts[21] = {0};
    for (size_t i = 0; i < 8; i++)
        counts[10 + experienced[i] - expected[i]]++;
    struct histogram gaps = {-10, 21, counts};
    struct expectation paired = expectation_paired(&gaps, EXPECTATION_DELTA);
    assert_true(paired.excellent == 4 && paired.good == 2 && paired.weak == 2);
    assert_near(paired.gap.value, 0.25, 9);
    assert_near(paired.gap.low, -0.82, 2);
    assert_near(paired.gap.high, 1.32, 2);
    struct expectation wide = expectation_paired(&gaps, 2);
    assert_true(wide.excellent == 1 && wide.good == 6 && wide.weak == 1);
}

/* Relief wanted at "complaint solved": 33 of 60 felt it, 12 were irritated. */
static void the_target_emotion_is_hit_or_not(void **state)
{
    (void)state;
    static const uint64_t named[] = {4, 33, 12, 8};
    struct emotion_hit hit = emotion_hit(&(struct emotion_profile){4, named, 60, 33}, 1 << 1);
    assert_near(hit.hit.value, 55.0, 1);
    assert_near(hit.hit.low, 42.5, 1);
    assert_near(hit.hit.high, 66.9, 1);
    assert_int_equal(hit.leader, 2);
    assert_near(hit.leader_share.value, 20.0, 1);
    assert_near(hit.leader_share.low, 11.8, 1);
    assert_near(hit.leader_share.high, 31.8, 1);
    assert_int_equal(figure_target(&hit.hit, 65), TARGET_OPEN);
    assert_int_equal(figure_target(&hit.hit, 70), TARGET_MISSED);
    assert_int_equal(emotion_hit(&(struct emotion_profile){4, named, 60, 12}, 1 << 2).leader, 1);
    struct emotion_hit either = emotion_hit(&(struct emotion_profile){4, named, 60, 41}, 1 << 1 | 1 << 2); /* four named both */
    assert_near(either.hit.value, 100 * 41 / 60.0, 9);
    assert_int_equal(either.leader, 3);
    static const uint64_t one[] = {0, 9};
    assert_true(emotion_hit(&(struct emotion_profile){2, one, 9, 9}, 1 << 1).leader == SIZE_MAX);
}

static void accuracy_runs_from_minus_one_to_one(void **state)
{
    (void)state;
    static const uint8_t pure[] = {0, 5, 0}, off[] = {5, 0, 5}, mixed[] = {1, 4, 2}, nothing[] = {0, 0, 0};
    assert_near(emotion_accuracy(pure, 3, 1 << 1), 1, 9);
    assert_near(emotion_accuracy(off, 3, 1 << 1), -1, 9);
    assert_near(emotion_accuracy(mixed, 3, 1 << 1), 0.5, 9);
    assert_near(emotion_accuracy(nothing, 3, 1 << 1), 0, 9);
    assert_near(emotion_accuracy(mixed, 3, 1 << 1 | 1 << 2), (4 - 1) / 5.0, 9); /* of two targets the stronger */
    struct weighted_sum sum = {0};
    weighted_add(&sum, 1, 1, 1);
    weighted_add(&sum, 1, 0.5, 1);
    weighted_add(&sum, 1, 0, 1);
    struct figure mean = emotion_accuracy_mean(&sum);
    assert_near(mean.value, 0.5, 9);
    assert_near(mean.high - mean.value, 4.302653 * 0.5 / sqrt(3), 5); /* t of two degrees of freedom */
}

static void the_breaking_link_is_named(void **state)
{
    (void)state;
    static const double means[] = {6.1, 6.0, 3.2};
    assert_near(consistency_of_means(means, 3, 1, 7), 0.551959, 6); /* 1 − 1.344123/3 */
    assert_near(consistency_of_means((double[]){1, 7}, 2, 1, 7), 0, 9);
    assert_near(consistency_of_means((double[]){4, 4}, 2, 1, 7), 1, 9);
    static const uint64_t site[] = {0, 0, 1, 3, 8, 20, 18}, phone[] = {1, 0, 2, 4, 9, 14, 20}, invoice[] = {6, 9, 12, 8, 3, 2, 0};
    const struct histogram channels[] = {{1, 7, site}, {1, 7, phone}, {1, 7, invoice}};
    struct arena *arena = arena_new(1 << 18);
    struct consistency c;
    assert_int_equal(consistency_find(&(struct consistency_ask){channels, 3, 1, 7}, &(struct bootstrap){arena, 3, 2000, NULL}, &c),
                     ERR_NONE);
    assert_near(c.value, 0.535021, 6);
    assert_true(fabs(c.interval.low - 0.461435) < 0.006 && fabs(c.interval.high - 0.608583) < 0.006);
    assert_true(c.breaking == 2 && c.breaking_share > 0.99 && c.apart[0] == 2 && c.apart[1] == 0);
    assert_near(c.gap, 3.045, 6);
    assert_int_equal(consistency_find(&(struct consistency_ask){channels, 2, 1, 7}, &(struct bootstrap){arena, 3, 100, NULL}, &c),
                     ERR_NONE);
    assert_true(c.breaking == SIZE_MAX);
    struct figure warm = figure_mean(&channels[0], 1), cold = figure_mean(&channels[2], 1);
    assert_true(consistency_in_line(&warm, 6, 7) && !consistency_in_line(&cold, 6, 7) && !consistency_in_line(&warm, 1, 5));
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(expectation_has_its_golden_values),
        cmocka_unit_test(the_target_emotion_is_hit_or_not),
        cmocka_unit_test(accuracy_runs_from_minus_one_to_one),
        cmocka_unit_test(the_breaking_link_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
