/* Which customer an external id is: what is remembered is never older than the rows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "listen.sql.h"
#include "listen/customer_memory.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct store *store;
static struct customer_memory *memory;
static char place[64];

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *walk)
{
    (void)about, (void)kind, (void)walk;
    return remove(path);
}

static int set_up(void **state)
{
    (void)state;
    struct fault why;
    snprintf(place, sizeof place, "/tmp/kuulo-memory-XXXXXX");
    memory = customer_memory_new();
    return !memory || !mkdtemp(place) || store_open(place, STORE_WRITE, &store, &why) != ERR_NONE;
}

static int tear_down(void **state)
{
    (void)state;
    store_close(store);
    customer_memory_free(memory);
    return nftw(place, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static int64_t found(int64_t workspace_id, const char *external_id)
{
    return customer_memory_find(memory, store, workspace_id, str_of(external_id));
}

static void a_customer_is_remembered_by_workspace_and_whole_text(void **state)
{
    (void)state;
    char long_id[CUSTOMER_REMEMBERED_BYTES + 2] = {0};
    memset(long_id, 'x', CUSTOMER_REMEMBERED_BYTES + 1);
    assert_int_equal(found(1, "c-1"), 0);
    customer_memory_put(memory, store, 1, STR("c-1"), 71);
    assert_int_equal(found(1, "c-1"), 71);
    assert_int_equal(found(2, "c-1"), 0);
    assert_int_equal(found(1, "c-"), 0);
    assert_int_equal(found(1, "c-12"), 0);
    customer_memory_put(memory, store, 1, str_of(long_id), 72);
    assert_int_equal(found(1, long_id), 0);
    long_id[CUSTOMER_REMEMBERED_BYTES] = 0;
    customer_memory_put(memory, store, 1, str_of(long_id), 73);
    assert_int_equal(found(1, long_id), 73);
    customer_memory_forget(memory);
    assert_int_equal(found(1, "c-1"), 0);
}

/* More of them than there are places: whoever is found is found right. */
static void many_share_the_places_and_nobody_is_taken_for_another(void **state)
{
    (void)state;
    char name[40];
    int64_t kept = 0;
    for (int64_t i = 1; i <= 2 * CUSTOMERS_REMEMBERED; i++) {
        snprintf(name, sizeof name, "customer-%lld", (long long)i);
        customer_memory_put(memory, store, 1, str_of(name), i);
    }
    for (int64_t i = 1; i <= 2 * CUSTOMERS_REMEMBERED; i++) {
        snprintf(name, sizeof name, "customer-%lld", (long long)i);
        int64_t id = found(1, name);
        assert_true(id == 0 || id == i);
        kept += id != 0;
    }
    assert_in_range(kept, CUSTOMERS_REMEMBERED / 2, CUSTOMERS_REMEMBERED);
}

static void what_is_taken_back_is_not_remembered(void **state)
{
    (void)state;
    assert_int_equal(store_begin(store), ERR_NONE);
    customer_memory_put(memory, store, 1, STR("stays"), 1);
    assert_int_equal(store_commit(store), ERR_NONE);
    assert_int_equal(found(1, "stays"), 1);
    assert_int_equal(store_begin(store), ERR_NONE);
    assert_int_equal(store_mark(store), ERR_NONE);
    customer_memory_put(memory, store, 1, STR("undone"), 2);
    assert_int_equal(store_undo(store), ERR_NONE);
    assert_int_equal(found(1, "undone"), 0);
    customer_memory_put(memory, store, 1, STR("rolled back"), 3);
    store_rollback(store);
    assert_int_equal(found(1, "rolled back"), 0);
}

static void another_process_may_have_erased_anybody(void **state)
{
    (void)state;
    struct store *other;
    struct fault why;
    assert_int_equal(store_open(place, STORE_WRITE, &other, &why), ERR_NONE);
    customer_memory_put(memory, store, 1, STR("c-1"), 71);
    assert_false(store_changed(store));
    assert_int_equal(found(1, "c-1"), 71);
    assert_int_equal(store_begin(other), ERR_NONE);
    struct workspace_insert_in shop = {1, STR("shop"), STR("Shop"), STR("UTC"), STR("[\"en\"]"), STR(""), STR(""), 0};
    assert_int_equal(sql_workspace_insert(other, &shop, NULL), ERR_NONE);
    assert_int_equal(store_commit(other), ERR_NONE);
    assert_true(store_changed(store));
    assert_int_equal(found(1, "c-1"), 0);
    assert_true(store_epoch(store) != store_epoch(other));
    store_close(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_customer_is_remembered_by_workspace_and_whole_text, set_up, tear_down),
        cmocka_unit_test_setup_teardown(many_share_the_places_and_nobody_is_taken_for_another, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_taken_back_is_not_remembered, set_up, tear_down),
        cmocka_unit_test_setup_teardown(another_process_may_have_erased_anybody, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
