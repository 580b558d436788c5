#include "understand/inside.h"
#include "understand.sql.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { BATCH_ROWS = 512, BATCH_BYTES = 64 << 20, VERSIONS_KEPT = 256 };

/* ---- the house ---- */
struct house *house_new(int64_t workspace_id, const struct listen *listen, struct column_store *columns)
{
    const struct workspace *workspace = listen_workspace(listen, workspace_id);
    struct house *house = calloc(1, sizeof *house);
    must(house);
    house->workspace_id = workspace_id;
    house->columns = columns ? columns : column_store_new();
    house->cells = calloc(CELLS_MAX, sizeof *house->cells);
    struct str zone = workspace && workspace->time_zone.length ? workspace->time_zone : STR("UTC");
    char *name = strndup(zone.at, zone.length);
    must(house->columns && house->cells && name);
    house->zone_name = str_of(name);
    house->zone = zone_open(house->zone_name);
    if (!house->zone)
        house->zone = zone_open(STR("UTC"));
    must(house->zone);
    return house;
}

void house_versions_forget(struct house *house)
{
    for (size_t i = 0; i < house->versions_count; i++)
        free(house->versions[i].questions);
    house->versions_count = 0;
}

void house_free(struct house *house)
{
    if (!house)
        return;
    house_versions_forget(house);
    free(house->versions);
    column_store_free(house->columns);
    analytics_view_free(&house->view);
    zone_close(house->zone);
    free((char *)house->zone_name.at);
    free(house->cells);
    free(house);
}

/* ---- cells ---- */
static void cell_add(struct house *house, size_t column, uint32_t code)
{
    must(column != COLUMN_NONE && house->cells_count < CELLS_MAX);
    house->cells[house->cells_count++] = (struct column_cell){column, code};
}

static uint16_t code_of(struct house *house, struct column_dictionary *dictionary, char kind, struct str text)
{
    char *value = house->text; /* not on the stack, where a hardened build clears all of it every time */
    size_t length = text.length < HOUSE_TEXT - 1 ? text.length : HOUSE_TEXT - 1;
    value[0] = kind;
    if (length)
        memcpy(value + 1, text.at, length);
    uint16_t code = column_code(dictionary, (struct str){value, length + 1});
    must(code != COLUMN_CODE_MISSING);
    return code;
}

static struct str number_text(double number, char text[32])
{
    int length = 0;
    if (number == floor(number) && fabs(number) < 1e15)
        length = snprintf(text, 32, "%lld", (long long)number);
    else {
        length = snprintf(text, 32, "%.15g", number);
        if (strtod(text, NULL) != number)
            length = snprintf(text, 32, "%.17g", number);
    }
    return (struct str){text, (size_t)length};
}

static uint16_t code_of_value(struct house *house, struct column_dictionary *dictionary, const json_t *value)
{
    char text[32];
    if (json_is_string(value))
        return code_of(house, dictionary, 't', json_str(value));
    if (json_is_boolean(value))
        return code_of(house, dictionary, 'b', json_is_true(value) ? STR("true") : STR("false"));
    return json_is_number(value) ? code_of(house, dictionary, 'n', number_text(json_number_value(value), text)) : COLUMN_CODE_MISSING;
}

static struct column_dictionary *dictionary_of(struct house *house, struct str name)
{
    struct column_dictionary *dictionary = column_dictionary_open(house->columns, name);
    must(dictionary);
    return dictionary;
}

/* A column and its dictionary, which carry the same name: one look-up when both are there. */
static size_t dimension_open(struct house *house, struct column_table *table, struct str name, struct column_dictionary **dictionary)
{
    size_t column = column_find(table, name);
    if (column != COLUMN_NONE) {
        *dictionary = (struct column_dictionary *)column_dictionary_of(table, column);
        return column;
    }
    *dictionary = dictionary_of(house, name);
    return column_open(table, name, *dictionary);
}

static void dimension_add(struct house *house, struct column_table *table, const char *name, struct str text)
{
    struct column_dictionary *dictionary;
    if (text.length == 0)
        return;
    size_t column = dimension_open(house, table, str_of(name), &dictionary);
    cell_add(house, column, code_of(house, dictionary, 't', text));
}

/* By number: who they are stands in a table that can forget it. */
static void customer_add(struct house *house, struct column_table *table, int64_t customer_id)
{
    if (customer_id > 0 && customer_id <= UINT32_MAX)
        cell_add(house, column_open(table, STR("customer"), NULL), (uint32_t)customer_id);
}

