/* A survey's definition: read as a draft and as what is to be published. What may be published is also a draft, and has its questions. */
#include "listen/survey.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct arena *arena = arena_new(32 << 20);
    must(arena);
    json_t *tree;
    struct fault why = {0};
    struct survey_definition *draft = NULL, *ready = NULL;
    if (json_read(arena, (struct str){(const char *)bytes, length}, &tree, &why) == ERR_NONE) {
        enum err as_draft = survey_read(arena, tree, true, &draft, &why);
        must(as_draft != ERR_INVALID || why.detail[0]);
        enum err as_ready = survey_read(arena, tree, false, &ready, &why);
        must(as_ready != ERR_INVALID || why.detail[0]);
        must(as_ready != ERR_NONE || as_draft != ERR_INVALID);
        for (size_t i = 0; as_ready == ERR_NONE && i < ready->questions_count; i++)
            must(survey_question(ready, ready->questions[i].id) == &ready->questions[i]);
    }
    arena_free(arena);
    return 0;
}
