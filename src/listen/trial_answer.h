/* One random answer, of those the question takes. Pure; any thread. */
#pragma once
#include "listen/survey.h"

struct trial_draw {
    uint64_t state; /* of the generator: moves with every draw */
    struct arena *arena;
    const json_t *hints; /* what conditions compare with, {"answers.why": [values…]} */
};

size_t trial_below(struct trial_draw *draw, size_t count); /* 0 … count − 1; 0 of 0 */
bool trial_chance(struct trial_draw *draw, unsigned percent);
/* In the form of listen/answer.h, parts in an object; of what is offered (survey.h: question_offers). ERR_MEMORY. */
enum err trial_answer(struct trial_draw *draw, const struct question *question, const uint64_t *offered, json_t **value) must_check;
/* One of the values compared with; NULL: there are none. Borrowed. */
json_t *trial_hint(struct trial_draw *draw, const char *root, struct str name);
