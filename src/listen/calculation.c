#include "listen/calculation.h"
#include "listen/answer.h"
#include "listen/survey_inside.h"

static bool choice_worth(const struct answer *answer, double *worth)
{
    const struct question *q = answer->question;
    bool any = false;
    *worth = 0;
    for (size_t i = 0; i < q->choices_count; i++) {
        bool chosen = q->type == QUESTION_CHOICE ? answer->score == (int64_t)i : answer->chosen >> i & 1;
        if (!chosen || !q->choices[i].has_score)
            continue;
        any = true;
        *worth += q->choices[i].score;
    }
    return any;
}

bool answer_worth(const struct answer *answer, double *worth)
{
    enum question_type type = answer->question->type;
    if (type == QUESTION_CHOICE || type == QUESTION_CHOICES)
        return choice_worth(answer, worth);
    *worth = question_has_scale(answer->question) ? (double)answer->score : answer->number;
    return question_has_scale(answer->question) || question_is_number(type);
}

bool calculate(const struct question *question, bool (*worth_of)(void *context, const struct question *of, double *worth), void *context,
               double *number)
{
    double sum = 0, worth;
    size_t count = 0;
    for (size_t i = 0; i < question->of_count; i++)
        if (worth_of(context, question->of[i], &worth)) {
            sum += worth;
            count++;
        }
    *number = question->calculation == CALCULATE_MEAN && count ? sum / (double)count : sum;
    return count > 0;
}

static bool given_worth(void *context, const struct question *of, double *worth)
{
    const struct response_given *given = context;
    for (size_t i = 0; i < given->answers_count; i++)
        if (given->answers[i].question == of)
            return answer_worth(&given->answers[i], worth);
    return false;
}

enum err answer_calculate(const struct question *question, struct arena *arena, struct response_given *given)
{
    bool holds = true;
    double number;
    enum err err = question->condition ? answers_hold(question->condition, given, arena, &holds) : ERR_NONE;
    if (err == ERR_NONE && holds && calculate(question, given_worth, given, &number))
        given->answers[given->answers_count++] = (struct answer){.question = question, .number = number, .strongest = -1};
    return err;
}

/* ---- its definition ---- */

static bool scored(const struct question *q)
{
    for (size_t i = 0; i < q->choices_count; i++)
        if (q->choices[i].has_score)
            return true;
    return false;
}

static bool counts(const struct question *q)
{
    bool chosen = q->type == QUESTION_CHOICE || q->type == QUESTION_CHOICES;
    return question_has_scale(q) || question_is_number(q->type) || (chosen && !str_is(q->part, "opt_out") && scored(q));
}

static enum err of_add(struct survey_reading *r, struct question *calculated, const struct question *q)
{
    size_t before = calculated->of_count;
    for (size_t i = question_is_split(q) ? 1 : 0; i <= (question_is_split(q) ? q->parts_count : 0); i++) {
        if (!counts(&q[i]))
            continue;
        if (calculated->of_count == CALCULATED_OF_MAX)
            return fault_set(r->why, ERR_INVALID, "too_many", "", "A number is calculated of %d answers at the most.", CALCULATED_OF_MAX);
        calculated->of[calculated->of_count++] = &q[i];
    }
    return calculated->of_count > before
               ? ERR_NONE
               : fault_set(r->why, ERR_INVALID, "not_a_number", "",
                           "Answers to \"%s\" are worth no number: it has no scale, and no choice has a \"score\".", q->id.at);
}

/* "visits.ease": of every round. */
static enum err of_add_rounds(struct survey_reading *r, struct question *calculated, struct str id, bool *found)
{
    const struct survey_definition *survey = r->survey;
    struct str own_id;
    enum err err = ERR_NONE;
    for (size_t i = 0; i < survey->questions_count; i++) {
        const struct question *group = &survey->questions[i];
        if (group->type != QUESTION_GROUP || !group_named(group, id, &own_id))
            continue;
        for (size_t k = 0; err == ERR_NONE && k < group->rounds_count; k++) {
            const struct question *q = group_question(group, group->rounds[k].id, own_id);
            *found |= q != NULL;
            err = q ? of_add(r, calculated, q) : ERR_NONE;
        }
    }
    return err;
}

static enum err of_read(struct survey_reading *r, const json_t *list, struct question *calculated)
{
    calculated->of = arena_take_array(r->arena, CALCULATED_OF_MAX, sizeof *calculated->of);
    if (!calculated->of)
        return ERR_MEMORY;
    if (!json_is_array(list) || (!json_array_size(list) && !r->draft))
        return survey_wrong(r, "not_a_list", "", "A calculation lists the questions whose answers it takes.");
    for (size_t i = 0; i < json_array_size(list); i++) {
        struct str id = json_str(json_array_get(list, i));
        const struct question *q = id.at ? survey_question(r->survey, id) : NULL;
        bool found = q != NULL;
        enum err err = q ? of_add(r, calculated, q) : id.at ? of_add_rounds(r, calculated, id, &found) : ERR_NONE;
        if (err == ERR_NONE && !found)
            err = survey_wrong(r, "unknown_question", "", "A calculation takes the answers to earlier questions and their parts.");
        if (err != ERR_NONE)
            return survey_under(r, err, "[%zu]", i);
    }
    return ERR_NONE;
}

enum err survey_calculate_read(struct survey_reading *r, const json_t *tree)
{
    static const char *const names[] = {[CALCULATE_SUM] = "sum", [CALCULATE_MEAN] = "mean", NULL};
    struct question *q = r->question;
    if (q->type != QUESTION_CALCULATED)
        return tree && !json_is_null(tree) ? survey_not_for_type(r, "calculate") : ERR_NONE;
    r->survey->has_calculated = true;
    enum err err = survey_only_fields(r, tree, names);
    if (err == ERR_NONE && json_object_size(tree) != 1)
        err = survey_wrong(r, "required", "", "A calculation is a \"sum\" or a \"mean\", such as {\"mean\": [\"ease\", \"satisfied\"]}.");
    if (err != ERR_NONE)
        return survey_under(r, err, "calculate");
    q->calculation = json_object_get(tree, "mean") ? CALCULATE_MEAN : CALCULATE_SUM;
    return survey_under(r, of_read(r, json_object_get(tree, names[q->calculation]), q), "calculate.%s", names[q->calculation]);
}
