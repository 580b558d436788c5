/* Bodies made as they are sent, event streams, and how a server stops. */
#include "http_desk.h"

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

struct late {
    struct desk *desk;
    char *turned_away;
};

/* Comes until the server drains: then who comes is hung up on, and who waits is answered. */
static void *answer_late(void *context)
{
    struct late *late = context;
    for (;;) {
        late->turned_away = ask(late->desk, "GET / HTTP/1.1\r\n" HOST CLOSE "\r\n");
        if (!*late->turned_away)
            break;
        free(late->turned_away);
    }
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
    struct late late = {.desk = desk};
    assert_int_equal(pthread_create(&thread, NULL, answer_late, &late), 0);
    http_stop(desk->server, 10000);
    pthread_join(thread, NULL);
    assert_string_equal(late.turned_away, "");
    free(late.turned_away);
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

int main(void)
{
#define WITH_DESK(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        WITH_DESK(test_streamed_body),
        WITH_DESK(test_event_streams),
        WITH_DESK(test_event_stream_without_a_reader),
        WITH_DESK(test_event_stream_of_a_slow_reader),
        cmocka_unit_test(test_stop_drains),
        cmocka_unit_test(test_stop_does_not_wait_for_ever),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
