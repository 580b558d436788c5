#include "listen/export_row.h"

#include <stdlib.h>

enum { SCRATCH_MAX = 64 << 20, SCRATCH_SPARE = 256 };

/* ---- a scanner of JSON that was written by this program ---- */

struct scan {
    const char *at, *end;
};

static void skip_blank(struct scan *s)
{
    while (s->at < s->end && (*s->at == ' ' || *s->at == '\n' || *s->at == '\t' || *s->at == '\r'))
        s->at++;
}

static bool take_char(struct scan *s, char c)
{
    skip_blank(s);
    if (s->at == s->end || *s->at != c)
        return false;
    s->at++;
    return true;
}

/* A string's bytes between the quotes, still escaped. */
static bool take_string(struct scan *s, struct str *raw, bool *escaped)
{
    if (!take_char(s, '"'))
        return false;
    const char *from = s->at;
    *escaped = false;
    while (s->at < s->end && *s->at != '"') {
        if (*s->at == '\\') {
            *escaped = true;
            s->at++;
        }
        s->at++;
    }
    if (s->at >= s->end)
        return false;
    *raw = (struct str){from, (size_t)(s->at - from)};
    s->at++;
    return true;
}

/* Any value, as it stands. */
static bool take_value(struct scan *s, struct str *raw)
{
    struct str inner;
    bool escaped;
    int depth = 0;
    skip_blank(s);
    const char *from = s->at;
    do {
        skip_blank(s);
        if (s->at == s->end)
            return false;
        char c = *s->at;
        if (c == '"') {
            if (!take_string(s, &inner, &escaped))
                return false;
        } else if (c == '{' || c == '[') {
            depth++;
            s->at++;
        } else if (c == '}' || c == ']') {
            depth--;
            s->at++;
        } else if (c == ',' || c == ':') {
            if (!depth)
                return false;
            s->at++;
        } else
            while (s->at < s->end && !strchr(",:]} \t\r\n", *s->at))
                s->at++;
    } while (depth > 0);
    *raw = (struct str){from, (size_t)(s->at - from)};
    return depth == 0 && raw->length > 0;
}

static unsigned hex4(const char *at)
{
    unsigned value = 0;
    for (int i = 0; i < 4; i++)
        value = value << 4 | (unsigned)(at[i] <= '9' ? at[i] - '0' : (at[i] | 32) - 'a' + 10);
    return value;
}

static void put_code_point(struct buf *out, unsigned c)
{
    char bytes[4];
    size_t length = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    if (length == 1)
        bytes[0] = (char)c;
    else {
        static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
        for (size_t i = length - 1; i > 0; i--, c >>= 6)
            bytes[i] = (char)(0x80 | (c & 0x3F));
        bytes[0] = (char)(lead[length] | c);
    }
    buf_add(out, bytes, length);
}

/* The escape at raw[i] (behind the backslash); returns how many bytes of it were read. */
static size_t put_escape(struct buf *out, struct str raw, size_t i)
{
    static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
    if (raw.at[i] != 'u') {
        const char *known = strchr(from, raw.at[i]);
        buf_add_char(out, known && *known ? to[known - from] : raw.at[i]);
        return 1;
    }
    if (i + 5 > raw.length)
        return raw.length - i;
    unsigned c = hex4(raw.at + i + 1);
    bool pair = c >= 0xD800 && c < 0xDC00 && i + 11 <= raw.length && raw.at[i + 5] == '\\' && raw.at[i + 6] == 'u';
    if (pair)
        c = 0x10000 + ((c - 0xD800) << 10) + (hex4(raw.at + i + 7) - 0xDC00);
    put_code_point(out, c);
    return pair ? 11 : 5;
}

