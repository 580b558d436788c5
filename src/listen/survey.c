#include "listen/survey_inside.h"
#include "listen/quota.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { TEXT_MAX = 2000, STORY_MAX = 10000, SHORT_TEXT_MAX = 1000, SCALE_MOST = 100, SLOTS_LEAST = 16 };

/* What a type's fields may be. A scale that is not fixed must be declared. */
static const struct {
    const char *name;
    bool scaled, declared;
    int64_t low, high, length_max;
} types[QUESTION_TYPES] = {
    [QUESTION_NPS] = {"nps", true, false, 0, 10, 0},
    [QUESTION_ENPS] = {"enps", true, false, 0, 10, 0},
    [QUESTION_CES] = {"ces", true, false, 1, 7, 0},
    [QUESTION_CES_V1] = {"ces_v1", true, false, 1, 5, 0},
    [QUESTION_CSAT] = {"csat", true, false, 1, 5, 0},
    [QUESTION_RATING] = {"rating", true, true, 0, 0, 0},
    [QUESTION_EXPECTATION] = {"expectation", true, false, -3, 3, 0},
    [QUESTION_EMOTION] = {"emotion", false, false, 0, 0, 0},
    [QUESTION_STORY] = {"story", false, false, 0, 0, STORY_MAX},
    [QUESTION_CHOICE] = {"choice", false, false, 0, 0, 0},
    [QUESTION_CHOICES] = {"choices", false, false, 0, 0, 0},
    [QUESTION_TEXT] = {"text", false, false, 0, 0, SHORT_TEXT_MAX},
    [QUESTION_NUMBER] = {"number", false, false, 0, 0, 0},
    [QUESTION_DATE] = {"date", false, false, 0, 0, 0},
    [QUESTION_CONSENT] = {"consent", false, false, 0, 0, 0},
    [QUESTION_STATEMENT] = {"statement", false, false, 0, 0, 0},
    [QUESTION_MATRIX] = {"matrix", false, false, 0, 0, 0},
    [QUESTION_RANKING] = {"ranking", false, false, 0, 0, 0},
    [QUESTION_SUM] = {"sum", false, false, 0, 0, 0},
    [QUESTION_CONTACT] = {"contact", false, false, 0, 0, 0},
    [QUESTION_SLIDER] = {"slider", false, false, 0, 0, 0},
    [QUESTION_TIME] = {"time", false, false, 0, 0, 0},
    [QUESTION_RANK] = {"rank", true, false, 0, 0, 0},
    [QUESTION_HIDDEN] = {"hidden", false, false, 0, 0, HIDDEN_TEXT_MAX},
    [QUESTION_CALCULATED] = {"calculated", false, false, 0, 0, 0},
    [QUESTION_GROUP] = {"group", false, false, 0, 0, 0},
    [QUESTION_FILE] = {"file", false, false, 0, 0, 0},
    [QUESTION_MAXDIFF] = {"maxdiff", false, false, 0, 0, 0},
};

const char *const emotion_names[EMOTIONS] = {"joy",         "trust",     "relief",      "enthusiasm",     "gratitude",    "surprise",
                                             "uncertainty", "annoyance", "frustration", "disappointment", "indifference", "hurry"};
const int emotion_valence[EMOTIONS] = {1, 1, 1, 1, 1, 0, -1, -1, -1, -1, -1, -1};

const char *question_type_name(enum question_type type)
{
    return type < QUESTION_TYPES ? types[type].name : NULL;
}

int emotion_index(struct str name)
{
    for (int i = 0; i < EMOTIONS; i++)
        if (str_is(name, emotion_names[i]))
            return i;
    return -1;
}

bool question_id_ok(struct str id)
{
    if (!id.length || id.length > 40 || id.at[0] < 'a' || id.at[0] > 'z')
        return false;
    for (size_t i = 1; i < id.length; i++)
        if (!((id.at[i] >= 'a' && id.at[i] <= 'z') || (id.at[i] >= '0' && id.at[i] <= '9') || id.at[i] == '_'))
            return false;
    return true;
}

