/* ClickHouse over HTTP, by libcurl. A few lines (connections) are kept open and shared by the threads that ask. */
#include "port/analytics/inside.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { CONNECT_MS = 3000, ANSWER_S = 12, LONG_S = 300, OVER_MS = 2000 /* than the server gives itself */, BRIEF_MS = 1000 };
enum { QUIET_US = 1000000, POLL_MS = 50, ERROR_TEXT = 512, STATEMENT_MAX = 65536 };
enum { CODE_TIMEOUT = 159, CODE_TOO_SLOW = 160, CODE_MEMORY = 241, CODE_TOO_MANY_ROWS = 396, CODE_CANCELLED = 394 };

static void line_end(struct line *line)
{
    if (line->easy)
        curl_easy_cleanup(line->easy);
    if (line->multi)
        curl_multi_cleanup(line->multi);
}

/* easy NULL: memory is out. */
static struct line line_take(struct clickhouse *clickhouse)
{
    struct line line = {NULL, NULL};
    pthread_mutex_lock(&clickhouse->lock);
    if (clickhouse->free)
        line = clickhouse->lines[--clickhouse->free];
    pthread_mutex_unlock(&clickhouse->lock);
    if (line.easy)
        return line;
    line = (struct line){curl_easy_init(), curl_multi_init()};
    if (line.easy && line.multi)
        return line;
    line_end(&line);
    return (struct line){NULL, NULL};
}

static void line_give(struct clickhouse *clickhouse, struct line line, bool good)
{
    pthread_mutex_lock(&clickhouse->lock);
    if (good && clickhouse->free < LINES_MAX) {
        clickhouse->lines[clickhouse->free++] = line;
        line = (struct line){NULL, NULL};
    }
    pthread_mutex_unlock(&clickhouse->lock);
    line_end(&line);
}

void clickhouse_lines_close(struct clickhouse *clickhouse)
{
    while (clickhouse->free)
        line_end(&clickhouse->lines[--clickhouse->free]);
}

struct talking {
    const struct clickhouse_call *call;
    struct clickhouse *clickhouse;
    struct line line;
    size_t given;     /* of sql and body together */
    int64_t moved_us; /* when a byte last went or came */
    bool stopped, away, failed_take;
    char error[ERROR_TEXT]; /* the beginning of what a refusal says */
    size_t error_length;
};

static size_t give(char *to, size_t size, size_t count, void *context)
{
    struct talking *t = context;
    size_t room = size * count, length = 0;
    const struct str parts[] = {t->call->sql, t->call->body};
    for (size_t i = 0, at = 0; i < 2; at += parts[i++].length) {
        size_t skip = t->given > at ? t->given - at : 0;
        if (skip >= parts[i].length)
            continue;
        size_t piece = parts[i].length - skip < room - length ? parts[i].length - skip : room - length;
        memcpy(to + length, parts[i].at + skip, piece);
        length += piece;
        t->given += piece;
    }
    t->moved_us = clickhouse_now_us();
    return length;
}

/* A connection may turn out to be closed when a request is on its way, and libcurl then sends it again by another. A question may be asked
 * twice; rows may not be given twice, because nobody knows whether the first were taken: that block fails, and another is begun. */
static int rewind_to(void *context, curl_off_t offset, int origin)
{
    struct talking *t = context;
    if (origin != SEEK_SET || t->call->body.length)
        return CURL_SEEKFUNC_FAIL;
    t->given = (size_t)offset;
    return CURL_SEEKFUNC_OK;
}

static size_t take(char *bytes, size_t size, size_t count, void *context)
{
    struct talking *t = context;
    size_t length = size * count;
    long status = 0;
    t->moved_us = clickhouse_now_us();
    curl_easy_getinfo(t->line.easy, CURLINFO_RESPONSE_CODE, &status);
    if (status != 200) {
        size_t room = ERROR_TEXT - 1 - t->error_length, kept = length < room ? length : room;
        memcpy(t->error + t->error_length, bytes, kept);
        t->error_length += kept;
        return length;
    }
    if (t->call->take && !t->call->take(t->call->context, bytes, length)) {
        t->failed_take = true;
        return 0;
    }
    return length;
}

/* Whether somebody still waits, and somebody answers. */
static bool goes_on(struct talking *t)
{
    t->stopped = stop_now(t->call->stop) || stop_now(t->clickhouse->analytics.stop);
    if (!t->stopped && clickhouse_now_us() - t->moved_us > QUIET_US)
        t->away = !clickhouse_still_answers(t->clickhouse, t->call->host);
    return !t->stopped && !t->away;
}

