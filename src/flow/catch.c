/* What other processes wrote to the same store: the command line beside the server, later other nodes. */
#include "flow/inside.h"
#include "flow.sql.h"

static bool number_seen(void *context, const struct fact_last_row *row)
{
    struct flow *flow = context;
    if (row->workspace_id < 1 || row->workspace_id > WORKSPACES_MAX)
        return true;
    flow->numbers.next[row->workspace_id] = row->number + 1;
    flow->last_applied[row->workspace_id] = row->number;
    if (row->workspace_id >= flow->numbers.workspace_next)
        flow->numbers.workspace_next = row->workspace_id + 1;
    return true;
}

enum err flow_numbers_load(struct flow *flow)
{
    flow->numbers.workspace_next = 1;
    return sql_fact_last(flow->store, NULL, number_seen, flow);
}

struct news {
    struct flow *flow;
    int64_t workspace_id, last;
    bool settings; /* something that listen or people keep in memory */
};

static bool news_seen(void *context, const struct fact_after_row *row)
{
    struct news *news = context;
    enum fact_kind kind = (enum fact_kind)row->kind;
    news->last = row->number;
    news->settings |= fact_changes_settings(kind);
    return true;
}

/* Survey versions of the old memory may still be held by waiting proposals: it is kept until the end. */
static bool memory_reload(struct flow *flow)
{
    struct listen *listen;
    struct people *people;
    struct fault why;
    if (flow->retired_count == RETIRED_MAX || listen_open(flow->store, &listen, &why) != ERR_NONE)
        return false;
    if (people_open(flow->store, &people, &why) != ERR_NONE) {
        listen_close(listen);
        return false;
    }
    flow->retired[flow->retired_count++] = flow->listen;
    flow->listen = listen;
    people_close(flow->people);
    flow->people = people;
    if (flow->understand)
        understand_listen_set(flow->understand, listen);
    return true;
}

void flow_catch_up(struct flow *flow)
{
    struct numbers before = flow->numbers;
    if (flow_numbers_load(flow) != ERR_NONE)
        return;
    bool settings = flow->numbers.workspace_next != before.workspace_next, moved = settings;
    for (int64_t id = 1; id < flow->numbers.workspace_next; id++) {
        struct news news = {flow, id, 0, false};
        int64_t seen = before.next[id] ? before.next[id] - 1 : 0;
        if (flow->numbers.next[id] == seen + 1)
            continue;
        moved = true;
        if (sql_fact_after(flow->store, &(struct fact_after_in){id, seen}, news_seen, &news) == ERR_NONE)
            telling_note_all(flow->telling, id, news.last);
        settings |= news.settings;
    }
    if (settings || flow->reload_owed)
        flow->reload_owed = !memory_reload(flow);
    if (moved && flow->understand)
        understand_tail(flow->understand, flow->store);
}
