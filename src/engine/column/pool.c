#include "engine/column/pool.h"

#include <pthread.h>
#include <stdlib.h>

struct helper {
    struct scan_pool *pool;
    size_t lane;
    bool wanted; /* for the round at hand */
    pthread_t thread;
};
struct scan_pool {
    struct helper helpers[LANES_MAX];
    size_t lanes;
    pthread_mutex_t lock, taken; /* taken: by the caller whose scan the helpers work on */
    pthread_cond_t wake, done;
    void (*work)(void *context, size_t lane);
    void *context;
    size_t working;
    bool closing;
};

static void *helper_run(void *given)
{
    struct helper *helper = given;
    struct scan_pool *pool = helper->pool;
    pthread_mutex_lock(&pool->lock);
    for (;;) {
        while (!helper->wanted && !pool->closing)
            pthread_cond_wait(&pool->wake, &pool->lock);
        if (pool->closing)
            break;
        helper->wanted = false;
        pthread_mutex_unlock(&pool->lock);
        pool->work(pool->context, helper->lane);
        pthread_mutex_lock(&pool->lock);
        if (--pool->working == 0)
            pthread_cond_signal(&pool->done);
    }
    pthread_mutex_unlock(&pool->lock);
    return NULL;
}

struct scan_pool *scan_pool_new(size_t lanes)
{
    struct scan_pool *pool = calloc(1, sizeof *pool);
    if (!pool)
        return NULL;
    pthread_mutex_init(&pool->lock, NULL);
    pthread_mutex_init(&pool->taken, NULL);
    pthread_cond_init(&pool->wake, NULL);
    pthread_cond_init(&pool->done, NULL);
    size_t wanted = lanes > LANES_MAX ? LANES_MAX : lanes;
    for (pool->lanes = 1; pool->lanes < wanted; pool->lanes++) {
        struct helper *helper = &pool->helpers[pool->lanes];
        *helper = (struct helper){.pool = pool, .lane = pool->lanes};
        if (pthread_create(&helper->thread, NULL, helper_run, helper) != 0)
            break; /* fewer threads: slower, not wrong */
    }
    return pool;
}

void scan_pool_free(struct scan_pool *pool)
{
    if (!pool)
        return;
    pthread_mutex_lock(&pool->lock);
    pool->closing = true;
    pthread_cond_broadcast(&pool->wake);
    pthread_mutex_unlock(&pool->lock);
    for (size_t i = 1; i < pool->lanes; i++)
        pthread_join(pool->helpers[i].thread, NULL);
    pthread_mutex_destroy(&pool->lock);
    pthread_mutex_destroy(&pool->taken);
    pthread_cond_destroy(&pool->wake);
    pthread_cond_destroy(&pool->done);
    free(pool);
}

size_t scan_pool_lanes(const struct scan_pool *pool)
{
    return pool ? pool->lanes : 1;
}

void scan_pool_run(struct scan_pool *pool, size_t lanes, void (*work)(void *context, size_t lane), void *context)
{
    if (lanes <= 1 || pthread_mutex_trylock(&pool->taken) != 0) {
        work(context, 0);
        return;
    }
    must(lanes <= pool->lanes);
    pthread_mutex_lock(&pool->lock);
    pool->context = context;
    pool->work = work;
    pool->working = lanes - 1;
    for (size_t i = 1; i < lanes; i++)
        pool->helpers[i].wanted = true;
    pthread_cond_broadcast(&pool->wake);
    pthread_mutex_unlock(&pool->lock);
    work(context, 0);
    pthread_mutex_lock(&pool->lock);
    while (pool->working)
        pthread_cond_wait(&pool->done, &pool->lock);
    pthread_mutex_unlock(&pool->lock);
    pthread_mutex_unlock(&pool->taken);
}
