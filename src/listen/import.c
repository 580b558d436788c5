/* From rows to responses: the same rules as every other door, in one pass and without a tree per row. */
#include "base/map.h"
#include "listen/answer.h"
#include "listen/held.h"
#include "listen/import_inside.h"
#include "listen/surveys.h"

#include <stdlib.h>
#include <strings.h>

enum { VALUES_KEPT_MAX = 512, CHANNEL_MAX = 60, CUSTOMER_MAX = 200, DAY_MS = 86400000 };

/* A choice that has a column of its own. */
struct flag {
    size_t column;
    struct str choice;
};

/* A target bound to the file at hand. */
struct bound {
    const struct import_target *target;
    size_t column;      /* SIZE_MAX: the target's fixed value, or its flags */
    struct flag *flags; /* flags_count of them; NULL: none */
    size_t flags_count;
    const struct question *question;
    struct map *values; /* attribute texts seen so far, as JSON: most columns have few */
};

struct import {
    struct import_config config;
    struct import_sheet sheet;
    const struct survey_version *version;
    int64_t touchpoint_id;   /* the survey's own */
    struct map *touchpoints; /* slug → id + 1 as a pointer */
    struct bound *bound;
    size_t bound_count;
    struct arena *arena;
    const struct answer **by_question;
    struct import_progress progress;
};

/* ---- opening ---- */

static bool take_touchpoint(void *context, const struct touchpoint *touchpoint)
{
    struct import *import = context;
    return map_put(import->touchpoints, touchpoint->slug, (void *)(intptr_t)(touchpoint->id + 1), NULL) == ERR_NONE;
}

static int64_t touchpoint_id(const struct import *import, struct str slug)
{
    intptr_t kept = (intptr_t)map_get(import->touchpoints, slug);
    return kept ? kept - 1 : 0;
}

static enum err bind_flags(struct import *import, struct bound *bound, struct fault *why)
{
    const char *choice;
    json_t *column;
    const struct question *q = bound->question;
    if (q->type != QUESTION_CHOICES)
        return fault_set(why, ERR_INVALID, "not_for_type", "answers",
                         "The question \"%.*s\" has one answer and cannot come from several columns.", STR_ARGS(q->id));
    bound->flags = arena_take_array(import->arena, json_object_size(bound->target->columns), sizeof *bound->flags);
    if (!bound->flags)
        return ERR_MEMORY;
    json_object_foreach((json_t *)bound->target->columns, choice, column)
    {
        struct flag *flag = &bound->flags[bound->flags_count++];
        flag->choice = str_of(choice);
        if (choice_index(q, flag->choice) < 0)
            return fault_set(why, ERR_INVALID, "unknown_choice", "answers",
                             "The question \"%.*s\" has no choice \"%.40s\", which the map names.", STR_ARGS(q->id), choice);
        enum err err = import_sheet_column(&import->sheet, json_str(column), &flag->column, why);
        if (err != ERR_NONE)
            return err;
    }
    return ERR_NONE;
}

static enum err bind_target(struct import *import, const struct import_target *target, struct fault *why)
{
    struct bound *bound = &import->bound[import->bound_count++];
    *bound = (struct bound){.target = target, .column = SIZE_MAX};
    enum err err = target->column.at ? import_sheet_column(&import->sheet, target->column, &bound->column, why) : ERR_NONE;
    if (err != ERR_NONE)
        return err;
    if (target->kind == TARGET_ATTRIBUTE && !(bound->values = map_new()))
        return ERR_MEMORY;
    if (target->kind != TARGET_ANSWER)
        return ERR_NONE;
    bound->question = survey_question(import->version->definition, target->name);
    if (!bound->question)
        return fault_set(why, ERR_INVALID, "unknown_question", "answers", "The survey has no question \"%.*s\", which the map names.",
                         STR_ARGS(target->name));
    return target->columns ? bind_flags(import, bound, why) : ERR_NONE;
}

static enum err bind_all(struct import *import, struct fault *why)
{
    const struct import_map *map = import->config.map;
    import->bound = arena_take_array(import->arena, map->targets_count + 1, sizeof *import->bound);
    import->by_question = arena_take_array(import->arena, import->version->definition->questions_count, sizeof *import->by_question);
    if (!import->bound || !import->by_question)
        return ERR_MEMORY;
    for (size_t i = 0; i < map->targets_count; i++) {
        enum err err = bind_target(import, &map->targets[i], why);
        if (err != ERR_NONE)
            return err;
    }
    return ERR_NONE;
}

