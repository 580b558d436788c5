/* The column engine against a count of the same rows the slow way. */
#include "column_sample.h"

#include "engine/column/kernel.h"
#include "engine/column/rank.h"

static void ask_each_day(const struct column_table *table, const struct row *rows, size_t count)
{
    for (int32_t day = rows[0].day - 3; day <= rows[count - 1].day + 3; day++) {
        struct column_scan scan = {table, NULL, day, day, {{.count = 0}}, 0, COLUMN_NONE, NULL, 0, NULL};
        struct counted counted = counted_new();
        uint64_t slow = 0;
        assert_int_equal(column_scan(NULL, &scan, counted_add, &counted), ERR_NONE);
        for (size_t i = 0; i < count; i++)
            slow += rows[i].day == day;
        assert_int_equal(counted.at[0], slow);
        free(counted.at);
    }
}

static void histograms_equal_a_slow_count(void **state)
{
    (void)state;
    struct scan_pool *pool = scan_pool_new(2);
    static const size_t sizes[] = {700, 2048, 66000, 150001};
    for (size_t s = 0; s < 4; s++) {
        struct row *rows = rows_new(sizes[s], 7 + s);
        struct column_store *store = store_of(rows, sizes[s]);
        ask_both_ways(s < 2 ? NULL : pool, column_table_find(store, STR("visit")), rows, sizes[s]);
        if (s == 2)
            ask_each_day(column_table_find(store, STR("visit")), rows, sizes[s]);
        column_store_free(store);
        free(rows);
    }
    scan_pool_free(pool);
}

/* Rows that are counted elsewhere: the days, the codes and the places of names stay, and another store can follow. */
static void rows_may_lie_elsewhere(void **state)
{
    (void)state;
    struct column_store *store = column_store_new(), *other = column_store_new();
    struct column_dictionary *kind = column_dictionary_open(store, STR("kind"));
    struct column_table *table = column_table_open(store, STR("t"));
    size_t a = column_open(table, STR("kind"), kind), b = column_open(table, STR("score"), NULL);
    int32_t low, high;
    for (int64_t i = 1; i <= 100; i++) {
        struct column_cell cells[] = {{a, column_code(kind, i % 2 ? STR("x") : STR("y"))}, {b, (uint32_t)(i % 11 + 1)}};
        assert_int_equal(column_append(table, i, (int32_t)(i - 50), cells, 2), ERR_NONE);
    }
    column_rows_release(store);
    assert_int_equal(column_table_rows(table), 0);
    assert_int_equal(column_far(table).rows, 100);
    assert_int_equal(column_append(table, 101, 77, &(struct column_cell){a, column_code(kind, STR("z"))}, 1), ERR_NONE);
    assert_true(column_table_days(table, &low, &high) && low == -49 && high == 77);
    column_rows_release(store);
    for (int twice = 0; twice < 2; twice++) {
        assert_int_equal(column_store_follow(other, store), ERR_NONE);
        const struct column_table *same = column_table_find(other, STR("t"));
        assert_int_equal(column_far(same).rows, 101);
        assert_true(column_table_days(same, &low, &high) && low == -49 && high == 77);
        assert_int_equal(column_codes(same, a), 4);
        assert_int_equal(column_codes(same, b), 12);
        assert_true(str_is(column_text(column_dictionary_of(same, a), 3), "z"));
        assert_null(column_dictionary_of(same, b));
    }
    column_store_free(store);
    column_store_free(other);
}

static bool after_a_while(void *context)
{
    int *asked = context;
    return ++*asked > 3;
}

