#include "people/memory.h"

#include "people.sql.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- memory ---- */

void unit_free(void *object)
{
    struct unit *unit = object;
    owned_text_free(&unit->slug);
    owned_text_free(&unit->name_json);
    free(unit);
}

enum { SLUG_PLACE = 96 };
static struct str slug_place(int64_t workspace_id, struct str slug, char text[SLUG_PLACE])
{
    snprintf(text, SLUG_PLACE, "%lld/%.*s", (long long)workspace_id, STR_ARGS(slug));
    return str_of(text);
}

static void unit_keep(struct people *people, const struct unit *described)
{
    char text[SLUG_PLACE];
    struct unit *unit = owned_new(sizeof *unit);
    *unit = *described;
    unit->slug = owned_text(described->slug);
    unit->name_json = owned_text(described->name_json);
    owned_put(people->units, place_str(&(struct place){unit->workspace_id, unit->id}), unit);
    owned_put(people->slugs, slug_place(unit->workspace_id, unit->slug, text), unit);
}

static bool unit_row(void *context, const struct unit_all_row *row)
{
    unit_keep(context, &(struct unit){row->workspace_id, row->id, row->revision, row->slug, row->name});
    return true;
}

enum err unit_load(struct people *people, struct store *store)
{
    return sql_unit_all(store, NULL, unit_row, people);
}

void unit_apply(struct people *people, const struct fact *fact)
{
    const struct unit_put *body = fact->body;
    struct unit *unit = map_get(people->units, place_str(&(struct place){fact->workspace_id, fact->subject_id}));
    if (fact->kind == FACT_UNIT_ADDED)
        unit_keep(people, &(struct unit){fact->workspace_id, fact->number, fact->number, body->slug, body->name_json});
    else if (unit) {
        struct str name = owned_text(body->name_json);
        owned_text_free(&unit->name_json);
        unit->name_json = name;
        unit->revision = fact->number;
    }
}

/* ---- store ---- */

enum err unit_add_store(struct store *store, struct fact *fact, struct arena *arena, struct fault *why)
{
    const struct unit_put *body = fact->body;
    struct unit_of_slug_row row;
    struct unit_count_row count = {0};
    fact->subject_id = fact->number;
    enum err err = sql_unit_of_slug(store, &(struct unit_of_slug_in){fact->workspace_id, body->slug}, arena, &row);
    if (err == ERR_NONE)
        return fault_set(why, ERR_CONFLICT, "slug_taken", "slug", "There is a unit with this slug already.");
    if (err != ERR_NOT_FOUND)
        return err;
    err = sql_unit_count(store, &(struct unit_count_in){fact->workspace_id}, arena, &count);
    if (err == ERR_NONE && count.count >= UNITS_MAX)
        err = fault_set(why, ERR_CONFLICT, "too_many", "", "A workspace can have at most %d units.", UNITS_MAX);
    return err != ERR_NONE
               ? err
               : sql_unit_insert(store, &(struct unit_insert_in){fact->workspace_id, fact->number, body->slug, body->name_json}, NULL);
}

enum err unit_change_store(struct store *store, struct fact *fact, struct arena *arena, struct fault *why)
{
    const struct unit_put *body = fact->body;
    struct unit_of_slug_row row;
    enum err err = sql_unit_of_slug(store, &(struct unit_of_slug_in){fact->workspace_id, body->slug}, arena, &row);
    if (err == ERR_NOT_FOUND)
        return fault_set(why, ERR_NOT_FOUND, "not_found", "", "There is no such unit.");
    if (err != ERR_NONE)
        return err;
    fact->subject_id = row.id;
    return sql_unit_update(store, &(struct unit_update_in){fact->workspace_id, row.id, body->name_json, fact->number}, NULL);
}

/* ---- ask ---- */

const struct unit *people_unit(const struct people *people, int64_t workspace_id, struct str slug)
{
    char text[SLUG_PLACE];
    return slug.length > 64 ? NULL : map_get(people->slugs, slug_place(workspace_id, slug, text));
}

const struct unit *people_unit_by_id(const struct people *people, int64_t workspace_id, int64_t id)
{
    return map_get(people->units, place_str(&(struct place){workspace_id, id}));
}

struct asking {
    int64_t workspace_id;
    bool (*each)(void *context, const struct unit *unit);
    void *context;
};

static bool unit_tell(void *context, struct str name, void *value)
{
    (void)name;
    const struct asking *asking = context;
    const struct unit *unit = value;
    return unit->workspace_id != asking->workspace_id || asking->each(asking->context, unit);
}

void people_units(const struct people *people, int64_t workspace_id, bool (*each)(void *context, const struct unit *u), void *context)
{
    map_each(people->units, unit_tell, &(struct asking){workspace_id, each, context});
}
