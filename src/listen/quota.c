#include "listen/quota.h"
#include "listen/answer.h"
#include "listen/inside.h"
#include "quota.sql.h"

#include <stdio.h>

enum { PARTIAL_HOURS_USUAL = 24, PARTIAL_HOURS_MAX = 720, ORIGIN_MAX = 200, QUOTA_TEXT_MAX = 2000 };

static const char *const anonymity_names[] = {"identified", "confidential", "anonymous"};

const char *anonymity_name(enum anonymity anonymity)
{
    return anonymity_names[anonymity];
}

static enum err read_anonymity(const json_t *value, struct survey_definition *survey, struct fault *why)
{
    for (int i = 0; value && i < 3; i++)
        if (str_is(json_str(value), anonymity_names[i])) {
            survey->anonymity = (enum anonymity)i;
            return ERR_NONE;
        }
    return value ? fault_set(why, ERR_INVALID, "unknown_value", "anonymity",
                             "The field \"anonymity\" must be one of: identified, confidential, anonymous.")
                 : ERR_NONE;
}

static enum err read_hours(const json_t *value, struct survey_definition *survey, struct fault *why)
{
    survey->partial_hours = value ? json_integer_value(value) : PARTIAL_HOURS_USUAL;
    if (value && (!json_is_integer(value) || survey->partial_hours < 1 || survey->partial_hours > PARTIAL_HOURS_MAX))
        return fault_set(why, ERR_INVALID, "out_of_range", "partial_hours",
                         "The field \"partial_hours\" must be a whole number from 1 to %d.", PARTIAL_HOURS_MAX);
    return ERR_NONE;
}

/* "https://shop.example" or "http://localhost:3000": what a browser calls an origin, and nothing that could end a header's value. */
static bool origin_ok(struct str text)
{
    struct str host = text;
    if (text.length > ORIGIN_MAX || (!str_starts(text, "https://") && !str_starts(text, "http://")))
        return false;
    size_t scheme = str_starts(text, "https://") ? 8 : 7;
    host.at += scheme, host.length -= scheme;
    for (size_t i = 0; i < host.length; i++) {
        char c = host.at[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == ':'))
            return false;
    }
    return host.length && host.at[0] != '.' && host.at[0] != ':' && host.at[0] != '-';
}

static enum err read_origins(const json_t *list, struct survey_definition *survey, struct fault *why)
{
    size_t count = json_array_size(list);
    if (list && (!json_is_array(list) || count > EMBED_ORIGINS_MAX))
        return fault_set(why, ERR_INVALID, "wrong_count", "embed_origins", "The field \"embed_origins\" lists at most %d sites.",
                         EMBED_ORIGINS_MAX);
    for (size_t i = 0; i < count; i++) {
        struct str origin = json_str(json_array_get(list, i));
        char place[40];
        snprintf(place, sizeof place, "embed_origins[%zu]", i);
        if (!origin.at || !origin_ok(origin))
            return fault_set(why, ERR_INVALID, "not_an_origin", place,
                             "A site is written as its origin, in small letters and without a path: https://shop.example.");
        survey->embed_origins[survey->embed_origins_count++] = origin;
    }
    return ERR_NONE;
}

/* ---- quotas ---- */

static bool where_knows(void *context, struct str field)
{
    const struct survey_definition *survey = context;
    struct condition_path path;
    if (!condition_path(field, &path))
        return false;
    if (path.root == FIELD_ROOT_ANSWERS) {
        const struct question *q = survey_question(survey, path.name);
        return q && question_tells(q) && (path.part == FIELD_PART_WHOLE || q->type == QUESTION_EMOTION);
    }
    if (path.root == FIELD_ROOT_ATTRIBUTES)
        return survey->anonymity != ANONYMITY_ANONYMOUS; /* which keeps none */
    return path.root == FIELD_ROOT_CHANNEL || path.root == FIELD_ROOT_LANGUAGE || path.root == FIELD_ROOT_UNIT ||
           path.root == FIELD_ROOT_TOUCHPOINT;
}

static enum err quota_fields(const json_t *tree, struct fault *why)
{
    const char *name;
    json_t *value;
    if (!json_is_object(tree))
        return fault_set(why, ERR_INVALID, "not_an_object", "", "A quota is an object with an \"id\" and a \"limit\".");
    json_object_foreach((json_t *)tree, name,
                        value) if (strcmp(name, "id") != 0 && strcmp(name, "limit") != 0 && strcmp(name, "where") != 0 &&
                                   strcmp(name, "text") != 0) return fault_set(why, ERR_INVALID, "unknown_field", name,
                                                                               "There is no field \"%.64s\" here.", name);
    return ERR_NONE;
}

static enum err quota_id(const struct survey_definition *survey, size_t before, struct str id, struct fault *why)
{
    if (!question_id_ok(id))
        return fault_set(why, ERR_INVALID, "not_an_id", "id", "A quota's id is a small letter and then up to 39 of a-z, 0-9 and \"_\".");
    for (size_t i = 0; i < before; i++)
        if (str_equal(survey->quotas[i].id, id))
            return fault_set(why, ERR_INVALID, "twice", "id", "Two quotas have the same id.");
    return ERR_NONE;
}

