/* What the files of the import share; nobody else includes this. */
#pragma once
#include "listen/import.h"

enum { IMPORT_COLUMNS_MAX = 2000, IMPORT_ROW_MAX = 1 << 20, IMPORT_KEY_COLUMNS_MAX = 8, IMPORT_SKIP_MAX = 10, BECAME_MAX = 4 << 20 };

enum target_kind {
    TARGET_AT,
    TARGET_CHANNEL,
    TARGET_LANGUAGE,
    TARGET_TOUCHPOINT,
    TARGET_UNIT,
    TARGET_CUSTOMER,
    TARGET_ATTRIBUTE,
    TARGET_ANSWER,
    TARGET_EFFECT,
    TARGET_INITIATOR,
    TARGET_NAME,
    TARGET_EMAIL,
    TARGET_PHONE,
    TARGET_MARGIN,
    TARGET_YEAR_MARGIN, /* name: the year */
    TARGET_CONSENT,
    TARGET_BAN,
    TARGET_WEEK,
    TARGET_MEDIUM,
    TARGET_DAYPART,
    TARGET_SEGMENT,
    TARGET_SPEND,
    TARGET_CONTACTS,
};

/* Where one value of a response comes from. */
struct import_target {
    enum target_kind kind;
    struct str name;          /* attribute, question or year */
    struct str column, value; /* one of them; the other has at NULL */
    struct str_list missing;
    const json_t *columns; /* answers: of several choices, {choice: column}, a flag in each; then there is no column and no value */
    const json_t *values;  /* "map": what stands in the file → what it means; NULL: as it is */
    bool number;           /* attribute as a number */
    struct str format;     /* at; empty: RFC 3339 */
    char separator;        /* between several choices or emotions */
};

struct import_map {
    enum import_kind kind;
    const json_t *survey, *touchpoints; /* touchpoints may be NULL */
    struct str survey_slug;
    bool survey_defined; /* the map brings the definition */
    char delimiter;
    bool windows_1252;
    int64_t skip; /* rows behind the header that are none: other programs explain their columns there */
    struct str time_zone, key_prefix;
    struct str key[IMPORT_KEY_COLUMNS_MAX];
    size_t key_count;
    struct import_target *targets;
    size_t targets_count;
};

struct row_problem {
    const char *slug, *sentence;
};

/* Rows of a CSV file: see import_rows.c. */
struct rows;
struct row {
    int64_t number; /* the header is 1 */
    const char *bytes;
    const size_t *ends; /* of each field in bytes */
    size_t count;
    const struct row_problem *problem; /* not NULL: this row could not be read, and why; lives for ever */
};
static inline struct str row_field(const struct row *row, size_t index)
{
    size_t from = index ? row->ends[index - 1] : 0;
    return (struct str){row->bytes + from, row->ends[index] - from};
}
struct rows *rows_open(const struct import_config *config); /* NULL when memory is out */
void rows_close(struct rows *rows);
/* *end at the end of the file. The row is valid until the next call. ERR_IO, ERR_MEMORY, ERR_INVALID (no CSV at all). */
enum err rows_next(struct rows *rows, struct row *row, bool *end, struct fault *why) must_check;
int64_t rows_bytes(const struct rows *rows);

/* import_sheet.c: the file under an import: its rows, its header, and the columns of the map's key. */
struct import_sheet {
    const struct import_map *map;
    struct rows *rows;
    struct zone *zone;
    struct str *header; /* names, for reports; in the arena */
    size_t columns, key[IMPORT_KEY_COLUMNS_MAX];
};
/* Reads the header. To be closed whatever it returns; config stays the caller's and must stay where it is. */
enum err import_sheet_open(const struct import_config *config, struct arena *arena, struct import_sheet *sheet,
                           struct fault *why) must_check;
void import_sheet_close(struct import_sheet *sheet);
/* ERR_INVALID "missing_column". */
enum err import_sheet_column(const struct import_sheet *sheet, struct str name, size_t *column, struct fault *why) must_check;
/* ERR_INVALID when the row is no row of the file's columns, or not text. */
enum err import_sheet_check(const struct import_sheet *sheet, const struct row *row, struct str *column, struct fault *why) must_check;
/* The columns of the map's key, joined by '-' behind its prefix; empty when the map has none. */
enum err import_sheet_key(const struct import_sheet *sheet, const struct row *row, struct arena *arena, struct str *key,
                          struct fault *why) must_check;

/* import.c, for import_record.c too: a cell after trimming, missing codes and map; length 0: missing. */
struct str import_value(const struct import_target *target, struct str cell);

/* import_cell.c: "1 250,50" as tables of money are written, where spaces group digits and a comma may be the decimal sign. False when it is
 * no number, or could be read in two ways ("1,250"). */
bool import_real(struct str text, double *number) must_check;
json_t *import_number(struct str text); /* NULL when it is none */
#define IMPORT_NOT_A_NUMBER "This must be a number, such as 1250.50 or 1250,50; \"1,250\" could be either."
/* yes or no, in English, Finnish and Swedish, 1 or 0; false when it is neither. */
bool import_yes(struct str text, bool *yes) must_check;

/* import_time.c: "%Y-%m-%d %H:%M" and so on; false when the text does not fit. Local times are of the zone. */
bool import_time(struct str text, struct str format, struct zone *zone, int64_t *at_ms) must_check;
