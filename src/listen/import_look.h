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
    IMPORT_FORMATS = 21,       /* time formats that are tried */
};

struct import_column {
    struct str name;
    struct str values[IMPORT_VALUES_MAX];
    size_t values_count;
    bool many;                     /* more values than values can hold: values says nothing */
    uint32_t filled;               /* cells that are not empty */
    uint32_t fits[IMPORT_FORMATS]; /* of those, how many each time format fits */
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

/* The time format that fits most of the column's cells, "" for RFC 3339; NULL when none fits more than half of them: it holds no times.
 * *rival: the format that fits as many and means other days (03/04 is a day in April or in March: a person must say), or NULL. */
const char *import_column_format(const struct import_column *column, const char **rival, uint32_t *fits);

/* The map one would begin with, guessed by the header's names in English, Finnish and Swedish. With many surveys and columns there is much
 * to compare: the columns are put in order without a lock, the surveys are looked at one at a time so that others are let in between. */
struct import_name {
    struct str plain;
    const struct import_column *column;
};
struct import_guess {
    const struct import_look *look;
    struct import_name *names[2]; /* columns_count each, in order: as letters and digits alone, and with their parts apart */
    int64_t survey_id, after;     /* the likeliest so far, 0: none; the last that was looked at */
    size_t most;
};
enum err import_guess_begin(struct arena *arena, const struct import_look *look, struct import_guess *guess) must_check; /* ERR_MEMORY */
/* Looks at one survey more; false when there is none. Under flow_settings_begin. */
bool import_guess_survey(const struct listen *listen, int64_t workspace_id, struct import_guess *guess);
/* Under flow_settings_begin. */
void import_guess_write(const struct listen *listen, int64_t workspace_id, enum import_kind kind, const struct import_guess *guess,
                        struct buf *out);
