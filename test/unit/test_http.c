/* The HTTP server, through real sockets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "http/http.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PARKED_MAX = 2048, BODY_MAX = 4 << 20, SMALL_MAX = 1024 };

/* What the handler does is told by the path. Parked requests wait here for the answering thread. */
struct desk {
    struct http_server *server;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct http_exchange *parked[PARKED_MAX];
    size_t parked_count;
    struct http_events *events[PARKED_MAX];
    size_t events_count;
    unsigned closed;
    atomic_bool streams_end_badly;
    unsigned streams_closed;
};

static size_t desk_body_max(void *context, struct str method, struct str path)
{
    (void)context, (void)method;
    return str_starts(path, "/small") ? SMALL_MAX : BODY_MAX;
}

static void desk_refuse(void *context, struct http_exchange *x, enum err code, const char *detail)
{
    (void)context;
    char *text = arena_printf(http_request_of(x)->arena, "{\"code\":\"%s\",\"detail\":\"%s\"}", err_name(code), detail);
    http_answer(x, &(struct http_reply){.status = err_http_status(code), .type = "application/problem+json", .body = str_of(text)});
}

static void answer_text(struct http_exchange *x, int status, const char *text)
{
    http_answer(x, &(struct http_reply){.status = status, .type = "text/plain; charset=utf-8", .body = str_of(text)});
}

static void answer_echo(struct http_exchange *x)
{
    const struct http_request *r = http_request_of(x);
    char *text = arena_printf(r->arena, "method=%.*s path=%.*s query=%.*s body=%zu peer=%s secure=%d probe=%.*s cookie=%.*s",
                              STR_ARGS(r->method), STR_ARGS(r->path), STR_ARGS(r->query), r->body.length, r->peer, r->secure,
                              STR_ARGS(http_header_of(x, "X-Probe")), STR_ARGS(http_cookie_of(x, "probe")));
    answer_text(x, 200, text);
}

static void desk_park(struct desk *desk, struct http_exchange *x)
{
    http_park(x);
    pthread_mutex_lock(&desk->lock);
    desk->parked[desk->parked_count++] = x;
    pthread_cond_broadcast(&desk->changed);
    pthread_mutex_unlock(&desk->lock);
}

static void stream_closed(void *context)
{
    struct desk *desk = context;
    pthread_mutex_lock(&desk->lock);
    desk->closed++;
    pthread_cond_broadcast(&desk->changed);
    pthread_mutex_unlock(&desk->lock);
}

static void desk_watch(struct desk *desk, struct http_exchange *x)
{
    pthread_mutex_lock(&desk->lock);
    desk->events[desk->events_count++] = http_answer_events(x, stream_closed, desk);
    pthread_cond_broadcast(&desk->changed);
    pthread_mutex_unlock(&desk->lock);
}

struct countdown {
    struct desk *desk;
    long left;
};

static long countdown_read(void *context, char *to, size_t size)
{
    struct countdown *c = context;
    if (c->left == 0)
        return c->desk->streams_end_badly ? -1 : 0;
    long count = c->left < (long)size ? c->left : (long)size;
    memset(to, 'x', (size_t)count);
    c->left -= count;
    return count;
}

static void countdown_close(void *context)
{
    struct countdown *c = context;
    pthread_mutex_lock(&c->desk->lock);
    c->desk->streams_closed++;
    pthread_cond_broadcast(&c->desk->changed);
    pthread_mutex_unlock(&c->desk->lock);
    free(c);
}

static void answer_countdown(struct desk *desk, struct http_exchange *x)
{
    struct countdown *c = malloc(sizeof *c);
    assert_non_null(c);
    *c = (struct countdown){desk, 1000000};
    http_answer_stream(x, &(struct http_reply){.status = 200, .type = "text/csv"}, countdown_read, countdown_close, c);
}

static void answer_with_headers(struct http_exchange *x)
{
    struct http_reply reply = {.status = 303, .headers_count = 3};
    reply.headers[0] = (struct http_header){"Location", str_of("/thanks")};
    reply.headers[1] = (struct http_header){"referrer-policy", str_of("same-origin")};
    reply.headers[2] = (struct http_header){"Cache-Control", str_of("max-age=60")};
    reply.csp = "default-src 'self'; frame-ancestors https://example.com";
    http_answer(x, &reply);
}

/* The query goes into a header as it stands decoded: the attack. */
static void answer_injection(struct http_exchange *x)
{
    struct str value;
    assert_int_equal(http_percent_decode(http_request_of(x)->arena, http_request_of(x)->query, true, &value), ERR_NONE);
    struct http_reply reply = {.status = 303, .headers_count = 1};
    reply.headers[0] = (struct http_header){"Location", value};
    http_answer(x, &reply);
}

