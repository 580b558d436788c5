/* The life of a survey: a draft that may change, published versions that never do, closed. */
#pragma once
#include "listen/listen.h"

/* Body of FACT_SURVEY_ADDED (ERR_CONFLICT "taken") and FACT_SURVEY_CHANGED: the whole draft. The survey is found by the definition's slug,
 * so that one proposal may add and publish. */
struct survey_put {
    const struct survey_definition *definition;
    int64_t expected_revision; /* of a change, from If-Match; 0: any */
};

/* Body of FACT_SURVEY_PUBLISHED. */
struct survey_published {
    const struct survey_definition *definition; /* read strictly; becomes the next version */
    int64_t expected_revision;                  /* the revision whose draft was checked; 0: any */
    int64_t version;                            /* set by store */
};

/* Body of FACT_SURVEY_CLOSED. */
struct survey_closed {
    struct str slug;
};

/* Pure. Reads the definition as a draft; the touchpoints it names must exist. ERR_INVALID with the field's path. The slug of a change must
 * be the survey's. */
enum err listen_check_survey(const struct listen *listen, int64_t workspace_id, const json_t *tree, struct arena *arena,
                             struct survey_put **put, struct fault *why) must_check;
/* Pure. The draft, read strictly: complete in every language, with questions. */
enum err listen_check_publish(const struct listen *listen, int64_t workspace_id, const struct survey *survey, struct arena *arena,
                              struct survey_published **published, struct fault *why) must_check;
/* ERR_CONFLICT "not_published" or "closed" when the survey takes no answers now. */
enum err listen_check_open(const struct survey *survey, struct fault *why) must_check;

/* What stands in its address: "visit" or, in other than the first workspace, "askel.visit". May live in the arena. */
struct str survey_public_name(const struct listen *listen, const struct survey *survey, struct arena *arena);
/* NULL when there is none. */
const struct survey_version *listen_survey_version(const struct listen *listen, int64_t workspace_id, int64_t survey_id, int64_t version);
/* How many responses are stored. */
enum err listen_survey_responses(struct store *store, int64_t workspace_id, int64_t survey_id, int64_t *count) must_check;
/* The same by version: counts[0] of version 1, and so on. Those published meanwhile are left out. */
enum err listen_survey_version_responses(struct store *store, int64_t workspace_id, int64_t survey_id, int64_t *counts,
                                         size_t versions) must_check;
/* How many of them were begun and never sent. */
enum err listen_survey_left(struct store *store, int64_t workspace_id, int64_t survey_id, int64_t *count) must_check;
/* The API's Survey. responses −1: left out; url empty: left out. */
void survey_write(const struct survey *survey, int64_t responses, struct str url, struct buf *out);
