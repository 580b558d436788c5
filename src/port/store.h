/* The store: rows that survive a crash and a power cut.
 *
 * A `struct store` is one connection, used by one thread at a time. A process has one writing connection (the turn's); other processes may
 * write too (the command line beside the server): store_changed tells when they did. Reading connections see the last commit. Statements
 * are never assembled here: they come from the stages' .sql files through tools/sql_gen.py, which gives each a typed function (see the
 * generated *.sql.h headers). */
#pragma once
#include "base/arena.h"
#include "base/stop.h"
#include "base/str.h"

struct store;

enum store_mode {
    STORE_WRITE, /* creates and migrates when needed */
    STORE_READ,  /* queries only */
};

/* Once, before the first store is opened and before there are threads; without it everything works, a little slower. */
void store_prepare(void);
/* `place` is the data directory. ERR_IO, ERR_DISK_FULL, ERR_BUSY, ERR_INVALID (a newer schema than this program knows). */
enum err store_open(const char *place, enum store_mode mode, struct store **store, struct fault *why) must_check;
void store_close(struct store *store);

/* A writing transaction. store_commit returns only when the bytes are on the disk. */
enum err store_begin(struct store *store) must_check;
enum err store_commit(struct store *store) must_check;
void store_rollback(struct store *store);
/* One savepoint inside the transaction: undo forgets what came after mark; keep lets it stand. */
enum err store_mark(struct store *store) must_check;
enum err store_keep(struct store *store) must_check;
enum err store_undo(struct store *store) must_check;

/* True when another connection has committed since the last call; cheap enough to ask every turn. */
bool store_changed(struct store *store);

/* Stands still while rows read or written through this connection are sure to be as they were but for its own later statements: it moves
 * with an undo, with a rollback, and when store_changed sees another connection's commit. No two connections have the same one. */
uint64_t store_epoch(const struct store *store);

/* From now on what is read through this connection ends with ERR_STOPPED soon after stop says so; NULL: never. */
void store_stop_by(struct store *store, const struct stop *stop);

/* What the engine itself says of its file: calls report once per problem found. */
enum err store_integrity(struct store *store, void (*report)(void *context, const char *problem), void *context) must_check;

/* ---- for the generated functions ---- */
enum value_kind { VALUE_NULL, VALUE_INTEGER, VALUE_REAL, VALUE_TEXT, VALUE_BLOB };
struct value {
    enum value_kind kind;
    union {
        int64_t integer;
        double real;
        struct str text; /* TEXT and BLOB; borrowed */
    };
};
struct statement {
    int number; /* 0 … statement_count-1, unique in the program */
    const char *name, *text;
    int in_count, out_count;
};
/* Binds in[0…in_count), runs, and calls row for each row until it returns false; texts are valid during the call. */
enum err store_run(struct store *store, const struct statement *statement, const struct value *in,
                   bool (*row)(void *context, const struct value *out), void *context, int64_t *changes) must_check;
extern const struct statement *const statement_table[]; /* generated: every statement of the program */
extern const int statement_count;
