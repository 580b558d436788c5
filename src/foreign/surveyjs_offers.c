/* When SurveyJS offers an item: by the item's own conditions, by one of the whole list in which {item} is its value, and by what was chosen
 * in the question from which the choices come. */
#include "foreign/surveyjs.h"

#include <string.h>

enum { TEXT_MAX = 8192 };

static const struct {
    const char *field, *list;
    bool enables; /* it was seen, and could not be chosen */
} list_logic[] = {{"choicesVisibleIf", "choices", false},
                  {"choicesEnableIf", "choices", true},
                  {"rowsVisibleIf", "rows", false},
                  {"columnsVisibleIf", "choices", false}};
enum { LIST_LOGIC = sizeof list_logic / sizeof *list_logic };

static void note_hidden(struct surveyjs *s, struct str name)
{
    foreign_note(s->foreign, name, FOREIGN_CHANGED, "disabled_hidden", "Where it could not be filled in, it is not shown.");
}

/* False with a note when it cannot be kept. */
static bool offer(struct surveyjs *s, const json_t *question, json_t *option, struct str text, struct str name)
{
    json_t *condition = surveyjs_condition(s, text, name);
    if (!condition)
        return false;
    if (foreign_offer_if(question, option, condition))
        return true;
    foreign_note(s->foreign, name, FOREIGN_LOST, "choice_logic", "Entries that were shown on a condition are always shown.");
    return false;
}

void surveyjs_item_offer(struct surveyjs *s, const json_t *item, const json_t *question, json_t *option, struct str name)
{
    static const char *const fields[] = {"visibleIf", "enableIf"};
    for (size_t i = 0; i < 2; i++) {
        struct str text = surveyjs_str(item, fields[i]);
        if (!text.length)
            continue;
        bool kept = option && offer(s, question, option, text, name);
        s->foreign->logic_kept += kept;
        s->foreign->logic_lost += !kept;
        if (kept && i)
            note_hidden(s, name);
    }
}

/* The text with the item's value in the place of {item}; in older files {choice}. */
static struct str text_of_item(struct surveyjs *s, struct str text, struct str value)
{
    struct buf out = buf_new(TEXT_MAX);
    char quote = value.length && memchr(value.at, '\'', value.length) ? '"' : '\'';
    for (size_t i = 0; i < text.length; i++) {
        struct str rest = {text.at + i, text.length - i};
        size_t skip = str_starts(rest, "{item}") ? 6 : str_starts(rest, "{choice}") ? 8 : 0;
        if (!skip) {
            buf_add_char(&out, text.at[i]);
            continue;
        }
        buf_add_char(&out, quote);
        buf_add_str(&out, value);
        buf_add_char(&out, quote);
        i += skip - 1;
    }
    struct str kept = out.failed ? STR("") : str_keep(s->foreign->arena, buf_str(&out));
    buf_free(&out);
    return kept;
}

/* Of each option of the list; false as soon as one cannot be kept. */
static bool list_offer(struct surveyjs *s, json_t *question, const char *list, const json_t *only, struct str text, struct str name)
{
    const json_t *known = foreign_options(s->foreign, json_str(json_object_get(question, "id")), list);
    const char *value;
    json_t *id;
    bool kept = known != NULL;
    json_object_foreach((json_t *)known, value, id)
    {
        json_t *option = foreign_option_of(s->foreign, question, list, str_of(value));
        bool meant = option && (!only || json_object_get(only, value));
        if (kept && meant)
            kept = offer(s, question, option, text_of_item(s, text, str_of(value)), name);
    }
    return kept;
}

/* "other", "none" and their like are always offered. */
static json_t *values_of(struct surveyjs *s, const json_t *items)
{
    size_t i;
    json_t *item, *values = json_object();
    json_array_foreach((json_t *)items, i, item)
    {
        struct str value = surveyjs_item_value(s, item);
        if (value.length)
            json_object_setn_new(values, value.at, value.length, json_true());
    }
    return values;
}

void surveyjs_list_offer(struct surveyjs *s, const json_t *element, json_t *question, const char *list, const json_t *items,
                         struct str name)
{
    json_t *only = values_of(s, items);
    bool columns = str_is(json_str(json_object_get(question, "type")), "matrix");
    for (size_t i = 0; i < LIST_LOGIC; i++) {
        struct str text = surveyjs_str(element, list_logic[i].field);
        bool of_columns = str_starts(str_of(list_logic[i].field), "columns");
        if (!text.length || strcmp(list_logic[i].list, list) != 0 || (strcmp(list, "choices") == 0 && of_columns != columns))
            continue;
        bool kept = list_offer(s, question, list, only, text, name);
        s->foreign->logic_kept += kept;
        s->foreign->logic_lost += !kept;
        if (kept && list_logic[i].enables)
            note_hidden(s, name);
    }
    json_decref(only);
}

bool surveyjs_is_list_logic(const json_t *element, const char *field)
{
    static const char *const chosen[] = {"checkbox", "radiogroup", "dropdown", "tagbox", "ranking", "imagepicker", "buttongroup"};
    struct str type = surveyjs_str(element, "type");
    bool choices = strcmp(field, "choicesVisibleIf") == 0 || strcmp(field, "choicesEnableIf") == 0;
    for (size_t i = 0; choices && i < sizeof chosen / sizeof *chosen; i++)
        if (str_is(type, chosen[i]))
            return true;
    bool rows = strcmp(field, "rowsVisibleIf") == 0;
    if (str_is(type, "matrixdropdown"))
        return rows;
    return str_is(type, "matrix") && (rows || strcmp(field, "columnsVisibleIf") == 0);
}

void surveyjs_lost_offers(struct surveyjs *s, const json_t *table)
{
    size_t i, count = surveyjs_str(table, "rowsVisibleIf").length > 0;
    json_t *row;
    json_array_foreach(json_object_get(table, "rows"), i, row) count +=
        (surveyjs_str(row, "visibleIf").length > 0) + (surveyjs_str(row, "enableIf").length > 0);
    s->foreign->logic_lost += (int64_t)count;
    if (count)
        foreign_note(s->foreign, surveyjs_name(s, table), FOREIGN_LOST, "choice_logic",
                     "Entries that were shown on a condition are always shown.");
}

/* Only what was chosen there, or was not. */
void surveyjs_carried_offer(struct surveyjs *s, const json_t *element, json_t *question, const json_t *items, struct str name)
{
    struct str from = surveyjs_str(element, "choicesFromQuestion"), mode = surveyjs_str(element, "choicesFromQuestionMode");
    bool missing = str_is(mode, "unselected");
    if (!from.length || !(missing || str_is(mode, "selected")))
        return;
    struct str type = json_str(json_object_get(surveyjs_question_known(s, from), "type"));
    bool one = str_is(type, "choice"), told = one || str_is(type, "choices");
    const char *compares = one ? (missing ? "<>" : "=") : missing ? "notcontains" : "contains";
    const char *text = arena_printf(s->foreign->arena, "{%.*s} %s {item}", STR_ARGS(from), compares);
    json_t *only = values_of(s, items);
    bool kept = told && text && list_offer(s, question, "choices", only, str_of(text), name);
    json_decref(only);
    s->foreign->logic_kept += kept;
    s->foreign->logic_lost += !kept;
    if (!kept)
        foreign_note(s->foreign, name, FOREIGN_LOST, "choices_carried",
                     "Where choices depended on what was chosen before, all of them are shown now.");
}
