/* Choices of SurveyJS, wherever they come from. */
#include "foreign/surveyjs.h"

#include <string.h>

enum { SEARCH_DEPTH_MAX = 2 * SURVEYJS_DEPTH_MAX };

/* ---- items ---- */

/* "sedan|A sedan" is the older way to say {value, text}. */
static bool item_bar(const json_t *item, struct str *value, struct str *text)
{
    struct str whole = json_str(item);
    const char *bar = whole.length ? memchr(whole.at, '|', whole.length) : NULL;
    if (!bar || bar == whole.at || bar + 1 == whole.at + whole.length)
        return false;
    *value = (struct str){whole.at, (size_t)(bar - whole.at)};
    *text = (struct str){bar + 1, whole.length - value->length - 1};
    return true;
}

struct str surveyjs_item_value(struct surveyjs *s, const json_t *item)
{
    struct str value, text;
    if (!json_is_object(item))
        return item_bar(item, &value, &text) ? value : surveyjs_value(s, item);
    value = surveyjs_value(s, json_object_get(item, "value"));
    if (!value.length)
        value = surveyjs_value(s, json_object_get(item, "name"));
    return value.length ? value : surveyjs_value(s, json_object_get(item, "text"));
}

static void item_words(struct surveyjs *s, const json_t *item, json_t *option, struct str value)
{
    struct str bare, text;
    const json_t *words = json_object_get(item, "text");
    surveyjs_text(s, option, "text", words ? words : json_object_get(item, "title"));
    if (item_bar(item, &bare, &text))
        foreign_text(s->foreign, option, "text", s->language.at, text);
    else if (!json_object_get(json_object_get(option, "text"), s->language.at))
        foreign_text(s->foreign, option, "text", s->language.at, value);
}

size_t surveyjs_options(struct surveyjs *s, const json_t *items, json_t *question, const char *list, struct str name)
{
    size_t i, taken = 0;
    json_t *item;
    json_array_foreach((json_t *)items, i, item)
    {
        struct str value = surveyjs_item_value(s, item);
        json_t *option = value.length && taken < FOREIGN_OPTIONS_MAX ? foreign_option(s->foreign, question, list, value) : NULL;
        surveyjs_item_offer(s, item, question, option, name);
        if (!option)
            continue;
        taken++;
        item_words(s, item, option, value);
        if (surveyjs_true(item, "isExclusive") && str_is(json_str(json_object_get(question, "type")), "choices"))
            json_object_set_new(option, "exclusive", json_true());
    }
    if (json_array_size(items) > FOREIGN_OPTIONS_MAX)
        foreign_note(s->foreign, name, FOREIGN_LOST, "too_many_choices", "A list has %d entries at the most; %zu were left out.",
                     FOREIGN_OPTIONS_MAX, json_array_size(items) - FOREIGN_OPTIONS_MAX);
    return taken;
}

bool surveyjs_scale(const json_t *items, int64_t *low, int64_t *high)
{
    size_t i;
    json_t *item;
    if (json_array_size(items) < 2)
        return false;
    json_array_foreach((json_t *)items, i, item)
    {
        const json_t *value = json_is_object(item) ? json_object_get(item, "value") : item;
        if (!json_is_integer(value) || json_object_get(item, "text"))
            return false;
        int64_t number = json_integer_value(value);
        if (number < -1000 || number > 1000 || (i && number != *low + (int64_t)i))
            return false;
        if (!i)
            *low = number;
        *high = number;
    }
    return true;
}

bool surveyjs_generated(const json_t *element, int64_t *low, int64_t *high, int64_t *step)
{
    const json_t *from = json_object_get(element, "choicesMin"), *to = json_object_get(element, "choicesMax");
    const json_t *by = json_object_get(element, "choicesStep");
    if (!json_is_integer(to))
        return false;
    *low = json_is_integer(from) ? json_integer_value(from) : 0;
    *high = json_integer_value(to);
    *step = json_is_integer(by) && json_integer_value(by) > 0 ? json_integer_value(by) : 1;
    return *low < *high && *low >= -1000000000 && *high <= 1000000000;
}

/* ---- of another question ---- */

static const json_t *element_find(const json_t *tree, struct str name, int depth)
{
    size_t i;
    const char *field;
    json_t *inner;
    const json_t *found = NULL;
    if (depth > SEARCH_DEPTH_MAX)
        return NULL;
    if (json_is_object(tree) && surveyjs_str(tree, "type").length && str_equal(surveyjs_str(tree, "name"), name))
        return tree;
    json_array_foreach((json_t *)tree, i, inner) if (!found) found = element_find(inner, name, depth + 1);
    json_object_foreach((json_t *)tree, field, inner) if (!found && json_is_array(inner)) found = element_find(inner, name, depth + 1);
    return found;
}

