/* What every reader needs: names, options, notes, and a definition that is whole in the end. */
#include "foreign/foreign.h"
#include "foreign/expression.h"

#include <stdio.h>
#include <unicode/utrans.h>
#include <unicode/ustring.h>

enum { NAME_MAX_BYTES = 400, ID_MAX = 40 };

/* ---- ids ---- */

/* Letters of any script as Latin ones without marks; what is left of other signs falls away in id_of. */
static struct str latin(struct foreign *foreign, struct str name)
{
    UChar wide[4 * NAME_MAX_BYTES];
    int32_t length = 0, capacity = (int32_t)(sizeof wide / sizeof *wide);
    UErrorCode code = U_ZERO_ERROR;
    static const UChar rules[] = u"Any-Latin; Latin-ASCII";
    u_strFromUTF8WithSub(wide, capacity, &length, name.at, (int32_t)name.length, 0x20, NULL, &code);
    UTransliterator *transliterator = U_SUCCESS(code) ? utrans_openU(rules, -1, UTRANS_FORWARD, NULL, 0, NULL, &code) : NULL;
    int32_t limit = length;
    if (transliterator && U_SUCCESS(code))
        utrans_transUChars(transliterator, wide, &length, capacity, 0, &limit, &code);
    utrans_close(transliterator);
    char *text = arena_take(foreign->arena, 3 * sizeof wide / sizeof *wide + 1);
    int32_t bytes = 0;
    if (!text || U_FAILURE(code))
        return (struct str){0};
    u_strToUTF8(text, (int32_t)(3 * sizeof wide / sizeof *wide), &bytes, wide, length, &code);
    return U_SUCCESS(code) ? (struct str){text, (size_t)bytes} : (struct str){0};
}

static bool is_ascii(struct str text)
{
    for (size_t i = 0; i < text.length; i++)
        if ((unsigned char)text.at[i] >= 0x80)
            return false;
    return true;
}

/* Small letters, digits and single '_' between them; with a letter first when it must begin with one. */
static size_t id_of(struct foreign *foreign, struct str name, bool letter_first, char id[ID_MAX + 1])
{
    size_t length = 0;
    bool gap = false;
    if (name.length > NAME_MAX_BYTES)
        name.length = NAME_MAX_BYTES;
    if (!is_ascii(name))
        name = latin(foreign, name);
    for (size_t i = 0; name.at && i < name.length && length < ID_MAX; i++) {
        char c = name.at[i];
        bool digit = c >= '0' && c <= '9', letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
        if (!digit && !letter) {
            gap = length > 0;
            continue;
        }
        if (digit && !length && letter_first)
            id[length++] = 'q';
        if (gap && length < ID_MAX - 1)
            id[length++] = '_';
        gap = false;
        id[length++] = digit ? c : (char)(c | 0x20);
    }
    if (!length)
        id[length++] = letter_first ? 'q' : 'c';
    id[length] = 0;
    return length;
}

/* With _2, _3 … while it is taken; then it is. */
static struct str id_take(struct foreign *foreign, json_t *taken, char id[ID_MAX + 1], size_t length)
{
    char tail[16];
    char whole[ID_MAX + 1];
    memcpy(whole, id, length + 1);
    for (unsigned n = 2; json_object_get(taken, whole); n++) {
        size_t tail_length = (size_t)snprintf(tail, sizeof tail, "_%u", n);
        size_t keep = length + tail_length > ID_MAX ? ID_MAX - tail_length : length;
        memcpy(whole, id, keep);
        memcpy(whole + keep, tail, tail_length + 1);
    }
    return json_object_set_new(taken, whole, json_true()) == 0 ? str_keep(foreign->arena, str_of(whole)) : (struct str){0};
}

struct str foreign_id(struct foreign *foreign, json_t *taken, struct str name)
{
    char id[ID_MAX + 1];
    return id_take(foreign, taken, id, id_of(foreign, name, true, id));
}

struct str foreign_known(const struct foreign *foreign, struct str name)
{
    return name.length ? json_str(json_object_getn(foreign->names, name.at, name.length)) : (struct str){0};
}

struct str foreign_language(struct foreign *foreign, struct str code)
{
    char text[4];
    size_t length = 0;
    for (; length < code.length && code.at[length] != '-' && code.at[length] != '_'; length++) {
        char c = (char)(code.at[length] | 0x20);
        if (length == 3 || c < 'a' || c > 'z' || (unsigned char)code.at[length] >= 0x80)
            return (struct str){0};
        text[length] = c;
    }
    return length >= 2 ? str_keep(foreign->arena, (struct str){text, length}) : (struct str){0};
}

/* ---- the definition ---- */

