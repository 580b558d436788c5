/* Groups of an XLSForm, plain ones and those that repeat. */
#include "foreign/xlsform_row.h"

static bool has_label(struct row *r)
{
    const struct form_sheet *sheet = &r->form->survey;
    for (size_t i = 0; i < sheet->columns_count; i++)
        if (str_is(sheet->columns[i].base, "label") && str_trim(table_cell(r->cells, i)).length)
            return true;
    return false;
}

static void group_begin(struct row *r, bool repeats)
{
    struct form *form = r->form;
    json_t *condition = form_relevant(r), *group = NULL;
    size_t depth = form->depth++;
    foreign_page(r->foreign);
    if (depth < XLSFORM_DEPTH_MAX) {
        form->groups[depth] = condition;
        form->repeats[depth] = NULL;
        form->rounds[depth] = str_keep(r->foreign->arena, form_here(r, "repeat_count"));
    }
    if (repeats || has_label(r))
        group = form_make(r, repeats ? "group" : "statement");
    if (group)
        form_conditions(r, group, NULL);
    if (repeats && depth < XLSFORM_DEPTH_MAX)
        form->repeats[depth] = group;
}

/* The id of an earlier question of numbers that "${children}" means. */
static struct str counted_by(const struct row *r, struct str count)
{
    size_t i;
    json_t *question;
    if (count.length < 4 || !str_starts(count, "${") || count.at[count.length - 1] != '}')
        return (struct str){0};
    struct str id = foreign_known(r->foreign, (struct str){count.at + 2, count.length - 3});
    json_array_foreach(r->foreign->questions, i, question) if (id.length && str_equal(json_str(json_object_get(question, "id")), id) &&
                                                               str_is(json_str(json_object_get(question, "type")), "number")) return id;
    return (struct str){0};
}

/* What was asked in rounds has no one answer that later rows could look at. */
static void kinds_forget(const struct row *r)
{
    const char *name;
    json_t *kind;
    void *after;
    json_object_foreach_safe(r->form->kinds, after, name, kind) if (!foreign_known(r->foreign, str_of(name)).length)
        json_object_del(r->form->kinds, name);
}

/* "3" or "${children}": as often as that says. */
static void rounds_end(struct row *r, json_t *group, struct str count)
{
    int64_t number = 0;
    struct str by = counted_by(r, count);
    bool fixed = str_integer(count, &number);
    if (count.length && !fixed && !by.length)
        form_changed(r, "repeat_count", "How often it repeats was calculated; now the respondent says when there are more.");
    if (!foreign_group(r->foreign, group, by, number, number))
        form_changed(r, "repeat", "What repeats is more than a group can hold; it is asked once.");
    kinds_forget(r);
}

static void group_end(struct row *r)
{
    struct form *form = r->form;
    if (!form->depth)
        return;
    size_t depth = --form->depth;
    if (depth < XLSFORM_DEPTH_MAX && form->repeats[depth])
        rounds_end(r, form->repeats[depth], form->rounds[depth]);
}

bool form_group_row(struct row *r)
{
    struct str type = r->type;
    if (form_cut_words(&type, "begin ") || form_cut_words(&type, "begin_")) {
        group_begin(r, !form_is_words(type, "group"));
        return true;
    }
    if (!form_cut_words(&type, "end ") ||
        !(form_cut_words(&type, "group") || form_cut_words(&type, "repeat") || form_cut_words(&type, "loop")))
        return false;
    group_end(r);
    foreign_page(r->foreign);
    return true;
}
