/* Questions of an XLSForm with something to choose from. */
#include "foreign/xlsform_row.h"

#include <string.h>

static const struct form_sheet *choice_sheet(const struct row *r)
{
    return r->external ? &r->form->external : &r->form->choices;
}

static size_t choices_count(const struct row *r)
{
    const struct form_sheet *sheet = choice_sheet(r);
    size_t count = 0;
    for (size_t i = 0; i < sheet->rows_count; i++)
        count += str_equal(form_cell(sheet, form_row(sheet, i), "list"), r->list);
    return count;
}

static void put_other(struct row *r, json_t *question)
{
    static const struct {
        const char *language, *word;
    } words[] = {{"en", "Other"}, {"fi", "Jokin muu"}, {"sv", "Något annat"}, {"fr", "Autre"}, {"es", "Otro"}, {"de", "Anderes"}};
    json_t *choice = foreign_option(r->foreign, question, "choices", STR("other"));
    if (!choice)
        return;
    json_object_set(r->values, "other", json_object_get(choice, "id"));
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        foreign_text(r->foreign, choice, "text", words[i].language, str_of(words[i].word));
    if (!str_is(json_str(json_object_get(question, "type")), "ranking"))
        json_object_set_new(choice, "other", json_true());
}

/* false: there is nothing to choose from, or too much. Of two with one name the first stands. */
static bool put_choices(struct row *r, json_t *question)
{
    const struct form_sheet *sheet = choice_sheet(r);
    size_t count = choices_count(r) + r->other;
    if (!count || count > FOREIGN_OPTIONS_MAX)
        return false;
    r->values = json_object();
    json_array_append_new(r->form->scratch, r->values);
    for (size_t i = 0; i < sheet->rows_count; i++) {
        const struct table_row *row = form_row(sheet, i);
        struct str name = form_cell(sheet, row, "name");
        json_t *choice = NULL;
        if (str_equal(form_cell(sheet, row, "list"), r->list) && name.length)
            choice = foreign_option(r->foreign, question, "choices", name);
        if (!choice)
            continue;
        json_object_setn(r->values, name.at, name.length, json_object_get(choice, "id"));
        form_texts(r->form, sheet, row, "label", choice, "text", r->name);
        if (form_cell(sheet, row, "image").length || form_cell(sheet, row, "audio").length || form_cell(sheet, row, "video").length)
            foreign_note_once(r->foreign, FOREIGN_LOST, "media", "Pictures and sounds beside choices and questions were left out.");
    }
    if (r->other)
        put_other(r, question);
    return json_array_size(json_object_get(question, "choices")) > 0;
}

void form_filter_lost(struct row *r)
{
    if (!form_here(r, "choice_filter").length)
        return;
    r->foreign->logic_lost++;
    form_lost(r, "choice_filter", "Only some of the choices were offered, by earlier answers; here all are.");
}

static json_t *make_choice(struct row *r, const char *type)
{
    bool ranking = strcmp(type, "ranking") == 0;
    size_t count = choices_count(r);
    if (!count || count + r->other > FOREIGN_OPTIONS_MAX || (ranking && count < 2))
        form_filter_lost(r);
    if (!count || (ranking && count < 2)) {
        form_lost(r, "nothing_to_choose", "Its list of choices is not in the file, so there is nothing to choose from.");
        return NULL;
    }
    if (count + r->other > FOREIGN_OPTIONS_MAX) {
        foreign_note(r->foreign, r->name, FOREIGN_CHANGED, "choices_as_words",
                     "The question has %zu choices, and %d is the most here: it is answered in words.", count, FOREIGN_OPTIONS_MAX);
        return form_make(r, "text");
    }
    json_t *question = form_make(r, type);
    if (!question || !put_choices(r, question)) {
        if (question)
            foreign_question_drop(r->foreign, question);
        return NULL;
    }
    if (form_parameter(form_here(r, "parameters"), "randomize", 0) > 0 ||
        memmem(form_here(r, "parameters").at, form_here(r, "parameters").length, "randomize=true", 14))
        json_object_set_new(question, "shuffle", json_true());
    form_filter(r, choice_sheet(r), question);
    if (!ranking)
        form_remember(r, question, strcmp(type, "choice") == 0 ? EXPRESSION_CHOICE : EXPRESSION_CHOICES);
    return question;
}

/* The longer beginnings come first. */
static const struct {
    const char *words, *type;
    bool external, elsewhere;
} choosing[] = {
    {"select_one_from_file ", "choice", false, true},
    {"select_multiple_from_file ", "choices", false, true},
    {"select_one_external ", "choice", true, false},
    {"add select one prompt using ", "choice", false, false},
    {"add select multiple prompt using ", "choices", false, false},
    {"select all that apply from ", "choices", false, false},
    {"select all that apply using ", "choices", false, false},
    {"select all that apply ", "choices", false, false},
    {"select one from ", "choice", false, false},
    {"select one using ", "choice", false, false},
    {"select multiple from ", "choices", false, false},
    {"select multiple using ", "choices", false, false},
    {"select_multiple ", "choices", false, false},
    {"select_one ", "choice", false, false},
    {"select1 ", "choice", false, false},
    {"select ", "choices", false, false},
    {"rank ", "ranking", false, false},
};

static void cut_ending(struct row *r)
{
    static const char *const endings[] = {" or_other", " or specify other", " or other"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t length = strlen(endings[i]);
        if (r->list.length <= length)
            continue;
        struct str end = {r->list.at + r->list.length - length, length};
        if (form_cut_words(&end, endings[i])) {
            r->list = str_trim((struct str){r->list.at, r->list.length - length});
            r->other = true;
            return;
        }
    }
    struct str list = r->list;
    if (form_cut_words(&list, "list ") && list.length) /* "from list yes_no" */
        r->list = list;
}

json_t *form_choice(struct row *r, bool *known)
{
    *known = true;
    for (size_t i = 0; i < sizeof choosing / sizeof *choosing; i++) {
        r->list = r->type;
        if (!form_cut_words(&r->list, choosing[i].words))
            continue;
        if (choosing[i].elsewhere) {
            form_filter_lost(r);
            form_lost(r, "choices_elsewhere", "Its choices stand in another file, so there is nothing to choose from.");
            return NULL;
        }
        r->external = choosing[i].external;
        cut_ending(r);
        return make_choice(r, choosing[i].type);
    }
    *known = false;
    return NULL;
}
