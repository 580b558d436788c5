/* How answers lie in the column engine.
 *
 * One table per survey, "survey.ID", and one for encounters. Dimension columns: "touchpoint", "channel", "language", "unit", "outcome"
 * (good, middle, poor), "effect" and "initiator" (of encounters), "attributes.NAME"; and "customer", whose code is the customer's number.
 * Answer columns: "answers.ID|TYPE|LOW|HIGH|TOUCHPOINT", so that a question whose type, scale or touchpoint changes between versions keeps
 * its answers apart. TYPE is the question's type, or for parts of an emotion answer "emotion.net", "emotion.strongest", "emotion.all.NAME".
 *
 *   scores                 code = score − low + 1
 *   choice, choices, number, date, consent   code of the value in the dictionary "answers.ID"
 *   story, text            1: something was written
 *   emotion                1 + bit set of the named emotions (1: nothing special)
 *   emotion.net            6·(sum of the five positive intensities) − 5·(sum of the six negative) + 151; a thirtieth of it is mean − mean
 *   emotion.strongest      index + 1; 13: nothing special
 *   emotion.all.NAME       intensity 1-5; missing when not named
 *
 * A dictionary's texts begin with their kind: 't' text, 'n' number, 'b' boolean, 'l' list (as JSON). */
#pragma once
#include "engine/column/column.h"
#include "listen/listen.h"

enum { NET_LIMIT = 150, NET_DIVISOR = 30, EMOTION_NOTHING = EMOTIONS + 1, LAYOUT_NAME = 400 };
#define LAYOUT_ENCOUNTERS STR("encounters")

struct layout_column {
    struct str question, type, touchpoint; /* touchpoint: the question's own, empty: the response's */
    int64_t low, high;
};
bool layout_read(struct str column, struct layout_column *out) must_check; /* false: not an answer's column */
/* Of a question asked in the rounds of a group, "visits[2].ease": the round, "2", and the question whatever the round, "visits.ease", from
 * the arena; empty when memory is out. false: it is asked in none. */
bool layout_round(struct str question, struct arena *arena, struct str *round, struct str *whichever) must_check;
struct str layout_name(char text[LAYOUT_NAME], const struct question *question, const char *part);
struct str layout_table(char text[LAYOUT_NAME], int64_t survey_id);
int64_t layout_survey(struct str table); /* 0: not a survey's */

/* The value behind a code, as a condition sees it: a new reference; NULL for missing. */
json_t *layout_value(const struct column_table *table, size_t column, uint16_t code) must_check;
/* The value as a group's label; {NULL,0} for missing. From the arena or the dictionary. */
struct str layout_label(const struct column_table *table, size_t column, uint16_t code, struct arena *arena);
