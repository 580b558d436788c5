/* The column engine against a count of the same rows the slow way. */
#include "engine/column/inside.h"
#include "engine/column/kernel.h"
#include "engine/column/rank.h"
#include "engine/column/scan.h"
#include "engine/column/snapshot.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

static uint32_t draw(uint64_t *seed) /* PCG */
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    uint32_t mixed = (uint32_t)((*seed >> 18 ^ *seed) >> 27), turn = (uint32_t)(*seed >> 59);
    return mixed >> turn | mixed << (-turn & 31);
}

enum { TOUCHPOINT, SEGMENT, SCORE, LATE, TEST_COLUMNS };
static const uint32_t code_max[TEST_COLUMNS] = {40, 300, 11, 5};
struct row {
    int64_t id;
    int32_t day;
    uint16_t codes[TEST_COLUMNS];
};

/* Rows in ascending id with gaps; days nearly ascending; a quarter of the codes missing; LATE only in the last third. */
static struct row *rows_new(size_t count, uint64_t seed)
{
    struct row *rows = calloc(count, sizeof *rows);
    assert_non_null(rows);
    for (size_t i = 0; i < count; i++) {
        rows[i].id = (int64_t)(i * 3 + 1 + draw(&seed) % 2);
        rows[i].day = (int32_t)(20000 + i / 900 + draw(&seed) % 3);
        for (size_t c = 0; c < TEST_COLUMNS; c++)
            if (draw(&seed) % 4 && (c != LATE || i * 3 > count * 2))
                rows[i].codes[c] = (uint16_t)(1 + draw(&seed) % code_max[c]);
    }
    return rows;
}

static struct column_store *store_of(const struct row *rows, size_t count)
{
    static const char *const names[TEST_COLUMNS] = {"touchpoint", "segment", "score", "late"};
    struct column_store *store = column_store_new();
    struct column_dictionary *dictionary = column_dictionary_open(store, STR("touchpoint"));
    for (uint32_t i = 1; i <= code_max[TOUCHPOINT]; i++) {
        char text[16];
        snprintf(text, sizeof text, "place-%u", i);
        assert_int_equal(column_code(dictionary, str_of(text)), i);
    }
    struct column_table *table = column_table_open(store, STR("visit"));
    for (size_t c = 0; c < TEST_COLUMNS; c++)
        assert_int_equal(column_open(table, str_of(names[c]), c == TOUCHPOINT ? dictionary : NULL), c);
    for (size_t i = 0; i < count; i++) {
        struct column_cell cells[TEST_COLUMNS];
        for (size_t c = 0; c < TEST_COLUMNS; c++)
            cells[c] = (struct column_cell){c, rows[i].codes[c]};
        assert_int_equal(column_append(table, rows[i].id, rows[i].day, cells, TEST_COLUMNS), ERR_NONE);
    }
    return store;
}

/* What a scan said, as counts by (code, code, cell). */
enum { SIDE = 301, CELLS = 12 };
struct counted {
    uint64_t *at; /* [SIDE][SIDE][CELLS] */
    uint64_t groups;
};
static struct counted counted_new(void)
{
    struct counted counted = {calloc((size_t)SIDE * SIDE * CELLS, sizeof(uint64_t)), 0};
    assert_non_null(counted.at);
    return counted;
}
static uint64_t *counted_at(struct counted *counted, uint32_t a, uint32_t b)
{
    assert_true(a < SIDE && b < SIDE);
    return counted->at + ((size_t)a * SIDE + b) * CELLS;
}
static void counted_add(void *context, const uint32_t codes[SCAN_SOURCES_MAX], const uint64_t *counts, size_t cells)
{
    struct counted *counted = context;
    counted->groups++;
    for (size_t i = 0; i < cells; i++)
        counted_at(counted, codes[0], codes[1])[i] += counts[i];
}

static void assert_same(const struct counted *a, struct counted *b, bool rows_counted)
{
    for (size_t i = 0; i < (size_t)SIDE * SIDE * CELLS; i++)
        if ((rows_counted || i % CELLS) && a->at[i] != b->at[i])
            assert_int_equal(a->at[i], b->at[i]);
}

