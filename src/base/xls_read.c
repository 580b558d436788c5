/* [MS-XLS]. Of the records only those that hold what cells show. */
#include "base/xls_read.h"
#include "base/compound_file.h"

#include <stdlib.h>

enum {
    RECORD_FORMULA = 0x0006,
    RECORD_EOF = 0x000A,
    RECORD_DATEMODE = 0x0022,
    RECORD_FILEPASS = 0x002F,
    RECORD_CONTINUE = 0x003C,
    RECORD_BOUNDSHEET = 0x0085,
    RECORD_MULRK = 0x00BD,
    RECORD_XF = 0x00E0,
    RECORD_SST = 0x00FC,
    RECORD_LABELSST = 0x00FD,
    RECORD_NUMBER = 0x0203,
    RECORD_LABEL = 0x0204,
    RECORD_BOOLERR = 0x0205,
    RECORD_STRING = 0x0207,
    RECORD_RK = 0x027E,
    RECORD_FORMAT = 0x041E,
    RECORD_BOF = 0x0809,
    BIFF8 = 0x0600,
    STYLES_MAX = 4096,
    FORMATS_MAX = 1024,
    SHEET_OF_CELLS = 0,
    TEXT_MAX = 32767,
};

struct record {
    unsigned type;
    struct str body;
    size_t next; /* where the one behind it begins */
};

struct reading {
    struct arena *arena;
    struct str stream;
    struct workbook *book;
    struct str *shared;
    size_t shared_count;
    unsigned formats[FORMATS_MAX];        /* numbers of formats … */
    enum table_style styles[FORMATS_MAX]; /* … and what they are */
    size_t formats_count;
    unsigned xfs[STYLES_MAX]; /* number of the format */
    size_t xfs_count;
    uint32_t places[TABLE_SHEETS_MAX];
    bool from_1904;
    struct table *table;
    struct str cells[TABLE_COLUMNS_MAX];
    size_t count, row;
    size_t formula_column; /* a text that a formula gave stands in the next record */
    enum err err;
};

static bool record_at(const struct reading *r, size_t at, struct record *record)
{
    if (at + 4 > r->stream.length)
        return false;
    size_t length = little_2(r->stream.at + at + 2), left = r->stream.length - at - 4;
    record->type = little_2(r->stream.at + at);
    record->body = (struct str){r->stream.at + at + 4, length < left ? length : left};
    record->next = at + 4 + length;
    return true;
}

static double double_of(const char *at)
{
    double number;
    uint64_t bits = little_4(at) | (uint64_t)little_4(at + 4) << 32;
    memcpy(&number, &bits, sizeof number);
    return number;
}

/* A number of 30 bits: whole, or the upper half of a double; and perhaps a hundredth of it. */
static double rk_of(uint32_t rk)
{
    double number;
    uint64_t bits = (uint64_t)(rk & 0xFFFFFFFC) << 32;
    if (rk & 2)
        number = (double)((int32_t)rk >> 2);
    else
        memcpy(&number, &bits, sizeof number);
    return rk & 1 ? number / 100 : number;
}

/* ---- texts, which may go on in the next record ---- */

struct cursor {
    const struct reading *r;
    struct record record;
    size_t at;
    bool over;
};

static bool cursor_more(struct cursor *c)
{
    while (!c->over && c->at == c->record.body.length) {
        c->over = !record_at(c->r, c->record.next, &c->record) || c->record.type != RECORD_CONTINUE;
        c->at = 0;
    }
    return !c->over;
}

static unsigned cursor_byte(struct cursor *c)
{
    return cursor_more(c) ? (unsigned char)c->record.body.at[c->at++] : 0;
}

static uint32_t cursor_number(struct cursor *c, int bytes)
{
    uint32_t number = 0;
    for (int i = 0; i < bytes; i++)
        number |= (uint32_t)cursor_byte(c) << (8 * i);
    return number;
}

static void put_unit(struct buf *out, unsigned unit, unsigned *high)
{
    uint32_t code = unit;
    if (unit >= 0xD800 && unit < 0xDC00) {
        *high = unit;
        return;
    }
    if (unit >= 0xDC00 && unit < 0xE000)
        code = *high ? 0x10000 + ((*high - 0xD800) << 10) + (unit - 0xDC00) : 0xFFFD;
    *high = 0;
    if (code < 0x80)
        buf_add_char(out, (char)code);
    else if (code < 0x800)
        buf_printf(out, "%c%c", (char)(0xC0 | code >> 6), (char)(0x80 | (code & 0x3F)));
    else if (code < 0x10000)
        buf_printf(out, "%c%c%c", (char)(0xE0 | code >> 12), (char)(0x80 | (code >> 6 & 0x3F)), (char)(0x80 | (code & 0x3F)));
    else
        buf_printf(out, "%c%c%c%c", (char)(0xF0 | code >> 18), (char)(0x80 | (code >> 12 & 0x3F)), (char)(0x80 | (code >> 6 & 0x3F)),
                   (char)(0x80 | (code & 0x3F)));
}

