/* One row of an XLSForm's survey sheet: a question, or the beginning or end of a group. */
#include "foreign/xlsform_row.h"

#include <stdio.h>
#include <strings.h>

struct str form_here(const struct row *r, const char *base)
{
    return form_cell(&r->form->survey, r->cells, base);
}

static void texts(struct row *r, const char *base, json_t *object, const char *field)
{
    form_texts(r->form, &r->form->survey, r->cells, base, object, field, r->name);
}

void form_lost(struct row *r, const char *code, const char *why)
{
    foreign_note(r->foreign, r->name, FOREIGN_LOST, code, "%s", why);
}

void form_changed(struct row *r, const char *code, const char *why)
{
    foreign_note(r->foreign, r->name, FOREIGN_CHANGED, code, "%s", why);
}

/* Small letters or capitals, a space or "_": all the same. Cuts the beginning off. */
bool form_cut_words(struct str *text, const char *words)
{
    size_t length = strlen(words);
    if (text->length < length)
        return false;
    for (size_t i = 0; i < length; i++) {
        char c = text->at[i] == ' ' ? '_' : text->at[i], w = words[i] == ' ' ? '_' : words[i];
        if ((c | 0x20) != (w | 0x20))
            return false;
    }
    *text = str_trim((struct str){text->at + length, text->length - length});
    return true;
}

bool form_is_words(struct str text, const char *words)
{
    return form_cut_words(&text, words) && !text.length;
}

/* ---- conditions ---- */

/* How answers to the question are compared in conditions that come after it. */
void form_remember(struct row *r, const json_t *question, enum expression_values is)
{
    struct str id = json_str(json_object_get(question, "id"));
    json_t *kind = json_pack("{s:i,s:s%}", "is", (int)is, "id", id.at, id.length);
    if (r->values)
        json_object_set(kind, "values", r->values);
    if (is != EXPRESSION_BOOLEAN)
        json_object_set_new(kind, "told", json_true()); /* in later texts */
    json_object_setn_new(r->form->kinds, r->name.at, r->name.length, kind);
}

static size_t name_of(void *context, struct str name, struct expression_variable *variables, size_t room, const char **reason)
{
    struct row *r = context;
    const json_t *kind = json_object_getn(r->form->kinds, name.at, name.length);
    if (!kind || !room) {
        *reason = "it looks at something that did not come over, or comes later";
        return 0;
    }
    variables[0] = (struct expression_variable){.is = (enum expression_values)json_integer_value(json_object_get(kind, "is")),
                                                .values = json_object_get(kind, "values")};
    variables[0].field = leaf_field(r->foreign, json_str(json_object_get(kind, "id")), STR(""));
    return 1;
}

/* Quotes as a word processor turns them mean what straight ones do. */
static struct str straight(struct row *r, struct str text)
{
    struct buf out = buf_new(1 << 16);
    for (size_t i = 0; i < text.length; i++) {
        bool quote = i + 2 < text.length && memcmp(text.at + i, "\xE2\x80", 2) == 0;
        unsigned char last = quote ? (unsigned char)text.at[i + 2] : 0;
        quote = last == 0x98 || last == 0x99 || last == 0x9C || last == 0x9D;
        buf_add_char(&out, !quote ? text.at[i] : last < 0x9C ? '\'' : '"');
        i += quote ? 2 : 0;
    }
    struct str kept = str_keep(r->foreign->arena, buf_str(&out));
    buf_free(&out);
    return kept;
}

/* The row's own condition, kept in scratch; NULL when there is none or it cannot be said. Counted here. */
json_t *form_condition(struct row *r, struct str text, struct fault *why)
{
    return expression_condition(r->foreign->arena, EXPRESSION_XLSFORM, straight(r, text), name_of, r, why);
}

json_t *form_relevant(struct row *r)
{
    struct str text = form_here(r, "relevant");
    struct fault why = {0};
    if (!text.length)
        return NULL;
    json_t *condition = form_condition(r, text, &why);
    if (!condition) {
        r->foreign->logic_lost++;
        foreign_note(r->foreign, r->name, FOREIGN_LOST, "logic_unreadable", "The condition could not be kept: %s", why.detail);
        return NULL;
    }
    r->foreign->logic_kept++;
    json_array_append_new(r->form->scratch, condition);
    return condition;
}

/* The conditions of the groups around it and its own. */
void form_conditions(struct row *r, json_t *question, const json_t *own)
{
    bool fits = true;
    for (size_t i = 0; i < r->form->depth && i < XLSFORM_DEPTH_MAX; i++)
        if (r->form->groups[i] && !expression_always(r->form->groups[i]))
            fits &= foreign_show_if(question, json_deep_copy(r->form->groups[i]));
    if (own && !expression_always(own) && !foreign_show_if(question, json_deep_copy(own))) {
        fits = false;
        r->foreign->logic_kept--;
        r->foreign->logic_lost++;
    }
    if (!fits)
        form_lost(r, "logic_too_large", "Together with those of its groups the condition is more than one may hold here.");
}

/* ---- every question ---- */

