/* Connections: how long they may take, and how they end.
 *
 * The library's own timeout starts anew with every byte; a client that trickles would never be late. So one thread counts seconds and shuts
 * down the sockets whose time is over; the net threads then see the end and clean up. */
#include "http/inside.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

void connection_due(struct connection *connection, unsigned in_s)
{
    unsigned due = in_s ? atomic_load_explicit(&connection->server->tick, memory_order_relaxed) + in_s + 1 : 0;
    atomic_store_explicit(&connection->due, due, memory_order_relaxed);
}

static void connection_opened(struct http_server *server, struct MHD_Connection *mhd, void **context)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD);
    struct connection *connection = info ? calloc(1, sizeof *connection) : NULL;
    *context = connection;
    if (!connection)
        return;
    connection->server = server, connection->fd = info->connect_fd;
    connection_due(connection, server->config.request_timeout_s);
    pthread_mutex_lock(&server->lock);
    connection->after = server->connections;
    if (connection->after)
        connection->after->before = connection;
    server->connections = connection;
    pthread_mutex_unlock(&server->lock);
    atomic_fetch_add(&server->connections_count, 1);
}

/* With the server's lock held. A second descriptor keeps the socket open after the library closed its own: closing it with bytes unread
 * would reset the connection, and the client would lose the reply that says why. */
static void connection_linger(struct http_server *server, const struct connection *connection)
{
    int fd = server->lingers_count < LINGER_MAX ? fcntl(connection->fd, F_DUPFD_CLOEXEC, 0) : -1;
    if (fd < 0)
        return;
    shutdown(fd, SHUT_WR);
    server->lingers[server->lingers_count++] = (struct lingering){fd, atomic_load(&server->tick) + LINGER_S};
}

static void connection_closed(struct http_server *server, struct connection *connection)
{
    pthread_mutex_lock(&server->lock);
    if (connection->linger)
        connection_linger(server, connection);
    if (connection->before)
        connection->before->after = connection->after;
    else
        server->connections = connection->after;
    if (connection->after)
        connection->after->before = connection->before;
    pthread_mutex_unlock(&server->lock);
    atomic_fetch_sub(&server->connections_count, 1);
    free(connection);
}

/* A server that drains hangs up on who comes. MHD_quiesce_daemon would refuse them, but two of the library's threads may then let go of the
 * listening socket at once, and it aborts. */
enum MHD_Result connection_policy(void *context, const struct sockaddr *from, socklen_t from_size)
{
    struct http_server *server = context;
    (void)from, (void)from_size;
    pthread_mutex_lock(&server->lock);
    bool welcome = !server->stopping;
    pthread_mutex_unlock(&server->lock);
    return welcome ? MHD_YES : MHD_NO;
}

void connection_notice(void *server, struct MHD_Connection *mhd, void **context, enum MHD_ConnectionNotificationCode what)
{
    if (what == MHD_CONNECTION_NOTIFY_STARTED)
        connection_opened(server, mhd, context);
    else if (*context)
        connection_closed(server, *context);
}

/* Unsigned distance, so that the counter may run over. */
static bool is_over(unsigned due, unsigned tick)
{
    return (int)(tick - due) >= 0;
}

static void connections_cut(struct http_server *server, unsigned tick)
{
    for (struct connection *c = server->connections; c; c = c->after) {
        unsigned due = atomic_load_explicit(&c->due, memory_order_relaxed);
        if (due && is_over(due, tick))
            shutdown(c->fd, SHUT_RDWR);
    }
}

static void lingers_close(struct http_server *server, unsigned tick, bool all)
{
    size_t kept = 0;
    for (size_t i = 0; i < server->lingers_count; i++)
        if (all || is_over(server->lingers[i].due, tick))
            close(server->lingers[i].fd);
        else
            server->lingers[kept++] = server->lingers[i];
    server->lingers_count = kept;
}

void *connection_watch(void *context)
{
    struct http_server *server = context;
    bool watched = true;
    while (watched) {
        uint64_t seconds = 0;
        if (read(server->timer, &seconds, sizeof seconds) != sizeof seconds)
            continue;
        pthread_mutex_lock(&server->lock);
        watched = server->watched;
        unsigned tick = atomic_fetch_add(&server->tick, (unsigned)seconds) + (unsigned)seconds;
        connections_cut(server, tick);
        lingers_close(server, tick, !watched);
        pthread_mutex_unlock(&server->lock);
    }
    return NULL;
}
