#include "understand/customers.h"
#include "understand.sql.h"

static enum err values_make(struct column_rank_part *part, enum measure measure, int64_t low, int64_t high, struct arena *arena)
{
    const struct column_scan *scan = &part->scan;
    part->cells = scan->score == COLUMN_NONE ? 1 : scan->score_cell ? scan->cells : column_codes(scan->table, scan->score);
    int32_t *values = arena_take_array(arena, part->cells, sizeof *values);
    uint8_t *counts = arena_take(arena, part->cells);
    if (!values || !counts)
        return ERR_MEMORY;
    counts[0] = scan->score == COLUMN_NONE;
    values[0] = 0;
    for (size_t cell = 1; cell < part->cells; cell++) {
        counts[cell] = 1;
        values[cell] = measure_score(measure, high, low + (int64_t)cell - 1);
    }
    part->values = values;
    part->counts = counts;
    return ERR_NONE;
}

enum err customers_offer(struct customers *customers, const struct plan *plan, const struct column_scan *scan, int64_t low, int64_t high,
                         struct arena *arena, struct fault *why)
{
    size_t key = column_find(scan->table, STR("customer"));
    if (key == COLUMN_NONE || column_codes(scan->table, key) <= 1)
        return ERR_NONE; /* nobody is known here */
    if (customers->parts_count && (customers->low != low || customers->high != high))
        return fault_set(why, ERR_INVALID, "scales_mixed", "where",
                         "Customers cannot be ranked over questions of different scales; choose one survey.");
    if (customers->parts_count == RANK_PARTS_MAX)
        return fault_set(why, ERR_INVALID, "too_many", "where", "Customers are ranked over at most %d questions; choose some surveys.",
                         RANK_PARTS_MAX);
    customers->low = low;
    customers->high = high;
    struct column_rank_part *part = &customers->parts[customers->parts_count++];
    *part = (struct column_rank_part){.scan = *scan, .key = key};
    if (scan->filter) { /* the caller's stands on its stack */
        struct column_filter *filter = arena_take(arena, sizeof *filter);
        if (!filter)
            return ERR_MEMORY;
        *filter = *scan->filter;
        part->scan.filter = filter;
    }
    if (column_codes(scan->table, key) > customers->codes)
        customers->codes = column_codes(scan->table, key);
    return values_make(part, plan->measure, low, high, arena);
}

static enum err names_read(struct customers *customers, const struct plan *plan, const struct column_ranked *ranked, size_t count,
                           struct arena *arena)
{
    for (size_t i = 0; i < count && customers->count < plan->limit; i++) {
        struct understand_customer_name_row row;
        enum err err = sql_understand_customer_name(plan->store, &(struct understand_customer_name_in){plan->workspace_id, ranked[i].code},
                                                    arena, &row);
        if (err == ERR_NOT_FOUND)
            continue; /* forgotten: the answers stay in the figures, the person is gone */
        if (err != ERR_NONE)
            return err;
        customers->names[customers->count++] = row.external_id;
        customers->through[ranked[i].code] = (uint16_t)customers->count;
        customers->chosen[ranked[i].code] = 1;
        customers->near[ranked[i].code % FILTER_NEAR_BITS / 64] |= 1ull << ranked[i].code % 64;
    }
    return ERR_NONE;
}

enum err customers_choose(struct customers *customers, const struct understand *understand, const struct plan *plan, struct arena *arena,
                          struct fault *why)
{
    must(plan->store && plan->limit > 0 && plan->limit <= RANK_LIMIT_MAX);
    customers->collecting = false;
    customers->codes += 256; /* a byte's worth over: filters read whole tables of 256 */
    struct column_ranking ranking = {.parts = customers->parts,
                                     .parts_count = customers->parts_count,
                                     .n_min = plan->n_min,
                                     .limit = RANK_LIMIT_MAX, /* more than asked for, because some may be forgotten */
                                     .highest = plan->highest,
                                     .stop = plan->stop};
    struct column_ranked *ranked = arena_take_array(arena, RANK_LIMIT_MAX, sizeof *ranked);
    customers->through = arena_take_array(arena, customers->codes, sizeof *customers->through);
    customers->chosen = arena_take(arena, customers->codes);
    customers->names = arena_take_array(arena, plan->limit, sizeof *customers->names);
    customers->near = arena_take_array(arena, FILTER_NEAR_BITS / 64, sizeof *customers->near);
    if (!ranked || !customers->through || !customers->chosen || !customers->names || !customers->near)
        return ERR_MEMORY;
    memset(customers->near, 0, FILTER_NEAR_BITS / 8);
    memset(customers->chosen, 0, customers->codes);
    memset(customers->through, 0, customers->codes * sizeof *customers->through);
    size_t count = 0;
    enum err err = customers->parts_count ? executor_rank(understand, plan->workspace_id, &ranking, ranked, &count, why) : ERR_NONE;
    if (err == ERR_TOO_LARGE && !why->code)
        return fault_set(why, ERR_INVALID, "too_many", "by", "These are too many customers to rank.");
    return err == ERR_NONE ? names_read(customers, plan, ranked, count, arena) : err;
}
