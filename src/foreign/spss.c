/* SPSS: variables with their labels, and the cases as answers. The file is read twice: what is in it, and then what was answered. */
#include "foreign/spss.h"
#include "foreign/readers.h"

#include <stdlib.h>
#include <strings.h>

enum { IS_LOOKS = 1024, ROW_BYTES_MAX = 32 << 20, DEFAULT_LANGUAGE_LENGTH = 2 };

static bool is_portable(struct str bytes)
{
    return bytes.length > 464 && memmem(bytes.at, bytes.length < IS_LOOKS ? bytes.length : IS_LOOKS, "SPSSPORT", 8);
}

bool spss_is(struct str bytes)
{
    return (bytes.length > 176 && (memcmp(bytes.at, "$FL2", 4) == 0 || memcmp(bytes.at, "$FL3", 4) == 0)) || is_portable(bytes);
}

/* ---- the bytes, for ReadStat: no file is opened ---- */

static int open_bytes(const char *path, void *context)
{
    (void)path;
    ((struct spss *)context)->at = 0;
    return 0;
}

static int close_bytes(void *context)
{
    (void)context;
    return 0;
}

static readstat_off_t seek_bytes(readstat_off_t offset, readstat_io_flags_t whence, void *context)
{
    struct spss *s = context;
    readstat_off_t from = whence == READSTAT_SEEK_CUR   ? (readstat_off_t)s->at
                          : whence == READSTAT_SEEK_END ? (readstat_off_t)s->foreign->bytes.length
                                                        : 0;
    if (offset < -from || offset > (readstat_off_t)s->foreign->bytes.length - from)
        return -1;
    s->at = (size_t)(from + offset);
    return from + offset;
}

static ssize_t read_bytes(void *into, size_t length, void *context)
{
    struct spss *s = context;
    size_t left = s->foreign->bytes.length - s->at;
    size_t size = length < left ? length : left;
    memcpy(into, s->foreign->bytes.at + s->at, size);
    s->at += size;
    return (ssize_t)size;
}

/* ---- what is in it ---- */

static int take_metadata(readstat_metadata_t *metadata, void *context)
{
    struct spss *s = context;
    UErrorCode error = U_ZERO_ERROR;
    const char *encoding = readstat_get_file_encoding(metadata);
    int count = readstat_get_var_count(metadata);
    if (s->variables)
        return READSTAT_HANDLER_OK;
    if (encoding && strcasecmp(encoding, "UTF-8") != 0)
        s->converter = ucnv_open(encoding, &error);
    if (U_FAILURE(error) || count < 1 || count > SPSS_VARIABLES_MAX || readstat_get_row_count(metadata) > FOREIGN_RESPONSES_MAX) {
        s->err = U_FAILURE(error) ? ERR_INVALID : ERR_TOO_LARGE;
        return READSTAT_HANDLER_ABORT;
    }
    s->variables = arena_take_array(s->foreign->arena, (size_t)count, sizeof *s->variables);
    s->count = (size_t)count;
    s->title = spss_text(s, s->foreign->arena, readstat_get_file_label(metadata));
    return s->variables ? READSTAT_HANDLER_OK : READSTAT_HANDLER_ABORT;
}

static struct spss_variable *variable_of(struct spss *s, const readstat_variable_t *variable)
{
    int index = readstat_variable_get_index(variable);
    return index >= 0 && (size_t)index < s->count ? &s->variables[index] : NULL;
}

static void take_missing(struct spss *s, struct spss_variable *v, const readstat_variable_t *variable)
{
    int count = readstat_variable_get_missing_ranges_count(variable);
    for (int i = 0; i < count && i < SPSS_MISSING_MAX; i++) {
        readstat_value_t low = readstat_variable_get_missing_range_lo(variable, i),
                         high = readstat_variable_get_missing_range_hi(variable, i);
        struct spss_missing *missing = &v->missing[v->missing_count++];
        if (readstat_value_type_class(low) == READSTAT_TYPE_CLASS_STRING)
            missing->text = spss_text(s, s->foreign->arena, readstat_string_value(low));
        else
            *missing = (struct spss_missing){.low = readstat_double_value(low), .high = readstat_double_value(high)};
    }
}