static void attributes_add(struct house *house, struct column_table *table, const json_t *attributes)
{
    const char *key;
    json_t *value;
    size_t left = ATTRIBUTES_MAX;
    json_object_foreach((json_t *)attributes, key, value)
    {
        static const char prefix[] = "attributes.";
        char name[LAYOUT_NAME];
        size_t length = strlen(key);
        struct column_dictionary *dictionary;
        if (length > LAYOUT_NAME - sizeof prefix || left-- == 0)
            continue;
        memcpy(name, prefix, sizeof prefix - 1);
        memcpy(name + sizeof prefix - 1, key, length);
        size_t column = dimension_open(house, table, (struct str){name, sizeof prefix - 1 + length}, &dictionary);
        uint16_t code = code_of_value(house, dictionary, value);
        if (code != COLUMN_CODE_MISSING)
            cell_add(house, column, code);
    }
}

/* ---- where a version's answers go ---- */
static bool type_has_dictionary(enum question_type type)
{
    return type == QUESTION_CHOICE || type == QUESTION_CHOICES || type == QUESTION_NUMBER || type == QUESTION_DATE ||
           type == QUESTION_CONSENT || type == QUESTION_SLIDER || type == QUESTION_TIME || type == QUESTION_CALCULATED;
}

static void place_question(struct house *house, struct column_table *table, const struct question *question, struct question_place *place)
{
    char name[LAYOUT_NAME], part[64];
    if (!question_asks(question))
        return;
    if (type_has_dictionary(question->type)) {
        int length = snprintf(name, sizeof name, "answers.%.*s", STR_ARGS(question->id));
        place->dictionary = dictionary_of(house, (struct str){name, (size_t)length});
    }
    place->column = column_open(table, layout_name(name, question, ""), place->dictionary);
    must(place->column != COLUMN_NONE);
    for (int i = 0; question->type == QUESTION_EMOTION && i < EMOTION_PARTS; i++) {
        if (i < EMOTIONS)
            snprintf(part, sizeof part, ".all.%s", emotion_names[i]);
        place->parts[i] = column_open(table,
                                      layout_name(name, question,
                                                  i == PART_NET         ? ".net"
                                                  : i == PART_STRONGEST ? ".strongest"
                                                                        : part),
                                      NULL);
        must(place->parts[i] != COLUMN_NONE);
    }
}

static struct version_place *version_place(struct house *house, const struct survey_version *version)
{
    for (size_t i = house->versions_count; i-- > 0;)
        if (house->versions[i].version == version)
            return &house->versions[i];
    if (house->versions_count == VERSIONS_KEPT)
        house_versions_forget(house);
    if (!house->versions) {
        house->versions = calloc(VERSIONS_KEPT, sizeof *house->versions);
        must(house->versions);
    }
    char name[LAYOUT_NAME];
    struct version_place *place = &house->versions[house->versions_count++];
    const struct survey_definition *definition = version->definition;
    *place = (struct version_place){version, column_table_open(house->columns, layout_table(name, version->survey_id)),
                                    calloc(definition->questions_count + 1, sizeof *place->questions)};
    must(place->table && place->questions);
    for (size_t i = 0; i < definition->questions_count; i++)
        place_question(house, place->table, &definition->questions[i], &place->questions[i]);
    return place;
}

/* ---- one answer ---- */
static void emotion_add(struct house *house, const struct question_place *place, const struct answer *answer)
{
    unsigned set = 0;
    int net = 0;
    for (int i = 0; i < EMOTIONS; i++) {
        int intensity = answer->intensity[i];
        if (intensity <= 0)
            continue;
        set |= 1u << i;
        net += emotion_valence[i] > 0 ? 6 * intensity : emotion_valence[i] < 0 ? -5 * intensity : 0;
        cell_add(house, place->parts[i], (uint16_t)intensity);
    }
    cell_add(house, place->column, (uint16_t)(1 + set));
    cell_add(house, place->parts[PART_NET], (uint16_t)(net + NET_LIMIT + 1));
    if (answer->strongest >= 0)
        cell_add(house, place->parts[PART_STRONGEST], (uint16_t)(answer->strongest + 1));
}

static uint16_t choices_code(struct house *house, const struct question_place *place, const struct answer *answer)
{
    struct buf list = buf_new(HOUSE_TEXT - 1);
    buf_add_char(&list, '[');
    for (size_t i = 0; i < answer->question->choices_count; i++)
        if (answer->chosen >> i & 1) {
            if (list.length > 1)
                buf_add_char(&list, ',');
            json_put_text(&list, answer->question->choices[i].id);
        }
    buf_add_char(&list, ']');
    uint16_t code = list.failed ? COLUMN_CODE_OTHER : code_of(house, place->dictionary, 'l', buf_str(&list));
    buf_free(&list);
    return code;
}