bool language_ok(struct str code)
{
    if (code.length < 2 || code.length > 3)
        return false;
    for (size_t i = 0; i < code.length; i++)
        if (code.at[i] < 'a' || code.at[i] > 'z')
            return false;
    return true;
}

enum err survey_wrong(struct survey_reading *r, const char *slug, const char *field, const char *sentence)
{
    return fault_set(r->why, ERR_INVALID, slug, field, "%s", sentence);
}

enum err survey_under(struct survey_reading *r, enum err err, const char *format, ...)
{
    if (err != ERR_INVALID)
        return err;
    char place[96];
    va_list args;
    va_start(args, format);
    vsnprintf(place, sizeof place, format, args);
    va_end(args);
    fault_prefix(r->why, place);
    return err;
}

enum err survey_only_fields(struct survey_reading *r, const json_t *tree, const char *const *names)
{
    const char *name;
    json_t *value;
    if (!json_is_object(tree))
        return survey_wrong(r, "not_an_object", "", "A JSON object was expected.");
    json_object_foreach((json_t *)tree, name, value)
    {
        const char *const *known = names;
        while (*known && strcmp(*known, name) != 0)
            known++;
        if (!*known)
            return fault_set(r->why, ERR_INVALID, "unknown_field", name, "There is no field \"%.64s\" here.", name);
    }
    return ERR_NONE;
}

static enum err check_text(struct survey_reading *r, const char *language, const json_t *value)
{
    if (!language_ok(str_of(language)))
        return fault_set(r->why, ERR_INVALID, "unknown_language", language, "\"%.20s\" is not a language code of two or three letters.",
                         language);
    if (!json_is_string(value))
        return fault_set(r->why, ERR_INVALID, "not_a_text", language, "The text for \"%s\" must be a text.", language);
    if (str_characters(json_str(value)) > TEXT_MAX)
        return fault_set(r->why, ERR_INVALID, "too_long", language, "The text for \"%s\" is longer than %d characters.", language,
                         TEXT_MAX);
    return ERR_NONE;
}

/* A text per language. Complete when every language of the survey has it; a draft needs the first only. */
enum err survey_texts(struct survey_reading *r, const json_t *tree, const char *field, const json_t **out)
{
    const char *language;
    json_t *value;
    if (!json_is_object(tree))
        return fault_set(r->why, ERR_INVALID, tree ? "not_an_object" : "required", field,
                         "The field \"%s\" must be an object with one text per language, such as {\"en\": \"…\"}.", field);
    json_object_foreach((json_t *)tree, language, value)
    {
        enum err err = check_text(r, language, value);
        if (err != ERR_NONE)
            return survey_under(r, err, "%s", field);
    }
    for (size_t i = 0; i < (r->draft ? 1 : r->survey->languages_count); i++) {
        struct str code = r->survey->languages[i];
        if (str_trim(json_str(json_object_get(tree, code.at))).length == 0)
            return survey_under(r, fault_set(r->why, ERR_INVALID, "required", code.at, "The text for \"%s\" is missing.", code.at), "%s",
                                field);
    }
    *out = tree;
    return ERR_NONE;
}

static enum err read_texts_if(struct survey_reading *r, const json_t *tree, const char *field, const json_t **out)
{
    return tree && !json_is_null(tree) ? survey_texts(r, tree, field, out) : ERR_NONE;
}

enum err survey_slug_read(struct survey_reading *r, const json_t *value, const char *field, struct str *out)
{
    if (!json_is_string(value) || !str_slug(json_str(value)))
        return fault_set(r->why, ERR_INVALID, value ? "not_a_slug" : "required", field,
                         "The field \"%s\" must be 1 to 64 of a-z, 0-9, \"-\" and \"_\", beginning and ending with a letter or digit.",
                         field);
    *out = json_str(value);
    return ERR_NONE;
}

static enum err read_touchpoint(struct survey_reading *r, const json_t *value, struct str *out)
{
    if (!value || json_is_null(value) || (json_is_string(value) && !json_string_length(value))) {
        *out = STR("");
        return ERR_NONE;
    }
    return survey_slug_read(r, value, "touchpoint", out);
}

