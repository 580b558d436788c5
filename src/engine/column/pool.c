#include "engine/column/pool.h"

#include <pthread.h>
#include <stdlib.h>

struct scan_pool {
    pthread_t thread;
    pthread_mutex_t lock, taken; /* taken: by the caller whose scan the helper works on */
    pthread_cond_t wake, done;
    void (*work)(void *context, size_t lane); /* NULL: nothing to do */
    void *context;
    bool closing;
};

static void *helper(void *given)
{
    struct scan_pool *pool = given;
    pthread_mutex_lock(&pool->lock);
    for (;;) {
        while (!pool->work && !pool->closing)
            pthread_cond_wait(&pool->wake, &pool->lock);
        if (pool->closing)
            break;
        pthread_mutex_unlock(&pool->lock);
        pool->work(pool->context, 1);
        pthread_mutex_lock(&pool->lock);
        pool->work = NULL;
        pthread_cond_signal(&pool->done);
    }
    pthread_mutex_unlock(&pool->lock);
    return NULL;
}

struct scan_pool *scan_pool_new(void)
{
    struct scan_pool *pool = calloc(1, sizeof *pool);
    if (!pool)
        return NULL;
    pthread_mutex_init(&pool->lock, NULL);
    pthread_mutex_init(&pool->taken, NULL);
    pthread_cond_init(&pool->wake, NULL);
    pthread_cond_init(&pool->done, NULL);
    if (pthread_create(&pool->thread, NULL, helper, pool) == 0)
        return pool;
    free(pool);
    return NULL;
}

void scan_pool_free(struct scan_pool *pool)
{
    if (!pool)
        return;
    pthread_mutex_lock(&pool->lock);
    pool->closing = true;
    pthread_cond_signal(&pool->wake);
    pthread_mutex_unlock(&pool->lock);
    pthread_join(pool->thread, NULL);
    pthread_mutex_destroy(&pool->lock);
    pthread_mutex_destroy(&pool->taken);
    pthread_cond_destroy(&pool->wake);
    pthread_cond_destroy(&pool->done);
    free(pool);
}

void scan_pool_run(struct scan_pool *pool, void (*work)(void *context, size_t lane), void *context)
{
    if (!pool || pthread_mutex_trylock(&pool->taken) != 0) {
        work(context, 0);
        return;
    }
    pthread_mutex_lock(&pool->lock);
    pool->context = context;
    pool->work = work;
    pthread_cond_signal(&pool->wake);
    pthread_mutex_unlock(&pool->lock);
    work(context, 0);
    pthread_mutex_lock(&pool->lock);
    while (pool->work)
        pthread_cond_wait(&pool->done, &pool->lock);
    pthread_mutex_unlock(&pool->lock);
    pthread_mutex_unlock(&pool->taken);
}
