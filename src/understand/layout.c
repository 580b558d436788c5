#include "understand/layout.h"

#include <stdio.h>

static const char more_values[] = "(more values)";

static bool part_integer(struct str *rest, int64_t *number)
{
    struct str part;
    return str_cut(rest, '|', &part) && str_integer(part, number);
}

bool layout_read(struct str column, struct layout_column *out)
{
    static const char prefix[] = "answers.";
    struct str rest = column;
    if (!str_starts(column, prefix))
        return false;
    rest.at += sizeof prefix - 1;
    rest.length -= sizeof prefix - 1;
    *out = (struct layout_column){.touchpoint = STR("")};
    if (!str_cut(&rest, '|', &out->question) || !str_cut(&rest, '|', &out->type) || !part_integer(&rest, &out->low) ||
        !part_integer(&rest, &out->high))
        return false;
    out->touchpoint = rest;
    return true;
}

bool layout_round(struct str question, struct arena *arena, struct str *round, struct str *whichever)
{
    const char *from = question.length ? memchr(question.at, '[', question.length) : NULL;
    const char *to = from ? memchr(from, ']', question.length - (size_t)(from - question.at)) : NULL;
    if (!to)
        return false;
    size_t before = (size_t)(from - question.at), after = (size_t)(to - question.at) + 1;
    const char *text = arena_printf(arena, "%.*s%.*s", (int)before, question.at, (int)(question.length - after), question.at + after);
    *round = (struct str){from + 1, (size_t)(to - from) - 1};
    *whichever = text ? str_of(text) : STR("");
    return true;
}

struct str layout_name(char text[LAYOUT_NAME], const struct question *question, const char *part)
{
    int length = snprintf(text, LAYOUT_NAME, "answers.%.*s|%s%s|%lld|%lld|%.*s", STR_ARGS(question->id), question_type_name(question->type),
                          part, (long long)question->scale_low, (long long)question->scale_high, STR_ARGS(question->touchpoint));
    must(length > 0 && length < LAYOUT_NAME);
    return (struct str){text, (size_t)length};
}

struct str layout_table(char text[LAYOUT_NAME], int64_t survey_id)
{
    int length = snprintf(text, LAYOUT_NAME, "survey.%lld", (long long)survey_id);
    return (struct str){text, (size_t)length};
}

int64_t layout_survey(struct str table)
{
    int64_t id = 0;
    struct str rest = table, part;
    return str_cut(&rest, '.', &part) && str_is(part, "survey") && str_integer(rest, &id) ? id : 0;
}

static json_t *dictionary_value(const struct column_dictionary *dictionary, uint16_t code)
{
    struct str text = column_text(dictionary, code);
    if (!text.at)
        return json_string(more_values);
    struct str value = {text.at + 1, text.length - 1};
    double number;
    int64_t whole;
    switch (text.at[0]) {
    case 'n':
        return str_integer(value, &whole) ? json_integer(whole) : str_real(value, &number) ? json_real(number) : NULL;
    case 'b':
        return json_boolean(str_is(value, "true"));
    case 'l':
        return json_loadb(value.at, value.length, 0, NULL);
    default:
        return json_stringn(value.at, value.length);
    }
}

static const char *emotion_of(uint16_t code)
{
    return code == EMOTION_NOTHING ? "nothing_special" : emotion_names[code - 1];
}

/* {"all":{NAME:true…}}: enough for "contains". */
static json_t *emotion_set(uint16_t code)
{
    json_t *all = json_object();
    for (int i = 0; i < EMOTIONS; i++)
        if ((code - 1) >> i & 1)
            (void)json_object_set_new(all, emotion_names[i], json_true());
    return json_pack("{s:o}", "all", all);
}

json_t *layout_value(const struct column_table *table, size_t column, uint16_t code)
{
    const struct column_dictionary *dictionary = column_dictionary_of(table, column);
    struct layout_column about;
    if (code == COLUMN_CODE_MISSING)
        return NULL;
    if (dictionary)
        return dictionary_value(dictionary, code);
    must(layout_read(column_name(table, column), &about));
    if (str_is(about.type, "emotion.strongest"))
        return json_string(emotion_of(code));
    if (str_is(about.type, "emotion"))
        return emotion_set(code);
    if (str_is(about.type, "story") || str_is(about.type, "text"))
        return json_true();
    return json_integer(str_starts(about.type, "emotion.all.") ? code : about.low + code - 1);
}

struct str layout_label(const struct column_table *table, size_t column, uint16_t code, struct arena *arena)
{
    const struct column_dictionary *dictionary = column_dictionary_of(table, column);
    if (code == COLUMN_CODE_MISSING)
        return (struct str){0};
    if (dictionary) {
        struct str text = column_text(dictionary, code);
        return text.at ? (struct str){text.at + 1, text.length - 1} : str_of(more_values);
    }
    json_t *value = layout_value(table, column, code);
    struct str label = {0};
    if (json_is_string(value))
        label = str_keep(arena, json_str(value));
    else if (json_is_integer(value))
        label = str_of(arena_printf(arena, "%lld", (long long)json_integer_value(value)));
    else
        label = STR("true");
    json_decref(value);
    return label;
}