static void desk_handle(void *context, struct http_exchange *x)
{
    struct desk *desk = context;
    struct str path = http_request_of(x)->path;
    if (str_is(path, "/park"))
        desk_park(desk, x);
    else if (str_is(path, "/events"))
        desk_watch(desk, x);
    else if (str_is(path, "/countdown"))
        answer_countdown(desk, x);
    else if (str_is(path, "/headers"))
        answer_with_headers(x);
    else if (str_is(path, "/injection"))
        answer_injection(x);
    else if (str_is(path, "/missing"))
        answer_text(x, 404, "missing");
    else if (str_is(path, "/nothing"))
        http_answer(x, &(struct http_reply){.status = 204});
    else
        answer_echo(x);
}

static struct desk *desk_open(struct http_server_config config)
{
    struct desk *desk = calloc(1, sizeof *desk);
    struct fault why = {0};
    assert_non_null(desk);
    pthread_mutex_init(&desk->lock, NULL);
    pthread_cond_init(&desk->changed, NULL);
    config.listen = config.listen ? config.listen : "127.0.0.1:0";
    config.body_max = desk_body_max, config.handle = desk_handle, config.refuse = desk_refuse, config.context = desk;
    if (http_serve(&config, &desk->server, &why) != ERR_NONE)
        fail_msg("%s", why.detail);
    return desk;
}

static void desk_close(struct desk *desk)
{
    http_stop(desk->server, 2000);
    pthread_mutex_destroy(&desk->lock);
    pthread_cond_destroy(&desk->changed);
    free(desk);
}

static void desk_wait(struct desk *desk, const size_t *count, size_t wanted)
{
    pthread_mutex_lock(&desk->lock);
    while (*count < wanted)
        pthread_cond_wait(&desk->changed, &desk->lock);
    pthread_mutex_unlock(&desk->lock);
}

static void desk_wait_closed(struct desk *desk, const unsigned *count, unsigned wanted)
{
    pthread_mutex_lock(&desk->lock);
    while (*count < wanted)
        pthread_cond_wait(&desk->changed, &desk->lock);
    pthread_mutex_unlock(&desk->lock);
}

/* ---- the client ---- */

static int client_open(const struct desk *desk)
{
    struct sockaddr_in at = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)http_port(desk->server)), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(fd >= 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof at), 0);
    return fd;
}

static void client_send(int fd, const char *bytes, size_t length)
{
    while (length) {
        ssize_t sent = send(fd, bytes, length, MSG_NOSIGNAL);
        if (sent <= 0)
            return; /* the server may hang up on us: the reading side tells */
        bytes += sent, length -= (size_t)sent;
    }
}

static void client_say(int fd, const char *text)
{
    client_send(fd, text, strlen(text));
}

/* Until `end` was seen, or the end of the connection. The caller frees. */
static char *client_hear(int fd, const char *end)
{
    struct buf text = buf_new(16 << 20);
    char piece[65536];
    for (;;) {
        ssize_t got = recv(fd, piece, sizeof piece, 0);
        if (got <= 0)
            break;
        buf_add(&text, piece, (size_t)got);
        if (end && strstr(text.at, end))
            break;
    }
    buf_add_text(&text, "");
    return text.at ? text.at : calloc(1, 1);
}

/* One request on its own connection; the whole reply. */
static char *ask_bytes(const struct desk *desk, const char *bytes, size_t length)
{
    int fd = client_open(desk);
    client_send(fd, bytes, length);
    char *heard = client_hear(fd, NULL);
    close(fd);
    return heard;
}

static char *ask(const struct desk *desk, const char *text)
{
    return ask_bytes(desk, text, strlen(text));
}

static int status_of(const char *reply)
{
    return strncmp(reply, "HTTP/1.1 ", 9) == 0 ? (int)strtol(reply + 9, NULL, 10) : 0;
}

static bool has(const char *reply, const char *text)
{
    return strstr(reply, text) != NULL;
}

static void expect(const struct desk *desk, const char *request, int status, const char *text)
{
    char *reply = ask(desk, request);
    if (status_of(reply) != status || !has(reply, text))
        fail_msg("wanted %d with \"%s\", got: %s", status, text, reply);
    free(reply);
}

#define HOST "Host: a\r\n"
#define CLOSE "Connection: close\r\n"

