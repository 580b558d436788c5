/* The HTTP server's requests and replies, through real sockets. */
#include "http_desk.h"

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

/* More of them than are kept, over and over: each asker gets its own bytes, and HEAD none. */
static void test_same_for_all(void **state)
{
    struct desk *desk = *state;
    char request[128], first[32], body[32];
    for (int round = 0; round < 3; round++)
        for (int i = 0; i < 20; i++) {
            snprintf(request, sizeof request, "GET /same?%c-%d HTTP/1.1\r\n" HOST CLOSE "\r\n", 'a' + i % 3, i);
            snprintf(first, sizeof first, "X-First: %c\r\n", 'a' + i % 3);
            snprintf(body, sizeof body, "\r\n\r\n%c-%d", 'a' + i % 3, i);
            char *reply = ask(desk, request);
            assert_int_equal(status_of(reply), 200);
            assert_true(has(reply, first));
            assert_string_equal(strstr(reply, "\r\n\r\n"), body);
            expect_security(reply);
            free(reply);
        }
    char *reply = ask(desk, "HEAD /same?a-0 HTTP/1.1\r\n" HOST CLOSE "\r\n");
    assert_true(has(reply, "Content-Length: 3\r\n"));
    assert_string_equal(strstr(reply, "\r\n\r\n"), "\r\n\r\n");
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

static void test_a_client_that_left_is_known(void **state)
{
    struct desk *desk = *state;
    struct linger reset = {.l_onoff = 1};
    for (int i = 0; i < 4; i++) {
        int fd = client_open(desk);
        client_say(fd, "GET /park HTTP/1.1\r\n" HOST "\r\n");
        desk_wait(desk, &desk->parked_count, (size_t)i + 1);
        assert_false(http_gone(desk->parked[i]));
        if (i % 2)
            setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
        close(fd);
        for (int look = 0; look < 1000 && !http_gone(desk->parked[i]); look++)
            usleep(1000);
        assert_true(http_gone(desk->parked[i]));
    }
    desk_answer_all(desk);
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

int main(void)
{
#define WITH_DESK(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        WITH_DESK(test_request_parts),
        WITH_DESK(test_head_has_no_body),
        WITH_DESK(test_security_headers),
        WITH_DESK(test_headers_of_the_caller),
        WITH_DESK(test_same_for_all),
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
        WITH_DESK(test_a_client_that_left_is_known),
        WITH_DESK(test_arena_taken),
        cmocka_unit_test(test_slow_clients_are_closed),
        cmocka_unit_test(test_forwarded_for),
        WITH_DESK(test_addresses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
