/* The map of an import, read once. */
#include "listen/customer_margin.h"
#include "listen/import_inside.h"
#include "listen/surveys.h"
#include "listen/touchpoint.h"

#include <stdio.h>

enum { TARGETS_MAX = 400, MISSING_MAX = 100 };

struct reading {
    struct arena *arena;
    struct import_map *map;
    struct fault *why;
};

static enum err wrong(struct reading *r, const char *slug, const char *field, const char *sentence)
{
    return fault_set(r->why, ERR_INVALID, slug, field, "%s", sentence);
}

static enum err under(struct reading *r, enum err err, const char *prefix)
{
    if (err == ERR_INVALID)
        fault_prefix(r->why, prefix);
    return err;
}

static enum err only_fields(struct reading *r, const json_t *tree, const char *const *names)
{
    const char *name;
    json_t *value;
    if (!json_is_object(tree))
        return wrong(r, "not_an_object", "", "A JSON object was expected in the map.");
    json_object_foreach((json_t *)tree, name, value)
    {
        const char *const *known = names;
        while (*known && strcmp(*known, name) != 0)
            known++;
        if (!*known)
            return fault_set(r->why, ERR_INVALID, "unknown_field", name, "There is no field \"%.64s\" in a map here.", name);
    }
    return ERR_NONE;
}

static enum err read_text(struct reading *r, const json_t *tree, const char *field, struct str *text)
{
    const json_t *value = json_object_get(tree, field);
    if (value && !json_is_string(value))
        return fault_set(r->why, ERR_INVALID, "not_a_text", field, "The field \"%s\" must be a text.", field);
    if (value)
        *text = json_str(value);
    return ERR_NONE;
}

static enum err read_missing(struct reading *r, const json_t *list, struct import_target *target)
{
    size_t count = json_array_size(list);
    if (!list)
        return ERR_NONE;
    if (!json_is_array(list) || count > MISSING_MAX)
        return wrong(r, "not_a_list", "missing", "The field \"missing\" must be a list of texts, 100 at the most.");
    target->missing = (struct str_list){arena_take_array(r->arena, count, sizeof(struct str)), count};
    if (!target->missing.items)
        return ERR_MEMORY;
    for (size_t i = 0; i < count; i++)
        if (!(target->missing.items[i] = json_str(json_array_get(list, i))).at)
            return wrong(r, "not_a_text", "missing", "The field \"missing\" must be a list of texts.");
    return ERR_NONE;
}

static enum err read_values(struct reading *r, const json_t *values, struct import_target *target)
{
    const char *name;
    json_t *value;
    if (values && !json_is_object(values))
        return wrong(r, "not_an_object", "map", "The field \"map\" must be an object of texts.");
    json_object_foreach((json_t *)values, name, value)
    {
        if (!json_is_string(value))
            return wrong(r, "not_a_text", "map", "The field \"map\" must be an object of texts.");
    }
    target->values = values;
    return ERR_NONE;
}

/* {"choice": "column"}: as other programs write several choices. */
static enum err read_columns(struct reading *r, const json_t *columns, struct import_target *target)
{
    const char *choice;
    json_t *column;
    if (!columns)
        return ERR_NONE;
    if (target->kind != TARGET_ANSWER)
        return wrong(r, "not_for_type", "columns", "Only an answer of several choices comes from several columns.");
    if (!json_is_object(columns) || !json_object_size(columns))
        return wrong(r, "not_an_object", "columns", "The field \"columns\" must say the column of each choice.");
    json_object_foreach((json_t *)columns, choice, column)
    {
        if (!json_string_length(column))
            return wrong(r, "not_a_text", "columns", "The field \"columns\" must say the column of each choice.");
    }
    target->columns = columns;
    return ERR_NONE;
}

static enum err read_details(struct reading *r, const json_t *tree, struct import_target *target)
{
    struct str separator = STR(";"), type = STR("text");
    enum err err = read_missing(r, json_object_get(tree, "missing"), target);
    if (err == ERR_NONE)
        err = read_values(r, json_object_get(tree, "map"), target);
    if (err == ERR_NONE)
        err = read_text(r, tree, "format", &target->format);
    if (err == ERR_NONE)
        err = read_text(r, tree, "separator", &separator);
    if (err == ERR_NONE)
        err = read_text(r, tree, "type", &type);
    if (err != ERR_NONE)
        return err;
    if (separator.length != 1)
        return wrong(r, "wrong_length", "separator", "The separator is one character.");
    if (!str_is(type, "text") && !str_is(type, "number"))
        return wrong(r, "unknown_value", "type", "The type is \"text\" or \"number\".");
    target->separator = separator.at[0];
    target->number = str_is(type, "number");
    return ERR_NONE;
}

