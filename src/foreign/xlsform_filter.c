/* choice_filter: an expression in which a bare name is a column of the choices' sheet. With the cell of each choice in the place of its
 * name it says when that choice is offered. */
#include "foreign/xlsform_row.h"

#include <ctype.h>
#include <string.h>

enum { TEXT_MAX = 8192 };

static bool is_name(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '-' || c == '.';
}

static bool is_column(const struct form_sheet *sheet, struct str name)
{
    for (size_t i = 0; i < sheet->columns_count; i++)
        if (str_equal(sheet->columns[i].base, name))
            return true;
    return false;
}

static void put_cell(const struct form_sheet *sheet, const struct table_row *row, struct str name, struct buf *out)
{
    char head[128];
    snprintf(head, sizeof head, "%.*s", STR_ARGS(name));
    struct str cell = form_cell(sheet, row, head);
    char quote = cell.length && memchr(cell.at, '\'', cell.length) ? '"' : '\'';
    buf_add_char(out, quote);
    buf_add_str(out, cell);
    buf_add_char(out, quote);
}

static struct str text_of_choice(const struct row *r, const struct form_sheet *sheet, const struct table_row *row, struct str text)
{
    struct buf out = buf_new(TEXT_MAX);
    for (size_t i = 0; i < text.length;) {
        char c = text.at[i];
        const char *end = c == '\'' || c == '"' ? memchr(text.at + i + 1, c, text.length - i - 1)
                          : c == '$'            ? memchr(text.at + i, '}', text.length - i)
                                                : NULL;
        size_t length = end ? (size_t)(end - text.at) - i + 1 : 1;
        if (!end && (isalpha((unsigned char)c) || c == '_'))
            while (i + length < text.length && is_name(text.at[i + length]))
                length++;
        struct str piece = {text.at + i, length};
        i += length;
        bool called = i < text.length && text.at[i] == '(';
        if (!end && !called && is_column(sheet, piece))
            put_cell(sheet, row, piece, &out);
        else
            buf_add_str(&out, piece);
    }
    struct str kept = out.failed ? STR("") : str_keep(r->foreign->arena, buf_str(&out));
    buf_free(&out);
    return kept;
}

static bool choices_filter(struct row *r, const struct form_sheet *sheet, json_t *question, struct str text)
{
    struct fault why = {0};
    for (size_t i = 0; i < sheet->rows_count; i++) {
        const struct table_row *row = form_row(sheet, i);
        struct str name = form_cell(sheet, row, "name");
        json_t *option = str_equal(form_cell(sheet, row, "list"), r->list) && name.length
                             ? foreign_option_of(r->foreign, question, "choices", name)
                             : NULL;
        if (option && !json_object_get(option, "show_if") &&
            !foreign_offer_if(question, option, form_condition(r, text_of_choice(r, sheet, row, text), &why)))
            return false;
    }
    return true;
}

void form_filter(struct row *r, const struct form_sheet *sheet, json_t *question)
{
    struct str text = form_here(r, "choice_filter");
    size_t i;
    json_t *option;
    if (!text.length)
        return;
    if (choices_filter(r, sheet, question, text)) {
        r->foreign->logic_kept++;
        return;
    }
    json_array_foreach(json_object_get(question, "choices"), i, option) json_object_del(option, "show_if");
    form_filter_lost(r);
}
