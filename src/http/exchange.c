/* One request from its line to its completion. */
#include "http/inside.h"

#include <poll.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

static void exchange_link(struct http_server *server, struct http_exchange *x)
{
    pthread_mutex_lock(&server->lock);
    x->after = server->exchanges;
    if (x->after)
        x->after->before = x;
    server->exchanges = x;
    pthread_mutex_unlock(&server->lock);
}

static void exchange_unlink(struct http_server *server, struct http_exchange *x)
{
    pthread_mutex_lock(&server->lock);
    if (x->before)
        x->before->after = x->after;
    else
        server->exchanges = x->after;
    if (x->after)
        x->after->before = x->before;
    if (!server->exchanges && server->stopping)
        eventfd_write(server->idle, 1);
    pthread_mutex_unlock(&server->lock);
}

void *exchange_open(void *context, const char *target, struct MHD_Connection *mhd)
{
    struct http_server *server = context;
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    struct connection *connection = info ? info->socket_context : NULL;
    size_t length = target ? strlen(target) : 0;
    struct http_exchange *x = connection ? calloc(1, sizeof *x + length + 1) : NULL;
    if (!x)
        return NULL;
    x->server = server, x->mhd = mhd, x->connection = connection, x->holders = 1, x->target_length = length;
    if (length)
        memcpy(x->target, target, length + 1);
    pthread_mutex_init(&x->lock, NULL);
    connection->exchange = x;
    connection_due(connection, server->config.request_timeout_s);
    exchange_link(server, x);
    return x;
}

void exchange_let_go(struct http_exchange *x)
{
    pthread_mutex_lock(&x->lock);
    bool last = --x->holders == 0;
    pthread_mutex_unlock(&x->lock);
    if (!last)
        return;
    atomic_fetch_sub(&x->server->large, x->large);
    if (x->reply && !x->shared)
        MHD_destroy_response(x->reply);
    if (!x->arena_taken)
        arena_free(x->request.arena);
    if (x->grown)
        free(x->body);
    buf_free(&x->text);
    pthread_mutex_destroy(&x->lock);
    free(x);
}

void exchange_completed(void *context, struct MHD_Connection *mhd, void **state, enum MHD_RequestTerminationCode why)
{
    struct http_server *server = context;
    struct http_exchange *x = *state;
    (void)mhd, (void)why;
    *state = NULL;
    if (!x)
        return;
    x->connection->exchange = NULL;
    connection_due(x->connection, server->config.idle_timeout_s + server->config.request_timeout_s);
    exchange_unlink(server, x);
    exchange_let_go(x);
}

void exchange_refuse(struct http_exchange *x, enum err code, const char *detail)
{
    x->state = EXCHANGE_HANDLING;
    atomic_fetch_add_explicit(&x->server->refused_count, 1, memory_order_relaxed);
    x->server->config.refuse(x->server->config.context, x, code, detail);
    must(x->state == EXCHANGE_ANSWERED);
}

/* A reply that travels at least 16 KiB a second is in time. */
static enum MHD_Result exchange_queue(struct http_exchange *x)
{
    if (!x->reply)
        return MHD_NO;
    connection_due(x->connection, x->server->config.request_timeout_s + (unsigned)(x->reply_size / 16384));
    return x->server->queue(x->mhd, x->status, x->reply);
}

static enum MHD_Result exchange_turn_away(struct http_exchange *x, enum err code, const char *detail)
{
    x->connection->linger = true;
    exchange_refuse(x, code, detail);
    return exchange_queue(x);
}

static size_t ceiling_of_arena(size_t body_max)
{
    return body_max < (SIZE_MAX >> 5) ? body_max * 16 + (1u << 20) : SIZE_MAX >> 1;
}

