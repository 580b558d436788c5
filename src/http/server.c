/* The server's start and end. */
#include "http/inside.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <poll.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

enum { THREADS_MAX = 64, CONNECTIONS_DEFAULT = 16384, DESCRIPTORS_BESIDES = 256, BACKLOG = 4096 };

/* "host:port" and "[host]:port" into their parts. */
static bool address_split(const char *listen, char host[256], char port[8])
{
    const char *colon = strrchr(listen, ':');
    size_t length = colon ? (size_t)(colon - listen) : 0;
    if (length > 1 && listen[0] == '[' && listen[length - 1] == ']')
        listen++, length -= 2;
    int64_t number;
    if (!colon || length == 0 || length > 255 || !str_integer(str_of(colon + 1), &number) || number < 0 || number > 65535)
        return false;
    memcpy(host, listen, length);
    host[length] = 0;
    snprintf(port, 8, "%d", (int)number);
    return true;
}

static int socket_listen(const struct addrinfo *at)
{
    int fd = socket(at->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    int on = 1, off = 0;
    if (fd < 0)
        return -1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on); /* accepted sockets inherit it */
    if (at->ai_family == AF_INET6)
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
    if (bind(fd, at->ai_addr, at->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0)
        return fd;
    int failure = errno;
    close(fd);
    errno = failure;
    return -1;
}

static enum err address_open(const char *listen, int *fd, struct fault *why)
{
    char host[256], port[8];
    if (!address_split(listen, host, port))
        return fault_set(why, ERR_IO, "listen", "listen", "\"%s\" is no address to listen on; it should look like 127.0.0.1:8080.", listen);
    struct addrinfo wish = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE}, *found = NULL;
    int failure = getaddrinfo(host, port, &wish, &found);
    if (failure)
        return fault_set(why, ERR_IO, "listen", "listen", "The address \"%s\" cannot be found: %s.", listen, gai_strerror(failure));
    *fd = -1;
    for (const struct addrinfo *at = found; at && *fd < 0; at = at->ai_next)
        *fd = socket_listen(at);
    const char *reason = *fd < 0 ? strerror(errno) : "";
    freeaddrinfo(found);
    if (*fd < 0)
        return fault_set(why, ERR_IO, "listen", "listen", "The address %s cannot be had: %s.", listen, reason);
    return ERR_NONE;
}

static unsigned socket_port(int fd)
{
    struct sockaddr_storage at = {0};
    socklen_t size = sizeof at;
    if (getsockname(fd, (struct sockaddr *)&at, &size) != 0)
        return 0;
    /* The port stands at the same place in both families. */
    return ntohs(((const struct sockaddr_in *)(const void *)&at)->sin_port); /* NOLINT(clang-analyzer-core.CallAndMessage) */
}

/* Raises the limit of open files as far as it goes, and keeps the connections within it. */
static unsigned connections_within(unsigned wanted)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return wanted;
    rlim_t needed = (rlim_t)wanted + DESCRIPTORS_BESIDES;
    if (limit.rlim_cur < needed) {
        limit.rlim_cur = limit.rlim_max < needed ? limit.rlim_max : needed;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
    if (limit.rlim_cur < needed)
        wanted = limit.rlim_cur > 2 * DESCRIPTORS_BESIDES ? (unsigned)limit.rlim_cur - DESCRIPTORS_BESIDES : DESCRIPTORS_BESIDES;
    return wanted;
}

static void config_complete(struct http_server_config *config)
{
    if (!config->threads) {
        long processors = sysconf(_SC_NPROCESSORS_ONLN);
        config->threads = processors < 2 ? 2 : processors > 4 ? 4 : (unsigned)processors;
    }
    if (config->threads > THREADS_MAX)
        config->threads = THREADS_MAX;
    if (!config->connections_max)
        config->connections_max = CONNECTIONS_DEFAULT;
    config->connections_max = connections_within(config->connections_max);
    if (!config->idle_timeout_s)
        config->idle_timeout_s = 75;
    if (!config->request_timeout_s)
        config->request_timeout_s = 20;
}