enum { GRAINS = 3 };
static const uint16_t *day_codes(size_t grain)
{
    static const size_t days[GRAINS] = {30, 1, 400};
    static uint16_t codes[GRAINS][400];
    for (size_t i = 0; i < 400; i++)
        codes[grain][i] = (uint16_t)(i / days[grain]);
    return codes[grain];
}

struct question {
    struct column_scan scan;
    bool (*passes)(const struct row *row); /* NULL: all */
};

static bool odd_places_or_late(const struct row *row)
{
    return row->codes[TOUCHPOINT] % 2 == 1 || row->codes[LATE] == 3;
}
static bool not_in_high_segments(const struct row *row)
{
    return !(row->codes[SEGMENT] > 150);
}

static uint32_t source_code(const struct column_source *source, const struct row *row)
{
    if (source->day_code)
        return source->day_code[row->day - source->day_first];
    if (source->through)
        return source->through[row->codes[source->columns[0]]];
    uint32_t offset = 0;
    for (size_t i = 0; i < source->count; i++) {
        if (row->codes[source->columns[i]])
            return row->codes[source->columns[i]] + offset;
        offset += code_max[source->columns[i]];
    }
    return 0;
}

static struct counted count_slowly(const struct question *question, const struct row *rows, size_t count)
{
    struct counted counted = counted_new();
    const struct column_scan *scan = &question->scan;
    for (size_t i = 0; i < count; i++) {
        if (rows[i].day < scan->day_from || rows[i].day > scan->day_to || (question->passes && !question->passes(&rows[i])))
            continue;
        uint32_t codes[2] = {0};
        for (size_t s = 0; s < scan->sources_count; s++)
            codes[s] = source_code(&scan->sources[s], &rows[i]);
        uint16_t score = scan->score == COLUMN_NONE ? 0 : rows[i].codes[scan->score];
        counted_at(&counted, codes[0], codes[1])[scan->score_cell && scan->score != COLUMN_NONE ? scan->score_cell[score] : score]++;
    }
    return counted;
}