static CURLcode transfer(struct talking *t)
{
    struct line *line = &t->line;
    CURLcode code = CURLE_OUT_OF_MEMORY;
    int running = 1, left;
    if (curl_multi_add_handle(line->multi, line->easy) != CURLM_OK)
        return code;
    while (goes_on(t) && curl_multi_perform(line->multi, &running) == CURLM_OK && running)
        if (curl_multi_poll(line->multi, NULL, 0, POLL_MS, NULL) != CURLM_OK)
            break;
    for (const CURLMsg *message; (message = curl_multi_info_read(line->multi, &left));)
        if (message->msg == CURLMSG_DONE)
            code = message->data.result;
    curl_multi_remove_handle(line->multi, line->easy); /* hangs up when it is not done: the server hears that nobody waits any more */
    return code;
}

/* The server's own number of what is wrong; what it says beside may quote data, and is told nobody. */
static long refusal_number(const struct talking *t)
{
    struct str rest = {t->error, t->error_length}, part;
    int64_t number;
    return str_starts(rest, "Code: ") && str_cut(&rest, ' ', &part) && str_cut(&rest, ',', &part) && str_integer(part, &number)
               ? (long)number
               : 0;
}

static enum err refused(const struct talking *t, long status, struct fault *why)
{
    long number = refusal_number(t);
    if (number == CODE_TIMEOUT || number == CODE_TOO_SLOW || number == CODE_CANCELLED)
        return fault_set(why, ERR_STOPPED, "stopped", "",
                         "This question takes longer than it may. Ask for a shorter period, fewer groups, or under a condition.");
    if (number == CODE_MEMORY || number == CODE_TOO_MANY_ROWS)
        return fault_set(why, ERR_TOO_LARGE, "analytics_memory", "",
                         "The analytics server has not the memory for this question. Ask for a shorter period or fewer groups.");
    return fault_set(why, ERR_IO, "analytics_refused", "", "The analytics server refused what was asked of it (HTTP %ld, its number %ld).",
                     status, number);
}

static enum err away(struct fault *why)
{
    enum err err =
        fault_set(why, ERR_BUSY, "analytics_away", "",
                  "The analytics server cannot be reached just now, so there are no figures. Answers are taken and kept; try again soon.");
    if (why)
        why->retry_s = 5;
    return err;
}

static enum err judge(CURLcode code, const struct talking *t, struct fault *why)
{
    long status = 0;
    curl_easy_getinfo(t->line.easy, CURLINFO_RESPONSE_CODE, &status);
    if (t->stopped)
        return fault_set(why, ERR_STOPPED, "stopped", "", "This question takes longer than it may, or nobody waits for it any more.");
    if (t->failed_take)
        return ERR_MEMORY;
    if (code == CURLE_OPERATION_TIMEDOUT && status == 0 && !t->call->long_work && t->given) /* it answered others meanwhile */
        return fault_set(why, ERR_STOPPED, "stopped", "", "The analytics server takes longer over this question than it may.");
    if (code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE)
        return fault_set(why, ERR_IO, "analytics_certificate", "",
                         "The analytics server's certificate is not one to believe. Name the file of who signed it in KUULO_ANALYTICS_CA.");
    if (code != CURLE_OK)
        return away(why);
    return status == 200 ? ERR_NONE : refused(t, status, why);
}

static bool url_make(const struct clickhouse *clickhouse, const struct clickhouse_call *call, const char *id, char *url, size_t size)
{
    /* wait_end_of_query: an error comes as an error, never behind the first rows of an answer; query_id: what KILL QUERY names */
    int seconds = call->long_work ? LONG_S : ANSWER_S;
    int length = snprintf(url, size,
                          "%s://%s/?database=%s&wait_end_of_query=1&max_execution_time=%d&max_query_size=%d&max_ast_elements=4000000"
                          "&max_expanded_ast_elements=8000000&insert_distributed_sync=1&query_id=%s",
                          clickhouse->secure ? "https" : "http", clickhouse->hosts[call->host],
                          call->no_database ? "system" : clickhouse->database, seconds, SQL_MAX + 1, id);
    return length > 0 && (size_t)length < size;
}

