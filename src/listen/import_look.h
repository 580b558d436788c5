/* A first look at a file nobody has explained yet: its form, its header, its first rows, and what the columns probably mean.
 *
 * Only the first IMPORT_LOOK_ROWS rows are read, so what is told of a column holds for them. */
#pragma once
#include "listen/import.h"

enum {
    IMPORT_LOOK_ROWS = 1000,   /* read */
    IMPORT_SHOWN_ROWS = 20,    /* given back */
    IMPORT_LOOK_COLUMNS = 200, /* a screen cannot show more; the command line takes 2,000 */
    IMPORT_VALUES_MAX = 30,    /* of a column that has few */
    IMPORT_VALUE_MAX = 60,     /* bytes of such a value */
    IMPORT_CELL_MAX = 200,     /* bytes of a cell given back; longer ones are cut */
};

struct import_column {
    struct str name;
    struct str values[IMPORT_VALUES_MAX];
    size_t values_count;
    bool many;        /* more values than values can hold: values says nothing */
    bool filled;      /* at least one cell is not empty */
    uint32_t formats; /* bit per time format that fits every cell */
};

struct import_look {
    char delimiter;
    bool windows_1252;
    struct import_column *columns;
    size_t columns_count;
    struct str *cells[IMPORT_SHOWN_ROWS]; /* of each row, columns_count of them */
    int64_t numbers[IMPORT_SHOWN_ROWS];
    size_t rows_count;
};

/* config: read and context only; again() begins the file anew. Everything lives in the arena. ERR_INVALID when this is no CSV with a
 * header. */
enum err import_look(const struct import_config *config, void (*again)(void *context), struct arena *arena, struct import_look *look,
                     struct fault *why) must_check;

/* The time format that fits the column, "" for RFC 3339; NULL when the column holds no times. */
const char *import_column_format(const struct import_column *column);
extern const char *const import_formats[]; /* all that are tried, the likeliest first; the last is NULL */

/* Writes the map one would begin with, by the header's names in English, Finnish and Swedish. Under flow_read_begin. */
void import_guess(const struct listen *listen, int64_t workspace_id, enum import_kind kind, const struct import_look *look,
                  struct buf *out);
