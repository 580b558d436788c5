#include "listen/code_book.h"
#include "listen/inside.h"
#include "research.sql.h"

enum { NAME_CHARACTERS = 60, DESCRIPTION_CHARACTERS = 500 };

const char *valence_name(int valence)
{
    return valence > 0 ? "good" : valence < 0 ? "bad" : "neither";
}

enum err listen_check_code(const struct code_in *in, struct arena *arena, struct code_put **put, struct fault *why)
{
    *put = arena_new_object(arena, struct code_put);
    if (!*put)
        return ERR_MEMORY;
    **put = (struct code_put){.slug = in->slug,
                              .name = in->name,
                              .description = json_object_size(in->description) ? in->description : NULL,
                              .valence = str_equal(in->valence, STR("good")) - str_equal(in->valence, STR("bad")),
                              .retired = in->has_retired && in->retired};
    enum err err = texts_check(in->name, "name", NAME_CHARACTERS, why);
    return err == ERR_NONE && (*put)->description ? texts_check((*put)->description, "description", DESCRIPTION_CHARACTERS, why) : err;
}

static enum err add(struct store *store, struct fact *fact, const struct code_put *put, struct str name, struct str description,
                    struct fault *why)
{
    struct code_count_row row = {0};
    enum err err = sql_code_count(store, &(struct code_count_in){fact->workspace_id}, NULL, &row);
    if (err == ERR_NONE && row.count >= CODES_MAX)
        return fault_set(why, ERR_INVALID, "too_many", "", "A code book has at most %d codes.", CODES_MAX);
    if (err == ERR_NONE)
        err = sql_code_insert(store, &(struct code_insert_in){fact->workspace_id, fact->number, put->slug, name, description, put->valence},
                              NULL);
    fact->subject_id = fact->number;
    return err == ERR_CONFLICT ? fault_set(why, err, "taken", "slug", "There is a code \"%.*s\" already.", STR_ARGS(put->slug)) : err;
}

static enum err change(struct store *store, struct fact *fact, const struct code_put *put, struct str name, struct str description,
                       struct fault *why)
{
    struct code_find_row row = {0};
    enum err err = sql_code_find(store, &(struct code_find_in){fact->workspace_id, put->slug}, NULL, &row);
    if (err != ERR_NONE)
        return err;
    fact->subject_id = row.id;
    if (fact->expected_revision && fact->expected_revision != row.revision)
        return fault_set(why, ERR_STALE, "stale", "", "The code was changed meanwhile; read it again.");
    if (row.retired && !put->retired)
        return fault_set(why, ERR_INVALID, "retired", "retired", "A retired code stays retired; add a new one.");
    int64_t retired = row.retired ? row.retired : put->retired ? fact->number : 0;
    return sql_code_update(
        store, &(struct code_update_in){fact->workspace_id, row.id, name, description, put->valence, retired, fact->number}, NULL);
}

enum err code_store(struct store *store, struct fact *fact, struct arena *arena, struct fault *why)
{
    const struct code_put *put = fact->body;
    struct str name = json_kept(arena, put->name), description = put->description ? json_kept(arena, put->description) : STR("{}");
    if (!name.at || !description.at)
        return ERR_MEMORY;
    return put->is_new ? add(store, fact, put, name, description, why) : change(store, fact, put, name, description, why);
}

struct reading {
    bool (*each)(void *context, const struct code *code);
    void *context;
};

static bool row_seen(void *context, const struct code_all_row *row)
{
    struct reading *reading = context;
    struct code code = {row->id, row->revision, row->slug, row->name, row->description, (int)row->valence, row->retired != 0};
    return reading->each(reading->context, &code);
}

enum err listen_codes(struct store *store, int64_t workspace_id, bool (*each)(void *context, const struct code *code), void *context)
{
    struct reading reading = {each, context};
    return sql_code_all(store, &(struct code_all_in){workspace_id}, row_seen, &reading);
}