/* Who asks is known only when the body is in: what strangers may make the server hold has one bound for all of them. */
static bool body_reserve(struct http_exchange *x, uint64_t length)
{
    size_t wanted = length == UINT64_MAX ? x->body_max : (size_t)length;
    if (wanted <= BODY_LARGE)
        return true;
    x->large = wanted;
    return atomic_fetch_add(&x->server->large, wanted) + wanted <= BODIES_LARGE_MAX;
}

static enum MHD_Result exchange_begin(struct http_exchange *x, const char *path, const char *method, const char *version)
{
    const struct http_server_config *config = &x->server->config;
    uint64_t length = 0;
    x->state = EXCHANGE_READING;
    x->body_max = config->body_max(config->context, str_of(strcmp(method, "HEAD") == 0 ? "GET" : method),
                                   (struct str){x->target, strcspn(x->target, "?")});
    x->request.arena = arena_new(ceiling_of_arena(x->body_max));
    if (!x->request.arena || request_fill(x, method) != ERR_NONE)
        return MHD_NO;
    atomic_fetch_add_explicit(&x->server->requests_count, 1, memory_order_relaxed);
    if (strcmp(method, "TRACE") == 0 || strcmp(method, "CONNECT") == 0)
        return exchange_turn_away(x, ERR_NOT_ALLOWED, "This method is not served.");
    const char *fault = request_check(x, path, method, version, &length);
    if (fault)
        return exchange_turn_away(x, ERR_MALFORMED, fault);
    if (length != UINT64_MAX && length > x->body_max)
        return exchange_turn_away(x, ERR_TOO_LARGE, "The body is larger than this address takes.");
    if (!body_reserve(x, length))
        return exchange_turn_away(x, ERR_BUSY, "Too many large bodies are coming in just now. Try again in a moment.");
    if (length && length <= BODY_SMALL && (x->body = arena_take(x->request.arena, (size_t)length + 1)))
        x->body_capacity = (size_t)length + 1;
    return MHD_YES;
}

/* Room for `size` more bytes and a NUL. */
static bool body_grow(struct http_exchange *x, size_t size)
{
    size_t wanted = x->body_length + size + 1, capacity = x->body_capacity ? x->body_capacity : 16384;
    if (wanted <= x->body_capacity)
        return true;
    while (capacity < wanted)
        capacity *= 2;
    char *grown = realloc(x->grown ? x->body : NULL, capacity);
    if (!grown)
        return false;
    if (!x->grown && x->body_length)
        memcpy(grown, x->body, x->body_length);
    x->body = grown, x->body_capacity = capacity, x->grown = true;
    return true;
}

/* Writes the refusal past the library, which takes no reply while a body is coming in, and cuts the connection. */
static enum MHD_Result exchange_cut(struct http_exchange *x)
{
    x->raw = x->connection->linger = true;
    x->text = buf_new(65536);
    exchange_refuse(x, ERR_TOO_LARGE, "The body is larger than this address takes.");
    if (!x->server->config.certificate && !x->text.failed && x->text.length)
        (void)!send(x->connection->fd, x->text.at, x->text.length, MSG_DONTWAIT | MSG_NOSIGNAL);
    return MHD_NO;
}

static enum MHD_Result exchange_read(struct http_exchange *x, const char *data, size_t *size)
{
    size_t length = *size;
    *size = 0;
    if (length > x->body_max - x->body_length)
        x->overflowed = true;
    if (x->overflowed) {
        x->excess += length;
        return x->excess > BODY_EXCESS_MAX ? exchange_cut(x) : MHD_YES;
    }
    if (!body_grow(x, length))
        return MHD_NO;
    memcpy(x->body + x->body_length, data, length);
    x->body_length += length;
    return MHD_YES;
}

static enum err body_close(struct http_exchange *x)
{
    if (!x->body_length)
        return ERR_NONE;
    x->body[x->body_length] = 0;
    x->request.body = (struct str){x->body, x->body_length};
    if (x->grown && arena_on_free(x->request.arena, free, x->body) != ERR_NONE)
        return ERR_MEMORY;
    x->grown = false;
    return ERR_NONE;
}

