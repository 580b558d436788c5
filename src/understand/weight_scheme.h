/* A scheme: what the population is like, so that answers can be weighted to it (raking.h). Nothing is held in memory. */
#pragma once
#include "base/record.h"
#include "fact/fact.h"
#include "listen/condition.h"
#include "port/store.h"
#include "weighting_records.h"

enum { WEIGHT_MARGINS_MAX = 4, WEIGHT_SCHEMES_MAX = 100 };

struct weight_margin {
    struct str by;
    struct str *values; /* categories */
    double *targets;    /* their shares, together 1 */
    size_t count;
};
struct weight_scheme {
    const struct condition *sample; /* which answers are weighted; NULL: all of the measure */
    struct weight_margin margins[WEIGHT_MARGINS_MAX];
    size_t count;
    double low, high; /* of a weight */
    size_t cells;     /* categories multiplied */
};

/* Body of FACT_WEIGHT_SCHEME_PUT: a new one (ERR_CONFLICT "taken", ERR_INVALID "too_many"), or in the place of the one with this slug
 * (ERR_NOT_FOUND, ERR_STALE), ERR_INVALID "sample" (segments); and of FACT_WEIGHT_SCHEME_REMOVED, without a definition. */
struct weight_scheme_put {
    bool is_new;
    struct str slug, definition; /* JSON, as checked */
    const int64_t *segments;     /* those its sample speaks of */
    size_t segments_count;
};

/* Pure, but for the sample, which is left out. ERR_INVALID with the field's path; out borrows from `in`, shares made to add up to 1 to the
 * last digit. */
enum err weight_scheme_check(const struct weight_scheme_in *in, struct arena *arena, struct weight_scheme *out,
                             struct fault *why) must_check;
/* The sample as it is now, the shared segments in it in their places; `store` is a reading connection. ERR_INVALID ("sample"). */
enum err weight_scheme_sample(struct store *store, int64_t workspace_id, const struct weight_scheme_in *in, struct arena *arena,
                              const struct condition **out, struct fault *why) must_check;
/* ERR_NOT_FOUND, ERR_MEMORY. */
enum err weight_scheme_read(struct store *store, int64_t workspace_id, struct str slug, struct arena *arena, struct weight_scheme *out,
                            struct fault *why) must_check;

struct weight_scheme_row {
    struct str slug, definition;
    int64_t revision;
};
/* Oldest first; texts are valid during the call. */
enum err weight_schemes(struct store *store, int64_t workspace_id, bool (*each)(void *context, const struct weight_scheme_row *row),
                        void *context) must_check;
enum err weight_scheme_find(struct store *store, int64_t workspace_id, struct str slug, struct arena *arena,
                            struct weight_scheme_row *row) must_check;
