/* Rows for the tests of the column engine, a store of them, and what a count the slow way says. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/column/inside.h"
#include "engine/column/scan.h"

#include <stdio.h>
#include <stdlib.h>

static inline uint32_t draw(uint64_t *seed) /* PCG */
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
static inline struct row *rows_new(size_t count, uint64_t seed)
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

static inline struct column_store *store_of(const struct row *rows, size_t count)
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
static inline struct counted counted_new(void)
{
    struct counted counted = {calloc((size_t)SIDE * SIDE * CELLS, sizeof(uint64_t)), 0};
    assert_non_null(counted.at);
    return counted;
}
static inline uint64_t *counted_at(struct counted *counted, uint32_t a, uint32_t b)
{
    assert_true(a < SIDE && b < SIDE);
    return counted->at + ((size_t)a * SIDE + b) * CELLS;
}
static inline void counted_add(void *context, const uint32_t codes[SCAN_SOURCES_MAX], const uint64_t *counts, size_t cells)
{
    struct counted *counted = context;
    counted->groups++;
    for (size_t i = 0; i < cells; i++)
        counted_at(counted, codes[0], codes[1])[i] += counts[i];
}

static inline void assert_same(const struct counted *a, struct counted *b, bool rows_counted)
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

static inline bool odd_places_or_late(const struct row *row)
{
    return row->codes[TOUCHPOINT] % 2 == 1 || row->codes[LATE] == 3;
}
static inline bool not_in_high_segments(const struct row *row)
{
    return !(row->codes[SEGMENT] > 150);
}

static inline uint32_t source_code(const struct column_source *source, const struct row *row)
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

static inline struct counted count_slowly(const struct question *question, const struct row *rows, size_t count)
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

static inline void ask_both_ways(struct scan_pool *pool, const struct column_table *table, const struct row *rows, size_t count)
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
static inline void assert_rows(const struct column_store *store, const struct row *rows, size_t count)
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
