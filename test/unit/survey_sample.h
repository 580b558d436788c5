/* A survey from its questions alone, and answers to it: taken as they should be, or refused. */
#pragma once
#include "sample.h"

#include "listen/answer.h"

#include <stdio.h>

#define T "\"text\":{\"en\":\"?\"}"

static struct fault why;

static enum err survey_of(const char *questions, struct survey_definition **survey)
{
    const char *text =
        arena_printf(arena, "{\"slug\":\"s\",\"title\":{\"en\":\"S\"},\"languages\":[\"en\"],\"questions\":[%s]}", questions);
    return survey_read(arena, tree_of(text), false, survey, &why);
}

static const struct survey_definition *good(const char *questions)
{
    struct survey_definition *survey;
    if (survey_of(questions, &survey) != ERR_NONE)
        fail_msg("%s: %s: %s", questions, why.field, why.detail);
    return survey;
}

static void assert_survey_refused(const char *question, const char *slug, const char *field)
{
    struct survey_definition *survey;
    if (survey_of(question, &survey) != ERR_INVALID)
        fail_msg("should be refused: %s", question);
    if (strcmp(why.slug, slug) != 0 || strcmp(why.field, field) != 0)
        fail_msg("%s: %s at %s, not %s at %s", question, why.slug, why.field, slug, field);
}

static enum err answer(const struct survey_definition *survey, const char *answers, struct response_given *given,
                       struct survey_version *version)
{
    *version = (struct survey_version){.survey_id = 1, .version = 1, .definition = survey};
    *given = (struct response_given){.version = version};
    return response_check_answers(tree_of(answers), arena, given, &why);
}

static void assert_answers(const struct survey_definition *survey, const char *answers, const char *expected)
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

static void assert_refused(const struct survey_definition *survey, const char *answers, const char *slug, const char *field)
{
    struct survey_version version;
    struct response_given given;
    if (answer(survey, answers, &given, &version) != ERR_INVALID)
        fail_msg("should be refused: %s", answers);
    if (strcmp(why.slug, slug) != 0 || strcmp(why.field, field) != 0)
        fail_msg("%s: %s at %s, not %s at %s", answers, why.slug, why.field, slug, field);
    assert_true(strlen(why.detail) > 10);
}
