/* Blocks of rows: begun, sent, committed. */
#include "port/analytics/inside.h"

#include <stdio.h>
#include <stdlib.h>

enum { DEAD_KEPT_MS = 3600000 };

static enum err insert(struct clickhouse *clickhouse, const char *into, const struct buf *body, struct fault *why)
{
    struct buf sql = buf_new(1 << 20);
    enum err err = body->failed ? ERR_MEMORY : ERR_NONE;
    buf_printf(&sql, "INSERT INTO %s FORMAT RowBinary\n", into);
    if (sql.failed)
        err = ERR_MEMORY;
    if (err == ERR_NONE && body->length)
        err = clickhouse_send(clickhouse, &(struct clickhouse_call){.sql = buf_str(&sql), .body = buf_str(body), .long_work = true}, why);
    buf_free(&sql);
    return err;
}

static enum err block_say(struct clickhouse *clickhouse, const struct analytics_view *view, int64_t number, bool done,
                          const struct analytics_block *block, uint64_t rows, struct fault *why)
{
    struct buf body = buf_new(BODY_MAX);
    binary_number(&body, (uint64_t)view->workspace_id, 8);
    binary_number(&body, (uint64_t)number, 8);
    binary_number(&body, done, 1);
    binary_number(&body, (uint64_t)block->upto.fact, 8);
    binary_number(&body, (uint64_t)block->upto.fact_at_ms, 8);
    binary_number(&body, rows, 8);
    binary_text(&body, str_of(block->upto.zone));
    binary_length(&body, done ? view->dead_count : 0);
    for (size_t i = 0; done && i < view->dead_count; i++)
        binary_number(&body, (uint64_t)view->dead[i], 8);
    binary_number(&body, (uint64_t)view->first, 8);
    enum err err = insert(clickhouse, "kuulo_block (workspace, block, state, upto, at, rows, zone, dead, first)", &body, why);
    buf_free(&body);
    return err;
}

/* ---- rows ---- */
/* The columns in which any of the table's rows has something. */
static size_t columns_used(const struct column_table *table, size_t *used)
{
    size_t count = 0;
    uint64_t rows = column_table_rows(table);
    for (size_t c = 0; c < column_count(table); c++) {
        uint64_t row = 0;
        while (row < rows && column_cell_at(table, row, c) == COLUMN_CODE_MISSING)
            row++;
        if (row < rows)
            used[count++] = c;
    }
    return count;
}

static enum err table_send(struct clickhouse *clickhouse, const struct analytics_view *view, size_t source, int64_t number,
                           struct fault *why)
{
    const struct column_table *table = column_table_at(view->columns, source);
    struct buf body = buf_new(BODY_MAX), into = buf_new(1 << 20);
    size_t *used = calloc(column_count(table) + 1, sizeof *used);
    size_t count = used ? columns_used(table, used) : 0;
    buf_add_text(&into, "kuulo_row (workspace, source, id, day, block");
    for (size_t i = 0; i < count; i++) {
        buf_add_text(&into, ", ");
        sql_column(table, used[i], &into);
    }
    buf_add_char(&into, ')');
    for (uint64_t row = 0; used && row < column_table_rows(table); row++) {
        int64_t id;
        int32_t day;
        column_row(table, row, &id, &day);
        binary_number(&body, (uint64_t)view->workspace_id, 8);
        binary_number(&body, source, 4);
        binary_number(&body, (uint64_t)id, 8);
        binary_number(&body, (uint32_t)day, 4);
        binary_number(&body, (uint64_t)number, 8);
        for (size_t i = 0; i < count; i++) {
            bool wide = str_is(column_name(table, used[i]), ANALYTICS_WIDE);
            uint32_t code = column_cell_at(table, row, used[i]);
            must(wide || code <= UINT16_MAX);
            binary_number(&body, code, wide ? 4 : 2);
        }
    }
    enum err err = used && !into.failed ? insert(clickhouse, into.at, &body, why) : ERR_MEMORY;
    free(used);
    buf_free(&into);
    buf_free(&body);
    return err;
}