static void expect_security(const char *reply)
{
    static const char *const wanted[] = {"Content-Security-Policy: ",
                                         "X-Content-Type-Options: nosniff",
                                         "Referrer-Policy: ",
                                         "Cross-Origin-Opener-Policy: same-origin",
                                         "Cross-Origin-Resource-Policy: same-origin",
                                         "Permissions-Policy: camera=(), microphone=(), geolocation=()",
                                         "Cache-Control: ",
                                         "X-Frame-Options: DENY"};
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
        if (!has(reply, wanted[i]))
            fail_msg("no \"%s\" in: %s", wanted[i], reply);
    assert_false(has(reply, "\r\nServer:"));
    assert_false(has(reply, "icrohttpd"));
}

/* ---- tests ---- */

static void test_request_parts(void **state)
{
    struct desk *desk = *state;
    expect(desk, "GET /a%2Fb?x=%41+b&y HTTP/1.1\r\n" HOST CLOSE "x-probe:  v w \r\nCookie: a=1; probe=\"z\"; b=2\r\n\r\n", 200,
           "method=GET path=/a%2Fb query=x=%41+b&y body=0 peer=127.0.0.1 secure=0 probe=v w cookie=\"z\"");
    expect(desk, "GET / HTTP/1.0\r\n\r\n", 200, "path=/ query= body=0");
    expect(desk, "PATCH /x HTTP/1.1\r\n" HOST CLOSE "Content-Length: 5\r\n\r\nhello", 200, "method=PATCH path=/x query= body=5");
}

static void test_head_has_no_body(void **state)
{
    struct desk *desk = *state;
    char *reply = ask(desk, "HEAD /missing HTTP/1.1\r\n" HOST CLOSE "\r\n");
    assert_int_equal(status_of(reply), 404);
    assert_true(has(reply, "Content-Length: 7\r\n"));
    assert_string_equal(strstr(reply, "\r\n\r\n"), "\r\n\r\n");
    free(reply);
    reply = ask(desk, "HEAD /countdown HTTP/1.1\r\n" HOST CLOSE "\r\n");
    assert_string_equal(strstr(reply, "\r\n\r\n"), "\r\n\r\n");
    free(reply);
    desk_wait_closed(desk, &desk->streams_closed, 1);
}

static void test_security_headers(void **state)
{
    struct desk *desk = *state;
    static const struct {
        const char *request;
        int status;
    } cases[] = {
        {"GET / HTTP/1.1\r\n" HOST CLOSE "\r\n", 200},
        {"GET /missing HTTP/1.1\r\n" HOST CLOSE "\r\n", 404},
        {"GET /nothing HTTP/1.1\r\n" HOST CLOSE "\r\n", 204},
        {"TRACE / HTTP/1.1\r\n" HOST CLOSE "\r\n", 403},
        {"POST /small HTTP/1.1\r\n" HOST "Content-Length: 1025\r\n\r\n", 413},
        {"GET http://elsewhere/ HTTP/1.1\r\n" HOST "\r\n", 400},
        {"GET / HTTP/1.1\r\n\r\n", 400},
        {"GET / HTTP/9.9\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\n" HOST "Content-Length: five\r\n\r\n", 400},
        {"POST / HTTP/1.1\r\n" HOST "Content-Length: 99999999999999999999999\r\n\r\n", 413},
        {"GET / HTTP/1.1\r\n" HOST "no colon\r\n\r\n", 400},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *reply = ask(desk, cases[i].request);
        if (status_of(reply) != cases[i].status)
            fail_msg("%s: wanted %d, got: %s", cases[i].request, cases[i].status, reply);
        expect_security(reply);
        free(reply);
    }
}

static void test_headers_of_the_caller(void **state)
{
    struct desk *desk = *state;
    char *reply = ask(desk, "GET /headers HTTP/1.1\r\n" HOST CLOSE "\r\n");
    assert_int_equal(status_of(reply), 303);
    assert_true(has(reply, "Location: /thanks\r\n"));
    assert_true(has(reply, "referrer-policy: same-origin\r\n"));
    assert_false(has(reply, "Referrer-Policy: no-referrer"));
    assert_true(has(reply, "Cache-Control: max-age=60\r\n"));
    assert_false(has(reply, "no-store"));
    assert_false(has(reply, "X-Frame-Options"));
    assert_false(has(reply, "Strict-Transport-Security"));
    free(reply);
}

static void test_header_injection(void **state)
{
    struct desk *desk = *state;
    expect(desk, "GET /injection?/ok HTTP/1.1\r\n" HOST CLOSE "\r\n", 303, "Location: /ok\r\n");
    static const char *const bad[] = {"/a%0d%0aSet-Cookie:%20x=1", "/a%0ax", "/a%0dx", "/a%01"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        char request[256];
        snprintf(request, sizeof request, "GET /injection?%s HTTP/1.1\r\n" HOST CLOSE "\r\n", bad[i]);
        char *reply = ask(desk, request);
        assert_int_equal(status_of(reply), 500);
        assert_false(has(reply, "Set-Cookie"));
        expect_security(reply);
        free(reply);
    }
}

