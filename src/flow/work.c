/* A few worker threads with a bounded queue, for what a net thread must not wait for. */
#include "flow/inside.h"

#include <stdlib.h>

struct job {
    void (*work)(void *context);
    void *context;
};

struct workshop {
    pthread_mutex_t lock;
    pthread_cond_t moved;
    struct job jobs[WORK_MAX]; /* a ring */
    size_t first, count;
    bool closing;
    pthread_t threads[FIGURE_WORKERS];
    size_t running;
};

static void *work_loop(void *context)
{
    struct workshop *shop = context;
    for (;;) {
        pthread_mutex_lock(&shop->lock);
        while (!shop->count && !shop->closing)
            pthread_cond_wait(&shop->moved, &shop->lock);
        if (!shop->count) {
            pthread_mutex_unlock(&shop->lock);
            return NULL;
        }
        struct job job = shop->jobs[shop->first];
        shop->first = (shop->first + 1) % WORK_MAX;
        shop->count--;
        pthread_mutex_unlock(&shop->lock);
        job.work(job.context);
    }
}

struct workshop *workshop_new(size_t threads)
{
    must(threads <= FIGURE_WORKERS);
    struct workshop *shop = calloc(1, sizeof *shop);
    if (!shop)
        return NULL;
    pthread_mutex_init(&shop->lock, NULL);
    pthread_cond_init(&shop->moved, NULL);
    while (shop->running < threads && pthread_create(&shop->threads[shop->running], NULL, work_loop, shop) == 0)
        shop->running++;
    if (shop->running)
        return shop;
    free(shop);
    return NULL;
}

void workshop_free(struct workshop *shop)
{
    if (!shop)
        return;
    pthread_mutex_lock(&shop->lock);
    shop->closing = true;
    pthread_cond_broadcast(&shop->moved);
    pthread_mutex_unlock(&shop->lock);
    for (size_t i = 0; i < shop->running; i++)
        pthread_join(shop->threads[i], NULL);
    free(shop);
}

enum err workshop_put(struct workshop *shop, void (*work)(void *context), void *context)
{
    enum err err = ERR_NONE;
    pthread_mutex_lock(&shop->lock);
    if (shop->count == WORK_MAX || shop->closing)
        err = ERR_BUSY;
    else {
        shop->jobs[(shop->first + shop->count++) % WORK_MAX] = (struct job){work, context};
        pthread_cond_signal(&shop->moved);
    }
    pthread_mutex_unlock(&shop->lock);
    return err;
}