/* "Column" for short, or {"column"|"columns"|"value", "map", "missing", "format", "separator", "type"}. */
static enum err read_target(struct reading *r, enum target_kind kind, struct str name, const json_t *tree)
{
    static const char *const names[] = {"column", "columns", "value", "map", "missing", "format", "separator", "type", NULL};
    if (r->map->targets_count == TARGETS_MAX)
        return fault_set(r->why, ERR_INVALID, "too_many", "", "A map may have at most %d columns.", TARGETS_MAX);
    struct import_target *target = &r->map->targets[r->map->targets_count++];
    *target = (struct import_target){.kind = kind, .name = name, .separator = ';'};
    if (json_is_string(tree)) {
        target->column = json_str(tree);
        return ERR_NONE;
    }
    enum err err = only_fields(r, tree, names);
    if (err == ERR_NONE)
        err = read_text(r, tree, "column", &target->column);
    if (err == ERR_NONE)
        err = read_text(r, tree, "value", &target->value);
    if (err == ERR_NONE)
        err = read_columns(r, json_object_get(tree, "columns"), target);
    if (err == ERR_NONE && (target->column.at != NULL) + (target->value.at != NULL) + (target->columns != NULL) != 1)
        err = wrong(r, "required", "column", "Give one of \"column\", \"columns\" and \"value\".");
    return err == ERR_NONE ? read_details(r, tree, target) : err;
}

static enum err read_targets(struct reading *r, const json_t *tree, const char *field, enum target_kind kind)
{
    const char *name;
    json_t *value;
    const json_t *group = json_object_get(tree, field);
    if (group && !json_is_object(group))
        return fault_set(r->why, ERR_INVALID, "not_an_object", field, "The field \"%s\" must be an object.", field);
    json_object_foreach((json_t *)group, name, value)
    {
        enum err err = under(r, under(r, read_target(r, kind, str_of(name), value), name), field);
        if (err != ERR_NONE)
            return err;
    }
    return ERR_NONE;
}

static enum err read_singles(struct reading *r, const json_t *tree)
{
    static const struct {
        const char *field;
        enum target_kind kind;
    } singles[] = {{"at", TARGET_AT},
                   {"channel", TARGET_CHANNEL},
                   {"language", TARGET_LANGUAGE},
                   {"touchpoint", TARGET_TOUCHPOINT},
                   {"unit", TARGET_UNIT},
                   {"customer", TARGET_CUSTOMER},
                   {"effect", TARGET_EFFECT},
                   {"initiator", TARGET_INITIATOR},
                   {"name", TARGET_NAME},
                   {"email", TARGET_EMAIL},
                   {"phone", TARGET_PHONE},
                   {"margin", TARGET_MARGIN},
                   {"consent_surveys", TARGET_CONSENT},
                   {"contact_ban", TARGET_BAN},
                   {"week", TARGET_WEEK},
                   {"medium", TARGET_MEDIUM},
                   {"daypart", TARGET_DAYPART},
                   {"segment", TARGET_SEGMENT},
                   {"spend", TARGET_SPEND},
                   {"contacts", TARGET_CONTACTS}};
    for (size_t i = 0; i < sizeof singles / sizeof *singles; i++) {
        const json_t *value = json_object_get(tree, singles[i].field);
        enum err err = value ? read_target(r, singles[i].kind, STR(""), value) : ERR_NONE;
        if (err != ERR_NONE)
            return under(r, err, singles[i].field);
    }
    return ERR_NONE;
}

static enum err read_key(struct reading *r, const json_t *key)
{
    size_t count = json_is_array(key) ? json_array_size(key) : key ? 1 : 0;
    if (count > IMPORT_KEY_COLUMNS_MAX)
        return wrong(r, "too_many", "key", "A key is made of 8 columns at the most.");
    for (size_t i = 0; i < count; i++) {
        struct str column = json_str(json_is_array(key) ? json_array_get(key, i) : key);
        if (!column.length)
            return wrong(r, "not_a_text", "key", "The field \"key\" must be the name of a column or a list of them.");
        r->map->key[r->map->key_count++] = column;
    }
    return ERR_NONE;
}

static enum err read_survey(struct reading *r, const json_t *survey)
{
    r->map->survey = survey;
    r->map->survey_slug = json_str(json_object_get(survey, "slug"));
    r->map->survey_defined = json_object_get(survey, "questions") != NULL;
    if (!r->map->survey_slug.length)
        return wrong(r, "required", "survey.slug", "The map must say the slug of the survey.");
    return ERR_NONE;
}

