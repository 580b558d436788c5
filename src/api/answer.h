/* Pieces that several handlers' answers are made of. */
#pragma once
#include "api/call.h"

enum { ANSWER_MAX = 16 << 20 };

/* Members after the first: each begins with its comma. */
void put_text(struct buf *out, const char *name, struct str text);
void put_texts(struct buf *out, const char *name, struct str_list list);
void put_moment(struct buf *out, const char *name, int64_t at_ms);

/* ,"reasons":[{"reason":…,"count":n}…]: those of not asking, by enum ask_reason. */
void put_reasons(struct buf *out, const int64_t *reasons, size_t count);
/* ,"NAME":{"value","low","high"} in per cent; nothing when whole is 0. */
void put_share(struct buf *out, const char *name, int64_t part, int64_t whole);

/* ,"NAME":… an account's name; nothing for a key or an account that is gone. Under the lock. */
void put_person(struct call *call, struct buf *out, const char *name, int64_t id);
/* A reading connection while the lock stays: what is read is written with the names of people. NULL after answering the failure. */
struct store *call_store_locked(struct call *call);

/* A condition as JSON in a query parameter of that name, with the segments that the caller sees in the places of their names; absent: NULL,
 * everything. ERR_INVALID with its path. */
enum err call_condition(struct call *call, struct str text, const char *name, const struct condition **condition,
                        struct fault *why) must_check;

/* Parks the call and runs work(context) on a worker, which then answers. Not for figures: call_study. */
void call_work(struct call *call, void (*work)(void *context), void *context);

/* A study on a worker, with an arena of so many bytes, answered with what it wrote or with its failure. `study` takes the locks and stores
 * it needs by itself, and looks up what it needs in the stages' memory under them: it is begun anew as often as it ends with ERR_STALE
 * (flow_figures_begin). ask lives in the call's arena and points nowhere else. */
typedef enum err (*study_make)(void *ask, struct inquiry *inquiry, struct arena *arena, struct buf *body, struct fault *why);
void call_study(struct call *call, size_t bytes, study_make study, void *ask);
/* The same for what takes milliseconds where figures are counted here: there it is made at once, on this thread. */
enum { FIGURES_BYTES = 256 << 20 };
void call_figures(struct call *call, study_make study, void *ask);
void call_figures_as(struct call *call, const char *type, study_make study, void *ask); /* what it writes is of this type, not JSON */