static enum err read_languages(struct survey_reading *r, const json_t *list)
{
    size_t count = json_array_size(list);
    if (!json_is_array(list) || !count || count > LANGUAGES_MAX)
        return fault_set(r->why, ERR_INVALID, list ? "wrong_count" : "required", "languages",
                         "The field \"languages\" must list 1 to %d language codes.", LANGUAGES_MAX);
    for (size_t i = 0; i < count; i++) {
        struct str code = json_str(json_array_get(list, i));
        if (!language_ok(code))
            return survey_under(
                r, survey_wrong(r, "unknown_language", "", "A language is a code of two or three small letters, such as \"fi\"."),
                "languages[%zu]", i);
        for (size_t before = 0; before < i; before++)
            if (str_equal(r->survey->languages[before], code))
                return survey_under(r, survey_wrong(r, "twice", "", "This language is listed twice."), "languages[%zu]", i);
        r->survey->languages[i] = code;
        r->survey->languages_count = i + 1;
    }
    return ERR_NONE;
}

static enum err read_type(struct survey_reading *r, const json_t *value)
{
    for (int i = 0; json_is_string(value) && i < QUESTION_TYPES; i++)
        if (i != QUESTION_RANK && str_is(json_str(value), types[i].name)) {
            r->question->type = (enum question_type)i;
            return ERR_NONE;
        }
    return survey_wrong(
        r, value ? "unknown_value" : "required", "type",
        "The field \"type\" must be one of: nps, enps, ces, ces_v1, csat, rating, expectation, emotion, story, choice, choices, text, "
        "number, date, consent, statement, matrix, ranking, sum, contact, slider, time, hidden, calculated, group, file, maxdiff.");
}

enum err survey_boolean(struct survey_reading *r, const json_t *value, const char *field, bool *out)
{
    *out = json_is_true(value);
    if (value && !json_is_boolean(value))
        return fault_set(r->why, ERR_INVALID, "not_a_boolean", field, "The field \"%s\" must be true or false.", field);
    return ERR_NONE;
}

enum err survey_not_for_type(struct survey_reading *r, const char *field)
{
    return fault_set(r->why, ERR_INVALID, "not_for_type", field, "A question of type \"%s\" has no field \"%s\".",
                     types[r->question->type].name, field);
}

static bool scale_ok(const struct question *q)
{
    enum question_type type = q->cell;
    if (types[type].declared)
        return q->scale_low < q->scale_high && q->scale_low >= -SCALE_MOST && q->scale_high <= SCALE_MOST;
    if (type == QUESTION_CSAT && q->scale_low == 1 && q->scale_high == 7)
        return true;
    return q->scale_low == types[type].low && q->scale_high == types[type].high;
}

static enum err read_scale(struct survey_reading *r, const json_t *scale)
{
    static const char *const names[] = {"low", "high", NULL};
    struct question *q = r->question;
    enum question_type type = q->cell;
    q->scale_low = types[type].low, q->scale_high = types[type].high;
    if (!scale || json_is_null(scale))
        return types[type].declared
                   ? survey_wrong(r, "required", "scale", "A rating declares its scale, such as {\"low\": 1, \"high\": 5}.")
                   : ERR_NONE;
    if (!types[type].scaled)
        return survey_not_for_type(r, "scale");
    enum err err = survey_only_fields(r, scale, names);
    if (err != ERR_NONE)
        return survey_under(r, err, "scale");
    const json_t *low = json_object_get(scale, "low"), *high = json_object_get(scale, "high");
    if (!json_is_integer(low) || !json_is_integer(high))
        return survey_wrong(r, "not_an_integer", "scale", "A scale has two whole numbers, \"low\" and \"high\".");
    q->scale_low = json_integer_value(low), q->scale_high = json_integer_value(high);
    if (scale_ok(q))
        return ERR_NONE;
    if (types[type].declared)
        return survey_wrong(r, "out_of_range", "scale", "A scale runs upwards, from -100 at the least to 100 at the most.");
    return fault_set(r->why, ERR_INVALID, "out_of_range", "scale", "The scale of \"%s\" is %lld to %lld%s.", types[type].name,
                     (long long)types[type].low, (long long)types[type].high, type == QUESTION_CSAT ? " or 1 to 7" : "");
}