static void ask_both_ways(struct scan_pool *pool, const struct column_table *table, const struct row *rows, size_t count)
{
    static uint8_t odd[256], third[256], high[301], promoters[256];
    for (size_t i = 0; i < 301; i++)
        high[i] = i > 150;
    for (size_t i = 0; i < 256; i++)
        odd[i] = i % 2 == 1 && i <= 40;
    for (size_t i = 1; i < 12; i++)
        promoters[i] = i >= 10 ? 2 : 1;
    third[3] = 1;
    const struct column_filter either[] = {{.node = FILTER_COLUMN, .column = TOUCHPOINT, .pass = odd},
                                           {.node = FILTER_COLUMN, .column = LATE, .pass = third}};
    const struct column_filter any = {.node = FILTER_ANY, .parts = either, .count = 2};
    const struct column_filter segment = {.node = FILTER_COLUMN, .column = SEGMENT, .pass = high},
                               truth = {.node = FILTER_CONSTANT, .holds = true};
    const struct column_filter denied = {.node = FILTER_NOT, .parts = &segment, .count = 1}, both[] = {denied, truth};
    const struct column_filter all = {.node = FILTER_ALL, .parts = both, .count = 2};
    const struct column_source place = {.columns = {TOUCHPOINT}, .count = 1}, group = {.columns = {SEGMENT}, .count = 1};
    const struct column_source merged = {.columns = {LATE, TOUCHPOINT}, .count = 2};
    const struct column_source period = {.day_code = day_codes(0), .day_first = 20000, .day_codes = 14};
    static uint16_t tens[301];
    for (size_t i = 0; i < 301; i++)
        tens[i] = (uint16_t)(i / 10);
    const struct column_source region = {.columns = {SEGMENT}, .count = 1, .through = tens, .through_codes = 31};
    const struct column_source daily = {.day_code = day_codes(1), .day_first = 20000, .day_codes = 301};
    const struct column_source always = {.day_code = day_codes(2), .day_first = 20000, .day_codes = 1};
    const struct question questions[] = {
        {{table, NULL, INT32_MIN, INT32_MAX, {place}, 1, SCORE, NULL, 0, NULL}, NULL},
        {{table, NULL, INT32_MIN, INT32_MAX, {place}, 0, SCORE, NULL, 0, NULL}, NULL},
        {{table, NULL, INT32_MIN, INT32_MAX, {place, period}, 2, SCORE, NULL, 0, NULL}, NULL},
        {{table, NULL, INT32_MIN, INT32_MAX, {period}, 1, SCORE, NULL, 0, NULL}, NULL},
        {{table, &any, INT32_MIN, INT32_MAX, {region, place}, 2, SCORE, NULL, 0, NULL}, odd_places_or_late},
        {{table, &any, INT32_MIN, INT32_MAX, {always}, 1, SCORE, NULL, 0, NULL}, odd_places_or_late},
        {{table, &any, INT32_MIN, INT32_MAX, {place, daily}, 2, SCORE, NULL, 0, NULL}, odd_places_or_late},
        {{table, NULL, 20004, INT32_MAX, {daily, group}, 2, SCORE, NULL, 0, NULL}, NULL},
        {{table, &any, 20010, 20055, {period, place}, 2, SCORE, NULL, 0, NULL}, odd_places_or_late},
        {{table, &all, INT32_MIN, 20033, {group}, 1, SCORE, NULL, 0, NULL}, not_in_high_segments},
        {{table, &any, INT32_MIN, INT32_MAX, {group, merged}, 2, SCORE, promoters, 3, NULL}, odd_places_or_late},
        {{table, &any, 20003, INT32_MAX, {merged, place}, 2, COLUMN_NONE, NULL, 0, NULL}, odd_places_or_late},
        {{table, NULL, INT32_MIN, INT32_MAX, {group, group}, 2, LATE, NULL, 0, NULL},
         NULL}, /* half a million cells: the hash while rows are few */
    };
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
        struct counted slow = count_slowly(&questions[i], rows, count), quick = counted_new();
        assert_int_equal(column_scan(pool, &questions[i].scan, counted_add, &quick), ERR_NONE);
        assert_same(&slow, &quick, questions[i].scan.score == COLUMN_NONE);
        assert_true(quick.groups > 0 || count < 60000); /* few rows end before some ranges begin */
        free(slow.at);
        free(quick.at);
    }
}

/* Every single day, so that every end of every zone is met. */
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

