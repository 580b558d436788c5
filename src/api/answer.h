/* Pieces that several handlers' answers are made of. */
#pragma once
#include "api/call.h"

enum { ANSWER_MAX = 16 << 20 };

/* Members after the first: each begins with its comma. */
void put_text(struct buf *out, const char *name, struct str text);
void put_texts(struct buf *out, const char *name, struct str_list list);
void put_moment(struct buf *out, const char *name, int64_t at_ms);

/* call_fail with *why when it says something, else with the code's standard sentence. */
void call_fail_with(struct call *call, enum err err, const struct fault *why);
/* Parks the call and runs work(context) on a worker, which then answers. */
void call_work(struct call *call, void (*work)(void *context), void *context);
