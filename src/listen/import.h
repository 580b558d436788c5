/* Import of responses from CSV (docs/guide/import.md has the format of the map). Memory stays flat: a batch of rows at a time.
 *
 * The caller: import_map_read; import_prepare for touchpoints, settle its facts; import_prepare for the survey, settle; import_open; then
 * import_next until there is no more, settling each batch as FACT_RESPONSE_GIVEN. A row that was imported before is a repeat, by its key.
 */
#pragma once
#include "fact/fact.h"
#include "listen/response.h"

enum { IMPORT_BATCH = 1000, IMPORT_MEDIA_ROWS_MAX = 100000 };
struct import_map; /* immutable, in its arena */
struct import;

/* What a row of the file becomes. */
enum import_kind {
    IMPORT_RESPONSES,
    IMPORT_ENCOUNTERS,
    IMPORT_CUSTOMERS,
    IMPORT_MEDIA,
    IMPORT_SURVEY_FILE, /* not rows: a survey of another tool, read by flow/survey_import.h */
};
/* ERR_INVALID with the path of the field in the map. */
enum err import_map_read(struct arena *arena, enum import_kind kind, const json_t *tree, struct import_map **map,
                         struct fault *why) must_check;

/* What must be there first: the map's touchpoints that are missing, then its survey, added and published when missing. *count may be 0.
 * Under flow_read_begin; bodies live in the arena. */
enum import_step { IMPORT_TOUCHPOINTS, IMPORT_SURVEY };
enum err import_prepare(const struct listen *listen, int64_t workspace_id, const struct import_map *map, enum import_step step,
                        struct arena *arena, struct fact **facts, size_t *count, struct fault *why) must_check;

struct import_config {
    const struct listen *listen; /* asked in import_open only */
    int64_t workspace_id, now_ms;
    const struct import_map *map; /* must outlive the import */
    /* The file as it is, gzip or not: up to size bytes; *got 0 at the end. */
    enum err (*read)(void *context, char *bytes, size_t size, size_t *got);
    /* Once per row that is not taken: its number (the header is 1), the column (empty: the whole row), and why, with a sentence and the
     * stable word that a page knows it by in its reader's language. May be NULL. */
    void (*reject)(void *context, int64_t row, struct str column, const struct fault *why);
    void *context;
    /* Once per row that is taken: its number and what it becomes, as the API's JSON. May be NULL. */
    void (*became)(void *context, int64_t row, struct str json);
};

/* Reads the header. ERR_INVALID when the file lacks a column of the map, naming it, or when the survey does not know a question. Under
 * flow_read_begin. */
enum err import_open(const struct import_config *config, struct import **import, struct fault *why) must_check;
/* Reads at most IMPORT_BATCH rows; those that hold are in the arena, checked by the same rules as every response (*count may be 0 when all
 * were rejected). *more is false at the end of the file. */
enum err import_next(struct import *import, struct arena *arena, struct response_given **given, size_t *count, bool *more,
                     struct fault *why) must_check;
void import_close(struct import *import); /* NULL is fine */

struct import_progress {
    int64_t rows, taken, rejected, bytes_read; /* bytes of the file, for a progress bar */
};
/* The same for encounters, customers and media weeks: a row becomes the API's record and is checked as one. import_record_next gives the
 * facts to settle, FACT_ENCOUNTER_HAPPENED, FACT_CUSTOMER_IDENTIFIED or FACT_MEDIA_PUT: of a customer only what the row tells is changed; a
 * media week takes the place of what was stored, and stands in the file once, at most IMPORT_MEDIA_ROWS_MAX of them. Both under
 * flow_read_begin. */
struct import_record;
enum err import_record_open(const struct import_config *config, struct import_record **import, struct fault *why) must_check;
enum err import_record_next(struct import_record *import, struct arena *arena, struct fact **facts, size_t *count, bool *more,
                            struct fault *why) must_check;
void import_record_close(struct import_record *import); /* NULL is fine */
struct import_progress import_record_progress(const struct import_record *import);

struct import_progress import_progress(const struct import *import);
