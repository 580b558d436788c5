/* Piping: names in a text whose place is taken by what is known of the respondent so far.
 *
 *   {{answers.QUESTION}} {{answers.QUESTION.PART}}   an earlier answer: a choice by its label, a number, a text
 *   {{attributes.NAME}}                              what came along in the address or with the invitation
 *   {{customer.name}}                                behind a personal link, when it is known
 *
 * They may stand in the texts of questions, in their hints, choices, rows and words at the ends. A name that nothing can be put in place of
 * is refused when the survey is published: "unknown_field". Pure; any thread. */
#pragma once
#include "listen/survey.h"

/* Cuts the text before the next name, and the name; *text goes on behind it. False: no name is left, and *before is the rest. */
bool piping_next(struct str *text, struct str *before, struct str *name);
bool piping_in(const json_t *texts); /* any of the languages names something */

enum piping_root { PIPING_NONE, PIPING_ANSWER, PIPING_ATTRIBUTE, PIPING_CUSTOMER_NAME };
/* What the name means; *rest is the question's or part's id, or the attribute's name. */
enum piping_root piping_name(struct str name, struct str *rest);
/* Whether an answer to the question can be told in words. */
bool piping_tells(const struct question *question);