static enum err read_length(struct survey_reading *r, const json_t *value)
{
    int64_t most = types[r->question->cell].length_max;
    r->question->length_max = most;
    if (!value || json_is_null(value))
        return ERR_NONE;
    if (!most)
        return survey_not_for_type(r, "length_max");
    if (!json_is_integer(value) || json_integer_value(value) < 1 || json_integer_value(value) > STORY_MAX)
        return survey_wrong(r, "out_of_range", "length_max", "The field \"length_max\" must be a whole number from 1 to 10000.");
    r->question->length_max = json_integer_value(value);
    return ERR_NONE;
}

static enum err survey_bound(struct survey_reading *r, const json_t *value, const char *field, double *bound, bool *has)
{
    if (!value || json_is_null(value))
        return ERR_NONE;
    enum question_type type = r->question->cell;
    if (type != QUESTION_NUMBER && type != QUESTION_SLIDER)
        return survey_not_for_type(r, field);
    if (!json_is_number(value))
        return fault_set(r->why, ERR_INVALID, "not_a_number", field, "The field \"%s\" must be a number.", field);
    *bound = json_number_value(value);
    *has = true;
    return ERR_NONE;
}

static enum err read_bounds(struct survey_reading *r, const json_t *tree)
{
    struct question *q = r->question;
    enum err err = survey_bound(r, json_object_get(tree, "low"), "low", &q->number_low, &q->has_number_low);
    if (err == ERR_NONE)
        err = survey_bound(r, json_object_get(tree, "high"), "high", &q->number_high, &q->has_number_high);
    if (err == ERR_NONE && q->has_number_low && q->has_number_high && q->number_low > q->number_high)
        err = survey_wrong(r, "out_of_range", "high", "The highest number is below the lowest.");
    return err;
}

/* The questions read so far are the ones that come before. */
static bool condition_knows(void *context, struct str field)
{
    struct survey_reading *r = context;
    struct condition_path path;
    if (!condition_path(field, &path))
        return false;
    if (path.root == FIELD_ROOT_ATTRIBUTES)
        return true;
    if (path.root != FIELD_ROOT_ANSWERS)
        return false;
    const struct question *q = survey_question(r->survey, path.name);
    return q && question_tells(q) && (path.part == FIELD_PART_WHOLE || q->type == QUESTION_EMOTION);
}

enum err survey_condition_read(struct survey_reading *r, const json_t *tree, const struct condition **condition)
{
    if (!tree || json_is_null(tree))
        return ERR_NONE;
    r->survey->has_conditions = true;
    return survey_under(r, condition_read(r->arena, tree, condition_knows, r, condition, r->why), "show_if");
}

static size_t slot_of(const struct survey_definition *survey, struct str id)
{
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (size_t i = 0; i < id.length; i++)
        hash = (hash ^ (unsigned char)id.at[i]) * 16777619u;
    size_t slot = hash & (survey->slots_count - 1);
    while (survey->slots[slot] && !str_equal(survey->questions[survey->slots[slot] - 1].id, id))
        slot = (slot + 1) & (survey->slots_count - 1);
    return slot;
}

const struct question *survey_question(const struct survey_definition *survey, struct str id)
{
    if (!survey->slots_count)
        return NULL;
    uint16_t number = survey->slots[slot_of(survey, id)];
    return number ? &survey->questions[number - 1] : NULL;
}

size_t question_index(const struct survey_definition *survey, const struct question *question)
{
    return (size_t)(question - survey->questions);
}

bool question_has_scale(const struct question *question)
{
    return types[question->type].scaled || group_is_counted(question);
}

bool question_is_split(const struct question *question)
{
    return question->type == QUESTION_MATRIX || question->type == QUESTION_RANKING || question->type == QUESTION_SUM ||
           question->type == QUESTION_CONTACT || question->type == QUESTION_MAXDIFF;
}

bool question_is_seen(const struct question *question)
{
    return question->type != QUESTION_HIDDEN && question->type != QUESTION_CALCULATED;
}

bool question_is_text(enum question_type type)
{
    return type == QUESTION_STORY || type == QUESTION_TEXT || type == QUESTION_HIDDEN;
}

