/* An SPSS system file, written by hand: the library at hand (ReadStat) writes no multiple response sets
 * (docs/decide/0018-exports.md). The form is the one the PSPP developers' manual describes: little endian, UTF-8, compressed by bytecode.
 */
#include "listen/export_format.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    BLOCK = 8,
    OPCODES = 8,
    BIAS = 100,
    OP_LITERAL = 253,
    OP_SPACES = 254,
    OP_MISSING = 255,
    STRING_MAX = 32767, /* bytes; what a string of this format can hold */
    SHORT_STRING_MAX = 255,
    SEGMENT_COUNTED = 252, /* a longer string is ceil(width / 252) variables … */
    SEGMENT_FILLED = 255,  /* … each of which holds 255 bytes of it */
    LABEL_MAX = 255,
    VALUE_LABEL_MAX = 120,
    FORMAT_A = 1,
    FORMAT_F = 5,
    FORMAT_DATETIME = 22,
    FORMAT_SDATE = 39,
    MEASURE_NOMINAL = 1,
    MEASURE_SCALE = 3,
    UTF_8 = 65001,
    NAME_BYTES = 8,
};
static const int64_t epoch_s = 12219379200; /* from 1582-10-14 to 1970-01-01 */

struct sav {
    unsigned char opcodes[OPCODES];
    size_t opcodes_count;
    struct buf literals; /* of those opcodes */
};

/* ---- the dictionary ---- */

static void put_int(struct buf *out, int64_t value)
{
    uint32_t bits = (uint32_t)value;
    unsigned char bytes[4] = {(unsigned char)bits, (unsigned char)(bits >> 8), (unsigned char)(bits >> 16), (unsigned char)(bits >> 24)};
    buf_add(out, bytes, sizeof bytes);
}

static void real_bytes(double value, unsigned char bytes[BLOCK])
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    for (int i = 0; i < BLOCK; i++)
        bytes[i] = (unsigned char)(bits >> (8 * i));
}

static void put_real(struct buf *out, double value)
{
    unsigned char bytes[BLOCK];
    real_bytes(value, bytes);
    buf_add(out, bytes, sizeof bytes);
}

static void put_padded(struct buf *out, struct str text, size_t length, char with)
{
    buf_add(out, text.at, text.length < length ? text.length : length);
    for (size_t i = text.length; i < length; i++)
        buf_add_char(out, with);
}

/* The longest beginning of at most `most` bytes that ends with a whole character. */
static struct str cut(struct str text, size_t most)
{
    size_t length = text.length < most ? text.length : most;
    while (length < text.length && length && ((unsigned char)text.at[length] & 0xC0) == 0x80)
        length--;
    return (struct str){text.at, length};
}

static bool is_string(const struct export_column *column)
{
    return column->kind == EXPORT_TEXT;
}

static size_t width_of(const struct export_column *column)
{
    return !column->width ? 1 : column->width > STRING_MAX ? STRING_MAX : column->width;
}

static size_t segments_of(const struct export_column *column)
{
    size_t width = width_of(column);
    return is_string(column) && width > SHORT_STRING_MAX ? (width + SEGMENT_COUNTED - 1) / SEGMENT_COUNTED : 1;
}

static size_t segment_width(const struct export_column *column, size_t segment)
{
    return segment + 1 < segments_of(column) ? SEGMENT_FILLED
                                             : width_of(column) - segment * (segments_of(column) > 1 ? SEGMENT_COUNTED : 0);
}

static size_t blocks_of(const struct export_column *column)
{
    size_t blocks = 0;
    for (size_t s = 0; s < segments_of(column); s++)
        blocks += is_string(column) ? (segment_width(column, s) + BLOCK - 1) / BLOCK : 1;
    return blocks;
}

/* Whether "not asked" has a number of its own here: days have none, and a number must not be one that somebody may have answered. */
static bool tells_not_asked(const struct export_column *column)
{
    if (column->source != EXPORT_OF_ANSWER || is_string(column) || column->kind == EXPORT_DAY)
        return false;
    return column->low > column->high || column->low > EXPORT_NOT_ASKED;
}

/* Every variable, and every further segment of a long string, has a name of at most eight bytes: V12 and S00C_03 in digits of base 36. */
static void short_name(size_t index, size_t segment, char name[NAME_BYTES + 1])
{
    static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    if (!segment)
        snprintf(name, NAME_BYTES + 1, "V%u", (unsigned)(index + 1) % 1000000);
    else
        snprintf(name, NAME_BYTES + 1, "S%c%c%c_%c%c", digits[index / 1296 % 36], digits[index / 36 % 36], digits[index % 36],
                 digits[segment / 36 % 36], digits[segment % 36]);
}

