/* triple-S (XML, versions 1.1 to 3.0): the definition of a file of answers, alone or in a zip with the answers beside it. */
#include "foreign/triple_s.h"
#include "base/zip_read.h"
#include "foreign/leaf.h"
#include "foreign/readers.h"

#include <unicode/uloc.h>

enum { IS_LOOKS = 8192, UNPACKED_MAX = 256 << 20, CODE_ROOM = 16 };

/* ---- is it one ---- */

static bool names_sss(struct str bytes)
{
    size_t length = bytes.length < IS_LOOKS ? bytes.length : IS_LOOKS;
    if (!length)
        return false;
    struct str start = str_trim((struct str){bytes.at, length});
    if (str_starts(start, "\xEF\xBB\xBF"))
        start = (struct str){start.at + 3, start.length - 3};
    if (!start.at)
        return false;
    bool wide = str_starts(start, "\xFF\xFE") || str_starts(start, "\xFE\xFF");
    if (wide)
        return memmem(start.at, start.length, "<\0s\0s\0s\0", 8) || memmem(start.at, start.length, "\0<\0s\0s\0s", 8);
    return start.length && start.at[0] == '<' && (memmem(start.at, start.length, "<sss", 4) || memmem(start.at, start.length, "<SSS", 4));
}

bool triple_s_is(struct str bytes)
{
    struct zip_read *zip = NULL;
    size_t index;
    if (!zip_read_is(bytes))
        return names_sss(bytes);
    bool is = zip_read_open(bytes, 0, &zip, NULL) == ERR_NONE && zip_read_find_ending(zip, ".sss", &index);
    zip_read_close(zip);
    return is;
}

/* ---- texts: <label>words</label>, or <label><text xml:lang="en" mode="interview">words</text>…</label> ---- */

static const char *language_of(struct sss *s, struct str theirs)
{
    char code[CODE_ROOM], mapped[CODE_ROOM];
    UErrorCode error = U_ZERO_ERROR;
    struct str known = foreign_language(s->foreign, theirs);
    if (!known.at || known.length >= sizeof code)
        return NULL;
    memcpy(code, known.at, known.length);
    code[known.length] = 0;
    uloc_getLanguage(code, mapped, sizeof mapped, &error); /* "fra" → "fr" */
    known = U_SUCCESS(error) && mapped[0] ? str_keep(s->foreign->arena, str_of(mapped)) : known;
    return known.at;
}

/* Of two texts in one language the one for asking stands; the other is for tables. */
void sss_texts(struct sss *s, const struct xml_element *element, json_t *object, const char *field)
{
    const struct xml_element *text = xml_child(element, "text");
    struct str own = element ? str_trim(element->text) : STR("");
    if (!text && own.length)
        foreign_text(s->foreign, object, field, s->language, own);
    for (int asking = 0; asking < 2; asking++)
        for (const struct xml_element *one = text; one; one = xml_next(one)) {
            const char *language = language_of(s, xml_attribute(one, "lang"));
            if (str_is(xml_attribute(one, "mode"), "interview") == (asking == 1))
                foreign_text(s->foreign, object, field, language ? language : s->language, one->text);
        }
}

static void gather_languages(struct sss *s, const struct xml_element *element, const char **codes, size_t *count)
{
    struct str lang = xml_attribute(element, "lang");
    const char *code = lang.length && str_trim(element->text).length ? language_of(s, lang) : NULL;
    for (size_t i = 0; code && i < *count; i++)
        if (strcmp(codes[i], code) == 0)
            code = NULL;
    if (code && *count < FOREIGN_LANGUAGES_MAX)
        codes[(*count)++] = code;
    for (const struct xml_element *one = element->first; one; one = one->next)
        gather_languages(s, one, codes, count);
}

static enum err begin(struct sss *s, const struct xml_element *root, const struct xml_element *survey)
{
    const char *codes[FOREIGN_LANGUAGES_MAX];
    size_t count = 0;
    struct str listed = xml_attribute(root, "languages"), first = {0};
    str_cut(&listed, ' ', &first);
    codes[0] = first.length ? language_of(s, first) : NULL;
    count = codes[0] != NULL;
    gather_languages(s, root, codes, &count);
    if (!count)
        codes[count++] = "en";
    s->language = codes[0];
    enum err err = foreign_begin(s->foreign, codes, count);
    if (err != ERR_NONE)
        return err;
    sss_texts(s, xml_child(survey, "title"), s->foreign->definition, "title");
    if (!json_object_size(json_object_get(s->foreign->definition, "title")))
        foreign_text(s->foreign, s->foreign->definition, "title", s->language, xml_child_text(survey, "name"));
    return ERR_NONE;
}

