#include "listen/contact_budget.h"
#include "asking.sql.h"
#include "listen/ask_inside.h"
#include "listen/inside.h"

#include <stdio.h>
#include <stdlib.h>

enum { MEMORY_MAX = 1 << 20, DEFINITION_MAX = 1 << 18 };

struct contact_budget contact_budget_default(void)
{
    return (struct contact_budget){.limits = {{1, 7}, {1, 30}, {4, 365}, 3}, .consent_needed = true};
}

/* ---- reading ---- */

static void read_limit(const struct contact_limit_in *in, struct contact_limit *limit, bool *has)
{
    *has = in != NULL;
    if (in)
        *limit = (struct contact_limit){in->requests, in->days};
}

static enum err read_exception(const struct contact_exception_in *in, const struct contact_limits *usual, struct arena *arena,
                               struct contact_exception *exception, struct fault *why)
{
    *exception = (struct contact_exception){.name = in->name, .where_source = in->where, .limits = *usual};
    read_limit(in->lately, &exception->limits.lately, &exception->has_lately);
    read_limit(in->survey, &exception->limits.survey, &exception->has_survey);
    read_limit(in->year, &exception->limits.year, &exception->has_year);
    exception->has_unanswered = in->has_unanswered;
    if (in->has_unanswered)
        exception->limits.unanswered = in->unanswered;
    return ask_condition_read(arena, in->where, &exception->where, why);
}

static enum err read_exceptions(const struct record_list *list, struct arena *arena, struct contact_budget *budget, struct fault *why)
{
    const struct contact_exception_in *in = list->items;
    struct contact_exception *exceptions = arena_take_array(arena, list->count, sizeof *exceptions);
    if (!exceptions)
        return ERR_MEMORY;
    for (size_t i = 0; i < list->count; i++) {
        enum err err = read_exception(&in[i], &budget->limits, arena, &exceptions[i], why);
        if (err != ERR_NONE) {
            char place[40];
            snprintf(place, sizeof place, "exceptions[%zu]", i);
            fault_prefix(why, place);
            return err;
        }
    }
    budget->exceptions = exceptions;
    budget->exceptions_count = list->count;
    return ERR_NONE;
}

static enum err read_budget(const struct contact_budget_in *in, struct arena *arena, struct contact_budget *budget, struct fault *why)
{
    bool has;
    *budget = contact_budget_default();
    read_limit(in->lately, &budget->limits.lately, &has);
    read_limit(in->survey, &budget->limits.survey, &has);
    read_limit(in->year, &budget->limits.year, &has);
    if (in->has_unanswered)
        budget->limits.unanswered = in->unanswered;
    if (in->has_consent_needed)
        budget->consent_needed = in->consent_needed;
    return in->exceptions.count ? read_exceptions(&in->exceptions, arena, budget, why) : ERR_NONE;
}

enum err listen_check_contact_budget(const struct contact_budget_in *in, struct arena *arena, struct contact_budget_put **put,
                                     struct fault *why)
{
    *put = arena_new_object(arena, struct contact_budget_put);
    if (!*put)
        return ERR_MEMORY;
    enum err err = read_budget(in, arena, &(*put)->budget, why);
    if (err != ERR_NONE)
        return err;
    struct buf definition = buf_new(DEFINITION_MAX);
    record_write(&record_contact_budget_in, in, &definition);
    (*put)->definition = definition.failed ? (struct str){0} : str_keep(arena, buf_str(&definition));
    buf_free(&definition);
    return (*put)->definition.at ? ERR_NONE : ERR_MEMORY;
}

/* ---- memory ---- */

/* *budget lives in the arena. */
static enum err read_definition(struct str definition, int64_t revision, struct arena *arena, struct contact_budget *budget)
{
    struct contact_budget_in *in = arena_new_object(arena, struct contact_budget_in);
    struct fault why = {0};
    json_t *tree;
    struct str kept = in ? str_keep(arena, definition) : (struct str){0};
    enum err err = kept.at ? json_read(arena, kept, &tree, &why) : ERR_MEMORY;
    if (err == ERR_NONE)
        err = record_read(&record_contact_budget_in, arena, tree, in, &why);
    if (err == ERR_NONE)
        err = read_budget(in, arena, budget, &why);
    budget->revision = revision;
    return err;
}

static enum err remember(struct workspace_memory *workspace, struct str definition, int64_t revision)
{
    struct arena *arena = arena_new(MEMORY_MAX);
    struct contact_budget budget;
    enum err err = arena ? read_definition(definition, revision, arena, &budget) : ERR_MEMORY;
    if (err != ERR_NONE) {
        arena_free(arena);
        return err;
    }
    arena_free(workspace->contact_budget_arena);
    workspace->contact_budget_arena = arena;
    workspace->contact_budget = budget;
    return ERR_NONE;
}

