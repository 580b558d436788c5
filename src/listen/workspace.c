#include "listen/workspace.h"
#include "listen.sql.h"
#include "listen/inside.h"

#include <math.h>
#include <stdlib.h>

enum { NAME_MAX_CHARACTERS = 100, MEMORY_MAX = 1 << 20 };

struct workspace_memory *workspace_memory(const struct listen *listen, int64_t id)
{
    size_t low = 0, high = listen->workspaces_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (listen->workspaces[middle]->workspace.id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < listen->workspaces_count && listen->workspaces[low]->workspace.id == id ? listen->workspaces[low] : NULL;
}

const struct workspace *listen_workspace(const struct listen *listen, int64_t id)
{
    const struct workspace_memory *memory = workspace_memory(listen, id);
    return memory ? &memory->workspace : NULL;
}

const struct workspace *listen_workspace_by_slug(const struct listen *listen, struct str slug)
{
    for (size_t i = 0; i < listen->workspaces_count; i++)
        if (str_equal(listen->workspaces[i]->workspace.slug, slug))
            return &listen->workspaces[i]->workspace;
    return NULL;
}

const struct workspace *listen_workspace_first(const struct listen *listen)
{
    return listen->workspaces_count ? &listen->workspaces[0]->workspace : NULL;
}

struct zone *workspace_zone(struct workspace_memory *workspace)
{
    if (!workspace->zone)
        workspace->zone = zone_open(workspace->workspace.time_zone);
    return workspace->zone;
}

static enum err copy_texts(struct arena *arena, const struct workspace *from, struct workspace *to)
{
    const struct str *const in[] = {&from->slug, &from->name, &from->time_zone, &from->colour, &from->logo_svg};
    struct str *const out[] = {&to->slug, &to->name, &to->time_zone, &to->colour, &to->logo_svg};
    for (size_t i = 0; i < sizeof in / sizeof *in; i++)
        if (!(*out[i] = str_keep(arena, *in[i])).at)
            return ERR_MEMORY;
    to->languages_count = from->languages_count;
    for (size_t i = 0; i < from->languages_count; i++)
        if (!(to->languages[i] = str_keep(arena, from->languages[i])).at)
            return ERR_MEMORY;
    return ERR_NONE;
}

static enum err remember(struct listen *listen, const struct workspace *workspace)
{
    struct workspace_memory *memory = calloc(1, sizeof *memory);
    if (!memory)
        return ERR_MEMORY;
    memory->workspace.id = workspace->id;
    memory->contact_budget = contact_budget_default();
    memory->arena = arena_new(MEMORY_MAX);
    memory->touchpoints_by_slug = map_new();
    memory->surveys_by_slug = map_new();
    enum err err = ERR_MEMORY;
    if (memory->arena && memory->touchpoints_by_slug && memory->surveys_by_slug)
        err = copy_texts(memory->arena, workspace, &memory->workspace);
    if (err == ERR_NONE)
        err = pointer_add((void ***)&listen->workspaces, &listen->workspaces_count, memory);
    if (err != ERR_NONE)
        workspace_memory_free(memory);
    return err;
}

void workspace_memory_free(struct workspace_memory *memory)
{
    for (size_t i = 0; i < memory->touchpoints_count; i++)
        touchpoint_memory_free(memory->touchpoints[i]);
    for (size_t i = 0; i < memory->surveys_count; i++)
        survey_memory_free(memory->surveys[i]);
    for (size_t i = 0; i < memory->ask_rules_count; i++)
        ask_rule_memory_free(memory->ask_rules[i]);
    free(memory->touchpoints);
    for (size_t i = 0; i < memory->event_rules_count; i++)
        event_rule_memory_free(memory->event_rules[i]);
    free(memory->event_rules);
    free(memory->surveys);
    free(memory->ask_rules);
    arena_free(memory->contact_budget_arena);
    zone_close(memory->zone);
    map_free(memory->touchpoints_by_slug, NULL);
    map_free(memory->surveys_by_slug, NULL);
    arena_free(memory->arena);
    free(memory);
}

struct loading {
    struct listen *listen;
    enum err err;
};

static bool load_row(void *context, const struct workspace_all_row *row)
{
    struct loading *loading = context;
    struct workspace workspace = {row->id, row->slug, row->name, row->time_zone, row->colour, row->logo_svg, {{0}}, 0};
    struct arena *arena = arena_new(MEMORY_MAX);
    struct str *languages;
    size_t count = 0;
    loading->err = arena ? texts_read(arena, row->languages, &languages, &count) : ERR_MEMORY;
    for (size_t i = 0; loading->err == ERR_NONE && i < count && i < LANGUAGES_MAX; i++)
        workspace.languages[workspace.languages_count++] = languages[i];
    if (loading->err == ERR_NONE)
        loading->err = remember(loading->listen, &workspace);
    arena_free(arena);
    return loading->err == ERR_NONE;
}

enum err workspaces_load(struct listen *listen, struct store *store, struct fault *why)
{
    struct loading loading = {listen, ERR_NONE};
    enum err err = sql_workspace_all(store, NULL, load_row, &loading);
    err = err == ERR_NONE ? loading.err : err;
    return err == ERR_NONE ? err : fault_set(why, err, "store_read", "", "The workspaces could not be read from the store.");
}

enum err workspace_store(struct store *store, struct fact *fact, struct fault *why)
{
    const struct workspace *w = &((const struct workspace_put *)fact->body)->workspace;
    struct arena *arena = arena_new(MEMORY_MAX);
    if (!arena)
        return ERR_MEMORY;
    struct str languages = texts_kept(arena, w->languages, w->languages_count);
    int64_t changes = 1;
    enum err err;
    if (!languages.at)
        err = ERR_MEMORY;
    else if (fact->kind == FACT_WORKSPACE_CREATED)
        err = sql_workspace_insert(store,
                                   &(struct workspace_insert_in){fact->workspace_id, w->slug, w->name, w->time_zone, languages, w->colour,
                                                                 w->logo_svg, fact->at_ms},
                                   NULL);
    else
        err = sql_workspace_update(
            store, &(struct workspace_update_in){fact->workspace_id, w->name, w->time_zone, languages, w->colour, w->logo_svg}, &changes);
    arena_free(arena);
    fact->subject_id = fact->workspace_id;
    if (err == ERR_CONFLICT)
        return fault_set(why, err, "taken", "slug", "There is already a workspace \"%.*s\".", STR_ARGS(w->slug));
    return err == ERR_NONE && changes == 0 ? fault_set(why, ERR_NOT_FOUND, "not_found", "", "There is no such workspace.") : err;
}

void workspace_apply(struct listen *listen, const struct fact *fact)
{
    struct workspace workspace = ((const struct workspace_put *)fact->body)->workspace;
    workspace.id = fact->workspace_id;
    struct workspace_memory *memory = workspace_memory(listen, fact->workspace_id);
    if (!memory) {
        must(remember(listen, &workspace) == ERR_NONE);
        return;
    }
    struct arena *fresh = arena_new(MEMORY_MAX);
    workspace.slug = memory->workspace.slug;
    must(fresh && copy_texts(fresh, &workspace, &memory->workspace) == ERR_NONE);
    arena_free(memory->arena);
    memory->arena = fresh;
    zone_close(memory->zone); /* the time zone may be another */
    memory->zone = NULL;
}

/* ---- checks ---- */

static double channel_light(unsigned value)
{
    double c = value / 255.0;
    return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

bool colour_ok(struct str colour)
{
    unsigned value = 0;
    if (!colour.at || colour.length != 7 || colour.at[0] != '#')
        return false;
    for (size_t i = 1; i < 7; i++) {
        char c = colour.at[i];
        int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
        if (digit < 0)
            return false;
        value = value * 16 + (unsigned)digit;
    }
    double light = 0.2126 * channel_light(value >> 16) + 0.7152 * channel_light(value >> 8 & 255) + 0.0722 * channel_light(value & 255);
    return 1.05 / (light + 0.05) >= 4.5;
}

static enum err check_zone(struct str name, struct fault *why)
{
    struct zone *zone = zone_open(name);
    if (!zone)
        return fault_set(why, ERR_INVALID, "unknown_time_zone", "time_zone", "The time zone must be an IANA name such as Europe/Helsinki.");
    zone_close(zone);
    return ERR_NONE;
}

static enum err check_languages(struct str_list list, struct workspace *workspace, struct fault *why)
{
    if (!list.count || list.count > LANGUAGES_MAX)
        return fault_set(why, ERR_INVALID, "wrong_count", "languages", "There are 1 to %d languages.", LANGUAGES_MAX);
    workspace->languages_count = 0;
    for (size_t i = 0; i < list.count; i++) {
        if (!language_ok(list.items[i]))
            return fault_set(why, ERR_INVALID, "unknown_language", "languages", "A language is a code of two or three small letters.");
        for (size_t before = 0; before < i; before++)
            if (str_equal(list.items[before], list.items[i]))
                return fault_set(why, ERR_INVALID, "twice", "languages", "A language is listed twice.");
        workspace->languages[workspace->languages_count++] = list.items[i];
    }
    return ERR_NONE;
}

static enum err check_look(const struct workspace_change *change, struct workspace *workspace, struct fault *why)
{
    const char *problem;
    if (change->colour.at)
        workspace->colour = change->colour;
    if (change->colour.length && !colour_ok(change->colour))
        return fault_set(why, ERR_INVALID, "contrast", "colour",
                         "The colour must be written #rrggbb and be dark enough for white text (a contrast of 4.5 to 1).");
    if (change->logo_svg.at)
        workspace->logo_svg = change->logo_svg;
    if (change->logo_svg.length && !logo_ok(change->logo_svg, &problem))
        return fault_set(why, ERR_INVALID, "not_allowed", "logo_svg", "%s", problem);
    return ERR_NONE;
}

enum err listen_check_workspace_new(struct str slug, struct str name, struct str time_zone, struct str_list languages, struct arena *arena,
                                    struct workspace_put **put, struct fault *why)
{
    *put = arena_new_object(arena, struct workspace_put);
    if (!*put)
        return ERR_MEMORY;
    (*put)->workspace = (struct workspace){.slug = slug, .name = name, .time_zone = time_zone, .colour = STR(""), .logo_svg = STR("")};
    if (!str_slug(slug))
        return fault_set(why, ERR_INVALID, "not_a_slug", "slug", "The slug must be 1 to 64 of a-z, 0-9, \"-\" and \"_\".");
    if (!str_trim(name).length || str_characters(name) > NAME_MAX_CHARACTERS)
        return fault_set(why, ERR_INVALID, "wrong_length", "name", "The name has 1 to %d characters.", NAME_MAX_CHARACTERS);
    enum err err = check_zone(time_zone, why);
    return err == ERR_NONE ? check_languages(languages, &(*put)->workspace, why) : err;
}

enum err listen_check_workspace(const struct listen *listen, int64_t workspace_id, const struct workspace_change *change,
                                struct arena *arena, struct workspace_put **put, struct fault *why)
{
    const struct workspace *now = listen_workspace(listen, workspace_id);
    if (!now)
        return fault_set(why, ERR_NOT_FOUND, "not_found", "", "There is no such workspace.");
    *put = arena_new_object(arena, struct workspace_put);
    if (!*put || copy_texts(arena, now, &(*put)->workspace) != ERR_NONE)
        return ERR_MEMORY;
    struct workspace *w = &(*put)->workspace;
    w->id = now->id;
    if (change->name.length)
        w->name = change->name;
    enum err err = ERR_NONE;
    if (change->time_zone.at) {
        w->time_zone = change->time_zone;
        err = check_zone(change->time_zone, why);
    }
    if (err == ERR_NONE && change->languages.items)
        err = check_languages(change->languages, w, why);
    return err == ERR_NONE ? check_look(change, w, why) : err;
}

void workspace_write(const struct workspace *w, struct buf *out)
{
    buf_add_text(out, "{\"slug\":");
    json_put_text(out, w->slug);
    buf_add_text(out, ",\"name\":");
    json_put_text(out, w->name);
    buf_add_text(out, ",\"time_zone\":");
    json_put_text(out, w->time_zone);
    buf_add_text(out, ",\"languages\":");
    for (size_t i = 0; i < w->languages_count; i++) {
        buf_add_char(out, i ? ',' : '[');
        json_put_text(out, w->languages[i]);
    }
    buf_add_text(out, "],\"colour\":");
    json_put_text(out, w->colour);
    buf_add_text(out, ",\"logo_svg\":");
    json_put_text(out, w->logo_svg);
    buf_add_char(out, '}');
}
