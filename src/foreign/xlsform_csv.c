/* An XLSForm in one CSV file: a row with something in its first column names a sheet, the rows under it are indented by one. */
#include "foreign/xlsform.h"

#include <csv.h>

struct reading {
    struct arena *arena;
    struct workbook *book;
    struct str cells[TABLE_COLUMNS_MAX];
    size_t count, line;
    enum err err;
};

static void take_cell(void *bytes, size_t length, void *context)
{
    struct reading *r = context;
    if (r->count == TABLE_COLUMNS_MAX)
        return;
    r->cells[r->count] = str_trim(str_keep(r->arena, (struct str){bytes ? bytes : "", bytes ? length : 0}));
    if (!r->cells[r->count++].at)
        r->err = ERR_MEMORY;
}

static void take_line(int end, void *context)
{
    struct reading *r = context;
    struct workbook *book = r->book;
    (void)end;
    r->line++;
    while (r->count && !r->cells[r->count - 1].length)
        r->count--;
    if (r->count && r->cells[0].length) {
        if (book->sheets_count == TABLE_SHEETS_MAX)
            r->err = ERR_TOO_LARGE;
        else
            book->sheets[book->sheets_count++].name = r->cells[0];
    }
    if (r->err == ERR_NONE && r->count > 1 && !r->cells[0].length && book->sheets_count &&
        !table_row_add(r->arena, &book->sheets[book->sheets_count - 1], r->line, r->cells + 1, r->count - 1))
        r->err = ERR_TOO_LARGE;
    r->count = 0;
}

enum err form_csv_read(struct arena *arena, struct str bytes, struct workbook **book, struct fault *why)
{
    struct reading *r = arena_new_object(arena, struct reading);
    struct csv_parser parser;
    *book = arena_new_object(arena, struct workbook);
    if (!r || !*book || csv_init(&parser, 0) != 0)
        return ERR_MEMORY;
    r->arena = arena, r->book = *book;
    if (!str_utf8(bytes))
        r->err = fault_set(why, ERR_MALFORMED, "not_utf8", "", "The file is not in UTF-8; please save it as \"CSV UTF-8\".");
    else if (csv_parse(&parser, bytes.at, bytes.length, take_cell, take_line, r) != bytes.length)
        r->err = fault_set(why, ERR_MALFORMED, "not_csv", "", "Line %zu of the file cannot be read as CSV.", r->line + 1);
    else
        csv_fini(&parser, take_cell, take_line, r);
    csv_free(&parser);
    return r->err == ERR_TOO_LARGE ? fault_set(why, r->err, "too_large", "", "The file has too many sheets or rows.") : r->err;
}
