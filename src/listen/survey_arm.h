/* Arms: a survey asked in two ways or more at once, to see which words, which order or which questions do better.
 *
 *   "arms": [{"id":"short","name":"Short words","share":1},{"id":"long","name":"Long words","share":1}]
 *
 * Each respondent falls into one arm by chance, in the proportion of the shares. The arm is the attribute "arm" of the response:
 * conditions, texts, quotas, figures and exports know it as they know every attribute. Of a question, "by_arm" says what is different:
 *
 *   "by_arm": {"long": {"text":{"en":"…"},"hint":{"en":"…"},"low_label":…,"high_label":…,"shuffle":true}}
 *
 * An arm with anything of its own is read as a survey of its own, which differs in nothing else; the page shows that one, and everything
 * else goes by the survey itself (docs/decide/0028). Pure; any thread. */
#pragma once
#include "listen/survey.h"

/* NULL: the survey has no such arm. */
const struct arm *survey_arm(const struct survey_definition *survey, struct str id);
/* The arm of the respondent whose seed this is, always the same one; NULL: the survey has none. The seed is hashed (FNV-1a, then mixed): it
 * need not look random, and two questions drawn from the same one are independent of the arm. */
const struct arm *survey_arm_draw(const struct survey_definition *survey, struct str seed);
/* The survey as the arm shows it; the survey itself where the arm is NULL or has nothing of its own. */
const struct survey_definition *survey_of_arm(const struct survey_definition *survey, const struct arm *arm);
