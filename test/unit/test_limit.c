#include "api/limit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <stdio.h>

static void fill(struct randomness *random, void *bytes, size_t length)
{
    (void)random;
    memset(bytes, 7, length);
}
static struct randomness fixed = {fill};

static struct limits *limits_of(uint32_t burst, uint32_t per_minute, size_t buckets)
{
    struct limits_config config = {.kinds = {[LIMIT_LOGIN_ADDRESS] = {burst, per_minute}, [LIMIT_LOGIN_ACCOUNT] = {burst, per_minute}},
                                   .buckets = buckets};
    return limits_new(&config, &fixed);
}

static enum err take(struct limits *limits, const char *key, int64_t now_ms, unsigned *retry_s)
{
    struct fault why = {0};
    enum err err = limit_take(limits, LIMIT_LOGIN_ADDRESS, str_of(key), now_ms, &why);
    if (retry_s)
        *retry_s = why.retry_s;
    return err;
}

static void ten_a_minute_then_wait(void **state)
{
    (void)state;
    struct limits *limits = limits_of(10, 10, 64);
    unsigned retry_s;
    for (int i = 0; i < 10; i++)
        assert_int_equal(take(limits, "192.0.2.1", 1000, NULL), ERR_NONE);
    assert_int_equal(take(limits, "192.0.2.1", 1000, &retry_s), ERR_TOO_MANY);
    assert_int_equal(retry_s, 6); /* 60 s / 10 */
    assert_int_equal(take(limits, "192.0.2.1", 1000 + 5999, &retry_s), ERR_TOO_MANY);
    assert_int_equal(retry_s, 1);
    assert_int_equal(take(limits, "192.0.2.1", 1000 + 6000, NULL), ERR_NONE);
    assert_int_equal(take(limits, "192.0.2.1", 1000 + 6000, NULL), ERR_TOO_MANY);
    limits_free(limits);
}

static void keys_and_kinds_stand_apart(void **state)
{
    (void)state;
    struct limits *limits = limits_of(1, 1, 64);
    assert_int_equal(take(limits, "a", 0, NULL), ERR_NONE);
    assert_int_equal(take(limits, "b", 0, NULL), ERR_NONE);
    assert_int_equal(take(limits, "a", 0, NULL), ERR_TOO_MANY);
    assert_int_equal(limit_take(limits, LIMIT_LOGIN_ACCOUNT, STR("a"), 0, NULL), ERR_NONE);
    assert_int_equal(limit_take(limits, LIMIT_SUBMIT_ADDRESS, STR("a"), 0, NULL), ERR_NONE); /* off */
    assert_int_equal(limit_take(limits, LIMIT_SUBMIT_ADDRESS, STR("a"), 0, NULL), ERR_NONE);
    limits_free(limits);
}

static void a_long_rest_fills_no_more_than_the_burst(void **state)
{
    (void)state;
    struct limits *limits = limits_of(3, 10, 64);
    assert_int_equal(take(limits, "a", 0, NULL), ERR_NONE);
    for (int i = 0; i < 3; i++)
        assert_int_equal(take(limits, "a", INT64_C(1) << 50, NULL), ERR_NONE);
    assert_int_equal(take(limits, "a", INT64_C(1) << 50, NULL), ERR_TOO_MANY);
    assert_int_equal(take(limits, "b", 0, NULL), ERR_NONE);
    for (int i = 0; i < 3; i++) /* 2 left and 2.8 gained: still only 3 */
        assert_int_equal(take(limits, "b", 17000, NULL), ERR_NONE);
    assert_int_equal(take(limits, "b", 17000, NULL), ERR_TOO_MANY);
    assert_int_equal(take(limits, "a", 0, NULL), ERR_TOO_MANY); /* a clock that went back gives nothing */
    limits_free(limits);
}

/* Strangers with ever new addresses push out buckets that remember little, not the one that is empty. */
static void an_empty_bucket_survives_a_flood(void **state)
{
    (void)state;
    struct limits *limits = limits_of(10, 1, 8);
    for (int i = 0; i < 10; i++)
        assert_int_equal(take(limits, "guesser", 0, NULL), ERR_NONE);
    for (int i = 0; i < 10000; i++) {
        char key[32];
        snprintf(key, sizeof key, "stranger %d", i);
        assert_int_equal(take(limits, key, 0, NULL), ERR_NONE);
    }
    assert_int_equal(take(limits, "guesser", 0, NULL), ERR_TOO_MANY);
    limits_free(limits);
}

static void addresses_count_by_network(void **state)
{
    (void)state;
    char text[LIMIT_ADDRESS_SIZE];
    assert_string_equal(limit_address("192.0.2.77", text).at, "192.0.2.77");
    assert_string_equal(limit_address("::ffff:192.0.2.77", text).at, "192.0.2.77");
    assert_string_equal(limit_address("2001:db8:1:2:aaaa:bbbb:cccc:dddd", text).at, "2001:db8:1:2::/64");
    assert_string_equal(limit_address("2001:db8:1:2::1", text).at, "2001:db8:1:2::/64");
    assert_string_equal(limit_address("2001:db8:1:3::1", text).at, "2001:db8:1:3::/64");
    assert_string_equal(limit_address("unknown", text).at, "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ten_a_minute_then_wait),
        cmocka_unit_test(keys_and_kinds_stand_apart),
        cmocka_unit_test(a_long_rest_fills_no_more_than_the_burst),
        cmocka_unit_test(an_empty_bucket_survives_a_flood),
        cmocka_unit_test(addresses_count_by_network),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
