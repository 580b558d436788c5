/* A survey's responses as CSV (RFC 4180, CRLF), pulled page by page, so that an export of any length needs one page of memory.
 *
 * Columns: id, at, received_at, survey, version, channel, language, touchpoint, unit, customer, outcome, attributes.NAME…,
 * answers.QUESTION… An emotion is two columns, answers.QUESTION.strongest and answers.QUESTION.all ("relief:4;joy:2"); several choices are
 * joined with ";". A text that a spreadsheet would take for a formula (it begins with = + - @, tab or CR) gets a ' in front; numbers do
 * not. */
#pragma once
#include "listen/response.h"

struct export;

/* Looks at the survey now (under flow_read_begin); published versions stay valid, so pages need no lock. with_customer: external ids are
 * written, else the column is empty. The store may be another connection at each page. ERR_MEMORY, ERR_IO. */
enum err export_open(const struct listen *listen, struct store *store, int64_t workspace_id, const struct survey *survey,
                     bool with_customer, struct export **out, struct fault *why) must_check;
/* Appends the header (first call) and up to 500 rows. *more is false when that was all. */
enum err export_next(struct export *export, struct store *store, struct buf *out, bool *more) must_check;
void export_close(struct export *export); /* NULL is fine */

/* One field with everything it needs around it; number: as it is. */
void csv_put_field(struct buf *out, struct str text, bool number);