/* Each would be read differently by one program or another on the way. */
static void test_smuggling(void **state)
{
    struct desk *desk = *state;
    static const char *const bad[] = {
        "POST / HTTP/1.1\r\n" HOST "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
        "POST / HTTP/1.1\r\n" HOST "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: identity\r\n\r\nhello",
        "POST / HTTP/1.0\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\n" HOST "Content-Length: +5\r\n\r\nhello",
        "POST / HTTP/1.1\r\n" HOST "Content-Length: 5, 5\r\n\r\nhello",
        "POST / HTTP/1.1\r\n" HOST "Content-Length: 0x5\r\n\r\nhello",
        "GET / HTTP/1.1\r\n" HOST "Host: b\r\n\r\n",
        "GET / HTTP/1.1\r\n" HOST "A: b\r\n folded\r\n\r\n",
        "GET / HTTP/1.1\r\n" HOST "A: b\r\n\tfolded\r\n\r\n",
        "GET / HTTP/1.1\n" HOST "\r\n",
        "GET / HTTP/1.1\r\nHost: a\nA: b\r\n\r\n",
        "GET / HTTP/1.1\r\n" HOST "A: b\n\n",
        "GET / HTTP/1.1\r\n" HOST "A : b\r\n\r\n",
        "GET / HTTP/1.1\r\n" HOST "A\t: b\r\n\r\n",
        "GET / HTTP/1.1\r\n" HOST ": b\r\n\r\n",
        "GET / HTTP/1.1\r\n" HOST "A(: b\r\n\r\n",
        "GET / HTTP/1.1\r\n" HOST "A: b\001\r\n\r\n",
        "GET  / HTTP/1.1\r\n" HOST "\r\n",
        "GET /  HTTP/1.1\r\n" HOST "\r\n",
        "GET /a b HTTP/1.1\r\n" HOST "\r\n",
        "GET /\xc3\xa4 HTTP/1.1\r\n" HOST "\r\n",
        "GET /\x7f HTTP/1.1\r\n" HOST "\r\n",
        "GET /#a HTTP/1.1\r\n" HOST "\r\n",
        "GET a HTTP/1.1\r\n" HOST "\r\n",
        "G(T / HTTP/1.1\r\n" HOST "\r\n",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        char *reply = ask(desk, bad[i]);
        if (status_of(reply) != 400)
            fail_msg("%s: wanted 400, got: %s", bad[i], reply);
        expect_security(reply);
        free(reply);
    }
    static const char nul_target[] = "GET /a\0b HTTP/1.1\r\n" HOST "\r\n", nul_value[] = "GET / HTTP/1.1\r\n" HOST "A: b\0c\r\n\r\n";
    char *reply = ask_bytes(desk, nul_target, sizeof nul_target - 1);
    assert_int_equal(status_of(reply), 400);
    free(reply);
    reply = ask_bytes(desk, nul_value, sizeof nul_value - 1);
    assert_int_equal(status_of(reply), 400);
    free(reply);
}

/* The checks must not depend on how the bytes arrive. */
static void test_trickled_head(void **state)
{
    struct desk *desk = *state;
    struct buf request = buf_new(8192);
    buf_add_text(&request, "GET /?q=1 HTTP/1.1\r\n" HOST CLOSE);
    for (int i = 0; i < 40; i++)
        buf_printf(&request, "X-Header-%d: value number %d\r\n", i, i);
    buf_add_text(&request, "X-Probe: seen\r\n\r\n");
    int fd = client_open(desk);
    for (size_t at = 0; at < request.length; at += 7) {
        client_send(fd, request.at + at, request.length - at < 7 ? request.length - at : 7);
        if (at % 70 == 0)
            usleep(1000); /* lets the pieces arrive apart; the outcome does not depend on it */
    }
    char *reply = client_hear(fd, NULL);
    assert_int_equal(status_of(reply), 200);
    assert_true(has(reply, "query=q=1 body=0 peer=127.0.0.1 secure=0 probe=seen"));
    free(reply);
    close(fd);
    buf_free(&request);
}

static void test_six_kilobytes_of_headers(void **state)
{
    struct desk *desk = *state;
    struct buf request = buf_new(16384);
    buf_add_text(&request, "GET /missing HTTP/1.1\r\n" HOST CLOSE);
    for (int i = 0; request.length < 6144; i++)
        buf_printf(&request, "X-Header-%02d: %0700d\r\n", i, i);
    buf_add_text(&request, "\r\n");
    char *reply = ask(desk, request.at);
    assert_int_equal(status_of(reply), 404);
    expect_security(reply);
    free(reply);
    buf_free(&request);
}

