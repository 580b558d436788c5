#include "flow/feeder.h"
#include "port/analytics.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { EVERY_MS = 1000, PAUSE_MS_MAX = 15000 };

struct feeder {
    struct flow *flow;
    struct carry *carry;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t moved;
    atomic_bool closing;
    struct stop stop;
};

static bool wait_a_while(struct feeder *feeder, int64_t us)
{
    struct clock *clock = feeder->flow->config.clock;
    int64_t until_us = clock->monotonic_us(clock) + us;
    struct timespec until = {.tv_sec = until_us / 1000000, .tv_nsec = until_us % 1000000 * 1000};
    int code = 0;
    pthread_mutex_lock(&feeder->lock);
    while (!feeder->closing && code != ETIMEDOUT)
        code = pthread_cond_timedwait(&feeder->moved, &feeder->lock, &until);
    bool goes_on = !feeder->closing;
    pthread_mutex_unlock(&feeder->lock);
    return goes_on;
}

static bool closing_now(void *context)
{
    return ((struct feeder *)context)->closing;
}

/* ---- what carrying needs of the world ---- */
static void settings_begin(void *context)
{
    flow_settings_begin(((struct feeder *)context)->flow);
}

static void settings_end(void *context)
{
    flow_settings_end(((struct feeder *)context)->flow);
}

static int64_t last(void *context, int64_t workspace_id)
{
    return flow_last(((struct feeder *)context)->flow, workspace_id);
}

/* The turn tells; it looks every quarter of a second. */
static void moved(void *context, int64_t workspace_id, int64_t fact)
{
    struct flow *flow = ((struct feeder *)context)->flow;
    if (workspace_id < 1 || workspace_id > WORKSPACES_MAX)
        return;
    flow->carried[workspace_id] = fact;
    flow->figures_moved[workspace_id] = true;
}

/* ---- the thread ---- */
static enum err round_run(struct feeder *feeder, bool *more, struct fault *why)
{
    struct flow *flow = feeder->flow;
    struct store *store;
    *more = false;
    enum err err = flow_store_take(flow, &store);
    if (err != ERR_NONE)
        return err;
    err = carry_round(feeder->carry, store, flow->config.clock->now_ms(flow->config.clock), more, why);
    flow_store_give(flow, store);
    return err;
}

/* Said once when it goes away, and once when it is back. */
static void say(enum err err, const struct fault *why, bool *away)
{
    if (err != ERR_NONE && !*away)
        fprintf(stderr, "kuulo: Answers are not carried to the analytics server for now: %s\n", why->code ? why->detail : err_name(err));
    if (err == ERR_NONE && *away)
        fputs("kuulo: Answers are carried to the analytics server again.\n", stderr);
    *away = err != ERR_NONE;
}

static void *feeder_loop(void *context)
{
    struct feeder *feeder = context;
    int64_t pause_ms = 0;
    bool away = false, more = false;
    while (wait_a_while(feeder, more ? 0 : pause_ms * 1000)) {
        struct fault why = {0};
        enum err err = round_run(feeder, &more, &why);
        if (!feeder->closing)
            say(err, &why, &away);
        pause_ms = err == ERR_NONE || pause_ms == 0 ? EVERY_MS : pause_ms * 2 < PAUSE_MS_MAX ? pause_ms * 2 : PAUSE_MS_MAX;
    }
    return NULL;
}

struct feeder *feeder_start(struct flow *flow)
{
    struct feeder *feeder = calloc(1, sizeof *feeder);
    pthread_condattr_t monotonic;
    if (!feeder)
        return NULL;
    feeder->flow = flow;
    feeder->stop = (struct stop){closing_now, feeder};
    flow->config.analytics->stop = &feeder->stop;
    feeder->carry = carry_open(flow->understand, &(struct carry_world){settings_begin, settings_end, last, moved, feeder});
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&feeder->lock, NULL);
    pthread_cond_init(&feeder->moved, &monotonic);
    if (feeder->carry && pthread_create(&feeder->thread, NULL, feeder_loop, feeder) == 0) {
        pthread_setname_np(feeder->thread, "feeder");
        return feeder;
    }
    flow->config.analytics->stop = NULL;
    carry_close(feeder->carry);
    free(feeder);
    return NULL;
}

void feeder_stop(struct feeder *feeder)
{
    if (!feeder)
        return;
    pthread_mutex_lock(&feeder->lock);
    feeder->closing = true;
    pthread_cond_signal(&feeder->moved);
    pthread_mutex_unlock(&feeder->lock);
    pthread_join(feeder->thread, NULL);
}

void feeder_free(struct feeder *feeder)
{
    if (!feeder)
        return;
    feeder->flow->config.analytics->stop = NULL;
    carry_close(feeder->carry);
    pthread_mutex_destroy(&feeder->lock);
    pthread_cond_destroy(&feeder->moved);
    free(feeder);
}

const struct carry *feeder_carry(const struct feeder *feeder)
{
    return feeder->carry;
}