/* The text of a string; borrowed when nothing was escaped, else in scratch, whose room was made before. */
static struct str text_of(struct buf *scratch, struct str raw, bool escaped)
{
    if (!escaped)
        return raw;
    size_t begin = scratch->length;
    for (size_t i = 0; i < raw.length;) {
        if (raw.at[i] == '\\' && i + 1 < raw.length)
            i += 1 + put_escape(scratch, raw, i + 1);
        else
            buf_add_char(scratch, raw.at[i++]);
    }
    return (struct str){scratch->at + begin, scratch->length - begin};
}

static bool take_text(struct scan *s, struct buf *scratch, struct str *text)
{
    struct str raw;
    bool escaped;
    if (!take_string(s, &raw, &escaped))
        return false;
    *text = text_of(scratch, raw, escaped);
    return true;
}

static struct scan scan_of(struct str text)
{
    return (struct scan){text.at, text.at + text.length};
}

/* The next member of an object that was begun; false at its end. */
static bool take_member(struct scan *s, struct buf *scratch, struct str *name, struct str *value)
{
    take_char(s, ',');
    return take_text(s, scratch, name) && take_char(s, ':') && take_value(s, value);
}

static bool member_of(struct str object, struct str wanted, struct buf *scratch, struct str *value)
{
    struct scan s = scan_of(object);
    struct str name;
    if (!take_char(&s, '{'))
        return false;
    while (take_member(&s, scratch, &name, value))
        if (str_equal(name, wanted))
            return true;
    return false;
}

/* ---- values to cells ---- */

static void cell_of_value(struct buf *scratch, struct str value, struct export_cell *cell)
{
    struct scan s = scan_of(value);
    if (!value.length)
        return;
    char c = value.at[0];
    if (c == '"') {
        if (take_text(&s, scratch, &cell->text))
            cell->kind = CELL_TEXT;
    } else if (c == 't' || c == 'f') {
        cell->kind = CELL_FLAG;
        cell->integer = c == 't';
    } else if (c == '-' || (c >= '0' && c <= '9')) {
        cell->kind = CELL_NUMBER;
        cell->text = value;
    }
}

static void cell_of_list(struct buf *scratch, struct str value, struct export_cell *cell)
{
    struct scan s = scan_of(value);
    struct str text;
    size_t begin = scratch->length;
    if (!take_char(&s, '[')) {
        cell_of_value(scratch, value, cell);
        return;
    }
    for (bool first = true; take_string(&s, &text, &(bool){false}); first = false) {
        if (!first)
            buf_add_char(scratch, ';');
        buf_add_str(scratch, text); /* ids: nothing in them is ever escaped */
        take_char(&s, ',');
    }
    cell->kind = CELL_TEXT;
    cell->text = (struct str){scratch->at + begin, scratch->length - begin};
}

static void cell_of_pairs(struct buf *scratch, struct str value, struct export_cell *cell)
{
    struct scan s = scan_of(value);
    struct str name, member;
    bool escaped;
    size_t begin = scratch->length;
    if (!take_char(&s, '{'))
        return;
    for (bool first = true; take_string(&s, &name, &escaped) && take_char(&s, ':') && take_value(&s, &member); first = false) {
        if (!first)
            buf_add_char(scratch, ';');
        buf_add_str(scratch, name);
        buf_add_char(scratch, ':');
        buf_add_str(scratch, member);
        take_char(&s, ',');
    }
    cell->kind = CELL_TEXT;
    cell->text = (struct str){scratch->at + begin, scratch->length - begin};
}

