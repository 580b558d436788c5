#include "engine/column/read.h"
#include "understand/inside.h"
#include "understand/segment.h"

#include <stdlib.h>

/* Of the customers of every table, who gave an answer that meets the condition: a bit each, by the customer's number. */
struct counting {
    const struct segment_count_ask *ask;
    uint64_t *met;
    size_t codes;
    uint64_t customers;
};

static bool row_seen(void *context, int64_t id, int32_t day, const uint32_t *codes)
{
    struct counting *c = context;
    (void)id;
    (void)day;
    if (codes[0] == COLUMN_CODE_MISSING || codes[0] >= c->codes)
        return true;
    uint64_t bit = 1ull << codes[0] % 64, *word = &c->met[codes[0] / 64];
    c->customers += !(*word & bit);
    *word |= bit;
    return true;
}

static enum err table_count(struct counting *c, const struct understand *understand, const struct column_table *table, int64_t survey_id,
                            struct arena *arena, struct fault *why)
{
    size_t key = column_find(table, STR("customer"));
    struct lens lens = {table, survey_slug(understand->listen, c->ask->workspace_id, survey_id), {0}, arena, why};
    const struct column_filter *filter = NULL;
    if (key == COLUMN_NONE)
        return ERR_NONE; /* nobody is known here */
    enum err err = lens_ask(&lens, c->ask->where, &c->ask->scope, &filter);
    struct column_reading reading = {key, filter};
    struct column_read read = {.table = table,
                               .day_from = c->ask->has_from ? c->ask->from : INT32_MIN,
                               .day_to = c->ask->has_to ? c->ask->to : INT32_MAX,
                               .readings = &reading,
                               .count = 1,
                               .stop = c->ask->stop};
    return err == ERR_NONE ? executor_read(understand, c->ask->workspace_id, &read, row_seen, c, why) : err;
}

static enum err customers_count(struct counting *c, const struct understand *understand, struct arena *arena, struct fault *why)
{
    const struct house *house;
    enum err err = house_of(understand, c->ask->workspace_id, &house, why);
    for (size_t i = 0; err == ERR_NONE && house && i < column_tables(house->columns); i++) {
        const struct column_table *table = column_table_at(house->columns, i);
        size_t key = column_find(table, STR("customer"));
        if (key != COLUMN_NONE && column_codes(table, key) > c->codes)
            c->codes = column_codes(table, key);
    }
    if (err != ERR_NONE || !c->codes)
        return err;
    c->met = calloc(c->codes / 64 + 1, sizeof *c->met);
    if (!c->met)
        return ERR_MEMORY;
    for (size_t i = 0; i < column_tables(house->columns) && err == ERR_NONE; i++) {
        const struct column_table *table = column_table_at(house->columns, i);
        int64_t survey_id = layout_survey(column_table_name(table));
        if (survey_id)
            err = table_count(c, understand, table, survey_id, arena, why);
    }
    free(c->met);
    return err;
}

enum err understand_segment_count(const struct understand *understand, const struct segment_count_ask *ask, struct arena *arena,
                                  struct buf *out, struct fault *why)
{
    struct plan plan = {.workspace_id = ask->workspace_id,
                        .measure = MEASURE_RESPONSES,
                        .where = ask->where,
                        .has_from = ask->has_from,
                        .from = ask->from,
                        .has_to = ask->has_to,
                        .to = ask->to,
                        .scope = ask->scope,
                        .stop = ask->stop};
    struct tallies tallies;
    struct counting counting = {.ask = ask};
    enum err err = tally_take(understand, &plan, arena, &tallies, why);
    if (err == ERR_NONE)
        err = customers_count(&counting, understand, arena, why);
    if (err == ERR_NONE)
        buf_printf(out, "{\"n\":%llu,\"customers\":%llu}", (unsigned long long)(tallies.count ? tallies.rows[0]->n : 0),
                   (unsigned long long)counting.customers);
    return err;
}
