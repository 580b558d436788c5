/* A survey file of any other tool: what is read is a definition that the house takes as a draft but for single questions, and its counts
 * and notes keep to their limits. */
#include "foreign/foreign.h"
#include "listen/survey.h"

#include <stdint.h>

static bool answer(void *context, json_t *response)
{
    must(json_is_object(response) && json_is_object(json_object_get(response, "answers")));
    return ++*(int *)context < 1000;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    int answers = 0;
    struct fault why = {0};
    struct foreign foreign = {
        .arena = arena_new(64 << 20), .bytes = {(const char *)bytes, length}, .response = answer, .context = &answers};
    must(foreign.arena);
    enum err err = foreign_read(&foreign, &why);
    must(err == ERR_NONE || err == ERR_MEMORY || (why.detail[0] && why.slug[0]));
    if (err == ERR_NONE) {
        struct survey_definition *survey;
        must(json_object_set_new(foreign.definition, "slug", json_string("s")) == 0);
        must(foreign.logic_kept >= 0 && foreign.logic_lost >= 0 && json_array_size(foreign.notes) <= FOREIGN_NOTES_MAX);
        err = survey_read(foreign.arena, foreign.definition, true, &survey, &why);
        must(err != ERR_INVALID || strncmp(why.field, "questions[", 10) == 0);
    }
    arena_free(foreign.arena);
    return 0;
}
