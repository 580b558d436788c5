/* What stands in the tables on the server (tables.c), read back: names and dictionaries, how far everything is, how many rows there are. */
#include "port/analytics/inside.h"

#include <stdio.h>
#include <stdlib.h>

struct loading {
    struct analytics_view *view;
    struct analytics_mark *mark;
    uint64_t rows; /* counted as of the mark */
    enum err err;
};

static bool mark_seen(void *context, struct str *rest)
{
    struct loading *l = context;
    struct str zone;
    uint64_t block, first, upto, at, rows, dead, id;
    if (!record_number(rest, 8, &block) || !record_number(rest, 8, &first) || !record_number(rest, 8, &upto) ||
        !record_number(rest, 8, &at) || !record_number(rest, 8, &rows) || !record_text(rest, &zone) || !record_length(rest, &dead) ||
        rest->length / 8 < dead)
        return false;
    l->rows = rows;
    l->view->block = (int64_t)block;
    l->view->numbered = l->view->numbered > l->view->block ? l->view->numbered : l->view->block;
    l->view->first = (int64_t)first;
    l->mark->fact = (int64_t)upto;
    l->mark->fact_at_ms = (int64_t)at;
    snprintf(l->mark->zone, sizeof l->mark->zone, "%.*s", STR_ARGS(zone));
    for (; dead && record_number(rest, 8, &id); dead--)
        if (!ids_add(&l->view->dead, &l->view->dead_count, &l->view->dead_capacity, (int64_t)id))
            l->err = ERR_MEMORY;
    return true;
}

static bool begun_seen(void *context, struct str *rest)
{
    struct loading *l = context;
    uint64_t block;
    if (!record_number(rest, 8, &block))
        return false;
    l->view->numbered = l->view->numbered > (int64_t)block ? l->view->numbered : (int64_t)block;
    for (size_t i = 0; i < l->view->dead_count; i++)
        if (l->view->dead[i] == (int64_t)block)
            return true;
    if (!ids_add(&l->view->dead, &l->view->dead_count, &l->view->dead_capacity, (int64_t)block))
        l->err = ERR_MEMORY;
    return true;
}

static bool removed_seen(void *context, struct str *rest)
{
    struct loading *l = context;
    uint64_t id;
    if (!record_number(rest, 8, &id))
        return false;
    if (!ids_add(&l->view->removed, &l->view->removed_count, &l->view->removed_capacity, (int64_t)id))
        l->err = ERR_MEMORY;
    return true;
}

/* Dictionaries by number, texts by code. */
static bool text_seen(void *context, struct str *rest)
{
    struct loading *l = context;
    uint64_t dictionary, code;
    struct str text;
    if (!record_number(rest, 4, &dictionary) || !record_number(rest, 4, &code) || !record_text(rest, &text))
        return false;
    struct column_store *columns = l->view->columns;
    bool fits = code ? dictionary < column_dictionaries(columns) &&
                           column_code((struct column_dictionary *)column_dictionary_at(columns, dictionary), text) == code
                     : dictionary == column_dictionaries(columns) && column_dictionary_open(columns, text);
    if (!fits)
        l->err = ERR_IO;
    return true;
}

static bool column_seen(void *context, struct str *rest)
{
    struct loading *l = context;
    uint64_t source, number, dictionary, codes;
    struct str name;
    if (!record_number(rest, 4, &source) || !record_number(rest, 4, &number) || !record_text(rest, &name) ||
        !record_number(rest, 4, &dictionary) || !record_number(rest, 4, &codes))
        return false;
    struct column_store *columns = l->view->columns;
    bool table_new = (int32_t)(uint32_t)number == -1, plain = (int32_t)(uint32_t)dictionary == -1, fits;
    if (table_new)
        fits = source == column_tables(columns) && column_table_open(columns, name);
    else {
        fits = source < column_tables(columns) && (plain || dictionary < column_dictionaries(columns));
        struct column_table *table = fits ? (struct column_table *)column_table_at(columns, source) : NULL;
        fits = fits && column_open(table, name, plain ? NULL : column_dictionary_at(columns, dictionary)) == number;
        if (fits)
            column_codes_raise(table, number, codes);
    }
    if (!fits)
        l->err = ERR_IO;
    return true;
}

static bool span_seen(void *context, struct str *rest)
{
    struct counted *counted = context;
    uint64_t source, rows, low, high;
    if (!record_number(rest, 4, &source) || !record_number(rest, 8, &rows) || !record_number(rest, 4, &low) ||
        !record_number(rest, 4, &high))
        return false;
    if (source < counted->count)
        counted->far[source] = (struct column_far){rows, (int32_t)(uint32_t)low, (int32_t)(uint32_t)high};
    counted->rows += rows;
    return true;
}

