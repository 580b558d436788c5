/* The histogram of a scale by groups under a filter: one GROUP BY, and what is finer than was asked for folded together here. */
#include "port/analytics/inside.h"

#include <stdlib.h>

/* GROUPS_MAX filled cells, as column_scan. What comes is finer: it is folded whenever its room is full. */
enum { GROUPS_MAX = 8 << 20, GROUPS_ROOM = GROUPS_MAX + (1 << 20), GROUPS_FIRST = 1024, TRANSFORM_DAYS_MAX = 8192 };

struct group {
    uint32_t codes[SCAN_SOURCES_MAX];
    uint32_t cell;
    uint64_t count;
};

struct scanning {
    const struct column_scan *scan;
    size_t period;      /* the source by day; SCAN_SOURCES_MAX: none */
    bool period_by_day; /* days come back, and are turned into periods here */
    size_t days;        /* of the table */
    size_t cells;
    struct group *groups;
    size_t count, capacity;
    enum err err;
    bool enough; /* err was met */
};

/* The code of a source that is made of one or several columns: the first that is not missing, counted on over the columns before it. */
static void source_columns(const struct column_scan *scan, const struct column_source *source, struct buf *sql)
{
    size_t offset = 0, open = 0;
    if (source->count == 0)
        buf_add_text(sql, "toUInt32(0)");
    for (size_t i = 0; i < source->count; i++) {
        size_t column = source->columns[i];
        bool last = i + 1 == source->count;
        if (!last) {
            buf_add_text(sql, "if(");
            sql_column(scan->table, column, sql);
            buf_add_text(sql, " != 0, toUInt32(");
            sql_column(scan->table, column, sql);
            buf_printf(sql, " + %zu), ", offset);
            open++;
        } else if (offset) {
            buf_add_text(sql, "if(");
            sql_column(scan->table, column, sql);
            buf_add_text(sql, " != 0, toUInt32(");
            sql_column(scan->table, column, sql);
            buf_printf(sql, " + %zu), toUInt32(0))", offset);
        } else {
            buf_add_text(sql, "toUInt32(");
            sql_column(scan->table, column, sql);
            buf_add_char(sql, ')');
        }
        offset += column == COLUMN_NONE ? 0 : column_codes(scan->table, column) - 1;
    }
    while (open--)
        buf_add_char(sql, ')');
}

/* Periods are far fewer than days: the server is told which period each day is of, while the days are few enough to list. */
static void source_period(struct scanning *s, const struct column_source *source, struct buf *sql)
{
    int32_t low, high;
    must(column_table_days(s->scan->table, &low, &high));
    s->days = (size_t)(high - low) + 1;
    s->period_by_day = s->days > TRANSFORM_DAYS_MAX || source->day_codes * 2 > s->days;
    if (s->period_by_day) {
        buf_printf(sql, "toUInt32(day - (%d))", source->day_first);
        return;
    }
    buf_add_text(sql, "toUInt32(transform(day, [");
    for (int32_t day = low; day <= high; day++)
        buf_printf(sql, "%s%d", day > low ? "," : "", day);
    buf_add_text(sql, "], [");
    for (int32_t day = low; day <= high; day++)
        buf_printf(sql, "%s%u", day > low ? "," : "", source->day_code[day - source->day_first]);
    buf_add_text(sql, "], 0))");
}

static void scan_sql(struct scanning *s, const struct analytics_view *view, struct buf *sql)
{
    const struct column_scan *scan = s->scan;
    buf_add_text(sql, "SELECT ");
    for (size_t i = 0; i < scan->sources_count; i++) {
        if (scan->sources[i].day_code)
            source_period(s, &scan->sources[i], sql);
        else
            source_columns(scan, &scan->sources[i], sql);
        buf_printf(sql, " AS g%zu, ", i);
    }
    buf_add_text(sql, "toUInt32(");
    sql_column(scan->table, scan->score, sql);
    buf_add_text(sql, ") AS score, toUInt64(count()) AS n");
    sql_rows(view, scan->table, sql);
    sql_days(scan->day_from, scan->day_to, sql);
    if (scan->filter) {
        buf_add_text(sql, " AND ");
        sql_filter(scan->table, scan->filter, sql);
    }
    buf_add_text(sql, " GROUP BY ");
    for (size_t i = 0; i < scan->sources_count; i++)
        buf_printf(sql, "g%zu, ", i);
    buf_add_text(sql, "score FORMAT RowBinary");
}

/* The period is the outermost, as in column_scan; cells of a group last. */
static int group_order(const void *a, const void *b, void *scanning)
{
    const struct group *x = a, *y = b;
    size_t period = ((const struct scanning *)scanning)->period;
    if (period != SCAN_SOURCES_MAX && x->codes[period] != y->codes[period])
        return x->codes[period] < y->codes[period] ? -1 : 1;
    for (size_t i = 0; i < SCAN_SOURCES_MAX; i++)
        if (x->codes[i] != y->codes[i])
            return x->codes[i] < y->codes[i] ? -1 : 1;
    return (x->cell > y->cell) - (x->cell < y->cell);
}

