/* Rows are first spread over buckets of 65,536 groups, so that a bucket's figures stay in the second cache while its rows are added; to go
 * straight to one of two million places would wait on memory with every row. */
#include "engine/column/rank.h"
#include "engine/column/block.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>

enum {
    BUCKET_BITS = 16,
    BUCKET_GROUPS = 1 << BUCKET_BITS,
    BUCKET_ROWS_MIN = 8192,
    BUCKET_ROWS_MAX = 131072,
    BUCKETS_ROWS = 4 << 20 /* of all buckets together */
};
enum { COUNT_SHIFT = 38, HUGE_PAGE = 2 << 20, LONE_CODES = 1 << 24 /* beyond, one lane's figures are enough memory */ };

/* A group's figure in one word: the rows above, their sum (signed) below. */
typedef uint64_t sums;
static int64_t sums_sum(sums both)
{
    return (int64_t)(both << (64 - COUNT_SHIFT)) >> (64 - COUNT_SHIFT);
}
static uint32_t sums_n(sums both)
{
    return (uint32_t)((both - (uint64_t)sums_sum(both)) >> COUNT_SHIFT);
}

struct rank_lane {
    sums *groups;
    uint32_t *rows; /* buckets of bucket_rows: low half of the code, cell */
    uint32_t *filled;
    uint64_t counted;
    uint16_t cells[COLUMN_BLOCK_ROWS + VECTOR_PADDING];
    struct sieve sieve;
    struct column_ranked *best; /* of this lane's share of the groups */
    size_t best_count;
    uint64_t found; /* rows, to see that no group overflowed */
};

struct rank_plan {
    const struct column_ranking *ranking;
    const struct column_kernel *kernel;
    size_t codes, buckets, bucket_rows;
    sums add[RANK_CELLS_MAX]; /* all parts' cells, one part after the other */
    size_t cells_from[RANK_PARTS_MAX];
    _Atomic size_t next, next_share;
    struct rank_lane *lanes[LANES_MAX];
    size_t lanes_count;
};

