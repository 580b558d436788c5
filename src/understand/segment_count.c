#include "engine/column/read.h"
#include "understand/inside.h"
#include "understand/segment.h"

#include <stdlib.h>

/* Piece by piece, so that the writer is let in between: at some five nanoseconds a row it waits a millisecond or two. */
enum { PIECE_CHUNKS = 4, CUSTOMER = 0, OUTCOME = 1, PIECE_BYTES = 64 << 20 };

struct counting {
    const struct understand *understand;
    const struct segment_count_ask *ask;
    struct fault *why;
    uint64_t *met; /* of the customers of every table, who gave an answer that meets the condition: a bit each, by the number */
    size_t codes;  /* bits there is room for */
    uint64_t n, customers;
    size_t table, chunk; /* where the next piece begins */
    bool more;
};

static bool row_seen(void *context, int64_t id, int32_t day, const uint32_t *codes)
{
    struct counting *c = context;
    (void)id;
    (void)day;
    c->n += codes[OUTCOME] != COLUMN_CODE_MISSING; /* every answer has one */
    if (codes[CUSTOMER] == COLUMN_CODE_MISSING || codes[CUSTOMER] >= c->codes)
        return true;
    uint64_t bit = 1ull << codes[CUSTOMER] % 64, *word = &c->met[codes[CUSTOMER] / 64];
    c->customers += !(*word & bit);
    *word |= bit;
    return true;
}

/* Numbers given since the last piece have their place too. */
static enum err room_make(struct counting *c, const struct column_table *table, size_t column)
{
    size_t codes = column == COLUMN_NONE ? 0 : column_codes(table, column), words = codes / 64 + 1, held = c->codes ? c->codes / 64 + 1 : 0;
    if (codes <= c->codes)
        return ERR_NONE;
    uint64_t *grown = realloc(c->met, words * sizeof *grown);
    if (!grown)
        return ERR_MEMORY;
    memset(grown + held, 0, (words - held) * sizeof *grown);
    c->met = grown;
    c->codes = codes;
    return ERR_NONE;
}

/* The condition is compiled anew: texts may have come since. */
static enum err piece_read(struct counting *c, const struct column_table *table, int64_t survey_id, struct arena *arena)
{
    const struct segment_count_ask *ask = c->ask;
    struct lens lens = {table, survey_slug(c->understand->listen, ask->workspace_id, survey_id), {0}, arena, c->why};
    const struct column_filter *filter = NULL;
    size_t customer = column_find(table, STR("customer"));
    enum err err = lens_ask(&lens, ask->where, &ask->scope, &filter);
    struct column_reading readings[] = {{customer, filter}, {column_find(table, STR("outcome")), filter}};
    struct column_read read = {.table = table,
                               .day_from = ask->has_from ? ask->from : INT32_MIN,
                               .day_to = ask->has_to ? ask->to : INT32_MAX,
                               .readings = readings,
                               .count = 2,
                               .chunk_first = c->chunk,
                               .chunk_count = PIECE_CHUNKS,
                               .stop = ask->stop};
    if (err == ERR_NONE)
        err = room_make(c, table, customer);
    return err == ERR_NONE ? executor_read(c->understand, ask->workspace_id, &read, row_seen, c, c->why) : err;
}

static void piece_next(struct counting *c, const struct column_table *table)
{
    c->chunk += PIECE_CHUNKS;
    if (c->chunk < column_table_chunks(table))
        return;
    c->table++;
    c->chunk = 0;
}

static enum err piece_count(struct counting *c, struct arena *arena)
{
    const struct house *house;
    enum err err = house_of(c->understand, c->ask->workspace_id, &house, c->why);
    c->more = err == ERR_NONE && house && c->table < column_tables(house->columns);
    if (!c->more)
        return err;
    const struct column_table *table = column_table_at(house->columns, c->table);
    int64_t survey_id = layout_survey(column_table_name(table));
    if (survey_id)
        err = piece_read(c, table, survey_id, arena);
    piece_next(c, table);
    return err;
}

enum err understand_segment_count(const struct segment_figures *figures, const struct segment_count_ask *ask, struct buf *out,
                                  struct fault *why)
{
    struct counting counting = {.ask = ask, .why = why, .more = true};
    enum err err = ERR_NONE;
    while (err == ERR_NONE && counting.more) {
        struct arena *arena = arena_new(PIECE_BYTES);
        if (!arena)
            err = ERR_MEMORY;
        else if (stop_now(ask->stop))
            err = ERR_STOPPED;
        else {
            counting.understand = figures->begin(figures->context);
            err = piece_count(&counting, arena);
            figures->end(figures->context);
        }
        arena_free(arena);
    }
    free(counting.met);
    if (err == ERR_NONE)
        buf_printf(out, "{\"n\":%llu,\"customers\":%llu}", (unsigned long long)counting.n, (unsigned long long)counting.customers);
    return err;
}
