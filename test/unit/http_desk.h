/* A server whose handler does what the path says, and a client of plain sockets: for the tests of http/. */
#pragma once
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

static inline size_t desk_body_max(void *context, struct str method, struct str path)
{
    (void)context, (void)method;
    return str_starts(path, "/small") ? SMALL_MAX : BODY_MAX;
}

static inline void desk_refuse(void *context, struct http_exchange *x, enum err code, const char *detail)
{
    (void)context;
    char *text = arena_printf(http_request_of(x)->arena, "{\"code\":\"%s\",\"detail\":\"%s\"}", err_name(code), detail);
    http_answer(x, &(struct http_reply){.status = err_http_status(code), .type = "application/problem+json", .body = str_of(text)});
}

static inline void answer_text(struct http_exchange *x, int status, const char *text)
{
    http_answer(x, &(struct http_reply){.status = status, .type = "text/plain; charset=utf-8", .body = str_of(text)});
}

static inline void answer_echo(struct http_exchange *x)
{
    const struct http_request *r = http_request_of(x);
    char *text = arena_printf(r->arena, "method=%.*s path=%.*s query=%.*s body=%zu peer=%s secure=%d probe=%.*s cookie=%.*s",
                              STR_ARGS(r->method), STR_ARGS(r->path), STR_ARGS(r->query), r->body.length, r->peer, r->secure,
                              STR_ARGS(http_header_of(x, "X-Probe")), STR_ARGS(http_cookie_of(x, "probe")));
    answer_text(x, 200, text);
}

static inline void desk_park(struct desk *desk, struct http_exchange *x)
{
    http_park(x);
    pthread_mutex_lock(&desk->lock);
    desk->parked[desk->parked_count++] = x;
    pthread_cond_broadcast(&desk->changed);
    pthread_mutex_unlock(&desk->lock);
}

static inline void stream_closed(void *context)
{
    struct desk *desk = context;
    pthread_mutex_lock(&desk->lock);
    desk->closed++;
    pthread_cond_broadcast(&desk->changed);
    pthread_mutex_unlock(&desk->lock);
}

static inline void desk_watch(struct desk *desk, struct http_exchange *x)
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

static inline long countdown_read(void *context, char *to, size_t size)
{
    struct countdown *c = context;
    if (c->left == 0)
        return c->desk->streams_end_badly ? -1 : 0;
    long count = c->left < (long)size ? c->left : (long)size;
    memset(to, 'x', (size_t)count);
    c->left -= count;
    return count;
}

static inline void countdown_close(void *context)
{
    struct countdown *c = context;
    pthread_mutex_lock(&c->desk->lock);
    c->desk->streams_closed++;
    pthread_cond_broadcast(&c->desk->changed);
    pthread_mutex_unlock(&c->desk->lock);
    free(c);
}

static inline void answer_countdown(struct desk *desk, struct http_exchange *x)
{
    struct countdown *c = malloc(sizeof *c);
    assert_non_null(c);
    *c = (struct countdown){desk, 1000000};
    http_answer_stream(x, &(struct http_reply){.status = 200, .type = "text/csv"}, countdown_read, countdown_close, c);
}

static inline void answer_with_headers(struct http_exchange *x)
{
    struct http_reply reply = {.status = 303, .headers_count = 3};
    reply.headers[0] = (struct http_header){"Location", str_of("/thanks")};
    reply.headers[1] = (struct http_header){"referrer-policy", str_of("same-origin")};
    reply.headers[2] = (struct http_header){"Cache-Control", str_of("max-age=60")};
    reply.csp = "default-src 'self'; frame-ancestors https://example.com";
    http_answer(x, &reply);
}

/* The query goes into a header as it stands decoded: the attack. */
static inline void answer_injection(struct http_exchange *x)
{
    struct str value;
    assert_int_equal(http_percent_decode(http_request_of(x)->arena, http_request_of(x)->query, true, &value), ERR_NONE);
    struct http_reply reply = {.status = 303, .headers_count = 1};
    reply.headers[0] = (struct http_header){"Location", value};
    http_answer(x, &reply);
}