static enum err find_survey(struct import *import, struct fault *why)
{
    const struct import_config *c = &import->config;
    const struct survey *survey = listen_survey(c->listen, c->workspace_id, c->map->survey_slug);
    if (!survey)
        return fault_set(why, ERR_INVALID, "unknown_survey", "survey", "There is no survey \"%.*s\".", STR_ARGS(c->map->survey_slug));
    if (!survey->published)
        return fault_set(why, ERR_INVALID, "not_published", "survey", "The survey \"%.*s\" is not published yet.", STR_ARGS(survey->slug));
    import->version = survey->published;
    listen_touchpoints(c->listen, c->workspace_id, take_touchpoint, import);
    import->touchpoint_id = touchpoint_id(import, import->version->definition->touchpoint);
    return ERR_NONE;
}

enum err import_open(const struct import_config *config, struct import **out, struct fault *why)
{
    struct import *import = calloc(1, sizeof *import);
    *out = NULL;
    if (!import)
        return ERR_MEMORY;
    import->config = *config;
    import->arena = arena_new(16 << 20);
    import->touchpoints = map_new();
    enum err err = import->arena && import->touchpoints ? find_survey(import, why) : ERR_MEMORY;
    if (err == ERR_NONE)
        err = import_sheet_open(&import->config, import->arena, &import->sheet, why);
    if (err == ERR_NONE)
        err = bind_all(import, why);
    if (err == ERR_NONE)
        *out = import;
    else
        import_close(import);
    return err;
}

static void release_json(void *value)
{
    json_decref(value);
}

void import_close(struct import *import)
{
    if (!import)
        return;
    for (size_t i = 0; i < import->bound_count; i++)
        if (import->bound[i].values)
            map_free(import->bound[i].values, release_json);
    import_sheet_close(&import->sheet);
    if (import->touchpoints)
        map_free(import->touchpoints, NULL);
    arena_free(import->arena);
    free(import);
}

struct import_progress import_progress(const struct import *import)
{
    struct import_progress progress = import->progress;
    progress.bytes_read = rows_bytes(import->sheet.rows);
    return progress;
}

/* ---- one row ---- */

/* What this row became, or why not. */
struct making {
    struct import *import;
    const struct row *row;
    struct arena *arena;
    struct response_given *given;
    json_t *attributes;
    const struct bound *bound; /* at work */
    struct fault why;
};

static enum err refuse(struct making *m, const char *slug, const char *sentence)
{
    return fault_set(&m->why, ERR_INVALID, slug, "", "%s", sentence);
}

struct str import_value(const struct import_target *target, struct str cell)
{
    struct str text = str_trim(cell);
    for (size_t i = 0; i < target->missing.count; i++)
        if (str_equal(target->missing.items[i], text))
            return STR("");
    if (!target->values || !text.length)
        return text;
    const json_t *meant = json_object_getn(target->values, text.at, text.length);
    return meant ? json_str(meant) : text;
}

static struct str value_of(const struct making *m, const struct bound *bound)
{
    return import_value(bound->target, bound->column == SIZE_MAX ? bound->target->value : row_field(m->row, bound->column));
}

static enum err keep(struct making *m, struct str text, size_t most, struct str *out)
{
    if (text.length > most && str_characters(text) > most)
        return refuse(m, "too_long", "The text is too long.");
    *out = str_keep(m->arena, text);
    return out->at ? ERR_NONE : ERR_MEMORY;
}

static enum err set_at(struct making *m, struct str text)
{
    if (!import_time(text, m->bound->target->format, m->import->sheet.zone, &m->given->given_at_ms))
        return refuse(m, "not_a_moment", "The time cannot be read; see \"format\" in the map.");
    if (m->given->given_at_ms > m->import->config.now_ms + DAY_MS)
        return refuse(m, "in_the_future", "The time lies more than a day ahead.");
    return ERR_NONE;
}

static enum err set_language(struct making *m, struct str text)
{
    struct str code;
    if (!language_base(text, &code))
        return refuse(m, "unknown_language", "The language must be a code such as \"fi\".");
    return keep(m, code, 3, &m->given->language);
}

