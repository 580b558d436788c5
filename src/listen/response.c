#include "listen/response.h"
#include "listen/answer.h"
#include "listen/calculation.h"
#include "listen/held.h"
#include "listen/survey_arm.h"
#include "listen/surveys.h"

enum { DAY_MS = 86400000 };

static enum err under(enum err err, struct fault *why, const char *prefix)
{
    if (err == ERR_INVALID)
        fault_prefix(why, prefix);
    return err;
}

/* Where each question's answer stands in the record, those of parts too. */
static enum err values_by_question(const struct survey_definition *survey, const json_t *answers, const json_t **values,
                                   struct arena *arena, struct fault *why)
{
    const char *name;
    json_t *value;
    enum err err = ERR_NONE;
    json_object_foreach((json_t *)answers, name, value)
    {
        const struct question *question = err == ERR_NONE ? survey_question(survey, str_of(name)) : NULL;
        if (question)
            err = answer_spread(question, value, values + question_index(survey, question), arena, why);
        else if (err == ERR_NONE)
            err = fault_set(why, ERR_INVALID, "unknown_question", name, "The survey \"%s\" has no question \"%.64s\".", survey->slug.at,
                            name);
    }
    for (size_t i = 0; err == ERR_NONE && survey->grouped_count && i < survey->questions_count; i++)
        if (survey->questions[i].type == QUESTION_GROUP)
            err = answer_rounds_count(&survey->questions[i], &values[i], arena);
    return err;
}

/* Nobody may say what is calculated. */
static enum err calculated_read(const struct question *q, const json_t *value, struct arena *arena, struct response_given *given,
                                bool *answered, struct fault *why)
{
    size_t before = given->answers_count;
    if (value && !json_is_null(value))
        return fault_set(why, ERR_INVALID, "calculated", q->id.at, "\"%s\" is calculated of other answers; it takes none.", q->id.at);
    enum err err = answer_calculate(q, arena, given);
    *answered = given->answers_count > before;
    given->answers_count = before;
    return err;
}

static enum err read_answers(const json_t *answers, struct arena *arena, struct response_given *given, struct fault *why)
{
    const struct survey_definition *survey = given->version->definition;
    size_t count = survey->questions_count;
    const json_t **values = arena_take_array(arena, count, sizeof *values);
    const struct answer **by_question = arena_take_array(arena, count, sizeof *by_question);
    given->answers = arena_take_array(arena, count, sizeof *given->answers);
    if (!values || !by_question || !given->answers)
        return ERR_MEMORY;
    enum err err = values_by_question(survey, answers, values, arena, why);
    for (size_t i = 0; err == ERR_NONE && i < count; i++) {
        bool answered = false;
        struct answer *answer = &given->answers[given->answers_count];
        if (survey->questions[i].type == QUESTION_CALCULATED)
            err = calculated_read(&survey->questions[i], values[i], arena, given, &answered, why);
        else if (values[i])
            err = answer_read(&survey->questions[i], values[i], answer, &answered, why);
        given->answers_count += answered;
        if (answered)
            by_question[i] = answer;
    }
    return err == ERR_NONE ? answers_check(survey, by_question, given->attributes, arena, &given->complete, why) : err;
}

enum err response_check_answers(const json_t *answers, struct arena *arena, struct response_given *given, struct fault *why)
{
    if (!json_is_object(answers))
        return fault_set(why, ERR_INVALID, "not_an_object", "answers", "The field \"answers\" must be an object.");
    return under(read_answers(answers, arena, given, why), why, "answers");
}

enum err response_check_question(const struct question *q, const json_t *answers, const uint64_t *offered, struct arena *arena,
                                 struct fault *why)
{
    const struct answer *own[1 + QUESTION_PARTS_MAX] = {NULL};
    struct answer *read = arena_take_array(arena, 1 + q->parts_count, sizeof *read);
    if (!read || q->parts_count > QUESTION_PARTS_MAX)
        return ERR_MEMORY;
    for (size_t i = 0; i <= q->parts_count; i++) {
        bool answered = false;
        const json_t *value = json_object_getn(answers, q[i].id.at, q[i].id.length);
        enum err err = value ? answer_read(&q[i], value, &read[i], &answered, why) : ERR_NONE;
        if (err != ERR_NONE)
            return under(err, why, "answers");
        own[i] = answered ? &read[i] : NULL;
    }
    enum err err = answer_check_needed(q, own, offered, why);
    return under(err == ERR_NONE ? answer_check(q, own, offered, why) : err, why, "answers");
}

