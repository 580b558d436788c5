#include "cli/cli.h"

#include "api/api.h"
#include "cli/analytics_open.h"
#include "cli/mail_open.h"
#include "flow/courier.h"

#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DRAIN_MS = 5000, CONNECTIONS_MAX = 16384, IDLE_S = 75, REQUEST_S = 30, PEM_MAX = 65536 };

static unsigned open_files_raise(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return 256;
    limit.rlim_cur = limit.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &limit);
    (void)getrlimit(RLIMIT_NOFILE, &limit);
    rlim_t free_files = limit.rlim_cur > 192 ? limit.rlim_cur - 128 : 64;
    return free_files > CONNECTIONS_MAX ? CONNECTIONS_MAX : (unsigned)free_files;
}

/* The whole file in the arena, or NULL after saying why not. */
static const char *pem_read(struct arena *arena, const char *path)
{
    FILE *file = fopen(path, "re");
    char *text = arena_take(arena, PEM_MAX);
    size_t length = file && text ? fread(text, 1, PEM_MAX - 1, file) : 0;
    if (file)
        fclose(file);
    if (length)
        return text;
    fprintf(stderr, "kuulo: %s cannot be read.\n", path);
    return NULL;
}

static void wait_for_signal(void)
{
    sigset_t set;
    int got;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigwait(&set, &got);
}

static void signals_block(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
}

/* Without a slash at the end. */
static struct str links_begin(struct str url)
{
    while (url.length && url.at[url.length - 1] == '/')
        url.length--;
    return url;
}

static int serve(const struct options *options, struct flow *flow, struct mail *mail, struct arena *arena)
{
    struct fault why = {0};
    struct api *api;
    struct http_server *server;
    char url[300];
    struct api_config config = {.flow = flow,
                                .public_url = str_of(cli_setting(options->public_url, "KUULO_PUBLIC_URL")),
                                .mail_way = mail->name,
                                .mail_from = mail->from_address,
                                .place = options->data};
    struct http_server_config http = {
        .listen = options->listen ? options->listen : "127.0.0.1:8080",
        .threads = options->threads,
        .connections_max = open_files_raise(),
        .idle_timeout_s = IDLE_S,
        .request_timeout_s = REQUEST_S,
        .trusted_proxies = options->trusted_proxies,
        .body_max = api_body_max,
        .handle = api_handle,
        .refuse = api_refuse,
    };
    if (options->certificate && options->private_key) {
        http.certificate = pem_read(arena, options->certificate);
        http.private_key = pem_read(arena, options->private_key);
        if (!http.certificate || !http.private_key)
            return 1;
    }
    if (api_open(&config, &api, &why) != ERR_NONE)
        return cli_fail(&why);
    http.context = api;
    if (http_serve(&http, &server, &why) != ERR_NONE) {
        api_close(api);
        return cli_fail(&why);
    }
    const char *colon = strrchr(http.listen, ':');
    snprintf(url, sizeof url, "%s://%.*s:%u", http.certificate ? "https" : "http", (int)(colon - http.listen), http.listen,
             http_port(server));
    api_server_set(api, server, url);
    struct courier_config courier_config = {flow, mail, links_begin(config.public_url.length ? config.public_url : str_of(url))};
    struct courier *courier;
    if (courier_start(&courier_config, &courier) != ERR_NONE)
        fputs("kuulo: There is no memory for sending messages. They wait.\n", stderr);
    printf("listening on %s\n", url);
    fflush(stdout);
    wait_for_signal();
    http_stop(server, DRAIN_MS);
    courier_stop(courier);
    api_close(api);
    return 0;
}

/* One server at a time: two would each believe to hold the whole world in memory. The lock goes with the process, however it ends. -1 after
 * saying why not. */
static int lock_take(const char *place)
{
    char path[4096];
    int length = snprintf(path, sizeof path, "%s/serve.lock", place);
    int file = length > 0 && (size_t)length < sizeof path ? open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600) : -1;
    if (file >= 0 && flock(file, LOCK_EX | LOCK_NB) == 0)
        return file;
    if (file >= 0)
        close(file);
    fprintf(stderr, file >= 0 ? "kuulo: Another server uses the data in %s. Stop it first.\n" : "kuulo: %s/serve.lock cannot be opened.\n",
            place);
    return -1;
}

/* Requests' memory is taken on one thread and given back on another, over and over: the allocator keeps it instead of asking the system
 * each time. */
static void memory_keep(void)
{
    mallopt(M_ARENA_MAX, 2);
    mallopt(M_TOP_PAD, 1 << 20);
    mallopt(M_TRIM_THRESHOLD, 8 << 20);
}

int cli_serve(const struct options *options)
{
    memory_keep();
    signals_block();
    struct analytics *analytics;
    if (!cli_analytics_open(options, &analytics))
        return 1;
    (void)mkdir(options->data, 0700); /* for the lock; whoever opens the store says what is wrong with the place */
    int code = 1, lock = lock_take(options->data);
    struct flow *flow = lock >= 0 ? cli_open_far(options, true, analytics) : NULL;
    struct arena *arena = arena_new(4 * PEM_MAX);
    struct mail *mail = flow ? cli_mail_open(options) : NULL;
    if (mail && arena && cli_workspace(options, flow))
        code = serve(options, flow, mail, arena);
    mail_close(mail);
    flow_close(flow);
    if (analytics)
        analytics->close(analytics);
    if (lock >= 0)
        close(lock);
    arena_free(arena);
    return code;
}
