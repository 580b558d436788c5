#include "listen/event.h"
#include "event.sql.h"
#include "listen/customer.h"
#include "listen/customer_memory.h"
#include "listen/inside.h"

#include <stdio.h>

enum { DAY_MS = 86400000, EVENT_BLOCK = 4096 /* facts; as in event.sql */ };

/* ---- the catalogue ---- */

static enum err name_find(struct store *store, int64_t workspace_id, struct str name, int64_t *id)
{
    struct event_name_find_row row = {0};
    enum err err = sql_event_name_find(store, &(struct event_name_find_in){workspace_id, name}, NULL, &row);
    *id = row.id;
    return err;
}

/* A name beyond the most goes under one name for all of them: no event is lost, and no sender can fill the catalogue. */
static enum err name_make(struct store *store, const struct fact *fact, struct str name, int64_t at_ms, int64_t *id)
{
    struct event_name_count_row count = {0};
    enum err err = sql_event_name_count(store, &(struct event_name_count_in){fact->workspace_id}, NULL, &count);
    if (err == ERR_NONE && count.count >= EVENT_NAMES_MAX && !str_is(name, EVENT_NAME_OTHER)) {
        err = name_find(store, fact->workspace_id, STR(EVENT_NAME_OTHER), id);
        return err == ERR_NOT_FOUND ? name_make(store, fact, STR(EVENT_NAME_OTHER), at_ms, id) : err;
    }
    *id = fact->number;
    return err == ERR_NONE
               ? sql_event_name_insert(store, &(struct event_name_insert_in){fact->workspace_id, fact->number, name, at_ms}, NULL)
               : err;
}

static enum err name_add(struct store *store, int64_t workspace_id, const struct event_count *count)
{
    return sql_event_name_add(
        store, &(struct event_name_add_in){workspace_id, count->id, count->received, count->matched, count->first_at_ms, count->last_at_ms},
        NULL);
}

enum err event_counts_close(struct store *store, int64_t workspace_id, struct event_counts *counts)
{
    enum err err = ERR_NONE;
    must(counts->waiting);
    if (--counts->waiting)
        return ERR_NONE;
    for (const struct event_count *count = counts->first; err == ERR_NONE && count; count = count->next)
        if (count->received || count->matched)
            err = name_add(store, workspace_id, count);
    return err;
}

enum err event_matched(struct store *store, int64_t workspace_id, const struct event_received *event)
{
    if (!event->count)
        return name_add(store, workspace_id,
                        &(struct event_count){
                            .id = event->name_id, .matched = 1, .first_at_ms = event->happened_at_ms, .last_at_ms = event->happened_at_ms});
    event->count->matched++;
    return ERR_NONE;
}

static void count_received(struct event_count *count, int64_t at_ms)
{
    if (!count->received++)
        count->first_at_ms = count->last_at_ms = at_ms;
    count->first_at_ms = at_ms < count->first_at_ms ? at_ms : count->first_at_ms;
    count->last_at_ms = at_ms > count->last_at_ms ? at_ms : count->last_at_ms;
}

/* ---- received ---- */

static enum err known_customer(struct customer_memory *memory, struct store *store, int64_t workspace_id, struct event_received *e)
{
    e->customer_id = customer_memory_find(memory, store, workspace_id, e->user_id);
    if (e->customer_id)
        return ERR_NONE;
    enum err err = customer_find(store, workspace_id, e->user_id, &e->customer_id);
    if (err == ERR_NONE)
        customer_memory_put(memory, store, workspace_id, e->user_id, e->customer_id);
    return err;
}

