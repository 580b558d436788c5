#include "cli/bench_read.h"
#include "port/clock.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { READ_BYTES = 512 << 20, HUGE_PAGE = 2 << 20, THREADS_MAX = 64, LINES = 8 };

struct share {
    const uint64_t *from;
    size_t words;
    uint64_t sum; /* kept, so that the reading cannot be left out */
    pthread_t thread;
};
struct bench_read {
    uint64_t *words;
    size_t threads;
    struct share shares[THREADS_MAX];
};

struct bench_read *bench_read_new(size_t threads)
{
    struct bench_read *read = calloc(1, sizeof *read);
    if (!read)
        return NULL;
    read->threads = threads < 1 ? 1 : threads > THREADS_MAX ? THREADS_MAX : threads;
    read->words = aligned_alloc(HUGE_PAGE, READ_BYTES);
    if (!read->words) {
        free(read);
        return NULL;
    }
    (void)madvise(read->words, READ_BYTES, MADV_HUGEPAGE);
    memset(read->words, 0x5A, READ_BYTES);
    return read;
}

void bench_read_free(struct bench_read *read)
{
    if (!read)
        return;
    free(read->words);
    free(read);
}

static void *share_read(void *given)
{
    struct share *share = given;
    uint64_t sums[LINES] = {0};
    for (size_t i = 0; i + LINES <= share->words; i += LINES) /* a cache line a step, eight chains that do not wait for each other */
        for (size_t l = 0; l < LINES; l++)
            sums[l] += share->from[i + l];
    for (size_t l = 0; l < LINES; l++)
        share->sum += sums[l];
    return NULL;
}

double bench_read_gb_s(struct bench_read *read)
{
    struct clock *clock = clock_system();
    size_t words = READ_BYTES / sizeof *read->words, started = 1;
    for (size_t i = 0; i < read->threads; i++)
        read->shares[i] = (struct share){.from = read->words + words * i / read->threads, .words = words / read->threads};
    int64_t began_us = clock->monotonic_us(clock);
    while (started < read->threads && pthread_create(&read->shares[started].thread, NULL, share_read, &read->shares[started]) == 0)
        started++;
    share_read(&read->shares[0]);
    for (size_t i = 1; i < started; i++)
        pthread_join(read->shares[i].thread, NULL);
    for (size_t i = started; i < read->threads; i++) /* no more threads to be had: their shares are read here */
        share_read(&read->shares[i]);
    int64_t took_us = clock->monotonic_us(clock) - began_us;
    return (double)READ_BYTES / 1e3 / (double)(took_us > 0 ? took_us : 1);
}
