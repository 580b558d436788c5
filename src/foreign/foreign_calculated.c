/* Calculated questions, as every reader that knows some makes them. */
#include "foreign/foreign.h"

static json_t *question_of(const struct foreign *foreign, struct str id)
{
    size_t i;
    json_t *question;
    json_array_foreach(foreign->questions, i, question)
    {
        if (str_equal(json_str(json_object_get(question, "id")), id))
            return question;
    }
    return NULL;
}

/* What a choice is worth is the number it is written as in the file. */
static void scores_put(const struct foreign *foreign, json_t *question)
{
    size_t i;
    const char *value;
    json_t *choice, *id;
    double score;
    const json_t *options = foreign_options(foreign, json_str(json_object_get(question, "id")), "choices");
    json_array_foreach(json_object_get(question, "choices"), i, choice)
    {
        json_object_foreach((json_t *)options, value, id)
        {
            if (str_equal(json_str(id), json_str(json_object_get(choice, "id"))) && str_real(str_of(value), &score))
                json_object_set_new(choice, "score", json_real(score));
        }
    }
}

void foreign_calculated(struct foreign *foreign, json_t *question, json_t *calculation)
{
    size_t i;
    const char *how;
    json_t *terms, *term;
    json_object_del(question, "hint");
    json_object_del(question, "required");
    json_object_foreach(calculation, how, terms)
    {
        json_array_foreach(terms, i, term)
        {
            struct str name = json_str(term), id;
            str_cut(&name, '.', &id);
            json_t *asked = question_of(foreign, id);
            struct str type = json_str(json_object_get(asked, "type")), cell = json_str(json_object_get(asked, "cell"));
            if (str_is(type, "choice") || str_is(cell, "choice"))
                scores_put(foreign, asked);
        }
    }
    json_object_set_new(question, "calculate", calculation);
}
