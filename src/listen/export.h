/* A survey's responses in a format, pulled page by page, so that an export of any length needs one page of memory.
 *
 *   csv       RFC 4180, CRLF: id, at, received_at, survey, version, channel, language, touchpoint, unit, customer, outcome,
 *             attributes.NAME…, answers.QUESTION… An emotion is two columns, answers.QUESTION.strongest and answers.QUESTION.all
 *             ("relief:4;joy:2"); several choices are joined with ";". A text that a spreadsheet would take for a formula (it begins with
 *             = + - @, tab or CR) gets a ' in front; numbers do not.
 *   xlsx      the same columns, numbers, moments (UTC) and days as such, texts always as texts; a second sheet says what they are
 *   jsonl     a line for each response, as the API shows one
 *   sav       SPSS: labels of variables and values, multiple response sets, "not asked" apart from no answer
 *   triple-s  a zip of the definition (triple-S XML 2.0) and the data (CSV)
 *
 * What is there at the opening is exported; what comes later is not. Rights are the same in every format. A condition leaves out the rows
 * that figures under it would not count. */
#pragma once
#include "listen/response.h"

struct export;
struct export_format; /* listen/export_format.h */

struct export_options {
    struct str format;             /* empty: csv */
    struct str language;           /* of labels; empty, or one the survey has not: its first */
    bool with_customer;            /* external ids are written, else the column is empty */
    int64_t now_ms;                /* what files say of when they were made */
    const struct condition *where; /* whose answers; NULL: everybody's. Copied */
};

/* "csv", "xlsx" …; NULL when unknown */
const struct export_format *export_format_of(struct str name);
const char *export_format_type(const struct export_format *format);      /* "text/csv; charset=utf-8" */
const char *export_format_extension(const struct export_format *format); /* "csv" */

/* Looks at the survey now (under flow_read_begin or flow_settings_begin); published versions stay valid, so pages need no lock. The store
 * may be another connection at each page. ERR_INVALID with the field "format", or "where" for a field answers do not have; ERR_MEMORY,
 * ERR_IO. */
enum err export_open(const struct listen *listen, struct store *store, int64_t workspace_id, const struct survey *survey,
                     const struct export_options *options, struct export **out, struct fault *why) must_check;
/* Goes through the rows once for what must be known before the first byte: the attributes' names, the width of texts. Reads the store at
 * length; not on a net thread, not under a lock. Once, before export_next. */
enum err export_look(struct export *export, struct store *store) must_check;
/* Appends the beginning (first call) and up to 500 rows, at last the end. *more is false when that was all. Out may stay empty. */
enum err export_next(struct export *export, struct store *store, struct buf *out, bool *more) must_check;
void export_close(struct export *export); /* NULL is fine */

/* One field of CSV with everything it needs around it; number: as it is. */
void csv_put_field(struct buf *out, struct str text, bool number);
