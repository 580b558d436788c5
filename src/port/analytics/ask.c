/* The other questions: the few at one end of very many, rows side by side, one row. */
#include "port/analytics/inside.h"

#include <stdlib.h>

static struct clickhouse *of(struct analytics *analytics)
{
    return (struct clickhouse *)analytics;
}

/* ---- rank ---- */
static size_t score_codes(const struct column_scan *scan)
{
    return scan->score == COLUMN_NONE ? 1 : column_codes(scan->table, scan->score);
}

static uint32_t cell_of(const struct column_scan *scan, size_t code)
{
    return scan->score_cell ? scan->score_cell[code] : (uint32_t)code;
}

/* transform(score, [codes], [values]): of the codes that count. */
static void values_sql(const struct column_rank_part *part, struct buf *sql)
{
    size_t codes = score_codes(&part->scan);
    buf_add_text(sql, "transform(toUInt32(");
    sql_column(part->scan.table, part->scan.score, sql);
    for (int side = 0; side < 2; side++) {
        buf_add_text(sql, side ? "], [toInt32(0)" : "), [toUInt32(0)");
        for (size_t code = 1; code < codes; code++)
            buf_printf(sql, ",%lld", side ? (long long)part->values[cell_of(&part->scan, code)] : (long long)code);
    }
    buf_add_text(sql, "], toInt32(0))");
}

static void rank_part_sql(const struct analytics_view *view, const struct column_rank_part *part, struct buf *sql)
{
    const struct column_scan *scan = &part->scan;
    size_t codes = score_codes(scan);
    uint8_t *pass = calloc(codes, 1);
    if (!pass) {
        sql->failed = true;
        return;
    }
    buf_add_text(sql, "SELECT toUInt32(");
    sql_column(scan->table, part->key, sql);
    buf_add_text(sql, ") AS k, toUInt64(count()) AS pn, ");
    if (scan->score == COLUMN_NONE)
        buf_printf(sql, "toInt64(count() * (%d)) AS ps", part->values[0]);
    else {
        buf_add_text(sql, "toInt64(sum(");
        values_sql(part, sql);
        buf_add_text(sql, ")) AS ps");
    }
    sql_rows(view, scan->table, sql);
    sql_days(scan->day_from, scan->day_to, sql);
    buf_add_text(sql, " AND ");
    sql_column(scan->table, part->key, sql);
    buf_add_text(sql, " != 0 AND ");
    for (size_t code = 0; code < codes; code++)
        pass[code] = part->counts[cell_of(scan, code)];
    sql_filter(scan->table, &(struct column_filter){.node = FILTER_COLUMN, .column = scan->score, .pass = pass}, sql);
    if (scan->filter) {
        buf_add_text(sql, " AND ");
        sql_filter(scan->table, scan->filter, sql);
    }
    buf_add_text(sql, " GROUP BY k");
    free(pass);
}

struct ranked {
    struct column_ranked *out;
    size_t count;
};

static bool ranked_seen(void *context, struct str *rest)
{
    struct ranked *ranked = context;
    uint64_t code, n, sum;
    if (!record_number(rest, 4, &code) || !record_number(rest, 8, &n) || !record_number(rest, 8, &sum))
        return false;
    if (ranked->count < RANK_LIMIT_MAX)
        ranked->out[ranked->count++] = (struct column_ranked){(uint32_t)code, (uint32_t)n, (int64_t)sum};
    return true;
}

static enum err clickhouse_rank(struct analytics *analytics, const struct analytics_view *view, const struct column_ranking *ranking,
                                struct column_ranked *out, size_t *count, struct fault *why)
{
    struct buf sql = buf_new(SQL_MAX);
    struct ranked ranked = {.out = out};
    *count = 0;
    if (ranking->parts_count == 0)
        return ERR_NONE;
    buf_add_text(&sql, "SELECT k, toUInt64(sum(pn)) AS n, toInt64(sum(ps)) AS s FROM (");
    for (size_t i = 0; i < ranking->parts_count; i++) {
        buf_add_text(&sql, i ? " UNION ALL " : "");
        rank_part_sql(view, &ranking->parts[i], &sql);
    }
    /* two equal quotients are the same double, and unequal ones of so few answers are not */
    buf_printf(&sql, ") GROUP BY k HAVING n >= %u ORDER BY s / n %s, n DESC, k ASC LIMIT %zu FORMAT RowBinary", ranking->n_min,
               ranking->highest ? "DESC" : "ASC", ranking->limit);
    enum err err = sql.failed ? ERR_TOO_LARGE
                              : clickhouse_question(of(analytics), view, buf_str(&sql), ranking->stop, ranked_seen, &ranked, NULL, why);
    *count = ranked.count;
    buf_free(&sql);
    return err;
}