enum err foreign_begin(struct foreign *foreign, const char *const *languages, size_t count)
{
    foreign->definition = json_pack("{s:{},s:[],s:s,s:[]}", "title", "languages", "show", "pages", "questions");
    foreign->questions = json_object_get(foreign->definition, "questions");
    enum err err = json_keep(foreign->arena, foreign->definition);
    json_t *list = json_object_get(foreign->definition, "languages");
    for (size_t i = 0; err == ERR_NONE && i < count && i < FOREIGN_LANGUAGES_MAX; i++)
        err = json_array_append_new(list, json_string(languages[i])) == 0 ? ERR_NONE : ERR_MEMORY;
    if (count > FOREIGN_LANGUAGES_MAX)
        foreign_note(foreign, STR(""), FOREIGN_LOST, "languages_left_off", "A survey has %d languages at the most; %zu more were left out.",
                     FOREIGN_LANGUAGES_MAX, count - FOREIGN_LANGUAGES_MAX);
    return err;
}

void foreign_page(struct foreign *foreign)
{
    foreign->page_due = json_array_size(foreign->questions) > 0;
}

json_t *foreign_question(struct foreign *foreign, struct str name, const char *type)
{
    if (json_array_size(foreign->questions) == FOREIGN_QUESTIONS_MAX) {
        foreign_note(foreign, name, FOREIGN_LOST, "too_many_questions", "A survey has %d questions at the most.", FOREIGN_QUESTIONS_MAX);
        return NULL;
    }
    struct str id = foreign_id(foreign, foreign->taken, name.length ? name : str_of(type));
    json_t *question = id.at ? json_pack("{s:s,s:s,s:{}}", "id", id.at, "type", type, "text") : NULL;
    if (!question || json_array_append_new(foreign->questions, question) != 0) {
        foreign_note(foreign, name, FOREIGN_LOST, "memory", "There was no memory left for it.");
        return NULL;
    }
    if (name.length && !json_object_getn(foreign->names, name.at, name.length))
        json_object_setn_new(foreign->names, name.at, name.length, json_string(id.at)); /* the first of that name is the one meant */
    if (foreign->page_due)
        json_object_set_new(question, "new_page", json_true());
    foreign->page_due = false;
    return question;
}

void foreign_question_drop(struct foreign *foreign, json_t *question)
{
    size_t last = json_array_size(foreign->questions) - 1;
    must(json_array_get(foreign->questions, last) == question);
    struct str id = json_str(json_object_get(question, "id"));
    const char *name;
    json_t *known;
    void *after;
    foreign->page_due |= json_is_true(json_object_get(question, "new_page"));
    json_object_foreach_safe(foreign->names, after, name, known) if (str_equal(json_str(known), id))
    {
        json_object_del(foreign->names, name);
        break;
    }
    json_object_deln(foreign->taken, id.at, id.length);
    json_array_remove(foreign->questions, last);
}

static void list_key(struct str question_id, const char *list, char key[ID_MAX + 16])
{
    snprintf(key, ID_MAX + 16, "%.*s.%.10s", (int)(question_id.length > ID_MAX ? ID_MAX : question_id.length), question_id.at, list);
}

static json_t *made_under(json_t *parent, const char *name, json_t *fresh)
{
    json_t *there = json_object_get(parent, name);
    if (there) {
        json_decref(fresh);
        return there;
    }
    return json_object_set_new(parent, name, fresh) == 0 ? fresh : NULL;
}

/* Where an option is a part of its question, two names speak of emotions. */
static json_t *options_taken(const json_t *question, const char *list)
{
    struct str type = json_str(json_object_get(question, "type"));
    bool parts = strcmp(list, "rows") == 0 || str_is(type, "ranking") || str_is(type, "sum");
    return parts ? json_pack("{s:b,s:b}", "all", 1, "strongest", 1) : json_object();
}

json_t *foreign_option(struct foreign *foreign, json_t *question, const char *list, struct str value)
{
    char key[ID_MAX + 16], ids[ID_MAX + 17], id[ID_MAX + 1];
    list_key(json_str(json_object_get(question, "id")), list, key);
    snprintf(ids, sizeof ids, "%s!", key);
    json_t *options = made_under(question, list, json_array());
    json_t *known = made_under(foreign->options, key, json_object()),
           *taken = made_under(foreign->options, ids, options_taken(question, list));
    if (!options || !known || !taken || json_array_size(options) >= FOREIGN_OPTIONS_MAX ||
        json_object_getn(known, value.at ? value.at : "", value.length))
        return NULL;
    struct str made = id_take(foreign, taken, id, id_of(foreign, value, false, id));
    json_t *option = made.at ? json_pack("{s:s,s:{}}", "id", made.at, "text") : NULL;
    if (!option || json_array_append_new(options, option) != 0)
        return NULL;
    json_object_setn_new(known, value.at ? value.at : "", value.length, json_string(made.at));
    struct str plain = foreign_plain(foreign, value);
    json_object_set_new(option, "value", json_stringn(plain.at, plain.length)); /* taken out again when the definition is whole */
    return option;
}

