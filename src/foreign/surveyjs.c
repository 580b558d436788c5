/* SurveyJS JSON: pages and panels, and the texts of every language. */
#include "foreign/readers.h"
#include "foreign/surveyjs.h"

#include <stdio.h>

enum { LOOKED_AT = 1 << 20, NAME_CHARACTERS_MAX = 100 };

bool surveyjs_is(struct str bytes)
{
    struct str text = bytes;
    if (str_starts(text, "\xEF\xBB\xBF"))
        text = (struct str){text.at + 3, text.length - 3};
    text = str_trim(text);
    if (!text.length || !text.at || text.at[0] != '{')
        return false;
    size_t looked = text.length < LOOKED_AT ? text.length : LOOKED_AT;
    if (memmem(text.at, looked, "\"SurveyEntry\"", 13) || memmem(text.at, looked, "\"SurveyElements\"", 16))
        return false; /* Qualtrics */
    return memmem(text.at, looked, "\"elements\"", 10) || memmem(text.at, looked, "\"pages\"", 7) ||
           memmem(text.at, looked, "\"questions\"", 11);
}

/* ---- values and texts ---- */

struct str surveyjs_str(const json_t *tree, const char *name)
{
    return json_str(json_object_get(tree, name));
}

bool surveyjs_true(const json_t *tree, const char *name)
{
    return json_is_true(json_object_get(tree, name));
}

struct str surveyjs_value(struct surveyjs *s, const json_t *value)
{
    char text[40];
    if (json_is_string(value))
        return json_str(value);
    if (json_is_boolean(value))
        return json_is_true(value) ? STR("true") : STR("false");
    if (json_is_integer(value))
        snprintf(text, sizeof text, "%lld", (long long)json_integer_value(value));
    else if (json_is_real(value))
        snprintf(text, sizeof text, "%.15g", json_real_value(value));
    else
        return (struct str){0};
    return str_keep(s->foreign->arena, str_of(text));
}

struct str surveyjs_name(struct surveyjs *s, const json_t *element)
{
    struct str name = surveyjs_value(s, json_object_get(element, "name"));
    return name.length ? name : STR("question");
}

static bool put_pipe(struct surveyjs *s, struct str name, struct buf *out)
{
    s->foreign->in_rounds = surveyjs_in_rounds(s);
    if (s->foreign->in_rounds && str_is(name, "panelIndex")) {
        buf_add_text(out, "{{number}}");
        return true;
    }
    return !s->after && foreign_pipe(s->foreign, surveyjs_without_panel(s, name), out);
}

/* {name} in a text: the answer to that question, where the page can show it. */
static struct str piped(struct surveyjs *s, struct str text)
{
    if (!memchr(text.at, '{', text.length))
        return text;
    struct buf out = buf_new(4 * text.length + 64);
    while (text.length) {
        const char *end = text.at[0] == '{' ? memchr(text.at, '}', text.length) : NULL;
        size_t length = end ? (size_t)(end - text.at) + 1 : 0;
        if (!end || length < 3 || length > NAME_CHARACTERS_MAX || memchr(text.at + 1, '{', length - 1) || memchr(text.at, '\n', length)) {
            buf_add_char(&out, text.at[0]);
            length = 1;
        } else if (!put_pipe(s, str_trim((struct str){text.at + 1, length - 2}), &out)) {
            buf_add_text(&out, "…");
            foreign_note_once(s->foreign, FOREIGN_CHANGED, "piping_dropped",
                              "Where a text showed something that is not known there, it now has \"…\".");
        }
        text = (struct str){text.at + length, text.length - length};
    }
    struct str kept = out.failed ? STR("") : str_keep(s->foreign->arena, buf_str(&out));
    buf_free(&out);
    return kept;
}

static void text_put(struct surveyjs *s, json_t *object, const char *field, struct str language, const json_t *value)
{
    struct str text = surveyjs_value(s, value);
    if (text.length && language.length)
        foreign_text(s->foreign, object, field, language.at, piped(s, text));
}

void surveyjs_text(struct surveyjs *s, json_t *object, const char *field, const json_t *value)
{
    const char *locale;
    json_t *text;
    if (!json_is_object(value)) {
        text_put(s, object, field, s->language, value);
        return;
    }
    json_object_foreach((json_t *)value, locale, text) text_put(s, object, field, json_str(json_object_get(s->locales, locale)), text);
}

/* ---- languages ---- */

static bool has_words(const char *field)
{
    static const char *const fields[] = {"title",     "description", "text",      "html",      "minRateDescription", "maxRateDescription",
                                         "otherText", "noneText",    "labelTrue", "labelFalse"};
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (strcmp(field, fields[i]) == 0)
            return true;
    return false;
}