bool question_is_number(enum question_type type)
{
    return type == QUESTION_NUMBER || type == QUESTION_SLIDER || type == QUESTION_CALCULATED;
}

bool question_asks(const struct question *question)
{
    return question->type != QUESTION_STATEMENT && !question_is_split(question) &&
           (question->type != QUESTION_GROUP || group_is_counted(question));
}

bool question_tells(const struct question *question)
{
    return question_asks(question) || question_is_split(question);
}

void question_place_text(const struct question *question, char text[QUESTION_PLACE_TEXT])
{
    if (question->group)
        snprintf(text, QUESTION_PLACE_TEXT, "questions[%zu].questions[%zu]", question->group->place, question->place);
    else
        snprintf(text, QUESTION_PLACE_TEXT, "questions[%zu]", question->place);
}

void question_name_text(const struct question *question, char text[QUESTION_NAME_TEXT])
{
    if (question->group)
        snprintf(text, QUESTION_NAME_TEXT, "%.*s.%.*s", STR_ARGS(question->group->id), STR_ARGS(question->own_id));
    else
        snprintf(text, QUESTION_NAME_TEXT, "%.*s", STR_ARGS(question->id));
}

bool question_is_told(const struct question *question)
{
    return !question->group || question->round->number == 1;
}

const struct question *question_part(const struct question *question, struct str name)
{
    for (size_t i = 1; i <= question->parts_count; i++)
        if (question[i].parent == question && str_equal(question[i].part, name))
            return &question[i];
    return NULL;
}

int choice_index(const struct question *question, struct str id)
{
    for (size_t i = 0; i < question->choices_count; i++)
        if (str_equal(question->choices[i].id, id))
            return (int)i;
    return -1;
}

bool choice_is_offered(const struct question *question, size_t index)
{
    return !question->offered || question->offered >> index & 1;
}

static enum err read_id(struct survey_reading *r, const json_t *value)
{
    struct str id = json_str(value);
    if (!question_id_ok(id))
        return survey_wrong(r, value ? "not_an_id" : "required", "id",
                            "A question's id is a small letter and then up to 39 of a-z, 0-9 and \"_\".");
    if (r->group) {
        const char *whole = arena_printf(r->arena, "%.*s[%.*s].%.*s", STR_ARGS(r->group->id), STR_ARGS(r->round->id), STR_ARGS(id));
        if (!whole)
            return ERR_MEMORY;
        r->question->own_id = id;
        id = str_of(whole);
    }
    if (survey_question(r->survey, id))
        return survey_wrong(r, "twice", "id", "Two questions have the same id.");
    r->question->id = id;
    return ERR_NONE;
}

static enum err read_question_texts(struct survey_reading *r, const json_t *tree)
{
    struct question *q = r->question;
    enum err err = survey_texts(r, json_object_get(tree, "text"), "text", &q->text);
    if (err == ERR_NONE)
        err = read_texts_if(r, json_object_get(tree, "hint"), "hint", &q->hint);
    if (err == ERR_NONE)
        err = read_texts_if(r, json_object_get(tree, "low_label"), "low_label", &q->low_label);
    if (err == ERR_NONE)
        err = read_texts_if(r, json_object_get(tree, "high_label"), "high_label", &q->high_label);
    return err;
}