static enum err set_touchpoint(struct making *m, struct str text)
{
    m->given->touchpoint_id = touchpoint_id(m->import, text);
    return m->given->touchpoint_id ? keep(m, text, 64, &m->given->touchpoint)
                                   : refuse(m, "unknown_touchpoint", "There is no such touchpoint.");
}

static enum err set_unit(struct making *m, struct str text)
{
    return str_slug(text) ? keep(m, text, 64, &m->given->unit) : refuse(m, "not_a_slug", "A unit is named by its slug.");
}

static enum err set_attribute(struct making *m, struct str text)
{
    struct map *values = m->bound->values;
    json_t *value = map_get(values, text);
    bool kept = value != NULL;
    if (!kept && text.length > ATTRIBUTE_VALUE_MAX && str_characters(text) > ATTRIBUTE_VALUE_MAX)
        return refuse(m, "too_long", "The text is longer than 200 characters.");
    if (!kept)
        value = m->bound->target->number ? import_number(text) : json_stringn(text.at, text.length);
    if (!value)
        return m->bound->target->number ? refuse(m, "not_a_number", IMPORT_NOT_A_NUMBER) : ERR_MEMORY;
    if (!m->attributes && !(m->attributes = json_object()))
        return ERR_MEMORY;
    if (!kept && map_count(values) < VALUES_KEPT_MAX && map_put(values, text, value, NULL) == ERR_NONE)
        kept = true; /* the map owns it; the object takes a share */
    int failed = kept ? json_object_set_new(m->attributes, m->bound->target->name.at, json_incref(value))
                      : json_object_set_new(m->attributes, m->bound->target->name.at, value);
    return failed ? ERR_MEMORY : ERR_NONE;
}

static bool score_of(struct str text, int64_t *score)
{
    double real;
    if (str_integer(text, score))
        return true;
    if (!str_real(text, &real) || real != (double)(int)real || real > 1000 || real < -1000)
        return false;
    *score = (int64_t)real;
    return true;
}

static enum err answer_several(struct making *m, struct str text, struct answer *answer)
{
    struct str part;
    const struct question *q = answer->question;
    json_t *names = json_array();
    bool answered;
    if (json_keep(m->arena, names) != ERR_NONE)
        return ERR_MEMORY;
    while (str_cut(&text, m->bound->target->separator, &part)) {
        part = str_trim(part);
        if (part.length && json_array_append_new(names, json_stringn(part.at, part.length)) != 0)
            return ERR_MEMORY;
    }
    return answer_read(q, names, answer, &answered, &m->why);
}

/* "1", "Y", a choice's number or its words stand for a choice that was made, and nothing for one that was not; 0 and no do too. */
static bool flag_is_set(struct str text)
{
    static const char *const unset[] = {"0", "no", "n", "false"};
    for (size_t i = 0; i < sizeof unset / sizeof *unset; i++)
        if (text.length == strlen(unset[i]) && strncasecmp(text.at, unset[i], text.length) == 0)
            return false;
    return text.length > 0;
}

static enum err set_flags(struct making *m)
{
    const struct bound *bound = m->bound;
    struct answer *answer = &m->given->answers[m->given->answers_count];
    bool answered;
    json_t *names = json_array();
    *answer = (struct answer){.question = bound->question, .strongest = -1};
    if (json_keep(m->arena, names) != ERR_NONE)
        return ERR_MEMORY;
    for (size_t i = 0; i < bound->flags_count; i++) {
        struct str choice = bound->flags[i].choice;
        bool set = flag_is_set(import_value(bound->target, row_field(m->row, bound->flags[i].column)));
        if (set && json_array_append_new(names, json_stringn(choice.at, choice.length)) != 0)
            return ERR_MEMORY;
    }
    if (!json_array_size(names))
        return ERR_NONE;
    enum err err = answer_read(bound->question, names, answer, &answered, &m->why);
    if (err != ERR_NONE || !answered)
        return err;
    m->given->answers_count++;
    m->import->by_question[question_index(m->import->version->definition, bound->question)] = answer;
    return ERR_NONE;
}

static enum err answer_consent(struct making *m, struct str text, struct answer *answer)
{
    bool yes, said = import_yes(text, &yes);
    answer->score = yes;
    return said ? ERR_NONE : refuse(m, "not_a_boolean", "This must be yes or no.");
}

