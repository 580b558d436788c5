#include "flow/inside.h"
#include "flow/feeder.h"
#include "port/analytics.h"
#include "flow.sql.h"

#include <stdlib.h>
#include <time.h>

static enum err locks_make(struct flow *flow)
{
    pthread_rwlockattr_t writers_first;
    pthread_condattr_t monotonic;
    pthread_rwlockattr_init(&writers_first);
    pthread_rwlockattr_setkind_np(&writers_first, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    bool made = pthread_rwlock_init(&flow->settings, &writers_first) == 0 && pthread_rwlock_init(&flow->figures, &writers_first) == 0 &&
                pthread_cond_init(&flow->queue_moved, &monotonic) == 0;
    pthread_mutex_init(&flow->queue_lock, NULL);
    pthread_mutex_init(&flow->applying_lock, NULL);
    pthread_mutex_init(&flow->readers_lock, NULL);
    pthread_cond_init(&flow->applied, NULL);
    pthread_cond_init(&flow->reader_back, NULL);
    pthread_cond_init(&flow->looked, NULL);
    flow->last = &flow->first;
    return made ? ERR_NONE : ERR_MEMORY;
}

/* A question lets go of the settings while another server counts. */
static uint64_t pause_begin(void *context)
{
    struct flow *flow = context;
    uint64_t stamp = flow->settings_stamp;
    flow_settings_end(flow);
    return stamp;
}

static bool pause_end(void *context, uint64_t stamp)
{
    struct flow *flow = context;
    flow_settings_begin(flow);
    return flow->settings_stamp == stamp;
}

static enum err figures_open(struct flow *flow, struct fault *why)
{
    const struct understand_pause pause = {pause_begin, pause_end, flow};
    struct analytics *analytics = flow->config.analytics;
    return analytics ? understand_open_far(analytics, &pause, flow->store, flow->listen, &flow->understand, why)
                     : understand_open(flow->config.place, flow->store, flow->listen, &flow->understand, why);
}

static enum err stages_open(struct flow *flow, struct fault *why)
{
    enum err err = store_open(flow->config.place, STORE_WRITE, &flow->store, why);
    if (err == ERR_NONE)
        err = secret_open(flow->config.place, flow->config.random, &flow->secret, why);
    if (err == ERR_NONE)
        err = listen_open(flow->store, &flow->listen, why);
    if (err == ERR_NONE)
        err = people_open(flow->store, &flow->people, why);
    if (err == ERR_NONE && flow->config.analytics)
        secret_name(&flow->secret, "analytics", flow->config.analytics->owner);
    if (err == ERR_NONE && flow->config.serves && flow->config.analytics)
        err = understand_forget(flow->config.place); /* the engine's files would keep what is removed from now on */
    if (err == ERR_NONE && flow->config.serves)
        err = figures_open(flow, why);
    return err;
}

enum err flow_open(const struct flow_config *config, struct flow **out, struct fault *why)
{
    struct flow *flow = calloc(1, sizeof *flow);
    *out = NULL;
    if (!flow)
        return ERR_MEMORY;
    flow->config = *config;
    enum err err = locks_make(flow);
    if (err == ERR_NONE)
        err = stages_open(flow, why);
    if (err == ERR_NONE)
        err = flow_numbers_load(flow);
    if (err == ERR_NONE) {
        store_changed(flow->store);
        flow->telling = telling_new();
        flow->workshop = config->serves ? workshop_new(WORKERS) : NULL;
        flow->figures_shop = config->serves && config->analytics ? workshop_new(FIGURE_WORKERS) : NULL;
        bool made = flow->telling && (!config->serves || (flow->workshop && (flow->figures_shop || !config->analytics)));
        err = made ? turn_start(flow) : ERR_MEMORY;
    }
    if (err == ERR_NONE && config->serves && !(flow->schedule = schedule_start(flow)))
        err = ERR_MEMORY;
    if (err == ERR_NONE && flow->understand && config->analytics && !(flow->feeder = feeder_start(flow)))
        err = ERR_MEMORY;
    if (err == ERR_NONE)
        *out = flow;
    else {
        if (why && why->code == ERR_NONE)
            fault_set(why, err, "flow_open", "data", "The data in %s cannot be opened.", config->place);
        flow_close(flow);
    }
    return err;
}

void flow_close(struct flow *flow)
{
    if (!flow)
        return;
    schedule_stop(flow->schedule);
    feeder_stop(flow->feeder); /* questions end early from now on; what says so is still there for them */
    workshop_free(flow->figures_shop);
    workshop_free(flow->workshop);
    turn_stop(flow);
    feeder_free(flow->feeder);
    understand_close(flow->understand);
    people_close(flow->people);
    listen_close(flow->listen);
    for (size_t i = 0; i < flow->retired_count; i++)
        listen_close(flow->retired[i]);
    for (size_t i = 0; i < flow->readers_free; i++)
        store_close(flow->readers[i]);
    store_close(flow->store);
    telling_free(flow->telling);
    pthread_rwlock_destroy(&flow->settings);
    pthread_rwlock_destroy(&flow->figures);
    pthread_cond_destroy(&flow->queue_moved);
    free(flow);
}

/* A reader begun after an answer must see its effect: it waits while an answered turn is being applied. */
static void applied_wait(struct flow *flow, atomic_bool *applying)
{
    if (!*applying)
        return;
    pthread_mutex_lock(&flow->applying_lock);
    while (*applying)
        pthread_cond_wait(&flow->applied, &flow->applying_lock);
    pthread_mutex_unlock(&flow->applying_lock);
}

void flow_settings_begin(struct flow *flow)
{
    applied_wait(flow, &flow->settings_applying);
    pthread_rwlock_rdlock(&flow->settings);
}

void flow_settings_end(struct flow *flow)
{
    pthread_rwlock_unlock(&flow->settings);
}

uint64_t flow_settings_stamp(struct flow *flow)
{
    return flow->settings_stamp;
}

void flow_read_begin(struct flow *flow)
{
    applied_wait(flow, &flow->figures_applying);
    flow_settings_begin(flow);
    if (!flow->config.analytics)
        pthread_rwlock_rdlock(&flow->figures);
}

void flow_read_end(struct flow *flow)
{
    if (!flow->config.analytics)
        pthread_rwlock_unlock(&flow->figures);
    flow_settings_end(flow);
}

bool flow_figures_far(const struct flow *flow)
{
    return flow->config.analytics != NULL;
}

struct understand *flow_figures_begin(struct inquiry *inquiry, int64_t workspace_id)
{
    struct flow *flow = inquiry->flow;
    flow_read_begin(flow);
    if (!flow_figures_far(flow))
        return flow->understand;
    if (inquiry->held)
        understand_look_again(inquiry->held);
    else
        inquiry->held = understand_hold(flow->understand, workspace_id);
    return inquiry->held;
}

void flow_figures_end(struct inquiry *inquiry)
{
    flow_read_end(inquiry->flow);
}

void flow_inquiry_over(struct inquiry *inquiry)
{
    if (inquiry->held)
        understand_let_go(inquiry->held);
}

void flow_world_lock(struct flow *flow, bool settings)
{
    if (settings)
        pthread_rwlock_wrlock(&flow->settings);
    if (!flow->config.analytics) /* else nothing that is applied changes the figures' memory */
        pthread_rwlock_wrlock(&flow->figures);
}

void flow_world_unlock(struct flow *flow, bool settings)
{
    if (!flow->config.analytics)
        pthread_rwlock_unlock(&flow->figures);
    if (settings) {
        flow->settings_stamp++;
        pthread_rwlock_unlock(&flow->settings);
    }
    pthread_mutex_lock(&flow->applying_lock);
    flow->figures_applying = flow->settings_applying = false;
    pthread_cond_broadcast(&flow->applied);
    pthread_mutex_unlock(&flow->applying_lock);
}

struct listen *flow_listen(struct flow *flow)
{
    return flow->listen;
}

struct people *flow_people(struct flow *flow)
{
    return flow->people;
}

struct understand *flow_understand(struct flow *flow)
{
    return flow->understand;
}

struct clock *flow_clock(struct flow *flow)
{
    return flow->config.clock;
}

struct randomness *flow_random(struct flow *flow)
{
    return flow->config.random;
}

int64_t flow_last(struct flow *flow, int64_t workspace_id)
{
    return workspace_id >= 1 && workspace_id <= WORKSPACES_MAX ? flow->last_applied[workspace_id] : 0;
}

bool flow_carried(struct flow *flow, struct carry_counts *counts)
{
    if (!flow->feeder)
        return false;
    *counts = carry_count(feeder_carry(flow->feeder));
    counts->behind = 0;
    for (int64_t id = 1; id <= WORKSPACES_MAX; id++)
        counts->behind += flow_last(flow, id) - (flow_last(flow, id) ? flow->carried[id] : 0);
    return true;
}

struct flow_counts flow_count(struct flow *flow)
{
    pthread_mutex_lock(&flow->queue_lock);
    size_t waiting = flow->waiting;
    pthread_mutex_unlock(&flow->queue_lock);
    return (struct flow_counts){flow->turns, flow->facts, flow->refused, waiting, flow->last_commit_us, flow->disk_full};
}

enum err flow_store_take(struct flow *flow, struct store **store)
{
    enum err err = ERR_NONE;
    *store = NULL;
    pthread_mutex_lock(&flow->readers_lock);
    while (!flow->readers_free && flow->readers_open == READERS_MAX)
        pthread_cond_wait(&flow->reader_back, &flow->readers_lock);
    if (flow->readers_free)
        *store = flow->readers[--flow->readers_free];
    else
        flow->readers_open++;
    pthread_mutex_unlock(&flow->readers_lock);
    if (!*store && (err = store_open(flow->config.place, STORE_READ, store, NULL)) != ERR_NONE) {
        pthread_mutex_lock(&flow->readers_lock);
        flow->readers_open--;
        pthread_cond_signal(&flow->reader_back);
        pthread_mutex_unlock(&flow->readers_lock);
    }
    return err;
}

enum err flow_store_take_until(struct flow *flow, const struct stop *stop, struct store **store)
{
    enum err err = flow_store_take(flow, store);
    if (err == ERR_NONE)
        store_stop_by(*store, stop);
    return err;
}

void flow_store_give(struct flow *flow, struct store *store)
{
    store_stop_by(store, NULL);
    pthread_mutex_lock(&flow->readers_lock);
    flow->readers[flow->readers_free++] = store;
    pthread_cond_signal(&flow->reader_back);
    pthread_mutex_unlock(&flow->readers_lock);
}

enum err flow_work(struct flow *flow, void (*work)(void *context), void *context)
{
    return workshop_put(flow->workshop, work, context);
}

enum err flow_figures_work(struct flow *flow, void (*work)(void *context), void *context)
{
    return workshop_put(flow->figures_shop ? flow->figures_shop : flow->workshop, work, context);
}

const struct secret *flow_secret(struct flow *flow)
{
    return &flow->secret;
}
