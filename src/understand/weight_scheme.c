#include "understand/weight_scheme.h"
#include "understand/inside.h"
#include "understand/raking.h"
#include "understand/segment.h"
#include "weighting.sql.h"

#include <math.h>
#include <stdio.h>

static const double LOW_USUAL = 0.3, LOW_MIN = 0.05, HIGH_USUAL = 3, SHARES_OFF_MAX = 0.001;

static bool known_field(struct str by)
{
    struct condition_path path;
    if (!condition_path(by, &path))
        return false;
    bool field = path.root == FIELD_ROOT_ANSWERS || path.root == FIELD_ROOT_ATTRIBUTES || path.root == FIELD_ROOT_TOUCHPOINT ||
                 path.root == FIELD_ROOT_CHANNEL || path.root == FIELD_ROOT_LANGUAGE || path.root == FIELD_ROOT_UNIT;
    return field;
}

static enum err targets_read(const struct weight_margin_in *in, struct weight_margin *margin, const char *field, struct fault *why)
{
    const struct weight_target_in *targets = in->targets.items;
    double sum = 0;
    char path[128];
    for (size_t i = 0; i < margin->count; i++) {
        snprintf(path, sizeof path, "%s.targets[%zu]", field, i);
        margin->values[i] = targets[i].value;
        margin->targets[i] = targets[i].share;
        sum += targets[i].share;
        if (!(targets[i].share > 0) || targets[i].share > 1)
            return fault_set(why, ERR_INVALID, "out_of_range", path, "A share must be over 0 and at most 1.");
        for (size_t j = 0; j < i; j++)
            if (str_equal(targets[j].value, targets[i].value))
                return fault_set(why, ERR_INVALID, "repeated", path, "\"%.*s\" stands twice.", STR_ARGS(targets[i].value));
    }
    snprintf(path, sizeof path, "%s.targets", field);
    if (fabs(sum - 1) > SHARES_OFF_MAX)
        return fault_set(why, ERR_INVALID, "not_whole", path, "The shares must make 1 together; they make %.4f.", sum);
    for (size_t i = 0; i < margin->count; i++)
        margin->targets[i] /= sum;
    return ERR_NONE;
}

static enum err margin_read(const struct weight_margin_in *in, struct weight_scheme *out, struct arena *arena, struct fault *why)
{
    struct weight_margin *margin = &out->margins[out->count];
    char field[64];
    snprintf(field, sizeof field, "margins[%zu]", out->count);
    *margin = (struct weight_margin){in->by, arena_take_array(arena, in->targets.count, sizeof *margin->values),
                                     arena_take_array(arena, in->targets.count, sizeof *margin->targets), in->targets.count};
    if (!margin->values || !margin->targets)
        return ERR_MEMORY;
    bool known = known_field(in->by), twice = false;
    for (size_t i = 0; i < out->count; i++)
        twice |= str_equal(out->margins[i].by, in->by);
    if (!known || twice) {
        snprintf(field, sizeof field, "margins[%zu].by", out->count);
        return fault_set(why, ERR_INVALID, twice ? "repeated" : "unknown_value", field,
                         twice ? "\"%.*s\" stands twice." : "Answers cannot be weighted by \"%.*s\".", STR_ARGS(in->by));
    }
    out->count++;
    out->cells *= margin->count;
    if (out->cells > RAKING_CELLS_MAX)
        return fault_set(why, ERR_INVALID, "too_many", field, "The categories of all margins make more than %d cells together.",
                         RAKING_CELLS_MAX);
    return targets_read(in, margin, field, why);
}

static enum err limits_read(const struct weight_scheme_in *in, struct weight_scheme *out, struct fault *why)
{
    out->low = in->has_low ? in->low : LOW_USUAL;
    out->high = in->has_high ? in->high : HIGH_USUAL;
    return out->low < LOW_MIN || out->low > 1
               ? fault_set(why, ERR_INVALID, "out_of_range", "low", "The smallest weight must be from 0.05 to 1.")
               : ERR_NONE;
}

enum err weight_scheme_check(const struct weight_scheme_in *in, struct arena *arena, struct weight_scheme *out, struct fault *why)
{
    *out = (struct weight_scheme){.cells = 1};
    enum err err = limits_read(in, out, why);
    const struct weight_margin_in *margins = in->margins.items;
    for (size_t i = 0; i < in->margins.count && err == ERR_NONE; i++)
        err = margin_read(&margins[i], out, arena, why);
    return err;
}