static enum err rows_send(struct clickhouse *clickhouse, const struct analytics_view *view, int64_t number, struct fault *why)
{
    size_t columns = 0;
    for (size_t i = 0; i < column_tables(view->columns); i++)
        if (column_count(column_table_at(view->columns, i)) > columns)
            columns = column_count(column_table_at(view->columns, i));
    enum err err = clickhouse_slots(clickhouse, columns, why);
    for (size_t i = 0; i < column_tables(view->columns) && err == ERR_NONE; i++)
        if (column_table_rows(column_table_at(view->columns, i)))
            err = table_send(clickhouse, view, i, number, why);
    return err;
}

/* ---- names and dictionaries ---- */
static void text_put(struct buf *body, const struct analytics_view *view, int64_t number, size_t dictionary, size_t code, struct str text)
{
    binary_number(body, (uint64_t)view->workspace_id, 8);
    binary_number(body, (uint64_t)number, 8);
    binary_number(body, dictionary, 4);
    binary_number(body, code, 4);
    binary_text(body, text);
}

static enum err texts_send(struct clickhouse *clickhouse, const struct analytics_view *view, const struct column_store *known,
                           int64_t number, struct fault *why)
{
    struct buf body = buf_new(BODY_MAX);
    for (size_t d = 0; d < column_dictionaries(view->columns); d++) {
        const struct column_dictionary *dictionary = column_dictionary_at(view->columns, d);
        bool there = d < column_dictionaries(known);
        if (!there)
            text_put(&body, view, number, d, 0, column_dictionary_name(dictionary));
        for (size_t code = there ? column_texts(column_dictionary_at(known, d)) + 1 : 1; code <= column_texts(dictionary); code++)
            text_put(&body, view, number, d, code, column_text(dictionary, (uint16_t)code));
    }
    enum err err = insert(clickhouse, "kuulo_text (workspace, block, dictionary, code, text)", &body, why);
    buf_free(&body);
    return err;
}

static size_t dictionary_number(const struct column_store *columns, const struct column_dictionary *dictionary)
{
    size_t number = 0;
    while (dictionary && column_dictionary_at(columns, number) != dictionary)
        number++;
    return dictionary ? number : SIZE_MAX; /* −1: none */
}

static void column_put(struct buf *body, const struct analytics_view *view, int64_t number, size_t source, size_t column, struct str name,
                       size_t dictionary, size_t codes)
{
    binary_number(body, (uint64_t)view->workspace_id, 8);
    binary_number(body, (uint64_t)number, 8);
    binary_number(body, source, 4);
    binary_number(body, (uint32_t)column, 4);
    binary_text(body, name);
    binary_number(body, (uint32_t)dictionary, 4);
    binary_number(body, codes, 4);
}

static enum err columns_send(struct clickhouse *clickhouse, const struct analytics_view *view, const struct column_store *known,
                             int64_t number, struct fault *why)
{
    struct buf body = buf_new(BODY_MAX);
    for (size_t source = 0; source < column_tables(view->columns); source++) {
        const struct column_table *table = column_table_at(view->columns, source);
        const struct column_table *before = source < column_tables(known) ? column_table_at(known, source) : NULL;
        if (!before)
            column_put(&body, view, number, source, SIZE_MAX, column_table_name(table), SIZE_MAX, 0);
        for (size_t c = 0; c < column_count(table); c++)
            if (!before || c >= column_count(before) || column_codes(table, c) > column_codes(before, c))
                column_put(&body, view, number, source, c, column_name(table, c),
                           dictionary_number(view->columns, column_dictionary_of(table, c)), column_codes(table, c));
    }
    enum err err = insert(clickhouse, "kuulo_column (workspace, block, source, number, name, dictionary, codes)", &body, why);
    buf_free(&body);
    return err;
}

static enum err removed_send(struct clickhouse *clickhouse, int64_t workspace_id, int64_t number, const int64_t *ids, size_t count,
                             bool off, struct fault *why)
{
    struct buf body = buf_new(BODY_MAX);
    for (size_t i = 0; i < count; i++) {
        binary_number(&body, (uint64_t)workspace_id, 8);
        binary_number(&body, (uint64_t)number, 8);
        binary_number(&body, (uint64_t)ids[i], 8);
        binary_number(&body, off, 1);
    }
    enum err err = insert(clickhouse, "kuulo_removed (workspace, block, id, state)", &body, why);
    buf_free(&body);
    return err;
}

