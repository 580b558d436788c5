#include "engine/column/scan.h"
#include "engine/column/block.h"
#include "engine/column/count.h"
#include "engine/column/pool.h"

#include <stdatomic.h>
#include <stdlib.h>

/* What one thread needs; on the heap, because blocks of keys are large for a stack. */
struct lane {
    struct counter counter;
    uint16_t narrow[COLUMN_BLOCK_ROWS + VECTOR_PADDING], merged[COLUMN_BLOCK_ROWS + VECTOR_PADDING];
    uint64_t wide[COLUMN_BLOCK_ROWS + VECTOR_PADDING];
    struct sieve sieve;
};

struct scanning {
    const struct column_scan *scan;
    const struct column_kernel *kernel;
    uint64_t strides[SCAN_SOURCES_MAX], codes[SCAN_SOURCES_MAX];
    uint64_t total, inner; /* keys; without the period's part, which is the outermost */
    size_t period;         /* the source that is by day; SCAN_SOURCES_MAX: none */
    size_t cells;
    struct touched touched;
    _Atomic size_t next;
    atomic_bool stopped;
    struct lane *lanes[LANES_MAX];
    size_t lanes_count;
};

size_t column_source_codes(const struct column_table *table, const struct column_source *source)
{
    if (source->day_code || source->through)
        return source->day_code ? source->day_codes : source->through_codes;
    size_t codes = 1;
    for (size_t i = 0; i < source->count; i++)
        codes += source->columns[i] == COLUMN_NONE ? 0 : column_codes(table, source->columns[i]) - 1;
    return codes;
}

size_t column_source_column(const struct column_table *table, const struct column_source *source, uint32_t code, uint16_t *in_column)
{
    for (size_t i = 0; i < source->count && code > 0; i++) {
        uint32_t codes = source->columns[i] == COLUMN_NONE ? 0 : (uint32_t)column_codes(table, source->columns[i]) - 1;
        if (code <= codes) {
            *in_column = (uint16_t)code;
            return source->columns[i];
        }
        code -= codes;
    }
    *in_column = COLUMN_CODE_MISSING;
    return COLUMN_NONE;
}

/* Codes of the only column through the source's table; false when every row is missing. */
static bool source_through(struct lane *lane, const struct column_source *source, const struct chunk *chunk, size_t at, size_t count,
                           bool masked)
{
    const struct vector *vector = source->columns[0] == COLUMN_NONE ? NULL : chunk_column(chunk, source->columns[0]);
    if (!vector || !vector->codes)
        return false;
    if (masked) /* rows that do not pass look at the first place, which is near: the table may be larger than a cache */
        for (size_t i = 0; i < count; i++)
            lane->merged[i] = source->through[vector_at(vector, at + i) & -(uint32_t)lane->sieve.mask[i]];
    else
        for (size_t i = 0; i < count; i++)
            lane->merged[i] = source->through[vector_at(vector, at + i)];
    return true;
}

/* Codes of a source for a block into lane->merged; false when every row is missing. */
static bool source_merge(const struct scanning *scanning, struct lane *lane, const struct column_source *source, const struct chunk *chunk,
                         size_t at, size_t count, bool masked)
{
    uint32_t offset = 0;
    bool any = false;
    if (source->through)
        return source_through(lane, source, chunk, at, count, masked);
    for (size_t c = 0; c < source->count; c++) {
        if (source->columns[c] == COLUMN_NONE)
            continue;
        const struct vector *vector = chunk_column(chunk, source->columns[c]);
        if (vector->codes && !any)
            memset(lane->merged, 0, count * sizeof *lane->merged);
        if (vector->codes)
            for (size_t i = 0; i < count; i++) {
                uint16_t code = (uint16_t)vector_at(vector, at + i); /* a source has no more: scanning_source */
                if (code && lane->merged[i] == 0)
                    lane->merged[i] = (uint16_t)(code + offset);
            }
        any |= vector->codes != NULL;
        offset += (uint32_t)column_codes(scanning->scan->table, source->columns[c]) - 1;
    }
    return any;
}

/* Codes of the day source from its lowest in the block on, into lane->merged. */
static void source_days(struct lane *lane, const struct column_source *source, const struct chunk *chunk, size_t at, size_t count,
                        uint16_t low)
{
    chunk_days(chunk, at, count, lane->sieve.scratch.days);
    for (size_t i = 0; i < count; i++)
        lane->merged[i] = (uint16_t)(source->day_code[lane->sieve.scratch.days[i] - source->day_first] - low);
}