/* The query is the body, with one header of it: as often as it is asked, by as many as ask. */
static inline void answer_same(struct http_exchange *x)
{
    struct str query = http_request_of(x)->query;
    struct http_reply reply = {.status = 200, .type = "text/plain", .body = query, .headers_count = 1, .same_for_all = true};
    reply.headers[0] = (struct http_header){"X-First", {query.at, 1}};
    http_answer(x, &reply);
}

static inline void desk_handle(void *context, struct http_exchange *x)
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
    else if (str_is(path, "/same"))
        answer_same(x);
    else if (str_is(path, "/nothing"))
        http_answer(x, &(struct http_reply){.status = 204});
    else
        answer_echo(x);
}

static inline struct desk *desk_open(struct http_server_config config)
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

static inline void desk_close(struct desk *desk)
{
    http_stop(desk->server, 2000);
    pthread_mutex_destroy(&desk->lock);
    pthread_cond_destroy(&desk->changed);
    free(desk);
}

static inline void desk_wait(struct desk *desk, const size_t *count, size_t wanted)
{
    pthread_mutex_lock(&desk->lock);
    while (*count < wanted)
        pthread_cond_wait(&desk->changed, &desk->lock);
    pthread_mutex_unlock(&desk->lock);
}

static inline void desk_wait_closed(struct desk *desk, const unsigned *count, unsigned wanted)
{
    pthread_mutex_lock(&desk->lock);
    while (*count < wanted)
        pthread_cond_wait(&desk->changed, &desk->lock);
    pthread_mutex_unlock(&desk->lock);
}

/* ---- the client ---- */

static inline int client_open(const struct desk *desk)
{
    struct sockaddr_in at = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)http_port(desk->server)), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct timeval most = {.tv_sec = 30}; /* a reply that does not come is a failure, not a wait */
    assert_true(fd >= 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &most, sizeof most);
    assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof at), 0);
    return fd;
}

static inline void client_send(int fd, const char *bytes, size_t length)
{
    while (length) {
        ssize_t sent = send(fd, bytes, length, MSG_NOSIGNAL);
        if (sent <= 0)
            return; /* the server may hang up on us: the reading side tells */
        bytes += sent, length -= (size_t)sent;
    }
}

static inline void client_say(int fd, const char *text)
{
    client_send(fd, text, strlen(text));
}

/* Until `end` was seen, or the end of the connection. The caller frees. */
static inline char *client_hear(int fd, const char *end)
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
static inline char *ask_bytes(const struct desk *desk, const char *bytes, size_t length)
{
    int fd = client_open(desk);
    client_send(fd, bytes, length);
    char *heard = client_hear(fd, NULL);
    close(fd);
    return heard;
}

static inline char *ask(const struct desk *desk, const char *text)
{
    return ask_bytes(desk, text, strlen(text));
}

static inline int status_of(const char *reply)
{
    return strncmp(reply, "HTTP/1.1 ", 9) == 0 ? (int)strtol(reply + 9, NULL, 10) : 0;
}

static inline bool has(const char *reply, const char *text)
{
    return strstr(reply, text) != NULL;
}

static inline void expect(const struct desk *desk, const char *request, int status, const char *text)
{
    char *reply = ask(desk, request);
    if (status_of(reply) != status || !has(reply, text))
        fail_msg("wanted %d with \"%s\", got: %s", status, text, reply);
    free(reply);
}

#define HOST "Host: a\r\n"
#define CLOSE "Connection: close\r\n"

static inline void expect_security(const char *reply)
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

static inline void *answer_parked(void *context)
{
    struct desk *desk = context;
    for (size_t i = 0; i < desk->parked_count; i++)
        answer_text(desk->parked[i], 201, "from another thread");
    return NULL;
}

static inline void desk_answer_all(struct desk *desk)
{
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, answer_parked, desk), 0);
    pthread_join(thread, NULL);
    desk->parked_count = 0;
}

static inline int setup(void **state)
{
    *state = desk_open((struct http_server_config){0});
    return 0;
}

static inline int teardown(void **state)
{
    desk_close(*state);
    return 0;
}
