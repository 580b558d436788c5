#include "listen/customer_margin.h"
#include "listen.sql.h"
#include "listen_records.h"

#include <stdio.h>

enum err customer_margins_check(const struct record_list *in, struct arena *arena, struct customer_margins *out, struct fault *why)
{
    const struct customer_margin_in *given = in->items, *of_year[MARGIN_YEARS_MAX] = {NULL};
    *out = (struct customer_margins){arena_take_array(arena, in->count, sizeof *out->items), 0};
    if (!out->items)
        return ERR_MEMORY;
    for (size_t i = 0; i < in->count; i++) {
        const struct customer_margin_in **place = &of_year[given[i].year - MARGIN_YEAR_FIRST];
        char field[48];
        snprintf(field, sizeof field, "margins[%zu].year", i);
        if (*place)
            return fault_set(why, ERR_INVALID, "repeated", field, "The year %lld stands twice.", (long long)given[i].year);
        *place = &given[i];
    }
    for (size_t i = 0; i < MARGIN_YEARS_MAX; i++)
        if (of_year[i])
            out->items[out->count++] = (struct customer_margin){of_year[i]->year, of_year[i]->margin};
    return ERR_NONE;
}

enum err customer_margins_store(struct store *store, int64_t workspace_id, int64_t customer_id, const struct customer_margins *margins)
{
    enum err err = ERR_NONE;
    for (size_t i = 0; i < margins->count && err == ERR_NONE; i++)
        err = sql_customer_margin_put(
            store, &(struct customer_margin_put_in){workspace_id, customer_id, margins->items[i].year, margins->items[i].margin}, NULL);
    return err;
}

enum err customer_margins_forget(struct store *store, int64_t workspace_id, int64_t customer_id)
{
    return sql_customer_margins_delete(store, &(struct customer_margins_delete_in){workspace_id, customer_id}, NULL);
}

static bool margin_seen(void *context, const struct customer_margins_of_row *row)
{
    struct customer_margins *margins = context;
    margins->items[margins->count++] = (struct customer_margin){row->year, row->margin};
    return margins->count < MARGIN_YEARS_MAX;
}

enum err customer_margins_read(struct store *store, int64_t workspace_id, int64_t customer_id, struct arena *arena,
                               struct customer_margins *out)
{
    *out = (struct customer_margins){arena_take_array(arena, MARGIN_YEARS_MAX, sizeof *out->items), 0};
    if (!out->items)
        return ERR_MEMORY;
    return sql_customer_margins_of(store, &(struct customer_margins_of_in){workspace_id, customer_id}, margin_seen, out);
}

void customer_margins_write(const struct customer_margins *margins, struct buf *out)
{
    for (size_t i = 0; i < margins->count; i++) {
        buf_printf(out, "%s{\"year\":%lld,\"margin\":", i ? "," : ",\"margins\":[", (long long)margins->items[i].year);
        json_put_real(out, margins->items[i].margin);
        buf_add_char(out, '}');
    }
    if (margins->count)
        buf_add_char(out, ']');
}