static enum err read_file_form(struct reading *r, const json_t *tree)
{
    struct str delimiter = STR(","), encoding = STR("utf-8");
    r->map->time_zone = STR("UTC");
    enum err err = read_text(r, tree, "delimiter", &delimiter);
    if (err == ERR_NONE)
        err = read_text(r, tree, "encoding", &encoding);
    if (err == ERR_NONE)
        err = read_text(r, tree, "time_zone", &r->map->time_zone);
    if (err == ERR_NONE)
        err = read_text(r, tree, "key_prefix", &r->map->key_prefix);
    if (err != ERR_NONE)
        return err;
    const json_t *skip = json_object_get(tree, "skip");
    r->map->skip = json_integer_value(skip);
    if (skip && (!json_is_integer(skip) || r->map->skip < 0 || r->map->skip > IMPORT_SKIP_MAX))
        return wrong(r, "out_of_range", "skip", "Between the header and the answers 0 to 10 rows may be skipped.");
    if (delimiter.length != 1 || strchr("\"\r\n", delimiter.at[0]))
        return wrong(r, "wrong_length", "delimiter", "The delimiter is one character, such as \",\" or \";\".");
    if (!str_is(encoding, "utf-8") && !str_is(encoding, "windows-1252"))
        return wrong(r, "unknown_value", "encoding", "The encoding is \"utf-8\" or \"windows-1252\".");
    r->map->delimiter = delimiter.at[0];
    r->map->windows_1252 = str_is(encoding, "windows-1252");
    return ERR_NONE;
}

/* What each kind of map may say. */
static const char *const map_names[][20] = {
    [IMPORT_RESPONSES] = {"survey", "touchpoints", "delimiter", "encoding", "skip", "time_zone", "key", "key_prefix", "at", "channel",
                          "language", "touchpoint", "unit", "customer", "attributes", "answers", NULL},
    [IMPORT_ENCOUNTERS] = {"touchpoints", "delimiter", "encoding", "skip", "time_zone", "key", "key_prefix", "at", "channel", "touchpoint",
                           "unit", "customer", "attributes", "effect", "initiator", NULL},
    [IMPORT_CUSTOMERS] = {"delimiter", "encoding", "skip", "customer", "name", "email", "phone", "language", "margin", "margins",
                          "consent_surveys", "contact_ban", "attributes", NULL},
    [IMPORT_MEDIA] = {"delimiter", "encoding", "skip", "week", "medium", "daypart", "segment", "spend", "contacts", NULL},
};

/* "margins": {"2025": column} */
static enum err check_years(struct reading *r)
{
    for (size_t i = 0; i < r->map->targets_count; i++) {
        struct str name = r->map->targets[i].name;
        int64_t year;
        if (r->map->targets[i].kind != TARGET_YEAR_MARGIN)
            continue;
        if (name.length != 4 || !str_integer(name, &year) || year < MARGIN_YEAR_FIRST || year > MARGIN_YEAR_LAST)
            return fault_set(r->why, ERR_INVALID, "not_a_year", "margins", "Margins are by year, %d to %d.", MARGIN_YEAR_FIRST,
                             MARGIN_YEAR_LAST);
    }
    return ERR_NONE;
}

/* Without these a row can never become anything. */
static enum err check_needed(struct reading *r, const json_t *tree)
{
    static const char *const media_needed[] = {"week", "medium", "spend", "contacts", NULL};
    if (r->map->kind == IMPORT_ENCOUNTERS && !json_object_get(tree, "touchpoint"))
        return wrong(r, "required", "touchpoint", "The map must say where the touchpoint of an encounter comes from.");
    if (r->map->kind == IMPORT_CUSTOMERS && !json_object_get(tree, "customer"))
        return wrong(r, "required", "customer", "The map must say which column is the customer's id.");
    for (const char *const *field = media_needed; r->map->kind == IMPORT_MEDIA && *field; field++)
        if (!json_object_get(tree, *field))
            return fault_set(r->why, ERR_INVALID, "required", *field, "The map must say where the %s of a media week comes from.", *field);
    return ERR_NONE;
}