enum err clickhouse_spans(struct clickhouse *clickhouse, const struct analytics_view *view, struct counted *counted, struct fault *why)
{
    struct buf sql = buf_new(SQL_MAX);
    size_t count = column_tables(view->columns);
    *counted = (struct counted){.far = calloc(count + 1, sizeof *counted->far), .count = count};
    buf_add_text(&sql, "SELECT source, toUInt64(count()), min(day), max(day) FROM kuulo_row WHERE ");
    sql_blocks(view, &sql);
    sql_list("id", view->removed, view->removed_count, &sql);
    buf_add_text(&sql, " GROUP BY source FORMAT RowBinary");
    enum err err = counted->far ? clickhouse_ask(clickhouse, buf_str(&sql), span_seen, counted, why) : ERR_MEMORY;
    buf_free(&sql);
    return err;
}

void counted_take(const struct counted *counted, struct column_store *columns)
{
    for (size_t i = 0; i < counted->count; i++)
        column_far_set((struct column_table *)column_table_at(columns, i), &counted->far[i]);
}

uint64_t rows_counted(const struct analytics_view *view)
{
    uint64_t rows = 0;
    for (size_t i = 0; i < column_tables(view->columns); i++)
        rows += column_far(column_table_at(view->columns, i)).rows;
    return rows;
}

static enum err load_ask(struct clickhouse *clickhouse, struct loading *l, const char *select, const char *after,
                         bool (*each)(void *context, struct str *rest), struct fault *why)
{
    struct buf sql = buf_new(SQL_MAX);
    buf_printf(&sql, "%s WHERE ", select);
    sql_blocks(l->view, &sql);
    buf_printf(&sql, " %s FORMAT RowBinary", after);
    enum err err = clickhouse_ask(clickhouse, buf_str(&sql), each, l, why);
    buf_free(&sql);
    if (err == ERR_NONE && l->err == ERR_IO)
        fault_set(why, ERR_IO, "analytics_damaged", "", "What the analytics server holds does not fit together.");
    return err == ERR_NONE ? l->err : err;
}

/* Of the committed block with the highest number; of none, the mark stays empty. */
static enum err mark_load(struct clickhouse *clickhouse, struct loading *l, struct fault *why)
{
    char sql[512];
    long long id = (long long)l->view->workspace_id;
    snprintf(sql, sizeof sql,
             "SELECT block, first, upto, at, rows, zone, dead FROM kuulo_block WHERE workspace = %lld AND state = 1 AND block = (SELECT "
             "max(block) "
             "FROM kuulo_block WHERE workspace = %lld AND state = 1) FORMAT RowBinary",
             id, id);
    enum err err = clickhouse_ask(clickhouse, str_of(sql), mark_seen, l, why);
    snprintf(sql, sizeof sql, "SELECT DISTINCT block FROM kuulo_block WHERE workspace = %lld AND block > %lld FORMAT RowBinary", id,
             (long long)l->view->block);
    if (err == ERR_NONE)
        err = clickhouse_ask(clickhouse, str_of(sql), begun_seen, l, why);
    /* and rows of which no block tells any more: the server may have lost that line in a power cut, and kept them */
    snprintf(sql, sizeof sql, "SELECT DISTINCT block FROM kuulo_row WHERE workspace = %lld AND block > %lld FORMAT RowBinary", id,
             (long long)l->view->block);
    if (err == ERR_NONE)
        err = clickhouse_ask(clickhouse, str_of(sql), begun_seen, l, why);
    return err == ERR_NONE ? l->err : err;
}

enum err clickhouse_load(struct analytics *analytics, struct analytics_view *view, struct analytics_mark *mark, struct fault *why)
{
    struct clickhouse *clickhouse = (struct clickhouse *)analytics;
    struct loading l = {.view = view, .mark = mark};
    *mark = (struct analytics_mark){0};
    enum err err = mark_load(clickhouse, &l, why);
    if (err != ERR_NONE || mark->fact == 0)
        return err;
    err = load_ask(clickhouse, &l, "SELECT dictionary, code, any(text) FROM kuulo_text",
                   "GROUP BY dictionary, code ORDER BY dictionary, code", text_seen, why);
    if (err == ERR_NONE)
        err = load_ask(clickhouse, &l, "SELECT source, number, any(name), any(dictionary), max(codes) FROM kuulo_column",
                       "GROUP BY source, number ORDER BY source, number", column_seen, why);
    if (err == ERR_NONE)
        err = load_ask(clickhouse, &l, "SELECT id FROM kuulo_removed", "GROUP BY id HAVING max(state) = 0", removed_seen, why);
    struct counted counted = {0};
    if (err == ERR_NONE)
        err = clickhouse_spans(clickhouse, view, &counted, why);
    if (err == ERR_NONE)
        counted_take(&counted, view->columns);
    mark->damaged = err == ERR_NONE && counted.rows != l.rows;
    free(counted.far);
    return err;
}

enum err clickhouse_check(struct analytics *analytics, const struct analytics_view *view, bool *whole, struct fault *why)
{
    struct counted counted;
    enum err err = clickhouse_spans((struct clickhouse *)analytics, view, &counted, why);
    *whole = err == ERR_NONE && counted.rows == rows_counted(view);
    free(counted.far);
    return err;
}
