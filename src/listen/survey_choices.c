/* What one may choose among, and how many of it. */
#include "listen/maxdiff_design.h"
#include "listen/survey_inside.h"

enum { SCORE_MOST = 1000000 };

static bool reads_as(const struct survey_reading *r, enum question_type one, enum question_type other)
{
    enum question_type type = r->question->cell;
    return type == one || type == other;
}

static enum err read_score(struct survey_reading *r, const json_t *value, struct choice *choice)
{
    if (!value || json_is_null(value))
        return ERR_NONE;
    if (!reads_as(r, QUESTION_CHOICE, QUESTION_CHOICES))
        return survey_not_for_type(r, "score");
    choice->score = json_number_value(value);
    choice->has_score = true;
    return json_is_number(value) && choice->score >= -SCORE_MOST && choice->score <= SCORE_MOST
               ? ERR_NONE
               : survey_wrong(r, "out_of_range", "score", "The field \"score\" must be a number from -1000000 to 1000000.");
}

static enum err read_choice(struct survey_reading *r, const json_t *tree, size_t index)
{
    static const char *const names[] = {"id", "text", "fixed", "exclusive", "other", "score", "picture", "show_if", NULL};
    const struct question *q = r->question;
    struct choice *choice = &r->question->choices[index];
    enum err err = survey_only_fields(r, tree, names);
    if (err == ERR_NONE)
        err = survey_slug_read(r, json_object_get(tree, "id"), "id", &choice->id);
    if (err == ERR_NONE && choice_index(q, choice->id) >= 0)
        err = survey_wrong(r, "twice", "id", "Two choices of one question have the same id.");
    if (err == ERR_NONE)
        err = survey_texts(r, json_object_get(tree, "text"), "text", &choice->text);
    if (err == ERR_NONE)
        err = survey_boolean(r, json_object_get(tree, "fixed"), "fixed", &choice->fixed);
    if (err == ERR_NONE)
        err = survey_boolean(r, json_object_get(tree, "exclusive"), "exclusive", &choice->exclusive);
    if (err == ERR_NONE && choice->exclusive && q->type != QUESTION_CHOICES)
        err = survey_not_for_type(r, "exclusive");
    if (err == ERR_NONE)
        err = survey_boolean(r, json_object_get(tree, "other"), "other", &choice->other);
    if (err == ERR_NONE && choice->other && q->type != QUESTION_CHOICE && q->type != QUESTION_CHOICES)
        err = survey_not_for_type(r, "other");
    if (err == ERR_NONE)
        err = read_score(r, json_object_get(tree, "score"), choice);
    if (err == ERR_NONE && json_object_get(tree, "picture") && q->type != QUESTION_CHOICE && q->type != QUESTION_CHOICES)
        err = survey_not_for_type(r, "picture");
    if (err == ERR_NONE)
        err = survey_picture_read(r, json_object_get(tree, "picture"), &choice->picture);
    if (err == ERR_NONE && json_object_get(tree, "show_if") && q->type == QUESTION_MAXDIFF)
        err = survey_not_for_type(r, "show_if"); /* its tasks are balanced over all of its items */
    if (err == ERR_NONE)
        err = survey_condition_read(r, json_object_get(tree, "show_if"), &choice->condition);
    r->survey->has_offers |= choice->condition != NULL;
    for (size_t i = 0; err == ERR_NONE && choice->other && i < index; i++)
        if (q->choices[i].other)
            err = survey_wrong(r, "twice", "other", "One choice of a question at the most asks \"what?\".");
    r->question->choices_count = index + 1;
    return survey_under(r, err, "choices[%zu]", index);
}

static enum err read_choices(struct survey_reading *r, const json_t *list)
{
    struct question *q = r->question;
    bool maxdiff = q->type == QUESTION_MAXDIFF, several = maxdiff || q->type == QUESTION_RANKING || q->type == QUESTION_SUM;
    bool wanted = several || reads_as(r, QUESTION_CHOICE, QUESTION_CHOICES);
    size_t count = json_array_size(list), least = maxdiff ? MAXDIFF_ITEMS_LEAST : several ? 2 : 1;
    int most = maxdiff ? MAXDIFF_ITEMS_MAX : CHOICES_MAX;
    if (!wanted)
        return list && !json_is_null(list) && count ? survey_not_for_type(r, "choices") : ERR_NONE;
    if (!json_is_array(list) || count < least || count > (size_t)most)
        return fault_set(r->why, ERR_INVALID, list ? "wrong_count" : "required", "choices",
                         "The field \"choices\" must list %zu to %d choices.", least, most);
    q->choices = arena_take_array(r->arena, count, sizeof *q->choices);
    if (!q->choices)
        return ERR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        enum err err = read_choice(r, json_array_get(list, i), i);
        if (err != ERR_NONE)
            return err;
    }
    return ERR_NONE;
}

static enum err read_count(struct survey_reading *r, const json_t *value, const char *field, int64_t unsaid, int64_t *out)
{
    *out = unsaid;
    if (!value || json_is_null(value) || r->question->type == QUESTION_GROUP)
        return ERR_NONE;
    if (r->question->type != QUESTION_RANKING && !reads_as(r, QUESTION_CHOICES, QUESTION_CHOICES))
        return survey_not_for_type(r, field);
    *out = json_integer_value(value);
    if (json_is_integer(value) && *out >= 1 && *out <= (int64_t)r->question->choices_count)
        return ERR_NONE;
    return fault_set(r->why, ERR_INVALID, "out_of_range", field,
                     "The field \"%s\" must be a whole number from 1 to the number of choices, %zu.", field, r->question->choices_count);
}

enum err survey_choices_read(struct survey_reading *r, const json_t *tree)
{
    struct question *q = r->question;
    enum err err = read_choices(r, json_object_get(tree, "choices"));
    if (q->type == QUESTION_FILE)
        return err; /* its "most" is of files */
    if (err == ERR_NONE)
        err = read_count(r, json_object_get(tree, "least"), "least", 1, &q->chosen_least);
    if (err == ERR_NONE)
        err = read_count(r, json_object_get(tree, "most"), "most", (int64_t)q->choices_count, &q->chosen_most);
    if (err == ERR_NONE && q->chosen_least > q->chosen_most && q->choices_count)
        err = survey_wrong(r, "out_of_range", "most", "The most that may be chosen is below the least.");
    if (err == ERR_NONE)
        err = survey_boolean(r, json_object_get(tree, "shuffle"), "shuffle", &q->shuffle);
    r->survey->has_shuffle |= q->shuffle || q->type == QUESTION_MAXDIFF; /* whose tasks come in an order of their own */
    return err == ERR_NONE && q->shuffle && !q->choices_count && q->type != QUESTION_MATRIX ? survey_not_for_type(r, "shuffle") : err;
}