void line_aim(const struct clickhouse *clickhouse, CURL *easy, const char *url)
{
    curl_easy_reset(easy); /* keeps the connection */
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, clickhouse->secure ? "https" : "http");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (clickhouse->ca_file[0]) {
        curl_easy_setopt(easy, CURLOPT_CAINFO, clickhouse->ca_file);
        curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
    }
}

static void line_prepare(struct talking *t, const char *url, struct curl_slist *headers)
{
    CURL *easy = t->line.easy;
    long most_ms = t->call->brief ? BRIEF_MS : 1000L * (t->call->long_work ? LONG_S : ANSWER_S) + OVER_MS;
    line_aim(t->clickhouse, easy, url);
    curl_easy_setopt(easy, CURLOPT_POST, 1L);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)(t->call->sql.length + t->call->body.length));
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, give);
    curl_easy_setopt(easy, CURLOPT_READDATA, t);
    curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, rewind_to);
    curl_easy_setopt(easy, CURLOPT_SEEKDATA, t);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, t);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, most_ms);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
}

/* Who asks goes in headers: a password has no place in an address. */
static struct curl_slist *headers_make(const struct clickhouse *clickhouse)
{
    char text[400];
    struct curl_slist *headers = curl_slist_append(NULL, "Expect:");
    const char *const names[] = {"X-ClickHouse-User", "X-ClickHouse-Key"}, *const values[] = {clickhouse->user, clickhouse->password};
    for (size_t i = 0; i < 2 && headers; i++) {
        if (!*values[i])
            continue;
        snprintf(text, sizeof text, "%s: %s", names[i], values[i]);
        struct curl_slist *longer = curl_slist_append(headers, text);
        if (!longer)
            curl_slist_free_all(headers);
        headers = longer;
    }
    return headers;
}

/* Whoever could not even connect has found out for all; a broken line is the line's fault until the next one is too. */
static bool unreachable(CURLcode code, const struct talking *t)
{
    return code == CURLE_COULDNT_CONNECT || code == CURLE_COULDNT_RESOLVE_HOST || (code == CURLE_OPERATION_TIMEDOUT && !t->given);
}

/* The server goes on counting for whoever has hung up, unless it is told. It is asked to, not waited for: at worst its own time is over. */
static void kill_query(struct clickhouse *clickhouse, size_t host, const char *id)
{
    char sql[128];
    int length = snprintf(sql, sizeof sql, "KILL QUERY WHERE query_id = '%s' ASYNC", id);
    enum err ignored =
        clickhouse_send(clickhouse, &(struct clickhouse_call){.host = host, .sql = {sql, (size_t)length}, .brief = true}, NULL);
    (void)ignored;
}

enum err clickhouse_send(struct clickhouse *clickhouse, const struct clickhouse_call *call, struct fault *why)
{
    char url[1024], id[64];
    if (!clickhouse_answers(clickhouse, call->host))
        return away(why);
    struct talking t = {.call = call, .clickhouse = clickhouse, .line = line_take(clickhouse), .moved_us = clickhouse_now_us()};
    struct curl_slist *headers = headers_make(clickhouse);
    snprintf(id, sizeof id, "kuulo-%.8s-%llu", clickhouse->analytics.owner, (unsigned long long)clickhouse->calls++);
    if (!t.line.easy || !headers || !url_make(clickhouse, call, id, url, sizeof url)) {
        curl_slist_free_all(headers);
        line_end(&t.line);
        return ERR_MEMORY;
    }
    line_prepare(&t, url, headers);
    CURLcode code = transfer(&t);
    if (code == CURLE_OK || (unreachable(code, &t) && !t.stopped))
        clickhouse_heard(clickhouse, call->host, code != CURLE_OK);
    enum err err = judge(code, &t, why);
    curl_slist_free_all(headers);
    line_give(clickhouse, t.line, code == CURLE_OK);
    if (call->take && t.given && (t.stopped || t.failed_take))
        kill_query(clickhouse, call->host, id);
    return err;
}

enum err clickhouse_do(struct clickhouse *clickhouse, size_t host, struct fault *why, const char *format, ...)
{
    char sql[STATEMENT_MAX];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(sql, sizeof sql, format, arguments);
    va_end(arguments);
    must(length > 0 && (size_t)length < sizeof sql);
    return clickhouse_send(clickhouse, &(struct clickhouse_call){.host = host, .sql = {sql, (size_t)length}, .long_work = true}, why);
}