static void test_ten_thousand_headers(void **state)
{
    struct desk *desk = *state;
    struct buf request = buf_new(1 << 20);
    buf_add_text(&request, "GET / HTTP/1.1\r\n" HOST);
    for (int i = 0; i < 10000; i++)
        buf_printf(&request, "X-%d: %d\r\n", i, i);
    buf_add_text(&request, "\r\n");
    char *reply = ask(desk, request.at);
    assert_int_equal(status_of(reply), 413);
    expect_security(reply);
    free(reply);
    buf_clear(&request);
    buf_printf(&request, "GET /%020000d HTTP/1.1\r\n" HOST "\r\n", 0);
    reply = ask(desk, request.at);
    assert_int_equal(status_of(reply), 413);
    expect_security(reply);
    free(reply);
    buf_free(&request);
}

static char *post(const struct desk *desk, const char *path, size_t length, size_t chunk)
{
    char *body = malloc(length + 1);
    assert_non_null(body);
    memset(body, 'b', length);
    struct buf request = buf_new(length + length / (chunk ? chunk : 1) * 16 + 4096);
    buf_printf(&request, "POST %s HTTP/1.1\r\n" HOST CLOSE, path);
    if (!chunk) {
        buf_printf(&request, "Content-Length: %zu\r\n\r\n", length);
        buf_add(&request, body, length);
    } else {
        buf_add_text(&request, "Transfer-Encoding: chunked\r\n\r\n");
        for (size_t at = 0; at < length; at += chunk) {
            size_t piece = length - at < chunk ? length - at : chunk;
            buf_printf(&request, "%zx\r\n", piece);
            buf_add(&request, body + at, piece);
            buf_add_text(&request, "\r\n");
        }
        buf_add_text(&request, "0\r\n\r\n");
    }
    assert_false(request.failed);
    char *reply = ask_bytes(desk, request.at, request.length);
    buf_free(&request);
    free(body);
    return reply;
}

static void expect_post(const struct desk *desk, const char *path, size_t length, size_t chunk, int status, const char *text)
{
    char *reply = post(desk, path, length, chunk);
    if (status_of(reply) != status || !has(reply, text))
        fail_msg("%s of %zu: wanted %d with \"%s\", got: %.600s", path, length, status, text, reply);
    expect_security(reply);
    free(reply);
}

static void test_bodies(void **state)
{
    struct desk *desk = *state;
    expect_post(desk, "/", 0, 0, 200, "body=0 ");
    expect_post(desk, "/", 2048, 0, 200, "body=2048 ");
    expect_post(desk, "/", 2049, 0, 200, "body=2049 ");
    expect_post(desk, "/", BODY_MAX, 0, 200, "body=4194304 ");
    expect_post(desk, "/", 1000, 1, 200, "body=1000 ");
    expect_post(desk, "/", BODY_MAX, 50000, 200, "body=4194304 ");
    expect_post(desk, "/small", SMALL_MAX, 0, 200, "body=1024 ");
    expect_post(desk, "/small", SMALL_MAX, 100, 200, "body=1024 ");
}

static void test_bodies_too_large(void **state)
{
    struct desk *desk = *state;
    expect_post(desk, "/small", SMALL_MAX + 1, 0, 413, "\"code\":\"too_large\"");
    expect_post(desk, "/small", SMALL_MAX + 1, 100, 413, "\"code\":\"too_large\"");
    expect_post(desk, "/small", 1 << 20, 0, 413, "\"code\":\"too_large\"");
    expect_post(desk, "/small", 1 << 20, 1000, 413, "\"code\":\"too_large\"");
    expect(desk, "POST /small HTTP/1.1\r\n" HOST "Content-Length: 4294967296\r\nExpect: 100-continue\r\n\r\n", 413, "too_large");
    assert_true(http_count(desk->server).refused >= 5);
}

static void test_keep_alive_and_pipelining(void **state)
{
    struct desk *desk = *state;
    int fd = client_open(desk);
    for (int i = 0; i < 3; i++) {
        client_say(fd, "GET /again HTTP/1.1\r\n" HOST "\r\n");
        char *reply = client_hear(fd, "cookie=");
        assert_int_equal(status_of(reply), 200);
        free(reply);
    }
    client_say(fd, "POST /one HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\nabcGET /two HTTP/1.1\r\n" HOST
                   "\r\nGET /three HTTP/1.1\r\n" HOST CLOSE "\r\n");
    char *reply = client_hear(fd, NULL);
    const char *one = strstr(reply, "path=/one"), *two = strstr(reply, "path=/two"), *three = strstr(reply, "path=/three");
    assert_true(one && two && three && one < two && two < three);
    free(reply);
    close(fd);
}