static void locale_add(struct surveyjs *s, const char *locale)
{
    if (json_object_get(s->locales, locale) || strcmp(locale, "default") == 0)
        return;
    struct str language = foreign_language(s->foreign, str_of(locale));
    const char *other;
    json_t *there;
    bool twice = false;
    json_object_foreach(s->locales, other, there) twice |= language.at && str_equal(json_str(there), language);
    if (language.at && !twice)
        json_object_set_new(s->locales, locale, json_string(language.at));
}

/* Every locale a text is said in, and every name. The tree is as deep as base/json.h lets it be. */
static void look_through(struct surveyjs *s, const json_t *tree)
{
    size_t i;
    const char *field, *locale;
    json_t *inner, *text;
    json_array_foreach((json_t *)tree, i, inner) look_through(s, inner);
    json_object_foreach((json_t *)tree, field, inner)
    {
        if (has_words(field))
            json_object_foreach(inner, locale, text) if (json_is_string(text)) locale_add(s, locale);
        if (strcmp(field, "name") == 0 && json_is_string(inner))
            json_object_set_new(s->names, json_string_value(inner), json_true());
        look_through(s, inner);
    }
}

static enum err languages_begin(struct surveyjs *s)
{
    const char *codes[FOREIGN_LANGUAGES_MAX + 1];
    size_t count = 1;
    const char *locale;
    json_t *language;
    s->language = foreign_language(s->foreign, surveyjs_str(s->root, "locale"));
    if (!s->language.at)
        s->language = STR("en");
    json_object_set_new(s->locales, "default", json_string(s->language.at));
    look_through(s, s->root);
    codes[0] = s->language.at;
    json_object_foreach(s->locales, locale, language) if (!str_equal(json_str(language), s->language) && count < FOREIGN_LANGUAGES_MAX + 1)
        codes[count++] = json_string_value(language);
    return foreign_begin(s->foreign, codes, count);
}

/* ---- pages and panels ---- */

/* The words over a page, a panel or the survey. */
static void heading(struct surveyjs *s, const json_t *title, const json_t *description)
{
    json_t *texts = json_object();
    surveyjs_text(s, texts, "title", title);
    surveyjs_text(s, texts, "description", description);
    json_t *first = json_object_get(texts, "title"), *second = json_object_get(texts, "description");
    json_t *question = first || second ? foreign_question(s->foreign, STR(""), "statement") : NULL;
    if (question) {
        json_object_set(question, "text", first ? first : second);
        if (first && second)
            json_object_set(question, "hint", second);
        surveyjs_conditions(s, NULL, question, STR(""));
    }
    json_decref(texts);
}

static const json_t *elements_of(const json_t *container)
{
    const json_t *elements = json_object_get(container, "elements");
    return elements ? elements : json_object_get(container, "questions");
}

static void order_note(struct surveyjs *s, const json_t *container, struct str name)
{
    if (str_is(surveyjs_str(container, "questionOrder"), "random") || str_is(surveyjs_str(container, "questionsOrder"), "random"))
        foreign_note(s->foreign, name, FOREIGN_LOST, "order", "Questions come in their own order, not in a random one.");
}

static void container(struct surveyjs *s, const json_t *element, struct str name, int depth)
{
    struct surveyjs_scope scope;
    if (surveyjs_never_shown(s, element, name)) {
        foreign_note(s->foreign, name, FOREIGN_LOST, "hidden", "It is hidden and nothing ever shows it, so its questions were left out.");
        surveyjs_lost_logic(s, element, name);
        return;
    }
    surveyjs_scope_open(s, &scope, element, name);
    heading(s, json_object_get(element, "title"), json_object_get(element, "description"));
    order_note(s, element, name);
    surveyjs_elements(s, elements_of(element), depth + 1);
    surveyjs_scope_close(s);
}

void surveyjs_elements(struct surveyjs *s, const json_t *elements, int depth)
{
    size_t i;
    json_t *element;
    json_array_foreach((json_t *)elements, i, element)
    {
        struct str name = surveyjs_name(s, element);
        surveyjs_met(s, name);
        if (!json_is_object(element))
            foreign_note(s->foreign, STR(""), FOREIGN_LOST, "not_an_element", "Something that is no question was left out.");
        else if (depth > SURVEYJS_DEPTH_MAX)
            foreign_note(s->foreign, name, FOREIGN_LOST, "too_deep", "It stands in too many panels inside each other.");
        else if (str_is(surveyjs_str(element, "type"), "panel"))
            container(s, element, name, depth);
        else
            surveyjs_question(s, element, depth);
    }
}

/* ---- the survey ---- */

static bool holds_any(const json_t *list)
{
    return json_is_array(list) && json_array_size(list);
}

