/* A survey of another tool, with its answers when the file has them, brought in: read by a child process (port/child.h, foreign/foreign.h),
 * checked like everything that comes in over the API, stored as a draft, or published when answers come with it. */
#pragma once
#include "base/record.h"
#include "flow/import_batches.h"

enum { SURVEY_IMPORT_REPORT_MAX = 2 << 20 /* bytes of a report's JSON */ };

struct survey_import_config {
    struct flow *flow;
    int64_t workspace_id;
    struct actor actor;
    struct str bytes;    /* the file, at most FOREIGN_BYTES_MAX */
    struct str slug;     /* of the survey that a run which was cut off has made: go on with it; empty: a new one */
    struct arena *arena; /* of the definition and the report */
    /* The survey is stored, its answers are not yet. May be NULL. */
    void (*made)(void *context, struct str slug);
    bool (*progress)(void *context, const struct import_counts *counts); /* as in struct import_store */
    void *context;
};

struct survey_import_report {
    struct str slug, format;
    int64_t questions, logic_kept, logic_lost;
    int64_t notes_left_off; /* there were more than FOREIGN_NOTES_MAX */
    json_t *notes;          /* as in struct foreign */
};

/* Blocks until everything is stored. ERR_INVALID, ERR_MALFORMED, ERR_TOO_LARGE with a sentence: the file is refused, nothing was stored
 * unless counts say so. Answers that break a rule of the survey lose what breaks it, or are left out, each kind with a note. */
enum err survey_import(const struct survey_import_config *config, struct survey_import_report *report, struct import_counts *counts,
                       struct fault *why) must_check;
/* {"slug","format","questions","logic":{"kept","lost"},"responses","notes":[…],"notes_left_off"}; responses: those that are in now. */
void survey_import_write(const struct survey_import_report *report, const struct import_counts *counts, struct buf *out);