/* What of one question and its parts is right so far; `taken` has an entry for each of them. */
static void take_partial(const struct question *q, const json_t *value, const json_t **values, const uint64_t *offered, struct arena *arena,
                         struct response_given *given, const struct answer **taken)
{
    size_t from = given->answers_count;
    if (value && answer_spread(q, value, values, arena, NULL) != ERR_NONE)
        return;
    for (size_t i = 0; i <= q->parts_count; i++) {
        bool answered = false;
        struct answer *answer = &given->answers[given->answers_count];
        if (!values[i] || !offered[i] || answer_read(&q[i], values[i], answer, &answered, NULL) != ERR_NONE || !answered ||
            !answer_keep_offered(answer, offered[i]))
            continue;
        taken[i] = answer;
        given->answers_count++;
    }
    if (answer_check(q, taken, offered, NULL) == ERR_NONE)
        return;
    given->answers_count = from;
    memset(taken, 0, (1 + q->parts_count) * sizeof *taken);
}

static enum err calculate_partial(const struct question *q, struct arena *arena, struct response_given *given, const struct answer **taken)
{
    size_t before = given->answers_count;
    enum err err = answer_calculate(q, arena, given);
    *taken = err == ERR_NONE && given->answers_count > before ? &given->answers[before] : NULL;
    return err;
}

/* A form not sent yet: what is right so far is kept, what is wrong or hidden is left for the form to say. */
static enum err check_partial(const json_t *answers, struct arena *arena, struct response_given *given)
{
    const struct survey_definition *survey = given->version->definition;
    uint64_t offered[1 + QUESTION_PARTS_MAX];
    const struct answer **by_question = arena_take_array(arena, survey->questions_count + 1, sizeof *by_question);
    const json_t **values = arena_take_array(arena, survey->questions_count + 1, sizeof *values);
    given->answers = arena_take_array(arena, survey->questions_count + 1, sizeof *given->answers);
    if (!given->answers || !by_question || !values)
        return ERR_MEMORY;
    for (size_t i = 0; i < survey->questions_count; i++)
        if (!question_is_split(&survey->questions[i]))
            values[i] = json_object_getn(answers, survey->questions[i].id.at, survey->questions[i].id.length);
    for (size_t i = 0; i < survey->questions_count; i += 1 + survey->questions[i].parts_count) {
        const struct question *q = &survey->questions[i];
        must(q->parts_count <= QUESTION_PARTS_MAX);
        enum err err = answers_offer_so_far(q, survey, by_question, given->attributes, arena, offered);
        if (err == ERR_NONE && q->type == QUESTION_CALCULATED)
            err = calculate_partial(q, arena, given, &by_question[i]);
        if (err != ERR_NONE)
            return err;
        if (*offered && q->type != QUESTION_CALCULATED)
            take_partial(q, json_object_getn(answers, q->id.at, q->id.length), &values[i], offered, arena, given, &by_question[i]);
    }
    return ERR_NONE;
}

static enum err blunt(const struct listen *listen, int64_t workspace_id, struct response_given *given)
{
    const struct workspace *workspace = listen_workspace(listen, workspace_id);
    struct zone *zone = zone_open(workspace->time_zone);
    if (!zone)
        return ERR_MEMORY;
    held_blunt(zone, given);
    zone_close(zone);
    return ERR_NONE;
}

static enum err check_at(const struct response_in *in, int64_t now_ms, struct response_given *given, struct fault *why)
{
    given->given_at_ms = in->has_at ? in->at : now_ms;
    if (given->given_at_ms > now_ms + DAY_MS)
        return fault_set(why, ERR_INVALID, "in_the_future", "at", "The time in \"at\" lies more than a day ahead.");
    return ERR_NONE;
}

static enum err check_language(const struct response_in *in, struct response_given *given, struct fault *why)
{
    given->language = given->version->definition->languages[0];
    if (in->language.length && !language_base(in->language, &given->language))
        return fault_set(why, ERR_INVALID, "unknown_language", "language", "The language must be a code such as \"fi\".");
    return ERR_NONE;
}

static enum err check_touchpoint(const struct listen *listen, int64_t workspace_id, const struct response_in *in,
                                 struct response_given *given, struct fault *why)
{
    given->touchpoint = in->touchpoint.length ? in->touchpoint : given->version->definition->touchpoint;
    if (!given->touchpoint.length)
        return ERR_NONE;
    const struct touchpoint *touchpoint = listen_touchpoint(listen, workspace_id, given->touchpoint);
    if (!touchpoint)
        return fault_set(why, ERR_INVALID, "unknown_touchpoint", "touchpoint", "There is no touchpoint \"%.*s\".",
                         STR_ARGS(given->touchpoint));
    given->touchpoint_id = touchpoint->id;
    return ERR_NONE;
}

static struct response_given *given_new(const struct survey_version *version, const struct response_in *in, struct arena *arena)
{
    struct response_given *given = arena_new_object(arena, struct response_given);
    if (given)
        *given = (struct response_given){
            .version = version,
            .survey_slug = version->definition->slug,
            .submission_key = in->submission_key,
            .channel = in->channel.at ? in->channel : STR(""),
            .unit = in->unit.at ? in->unit : STR(""),
            .customer_external_id = in->customer ? in->customer->external_id : STR(""),
            .attributes = json_object_size(in->attributes) ? in->attributes : NULL,
        };
    return given;
}

