#include "listen/answer.h"
#include "listen/answer_file.h"

#include <math.h>
#include <stdio.h>

enum { INTENSITY_UNSAID = 3, INTENSITY_MOST = 5, LANGUAGE_TEXT_MAX = 10 };

static enum err wrong(const struct question *q, struct fault *why, const char *slug, const char *expected)
{
    return fault_set(why, ERR_INVALID, slug, q->id.at, "The answer to \"%s\" must be %s.", q->id.at, expected);
}

enum err answer_score(const struct question *q, int64_t score, struct answer *answer, struct fault *why)
{
    answer->score = score;
    if (score >= q->scale_low && score <= q->scale_high)
        return ERR_NONE;
    return fault_set(why, ERR_INVALID, "out_of_scale", q->id.at, "The answer to \"%s\" must be a whole number from %lld to %lld (%s).",
                     q->id.at, (long long)q->scale_low, (long long)q->scale_high, question_type_name(q->type));
}

enum err answer_number(const struct question *q, double number, struct answer *answer, struct fault *why)
{
    answer->number = number;
    if (q->has_number_low && number < q->number_low)
        return fault_set(why, ERR_INVALID, "out_of_range", q->id.at, "The answer to \"%s\" must be at least %g.", q->id.at, q->number_low);
    if (q->has_number_high && number > q->number_high)
        return fault_set(why, ERR_INVALID, "out_of_range", q->id.at, "The answer to \"%s\" must be at most %g.", q->id.at, q->number_high);
    if (q->step > 0 && fabs(remainder(number - q->number_low, q->step)) > 1e-9 * fmax(fabs(number), q->step))
        return fault_set(why, ERR_INVALID, "out_of_step", q->id.at, "The answer to \"%s\" must lie on a step of %g from %g.", q->id.at,
                         q->step, q->number_low);
    return ERR_NONE;
}

enum err answer_choice(const struct question *q, struct str id, struct answer *answer, struct fault *why)
{
    int index = choice_index(q, id);
    if (index < 0 || !choice_is_offered(q, (size_t)index))
        return fault_set(why, ERR_INVALID, "unknown_choice", q->id.at, "\"%.*s\" is not one of the choices of \"%s\".",
                         id.length > 80 ? 80 : (int)id.length, id.at, q->id.at);
    answer->score = index;
    if (q->type == QUESTION_CHOICES)
        answer->chosen |= (uint64_t)1 << index;
    return ERR_NONE;
}

enum err answer_text(const struct question *q, struct str text, struct answer *answer, bool *answered, struct fault *why)
{
    answer->text = text;
    *answered = str_trim(text).length > 0;
    int64_t length = text.length > (size_t)q->length_max ? (int64_t)str_characters(text) : 0;
    if (length > q->length_max)
        return fault_set(why, ERR_INVALID, "too_long", q->id.at, "The answer to \"%s\" is %lld characters too long (the limit is %lld).",
                         q->id.at, (long long)(length - q->length_max), (long long)q->length_max);
    return ERR_NONE;
}

static bool names_any(const struct answer *answer)
{
    for (int i = 0; i < EMOTIONS; i++)
        if (answer->intensity[i])
            return true;
    return false;
}

static enum err emotion_add(const struct question *q, struct str name, int intensity, struct answer *answer, struct fault *why)
{
    int index = str_is(name, "nothing_special") ? EMOTIONS : emotion_index(name);
    if (index < 0)
        return fault_set(why, ERR_INVALID, "unknown_emotion", q->id.at, "\"%.*s\" is not one of the emotions.",
                         name.length > 80 ? 80 : (int)name.length, name.at);
    if (index == EMOTIONS ? names_any(answer) : answer->strongest == EMOTIONS)
        return wrong(q, why, "contradiction", "either emotions or \"nothing_special\", not both");
    if (index == EMOTIONS)
        answer->strongest = EMOTIONS;
    else if (!answer->intensity[index])
        answer->intensity[index] = (int8_t)intensity;
    return ERR_NONE;
}

