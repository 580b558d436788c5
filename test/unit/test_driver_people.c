/* A crowd keeps everybody while there is room, then the same ones whatever the order; rows read side by side; what counts as weak. */
#include "engine/column/read.h"
#include "understand/driver_study.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static void a_crowd_adds_up(void **state)
{
    (void)state;
    struct crowd crowd;
    crowd_open(&crowd, 3, 3000);
    for (int64_t person = 1; person <= 900; person++) {
        assert_int_equal(crowd_add(&crowd, person % 2 ? person : -person, 0, (double)person), ERR_NONE);
        assert_int_equal(crowd_add(&crowd, person % 2 ? person : -person, 0, 1), ERR_NONE);
        assert_int_equal(crowd_add(&crowd, person % 2 ? person : -person, 2, 5), ERR_NONE);
    }
    assert_int_equal(crowd.count, 900);
    assert_true(crowd_share(&crowd) == 1);
    for (size_t i = 0; i < crowd.count; i++) {
        int64_t person = crowd.people[i] < 0 ? -crowd.people[i] : crowd.people[i];
        assert_true(crowd.sums[i * 3] == (double)person + 1 && crowd.counts[i * 3] == 2);
        assert_true(crowd.counts[i * 3 + 1] == 0 && crowd.sums[i * 3 + 2] == 5);
    }
    crowd_close(&crowd);
}

static void a_full_crowd_keeps_the_same_people_in_any_order(void **state)
{
    (void)state;
    enum { N = 20000 };
    struct crowd up, down;
    crowd_open(&up, 2, 4000);
    crowd_open(&down, 2, 4000);
    for (int64_t i = 1; i <= N; i++) {
        assert_int_equal(crowd_add(&up, i, 1, 1), ERR_NONE);
        assert_int_equal(crowd_add(&down, N + 1 - i, 1, 1), ERR_NONE);
    }
    for (int64_t i = N; i >= 1; i--)
        assert_int_equal(crowd_add(&up, i, 0, (double)i), ERR_NONE);
    assert_int_equal(up.count, down.count);
    assert_int_equal(up.halved, down.halved);
    assert_true(up.count <= 2000 && up.count > 900);
    assert_true(crowd_share(&up) == 1.0 / 16);
    double sum = 0;
    for (size_t i = 0; i < up.count; i++) {
        assert_true(crowd_keeps(&down, up.people[i]));
        assert_int_equal(up.counts[2 * i], 1);
        assert_int_equal(up.counts[2 * i + 1], 1);
        sum += (double)up.people[i];
    }
    assert_true(sum / (double)up.count > 9000 && sum / (double)up.count < 11000); /* not those at one end */
    crowd_close(&up);
    crowd_close(&down);
}

struct seen {
    size_t rows;
    int64_t sum;
    uint32_t codes[2];
};

static bool row_seen(void *context, int64_t id, int32_t day, const uint32_t *codes)
{
    (void)day;
    struct seen *seen = context;
    seen->rows++;
    seen->sum += id;
    seen->codes[0] += codes[0];
    seen->codes[1] += codes[1];
    return seen->rows < 5000;
}

static void rows_are_read_side_by_side(void **state)
{
    (void)state;
    struct column_store *store = column_store_new();
    struct column_table *table = column_table_open(store, STR("t"));
    size_t a = column_open(table, STR("a"), NULL), b = column_open(table, STR("b"), NULL);
    for (uint32_t i = 0; i < 3000; i++) {
        const struct column_cell cells[] = {{a, 1 + i % 4}, {b, 1 + i}};
        assert_int_equal(column_append(table, i + 1, (int32_t)(i / 100), cells, i % 3 ? 2 : 1), ERR_NONE);
    }
    uint8_t pass[256] = {[2] = 1, [4] = 1};
    struct column_filter even = {.node = FILTER_COLUMN, .column = a, .pass = pass};
    struct column_reading readings[] = {{a, &even}, {b, NULL}, {COLUMN_NONE, &even}};
    struct column_read read = {table, 5, 14, readings, 3, 0, 0};
    struct seen seen = {0}, golden = {0};
    assert_int_equal(column_read(&read, row_seen, &seen), ERR_NONE);
    for (uint32_t i = 500; i < 1500; i++) {
        golden.rows++;
        golden.sum += i + 1;
        golden.codes[0] += i % 2 ? 1 + i % 4 : 0;
        golden.codes[1] += i % 3 ? 1 + i : 0;
    }
    assert_memory_equal(&seen, &golden, sizeof seen);
    column_store_free(store);
}

static void weak_and_excellent_lie_where_the_scale_says(void **state)
{
    (void)state;
    struct driver_subject nps = {.type = QUESTION_NPS, .low = 0, .high = 10}, five = {.type = QUESTION_CSAT, .low = 1, .high = 5},
                          seven = {.type = QUESTION_CES, .low = 1, .high = 7},
                          expected = {.type = QUESTION_EXPECTATION, .low = -3, .high = 3};
    assert_int_equal(driver_experience(&nps, 6), EXPERIENCE_WEAK);
    assert_int_equal(driver_experience(&nps, 7), EXPERIENCE_GOOD);
    assert_int_equal(driver_experience(&nps, 9), EXPERIENCE_EXCELLENT);
    assert_int_equal(driver_experience(&five, 2), EXPERIENCE_WEAK);
    assert_int_equal(driver_experience(&five, 3), EXPERIENCE_GOOD);
    assert_int_equal(driver_experience(&five, 4), EXPERIENCE_GOOD);
    assert_int_equal(driver_experience(&five, 5), EXPERIENCE_EXCELLENT);
    assert_int_equal(driver_experience(&seven, 3), EXPERIENCE_WEAK);
    assert_int_equal(driver_experience(&seven, 5), EXPERIENCE_GOOD);
    assert_int_equal(driver_experience(&seven, 6), EXPERIENCE_EXCELLENT);
    assert_int_equal(driver_experience(&expected, -1), EXPERIENCE_WEAK);
    assert_int_equal(driver_experience(&expected, 0), EXPERIENCE_GOOD);
    assert_int_equal(driver_experience(&expected, 1), EXPERIENCE_EXCELLENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_crowd_adds_up),
        cmocka_unit_test(a_full_crowd_keeps_the_same_people_in_any_order),
        cmocka_unit_test(rows_are_read_side_by_side),
        cmocka_unit_test(weak_and_excellent_lie_where_the_scale_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