/* The library is lenient (0) because what it refuses itself it refuses by hanging up; request.c is the strict one. */
static enum err daemon_start(struct http_server *server, int fd, struct fault *why)
{
    const struct http_server_config *config = &server->config;
    bool secure = config->certificate && config->private_key;
    struct MHD_OptionItem more[] = {
        {config->threads > 1 ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END, (intptr_t)config->threads, NULL},
        {secure ? MHD_OPTION_HTTPS_MEM_CERT : MHD_OPTION_END, 0, (void *)(uintptr_t)config->certificate},
        {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)config->private_key},
        {MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(uintptr_t) "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"},
        {MHD_OPTION_END, 0, NULL},
    };
    struct MHD_OptionItem *rest = config->threads > 1 ? more : more + 1;
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | (secure ? MHD_USE_TLS : 0);
    server->daemon =
        MHD_start_daemon(flags, 0, connection_policy, server, exchange_step, server, MHD_OPTION_LISTEN_SOCKET, fd,
                         MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY, MHD_OPTION_CONNECTION_LIMIT,
                         config->connections_max, MHD_OPTION_CONNECTION_TIMEOUT, config->idle_timeout_s, MHD_OPTION_STRICT_FOR_CLIENT, 0,
                         MHD_OPTION_URI_LOG_CALLBACK, exchange_open, server, MHD_OPTION_NOTIFY_COMPLETED, exchange_completed, server,
                         MHD_OPTION_NOTIFY_CONNECTION, connection_notice, server, MHD_OPTION_ARRAY, rest, MHD_OPTION_END);
    if (server->daemon)
        return ERR_NONE;
    return fault_set(why, ERR_IO, "listen", "listen",
                     secure ? "The server could not start: is the certificate's key the right one?"
                            : "The server could not start its threads.");
}

static struct http_server *server_new(const struct http_server_config *config)
{
    struct http_server *server = calloc(1, sizeof *server);
    if (!server)
        return NULL;
    server->config = *config;
    config_complete(&server->config);
    atomic_init(&server->holders, 1);
    pthread_mutex_init(&server->lock, NULL);
    pthread_mutex_init(&server->shared_lock, NULL);
    server->idle = eventfd(0, EFD_CLOEXEC);
    server->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
    timerfd_settime(server->timer, 0, &(struct itimerspec){.it_interval.tv_sec = 1, .it_value.tv_sec = 1}, NULL);
    server->queue = refusal_queue();
    return server;
}

void server_let_go(struct http_server *server)
{
    if (atomic_fetch_sub(&server->holders, 1) != 1)
        return;
    close(server->idle);
    close(server->timer);
    shared_free(server);
    pthread_mutex_destroy(&server->shared_lock);
    pthread_mutex_destroy(&server->lock);
    free(server);
}

static void watch_end(struct http_server *server)
{
    pthread_mutex_lock(&server->lock);
    server->watched = false;
    pthread_mutex_unlock(&server->lock);
    timerfd_settime(server->timer, 0, &(struct itimerspec){.it_value.tv_nsec = 1}, NULL);
    pthread_join(server->watch, NULL);
}

enum err http_serve(const struct http_server_config *config, struct http_server **out, struct fault *why)
{
    int fd = -1;
    enum err err = address_open(config->listen, &fd, why);
    if (err)
        return err;
    struct http_server *server = server_new(config);
    if (!server || !server->queue || server->timer < 0 || server->idle < 0) {
        close(fd);
        if (server)
            server_let_go(server);
        return fault_set(why, ERR_MEMORY, "memory", "", "There is not enough memory to start the server.");
    }
    server->port = socket_port(fd);
    server->watched = true;
    bool watching = pthread_create(&server->watch, NULL, connection_watch, server) == 0;
    err = watching ? daemon_start(server, fd, why) : fault_set(why, ERR_IO, "threads", "", "The server could not start its threads.");
    if (err == ERR_NONE) {
        *out = server;
        return ERR_NONE;
    }
    if (watching)
        watch_end(server);
    close(fd);
    server_let_go(server);
    return err;
}

unsigned http_port(const struct http_server *server)
{
    return server->port;
}

struct http_counts http_count(const struct http_server *server)
{
    return (struct http_counts){
        .connections = atomic_load(&server->connections_count),
        .streams = atomic_load(&server->streams_count),
        .requests = atomic_load(&server->requests_count),
        .refused = atomic_load(&server->refused_count),
    };
}

static void server_drain(struct http_server *server, int drain_ms)
{
    pthread_mutex_lock(&server->lock);
    server->stopping = true;
    for (struct http_events *e = server->events; e; e = e->after)
        events_end(e);
    bool busy = server->exchanges != NULL;
    pthread_mutex_unlock(&server->lock);
    if (busy && drain_ms > 0)
        poll(&(struct pollfd){.fd = server->idle, .events = POLLIN}, 1, drain_ms);
    pthread_mutex_lock(&server->lock);
    server->cut = true;
    for (struct http_exchange *x = server->exchanges; x; x = x->after)
        if (x->was_parked)
            exchange_abandon(x);
    pthread_mutex_unlock(&server->lock);
}

void http_stop(struct http_server *server, int drain_ms)
{
    if (!server)
        return;
    server_drain(server, drain_ms);
    MHD_stop_daemon(server->daemon);
    watch_end(server);
    server_let_go(server);
}