/* One emotion named alone is the strongest one, whether it was marked or not. */
static void emotion_settle(struct answer *answer, bool *answered)
{
    int named = 0, last = -1;
    for (int i = 0; i < EMOTIONS; i++)
        if (answer->intensity[i])
            named++, last = i;
    if (named == 1)
        answer->strongest = (int8_t)last;
    *answered = named > 0 || answer->strongest == EMOTIONS;
}

enum err answer_emotion(const struct question *q, struct str name, struct answer *answer, struct fault *why)
{
    bool answered;
    answer->strongest = -1;
    enum err err = emotion_add(q, name, INTENSITY_UNSAID, answer, why);
    emotion_settle(answer, &answered);
    return err;
}

static enum err emotion_list(const struct question *q, const json_t *list, struct answer *answer, struct fault *why)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *name = json_array_get(list, i);
        if (!json_is_string(name))
            return wrong(q, why, "wrong_type", "a list of emotion names");
        enum err err = emotion_add(q, json_str(name), INTENSITY_UNSAID, answer, why);
        if (err != ERR_NONE)
            return err;
    }
    return ERR_NONE;
}

static enum err emotion_all(const struct question *q, const json_t *all, struct answer *answer, struct fault *why)
{
    const char *name;
    json_t *value;
    if (!all || json_is_null(all))
        return ERR_NONE;
    if (json_is_array(all))
        return emotion_list(q, all, answer, why);
    if (!json_is_object(all))
        return wrong(q, why, "wrong_type", "an object with \"strongest\" and \"all\", where \"all\" gives each emotion its intensity");
    json_object_foreach((json_t *)all, name, value)
    {
        json_int_t intensity = json_is_null(value) ? INTENSITY_UNSAID : json_integer_value(value);
        if (!(json_is_integer(value) || json_is_null(value)) || intensity < 1 || intensity > INTENSITY_MOST)
            return wrong(q, why, "out_of_scale", "emotions with an intensity from 1 to 5");
        enum err err = emotion_add(q, str_of(name), (int)intensity, answer, why);
        if (err != ERR_NONE)
            return err;
    }
    return ERR_NONE;
}

static enum err emotion_object(const struct question *q, const json_t *value, struct answer *answer, struct fault *why)
{
    const json_t *strongest = json_object_get(value, "strongest"), *all = json_object_get(value, "all");
    if (json_object_size(value) > (size_t)(strongest != NULL) + (all != NULL))
        return wrong(q, why, "unknown_field", "an object with \"strongest\" and \"all\" only");
    enum err err = emotion_all(q, all, answer, why);
    if (err != ERR_NONE || !strongest || json_is_null(strongest))
        return err;
    if (!json_is_string(strongest))
        return wrong(q, why, "wrong_type", "an object whose \"strongest\" is the name of an emotion");
    err = emotion_add(q, json_str(strongest), INTENSITY_UNSAID, answer, why);
    if (err == ERR_NONE && answer->strongest != EMOTIONS)
        answer->strongest = (int8_t)emotion_index(json_str(strongest));
    return err;
}

static enum err read_emotion(const struct question *q, const json_t *value, struct answer *answer, bool *answered, struct fault *why)
{
    enum err err;
    answer->strongest = -1;
    *answered = false;
    if (json_is_string(value) && json_string_length(value) == 0)
        return ERR_NONE;
    if (json_is_string(value))
        err = emotion_add(q, json_str(value), INTENSITY_UNSAID, answer, why);
    else if (json_is_array(value))
        err = emotion_list(q, value, answer, why);
    else if (json_is_object(value))
        err = emotion_object(q, value, answer, why);
    else
        err = wrong(q, why, "wrong_type", "an object with \"strongest\" and \"all\", or a list of emotion names");
    emotion_settle(answer, answered);
    return err;
}

