#include "understand/carry.h"
#include "understand/inside.h"
#include "understand.sql.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    BLOCK_FACTS = 65536,
    PIECE_FACTS = 256, /* read at a time while the settings are held */
    TIDY_EVERY_MS = 10000,
    CHECK_EVERY_MS = 600000,
    STALE_MS = 60000 /* figures that can be asked for and do not move for so long are not shown */
};

/* One workspace on its way. */
struct load {
    int64_t workspace_id;
    struct house *house; /* what is being carried: its columns hold the rows of one block, and everything's names and dictionaries */
    const struct listen *listen; /* the house's versions are of it */
    struct analytics_view view;
    struct analytics_mark mark;
    bool pending; /* the house holds a block */
    struct analytics_mark upto;
    int64_t *removed;
    size_t removed_count, removed_capacity;
    bool check_owed; /* the server may have lost something meanwhile */
    int64_t tidied_ms, checked_ms;
    int64_t failing_since_ms; /* 0: the last round was fine */
};

struct carry {
    struct understand *understand;
    struct carry_world world;
    bool prepared;
    struct load **loads;
    size_t count, capacity;
    _Atomic uint64_t blocks, failures;
    atomic_bool away;
};

struct carry *carry_open(struct understand *understand, const struct carry_world *world)
{
    struct carry *carry = understand->analytics ? calloc(1, sizeof *carry) : NULL;
    if (carry) {
        carry->understand = understand;
        carry->world = *world;
    }
    return carry;
}

static void load_drop(struct load *load)
{
    house_free(load->house);
    analytics_view_free(&load->view);
    load->house = NULL;
    load->pending = false;
    load->removed_count = 0;
}

void carry_close(struct carry *carry)
{
    if (!carry)
        return;
    for (size_t i = 0; i < carry->count; i++) {
        load_drop(carry->loads[i]);
        free(carry->loads[i]->removed);
        free(carry->loads[i]);
    }
    free(carry->loads);
    free(carry);
}

struct carry_counts carry_count(const struct carry *carry)
{
    return (struct carry_counts){carry->blocks, carry->failures, 0, carry->away};
}

/* ---- which workspaces there are ---- */
static bool workspace_seen(void *context, const struct understand_workspaces_row *row)
{
    struct carry *carry = context;
    for (size_t i = 0; i < carry->count; i++)
        if (carry->loads[i]->workspace_id == row->id)
            return true;
    if (carry->count == carry->capacity) {
        carry->capacity = carry->capacity ? carry->capacity * 2 : 4;
        carry->loads = reallocarray(carry->loads, carry->capacity, sizeof *carry->loads);
        must(carry->loads);
    }
    struct load *load = calloc(1, sizeof *load);
    must(load);
    load->workspace_id = row->id;
    carry->loads[carry->count++] = load;
    return true;
}

/* ---- what others read ---- */
static struct house *shown(const struct carry *carry, const struct load *load)
{
    return (struct house *)house_find(carry->understand, load->workspace_id);
}

/* There are no figures of the workspace until show says so. */
static void show_begin(struct carry *carry, const struct load *load)
{
    house_show(carry->understand, house_shown_new(load->workspace_id, STR("UTC")));
    carry->world.moved(carry->world.context, load->workspace_id, 0);
}

/* What was shown before goes when the last question that looks at it is answered. */
static void show(struct carry *carry, struct load *load, bool whole)
{
    struct house *house = house_shown_new(load->workspace_id, load->house->zone_name);
    must(column_store_follow(house->columns, load->view.columns) == ERR_NONE && analytics_view_copy(&house->view, &load->view) == ERR_NONE);
    house->held = load->mark.fact;
    house->carried = whole || shown(carry, load)->carried;
    house_show(carry->understand, house);
    carry->world.moved(carry->world.context, load->workspace_id, load->mark.fact);
}

/* ---- a workspace's beginning ---- */
static void house_begin(struct carry *carry, struct load *load)
{
    load_drop(load);
    carry->world.settings_begin(carry->world.context);
    load->listen = carry->understand->listen;
    load->house = house_new(load->workspace_id, load->listen, NULL);
    carry->world.settings_end(carry->world.context);
    load->view =
        (struct analytics_view){.workspace_id = load->workspace_id, .columns = load->house->columns, .numbered = load->view.numbered};
    load->mark = (struct analytics_mark){0};
}

