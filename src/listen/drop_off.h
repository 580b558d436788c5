/* Where people leave a survey: of each question to how many it was shown, how many answered, and how many stopped there. Counted from the
 * newest responses of the published version. What was shown follows from the answers by the same conditions the page runs. */
#pragma once
#include "listen/response.h"

enum { DROP_OFF_RESPONSES_MAX = 20000 };

struct drop_off_step {
    const struct question *question;
    int64_t reached, answered, left;
};
struct drop_off {
    struct drop_off_step *steps; /* a question each, in their order */
    size_t steps_count;
    int64_t responses; /* how many it tells of */
};
/* Reads up to DROP_OFF_RESPONSES_MAX rows: not under a lock. */
enum err listen_drop_off(struct store *store, int64_t workspace_id, const struct survey_version *version, struct arena *arena,
                         struct drop_off *drop_off) must_check;
