/* CSV, and JSON Lines. */
#include "listen/export_format.h"

static bool formula_begins(struct str text)
{
    double value;
    return text.length && strchr("=+-@\t\r", text.at[0]) && !str_real(text, &value);
}

void csv_put_field(struct buf *out, struct str text, bool number)
{
    bool formula = !number && formula_begins(text), quoted = formula;
    for (size_t i = 0; i < text.length && !quoted; i++) {
        char c = text.at[i];
        quoted = c == ',' || c == '"' || c == '\r' || c == '\n' || c == ';';
    }
    if (text.length && (text.at[0] == ' ' || text.at[text.length - 1] == ' '))
        quoted = true;
    if (!quoted) {
        buf_add_str(out, text);
        return;
    }
    buf_add_text(out, formula ? "\"'" : "\"");
    size_t from = 0;
    for (size_t i = 0; i < text.length; i++)
        if (text.at[i] == '"') {
            buf_add(out, text.at + from, i + 1 - from);
            from = i;
        }
    buf_add(out, text.at + from, text.length - from);
    buf_add_char(out, '"');
}

static enum err csv_begin(void *state, const struct exported *export, struct buf *out)
{
    (void)state;
    for (size_t i = 0; i < export->columns.count; i++) {
        if (i)
            buf_add_char(out, ',');
        csv_put_field(out, export->columns.all[i].name, false);
    }
    buf_add_text(out, "\r\n");
    return ERR_NONE;
}

static enum err csv_row(void *state, const struct exported *export, const struct response *response, const struct export_cell *cells,
                        struct buf *out)
{
    char moment[TIME_TEXT];
    (void)state, (void)response;
    for (size_t i = 0; i < export->columns.count; i++) {
        const struct export_cell *cell = &cells[i];
        if (i)
            buf_add_char(out, ',');
        if (cell->kind == CELL_NUMBER)
            buf_add_str(out, cell->text);
        else if (cell->kind == CELL_TEXT)
            csv_put_field(out, cell->text, false);
        else if (cell->kind == CELL_FLAG)
            buf_add_text(out, cell->integer ? "true" : "false");
        else if (cell->kind == CELL_MOMENT) {
            time_format(cell->integer, moment);
            buf_add_text(out, moment);
        }
    }
    buf_add_text(out, "\r\n");
    return ERR_NONE;
}

const struct export_format export_csv = {
    .name = "csv", .type = "text/csv; charset=utf-8", .extension = "csv", .layout = EXPORT_JOINED, .begin = csv_begin, .row = csv_row};

/* ---- JSON Lines ---- */

static enum err line_row(void *state, const struct exported *export, const struct response *response, const struct export_cell *cells,
                         struct buf *out)
{
    (void)state, (void)cells;
    response_write(response, export->with_customer, out);
    buf_add_char(out, '\n');
    return ERR_NONE;
}

const struct export_format export_jsonl = {
    .name = "jsonl", .type = "application/jsonl; charset=utf-8", .extension = "jsonl", .whole = true, .row = line_row};
