#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "api/embedded.h"

static void every_file_is_found_by_its_path(void **state)
{
    (void)state;
    for (size_t i = 0; i < embedded_count; i++) {
        assert_ptr_equal(embedded_find(str_of(embedded_table[i].path)), &embedded_table[i]);
        assert_non_null(embedded_table[i].plain);
        assert_true(embedded_table[i].etag[0] == '"');
    }
}

static void the_root_is_the_index(void **state)
{
    (void)state;
    assert_non_null(embedded_find(STR("/")));
    assert_ptr_equal(embedded_find(STR("/")), embedded_find(STR("/index.html")));
}

static void other_paths_are_not_found(void **state)
{
    (void)state;
    assert_null(embedded_find(STR("/index.htm")));
    assert_null(embedded_find(STR("/index.html/")));
    assert_null(embedded_find(STR("/../index.html")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_file_is_found_by_its_path),
        cmocka_unit_test(the_root_is_the_index),
        cmocka_unit_test(other_paths_are_not_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
