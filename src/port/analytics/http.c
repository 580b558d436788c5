/* ClickHouse over HTTP, by libcurl. A few lines (connections) are kept open and shared by the threads that ask. */
#include "port/analytics/inside.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { CONNECT_MS = 3000, ANSWER_S = 12, LONG_S = 300, ERROR_TEXT = 512, STATEMENT_MAX = 65536, RECORD_MAX = 16 << 20 };
enum { CODE_TIMEOUT = 159, CODE_TOO_SLOW = 160, CODE_MEMORY = 241, CODE_TOO_MANY_ROWS = 396 };

static CURL *line_take(struct clickhouse *clickhouse)
{
    CURL *line = NULL;
    pthread_mutex_lock(&clickhouse->lock);
    if (clickhouse->free)
        line = clickhouse->lines[--clickhouse->free];
    pthread_mutex_unlock(&clickhouse->lock);
    return line ? line : curl_easy_init();
}

static void line_give(struct clickhouse *clickhouse, CURL *line, bool good)
{
    pthread_mutex_lock(&clickhouse->lock);
    if (good && clickhouse->free < LINES_MAX) {
        clickhouse->lines[clickhouse->free++] = line;
        line = NULL;
    }
    pthread_mutex_unlock(&clickhouse->lock);
    if (line)
        curl_easy_cleanup(line);
}

void clickhouse_lines_close(struct clickhouse *clickhouse)
{
    while (clickhouse->free)
        curl_easy_cleanup(clickhouse->lines[--clickhouse->free]);
}

struct talking {
    const struct clickhouse_call *call;
    const struct stop *stop; /* of the whole port */
    CURL *line;
    size_t given; /* of sql and body together */
    bool stopped, failed_take;
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
    return length;
}

