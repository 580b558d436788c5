#include "understand/annotation.h"
#include "understand/inside.h"
#include "understand.sql.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { SAVE_ROWS_MIN = 200000, PATH_LENGTH = 4096, NAME_LENGTH = 64 };

static bool directory_of(const char *place, char path[PATH_LENGTH])
{
    int length = snprintf(path, PATH_LENGTH, "%s/column", place);
    return length > 0 && length < PATH_LENGTH;
}

static void snapshot_name(int64_t workspace_id, char name[NAME_LENGTH])
{
    snprintf(name, NAME_LENGTH, "%lld.snapshot", (long long)workspace_id);
}

const struct house *house_find(const struct understand *understand, int64_t workspace_id)
{
    for (size_t i = 0; i < understand->houses_count; i++)
        if (understand->houses[i]->workspace_id == workspace_id)
            return understand->houses[i];
    return NULL;
}

static struct house *house_open(struct understand *understand, int64_t workspace_id)
{
    struct house *found = (struct house *)house_find(understand, workspace_id);
    if (found)
        return found;
    if (understand->houses_count == understand->houses_capacity) {
        understand->houses_capacity = understand->houses_capacity ? understand->houses_capacity * 2 : 4;
        understand->houses = reallocarray(understand->houses, understand->houses_capacity, sizeof *understand->houses);
        must(understand->houses);
    }
    found = house_new(workspace_id, understand->listen, NULL);
    understand->houses[understand->houses_count++] = found;
    return found;
}

/* A snapshot that is missing, damaged or of another time zone just means that every row is read. */
static void snapshot_load(struct understand *understand, struct house *house)
{
    char directory[PATH_LENGTH], name[NAME_LENGTH];
    struct column_store *columns = NULL;
    struct str note;
    int64_t fact;
    struct fault why;
    struct arena *arena = arena_new(1 << 16);
    snapshot_name(house->workspace_id, name);
    if (arena && directory_of(understand->place, directory) &&
        column_store_load(directory, name, arena, &columns, &fact, &note, &why) == ERR_NONE) {
        if (str_equal(note, house->zone_name)) {
            column_store_free(house->columns);
            house->columns = columns;
            house->held = fact;
        } else
            column_store_free(columns);
    }
    arena_free(arena);
}

static void snapshot_save(const struct understand *understand, struct house *house)
{
    char directory[PATH_LENGTH], name[NAME_LENGTH];
    struct fault why;
    if (house->since_save == 0 || !directory_of(understand->place, directory))
        return;
    snapshot_name(house->workspace_id, name);
    /* a snapshot that cannot be written costs the next start time, nothing else */
    if (column_store_save(house->columns, directory, name, house->held, house->zone_name, &why) == ERR_NONE)
        house->since_save = 0;
}

static bool workspace_seen(void *context, const struct understand_workspaces_row *row)
{
    house_open(context, row->id);
    return true;
}

enum err understand_open(const char *place, struct store *store, const struct listen *listen, struct understand **out, struct fault *why)
{
    struct understand *understand = calloc(1, sizeof *understand);
    *out = NULL;
    if (!understand)
        return ERR_MEMORY;
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    understand->place = strdup(place);
    understand->store = store;
    understand->listen = listen;
    understand->pool = scan_pool_new((size_t)(processors > 0 ? processors : 1));
    enum err err = understand->place && understand->pool ? ERR_NONE : ERR_MEMORY;
    if (err == ERR_NONE)
        err = sql_understand_workspaces(store, NULL, workspace_seen, understand);
    for (size_t i = 0; i < understand->houses_count && err == ERR_NONE; i++) {
        snapshot_load(understand, understand->houses[i]);
        err = intake_tail(understand->houses[i], store, listen);
    }
    if (err != ERR_NONE) {
        for (size_t i = 0; i < understand->houses_count; i++)
            understand->houses[i]->since_save = 0; /* half read: nothing to keep */
        understand_close(understand);
        return fault_set(why, err, "understand_open", "", "The answers could not be read into the column engine.");
    }
    *out = understand;
    return ERR_NONE;
}

void understand_close(struct understand *understand)
{
    if (!understand)
        return;
    for (size_t i = 0; i < understand->houses_count; i++) {
        snapshot_save(understand, understand->houses[i]);
        house_free(understand->houses[i]);
    }
    scan_pool_free(understand->pool);
    free(understand->houses);
    free(understand->place);
    free(understand);
}

