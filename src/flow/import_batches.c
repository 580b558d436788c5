#include "flow/import_batches.h"

#include <pthread.h>

enum { BATCH_ARENA = 64 << 20, IN_FLIGHT_MAX = 3 };

struct running {
    const struct import_store *store;
    const struct import_source *source;
    pthread_mutex_t lock;
    pthread_cond_t landed;
    size_t in_flight;
    int64_t stored, repeated;
    enum err err; /* the first failure of a batch */
    struct fault fault;
};

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
    *counts = (struct import_counts){0};
    running->source->count(running->source->context, counts);
    pthread_mutex_lock(&running->lock);
    counts->stored = running->stored;
    counts->repeated = running->repeated;
    pthread_mutex_unlock(&running->lock);
}

/* Reads, checks and proposes the next rows; *more is false at the end of the file. */
static enum err batch(struct running *running, bool *more, struct fault *why)
{
    struct arena *arena = arena_new(BATCH_ARENA);
    struct fact *facts = NULL;
    size_t facts_count = 0;
    enum err err = arena ? running->source->next(running->source->context, arena, &facts, &facts_count, more, why) : ERR_MEMORY;
    struct proposal *proposal = err == ERR_NONE && facts_count ? arena_new_object(arena, struct proposal) : NULL;
    if (!proposal) {
        arena_free(arena);
        return err == ERR_NONE && facts_count ? ERR_MEMORY : err;
    }
    for (size_t i = 0; i < facts_count; i++)
        facts[i].actor = running->store->actor;
    *proposal = (struct proposal){.facts = facts, .count = facts_count, .arena = arena, .done = landed, .context = running};
    pthread_mutex_lock(&running->lock);
    running->in_flight++;
    pthread_mutex_unlock(&running->lock);
    err = flow_propose(running->store->flow, proposal);
    if (err == ERR_NONE)
        return err;
    pthread_mutex_lock(&running->lock);
    running->in_flight--;
    pthread_mutex_unlock(&running->lock);
    arena_free(arena);
    return err;
}

static enum err goes_on(const struct import_store *store, const struct import_counts *counts)
{
    return !store->progress || store->progress(store->context, counts) ? ERR_NONE : ERR_BUSY;
}

enum err import_batches(const struct import_store *store, const struct import_source *source, struct import_counts *counts,
                        struct fault *why)
{
    struct running running = {.store = store, .source = source, .lock = PTHREAD_MUTEX_INITIALIZER, .landed = PTHREAD_COND_INITIALIZER};
    bool more = true;
    enum err err = ERR_NONE;
    while (err == ERR_NONE && more) {
        err = wait_below(&running, IN_FLIGHT_MAX - 1);
        count(&running, counts);
        if (err == ERR_NONE)
            err = goes_on(store, counts);
        if (err == ERR_NONE)
            err = batch(&running, &more, why);
    }
    enum err stored = wait_below(&running, 0);
    count(&running, counts);
    if (stored != ERR_NONE && !why->code)
        *why = running.fault;
    return err == ERR_NONE ? stored : err;
}