/* The page draws it; who asks in another way says which it was, or nothing. */
static enum err check_arm(const struct survey_definition *survey, const json_t *attributes, struct fault *why)
{
    const json_t *arm = survey->arms_count ? json_object_get(attributes, "arm") : NULL;
    return !arm || survey_arm(survey, json_str(arm))
               ? ERR_NONE
               : fault_set(why, ERR_INVALID, "unknown_arm", "arm", "The attribute \"arm\" must name an arm of the survey \"%s\".",
                           survey->slug.at);
}

static enum err check_surroundings(const struct listen *listen, int64_t workspace_id, const struct response_in *in, int64_t now_ms,
                                   struct response_given *given, struct fault *why)
{
    enum err err = check_at(in, now_ms, given, why);
    if (err == ERR_NONE)
        err = check_language(in, given, why);
    if (err == ERR_NONE)
        err = check_touchpoint(listen, workspace_id, in, given, why);
    if (err == ERR_NONE)
        err = under(attributes_check(given->attributes, why), why, "attributes");
    return err == ERR_NONE ? under(check_arm(given->version->definition, given->attributes, why), why, "attributes") : err;
}

enum err listen_check_response(const struct listen *listen, int64_t workspace_id, const struct survey_version *version,
                               const struct response_in *in, int64_t now_ms, struct arena *arena, struct response_given **out,
                               struct fault *why)
{
    struct response_given *given = *out = given_new(version, in, arena);
    if (!given)
        return ERR_MEMORY;
    enum err err = check_surroundings(listen, workspace_id, in, now_ms, given, why);
    if (err == ERR_NONE)
        err = response_check_answers(in->answers, arena, given, why);
    if (err == ERR_NONE && version->definition->anonymity == ANONYMITY_ANONYMOUS)
        err = blunt(listen, workspace_id, given);
    return err == ERR_NONE ? response_row(given, arena) : err;
}

enum err listen_check_partial(const struct listen *listen, int64_t workspace_id, const struct survey_version *version,
                              const struct response_in *in, struct str left_at, int64_t now_ms, struct arena *arena,
                              struct response_given **out, struct fault *why)
{
    struct response_given *given = *out = given_new(version, in, arena);
    if (!given)
        return ERR_MEMORY;
    if (left_at.length && !survey_question(version->definition, left_at))
        return fault_set(why, ERR_INVALID, "unknown_question", "left_at", "There is no question \"%.*s\".", STR_ARGS(left_at));
    given->left_at = left_at;
    enum err err = check_surroundings(listen, workspace_id, in, now_ms, given, why);
    return err == ERR_NONE ? check_partial(in->answers, arena, given) : err;
}

/* 1, 0, −1; false when the question says nothing of the outcome. */
static bool verdict(const struct answer *answer, int *value)
{
    const struct question *q = answer->question;
    int64_t score = answer->score;
    switch (q->type) {
    case QUESTION_NPS:
        *value = (score >= 9) - (score <= 6);
        return true;
    case QUESTION_CES:
        *value = (score >= 5) - (score <= 3);
        return true;
    case QUESTION_CSAT: /* the two best points; as many at the other end leave one or three in the middle */
        *value = (score >= q->scale_high - 1) - (score <= q->scale_low + 1);
        return true;
    case QUESTION_EXPECTATION:
        *value = (score > 0) - (score < 0);
        return true;
    default:
        return false;
    }
}

int response_outcome_number(const struct response_given *given)
{
    int worst = 2, value;
    for (size_t i = 0; i < given->answers_count; i++)
        if (verdict(&given->answers[i], &value) && value < worst)
            worst = value;
    return worst == 2 ? 0 : worst;
}

const char *response_outcome(const struct response_given *given)
{
    static const char *const names[] = {"poor", "middle", "good"};
    return names[response_outcome_number(given) + 1];
}

void response_write_answers(const struct response_given *given, bool with_texts, struct buf *out)
{
    bool first = true;
    buf_add_char(out, '{');
    for (size_t i = 0; i < given->answers_count; i++) {
        const struct answer *answer = &given->answers[i];
        if (answer_is_text(answer) && !with_texts)
            continue;
        buf_add_text(out, first ? "\"" : ",\"");
        buf_add_str(out, answer->question->id);
        buf_add(out, "\":", 2);
        answer_write(answer, out);
        first = false;
    }
    buf_add_char(out, '}');
}

enum err response_read_answers(const struct survey_definition *definition, const json_t *stored, struct arena *arena,
                               struct answer **answers, size_t *count)
{
    const char *name;
    json_t *value;
    size_t size = json_object_size(stored);
    *count = 0;
    *answers = arena_take_array(arena, size, sizeof **answers);
    if (!*answers)
        return ERR_MEMORY;
    json_object_foreach((json_t *)stored, name, value)
    {
        bool answered;
        const struct question *question = survey_question(definition, str_of(name));
        if (question && answer_read(question, value, &(*answers)[*count], &answered, NULL) == ERR_NONE && answered)
            ++*count;
    }
    return ERR_NONE;
}
