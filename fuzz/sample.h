/* A survey with every kind of question, for the targets that need one to answer. */
#pragma once
#include "listen/response.h"

#define SAMPLE_TEXT "\"text\":{\"en\":\"?\"}"
#define SAMPLE_CHOICES "\"choices\":[{\"id\":\"a\"," SAMPLE_TEXT "},{\"id\":\"b\"," SAMPLE_TEXT "}]"
#define SAMPLE_SURVEY                                                                                                                      \
    "{\"slug\":\"visit\",\"title\":{\"en\":\"Visit\"},\"languages\":[\"en\"],\"questions\":["                                              \
    "{\"id\":\"recommend\",\"type\":\"nps\",\"required\":true," SAMPLE_TEXT "},"                                                           \
    "{\"id\":\"easy\",\"type\":\"ces\"," SAMPLE_TEXT "},"                                                                                  \
    "{\"id\":\"rate\",\"type\":\"rating\",\"scale\":{\"low\":1,\"high\":4}," SAMPLE_TEXT "},"                                              \
    "{\"id\":\"met\",\"type\":\"expectation\"," SAMPLE_TEXT "},"                                                                           \
    "{\"id\":\"felt\",\"type\":\"emotion\"," SAMPLE_TEXT "},"                                                                              \
    "{\"id\":\"wrong\",\"type\":\"story\",\"show_if\":{\"field\":\"answers.recommend\",\"op\":\"le\",\"value\":6}," SAMPLE_TEXT "},"       \
    "{\"id\":\"one\",\"type\":\"choice\",\"choices\":[{\"id\":\"a\"," SAMPLE_TEXT "},{\"id\":\"b\"," SAMPLE_TEXT "}]," SAMPLE_TEXT "},"    \
    "{\"id\":\"some\",\"type\":\"choices\",\"choices\":[{\"id\":\"a\"," SAMPLE_TEXT "},{\"id\":\"b\"," SAMPLE_TEXT "}]," SAMPLE_TEXT "},"  \
    "{\"id\":\"word\",\"type\":\"text\"," SAMPLE_TEXT "},{\"id\":\"size\",\"type\":\"number\",\"low\":30,\"high\":50," SAMPLE_TEXT "},"    \
    "{\"id\":\"day\",\"type\":\"date\"," SAMPLE_TEXT "},{\"id\":\"may\",\"type\":\"consent\"," SAMPLE_TEXT "},"                            \
    "{\"id\":\"m\",\"type\":\"matrix\",\"cell\":\"rating\",\"scale\":{\"low\":1,\"high\":5},\"opt_outs\":[\"not_applicable\"],"            \
    "\"rows\":[{\"id\":\"x\"," SAMPLE_TEXT "},{\"id\":\"y\"," SAMPLE_TEXT "}]," SAMPLE_TEXT "},"                                           \
    "{\"id\":\"rank\",\"type\":\"ranking\",\"shuffle\":true," SAMPLE_CHOICES "," SAMPLE_TEXT "},"                                          \
    "{\"id\":\"share\",\"type\":\"sum\"," SAMPLE_CHOICES "," SAMPLE_TEXT "},"                                                              \
    "{\"id\":\"who\",\"type\":\"contact\",\"fields\":[\"name\",\"email\"]," SAMPLE_TEXT "},"                                               \
    "{\"id\":\"far\",\"type\":\"slider\",\"low\":0,\"high\":10," SAMPLE_TEXT "},{\"id\":\"hour\",\"type\":\"time\"," SAMPLE_TEXT "},"      \
    "{\"id\":\"intro\",\"type\":\"statement\"," SAMPLE_TEXT "}]}"

static inline const struct survey_definition *sample_survey(struct arena *arena)
{
    json_t *tree;
    struct survey_definition *survey;
    struct fault why = {0};
    must(json_read(arena, STR(SAMPLE_SURVEY), &tree, &why) == ERR_NONE);
    must(survey_read(arena, tree, false, &survey, &why) == ERR_NONE);
    return survey;
}
