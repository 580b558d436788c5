#include "listen/survey_arm.h"
#include "base/mix.h"
#include "listen/survey_inside.h"

enum { ARM_NAME_MAX = 100, ARM_SHARE_MAX = 100 };

static const char *const own_names[] = {"text", "hint", "low_label", "high_label", "shuffle", NULL};

const struct arm *survey_arm(const struct survey_definition *survey, struct str id)
{
    for (size_t i = 0; i < survey->arms_count; i++)
        if (str_equal(survey->arms[i].id, id))
            return &survey->arms[i];
    return NULL;
}

const struct arm *survey_arm_draw(const struct survey_definition *survey, struct str seed)
{
    uint64_t hash = 14695981039346656037u, whole = 0;
    for (size_t i = 0; i < seed.length; i++)
        hash = (hash ^ (unsigned char)seed.at[i]) * 1099511628211u;
    for (size_t i = 0; i < survey->arms_count; i++)
        whole += (uint64_t)survey->arms[i].share;
    if (!whole)
        return NULL;
    uint64_t at = mix64(hash) % whole;
    const struct arm *arm = survey->arms;
    while (at >= (uint64_t)arm->share)
        at -= (uint64_t)arm++->share;
    return arm;
}

const struct survey_definition *survey_of_arm(const struct survey_definition *survey, const struct arm *arm)
{
    return arm && arm->definition ? arm->definition : survey;
}

/* ---- reading ---- */

static enum err name_read(struct survey_reading *r, const json_t *value, struct str *name)
{
    *name = json_str(value);
    if (str_trim(*name).length && str_characters(*name) <= ARM_NAME_MAX)
        return ERR_NONE;
    if (r->draft && json_is_string(value) && !str_trim(*name).length)
        return ERR_NONE;
    return fault_set(r->why, ERR_INVALID, str_trim(*name).length ? "too_long" : "required", "name",
                     "An arm has a name of 1 to %d characters, for the people who read its figures.", ARM_NAME_MAX);
}

static enum err arm_read(struct survey_reading *r, const json_t *tree)
{
    static const char *const names[] = {"id", "name", "share", NULL};
    struct survey_definition *survey = r->survey;
    struct arm *arm = &survey->arms[survey->arms_count];
    const json_t *share = json_object_get(tree, "share");
    *arm = (struct arm){.share = share ? json_integer_value(share) : 1};
    enum err err = survey_only_fields(r, tree, names);
    if (err != ERR_NONE)
        return err;
    arm->id = json_str(json_object_get(tree, "id"));
    if (!question_id_ok(arm->id))
        return survey_wrong(r, arm->id.at ? "not_an_id" : "required", "id",
                            "An arm's id is a small letter and then up to 39 of a-z, 0-9 and \"_\".");
    if (survey_arm(survey, arm->id))
        return survey_wrong(r, "twice", "id", "Two arms have the same id.");
    if (share && (!json_is_integer(share) || arm->share < 1 || arm->share > ARM_SHARE_MAX))
        return fault_set(r->why, ERR_INVALID, "out_of_range", "share", "The share of an arm is a whole number from 1 to %d.",
                         ARM_SHARE_MAX);
    survey->arms_count++;
    return name_read(r, json_object_get(tree, "name"), &arm->name);
}

enum err survey_arms_read(struct survey_reading *r, const json_t *list)
{
    size_t count = json_array_size(list);
    if (!list || json_is_null(list) || (json_is_array(list) && !count))
        return ERR_NONE;
    if (!json_is_array(list) || count > ARMS_MAX || (count < 2 && !r->draft))
        return fault_set(r->why, ERR_INVALID, "wrong_count", "arms", "The field \"arms\" lists 2 to %d arms.", ARMS_MAX);
    for (size_t i = 0; i < count; i++) {
        enum err err = survey_under(r, arm_read(r, json_array_get(list, i)), "arms[%zu]", i);
        if (err != ERR_NONE)
            return err;
    }
    return ERR_NONE;
}

static enum err own_read(struct survey_reading *r, const json_t *tree)
{
    const json_t *unread;
    bool shuffle;
    enum err err = survey_only_fields(r, tree, own_names);
    for (size_t i = 0; err == ERR_NONE && i < 4; i++)
        if (json_object_get(tree, own_names[i]))
            err = survey_texts(r, json_object_get(tree, own_names[i]), own_names[i], &unread);
    if (err == ERR_NONE)
        err = survey_boolean(r, json_object_get(tree, "shuffle"), "shuffle", &shuffle);
    if (err == ERR_NONE && shuffle && !r->question->choices_count && r->question->type != QUESTION_MATRIX)
        err = survey_not_for_type(r, "shuffle");
    return err == ERR_NONE ? survey_piping_check(r, tree) : err;
}

enum err survey_by_arm_read(struct survey_reading *r, const json_t *tree)
{
    const char *id;
    json_t *own;
    if (!tree || json_is_null(tree))
        return ERR_NONE;
    if (!json_is_object(tree))
        return survey_wrong(r, "not_an_object", "by_arm", "The field \"by_arm\" says by the ids of arms what is different there.");
    json_object_foreach((json_t *)tree, id, own)
    {
        enum err err = survey_arm(r->survey, str_of(id))
                           ? own_read(r, own)
                           : fault_set(r->why, ERR_INVALID, "unknown_arm", "", "The survey has no arm \"%.40s\".", id);
        if (err != ERR_NONE)
            return survey_under(r, err, "by_arm.%.40s", id);
    }
    return ERR_NONE;
}

/* ---- a survey for each arm ---- */

/* What is different of each question of the list, and of those in its groups, takes the place of what stood there; *any: of one at least.
 */
static enum err questions_change(const json_t *list, const char *arm, bool *any)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *question = json_array_get(list, i), *own = json_object_get(json_object_get(question, "by_arm"), arm);
        *any |= json_object_size(own) > 0;
        if (own && json_object_update(question, own) != 0)
            return ERR_MEMORY;
        (void)json_object_del(question, "by_arm");
        enum err err = questions_change(json_object_get(question, "questions"), arm, any);
        if (err != ERR_NONE)
            return err;
    }
    return ERR_NONE;
}

enum err survey_arms_make(struct survey_reading *r)
{
    for (size_t i = 0; i < r->survey->arms_count; i++) {
        struct arm *arm = &r->survey->arms[i];
        json_t *tree = json_deep_copy(r->survey->source);
        struct survey_definition *own;
        bool any = false;
        enum err err = json_keep(r->arena, tree);
        if (err == ERR_NONE)
            err = questions_change(json_object_get(tree, "questions"), arm->id.at, &any);
        if (err == ERR_NONE && any) {
            (void)json_object_del(tree, "arms");
            err = survey_read_again(r, tree, &own);
            arm->definition = own;
            r->survey->has_shuffle |= err == ERR_NONE && own->has_shuffle;
        }
        if (err != ERR_NONE)
            return err;
    }
    return ERR_NONE;
}

enum err survey_arms_allowed(struct survey_reading *r)
{
    return r->survey->arms_count && r->survey->anonymity == ANONYMITY_ANONYMOUS
               ? survey_wrong(r, "not_anonymous", "arms",
                              "Of an anonymous answer nothing is kept that came along with it, so a survey that promises it has no arms.")
               : ERR_NONE;
}
