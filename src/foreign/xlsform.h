/* What the files of the XLSForm reader share: a form in a workbook with the sheets survey, choices and settings, as ODK and KoboToolbox
 * read it, or the same in one CSV file. Nobody else includes this. */
#pragma once
#include "base/table.h"
#include "foreign/leaf.h"

enum { XLSFORM_DEPTH_MAX = 32 };

/* A column's head taken apart: "label::English (en)" is label in English, "bind:relevant" is relevant. */
struct form_column {
    struct str base;
    const char *language; /* ours; NULL: none said */
    bool strange;         /* its language has no code, or no place: its texts are left out */
};
struct form_sheet {
    const struct table *table; /* NULL: there is no such sheet */
    struct form_column *columns;
    size_t columns_count;
    size_t rows_count; /* of those under the head */
};

struct form {
    struct foreign *foreign;
    struct workbook *book;
    struct form_sheet survey, choices, external, settings;
    const char *language; /* what texts are in when they do not say */
    json_t *kinds; /* foreign name → {"id","is","values":{code: id},"told"}: how answers are compared, and whether texts may tell them */
    json_t *groups[XLSFORM_DEPTH_MAX];    /* conditions of the groups one stands in; NULL: none. Owned by scratch */
    json_t *repeats[XLSFORM_DEPTH_MAX];   /* groups that are asked in rounds, borrowed; NULL: a plain group */
    struct str rounds[XLSFORM_DEPTH_MAX]; /* their repeat_count */
    size_t depth;
    json_t *languages; /* what columns say → code */
    json_t *piped;     /* questions whose dropped answers were noted */
    json_t *scratch;
};

/* A row under the head. */
const struct table_row *form_row(const struct form_sheet *sheet, size_t i);
/* The cell under that head, tidied; "" when there is none. */
struct str form_cell(const struct form_sheet *sheet, const struct table_row *row, const char *base);
/* The texts of every language under that head, with answers of others in them. name: for notes. */
void form_texts(struct form *form, const struct form_sheet *sheet, const struct table_row *row, const char *base, json_t *object,
                const char *field, struct str name);
bool form_says_yes(struct str cell);

/* xlsform_csv.c: the one file as a workbook. ERR_MALFORMED, ERR_MEMORY. */
enum err form_csv_read(struct arena *arena, struct str bytes, struct workbook **book, struct fault *why) must_check;

/* xlsform_row.c: one row of the survey sheet. */
void form_question(struct form *form, const struct table_row *row);
