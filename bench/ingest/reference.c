/* The bare reference: the least that any server must do to acknowledge an answer after it is safe.
 *
 * libmicrohttpd takes a JSON answer, one writer takes whatever waits, reads it with jansson, puts it into three tables of SQLite, commits
 * with a full sync, and only then are the requests answered. Nothing is checked, nobody is asked who they are, nothing is counted: a
 * ceiling to measure the product against in the same run, on the same disk.
 *
 * reference FILE.db PORT [THREADS]; prints "ready" when it listens. */
#include <jansson.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BODY_MAX = 4096 };

struct waiting {
    struct waiting *next;
    struct MHD_Connection *connection;
    int parked;
    size_t length;
    char body[BODY_MAX];
};

struct reference {
    pthread_mutex_t lock;
    pthread_cond_t arrived;
    struct waiting *newest;
    sqlite3 *db;
    sqlite3_stmt *response, *answer, *fact;
};

static void check(int good, const char *what)
{
    if (good)
        return;
    fprintf(stderr, "reference: %s failed\n", what);
    exit(1);
}

static void step(sqlite3_stmt *statement)
{
    check(sqlite3_step(statement) == SQLITE_DONE, "a statement");
    sqlite3_reset(statement);
}

static void answers_put(struct reference *r, sqlite3_int64 id, json_t *answers)
{
    const char *question;
    json_t *value;
    json_object_foreach(answers, question, value)
    {
        sqlite3_bind_int64(r->answer, 1, id);
        sqlite3_bind_text(r->answer, 2, question, -1, SQLITE_STATIC);
        if (json_is_string(value))
            sqlite3_bind_text(r->answer, 3, json_string_value(value), (int)json_string_length(value), SQLITE_STATIC);
        else
            sqlite3_bind_int64(r->answer, 3, json_integer_value(value));
        step(r->answer);
    }
}

static void waiting_put(struct reference *r, const struct waiting *w)
{
    json_error_t error;
    json_t *body = json_loadb(w->body, w->length, JSON_REJECT_DUPLICATES, &error);
    const char *key = json_string_value(json_object_get(body, "submission_key"));
    sqlite3_bind_text(r->response, 1, key ? key : "", -1, SQLITE_STATIC);
    step(r->response);
    if (sqlite3_changes(r->db)) {
        sqlite3_int64 id = sqlite3_last_insert_rowid(r->db);
        answers_put(r, id, json_object_get(body, "answers"));
        sqlite3_bind_int64(r->fact, 1, id);
        step(r->fact);
    }
    json_decref(body);
}

static void run(struct reference *r, const char *sql)
{
    check(sqlite3_exec(r->db, sql, NULL, NULL, NULL) == SQLITE_OK, sql);
}

static void *write_for_ever(void *context)
{
    struct reference *r = context;
    for (;;) {
        pthread_mutex_lock(&r->lock);
        while (!r->newest)
            pthread_cond_wait(&r->arrived, &r->lock);
        struct waiting *group = r->newest;
        r->newest = NULL;
        pthread_mutex_unlock(&r->lock);
        run(r, "BEGIN IMMEDIATE");
        for (struct waiting *w = group; w; w = w->next)
            waiting_put(r, w);
        run(r, "COMMIT");
        for (struct waiting *next; group; group = next) {
            next = group->next;
            MHD_resume_connection(group->connection);
        }
    }
    return NULL;
}

static void park(struct reference *r, struct waiting *w, struct MHD_Connection *connection)
{
    w->parked = 1, w->connection = connection;
    MHD_suspend_connection(connection);
    pthread_mutex_lock(&r->lock);
    w->next = r->newest;
    r->newest = w;
    pthread_cond_signal(&r->arrived);
    pthread_mutex_unlock(&r->lock);
}

static enum MHD_Result thank(struct MHD_Connection *connection)
{
    static char text[] = "{\"accepted\":1,\"repeated\":0}";
    struct MHD_Response *response = MHD_create_response_from_buffer(sizeof text - 1, text, MHD_RESPMEM_PERSISTENT);
    enum MHD_Result queued = MHD_queue_response(connection, 201, response);
    MHD_destroy_response(response);
    return queued;
}

static enum MHD_Result handle(void *context, struct MHD_Connection *connection, const char *path, const char *method, const char *version,
                              const char *data, size_t *size, void **state)
{
    struct waiting *w = *state;
    (void)path, (void)method, (void)version;
    if (!w)
        return (*state = calloc(1, sizeof *w)) ? MHD_YES : MHD_NO;
    if (*size) {
        if (*size > sizeof w->body - w->length)
            return MHD_NO;
        memcpy(w->body + w->length, data, *size);
        w->length += *size;
        *size = 0;
        return MHD_YES;
    }
    if (w->parked)
        return thank(connection);
    park(context, w, connection);
    return MHD_YES;
}

static void completed(void *context, struct MHD_Connection *connection, void **state, enum MHD_RequestTerminationCode why)
{
    (void)context, (void)connection, (void)why;
    free(*state);
    *state = NULL;
}

static void store_open(struct reference *r, const char *file)
{
    check(sqlite3_open(file, &r->db) == SQLITE_OK, "opening the database");
    run(r, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
           "CREATE TABLE response(id INTEGER PRIMARY KEY, survey INTEGER, submission_key TEXT, at INTEGER, UNIQUE(survey, submission_key)) "
           "STRICT;"
           "CREATE TABLE answer(response INTEGER, question TEXT, value ANY, PRIMARY KEY(response, question)) STRICT, WITHOUT ROWID;"
           "CREATE TABLE fact(number INTEGER PRIMARY KEY, kind INTEGER, response INTEGER) STRICT;");
    check(sqlite3_prepare_v2(r->db, "INSERT OR IGNORE INTO response(submission_key, survey, at) VALUES(?, 1, unixepoch())", -1,
                             &r->response, NULL) == SQLITE_OK &&
              sqlite3_prepare_v2(r->db, "INSERT INTO answer VALUES(?, ?, ?)", -1, &r->answer, NULL) == SQLITE_OK &&
              sqlite3_prepare_v2(r->db, "INSERT INTO fact(kind, response) VALUES(1, ?)", -1, &r->fact, NULL) == SQLITE_OK,
          "preparing the statements");
}

int main(int count, char **arguments)
{
    static struct reference r = {.lock = PTHREAD_MUTEX_INITIALIZER, .arrived = PTHREAD_COND_INITIALIZER};
    check(count >= 3, "reference FILE.db PORT [THREADS]");
    store_open(&r, arguments[1]);
    struct sockaddr_in at = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)strtol(arguments[2], NULL, 10)), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    unsigned threads = count > 3 ? (unsigned)strtol(arguments[3], NULL, 10) : 2;
    pthread_t writer;
    check(pthread_create(&writer, NULL, write_for_ever, &r) == 0, "starting the writer");
    struct MHD_Daemon *daemon =
        MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, handle, &r, MHD_OPTION_SOCK_ADDR, &at,
                         MHD_OPTION_THREAD_POOL_SIZE, threads, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)8192,
                         MHD_OPTION_CONNECTION_LIMIT, 4096u, MHD_OPTION_NOTIFY_COMPLETED, completed, NULL, MHD_OPTION_END);
    check(daemon != NULL, "listening");
    puts("ready");
    fflush(stdout);
    pause();
    return 0;
}
