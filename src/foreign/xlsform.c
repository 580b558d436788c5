/* XLSForm: the sheets, their heads, the languages; the rows of the survey are xlsform_row.c. */
#include "base/xls_read.h"
#include "base/xlsx_read.h"
#include "foreign/xlsform.h"
#include "foreign/readers.h"

#include <strings.h>
#include <unicode/uloc.h>
#include <unicode/ustring.h>

enum { HEAD_MAX = 200, NAME_ROOM = 120, LANGUAGE_LEAST = 2 };

static struct str without_mark(struct str bytes)
{
    bool marked = bytes.length > 3 && memcmp(bytes.at, "\xEF\xBB\xBF", 3) == 0;
    return marked ? (struct str){bytes.at + 3, bytes.length - 3} : bytes;
}

/* The first cell is the name of a sheet, and the next line is indented. */
static bool is_form_csv(struct str bytes)
{
    struct str text = without_mark(bytes), line, cell;
    if (!str_cut(&text, '\n', &line) || !str_cut(&line, ',', &cell))
        return false;
    cell = str_trim(cell);
    if (cell.length > 2 && cell.at[0] == '"' && cell.at[cell.length - 1] == '"')
        cell = (struct str){cell.at + 1, cell.length - 2};
    text = str_trim(text);
    bool names = (cell.length == 6 && strncasecmp(cell.at, "survey", 6) == 0) ||
                 (cell.length == 7 && strncasecmp(cell.at, "choices", 7) == 0) ||
                 (cell.length == 8 && strncasecmp(cell.at, "settings", 8) == 0);
    return names && text.length && text.at[0] == ',';
}

bool xlsform_is(struct str bytes)
{
    return xls_read_is(bytes) || xlsx_read_is(bytes) || is_form_csv(bytes);
}

/* ---- languages ---- */

static bool called(const char *code, const char *in, struct str name)
{
    UChar wide[NAME_ROOM];
    char text[3 * NAME_ROOM];
    int32_t length = 0;
    UErrorCode error = U_ZERO_ERROR;
    uloc_getDisplayLanguage(code, in, wide, NAME_ROOM, &error);
    if (error != U_ZERO_ERROR)
        return false; /* no name of its own is a warning */
    u_strToUTF8(text, sizeof text, &length, wide, -1, &error);
    return U_SUCCESS(error) && (size_t)length == name.length && strncasecmp(text, name.at, name.length) == 0;
}

/* "English (en)", "en", "English", "Suomi" → "en", "fi"; NULL when it names no language. */
static const char *language_find(struct form *form, struct str name)
{
    const char *open = name.length ? memrchr(name.at, '(', name.length) : NULL;
    if (open && name.at[name.length - 1] == ')') {
        struct str code = foreign_language(form->foreign, (struct str){open + 1, name.length - (size_t)(open - name.at) - 2});
        if (code.at)
            return code.at;
        name = str_trim((struct str){name.at, (size_t)(open - name.at)});
    }
    for (const char *const *code = uloc_getISOLanguages(); *code && name.length > 3; code++)
        if (strlen(*code) <= 3 && (called(*code, "en", name) || called(*code, *code, name)))
            return *code;
    struct str code = name.length <= 5 ? foreign_language(form->foreign, name) : (struct str){0};
    return code.at;
}

/* Every column says its language again. */
static const char *language_code(struct form *form, struct str name)
{
    const json_t *known = json_object_getn(form->languages, name.at, name.length);
    if (known)
        return json_string_value(known);
    const char *code = language_find(form, name);
    json_object_setn_new(form->languages, name.at, name.length, code ? json_string(code) : json_null());
    return code;
}

/* ---- heads ---- */

static bool same_word(struct str a, const char *b)
{
    for (size_t i = 0; i < a.length; i++) {
        char x = a.at[i] == ' ' || a.at[i] == '-' ? '_' : a.at[i];
        if (!b[i] || (x | 0x20) != (b[i] | 0x20))
            return false;
    }
    return !b[a.length];
}

static const struct {
    const char *theirs, *base;
} aliases[] = {{"list_name", "list"},
               {"value", "name"},
               {"caption", "label"},
               {"text", "label"},
               {"relevance", "relevant"},
               {"calculate", "calculation"},
               {"read_only", "readonly"},
               {"title", "form_title"},
               {"set_form_title", "form_title"},
               {"set_form_id", "form_id"},
               {"choicefilter", "choice_filter"}};

/* The pieces between "::" or ":" are at most three: what kind of column, which, in what language. */
static struct str next_piece(struct str *rest)
{
    struct str piece = *rest, none = {0};
    const char *colon = rest->length ? memchr(rest->at, ':', rest->length) : NULL;
    if (!colon) {
        *rest = none;
        return str_trim(piece);
    }
    piece.length = (size_t)(colon - rest->at);
    size_t skip = piece.length + 1;
    while (skip < rest->length && rest->at[skip] == ':')
        skip++;
    *rest = (struct str){rest->at + skip, rest->length - skip};
    return str_trim(piece);
}

