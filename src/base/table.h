/* Tables of texts out of workbooks of other programs: what a person sees in the cells, without their looks.
 *
 * A number is its shortest form ("12", "0.5"), a boolean TRUE or FALSE, a number with a date's style "2026-03-01", "2026-03-01T14:30:00" or
 * "14:30:00"; a formula gives the value that was stored with it. Cells that are not there are empty. Everything lives in the arena. */
#pragma once
#include "base/str.h"

/* Further right nothing is read; more rows or sheets are ERR_TOO_LARGE. */
enum { TABLE_COLUMNS_MAX = 1000, TABLE_ROWS_MAX = 100000, TABLE_SHEETS_MAX = 60 };

struct table_row {
    size_t number; /* as the program shows it, from 1 */
    struct str *cells;
    size_t count;
};
struct table {
    struct str name;
    struct table_row *rows; /* only those with something in them */
    size_t rows_count, room;
};
struct workbook {
    struct table sheets[TABLE_SHEETS_MAX];
    size_t sheets_count;
};

/* The sheet of that name, capitals or not; NULL when there is none. */
const struct table *workbook_sheet(const struct workbook *book, const char *name);
static inline struct str table_cell(const struct table_row *row, size_t column) /* "" when there is none */
{
    return column < row->count && row->cells[column].at ? row->cells[column] : STR("");
}

/* --- for the readers ------------------------------------------------------------------------------------------------------------- */

/* A row at the end, NULL over TABLE_ROWS_MAX or when memory is out. cells: copied, their texts borrowed. */
struct table_row *table_row_add(struct arena *arena, struct table *table, size_t number, const struct str *cells, size_t count);

/* What a number's format makes of it. */
enum table_style { TABLE_PLAIN, TABLE_DAY, TABLE_TIME, TABLE_MOMENT };
enum table_style table_style_builtin(int64_t format); /* the formats every program knows by their number */
enum table_style table_style_of(struct str code);     /* "d.m.yyyy hh:mm" */
/* from_1904: days count from 1904-01-01 instead of 1899-12-30. */
struct str table_number(struct arena *arena, double number, enum table_style style, bool from_1904);