/* ---- read and pick ---- */
struct reading {
    const struct column_read *read;
    read_each each;
    void *context;
    uint32_t *codes;
    bool enough;
};

static bool row_seen(void *context, struct str *rest)
{
    struct reading *r = context;
    uint64_t id = 0, day = 0, code = 0;
    if (rest->length < 12 + 4 * r->read->count)
        return false;
    (void)(record_number(rest, 8, &id) && record_number(rest, 4, &day));
    for (size_t i = 0; i < r->read->count; i++) {
        (void)record_number(rest, 4, &code);
        r->codes[i] = (uint32_t)code;
    }
    r->enough = !r->each(r->context, (int64_t)id, (int32_t)(uint32_t)day, r->codes);
    return true;
}

static void read_sql(const struct analytics_view *view, const struct column_read *read, struct buf *sql)
{
    buf_add_text(sql, "SELECT id, day");
    for (size_t i = 0; i < read->count; i++) {
        const struct column_reading *reading = &read->readings[i];
        buf_add_text(sql, ", toUInt32(");
        if (reading->filter && reading->column != COLUMN_NONE) {
            buf_add_text(sql, "if(");
            sql_filter(read->table, reading->filter, sql);
            buf_add_char(sql, ',');
        }
        sql_column(read->table, reading->column, sql);
        buf_add_text(sql, reading->filter && reading->column != COLUMN_NONE ? ",0))" : ")");
    }
    sql_rows(view, read->table, sql);
    sql_days(read->day_from, read->day_to, sql);
    if (read->limit) {
        buf_add_text(sql, " AND ");
        sql_column(read->table, read->readings[0].column, sql);
        buf_add_text(sql, " != 0");
        if (read->readings[0].filter) {
            buf_add_text(sql, " AND ");
            sql_filter(read->table, read->readings[0].filter, sql);
        }
    }
    buf_add_text(sql, " ORDER BY id");
    if (read->limit)
        buf_printf(sql, " LIMIT %zu", read->limit);
    buf_add_text(sql, " FORMAT RowBinary");
}

static enum err clickhouse_read(struct analytics *analytics, const struct analytics_view *view, const struct column_read *read,
                                read_each each, void *context, struct fault *why)
{
    must(read->count > 0 && read->count <= READINGS_MAX);
    struct buf sql = buf_new(SQL_MAX);
    struct reading r = {read, each, context, calloc(read->count, sizeof *r.codes), false};
    if (!r.codes)
        return ERR_MEMORY;
    read_sql(view, read, &sql);
    enum err err =
        sql.failed ? ERR_TOO_LARGE : clickhouse_question(of(analytics), view, buf_str(&sql), read->stop, row_seen, &r, &r.enough, why);
    free(r.codes);
    buf_free(&sql);
    return err;
}

static bool id_seen(void *context, struct str *rest)
{
    return record_number(rest, 8, context);
}

static enum err clickhouse_pick(struct analytics *analytics, const struct analytics_view *view, const struct column_scan *scan,
                                uint64_t nth, int64_t *id, struct fault *why)
{
    struct buf sql = buf_new(SQL_MAX);
    uint64_t found = 0;
    buf_add_text(&sql, "SELECT id");
    sql_rows(view, scan->table, &sql);
    sql_days(scan->day_from, scan->day_to, &sql);
    if (scan->filter) {
        buf_add_text(&sql, " AND ");
        sql_filter(scan->table, scan->filter, &sql);
    }
    buf_printf(&sql, " ORDER BY id LIMIT %llu, 1 FORMAT RowBinary", (unsigned long long)nth);
    enum err err =
        sql.failed ? ERR_TOO_LARGE : clickhouse_question(of(analytics), view, buf_str(&sql), scan->stop, id_seen, &found, NULL, why);
    *id = (int64_t)found;
    buf_free(&sql);
    return err == ERR_NONE && !found ? ERR_NOT_FOUND : err;
}

void clickhouse_questions(struct analytics *analytics)
{
    analytics->scan = clickhouse_scan;
    analytics->rank = clickhouse_rank;
    analytics->read = clickhouse_read;
    analytics->pick = clickhouse_pick;
}
