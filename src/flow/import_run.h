/* One file through an import, whoever brings it: the command line or the page. Rows go through the same checks and the same turn as every
 * answer. */
#pragma once
#include "flow/import_batches.h"
#include "listen/import.h"

struct import_run_config {
    struct flow *flow;
    int64_t workspace_id;
    enum import_kind kind;
    const struct import_map *map;
    struct actor actor;  /* who brings it: of every fact */
    struct arena *arena; /* for what the map makes first: touchpoints and its survey */
    /* As in struct import_config. */
    enum err (*read)(void *context, char *bytes, size_t size, size_t *got);
    void (*reject)(void *context, int64_t row, struct str column, const struct fault *why);
    /* Before every batch; false breaks off with ERR_BUSY. */
    bool (*progress)(void *context, const struct import_counts *counts);
    void *context;
};

/* Blocks until every row is stored or rejected. What was stored stays, whatever the outcome: with a key, the same file again doubles
 * nothing. */
enum err import_run(const struct import_run_config *config, struct import_counts *counts, struct fault *why) must_check;
