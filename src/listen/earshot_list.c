/* Reading earshot: names, who talked, call lists. */
#include "earshot.sql.h"
#include "listen/earshot.h"

enum err listen_earshot_name(struct store *store, int64_t workspace_id, int64_t customer_id, struct arena *arena, struct earshot_name *name)
{
    struct earshot_customer_row row;
    enum err err = sql_earshot_customer(store, &(struct earshot_customer_in){workspace_id, customer_id}, arena, &row);
    if (err == ERR_NONE)
        *name = (struct earshot_name){row.external_id, row.name};
    return err;
}

struct reading {
    union {
        bool (*leader)(void *context, int64_t account_id, int64_t talks);
        bool (*list)(void *context, const struct call_list *list);
        bool (*item)(void *context, const struct call_list_item *item);
    } each;
    void *context;
};

static bool leader_row(void *context, const struct earshot_leaders_row *row)
{
    const struct reading *reading = context;
    return reading->each.leader(reading->context, row->account_id, row->talks);
}

enum err listen_earshot_leaders(struct store *store, int64_t workspace_id, int64_t survey_id, int64_t from_ms,
                                bool (*each)(void *context, int64_t account_id, int64_t talks), void *context)
{
    struct reading reading = {{.leader = each}, context};
    return sql_earshot_leaders(store, &(struct earshot_leaders_in){workspace_id, survey_id, from_ms}, leader_row, &reading);
}

static bool list_row(void *context, const struct call_list_page_row *row)
{
    const struct reading *reading = context;
    const struct call_list list = {row->id, row->drawn_at, row->seed, row->size, row->talked};
    return reading->each.list(reading->context, &list);
}

enum err listen_call_lists(struct store *store, int64_t workspace_id, int64_t survey_id, int64_t before, int64_t limit,
                           bool (*each)(void *context, const struct call_list *list), void *context)
{
    struct reading reading = {{.list = each}, context};
    return sql_call_list_page(store, &(struct call_list_page_in){workspace_id, before, survey_id, limit}, list_row, &reading);
}

static bool one_row(void *context, const struct call_list *list)
{
    *(struct call_list *)context = *list;
    return false;
}

enum err listen_call_list(struct store *store, int64_t workspace_id, int64_t survey_id, int64_t id, struct call_list *list)
{
    *list = (struct call_list){0};
    if (id < 1)
        return ERR_NOT_FOUND;
    enum err err = listen_call_lists(store, workspace_id, survey_id, id + 1, 1, one_row, list);
    return err == ERR_NONE && list->id != id ? ERR_NOT_FOUND : err;
}

static bool item_row(void *context, const struct call_list_items_row *row)
{
    const struct reading *reading = context;
    const struct call_list_item item = {.stratum = (enum stratum)row->stratum,
                                        .customer = row->external_id,
                                        .name = row->name,
                                        .phone = row->phone,
                                        .language = row->language,
                                        .heard_at_ms = row->has_heard_at ? row->heard_at : 0,
                                        .talked = row->talked};
    return reading->each.item(reading->context, &item);
}

enum err listen_call_list_items(struct store *store, int64_t workspace_id, int64_t survey_id, int64_t id,
                                bool (*each)(void *context, const struct call_list_item *item), void *context)
{
    struct reading reading = {{.item = each}, context};
    return sql_call_list_items(store, &(struct call_list_items_in){workspace_id, id, survey_id}, item_row, &reading);
}