/* ---- variables ---- */

static const struct {
    const char *type;
    enum variable_kind kind;
} kinds[] = {{"single", VARIABLE_CHOICE},   {"multiple", VARIABLE_CHOICES}, {"quantity", VARIABLE_NUMBER}, {"character", VARIABLE_TEXT},
             {"logical", VARIABLE_BOOLEAN}, {"date", VARIABLE_DAY},         {"time", VARIABLE_TIME}};

static void widen(struct variable *variable, double value)
{
    if (!variable->ranged || value < variable->low)
        variable->low = value;
    if (!variable->ranged || value > variable->high)
        variable->high = value;
    variable->ranged = true;
}

static void read_range(struct variable *variable, const struct xml_element *range)
{
    double from, to;
    for (; range; range = xml_next(range))
        if (str_real(str_trim(xml_attribute(range, "from")), &from) && str_real(str_trim(xml_attribute(range, "to")), &to)) {
            widen(variable, from);
            widen(variable, to);
        }
}

/* Ranges of a single or a multiple stand for every code between their ends. */
static void read_values(struct sss_variable *v)
{
    const struct xml_element *values = xml_child(v->element, "values"), *value = xml_child(values, "value");
    double code;
    for (; value; value = xml_next(value)) {
        v->variable.options++;
        if (v->variable.kind == VARIABLE_NUMBER && str_real(str_trim(xml_attribute(value, "code")), &code))
            widen(&v->variable, code);
    }
    if (v->variable.kind == VARIABLE_NUMBER) {
        read_range(&v->variable, xml_child(values, "range"));
        read_range(&v->variable, xml_child(v->element, "range"));
    }
}

static int64_t whole(struct str text, int64_t otherwise)
{
    int64_t value;
    return str_integer(str_trim(text), &value) ? value : otherwise;
}

static void read_variable(struct sss *s, const struct xml_element *element)
{
    struct sss_variable *v = &s->variables[s->count++];
    const struct xml_element *position = xml_child(element, "position"), *spread = xml_child(element, "spread");
    struct str type = xml_attribute(element, "type"), use = xml_attribute(element, "use");
    v->element = element;
    v->ident = str_trim(xml_attribute(element, "ident"));
    v->variable.name = str_trim(xml_child_text(element, "name"));
    if (!v->variable.name.length)
        v->variable.name = v->ident;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (str_is(type, kinds[i].type))
            v->variable.kind = kinds[i].kind;
    v->several = v->variable.kind == VARIABLE_CHOICES;
    v->serial = str_is(use, "serial");
    v->weight = str_is(use, "weight");
    v->start = whole(xml_attribute(position, "start"), 0);
    v->finish = whole(xml_attribute(position, "finish"), v->start);
    v->subfields = whole(xml_attribute(spread, "subfields"), 0);
    v->width = whole(xml_attribute(spread, "width"), 0);
    int64_t size = whole(xml_child_text(element, "size"), 0);
    v->variable.longest = size > 0 && size <= 1000000 ? (size_t)size : 0;
    v->filter = str_trim(xml_child_text(element, "filter"));
    read_values(v);
}

static void find_filters(struct sss *s)
{
    for (size_t i = 0; i < s->count; i++) {
        struct sss_variable *v = &s->variables[i];
        for (size_t k = 0; v->filter.length && k < i; k++)
            if (str_equal(s->variables[k].variable.name, v->filter) || str_equal(s->variables[k].ident, v->filter))
                v->filtered_by = &s->variables[k];
    }
}

static void put_options(struct sss *s, struct sss_variable *v)
{
    const struct xml_element *value = xml_child(xml_child(v->element, "values"), "value");
    bool choice = v->variable.kind == VARIABLE_CHOICE || v->variable.kind == VARIABLE_CHOICES || v->variable.words;
    for (; value && choice; value = xml_next(value)) {
        json_t *option = variable_option(s->foreign, &v->variable, xml_attribute(value, "code"));
        if (option)
            sss_texts(s, value, option, "text");
    }
    if (v->variable.kind == VARIABLE_NUMBER && v->variable.options)
        foreign_note(s->foreign, v->variable.name, FOREIGN_CHANGED, "special_values",
                     "Some numbers have a meaning of their own in the file; they are kept as numbers.");
}

