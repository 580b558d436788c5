/* A survey in a data folder that is only read, for the exports. */
#pragma once
#include "cli/cli.h"
#include "listen/surveys.h"

struct source {
    struct store *store;
    struct listen *listen;
    const struct survey *survey;
    int64_t workspace_id;
};

/* The survey of that name in the workspace the options name, or the first. false after telling why not; close it all the same. */
bool source_open(const struct options *options, const char *survey, struct source *source);
void source_close(struct source *source);