enum err import_map_read(struct arena *arena, enum import_kind kind, const json_t *tree, struct import_map **map, struct fault *why)
{
    struct reading r = {arena, arena_new_object(arena, struct import_map), why};
    if (!r.map || json_keep(arena, json_incref((json_t *)tree)) != ERR_NONE)
        return ERR_MEMORY;
    r.map->kind = kind;
    r.map->targets = arena_take_array(arena, TARGETS_MAX, sizeof *r.map->targets);
    r.map->touchpoints = json_object_get(tree, "touchpoints");
    *map = r.map;
    if (!r.map->targets)
        return ERR_MEMORY;
    enum err err = only_fields(&r, tree, map_names[kind]);
    if (err == ERR_NONE)
        err = kind == IMPORT_RESPONSES ? read_survey(&r, json_object_get(tree, "survey")) : check_needed(&r, tree);
    if (err == ERR_NONE)
        err = read_file_form(&r, tree);
    if (err == ERR_NONE)
        err = read_key(&r, json_object_get(tree, "key"));
    if (err == ERR_NONE)
        err = read_singles(&r, tree);
    if (err == ERR_NONE)
        err = read_targets(&r, tree, "attributes", TARGET_ATTRIBUTE);
    if (err == ERR_NONE)
        err = read_targets(&r, tree, "margins", TARGET_YEAR_MARGIN);
    if (err == ERR_NONE)
        err = check_years(&r);
    return err == ERR_NONE ? read_targets(&r, tree, "answers", TARGET_ANSWER) : err;
}

/* ---- what must be there first ---- */

static enum err prepare_touchpoint(const struct listen *listen, int64_t workspace_id, const json_t *tree, struct arena *arena,
                                   struct fact *fact, bool *needed, struct fault *why)
{
    struct touchpoint_in in;
    struct touchpoint_put *put;
    *needed = false;
    enum err err = record_read(&record_touchpoint_in, arena, tree, &in, why);
    if (err != ERR_NONE || listen_touchpoint(listen, workspace_id, in.slug))
        return err;
    *needed = true;
    err = listen_check_touchpoint(&in, arena, &put, why);
    *fact = (struct fact){.kind = FACT_TOUCHPOINT_ADDED, .workspace_id = workspace_id, .actor = {ACTOR_SYSTEM, 0}, .body = put};
    return err;
}

static enum err prepare_touchpoints(const struct listen *listen, int64_t workspace_id, const json_t *list, struct arena *arena,
                                    struct fact **facts, size_t *count, struct fault *why)
{
    size_t size = json_array_size(list);
    *facts = arena_take_array(arena, size, sizeof **facts);
    if (!*facts)
        return ERR_MEMORY;
    for (size_t i = 0; i < size; i++) {
        bool needed;
        char place[48];
        enum err err = prepare_touchpoint(listen, workspace_id, json_array_get(list, i), arena, &(*facts)[*count], &needed, why);
        snprintf(place, sizeof place, "touchpoints[%zu]", i);
        if (err == ERR_INVALID)
            fault_prefix(why, place);
        if (err != ERR_NONE)
            return err;
        *count += needed;
    }
    return ERR_NONE;
}

static enum err prepare_survey(const struct listen *listen, int64_t workspace_id, const struct import_map *map, struct arena *arena,
                               struct fact **facts, size_t *count, struct fault *why)
{
    struct survey_put *put;
    struct survey_definition *strict;
    struct survey_published *published = arena_new_object(arena, struct survey_published);
    *facts = arena_take_array(arena, 2, sizeof **facts);
    if (!*facts || !published)
        return ERR_MEMORY;
    if (listen_survey(listen, workspace_id, map->survey_slug))
        return ERR_NONE;
    if (!map->survey_defined)
        return fault_set(why, ERR_INVALID, "unknown_survey", "survey.slug", "There is no survey \"%.*s\", and the map does not bring it.",
                         STR_ARGS(map->survey_slug));
    enum err err = listen_check_survey(listen, workspace_id, map->survey, arena, &put, why);
    if (err == ERR_NONE)
        err = survey_read(arena, map->survey, false, &strict, why);
    if (err == ERR_INVALID)
        fault_prefix(why, "survey");
    if (err != ERR_NONE)
        return err;
    published->definition = strict;
    (*facts)[0] = (struct fact){.kind = FACT_SURVEY_ADDED, .workspace_id = workspace_id, .actor = {ACTOR_SYSTEM, 0}, .body = put};
    (*facts)[1] = (struct fact){.kind = FACT_SURVEY_PUBLISHED, .workspace_id = workspace_id, .actor = {ACTOR_SYSTEM, 0}, .body = published};
    *count = 2;
    return ERR_NONE;
}

enum err import_prepare(const struct listen *listen, int64_t workspace_id, const struct import_map *map, enum import_step step,
                        struct arena *arena, struct fact **facts, size_t *count, struct fault *why)
{
    *count = 0;
    if (step == IMPORT_TOUCHPOINTS)
        return prepare_touchpoints(listen, workspace_id, map->touchpoints, arena, facts, count, why);
    return prepare_survey(listen, workspace_id, map, arena, facts, count, why);
}
