/* Problems (RFC 9457): how every refusal is told. */
#pragma once
#include "http/http.h"

/* The standard sentence of a code, in English; the web application says it in the reader's language by the slug. */
void problem_standard(enum err code, struct fault *why);
void problem_write(const struct fault *why, struct buf *out);
void problem_answer(struct http_exchange *x, const struct fault *why, bool any_origin);
