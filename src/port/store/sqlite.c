/* The embedded store: SQLite in WAL mode, every commit synced (synchronous=FULL). One file, kuulo.db, in the data directory. */
#include "port/store.h"
#include "port/store/migrate.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

/* What a turn says thousands of times a second is prepared once. */
enum control { CONTROL_BEGIN, CONTROL_COMMIT, CONTROL_MARK, CONTROL_KEEP, CONTROL_UNDO, CONTROL_VERSION, CONTROLS };
static const char *const control_texts[CONTROLS] = {"BEGIN IMMEDIATE", "COMMIT",           "SAVEPOINT mark",
                                                    "RELEASE mark",    "ROLLBACK TO mark", "PRAGMA data_version"};

struct store {
    sqlite3 *db;
    sqlite3_stmt **prepared; /* by statement number */
    sqlite3_stmt *controls[CONTROLS];
    int64_t seen_version;
    uint64_t epoch;
};

enum { BUSY_MS = 10000, WAL_PAGES = 16000, STOP_STEPS = 20000 /* of SQLite's machine: under a millisecond */ };

static enum err err_of(sqlite3 *db, int code)
{
    int extended = sqlite3_extended_errcode(db);
    switch (code & 0xFF) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        return ERR_NONE;
    case SQLITE_FULL:
        return ERR_DISK_FULL;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ERR_BUSY;
    case SQLITE_NOMEM:
        return ERR_MEMORY;
    case SQLITE_INTERRUPT:
        return ERR_STOPPED;
    case SQLITE_CONSTRAINT:
        return extended == SQLITE_CONSTRAINT_UNIQUE || extended == SQLITE_CONSTRAINT_PRIMARYKEY ? ERR_CONFLICT : ERR_INVALID;
    case SQLITE_IOERR:
        return sqlite3_system_errno(db) == ENOSPC ? ERR_DISK_FULL : ERR_IO;
    default:
        return ERR_IO;
    }
}

static enum err run_text(struct store *store, const char *sql)
{
    return err_of(store->db, sqlite3_exec(store->db, sql, NULL, NULL, NULL));
}

/* The crash test builds with its own file system below SQLite, and with a weaker sync as the control that must lose answers. */
#ifdef KUULO_CRASH_TEST
#include "port/store/powercut.h"
static const char *file_system(void)
{
    const char *name = getenv("KUULO_CRASH_VFS");
    return name && powercut_register() == ERR_NONE ? name : NULL;
}
static const char *sync_pragma(void)
{
    return getenv("KUULO_CRASH_NORMAL") ? "PRAGMA synchronous=NORMAL" : "PRAGMA synchronous=FULL";
}
#else
static const char *file_system(void)
{
    return NULL;
}
static const char *sync_pragma(void)
{
    return "PRAGMA synchronous=FULL";
}
#endif

static enum err configure(struct store *store, enum store_mode mode)
{
    char checkpoint[64];
    snprintf(checkpoint, sizeof checkpoint, "PRAGMA wal_autocheckpoint=%d", WAL_PAGES);
    const char *const pragmas[] = {"PRAGMA journal_mode=WAL",
                                   sync_pragma(),
                                   "PRAGMA foreign_keys=ON",
                                   "PRAGMA secure_delete=ON",
                                   checkpoint,
                                   "PRAGMA journal_size_limit=67108864",
                                   "PRAGMA temp_store=MEMORY",
                                   mode == STORE_WRITE ? "PRAGMA cache_size=-65536" : "PRAGMA cache_size=-2048"};
    sqlite3_busy_timeout(store->db, BUSY_MS);
    for (size_t i = 0; i < sizeof pragmas / sizeof *pragmas; i++) {
        enum err err = run_text(store, pragmas[i]);
        if (err != ERR_NONE)
            return err;
    }
    return ERR_NONE;
}