static uint16_t answer_code(struct house *house, const struct question_place *place, const struct answer *answer)
{
    char text[TIME_TEXT];
    const struct question *question = answer->question;
    switch (question->type) {
    case QUESTION_CHOICE:
        return code_of(house, place->dictionary, 't', question->choices[answer->score].id);
    case QUESTION_CHOICES:
        return choices_code(house, place, answer);
    case QUESTION_TIME:
        snprintf(text, sizeof text, "%02d:%02d", (int)(answer->score / 60), (int)(answer->score % 60));
        return code_of(house, place->dictionary, 't', str_of(text));
    case QUESTION_NUMBER:
    case QUESTION_SLIDER:
    case QUESTION_CALCULATED:
        return code_of(house, place->dictionary, 'n', number_text(answer->number, text));
    case QUESTION_DATE:
        day_format((int32_t)answer->score, text);
        return code_of(house, place->dictionary, 't', str_of(text));
    case QUESTION_CONSENT:
        return code_of(house, place->dictionary, 'b', answer->score ? STR("true") : STR("false"));
    case QUESTION_STORY:
    case QUESTION_TEXT:
    case QUESTION_HIDDEN:
        return answer->text.length > 0;
    case QUESTION_FILE:
        return 1;
    default:
        must(answer->score >= question->scale_low && answer->score <= question->scale_high);
        return (uint16_t)(answer->score - question->scale_low + 1);
    }
}

static void answers_add(struct house *house, const struct version_place *place, const struct response_given *given)
{
    const struct survey_definition *definition = given->version->definition;
    for (size_t i = 0; i < given->answers_count; i++) {
        const struct answer *answer = &given->answers[i];
        size_t number = (size_t)(answer->question - definition->questions);
        must(number < definition->questions_count);
        if (answer->question->type == QUESTION_EMOTION)
            emotion_add(house, &place->questions[number], answer);
        else if (question_asks(answer->question))
            cell_add(house, place->questions[number].column, answer_code(house, &place->questions[number], answer));
    }
}

/* ---- one row ---- */
static void row_append(struct house *house, struct column_table *table, int64_t id, int64_t at_ms)
{
    if (id <= column_table_last(table))
        return; /* was read already */
    must(column_append(table, id, zone_day(house->zone, at_ms), house->cells, house->cells_count) == ERR_NONE);
    house->since_save++;
}

void intake_response(struct house *house, int64_t id, const struct response_given *given, int outcome)
{
    struct version_place *place = version_place(house, given->version);
    house->cells_count = 0;
    dimension_add(house, place->table, "touchpoint", given->touchpoint);
    dimension_add(house, place->table, "channel", given->channel);
    dimension_add(house, place->table, "language", given->language);
    dimension_add(house, place->table, "unit", given->unit);
    dimension_add(house, place->table, "outcome", outcome > 0 ? STR("good") : outcome < 0 ? STR("poor") : STR("middle"));
    customer_add(house, place->table, given->customer_id);
    attributes_add(house, place->table, given->attributes);
    answers_add(house, place, given);
    row_append(house, place->table, id, given->given_at_ms);
}

void intake_encounter(struct house *house, int64_t id, const struct encounter_happened *happened)
{
    static const char *const effects[] = {"weakened", "unchanged", "strengthened"};
    struct column_table *table = column_table_open(house->columns, LAYOUT_ENCOUNTERS);
    must(table);
    house->cells_count = 0;
    dimension_add(house, table, "touchpoint", happened->touchpoint);
    dimension_add(house, table, "channel", happened->channel);
    dimension_add(house, table, "unit", happened->unit);
    if (happened->effect >= EFFECT_WEAKENED && happened->effect <= EFFECT_STRENGTHENED)
        dimension_add(house, table, "effect", str_of(effects[happened->effect + 1]));
    dimension_add(house, table, "initiator", str_of(encounter_initiator_name(happened->initiator)));
    attributes_add(house, table, happened->attributes);
    row_append(house, table, id, happened->happened_at_ms);
}

void intake_remove(struct house *house, int64_t response_id)
{
    for (size_t i = 0; i < column_tables(house->columns); i++) {
        struct str name = column_table_name(column_table_at(house->columns, i));
        if (!layout_survey(name))
            continue;
        enum err err = column_remove(column_table_open(house->columns, name), response_id);
        must(err != ERR_MEMORY);
        if (err == ERR_NONE) {
            house->since_save++;
            return;
        }
    }
}

/* ---- rows from the store ---- */
struct tail {
    struct house *house;
    const struct listen *listen;
    struct arena *arena;
    size_t rows;
    enum err err;
};

static bool tail_arena(struct tail *tail)
{
    if (tail->rows++ % BATCH_ROWS == 0) {
        arena_free(tail->arena);
        tail->arena = arena_new(BATCH_BYTES);
    }
    tail->err = tail->arena ? ERR_NONE : ERR_MEMORY;
    return tail->arena != NULL;
}

static const json_t *tail_json(struct tail *tail, struct str text)
{
    json_t *tree = NULL;
    struct fault why;
    if (text.length && json_read(tail->arena, text, &tree, &why) != ERR_NONE)
        tail->err = ERR_IO; /* what the store holds was written by us */
    return tree;
}

