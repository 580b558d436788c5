/* The code book: what a note can be about, agreed on beforehand (S5). Nothing is held in memory. */
#pragma once
#include "listen/listen.h"
#include "research_records.h"

enum { CODES_MAX = 64 /* retired ones too */ };

/* Body of FACT_CODE_PUT: a new code, or the one of this slug. ERR_CONFLICT "taken", ERR_NOT_FOUND, ERR_STALE, ERR_INVALID "too_many" and
 * "retired": what is retired is not taken into use again. */
struct code_put {
    bool is_new, retired;
    struct str slug;
    const json_t *name, *description; /* description NULL: none */
    int valence;                      /* -1 bad, 0 neither, 1 good */
};

struct code {
    int64_t id, revision;
    struct str slug, name, description; /* the last two JSON, a text per language */
    int valence;
    bool retired;
};
const char *valence_name(int valence);

/* Pure. ERR_INVALID with the field's path. The body borrows from in. */
enum err listen_check_code(const struct code_in *in, struct arena *arena, struct code_put **put, struct fault *why) must_check;
/* Oldest first. Texts are valid during the call. */
enum err listen_codes(struct store *store, int64_t workspace_id, bool (*each)(void *context, const struct code *code),
                      void *context) must_check;