static enum err answer_words(struct making *m, struct str text, struct answer *answer)
{
    bool answered;
    struct str copy = str_keep(m->arena, text);
    return copy.at ? answer_text(answer->question, copy, answer, &answered, &m->why) : ERR_MEMORY;
}

static enum err answer_from(struct making *m, struct str text, struct answer *answer)
{
    const struct question *q = answer->question;
    int32_t day;
    if (question_has_scale(q))
        return score_of(text, &answer->score) ? answer_score(q, answer->score, answer, &m->why)
                                              : refuse(m, "not_an_integer", "This must be a whole number.");
    switch (q->type) {
    case QUESTION_NUMBER:
    case QUESTION_SLIDER:
    case QUESTION_CALCULATED: /* as it was calculated then */
        return import_real(text, &answer->number) ? answer_number(q, answer->number, answer, &m->why)
                                                  : refuse(m, "not_a_number", IMPORT_NOT_A_NUMBER);
    case QUESTION_CHOICE:
        return answer_choice(q, text, answer, &m->why);
    case QUESTION_CHOICES:
    case QUESTION_EMOTION:
        return answer_several(m, text, answer);
    case QUESTION_CONSENT:
        return answer_consent(m, text, answer);
    case QUESTION_DATE:
        if (!day_parse(text, &day))
            return refuse(m, "not_a_day", "This must be a date such as 2026-03-01.");
        answer->score = day;
        return ERR_NONE;
    case QUESTION_TIME:
        return answer_time(q, text, answer, &m->why);
    case QUESTION_STORY:
    case QUESTION_TEXT:
    case QUESTION_HIDDEN:
        return answer_words(m, text, answer);
    case QUESTION_FILE:
        return refuse(m, "not_taken", "A file cannot come in a table; send it to the files of the survey.");
    default:
        return question_is_split(q) ? refuse(m, "answered_by_parts", "This question is answered by its parts: give each a column.")
                                    : refuse(m, "not_a_question", "A statement takes no answer.");
    }
}

static enum err set_answer(struct making *m, struct str text)
{
    struct answer *answer = &m->given->answers[m->given->answers_count];
    size_t index = question_index(m->import->version->definition, m->bound->question);
    *answer = (struct answer){.question = m->bound->question, .strongest = -1};
    enum err err = answer_from(m, text, answer);
    if (err != ERR_NONE)
        return err;
    m->given->answers_count++;
    m->import->by_question[index] = answer;
    return ERR_NONE;
}

static enum err set_target(struct making *m, struct str text)
{
    switch (m->bound->target->kind) {
    case TARGET_AT:
        return set_at(m, text);
    case TARGET_CHANNEL:
        return keep(m, text, CHANNEL_MAX, &m->given->channel);
    case TARGET_LANGUAGE:
        return set_language(m, text);
    case TARGET_TOUCHPOINT:
        return set_touchpoint(m, text);
    case TARGET_UNIT:
        return set_unit(m, text);
    case TARGET_CUSTOMER:
        return keep(m, text, CUSTOMER_MAX, &m->given->customer_external_id);
    case TARGET_ATTRIBUTE:
        return set_attribute(m, text);
    case TARGET_ANSWER:
        return set_answer(m, text);
    default:
        break; /* of encounters and customers */
    }
    return ERR_INTERNAL;
}

static enum err set_key(struct making *m)
{
    return import_sheet_key(&m->import->sheet, m->row, m->arena, &m->given->submission_key, &m->why);
}

static enum err given_begin(struct making *m)
{
    const struct survey_definition *d = m->import->version->definition;
    *m->given = (struct response_given){.version = m->import->version,
                                        .from_file = true,
                                        .survey_slug = d->slug,
                                        .given_at_ms = m->import->config.now_ms,
                                        .channel = STR("import"),
                                        .language = d->languages[0],
                                        .touchpoint_id = m->import->touchpoint_id,
                                        .touchpoint = d->touchpoint,
                                        .unit = STR(""),
                                        .customer_external_id = STR("")};
    m->given->answers = arena_take_array(m->arena, m->import->bound_count, sizeof *m->given->answers);
    memset(m->import->by_question, 0, d->questions_count * sizeof *m->import->by_question);
    return m->given->answers ? set_key(m) : ERR_MEMORY;
}