static enum err read_choices(const struct question *q, const json_t *value, struct answer *answer, bool *answered, struct fault *why)
{
    if (!json_is_array(value))
        return wrong(q, why, "not_a_list", "a list of choice ids");
    for (size_t i = 0; i < json_array_size(value); i++) {
        const json_t *id = json_array_get(value, i);
        if (!json_is_string(id))
            return wrong(q, why, "wrong_type", "a list of choice ids");
        enum err err = answer_choice(q, json_str(id), answer, why);
        if (err != ERR_NONE)
            return err;
    }
    answer->score = 0;
    *answered = answer->chosen != 0;
    return ERR_NONE;
}

static enum err read_files(const struct question *q, const json_t *value, struct answer *answer, bool *answered, struct fault *why)
{
    size_t count = json_array_size(value);
    if (!json_is_array(value))
        return wrong(q, why, "not_a_list", "a list of the ids of files");
    if (count > (size_t)q->chosen_most)
        return fault_set(why, ERR_INVALID, "wrong_count", q->id.at, "The question \"%s\" takes %lld files at the most.", q->id.at,
                         (long long)q->chosen_most);
    for (size_t i = 0; i < count; i++) {
        if (!file_id_ok(json_str(json_array_get(value, i))))
            return wrong(q, why, "unknown_file", "a list of the ids of files");
        for (size_t k = 0; k < i; k++)
            if (json_equal(json_array_get(value, i), json_array_get(value, k)))
                return wrong(q, why, "twice", "a list that names each file once");
    }
    answer->files = value;
    *answered = count > 0;
    return ERR_NONE;
}

static enum err read_date(const struct question *q, struct str text, struct answer *answer, struct fault *why)
{
    int32_t day;
    if (!day_parse(text, &day))
        return wrong(q, why, "not_a_day", "a date such as 2026-03-01");
    answer->score = day;
    return ERR_NONE;
}

enum err answer_time(const struct question *q, struct str text, struct answer *answer, struct fault *why)
{
    int64_t hour = -1, minute = -1;
    struct str rest = text, part;
    bool fits =
        text.length == 5 && str_cut(&rest, ':', &part) && part.length == 2 && str_integer(part, &hour) && str_integer(rest, &minute);
    answer->score = hour * 60 + minute;
    return fits && hour >= 0 && hour < 24 && minute >= 0 && minute < 60 ? ERR_NONE : wrong(q, why, "not_a_time", "a time such as 14:30");
}

/* The types whose answer is one text. */
static enum err read_string(const struct question *q, const json_t *value, struct answer *answer, bool *answered, struct fault *why)
{
    if (!json_is_string(value))
        return wrong(q, why, "not_a_text",
                     q->type == QUESTION_DATE   ? "a date such as 2026-03-01"
                     : q->type == QUESTION_TIME ? "a time such as 14:30"
                                                : "a text");
    if (question_is_text(q->type))
        return answer_text(q, json_str(value), answer, answered, why);
    *answered = json_string_length(value) > 0;
    if (!*answered)
        return ERR_NONE;
    if (q->type == QUESTION_TIME)
        return answer_time(q, json_str(value), answer, why);
    return q->type == QUESTION_DATE ? read_date(q, json_str(value), answer, why) : answer_choice(q, json_str(value), answer, why);
}

static enum err read_plain(const struct question *q, const json_t *value, struct answer *answer, bool *answered, struct fault *why)
{
    if (question_is_number(q->type))
        return json_is_number(value) ? answer_number(q, json_number_value(value), answer, why) : wrong(q, why, "not_a_number", "a number");
    if (q->type == QUESTION_CONSENT) {
        answer->score = json_is_true(value);
        return json_is_boolean(value) ? ERR_NONE : wrong(q, why, "not_a_boolean", "true or false");
    }
    if (q->type == QUESTION_STATEMENT)
        return fault_set(why, ERR_INVALID, "not_a_question", q->id.at, "\"%s\" is a statement; it takes no answer.", q->id.at);
    return read_string(q, value, answer, answered, why);
}