static void *answer_parked(void *context)
{
    struct desk *desk = context;
    for (size_t i = 0; i < desk->parked_count; i++)
        answer_text(desk->parked[i], 201, "from another thread");
    return NULL;
}

static void desk_answer_all(struct desk *desk)
{
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, answer_parked, desk), 0);
    pthread_join(thread, NULL);
    desk->parked_count = 0;
}

static void test_parked_burst(void **state)
{
    enum { CLIENTS = 200 };
    struct desk *desk = *state;
    int fds[CLIENTS];
    for (int i = 0; i < CLIENTS; i++) {
        fds[i] = client_open(desk);
        client_say(fds[i], "POST /park HTTP/1.1\r\n" HOST CLOSE "Content-Length: 2\r\n\r\n{}");
    }
    desk_wait(desk, &desk->parked_count, CLIENTS);
    desk_answer_all(desk);
    for (int i = 0; i < CLIENTS; i++) {
        char *reply = client_hear(fds[i], NULL);
        assert_int_equal(status_of(reply), 201);
        expect_security(reply);
        free(reply);
        close(fds[i]);
    }
}

/* An answer may come before the handler has returned. */
static void test_parked_and_answered_at_once(void **state)
{
    struct desk *desk = *state;
    for (int i = 0; i < 200; i++) {
        int fd = client_open(desk);
        client_say(fd, "GET /park HTTP/1.1\r\n" HOST CLOSE "\r\n");
        desk_wait(desk, &desk->parked_count, 1);
        desk_answer_all(desk);
        char *reply = client_hear(fd, NULL);
        assert_int_equal(status_of(reply), 201);
        free(reply);
        close(fd);
    }
}

static void test_client_hangs_up_while_parked(void **state)
{
    struct desk *desk = *state;
    struct linger reset = {.l_onoff = 1};
    for (int i = 0; i < 50; i++) {
        int fd = client_open(desk);
        client_say(fd, "GET /park HTTP/1.1\r\n" HOST "\r\n");
        desk_wait(desk, &desk->parked_count, (size_t)i + 1);
        if (i % 2)
            setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
        close(fd);
    }
    desk_answer_all(desk);
    expect(desk, "GET / HTTP/1.1\r\n" HOST CLOSE "\r\n", 200, "path=/");
}

static void *arena_owner(void *context)
{
    struct http_exchange *x = context;
    struct arena *arena = http_take_arena(x);
    struct str path = http_request_of(x)->path, body = http_request_of(x)->body;
    answer_text(x, 200, "taken");
    assert_true(str_is(path, "/park"));
    assert_int_equal(body.length, 3000);
    assert_true(body.at[0] == 'b' && body.at[2999] == 'b');
    arena_free(arena);
    return NULL;
}

static void *post_parked(void *context)
{
    return post(context, "/park", 3000, 0);
}

static void test_arena_taken(void **state)
{
    struct desk *desk = *state;
    pthread_t client;
    void *reply;
    assert_int_equal(pthread_create(&client, NULL, post_parked, desk), 0);
    desk_wait(desk, &desk->parked_count, 1);
    arena_owner(desk->parked[0]);
    desk->parked_count = 0;
    pthread_join(client, &reply);
    assert_int_equal(status_of(reply), 200);
    free(reply);
}

static void test_streamed_body(void **state)
{
    struct desk *desk = *state;
    char *reply = ask(desk, "GET /countdown HTTP/1.0\r\n\r\n");
    assert_int_equal(strlen(strstr(reply, "\r\n\r\n")), 1000004);
    expect_security(reply);
    free(reply);
    desk->streams_end_badly = true;
    reply = ask(desk, "GET /countdown HTTP/1.1\r\n" HOST CLOSE "\r\n");
    assert_false(has(reply, "\r\n0\r\n"));
    free(reply);
    desk_wait_closed(desk, &desk->streams_closed, 2);
}