enum err survey_question_read(struct survey_reading *r, const json_t *tree)
{
    static const char *const names[] = {"id",      "type",       "text",     "hint",      "low_label", "high_label", "required",
                                        "scale",   "length_max", "low",      "high",      "choices",   "least",      "most",
                                        "shuffle", "touchpoint", "show_if",  "cell",      "rows",      "opt_outs",   "total",
                                        "fields",  "step",       "new_page", "calculate", "for",       "questions",  "picture",
                                        "accept",  "size_max",   "by_arm",   "per_task",  "tasks",     "expected",   NULL};
    struct question *question = r->question;
    question->group = r->group, question->round = r->round, question->source = tree;
    enum err err = survey_only_fields(r, tree, names);
    if (err == ERR_NONE)
        err = read_id(r, json_object_get(tree, "id"));
    if (err == ERR_NONE)
        err = read_type(r, json_object_get(tree, "type"));
    if (err == ERR_NONE)
        err = survey_group_strangers(r, tree);
    if (err == ERR_NONE)
        err = survey_cell_read(r, json_object_get(tree, "cell"));
    if (err == ERR_NONE)
        err = read_question_texts(r, tree);
    if (err == ERR_NONE)
        err = survey_boolean(r, json_object_get(tree, "required"), "required", &r->question->required);
    if (err == ERR_NONE && r->question->required &&
        (question->type == QUESTION_STATEMENT || question->type == QUESTION_GROUP || !question_is_seen(question)))
        err = survey_wrong(r, "not_for_type", "required", "What asks nothing of the respondent cannot be required.");
    if (err == ERR_NONE)
        err = read_scale(r, json_object_get(tree, "scale"));
    if (err == ERR_NONE)
        err = read_length(r, json_object_get(tree, "length_max"));
    if (err == ERR_NONE)
        err = read_bounds(r, tree);
    if (err == ERR_NONE)
        err = survey_choices_read(r, tree);
    if (err == ERR_NONE)
        err = survey_file_read(r, tree);
    if (err == ERR_NONE)
        err = survey_picture_read(r, json_object_get(tree, "picture"), &r->question->picture);
    if (err == ERR_NONE && r->question->picture.id.length && !question_is_seen(r->question))
        err = survey_not_for_type(r, "picture");
    if (err == ERR_NONE)
        err = read_touchpoint(r, json_object_get(tree, "touchpoint"), &r->question->touchpoint);
    if (err == ERR_NONE)
        err = survey_condition_read(r, json_object_get(tree, "show_if"), &r->question->condition);
    if (err == ERR_NONE)
        err = survey_group_condition(r);
    if (err == ERR_NONE)
        err = survey_page_read(r, json_object_get(tree, "new_page"));
    if (err == ERR_NONE)
        err = survey_piping_check(r, tree);
    if (err == ERR_NONE)
        err = survey_expected_read(r, json_object_get(tree, "expected"));
    if (err == ERR_NONE)
        err = survey_by_arm_read(r, json_object_get(tree, "by_arm"));
    if (err == ERR_NONE)
        err = survey_calculate_read(r, json_object_get(tree, "calculate"));
    if (err == ERR_NONE)
        err = survey_parts_read(r, tree);
    r->question = question;
    if (err == ERR_NONE)
        err = survey_offers_condition(r);
    return err == ERR_NONE && question->type == QUESTION_GROUP ? survey_group_read(r, tree) : err;
}

static enum err questions_prepare(struct survey_reading *r, const json_t *list, size_t count)
{
    struct survey_definition *survey = r->survey;
    if (!json_is_array(list) || count > QUESTIONS_MAX + (r->flat ? GROUPED_QUESTIONS_MAX : 0) || (!count && !r->draft))
        return fault_set(r->why, ERR_INVALID, list ? "wrong_count" : "required", "questions",
                         "The field \"questions\" must list 1 to %d questions.", QUESTIONS_MAX);
    r->room = count;
    for (size_t i = 0; i < count; i++)
        r->room += survey_parts_room(json_array_get(list, i)) + survey_group_room(json_array_get(list, i), list);
    r->room = r->room > PARTS_MAX ? PARTS_MAX : r->room;
    survey->slots_count = SLOTS_LEAST;
    while (survey->slots_count < 2 * r->room)
        survey->slots_count *= 2;
    survey->slots = arena_take_array(r->arena, survey->slots_count, sizeof *survey->slots);
    survey->questions = arena_take_array(r->arena, r->room + 1, sizeof *survey->questions);
    return survey->slots && survey->questions ? ERR_NONE : ERR_MEMORY;
}

void survey_question_add(struct survey_reading *r)
{
    struct survey_definition *survey = r->survey;
    survey->questions_count++;
    survey->slots[slot_of(survey, r->question->id)] = (uint16_t)survey->questions_count;
}