/* Formats of days and times; numbers without one stay numbers. */
static enum variable_kind kind_of(const char *format, bool *moment)
{
    static const char *const days[] = {"DATE", "ADATE", "EDATE", "SDATE", "JDATE", "QYR", "MOYR", "WKYR"};
    static const char *const times[] = {"TIME", "DTIME", "MTIME"};
    char name[16];
    size_t length = 0;
    while (format[length] >= 'A' && length < sizeof name - 1) {
        name[length] = format[length];
        length++;
    }
    name[length] = 0;
    *moment = strcasecmp(name, "DATETIME") == 0 || strcasecmp(name, "YMDHMS") == 0;
    for (size_t i = 0; i < sizeof days / sizeof *days; i++)
        if (*moment || strcasecmp(name, days[i]) == 0)
            return VARIABLE_DAY;
    for (size_t i = 0; i < sizeof times / sizeof *times; i++)
        if (strcasecmp(name, times[i]) == 0)
            return VARIABLE_TIME;
    return VARIABLE_NUMBER;
}

static int take_variable(int index, readstat_variable_t *variable, const char *set, void *context)
{
    struct spss *s = context;
    struct spss_variable *v = variable_of(s, variable);
    (void)index;
    if (!v || v->variable.name.at)
        return READSTAT_HANDLER_OK;
    const char *format = readstat_variable_get_format(variable);
    v->variable.name = spss_text(s, s->foreign->arena, readstat_variable_get_name(variable));
    v->label = spss_text(s, s->foreign->arena, readstat_variable_get_label(variable));
    v->set = str_keep(s->foreign->arena, str_of(set ? set : ""));
    v->text = readstat_variable_get_type_class(variable) == READSTAT_TYPE_CLASS_STRING;
    v->as = v->variable.kind = v->text ? VARIABLE_TEXT : kind_of(format ? format : "", &v->moment);
    take_missing(s, v, variable);
    v->seen = json_object();
    return json_keep(s->foreign->arena, v->seen) == ERR_NONE ? READSTAT_HANDLER_OK : READSTAT_HANDLER_ABORT;
}

static int take_weight(readstat_variable_t *variable, void *context)
{
    struct spss_variable *v = variable_of(context, variable);
    if (v)
        v->weight = true;
    return READSTAT_HANDLER_OK;
}

static struct str label_code(struct spss *s, readstat_value_t value)
{
    if (readstat_value_type_class(value) == READSTAT_TYPE_CLASS_STRING)
        return spss_text(s, s->foreign->arena, readstat_string_value(value));
    return str_of(arena_printf(s->foreign->arena, "%.15g", readstat_double_value(value)));
}

static int take_label(const char *name, readstat_value_t value, const char *label, void *context)
{
    struct spss *s = context;
    json_t *set = json_object_get(s->sets, name);
    if (!set && json_object_set_new(s->sets, name, json_pack("{s:[],s:[]}", "codes", "labels")) == 0)
        set = json_object_get(s->sets, name);
    struct str code = label_code(s, value), text = spss_text(s, s->foreign->arena, label);
    json_array_append_new(json_object_get(set, "codes"), json_stringn(code.at, code.length));
    json_array_append_new(json_object_get(set, "labels"), json_stringn(text.at, text.length));
    return READSTAT_HANDLER_OK;
}

/* ---- rows ---- */

static void see(struct spss *s, struct spss_variable *v, struct str value)
{
    const json_t *codes = json_object_get(json_object_getn(s->sets, v->set.at, v->set.length), "codes");
    variable_see(&v->variable, value);
    if (!value.length || !json_array_size(codes) || json_object_size(v->seen) >= SPSS_SEEN_MAX)
        return;
    for (size_t i = 0; i < json_array_size(codes); i++)
        if (str_equal(json_str(json_array_get(codes, i)), value))
            return;
    json_object_setn_new(v->seen, value.at, value.length, json_true());
}

