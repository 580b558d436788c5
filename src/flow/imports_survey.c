/* A survey of another tool that came by the page. */
#include "flow/imports_inside.h"
#include "flow/survey_import.h"
#include "foreign/foreign.h"

#include <stdio.h>

enum { DEFINITION_ARENA = 64 << 20 };

struct job {
    struct imports *imports;
    struct upload *upload; /* running: it stays */
};

/* Kept at once: a run that is cut off goes on with this survey instead of making another. */
static void survey_made(void *context, struct str slug)
{
    struct job *job = context;
    pthread_mutex_lock(&job->imports->lock);
    snprintf(job->upload->status.survey, sizeof job->upload->status.survey, "%.*s", STR_ARGS(slug));
    (void)!upload_save(job->imports, job->upload);
    pthread_mutex_unlock(&job->imports->lock);
}

static bool progress(void *context, const struct import_counts *counts)
{
    struct job *job = context;
    return upload_progress(job->imports, job->upload, counts);
}

static enum err report_put(struct job *job, const struct survey_import_report *report, const struct import_counts *counts)
{
    char name[SHELF_NAME_MAX];
    struct buf text = buf_new(SURVEY_IMPORT_REPORT_MAX);
    survey_import_write(report, counts, &text);
    enum err err = text.failed ? ERR_MEMORY : shelf_put(job->imports->shelf, upload_name(job->upload, "report", name), buf_str(&text));
    buf_free(&text);
    return err;
}

static enum err run(struct job *job, struct arena *file, struct arena *arena, struct import_counts *counts, struct fault *why)
{
    char name[SHELF_NAME_MAX];
    const struct import_status *s = &job->upload->status;
    struct survey_import_report report;
    struct survey_import_config config = {.flow = job->imports->flow,
                                          .workspace_id = s->workspace_id,
                                          .actor = job->upload->actor,
                                          .arena = arena,
                                          .slug = str_of(arena_text(arena, s->survey, strlen(s->survey))),
                                          .made = survey_made,
                                          .progress = progress,
                                          .context = job};
    enum err err = shelf_get(job->imports->shelf, upload_name(job->upload, "csv", name), FOREIGN_BYTES_MAX, file, &config.bytes);
    if (err == ERR_NONE)
        err = survey_import(&config, &report, counts, why);
    return err == ERR_NONE ? report_put(job, &report, counts) : err;
}

enum err upload_survey_run(struct imports *imports, struct upload *upload, struct import_counts *counts, struct fault *why)
{
    struct job job = {imports, upload};
    struct arena *file = arena_new(FOREIGN_BYTES_MAX + (1 << 16)), *arena = arena_new(DEFINITION_ARENA);
    enum err err = file && arena ? run(&job, file, arena, counts, why) : ERR_MEMORY;
    arena_free(file);
    arena_free(arena);
    return err;
}
