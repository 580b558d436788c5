#include "listen/survey_expected.h"
#include "listen/survey_inside.h"

static bool may_expect(const struct question *q)
{
    return question_has_scale(q) ? q->type != QUESTION_GROUP : q->type == QUESTION_MATRIX && q->cell == QUESTION_RATING;
}

static bool same_scale(const struct question *expected, const struct question *met)
{
    return may_expect(expected) && may_expect(met) && (expected->type == QUESTION_MATRIX) == (met->type == QUESTION_MATRIX) &&
           expected->scale_low == met->scale_low && expected->scale_high == met->scale_high;
}

bool expected_fits(const struct question *expected, const struct question *met)
{
    bool rows = met->type == QUESTION_MATRIX;
    if (!same_scale(expected, met))
        return false;
    for (size_t i = 1; rows && i <= met->parts_count; i++)
        if (met[i].parent == met && question_part(expected, met[i].part))
            return true;
    return !rows;
}

/* "surveys.before-visit.answers.hoped": a slug has no dot. */
static bool path_read(struct str path, struct str *survey, struct str *question)
{
    struct str part;
    *survey = (struct str){0};
    if (str_starts(path, "surveys.")) {
        path = (struct str){path.at + 8, path.length - 8};
        if (!str_cut(&path, '.', survey) || !str_slug(*survey))
            return false;
    }
    if (!str_cut(&path, '.', &part) || !str_is(part, "answers"))
        return false;
    *question = path;
    return question_id_ok(path);
}

/* The rows of this one are not read yet: what they have in common is looked for where figures are made. */
enum err survey_expected_read(struct survey_reading *r, const json_t *value)
{
    struct question *q = r->question;
    if (!value || json_is_null(value))
        return ERR_NONE;
    if (!may_expect(q) || q->group)
        return survey_not_for_type(r, "expected");
    if (!json_is_string(value) || !path_read(json_str(value), &q->expected_survey, &q->expected))
        return survey_wrong(
            r, "unknown_value", "expected",
            "What was expected is asked by \"answers.QUESTION\", or in another survey by \"surveys.SURVEY.answers.QUESTION\".");
    if (str_equal(q->expected_survey, r->survey->slug))
        q->expected_survey = (struct str){0};
    const struct question *before = q->expected_survey.length ? q : survey_question(r->survey, q->expected);
    return before && !before->group && same_scale(before, q)
               ? ERR_NONE
               : survey_wrong(r, "other_scale", "expected",
                              "What was expected is asked by an earlier question of the same kind on the same scale.");
}
