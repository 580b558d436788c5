/* The tables on the server, and what stands in them.
 *
 *   kuulo_row      workspace, source (the table's place), id, day, block, wide (the customer's number), c0, c1 … (codes; 0: missing)
 *   kuulo_block    workspace, block, state (0 begun, 1 committed), upto (fact), at (ms, of that fact), rows (counted then),
 *                  zone, dead (blocks never to be counted), first (blocks before it are never counted either)
 *   kuulo_column   workspace, block, source, number (−1: the source itself), name, dictionary (−1: none), codes
 *   kuulo_text     workspace, block, dictionary, code (0: the dictionary itself), text
 *   kuulo_removed  workspace, block, id, state (0 taken out, 1 off the disk too)
 *   kuulo_owner    owner
 *
 * A block's number is the millisecond it was begun in, or one more than the last: no two attempts ever share one. The committed block with
 * the highest number says how far everything is, which attempts before it failed, and how many rows there are: a server that lost some in a
 * power cut is noticed. With several hosts the rows lie in kuulo_row_local on
 * each, and kuulo_row on the first is Distributed over them; the other tables are small and lie on the first. */
#include "port/analytics/inside.h"

#include <stdio.h>
#include <stdlib.h>

enum { SLOTS_STEP = 32 };
static const char row_columns[] = "workspace Int64, source UInt32, id Int64, day Int32, block Int64, wide UInt32";

const char *row_table(const struct clickhouse *clickhouse)
{
    return clickhouse->cluster[0] ? "kuulo_row_local" : "kuulo_row";
}

bool ids_add(int64_t **ids, size_t *count, size_t *capacity, int64_t id)
{
    if (*count == *capacity) {
        size_t wanted = *capacity ? *capacity * 2 : 16;
        int64_t *grown = reallocarray(*ids, wanted, sizeof *grown);
        if (!grown)
            return false;
        *ids = grown;
        *capacity = wanted;
    }
    (*ids)[(*count)++] = id;
    return true;
}

void analytics_view_free(struct analytics_view *view)
{
    free(view->dead);
    free(view->removed);
    view->dead = view->removed = NULL;
    view->dead_count = view->removed_count = view->dead_capacity = view->removed_capacity = 0;
}

enum err analytics_view_copy(struct analytics_view *to, const struct analytics_view *from)
{
    bool fine = true;
    to->workspace_id = from->workspace_id;
    to->block = from->block;
    to->first = from->first;
    to->numbered = from->numbered;
    to->dead_count = to->removed_count = 0;
    for (size_t i = 0; i < from->dead_count; i++)
        fine &= ids_add(&to->dead, &to->dead_count, &to->dead_capacity, from->dead[i]);
    for (size_t i = 0; i < from->removed_count; i++)
        fine &= ids_add(&to->removed, &to->removed_count, &to->removed_capacity, from->removed[i]);
    return fine ? ERR_NONE : ERR_MEMORY;
}

/* ---- making them ---- */
static bool number_seen(void *context, struct str *rest)
{
    return record_number(rest, 8, context);
}

static enum err number_ask(struct clickhouse *clickhouse, size_t host, const char *sql, uint64_t *number, struct fault *why)
{
    struct records records = {.each = number_seen, .context = number, .left = buf_new(64)};
    *number = 0;
    enum err err = clickhouse_send(
        clickhouse, &(struct clickhouse_call){.host = host, .sql = str_of(sql), .take = records_take, .context = &records}, why);
    buf_free(&records.left);
    return err;
}

/* Code columns of one table, up to `wanted`. */
static enum err slots_add(struct clickhouse *clickhouse, size_t host, const char *table, size_t wanted, size_t *slots, struct fault *why)
{
    char sql[256];
    uint64_t there = 0;
    struct buf more = buf_new(1 << 20);
    snprintf(
        sql, sizeof sql,
        "SELECT toUInt64(count()) FROM system.columns WHERE database = currentDatabase() AND table = '%s' AND match(name, '^c[0-9]+$') "
        "FORMAT RowBinary",
        table);
    enum err err = number_ask(clickhouse, host, sql, &there, why);
    buf_printf(&more, "ALTER TABLE %s", table);
    for (size_t i = there; i < wanted; i++)
        buf_printf(&more, "%s ADD COLUMN c%zu UInt16", i > there ? "," : "", i);
    if (err == ERR_NONE && more.failed)
        err = ERR_MEMORY;
    if (err == ERR_NONE && there < wanted)
        err = clickhouse_send(clickhouse, &(struct clickhouse_call){.host = host, .sql = buf_str(&more), .long_work = true}, why);
    *slots = there > wanted ? there : wanted;
    buf_free(&more);
    return err;
}

enum err clickhouse_slots(struct clickhouse *clickhouse, size_t columns, struct fault *why)
{
    size_t wanted = (columns / SLOTS_STEP + 1) * SLOTS_STEP, slots = 0;
    enum err err = ERR_NONE;
    if (columns <= clickhouse->slots)
        return ERR_NONE;
    for (size_t host = 0; host < clickhouse->hosts_count && err == ERR_NONE; host++)
        err = slots_add(clickhouse, host, row_table(clickhouse), wanted, &slots, why);
    if (err == ERR_NONE && clickhouse->cluster[0])
        err = slots_add(clickhouse, 0, "kuulo_row", wanted, &slots, why);
    if (err == ERR_NONE)
        clickhouse->slots = wanted;
    return err;
}