static enum err read_questions(struct survey_reading *r, const json_t *list)
{
    size_t count = json_array_size(list);
    enum err err = questions_prepare(r, list, count);
    for (size_t i = 0; err == ERR_NONE && i < count; i++) {
        if (r->survey->questions_count == r->room)
            return fault_set(r->why, ERR_INVALID, "too_many", "questions", "The questions of a survey may have %d parts together.",
                             PARTS_MAX);
        r->question = &r->survey->questions[r->survey->questions_count];
        r->question->place = i;
        err = survey_under(r, survey_question_read(r, json_array_get(list, i)), "questions[%zu]", i);
    }
    return err;
}

static enum err read_thanks(struct survey_reading *r, const json_t *tree)
{
    static const char *const names[] = {"good", "middle", "poor", NULL};
    if (!tree || json_is_null(tree))
        return ERR_NONE;
    enum err err = survey_only_fields(r, tree, names);
    for (const char *const *name = names; err == ERR_NONE && *name; name++) {
        const json_t *texts = NULL;
        err = read_texts_if(r, json_object_get(tree, *name), *name, &texts);
        if (err == ERR_NONE)
            err = survey_under(r, survey_unpiped_check(r, texts), "%s", *name);
    }
    r->survey->thanks = tree;
    return survey_under(r, err, "thanks");
}

static enum err definition_read(struct survey_reading r, const json_t *tree, struct survey_definition **survey)
{
    struct arena *arena = r.arena;
    struct fault *why = r.why;
    static const char *const names[] = {"slug",          "title",  "languages",     "touchpoint", "questions", "thanks", "anonymity",
                                        "partial_hours", "quotas", "embed_origins", "show",       "arms",      NULL};
    r.survey = arena_new_object(arena, struct survey_definition);
    if (!r.survey || json_keep(arena, json_incref((json_t *)tree)) != ERR_NONE)
        return ERR_MEMORY;
    r.survey->source = tree;
    enum err err = survey_only_fields(&r, tree, names);
    if (err == ERR_NONE)
        err = survey_slug_read(&r, json_object_get(tree, "slug"), "slug", &r.survey->slug);
    if (err == ERR_NONE)
        err = read_languages(&r, json_object_get(tree, "languages"));
    if (err == ERR_NONE)
        err = survey_texts(&r, json_object_get(tree, "title"), "title", &r.survey->title);
    if (err == ERR_NONE)
        err = read_touchpoint(&r, json_object_get(tree, "touchpoint"), &r.survey->touchpoint);
    if (err == ERR_NONE)
        err = survey_show_read(&r, json_object_get(tree, "show"));
    if (err == ERR_NONE)
        err = survey_arms_read(&r, json_object_get(tree, "arms"));
    if (err == ERR_NONE)
        err = read_questions(&r, json_object_get(tree, "questions"));
    if (err == ERR_NONE)
        err = read_thanks(&r, json_object_get(tree, "thanks"));
    if (err == ERR_NONE)
        err = survey_channels_read(arena, tree, r.survey, why);
    if (err == ERR_NONE)
        err = survey_files_allowed(&r);
    if (err == ERR_NONE)
        err = survey_arms_allowed(&r);
    if (err == ERR_NONE)
        err = survey_arms_make(&r);
    *survey = err == ERR_NONE ? r.survey : NULL;
    return err;
}

enum err survey_read(struct arena *arena, const json_t *tree, bool draft, struct survey_definition **survey, struct fault *why)
{
    return definition_read((struct survey_reading){.arena = arena, .draft = draft, .why = why}, tree, survey);
}

enum err survey_read_again(const struct survey_reading *r, const json_t *tree, struct survey_definition **survey)
{
    return definition_read((struct survey_reading){.arena = r->arena, .draft = r->draft, .flat = r->flat, .why = r->why}, tree, survey);
}

enum err survey_read_flat(struct arena *arena, const json_t *tree, struct survey_definition **survey, struct fault *why)
{
    return definition_read((struct survey_reading){.arena = arena, .draft = true, .flat = true, .why = why}, tree, survey);
}

struct str survey_text(const struct survey_definition *survey, const json_t *texts, struct str language)
{
    char key[8] = "";
    if (language.length && language.length < sizeof key)
        memcpy(key, language.at, language.length);
    struct str text = json_str(json_object_get(texts, key));
    if (!text.length && survey->languages_count)
        text = json_str(json_object_get(texts, survey->languages[0].at));
    return text.at ? text : STR("");
}