static int64_t format_of(const struct export_column *column, size_t segment)
{
    if (is_string(column))
        return FORMAT_A << 16 | (int64_t)segment_width(column, segment) << 8;
    if (column->kind == EXPORT_MOMENT)
        return FORMAT_DATETIME << 16 | 20 << 8;
    if (column->kind == EXPORT_DAY)
        return FORMAT_SDATE << 16 | 10 << 8;
    double most = fabs(column->low) > fabs(column->high) ? fabs(column->low) : fabs(column->high);
    int digits = most >= 1 ? (int)log10(most) + 1 : 1;
    int width = 2 + digits + (column->decimals ? column->decimals + 1 : 0);
    width = width < 8 ? 8 : width > 40 ? 40 : width;
    return FORMAT_F << 16 | (int64_t)width << 8 | (column->decimals < width - 2 ? column->decimals : width - 2);
}

static void put_header(const struct exported *export, struct buf *out)
{
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    int year, month, day, s = (int)(export->now_ms / 1000 % 86400);
    char made[40];
    int64_t blocks = 0;
    for (size_t i = 0; i < export->columns.count; i++)
        blocks += (int64_t)blocks_of(&export->columns.all[i]);
    buf_add_text(out, "$FL2");
    put_padded(out, STR("@(#) SPSS DATA FILE Kuulo"), 60, ' ');
    put_int(out, 2);
    put_int(out, blocks);
    put_int(out, 1);  /* compressed */
    put_int(out, 0);  /* no weights */
    put_int(out, -1); /* as many cases as there are: a response may be removed while this is being written */
    put_real(out, BIAS);
    day_civil((int32_t)(export->now_ms / 86400000), &year, &month, &day);
    snprintf(made, sizeof made, "%02d %s %02d%02d:%02d:%02d", day, months[month - 1], year % 100, s / 3600, s / 60 % 60, s % 60);
    put_padded(out, str_of(made), 17, ' ');
    put_padded(out, cut(export->title, 64), 64, ' ');
    put_padded(out, STR(""), 3, 0);
}

static void put_variable(const struct export_column *column, size_t index, struct buf *out)
{
    char name[NAME_BYTES + 1];
    struct str label = cut(column->label, LABEL_MAX);
    for (size_t segment = 0; segment < segments_of(column); segment++) {
        bool missing = tells_not_asked(column), labelled = !segment && label.length;
        size_t width = is_string(column) ? segment_width(column, segment) : 0;
        short_name(index, segment, name);
        put_int(out, 2);
        put_int(out, (int64_t)width);
        put_int(out, labelled);
        put_int(out, missing);
        put_int(out, format_of(column, segment));
        put_int(out, format_of(column, segment));
        put_padded(out, str_of(name), NAME_BYTES, ' ');
        if (labelled) {
            put_int(out, (int64_t)label.length);
            put_padded(out, label, (label.length + 3) / 4 * 4, ' ');
        }
        if (missing)
            put_real(out, EXPORT_NOT_ASKED);
        for (size_t block = 1; block < (width + BLOCK - 1) / BLOCK; block++) { /* the rest of a string is dummies */
            put_int(out, 2);
            put_int(out, -1);
            put_padded(out, STR(""), 4 * 4, 0);
            put_padded(out, STR(""), NAME_BYTES, ' ');
        }
    }
}

static void put_value_label(struct buf *out, int64_t code, struct str text)
{
    struct str label = cut(text, VALUE_LABEL_MAX);
    put_real(out, (double)code);
    buf_add_char(out, (char)label.length);
    put_padded(out, label, (label.length + 1 + 7) / 8 * 8 - 1, ' ');
}

/* position: of the column's first block, from 1 */
static void put_value_labels(const struct exported *export, const struct export_column *column, int64_t position, struct buf *out)
{
    bool flag = column->kind == EXPORT_FLAG, missing = tells_not_asked(column);
    int64_t count = (flag ? 2 : (int64_t)column->values_count) + missing;
    if (is_string(column) || !count)
        return;
    put_int(out, 3);
    put_int(out, count);
    if (flag) {
        put_value_label(out, 0, export_word(EXPORT_WORD_no, export->language));
        put_value_label(out, 1, export_word(EXPORT_WORD_yes, export->language));
    } else
        for (size_t i = 0; i < column->values_count; i++)
            put_value_label(out, column->values[i].code, column->values[i].label);
    if (missing)
        put_value_label(out, EXPORT_NOT_ASKED, export_word(EXPORT_WORD_not_asked, export->language));
    put_int(out, 4);
    put_int(out, 1);
    put_int(out, position);
}