enum err answer_read(const struct question *q, const json_t *value, struct answer *answer, bool *answered, struct fault *why)
{
    *answer = (struct answer){.question = q};
    *answered = value && !json_is_null(value);
    if (!*answered)
        return ERR_NONE;
    if (question_has_scale(q))
        return json_is_integer(value) ? answer_score(q, json_integer_value(value), answer, why)
                                      : wrong(q, why, "not_an_integer", "a whole number");
    if (q->type == QUESTION_EMOTION)
        return read_emotion(q, value, answer, answered, why);
    if (q->type == QUESTION_FILE)
        return read_files(q, value, answer, answered, why);
    return q->type == QUESTION_CHOICES ? read_choices(q, value, answer, answered, why) : read_plain(q, value, answer, answered, why);
}

bool answer_is_text(const struct answer *answer)
{
    return question_is_text(answer->question->type);
}

static void write_emotion(const struct answer *answer, struct buf *out)
{
    const char *separator = "";
    buf_add_char(out, '{');
    if (answer->strongest >= 0)
        buf_printf(out, "\"strongest\":\"%s\",", answer->strongest == EMOTIONS ? "nothing_special" : emotion_names[answer->strongest]);
    buf_add_text(out, "\"all\":{");
    for (int i = 0; i < EMOTIONS; i++)
        if (answer->intensity[i]) {
            buf_printf(out, "%s\"%s\":%d", separator, emotion_names[i], answer->intensity[i]);
            separator = ",";
        }
    buf_add_text(out, "}}");
}

static void write_choices(const struct answer *answer, struct buf *out)
{
    const char *separator = "[";
    for (size_t i = 0; i < answer->question->choices_count; i++)
        if (answer->chosen >> i & 1) {
            buf_add_text(out, separator);
            json_put_text(out, answer->question->choices[i].id);
            separator = ",";
        }
    buf_add_char(out, ']');
}

void answer_write(const struct answer *answer, struct buf *out)
{
    char day[TIME_TEXT];
    switch (answer->question->type) {
    case QUESTION_EMOTION:
        write_emotion(answer, out);
        return;
    case QUESTION_STORY:
    case QUESTION_TEXT:
    case QUESTION_HIDDEN:
        json_put_text(out, answer->text);
        return;
    case QUESTION_CHOICE:
        json_put_text(out, answer->question->choices[answer->score].id);
        return;
    case QUESTION_CHOICES:
        write_choices(answer, out);
        return;
    case QUESTION_NUMBER:
    case QUESTION_SLIDER:
    case QUESTION_CALCULATED:
        json_put_real(out, answer->number);
        return;
    case QUESTION_TIME:
        buf_printf(out, "\"%02lld:%02lld\"", (long long)(answer->score / 60), (long long)(answer->score % 60));
        return;
    case QUESTION_DATE:
        day_format((int32_t)answer->score, day);
        json_put_text(out, str_of(day));
        return;
    case QUESTION_FILE:
        json_put_tree(out, answer->files);
        return;
    case QUESTION_CONSENT:
        buf_add_text(out, answer->score ? "true" : "false");
        return;
    default:
        buf_add_integer(out, answer->score);
    }
}

/* ---- what a condition sees ---- */

struct sight {
    const struct survey_definition *survey;
    const struct answer *const *by_question;
    const json_t *attributes;
    struct arena *arena;
    bool failed;
};

static json_t *whole_value(const struct answer *answer)
{
    struct buf text = buf_new(8192);
    if (answer_is_text(answer))
        return json_stringn(answer->text.at, answer->text.length);
    answer_write(answer, &text);
    json_t *tree = text.failed ? NULL : json_loadb(text.at, text.length, JSON_DECODE_ANY, NULL);
    buf_free(&text);
    return tree;
}

