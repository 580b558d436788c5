#include "foreign/variable.h"
#include "base/time.h"

#include <math.h>
#include <stdio.h>

enum { TEXT_LINE = 255, STORY_MAX = 10000 };

static bool is_day_or_time(const struct variable *variable, struct str value)
{
    int32_t day;
    return variable->kind == VARIABLE_DAY ? day_parse(value, &day) : value.length == 5 && value.at[2] == ':' && value.at[0] < '3';
}

void variable_see(struct variable *variable, struct str value)
{
    double number;
    size_t characters = variable->kind == VARIABLE_TEXT ? str_characters(value) : 0;
    if (characters > variable->longest)
        variable->longest = characters;
    if (variable->kind == VARIABLE_DAY || variable->kind == VARIABLE_TIME)
        variable->unfit |= value.length && !is_day_or_time(variable, value);
    if (variable->kind != VARIABLE_NUMBER || !variable->ranged || !str_real(value, &number))
        return;
    variable->low = fmin(variable->low, number);
    variable->high = fmax(variable->high, number);
}

struct str variable_code(struct str value, char room[VARIABLE_CODE_ROOM])
{
    double number;
    value = str_trim(value);
    if (!str_real(value, &number) || fabs(number) > 1e15)
        return value;
    /* An id has no sign: so 99 and -99 stay apart. */
    snprintf(room, VARIABLE_CODE_ROOM, "%s%.15g", number < 0 ? "minus " : "", fabs(number));
    return str_of(room);
}

static const char *type_of(struct foreign *foreign, struct variable *variable)
{
    static const char *const types[] = {[VARIABLE_CHOICE] = "choice",   [VARIABLE_CHOICES] = "choices", [VARIABLE_NUMBER] = "number",
                                        [VARIABLE_BOOLEAN] = "consent", [VARIABLE_DAY] = "date",        [VARIABLE_TIME] = "time"};
    if ((variable->kind == VARIABLE_CHOICE || variable->kind == VARIABLE_CHOICES) && variable->options > FOREIGN_OPTIONS_MAX) {
        foreign_note(foreign, variable->name, FOREIGN_CHANGED, "choices_as_words",
                     "The question has %zu choices, and %d is the most here: its answers became words.", variable->options,
                     FOREIGN_OPTIONS_MAX);
        variable->kind = VARIABLE_TEXT;
        variable->words = json_object();
        if (json_keep(foreign->arena, variable->words) != ERR_NONE)
            variable->words = NULL;
    }
    if (variable->unfit) {
        foreign_note(foreign, variable->name, FOREIGN_CHANGED, "days_as_words",
                     "Some of its days or times are none that can be given here, such as those before 1900: they are kept as words.");
        variable->kind = VARIABLE_TEXT;
    }
    if (variable->kind == VARIABLE_TEXT)
        return variable->longest > TEXT_LINE ? "story" : "text";
    return types[variable->kind];
}

json_t *variable_make(struct foreign *foreign, struct variable *variable)
{
    const char *type = type_of(foreign, variable);
    json_t *question = type ? foreign_question(foreign, variable->name, type) : NULL;
    variable->question = question;
    if (question && variable->kind == VARIABLE_NUMBER && variable->ranged && variable->low <= variable->high) {
        json_object_set_new(question, "low", json_real(variable->low));
        json_object_set_new(question, "high", json_real(variable->high));
    }
    return question;
}

static struct str question_id(const struct variable *variable)
{
    return json_str(json_object_get(variable->question, "id"));
}

json_t *variable_option(struct foreign *foreign, struct variable *variable, struct str code)
{
    char room[VARIABLE_CODE_ROOM];
    struct str plain = variable_code(code, room);
    json_t *word = variable->words ? json_object() : NULL;
    if (word)
        return json_object_setn_new(variable->words, plain.at, plain.length, word) == 0 ? word : NULL;
    return variable->question ? foreign_option(foreign, variable->question, "choices", plain) : NULL;
}

static json_t *number_of(struct str value)
{
    double number;
    if (!str_real(value, &number))
        return NULL;
    return number == floor(number) && fabs(number) < 1e15 ? json_integer((json_int_t)number) : json_real(number);
}

/* What a code stands for, in the first language that has it. */
static struct str word_of(const struct variable *variable, struct str code)
{
    char room[VARIABLE_CODE_ROOM];
    struct str plain = variable_code(code, room);
    json_t *texts = json_object_get(json_object_getn(variable->words, plain.at, plain.length), "text");
    struct str word = json_str(json_object_iter_value(json_object_iter(texts)));
    return word.length ? word : code;
}

/* Of several chosen the words stand one after another. */
static json_t *text_with(struct foreign *foreign, const struct variable *variable, struct str value, const json_t *before)
{
    struct str word = word_of(variable, value);
    const char *both = before ? arena_printf(foreign->arena, "%s; %.*s", json_string_value(before), STR_ARGS(word)) : NULL;
    return both ? json_string(both) : json_stringn(word.at, word.length);
}

static json_t *text_of(struct foreign *foreign, struct str value)
{
    struct str plain = {value.at, value.length};
    size_t characters = 0;
    for (size_t i = 0; i < value.length; i++)
        if (((unsigned char)value.at[i] & 0xC0) != 0x80 && ++characters > STORY_MAX) {
            plain.length = i;
            foreign_note_once(foreign, FOREIGN_CHANGED, "answer_cut", "Answers longer than %d characters were cut.", STORY_MAX);
            break;
        }
    return plain.length ? json_stringn(plain.at, plain.length) : NULL;
}

bool variable_answer(struct foreign *foreign, const struct variable *variable, struct str value, json_t *answers)
{
    struct str id = question_id(variable), option;
    json_t *answer = NULL, *list;
    char room[VARIABLE_CODE_ROOM];
    if (!variable->question)
        return true;
    switch (variable->kind) {
    case VARIABLE_CHOICE:
    case VARIABLE_CHOICES:
        option = foreign_option_known(foreign, id, "choices", variable_code(value, room));
        answer = option.at ? json_stringn(option.at, option.length) : NULL;
        break;
    case VARIABLE_NUMBER:
        answer = number_of(str_trim(value));
        break;
    case VARIABLE_TEXT:
        answer = variable->words ? text_with(foreign, variable, value, json_object_get(answers, id.at)) : text_of(foreign, str_trim(value));
        break;
    case VARIABLE_BOOLEAN:
        answer = str_is(value, "1") ? json_true() : str_is(value, "0") ? json_false() : NULL;
        break;
    case VARIABLE_DAY:
    case VARIABLE_TIME:
        answer = is_day_or_time(variable, value) ? json_stringn(value.at, value.length) : NULL;
        break;
    case VARIABLE_NONE:
        break;
    }
    if (!answer)
        return false;
    if (variable->kind != VARIABLE_CHOICES)
        return json_object_set_new(answers, id.at, answer) == 0;
    list = json_object_get(answers, id.at);
    if (!list && json_object_set_new(answers, id.at, json_array()) == 0)
        list = json_object_get(answers, id.at);
    for (size_t i = 0; i < json_array_size(list); i++)
        if (json_equal(json_array_get(list, i), answer)) {
            json_decref(answer);
            return true;
        }
    return json_array_append_new(list, answer) == 0;
}

json_t *variable_response(size_t number, json_t *answers)
{
    char key[32];
    snprintf(key, sizeof key, "%zu", number);
    return json_pack("{s:s,s:o}", "submission_key", key, "answers", answers);
}