/* Between any two chunks, whoever works at the others; nothing half counted is told. */
static void a_scan_that_is_stopped_tells_nothing(void **state)
{
    (void)state;
    struct scan_pool *pools[] = {NULL, scan_pool_new(2)};
    struct column_store *store = column_store_new();
    struct column_table *table = column_table_open(store, STR("t"));
    size_t a = column_open(table, STR("a"), NULL);
    for (int64_t i = 1; i <= 12 * COLUMN_CHUNK_ROWS; i++)
        assert_int_equal(column_append(table, i, 1, &(struct column_cell){a, (uint16_t)(1 + i % 5)}, 1), ERR_NONE);
    static const int32_t values[8];
    static const uint8_t counts[8] = {0, 1, 1, 1, 1, 1};
    for (size_t i = 0; i < 2; i++) {
        int asked = -100;
        struct stop stop = {after_a_while, &asked};
        struct column_scan scan = {.table = table, .day_from = INT32_MIN, .day_to = INT32_MAX, .score = a, .stop = &stop};
        struct column_rank_part part = {.scan = scan, .key = a, .values = values, .counts = counts, .cells = 6};
        struct column_ranking ranking = {.parts = &part, .parts_count = 1, .limit = 5, .stop = &stop};
        struct column_ranked found[5];
        struct counted counted = counted_new();
        size_t count;
        assert_int_equal(column_scan(pools[i], &scan, counted_add, &counted), ERR_NONE);
        assert_int_equal(counted.groups, 1);
        assert_int_equal(column_rank(pools[i], &ranking, found, &count), ERR_NONE);
        assert_int_equal(count, 5);
        counted.groups = 0;
        asked = i ? 3 : 0; /* of two, one may be done with all chunks before the other asks a second time */
        assert_int_equal(column_scan(pools[i], &scan, counted_add, &counted), ERR_STOPPED);
        assert_int_equal(counted.groups, 0);
        asked = i ? 3 : 0;
        assert_int_equal(column_rank(pools[i], &ranking, found, &count), ERR_STOPPED);
        assert_int_equal(count, 0);
        free(counted.at);
    }
    column_store_free(store);
    scan_pool_free(pools[1]);
}

struct total {
    uint64_t rows, groups, last;
};
static void total_add(void *context, const uint32_t codes[SCAN_SOURCES_MAX], const uint64_t *counts, size_t cells)
{
    struct total *total = context;
    uint64_t key = (uint64_t)codes[0] << 40 | (uint64_t)codes[1] << 20 | codes[2];
    assert_true(total->groups == 0 || key > total->last); /* ascending */
    assert_int_equal(cells, 1);
    assert_int_equal(codes[1], codes[0] % 600 + 1);
    total->rows += counts[0];
    total->groups++;
    total->last = key;
}

static void a_huge_key_space_is_counted_by_hash(void **state)
{
    (void)state;
    struct column_store *store = column_store_new();
    struct column_table *table = column_table_open(store, STR("t"));
    size_t a = column_open(table, STR("a"), NULL), b = column_open(table, STR("b"), NULL);
    for (int64_t i = 1; i <= 50000; i++) {
        uint16_t code = (uint16_t)(1 + i % 20000);
        struct column_cell cells[] = {{a, (uint16_t)(code % 600 + 1)}, {b, code}};
        assert_int_equal(column_append(table, i, 1, cells, 2), ERR_NONE);
    }
    const struct column_source first = {.columns = {a}, .count = 1}, second = {.columns = {b}, .count = 1};
    struct column_scan scan = {table, NULL, INT32_MIN, INT32_MAX, {second, first, second}, 3, COLUMN_NONE, NULL, 0, NULL};
    struct total total = {0};
    assert_int_equal(column_scan(NULL, &scan, total_add, &total), ERR_NONE);
    assert_int_equal(total.rows, 50000);
    assert_int_equal(total.groups, 20000);
    column_store_free(store);
}

static void kernel_as_plain(const struct column_kernel *wide, uint64_t seed)
{
    const struct column_kernel *plain = &column_kernel_plain;
    static uint8_t a[2048 + 64], b[2048 + 64], pass[256], mask[2][2048 + 64];
    static uint16_t c[2048 + 64], key[2][2048 + 64];
    for (size_t i = 0; i < 2048; i++) {
        a[i] = (uint8_t)draw(&seed);
        b[i] = (uint8_t)(draw(&seed) % 19);
        c[i] = (uint16_t)draw(&seed);
    }
    for (size_t i = 0; i < 256; i++)
        pass[i] = draw(&seed) & 1;
    for (size_t count = 0; count <= 2048; count += 1 + draw(&seed) % 99) {
        uint32_t counts[2][2][KERNEL_CELLS_MAX] = {0};
        for (int k = 0; k < 2; k++) {
            const struct column_kernel *kernel = k ? wide : plain;
            kernel->join_8(key[k], a, 217, b, count);
            kernel->add_8(key[k], b, 3, count);
            kernel->add_16(key[k], c, 77, count);
            kernel->pass_8(mask[k], a, pass, count);
            kernel->count_8(b, NULL, count, 12, counts[k][0]);
            kernel->count_8(b, mask[k], count, KERNEL_CELLS_MAX, counts[k][1]);
        }
        assert_memory_equal(key[0], key[1], count * 2);
        assert_memory_equal(mask[0], mask[1], count);
        assert_memory_equal(counts[0], counts[1], sizeof counts[0]);
        size_t kept[2] = {plain->pack_16(key[0], mask[0], count), wide->pack_16(key[1], mask[1], count)};
        assert_int_equal(kept[0], kept[1]);
        assert_memory_equal(key[0], key[1], kept[0] * 2);
        _Alignas(64) uint32_t lines[2][KERNEL_LINE];
        for (int k = 0; k < 2; k++) {
            (k ? wide : plain)->line_put(lines[k], (const uint32_t *)c + count / 4);
            (k ? wide : plain)->lines_end();
        }
        assert_memory_equal(lines[0], lines[1], sizeof lines[0]);
        assert_memory_equal(lines[0], (const uint32_t *)c + count / 4, sizeof lines[0]);
        plain->load_8(key[0], a, count);
        wide->load_8(key[1], a, count);
        assert_memory_equal(key[0], key[1], count * 2);
    }
}