/* Of each file its name, its size in bytes and where it is. The answer itself, a list of ids, says none of it. */
static void cell_of_files(struct buf *scratch, struct str value, struct export_cell *cell)
{
    struct scan s = scan_of(value);
    struct str file, name, size, url, text;
    size_t begin = scratch->length;
    if (!take_char(&s, '['))
        return;
    while (take_value(&s, &file) && member_of(file, STR("name"), scratch, &name) && member_of(file, STR("size"), scratch, &size) &&
           member_of(file, STR("url"), scratch, &url)) {
        struct scan quoted = scan_of(name), address = scan_of(url);
        bool escaped, plain;
        if (scratch->length > begin)
            buf_add_text(scratch, "; ");
        if (!take_string(&quoted, &text, &escaped))
            return;
        for (size_t i = 0; i < text.length; i++) /* names hold no control character and no quote; what is left escaped is a slash */
            if (text.at[i] != '\\')
                buf_add_char(scratch, text.at[i]);
        buf_add_text(scratch, " (");
        buf_add_str(scratch, size);
        buf_add_text(scratch, ") ");
        if (take_string(&address, &text, &plain))
            buf_add_str(scratch, text);
        take_char(&s, ',');
    }
    if (scratch->length > begin)
        *cell = (struct export_cell){CELL_TEXT, 0, {scratch->at + begin, scratch->length - begin}};
}

static void cell_of_has(struct str value, struct str wanted, struct export_cell *cell)
{
    struct scan s = scan_of(value);
    struct str text;
    if (!take_char(&s, '['))
        return;
    cell->kind = CELL_FLAG;
    cell->integer = 0;
    while (take_string(&s, &text, &(bool){false})) {
        if (str_equal(text, wanted)) {
            cell->integer = 1;
            return;
        }
        take_char(&s, ',');
    }
}

static void cell_of_answer(struct buf *scratch, const struct export_column *column, struct str value, struct export_cell *cell)
{
    struct str member;
    switch (column->reading) {
    case EXPORT_WHOLE:
        cell_of_value(scratch, value, cell);
        return;
    case EXPORT_LIST:
        cell_of_list(scratch, value, cell);
        return;
    case EXPORT_HAS:
        cell_of_has(value, column->path[0], cell);
        return;
    case EXPORT_MEMBER:
        if (member_of(value, column->path[0], scratch, &member) &&
            (!column->path[1].length || member_of(member, column->path[1], scratch, &member)))
            cell_of_value(scratch, member, cell);
        return;
    case EXPORT_FILES:
        cell_of_files(scratch, value, cell);
        return;
    case EXPORT_PAIRS:
        if (member_of(value, column->path[0], scratch, &member))
            cell_of_pairs(scratch, member, cell);
        return;
    }
}

/* ---- the row ---- */

struct export_row export_row_new(const struct export_columns *columns, struct export_cell *cells, bool with_customer)
{
    return (struct export_row){columns, with_customer, cells, buf_new(SCRATCH_MAX)};
}

void export_row_free(struct export_row *row)
{
    buf_free(&row->scratch);
}

/* Room for everything a row can unfold to, so that texts in scratch stay where they are. */
static enum err scratch_room(struct buf *scratch, size_t length)
{
    size_t wanted = length * 2 + SCRATCH_SPARE;
    buf_clear(scratch);
    if (wanted > scratch->capacity) {
        char *grown = wanted <= SCRATCH_MAX ? realloc(scratch->at, wanted * 2) : NULL;
        if (!grown)
            return ERR_MEMORY;
        scratch->at = grown;
        scratch->capacity = wanted * 2;
    }
    return ERR_NONE;
}

static void text_cell(struct export_cell *cell, struct str text)
{
    cell->kind = text.length ? CELL_TEXT : CELL_NONE;
    cell->text = text;
}

static void number_cell(struct buf *scratch, struct export_cell *cell, int64_t number)
{
    size_t begin = scratch->length;
    buf_add_integer(scratch, number);
    cell->kind = CELL_NUMBER;
    cell->text = (struct str){scratch->at + begin, scratch->length - begin};
}

