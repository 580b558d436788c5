/* Conditions put together by readers. Everything returned is new; what is given is taken over, and NULL makes nothing. */
#pragma once
#include "foreign/foreign.h"

/* The field of a question's or a part's answer, in the arena: "answers.service.staff"; the part may be empty. */
struct str leaf_field(struct foreign *foreign, struct str question, struct str part);
/* {"field":…,"op":…,"value":…} */
json_t *leaf_new(struct str field, const char *op, json_t *value);
json_t *leaf_not(json_t *condition);
json_t *leaf_join(const char *how, json_t *a, json_t *b); /* "all" or "any" of both; one alone stays as it is */
/* As a condition compares it: a number where `number` says so and the text is one, else the text. */
json_t *leaf_value(struct str text, bool number);