const json_t *surveyjs_items(struct surveyjs *s, const json_t *element)
{
    struct str from = surveyjs_str(element, "choicesFromQuestion");
    if (!from.length)
        return json_object_get(element, "choices");
    const json_t *other = element_find(s->root, from, 0);
    return json_object_get(other, "choices");
}

/* ---- what belongs to choices ---- */

static void special(struct surveyjs *s, const json_t *element, json_t *question, const char *value, const char *words_field,
                    const char *otherwise, const char *mark)
{
    json_t *option = foreign_option(s->foreign, question, "choices", str_of(value));
    if (!option)
        return;
    surveyjs_text(s, option, "text", json_object_get(element, words_field));
    if (!json_object_size(json_object_get(option, "text")))
        foreign_text(s->foreign, option, "text", s->language.at, str_of(otherwise));
    if (mark)
        json_object_set_new(option, mark, json_true());
}

static bool either(const json_t *element, const char *now, const char *before)
{
    return surveyjs_true(element, now) || surveyjs_true(element, before);
}

static void specials(struct surveyjs *s, const json_t *element, json_t *question)
{
    bool several = str_is(json_str(json_object_get(question, "type")), "choices");
    bool ranking = str_is(json_str(json_object_get(question, "type")), "ranking");
    if (ranking)
        return;
    if (either(element, "showOtherItem", "hasOther"))
        special(s, element, question, "other", "otherText", "Other (describe)", "other");
    if (either(element, "showNoneItem", "hasNone"))
        special(s, element, question, "none", "noneText", "None", several ? "exclusive" : NULL);
    if (surveyjs_true(element, "showRefuseItem"))
        special(s, element, question, "refused", "refuseText", "Refuse to answer", several ? "exclusive" : NULL);
    if (surveyjs_true(element, "showDontKnowItem"))
        json_object_set_new(question, "opt_outs", json_pack("[s]", "dont_know"));
}

static void count_put(json_t *question, const char *field, const json_t *value)
{
    int64_t count = json_integer_value(value), choices = (int64_t)json_array_size(json_object_get(question, "choices"));
    if (json_is_integer(value) && count >= 1 && count <= choices)
        json_object_set_new(question, field, json_integer(count));
}

static void counts(const json_t *element, json_t *question)
{
    size_t i;
    json_t *validator;
    if (str_is(json_str(json_object_get(question, "type")), "choice"))
        return;
    count_put(question, "least", json_object_get(element, "minSelectedChoices"));
    count_put(question, "most", json_object_get(element, "maxSelectedChoices"));
    json_array_foreach(json_object_get(element, "validators"), i, validator) if (str_starts(surveyjs_str(validator, "type"), "answercount"))
    {
        count_put(question, "least", json_object_get(validator, "minCount"));
        count_put(question, "most", json_object_get(validator, "maxCount"));
    }
    const json_t *least = json_object_get(question, "least"), *most = json_object_get(question, "most");
    if (least && most && json_integer_value(least) > json_integer_value(most))
        json_object_del(question, "least");
}

static void generated_add(struct surveyjs *s, const json_t *element, json_t *question, struct str name)
{
    int64_t low, high, step;
    if (!surveyjs_generated(element, &low, &high, &step))
        return;
    json_t *items = json_array();
    for (int64_t value = low; value <= high && json_array_size(items) <= FOREIGN_OPTIONS_MAX; value += step)
        json_array_append_new(items, json_integer(value));
    surveyjs_options(s, items, question, "choices", name);
    json_decref(items);
}

void surveyjs_choices(struct surveyjs *s, const json_t *element, json_t *question)
{
    struct str name = surveyjs_name(s, element);
    const json_t *items = surveyjs_items(s, element);
    surveyjs_options(s, items, question, "choices", name);
    generated_add(s, element, question, name);
    surveyjs_list_offer(s, element, question, "choices", items, name);
    surveyjs_carried_offer(s, element, question, items, name);
    specials(s, element, question);
    counts(element, question);
    if (str_is(surveyjs_str(element, "choicesOrder"), "random"))
        json_object_set_new(question, "shuffle", json_true());
    if (json_array_size(json_object_get(question, "choices")))
        return;
    json_object_set_new(question, "type", json_string("text")); /* none of them could be read */
    json_object_del(question, "choices");
    json_object_del(question, "shuffle");
    foreign_note(s->foreign, name, FOREIGN_CHANGED, "no_choices", "None of its choices can be read; the answer is typed now.");
}