/* ---- a block ---- */
static enum err parts_send(struct clickhouse *clickhouse, const struct analytics_view *view, int64_t number,
                           const struct analytics_block *block, struct fault *why)
{
    enum err err = rows_send(clickhouse, view, number, why);
    if (err == ERR_NONE)
        err = texts_send(clickhouse, view, block->known, number, why);
    if (err == ERR_NONE)
        err = columns_send(clickhouse, view, block->known, number, why);
    return err == ERR_NONE ? removed_send(clickhouse, view->workspace_id, number, block->removed, block->removed_count, false, why) : err;
}

/* As the view will be: with the block, without what it takes out. */
static enum err next_make(const struct analytics_view *view, int64_t number, const struct analytics_block *block,
                          struct analytics_view *next)
{
    *next = (struct analytics_view){.columns = view->columns};
    enum err err = analytics_view_copy(next, view);
    next->block = next->numbered = number;
    next->first = view->block ? view->first : number;
    for (size_t i = 0; i < block->removed_count && err == ERR_NONE; i++)
        if (!ids_add(&next->removed, &next->removed_count, &next->removed_capacity, block->removed[i]))
            err = ERR_MEMORY;
    return err;
}

/* One more than any number used before, and not one of an attempt that this process does not know of: the clock has gone on since. */
static int64_t number_next(const struct analytics_view *view, int64_t now_ms)
{
    return view->numbered < now_ms ? now_ms : view->numbered + 1;
}

static enum err block_send(struct clickhouse *clickhouse, const struct analytics_view *view, const struct analytics_block *block,
                           const struct analytics_view *next, struct counted *counted, struct fault *why)
{
    uint64_t rows = rows_counted(view);
    for (size_t i = 0; i < column_tables(view->columns); i++)
        rows += column_table_rows(column_table_at(view->columns, i));
    enum err err = parts_send(clickhouse, view, next->block, block, why);
    if (err == ERR_NONE && block->removed_count) { /* whether those rows were ever there only the server knows */
        err = clickhouse_spans(clickhouse, next, counted, why);
        rows = counted->rows;
    }
    return err == ERR_NONE ? block_say(clickhouse, next, next->block, true, block, rows, why) : err;
}

/* The next view takes the view's place. */
static void view_move(struct analytics_view *view, const struct analytics_view *next, const struct counted *counted)
{
    column_rows_release(view->columns);
    if (counted->far)
        counted_take(counted, view->columns);
    size_t leaving = view->leaving, dead_leaving = view->dead_leaving;
    analytics_view_free(view);
    *view = *next;
    view->leaving = leaving;
    view->dead_leaving = dead_leaving;
}

enum err clickhouse_put(struct analytics *analytics, struct analytics_view *view, const struct analytics_block *block, struct fault *why)
{
    struct clickhouse *clickhouse = (struct clickhouse *)analytics;
    struct analytics_view next;
    struct counted counted = {0};
    int64_t number = number_next(view, block->now_ms);
    enum err err = next_make(view, number, block, &next);
    view->numbered = number;
    if (err == ERR_NONE)
        err = block_say(clickhouse, view, number, false, block, 0, why);
    if (err != ERR_NONE) {
        analytics_view_free(&next);
        return err;
    }
    err = block_send(clickhouse, view, block, &next, &counted, why);
    if (err == ERR_NONE)
        view_move(view, &next, &counted);
    else {
        analytics_view_free(&next);
        must(ids_add(&view->dead, &view->dead_count, &view->dead_capacity,
                     number)); /* memory for eight bytes: without the number, its rows would be counted */
    }
    free(counted.far);
    return err;
}

/* ---- off the disk ---- */
static bool number_seen(void *context, struct str *rest)
{
    return record_number(rest, 8, context);
}

/* What the server still has to do in our tables, on every host. */
static enum err deletions_wait(struct clickhouse *clickhouse, uint64_t *waiting, struct fault *why)
{
    static const char sql[] =
        "SELECT toUInt64(count()) FROM system.mutations WHERE database = currentDatabase() AND is_done = 0 FORMAT RowBinary";
    enum err err = ERR_NONE;
    *waiting = 0;
    for (size_t host = 0; host < clickhouse->hosts_count && err == ERR_NONE; host++) {
        uint64_t here = 0;
        struct records records = {.each = number_seen, .context = &here, .left = buf_new(64)};
        err = clickhouse_send(clickhouse,
                              &(struct clickhouse_call){.host = host, .sql = str_of(sql), .take = records_take, .context = &records}, why);
        buf_free(&records.left);
        *waiting += here;
    }
    return err;
}