static void put_extension(struct buf *out, int subtype, int64_t size, int64_t count)
{
    put_int(out, 7);
    put_int(out, subtype);
    put_int(out, size);
    put_int(out, count);
}

static void put_text_extension(struct buf *out, int subtype, const struct buf *text)
{
    if (!text->length)
        return;
    put_extension(out, subtype, 1, (int64_t)text->length);
    buf_add_str(out, buf_str(text));
}

static void put_machine(struct buf *out)
{
    static const int facts[] = {0, 1, 0, -1, 1, 1, 2, UTF_8}; /* version, machine, IEEE 754, compression, little endian, encoding */
    put_extension(out, 3, 4, sizeof facts / sizeof *facts);
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
        put_int(out, facts[i]);
    put_extension(out, 4, 8, 3);
    put_real(out, -DBL_MAX);
    put_real(out, DBL_MAX);
    put_real(out, nextafter(-DBL_MAX, 0));
}

/* "$many=D1 1 5 Many? v7 v8 v9": a set of flags of which 1 counts. */
static void put_sets(const struct exported *export, struct buf *text)
{
    const struct export_columns *columns = &export->columns;
    char name[NAME_BYTES + 1];
    for (size_t i = 0; i < columns->count; i++) {
        const struct question *q = columns->all[i].question;
        if (!columns->all[i].set || (i && columns->all[i - 1].set && columns->all[i - 1].question == q))
            continue;
        struct str label = cut(columns->all[i].set_label, LABEL_MAX);
        buf_printf(text, "$%s=D1 1 %zu ", q->id.at, label.length);
        buf_add_str(text, label);
        for (size_t m = i; m < columns->count && columns->all[m].question == q; m++) {
            short_name(m, 0, name);
            buf_printf(text, " v%s", name + 1);
        }
        buf_add_char(text, '\n');
    }
}

static void put_display(const struct export_columns *columns, struct buf *out)
{
    int64_t count = 0;
    for (size_t i = 0; i < columns->count; i++)
        count += (int64_t)segments_of(&columns->all[i]);
    put_extension(out, 11, 4, count * 3);
    for (size_t i = 0; i < columns->count; i++) {
        const struct export_column *column = &columns->all[i];
        bool scale = column->kind == EXPORT_NUMBER || column->kind == EXPORT_DAY || column->kind == EXPORT_MOMENT;
        for (size_t s = 0; s < segments_of(column); s++) {
            put_int(out, scale ? MEASURE_SCALE : MEASURE_NOMINAL);
            put_int(out, is_string(column) ? 24 : column->kind == EXPORT_MOMENT ? 20 : 10);
            put_int(out, is_string(column) ? 0 : 1);
        }
    }
}

static void put_names(const struct export_columns *columns, struct buf *names, struct buf *lengths)
{
    char name[NAME_BYTES + 1];
    for (size_t i = 0; i < columns->count; i++) {
        short_name(i, 0, name);
        buf_printf(names, "%s%s=%s", i ? "\t" : "", name, columns->all[i].variable.at);
        if (segments_of(&columns->all[i]) == 1)
            continue;
        buf_printf(lengths, "%s=%05zu", name, width_of(&columns->all[i]));
        buf_add(lengths, "\0\t", 2);
    }
}

static enum err sav_begin(void *state, const struct exported *export, struct buf *out)
{
    struct sav *sav = state;
    const struct export_columns *columns = &export->columns;
    struct buf names = buf_new(4 << 20), lengths = buf_new(1 << 20), sets = buf_new(4 << 20);
    int64_t position = 1;
    sav->literals = buf_new(OPCODES * BLOCK);
    put_header(export, out);
    for (size_t i = 0; i < columns->count; i++)
        put_variable(&columns->all[i], i, out);
    for (size_t i = 0; i < columns->count; i++) {
        put_value_labels(export, &columns->all[i], position, out);
        position += (int64_t)blocks_of(&columns->all[i]);
    }
    put_machine(out);
    put_sets(export, &sets);
    put_names(columns, &names, &lengths);
    put_text_extension(out, 7, &sets);
    put_display(columns, out);
    put_text_extension(out, 13, &names);
    put_text_extension(out, 14, &lengths);
    put_extension(out, 20, 1, 5);
    buf_add_text(out, "UTF-8");
    put_int(out, 999);
    put_int(out, 0);
    enum err err = names.failed || lengths.failed || sets.failed ? ERR_MEMORY : ERR_NONE;
    buf_free(&names), buf_free(&lengths), buf_free(&sets);
    return err;
}