/* The periods of a block: nearly always one, whose code then never meets the rows. */
struct spell {
    uint16_t low, high;
};
static struct spell block_spell(const struct scanning *scanning, const struct chunk *chunk, size_t at)
{
    if (scanning->period == SCAN_SOURCES_MAX)
        return (struct spell){0, 0};
    const struct column_source *source = &scanning->scan->sources[scanning->period];
    size_t block = at / COLUMN_BLOCK_ROWS;
    return (struct spell){source->day_code[chunk->day_low[block] - source->day_first],
                          source->day_code[chunk->day_high[block] - source->day_first]};
}

/* Adds one source to the narrow keys. */
static void source_narrow(const struct scanning *scanning, struct lane *lane, size_t s, const struct chunk *chunk, size_t at, size_t count,
                          bool masked)
{
    const struct column_source *source = &scanning->scan->sources[s];
    uint16_t stride = (uint16_t)scanning->strides[s];
    bool plain = source->count == 1 && source->columns[0] != COLUMN_NONE && !source->through;
    const struct vector *only = plain ? chunk_column(chunk, source->columns[0]) : NULL;
    if (only && only->codes && only->width == 1)
        scanning->kernel->add_8(lane->narrow, (const uint8_t *)only->codes + at, stride, count);
    else if (only && only->codes)
        scanning->kernel->add_16(lane->narrow, (const uint16_t *)only->codes + at, stride, count);
    else if (!only && source_merge(scanning, lane, source, chunk, at, count, masked))
        scanning->kernel->add_16(lane->narrow, lane->merged, stride, count);
}

/* The score and the first of the sources in a single pass, when both are bytes; the sources done. */
static size_t keys_joined(const struct scanning *scanning, struct lane *lane, const struct chunk *chunk, size_t at, size_t count)
{
    const struct column_scan *scan = scanning->scan;
    const struct column_source *source = &scan->sources[0];
    if (scan->sources_count == 0 || scan->score_cell || scan->score == COLUMN_NONE || source->day_code || source->through ||
        source->count != 1 || source->columns[0] == COLUMN_NONE)
        return 0;
    const struct vector *group = chunk_column(chunk, source->columns[0]), *score = chunk_column(chunk, scan->score);
    if (!group->codes || !score->codes || group->width != 1 || score->width != 1)
        return 0;
    scanning->kernel->join_8(lane->narrow, (const uint8_t *)group->codes + at, (uint16_t)scanning->strides[0],
                             (const uint8_t *)score->codes + at, count);
    return 1;
}

/* Nothing but a few scores in bytes: counted without keys. */
static bool block_only_scores(const struct scanning *scanning, struct lane *lane, const struct chunk *chunk, size_t at, size_t count,
                              bool masked, uint64_t base)
{
    const struct column_scan *scan = scanning->scan;
    if (scanning->inner > KERNEL_CELLS_MAX || scan->score == COLUMN_NONE || scan->score_cell || scanning->inner != scanning->cells)
        return false;
    const struct vector *score = chunk_column(chunk, scan->score);
    if (!score->codes || score->width != 1)
        return false;
    scanning->kernel->count_8((const uint8_t *)score->codes + at, masked ? lane->sieve.mask : NULL, count, scanning->cells,
                              lane->counter.dense + base);
    return true;
}

static void block_narrow(const struct scanning *scanning, struct lane *lane, const struct chunk *chunk, size_t at, size_t count,
                         bool masked, struct spell spell)
{
    uint64_t base = spell.low * scanning->inner;
    if (spell.low == spell.high && block_only_scores(scanning, lane, chunk, at, count, masked, base))
        return;
    size_t done = keys_joined(scanning, lane, chunk, at, count);
    if (done == 0)
        block_scores(scanning->scan, scanning->kernel, chunk, at, count, lane->narrow);
    for (size_t s = done; s < scanning->scan->sources_count; s++)
        if (s != scanning->period)
            source_narrow(scanning, lane, s, chunk, at, count, masked);
    if (spell.low != spell.high) {
        source_days(lane, &scanning->scan->sources[scanning->period], chunk, at, count, spell.low);
        scanning->kernel->add_16(lane->narrow, lane->merged, (uint16_t)scanning->inner, count);
    }
    if (masked)
        count = scanning->kernel->pack_16(lane->narrow, lane->sieve.mask, count);
    if (spell.low == spell.high)
        counter_add_16(&lane->counter, base, lane->narrow, count);
    else
        counter_add_over(&lane->counter, base, lane->narrow, count);
}

