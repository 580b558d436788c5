/* In rounds: every thread spreads rows over buckets of 16,384 groups until one of its buckets is full or the rows are at their end; then
 * each bucket is counted by one thread, whose share of the figures stays in the second cache meanwhile. To go straight to one of two
 * million places would wait on memory with every row. */
#include "engine/column/rank.h"
#include "engine/column/block.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>

enum {
    BUCKET_BITS = 14,
    BUCKET_GROUPS = 1 << BUCKET_BITS,
    BUCKET_ROWS_MIN = 8192,
    BUCKET_ROWS_MAX = 1 << 20,
    BUCKETS_ROWS = 4 << 20 /* of all buckets of a thread together */
};
enum { COUNT_SHIFT = 38, HUGE_PAGE = 2 << 20, CELL_BITS = 16 };

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

/* Where a chunk goes on: its number among those of all parts, and the row. */
struct spot {
    size_t chunk, at;
};

struct rank_lane {
    uint32_t *rows; /* buckets of bucket_rows: low part of the code, cell */
    uint32_t *filled;
    uint32_t *lines;         /* KERNEL_LINE rows of each bucket: the unfinished line, which is written when it is whole */
    uint64_t counted, found; /* rows; they differ when a group overflowed */
    struct spot spot;
    bool full; /* a bucket of it, before the end of the chunk at hand */
    uint16_t cells[COLUMN_BLOCK_ROWS + VECTOR_PADDING];
    uint8_t keep[COLUMN_BLOCK_ROWS + VECTOR_PADDING];
    struct sieve sieve;
    struct column_ranked *best; /* of the buckets this lane chose from */
    size_t best_count;
};

struct rank_plan {
    const struct column_ranking *ranking;
    const struct column_kernel *kernel;
    size_t codes, buckets, bucket_rows, chunks;
    sums *groups;             /* of all lanes: a bucket belongs to one of them at a time */
    bool first_round, ended;  /* ended: no rows are left after this round */
    sums add[RANK_CELLS_MAX]; /* all parts' cells, one part after the other */
    size_t cells_from[RANK_PARTS_MAX];
    uint8_t counts[RANK_PARTS_MAX][256]; /* of cells below 256 */
    struct touched touched[RANK_PARTS_MAX];
    struct spot held[LANES_MAX]; /* chunks that full lanes left, for whoever comes first in the next round */
    size_t held_count;
    _Atomic size_t next, next_held, next_bucket;
    atomic_bool stopped;
    struct rank_lane *lanes[LANES_MAX];
    size_t lanes_count;
};