static void ids_put(struct buf *sql, const char *name, const int64_t *ids, size_t count)
{
    buf_printf(sql, "%s IN (0", name);
    for (size_t i = 0; i < count; i++)
        buf_printf(sql, ",%lld", (long long)ids[i]);
    buf_add_char(sql, ')');
}

static enum err deletion_send(struct clickhouse *clickhouse, size_t host, const char *table, int64_t workspace_id, const struct buf *which,
                              struct fault *why)
{
    struct buf sql = buf_new(SQL_MAX);
    buf_printf(&sql, "ALTER TABLE %s DELETE WHERE workspace = %lld AND (", table, (long long)workspace_id);
    buf_add_str(&sql, buf_str(which));
    buf_add_char(&sql, ')');
    enum err err = sql.failed || which->failed
                       ? ERR_MEMORY
                       : clickhouse_send(clickhouse, &(struct clickhouse_call){.host = host, .sql = buf_str(&sql), .long_work = true}, why);
    buf_free(&sql);
    return err;
}

/* Rows that were taken out, and everything of blocks that never count: the first `dead` that were never committed, and what came late of
 * before everything was taken away. */
static enum err deletion_begin(struct clickhouse *clickhouse, const struct analytics_view *view, size_t dead, struct fault *why)
{
    static const char *const small[] = {"kuulo_text", "kuulo_column", "kuulo_removed", "kuulo_block"};
    struct buf rows = buf_new(SQL_MAX / 2), blocks = buf_new(SQL_MAX / 2);
    enum err err = ERR_NONE;
    ids_put(&blocks, "block", view->dead, dead);
    buf_printf(&blocks, " OR block < %lld", (long long)view->first);
    ids_put(&rows, "id", view->removed, view->removed_count);
    buf_add_text(&rows, " OR ");
    buf_add_str(&rows, buf_str(&blocks));
    for (size_t host = 0; host < clickhouse->hosts_count && err == ERR_NONE; host++)
        err = deletion_send(clickhouse, host, row_table(clickhouse), view->workspace_id, &rows, why);
    for (size_t i = 0; dead && i < sizeof small / sizeof *small && err == ERR_NONE; i++)
        err = deletion_send(clickhouse, 0, small[i], view->workspace_id, &blocks, why);
    buf_free(&rows);
    buf_free(&blocks);
    return err;
}

/* How many of the dead, which stand in the order they were begun in, can get no rows any more: their numbers are milliseconds. */
static size_t dead_old(const struct analytics_view *view, int64_t now_ms)
{
    size_t old = 0;
    while (old < view->dead_count && now_ms - view->dead[old] > DEAD_KEPT_MS)
        old++;
    return old;
}

static void ids_drop(int64_t *ids, size_t *count, size_t *first)
{
    *count -= *first;
    memmove(ids, ids + *first, *count * sizeof *ids);
    *first = 0;
}

enum err clickhouse_tidy(struct analytics *analytics, struct analytics_view *view, int64_t now_ms, struct fault *why)
{
    struct clickhouse *clickhouse = (struct clickhouse *)analytics;
    size_t dead = dead_old(view, now_ms);
    uint64_t waiting = 0;
    if (!view->removed_count && !dead)
        return ERR_NONE;
    enum err err = deletions_wait(clickhouse, &waiting, why);
    if (err != ERR_NONE || waiting)
        return err;
    if (!view->leaving && !view->dead_leaving) { /* the first of them are asked to leave; the others wait for the next time */
        err = deletion_begin(clickhouse, view, dead, why);
        view->leaving = err == ERR_NONE ? view->removed_count : 0;
        view->dead_leaving = err == ERR_NONE ? dead : 0;
        return err;
    }
    if (view->leaving)
        err = removed_send(clickhouse, view->workspace_id, view->block, view->removed, view->leaving, true, why);
    if (err != ERR_NONE)
        return err;
    if (view->leaving)
        ids_drop(view->removed, &view->removed_count, &view->leaving);
    if (view->dead_leaving)
        ids_drop(view->dead, &view->dead_count, &view->dead_leaving);
    return ERR_NONE;
}
