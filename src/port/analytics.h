/* A server of its own for the figures: the same scans as engine/column, counted elsewhere to the same counts.
 *
 * Rows lie there as codes. What the codes mean (dictionaries, columns, the tables in their order) lies there too and is read back at a
 * start, so that figures never hang on a file beside it. Rows come in blocks, and only rows of blocks that were committed are ever counted:
 * a block that was begun and not committed, for whatever reason, is never part of a figure, however late its rows arrive.
 *
 * Threads: the four questions may be asked from several threads at once; the rest is for one thread (the feeder's). Every call may wait on
 * the network, for as long as the implementation's time limits say. ERR_BUSY: the server cannot be reached just now; ERR_STOPPED: it took
 * too long, or nobody waits any more; ERR_TOO_LARGE: too many groups, or the server has not the memory; ERR_IO: it refused. `why` has a
 * sentence. */
#pragma once
#include "base/stop.h"
#include "base/str.h"

struct column_ranked; /* engine/column's records, which this interface hands on */
struct column_ranking;
struct column_read;
struct column_scan;
struct column_store;

/* The only column whose codes may pass 65,535. */
#define ANALYTICS_WIDE "customer"

/* What one question was answered so far, so that it can be begun anew and ask nothing twice. One thread at a time. NULL: no memory. */
struct analytics_memory;
struct analytics_memory *analytics_memory_new(void);
void analytics_memory_free(struct analytics_memory *memory); /* NULL is fine */

/* What of a workspace is counted. */
struct analytics_view {
    int64_t workspace_id;
    struct column_store *columns; /* the tables without their rows (column_far) */
    int64_t block;                /* the last committed; 0: none */
    int64_t first;                /* the first since everything was last taken away: rows of earlier ones may still come late */
    int64_t numbered;             /* the highest number a block was begun with, as far as is known; stays when all is taken away */
    int64_t *dead;                /* begun and never committed */
    size_t dead_count, dead_capacity;
    int64_t *removed; /* ids of rows that were taken out and may still lie there */
    size_t removed_count, removed_capacity;
    struct analytics_memory *memory; /* of the question that looks; NULL: none */
    size_t leaving, dead_leaving;    /* the first of those: the server was asked to take them off its disk */
};
void analytics_view_free(struct analytics_view *view);                                                 /* not the columns */
enum err analytics_view_copy(struct analytics_view *to, const struct analytics_view *from) must_check; /* not the columns; ERR_MEMORY */

/* How far a workspace's rows are there. */
struct analytics_mark {
    int64_t fact;       /* every fact up to this number is in; 0: nothing is there */
    int64_t fact_at_ms; /* when that fact happened: a ledger restored from a backup may give the number to another */
    char zone[64];      /* of the local days */
    bool damaged;       /* rows that were committed are not there */
};
struct analytics_block {
    struct analytics_mark upto;
    const struct column_store *known; /* names, dictionaries and codes that are there already: the columns as of the last block */
    int64_t now_ms;
    const int64_t *removed; /* ids of rows to take out: of this block, or of earlier ones */
    size_t removed_count;
};

enum { ANALYTICS_OWNER = 32 };
struct analytics {
    char owner[ANALYTICS_OWNER + 1]; /* names this installation, hexadecimal; set before prepare */
    const struct stop *stop;         /* NULL, or when every call is to end early, because the program ends */
    enum err (*scan)(struct analytics *analytics, const struct analytics_view *view, const struct column_scan *scan,
                     void (*each)(void *context, const uint32_t *codes, const uint64_t *counts, size_t cells), void *context,
                     struct fault *why);
    enum err (*rank)(struct analytics *analytics, const struct analytics_view *view, const struct column_ranking *ranking,
                     struct column_ranked *out, size_t *count, struct fault *why);
    enum err (*read)(struct analytics *analytics, const struct analytics_view *view, const struct column_read *read,
                     bool (*each)(void *context, int64_t id, int32_t day, const uint32_t *codes), void *context, struct fault *why);
    enum err (*pick)(struct analytics *analytics, const struct analytics_view *view, const struct column_scan *scan, uint64_t nth,
                     int64_t *id, struct fault *why);

    /* Makes what is missing on the server. ERR_CONFLICT: what is there belongs to another installation. */
    enum err (*prepare)(struct analytics *analytics, struct fault *why);
    /* What is committed, into empty columns; a workspace without blocks gives mark.fact 0. */
    enum err (*load)(struct analytics *analytics, struct analytics_view *view, struct analytics_mark *mark, struct fault *why);
    /* Whether every committed row is there: the server may have lost some without a word, in a power cut. */
    enum err (*check)(struct analytics *analytics, const struct analytics_view *view, bool *whole, struct fault *why);
    /* Takes everything of the workspace away. */
    enum err (*clear)(struct analytics *analytics, int64_t workspace_id, struct fault *why);
    /* The rows that view->columns holds as one block, and what is new in names and dictionaries. ERR_NONE: it is committed, the view
     * counts it, and its columns have released the rows. Else nothing of it counts, and the same may be tried again. */
    enum err (*put)(struct analytics *analytics, struct analytics_view *view, const struct analytics_block *block, struct fault *why);
    /* Takes off the disk what was taken out, and what came of blocks that were never committed, an hour after they were begun; a step at a
     * time: the view then has fewer of their ids. */
    enum err (*tidy)(struct analytics *analytics, struct analytics_view *view, int64_t now_ms, struct fault *why);
    /* The server's version and what it holds, in a sentence of at most `size` bytes. */
    enum err (*describe)(struct analytics *analytics, char *text, size_t size, struct fault *why);
    void (*close)(struct analytics *analytics);
};

/* clickhouse://[USER@]HOST:PORT[,HOST:PORT…]/DATABASE[?cluster=NAME], over HTTP; clickhouses://, over HTTPS, with certificates that the
 * system believes, or those of ca_file (PEM) alone. Several hosts are the shards of the cluster NAME, which the first one's configuration
 * describes; questions go to the first. `password` and `ca_file` may be NULL. Does not connect. ERR_INVALID. */
enum { ANALYTICS_HOSTS_MAX = 16 };
enum err analytics_clickhouse_open(const char *url, const char *password, const char *ca_file, struct analytics **analytics,
                                   struct fault *why) must_check;