static void test_event_streams(void **state)
{
    enum { STREAMS = 100, ROUNDS = 20 };
    struct desk *desk = *state;
    int fds[STREAMS];
    for (int i = 0; i < STREAMS; i++) {
        fds[i] = client_open(desk);
        client_say(fds[i], "GET /events HTTP/1.1\r\n" HOST "\r\n");
    }
    desk_wait(desk, &desk->events_count, STREAMS);
    assert_int_equal(http_count(desk->server).streams, STREAMS);
    for (int round = 0; round < ROUNDS; round++)
        for (int i = 0; i < STREAMS; i++) {
            char event[64];
            snprintf(event, sizeof event, "id: %d\ndata: <%d>\n\n", round, round);
            assert_true(http_events_send(desk->events[i], str_of(event)));
        }
    for (int i = 0; i < STREAMS; i++) {
        char *heard = client_hear(fds[i], "<19>"), *at = heard;
        assert_true(has(heard, "Content-Type: text/event-stream\r\n"));
        expect_security(heard);
        for (int round = 0; round < ROUNDS; round++) {
            char event[16];
            snprintf(event, sizeof event, "<%d>", round);
            at = strstr(at, event);
            assert_non_null(at);
        }
        free(heard);
        close(fds[i]);
    }
}

/* The end of a stream shows when the next event cannot be written. */
static void test_event_stream_without_a_reader(void **state)
{
    struct desk *desk = *state;
    int fd = client_open(desk);
    client_say(fd, "GET /events HTTP/1.1\r\n" HOST "\r\n");
    desk_wait(desk, &desk->events_count, 1);
    close(fd);
    for (bool open = true; open; usleep(500)) {
        pthread_mutex_lock(&desk->lock);
        open = desk->closed == 0;
        if (open)
            (void)!http_events_send(desk->events[0], STR(": still there?\n\n"));
        pthread_mutex_unlock(&desk->lock);
    }
    assert_int_equal(http_count(desk->server).streams, 0);
}

static void test_event_stream_of_a_slow_reader(void **state)
{
    struct desk *desk = *state;
    int fd = client_open(desk), small = 4096;
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    client_say(fd, "GET /events HTTP/1.1\r\n" HOST "\r\n");
    desk_wait(desk, &desk->events_count, 1);
    static char event[8192];
    memset(event, 'e', sizeof event);
    size_t sent = 0;
    while (sent < (64u << 20) && http_events_send(desk->events[0], (struct str){event, sizeof event}))
        sent += sizeof event;
    assert_true(sent < (64u << 20));
    desk_wait_closed(desk, &desk->closed, 1);
    assert_int_equal(http_count(desk->server).streams, 0);
    close(fd);
}

static void test_slow_clients_are_closed(void **state)
{
    (void)state;
    struct desk *desk = desk_open((struct http_server_config){.request_timeout_s = 1, .idle_timeout_s = 30});
    static const char *const beginnings[] = {"", "GET ",
                                             "GET / HTTP/1.1\r\n" HOST "A: ", "POST / HTTP/1.1\r\n" HOST "Content-Length: 1000\r\n\r\n"};
    for (size_t i = 0; i < sizeof beginnings / sizeof beginnings[0]; i++) {
        int fd = client_open(desk);
        client_say(fd, beginnings[i]);
        struct pollfd wait = {.fd = fd, .events = POLLIN};
        int trickled = 0;
        for (; trickled < 200 && poll(&wait, 1, 50) == 0; trickled++)
            client_say(fd, "x");
        assert_true(trickled < 200);
        close(fd);
    }
    desk_close(desk);
}

static void test_forwarded_for(void **state)
{
    (void)state;
    struct desk *desk = desk_open((struct http_server_config){.trusted_proxies = 2});
#define FROM(list) "GET / HTTP/1.1\r\n" HOST CLOSE list "\r\n"
    expect(desk, FROM("X-Forwarded-For: 6.6.6.6, 192.0.2.7, 10.0.0.1\r\n"), 200, "peer=192.0.2.7 ");
    expect(desk, FROM("X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-For: 192.0.2.8\r\nX-Forwarded-For: 10.0.0.1\r\n"), 200, "peer=192.0.2.8 ");
    expect(desk, FROM("X-Forwarded-For: [2001:DB8::1]:443, 10.0.0.1\r\nX-Forwarded-Proto: https\r\n"), 200, "peer=2001:db8::1 secure=1");
    expect(desk, FROM("X-Forwarded-For: ::ffff:192.0.2.9, 10.0.0.1\r\n"), 200, "peer=192.0.2.9 ");
    expect(desk, FROM("X-Forwarded-For: nonsense, 10.0.0.1\r\n"), 200, "peer=127.0.0.1 ");
    expect(desk, FROM("X-Forwarded-Proto: https\r\n"), 200, "Strict-Transport-Security: max-age=31536000\r\n");
    desk_close(desk);
    desk = desk_open((struct http_server_config){0});
    expect(desk, FROM("X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Proto: https\r\n"), 200, "peer=127.0.0.1 secure=0");
    desk_close(desk);
}

struct late {
    struct desk *desk;
    unsigned wait_us;
};