static enum err rows_make(struct clickhouse *clickhouse, struct fault *why)
{
    enum err err = ERR_NONE;
    for (size_t host = 0; host < clickhouse->hosts_count && err == ERR_NONE; host++) {
        char sql[200];
        int length = snprintf(sql, sizeof sql, "CREATE DATABASE IF NOT EXISTS %s", clickhouse->database);
        err = clickhouse_send(
            clickhouse, &(struct clickhouse_call){.host = host, .sql = {sql, (size_t)length}, .no_database = true, .long_work = true}, why);
        if (err == ERR_NONE)
            err = clickhouse_do(clickhouse, host, why,
                                "CREATE TABLE IF NOT EXISTS %s (%s) ENGINE = MergeTree PARTITION BY workspace ORDER BY (source, day, id)",
                                row_table(clickhouse), row_columns);
    }
    if (err == ERR_NONE && clickhouse->cluster[0])
        err = clickhouse_do(clickhouse, 0, why, "CREATE TABLE IF NOT EXISTS kuulo_row (%s) ENGINE = Distributed(%s, %s, %s, id)",
                            row_columns, clickhouse->cluster, clickhouse->database, row_table(clickhouse));
    return err;
}

struct owner {
    const char *mine;
    bool any, other;
};

static bool owner_seen(void *context, struct str *rest)
{
    struct owner *owner = context;
    struct str text;
    if (!record_text(rest, &text))
        return false;
    owner->any = true;
    owner->other |= !str_is(text, owner->mine);
    return true;
}

static enum err owner_check(struct clickhouse *clickhouse, struct fault *why)
{
    struct owner owner = {.mine = clickhouse->analytics.owner};
    enum err err = clickhouse_ask(clickhouse, STR("SELECT owner FROM kuulo_owner FORMAT RowBinary"), owner_seen, &owner, why);
    if (err != ERR_NONE)
        return err;
    if (owner.other)
        return fault_set(why, ERR_CONFLICT, "analytics_owner", "analytics",
                         "The database \"%s\" on the analytics server holds the figures of another installation. Name another database.",
                         clickhouse->database);
    return owner.any ? ERR_NONE : clickhouse_do(clickhouse, 0, why, "INSERT INTO kuulo_owner VALUES ('%s')", clickhouse->analytics.owner);
}

/* What was made before there was such a column counts every block, as it did. */
static enum err first_add(struct clickhouse *clickhouse, struct fault *why)
{
    uint64_t there = 0;
    enum err err =
        number_ask(clickhouse, 0,
                   "SELECT toUInt64(count()) FROM system.columns WHERE database = currentDatabase() AND table = 'kuulo_block' AND "
                   "name = 'first' FORMAT RowBinary",
                   &there, why);
    return err == ERR_NONE && !there ? clickhouse_do(clickhouse, 0, why, "ALTER TABLE kuulo_block ADD COLUMN first Int64") : err;
}

enum err clickhouse_prepare(struct analytics *analytics, struct fault *why)
{
    struct clickhouse *clickhouse = (struct clickhouse *)analytics;
    static const char *const tables[] = {
        "kuulo_block (workspace Int64, block Int64, state UInt8, upto Int64, at Int64, rows Int64, zone String, dead Array(Int64), first "
        "Int64) ENGINE "
        "= MergeTree "
        "PARTITION BY workspace ORDER BY block",
        "kuulo_column (workspace Int64, block Int64, source UInt32, number Int32, name String, dictionary Int32, codes UInt32) ENGINE = "
        "MergeTree PARTITION BY workspace ORDER BY (source, number)",
        "kuulo_text (workspace Int64, block Int64, dictionary Int32, code UInt32, text String) ENGINE = MergeTree PARTITION BY workspace "
        "ORDER BY (dictionary, code)",
        "kuulo_removed (workspace Int64, block Int64, id Int64, state UInt8) ENGINE = MergeTree PARTITION BY workspace ORDER BY id",
        "kuulo_owner (owner String) ENGINE = MergeTree ORDER BY owner"};
    enum err err = rows_make(clickhouse, why);
    clickhouse->slots = 0;
    for (size_t i = 0; i < sizeof tables / sizeof *tables && err == ERR_NONE; i++)
        err = clickhouse_do(clickhouse, 0, why, "CREATE TABLE IF NOT EXISTS %s", tables[i]);
    if (err == ERR_NONE)
        err = first_add(clickhouse, why);
    if (err == ERR_NONE)
        err = owner_check(clickhouse, why);
    return err == ERR_NONE ? clickhouse_slots(clickhouse, 1, why) : err;
}

/* The rows go first and the blocks last: what is broken off is begun anew, because the blocks still say why. */
enum err clickhouse_clear(struct analytics *analytics, int64_t workspace_id, struct fault *why)
{
    struct clickhouse *clickhouse = (struct clickhouse *)analytics;
    static const char *const tables[] = {"kuulo_column", "kuulo_text", "kuulo_removed", "kuulo_block"};
    enum err err = ERR_NONE;
    for (size_t host = 0; host < clickhouse->hosts_count && err == ERR_NONE; host++)
        err = clickhouse_do(clickhouse, host, why, "ALTER TABLE %s DROP PARTITION %lld", row_table(clickhouse), (long long)workspace_id);
    for (size_t i = 0; i < sizeof tables / sizeof *tables && err == ERR_NONE; i++)
        err = clickhouse_do(clickhouse, 0, why, "ALTER TABLE %s DROP PARTITION %lld", tables[i], (long long)workspace_id);
    return err;
}