static size_t take(char *bytes, size_t size, size_t count, void *context)
{
    struct talking *t = context;
    size_t length = size * count;
    long status = 0;
    curl_easy_getinfo(t->line, CURLINFO_RESPONSE_CODE, &status);
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

static int watch(void *context, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    struct talking *t = context;
    (void)a, (void)b, (void)c, (void)d;
    t->stopped = stop_now(t->call->stop) || stop_now(t->stop);
    return t->stopped;
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
    if (number == CODE_TIMEOUT || number == CODE_TOO_SLOW)
        return fault_set(why, ERR_STOPPED, "stopped", "",
                         "This question takes longer than it may. Ask for a shorter period, fewer groups, or under a condition.");
    if (number == CODE_MEMORY || number == CODE_TOO_MANY_ROWS)
        return fault_set(why, ERR_TOO_LARGE, "analytics_memory", "",
                         "The analytics server has not the memory for this question. Ask for a shorter period or fewer groups.");
    return fault_set(why, ERR_IO, "analytics_refused", "", "The analytics server refused what was asked of it (HTTP %ld, its number %ld).",
                     status, number);
}

static enum err judge(CURLcode code, const struct talking *t, struct fault *why)
{
    long status = 0;
    curl_easy_getinfo(t->line, CURLINFO_RESPONSE_CODE, &status);
    if (t->stopped)
        return fault_set(why, ERR_STOPPED, "stopped", "", "This question takes longer than it may, or nobody waits for it any more.");
    if (t->failed_take)
        return ERR_MEMORY;
    if (code == CURLE_OPERATION_TIMEDOUT && status == 0 && !t->call->long_work && t->given)
        return fault_set(why, ERR_STOPPED, "stopped", "", "The analytics server takes longer over this question than it may.");
    if (code != CURLE_OK) {
        if (why)
            why->retry_s = 5;
        return fault_set(
            why, ERR_BUSY, "analytics_away", "",
            "The analytics server cannot be reached just now, so there are no figures. Answers are taken and kept; try again soon.");
    }
    return status == 200 ? ERR_NONE : refused(t, status, why);
}

static bool url_make(const struct clickhouse *clickhouse, const struct clickhouse_call *call, char *url, size_t size)
{
    int seconds = call->long_work ? LONG_S : ANSWER_S;
    /* wait_end_of_query: an error comes as an error, never behind the first rows of an answer */
    int length = snprintf(url, size,
                          "http://%s/?database=%s&wait_end_of_query=1&max_execution_time=%d&max_query_size=%d&max_ast_elements=4000000"
                          "&max_expanded_ast_elements=8000000&insert_distributed_sync=1",
                          clickhouse->hosts[call->host], call->no_database ? "system" : clickhouse->database, seconds, SQL_MAX + 1);
    return length > 0 && (size_t)length < size;
}

static void line_prepare(struct talking *t, const char *url, struct curl_slist *headers)
{
    CURL *line = t->line;
    curl_easy_reset(line); /* keeps the connection */
    curl_easy_setopt(line, CURLOPT_URL, url);
    curl_easy_setopt(line, CURLOPT_PROTOCOLS_STR, "http");
    curl_easy_setopt(line, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(line, CURLOPT_PROXY, "");
    curl_easy_setopt(line, CURLOPT_POST, 1L);
    curl_easy_setopt(line, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)(t->call->sql.length + t->call->body.length));
    curl_easy_setopt(line, CURLOPT_READFUNCTION, give);
    curl_easy_setopt(line, CURLOPT_READDATA, t);
    curl_easy_setopt(line, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(line, CURLOPT_WRITEDATA, t);
    curl_easy_setopt(line, CURLOPT_XFERINFOFUNCTION, watch);
    curl_easy_setopt(line, CURLOPT_XFERINFODATA, t);
    curl_easy_setopt(line, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(line, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
    curl_easy_setopt(line, CURLOPT_TIMEOUT, (long)(t->call->long_work ? LONG_S : ANSWER_S) + 2);
    curl_easy_setopt(line, CURLOPT_HTTPHEADER, headers);
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

enum err clickhouse_send(struct clickhouse *clickhouse, const struct clickhouse_call *call, struct fault *why)
{
    char url[1024];
    struct talking t = {.call = call, .stop = clickhouse->analytics.stop, .line = line_take(clickhouse)};
    struct curl_slist *headers = headers_make(clickhouse);
    if (!t.line || !headers || !url_make(clickhouse, call, url, sizeof url)) {
        curl_slist_free_all(headers);
        if (t.line)
            curl_easy_cleanup(t.line);
        return ERR_MEMORY;
    }
    line_prepare(&t, url, headers);
    CURLcode code = curl_easy_perform(t.line);
    enum err err = judge(code, &t, why);
    curl_slist_free_all(headers);
    line_give(clickhouse, t.line, code == CURLE_OK);
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

/* ---- RowBinary ---- */
bool record_number(struct str *rest, size_t bytes, uint64_t *number)
{
    if (rest->length < bytes)
        return false;
    *number = 0;
    memcpy(number, rest->at, bytes); /* little endian, as every processor we run on */
    rest->at += bytes;
    rest->length -= bytes;
    return true;
}

bool record_length(struct str *rest, uint64_t *length)
{
    *length = 0;
    for (size_t used = 0; used < rest->length && used < 5; used++) {
        unsigned char byte = (unsigned char)rest->at[used];
        *length |= (uint64_t)(byte & 127) << (7 * used);
        if (byte < 128) {
            rest->at += used + 1;
            rest->length -= used + 1;
            return true;
        }
    }
    return false;
}

bool record_text(struct str *rest, struct str *text)
{
    uint64_t length;
    if (!record_length(rest, &length) || rest->length < length)
        return false;
    *text = (struct str){rest->at, length};
    rest->at += length;
    rest->length -= length;
    return true;
}

void binary_number(struct buf *out, uint64_t number, size_t bytes)
{
    buf_add(out, &number, bytes);
}

void binary_length(struct buf *out, size_t length)
{
    while (length >= 128) {
        buf_add_char(out, (char)(length | 128));
        length >>= 7;
    }
    buf_add_char(out, (char)length);
}

void binary_text(struct buf *out, struct str text)
{
    binary_length(out, text.length);
    buf_add_str(out, text);
}

bool records_take(void *context, const char *bytes, size_t length)
{
    struct records *r = context;
    struct str rest = {bytes, length};
    if (r->left.length) {
        buf_add(&r->left, bytes, length);
        rest = buf_str(&r->left);
    }
    while (rest.length && !r->ended) {
        struct str before = rest;
        if (!r->each(r->context, &rest)) {
            rest = before;
            break;
        }
    }
    struct buf left = buf_new(RECORD_MAX);
    buf_add_str(&left, rest);
    buf_free(&r->left);
    r->left = left;
    r->failed |= left.failed;
    return !r->failed && !r->ended;
}

enum err clickhouse_ask(struct clickhouse *clickhouse, struct str sql, const struct stop *stop,
                        bool (*each)(void *context, struct str *rest), void *context, struct fault *why)
{
    struct records records = {.each = each, .context = context, .left = buf_new(RECORD_MAX)};
    if (sql.length > SQL_MAX || !sql.at)
        return fault_set(why, ERR_TOO_LARGE, "too_large", "where", "This condition is too long for the analytics server.");
    enum err err =
        clickhouse_send(clickhouse, &(struct clickhouse_call){.sql = sql, .take = records_take, .context = &records, .stop = stop}, why);
    if (records.ended)
        err = ERR_NONE; /* we hung up */
    else if (err == ERR_NONE && records.left.length)
        err = fault_set(why, ERR_IO, "analytics_cut", "", "The analytics server's answer broke off.");
    buf_free(&records.left);
    return err;
}
