/* One response as the cells of the export's columns, read straight from its JSON texts: no tree, no allocation for a row. */
#pragma once
#include "listen/export_column.h"

enum export_cell_kind {
    CELL_NONE,   /* no answer */
    CELL_NUMBER, /* `text` is the number as JSON has it */
    CELL_TEXT,
    CELL_FLAG,      /* integer 0 or 1 */
    CELL_MOMENT,    /* integer: ms since 1970 */
    CELL_NOT_ASKED, /* never shown to this respondent; only in formats that tell it */
};
struct export_cell {
    enum export_cell_kind kind;
    int64_t integer;
    struct str text;
};

struct export_row {
    const struct export_columns *columns;
    bool with_customer;
    struct export_cell *cells; /* one a column; texts live until the next row is read */
    struct buf scratch;
};

/* cells: room for as many as there are columns, zeroed. */
struct export_row export_row_new(const struct export_columns *columns, struct export_cell *cells, bool with_customer);
void export_row_free(struct export_row *row);
/* Trusts what the store checked once: JSON that is none ends the reading of that text. ERR_MEMORY. */
enum err export_row_read(struct export_row *row, const struct response *response) must_check;

/* Calls take with each attribute's name (valid during the call) until it returns false. */
void export_attribute_names(struct str attributes, struct buf *scratch, bool (*take)(void *context, struct str name), void *context);

/* The cell as a number; false when it holds none. */
bool export_cell_number(const struct export_cell *cell, double *number) must_check;