/* Of a question that only its parts answer, what shows that any of them was. */
static const json_t *value_of_parts(struct sight *sight, const struct question *q)
{
    return answers_of(q, sight->by_question + question_index(sight->survey, q)) ? json_true() : NULL;
}

static const json_t *value_of_answer(struct sight *sight, const struct condition_path *path)
{
    const struct question *q = survey_question(sight->survey, path->name);
    const struct answer *answer = q ? sight->by_question[question_index(sight->survey, q)] : NULL;
    if (q && question_is_split(q))
        return value_of_parts(sight, q);
    if (!answer)
        return NULL;
    json_t *value;
    if (path->part == FIELD_PART_WHOLE)
        value = whole_value(answer);
    else if (path->part == FIELD_PART_INTENSITY && answer->intensity[path->emotion])
        value = json_integer(answer->intensity[path->emotion]);
    else if (path->part == FIELD_PART_STRONGEST && answer->strongest >= 0)
        value = json_string(answer->strongest == EMOTIONS ? "nothing_special" : emotion_names[answer->strongest]);
    else
        return NULL;
    if (json_keep(sight->arena, value) == ERR_NONE)
        return value;
    sight->failed = true;
    return NULL;
}

static const json_t *value_of(void *context, struct str field)
{
    struct sight *sight = context;
    struct condition_path path;
    if (!condition_path(field, &path))
        return NULL;
    if (path.root == FIELD_ROOT_ATTRIBUTES)
        return json_object_getn(sight->attributes, path.name.at, path.name.length);
    return path.root == FIELD_ROOT_ANSWERS ? value_of_answer(sight, &path) : NULL;
}

static enum err needed(const struct question *q, struct fault *why)
{
    return fault_set(why, ERR_INVALID, "required", q->id.at, "The question \"%s\" needs an answer.", q->id.at);
}

/* Of a matrix and of a contact every row and field that is offered; a reason for no answer will do. */
enum err answer_check_needed(const struct question *q, const struct answer *const *answers, const uint64_t *offered, struct fault *why)
{
    if (!q->required)
        return ERR_NONE;
    if (!answers_of(q, answers))
        return needed(q, why);
    if (q->type != QUESTION_MATRIX && q->type != QUESTION_CONTACT && q->type != QUESTION_MAXDIFF)
        return ERR_NONE;
    for (size_t i = 1; i <= q->parts_count; i++)
        if (q[i].parent == q && offered[i] && !answers_of(&q[i], &answers[i]))
            return needed(&q[i], why);
    return ERR_NONE;
}

static enum err not_offered(const struct question *q, const struct choice *choice, struct fault *why)
{
    return fault_set(why, ERR_INVALID, "not_offered", q->id.at, "The choice \"%.80s\" of \"%s\" is not offered after these answers.",
                     choice->id.at, q->id.at);
}

/* What is hidden has no answer: a question, a row of it, a choice. */
static enum err check_offered(const struct question *q, const struct answer *const *answers, const uint64_t *offered, struct fault *why)
{
    for (size_t i = 0; i <= q->parts_count; i++) {
        const struct answer *answer = answers[i];
        if (!answer)
            continue;
        if (!offered[i])
            return fault_set(why, ERR_INVALID, "not_shown", (*offered ? &q[i] : q)->id.at,
                             "The question \"%s\" is not shown after these answers, so it has no answer.", (*offered ? &q[i] : q)->id.at);
        bool several = q[i].type == QUESTION_CHOICES;
        for (size_t k = 0; k < q[i].choices_count; k++)
            if ((several ? answer->chosen >> k & 1 : q[i].type == QUESTION_CHOICE && answer->score == (int64_t)k) && !(offered[i] >> k & 1))
                return not_offered(&q[i], &q[i].choices[k], why);
    }
    return ERR_NONE;
}