/* Whether what the server holds is of this ledger and these days. A store that cannot be read just now says nothing of it. */
static enum err mark_fits(const struct load *load, struct store *store, struct arena *arena, bool *fits)
{
    struct understand_fact_at_row fact = {0};
    *fits = false;
    if (!load->mark.fact || load->mark.damaged || !str_equal(str_of(load->mark.zone), load->house->zone_name))
        return ERR_NONE;
    enum err err = sql_understand_fact_at(store, &(struct understand_fact_at_in){load->workspace_id, load->mark.fact}, arena, &fact);
    *fits = err == ERR_NONE && fact.at == load->mark.fact_at_ms;
    return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

static enum err load_begin(struct carry *carry, struct load *load, struct store *store, int64_t now_ms, struct fault *why)
{
    struct analytics *analytics = carry->understand->analytics;
    struct arena *arena = arena_new(4096);
    show_begin(carry, load); /* nothing is shown while it is not known what is there */
    house_begin(carry, load);
    enum err err = arena ? analytics->load(analytics, &load->view, &load->mark, why) : ERR_MEMORY;
    bool damaged = err == ERR_IO && why && str_is(str_of(why->slug), "analytics_damaged");
    bool fits = false;
    if (err == ERR_NONE)
        err = mark_fits(load, store, arena, &fits);
    if (damaged || (err == ERR_NONE && !fits)) {
        err = analytics->clear(analytics, load->workspace_id, why);
        house_begin(carry, load);
    }
    arena_free(arena);
    load->checked_ms = now_ms;
    if (err == ERR_NONE)
        show(carry, load, false);
    else
        load_drop(load);
    return err;
}

/* ---- a block ---- */
static bool removed_seen(void *context, const struct understand_removed_row *row)
{
    struct load *load = context;
    if (load->removed_count == load->removed_capacity) {
        load->removed_capacity = load->removed_capacity ? load->removed_capacity * 2 : 64;
        load->removed = reallocarray(load->removed, load->removed_capacity, sizeof *load->removed);
        must(load->removed);
    }
    load->removed[load->removed_count++] = row->subject_id;
    return true;
}

/* The next facts' rows, a piece at a time, so that nobody who changes a setting waits for long. */
static enum err rows_gather(struct carry *carry, struct load *load, struct store *store, int64_t last)
{
    int64_t upto = last - load->mark.fact < BLOCK_FACTS ? last : load->mark.fact + BLOCK_FACTS, at = load->mark.fact;
    enum err err = ERR_NONE;
    while (at < upto && err == ERR_NONE) {
        int64_t to = upto - at < PIECE_FACTS ? upto : at + PIECE_FACTS;
        carry->world.settings_begin(carry->world.context);
        if (load->listen != carry->understand->listen)
            house_versions_forget(load->house);
        load->listen = carry->understand->listen;
        err = intake_rows(load->house, store, load->listen, at, to);
        carry->world.settings_end(carry->world.context);
        at = err == ERR_NONE ? to : at;
    }
    load->upto.fact = upto;
    return err;
}

static bool rows_any(const struct load *load)
{
    for (size_t i = 0; i < column_tables(load->house->columns); i++)
        if (column_table_rows(column_table_at(load->house->columns, i)))
            return true;
    return false;
}

static enum err block_gather(struct carry *carry, struct load *load, struct store *store, int64_t last, struct arena *arena)
{
    struct understand_fact_at_row fact = {0};
    load->removed_count = 0;
    enum err err = rows_gather(carry, load, store, last);
    if (err == ERR_NONE)
        err = sql_understand_removed(
            store, &(struct understand_removed_in){load->workspace_id, load->mark.fact, load->upto.fact, FACT_RESPONSE_REMOVED},
            removed_seen, load);
    if (err == ERR_NONE)
        err = sql_understand_fact_at(store, &(struct understand_fact_at_in){load->workspace_id, load->upto.fact}, arena, &fact);
    load->upto.fact_at_ms = fact.at;
    snprintf(load->upto.zone, sizeof load->upto.zone, "%.*s", STR_ARGS(load->house->zone_name));
    load->pending = err == ERR_NONE;
    if (err != ERR_NONE)
        load_drop(load); /* half of a piece may be in the columns: it is begun again from what the server holds */
    return err;
}

static enum err block_carry(struct carry *carry, struct load *load, int64_t now_ms, struct fault *why)
{
    struct analytics *analytics = carry->understand->analytics;
    struct analytics_block block = {.upto = load->upto,
                                    .known = shown(carry, load)->columns,
                                    .now_ms = now_ms,
                                    .removed = load->removed,
                                    .removed_count = load->removed_count};
    if (rows_any(load) || load->removed_count) { /* else these facts change no figure, and the next block says that they are in */
        enum err err = analytics->put(analytics, &load->view, &block, why);
        if (err != ERR_NONE)
            return err;
        carry->blocks++;
    }
    load->mark = load->upto;
    load->pending = false;
    return ERR_NONE;
}

static enum err load_tend(struct carry *carry, struct load *load, int64_t now_ms, struct fault *why)
{
    struct analytics *analytics = carry->understand->analytics;
    bool whole = true;
    enum err err = ERR_NONE;
    if (load->check_owed || now_ms - load->checked_ms >= CHECK_EVERY_MS) {
        err = analytics->check(analytics, &load->view, &whole, why);
        load->checked_ms = now_ms;
        load->check_owed = err != ERR_NONE;
    }
    if (err == ERR_NONE && !whole) {
        show_begin(carry, load);
        load_drop(load); /* what is there is taken away when it is begun again */
        load->mark.fact = 0;
        return ERR_NONE;
    }
    if (err == ERR_NONE && now_ms - load->tidied_ms >= TIDY_EVERY_MS) {
        size_t removed = load->view.removed_count, dead = load->view.dead_count;
        err = analytics->tidy(analytics, &load->view, now_ms, why);
        load->tidied_ms = now_ms;
        if (err == ERR_NONE && (load->view.removed_count != removed || load->view.dead_count != dead))
            show(carry, load, false);
    }
    return err;
}

static bool zone_moved(struct carry *carry, const struct load *load)
{
    carry->world.settings_begin(carry->world.context);
    const struct workspace *workspace = listen_workspace(carry->understand->listen, load->workspace_id);
    bool moved = workspace && workspace->time_zone.length && !str_equal(workspace->time_zone, load->house->zone_name);
    carry->world.settings_end(carry->world.context);
    return moved;
}

static enum err load_round(struct carry *carry, struct load *load, struct store *store, int64_t now_ms, int64_t *behind, struct fault *why)
{
    int64_t last = carry->world.last(carry->world.context, load->workspace_id);
    struct arena *arena = arena_new(4096);
    enum err err = arena ? ERR_NONE : ERR_MEMORY;
    if (err == ERR_NONE && load->house && zone_moved(carry, load))
        load_drop(load);
    if (err == ERR_NONE && !load->house)
        err = load_begin(carry, load, store, now_ms, why);
    if (err == ERR_NONE)
        err = load_tend(carry, load, now_ms, why);
    if (err == ERR_NONE && load->house && !load->pending && last > load->mark.fact)
        err = block_gather(carry, load, store, last, arena);
    bool carried = err == ERR_NONE && load->house && load->pending;
    if (carried)
        err = block_carry(carry, load, now_ms, why);
    if (err == ERR_NONE && load->house && (carried || !shown(carry, load)->carried))
        show(carry, load, load->mark.fact >= last);
    if (err != ERR_NONE)
        load->check_owed = load->house != NULL;
    else
        *behind += last - load->mark.fact;
    arena_free(arena);
    return err;
}

/* The server may answer questions and take no blocks: what it says is then older than anybody would think. */
static void stale_hide(struct carry *carry, struct load *load, enum err err, int64_t now_ms)
{
    struct house *house = shown(carry, load);
    if (err == ERR_NONE)
        load->failing_since_ms = 0;
    else if (!load->failing_since_ms)
        load->failing_since_ms = now_ms;
    if (err == ERR_NONE || now_ms - load->failing_since_ms < STALE_MS || !house || !house->carried)
        return;
    house->carried = false;
}

enum err carry_round(struct carry *carry, struct store *store, int64_t now_ms, bool *more, struct fault *why)
{
    struct analytics *analytics = carry->understand->analytics;
    int64_t behind = 0;
    enum err err = carry->prepared ? ERR_NONE : analytics->prepare(analytics, why);
    carry->prepared = err == ERR_NONE;
    if (err == ERR_NONE)
        err = sql_understand_workspaces(store, NULL, workspace_seen, carry);
    for (size_t i = 0; i < carry->count; i++) { /* what is wrong with one workspace holds up no other; a server that is away holds up all */
        struct fault other = {0};
        enum err one = err;
        if (err != ERR_BUSY && carry->prepared)
            one = load_round(carry, carry->loads[i], store, now_ms, &behind, err == ERR_NONE ? why : &other);
        stale_hide(carry, carry->loads[i], one, now_ms);
        err = err == ERR_NONE ? one : err;
    }
    if (err != ERR_NONE) {
        carry->failures++;
        carry->prepared = false; /* the server may be another one by now */
    }
    carry->away = err != ERR_NONE;
    *more = err == ERR_NONE && behind > 0;
    return err;
}
