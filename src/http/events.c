/* Server-sent events: a body that waits. */
#include "http/inside.h"

#include <stdlib.h>
#include <sys/socket.h>

static void events_link(struct http_events *e)
{
    struct http_server *server = e->server;
    pthread_mutex_lock(&server->lock);
    e->ending = server->stopping;
    e->after = server->events;
    if (e->after)
        e->after->before = e;
    server->events = e;
    pthread_mutex_unlock(&server->lock);
    atomic_fetch_add(&server->streams_count, 1);
}

static void events_unlink(struct http_events *e)
{
    struct http_server *server = e->server;
    pthread_mutex_lock(&server->lock);
    if (e->before)
        e->before->after = e->after;
    else
        server->events = e->after;
    if (e->after)
        e->after->before = e->before;
    pthread_mutex_unlock(&server->lock);
    atomic_fetch_sub(&server->streams_count, 1);
}

/* With the lock held. */
static void events_wake(struct http_events *e)
{
    if (!e->suspended)
        return;
    e->suspended = false;
    MHD_resume_connection(e->mhd);
}

static size_t events_take(struct http_events *e, char *to, size_t size)
{
    size_t count = e->waiting.length < size ? e->waiting.length : size;
    memcpy(to, e->waiting.at, count);
    if (count == e->waiting.length) {
        buf_free(&e->waiting);
        e->waiting = buf_new(EVENTS_WAITING_MAX + 1);
        return count;
    }
    memmove(e->waiting.at, e->waiting.at + count, e->waiting.length - count);
    e->waiting.length -= count;
    return count;
}

static ssize_t events_read(void *context, uint64_t position, char *to, size_t size)
{
    struct http_events *e = context;
    ssize_t count = 0;
    (void)position;
    pthread_mutex_lock(&e->lock);
    if (e->waiting.length) {
        connection_due(e->connection, e->server->config.request_timeout_s);
        count = (ssize_t)events_take(e, to, size);
    } else if (e->ending) {
        count = MHD_CONTENT_READER_END_OF_STREAM;
    } else {
        connection_due(e->connection, 0);
        e->suspended = true;
        MHD_suspend_connection(e->mhd);
    }
    pthread_mutex_unlock(&e->lock);
    return count;
}

static void events_free(void *context)
{
    struct http_events *e = context;
    events_unlink(e);
    if (e->closed)
        e->closed(e->context);
    buf_free(&e->waiting);
    pthread_mutex_destroy(&e->lock);
    free(e);
}

/* NULL when memory is out; the events are freed then. */
static struct MHD_Response *events_response(const struct http_exchange *x, struct http_events *e)
{
    static const struct http_reply reply = {
        .status = 200, .type = "text/event-stream", .headers = {{"X-Accel-Buffering", {"no", 2}}}, .headers_count = 1};
    struct MHD_Response *made = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 1024, events_read, e, events_free);
    if (!made)
        events_free(e);
    else if (reply_dress(x, &reply, made))
        return made;
    else
        MHD_destroy_response(made);
    return NULL;
}

static struct http_events *events_new(const struct http_exchange *x)
{
    struct http_events *e = calloc(1, sizeof *e);
    if (!e)
        return NULL;
    e->server = x->server, e->mhd = x->mhd, e->connection = x->connection;
    e->waiting = buf_new(EVENTS_WAITING_MAX + 1);
    pthread_mutex_init(&e->lock, NULL);
    buf_add_text(&e->waiting, ":\n\n"); /* the first bytes of a body push the headers out */
    events_link(e);
    return e;
}

struct http_events *http_answer_events(struct http_exchange *x, void (*closed)(void *context), void *context)
{
    struct http_events *e = events_new(x);
    struct MHD_Response *made = e ? events_response(x, e) : NULL;
    if (!made) {
        http_answer(x, &(struct http_reply){.status = 500});
        return NULL;
    }
    e->closed = closed, e->context = context;
    if (exchange_give(x, made, 200))
        return e;
    e->closed = NULL;
    MHD_destroy_response(made);
    return NULL;
}

bool http_events_send(struct http_events *e, struct str bytes)
{
    pthread_mutex_lock(&e->lock);
    bool taken = !e->ending && bytes.length <= EVENTS_WAITING_MAX - e->waiting.length;
    if (taken)
        buf_add_str(&e->waiting, bytes);
    taken = taken && !e->waiting.failed;
    if (!taken && !e->ending) {
        e->ending = true;
        shutdown(e->connection->fd, SHUT_RDWR);
    }
    events_wake(e);
    pthread_mutex_unlock(&e->lock);
    return taken;
}

void events_end(struct http_events *e)
{
    pthread_mutex_lock(&e->lock);
    e->ending = true;
    events_wake(e);
    pthread_mutex_unlock(&e->lock);
}