bool answer_keep_offered(struct answer *answer, uint64_t offered)
{
    if (answer->question->type == QUESTION_CHOICES)
        return (answer->chosen &= offered) != 0;
    return answer->question->type == QUESTION_CHOICE ? offered >> answer->score & 1 : offered != 0;
}

enum err answers_check(const struct survey_definition *survey, const struct answer *const *by_question, const json_t *attributes,
                       struct arena *arena, bool *complete, struct fault *why)
{
    uint64_t offered[1 + QUESTION_PARTS_MAX];
    struct sight sight = {survey, by_question, attributes, arena, false};
    *complete = true;
    for (size_t i = 0; i < survey->questions_count; i += 1 + survey->questions[i].parts_count) {
        const struct question *q = &survey->questions[i];
        must(q->parts_count <= QUESTION_PARTS_MAX);
        question_offers(q, value_of, &sight, offered);
        if (sight.failed)
            return ERR_MEMORY;
        bool answered = answers_of(q, &by_question[i]) > 0;
        enum err err = answered ? check_offered(q, &by_question[i], offered, why) : ERR_NONE;
        if (err == ERR_NONE && (!*offered || q->type == QUESTION_STATEMENT || q->type == QUESTION_GROUP))
            continue;
        *complete &= answered || !question_is_seen(q);
        if (err == ERR_NONE)
            err = answer_check_needed(q, &by_question[i], offered, why);
        if (err == ERR_NONE)
            err = answer_check(q, &by_question[i], offered, why);
        if (err != ERR_NONE)
            return err;
    }
    return ERR_NONE;
}

enum err answers_offer_so_far(const struct question *q, const struct survey_definition *survey, const struct answer *const *by_question,
                              const json_t *attributes, struct arena *arena, uint64_t *offered)
{
    struct sight sight = {survey, by_question, attributes, arena, false};
    question_offers(q, value_of, &sight, offered);
    return sight.failed ? ERR_MEMORY : ERR_NONE;
}

/* What a condition sees of a whole response: its answers, and what it came with. */
struct whole_sight {
    struct sight sight;
    const struct response_given *given;
    const struct answers_kept *kept; /* NULL: it is not stored yet */
};

static const json_t *kept_text(struct whole_sight *whole, struct str text)
{
    if (!text.length)
        return NULL;
    json_t *value = json_stringn(text.at, text.length);
    if (json_keep(whole->sight.arena, value) == ERR_NONE)
        return value;
    whole->sight.failed = true;
    return NULL;
}

static const json_t *value_of_kept(struct whole_sight *whole, enum condition_root root)
{
    static const char *const outcomes[] = {"poor", "middle", "good"};
    char day[TIME_TEXT];
    if (root == FIELD_ROOT_SURVEY)
        return kept_text(whole, whole->given->survey_slug);
    if (root == FIELD_ROOT_OUTCOME)
        return kept_text(whole, str_of(outcomes[(whole->kept->outcome > 0) - (whole->kept->outcome < 0) + 1]));
    day_format(whole->kept->day, day);
    return kept_text(whole, str_of(day));
}

static const json_t *value_of_whole(void *context, struct str field)
{
    struct whole_sight *whole = context;
    struct condition_path path;
    if (!condition_path(field, &path))
        return NULL;
    switch (path.root) {
    case FIELD_ROOT_CHANNEL:
        return kept_text(whole, whole->given->channel);
    case FIELD_ROOT_LANGUAGE:
        return kept_text(whole, whole->given->language);
    case FIELD_ROOT_UNIT:
        return kept_text(whole, whole->given->unit);
    case FIELD_ROOT_TOUCHPOINT:
        return kept_text(whole, whole->given->touchpoint);
    case FIELD_ROOT_SURVEY:
    case FIELD_ROOT_OUTCOME:
    case FIELD_ROOT_AT:
        return whole->kept ? value_of_kept(whole, path.root) : NULL;
    default:
        return value_of(&whole->sight, field);
    }
}