/* In order, and each cell once. */
static void groups_fold(struct scanning *s)
{
    size_t kept = 0;
    if (s->count)
        qsort_r(s->groups, s->count, sizeof *s->groups, group_order, s);
    for (size_t i = 0; i < s->count; i++)
        if (kept && group_order(&s->groups[kept - 1], &s->groups[i], s) == 0)
            s->groups[kept - 1].count += s->groups[i].count;
        else
            s->groups[kept++] = s->groups[i];
    s->count = kept;
}

/* Room for one more: by folding where that gives enough, else twice as much. */
static enum err groups_room(struct scanning *s)
{
    groups_fold(s);
    if (s->count > GROUPS_MAX)
        return ERR_TOO_LARGE;
    if (s->capacity && (s->count <= s->capacity / 2 || s->capacity == GROUPS_ROOM))
        return ERR_NONE;
    size_t capacity = !s->capacity ? GROUPS_FIRST : s->capacity * 2 < GROUPS_ROOM ? s->capacity * 2 : GROUPS_ROOM;
    struct group *grown = reallocarray(s->groups, capacity, sizeof *grown);
    if (!grown)
        return ERR_MEMORY;
    s->groups = grown;
    s->capacity = capacity;
    return ERR_NONE;
}

static void group_add(struct scanning *s, const struct group *group)
{
    if (s->count == s->capacity)
        s->err = groups_room(s);
    if (s->err == ERR_NONE)
        s->groups[s->count++] = *group;
}

/* What the server counted by finer codes than we ask for. false: a code that no row of ours can have. */
static bool code_through(const struct scanning *s, size_t i, uint32_t *code)
{
    const struct column_source *source = &s->scan->sources[i];
    if (source->day_code && s->period_by_day) {
        bool there = *code < s->days;
        *code = there ? source->day_code[*code] : 0;
        return there;
    }
    if (source->through && source->columns[0] != COLUMN_NONE) {
        bool there = *code < column_codes(s->scan->table, source->columns[0]);
        *code = there ? source->through[*code] : 0;
        return there;
    }
    return *code < column_source_codes(s->scan->table, source);
}

static bool cell_through(const struct scanning *s, uint32_t *cell)
{
    const struct column_scan *scan = s->scan;
    bool there = scan->score == COLUMN_NONE ? *cell == 0 : *cell < column_codes(scan->table, scan->score);
    if (there && scan->score != COLUMN_NONE && scan->score_cell)
        *cell = scan->score_cell[*cell];
    return there && *cell < s->cells;
}

static bool group_seen(void *context, struct str *rest)
{
    struct scanning *s = context;
    struct group group = {.count = 0};
    uint64_t number = 0;
    bool ours = true;
    for (size_t i = 0; i < s->scan->sources_count; i++) {
        if (!record_number(rest, 4, &number))
            return false;
        group.codes[i] = (uint32_t)number;
        ours &= code_through(s, i, &group.codes[i]);
    }
    if (!record_number(rest, 4, &number) || !record_number(rest, 8, &group.count))
        return false;
    group.cell = (uint32_t)number;
    ours &= cell_through(s, &group.cell);
    if (ours)
        group_add(s, &group);
    else
        s->err = ERR_IO;
    s->enough = s->err != ERR_NONE;
    return true;
}

/* In the order of column_scan; groups of which nothing but rows without a score is known are left out. */
static enum err groups_give(const struct scanning *s, scan_each each, void *context)
{
    size_t first = s->scan->score != COLUMN_NONE;
    uint64_t *counts = malloc(s->cells * sizeof *counts);
    if (!counts)
        return ERR_MEMORY;
    for (size_t i = 0; i < s->count;) {
        const struct group *group = &s->groups[i];
        bool filled = false;
        memset(counts, 0, s->cells * sizeof *counts);
        for (; i < s->count && memcmp(group->codes, s->groups[i].codes, sizeof group->codes) == 0; i++) {
            counts[s->groups[i].cell] += s->groups[i].count;
            filled |= s->groups[i].cell >= first;
        }
        if (filled)
            each(context, group->codes, counts, s->cells);
    }
    free(counts);
    return ERR_NONE;
}

enum err clickhouse_scan(struct analytics *analytics, const struct analytics_view *view, const struct column_scan *scan, scan_each each,
                         void *context, struct fault *why)
{
    struct scanning s = {.scan = scan, .period = SCAN_SOURCES_MAX};
    struct buf sql = buf_new(SQL_MAX);
    int32_t low, high;
    if (!column_table_days(scan->table, &low, &high))
        return ERR_NONE;
    for (size_t i = 0; i < scan->sources_count; i++)
        if (scan->sources[i].day_code)
            s.period = i;
    s.cells = scan->score == COLUMN_NONE ? 1 : scan->score_cell ? scan->cells : column_codes(scan->table, scan->score);
    scan_sql(&s, view, &sql);
    enum err err =
        sql.failed ? ERR_TOO_LARGE
                   : clickhouse_question((struct clickhouse *)analytics, view, buf_str(&sql), scan->stop, group_seen, &s, &s.enough, why);
    if (s.err == ERR_IO)
        err = fault_set(why, ERR_IO, "analytics_damaged", "", "The analytics server counted what we never gave it.");
    else if (s.err != ERR_NONE)
        err = s.err;
    if (err == ERR_NONE) {
        groups_fold(&s);
        err = s.count > GROUPS_MAX ? ERR_TOO_LARGE : groups_give(&s, each, context);
    }
    free(s.groups);
    buf_free(&sql);
    return err;
}