static void every_kernel_does_what_the_plain_one_does(void **state)
{
    (void)state;
    assert_ptr_equal(column_kernel_at(0), &column_kernel_plain);
    for (size_t i = 1; column_kernel_at(i); i++) {
        print_message("kernel %s\n", column_kernel_at(i)->name);
        kernel_as_plain(column_kernel_at(i), i);
    }
}

static void removed_rows_are_gone(void **state)
{
    (void)state;
    enum { COUNT = 70000 };
    struct row *rows = rows_new(COUNT, 3);
    struct column_store *store = store_of(rows, COUNT);
    struct column_table *table = column_table_open(store, STR("visit"));
    static const size_t gone[] = {0, 5000, 65535, 65536 - 1, 69999 - 4};
    size_t left = COUNT;
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(column_remove(table, rows[gone[i]].id), ERR_NONE);
        assert_int_equal(column_remove(table, rows[gone[i]].id + 1000000), ERR_NOT_FOUND);
        memmove(rows + gone[i], rows + gone[i] + 1, (left - gone[i] - 1) * sizeof *rows);
        left--;
    }
    assert_rows(store, rows, left);
    ask_both_ways(NULL, table, rows, left);
    column_store_free(store);
    free(rows);
}

/* Customers in four-byte codes: the worst and the best of them against a count by hand. */
enum { CUSTOMERS = 200000, VISITS = 400000, WORST = 50, FAR = 97 /* so many buckets that they are small, and fill again and again */ };
struct person {
    uint32_t code, n;
    int64_t sum;
};
static int person_worse(const void *a, const void *b)
{
    const struct person *x = a, *y = b;
    int64_t left = x->sum * y->n, right = y->sum * x->n;
    return left != right ? (left < right ? -1 : 1) : x->n != y->n ? (x->n > y->n ? -1 : 1) : (x->code > y->code) - (x->code < y->code);
}
static int person_better(const void *a, const void *b)
{
    const struct person *x = a, *y = b;
    int64_t left = x->sum * y->n, right = y->sum * x->n;
    return left != right ? (left > right ? -1 : 1) : person_worse(a, b);
}

static size_t people_of(const struct column_table *table, const int32_t *values, struct person *people, uint32_t n_min)
{
    size_t kept = 0;
    memset(people, 0, (CUSTOMERS + 1) * sizeof *people);
    for (uint64_t i = 0; i < column_table_rows(table); i++) {
        uint32_t code = column_cell_at(table, i, 0), score = column_cell_at(table, i, 1);
        if (!code || !score || column_cell_at(table, i, 2) != 2)
            continue;
        people[code].code = code;
        people[code].n++;
        people[code].sum += values[score];
    }
    for (size_t i = 1; i <= CUSTOMERS; i++)
        if (people[i].n >= n_min)
            people[kept++] = people[i];
    return kept;
}

static struct column_table *visits_of(struct column_store *store)
{
    struct column_table *table = column_table_open(store, STR("visit"));
    uint64_t seed = 21;
    size_t customer = column_open(table, STR("customer"), NULL), score = column_open(table, STR("score"), NULL),
           channel = column_open(table, STR("channel"), NULL), far = column_open(table, STR("far"), NULL);
    for (int64_t i = 1; i <= VISITS; i++) { /* a few come often */
        uint32_t who = draw(&seed) % 3 ? 1 + draw(&seed) % CUSTOMERS : 1 + draw(&seed) % 70;
        who = draw(&seed) % 50 ? who : 0;
        struct column_cell cells[] = {{customer, who}, {score, draw(&seed) % 12}, {channel, 1 + draw(&seed) % 2}, {far, who * FAR}};
        assert_int_equal(column_append(table, i, 1, cells, 4), ERR_NONE);
    }
    return table;
}

