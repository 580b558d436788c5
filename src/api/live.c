/* The manager's stream: what moved, as server-sent events. The event id is a fact's number; a browser that comes back with an older one is
 * told at once that something moved, and reads the figures again. */
#include "api/dispatch.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { HEARTBEAT_S = 25 };

struct stream {
    struct live *live;
    struct http_events *events;
    struct watcher *watcher;
    bool narrow; /* a worker with a scope: told that something moved, not what */
    bool ended;
    struct stream *next;
};

struct live {
    struct flow *flow;
    pthread_mutex_t lock; /* of the list */
    pthread_cond_t closing_told;
    struct stream *streams;
    bool closing;
    pthread_t heart;
    bool heart_runs;
};

static void heart_wait(struct live *live)
{
    struct clock *clock = flow_clock(live->flow);
    int64_t until_us = clock->monotonic_us(clock) + HEARTBEAT_S * 1000000LL;
    struct timespec until = {.tv_sec = until_us / 1000000, .tv_nsec = until_us % 1000000 * 1000};
    pthread_cond_timedwait(&live->closing_told, &live->lock, &until);
}

static void *heart_beat(void *context)
{
    struct live *live = context;
    pthread_mutex_lock(&live->lock);
    while (!live->closing) {
        heart_wait(live);
        for (struct stream *s = live->streams; s && !live->closing; s = s->next)
            (void)http_events_send(s->events, STR(": still here\n\n"));
    }
    pthread_mutex_unlock(&live->lock);
    return NULL;
}

struct live *live_open(struct flow *flow)
{
    struct live *live = calloc(1, sizeof *live);
    if (!live)
        return NULL;
    live->flow = flow;
    pthread_mutex_init(&live->lock, NULL);
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&live->closing_told, &monotonic);
    live->heart_runs = pthread_create(&live->heart, NULL, heart_beat, live) == 0;
    return live;
}

void live_close(struct live *live)
{
    if (!live)
        return;
    pthread_mutex_lock(&live->lock);
    live->closing = true;
    pthread_cond_signal(&live->closing_told);
    pthread_mutex_unlock(&live->lock);
    if (live->heart_runs)
        pthread_join(live->heart, NULL);
    free(live);
}

static void send(struct stream *stream, int64_t fact, struct str json)
{
    struct buf text = buf_new(32768);
    if (stream->narrow)
        buf_printf(&text, "id: %lld\nevent: changed\ndata: {\"fact\":%lld}\n\n", (long long)fact, (long long)fact);
    else
        buf_printf(&text, "id: %lld\nevent: changed\ndata: %.*s\n\n", (long long)fact, STR_ARGS(json));
    if (!text.failed)
        (void)http_events_send(stream->events, buf_str(&text)); /* a slow reader is ended by http/ and comes back by itself */
    buf_free(&text);
}

static void tell(void *context, int64_t fact, struct str json)
{
    send(context, fact, json);
}

static void stream_closed(void *context)
{
    struct stream *stream = context;
    struct live *live = stream->live;
    flow_unwatch(live->flow, stream->watcher);
    pthread_mutex_lock(&live->lock);
    for (struct stream **at = &live->streams; *at; at = &(*at)->next)
        if (*at == stream) {
            *at = stream->next;
            break;
        }
    pthread_mutex_unlock(&live->lock);
    free(stream);
}

static void greet(struct stream *stream, int64_t seen, int64_t last)
{
    char text[96];
    (void)http_events_send(stream->events, STR("retry: 2000\n\n"));
    if (seen == last)
        return;
    snprintf(text, sizeof text, "{\"fact\":%lld}", (long long)last);
    send(stream, last, str_of(text));
}

void op_live(struct call *call)
{
    struct live *live = call->api->live;
    struct stream *stream = calloc(1, sizeof *stream);
    if (!stream) {
        call_fail_code(call, ERR_MEMORY);
        return;
    }
    *stream = (struct stream){.live = live, .narrow = call->principal.role == ROLE_WORKER};
    int64_t seen = -1, workspace_id = call->principal.workspace_id, last = flow_last(call->flow, workspace_id);
    struct str given = http_header_of(call->x, "Last-Event-ID");
    if (given.at && !str_integer(given, &seen))
        seen = -1;
    call_unlock(call);
    stream->events = http_answer_events(call->x, stream_closed, stream);
    if (!stream->events) {
        free(stream);
        return;
    }
    greet(stream, seen, last);
    pthread_mutex_lock(&live->lock);
    stream->next = live->streams;
    live->streams = stream;
    pthread_mutex_unlock(&live->lock);
    if (flow_watch(live->flow, workspace_id, tell, stream, &stream->watcher) != ERR_NONE)
        stream->watcher = NULL;
}
