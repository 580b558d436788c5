#include "listen/piping.h"
#include "listen/survey_inside.h"

bool piping_next(struct str *text, struct str *before, struct str *name)
{
    const char *from = text->length ? memmem(text->at, text->length, "{{", 2) : NULL;
    const char *end = from ? memmem(from, text->length - (size_t)(from - text->at), "}}", 2) : NULL;
    *before = *text;
    if (!end)
        return false;
    before->length = (size_t)(from - text->at);
    *name = str_trim((struct str){from + 2, (size_t)(end - from) - 2});
    text->length -= (size_t)(end - text->at) + 2;
    text->at = end + 2;
    return true;
}

bool piping_in(const json_t *texts)
{
    const char *language;
    json_t *value;
    json_object_foreach((json_t *)texts, language, value)
    {
        struct str text = json_str(value), before, name;
        if (piping_next(&text, &before, &name))
            return true;
    }
    return false;
}

enum piping_root piping_name(struct str name, struct str *rest)
{
    static const struct {
        const char *prefix;
        enum piping_root root;
    } roots[] = {{"answers.", PIPING_ANSWER}, {"attributes.", PIPING_ATTRIBUTE}};
    for (size_t i = 0; i < sizeof roots / sizeof *roots; i++)
        if (str_starts(name, roots[i].prefix)) {
            size_t length = strlen(roots[i].prefix);
            *rest = (struct str){name.at + length, name.length - length};
            return rest->length ? roots[i].root : PIPING_NONE;
        }
    return str_is(name, "customer.name") ? PIPING_CUSTOMER_NAME : PIPING_NONE;
}

bool piping_tells(const struct question *question)
{
    return question_asks(question) && question->type != QUESTION_CONSENT && !str_is(question->part, "opt_out");
}

/* ---- when a survey is published ---- */

static enum err text_check(struct survey_reading *r, struct str text)
{
    struct str before, name, rest;
    while (piping_next(&text, &before, &name)) {
        enum piping_root root = piping_name(name, &rest);
        const struct question *question = root == PIPING_ANSWER ? survey_question(r->survey, rest) : NULL;
        if (root == PIPING_NONE || (root == PIPING_ANSWER && (!question || !piping_tells(question))))
            return fault_set(r->why, ERR_INVALID, "unknown_field", "",
                             "Nothing can take the place of {{%.*s}} here: it names no earlier answer, no attribute and not the customer.",
                             name.length < 60 ? (int)name.length : 60, name.at);
    }
    return ERR_NONE;
}

static enum err texts_check(struct survey_reading *r, const json_t *tree)
{
    static const char *const names[] = {"text", "hint", "low_label", "high_label"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *language;
        json_t *value;
        json_object_foreach(json_object_get(tree, names[i]), language, value)
        {
            enum err err = text_check(r, json_str(value));
            if (err != ERR_NONE)
                return survey_under(r, err, "%s.%s", names[i], language);
        }
    }
    return ERR_NONE;
}

enum err survey_piping_check(struct survey_reading *r, const json_t *tree)
{
    static const char *const lists[] = {"choices", "rows"};
    enum err err = r->draft ? ERR_NONE : texts_check(r, tree);
    for (size_t i = 0; !r->draft && i < 2; i++) {
        const json_t *list = json_object_get(tree, lists[i]);
        for (size_t c = 0; err == ERR_NONE && c < json_array_size(list); c++)
            err = survey_under(r, texts_check(r, json_array_get(list, c)), "%s[%zu]", lists[i], c);
    }
    return err;
}

/* Thanks are a page of their own, which any visitor may open: it knows no answers. */
enum err survey_unpiped_check(struct survey_reading *r, const json_t *texts)
{
    if (r->draft || !piping_in(texts))
        return ERR_NONE;
    return survey_wrong(r, "unknown_field", "", "The words after answering stand on a page that knows no answers: nothing can be put in.");
}
