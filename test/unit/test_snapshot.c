/* The column engine on the disk, and over any history of rows that come, go and come back from there. */
#include "column_sample.h"

#include "engine/column/snapshot.h"

#include <fcntl.h>
#include <unistd.h>

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
        cmocka_unit_test(any_history_equals_a_plain_list),
        cmocka_unit_test(snapshots_come_back_whole_or_not_at_all),
        cmocka_unit_test(a_damaged_segment_is_a_gap_that_its_rows_fill),
        cmocka_unit_test(a_row_that_goes_makes_one_new_segment),
        cmocka_unit_test(a_piece_that_changed_meanwhile_is_taken_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