static void block_wide(const struct scanning *scanning, struct lane *lane, const struct chunk *chunk, size_t at, size_t count, bool masked)
{
    block_scores(scanning->scan, scanning->kernel, chunk, at, count, lane->narrow);
    for (size_t i = 0; i < count; i++)
        lane->wide[i] = lane->narrow[i];
    for (size_t s = 0; s < scanning->scan->sources_count; s++) {
        const struct column_source *source = &scanning->scan->sources[s];
        if (source->day_code)
            source_days(lane, source, chunk, at, count, 0);
        else if (!source_merge(scanning, lane, source, chunk, at, count, masked))
            continue;
        for (size_t i = 0; i < count; i++)
            lane->wide[i] += lane->merged[i] * scanning->strides[s];
    }
    size_t kept = count;
    if (masked) {
        kept = 0;
        for (size_t i = 0; i < count; i++) {
            lane->wide[kept] = lane->wide[i];
            kept += lane->sieve.mask[i];
        }
    }
    counter_add_64(&lane->counter, lane->wide, kept);
}

static void scan_chunk(const struct scanning *scanning, struct lane *lane, const struct chunk *chunk)
{
    if (chunk->rows == 0 || chunk->high < scanning->scan->day_from || chunk->low > scanning->scan->day_to)
        return;
    for (size_t at = 0; at < chunk->rows; at += COLUMN_BLOCK_ROWS) {
        size_t count = chunk->rows - at < COLUMN_BLOCK_ROWS ? chunk->rows - at : COLUMN_BLOCK_ROWS;
        bool masked;
        touched_fetch(&scanning->touched, chunk, at + COLUMN_BLOCK_ROWS);
        if (!block_mask(scanning->scan, scanning->kernel, chunk, at, count, &lane->sieve, &masked))
            continue;
        struct spell spell = block_spell(scanning, chunk, at);
        if (lane->counter.dense && (spell.high - spell.low + 1u) * scanning->inner <= COUNTER_NARROW_MAX)
            block_narrow(scanning, lane, chunk, at, count, masked, spell);
        else
            block_wide(scanning, lane, chunk, at, count, masked);
    }
}

static void scan_lane(void *context, size_t number)
{
    struct scanning *scanning = context;
    struct lane *lane = scanning->lanes[number];
    while (!atomic_load_explicit(&scanning->stopped, memory_order_relaxed)) {
        size_t next = atomic_fetch_add(&scanning->next, 1);
        if (next >= scanning->scan->table->chunks_count)
            break;
        if (number == 0 && stop_now(scanning->scan->stop)) {
            atomic_store(&scanning->stopped, true);
            break;
        }
        scan_chunk(scanning, lane, scanning->scan->table->chunks[next]);
    }
    counter_finish(&lane->counter);
}

static void key_codes(const struct scanning *scanning, uint64_t group, uint32_t codes[SCAN_SOURCES_MAX])
{
    memset(codes, 0, SCAN_SOURCES_MAX * sizeof *codes);
    for (size_t s = 0; s < scanning->scan->sources_count; s++)
        codes[s] = (uint32_t)(group / (scanning->strides[s] / scanning->cells) % scanning->codes[s]);
}

static void emit_group(const struct scanning *scanning, uint64_t group, const uint64_t *counts, scan_each each, void *context)
{
    uint64_t filled = 0;
    for (size_t i = scanning->scan->score != COLUMN_NONE; i < scanning->cells; i++)
        filled += counts[i];
    if (filled == 0)
        return;
    uint32_t codes[SCAN_SOURCES_MAX];
    key_codes(scanning, group, codes);
    each(context, codes, counts, scanning->cells);
}