static void tell_row(struct spss *s)
{
    if (!s->answers)
        return;
    json_t *response = variable_response(s->rows, s->answers);
    if (json_object_size(s->attributes))
        json_object_set(response, "attributes", s->attributes);
    json_decref(s->attributes);
    s->answers = s->attributes = NULL;
    s->stopped = !foreign_answer(s->foreign, response);
}

static bool row_begin(struct spss *s)
{
    if (s->telling)
        tell_row(s);
    arena_free(s->row);
    s->row = arena_new(ROW_BYTES_MAX);
    if (s->telling) {
        s->answers = json_object();
        s->attributes = json_object();
    }
    return s->row && ++s->rows <= FOREIGN_RESPONSES_MAX && !s->stopped;
}

static void tell(struct spss *s, const struct spss_variable *v, struct str value)
{
    double number;
    if (v->weight && str_real(value, &number))
        json_object_set_new(s->attributes, "weight", json_real(number));
    else if (v->in_set)
        spss_set_tell(s, v, value);
    else if (!v->weight && !variable_answer(s->foreign, &v->variable, value, s->answers))
        foreign_note_once(s->foreign, FOREIGN_LOST, "value_unknown",
                          "Values that cannot be an answer were left out; the first stands at \"%.*s\".", STR_ARGS(v->variable.name));
}

static int take_value(int index, readstat_variable_t *variable, readstat_value_t value, void *context)
{
    struct spss *s = context;
    struct spss_variable *v = variable_of(s, variable);
    (void)index;
    if (v == s->variables && !row_begin(s))
        return READSTAT_HANDLER_ABORT;
    if (!v || !s->row)
        return READSTAT_HANDLER_OK;
    struct str text = spss_value(s, v, value);
    if (!s->telling)
        see(s, v, text);
    else if (text.length)
        tell(s, v, text);
    return READSTAT_HANDLER_OK;
}

/* ---- questions ---- */

/* Labels say what the values mean: of a few values that can be chosen, or of a few among many numbers. */
static void choose_kind(struct spss *s, struct spss_variable *v)
{
    const json_t *codes = json_object_get(json_object_getn(s->sets, v->set.at, v->set.length), "codes");
    size_t labelled = 0, seen = json_object_size(v->seen);
    for (size_t i = 0; i < json_array_size(codes); i++)
        labelled += !spss_is_marked(v, json_str(json_array_get(codes, i)));
    if (!labelled || v->variable.kind == VARIABLE_DAY || v->variable.kind == VARIABLE_TIME)
        return;
    if (seen > labelled) {
        foreign_note(s->foreign, v->variable.name, FOREIGN_LOST, "value_labels",
                     "Most of its values have no label, so it is no list to choose from: the labels of the others were left out.");
        return;
    }
    v->variable.kind = VARIABLE_CHOICE;
    v->variable.options = labelled + seen;
}

void spss_put_options(struct spss *s, const struct spss_variable *v, struct variable *into)
{
    const json_t *set = json_object_getn(s->sets, v->set.at, v->set.length), *codes = json_object_get(set, "codes");
    const char *code;
    json_t *value;
    for (size_t i = 0; i < json_array_size(codes); i++) {
        struct str one = json_str(json_array_get(codes, i));
        json_t *option = spss_is_marked(v, one) ? NULL : variable_option(s->foreign, into, one);
        if (option)
            foreign_text(s->foreign, option, "text", "en", json_str(json_array_get(json_object_get(set, "labels"), i)));
    }
    json_object_foreach(v->seen, code, value)
    {
        json_t *option = variable_option(s->foreign, into, str_of(code));
        if (option)
            foreign_text(s->foreign, option, "text", "en", str_of(code));
    }
}

