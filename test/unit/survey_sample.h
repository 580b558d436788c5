/* A survey from its questions alone, and answers to it: taken as they should be, or refused. */
#pragma once
#include "sample.h"

#include "listen/answer.h"

#include <stdio.h>

#define T "\"text\":{\"en\":\"?\"}"

static struct fault why;

/* `more` stands before the questions: "\"show\":\"pages\",", or nothing. */
static inline enum err survey_with(const char *more, const char *questions, bool draft, struct survey_definition **survey)
{
    const char *text =
        arena_printf(arena, "{\"slug\":\"s\",\"title\":{\"en\":\"S\"},\"languages\":[\"en\"],%s\"questions\":[%s]}", more, questions);
    return survey_read(arena, tree_of(text), draft, survey, &why);
}

static inline const struct survey_definition *good_with(const char *more, const char *questions)
{
    struct survey_definition *survey;
    if (survey_with(more, questions, false, &survey) != ERR_NONE)
        fail_msg("%s: %s: %s", questions, why.field, why.detail);
    return survey;
}

static inline const struct survey_definition *good(const char *questions)
{
    return good_with("", questions);
}

static inline void assert_survey_refused_with(const char *more, const char *questions, const char *slug, const char *field)
{
    struct survey_definition *survey;
    if (survey_with(more, questions, false, &survey) != ERR_INVALID)
        fail_msg("should be refused: %s %s", more, questions);
    if (strcmp(why.slug, slug) != 0 || strcmp(why.field, field) != 0)
        fail_msg("%s: %s at %s, not %s at %s", questions, why.slug, why.field, slug, field);
}

static inline void assert_survey_refused(const char *questions, const char *slug, const char *field)
{
    assert_survey_refused_with("", questions, slug, field);
}

static inline enum err answer(const struct survey_definition *survey, const char *answers, struct response_given *given,
                              struct survey_version *version)
{
    *version = (struct survey_version){.survey_id = 1, .version = 1, .definition = survey};
    *given = (struct response_given){.version = version};
    return response_check_answers(tree_of(answers), arena, given, &why);
}

static inline void assert_answers(const struct survey_definition *survey, const char *answers, const char *expected)
{
    struct survey_version version;
    struct response_given given;
    struct buf out = buf_new(10000);
    if (answer(survey, answers, &given, &version) != ERR_NONE)
        fail_msg("%s: %s: %s", answers, why.field, why.detail);
    response_write_answers(&given, true, &out);
    assert_string_equal(out.at, expected);
    buf_free(&out);
}

static inline void assert_refused(const struct survey_definition *survey, const char *answers, const char *slug, const char *field)
{
    struct survey_version version;
    struct response_given given;
    if (answer(survey, answers, &given, &version) != ERR_INVALID)
        fail_msg("should be refused: %s", answers);
    if (strcmp(why.slug, slug) != 0 || strcmp(why.field, field) != 0)
        fail_msg("%s: %s at %s, not %s at %s", answers, why.slug, why.field, slug, field);
    assert_true(strlen(why.detail) > 10);
}