static void assert_rows(const struct column_store *store, const struct row *rows, size_t count)
{
    const struct column_table *table = column_table_find(store, STR("visit"));
    assert_int_equal(column_table_rows(table), count);
    for (size_t i = 0; i < count; i++) {
        int64_t id;
        int32_t day;
        column_row(table, i, &id, &day);
        assert_int_equal(id, rows[i].id);
        assert_int_equal(day, rows[i].day);
        for (size_t c = 0; c < TEST_COLUMNS; c++)
            assert_int_equal(column_cell_at(table, i, c), rows[i].codes[c]);
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

/* ---- any history: near and far ids, days that jump about, removals, restarts ---- */
enum { HISTORY_ROWS = 9000, HISTORIES = 6 };

static int64_t id_after(int64_t id, uint64_t *seed)
{
    switch (draw(seed) % 40) {
    case 0:
        return id + 1 + draw(seed) % 300; /* over a byte now and then */
    case 1:
        return id + 1 + (draw(seed) % 30 ? 0 : draw(seed) % 200000);
    case 2:
        return id + 1 + (draw(seed) % 300 ? 0 : (int64_t)(UINT32_MAX - draw(seed) % 3)); /* as far as a chunk reaches, or just not */
    default:
        return id + 1 + draw(seed) % 3;
    }
}

static int32_t day_after(int32_t day, size_t history, uint64_t *seed)
{
    static const int32_t far[] = {INT32_MIN, INT32_MAX, 0, -719162, 2932896};
    uint32_t chance = draw(seed) % 1000;
    if (history >= 4 && chance == 0)
        return far[draw(seed) % 5];
    if (history >= 2 && chance < 20)
        return day - (int32_t)(draw(seed) % (history >= 3 ? 40000 : 200)); /* back-dated */
    if (history == 1)                                                      /* every day before the last */
        return 40000 - (int32_t)(draw(seed) % 3) - (40000 - day);
    return day + (draw(seed) % 50 == 0);
}

static void history_compare(const struct column_table *table, const struct row *rows, size_t count)
{
    assert_int_equal(column_table_rows(table), count);
    int32_t low = INT32_MAX, high = INT32_MIN, first, last;
    for (size_t i = 0; i < count; i++) {
        int64_t id;
        int32_t day;
        column_row(table, i, &id, &day);
        assert_int_equal(id, rows[i].id);
        assert_int_equal(day, rows[i].day);
        assert_int_equal(column_cell_at(table, i, 0), rows[i].codes[0]);
        low = day < low ? day : low;
        high = day > high ? day : high;
    }
    assert_int_equal(column_table_days(table, &first, &last), count > 0);
    if (count) {
        assert_int_equal(first, low);
        assert_int_equal(last, high);
    }
}

/* Rows of a range of days, and the id of one of them. */
static void history_ask(const struct column_table *table, const struct row *rows, size_t count, uint64_t *seed)
{
    int32_t from = rows[draw(seed) % count].day, to = rows[draw(seed) % count].day;
    struct column_scan scan = {table, NULL, from < to ? from : to, from < to ? to : from, {{.count = 0}}, 0, COLUMN_NONE, NULL, 0, NULL};
    struct counted counted = counted_new();
    uint64_t slow = 0;
    assert_int_equal(column_scan(NULL, &scan, counted_add, &counted), ERR_NONE);
    for (size_t i = 0; i < count; i++)
        slow += rows[i].day >= scan.day_from && rows[i].day <= scan.day_to;
    assert_int_equal(counted.at[0], slow);
    free(counted.at);
    uint64_t nth = draw(seed) % slow, seen = 0;
    int64_t id = 0;
    assert_int_equal(column_pick(&scan, nth, &id), ERR_NONE);
    for (size_t i = 0; i < count; i++)
        if (rows[i].day >= scan.day_from && rows[i].day <= scan.day_to && seen++ == nth)
            assert_int_equal(id, rows[i].id);
}

static struct column_store *history_restart(struct column_store *store)
{
    char directory[] = "/tmp/kuulo-column-XXXXXX";
    struct arena *arena = arena_new(1 << 16);
    struct column_store *loaded;
    struct column_gap *gaps;
    struct str note;
    int64_t fact;
    assert_non_null(mkdtemp(directory));
    assert_int_equal(column_store_save(store, directory, "1.snapshot", 1, STR(""), NULL), ERR_NONE);
    assert_int_equal(column_store_load(directory, "1.snapshot", arena, &loaded, &fact, &note, &gaps, NULL), ERR_NONE);
    assert_null(gaps);
    column_store_free(store);
    assert_int_equal(column_store_forget(directory), ERR_NONE);
    assert_int_equal(rmdir(directory), 0);
    arena_free(arena);
    return loaded;
}

static void any_history_equals_a_plain_list(void **state)
{
    (void)state;
    struct row *rows = calloc(HISTORY_ROWS, sizeof *rows);
    for (size_t history = 0; history < HISTORIES; history++) {
        uint64_t seed = 91 + history;
        struct column_store *store = column_store_new();
        assert_int_equal(column_open(column_table_open(store, STR("h")), STR("code"), NULL), 0);
        size_t count = 0;
        int64_t id = 0;
        int32_t day = 20000;
        for (size_t step = 0; step < HISTORY_ROWS; step++) {
            struct column_table *table = column_table_open(store, STR("h"));
            struct row *row = &rows[count++];
            int32_t next = day_after(day, history, &seed);
            *row = (struct row){id = id_after(id, &seed), next, {(uint16_t)(draw(&seed) % 700)}};
            day = history == 1 ? day - (draw(&seed) % 4 == 0) : next > day && next < 50000 ? next : day;
            assert_int_equal(column_append(table, row->id, row->day, &(struct column_cell){0, row->codes[0]}, 1), ERR_NONE);
            for (uint32_t gone = draw(&seed) % 8 ? 0 : draw(&seed) % 9; gone > 0 && count > 1; gone--) {
                size_t at = draw(&seed) % 3 ? draw(&seed) % count : draw(&seed) % 2 ? 0 : count - 1;
                assert_int_equal(column_remove(table, rows[at].id), ERR_NONE);
                assert_int_equal(column_remove(table, rows[at].id), ERR_NOT_FOUND);
                memmove(rows + at, rows + at + 1, (count - at - 1) * sizeof *rows);
                count--;
            }
            if (step % 500 == 499) {
                history_compare(table, rows, count);
                history_ask(table, rows, count, &seed);
            }
            if (step % 2000 == 1999)
                store = history_restart(store);
        }
        column_store_free(store);
    }
    free(rows);
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

/* ---- on the disk ---- */

struct disk {
    char directory[32];
    struct arena *arena;
    struct row *rows;
    size_t count;
    struct column_gap *gaps; /* of the last load */
    int64_t fact;
    struct str note;
};

/* A full chunk, which gets a file, and some more, which do not. */
static struct column_store *disk_new(struct disk *disk, size_t count)
{
    *disk = (struct disk){
        .directory = "/tmp/kuulo-column-XXXXXX", .arena = arena_new(1 << 24), .rows = rows_new(count + 1, 11), .count = count};
    assert_non_null(mkdtemp(disk->directory));
    return store_of(disk->rows, count);
}

static void disk_free(struct disk *disk)
{
    assert_int_equal(column_store_forget(disk->directory), ERR_NONE);
    assert_int_equal(rmdir(disk->directory), 0); /* nothing else was left there */
    arena_free(disk->arena);
    free(disk->rows);
}

static void disk_save(struct disk *disk, struct column_store *store)
{
    assert_int_equal(column_store_save(store, disk->directory, "1.snapshot", 4711, STR("Europe/Helsinki"), NULL), ERR_NONE);
    column_store_free(store);
}

static enum err disk_load(struct disk *disk, struct column_store **store)
{
    *store = NULL;
    return column_store_load(disk->directory, "1.snapshot", disk->arena, store, &disk->fact, &disk->note, &disk->gaps, NULL);
}

static struct column_store *disk_loaded(struct disk *disk)
{
    struct column_store *store;
    assert_int_equal(disk_load(disk, &store), ERR_NONE);
    return store;
}

static void file_path(const struct disk *disk, const char *name, char path[96])
{
    snprintf(path, 96, "%s/%s", disk->directory, name);
}

static bool file_is_there(const struct disk *disk, const char *name)
{
    char path[96];
    file_path(disk, name, path);
    return access(path, R_OK) == 0;
}

/* One byte wrong, in about a hundred places one after the other. */
static void spoil_each(const struct disk *disk, const char *name, void (*then)(struct disk *disk, off_t at))
{
    char path[96];
    file_path(disk, name, path);
    int fd = open(path, O_RDWR);
    off_t end = lseek(fd, 0, SEEK_END);
    for (off_t at = 0; at < end; at += end / 97 + 1) {
        unsigned char byte, wrong;
        assert_int_equal(pread(fd, &byte, 1, at), 1);
        wrong = byte ^ 0x10;
        assert_int_equal(pwrite(fd, &wrong, 1, at), 1);
        then((struct disk *)disk, at);
        assert_int_equal(pwrite(fd, &byte, 1, at), 1);
    }
    close(fd);
}

static void is_refused(struct disk *disk, off_t at)
{
    struct column_store *store;
    if (at >= 24 && at < 32)
        return; /* the fact number stands outside the checksum */
    assert_int_equal(disk_load(disk, &store), ERR_MALFORMED);
    assert_null(store);
}

static void is_a_gap(struct disk *disk, off_t at)
{
    (void)at;
    struct column_store *store = disk_loaded(disk);
    assert_non_null(disk->gaps);
    assert_null(disk->gaps->next);
    assert_int_equal(disk->gaps->first, disk->rows[0].id);
    assert_int_equal(disk->gaps->last, disk->rows[COLUMN_CHUNK_ROWS - 1].id);
    assert_int_equal(column_table_rows(column_table_find(store, STR("visit"))), disk->count - COLUMN_CHUNK_ROWS);
    column_store_free(store);
}

static void append_row(struct column_table *table, const struct row *row)
{
    struct column_cell cells[TEST_COLUMNS];
    for (size_t c = 0; c < TEST_COLUMNS; c++)
        cells[c] = (struct column_cell){c, row->codes[c]};
    assert_int_equal(column_append(table, row->id, row->day, cells, TEST_COLUMNS), ERR_NONE);
}

static void snapshots_come_back_whole_or_not_at_all(void **state)
{
    (void)state;
    enum { COUNT = 67000 };
    struct disk disk;
    struct column_store *made = disk_new(&disk, COUNT), *store;
    assert_int_equal(disk_load(&disk, &store), ERR_NOT_FOUND);
    disk_save(&disk, made);
    store = disk_loaded(&disk);
    assert_null(disk.gaps);
    assert_int_equal(disk.fact, 4711);
    assert_true(str_is(disk.note, "Europe/Helsinki"));
    assert_rows(store, disk.rows, COUNT);
    const struct column_dictionary *dictionary = column_dictionary_find(store, STR("touchpoint"));
    assert_true(str_is(column_text(dictionary, 40), "place-40"));
    ask_both_ways(NULL, column_table_find(store, STR("visit")), disk.rows, COUNT);
    append_row(column_table_open(store, STR("visit")), &disk.rows[COUNT]); /* and it goes on growing */
    assert_rows(store, disk.rows, COUNT + 1);
    column_store_free(store);

    spoil_each(&disk, "1.snapshot", is_refused);
    char path[96];
    file_path(&disk, "1.snapshot", path);
    assert_int_equal(truncate(path, 5000), 0);
    is_refused(&disk, 0);
    disk_free(&disk);
}

static void a_damaged_segment_is_a_gap_that_its_rows_fill(void **state)
{
    (void)state;
    enum { COUNT = 3 * COLUMN_CHUNK_ROWS + 500, LOST = COLUMN_CHUNK_ROWS };
    struct disk disk;
    disk_save(&disk, disk_new(&disk, COUNT));
    spoil_each(&disk, "1.snapshot.00000001.segment", is_a_gap);
    char path[96];
    file_path(&disk, "1.snapshot.00000002.segment", path);
    assert_int_equal(truncate(path, 100), 0);
    file_path(&disk, "1.snapshot.00000003.segment", path);
    assert_int_equal(unlink(path), 0);
    struct column_store *store = disk_loaded(&disk);
    for (struct column_gap *gap = disk.gaps; gap; gap = gap->next) {
        column_gap_open(gap);
        for (size_t i = 0; i < COUNT; i++)
            if (disk.rows[i].id >= gap->first && disk.rows[i].id <= gap->last)
                append_row(gap->table, &disk.rows[i]);
        assert_true(column_gap_close(gap));
    }
    assert_rows(store, disk.rows, COUNT);
    ask_both_ways(NULL, column_table_find(store, STR("visit")), disk.rows, COUNT);
    disk_save(&disk, store);
    assert_false(file_is_there(&disk, "1.snapshot.00000002.segment")); /* made anew under other numbers */
    store = disk_loaded(&disk);
    assert_null(disk.gaps);
    assert_rows(store, disk.rows, COUNT);
    column_store_free(store);
    disk_free(&disk);
}

/* A mapped chunk changes in memory; its file never does. */
static void a_row_that_goes_makes_one_new_segment(void **state)
{
    (void)state;
    enum { COUNT = 2 * COLUMN_CHUNK_ROWS };
    struct disk disk;
    disk_save(&disk, disk_new(&disk, COUNT));
    struct column_store *store = disk_loaded(&disk);
    assert_int_equal(column_remove(column_table_open(store, STR("visit")), disk.rows[70000].id), ERR_NONE);
    memmove(disk.rows + 70000, disk.rows + 70001, (COUNT - 70000) * sizeof *disk.rows);
    append_row(column_table_open(store, STR("visit")), &disk.rows[COUNT - 1]); /* into the place that is free in the mapped one */
    assert_rows(store, disk.rows, COUNT);
    struct column_store *before = disk_loaded(&disk); /* the files know nothing of it */
    assert_null(disk.gaps);
    assert_int_equal(column_table_last(column_table_find(before, STR("visit"))), disk.rows[COUNT - 2].id);
    column_store_free(before);
    disk_save(&disk, store);
    assert_true(file_is_there(&disk, "1.snapshot.00000001.segment"));
    assert_false(file_is_there(&disk, "1.snapshot.00000002.segment"));
    assert_true(file_is_there(&disk, "1.snapshot.00000003.segment"));
    store = disk_loaded(&disk);
    assert_rows(store, disk.rows, COUNT);
    column_store_free(store);
    disk_free(&disk);
}

/* What is written while rows come and go is what was there when it was copied, or is written again. */
static void a_piece_that_changed_meanwhile_is_taken_again(void **state)
{
    (void)state;
    enum { COUNT = COLUMN_CHUNK_ROWS + 10 };
    struct disk disk;
    struct column_piece piece;
    struct column_image image;
    struct column_store *store = disk_new(&disk, COUNT);
    assert_true(column_piece_take(store, &piece));
    assert_int_equal(column_piece_write(&piece, disk.directory, "1.snapshot", NULL), ERR_NONE);
    assert_int_equal(column_remove(column_table_open(store, STR("visit")), disk.rows[3].id), ERR_NONE);
    memmove(disk.rows + 3, disk.rows + 4, (COUNT - 4) * sizeof *disk.rows);
    column_piece_done(store, &piece, true);
    assert_true(column_piece_take(store, &piece));
    assert_int_equal(column_piece_write(&piece, disk.directory, "1.snapshot", NULL), ERR_NONE);
    column_piece_done(store, &piece, true);
    assert_false(column_piece_take(store, &piece));
    assert_int_equal(column_image_take(store, 1, STR(""), &image), ERR_NONE);
    column_store_free(store);
    assert_int_equal(column_image_write(&image, disk.directory, "1.snapshot", NULL), ERR_NONE);
    assert_false(file_is_there(&disk, "1.snapshot.00000001.segment"));
    store = disk_loaded(&disk);
    assert_null(disk.gaps);
    assert_rows(store, disk.rows, COUNT - 1);
    column_store_free(store);
    disk_free(&disk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kernel_does_what_the_plain_one_does),
        cmocka_unit_test(histograms_equal_a_slow_count),
        cmocka_unit_test(a_huge_key_space_is_counted_by_hash),
        cmocka_unit_test(a_scan_that_is_stopped_tells_nothing),
        cmocka_unit_test(the_worst_of_many_are_found),
        cmocka_unit_test(removed_rows_are_gone),
        cmocka_unit_test(few_of_very_many_are_found_the_short_way),
        cmocka_unit_test(any_history_equals_a_plain_list),
        cmocka_unit_test(most_ids_and_days_take_a_byte_each),
        cmocka_unit_test(small_tables_stay_small),
        cmocka_unit_test(snapshots_come_back_whole_or_not_at_all),
        cmocka_unit_test(a_damaged_segment_is_a_gap_that_its_rows_fill),
        cmocka_unit_test(a_row_that_goes_makes_one_new_segment),
        cmocka_unit_test(a_piece_that_changed_meanwhile_is_taken_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