static void put_question(struct spss *s, struct spss_variable *v)
{
    if (v->in_set) {
        if (str_equal(v->in_set->members[0], v->variable.name))
            spss_set_question(s, v->in_set);
        return;
    }
    if (v->weight) {
        foreign_note(s->foreign, v->variable.name, FOREIGN_CHANGED, "weight",
                     "It is no question: it stands with each answer, as the attribute \"%s\".", "weight");
        return;
    }
    choose_kind(s, v);
    if (v->moment && v->variable.kind == VARIABLE_DAY && !v->variable.unfit)
        foreign_note(s->foreign, v->variable.name, FOREIGN_CHANGED, "date_time", "A moment became a day: its time of day is left out.");
    if (!variable_make(s->foreign, &v->variable))
        return;
    foreign_text(s->foreign, v->variable.question, "text", "en", v->label);
    if (v->variable.kind == VARIABLE_CHOICE || v->variable.words)
        spss_put_options(s, v, &v->variable);
}

/* ---- both readings ---- */

static enum err parse(struct spss *s, bool telling, struct fault *why)
{
    readstat_parser_t *parser = readstat_parser_init();
    if (!parser)
        return ERR_MEMORY;
    s->telling = telling;
    s->rows = 0;
    readstat_set_open_handler(parser, open_bytes);
    readstat_set_close_handler(parser, close_bytes);
    readstat_set_seek_handler(parser, seek_bytes);
    readstat_set_read_handler(parser, read_bytes);
    readstat_set_io_ctx(parser, s);
    readstat_set_metadata_handler(parser, take_metadata);
    readstat_set_value_handler(parser, take_value);
    readstat_set_variable_handler(parser, take_variable); /* without it ReadStat has no variables to hand values over with */
    if (!telling) {
        readstat_set_fweight_handler(parser, take_weight);
        readstat_set_value_label_handler(parser, take_label);
    }
    /* Letters are changed by ICU here: what iconv needs are files, which this process may not open. */
    bool portable = is_portable(s->foreign->bytes);
    readstat_set_handler_character_encoding(parser, portable ? "UTF-8" : NULL);
    readstat_error_t error = portable ? readstat_parse_por(parser, "", s) : readstat_parse_sav(parser, "", s);
    readstat_parser_free(parser);
    if (error == READSTAT_OK && telling)
        tell_row(s);
    json_decref(s->answers);
    json_decref(s->attributes);
    s->answers = s->attributes = NULL;
    arena_free(s->row);
    s->row = NULL;
    if (s->err == ERR_TOO_LARGE)
        return fault_set(why, ERR_TOO_LARGE, "too_large", "", "The SPSS file holds more variables or cases than are read.");
    if (s->err == ERR_INVALID)
        return fault_set(why, ERR_INVALID, "encoding", "", "The letters of the SPSS file are in a character set that is not known here.");
    if (error != READSTAT_OK && !s->stopped)
        return fault_set(why, ERR_MALFORMED, "spss_broken", "", "The SPSS file is broken or cut short and cannot be read.");
    return ERR_NONE;
}

static enum err make(struct spss *s, struct fault *why)
{
    static const char *const language = "en";
    enum err err = foreign_begin(s->foreign, &language, 1);
    if (err != ERR_NONE)
        return err;
    foreign_text(s->foreign, s->foreign->definition, "title", language, s->title.length ? s->title : STR("SPSS"));
    spss_sets_join(s);
    for (size_t i = 0; i < s->count; i++)
        put_question(s, &s->variables[i]);
    if (s->marked)
        foreign_note_once(s->foreign, FOREIGN_CHANGED, "missing", "Values that the file marks as missing are no answers.");
    if (!json_array_size(s->foreign->questions))
        return fault_set(why, ERR_INVALID, "nothing_to_ask", "", "The SPSS file describes no variables.");
    return ERR_NONE;
}

enum err spss_read(struct foreign *foreign, struct fault *why)
{
    struct spss s = {.foreign = foreign, .sets = json_object()};
    enum err err = json_keep(foreign->arena, s.sets);
    if (err == ERR_NONE)
        err = parse(&s, false, why);
    if (err == ERR_NONE)
        spss_sets_read(&s);
    if (err == ERR_NONE)
        err = make(&s, why);
    if (err == ERR_NONE && foreign->response)
        err = parse(&s, true, why);
    if (s.converter)
        ucnv_close(s.converter);
    return err;
}