enum err understand_threads_set(struct understand *understand, size_t threads)
{
    struct scan_pool *pool = scan_pool_new(threads);
    if (!pool)
        return ERR_MEMORY;
    scan_pool_free(understand->pool);
    understand->pool = pool;
    return ERR_NONE;
}

int64_t understand_held(const struct understand *understand, int64_t workspace_id)
{
    const struct house *house = house_find(understand, workspace_id);
    return house ? house->held : 0;
}

size_t understand_bytes(const struct understand *understand, int64_t workspace_id)
{
    const struct house *house = house_find(understand, workspace_id);
    return house ? column_store_bytes(house->columns) : 0;
}

/* A workspace that moves to another time zone has other local days: its rows are read again. */
static void zone_check(struct understand *understand, struct house *house)
{
    const struct workspace *workspace = listen_workspace(understand->listen, house->workspace_id);
    if (!workspace || !workspace->time_zone.length || str_equal(workspace->time_zone, house->zone_name))
        return;
    struct house *fresh = house_new(house->workspace_id, understand->listen, NULL);
    if (intake_tail(fresh, understand->store, understand->listen) != ERR_NONE) {
        house_free(fresh);
        return; /* the old days stay until the next start, whose snapshot is of another zone and not taken */
    }
    fresh->since_save++;
    struct house old = *house;
    *house = *fresh;
    *fresh = old;
    house_free(fresh);
}

static uint64_t house_rows(const struct house *house)
{
    uint64_t rows = 0;
    for (size_t i = 0; i < column_tables(house->columns); i++)
        rows += column_table_rows(column_table_at(house->columns, i));
    return rows;
}

enum err understand_store(struct store *store, struct fact *fact, struct fault *why)
{
    switch (fact->kind) {
    case FACT_WEIGHT_SCHEME_PUT:
    case FACT_WEIGHT_SCHEME_REMOVED:
        return weight_scheme_store(store, fact, why);
    case FACT_VIEW_CHANGED:
        return saved_view_store(store, fact, why);
    case FACT_BOARD_CHANGED:
        return board_store(store, fact, why);
    case FACT_ANNOTATION_CHANGED:
        return annotation_store(store, fact, why);
    default:
        return ERR_NONE;
    }
}

void understand_apply(struct understand *understand, const struct fact *fact)
{
    struct house *house = house_open(understand, fact->workspace_id);
    if (fact->repeated || fact->number <= house->held)
        return;
    const struct response_given *given = fact->body;
    if (fact->kind == FACT_RESPONSE_GIVEN)
        intake_response(house, fact->subject_id, given, response_outcome_number(given));
    else if (fact->kind == FACT_ENCOUNTER_HAPPENED)
        intake_encounter(house, fact->subject_id, fact->body);
    else if (fact->kind == FACT_RESPONSE_REMOVED)
        intake_remove(house, fact->subject_id);
    house->held = fact->number;
    if (fact->kind == FACT_WORKSPACE_CHANGED)
        zone_check(understand, house);
    /* a growing store is saved ever more rarely, so that saving stays a small share of the work */
    if (house->since_save >= SAVE_ROWS_MIN && house->since_save >= house_rows(house) / 2)
        snapshot_save(understand, house);
}

void understand_listen_set(struct understand *understand, const struct listen *listen)
{
    understand->listen = listen;
    for (size_t i = 0; i < understand->houses_count; i++) {
        house_versions_forget(understand->houses[i]);
        zone_check(understand, understand->houses[i]);
    }
}

void understand_tail(struct understand *understand, struct store *store)
{
    if (sql_understand_workspaces(store, NULL, workspace_seen, understand) != ERR_NONE)
        return; /* asked again with the next news */
    for (size_t i = 0; i < understand->houses_count; i++)
        if (intake_tail(understand->houses[i], store, understand->listen) != ERR_NONE)
            return;
}

enum err understand_forget(const char *place)
{
    char directory[PATH_LENGTH];
    if (!directory_of(place, directory))
        return ERR_IO;
    DIR *open = opendir(directory);
    if (!open)
        return errno == ENOENT ? ERR_NONE : ERR_IO;
    enum err err = ERR_NONE;
    for (struct dirent *entry; (entry = readdir(open));) {
        struct str name = str_of(entry->d_name);
        if (name.length > 9 && str_is((struct str){name.at + name.length - 9, 9}, ".snapshot") &&
            unlinkat(dirfd(open), entry->d_name, 0) != 0)
            err = ERR_IO;
    }
    closedir(open);
    return err;
}