/* Characters of one byte or two; where the text goes on in another record, it says anew which. */
static struct str cursor_text(struct cursor *c, size_t length)
{
    struct buf out = buf_new(4 * TEXT_MAX);
    unsigned flags = cursor_byte(c), high = 0;
    size_t runs = flags & 8 ? cursor_number(c, 2) : 0, extra = flags & 4 ? cursor_number(c, 4) : 0;
    bool wide = flags & 1;
    for (size_t i = 0; i < length && !c->over; i++) {
        if (c->at == c->record.body.length && cursor_more(c))
            wide = cursor_byte(c) & 1;
        unsigned unit = cursor_byte(c);
        if (wide)
            unit |= cursor_byte(c) << 8;
        if (!c->over && unit)
            put_unit(&out, unit, &high);
    }
    for (size_t i = 0; i < 4 * runs + extra && !c->over; i++)
        cursor_byte(c);
    struct str text = str_keep(c->r->arena, buf_str(&out));
    buf_free(&out);
    return text.at ? text : STR("");
}

static struct cursor cursor_of(const struct reading *r, const struct record *record, size_t at)
{
    return (struct cursor){r, *record, at < record->body.length ? at : record->body.length, false};
}

static void take_shared(struct reading *r, const struct record *record)
{
    struct cursor c = cursor_of(r, record, 4);
    size_t count = cursor_number(&c, 4);
    if (count > r->stream.length / 3) /* each takes three bytes at least */
        count = r->stream.length / 3;
    r->shared = arena_take_array(r->arena, count + 1, sizeof *r->shared);
    if (!r->shared)
        r->err = ERR_TOO_LARGE;
    for (size_t i = 0; r->shared && i < count && cursor_more(&c); i++) {
        size_t length = cursor_number(&c, 2);
        r->shared[r->shared_count++] = cursor_text(&c, length);
    }
}

/* ---- cells ---- */

static void row_end(struct reading *r)
{
    if (r->count && r->err == ERR_NONE && !table_row_add(r->arena, r->table, r->row + 1, r->cells, r->count))
        r->err = ERR_TOO_LARGE;
    r->count = 0;
}

static void put_cell(struct reading *r, size_t row, size_t column, struct str text)
{
    if (row != r->row)
        row_end(r);
    r->row = row;
    if (column >= TABLE_COLUMNS_MAX || !text.length)
        return;
    for (; r->count <= column; r->count++)
        r->cells[r->count] = STR("");
    r->cells[column] = text;
}

static void put_number(struct reading *r, size_t row, size_t column, unsigned xf, double number)
{
    enum table_style style = TABLE_PLAIN;
    unsigned format = xf < r->xfs_count ? r->xfs[xf] : 0;
    style = table_style_builtin(format);
    for (size_t i = 0; i < r->formats_count; i++)
        if (r->formats[i] == format)
            style = r->styles[i];
    put_cell(r, row, column, table_number(r->arena, number, style, r->from_1904));
}

static void take_many(struct reading *r, struct str body, size_t row, size_t column)
{
    for (size_t at = 4; at + 8 <= body.length; at += 6)
        put_number(r, row, column++, little_2(body.at + at), rk_of(little_4(body.at + at + 2)));
}

/* The value that was stored with it. */
static void take_formula(struct reading *r, struct str body, size_t row, size_t column)
{
    if (body.length < 14)
        return;
    if (little_2(body.at + 12) != 0xFFFF)
        put_number(r, row, column, little_2(body.at + 4), double_of(body.at + 6));
    else if (body.at[6] == 0) {
        put_cell(r, row, column, STR(""));
        r->formula_column = column + 1;
    } else if (body.at[6] == 1)
        put_cell(r, row, column, body.at[8] ? STR("TRUE") : STR("FALSE"));
}

static void take_text(struct reading *r, const struct record *record, size_t at, size_t row, size_t column)
{
    struct cursor c = cursor_of(r, record, at);
    size_t length = cursor_number(&c, 2);
    put_cell(r, row, column, cursor_text(&c, length));
}