static enum err open_file(const char *place, enum store_mode mode, struct store *store, struct fault *why)
{
    char path[4096];
    if ((size_t)snprintf(path, sizeof path, "%s/kuulo.db", place) >= sizeof path)
        return fault_set(why, ERR_INVALID, "path_too_long", "data", "The path of the data directory is too long.");
    if (mode == STORE_WRITE && mkdir(place, 0700) != 0 && errno != EEXIST)
        return fault_set(why, ERR_IO, "no_directory", "data", "The data directory %s cannot be made: %s.", place, strerror(errno));
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (mode == STORE_WRITE ? SQLITE_OPEN_CREATE : 0);
    int code = sqlite3_open_v2(path, &store->db, flags, file_system());
    if (code != SQLITE_OK)
        return fault_set(why, ERR_IO, "store_open", "data", "The store %s cannot be opened: %s.", path,
                         store->db ? sqlite3_errmsg(store->db) : "out of memory");
    sqlite3_extended_result_codes(store->db, 1);
    enum err err = configure(store, mode);
    if (err != ERR_NONE)
        return fault_set(why, err, "store_open", "data", "The store %s cannot be used: %s.", path, sqlite3_errmsg(store->db));
    return ERR_NONE;
}

static enum err finish_open(struct store *store, enum store_mode mode, struct fault *why)
{
    enum err err = mode == STORE_WRITE ? migrate_run(store->db, why) : migrate_check(store->db, why);
    if (err == ERR_NONE && mode == STORE_READ)
        err = run_text(store, "PRAGMA query_only=ON");
    for (int i = 0; err == ERR_NONE && i < CONTROLS; i++)
        err = err_of(store->db, sqlite3_prepare_v3(store->db, control_texts[i], -1, SQLITE_PREPARE_PERSISTENT, &store->controls[i], NULL));
    if (err == ERR_NONE)
        store_changed(store);
    struct timespec now; /* an epoch no other connection has: none opens in the same nanosecond */
    clock_gettime(CLOCK_MONOTONIC, &now);
    store->epoch = (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
    return err;
}

/* Nobody reads SQLite's memory statistics, and keeping them takes a lock at every allocation. */
void store_prepare(void)
{
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

enum err store_open(const char *place, enum store_mode mode, struct store **out, struct fault *why)
{
    *out = NULL;
    struct store *store = calloc(1, sizeof *store);
    if (store)
        store->prepared = calloc((size_t)statement_count + 1, sizeof *store->prepared);
    enum err err = ERR_MEMORY;
    if (store && store->prepared)
        err = open_file(place, mode, store, why);
    if (err == ERR_NONE)
        err = finish_open(store, mode, why);
    if (err == ERR_NONE)
        *out = store;
    else
        store_close(store);
    return err;
}

void store_close(struct store *store)
{
    if (!store)
        return;
    for (int i = 0; store->prepared && i < statement_count; i++)
        sqlite3_finalize(store->prepared[i]);
    for (int i = 0; i < CONTROLS; i++)
        sqlite3_finalize(store->controls[i]);
    sqlite3_close(store->db);
    free(store->prepared);
    free(store);
}

static enum err prepare(struct store *store, const struct statement *statement, sqlite3_stmt **out)
{
    sqlite3_stmt **slot = &store->prepared[statement->number];
    if (!*slot && sqlite3_prepare_v3(store->db, statement->text, -1, SQLITE_PREPARE_PERSISTENT, slot, NULL) != SQLITE_OK)
        return err_of(store->db, sqlite3_errcode(store->db));
    *out = *slot;
    return ERR_NONE;
}

static int bind(sqlite3_stmt *s, int at, const struct value *value)
{
    switch (value->kind) {
    case VALUE_INTEGER:
        return sqlite3_bind_int64(s, at, value->integer);
    case VALUE_REAL:
        return sqlite3_bind_double(s, at, value->real);
    case VALUE_TEXT:
        return sqlite3_bind_text64(s, at, value->text.at ? value->text.at : "", value->text.length, SQLITE_STATIC, SQLITE_UTF8);
    case VALUE_BLOB:
        return sqlite3_bind_blob64(s, at, value->text.at ? value->text.at : "", value->text.length, SQLITE_STATIC);
    case VALUE_NULL:
        return sqlite3_bind_null(s, at);
    }
    return SQLITE_MISUSE;
}

static struct value column(sqlite3_stmt *s, int at)
{
    switch (sqlite3_column_type(s, at)) {
    case SQLITE_INTEGER:
        return (struct value){.kind = VALUE_INTEGER, .integer = sqlite3_column_int64(s, at)};
    case SQLITE_FLOAT:
        return (struct value){.kind = VALUE_REAL, .real = sqlite3_column_double(s, at)};
    case SQLITE_TEXT: {
        const char *text = (const char *)sqlite3_column_text(s, at);
        return (struct value){.kind = VALUE_TEXT, .text = {text, (size_t)sqlite3_column_bytes(s, at)}};
    }
    case SQLITE_BLOB: {
        const char *bytes = sqlite3_column_blob(s, at);
        return (struct value){.kind = VALUE_BLOB, .text = {bytes ? bytes : "", (size_t)sqlite3_column_bytes(s, at)}};
    }
    default:
        return (struct value){.kind = VALUE_NULL};
    }
}

enum { COLUMNS_MAX = 32 };

static int step_all(sqlite3_stmt *s, int columns, bool (*row)(void *context, const struct value *out), void *context)
{
    struct value out[COLUMNS_MAX];
    int code;
    while ((code = sqlite3_step(s)) == SQLITE_ROW && row) {
        for (int i = 0; i < columns; i++)
            out[i] = column(s, i);
        if (!row(context, out))
            return SQLITE_DONE;
    }
    return code;
}

enum err store_run(struct store *store, const struct statement *statement, const struct value *in,
                   bool (*row)(void *context, const struct value *out), void *context, int64_t *changes)
{
    sqlite3_stmt *s = NULL;
    must(statement->out_count <= COLUMNS_MAX);
    enum err err = prepare(store, statement, &s);
    if (err != ERR_NONE)
        return err;
    int code = SQLITE_OK;
    for (int i = 0; i < statement->in_count && code == SQLITE_OK; i++)
        code = bind(s, i + 1, &in[i]);
    if (code == SQLITE_OK)
        code = step_all(s, statement->out_count, row, context);
    err = err_of(store->db, code);
    if (changes)
        *changes = sqlite3_changes64(store->db);
    sqlite3_reset(s);
    return err;
}

static enum err control(struct store *store, enum control which)
{
    int code = sqlite3_step(store->controls[which]);
    enum err err = err_of(store->db, code);
    sqlite3_reset(store->controls[which]);
    return err;
}

enum err store_begin(struct store *store)
{
    return control(store, CONTROL_BEGIN);
}

enum err store_commit(struct store *store)
{
    return control(store, CONTROL_COMMIT);
}

void store_rollback(struct store *store)
{
    store->epoch++;
    if (!sqlite3_get_autocommit(store->db))
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
}

enum err store_mark(struct store *store)
{
    return control(store, CONTROL_MARK);
}

enum err store_keep(struct store *store)
{
    return control(store, CONTROL_KEEP);
}

enum err store_undo(struct store *store)
{
    store->epoch++;
    enum err err = control(store, CONTROL_UNDO);
    return err == ERR_NONE ? control(store, CONTROL_KEEP) : err;
}

bool store_changed(struct store *store)
{
    int64_t version = store->seen_version;
    sqlite3_stmt *asked = store->controls[CONTROL_VERSION];
    if (sqlite3_step(asked) == SQLITE_ROW)
        version = sqlite3_column_int64(asked, 0);
    sqlite3_reset(asked);
    bool changed = version != store->seen_version;
    store->seen_version = version;
    store->epoch += changed;
    return changed;
}

static int stopped(void *stop)
{
    return stop_now(stop);
}

void store_stop_by(struct store *store, const struct stop *stop)
{
    sqlite3_progress_handler(store->db, stop ? STOP_STEPS : 0, stop ? stopped : NULL, (void *)(uintptr_t)stop);
}

uint64_t store_epoch(const struct store *store)
{
    return store->epoch;
}

struct integrity {
    void (*report)(void *context, const char *problem);
    void *context;
};

static int integrity_row(void *context, int columns, char **texts, char **names)
{
    (void)columns, (void)names;
    struct integrity *integrity = context;
    if (texts[0] && strcmp(texts[0], "ok") != 0)
        integrity->report(integrity->context, texts[0]);
    return 0;
}

static int foreign_row(void *context, int columns, char **texts, char **names)
{
    (void)columns, (void)names;
    struct integrity *integrity = context;
    char text[200];
    snprintf(text, sizeof text, "A row of %s points to a missing row of %s.", texts[0] ? texts[0] : "?", texts[2] ? texts[2] : "?");
    integrity->report(integrity->context, text);
    return 0;
}

enum err store_integrity(struct store *store, void (*report)(void *context, const char *problem), void *context)
{
    struct integrity integrity = {report, context};
    int code = sqlite3_exec(store->db, "PRAGMA integrity_check", integrity_row, &integrity, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_exec(store->db, "PRAGMA foreign_key_check", foreign_row, &integrity, NULL);
    return err_of(store->db, code);
}