static void emit_dense(const struct scanning *scanning, const struct counter *counter, uint64_t *counts, scan_each each, void *context)
{
    for (uint64_t group = 0; group < scanning->total / scanning->cells; group++) {
        for (size_t i = 0; i < scanning->cells; i++)
            counts[i] = counter->dense[group * scanning->cells + i];
        emit_group(scanning, group, counts, each, context);
    }
}

static void emit_hash(const struct scanning *scanning, const struct counter *counter, uint64_t *counts, scan_each each, void *context)
{
    for (size_t i = 0; i < counter->used;) {
        uint64_t group = counter->keys[i] / scanning->cells;
        memset(counts, 0, scanning->cells * sizeof *counts);
        for (; i < counter->used && counter->keys[i] / scanning->cells == group; i++)
            counts[counter->keys[i] % scanning->cells] = counter->counts[i];
        emit_group(scanning, group, counts, each, context);
    }
}

static bool scanning_source(struct scanning *scanning, size_t s)
{
    scanning->codes[s] = column_source_codes(scanning->scan->table, &scanning->scan->sources[s]);
    scanning->strides[s] = scanning->total;
    if (scanning->codes[s] > UINT16_MAX + 1 || scanning->total > (UINT64_MAX >> 2) / scanning->codes[s])
        return false;
    scanning->total *= scanning->codes[s];
    return true;
}

static enum err scanning_keys(struct scanning *scanning)
{
    const struct column_scan *scan = scanning->scan;
    scanning->cells = scan_cells(scan);
    scanning->total = scanning->cells;
    scanning->period = SCAN_SOURCES_MAX;
    for (size_t s = scan->sources_count; s-- > 0;) {
        if (scan->sources[s].day_code) {
            must(scanning->period == SCAN_SOURCES_MAX);
            scanning->period = s;
        } else if (!scanning_source(scanning, s))
            return ERR_TOO_LARGE;
    }
    scanning->inner = scanning->total;
    return scanning->period == SCAN_SOURCES_MAX || scanning_source(scanning, scanning->period) ? ERR_NONE : ERR_TOO_LARGE;
}

static enum err scanning_run(struct scanning *scanning, struct scan_pool *pool, uint64_t *counts, scan_each each, void *context)
{
    must(scanning->lanes[0]);
    struct counter *counter = &scanning->lanes[0]->counter;
    atomic_store(&scanning->stopped, stop_now(scanning->scan->stop));
    scan_pool_run(pool, scanning->lanes_count, scan_lane, scanning);
    if (atomic_load(&scanning->stopped))
        return ERR_STOPPED;
    for (size_t i = 1; i < scanning->lanes_count; i++)
        counter_merge(counter, &scanning->lanes[i]->counter);
    if (!counter->dense && counter->err == ERR_NONE)
        counter_sort(counter);
    if (counter->err != ERR_NONE)
        return counter->err;
    if (counter->dense)
        emit_dense(scanning, counter, counts, each, context);
    else
        emit_hash(scanning, counter, counts, each, context);
    return ERR_NONE;
}

static enum err lane_new(const struct scanning *scanning, struct lane **lane)
{
    *lane = malloc(sizeof **lane); /* not cleared: it is written before it is read */
    if (!*lane)
        return ERR_MEMORY;
    return counter_open(&(*lane)->counter, scanning->total, scanning->inner, scanning->scan->table->rows);
}

enum err column_scan(struct scan_pool *pool, const struct column_scan *scan, scan_each each, void *context)
{
    must(!scan->filter || filter_depth(scan->filter, 0) <= FILTER_DEPTH_MAX);
    struct scanning scanning = {.scan = scan, .kernel = column_kernel(), .lanes_count = scan_lanes(pool, scan->table)};
    touched_scan(&scanning.touched, scan);
    enum err err = scanning_keys(&scanning);
    for (size_t i = 0; i < scanning.lanes_count && err == ERR_NONE; i++)
        err = lane_new(&scanning, &scanning.lanes[i]);
    uint64_t *counts = err == ERR_NONE ? calloc(scanning.cells, sizeof *counts) : NULL;
    if (err == ERR_NONE)
        err = counts ? scanning_run(&scanning, pool, counts, each, context) : ERR_MEMORY;
    free(counts);
    for (size_t i = 0; i < scanning.lanes_count; i++)
        if (scanning.lanes[i]) {
            counter_close(&scanning.lanes[i]->counter);
            free(scanning.lanes[i]);
        }
    return err;
}