static enum err given_end(struct making *m)
{
    if (m->attributes) {
        enum err err = json_keep(m->arena, m->attributes);
        m->given->attributes = m->attributes;
        m->attributes = NULL;
        if (err != ERR_NONE)
            return err;
    }
    const struct survey_definition *survey = m->import->version->definition;
    enum err err = answers_check(survey, m->import->by_question, m->given->attributes, m->arena, &m->given->complete, &m->why);
    if (err == ERR_NONE && survey->anonymity == ANONYMITY_ANONYMOUS)
        held_blunt(m->import->sheet.zone, m->given);
    return err == ERR_NONE ? response_row(m->given, m->arena) : err;
}

/* ERR_INVALID: the row is rejected, m->why says why, *column where. */
static enum err make(struct making *m, struct str *column)
{
    enum err err = import_sheet_check(&m->import->sheet, m->row, column, &m->why);
    if (err == ERR_NONE)
        err = given_begin(m);
    for (size_t i = 0; err == ERR_NONE && i < m->import->bound_count; i++) {
        m->bound = &m->import->bound[i];
        struct str text = m->bound->flags ? STR("") : value_of(m, m->bound);
        if (m->bound->flags)
            err = set_flags(m);
        else if (text.length)
            err = set_target(m, text);
        if (err == ERR_INVALID)
            *column = m->bound->target->column.at ? m->bound->target->column : m->bound->target->name;
    }
    if (err != ERR_NONE)
        return err;
    err = given_end(m);
    if (err == ERR_INVALID)
        *column = str_of(m->why.field);
    return err;
}

/* The row as the API would show it. */
static enum err became_tell(const struct import_config *config, int64_t row, const struct response_given *given)
{
    char at[TIME_TEXT];
    struct buf text = buf_new(BECAME_MAX);
    time_format(given->given_at_ms, at);
    buf_printf(&text, "{\"at\":\"%s\"", at);
    json_put_member(&text, "key", given->submission_key);
    json_put_member(&text, "channel", given->channel);
    json_put_member(&text, "language", given->language);
    json_put_member(&text, "touchpoint", given->touchpoint);
    json_put_member(&text, "unit", given->unit);
    json_put_member(&text, "customer", given->customer_external_id);
    if (given->attributes) {
        buf_add_text(&text, ",\"attributes\":");
        json_put_tree(&text, given->attributes);
    }
    buf_add_text(&text, ",\"answers\":");
    response_write_answers(given, true, &text);
    buf_add_char(&text, '}');
    if (!text.failed)
        config->became(config->context, row, buf_str(&text));
    enum err err = text.failed ? ERR_MEMORY : ERR_NONE;
    buf_free(&text);
    return err;
}

static enum err next_row(struct import *import, const struct row *row, struct arena *arena, struct response_given *given, bool *taken)
{
    struct making m = {.import = import, .row = row, .arena = arena, .given = given};
    struct str column = STR("");
    enum err err = make(&m, &column);
    json_decref(m.attributes);
    import->progress.rows++;
    *taken = err == ERR_NONE;
    import->progress.taken += *taken;
    if (*taken && import->config.became)
        return became_tell(&import->config, row->number, given);
    if (err != ERR_INVALID)
        return err;
    import->progress.rejected++;
    if (import->config.reject)
        import->config.reject(import->config.context, row->number, column, &m.why);
    return ERR_NONE;
}

enum err import_next(struct import *import, struct arena *arena, struct response_given **given, size_t *count, bool *more,
                     struct fault *why)
{
    struct row row;
    bool end = false;
    enum err err = ERR_NONE;
    *count = 0;
    *given = arena_take_array(arena, IMPORT_BATCH, sizeof **given);
    if (!*given)
        return ERR_MEMORY;
    for (int rows = 0; err == ERR_NONE && !end && rows < IMPORT_BATCH; rows++) { /* rejected rows count too: they use the arena as well */
        bool taken = false;
        err = rows_next(import->sheet.rows, &row, &end, why);
        if (err == ERR_NONE && !end)
            err = next_row(import, &row, arena, &(*given)[*count], &taken);
        *count += taken;
    }
    *more = !end;
    if (err == ERR_MEMORY)
        return fault_set(why, err, "memory", "", "A batch of rows needs more memory than it may have.");
    return err;
}
