#include "port/analytics/inside.h"
#include "port/clock.h"

#include <stdio.h>

enum { LOOK_MS = 2000, LOOK_CONNECT_MS = 1500, AWAY_US = 2000000, QUIET_US = 1000000 };

int64_t clickhouse_now_us(void)
{
    struct clock *clock = clock_system();
    return clock->monotonic_us(clock);
}

static size_t nowhere(char *bytes, size_t size, size_t count, void *context)
{
    (void)bytes, (void)context;
    return size * count;
}

static int left(void *context, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    (void)a, (void)b, (void)c, (void)d;
    return stop_now(context);
}

/* By a connection of its own: an old one may be what does not answer. */
static bool ping(struct clickhouse *clickhouse, size_t host)
{
    char url[HOST_SIZE + 32];
    CURL *easy = curl_easy_init();
    if (!easy)
        return false;
    snprintf(url, sizeof url, "%s://%s/ping", clickhouse->secure ? "https" : "http", clickhouse->hosts[host]);
    line_aim(clickhouse, easy, url);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, nowhere);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)LOOK_CONNECT_MS);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)LOOK_MS);
    curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, left);
    curl_easy_setopt(easy, CURLOPT_XFERINFODATA, clickhouse->analytics.stop);
    curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
    CURLcode code = curl_easy_perform(easy);
    curl_easy_cleanup(easy);
    return code == CURLE_OK || code == CURLE_PEER_FAILED_VERIFICATION; /* the latter is said by who asks in earnest */
}

/* The one who looks: with the lock held, which is let go meanwhile. */
static bool look(struct clickhouse *clickhouse, size_t host)
{
    struct pulse *pulse = &clickhouse->pulses[host];
    pulse->looking = true;
    pthread_mutex_unlock(&clickhouse->lock);
    bool answers = ping(clickhouse, host);
    pthread_mutex_lock(&clickhouse->lock);
    pulse->looking = false;
    pulse->looked_us = clickhouse_now_us();
    pulse->away = !answers;
    if (answers)
        pulse->heard_us = pulse->looked_us;
    return answers;
}

bool clickhouse_answers(struct clickhouse *clickhouse, size_t host)
{
    struct pulse *pulse = &clickhouse->pulses[host];
    bool answers = true;
    pthread_mutex_lock(&clickhouse->lock);
    if (pulse->away)
        answers = !pulse->looking && clickhouse_now_us() - pulse->looked_us >= AWAY_US && look(clickhouse, host);
    pthread_mutex_unlock(&clickhouse->lock);
    return answers;
}

bool clickhouse_still_answers(struct clickhouse *clickhouse, size_t host)
{
    struct pulse *pulse = &clickhouse->pulses[host];
    pthread_mutex_lock(&clickhouse->lock);
    bool answers = !pulse->away;
    if (answers && !pulse->looking && clickhouse_now_us() - pulse->heard_us > QUIET_US)
        answers = look(clickhouse, host);
    pthread_mutex_unlock(&clickhouse->lock);
    return answers;
}

void clickhouse_heard(struct clickhouse *clickhouse, size_t host, bool away)
{
    struct pulse *pulse = &clickhouse->pulses[host];
    pthread_mutex_lock(&clickhouse->lock);
    pulse->away = away;
    *(away ? &pulse->looked_us : &pulse->heard_us) = clickhouse_now_us();
    pthread_mutex_unlock(&clickhouse->lock);
}
