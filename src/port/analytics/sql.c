#include "port/analytics/inside.h"

size_t source_number(const struct analytics_view *view, const struct column_table *table)
{
    size_t number = 0;
    while (column_table_at(view->columns, number) != table)
        number++;
    return number;
}

void sql_column(const struct column_table *table, size_t column, struct buf *sql)
{
    if (column == COLUMN_NONE)
        buf_add_text(sql, "toUInt16(0)");
    else if (str_is(column_name(table, column), ANALYTICS_WIDE))
        buf_add_text(sql, "wide");
    else
        buf_printf(sql, "c%zu", column);
}

void sql_list(const char *name, const int64_t *ids, size_t count, struct buf *sql)
{
    if (count == 0)
        return;
    buf_printf(sql, " AND %s NOT IN (", name);
    for (size_t i = 0; i < count; i++) {
        if (i)
            buf_add_char(sql, ',');
        buf_add_integer(sql, ids[i]);
    }
    buf_add_char(sql, ')');
}

void sql_blocks(const struct analytics_view *view, struct buf *sql)
{
    buf_printf(sql, "workspace = %lld AND block >= %lld AND block <= %lld", (long long)view->workspace_id, (long long)view->first,
               (long long)view->block);
    sql_list("block", view->dead, view->dead_count, sql);
}

void sql_rows(const struct analytics_view *view, const struct column_table *table, struct buf *sql)
{
    buf_printf(sql, " FROM kuulo_row WHERE source = %zu AND ", source_number(view, table));
    sql_blocks(view, sql);
    sql_list("id", view->removed, view->removed_count, sql);
}

void sql_days(int32_t from, int32_t to, struct buf *sql)
{
    if (from != INT32_MIN)
        buf_printf(sql, " AND day >= %d", from);
    if (to != INT32_MAX)
        buf_printf(sql, " AND day <= %d", to);
}

/* The codes that pass, or those that do not, whichever are fewer. */
static void filter_column(const struct column_table *table, const struct column_filter *filter, struct buf *sql)
{
    size_t codes = filter->column == COLUMN_NONE ? 1 : column_codes(table, filter->column), passing = 0;
    for (size_t code = 0; code < codes; code++)
        passing += filter->pass[code];
    bool by_passing = passing <= codes / 2;
    if (passing == 0 || passing == codes) {
        buf_add_text(sql, passing ? "1" : "0");
        return;
    }
    sql_column(table, filter->column, sql);
    buf_add_text(sql, by_passing ? " IN (" : " NOT IN (");
    bool first = true;
    for (size_t code = 0; code < codes && !sql->failed; code++) {
        if (filter->pass[code] != by_passing)
            continue;
        if (!first)
            buf_add_char(sql, ',');
        first = false;
        buf_add_integer(sql, (int64_t)code);
    }
    buf_add_char(sql, ')');
}

/* Runs of days that pass, within the days the table has. */
static void filter_days(const struct column_table *table, const struct column_filter *filter, struct buf *sql)
{
    int32_t low, high;
    bool any = false;
    if (!column_table_days(table, &low, &high)) {
        buf_add_char(sql, '0');
        return;
    }
    buf_add_char(sql, '(');
    for (int32_t day = low; day <= high; day++) {
        if (!filter->pass[day - filter->day_first])
            continue;
        int32_t from = day;
        while (day < high && filter->pass[day + 1 - filter->day_first])
            day++;
        buf_printf(sql, "%s(day >= %d AND day <= %d)", any ? " OR " : "", from, day);
        any = true;
    }
    buf_add_text(sql, any ? ")" : "0)");
}

void sql_filter(const struct column_table *table, const struct column_filter *filter, struct buf *sql)
{
    bool all = filter->node == FILTER_ALL;
    switch (filter->node) {
    case FILTER_COLUMN:
        filter_column(table, filter, sql);
        return;
    case FILTER_DAYS:
        filter_days(table, filter, sql);
        return;
    case FILTER_CONSTANT:
        buf_add_char(sql, filter->holds ? '1' : '0');
        return;
    case FILTER_NOT:
        buf_add_text(sql, "NOT (");
        sql_filter(table, filter->parts, sql);
        buf_add_char(sql, ')');
        return;
    case FILTER_ALL:
    case FILTER_ANY:
        break;
    }
    buf_add_text(sql, filter->count ? "(" : all ? "1" : "0");
    for (size_t i = 0; i < filter->count; i++) {
        if (i)
            buf_add_text(sql, all ? " AND " : " OR ");
        sql_filter(table, &filter->parts[i], sql);
    }
    if (filter->count)
        buf_add_char(sql, ')');
}
