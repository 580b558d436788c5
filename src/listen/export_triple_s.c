/* triple-S: a zip of SLUG.sss, the definition, and SLUG.csv, the data; programs that read it look for two files of one name. */
#include "base/zip.h"
#include "listen/triple_s.h"

#include <stdio.h>

enum { LINES_MAX = 64 << 20, LINES_PACKED = 1 << 16 };

struct pair {
    struct zip *zip;
    struct buf lines; /* not packed yet */
};

static void flush(struct pair *pair, struct buf *out)
{
    zip_put(pair->zip, buf_str(&pair->lines), out);
    buf_clear(&pair->lines);
}

static void put_heads(const struct export_columns *columns, struct buf *lines)
{
    for (size_t i = 0; i < columns->count; i += triple_s_span(columns, i)) {
        const struct export_column *column = &columns->all[i];
        struct str name = column->set ? column->question->id : column->variable;
        if (i)
            buf_add_char(lines, ',');
        if (column->kind == EXPORT_MOMENT)
            buf_printf(lines, "%.*s_date,%.*s_time", STR_ARGS(name), STR_ARGS(name));
        else
            buf_add_str(lines, name);
    }
    buf_add_text(lines, "\r\n");
}

static enum err pair_begin(void *state, const struct exported *export, struct buf *out)
{
    struct pair *pair = state;
    char name[80];
    pair->lines = buf_new(LINES_MAX);
    pair->zip = zip_new(export->now_ms);
    if (!pair->zip)
        return ERR_MEMORY;
    snprintf(name, sizeof name, "%.*s.sss", STR_ARGS(export->slug));
    zip_file(pair->zip, name, out);
    triple_s_definition(export, true, &pair->lines);
    flush(pair, out);
    snprintf(name, sizeof name, "%.*s.csv", STR_ARGS(export->slug));
    zip_file(pair->zip, name, out);
    put_heads(&export->columns, &pair->lines);
    return pair->lines.failed ? ERR_MEMORY : ERR_NONE;
}

/* 2026-03-01 → 20260301, 08:00:00 → 080000 */
static void put_digits(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.length; i++)
        if (text.at[i] >= '0' && text.at[i] <= '9')
            buf_add_char(out, text.at[i]);
}

static void put_code(struct buf *out, const struct export_column *column, struct str id)
{
    const struct export_value *value = export_value_of(column, id);
    if (value)
        buf_add_integer(out, value->code);
}

static void put_field(struct buf *out, const struct export_column *column, const struct export_cell *cell)
{
    char at[TIME_TEXT];
    if (cell->kind == CELL_MOMENT) {
        time_format(cell->integer, at);
        put_digits(out, (struct str){at, 10});
        buf_add_char(out, ',');
        put_digits(out, (struct str){at + 11, 8});
    } else if (cell->kind == CELL_FLAG)
        buf_add_text(out, column->kind != EXPORT_TEXT ? (cell->integer ? "1" : "0") : cell->integer ? "true" : "false");
    else if (cell->kind == CELL_NUMBER)
        buf_add_str(out, cell->text);
    else if (cell->kind != CELL_TEXT)
        return;
    else if (column->kind == EXPORT_CODE)
        put_code(out, column, cell->text);
    else if (column->kind == EXPORT_DAY)
        put_digits(out, cell->text);
    else
        csv_put_field(out, cell->text, false);
}

static enum err pair_row(void *state, const struct exported *export, const struct response *response, const struct export_cell *cells,
                         struct buf *out)
{
    struct pair *pair = state;
    const struct export_columns *columns = &export->columns;
    (void)response;
    for (size_t i = 0, span; i < columns->count; i += span) {
        span = triple_s_span(columns, i);
        if (i)
            buf_add_char(&pair->lines, ',');
        if (!columns->all[i].set)
            put_field(&pair->lines, &columns->all[i], &cells[i]);
        for (size_t m = i; columns->all[i].set && m < i + span; m++) /* 101: the first and the third were chosen */
            if (cells[m].kind == CELL_FLAG)
                buf_add_char(&pair->lines, cells[m].integer ? '1' : '0');
    }
    buf_add_text(&pair->lines, "\r\n");
    if (pair->lines.length > LINES_PACKED)
        flush(pair, out);
    return pair->lines.failed ? ERR_MEMORY : ERR_NONE;
}

static enum err pair_end(void *state, const struct exported *export, struct buf *out)
{
    struct pair *pair = state;
    (void)export;
    flush(pair, out);
    return zip_finish(pair->zip, out);
}

static void pair_close(void *state)
{
    struct pair *pair = state;
    zip_free(pair->zip);
    buf_free(&pair->lines);
}

const struct export_format export_triple_s = {.name = "triple-s",
                                              .type = "application/zip",
                                              .extension = "zip",
                                              .layout = EXPORT_SPREAD,
                                              .looks = true,
                                              .state_size = sizeof(struct pair),
                                              .begin = pair_begin,
                                              .row = pair_row,
                                              .end = pair_end,
                                              .close = pair_close};
