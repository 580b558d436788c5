/* What the files of the ClickHouse port share. */
#pragma once
#include "engine/column/rank.h"
#include "engine/column/read.h"
#include "engine/column/scan.h"
#include "port/analytics.h"

#include <curl/curl.h>
#include <pthread.h>

enum { NAME_SIZE = 64, HOST_SIZE = 300, PATH_SIZE = 4096, LINES_MAX = 8, SQL_MAX = 24 << 20, BODY_MAX = 256 << 20 };

/* A connection that is kept open, and what runs it. */
struct line {
    CURL *easy;
    CURLM *multi;
};

/* Whether a host answers at all, as far as is known (pulse.c). Under the lock. */
struct pulse {
    int64_t heard_us, looked_us; /* when it last answered anything; when the last look at it ended */
    bool away, looking;
};

struct clickhouse {
    struct analytics analytics; /* first */
    bool secure;                /* HTTPS */
    char ca_file[PATH_SIZE];    /* whose certificates are believed; empty: those the system believes */
    char hosts[ANALYTICS_HOSTS_MAX][HOST_SIZE];
    size_t hosts_count;
    char database[NAME_SIZE], cluster[NAME_SIZE]; /* cluster empty: one server */
    char user[NAME_SIZE], password[256];
    size_t slots; /* code columns of the row table, as last seen; the feeder's */
    pthread_mutex_t lock;
    struct pulse pulses[ANALYTICS_HOSTS_MAX];
    _Atomic uint64_t calls; /* begins at the clock, so that no two processes name a query alike */
    struct line lines[LINES_MAX];
    size_t free;
};

/* ---- http.c ---- */
/* One statement. `body` is sent after it (rows to insert); what comes back goes to `take` piece by piece, or nowhere (NULL). */
struct clickhouse_call {
    size_t host;
    struct str sql, body;
    bool (*take)(void *context, const char *bytes, size_t length); /* false: stop, ERR_STOPPED */
    void *context;
    const struct stop *stop;
    bool long_work;   /* the feeder's: may take minutes */
    bool brief;       /* not worth more than a second */
    bool no_database; /* it may not be there yet */
};
enum err clickhouse_send(struct clickhouse *clickhouse, const struct clickhouse_call *call, struct fault *why) must_check;
/* A statement without an answer, printed. */
enum err clickhouse_do(struct clickhouse *clickhouse, size_t host, struct fault *why, const char *format, ...) must_check format_like(4, 5);
void clickhouse_lines_close(struct clickhouse *clickhouse);
void line_aim(const struct clickhouse *clickhouse, CURL *easy, const char *url); /* what every request needs */

/* ---- pulse.c: whether a host answers at all ----
 * A host that takes connections and says nothing, or whose connections nobody takes, costs whoever asks it seconds. It is found out once
 * for all: whoever has waited a second without a word looks (GET /ping); when that is not answered either, all who wait for the host stop,
 * and for two seconds nobody asks it. Then the next one who would looks first, one at a time, and the others are told at once. */
bool clickhouse_answers(struct clickhouse *clickhouse, size_t host);          /* before a request; false: it is not to be sent */
bool clickhouse_still_answers(struct clickhouse *clickhouse, size_t host);    /* while one waits and has heard nothing for a second */
void clickhouse_heard(struct clickhouse *clickhouse, size_t host, bool away); /* it answered; or cannot be reached */
int64_t clickhouse_now_us(void);

/* ---- records.c: records of RowBinary that come in pieces ---- */
struct records {
    bool (*each)(void *context, struct str *rest); /* one record, cut from the front; false: it is not whole yet, and *rest is as it was */
    void *context;
    const bool *enough; /* NULL, or set by each when it wants no more */
    struct buf *kept;   /* NULL, or everything that came */
    struct buf left;    /* of the last piece */
    uint64_t bytes;
    bool failed, ended, flooded; /* ended: there was enough; flooded: over WIRE_MAX */
};
bool records_take(void *records, const char *bytes, size_t length);
bool record_number(struct str *rest, size_t bytes, uint64_t *number); /* little endian; false: too short */
bool record_length(struct str *rest, uint64_t *length);
bool record_text(struct str *rest, struct str *text);
/* A statement to the first host, whose answer is records (each, context, enough and kept are given); ERR_IO when it does not end with a
 * whole one. stop NULL: nobody waits for it, so it may take minutes. */
