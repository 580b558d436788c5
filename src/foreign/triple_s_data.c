/* The rows beside a triple-S definition: in columns of characters, or with commas. */
#include "foreign/triple_s.h"

#include <csv.h>
#include <stdio.h>
#include <stdlib.h>
#include <unicode/ucnv.h>

enum { FIELDS_MAX = 20000, ROW_BYTES_MAX = 8 << 20, DAY_DIGITS = 8 };

struct rows {
    struct sss *sss;
    bool tell, stopped;
    int64_t line;
    struct str *fields;
    size_t fields_count, room;
    struct arena *arena; /* of the row */
    enum err err;
};

/* Older files are in a one-byte character set; Windows' holds what Latin-1 has and more. */
enum err sss_data_open(struct sss *s, struct fault *why)
{
    UErrorCode error = U_ZERO_ERROR;
    if (s->data.length > 3 && memcmp(s->data.at, "\xEF\xBB\xBF", 3) == 0)
        s->data = (struct str){s->data.at + 3, s->data.length - 3};
    if (str_utf8(s->data))
        return ERR_NONE;
    size_t room = 3 * s->data.length + 1;
    char *text = room < INT32_MAX ? arena_take(s->foreign->arena, room) : NULL;
    if (!text)
        return fault_set(why, ERR_TOO_LARGE, "too_large", "", "The file of answers is too large.");
    int32_t length = ucnv_convert("UTF-8", "windows-1252", text, (int32_t)room, s->data.at, (int32_t)s->data.length, &error);
    s->data = (struct str){text, U_SUCCESS(error) ? (size_t)length : 0};
    return U_SUCCESS(error) ? ERR_NONE
                            : fault_set(why, ERR_MALFORMED, "encoding", "", "The letters of the file of answers cannot be read.");
}

/* ---- values ---- */

static struct str digits_of(struct rows *r, struct str raw)
{
    char *digits = arena_take(r->arena, raw.length + 1);
    size_t length = 0;
    for (size_t i = 0; digits && i < raw.length; i++)
        if (raw.at[i] >= '0' && raw.at[i] <= '9')
            digits[length++] = raw.at[i];
    return (struct str){digits, length};
}

/* A day is eight digits, a time four or six. */
static struct str tidied(struct rows *r, const struct sss_variable *v, struct str raw)
{
    const char *text = NULL;
    if (v->variable.kind != VARIABLE_DAY && v->variable.kind != VARIABLE_TIME)
        return raw;
    struct str digits = digits_of(r, raw);
    if (v->variable.kind == VARIABLE_DAY && digits.length == DAY_DIGITS)
        text = arena_printf(r->arena, "%.4s-%.2s-%.2s", digits.at, digits.at + 4, digits.at + 6);
    else if (v->variable.kind == VARIABLE_TIME && digits.length >= 4)
        text = arena_printf(r->arena, "%.2s:%.2s", digits.at, digits.at + 2);
    return str_of(text);
}

/* ---- the values of a row ---- */

static void told_wrong(struct rows *r, const struct sss_variable *v)
{
    foreign_note_once(r->sss->foreign, FOREIGN_LOST, "value_unknown",
                      "Values that the file does not list were left out; the first stands in row %zu, at \"%.*s\".", r->sss->rows,
                      STR_ARGS(v->variable.name));
}

static void tell(struct rows *r, const struct sss_variable *v, struct str value, json_t *answers)
{
    if (value.length && !variable_answer(r->sss->foreign, &v->variable, value, answers))
        told_wrong(r, v);
}

/* Places of a set: the nth says whether the code n is chosen. */
static void tell_flags(struct rows *r, const struct sss_variable *v, json_t *answers)
{
    for (size_t i = 0; i < v->raw.length; i++) {
        char code[24];
        snprintf(code, sizeof code, "%zu", i + 1);
        if (v->raw.at[i] == '1')
            tell(r, v, str_of(code), answers);
    }
}

/* So many fields of one width, a code in each. */
static void tell_spread(struct rows *r, const struct sss_variable *v, json_t *answers)
{
    char room[VARIABLE_CODE_ROOM];
    size_t width = v->width > 0 ? (size_t)v->width : v->raw.length / (size_t)v->subfields;
    for (size_t i = 0; width && i < (size_t)v->subfields && i * width < v->raw.length; i++) {
        size_t left = v->raw.length - i * width;
        struct str code = str_trim((struct str){v->raw.at + i * width, left < width ? left : width});
        if (code.length && !str_is(variable_code(code, room), "0"))
            tell(r, v, code, answers);
    }
}

static void tell_variable(struct rows *r, const struct sss_variable *v, json_t *answers)
{
    struct str value = str_trim(v->raw);
    if (!v->variable.question)
        return;
    if (v->several && v->subfields > 0)
        tell_spread(r, v, answers);
    else if (v->several)
        tell_flags(r, v, answers);
    else
        tell(r, v, tidied(r, v, value), answers);
}

static void put_attributes(const struct sss *s, json_t *response)
{
    json_t *attributes = json_object();
    double number;
    for (size_t i = 0; i < s->count; i++) {
        const struct sss_variable *v = &s->variables[i];
        struct str raw = str_trim(v->raw);
        if (v->weight && str_real(raw, &number))
            json_object_set_new(attributes, "weight", json_real(number));
        else if (v->serial && raw.length && raw.length <= 200)
            json_object_set_new(attributes, "serial", json_stringn(raw.at, raw.length));
    }
    if (json_object_size(attributes))
        json_object_set(response, "attributes", attributes);
    json_decref(attributes);
}

