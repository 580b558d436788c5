/* The schedule: one thread that asks each chore what time has made due, and proposes it. Only a server has it. */
#include "flow/inside.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

enum { LOOK_EVERY_MS = 1000, DUE_ARENA_MAX = 64 << 20, FACT_ARENA_MAX = 4 << 20 };

struct schedule {
    struct flow *flow;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t moved; /* closing, or a proposal was answered */
    size_t waiting;       /* proposals not answered yet */
    bool refused, closing;
    struct due due;
};

static void answered(struct proposal *proposal)
{
    struct schedule *schedule = proposal->context;
    pthread_mutex_lock(&schedule->lock);
    schedule->refused |= proposal->err != ERR_NONE;
    schedule->waiting--;
    pthread_cond_broadcast(&schedule->moved);
    pthread_mutex_unlock(&schedule->lock);
}

/* A fact a proposal, so that a bad one is refused alone. */
static enum err propose(struct schedule *schedule, struct fact *fact)
{
    struct arena *arena = arena_new(FACT_ARENA_MAX);
    struct proposal *proposal = arena ? arena_new_object(arena, struct proposal) : NULL;
    if (!proposal) {
        arena_free(arena);
        return ERR_MEMORY;
    }
    *proposal = (struct proposal){.facts = fact, .count = 1, .arena = arena, .done = answered, .after_apply = true, .context = schedule};
    pthread_mutex_lock(&schedule->lock);
    schedule->waiting++;
    pthread_mutex_unlock(&schedule->lock);
    enum err err = flow_propose(schedule->flow, proposal);
    if (err == ERR_NONE)
        return ERR_NONE;
    pthread_mutex_lock(&schedule->lock);
    schedule->waiting--;
    pthread_mutex_unlock(&schedule->lock);
    arena_free(arena);
    return err;
}

static bool propose_all(struct schedule *schedule)
{
    bool whole = true;
    schedule->refused = false;
    for (size_t i = 0; whole && i < schedule->due.count; i++)
        whole = propose(schedule, &schedule->due.facts[i]) == ERR_NONE;
    pthread_mutex_lock(&schedule->lock);
    while (schedule->waiting)
        pthread_cond_wait(&schedule->moved, &schedule->lock);
    bool done = whole && !schedule->refused;
    pthread_mutex_unlock(&schedule->lock);
    return done;
}

/* True when the chore had more than one round takes, and all of the round was stored. */
static bool chore_run(struct schedule *schedule, const struct chore *chore)
{
    struct flow *flow = schedule->flow;
    struct due *due = &schedule->due;
    struct store *store;
    due->now_ms = flow->config.clock->now_ms(flow->config.clock);
    due->arena = arena_new(DUE_ARENA_MAX);
    due->count = 0;
    due->more = false;
    enum err err = due->arena ? flow_store_take(flow, &store) : ERR_MEMORY;
    if (err == ERR_NONE) {
        flow_settings_begin(flow);
        err = chore->find(flow->listen, store, due);
        flow_settings_end(flow);
        flow_store_give(flow, store);
    }
    bool stored = err == ERR_NONE && propose_all(schedule);
    arena_free(due->arena);
    return stored && (due->more || due->count == DUE_MAX);
}

/* Everything that is due now; true when there is more. */
static bool round_run(struct schedule *schedule)
{
    bool more = false;
    for (const struct chore *chore = listen_chores; chore->name; chore++)
        more |= chore_run(schedule, chore);
    return more;
}

static bool wait_a_while(struct schedule *schedule, bool more)
{
    struct timespec until;
    int64_t until_us = schedule->flow->config.clock->monotonic_us(schedule->flow->config.clock) + (more ? 0 : LOOK_EVERY_MS * 1000);
    until = (struct timespec){.tv_sec = until_us / 1000000, .tv_nsec = until_us % 1000000 * 1000};
    int code = 0;
    pthread_mutex_lock(&schedule->lock);
    while (!schedule->closing && code != ETIMEDOUT)
        code = pthread_cond_timedwait(&schedule->moved, &schedule->lock, &until);
    bool goes_on = !schedule->closing;
    pthread_mutex_unlock(&schedule->lock);
    return goes_on;
}

static void figures_begin(void *context)
{
    flow_read_begin(context);
}

static void figures_end(void *context)
{
    flow_read_end(context);
}

static void *schedule_loop(void *context)
{
    struct schedule *schedule = context;
    struct flow *flow = schedule->flow;
    bool more = false;
    while (wait_a_while(schedule, more)) {
        more = round_run(schedule);
        understand_keep(flow->understand, &(struct understand_lock){figures_begin, figures_end, flow});
    }
    return NULL;
}

struct schedule *schedule_start(struct flow *flow)
{
    struct schedule *schedule = calloc(1, sizeof *schedule);
    pthread_condattr_t monotonic;
    if (!schedule)
        return NULL;
    schedule->flow = flow;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&schedule->lock, NULL);
    pthread_cond_init(&schedule->moved, &monotonic);
    if (pthread_create(&schedule->thread, NULL, schedule_loop, schedule) == 0)
        return schedule;
    free(schedule);
    return NULL;
}

void schedule_stop(struct schedule *schedule)
{
    if (!schedule)
        return;
    pthread_mutex_lock(&schedule->lock);
    schedule->closing = true;
    pthread_cond_broadcast(&schedule->moved);
    pthread_mutex_unlock(&schedule->lock);
    pthread_join(schedule->thread, NULL);
    pthread_cond_destroy(&schedule->moved);
    free(schedule);
}
