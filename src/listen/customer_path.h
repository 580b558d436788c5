/* A customer's path: what they met, did and said, in the order of time. */
#pragma once
#include "listen/listen.h"

enum path_kind { PATH_ENCOUNTER, PATH_EVENT, PATH_RESPONSE };
struct path_step {
    enum path_kind kind;
    int64_t id, at_ms;
    struct str name, touchpoint, survey, channel, attributes; /* attributes: JSON text; empty: none */
    bool has_value;
    int64_t value; /* of an encounter its effect, of a response its outcome: 1, 0, −1 */
};

/* Newest first, at most limit, those before the step with that moment and id (INT64_MAX: from the newest). An event that became an
 * encounter is told as the encounter. ERR_NOT_FOUND: no such customer. Texts are valid during the call. */
enum err listen_customer_path(struct store *store, int64_t workspace_id, struct str external_id, int64_t before_ms, int64_t before_id,
                              int64_t limit, bool (*each)(void *context, const struct path_step *step), void *context) must_check;
void path_step_write(const struct path_step *step, struct buf *out); /* the API's PathStep */