struct loading {
    struct listen *listen;
    enum err err;
};

static bool load_row(void *context, const struct contact_budget_all_row *row)
{
    struct loading *loading = context;
    struct workspace_memory *workspace = workspace_memory(loading->listen, row->workspace_id);
    loading->err = workspace ? remember(workspace, row->budget, row->revision) : ERR_INTERNAL;
    return loading->err == ERR_NONE;
}

enum err contact_budgets_load(struct listen *listen, struct store *store, struct fault *why)
{
    struct loading loading = {listen, ERR_NONE};
    enum err err = sql_contact_budget_all(store, NULL, load_row, &loading);
    err = err == ERR_NONE ? loading.err : err;
    return err == ERR_NONE ? err : fault_set(why, err, "store_read", "", "The contact budget could not be read from the store.");
}

void contact_budget_apply(struct listen *listen, const struct fact *fact)
{
    const struct contact_budget_put *put = fact->body;
    must(remember(workspace_memory(listen, fact->workspace_id), put->definition, fact->number) == ERR_NONE);
}

enum err contact_budget_load(struct store *store, int64_t workspace_id, struct arena *arena, struct contact_budget *budget)
{
    struct contact_budget_get_row row;
    *budget = contact_budget_default();
    enum err err = sql_contact_budget_get(store, &(struct contact_budget_get_in){workspace_id}, arena, &row);
    if (err == ERR_NOT_FOUND)
        return ERR_NONE;
    return err == ERR_NONE ? read_definition(row.budget, row.revision, arena, budget) : err;
}

enum err contact_budget_store(struct store *store, struct fact *fact, struct fault *why)
{
    const struct contact_budget_put *put = fact->body;
    struct contact_budget now;
    struct arena *arena = arena_new(MEMORY_MAX);
    fact->subject_id = fact->workspace_id;
    enum err err = arena ? contact_budget_load(store, fact->workspace_id, arena, &now) : ERR_MEMORY;
    arena_free(arena);
    if (err != ERR_NONE)
        return err;
    if (put->expected_revision && put->expected_revision != now.revision)
        return fault_set(why, ERR_STALE, "stale", "", "The contact budget was changed meanwhile; read it again.");
    return sql_contact_budget_put(store, &(struct contact_budget_put_in){fact->workspace_id, put->definition, fact->number}, NULL);
}

/* ---- ask ---- */

const struct contact_budget *listen_contact_budget(const struct listen *listen, int64_t workspace_id)
{
    const struct workspace_memory *workspace = workspace_memory(listen, workspace_id);
    must(workspace);
    return &workspace->contact_budget;
}

const struct contact_limits *contact_limits_for(const struct contact_budget *budget,
                                                const json_t *(*value_of)(void *context, struct str field), void *context)
{
    for (size_t i = 0; i < budget->exceptions_count; i++)
        if (condition_holds(budget->exceptions[i].where, value_of, context))
            return &budget->exceptions[i].limits;
    return &budget->limits;
}

/* ---- writing ---- */

static void put_limit(struct buf *out, const char *name, struct contact_limit limit, bool has)
{
    if (has)
        buf_printf(out, ",\"%s\":{\"requests\":%lld,\"days\":%lld}", name, (long long)limit.requests, (long long)limit.days);
}

static void write_exception(const struct contact_exception *exception, struct buf *out)
{
    buf_add_text(out, "{\"name\":");
    json_put_text(out, exception->name);
    buf_add_text(out, ",\"where\":");
    json_put_tree(out, exception->where_source);
    put_limit(out, "lately", exception->limits.lately, exception->has_lately);
    put_limit(out, "survey", exception->limits.survey, exception->has_survey);
    put_limit(out, "year", exception->limits.year, exception->has_year);
    if (exception->has_unanswered)
        buf_printf(out, ",\"unanswered\":%lld", (long long)exception->limits.unanswered);
    buf_add_char(out, '}');
}

void contact_budget_write(const struct contact_budget *budget, struct buf *out)
{
    buf_printf(out, "{\"consent_needed\":%s", budget->consent_needed ? "true" : "false");
    put_limit(out, "lately", budget->limits.lately, true);
    put_limit(out, "survey", budget->limits.survey, true);
    put_limit(out, "year", budget->limits.year, true);
    buf_printf(out, ",\"unanswered\":%lld,\"exceptions\":[", (long long)budget->limits.unanswered);
    for (size_t i = 0; i < budget->exceptions_count; i++) {
        if (i)
            buf_add_char(out, ',');
        write_exception(&budget->exceptions[i], out);
    }
    buf_add_text(out, "]}");
}