json_t *form_make(struct row *r, const char *type)
{
    json_t *question = foreign_question(r->foreign, r->name, type);
    struct str required = form_here(r, "required");
    if (!question)
        return NULL;
    texts(r, "label", question, "text");
    texts(r, "hint", question, "hint");
    if (strcmp(type, "statement") == 0 || !required.length)
        return question;
    if (form_says_yes(required))
        json_object_set_new(question, "required", json_true());
    else if (!form_is_words(required, "no") && !form_is_words(required, "false") && !form_is_words(required, "false()") &&
             !str_is(required, "0")) {
        r->foreign->logic_lost++;
        form_lost(r, "required_if", "It had to be answered on a condition; here it may be left out.");
    }
    return question;
}

/* ---- the types ---- */

static json_t *make_words(struct row *r)
{
    bool many_lines = memmem(r->appearance.at, r->appearance.length, "multiline", 9) != NULL;
    json_t *question = form_make(r, many_lines ? "story" : "text");
    if (question)
        form_remember(r, question, EXPRESSION_TEXT);
    return question;
}

static json_t *make_number(struct row *r)
{
    json_t *question = form_make(r, "number");
    if (question)
        form_remember(r, question, EXPRESSION_NUMBER);
    return question;
}

static json_t *make_day(struct row *r)
{
    json_t *question = form_make(r, form_is_words(r->type, "time") || form_is_words(r->type, "add time prompt") ? "time" : "date");
    if (!question)
        return NULL;
    if (strncasecmp(r->type.at, "datetime", 8) == 0 || form_is_words(r->type, "add date time prompt") ||
        form_is_words(r->type, "date time"))
        form_changed(r, "date_time", "A moment became a day: the time of day is not asked.");
    form_remember(r, question, EXPRESSION_TEXT);
    return question;
}

static json_t *make_note(struct row *r)
{
    return form_make(r, "statement");
}

static json_t *make_consent(struct row *r)
{
    json_t *question = form_make(r, "consent");
    if (!question)
        return NULL;
    form_remember(r, question, EXPRESSION_BOOLEAN);
    json_object_set_new(json_object_getn(r->form->kinds, r->name.at, r->name.length), "values", json_pack("{s:b}", "OK", 1));
    return question;
}

double form_parameter(struct str parameters, const char *name, double otherwise)
{
    const char *at = memmem(parameters.at, parameters.length, name, strlen(name));
    double value;
    struct str rest, word;
    if (!at)
        return otherwise;
    rest = str_trim((struct str){at + strlen(name), parameters.length - (size_t)(at - parameters.at) - strlen(name)});
    if (!rest.length || rest.at[0] != '=')
        return otherwise;
    rest = str_trim((struct str){rest.at + 1, rest.length - 1});
    for (size_t i = 0; i < rest.length; i++)
        if (strchr(" ;,", rest.at[i])) {
            rest.length = i;
            break;
        }
    word = rest;
    return str_real(word, &value) ? value : otherwise;
}

/* A few whole steps are a rating, more of them a line. */
static json_t *make_range(struct row *r)
{
    struct str parameters = form_here(r, "parameters");
    double low = form_parameter(parameters, "start", 1), high = form_parameter(parameters, "end", 10),
           step = form_parameter(parameters, "step", 1);
    if (!(low < high) || !(step > 0) || (high - low) / step < 1)
        low = 1, high = 10, step = 1;
    bool rating =
        step == 1 && low == (double)(int64_t)low && high == (double)(int64_t)high && high - low <= 10 && low >= -100 && high <= 100;
    json_t *question = form_make(r, rating ? "rating" : "slider");
    if (!question)
        return NULL;
    while (!rating && (high - low) / step > 1000)
        step *= 10;
    if (rating)
        json_object_set_new(question, "scale", json_pack("{s:I,s:I}", "low", (json_int_t)low, "high", (json_int_t)high));
    else {
        json_object_set_new(question, "low", json_real(low));
        json_object_set_new(question, "high", json_real(high));
        json_object_set_new(question, "step", json_real(step));
    }
    form_remember(r, question, EXPRESSION_NUMBER);
    return question;
}

/* A value that comes with the link or from the system that asks. */
static json_t *make_hidden(struct row *r)
{
    json_t *question = form_make(r, "hidden");
    if (!question)
        return NULL;
    json_object_del(question, "hint");
    json_object_del(question, "required");
    form_remember(r, question, EXPRESSION_TEXT);
    return question;
}

/* Of what can be calculated sums and means are kept. */
static json_t *make_calculated(struct row *r)
{
    struct fault why = {0};
    json_t *calculation =
        expression_calculation(r->foreign->arena, EXPRESSION_XLSFORM, straight(r, form_here(r, "calculation")), name_of, r, &why);
    json_t *question = calculation ? form_make(r, "calculated") : NULL;
    if (!calculation)
        form_lost(r, "calculated", "How its value is calculated cannot be said here; sums and means of numbers can.");
    if (!question) {
        json_decref(calculation);
        return NULL;
    }
    foreign_calculated(r->foreign, question, calculation);
    form_remember(r, question, EXPRESSION_NUMBER);
    return question;
}