const json_t *foreign_options(const struct foreign *foreign, struct str question_id, const char *list)
{
    char key[ID_MAX + 16];
    list_key(question_id, list, key);
    return json_object_get(foreign->options, key);
}

struct str foreign_option_known(const struct foreign *foreign, struct str question_id, const char *list, struct str value)
{
    return json_str(json_object_getn(foreign_options(foreign, question_id, list), value.at ? value.at : "", value.length));
}

static bool has_language(const struct foreign *foreign, const char *language)
{
    size_t i;
    json_t *code;
    json_array_foreach(json_object_get(foreign->definition, "languages"), i, code) if (str_is(json_str(code), language)) return true;
    return false;
}

/* At most FOREIGN_TEXT_MAX characters, at the end of one. */
static bool text_cut(struct str *text)
{
    size_t characters = 0;
    for (size_t i = 0; i < text->length; i++)
        if (((unsigned char)text->at[i] & 0xC0) != 0x80 && ++characters > FOREIGN_TEXT_MAX) {
            text->length = i;
            return true;
        }
    return false;
}

/* What readers put there: an answer to a question that is there, what came along with the respondent. */
static bool is_piping(const struct foreign *foreign, struct str text)
{
    static const struct str answers = STR("{{answers.");
    if (foreign->in_rounds && (str_starts(text, "{{item}}") || str_starts(text, "{{number}}")))
        return true;
    const char *end = memmem(text.at, text.length, "}}", 2);
    if (!end || !str_starts(text, "{{answers."))
        return end && str_starts(text, "{{attributes.");
    return json_object_getn(foreign->taken, text.at + answers.length, (size_t)(end - text.at) - answers.length) != NULL;
}

/* "{{" of the file's own would be read as our piping. */
static void braces_part(struct foreign *foreign, struct str *text)
{
    char *copy = memmem(text->at, text->length, "{{", 2) ? arena_text(foreign->arena, text->at, text->length) : NULL;
    for (size_t i = 0; copy && i + 1 < text->length; i++)
        if (copy[i] == '{' && copy[i + 1] == '{' && !is_piping(foreign, (struct str){copy + i, text->length - i}))
            copy[i] = '(';
    if (copy)
        text->at = copy;
}

void foreign_text(struct foreign *foreign, json_t *object, const char *field, const char *language, struct str text)
{
    struct str plain = foreign_plain(foreign, text);
    if (!plain.length || !has_language(foreign, language))
        return;
    if (text_cut(&plain))
        foreign_note(foreign, json_str(json_object_get(object, "id")), FOREIGN_CHANGED, "text_cut",
                     "A text longer than %d characters was cut.", FOREIGN_TEXT_MAX);
    json_t *texts = made_under(object, field, json_object());
    braces_part(foreign, &plain);
    if (texts)
        json_object_set_new(texts, language, json_stringn(plain.at, plain.length));
}

static const json_t *question_of(const struct foreign *foreign, struct str id)
{
    size_t i;
    json_t *question;
    json_array_foreach(foreign->questions, i, question) if (str_equal(json_str(json_object_get(question, "id")), id)) return question;
    return NULL;
}

bool foreign_pipe(const struct foreign *foreign, struct str name, struct buf *out)
{
    static const char *const untold[] = {"statement", "matrix", "ranking", "sum", "contact", "file"};
    struct str id = foreign_known(foreign, name);
    struct str type = json_str(json_object_get(question_of(foreign, id), "type"));
    for (size_t i = 0; i < sizeof untold / sizeof *untold; i++)
        if (!id.at || str_is(type, untold[i]))
            return false;
    buf_printf(out, "{{answers.%.*s}}", STR_ARGS(id));
    return true;
}

/* ---- conditions ---- */

static void all_add(json_t *all, json_t *condition)
{
    json_t *inner = json_object_get(condition, "all");
    if (inner)
        json_array_extend(all, inner);
    else
        json_array_append(all, condition);
}

bool foreign_show_if(json_t *question, json_t *condition)
{
    json_t *before = json_object_get(question, "show_if");
    json_t *both = condition;
    if (before && condition) {
        json_t *all = json_array();
        all_add(all, before);
        all_add(all, condition);
        json_decref(condition);
        both = json_pack("{s:o}", "all", all);
    }
    if (!both || !expression_fits(both)) {
        json_decref(both);
        return false;
    }
    return json_object_set_new(question, "show_if", both) == 0;
}

/* ---- the end ---- */