static void head_read(struct form *form, struct str head, struct form_column *column)
{
    struct str rest = head, base = next_piece(&rest);
    if (rest.length && (same_word(base, "bind") || same_word(base, "control") || same_word(base, "media") || same_word(base, "body")))
        base = next_piece(&rest);
    column->base = base;
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
        if (same_word(base, aliases[i].theirs))
            column->base = str_of(aliases[i].base);
    rest = str_trim(rest);
    if (rest.length) {
        column->language = language_code(form, rest);
        column->strange = !column->language;
    }
}

/* The same head twice: which of them is meant nobody can tell. */
static enum err twice(const struct table *table, const struct table_row *head, struct fault *why)
{
    for (size_t i = 0; i < head->count; i++)
        for (size_t k = 0; k < i; k++) {
            struct str a = str_trim(head->cells[i]), b = str_trim(head->cells[k]);
            if (a.length && a.length == b.length && strncasecmp(a.at, b.at, a.length) == 0)
                return fault_set(why, ERR_INVALID, "duplicate_columns", "", "The sheet \"%.*s\" has two columns named \"%.*s\".",
                                 STR_ARGS(table->name), (int)(a.length > HEAD_MAX ? HEAD_MAX : a.length), a.at);
        }
    return ERR_NONE;
}

static enum err sheet_read(struct form *form, const char *name, struct form_sheet *sheet, struct fault *why)
{
    sheet->table = workbook_sheet(form->book, name);
    if (!sheet->table || !sheet->table->rows_count)
        return ERR_NONE;
    const struct table_row *head = &sheet->table->rows[0];
    sheet->columns = arena_take_array(form->foreign->arena, head->count, sizeof *sheet->columns);
    if (!sheet->columns)
        return ERR_MEMORY;
    sheet->columns_count = head->count;
    sheet->rows_count = sheet->table->rows_count - 1;
    for (size_t i = 0; i < head->count; i++)
        head_read(form, str_trim(head->cells[i]), &sheet->columns[i]);
    return twice(sheet->table, head, why);
}

const struct table_row *form_row(const struct form_sheet *sheet, size_t i)
{
    return &sheet->table->rows[i + 1];
}

struct str form_cell(const struct form_sheet *sheet, const struct table_row *row, const char *base)
{
    for (size_t i = 0; i < sheet->columns_count; i++)
        if (!sheet->columns[i].language && !sheet->columns[i].strange && same_word(sheet->columns[i].base, base))
            return str_trim(table_cell(row, i));
    return STR("");
}

bool form_says_yes(struct str cell)
{
    return same_word(cell, "yes") || same_word(cell, "true") || same_word(cell, "true()") || str_is(cell, "1");
}

/* ---- texts ---- */

/* ${name}: the answer to an earlier question. */
static struct str with_answers(struct form *form, struct str text, struct str name)
{
    struct buf out = buf_new(1 << 16);
    bool dropped = false;
    for (size_t i = 0; i < text.length; i++) {
        bool begins = i + 1 < text.length && text.at[i] == '$' && text.at[i + 1] == '{';
        const char *end = begins ? memchr(text.at + i, '}', text.length - i) : NULL;
        if (!end) {
            buf_add_char(&out, text.at[i]);
            continue;
        }
        struct str about = str_trim((struct str){text.at + i + 2, (size_t)(end - text.at) - i - 2});
        const json_t *kind = json_object_getn(form->kinds, about.at, about.length); /* what comes later is not there yet */
        if (!kind || !json_object_get(kind, "told") || !foreign_pipe(form->foreign, about, &out)) {
            buf_add_str(&out, STR("…"));
            dropped = true;
        }
        i = (size_t)(end - text.at);
    }
    bool first = !name.length || !json_object_getn(form->piped, name.at, name.length);
    if (dropped && name.length)
        json_object_setn_new(form->piped, name.at, name.length, json_true());
    if (dropped && first)
        foreign_note(form->foreign, name, FOREIGN_CHANGED, "piping_dropped",
                     "The text repeats an earlier answer; an ellipsis stands in its place.");
    struct str kept = str_keep(form->foreign->arena, buf_str(&out));
    buf_free(&out);
    return kept;
}

void form_texts(struct form *form, const struct form_sheet *sheet, const struct table_row *row, const char *base, json_t *object,
                const char *field, struct str name)
{
    for (size_t i = 0; i < sheet->columns_count; i++) {
        const struct form_column *column = &sheet->columns[i];
        struct str text = str_trim(table_cell(row, i));
        if (!text.length || column->strange || !same_word(column->base, base))
            continue;
        if (memmem(text.at, text.length, "${", 2))
            text = with_answers(form, text, name);
        foreign_text(form->foreign, object, field, column->language ? column->language : form->language, text);
    }
}