static void put_filter(struct sss *s, struct sss_variable *v)
{
    const struct sss_variable *by = v->filtered_by;
    struct str id = by && by->variable.question ? json_str(json_object_get(by->variable.question, "id")) : (struct str){0};
    const char *why = NULL;
    if (!v->filter.length)
        return;
    if (!id.length || by->variable.kind != VARIABLE_BOOLEAN)
        why = "It is asked on a condition that looks at something that is no yes or no here.";
    else if (v->contradicted)
        why = "It is asked on a condition, but the file has answers without it.";
    else if (!foreign_show_if(v->variable.question, leaf_new(leaf_field(s->foreign, id, STR("")), "eq", json_true())))
        why = "The condition is more than one may hold here.";
    s->foreign->logic_kept += !why;
    s->foreign->logic_lost += why != NULL;
    if (why)
        foreign_note(s->foreign, v->variable.name, FOREIGN_LOST, "logic_unreadable", "%s", why);
}

static void put_question(struct sss *s, struct sss_variable *v)
{
    if (v->serial || v->weight) {
        foreign_note(s->foreign, v->variable.name, FOREIGN_CHANGED, v->serial ? "serial" : "weight",
                     "It is no question: it stands with each answer, as the attribute \"%s\".", v->serial ? "serial" : "weight");
        return;
    }
    if (v->variable.kind == VARIABLE_NONE ||
        ((v->variable.kind == VARIABLE_CHOICE || v->variable.kind == VARIABLE_CHOICES) && !v->variable.options)) {
        foreign_note(s->foreign, v->variable.name, FOREIGN_LOST, "type_unknown",
                     "There is no question of the type \"%.*s\" with such values here.", STR_ARGS(xml_attribute(v->element, "type")));
        return;
    }
    if (!variable_make(s->foreign, &v->variable))
        return;
    sss_texts(s, xml_child(v->element, "label"), v->variable.question, "text");
    put_options(s, v);
    put_filter(s, v);
}

/* ---- the files ---- */

static enum err open_zip(struct sss *s, struct str *definition, struct fault *why)
{
    static const char *const endings[] = {".asc", ".csv", ".dat", ".txt"};
    struct zip_read *zip;
    size_t index;
    enum err err = zip_read_open(s->foreign->bytes, UNPACKED_MAX, &zip, why);
    if (err != ERR_NONE)
        return err;
    if (!zip_read_find_ending(zip, ".sss", &index))
        err = fault_set(why, ERR_INVALID, "no_definition", "", "The archive holds no .sss file.");
    if (err == ERR_NONE)
        err = zip_read_file(zip, index, s->foreign->arena, definition, why);
    for (size_t i = 0; err == ERR_NONE && !s->data.at && i < sizeof endings / sizeof *endings; i++)
        if (zip_read_find_ending(zip, endings[i], &index))
            err = zip_read_file(zip, index, s->foreign->arena, &s->data, why);
    zip_read_close(zip);
    return err;
}

static size_t count_variables(const struct xml_element *record)
{
    size_t count = 0;
    for (const struct xml_element *one = xml_child(record, "variable"); one; one = xml_next(one))
        count++;
    return count;
}

static enum err read_definition(struct sss *s, const struct xml_element *root, struct fault *why)
{
    const struct xml_element *survey = xml_child(root, "survey"), *record = xml_child(survey, "record"), *one;
    size_t count = count_variables(record);
    if (!str_is(root->name, "sss") || !count)
        return fault_set(why, ERR_INVALID, "nothing_to_ask", "", "The triple-S file describes no variables.");
    s->variables = arena_take_array(s->foreign->arena, count, sizeof *s->variables);
    if (!s->variables)
        return ERR_MEMORY;
    s->comma = str_is(xml_attribute(record, "format"), "csv");
    s->skip = whole(xml_attribute(record, "skip"), 0);
    for (one = xml_child(record, "variable"); one; one = xml_next(one))
        read_variable(s, one);
    if (xml_next(record))
        foreign_note_once(s->foreign, FOREIGN_LOST, "records", "Of several kinds of records the first was kept.");
    find_filters(s);
    return begin(s, root, survey);
}

enum err triple_s_read(struct foreign *foreign, struct fault *why)
{
    struct sss s = {.foreign = foreign};
    struct str definition = foreign->bytes;
    struct xml_element *root;
    enum err err = zip_read_is(foreign->bytes) ? open_zip(&s, &definition, why) : ERR_NONE;
    if (err == ERR_NONE)
        err = xml_read(foreign->arena, definition, &root, why);
    if (err == ERR_NONE)
        err = read_definition(&s, root, why);
    if (err == ERR_NONE && s.data.at)
        err = sss_data_open(&s, why);
    if (err == ERR_NONE && s.data.at)
        err = sss_data_each(&s, false, why);
    for (size_t i = 0; err == ERR_NONE && i < s.count; i++)
        put_question(&s, &s.variables[i]);
    return err == ERR_NONE && s.data.at && foreign->response ? sss_data_each(&s, true, why) : err;
}
