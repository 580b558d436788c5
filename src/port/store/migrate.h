/* Forward-only migrations, embedded at build time from migrations/NNNN_name.sql. */
#pragma once
#include "base/err.h"

struct sqlite3;
struct migration {
    int number;
    const char *name, *text;
};
extern const struct migration migration_table[]; /* generated, ascending */
extern const int migration_count;

/* Applies what is missing, each in its own transaction, and keeps number, name and checksum. ERR_INVALID when the store was written by a
 * newer program or when an applied migration's text is not the one this program knows. */
enum err migrate_run(struct sqlite3 *db, struct fault *why) must_check;
/* For who only reads: nothing is missing. ERR_INVALID as above, and when the store is older than the program. */
enum err migrate_check(struct sqlite3 *db, struct fault *why) must_check;
