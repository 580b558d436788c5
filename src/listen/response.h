/* A response: all answers one respondent gave at once. Checked here, in one place, whatever door it came through. */
#pragma once
#include "listen/listen.h"

enum { RESPONSES_MAX = 1000, ATTRIBUTES_MAX = 40, ATTRIBUTE_NAME_MAX = 40, ATTRIBUTE_VALUE_MAX = 200 };

/* One answer, normalised. Which member holds depends on the question's type; an unanswered question has no entry. */
struct answer {
    const struct question *question;
    int64_t score;   /* nps, enps, ces, ces_v1, csat, rating, expectation; choice: index into choices; consent: 0/1; date: local day */
    double number;   /* number */
    struct str text; /* story, text */
    uint64_t chosen; /* choices: bit per index */
    int8_t intensity[EMOTIONS]; /* emotion: 0 not named, 1-5; named without intensity: 3 */
    int8_t strongest;           /* emotion: index, −1 none, EMOTIONS: nothing special */
};

/* Body of FACT_RESPONSE_GIVEN. */
struct response_given {
    const struct survey_version *version;
    struct str survey_slug;
    struct str submission_key; /* 1-100 characters, unique within the survey */
    int64_t given_at_ms;       /* when the customer answered */
    struct str channel, language;
    int64_t touchpoint_id;           /* 0: none */
    struct str touchpoint;           /* its slug */
    struct str unit;                 /* slug, may be empty */
    struct str customer_external_id; /* empty: unknown */
    const json_t *attributes;        /* object of text, number or boolean; NULL: none */
    struct answer *answers;
    size_t answers_count;
    bool complete;
};

/* Pure. Checks one record against the published version with the same rules the page runs: types, scales, required questions that are
 * shown, answers to questions that are hidden (refused), lengths, unknown ids. `now_ms` is used when the record has no `at`; `at` may not
 * lie more than a day ahead. ERR_INVALID with "answers.recommend" and so on. Everything lives in the arena. */
enum err listen_check_response(const struct listen *listen, int64_t workspace_id, const struct survey_version *version,
                               const struct response_in *in, int64_t now_ms, struct arena *arena, struct response_given **given,
                               struct fault *why) must_check;
/* Promoter or satisfied or above expectations: "good"; the opposite: "poor"; else "middle". The worst-known of nps, csat, ces, expectation
 * decides. */
const char *response_outcome(const struct response_given *given);
/* The answers as the API shows them: {"recommend":9,"felt":{"strongest":"relief","all":{"relief":4}},"why":"…"}. */
void response_write_answers(const struct response_given *given, bool with_texts, struct buf *out);

/* The other way round, from what the store holds (answers without texts): for replay, rebuild and lists. Trusts what was checked once; an
 * answer whose question the definition does not know is left out. ERR_MEMORY. */
enum err response_read_answers(const struct survey_definition *definition, const json_t *stored, struct arena *arena,
                               struct answer **answers, size_t *count) must_check;
