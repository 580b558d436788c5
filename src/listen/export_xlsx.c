#include "base/xlsx.h"
#include "listen/export_format.h"

#include <stdio.h>

struct workbook {
    struct xlsx *xlsx;
    int sheets;
};

static void sheet_begin(struct workbook *book, const struct exported *export, struct buf *out)
{
    char name[XLSX_NAME_MAX + 1] = "responses";
    if (book->sheets++)
        snprintf(name, sizeof name, "responses %d", book->sheets);
    xlsx_sheet(book->xlsx, name, out);
    xlsx_row(book->xlsx, out);
    for (size_t i = 0; i < export->columns.count; i++)
        xlsx_text(book->xlsx, export->columns.all[i].name);
}

static enum err workbook_begin(void *state, const struct exported *export, struct buf *out)
{
    struct workbook *book = state;
    book->xlsx = xlsx_new(export->now_ms);
    if (!book->xlsx)
        return ERR_MEMORY;
    sheet_begin(book, export, out);
    return ERR_NONE;
}

static void put_cell(struct xlsx *xlsx, const struct export_column *column, const struct export_cell *cell)
{
    int32_t day;
    switch (cell->kind) {
    case CELL_NUMBER:
        xlsx_number(xlsx, cell->text);
        return;
    case CELL_TEXT:
        if (column->kind == EXPORT_DAY && day_parse(cell->text, &day) && day > day_of_civil(1900, 3, 1))
            xlsx_day(xlsx, day);
        else
            xlsx_text(xlsx, cell->text);
        return;
    case CELL_FLAG:
        xlsx_boolean(xlsx, cell->integer != 0);
        return;
    case CELL_MOMENT:
        xlsx_moment(xlsx, cell->integer);
        return;
    case CELL_NONE:
    case CELL_NOT_ASKED:
        xlsx_blank(xlsx);
    }
}

static enum err workbook_row(void *state, const struct exported *export, const struct response *response, const struct export_cell *cells,
                             struct buf *out)
{
    struct workbook *book = state;
    (void)response;
    if (xlsx_full(book->xlsx))
        sheet_begin(book, export, out);
    xlsx_row(book->xlsx, out);
    for (size_t i = 0; i < export->columns.count; i++)
        put_cell(book->xlsx, &export->columns.all[i], &cells[i]);
    return ERR_NONE;
}

/* What the columns and the ids in them mean. */
static enum err workbook_end(void *state, const struct exported *export, struct buf *out)
{
    struct xlsx *xlsx = ((struct workbook *)state)->xlsx;
    static const char *const heads[] = {"column", "label", "value", "value_label"};
    xlsx_sheet(xlsx, "columns", out);
    xlsx_row(xlsx, out);
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        xlsx_text(xlsx, str_of(heads[i]));
    for (size_t i = 0; i < export->columns.count; i++) {
        const struct export_column *column = &export->columns.all[i];
        for (size_t v = 0; v == 0 || v < column->values_count; v++) {
            char point[24];
            xlsx_row(xlsx, out);
            xlsx_text(xlsx, column->name);
            xlsx_text(xlsx, column->label);
            if (!column->values_count)
                continue;
            snprintf(point, sizeof point, "%lld", (long long)column->values[v].code);
            if (column->values[v].id.length)
                xlsx_text(xlsx, column->values[v].id);
            else
                xlsx_number(xlsx, str_of(point));
            xlsx_text(xlsx, column->values[v].label);
        }
    }
    return xlsx_finish(xlsx, out);
}

static void workbook_close(void *state)
{
    xlsx_free(((struct workbook *)state)->xlsx);
}

const struct export_format export_xlsx = {.name = "xlsx",
                                          .type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                                          .extension = "xlsx",
                                          .layout = EXPORT_JOINED,
                                          .state_size = sizeof(struct workbook),
                                          .begin = workbook_begin,
                                          .row = workbook_row,
                                          .end = workbook_end,
                                          .close = workbook_close};