static enum err whole_sight_open(struct whole_sight *whole, const struct response_given *given, struct arena *arena)
{
    const struct survey_definition *survey = given->version->definition;
    const struct answer **by_question = arena_take_array(arena, survey->questions_count + 1, sizeof *by_question);
    if (!by_question)
        return ERR_MEMORY;
    for (size_t i = 0; i < given->answers_count; i++)
        by_question[question_index(survey, given->answers[i].question)] = &given->answers[i];
    *whole = (struct whole_sight){{survey, by_question, given->attributes, arena, false}, given, NULL};
    return ERR_NONE;
}

enum err answers_hold(const struct condition *condition, const struct response_given *given, struct arena *arena, bool *holds)
{
    struct whole_sight whole;
    enum err err = whole_sight_open(&whole, given, arena);
    if (err != ERR_NONE)
        return err;
    *holds = condition_holds(condition, value_of_whole, &whole);
    return whole.sight.failed ? ERR_MEMORY : ERR_NONE;
}

enum err answers_hold_kept(const struct condition *condition, const struct answers_kept *kept, struct arena *arena, bool *holds)
{
    struct whole_sight whole;
    enum err err = whole_sight_open(&whole, kept->given, arena);
    if (err != ERR_NONE)
        return err;
    whole.kept = kept;
    *holds = condition_holds(condition, value_of_whole, &whole);
    return whole.sight.failed ? ERR_MEMORY : ERR_NONE;
}

enum err answers_offered(const struct response_given *given, struct arena *arena, uint64_t *offered)
{
    const struct survey_definition *survey = given->version->definition;
    struct whole_sight whole;
    enum err err = whole_sight_open(&whole, given, arena);
    for (size_t i = 0; err == ERR_NONE && i < survey->questions_count; i += 1 + survey->questions[i].parts_count)
        question_offers(&survey->questions[i], value_of_whole, &whole, &offered[i]);
    return err == ERR_NONE && whole.sight.failed ? ERR_MEMORY : err;
}

/* ---- what goes with the answers ---- */

static bool name_ok(struct str name)
{
    if (!name.length || str_characters(name) > ATTRIBUTE_NAME_MAX)
        return false;
    for (size_t i = 0; i < name.length; i++)
        if ((unsigned char)name.at[i] < 0x20 || name.at[i] == 0x7F || name.at[i] == '.' || name.at[i] == ',' || name.at[i] == '"')
            return false;
    return true;
}

enum err attributes_check(const json_t *attributes, struct fault *why)
{
    const char *name;
    json_t *value;
    if (json_object_size(attributes) > ATTRIBUTES_MAX)
        return fault_set(why, ERR_INVALID, "too_many", "", "There may be at most %d attributes.", ATTRIBUTES_MAX);
    json_object_foreach((json_t *)attributes, name, value)
    {
        if (!name_ok(str_of(name)))
            return fault_set(why, ERR_INVALID, "wrong_name", name,
                             "The name of an attribute has 1 to %d characters, without full stops, commas and quotes.", ATTRIBUTE_NAME_MAX);
        if (!json_is_string(value) && !json_is_number(value) && !json_is_boolean(value))
            return fault_set(why, ERR_INVALID, "wrong_type", name, "The attribute \"%.60s\" must be a text, a number or a boolean.", name);
        if (json_is_string(value) && json_string_length(value) > ATTRIBUTE_VALUE_MAX &&
            str_characters(json_str(value)) > ATTRIBUTE_VALUE_MAX)
            return fault_set(why, ERR_INVALID, "too_long", name, "The attribute \"%.60s\" is longer than %d characters.", name,
                             ATTRIBUTE_VALUE_MAX);
    }
    return ERR_NONE;
}

bool language_base(struct str given, struct str *code)
{
    struct str rest = given;
    return given.length <= LANGUAGE_TEXT_MAX && str_cut(&rest, '-', code) && language_ok(*code);
}