static bool answered(const struct sss_variable *v)
{
    struct str raw = str_trim(v->raw);
    if (!v->several || v->subfields > 0)
        return raw.length > 0;
    return raw.length && memchr(raw.at, '1', raw.length);
}

static void see_row(struct rows *r)
{
    for (size_t i = 0; i < r->sss->count; i++) {
        struct sss_variable *v = &r->sss->variables[i];
        variable_see(&v->variable, tidied(r, v, str_trim(v->raw)));
        v->contradicted |= v->filtered_by && answered(v) && !str_is(str_trim(v->filtered_by->raw), "1");
    }
}

static void tell_row(struct rows *r)
{
    json_t *answers = json_object();
    for (size_t i = 0; i < r->sss->count; i++)
        tell_variable(r, &r->sss->variables[i], answers);
    json_t *response = variable_response(r->sss->rows, answers);
    put_attributes(r->sss, response);
    r->stopped = !foreign_answer(r->sss->foreign, response);
}

static void take_row(struct rows *r)
{
    if (r->sss->rows == FOREIGN_RESPONSES_MAX)
        r->err = ERR_TOO_LARGE;
    if (r->err != ERR_NONE || r->stopped)
        return;
    r->sss->rows++;
    if (r->tell)
        tell_row(r);
    else
        see_row(r);
}

/* What was read of one row. */
static void forget(struct rows *r)
{
    arena_free(r->arena);
    r->arena = arena_new(ROW_BYTES_MAX);
    if (!r->arena)
        r->err = ERR_MEMORY;
}

/* ---- columns of characters ---- */

/* Characters [from, to) of the line; a line may end early. */
static struct str piece_of(struct str line, size_t from, size_t to)
{
    size_t character = 0, begin = line.length, end = line.length;
    for (size_t i = 0; i < line.length; i++) {
        if (((unsigned char)line.at[i] & 0xC0) == 0x80)
            continue;
        if (character == from)
            begin = i;
        if (character++ == to) {
            end = i;
            break;
        }
    }
    return begin < end ? (struct str){line.at + begin, end - begin} : STR("");
}

static void take_columns(struct rows *r)
{
    struct str rest = r->sss->data, line;
    while (str_cut(&rest, '\n', &line) && r->err == ERR_NONE && !r->stopped) {
        if (line.length && line.at[line.length - 1] == '\r')
            line.length--;
        if (r->line++ < r->sss->skip || !str_trim(line).length)
            continue;
        for (size_t i = 0; i < r->sss->count; i++) {
            struct sss_variable *v = &r->sss->variables[i];
            v->raw = v->start > 0 && v->finish >= v->start ? piece_of(line, (size_t)v->start - 1, (size_t)v->finish) : STR("");
        }
        take_row(r);
        forget(r);
    }
}

/* ---- commas ---- */

static void take_field(void *bytes, size_t length, void *context)
{
    struct rows *r = context;
    if (r->fields_count == r->room)
        return;
    r->fields[r->fields_count] = str_keep(r->arena, (struct str){bytes ? bytes : "", bytes ? length : 0});
    if (!r->fields[r->fields_count++].at)
        r->err = ERR_MEMORY;
}

static void take_line(int end, void *context)
{
    struct rows *r = context;
    (void)end;
    if (r->line++ >= r->sss->skip && r->err == ERR_NONE) {
        for (size_t i = 0; i < r->sss->count; i++) {
            struct sss_variable *v = &r->sss->variables[i];
            v->raw = v->start > 0 && (size_t)v->start <= r->fields_count ? r->fields[v->start - 1] : STR("");
        }
        take_row(r);
    }
    r->fields_count = 0;
    forget(r);
}

static enum err take_commas(struct rows *r, struct fault *why)
{
    struct csv_parser parser;
    struct str data = r->sss->data;
    r->room = FIELDS_MAX;
    r->fields = calloc(r->room, sizeof *r->fields);
    if (!r->fields)
        return ERR_MEMORY;
    if (csv_init(&parser, 0) != 0) {
        free(r->fields);
        return ERR_MEMORY;
    }
    for (size_t at = 0; at < data.length && r->err == ERR_NONE && !r->stopped;) {
        size_t piece = data.length - at < 65536 ? data.length - at : 65536;
        if (csv_parse(&parser, data.at + at, piece, take_field, take_line, r) != piece)
            r->err =
                fault_set(why, ERR_MALFORMED, "not_csv", "", "Line %lld of the file of answers cannot be read.", (long long)r->line + 1);
        at += piece;
    }
    if (r->err == ERR_NONE)
        csv_fini(&parser, take_field, take_line, r);
    csv_free(&parser);
    free(r->fields);
    return r->err;
}

enum err sss_data_each(struct sss *s, bool tell, struct fault *why)
{
    struct rows r = {.sss = s, .tell = tell, .arena = arena_new(ROW_BYTES_MAX)};
    s->rows = 0;
    if (!r.arena)
        return ERR_MEMORY;
    if (s->comma)
        r.err = take_commas(&r, why);
    else
        take_columns(&r);
    arena_free(r.arena);
    for (size_t i = 0; i < s->count; i++)
        s->variables[i].raw = STR("");
    return r.err == ERR_TOO_LARGE
               ? fault_set(why, r.err, "too_many_answers", "", "The file holds more than %d answers.", FOREIGN_RESPONSES_MAX)
               : r.err;
}
