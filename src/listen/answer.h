/* One answer: its JSON forms, its checks, and what a condition sees of it. Pure; any thread.
 *
 * JSON forms: scores are whole numbers; emotion {"strongest":"relief","all":{"relief":4}}, or a list of names, one name, or
 * "nothing_special"; choice "id"; choices ["id",…]; consent true or false; date "2026-03-01"; number a number; story and text strings.
 * null, "", blank text, [] and {} are no answer. A named emotion without an intensity has 3. Time "14:30".
 * A part is answered under its own name, "service.staff": 4. Several at once are taken too: "service": {"staff": 4}, of a ranking the list
 * of its choices, the best first; and beside a question's own answer its parts, {"answer": "elsewhere", "other": "on a boat"} or
 * {"opt_out": "dont_know"}. The rounds of a group: "visits[2].ease": 4 under its own name; as a list of them, "visits": [{"ease": 4}],
 * where they are numbered; by what they are about, "brands": {"acme": {"ease": 4}}. Of a group whose rounds the respondent adds, how many
 * there are, "visits": 2; who answers the third without saying so has added three. What is stored and shown stands under each part's own
 * name. */
#pragma once
#include "listen/response.h"

/* *answered tells whether there is an answer at all. ERR_INVALID with the question's id as the field: "out_of_scale", "unknown_choice",
 * "unknown_emotion", "too_long" and so on. The answer borrows from value. */
enum err answer_read(const struct question *question, const json_t *value, struct answer *answer, bool *answered,
                     struct fault *why) must_check;
/* Puts the value, or each of the values of the parts in it, where its question stands: values[0] of the question itself, the parts' behind
 * it. Borrows from value and the arena. ERR_INVALID with the question's or the part's id. */
enum err answer_spread(const struct question *question, const json_t *value, const json_t **values, struct arena *arena,
                       struct fault *why) must_check;
/* How many rounds were added, of a group of which that is not said: as many as were answered. values[0] is the group's, its rounds' stand
 * behind it. ERR_MEMORY. */
enum err answer_rounds_count(const struct question *group, const json_t **values, struct arena *arena) must_check;
/* What must hold between a question's answer and those of its parts: ranks without gaps, the sum, how many are chosen, words only of the
 * chosen "other". answers[0] is the question's, the parts' stand behind it, NULL where there is none; `offered` likewise (survey.h:
 * question_offers). */
enum err answer_check(const struct question *question, const struct answer *const *answers, const uint64_t *offered,
                      struct fault *why) must_check;
/* Whether what must be answered is, of a question that is shown. ERR_INVALID. */
enum err answer_check_needed(const struct question *question, const struct answer *const *answers, const uint64_t *offered,
                             struct fault *why) must_check;
size_t answers_of(const struct question *question, const struct answer *const *answers); /* how many of them there are */
/* The same rules for values that did not come as JSON. */
enum err answer_score(const struct question *question, int64_t score, struct answer *answer, struct fault *why) must_check;
enum err answer_number(const struct question *question, double number, struct answer *answer, struct fault *why) must_check;
enum err answer_choice(const struct question *question, struct str id, struct answer *answer, struct fault *why) must_check;
enum err answer_text(const struct question *question, struct str text, struct answer *answer, bool *answered, struct fault *why) must_check;
enum err answer_time(const struct question *question, struct str text, struct answer *answer, struct fault *why) must_check;
enum err answer_emotion(const struct question *question, struct str name, struct answer *answer, struct fault *why) must_check;

void answer_write(const struct answer *answer, struct buf *out);
bool answer_is_text(const struct answer *answer); /* story, text: stored apart, because they can be forgotten */

/* The rules between answers, for the page, the API and the import alike: what is required and shown must be answered, what is hidden must
 * not be. by_question has an entry (or NULL) per question of the survey. */
enum err answers_check(const struct survey_definition *survey, const struct answer *const *by_question, const json_t *attributes,
                       struct arena *arena, bool *complete, struct fault *why) must_check;

/* What of a question there is to answer after the answers so far (survey.h: question_offers); by_question as in answers_check. ERR_MEMORY.
 */
enum err answers_offer_so_far(const struct question *question, const struct survey_definition *survey,
                              const struct answer *const *by_question, const json_t *attributes, struct arena *arena,
                              uint64_t *offered) must_check;
/* Whether a condition holds of a response: its answers, attributes, channel, language, unit and touchpoint. ERR_MEMORY. */
enum err answers_hold(const struct condition *condition, const struct response_given *given, struct arena *arena, bool *holds) must_check;
/* The same of a stored one, whose survey, outcome and local day are known too: as figures see it. ERR_MEMORY. */
struct answers_kept {
    const struct response_given *given; /* with its survey_slug */
    int64_t outcome;                    /* 1 good, 0 middle, −1 poor */
    int32_t day;                        /* local */
};
enum err answers_hold_kept(const struct condition *condition, const struct answers_kept *kept, struct arena *arena, bool *holds) must_check;
/* Of a form that may not be sent yet: what of every question there is to answer, as far as the answers tell (survey.h: question_offers).
 * `offered` has room for every question. ERR_MEMORY. */
enum err answers_offered(const struct response_given *given, struct arena *arena, uint64_t *offered) must_check;
/* The answer without the choices that are not offered; false when nothing of it is left, or its question is not shown. */
bool answer_keep_offered(struct answer *answer, uint64_t offered);

/* ERR_INVALID with the path below "attributes". Texts, numbers and booleans; a name has no '.', ',' or control character. */
enum err attributes_check(const json_t *attributes, struct fault *why) must_check;
/* "fi" and "fi-FI" → "fi"; false when it is no language code. */
bool language_base(struct str given, struct str *code) must_check;
