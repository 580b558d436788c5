/* Facts of a file, stored batch by batch: the next are read and checked while the last are being committed. Memory is that of a few
 * batches, whatever the file. */
#pragma once
#include "flow/flow.h"

struct import_counts {
    int64_t rows, stored, repeated, rejected, bytes_read; /* bytes of the file, for a progress bar */
};

/* Where they come from. */
struct import_source {
    /* The next facts, in the arena; *count may be 0. *more false: there are no more. Actors are set by import_batches. */
    enum err (*next)(void *context, struct arena *arena, struct fact **facts, size_t *count, bool *more, struct fault *why);
    void (*count)(void *context, struct import_counts *counts); /* rows, rejected, bytes_read so far */
    void *context;
};

struct import_store {
    struct flow *flow;
    struct actor actor; /* of every fact */
    /* Before every batch; false breaks off with ERR_BUSY. May be NULL. */
    bool (*progress)(void *context, const struct import_counts *counts);
    void *context;
};

/* Blocks until every fact is stored or one batch failed. What was stored stays. */
enum err import_batches(const struct import_store *store, const struct import_source *source, struct import_counts *counts,
                        struct fault *why) must_check;
