#include "port/store/migrate.h"

#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

static const char table[] = "CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, "
                            "applied_at INTEGER NOT NULL) STRICT";

static void checksum_of(const struct migration *migration, char hex[65])
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash, (const unsigned char *)migration->text, strlen(migration->text));
    sodium_bin2hex(hex, 65, hash, sizeof hash);
}

static enum err failed(sqlite3 *db, const struct migration *migration, struct fault *why)
{
    enum err err = sqlite3_errcode(db) == SQLITE_FULL ? ERR_DISK_FULL : ERR_IO;
    return fault_set(why, err, "migration", "", "Migration %04d_%s did not run: %s. Nothing of it was kept.", migration->number,
                     migration->name, sqlite3_errmsg(db));
}

/* The last migration applied, 0 when none; checks each one's checksum on the way. */
static enum err applied(sqlite3 *db, int *last, struct fault *why)
{
    sqlite3_stmt *s;
    *last = 0;
    if (sqlite3_prepare_v2(db, "SELECT number, checksum FROM migration ORDER BY number", -1, &s, NULL) != SQLITE_OK)
        return fault_set(why, ERR_IO, "migration", "", "The list of migrations cannot be read: %s.", sqlite3_errmsg(db));
    enum err err = ERR_NONE;
    while (err == ERR_NONE && sqlite3_step(s) == SQLITE_ROW) {
        *last = sqlite3_column_int(s, 0);
        char hex[65];
        if (*last > migration_count) {
            err = fault_set(why, ERR_INVALID, "newer_store", "data",
                            "This data was written by a newer Kuulo (schema %d; this one knows %d). Nothing was changed.", *last,
                            migration_count);
            break;
        }
        checksum_of(&migration_table[*last - 1], hex);
        if (strcmp(hex, (const char *)sqlite3_column_text(s, 1)) != 0)
            err = fault_set(why, ERR_INVALID, "changed_migration", "data",
                            "Migration %04d was applied in another form than this program's. Nothing was changed.", *last);
    }
    sqlite3_finalize(s);
    return err;
}

static enum err apply(sqlite3 *db, const struct migration *migration, struct fault *why)
{
    char hex[65], note[400];
    checksum_of(migration, hex);
    snprintf(note, sizeof note, "INSERT INTO migration VALUES (%d, '%s', '%s', unixepoch() * 1000)", migration->number, migration->name,
             hex);
    if (sqlite3_exec(db, migration->text, NULL, NULL, NULL) == SQLITE_OK && sqlite3_exec(db, note, NULL, NULL, NULL) == SQLITE_OK)
        return ERR_NONE;
    return failed(db, migration, why);
}

enum err migrate_run(sqlite3 *db, struct fault *why)
{
    int last;
    must(sodium_init() >= 0);
    if (sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK || sqlite3_exec(db, table, NULL, NULL, NULL) != SQLITE_OK)
        return fault_set(why, ERR_IO, "migration", "data", "The store cannot be written: %s.", sqlite3_errmsg(db));
    enum err err = applied(db, &last, why);
    while (err == ERR_NONE && last < migration_count) {
        err = apply(db, &migration_table[last], why);
        last++;
    }
    if (err == ERR_NONE && sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK)
        return ERR_NONE;
    if (err == ERR_NONE)
        err = fault_set(why, ERR_IO, "migration", "data", "The migrations could not be kept: %s.", sqlite3_errmsg(db));
    sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    return err;
}

enum err migrate_check(sqlite3 *db, struct fault *why)
{
    int last;
    must(sodium_init() >= 0);
    enum err err = applied(db, &last, why);
    return err != ERR_NONE || last == migration_count
               ? err
               : fault_set(why, ERR_INVALID, "older_store", "data",
                           "This data was last written by an older Kuulo. Start the server on it once (kuulo serve), which brings it up to "
                           "date, and try again. Nothing was changed.");
}