/* Every language of the survey has the text: a missing one is said in the first that there is. */
static void texts_complete(struct foreign *foreign, json_t *texts, struct str otherwise)
{
    size_t i;
    const char *language;
    json_t *code, *text, *first = NULL;
    json_array_foreach(json_object_get(foreign->definition, "languages"), i, code) if (!first) first =
        json_object_get(texts, json_string_value(code));
    json_object_foreach(texts, language, text) if (!first) first = text;
    bool said = first != NULL;
    first = first ? json_incref(first) : json_stringn(otherwise.at, otherwise.length);
    json_array_foreach(json_object_get(foreign->definition, "languages"), i, code)
    {
        if (json_object_get(texts, json_string_value(code)))
            continue;
        json_object_set(texts, json_string_value(code), first);
        if (said)
            foreign_note_once(foreign, FOREIGN_CHANGED, "not_translated",
                              "Texts without a translation stand in the survey's first language.");
    }
    json_decref(first);
}

static void options_complete(struct foreign *foreign, json_t *options)
{
    size_t i;
    json_t *option;
    json_array_foreach(options, i, option)
    {
        struct str value = json_str(json_object_get(option, "value"));
        texts_complete(foreign, json_object_get(option, "text"), value.length ? value : json_str(json_object_get(option, "id")));
        json_object_del(option, "value");
    }
}

void foreign_question_complete(struct foreign *foreign, json_t *question)
{
    static const char *const fields[] = {"hint", "low_label", "high_label"};
    struct str id = json_str(json_object_get(question, "id")), name = id;
    const char *foreign_name;
    json_t *known;
    json_object_foreach(foreign->names, foreign_name, known) if (str_equal(json_str(known), id)) name =
        foreign_plain(foreign, str_of(foreign_name));
    (void)text_cut(&name);
    texts_complete(foreign, json_object_get(question, "text"), name.length ? name : id);
    for (size_t i = 0; i < 3; i++)
        if (json_object_get(question, fields[i]))
            texts_complete(foreign, json_object_get(question, fields[i]), STR(""));
    options_complete(foreign, json_object_get(question, "choices"));
    options_complete(foreign, json_object_get(question, "rows"));
}

static void definition_complete(struct foreign *foreign)
{
    size_t i;
    const char *outcome;
    json_t *question, *thanks;
    if (foreign->told)
        return;
    foreign->told = true;
    texts_complete(foreign, json_object_get(foreign->definition, "title"), STR("Survey"));
    json_array_foreach(foreign->questions, i, question) foreign_question_complete(foreign, question);
    json_object_foreach(json_object_get(foreign->definition, "thanks"), outcome, thanks) texts_complete(foreign, thanks, STR(""));
}

static bool asks_something(const struct foreign *foreign)
{
    size_t i;
    json_t *question;
    json_array_foreach(foreign->questions, i, question) if (!str_is(json_str(json_object_get(question, "type")), "statement")) return true;
    return false;
}

bool foreign_answer(struct foreign *foreign, json_t *response)
{
    definition_complete(foreign);
    bool goes_on = response && foreign->response && foreign->response(foreign->context, response);
    json_decref(response);
    return goes_on;
}

static const struct foreign_format *format_of(struct str bytes)
{
    for (size_t i = 0; i < foreign_formats_count; i++)
        if (foreign_formats[i].is(bytes))
            return &foreign_formats[i];
    return NULL;
}

static enum err open(struct foreign *foreign)
{
    json_t **const kept[] = {&foreign->notes, &foreign->names, &foreign->taken, &foreign->options};
    enum err err = ERR_NONE;
    for (size_t i = 0; err == ERR_NONE && i < sizeof kept / sizeof *kept; i++) {
        *kept[i] = i ? json_object() : json_array();
        err = json_keep(foreign->arena, *kept[i]);
    }
    return err;
}

enum err foreign_read(struct foreign *foreign, struct fault *why)
{
    if (foreign->bytes.length > FOREIGN_BYTES_MAX)
        return fault_set(why, ERR_TOO_LARGE, "too_large", "", "The file is larger than %d MB.", FOREIGN_BYTES_MAX >> 20);
    const struct foreign_format *format = format_of(foreign->bytes);
    if (!format)
        return fault_set(why, ERR_INVALID, "unknown_format", "",
                         "This is no survey file that Kuulo knows. It reads LimeSurvey, Qualtrics, SurveyJS, XLSForm, triple-S and SPSS.");
    foreign->format = format->name;
    enum err err = open(foreign);
    if (err == ERR_NONE)
        err = format->read(foreign, why);
    if (err != ERR_NONE)
        return err;
    if (!foreign->definition || !asks_something(foreign))
        return fault_set(why, ERR_INVALID, "nothing_to_ask", "", "The file holds no question that could be asked.");
    definition_complete(foreign);
    return ERR_NONE;
}