enum err clickhouse_records(struct clickhouse *clickhouse, struct str sql, const struct stop *stop, struct records *records,
                            struct fault *why) must_check;
enum err clickhouse_ask(struct clickhouse *clickhouse, struct str sql, bool (*each)(void *context, struct str *rest), void *context,
                        struct fault *why) must_check;
/* memory.c: the same for somebody's question, out of the view's memory when it was asked before. */
enum err clickhouse_question(struct clickhouse *clickhouse, const struct analytics_view *view, struct str sql, const struct stop *stop,
                             bool (*each)(void *context, struct str *rest), void *context, const bool *enough,
                             struct fault *why) must_check;
void binary_number(struct buf *out, uint64_t number, size_t bytes); /* little endian */
void binary_length(struct buf *out, size_t length);
void binary_text(struct buf *out, struct str text);

/* ---- sql.c: a plan's scans as text. Everything in it is a number or a name of ours: no text that a person wrote gets into SQL. ---- */
void sql_rows(const struct analytics_view *view, const struct column_table *table, struct buf *sql); /* FROM … WHERE: the rows that count */
void sql_blocks(const struct analytics_view *view, struct buf *sql);                /* workspace = … AND block …: of those that count */
void sql_list(const char *name, const int64_t *ids, size_t count, struct buf *sql); /* AND name NOT IN (…) */
void sql_days(int32_t from, int32_t to, struct buf *sql);
void sql_filter(const struct column_table *table, const struct column_filter *filter, struct buf *sql);
void sql_column(const struct column_table *table, size_t column, struct buf *sql);
size_t source_number(const struct analytics_view *view, const struct column_table *table);

/* ---- scan.c, ask.c, tables.c, load.c, put.c ---- */
void clickhouse_questions(struct analytics *analytics); /* fills in scan, rank, read, pick */
enum err clickhouse_scan(struct analytics *analytics, const struct analytics_view *view, const struct column_scan *scan, scan_each each,
                         void *context, struct fault *why) must_check;
/* After a change of the slots: the row table has room for so many columns. */
enum err clickhouse_slots(struct clickhouse *clickhouse, size_t columns, struct fault *why) must_check;
enum err clickhouse_prepare(struct analytics *analytics, struct fault *why);
enum err clickhouse_load(struct analytics *analytics, struct analytics_view *view, struct analytics_mark *mark, struct fault *why);
enum err clickhouse_check(struct analytics *analytics, const struct analytics_view *view, bool *whole, struct fault *why);
enum err clickhouse_clear(struct analytics *analytics, int64_t workspace_id, struct fault *why);
enum err clickhouse_put(struct analytics *analytics, struct analytics_view *view, const struct analytics_block *block, struct fault *why);
enum err clickhouse_tidy(struct analytics *analytics, struct analytics_view *view, int64_t now_ms, struct fault *why);
/* Rows and days of each table, as they are counted on the server now; far is the caller's to free. */
struct counted {
    struct column_far *far;
    size_t count;
    uint64_t rows; /* of all */
};
enum err clickhouse_spans(struct clickhouse *clickhouse, const struct analytics_view *view, struct counted *counted,
                          struct fault *why) must_check;
void counted_take(const struct counted *counted, struct column_store *columns);
uint64_t rows_counted(const struct analytics_view *view); /* by what the columns say */
bool ids_add(int64_t **ids, size_t *count, size_t *capacity, int64_t id);
const char *row_table(const struct clickhouse *clickhouse); /* the one that holds rows, on each host */
