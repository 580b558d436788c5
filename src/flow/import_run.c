#include "flow/import_run.h"

#include <pthread.h>

enum { BATCH_ARENA = 64 << 20, IN_FLIGHT_MAX = 3 };

struct running {
    const struct import_run_config *config;
    struct import *import;        /* of responses */
    struct import_record *record; /* of the others */
    pthread_mutex_t lock;
    pthread_cond_t landed;
    size_t in_flight;
    int64_t stored, repeated;
    enum err err; /* the first failure of a batch */
    struct fault fault;
};

static enum err prepare(const struct import_run_config *c, enum import_step step, struct fault *why)
{
    struct fact *facts;
    size_t count;
    flow_read_begin(c->flow);
    enum err err = import_prepare(flow_listen(c->flow), c->workspace_id, c->map, step, c->arena, &facts, &count, why);
    flow_read_end(c->flow);
    if (err != ERR_NONE || !count)
        return err;
    for (size_t i = 0; i < count; i++)
        facts[i].actor = c->actor;
    struct proposal proposal = {.facts = facts, .count = count, .arena = c->arena};
    err = flow_settle(c->flow, &proposal);
    *why = proposal.fault;
    return err;
}

static enum err open_file(struct running *running, struct fault *why)
{
    const struct import_run_config *c = running->config;
    struct clock *clock = flow_clock(c->flow);
    flow_read_begin(c->flow);
    struct import_config config = {.listen = flow_listen(c->flow),
                                   .workspace_id = c->workspace_id,
                                   .now_ms = clock->now_ms(clock),
                                   .map = c->map,
                                   .read = c->read,
                                   .reject = c->reject,
                                   .context = c->context};
    enum err err =
        c->kind == IMPORT_RESPONSES ? import_open(&config, &running->import, why) : import_record_open(&config, &running->record, why);
    flow_read_end(c->flow);
    return err;
}

static void landed(struct proposal *proposal)
{
    struct running *running = proposal->context;
    pthread_mutex_lock(&running->lock);
    running->in_flight--;
    for (size_t i = 0; i < proposal->count && proposal->err == ERR_NONE; i++)
        *(proposal->facts[i].repeated ? &running->repeated : &running->stored) += 1;
    if (proposal->err != ERR_NONE && running->err == ERR_NONE) {
        running->err = proposal->err;
        running->fault = proposal->fault;
    }
    pthread_cond_signal(&running->landed);
    pthread_mutex_unlock(&running->lock);
}

static enum err wait_below(struct running *running, size_t most)
{
    pthread_mutex_lock(&running->lock);
    while (running->in_flight > most)
        pthread_cond_wait(&running->landed, &running->lock);
    enum err err = running->err;
    pthread_mutex_unlock(&running->lock);
    return err;
}

static void count(struct running *running, struct import_counts *counts)
{
    struct import_progress progress = {0};
    if (running->import)
        progress = import_progress(running->import);
    else if (running->record)
        progress = import_record_progress(running->record);
    pthread_mutex_lock(&running->lock);
    *counts = (struct import_counts){progress.rows, running->stored, running->repeated, progress.rejected, progress.bytes_read};
    pthread_mutex_unlock(&running->lock);
}

static enum err next_responses(struct running *running, struct arena *arena, struct fact **facts, size_t *count, bool *more,
                               struct fault *why)
{
    struct response_given *given = NULL;
    enum err err = import_next(running->import, arena, &given, count, more, why);
    *facts = err == ERR_NONE && *count ? arena_take_array(arena, *count, sizeof **facts) : NULL;
    for (size_t i = 0; *facts && i < *count; i++)
        (*facts)[i] = (struct fact){.kind = FACT_RESPONSE_GIVEN, .workspace_id = running->config->workspace_id, .body = &given[i]};
    return err == ERR_NONE && *count && !*facts ? ERR_MEMORY : err;
}

static enum err next_records(struct running *running, struct arena *arena, struct fact **facts, size_t *count, bool *more,
                             struct fault *why)
{
    flow_read_begin(running->config->flow);
    enum err err = import_record_next(running->record, arena, facts, count, more, why);
    flow_read_end(running->config->flow);
    return err;
}

/* Reads, checks and proposes the next rows; *more is false at the end of the file. */
static enum err batch(struct running *running, bool *more, struct fault *why)
{
    struct arena *arena = arena_new(BATCH_ARENA);
    struct fact *facts = NULL;
    size_t count = 0;
    enum err err = ERR_MEMORY;
    if (arena)
        err = running->import ? next_responses(running, arena, &facts, &count, more, why)
                              : next_records(running, arena, &facts, &count, more, why);
    struct proposal *proposal = err == ERR_NONE && count ? arena_new_object(arena, struct proposal) : NULL;
    if (!proposal) {
        arena_free(arena);
        return err == ERR_NONE && count ? ERR_MEMORY : err;
    }
    for (size_t i = 0; i < count; i++)
        facts[i].actor = running->config->actor;
    *proposal = (struct proposal){.facts = facts, .count = count, .arena = arena, .done = landed, .context = running};
    pthread_mutex_lock(&running->lock);
    running->in_flight++;
    pthread_mutex_unlock(&running->lock);
    err = flow_propose(running->config->flow, proposal);
    if (err == ERR_NONE)
        return err;
    pthread_mutex_lock(&running->lock);
    running->in_flight--;
    pthread_mutex_unlock(&running->lock);
    arena_free(arena);
    return err;
}

static enum err batches(struct running *running, struct import_counts *counts, struct fault *why)
{
    const struct import_run_config *c = running->config;
    bool more = true;
    enum err err = ERR_NONE;
    while (err == ERR_NONE && more) {
        err = wait_below(running, IN_FLIGHT_MAX - 1);
        count(running, counts);
        if (err == ERR_NONE && c->progress && !c->progress(c->context, counts))
            err = ERR_BUSY;
        if (err == ERR_NONE)
            err = batch(running, &more, why);
    }
    enum err stored = wait_below(running, 0);
    count(running, counts);
    if (stored != ERR_NONE && !why->code)
        *why = running->fault;
    return err == ERR_NONE ? stored : err;
}

enum err import_run(const struct import_run_config *config, struct import_counts *counts, struct fault *why)
{
    struct running running = {.config = config, .lock = PTHREAD_MUTEX_INITIALIZER, .landed = PTHREAD_COND_INITIALIZER};
    *counts = (struct import_counts){0};
    enum err err = prepare(config, IMPORT_TOUCHPOINTS, why);
    if (err == ERR_NONE && config->kind == IMPORT_RESPONSES)
        err = prepare(config, IMPORT_SURVEY, why);
    if (err == ERR_NONE)
        err = open_file(&running, why);
    if (err == ERR_NONE)
        err = batches(&running, counts, why);
    import_close(running.import);
    import_record_close(running.record);
    return err;
}
