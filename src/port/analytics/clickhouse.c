/* The port as a whole: where the server is, and what it answers to. */
#include "port/analytics/inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* A name that may stand in SQL as it is. */
static bool name_ok(struct str name)
{
    if (name.length == 0 || name.length >= NAME_SIZE || (name.at[0] >= '0' && name.at[0] <= '9'))
        return false;
    for (size_t i = 0; i < name.length; i++) {
        char c = name.at[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'))
            return false;
    }
    return true;
}

static bool name_take(struct str name, char to[NAME_SIZE])
{
    if (!name_ok(name))
        return false;
    snprintf(to, NAME_SIZE, "%.*s", STR_ARGS(name));
    return true;
}

/* "10.0.0.7:8123", "[::1]:8123", "figures.example:8123". */
static bool host_take(struct clickhouse *clickhouse, struct str host)
{
    size_t colon = host.length;
    int64_t port;
    while (colon > 0 && host.at[colon - 1] != ':')
        colon--;
    if (colon < 2 || host.length >= HOST_SIZE || clickhouse->hosts_count == ANALYTICS_HOSTS_MAX ||
        !str_integer((struct str){host.at + colon, host.length - colon}, &port) || port < 1 || port > 65535)
        return false;
    for (size_t i = 0; i < colon - 1; i++) {
        char c = host.at[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
        if (!plain && !(host.at[0] == '[' && (c == ':' || c == '[' || c == ']')))
            return false;
    }
    snprintf(clickhouse->hosts[clickhouse->hosts_count++], HOST_SIZE, "%.*s", STR_ARGS(host));
    return true;
}

static bool url_read(struct clickhouse *clickhouse, struct str url)
{
    static const char plain[] = "clickhouse://", secure[] = "clickhouses://", cluster[] = "cluster=";
    struct str hosts, host, rest, database, user = STR("");
    clickhouse->secure = str_starts(url, secure);
    size_t scheme = clickhouse->secure ? sizeof secure - 1 : sizeof plain - 1;
    if (!clickhouse->secure && !str_starts(url, plain))
        return false;
    rest = (struct str){url.at + scheme, url.length - scheme};
    if (!str_cut(&rest, '/', &hosts) || !str_cut(&rest, '?', &database) || !name_take(database, clickhouse->database))
        return false;
    if (memchr(hosts.at, '@', hosts.length) && (!str_cut(&hosts, '@', &user) || !name_take(user, clickhouse->user)))
        return false;
    while (str_cut(&hosts, ',', &host))
        if (!host_take(clickhouse, host))
            return false;
    if (rest.length && (!str_starts(rest, cluster) ||
                        !name_take((struct str){rest.at + sizeof cluster - 1, rest.length - sizeof cluster + 1}, clickhouse->cluster)))
        return false;
    return clickhouse->hosts_count > 0 && (clickhouse->hosts_count == 1 || clickhouse->cluster[0]);
}

struct description {
    char *text;
    size_t size;
};

static bool description_seen(void *context, struct str *rest)
{
    struct description *d = context;
    struct str version;
    uint64_t rows, bytes;
    struct str before = *rest;
    if (!record_text(rest, &version) || !record_number(rest, 8, &rows) || !record_number(rest, 8, &bytes)) {
        *rest = before;
        return false;
    }
    snprintf(d->text, d->size, "ClickHouse %.*s answers; the tables on the first host hold %llu rows in %.1f MB.", STR_ARGS(version),
             (unsigned long long)rows, (double)bytes / 1e6);
    return true;
}

static enum err describe(struct analytics *analytics, char *text, size_t size, struct fault *why)
{
    struct description d = {text, size};
    text[0] = '\0';
    return clickhouse_ask((struct clickhouse *)analytics,
                          STR("SELECT version(), toUInt64(sum(rows)), toUInt64(sum(bytes)) FROM system.parts WHERE active AND database = "
                              "currentDatabase() AND table IN ('kuulo_row', 'kuulo_row_local') FORMAT RowBinary"),
                          description_seen, &d, why);
}

static void clickhouse_close(struct analytics *analytics)
{
    struct clickhouse *clickhouse = (struct clickhouse *)analytics;
    clickhouse_lines_close(clickhouse);
    pthread_mutex_destroy(&clickhouse->lock);
    free(clickhouse);
}

enum err analytics_clickhouse_open(const char *url, const char *password, const char *ca_file, struct analytics **analytics,
                                   struct fault *why)
{
    struct clickhouse *clickhouse = calloc(1, sizeof *clickhouse);
    *analytics = NULL;
    if (!clickhouse)
        return ERR_MEMORY;
    if (!url_read(clickhouse, str_of(url)) || (password && strlen(password) >= sizeof clickhouse->password)) {
        free(clickhouse);
        return fault_set(why, ERR_INVALID, "analytics", "analytics",
                         "The analytics server is named like clickhouse://HOST:PORT/DATABASE (clickhouses:// over TLS), with letters, "
                         "digits and _ in DATABASE; several "
                         "hosts need ?cluster=NAME.");
    }
    for (const char *c = password; c && *c; c++)
        if (*c < ' ') {
            free(clickhouse);
            return fault_set(why, ERR_INVALID, "analytics", "analytics",
                             "The analytics server's password has a character no header may have.");
        }
    if (ca_file && (!clickhouse->secure || strlen(ca_file) >= sizeof clickhouse->ca_file || access(ca_file, R_OK) != 0)) {
        free(clickhouse);
        return fault_set(why, ERR_INVALID, "analytics", "analytics_ca",
                         "KUULO_ANALYTICS_CA names a file of certificates that can be read, and goes with clickhouses:// alone.");
    }
    snprintf(clickhouse->ca_file, sizeof clickhouse->ca_file, "%s", ca_file ? ca_file : "");
    snprintf(clickhouse->password, sizeof clickhouse->password, "%s", password ? password : "");
    pthread_mutex_init(&clickhouse->lock, NULL);
    clickhouse->calls = (uint64_t)clickhouse_now_us();
    clickhouse_questions(&clickhouse->analytics);
    clickhouse->analytics.prepare = clickhouse_prepare;
    clickhouse->analytics.load = clickhouse_load;
    clickhouse->analytics.check = clickhouse_check;
    clickhouse->analytics.clear = clickhouse_clear;
    clickhouse->analytics.put = clickhouse_put;
    clickhouse->analytics.tidy = clickhouse_tidy;
    clickhouse->analytics.describe = describe;
    clickhouse->analytics.close = clickhouse_close;
    *analytics = &clickhouse->analytics;
    return ERR_NONE;
}