/* Pictures, or anything that is taken here. */
static json_t *make_file(struct row *r)
{
    json_t *question = form_make(r, "file");
    bool any = form_is_words(r->type, "file");
    return question && foreign_file(r->foreign, question, any ? STR("") : STR("image"), 1, 0) ? question : NULL;
}

static const struct {
    const char *words;
    json_t *(*make)(struct row *r);
} plain[] = {{"text", make_words},
             {"string", make_words},
             {"q string", make_words},
             {"add text prompt", make_words},
             {"phone number", make_words},
             {"barcode", make_words},
             {"integer", make_number},
             {"int", make_number},
             {"decimal", make_number},
             {"add integer prompt", make_number},
             {"add decimal prompt", make_number},
             {"q int", make_number},
             {"percentage", make_number},
             {"date", make_day},
             {"add date prompt", make_day},
             {"time", make_day},
             {"add time prompt", make_day},
             {"datetime", make_day},
             {"date time", make_day},
             {"add date time prompt", make_day},
             {"calculate", make_calculated},
             {"image", make_file},
             {"photo", make_file},
             {"picture", make_file},
             {"q picture", make_file},
             {"q image", make_file},
             {"add image prompt", make_file},
             {"file", make_file},
             {"add calculate prompt", make_calculated},
             {"hidden", make_hidden},
             {"note", make_note},
             {"add note prompt", make_note},
             {"q note", make_note},
             {"acknowledge", make_consent},
             {"trigger", make_consent},
             {"range", make_range}};

static const struct {
    const char *words, *code, *why;
} without[] = {
    {"geopoint", "place", "A place on the map cannot be an answer."},
    {"geotrace", "place", "A place on the map cannot be an answer."},
    {"geoshape", "place", "A place on the map cannot be an answer."},
    {"gps", "place", "A place on the map cannot be an answer."},
    {"location", "place", "A place on the map cannot be an answer."},
    {"q location", "place", "A place on the map cannot be an answer."},
    {"add location prompt", "place", "A place on the map cannot be an answer."},
    {"audio", "file", "Sounds cannot be sent in as an answer."},
    {"q audio", "file", "Sounds cannot be sent in as an answer."},
    {"background_audio", "file", "Sounds cannot be sent in as an answer."},
    {"add audio prompt", "file", "Sounds cannot be sent in as an answer."},
    {"video", "file", "Films cannot be sent in as an answer."},
    {"q video", "file", "Films cannot be sent in as an answer."},
    {"add video prompt", "file", "Films cannot be sent in as an answer."},
    {"include", "include", "The questions of another file, which it includes, are not in this one."},
};

/* Begun, sent, by which device: Kuulo stores when an answer was given by itself. */
static bool is_metadata(struct str type)
{
    static const char *const words[] = {"start",
                                        "end",
                                        "today",
                                        "deviceid",
                                        "subscriberid",
                                        "simserial",
                                        "username",
                                        "email",
                                        "phonenumber",
                                        "audit",
                                        "start time",
                                        "end time",
                                        "device id",
                                        "imei",
                                        "uri:deviceid",
                                        "start_geopoint",
                                        "csv_external",
                                        "xml_external",
                                        "subscriber id",
                                        "sim id",
                                        "get device id",
                                        "get start time",
                                        "get end time",
                                        "get today",
                                        "get subscriber id",
                                        "get sim id",
                                        "get phone number",
                                        "entity"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (form_is_words(type, words[i]))
            return true;
    return false;
}

static json_t *make_any(struct row *r)
{
    bool known;
    json_t *question = form_choice(r, &known);
    if (known)
        return question;
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        if (form_is_words(r->type, plain[i].words))
            return plain[i].make(r);
    for (size_t i = 0; i < sizeof without / sizeof *without; i++)
        if (form_is_words(r->type, without[i].words)) {
            form_lost(r, without[i].code, without[i].why);
            return NULL;
        }
    if (is_metadata(r->type))
        foreign_note(r->foreign, r->name, FOREIGN_LOST, "metadata",
                     "What the device tells of itself is not asked here; when an answer came is stored.");
    else
        foreign_note(r->foreign, r->name, FOREIGN_LOST, "type_unknown", "There is no question of the type \"%.*s\" here.",
                     STR_ARGS(r->type));
    return NULL;
}

void form_question(struct form *form, const struct table_row *cells)
{
    struct row r = {.form = form, .foreign = form->foreign, .cells = cells};
    r.name = form_here(&r, "name");
    r.type = form_here(&r, "type");
    r.appearance = form_here(&r, "appearance");
    if (!r.type.length || r.type.at[0] == '#' || form_says_yes(form_here(&r, "disabled")) || form_group_row(&r))
        return;
    json_t *own = form_relevant(&r), *question = make_any(&r);
    if (!question) {
        if (own) { /* nothing is left that could be shown or not */
            form->foreign->logic_kept--;
            form->foreign->logic_lost++;
        }
        return;
    }
    form_conditions(&r, question, own);
    form_limit(&r, question);
}