static enum err quota_read(struct arena *arena, const json_t *tree, struct survey_definition *survey, struct quota *quota,
                           struct fault *why)
{
    const json_t *where = json_object_get(tree, "where"), *limit = json_object_get(tree, "limit");
    enum err err = quota_fields(tree, why);
    quota->id = json_str(json_object_get(tree, "id"));
    quota->limit = json_integer_value(limit);
    if (err == ERR_NONE)
        err = quota_id(survey, (size_t)(quota - survey->quotas), quota->id, why);
    if (err == ERR_NONE && (!json_is_integer(limit) || quota->limit < 1 || quota->limit > QUOTA_LIMIT_MAX))
        err = fault_set(why, ERR_INVALID, "out_of_range", "limit", "The field \"limit\" must be a whole number from 1 to %d.",
                        QUOTA_LIMIT_MAX);
    if (err == ERR_NONE && where && !json_is_null(where)) {
        err = condition_read(arena, where, where_knows, survey, &quota->where, why);
        if (err == ERR_INVALID)
            fault_prefix(why, "where");
    }
    quota->text = json_object_get(tree, "text");
    return err == ERR_NONE && quota->text ? texts_check(quota->text, "text", QUOTA_TEXT_MAX, why) : err;
}

static enum err read_quotas(struct arena *arena, const json_t *list, struct survey_definition *survey, struct fault *why)
{
    size_t count = json_array_size(list);
    if (list && (!json_is_array(list) || count > QUOTAS_MAX))
        return fault_set(why, ERR_INVALID, "wrong_count", "quotas", "The field \"quotas\" lists at most %d quotas.", QUOTAS_MAX);
    struct quota *quotas = arena_take_array(arena, count + 1, sizeof *quotas);
    survey->quotas = quotas;
    if (!quotas)
        return ERR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        char place[40];
        snprintf(place, sizeof place, "quotas[%zu]", i);
        enum err err = quota_read(arena, json_array_get(list, i), survey, &quotas[i], why);
        if (err == ERR_INVALID)
            fault_prefix(why, place);
        if (err != ERR_NONE)
            return err;
        survey->quotas_count = i + 1;
    }
    return ERR_NONE;
}

/* Who gives an address is known by it, whatever else is promised. */
static enum err check_contacts(const struct survey_definition *survey, struct fault *why)
{
    for (size_t i = 0; i < survey->questions_count; i += 1 + survey->questions[i].parts_count) {
        if (survey->questions[i].type != QUESTION_CONTACT || survey->anonymity == ANONYMITY_IDENTIFIED)
            continue;
        char at[QUESTION_PLACE_TEXT], place[QUESTION_PLACE_TEXT + 8];
        question_place_text(&survey->questions[i], at);
        snprintf(place, sizeof place, "%s.type", at);
        return fault_set(why, ERR_INVALID, "contradiction", place, "A survey that is %s cannot ask for contact details.",
                         anonymity_names[survey->anonymity]);
    }
    return ERR_NONE;
}

enum err survey_channels_read(struct arena *arena, const json_t *tree, struct survey_definition *survey, struct fault *why)
{
    enum err err = read_anonymity(json_object_get(tree, "anonymity"), survey, why);
    if (err == ERR_NONE)
        err = check_contacts(survey, why);
    if (err == ERR_NONE)
        err = read_hours(json_object_get(tree, "partial_hours"), survey, why);
    if (err == ERR_NONE)
        err = read_origins(json_object_get(tree, "embed_origins"), survey, why);
    return err == ERR_NONE ? read_quotas(arena, json_object_get(tree, "quotas"), survey, why) : err;
}

/* ---- in the turn ---- */

static enum err count_of(struct store *store, int64_t workspace_id, int64_t survey_id, const struct quota *quota, int64_t *counted)
{
    struct quota_count_get_row row = {0};
    enum err err = sql_quota_count_get(store, &(struct quota_count_get_in){workspace_id, survey_id, quota->id}, NULL, &row);
    *counted = row.counted;
    return err == ERR_NOT_FOUND ? ERR_NONE : err;
}

enum err quotas_judge(struct store *store, int64_t workspace_id, struct response_given *given, struct arena *arena)
{
    const struct survey_definition *survey = given->version->definition;
    bool belongs[QUOTAS_MAX];
    enum err err = ERR_NONE;
    given->full = NULL;
    for (size_t i = 0; err == ERR_NONE && i < survey->quotas_count; i++) {
        int64_t counted = 0;
        err = answers_hold(survey->quotas[i].where, given, arena, &belongs[i]);
        if (err == ERR_NONE && belongs[i])
            err = count_of(store, workspace_id, given->version->survey_id, &survey->quotas[i], &counted);
        if (counted >= survey->quotas[i].limit && !given->full)
            given->full = &survey->quotas[i];
    }
    for (size_t i = 0; err == ERR_NONE && i < survey->quotas_count; i++)
        if (given->full ? given->full == &survey->quotas[i] : belongs[i])
            err = sql_quota_count_add(store,
                                      &(struct quota_count_add_in){workspace_id, given->version->survey_id, survey->quotas[i].id,
                                                                   given->full ? 0 : 1, given->full ? 1 : 0},
                                      NULL);
    return err;
}

struct standing {
    bool (*each)(void *context, const struct quota_standing *standing);
    void *context;
};

static bool standing_row(void *context, const struct quota_counts_row *row)
{
    const struct standing *standing = context;
    return standing->each(standing->context, &(struct quota_standing){row->quota_id, row->counted, row->turned_away});
}

enum err listen_quotas(struct store *store, int64_t workspace_id, int64_t survey_id,
                       bool (*each)(void *context, const struct quota_standing *standing), void *context)
{
    struct standing standing = {each, context};
    return sql_quota_counts(store, &(struct quota_counts_in){workspace_id, survey_id}, standing_row, &standing);
}