static void read_response(struct export_row *row, const struct response *r)
{
    static const char *const outcomes[] = {"poor", "middle", "good"};
    struct export_cell *cells = row->cells;
    number_cell(&row->scratch, &cells[EXPORT_ID], r->id);
    cells[EXPORT_AT] = (struct export_cell){CELL_MOMENT, r->given_at_ms, {0}};
    cells[EXPORT_RECEIVED_AT] = (struct export_cell){CELL_MOMENT, r->received_at_ms, {0}};
    text_cell(&cells[EXPORT_SURVEY], r->survey);
    number_cell(&row->scratch, &cells[EXPORT_VERSION], r->version);
    text_cell(&cells[EXPORT_CHANNEL], r->channel);
    text_cell(&cells[EXPORT_LANGUAGE], r->language);
    text_cell(&cells[EXPORT_TOUCHPOINT], r->touchpoint);
    text_cell(&cells[EXPORT_UNIT], r->unit);
    text_cell(&cells[EXPORT_CUSTOMER], row->with_customer ? r->customer : STR(""));
    text_cell(&cells[EXPORT_OUTCOME], str_of(outcomes[r->outcome + 1]));
}

static void read_attributes(struct export_row *row, struct str attributes)
{
    const struct export_columns *columns = row->columns;
    struct scan s = scan_of(attributes);
    struct str name, value;
    size_t hint = columns->attributes_first, count = columns->answers_first - columns->attributes_first;
    if (!count || !take_char(&s, '{'))
        return;
    while (take_member(&s, &row->scratch, &name, &value))
        for (size_t looked = 0; looked < count; looked++) {
            size_t at = hint;
            hint = hint + 1 == columns->answers_first ? columns->attributes_first : hint + 1;
            if (!str_equal(columns->all[at].path[0], name))
                continue;
            cell_of_value(&row->scratch, value, &row->cells[at]);
            break;
        }
}

/* Answers stand in the order of the questions, so that the next one sought is nearly always the next there is. */
static void read_answers(struct export_row *row, struct str answers)
{
    const struct export_columns *columns = row->columns;
    struct scan s = scan_of(answers);
    struct str name, value;
    size_t next = columns->answers_first, count = columns->count - columns->answers_first;
    if (!count || !take_char(&s, '{'))
        return;
    while (take_member(&s, &row->scratch, &name, &value)) {
        bool found = false;
        for (size_t looked = 0; looked < count && !found; looked++) {
            if (next == columns->count)
                next = columns->answers_first;
            const struct question *q = columns->all[next].question;
            found = str_equal(q->id, name);
            for (; found && next < columns->count && columns->all[next].question == q; next++)
                cell_of_answer(&row->scratch, &columns->all[next], value, &row->cells[next]);
            next += !found;
        }
    }
}

enum err export_row_read(struct export_row *row, const struct response *r)
{
    size_t length = r->answers.length + r->texts.length + r->files.length + r->attributes.length;
    const char *stands;
    do { /* should scratch have moved, there is room now, and the texts point to where it is */
        enum err err = scratch_room(&row->scratch, length);
        if (err != ERR_NONE)
            return err;
        stands = row->scratch.at;
        memset(row->cells, 0, row->columns->count * sizeof *row->cells);
        read_response(row, r);
        read_attributes(row, r->attributes);
        read_answers(row, r->answers);
        read_answers(row, r->texts);
        read_answers(row, r->files);
    } while (row->scratch.at != stands && !row->scratch.failed);
    return row->scratch.failed ? ERR_MEMORY : ERR_NONE;
}

void export_attribute_names(struct str attributes, struct buf *scratch, bool (*take)(void *context, struct str name), void *context)
{
    struct scan s = scan_of(attributes);
    struct str name, value;
    if (scratch_room(scratch, attributes.length) != ERR_NONE || !take_char(&s, '{'))
        return;
    while (take_member(&s, scratch, &name, &value))
        if (!take(context, name))
            return;
}

bool export_cell_number(const struct export_cell *cell, double *number)
{
    int64_t whole;
    if (cell->kind == CELL_FLAG || cell->kind == CELL_MOMENT)
        *number = (double)cell->integer;
    else if (cell->kind != CELL_NUMBER && cell->kind != CELL_TEXT)
        return false;
    else if (str_integer(cell->text, &whole))
        *number = (double)whole;
    else
        return str_real(cell->text, number);
    return true;
}
