/* A workbook (ECMA-376, "Office Open XML") written row by row as it streams: one sheet after another, memory flat.
 *
 * Texts are always texts, whatever they begin with; line breaks are LF, other controls _xHHHH_ as the standard has it. The first row of
 * each sheet is its head: bold, and it stays where it is when the sheet is scrolled. */
#pragma once
#include "base/str.h"

enum { XLSX_ROWS_MAX = 1048576, XLSX_COLUMNS_MAX = 16384, XLSX_SHEETS_MAX = 100, XLSX_NAME_MAX = 31 };

struct xlsx;

struct xlsx *xlsx_new(int64_t now_ms); /* NULL when memory is out */
void xlsx_free(struct xlsx *xlsx);     /* NULL is fine */
/* name: unique, at most XLSX_NAME_MAX bytes, none of []:*?/\ */
void xlsx_sheet(struct xlsx *xlsx, const char *name, struct buf *out);
/* Begins a row; cells follow from the left. */
void xlsx_row(struct xlsx *xlsx, struct buf *out);
void xlsx_blank(struct xlsx *xlsx);
void xlsx_text(struct xlsx *xlsx, struct str text);     /* at most 32,767 characters */
void xlsx_number(struct xlsx *xlsx, struct str number); /* as JSON writes one */
void xlsx_boolean(struct xlsx *xlsx, bool value);
void xlsx_moment(struct xlsx *xlsx, int64_t at_ms); /* the clock of UTC */
void xlsx_day(struct xlsx *xlsx, int32_t day);
/* No more goes into this sheet: it is full. */
bool xlsx_full(const struct xlsx *xlsx);
enum err xlsx_finish(struct xlsx *xlsx, struct buf *out) must_check; /* as zip_finish */
