/* The rows of a batch alone: what SQLite takes on this machine for the same rows under the same indexes, in transactions of 8,000 with a
 * full sync, by one thread, with no HTTP, no JSON, no customer to look up and nobody asking. A ceiling for the product's batches, measured
 * in the same run.
 *
 * rows FILE.db SECONDS, where FILE.db is a store of Kuulo's own that nobody uses; prints events a second. */
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

enum {
    PER_TRANSACTION = 8000,
    PER_LINE = 100 /* of the ledger: what comes in a batch shares one */,
    CUSTOMERS = 20000,
    NAMES = 5,
    FIRST = 1000000
};

static sqlite3 *db;

static void check(int good)
{
    if (good)
        return;
    fprintf(stderr, "rows: %s\n", sqlite3_errmsg(db));
    exit(1);
}

static void run(const char *sql)
{
    check(sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK);
}

static sqlite3_stmt *prepare(const char *sql)
{
    sqlite3_stmt *statement;
    check(sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) == SQLITE_OK);
    return statement;
}

static void step(sqlite3_stmt *statement)
{
    check(sqlite3_step(statement) == SQLITE_DONE);
    sqlite3_reset(statement);
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* The settings of src/port/store/sqlite.c; customers and names are there before the clock runs. */
static void open_store(const char *path)
{
    char sql[300];
    check(sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0) == SQLITE_OK); /* as store_prepare */
    check(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK);
    run("PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON; PRAGMA wal_autocheckpoint=16000;"
        "PRAGMA journal_size_limit=67108864; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536; BEGIN");
    for (int i = 0; i < NAMES; i++) {
        snprintf(sql, sizeof sql, "INSERT INTO event_name VALUES (1, %d, 'name %d', 0, 0, 0, 0)", FIRST + i, i);
        run(sql);
    }
    for (int i = 0; i < CUSTOMERS; i++) {
        snprintf(sql, sizeof sql,
                 "INSERT INTO customer (workspace_id, id, external_id, name, email, phone, language, consent_surveys, contact_ban) VALUES "
                 "(1, %d, 'customer-%d', '', '', '', '', 0, 0)",
                 FIRST + i, i);
        run(sql);
    }
    run("COMMIT");
}

static void one(sqlite3_stmt *event, int64_t id)
{
    unsigned char key[16];
    check(getrandom(key, sizeof key, 0) == sizeof key);
    sqlite3_bind_int64(event, 1, id);
    sqlite3_bind_int64(event, 2, FIRST + id % NAMES);
    sqlite3_bind_int64(event, 3, FIRST + id % CUSTOMERS);
    sqlite3_bind_blob(event, 4, key, sizeof key, SQLITE_STATIC);
    step(event);
}

static void line(sqlite3_stmt *fact, int64_t first)
{
    char payload[32];
    int length = snprintf(payload, sizeof payload, "{\"count\":%d}", PER_LINE);
    sqlite3_bind_int64(fact, 1, first + PER_LINE - 1);
    sqlite3_bind_int64(fact, 2, first);
    sqlite3_bind_text(fact, 3, payload, length, SQLITE_STATIC);
    step(fact);
}

int main(int count, char **arguments)
{
    if (count < 3)
        return 2;
    open_store(arguments[1]);
    sqlite3_stmt *event =
        prepare("INSERT INTO event (workspace_id, id, name_id, happened_at, received_at, customer_id, key, properties, context) "
                "VALUES (1, ?, ?, 1772359200000, 1772359200000, ?, ?, '{\"sku\":\"boot-17\",\"total\":100,\"currency\":\"EUR\"}', "
                "'{\"library\":{\"name\":\"analytics-node\",\"version\":\"3.1.0\"}}') ON CONFLICT (workspace_id, key) DO NOTHING");
    sqlite3_stmt *fact = prepare("INSERT INTO fact (workspace_id, number, kind, at, actor_kind, actor_id, subject_id, payload) "
                                 "VALUES (1, ?, 70, 1772359200000, 3, 5, ?, ?)");
    double began = seconds(), until = began + atof(arguments[2]);
    int64_t stored = 0;
    while (seconds() < until) {
        run("BEGIN IMMEDIATE");
        for (int i = 0; i < PER_TRANSACTION; i++, stored++) {
            one(event, FIRST + CUSTOMERS + stored);
            if ((i + 1) % PER_LINE == 0)
                line(fact, FIRST + CUSTOMERS + stored + 1 - PER_LINE);
        }
        run("COMMIT");
    }
    printf("%.0f\n", (double)stored / (seconds() - began));
    return 0;
}