static enum MHD_Result exchange_handle(struct http_exchange *x)
{
    connection_due(x->connection, 0);
    if (x->overflowed)
        return exchange_turn_away(x, ERR_TOO_LARGE, "The body is larger than this address takes.");
    if (body_close(x) != ERR_NONE)
        return MHD_NO;
    x->state = EXCHANGE_HANDLING;
    x->server->config.handle(x->server->config.context, x);
    if (x->was_parked)
        return MHD_YES;
    must(x->state == EXCHANGE_ANSWERED);
    return exchange_queue(x);
}

static enum MHD_Result exchange_return(struct http_exchange *x)
{
    pthread_mutex_lock(&x->lock);
    bool answered = x->state == EXCHANGE_ANSWERED;
    pthread_mutex_unlock(&x->lock);
    return answered ? exchange_queue(x) : MHD_NO;
}

enum MHD_Result exchange_step(void *context, struct MHD_Connection *mhd, const char *path, const char *method, const char *version,
                              const char *data, size_t *size, void **state)
{
    struct http_exchange *x = *state;
    (void)context, (void)mhd;
    if (!x)
        return MHD_NO;
    if (x->was_parked)
        return exchange_return(x);
    if (x->state == EXCHANGE_NEW)
        return exchange_begin(x, path, method, version);
    if (x->state != EXCHANGE_READING)
        return MHD_NO;
    return *size ? exchange_read(x, data, size) : exchange_handle(x);
}

void http_park(struct http_exchange *x)
{
    must(x->state == EXCHANGE_HANDLING && !x->was_parked);
    pthread_mutex_lock(&x->server->lock);
    x->was_parked = true;
    x->holders++;
    atomic_fetch_add(&x->server->holders, 1);
    x->state = EXCHANGE_PARKED;
    MHD_suspend_connection(x->mhd);
    if (x->server->cut)
        exchange_abandon(x);
    pthread_mutex_unlock(&x->server->lock);
}

void exchange_abandon(struct http_exchange *x)
{
    pthread_mutex_lock(&x->lock);
    if (x->state == EXCHANGE_PARKED) {
        x->state = EXCHANGE_ABANDONED;
        MHD_resume_connection(x->mhd);
        x->mhd = NULL;
    }
    pthread_mutex_unlock(&x->lock);
}

bool exchange_give(struct http_exchange *x, struct MHD_Response *reply, unsigned status)
{
    if (!x->was_parked) {
        must(x->state == EXCHANGE_HANDLING);
        x->reply = reply, x->status = status, x->state = EXCHANGE_ANSWERED;
        return true;
    }
    pthread_mutex_lock(&x->lock);
    must(x->state == EXCHANGE_PARKED || x->state == EXCHANGE_ABANDONED);
    bool waited = x->state == EXCHANGE_PARKED;
    if (waited) {
        x->reply = reply, x->status = status, x->state = EXCHANGE_ANSWERED;
        MHD_resume_connection(x->mhd);
    }
    pthread_mutex_unlock(&x->lock);
    struct http_server *server = x->server;
    exchange_let_go(x);
    server_let_go(server);
    return waited;
}

bool http_gone(const struct http_exchange *x)
{
    struct http_exchange *own = (struct http_exchange *)x; /* for its lock */
    pthread_mutex_lock(&own->lock);
    bool gone = x->state == EXCHANGE_ABANDONED || !x->connection;
    struct pollfd side = {.fd = gone ? -1 : x->connection->fd, .events = POLLRDHUP};
    if (!gone)
        gone = poll(&side, 1, 0) == 1;
    pthread_mutex_unlock(&own->lock);
    return gone;
}

struct arena *http_take_arena(struct http_exchange *x)
{
    must(!x->arena_taken);
    x->arena_taken = true;
    return x->request.arena;
}