enum err weight_scheme_sample(struct store *store, int64_t workspace_id, const struct weight_scheme_in *in, struct arena *arena,
                              const struct condition **out, struct fault *why)
{
    enum err err = segment_condition_read(store, workspace_id, 0, arena, in->sample, out, why);
    if (err == ERR_INVALID)
        fault_prefix(why, "sample");
    return err;
}

enum err weight_scheme_find(struct store *store, int64_t workspace_id, struct str slug, struct arena *arena, struct weight_scheme_row *row)
{
    struct weight_scheme_find_row found;
    enum err err = sql_weight_scheme_find(store, &(struct weight_scheme_find_in){workspace_id, slug}, arena, &found);
    if (err == ERR_NONE)
        *row = (struct weight_scheme_row){found.slug, found.definition, found.revision};
    return err;
}

enum err weight_scheme_read(struct store *store, int64_t workspace_id, struct str slug, struct arena *arena, struct weight_scheme *out,
                            struct fault *why)
{
    struct weight_scheme_row row;
    struct weight_scheme_in *in = arena_new_object(arena, struct weight_scheme_in);
    json_t *tree;
    enum err err = in ? weight_scheme_find(store, workspace_id, slug, arena, &row) : ERR_MEMORY;
    if (err == ERR_NONE)
        err = json_read(arena, row.definition, &tree, why);
    if (err == ERR_NONE)
        err = record_read(&record_weight_scheme_in, arena, tree, in, why);
    if (err == ERR_NONE)
        err = weight_scheme_check(in, arena, out, why);
    return err == ERR_NONE ? weight_scheme_sample(store, workspace_id, in, arena, &out->sample, why) : err;
}

struct reading {
    bool (*each)(void *context, const struct weight_scheme_row *row);
    void *context;
};

static bool row_seen(void *context, const struct weight_scheme_all_row *row)
{
    struct reading *reading = context;
    struct weight_scheme_row one = {row->slug, row->definition, row->revision};
    return reading->each(reading->context, &one);
}

enum err weight_schemes(struct store *store, int64_t workspace_id, bool (*each)(void *context, const struct weight_scheme_row *row),
                        void *context)
{
    struct reading reading = {each, context};
    return sql_weight_scheme_all(store, &(struct weight_scheme_all_in){workspace_id}, row_seen, &reading);
}

/* ---- store ---- */
static enum err scheme_add(struct store *store, struct fact *fact, const struct weight_scheme_put *put, struct fault *why)
{
    struct weight_scheme_count_row all = {0};
    enum err err = sql_weight_scheme_count(store, &(struct weight_scheme_count_in){fact->workspace_id}, NULL, &all);
    if (err == ERR_NONE && all.count >= WEIGHT_SCHEMES_MAX)
        return fault_set(why, ERR_INVALID, "too_many", "", "There can be at most %d schemes.", WEIGHT_SCHEMES_MAX);
    if (err == ERR_NONE)
        err = sql_weight_scheme_insert(
            store, &(struct weight_scheme_insert_in){fact->workspace_id, fact->number, put->slug, put->definition}, NULL);
    fact->subject_id = fact->number;
    if (err == ERR_CONFLICT)
        return fault_set(why, err, "taken", "slug", "There is a scheme \"%.*s\" already.", STR_ARGS(put->slug));
    return err == ERR_NONE ? segment_weightings_store(store, fact, put->segments, put->segments_count, why) : err;
}

enum err weight_scheme_store(struct store *store, struct fact *fact, struct fault *why)
{
    const struct weight_scheme_put *put = fact->body;
    struct weight_scheme_standing_row row = {0};
    if (put->is_new)
        return scheme_add(store, fact, put, why);
    enum err err = sql_weight_scheme_standing(store, &(struct weight_scheme_standing_in){fact->workspace_id, put->slug}, NULL, &row);
    if (err != ERR_NONE)
        return err;
    fact->subject_id = row.id;
    if (fact->expected_revision && fact->expected_revision != row.revision)
        return fault_set(why, ERR_STALE, "stale", "", "The scheme was changed meanwhile; read it again.");
    err = segment_weightings_store(store, fact, put->segments, put->segments_count, why);
    if (err != ERR_NONE)
        return err;
    if (fact->kind == FACT_WEIGHT_SCHEME_REMOVED)
        return sql_weight_scheme_delete(store, &(struct weight_scheme_delete_in){fact->workspace_id, row.id}, NULL);
    return sql_weight_scheme_update(store, &(struct weight_scheme_update_in){fact->workspace_id, row.id, put->definition, fact->number},
                                    NULL);
}