/* ---- the cases ---- */

static void flush(struct sav *sav, struct buf *out)
{
    buf_add(out, sav->opcodes, OPCODES);
    buf_add_str(out, buf_str(&sav->literals));
    memset(sav->opcodes, 0, OPCODES);
    sav->opcodes_count = 0;
    buf_clear(&sav->literals);
}

static void put_opcode(struct sav *sav, unsigned char opcode, const void *literal, struct buf *out)
{
    sav->opcodes[sav->opcodes_count++] = opcode;
    if (opcode == OP_LITERAL)
        buf_add(&sav->literals, literal, BLOCK);
    if (sav->opcodes_count == OPCODES)
        flush(sav, out);
}

static void put_number(struct sav *sav, double value, struct buf *out)
{
    unsigned char bytes[BLOCK];
    if (value >= 1 - BIAS && value <= 251 - BIAS && value == trunc(value) && !(value == 0 && signbit(value))) {
        put_opcode(sav, (unsigned char)(value + BIAS), NULL, out);
        return;
    }
    real_bytes(value, bytes);
    put_opcode(sav, OP_LITERAL, bytes, out);
}

static void put_string(struct sav *sav, const struct export_column *column, struct str whole, struct buf *out)
{
    struct str text = cut(whole, width_of(column));
    for (size_t s = 0; s < segments_of(column); s++) {
        size_t width = segment_width(column, s), from = s * SEGMENT_FILLED;
        size_t end = from + width < text.length ? from + width : text.length;
        for (size_t at = from; at < from + width; at += BLOCK) {
            char block[BLOCK] = "       ";
            block[BLOCK - 1] = ' ';
            if (at < end) {
                memcpy(block, text.at + at, end - at < BLOCK ? end - at : BLOCK);
                put_opcode(sav, OP_LITERAL, block, out);
            } else
                put_opcode(sav, OP_SPACES, NULL, out);
        }
    }
}

static bool number_of(const struct export_column *column, const struct export_cell *cell, double *number)
{
    int32_t day;
    const struct export_value *value;
    switch (column->kind) {
    case EXPORT_MOMENT:
        *number = (double)cell->integer / 1000 + (double)epoch_s;
        return cell->kind == CELL_MOMENT;
    case EXPORT_DAY:
        if (cell->kind != CELL_TEXT || !day_parse(cell->text, &day))
            return false;
        *number = (double)day * 86400 + (double)epoch_s;
        return true;
    case EXPORT_CODE:
        value = cell->kind == CELL_TEXT ? export_value_of(column, cell->text) : NULL;
        *number = value ? (double)value->code : 0;
        return value != NULL;
    default:
        return (cell->kind == CELL_NUMBER || cell->kind == CELL_FLAG) && export_cell_number(cell, number);
    }
}

static struct str string_of(const struct export_cell *cell)
{
    if (cell->kind == CELL_FLAG)
        return cell->integer ? STR("true") : STR("false");
    return cell->kind == CELL_TEXT || cell->kind == CELL_NUMBER ? cell->text : STR("");
}

static enum err sav_row(void *state, const struct exported *export, const struct response *response, const struct export_cell *cells,
                        struct buf *out)
{
    struct sav *sav = state;
    double number;
    (void)response;
    for (size_t i = 0; i < export->columns.count; i++) {
        const struct export_column *column = &export->columns.all[i];
        if (is_string(column))
            put_string(sav, column, string_of(&cells[i]), out);
        else if (number_of(column, &cells[i], &number))
            put_number(sav, number, out);
        else if (cells[i].kind == CELL_NOT_ASKED && tells_not_asked(column))
            put_number(sav, EXPORT_NOT_ASKED, out);
        else
            put_opcode(sav, OP_MISSING, NULL, out);
    }
    return sav->literals.failed ? ERR_MEMORY : ERR_NONE;
}

static enum err sav_end(void *state, const struct exported *export, struct buf *out)
{
    struct sav *sav = state;
    (void)export;
    if (sav->opcodes_count)
        flush(sav, out);
    return ERR_NONE;
}

static void sav_close(void *state)
{
    buf_free(&((struct sav *)state)->literals);
}

const struct export_format export_sav = {.name = "sav",
                                         .type = "application/x-spss-sav",
                                         .extension = "sav",
                                         .layout = EXPORT_SPREAD,
                                         .looks = true,
                                         .not_asked = true,
                                         .state_size = sizeof(struct sav),
                                         .begin = sav_begin,
                                         .row = sav_row,
                                         .end = sav_end,
                                         .close = sav_close};