/* Zeroed, in huge pages where there are any: page faults would cost more than the counting. */
static void *large_zeroed(size_t count, size_t size)
{
    size_t bytes = (count * size + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
    void *at = aligned_alloc(HUGE_PAGE, bytes);
    if (!at)
        return NULL;
    (void)madvise(at, bytes, MADV_HUGEPAGE);
    memset(at, 0, bytes);
    return at;
}

static void bucket_drain(const struct rank_plan *plan, struct rank_lane *lane, size_t bucket)
{
    const uint32_t *row = lane->rows + bucket * plan->bucket_rows;
    sums *groups = lane->groups + (bucket << BUCKET_BITS);
    for (uint32_t i = 0; i < lane->filled[bucket]; i++)
        groups[row[i] >> 16] += plan->add[row[i] & UINT16_MAX];
    lane->counted += lane->filled[bucket];
    lane->filled[bucket] = 0;
}

static void rows_spread(const struct rank_plan *plan, struct rank_lane *lane, size_t part, const struct vector *keys, size_t at,
                        size_t count, bool masked)
{
    const uint8_t *counts = plan->ranking->parts[part].counts;
    uint32_t cells_from = (uint32_t)plan->cells_from[part];
    for (size_t i = 0; i < count; i++) {
        uint32_t key = vector_at(keys, at + i);
        size_t bucket = key >> BUCKET_BITS;
        uint32_t place = lane->filled[bucket];
        lane->rows[bucket * plan->bucket_rows + place] = key << 16 | (cells_from + lane->cells[i]);
        lane->filled[bucket] = place + (counts[lane->cells[i]] & (key != 0) & (masked ? lane->sieve.mask[i] : 1)); /* without a branch */
    }
    for (size_t bucket = 0; bucket < plan->buckets; bucket++)
        if (lane->filled[bucket] + COLUMN_BLOCK_ROWS + 1 > plan->bucket_rows)
            bucket_drain(plan, lane, bucket);
}

static void rank_chunk(const struct rank_plan *plan, struct rank_lane *lane, size_t part, const struct chunk *chunk)
{
    const struct column_scan *scan = &plan->ranking->parts[part].scan;
    const struct vector *keys = chunk_column(chunk, plan->ranking->parts[part].key);
    if (chunk->rows == 0 || !keys->codes || chunk->high < scan->day_from || chunk->low > scan->day_to)
        return;
    for (size_t at = 0; at < chunk->rows; at += COLUMN_BLOCK_ROWS) {
        size_t count = chunk->rows - at < COLUMN_BLOCK_ROWS ? chunk->rows - at : COLUMN_BLOCK_ROWS;
        bool masked;
        if (!block_mask(scan, plan->kernel, chunk, at, count, &lane->sieve, &masked))
            continue;
        block_scores(scan, plan->kernel, chunk, at, count, lane->cells);
        rows_spread(plan, lane, part, keys, at, count, masked);
    }
}

static void rank_count(void *context, size_t number)
{
    struct rank_plan *plan = context;
    struct rank_lane *lane = plan->lanes[number];
    size_t next = atomic_fetch_add(&plan->next, 1), before = 0; /* chunks of the parts before */
    for (size_t part = 0; part < plan->ranking->parts_count; part++) {
        const struct column_table *table = plan->ranking->parts[part].scan.table;
        for (; next - before < table->chunks_count; next = atomic_fetch_add(&plan->next, 1))
            rank_chunk(plan, lane, part, table->chunks[next - before]);
        before += table->chunks_count;
    }
    for (size_t bucket = 0; bucket < plan->buckets; bucket++)
        bucket_drain(plan, lane, bucket);
}

/* Whether a stands before b. */
static bool ranked_before(const struct column_ranking *ranking, const struct column_ranked *a, const struct column_ranked *b)
{
    __int128 x = (__int128)a->sum * b->n, y = (__int128)b->sum * a->n;
    if (x != y)
        return ranking->highest ? x > y : x < y;
    return a->n != b->n ? a->n > b->n : a->code < b->code;
}

static void best_offer(const struct column_ranking *ranking, struct column_ranked *best, size_t *count, const struct column_ranked *one)
{
    if (*count == ranking->limit && !ranked_before(ranking, one, &best[*count - 1]))
        return;
    size_t low = 0, high = *count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (ranked_before(ranking, &best[middle], one))
            low = middle + 1;
        else
            high = middle;
    }
    size_t moved = (*count < ranking->limit ? *count : ranking->limit - 1) - low;
    memmove(best + low + 1, best + low, moved * sizeof *best);
    best[low] = *one;
    *count += *count < ranking->limit;
}

/* One share of the groups, all lanes' figures of them added up. */
static void rank_share(const struct rank_plan *plan, struct rank_lane *lane, size_t share)
{
    size_t from = plan->codes * share / plan->lanes_count, to = plan->codes * (share + 1) / plan->lanes_count;
    for (size_t code = from; code < to; code++) {
        sums both = 0;
        for (size_t i = 0; i < plan->lanes_count; i++)
            both += plan->lanes[i]->groups[code];
        struct column_ranked one = {(uint32_t)code, sums_n(both), sums_sum(both)};
        lane->found += one.n;
        if (one.n >= plan->ranking->n_min && one.n > 0)
            best_offer(plan->ranking, lane->best, &lane->best_count, &one);
    }
}

static void rank_choose(void *context, size_t number)
{
    struct rank_plan *plan = context;
    for (size_t share; (share = atomic_fetch_add(&plan->next_share, 1)) < plan->lanes_count;)
        rank_share(plan, plan->lanes[number], share);
}

static void rank_lane_free(struct rank_lane *lane)
{
    if (!lane)
        return;
    free(lane->groups);
    free(lane->rows);
    free(lane->filled);
    free(lane->best);
    free(lane);
}