static void take_cell(struct reading *r, const struct record *record)
{
    struct str body = record->body;
    if (record->type == RECORD_STRING && r->formula_column) {
        take_text(r, record, 0, r->row, r->formula_column - 1);
        r->formula_column = 0;
    }
    if (body.length < 8)
        return;
    size_t row = little_2(body.at), column = little_2(body.at + 2), index;
    unsigned xf = little_2(body.at + 4);
    switch (record->type) {
    case RECORD_LABELSST:
        index = body.length >= 10 ? little_4(body.at + 6) : r->shared_count;
        put_cell(r, row, column, index < r->shared_count ? r->shared[index] : STR(""));
        break;
    case RECORD_NUMBER:
        if (body.length >= 14)
            put_number(r, row, column, xf, double_of(body.at + 6));
        break;
    case RECORD_RK:
        if (body.length >= 10)
            put_number(r, row, column, xf, rk_of(little_4(body.at + 6)));
        break;
    case RECORD_MULRK:
        take_many(r, body, row, column);
        break;
    case RECORD_BOOLERR:
        put_cell(r, row, column, body.at[7] ? STR("") : body.at[6] ? STR("TRUE") : STR("FALSE"));
        break;
    case RECORD_LABEL:
        take_text(r, record, 6, row, column);
        break;
    case RECORD_FORMULA:
        take_formula(r, body, row, column);
        break;
    default:
        break;
    }
}

static void take_sheet(struct reading *r, size_t at)
{
    struct record record;
    size_t depth = 0;
    while (r->err == ERR_NONE && record_at(r, at, &record)) {
        depth += record.type == RECORD_BOF; /* charts within a sheet have beginnings and ends of their own */
        if (record.type == RECORD_EOF && --depth == 0)
            break;
        if (depth == 1)
            take_cell(r, &record);
        if (!depth)
            break;
        at = record.next;
    }
    row_end(r);
}

/* ---- the whole ---- */

static void take_format(struct reading *r, const struct record *record)
{
    if (record->body.length < 5 || r->formats_count == FORMATS_MAX)
        return;
    struct cursor c = cursor_of(r, record, 2);
    size_t length = cursor_number(&c, 2);
    r->formats[r->formats_count] = little_2(record->body.at);
    r->styles[r->formats_count++] = table_style_of(cursor_text(&c, length));
}

static void take_sheet_name(struct reading *r, const struct record *record)
{
    struct cursor c = cursor_of(r, record, 6);
    if (record->body.length < 8 || record->body.at[5] != SHEET_OF_CELLS)
        return;
    if (r->book->sheets_count == TABLE_SHEETS_MAX) {
        r->err = ERR_TOO_LARGE;
        return;
    }
    size_t length = cursor_byte(&c);
    r->places[r->book->sheets_count] = little_4(record->body.at);
    r->book->sheets[r->book->sheets_count++].name = cursor_text(&c, length);
}

static enum err take_globals(struct reading *r, struct fault *why)
{
    struct record record;
    size_t at = 0;
    if (!record_at(r, 0, &record) || record.type != RECORD_BOF || record.body.length < 4 || little_2(record.body.at) != BIFF8)
        return fault_set(why, ERR_INVALID, "old_workbook", "",
                         "The workbook is older than Excel 97. Please save it as .xlsx and bring that.");
    for (; r->err == ERR_NONE && record_at(r, at, &record) && record.type != RECORD_EOF; at = record.next) {
        if (record.type == RECORD_FILEPASS)
            return fault_set(why, ERR_INVALID, "workbook_encrypted", "", "The workbook has a password; please save it without one.");
        if (record.type == RECORD_DATEMODE && record.body.length >= 2)
            r->from_1904 = little_2(record.body.at) == 1;
        else if (record.type == RECORD_BOUNDSHEET)
            take_sheet_name(r, &record);
        else if (record.type == RECORD_SST && !r->shared)
            take_shared(r, &record);
        else if (record.type == RECORD_FORMAT)
            take_format(r, &record);
        else if (record.type == RECORD_XF && record.body.length >= 4 && r->xfs_count < STYLES_MAX)
            r->xfs[r->xfs_count++] = little_2(record.body.at + 2);
    }
    return ERR_NONE;
}

bool xls_read_is(struct str bytes)
{
    return compound_file_is(bytes);
}

enum err xls_read(struct arena *arena, struct str bytes, struct workbook **book, struct fault *why)
{
    struct reading *r = arena_new_object(arena, struct reading);
    *book = arena_new_object(arena, struct workbook);
    if (!r || !*book)
        return ERR_MEMORY;
    r->arena = arena, r->book = *book;
    enum err err = compound_file_read(arena, bytes, "Workbook", &r->stream, why);
    if (err == ERR_NONE && !r->stream.at)
        return fault_set(why, ERR_INVALID, "old_workbook", "",
                         "The file is no workbook of Excel 97 or later. Please save it as .xlsx and bring that.");
    if (err == ERR_NONE)
        err = take_globals(r, why);
    for (size_t i = 0; err == ERR_NONE && r->err == ERR_NONE && i < r->book->sheets_count; i++) {
        r->table = &r->book->sheets[i];
        r->row = 0;
        take_sheet(r, r->places[i]);
    }
    return err == ERR_NONE && r->err == ERR_TOO_LARGE ? fault_set(why, r->err, "workbook_too_large", "", "The workbook is too large.")
                                                      : err;
}