static void *answer_late(void *context)
{
    struct late *late = context;
    usleep(late->wait_us);
    desk_answer_all(late->desk);
    return NULL;
}

static void test_stop_drains(void **state)
{
    (void)state;
    struct desk *desk = desk_open((struct http_server_config){0});
    int parked = client_open(desk), watching = client_open(desk), idle = client_open(desk);
    client_say(parked, "GET /park HTTP/1.1\r\n" HOST "\r\n");
    client_say(watching, "GET /events HTTP/1.1\r\n" HOST "\r\n");
    desk_wait(desk, &desk->parked_count, 1);
    desk_wait(desk, &desk->events_count, 1);
    pthread_t thread;
    struct late late = {desk, 100000};
    assert_int_equal(pthread_create(&thread, NULL, answer_late, &late), 0);
    http_stop(desk->server, 10000);
    pthread_join(thread, NULL);
    char *reply = client_hear(parked, NULL);
    assert_int_equal(status_of(reply), 201);
    free(reply);
    reply = client_hear(watching, NULL);
    assert_true(has(reply, "\r\n0\r\n\r\n"));
    free(reply);
    assert_int_equal(desk->closed, 1);
    close(parked), close(watching), close(idle);
    free(desk);
}

static void test_stop_does_not_wait_for_ever(void **state)
{
    (void)state;
    struct desk *desk = desk_open((struct http_server_config){0});
    int fds[3] = {client_open(desk), client_open(desk), client_open(desk)};
    for (int i = 0; i < 3; i++)
        client_say(fds[i], "GET /park HTTP/1.1\r\n" HOST "\r\n");
    desk_wait(desk, &desk->parked_count, 3);
    http_stop(desk->server, 10);
    /* The answers come after all. */
    answer_text(desk->parked[0], 200, "too late");
    assert_null(http_answer_events(desk->parked[1], stream_closed, desk));
    arena_free(http_take_arena(desk->parked[2]));
    answer_countdown(desk, desk->parked[2]);
    assert_int_equal(desk->streams_closed, 1);
    assert_int_equal(desk->closed, 0);
    for (int i = 0; i < 3; i++) {
        char *reply = client_hear(fds[i], NULL);
        assert_string_equal(reply, "");
        free(reply);
        close(fds[i]);
    }
    free(desk);
}

static void test_addresses(void **state)
{
    struct desk *desk = *state;
    struct http_server *server;
    struct fault why = {0};
    static const char *const bad[] = {"", "8080", ":8080", "127.0.0.1", "127.0.0.1:70000", "127.0.0.1:x", "[::1"};
    struct http_server_config config = {.body_max = desk_body_max, .handle = desk_handle, .refuse = desk_refuse};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        config.listen = bad[i];
        assert_int_equal(http_serve(&config, &server, &why), ERR_IO);
        assert_true(strlen(why.detail) > 10);
    }
    char taken[32];
    snprintf(taken, sizeof taken, "127.0.0.1:%u", http_port(desk->server));
    config.listen = taken;
    assert_int_equal(http_serve(&config, &server, &why), ERR_IO);
    assert_true(has(why.detail, taken));
}

static int setup(void **state)
{
    *state = desk_open((struct http_server_config){0});
    return 0;
}

static int teardown(void **state)
{
    desk_close(*state);
    return 0;
}

int main(void)
{
#define WITH_DESK(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        WITH_DESK(test_request_parts),
        WITH_DESK(test_head_has_no_body),
        WITH_DESK(test_security_headers),
        WITH_DESK(test_headers_of_the_caller),
        WITH_DESK(test_header_injection),
        WITH_DESK(test_smuggling),
        WITH_DESK(test_trickled_head),
        WITH_DESK(test_six_kilobytes_of_headers),
        WITH_DESK(test_ten_thousand_headers),
        WITH_DESK(test_bodies),
        WITH_DESK(test_bodies_too_large),
        WITH_DESK(test_keep_alive_and_pipelining),
        WITH_DESK(test_parked_burst),
        WITH_DESK(test_parked_and_answered_at_once),
        WITH_DESK(test_client_hangs_up_while_parked),
        WITH_DESK(test_arena_taken),
        WITH_DESK(test_streamed_body),
        WITH_DESK(test_event_streams),
        WITH_DESK(test_event_stream_without_a_reader),
        WITH_DESK(test_event_stream_of_a_slow_reader),
        cmocka_unit_test(test_slow_clients_are_closed),
        cmocka_unit_test(test_forwarded_for),
        cmocka_unit_test(test_stop_drains),
        cmocka_unit_test(test_stop_does_not_wait_for_ever),
        WITH_DESK(test_addresses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
