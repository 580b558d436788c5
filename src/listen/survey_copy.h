/* A survey's definition taken to another workspace, or under another slug within one. Pure; any thread. */
#pragma once
#include "listen/surveys.h"

enum { COPY_NAMES_MAX = 200 };

struct copy_names {
    struct str items[COPY_NAMES_MAX]; /* each once; what is over the limit is left out */
    size_t count;
};

/* Names that are a workspace's own, in the definition copied. */
struct survey_copy {
    struct survey_put *put;        /* checked in the workspace it goes to */
    struct copy_names touchpoints; /* not known there; the survey and its questions no longer name them */
    struct copy_names units;       /* that quotas speak of, known there or not */
    struct copy_names attributes;  /* that conditions and texts speak of */
    int64_t pictures;              /* left behind, when it goes elsewhere */
};

/* elsewhere: into another workspace than the definition's own. `tree` stays as it is. Everything lives in the arena. ERR_INVALID as
 * listen_check_survey. */
enum err survey_copy(const struct listen *listen, int64_t to_workspace_id, bool elsewhere, const json_t *tree, struct str slug,
                     struct arena *arena, struct survey_copy **copy, struct fault *why) must_check;
