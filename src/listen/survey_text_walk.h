/* Every text of a definition, wherever it stands: an object with a text per language is known by its keys. So a kind of text that is new is
 * found without being listed here. Pure; any thread. */
#pragma once
#include "listen/survey.h"

/* `place`: "questions[2].choices[0].text"; both live as long as the call. Nothing is walked deeper than JSON_DEPTH_MAX. */
void survey_text_walk(const json_t *tree, void (*each)(void *context, const char *place, json_t *texts), void *context);
/* "questions[2].choices[0].text" → 2; −1 when it is of no question. */
int64_t survey_text_question(const char *place);
