/* Forms that are being filled. Each answered question is saved under the form's submission key: one row, replaced as it grows. Sending the
 * form takes the row away in the same transaction. A form that was never sent becomes a response with what it has, some hours after its
 * last change (survey_definition.partial_hours). Behind a personal link the form is the invitation's: one for each, whatever device fills
 * it, and gone when the invitation is answered or its customer erased; when it was never sent, it is that customer's response. Anonymous
 * surveys save none: it would tell when somebody answered. */
#pragma once
#include "listen/response.h"

enum { RESUME_TOKEN_BYTES = 16, RESUME_HOURS = 24 };

/* FACT_PARTIAL_SAVED has a struct response_given as its body, with left_at. Repeated when the form was sent already; unrecorded else. */
enum err partial_store(struct store *store, struct fact *fact) must_check;
/* Inside the turn. */
enum err partial_drop_of_invitation(struct store *store, int64_t workspace_id, int64_t invitation_id) must_check;
enum err partial_erase_customer(struct store *store, int64_t workspace_id, int64_t customer_id) must_check;
enum err partial_drop(struct store *store, int64_t workspace_id, const struct response_given *given) must_check;
/* Takes the row away that has not changed since given->stale_ms; *there is false when it has, or is gone. */
enum err partial_take(struct store *store, int64_t workspace_id, const struct response_given *given, bool *there) must_check;

/* Body of FACT_RESUME_LINK_MADE: for a form saved before. ERR_NOT_FOUND in the store. */
struct resume_link_made {
    int64_t survey_id, until_ms;
    struct str submission_key, token_hash; /* SHA-256 */
};
enum err resume_store(struct store *store, struct fact *fact) must_check;

struct partial {
    int64_t workspace_id, survey_id, version;
    struct str submission_key, channel, language, unit, attributes, answers,
        left_at;           /* attributes, answers: JSON; attributes may be empty */
    int64_t touchpoint_id; /* 0: none */
};
/* The form a link leads to. ERR_NOT_FOUND when there is none, it has ended, or the form was sent. */
enum err listen_partial_resume(struct store *store, struct str token_hash, int64_t now_ms, struct arena *arena,
                               struct partial *partial) must_check;

/* The form an invitation's link goes on with: survey, version, language, answers and left_at. ERR_NOT_FOUND when there is none. */
enum err listen_partial_of_invitation(struct store *store, int64_t workspace_id, int64_t invitation_id, struct arena *arena,
                                      struct partial *partial) must_check;

/* The chore. */
enum err partial_due(const void *listen, struct store *store, struct due *due) must_check;