/* ERR_NOT_FOUND when a customer has yet to be made. */
static enum err whose(struct customer_memory *memory, struct store *store, int64_t workspace_id, struct event_received *e)
{
    struct customer_link_find_row link = {0};
    if (e->user_id.length)
        return known_customer(memory, store, workspace_id, e);
    if (!e->anonymous_id.length)
        return ERR_NONE;
    enum err err = sql_customer_link_find(store, &(struct customer_link_find_in){workspace_id, e->anonymous_id}, NULL, &link);
    e->customer_id = link.customer_id;
    return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

static enum err insert(struct store *store, const struct fact *fact, const struct event_received *e, int64_t *inserted)
{
    return sql_event_insert(store,
                            &(struct event_insert_in){.workspace_id = fact->workspace_id,
                                                      .id = fact->number,
                                                      .name_id = e->count->id,
                                                      .happened_at = e->happened_at_ms,
                                                      .received_at = fact->at_ms,
                                                      .has_customer_id = e->customer_id != 0,
                                                      .customer_id = e->customer_id,
                                                      .anonymous_id = e->anonymous_id.length ? e->anonymous_id : (struct str){0},
                                                      .key = {(const char *)e->key, EVENT_KEY_SIZE},
                                                      .properties = e->properties_text,
                                                      .context = e->context_text},
                            inserted);
}

/* Once for each name a block that a request reaches into. */
static enum err block_note(struct store *store, const struct fact *fact, struct event_count *count)
{
    int64_t blocks = fact->number / EVENT_BLOCK + 1;
    if (count->blocks == blocks)
        return ERR_NONE;
    count->blocks = blocks;
    return sql_event_block_note(store, &(struct event_block_note_in){fact->workspace_id, count->id, fact->number}, NULL);
}

/* Whether the message is there already; ERR_NOT_FOUND when not. */
static enum err repeat(struct store *store, struct fact *fact, struct event_received *e)
{
    struct event_by_key_row known = {0};
    enum err err =
        sql_event_by_key(store, &(struct event_by_key_in){fact->workspace_id, {(const char *)e->key, EVENT_KEY_SIZE}}, NULL, &known);
    e->repeated = fact->repeated = err == ERR_NONE;
    e->id = fact->subject_id = known.id;
    return err;
}

/* Nobody is made, and no name, for a message that is there already: so it is looked for before what is missing is made. */
static enum err make_missing(struct store *store, struct fact *fact, struct event_received *e, bool customer, int64_t at_ms)
{
    enum err err = repeat(store, fact, e);
    if (err != ERR_NOT_FOUND)
        return err;
    err = customer ? customer_find_or_make(store, fact->workspace_id, e->user_id, fact->at_ms, &e->customer_id) : ERR_NONE;
    return err == ERR_NONE && !e->count->id ? name_make(store, fact, e->name, at_ms, &e->count->id) : err;
}

/* Most messages are new, of a known name and of somebody known: then the row itself says whether it was there. */
static enum err received(struct customer_memory *memory, struct store *store, struct fact *fact, struct event_received *e)
{
    int64_t inserted = 0, at_ms = e->happened_at_ms < fact->at_ms ? e->happened_at_ms : fact->at_ms;
    enum err whom = whose(memory, store, fact->workspace_id, e), name = ERR_NONE, err = ERR_NONE;
    if (whom != ERR_NONE && whom != ERR_NOT_FOUND)
        return whom;
    if (!e->count->id)
        name = name_find(store, fact->workspace_id, e->name, &e->count->id);
    if (name != ERR_NONE && name != ERR_NOT_FOUND)
        return name;
    if (whom == ERR_NOT_FOUND || name == ERR_NOT_FOUND)
        err = make_missing(store, fact, e, whom == ERR_NOT_FOUND, at_ms);
    if (err != ERR_NONE || e->repeated)
        return err;
    err = insert(store, fact, e, &inserted);
    if (err == ERR_NONE && !inserted)
        return repeat(store, fact, e);
    if (err == ERR_NONE)
        err = block_note(store, fact, e->count);
    count_received(e->count, at_ms);
    e->id = fact->subject_id = fact->number;
    e->name_id = e->count->id;
    return err;
}

static enum err received_store(struct customer_memory *memory, struct store *store, struct fact *fact)
{
    struct event_received *e = fact->body;
    enum err err = received(memory, store, fact, e);
    return err == ERR_NONE ? event_counts_close(store, fact->workspace_id, e->counts) : err;
}

/* ---- problems ---- */

enum err event_problem_note(struct store *store, const struct fact *fact, const struct event_problem *problem)
{
    const struct fault *why = &problem->fault;
    return sql_event_problem_note(store,
                                  &(struct event_problem_note_in){fact->workspace_id, problem->name, str_of(why->field), str_of(why->slug),
                                                                  str_of(why->detail), problem->refused, fact->at_ms},
                                  NULL);
}

enum err event_problems_trim(struct store *store, const struct fact *fact)
{
    return sql_event_problem_trim(store, &(struct event_problem_trim_in){fact->workspace_id, EVENT_PROBLEMS_MAX}, NULL);
}

static enum err problems_store(struct store *store, const struct fact *fact)
{
    const struct event_problems_noted *noted = fact->body;
    enum err err = ERR_NONE;
    for (const struct event_problem *p = noted->first; err == ERR_NONE && p; p = p->next)
        err = event_problem_note(store, fact, p);
    return err == ERR_NONE ? event_problems_trim(store, fact) : err;
}

/* ---- forgetting ---- */

static enum err oldest_is_before(struct store *store, int64_t workspace_id, int64_t before_ms, bool *due)
{
    struct event_oldest_row oldest = {0};
    enum err err = sql_event_oldest(store, &(struct event_oldest_in){workspace_id}, NULL, &oldest);
    *due = err == ERR_NONE && oldest.received_at < before_ms;
    return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

static enum err forgotten_store(struct store *store, struct fact *fact, struct arena *arena)
{
    struct events_forgotten *forgotten = fact->body;
    bool due = false;
    enum err err = oldest_is_before(store, fact->workspace_id, forgotten->before_ms, &due);
    fact->repeated = !due;
    if (err != ERR_NONE || !due)
        return err;
    err = sql_event_forget(store, &(struct event_forget_in){fact->workspace_id, forgotten->before_ms, EVENTS_FORGOTTEN_MAX},
                           &forgotten->count);
    if (err == ERR_NONE)
        err = sql_event_block_forget(store, &(struct event_block_forget_in){fact->workspace_id}, NULL);
    const char *payload = arena_printf(arena, "{\"events\":%lld}", (long long)forgotten->count);
    fact->payload = str_of(payload);
    return err == ERR_NONE && !payload ? ERR_MEMORY : err;
}

enum err events_due(const void *stage, struct store *store, struct due *due)
{
    const struct listen *listen = stage;
    enum err err = ERR_NONE;
    for (size_t i = 0; err == ERR_NONE && i < listen->workspaces_count; i++) {
        int64_t days, id = listen->workspaces[i]->workspace.id;
        bool old = false;
        struct events_forgotten *body = arena_new_object(due->arena, struct events_forgotten);
        err = body ? listen_event_keep_days(store, id, &days) : ERR_MEMORY;
        if (err == ERR_NONE)
            err = oldest_is_before(store, id, body->before_ms = due->now_ms - days * DAY_MS, &old);
        if (old &&
            !due_add(due, &(struct fact){.kind = FACT_EVENTS_FORGOTTEN, .workspace_id = id, .actor = {ACTOR_SYSTEM, 0}, .body = body}))
            break;
    }
    return err;
}

enum err event_erase(struct store *store, int64_t workspace_id, int64_t customer_id)
{
    enum err err = sql_event_blank(store, &(struct event_blank_in){workspace_id, customer_id}, NULL);
    return err == ERR_NONE ? sql_customer_link_forget(store, &(struct customer_link_forget_in){workspace_id, customer_id}, NULL) : err;
}

/* ---- store ---- */

static enum err settings_store(struct store *store, struct fact *fact, struct arena *arena)
{
    const struct event_settings_put *put = fact->body;
    const char *payload = arena_printf(arena, "{\"keep_days\":%lld}", (long long)put->keep_days);
    fact->payload = str_of(payload);
    return payload ? sql_event_settings_put(store, &(struct event_settings_put_in){fact->workspace_id, put->keep_days}, NULL) : ERR_MEMORY;
}

enum err event_store(const struct listen *listen, struct store *store, struct fact *fact, struct arena *arena)
{
    switch (fact->kind) {
    case FACT_EVENT_RECEIVED:
        return received_store(listen->customers, store, fact);
    case FACT_EVENT_PROBLEMS_NOTED:
        return problems_store(store, fact);
    case FACT_EVENTS_FORGOTTEN:
        return forgotten_store(store, fact, arena);
    default:
        return settings_store(store, fact, arena);
    }
}

/* ---- ask ---- */

enum err listen_event_keep_days(struct store *store, int64_t workspace_id, int64_t *days)
{
    struct event_settings_get_row row = {EVENT_KEEP_DAYS_USUAL};
    enum err err = sql_event_settings_get(store, &(struct event_settings_get_in){workspace_id}, NULL, &row);
    *days = row.keep_days;
    return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

struct paging {
    bool (*each)(void *context, const struct event *event);
    void *context;
};

static bool page_row(void *context, const struct event_page_row *r)
{
    const struct paging *paging = context;
    struct event event = {r->id,         r->happened_at, r->received_at,
                          r->name,       r->customer,    r->anonymous_id,
                          r->properties, r->context,     r->has_encounter_id ? r->encounter_id : 0};
    return paging->each(paging->context, &event);
}

enum err listen_events(struct store *store, int64_t workspace_id, const struct event_filter *filter,
                       bool (*each)(void *context, const struct event *event), void *context)
{
    struct paging paging = {each, context};
    int64_t before = filter->before ? filter->before : INT64_MAX, name_id = 0, customer_id = 0;
    enum err err = filter->name.length ? name_find(store, workspace_id, filter->name, &name_id) : ERR_NONE;
    if (err == ERR_NONE && filter->customer.length)
        err = customer_find(store, workspace_id, filter->customer, &customer_id);
    if (err != ERR_NONE)
        return err == ERR_NOT_FOUND ? ERR_NONE : err; /* nothing of that name, nobody of that id: an empty page */
    if (customer_id)
        return sql_event_page_of_customer(
            store, &(struct event_page_of_customer_in){workspace_id, customer_id, name_id, before, filter->limit}, page_row, &paging);
    if (name_id)
        return sql_event_page_of_name(store, &(struct event_page_of_name_in){workspace_id, name_id, before, filter->limit}, page_row,
                                      &paging);
    return sql_event_page(store, &(struct event_page_in){workspace_id, before, filter->limit}, page_row, &paging);
}

struct naming {
    bool (*each)(void *context, const struct event_name *name);
    void *context;
};

static bool name_row(void *context, const struct event_name_all_row *r)
{
    const struct naming *naming = context;
    return naming->each(naming->context, &(struct event_name){r->name, r->received, r->matched, r->first_at, r->last_at});
}

enum err listen_event_names(struct store *store, int64_t workspace_id, bool (*each)(void *context, const struct event_name *name),
                            void *context)
{
    return sql_event_name_all(store, &(struct event_name_all_in){workspace_id}, name_row, &(struct naming){each, context});
}

struct noting {
    bool (*each)(void *context, const struct event_problem *problem, int64_t count, int64_t last_at_ms);
    void *context;
};

static bool problem_row(void *context, const struct event_problem_all_row *r)
{
    const struct noting *noting = context;
    char field[sizeof(((struct fault *)0)->field)], slug[sizeof(((struct fault *)0)->slug)];
    struct event_problem problem = {.refused = r->refused, .name = r->name};
    snprintf(field, sizeof field, "%.*s", STR_ARGS(r->field));
    snprintf(slug, sizeof slug, "%.*s", STR_ARGS(r->slug));
    fault_fill(&problem.fault, ERR_INVALID, slug, field, "%.*s", STR_ARGS(r->detail));
    return noting->each(noting->context, &problem, r->count, r->last_at);
}

enum err listen_event_problems(struct store *store, int64_t workspace_id,
                               bool (*each)(void *context, const struct event_problem *problem, int64_t count, int64_t last_at_ms),
                               void *context)
{
    return sql_event_problem_all(store, &(struct event_problem_all_in){workspace_id}, problem_row, &(struct noting){each, context});
}

static void put_json(struct buf *out, const char *name, struct str json)
{
    if (json.length)
        buf_printf(out, ",\"%s\":%.*s", name, STR_ARGS(json));
}

void event_write(const struct event *e, struct buf *out)
{
    char at[TIME_TEXT], received_at[TIME_TEXT];
    time_format(e->happened_at_ms, at);
    time_format(e->received_at_ms, received_at);
    buf_printf(out, "{\"id\":%lld,\"at\":\"%s\",\"received_at\":\"%s\"", (long long)e->id, at, received_at);
    json_put_member(out, "name", e->name);
    json_put_member(out, "customer", e->customer);
    json_put_member(out, "anonymous_id", e->anonymous_id);
    put_json(out, "properties", e->properties);
    put_json(out, "context", e->context);
    if (e->encounter_id)
        buf_printf(out, ",\"encounter\":%lld", (long long)e->encounter_id);
    buf_add_char(out, '}');
}
