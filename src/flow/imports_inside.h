/* What the files of flow/imports share; nobody else includes this. */
#pragma once
#include "flow/imports.h"

#include <pthread.h>

struct upload {
    struct upload *next;
    struct import_status status;
    struct actor actor;
    uint64_t turn; /* runs go by it */
    bool busy;     /* a part is being written: it stays */
};

struct imports {
    struct flow *flow;
    struct shelf *shelf;
    pthread_mutex_t lock;
    pthread_cond_t moved;
    struct upload *first;
    uint64_t turns;
    bool closing, started;
    pthread_t thread;
};

const char *upload_name(const struct upload *upload, const char *ending, char into[SHELF_NAME_MAX]);
/* Both under the lock. */
enum err upload_save(struct imports *imports, const struct upload *upload) must_check;
void imports_sweep(struct imports *imports);
/* imports_survey.c: brings a survey file in and leaves its report beside it. */
enum err upload_survey_run(struct imports *imports, struct upload *upload, struct import_counts *counts, struct fault *why) must_check;
/* Between two batches: notes how far the run is; false when the program ends. */
bool upload_progress(struct imports *imports, struct upload *upload, const struct import_counts *counts);
void *imports_loop(void *imports); /* the thread that runs what is to be run */