static struct str touchpoint_slug(const struct tail *tail, bool has, int64_t id)
{
    const struct touchpoint *touchpoint = has ? listen_touchpoint_by_id(tail->listen, tail->house->workspace_id, id) : NULL;
    return touchpoint ? touchpoint->slug : STR("");
}

/* The stored answers have no texts: of those only that something was written is known. */
static bool texts_add(struct tail *tail, struct response_given *given, struct str ids)
{
    size_t count = given->answers_count;
    struct answer *all = arena_take_array(tail->arena, count + given->version->definition->questions_count, sizeof *all);
    struct str id;
    if (!all)
        return false;
    if (count)
        memcpy(all, given->answers, count * sizeof *all);
    while (str_cut(&ids, ',', &id)) {
        const struct question *question = survey_question(given->version->definition, id);
        if (question && question_is_text(question->type))
            all[count++] = (struct answer){.question = question, .text = STR("…")};
    }
    given->answers = all;
    given->answers_count = count;
    return true;
}

static bool response_seen(void *context, const struct understand_responses_row *row)
{
    struct tail *tail = context;
    const struct survey_version *version = listen_survey_version(tail->listen, tail->house->workspace_id, row->survey_id, row->version);
    if (!tail_arena(tail))
        return false;
    if (!version) {
        tail->err = ERR_NOT_FOUND; /* listen's memory is older than the row: asked again when it is read anew */
        return false;
    }
    struct response_given given = {.version = version,
                                   .given_at_ms = row->given_at,
                                   .channel = row->channel,
                                   .language = row->language,
                                   .touchpoint = touchpoint_slug(tail, row->has_touchpoint_id, row->touchpoint_id),
                                   .unit = row->unit,
                                   .customer_id = row->has_customer_id ? row->customer_id : 0,
                                   .attributes = tail_json(tail, row->attributes)};
    const json_t *stored = tail_json(tail, row->answers);
    if (tail->err == ERR_NONE)
        tail->err = response_read_answers(version->definition, stored, tail->arena, &given.answers, &given.answers_count);
    if (tail->err == ERR_NONE && row->texts.length && !texts_add(tail, &given, row->texts))
        tail->err = ERR_MEMORY;
    if (tail->err == ERR_NONE)
        intake_response(tail->house, row->id, &given, (int)row->outcome);
    return tail->err == ERR_NONE;
}

static bool encounter_seen(void *context, const struct understand_encounters_row *row)
{
    struct tail *tail = context;
    if (!tail_arena(tail))
        return false;
    struct encounter_happened happened = {.touchpoint = touchpoint_slug(tail, true, row->touchpoint_id),
                                          .happened_at_ms = row->happened_at,
                                          .channel = row->channel,
                                          .unit = row->unit,
                                          .attributes = tail_json(tail, row->attributes),
                                          .effect = row->has_effect ? (enum encounter_effect)row->effect : EFFECT_UNKNOWN,
                                          .initiator = row->has_initiator ? (enum encounter_initiator)row->initiator : INITIATOR_UNKNOWN};
    if (tail->err == ERR_NONE)
        intake_encounter(tail->house, row->id, &happened);
    return tail->err == ERR_NONE;
}

static bool removed_seen(void *context, const struct understand_removed_row *row)
{
    intake_remove(context, row->subject_id);
    return true;
}

enum err intake_rows(struct house *house, struct store *store, const struct listen *listen, int64_t after, int64_t upto)
{
    struct tail tail = {.house = house, .listen = listen};
    int64_t id = house->workspace_id;
    enum err err = sql_understand_responses(store, &(struct understand_responses_in){id, after, upto}, response_seen, &tail);
    if (err == ERR_NONE && tail.err == ERR_NONE)
        err = sql_understand_encounters(store, &(struct understand_encounters_in){id, after, upto}, encounter_seen, &tail);
    arena_free(tail.arena);
    return err == ERR_NONE ? tail.err : err;
}

enum err intake_tail(struct house *house, struct store *store, const struct listen *listen)
{
    struct understand_fact_last_row last;
    struct arena *arena = arena_new(4096);
    int64_t id = house->workspace_id;
    enum err err = arena ? sql_understand_fact_last(store, &(struct understand_fact_last_in){id}, arena, &last) : ERR_MEMORY;
    arena_free(arena);
    if (err != ERR_NONE || last.number <= house->held)
        return err;
    err = intake_rows(house, store, listen, house->held, last.number);
    if (err == ERR_NONE)
        err = sql_understand_removed(store, &(struct understand_removed_in){id, house->held, last.number, FACT_RESPONSE_REMOVED},
                                     removed_seen, house);
    if (err == ERR_NONE)
        house->held = last.number;
    return err;
}