static void thanks(struct surveyjs *s)
{
    static const char *const outcomes[] = {"good", "middle", "poor"};
    json_t *words = json_object();
    s->after = true;
    surveyjs_text(s, words, "html", json_object_get(s->root, "completedHtml"));
    json_t *text = json_object_get(words, "html");
    if (json_object_get(text, s->language.at)) {
        json_t *all = json_object();
        for (size_t i = 0; i < 3; i++)
            json_object_set_new(all, outcomes[i], json_deep_copy(text));
        json_object_set_new(s->foreign->definition, "thanks", all);
    }
    json_decref(words);
}

/* What the survey as a whole has and Kuulo has not. */
static void whole_note(struct surveyjs *s)
{
    static const struct {
        const char *list, *code, *why;
        bool logic;
    } lists[] = {
        {"completedHtmlOnCondition", "thanks_on_condition", "Thanks that depend on answers were left out; the others stay.", true},
        {"navigateToUrlOnCondition", "redirect_dropped", "The way to another page after the survey was left out.", true},
    };
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        const json_t *list = json_object_get(s->root, lists[i].list);
        if (!holds_any(list))
            continue;
        foreign_note(s->foreign, STR(""), FOREIGN_LOST, lists[i].code, "%s", lists[i].why);
        s->foreign->logic_lost += lists[i].logic ? (int64_t)json_array_size(list) : 0;
    }
    if (surveyjs_str(s->root, "navigateToUrl").length)
        foreign_note_once(s->foreign, FOREIGN_LOST, "redirect_dropped", "The way to another page after the survey was left out.");
    if (surveyjs_true(s->root, "showTimer") || str_is(surveyjs_str(s->root, "showTimerPanel"), "top") ||
        json_integer_value(json_object_get(s->root, "timeLimit")) > 0)
        foreign_note(s->foreign, STR(""), FOREIGN_LOST, "timer_dropped", "Time limits were left out.");
    order_note(s, s->root, STR(""));
}

static void pages(struct surveyjs *s)
{
    size_t i;
    json_t *page;
    const json_t *list = json_object_get(s->root, "pages");
    json_array_foreach((json_t *)list, i, page)
    {
        foreign_page(s->foreign);
        surveyjs_page_begins(s);
        surveyjs_met(s, surveyjs_str(page, "name"));
        container(s, page, surveyjs_value(s, json_object_get(page, "name")), 0);
    }
    foreign_page(s->foreign);
    surveyjs_page_begins(s);
    surveyjs_elements(s, elements_of(s->root), 0);
}

static enum err definition_make(struct surveyjs *s)
{
    enum err err = languages_begin(s);
    if (err != ERR_NONE)
        return err;
    surveyjs_text(s, s->foreign->definition, "title", json_object_get(s->root, "title"));
    surveyjs_values_begin(s);
    surveyjs_triggers(s);
    heading(s, NULL, json_object_get(s->root, "description"));
    pages(s);
    surveyjs_triggers_end(s);
    surveyjs_values_end(s);
    thanks(s);
    whole_note(s);
    return ERR_NONE;
}

/* "The body is not valid JSON" speaks of a request. */
static enum err file_broken(struct fault *why, enum err err)
{
    static const char body[] = "The body", file[] = "The file";
    if (err == ERR_MALFORMED && why && strncmp(why->detail, body, sizeof body - 1) == 0)
        memcpy(why->detail, file, sizeof file - 1);
    return err;
}

enum err surveyjs_read(struct foreign *foreign, struct fault *why)
{
    json_t *root;
    struct str text = foreign->bytes;
    if (str_starts(text, "\xEF\xBB\xBF"))
        text = (struct str){text.at + 3, text.length - 3};
    enum err err = json_read(foreign->arena, text, &root, why);
    if (err != ERR_NONE)
        return file_broken(why, err);
    if (!json_is_array(json_object_get(root, "pages")) && !json_is_array(elements_of(root)))
        return fault_set(why, ERR_INVALID, "not_surveyjs", "", "This JSON is no SurveyJS survey: it has neither pages nor elements.");
    struct surveyjs *s = arena_new_object(foreign->arena, struct surveyjs);
    if (!s)
        return ERR_MEMORY;
    *s = (struct surveyjs){
        .foreign = foreign, .root = root, .locales = json_object(), .names = json_object(), .met = json_object(), .values = json_array()};
    enum err values = json_keep(foreign->arena, s->values);
    enum err locales = json_keep(foreign->arena, s->locales), names = json_keep(foreign->arena, s->names);
    if (json_keep(foreign->arena, s->met) != ERR_NONE || values != ERR_NONE || locales != ERR_NONE || names != ERR_NONE)
        return ERR_MEMORY;
    return definition_make(s);
}