static struct rank_lane *rank_lane_new(const struct rank_plan *plan)
{
    struct rank_lane *lane = calloc(1, sizeof *lane);
    if (!lane)
        return NULL;
    lane->groups = large_zeroed(plan->buckets << BUCKET_BITS, sizeof *lane->groups);
    lane->rows = large_zeroed(plan->buckets * plan->bucket_rows, sizeof *lane->rows);
    lane->filled = calloc(plan->buckets + 1, sizeof *lane->filled);
    lane->best = calloc(plan->ranking->limit + 1, sizeof *lane->best);
    if (lane->groups && lane->rows && lane->filled && lane->best)
        return lane;
    rank_lane_free(lane);
    return NULL;
}

static enum err rank_plan_make(struct rank_plan *plan, const struct column_ranking *ranking, struct scan_pool *pool)
{
    *plan = (struct rank_plan){.ranking = ranking, .kernel = column_kernel(), .lanes_count = 1};
    size_t cells = 0;
    for (size_t p = 0; p < ranking->parts_count; p++) {
        const struct column_rank_part *part = &ranking->parts[p];
        size_t codes = column_codes(part->scan.table, part->key), lanes = scan_lanes(pool, part->scan.table);
        must(!part->scan.filter || filter_depth(part->scan.filter, 0) <= FILTER_DEPTH_MAX);
        must(scan_cells(&part->scan) <= part->cells);
        if (codes > RANK_CODES_MAX || cells + part->cells > RANK_CELLS_MAX)
            return ERR_TOO_LARGE;
        plan->codes = codes > plan->codes ? codes : plan->codes;
        plan->lanes_count = lanes > plan->lanes_count ? lanes : plan->lanes_count;
        plan->cells_from[p] = cells;
        for (size_t c = 0; c < part->cells; c++)
            plan->add[cells++] = (1ull << COUNT_SHIFT) + (uint64_t)(int64_t)part->values[c];
    }
    plan->buckets = (plan->codes + BUCKET_GROUPS - 1) >> BUCKET_BITS;
    plan->bucket_rows = plan->buckets ? BUCKETS_ROWS / plan->buckets : BUCKET_ROWS_MAX;
    plan->bucket_rows = plan->bucket_rows < BUCKET_ROWS_MIN   ? BUCKET_ROWS_MIN
                        : plan->bucket_rows > BUCKET_ROWS_MAX ? BUCKET_ROWS_MAX
                                                              : plan->bucket_rows;
    if (plan->codes > LONE_CODES)
        plan->lanes_count = 1;
    return ERR_NONE;
}

/* A group of more rows than its word holds would have lost some. */
static enum err rank_finish(struct rank_plan *plan, struct column_ranked *out, size_t *count)
{
    uint64_t counted = 0, found = 0;
    for (size_t i = 0; i < plan->lanes_count; i++) {
        counted += plan->lanes[i]->counted;
        found += plan->lanes[i]->found;
        for (size_t b = 0; b < plan->lanes[i]->best_count; b++)
            best_offer(plan->ranking, out, count, &plan->lanes[i]->best[b]);
    }
    return counted == found ? ERR_NONE : ERR_TOO_LARGE;
}

enum err column_rank(struct scan_pool *pool, const struct column_ranking *ranking, struct column_ranked *out, size_t *count)
{
    *count = 0;
    must(ranking->parts_count <= RANK_PARTS_MAX && ranking->limit > 0 && ranking->limit <= RANK_LIMIT_MAX);
    struct rank_plan *plan = malloc(sizeof *plan); /* its cells are much for a stack */
    if (!plan)
        return ERR_MEMORY;
    enum err err = rank_plan_make(plan, ranking, pool);
    for (size_t i = 0; i < plan->lanes_count && err == ERR_NONE; i++)
        err = (plan->lanes[i] = rank_lane_new(plan)) ? ERR_NONE : ERR_MEMORY;
    if (err == ERR_NONE) {
        scan_pool_run(pool, plan->lanes_count, rank_count, plan);
        scan_pool_run(pool, plan->lanes_count, rank_choose, plan);
        err = rank_finish(plan, out, count);
    }
    for (size_t i = 0; i < plan->lanes_count; i++)
        rank_lane_free(plan->lanes[i]);
    free(plan);
    return err;
}
