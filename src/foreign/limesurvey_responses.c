/* The responses of a LimeSurvey archive: a row for each, a column for each answer. */
#include "foreign/limesurvey.h"

#include <math.h>

enum { ROW_DEPTH = 3, ROW_BYTES_MAX = 8 << 20 };

/* "2024-05-01 10:00:00" as a moment, where 1980 stands for "no date is kept"; {NULL,0}: none. */
static struct str moment_of(struct lime *l, const struct lime_row *row)
{
    static const char *const columns[] = {"submitdate", "datestamp", "startdate"};
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        struct str text = lime_cell(row, columns[i]);
        if (text.length >= 19 && text.at[10] == ' ' && !str_starts(text, "1980-01-01"))
            return str_of(arena_printf(l->foreign->arena, "%.10sT%.8sZ", text.at, text.at + 11));
    }
    return (struct str){0};
}

static json_t *number_of(struct str text)
{
    double number;
    if (!str_real(text, &number))
        return NULL;
    return number == floor(number) && fabs(number) < 1e15 ? json_integer((json_int_t)number) : json_real(number);
}

/* "answers.service.staff" → "service.staff" */
static struct str key_of(const struct expression_variable *variable)
{
    return (struct str){variable->field.at + 8, variable->field.length - 8};
}

static void member_add(json_t *answers, struct str key, struct str member)
{
    json_t *list = json_object_getn(answers, key.at, key.length);
    if (!json_is_array(list)) {
        list = json_array();
        json_object_setn_new(answers, key.at, key.length, list);
    }
    json_array_append_new(list, json_stringn(member.at, member.length));
}

static void unknown_choice(struct lime *l)
{
    foreign_note_once(l->foreign, FOREIGN_LOST, "unknown_choice", "Answers that are not among the choices of their question are left out.");
}

/* The words of "other"; of a question where several can be chosen they are all that says it was. */
static void words_add(json_t *answers, const struct expression_variable *variable, struct str text)
{
    struct str key = key_of(variable);
    json_object_setn_new(answers, key.at, key.length, json_stringn(text.at, text.length));
    if (!variable->member.length)
        return;
    struct str question = {key.at, key.length - strlen(".other")};
    if (!json_is_string(json_object_getn(answers, question.at, question.length)))
        member_add(answers, question, variable->member);
}

static json_t *plain_of(const struct lime_name *name, struct str text)
{
    if (name->form == LIME_DATE)
        return text.length >= 10 ? json_stringn(text.at, 10) : NULL;
    if (name->form == LIME_TIME)
        return text.length >= 16 ? json_stringn(text.at + 11, 5) : NULL;
    return NULL;
}

static void answer_add(struct lime *l, json_t *answers, const struct lime_name *name, struct str text)
{
    const struct expression_variable *v = &name->variables[0];
    struct str key = key_of(v), choice = json_str(json_object_getn(v->values, text.at, text.length));
    json_t *value = NULL;
    switch (v->is) {
    case EXPRESSION_TEXT:
        if (name->form == LIME_PLAIN)
            return words_add(answers, v, text);
        value = plain_of(name, text);
        break;
    case EXPRESSION_NUMBER:
        value = number_of(text);
        break;
    case EXPRESSION_CHOICE:
        if (!choice.at)
            return unknown_choice(l);
        value = json_stringn(choice.at, choice.length);
        break;
    case EXPRESSION_MEMBER:
        if (str_is(text, "Y") || str_is(text, "1"))
            member_add(answers, key, v->member);
        return;
    case EXPRESSION_PLACE:
        if (!choice.at)
            return unknown_choice(l);
        key = str_of(arena_printf(l->foreign->arena, "%.*s.%.*s", STR_ARGS(key), STR_ARGS(choice)));
        value = json_integer(v->place);
        break;
    default:
        return;
    }
    if (value && key.at)
        json_object_setn_new(answers, key.at, key.length, value);
}

static bool is_answer(const struct xml_element *cell)
{
    return cell->name.length > 1 && cell->name.at[0] == '_';
}

static json_t *answers_of(struct lime *l, const struct lime_row *row)
{
    json_t *answers = json_object();
    for (const struct xml_element *cell = row->cells->first; cell; cell = cell->next) {
        struct str text = str_trim(cell->text);
        const struct lime_name *name = is_answer(cell) && text.length ? lime_name_find(l, cell->name) : NULL;
        if (name && name->count == 1)
            answer_add(l, answers, name, text);
    }
    return answers;
}

static bool response_row(void *context, const struct xml_element *element)
{
    struct lime *l = context;
    const struct lime_row row = {.cells = element};
    if (!element->parent || !str_is(element->parent->name, "rows"))
        return true;
    json_t *answers = answers_of(l, &row);
    bool sent = lime_cell(&row, "submitdate").length > 0;
    if (!sent && !json_object_size(answers)) {
        json_decref(answers);
        return true;
    }
    struct str id = lime_cell(&row, "id"), language = foreign_language(l->foreign, lime_cell(&row, "startlanguage")),
               at = moment_of(l, &row);
    json_t *response = json_pack("{s:o,s:s}", "answers", answers, "channel", "web");
    if (id.length)
        json_object_set_new(response, "submission_key",
                            json_string(arena_printf(l->foreign->arena, "limesurvey-%.*s", id.length > 40 ? 40 : (int)id.length, id.at)));
    if (language.at)
        json_object_set_new(response, "language", json_stringn(language.at, language.length));
    if (at.at)
        json_object_set_new(response, "at", json_stringn(at.at, at.length));
    if (!sent)
        json_object_set_new(response, "attributes", json_pack("{s:b}", "sent", 0));
    return foreign_answer(l->foreign, response);
}

enum err lime_responses_read(struct lime *l, struct str bytes, struct fault *why)
{
    return xml_each(bytes, ROW_DEPTH, ROW_BYTES_MAX, response_row, l, why);
}