/* In huge pages where there are any: page faults would cost more than the counting. */
static void *large_new(size_t count, size_t size)
{
    size_t bytes = (count * size + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
    void *at = aligned_alloc(HUGE_PAGE, bytes ? bytes : HUGE_PAGE);
    if (at)
        (void)madvise(at, bytes, MADV_HUGEPAGE);
    return at;
}

/* ---- spreading ---- */
/* keep[i] = 1 for rows that count. */
static void rows_keep(const struct rank_plan *plan, struct rank_lane *lane, size_t part, const struct chunk *chunk, size_t at, size_t count,
                      bool masked)
{
    const struct column_rank_part *about = &plan->ranking->parts[part];
    const struct vector *score = about->scan.score == COLUMN_NONE ? NULL : chunk_column(chunk, about->scan.score);
    if (score && score->codes && score->width == 1 && !about->scan.score_cell)
        plan->kernel->pass_8(lane->keep, (const uint8_t *)score->codes + at, plan->counts[part], count);
    else
        for (size_t i = 0; i < count; i++)
            lane->keep[i] = about->counts[lane->cells[i]];
    if (masked)
        for (size_t i = 0; i < count; i++)
            lane->keep[i] &= lane->sieve.mask[i];
}

/* Rows that stay go into their bucket's line, and whole lines to the bucket: so many streams of single rows would each wait on memory. */
static void rows_spread(const struct rank_plan *plan, struct rank_lane *lane, size_t part, const struct vector *keys, size_t at,
                        size_t count)
{
    uint32_t cells_from = (uint32_t)plan->cells_from[part], *lines = lane->lines, *filled = lane->filled;
    const uint32_t *wide = keys->width == 4 ? (const uint32_t *)keys->codes + at : NULL;
    for (size_t i = 0; i < count; i++) {
        uint32_t key = wide ? wide[i] : vector_at(keys, at + i);
        size_t bucket = key >> BUCKET_BITS;
        uint32_t place = filled[bucket], *line = lines + bucket * KERNEL_LINE;
        line[place % KERNEL_LINE] = key % BUCKET_GROUPS << CELL_BITS | (cells_from + lane->cells[i]);
        uint32_t next = place + (lane->keep[i] & (key != 0)); /* without a branch: data decides nothing here */
        filled[bucket] = next;
        if ((next ^ place) & KERNEL_LINE) /* a line is whole: the only branch, and a rare one */
            plan->kernel->line_put(lane->rows + bucket * plan->bucket_rows + place / KERNEL_LINE * KERNEL_LINE, line);
    }
}

/* What is unfinished is written too: the round ends. */
static void lines_finish(const struct rank_plan *plan, struct rank_lane *lane)
{
    for (size_t bucket = 0; bucket < plan->buckets; bucket++) {
        uint32_t rest = lane->filled[bucket] % KERNEL_LINE;
        memcpy(lane->rows + bucket * plan->bucket_rows + lane->filled[bucket] - rest, lane->lines + bucket * KERNEL_LINE,
               rest * sizeof *lane->lines);
    }
    plan->kernel->lines_end();
}

/* Another block might not fit. */
static bool lane_full(const struct rank_plan *plan, const struct rank_lane *lane)
{
    uint32_t most = 0;
    for (size_t bucket = 0; bucket < plan->buckets; bucket++)
        most = lane->filled[bucket] > most ? lane->filled[bucket] : most;
    return most + COLUMN_BLOCK_ROWS + 1 > plan->bucket_rows;
}

/* The chunk at hand, from where it was left; false when a bucket is full before its end. */
static bool rank_chunk(const struct rank_plan *plan, struct rank_lane *lane, size_t part, const struct chunk *chunk)
{
    const struct column_scan *scan = &plan->ranking->parts[part].scan;
    const struct vector *keys = chunk_column(chunk, plan->ranking->parts[part].key);
    if (chunk->rows == 0 || !keys->codes || chunk->high < scan->day_from || chunk->low > scan->day_to)
        return true;
    for (; lane->spot.at < chunk->rows; lane->spot.at += COLUMN_BLOCK_ROWS) {
        size_t count = chunk->rows - lane->spot.at < COLUMN_BLOCK_ROWS ? chunk->rows - lane->spot.at : COLUMN_BLOCK_ROWS;
        bool masked;
        if (lane_full(plan, lane))
            return false;
        touched_fetch(&plan->touched[part], chunk, lane->spot.at + COLUMN_BLOCK_ROWS);
        if (!block_mask(scan, plan->kernel, chunk, lane->spot.at, count, &lane->sieve, &masked))
            continue;
        block_scores(scan, plan->kernel, chunk, lane->spot.at, count, lane->cells);
        rows_keep(plan, lane, part, chunk, lane->spot.at, count, masked);
        rows_spread(plan, lane, part, keys, lane->spot.at, count);
    }
    return true;
}

static struct spot spot_take(struct rank_plan *plan)
{
    size_t held = atomic_fetch_add(&plan->next_held, 1);
    return held < plan->held_count ? plan->held[held] : (struct spot){atomic_fetch_add(&plan->next, 1), 0};
}

static void rank_spread(void *context, size_t number)
{
    struct rank_plan *plan = context;
    struct rank_lane *lane = plan->lanes[number];
    while (!lane->full && !atomic_load_explicit(&plan->stopped, memory_order_relaxed)) {
        if (number == 0 && stop_now(plan->ranking->stop)) {
            atomic_store(&plan->stopped, true);
            break;
        }
        lane->spot = spot_take(plan);
        if (lane->spot.chunk >= plan->chunks)
            break;
        size_t part = 0, chunk = lane->spot.chunk;
        while (chunk >= plan->ranking->parts[part].scan.table->chunks_count)
            chunk -= plan->ranking->parts[part++].scan.table->chunks_count;
        lane->full = !rank_chunk(plan, lane, part, plan->ranking->parts[part].scan.table->chunks[chunk]);
    }
    lines_finish(plan, lane);
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

/* ---- counting and choosing ---- */
static void bucket_count(const struct rank_plan *plan, struct rank_lane *lane, size_t bucket)
{
    sums *groups = plan->groups + (bucket << BUCKET_BITS);
    if (plan->first_round)
        memset(groups, 0, BUCKET_GROUPS * sizeof *groups);
    for (size_t l = 0; l < plan->lanes_count; l++) {
        struct rank_lane *from = plan->lanes[l];
        const uint32_t *row = from->rows + bucket * plan->bucket_rows;
        for (uint32_t i = 0; i < from->filled[bucket]; i++)
            groups[row[i] >> CELL_BITS] += plan->add[row[i] & UINT16_MAX];
        lane->counted += from->filled[bucket];
        from->filled[bucket] = 0;
    }
}

static void bucket_choose(const struct rank_plan *plan, struct rank_lane *lane, size_t bucket)
{
    size_t from = bucket << BUCKET_BITS, to = from + BUCKET_GROUPS < plan->codes ? from + BUCKET_GROUPS : plan->codes;
    for (size_t code = from; code < to; code++) {
        struct column_ranked one = {(uint32_t)code, sums_n(plan->groups[code]), sums_sum(plan->groups[code])};
        lane->found += one.n;
        if (one.n >= plan->ranking->n_min && one.n > 0)
            best_offer(plan->ranking, lane->best, &lane->best_count, &one);
    }
}

static void rank_count(void *context, size_t number)
{
    struct rank_plan *plan = context;
    struct rank_lane *lane = plan->lanes[number];
    for (size_t bucket; (bucket = atomic_fetch_add(&plan->next_bucket, 1)) < plan->buckets;) {
        bucket_count(plan, lane, bucket);
        if (plan->ended)
            bucket_choose(plan, lane, bucket);
    }
}

/* What is left for the next round; false when nothing is. */
static bool spots_hold(struct rank_plan *plan)
{
    size_t kept = 0;
    for (size_t i = plan->next_held; i < plan->held_count; i++)
        plan->held[kept++] = plan->held[i];
    for (size_t i = 0; i < plan->lanes_count; i++)
        if (plan->lanes[i]->full) {
            plan->held[kept++] = plan->lanes[i]->spot;
            plan->lanes[i]->full = false;
        }
    plan->held_count = kept;
    plan->next_held = 0;
    return kept > 0 || plan->next < plan->chunks;
}

static enum err rank_rounds(struct rank_plan *plan, struct scan_pool *pool)
{
    for (plan->first_round = true; !plan->ended; plan->first_round = false) {
        atomic_store(&plan->stopped, stop_now(plan->ranking->stop));
        scan_pool_run(pool, plan->lanes_count, rank_spread, plan);
        if (atomic_load(&plan->stopped))
            return ERR_STOPPED;
        plan->ended = !spots_hold(plan);
        plan->next_bucket = 0;
        scan_pool_run(pool, plan->lanes_count, rank_count, plan);
    }
    return ERR_NONE;
}

static void rank_lane_free(struct rank_lane *lane)
{
    if (!lane)
        return;
    free(lane->rows);
    free(lane->filled);
    free(lane->lines);
    free(lane->best);
    free(lane);
}

static struct rank_lane *rank_lane_new(const struct rank_plan *plan)
{
    struct rank_lane *lane = calloc(1, sizeof *lane);
    if (!lane)
        return NULL;
    lane->rows = large_new(plan->buckets * plan->bucket_rows, sizeof *lane->rows);
    lane->filled = calloc(plan->buckets + 1, sizeof *lane->filled);
    lane->lines = calloc((plan->buckets + 1) * KERNEL_LINE, sizeof *lane->lines);
    lane->best = calloc(plan->ranking->limit + 1, sizeof *lane->best);
    if (lane->rows && lane->filled && lane->lines && lane->best)
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
        plan->chunks += part->scan.table->chunks_count;
        touched_scan(&plan->touched[p], &part->scan);
        touched_add(&plan->touched[p], part->key);
        memcpy(plan->counts[p], part->counts, part->cells < sizeof plan->counts[p] ? part->cells : sizeof plan->counts[p]);
        for (size_t c = 0; c < part->cells; c++)
            plan->add[cells++] = (1ull << COUNT_SHIFT) + (uint64_t)(int64_t)part->values[c];
    }
    plan->buckets = (plan->codes + BUCKET_GROUPS - 1) >> BUCKET_BITS;
    plan->bucket_rows = plan->buckets ? BUCKETS_ROWS / plan->buckets : BUCKET_ROWS_MAX;
    plan->bucket_rows = plan->bucket_rows < BUCKET_ROWS_MIN   ? BUCKET_ROWS_MIN
                        : plan->bucket_rows > BUCKET_ROWS_MAX ? BUCKET_ROWS_MAX
                                                              : plan->bucket_rows;
    plan->bucket_rows = plan->bucket_rows / KERNEL_LINE * KERNEL_LINE;
    plan->groups = large_new(plan->buckets << BUCKET_BITS, sizeof *plan->groups);
    return plan->groups ? ERR_NONE : ERR_MEMORY;
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
    if (err == ERR_NONE)
        err = rank_rounds(plan, pool);
    if (err == ERR_NONE)
        err = rank_finish(plan, out, count);
    for (size_t i = 0; i < plan->lanes_count; i++)
        rank_lane_free(plan->lanes[i]);
    free(plan->groups);
    free(plan);
    return err;
}