static void the_worst_of_many_are_found(void **state)
{
    (void)state;
    static const int32_t nps[12] = {0, -1, -1, -1, -1, -1, -1, -1, 0, 0, 1, 1};
    static const uint8_t counts[12] = {0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, second[256] = {0, 0, 1};
    struct column_store *store = column_store_new();
    struct column_table *table = visits_of(store);
    struct person *people = calloc(CUSTOMERS + 1, sizeof *people);
    struct scan_pool *pool = scan_pool_new(3);
    const struct column_filter filter = {.node = FILTER_COLUMN, .column = 2, .pass = second};
    for (int highest = 0; highest < 2; highest++)
        for (uint32_t n_min = 1; n_min < 12; n_min += 5) {
            bool far = n_min == 6;
            const struct column_rank_part part = {
                {.table = table, .filter = &filter, .day_from = INT32_MIN, .day_to = INT32_MAX, .score = 1}, far ? 3 : 0, nps, counts, 12};
            const struct column_ranking ranking = {&part, 1, n_min, WORST, highest == 1, NULL};
            struct column_ranked found[WORST];
            size_t count = 0, kept = people_of(table, nps, people, n_min);
            qsort(people, kept, sizeof *people, highest ? person_better : person_worse);
            assert_int_equal(column_rank(pool, &ranking, found, &count), ERR_NONE);
            assert_int_equal(count, kept < WORST ? kept : WORST);
            assert_true(count > 40);
            for (size_t i = 0; i < count; i++) {
                assert_int_equal(found[i].code, people[i].code * (far ? FAR : 1));
                assert_int_equal(found[i].n, people[i].n);
                assert_int_equal(found[i].sum, people[i].sum);
            }
        }
    scan_pool_free(pool);
    column_store_free(store);
    free(people);
}

static void most_ids_and_days_take_a_byte_each(void **state)
{
    (void)state;
    struct column_store *store = column_store_new();
    struct column_table *table = column_table_open(store, STR("t"));
    size_t code = column_open(table, STR("code"), NULL);
    for (int64_t i = 0; i < 4 * COLUMN_CHUNK_ROWS; i++)
        assert_int_equal(column_append(table, 7 * (i + 1), (int32_t)(20000 + i / 9000 - i % 2), &(struct column_cell){code, 3}, 1),
                         ERR_NONE);
    double each = (double)column_store_bytes(store) / (4 * COLUMN_CHUNK_ROWS);
    assert_true(each < 3.05);
    column_store_free(store);
}

static void few_of_very_many_are_found_the_short_way(void **state)
{
    (void)state;
    struct column_store *store = column_store_new();
    const struct column_table *table = visits_of(store);
    size_t codes = column_codes(table, 3);
    uint8_t *pass = calloc(codes, 1);
    uint64_t *near = calloc(FILTER_NEAR_BITS / 64, sizeof *near), slow = 0;
    assert_non_null(pass);
    assert_non_null(near);
    for (uint32_t who = 5; who < CUSTOMERS; who += 1999) {
        pass[who * FAR] = 1;
        near[who * FAR % FILTER_NEAR_BITS / 64] |= 1ull << who * FAR % 64;
    }
    for (uint64_t i = 0; i < VISITS; i++)
        slow += pass[column_cell_at(table, i, 3)];
    const struct column_filter filter = {.node = FILTER_COLUMN, .column = 3, .pass = pass, .near = near};
    struct column_scan scan = {table, &filter, INT32_MIN, INT32_MAX, {{.count = 0}}, 0, COLUMN_NONE, NULL, 0, NULL};
    struct counted counted = counted_new();
    assert_int_equal(column_scan(NULL, &scan, counted_add, &counted), ERR_NONE);
    assert_true(slow > 100);
    assert_int_equal(counted.at[0], slow);
    free(counted.at);
    free(near);
    free(pass);
    column_store_free(store);
}

static void small_tables_stay_small(void **state)
{
    (void)state;
    struct row *rows = rows_new(100, 3);
    struct column_store *store = store_of(rows, 100);
    assert_true(column_store_bytes(store) < 4096);
    column_store_free(store);
    free(rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kernel_does_what_the_plain_one_does),
        cmocka_unit_test(histograms_equal_a_slow_count),
        cmocka_unit_test(rows_may_lie_elsewhere),
        cmocka_unit_test(a_huge_key_space_is_counted_by_hash),
        cmocka_unit_test(a_scan_that_is_stopped_tells_nothing),
        cmocka_unit_test(the_worst_of_many_are_found),
        cmocka_unit_test(removed_rows_are_gone),
        cmocka_unit_test(few_of_very_many_are_found_the_short_way),
        cmocka_unit_test(most_ids_and_days_take_a_byte_each),
        cmocka_unit_test(small_tables_stay_small),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
