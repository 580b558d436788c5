/* Files that people bring in by the page: they come in pieces, wait in the data folder's `imports` for a map, and are run one at a time by
 * a thread of its own (flow/import_run.h). What waits is forgotten after a day; the file itself as soon as all of it is stored.
 *
 * A restart keeps everything: an upload goes on where it was; a run that was cut off is failed and may be run again. A workspace may have
 * IMPORTS_UNFINISHED_MAX files that are not done. Any thread; what touches the disk (all but imports_get) may block for a moment. */
#pragma once
#include "flow/import_run.h"
#include "port/shelf.h"

enum {
    IMPORT_PART_BYTES = 1 << 20, /* every part but the last has exactly so many */
    IMPORTS_UNFINISHED_MAX = 8,
    IMPORTS_DONE_MAX = 32, /* results of a workspace; the oldest goes */
    IMPORT_ID_SIZE = 33,
    IMPORT_NAME_SIZE = 1024,
    IMPORT_REJECTS_MAX = 100000, /* lines of the rejects file */
    IMPORT_SURVEY_SIZE = 65,     /* a survey's slug */
};
#define IMPORT_BYTES_MAX (INT64_C(200) << 20)
#define IMPORT_KEPT_MS (INT64_C(24) * 3600 * 1000)

enum import_state { IMPORT_UPLOADING, IMPORT_READY, IMPORT_RUNNING, IMPORT_DONE, IMPORT_FAILED };

/* A copy of what is known. */
struct import_status {
    char id[IMPORT_ID_SIZE]; /* unguessable, hexadecimal */
    int64_t workspace_id;
    enum import_kind kind;
    enum import_state state;
    char name[IMPORT_NAME_SIZE]; /* as the person's machine called it: shown, never a path */
    int64_t bytes, received, created_ms;
    bool mapped;
    struct import_counts counts;
    char survey[IMPORT_SURVEY_SIZE]; /* of a survey file: the survey it became; empty: not yet */
    struct fault why;                /* of a failed one */
};

struct imports;
enum err imports_open(struct flow *flow, const char *place, struct imports **imports, struct fault *why) must_check;
void imports_close(struct imports *imports); /* breaks a run off between two batches; NULL is fine */

/* ERR_TOO_LARGE, ERR_CONFLICT when too many wait. A survey file may have FOREIGN_BYTES_MAX bytes. */
enum err imports_add(struct imports *imports, int64_t workspace_id, enum import_kind kind, struct str name, int64_t bytes,
                     struct import_status *status, struct fault *why) must_check;
/* ERR_NOT_FOUND, as every function below, when there is none or it is another workspace's. */
enum err imports_get(struct imports *imports, int64_t workspace_id, struct str id, struct import_status *status) must_check;
/* Part n from 0, in order; one that is there already is taken as said before. ERR_INVALID (order, length), ERR_CONFLICT. */
enum err imports_part(struct imports *imports, int64_t workspace_id, struct str id, int64_t n, struct str bytes,
                      struct import_status *status, struct fault *why) must_check;
enum err imports_file(struct imports *imports, int64_t workspace_id, struct str id, struct shelf_file **file) must_check;
/* ERR_CONFLICT unless all of the file is there and it is neither running nor done. The map is one that import_map_read takes. */
enum err imports_map_set(struct imports *imports, int64_t workspace_id, struct str id, struct str map, struct fault *why) must_check;
/* ERR_NOT_FOUND also when it has no map yet. */
enum err imports_map(struct imports *imports, int64_t workspace_id, struct str id, struct arena *arena, struct str *map) must_check;
enum err imports_run(struct imports *imports, int64_t workspace_id, struct str id, struct actor actor, struct fault *why) must_check;
/* Of a survey file that is in: the report (flow/survey_import.h). ERR_NOT_FOUND. */
enum err imports_report(struct imports *imports, int64_t workspace_id, struct str id, struct arena *arena, struct str *report) must_check;
/* NULL in *file when there are none. */
enum err imports_rejects(struct imports *imports, int64_t workspace_id, struct str id, struct shelf_file **file) must_check;
enum err imports_remove(struct imports *imports, int64_t workspace_id, struct str id, struct fault *why) must_check;
const char *import_state_name(enum import_state state);
