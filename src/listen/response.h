/* A response: all answers one respondent gave at once. Checked here, in one place, whatever door it came through. */
#pragma once
#include "listen/listen.h"

enum { RESPONSES_MAX = 1000, ATTRIBUTES_MAX = 40, ATTRIBUTE_NAME_MAX = 40, ATTRIBUTE_VALUE_MAX = 200 };

/* One answer, normalised. Which member holds depends on the question's type; an unanswered question has no entry. */
struct answer {
    const struct question *question;
    int64_t score;       /* nps, enps, ces, ces_v1, csat, rating, expectation; choice: index into choices; consent: 0/1; date: local day */
    double number;       /* number */
    struct str text;     /* story, text */
    uint64_t chosen;     /* choices: bit per index */
    const json_t *files; /* file: the ids, a list of texts */
    int8_t intensity[EMOTIONS]; /* emotion: 0 not named, 1-5; named without intensity: 3 */
    int8_t strongest;           /* emotion: index, −1 none, EMOTIONS: nothing special */
};

/* Body of FACT_RESPONSE_GIVEN. */
struct response_given {
    const struct survey_version *version;
    struct str survey_slug;
    struct str submission_key;       /* 1-100 characters, unique within the survey; empty: never taken as a repeat */
    int64_t given_at_ms;             /* when the customer answered */
    struct str channel, language;    /* channel may be empty; language is a plain code */
    int64_t touchpoint_id;           /* 0: none */
    struct str touchpoint;           /* its slug */
    struct str unit;                 /* slug, may be empty */
    struct str customer_external_id; /* empty: unknown */
    int64_t customer_id;             /* set by store; 0: unknown, or kept apart from the answer */
    const json_t *attributes;        /* object of text, number or boolean; NULL: none */
    struct answer *answers;
    size_t answers_count;
    bool complete;            /* every question shown was answered */
    struct str left_at;       /* of a form that was begun and never sent: the question at which it was left; empty: it was sent */
    struct str held_key;      /* of an answer that waited (listen/held.h): its key there; empty: it comes from a door */
    int64_t stale_ms;         /* of a form never sent: it must not have changed since; 0: it was sent */
    const struct quota *full; /* set by store: this quota is full, and nothing of the answer was stored */
    bool from_file;           /* of an import: no form of this service was filled for it */
    int64_t invitation_id;    /* answered by this; 0: not invited. ERR_CONFLICT in the store when it is no longer open */
    /* As the row and the ledger keep them, from response_row; answers_text.at NULL: written when it is stored. */
    struct str answers_text, attributes_text, ledger_text;
    int outcome; /* 1, 0, −1 */
};

/* Body of FACT_RESPONSE_REMOVED. ERR_NOT_FOUND in the store. */
struct response_removed {
    int64_t id; /* 0: the one with this key, if it was never sent: it gives way to the whole answer */
    int64_t survey_id;
    struct str submission_key;
};

/* A stored response. Texts live as long as the call or the arena that gave them. */
struct response {
    int64_t id, survey_id, version, given_at_ms, received_at_ms;
    struct str survey, channel, language, touchpoint, unit, customer; /* slugs and the external id; empty: none */
    struct str attributes, answers, texts;                            /* JSON texts; attributes and texts may be empty */
    struct str files;                                                 /* JSON: by question a list of {id, name, media_type, size, url} */
    int64_t outcome;                                                  /* 1 good, 0 middle, −1 poor */
    struct str left_at;                                               /* the question at which it was left; empty: it was sent */
};

struct response_filter { /* 0 or empty: any */
    int64_t survey_id, touchpoint_id;
    struct str channel, language;
    bool has_outcome, has_text;
    int64_t outcome;
    int64_t from_ms, to_ms; /* given_at in [from, to); to 0: no end */
    int64_t before, limit;  /* ids below before; 0: from the newest */
};

/* Pure. Checks one record against the published version with the same rules the page runs: types, scales, required questions that are
 * shown, answers to questions that are hidden (refused), lengths, unknown ids. `now_ms` is used when the record has no `at`; `at` may not
 * lie more than a day ahead. ERR_INVALID with "answers.recommend" and so on. Everything lives in the arena. */
enum err listen_check_response(const struct listen *listen, int64_t workspace_id, const struct survey_version *version,
                               const struct response_in *in, int64_t now_ms, struct arena *arena, struct response_given **given,
                               struct fault *why) must_check;
/* The same for a form not sent yet: answers that are wrong so far, hidden or missing are left out, not refused. `left_at` is the question
 * shown last; empty: the form was sent, but by other rules than ours. */
enum err listen_check_partial(const struct listen *listen, int64_t workspace_id, const struct survey_version *version,
                              const struct response_in *in, struct str left_at, int64_t now_ms, struct arena *arena,
                              struct response_given **given, struct fault *why) must_check;
/* The part of it that concerns one set of answers, for any door: fills answers, answers_count and complete of *given, whose version and
 * attributes are set. */
enum err response_check_answers(const json_t *answers, struct arena *arena, struct response_given *given, struct fault *why) must_check;
/* Of one question that is shown and its parts alone: types, ranges, lengths, whether it must be answered. `answers` has each under its own
 * name; `offered` as of answer_check. ERR_INVALID with "answers.recommend". */
enum err response_check_question(const struct question *question, const json_t *answers, const uint64_t *offered, struct arena *arena,
                                 struct fault *why) must_check;

/* Newest first. */
enum err listen_responses(struct store *store, int64_t workspace_id, const struct response_filter *filter,
                          bool (*each)(void *context, const struct response *response), void *context) must_check;
/* Oldest first, one survey's, those with an id above after: for exports. */
enum err listen_responses_after(struct store *store, int64_t workspace_id, int64_t survey_id, int64_t after, int64_t limit,
                                bool (*each)(void *context, const struct response *response), void *context) must_check;
enum err listen_response(struct store *store, int64_t workspace_id, int64_t id, struct arena *arena, struct response *response) must_check;
/* The API's Response; the customer's external id only when with_customer. */
void response_write(const struct response *response, bool with_customer, struct buf *out);

/* Promoter or satisfied or above expectations: "good"; the opposite: "poor"; else "middle". The worst-known of nps, csat, ces, expectation
 * decides. */
int response_outcome_number(const struct response_given *given); /* 1, 0, −1 */
const char *response_outcome(const struct response_given *given);
/* The answers as the API shows them: {"recommend":9,"felt":{"strongest":"relief","all":{"relief":4}},"why":"…"}. */
void response_write_answers(const struct response_given *given, bool with_texts, struct buf *out);

/* Writes the texts of the row ahead, once nothing of it changes any more: for whoever checks answers, so that the one writer need not.
 * ERR_MEMORY. */
enum err response_row(struct response_given *given, struct arena *arena) must_check;

/* The other way round, from what the store holds (answers without texts): for replay, rebuild and lists. Trusts what was checked once; an
 * answer whose question the definition does not know is left out. ERR_MEMORY. */
enum err response_read_answers(const struct survey_definition *definition, const json_t *stored, struct arena *arena,
                               struct answer **answers, size_t *count) must_check;
