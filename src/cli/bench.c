/* bench columns: how fast figures are over very many answers, on this machine, through the product's own path.
 *
 * One JSON line. Every round reads memory as fast as it can be read, then asks the six questions, while answers go on coming in; medians of
 * the rounds. At the end everything is counted again in plain loops: a difference is a failure. */
#include "cli/bench_read.h"
#include "cli/bench_recount.h"
#include "cli/cli.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { ROUNDS = 5, WARM_UP = 1, FEED_TURN = 1024, LIVE_TURN = 64, LIVE_PAUSE_US = 6400, OUT_BYTES = 64 << 20 };

struct measured {
    double keep_ms, open_ms;
    int64_t keep_hold_us, keep_wait_us;
    double read_gb_s[ROUNDS];
    double ms[BENCH_QUESTIONS][ROUNDS];
    int64_t longest_wait_us;
    double feed_s;
    size_t rss_bytes; /* grown while feeding */
};

static int order(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(const double rounds[ROUNDS])
{
    double sorted[ROUNDS];
    memcpy(sorted, rounds, sizeof sorted);
    qsort(sorted, ROUNDS, sizeof *sorted, order);
    return sorted[ROUNDS / 2];
}

/* ---- answers that come in meanwhile ---- */
struct live {
    struct bench_house *house;
    atomic_bool stop;
};

static void *live_run(void *given)
{
    struct live *live = given;
    while (!live->stop) {
        bench_house_feed(live->house, LIVE_TURN, LIVE_TURN);
        usleep(LIVE_PAUSE_US); /* a commit's time: about 10,000 answers a second */
    }
    return NULL;
}

/* ---- rounds ---- */
static bool question_ask(struct bench_house *house, enum bench_question question, struct buf *out, double *ms, int64_t *longest_us)
{
    struct clock *clock = clock_system();
    struct fault why = {0};
    int64_t waited_us = 0, began_us = clock->monotonic_us(clock);
    out->length = 0;
    enum err err = bench_house_ask(house, question, out, &waited_us, &why);
    *ms = (double)(clock->monotonic_us(clock) - began_us) / 1000;
    *longest_us = waited_us > *longest_us ? waited_us : *longest_us;
    if (err != ERR_NONE) {
        if (!why.code)
            fault_set(&why, err, "bench", "", "Question %d could not be answered.", (int)question + 1);
        cli_fail(&why);
    }
    return err == ERR_NONE;
}

static bool rounds_run(struct bench_house *house, struct bench_read *read, struct buf *out, struct measured *m)
{
    for (int round = -WARM_UP; round < ROUNDS; round++) {
        double rate = bench_read_gb_s(read);
        if (round >= 0)
            m->read_gb_s[round] = rate;
        for (int q = 0; q < BENCH_QUESTIONS; q++) {
            double ms;
            if (!question_ask(house, (enum bench_question)q, out, &ms, &m->longest_wait_us))
                return false;
            if (round >= 0)
                m->ms[q][round] = ms;
        }
    }
    return true;
}

/* ---- written aside ---- */
struct keeper {
    struct bench_house *house;
    int64_t hold_us;
    atomic_bool done;
};

static void *keeper_run(void *given)
{
    struct keeper *keeper = given;
    keeper->hold_us = bench_house_keep(keeper->house);
    keeper->done = true;
    return NULL;
}

/* One asks and one feeds all the while. */
static bool keep_measure(struct bench_house *house, struct buf *out, struct measured *m)
{
    struct keeper keeper = {.house = house};
    struct clock *clock = clock_system();
    int64_t began_us = clock->monotonic_us(clock);
    pthread_t thread;
    double ms;
    bool well = true;
    if (pthread_create(&thread, NULL, keeper_run, &keeper) != 0)
        return false;
    while (well && !keeper.done)
        well = question_ask(house, BENCH_Q1, out, &ms, &m->keep_wait_us);
    pthread_join(thread, NULL);
    m->keep_ms = (double)(clock->monotonic_us(clock) - began_us) / 1000;
    m->keep_hold_us = keeper.hold_us;
    return well;
}

static bool measure(struct bench_house *house, struct bench_read *read, struct buf *out, struct measured *m)
{
    struct live live = {.house = house};
    pthread_t thread;
    if (pthread_create(&thread, NULL, live_run, &live) != 0)
        return false;
    bool well = rounds_run(house, read, out, m) && keep_measure(house, out, m);
    live.stop = true;
    pthread_join(thread, NULL);
    return well;
}

static size_t resident_bytes(void)
{
    char line[200];
    FILE *file = fopen("/proc/self/statm", "re"); /* pages: of the address space, resident, … */
    bool read = file && fgets(line, sizeof line, file);
    struct str rest = read ? str_of(line) : STR(""), whole, resident;
    int64_t pages = 0;
    if (file)
        fclose(file);
    if (!str_cut(&rest, ' ', &whole) || !str_cut(&rest, ' ', &resident) || !str_integer(resident, &pages) || pages < 0)
        return 0;
    return (size_t)pages * (size_t)sysconf(_SC_PAGESIZE);
}

/* ---- the line ---- */
static void line_print(const struct bench_house *house, const struct bench_recount *recount, const struct measured *m, uint64_t rows,
                       size_t threads, bool equal)
{
    double read = median(m->read_gb_s);
    uint64_t fed = bench_house_fed(house);
    printf("{\"bench\":\"columns\",\"rows\":%llu,\"appended\":%llu,\"threads\":%zu,\"read_gb_s\":%.2f,\"queries\":{",
           (unsigned long long)rows, (unsigned long long)(fed - rows), threads, read);
    for (int q = 0; q < BENCH_QUESTIONS; q++) {
        double limit_ms = bench_question_bytes((enum bench_question)q, fed, recount->in_last_quarter) / read / 1e6, ms = median(m->ms[q]);
        printf("%s\"q%d\":{\"what\":\"%s\",\"ms\":%.3f,\"limit_ms\":%.3f,\"ratio\":%.2f}", q ? "," : "", q + 1,
               bench_question_text((enum bench_question)q), ms, limit_ms, ms / limit_ms);
    }
    printf("},\"bytes_per_row\":%.2f,\"resident_bytes_per_row\":%.2f,\"append_us_per_row\":%.3f,\"longest_reader_wait_ms\":%.3f,"
           "\"keep_ms\":%.1f,\"keep_hold_ms\":%.3f,\"keep_reader_wait_ms\":%.3f,\"open_ms\":%.1f,\"equal_to_recount\":%s}\n",
           (double)bench_house_bytes(house) / (double)fed, (double)m->rss_bytes / (double)rows, m->feed_s * 1e6 / (double)rows,
           (double)m->longest_wait_us / 1000, m->keep_ms, (double)m->keep_hold_us / 1000, (double)m->keep_wait_us / 1000, m->open_ms,
           equal ? "true" : "false");
}

static bool recount_compare(struct bench_house *house, const struct bench_recount *recount, struct buf *out)
{
    bool equal = true;
    for (int q = 0; q < BENCH_QUESTIONS; q++) {
        char difference[200] = "no answer";
        double ms;
        int64_t wait_us = 0;
        if (question_ask(house, (enum bench_question)q, out, &ms, &wait_us) &&
            bench_recount_equal(recount, (enum bench_question)q, buf_str(out), difference))
            continue;
        fprintf(stderr, "kuulo: question %d differs from the recount: %s.\n", q + 1, difference);
        equal = false;
    }
    return equal;
}

static int columns_run(struct bench_house *house, struct bench_read *read, uint64_t rows, size_t threads)
{
    struct measured m = {0};
    struct clock *clock = clock_system();
    struct buf out = buf_new(OUT_BYTES);
    size_t resident = resident_bytes();
    int64_t began_us = clock->monotonic_us(clock);
    bench_house_feed(house, rows, FEED_TURN);
    m.feed_s = (double)(clock->monotonic_us(clock) - began_us) / 1e6;
    size_t grown = resident_bytes();
    m.rss_bytes = grown > resident ? grown - resident : 0;
    bool well = measure(house, read, &out, &m);
    struct bench_recount *recount = well ? bench_recount_make(bench_house_chances(house), bench_house_fed(house)) : NULL;
    if (recount) {
        well = recount_compare(house, recount, &out) && bench_house_reopen(house, threads, &m.open_ms) &&
               recount_compare(house, recount, &out); /* what was mapped again answers the same */
        line_print(house, recount, &m, rows, threads, well);
    }
    well = well && recount;
    bench_recount_free(recount);
    buf_free(&out);
    return well ? 0 : 1;
}

int cli_bench_columns(const struct options *options)
{
    int64_t rows = 1000000;
    size_t threads = options->threads ? options->threads : (size_t)sysconf(_SC_NPROCESSORS_ONLN);
    if (options->rows && (!str_integer(str_of(options->rows), &rows) || rows < BENCH_ROWS_MIN || rows > BENCH_ROWS_MAX)) {
        fprintf(stderr, "kuulo: --rows takes a number from %d to %d.\n", BENCH_ROWS_MIN, BENCH_ROWS_MAX);
        return 2;
    }
    struct bench_read *read = bench_read_new(threads);
    struct bench_house *house = read ? bench_house_open((uint64_t)rows, threads) : NULL;
    int code = house ? columns_run(house, read, (uint64_t)rows, threads) : 1;
    bench_house_close(house);
    bench_read_free(read);
    return code;
}
