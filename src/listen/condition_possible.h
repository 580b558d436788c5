/* Whether any respondent could give answers with which a condition holds: found by trying, of everything that could be answered, what the
 * conditions can tell apart. Exact for scales, choices and lists; of texts, numbers and attributes the values around those compared with
 * are tried. Where it errs it errs towards "possible", so that nothing possible is ever called impossible. Pure; any thread. */
#pragma once
#include "listen/survey.h"

enum possible {
    POSSIBLE_NO,
    POSSIBLE_YES,
    POSSIBLE_UNKNOWN /* too involved to be tried through */
};

struct possible_question {
    const struct survey_definition *survey;
    const struct condition *condition;
    bool fails;         /* asked is whether it can fail, instead of whether it can hold */
    bool by_logic;      /* an answer is there only where its own question is shown, and always where it must be given */
    struct str missing; /* the question or part with this id is not answered; empty: any may be */
};

/* How many steps of trying all questions about one survey may take together, and one at most: about a tenth of a second, and a hundredth.
 */
enum { POSSIBLE_STEPS_ALL = 20000000, POSSIBLE_STEPS_ONE = 2000000 };

/* *steps is what is left of POSSIBLE_STEPS_ALL. ERR_MEMORY. */
enum err condition_possible(const struct possible_question *asked, int64_t *steps, enum possible *possible) must_check;
/* A single comparison that no answer to its question can meet. ERR_MEMORY. */
enum err condition_leaf_possible(const struct survey_definition *survey, const struct condition *leaf, enum possible *possible) must_check;