/* ---- the form ---- */

static void language_add(const char *code, const char **codes, size_t *count)
{
    for (size_t i = 0; i < *count; i++)
        if (strcmp(codes[i], code) == 0)
            return;
    if (*count < FOREIGN_LANGUAGES_MAX)
        codes[(*count)++] = code;
}

static void sheet_languages(struct form *form, const struct form_sheet *sheet, const char **codes, size_t *count)
{
    for (size_t i = 0; i < sheet->columns_count; i++) {
        if (sheet->columns[i].strange && same_word(sheet->columns[i].base, "label"))
            foreign_note_once(form->foreign, FOREIGN_LOST, "language", "Texts in a language that has no code were left out.");
        if (sheet->columns[i].language && same_word(sheet->columns[i].base, "label"))
            language_add(sheet->columns[i].language, codes, count);
    }
}

static bool has_plain_label(const struct form_sheet *sheet)
{
    for (size_t i = 0; i < sheet->columns_count; i++)
        if (!sheet->columns[i].language && !sheet->columns[i].strange && same_word(sheet->columns[i].base, "label"))
            return true;
    return false;
}

/* The form's own language, else that of its first labels, else English. A label in a language without a code is the form's own when there
 * is no other. */
static enum err begin(struct form *form)
{
    const char *codes[FOREIGN_LANGUAGES_MAX], *others[FOREIGN_LANGUAGES_MAX];
    size_t count = 0, others_count = 0;
    struct form_sheet *s = &form->settings;
    const struct table_row *settings = s->rows_count ? form_row(s, 0) : NULL;
    struct str own = settings ? form_cell(s, settings, "default_language") : STR("");
    const char *code = own.length ? language_code(form, own) : NULL;
    sheet_languages(form, &form->survey, others, &others_count);
    if (!others_count && !has_plain_label(&form->survey))
        for (size_t i = 0; i < form->survey.columns_count; i++)
            form->survey.columns[i].strange = false;
    sheet_languages(form, &form->choices, others, &others_count);
    if (!code)
        code = others_count && !has_plain_label(&form->survey) ? others[0] : "en";
    form->language = code;
    language_add(code, codes, &count);
    for (size_t i = 0; i < others_count; i++)
        language_add(others[i], codes, &count);
    enum err err = foreign_begin(form->foreign, codes, count);
    struct str title = settings ? form_cell(s, settings, "form_title") : STR("");
    if (settings && !title.length)
        title = form_cell(s, settings, "form_id");
    if (err == ERR_NONE)
        foreign_text(form->foreign, form->foreign->definition, "title", code, title);
    return err;
}

static enum err read_book(struct form *form, struct fault *why)
{
    struct str bytes = form->foreign->bytes;
    if (xls_read_is(bytes))
        return xls_read(form->foreign->arena, bytes, &form->book, why);
    if (is_form_csv(bytes))
        return form_csv_read(form->foreign->arena, without_mark(bytes), &form->book, why);
    return xlsx_read(form->foreign->arena, bytes, &form->book, why);
}

static enum err read_sheets(struct form *form, struct fault *why)
{
    enum err err = sheet_read(form, "survey", &form->survey, why);
    if (err == ERR_NONE && !form->survey.columns_count)
        return fault_set(
            why, ERR_INVALID, "no_survey_sheet", "",
            "The workbook has no sheet named \"survey\" with questions, so it is no XLSForm. Answers are brought on the page of "
            "imports.");
    if (err == ERR_NONE)
        err = sheet_read(form, "choices", &form->choices, why);
    if (err == ERR_NONE)
        err = sheet_read(form, "external_choices", &form->external, why);
    return err == ERR_NONE ? sheet_read(form, "settings", &form->settings, why) : err;
}

enum err xlsform_read(struct foreign *foreign, struct fault *why)
{
    struct form form = {
        .foreign = foreign,
    };
    json_t **const kept[] = {&form.kinds, &form.languages, &form.piped, &form.scratch};
    enum err err = ERR_NONE;
    for (size_t i = 0; err == ERR_NONE && i < sizeof kept / sizeof *kept; i++) {
        *kept[i] = kept[i] == &form.scratch ? json_array() : json_object();
        err = json_keep(foreign->arena, *kept[i]);
    }
    if (err == ERR_NONE)
        err = read_book(&form, why);
    if (err == ERR_NONE)
        err = read_sheets(&form, why);
    if (err == ERR_NONE)
        err = begin(&form);
    for (size_t i = 0; err == ERR_NONE && i < form.survey.rows_count; i++)
        form_question(&form, form_row(&form.survey, i));
    return err;
}
