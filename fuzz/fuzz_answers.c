/* Answers against a survey. What is accepted is written, read again, and must be accepted and written the same. */
#include "fuzz/sample.h"

#include <stdint.h>

static bool accept(const struct survey_version *version, const json_t *answers, struct arena *arena, struct buf *written)
{
    struct response_given given = {.version = version};
    struct fault why = {0};
    enum err err = response_check_answers(answers, arena, &given, &why);
    must(err == ERR_NONE || err == ERR_INVALID || err == ERR_MEMORY);
    must(err != ERR_INVALID || (why.detail[0] && why.field[0]));
    if (err != ERR_NONE)
        return false;
    response_write_answers(&given, true, written);
    must(!written->failed);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct arena *arena = arena_new(16 << 20);
    must(arena);
    struct survey_version version = {.survey_id = 1, .version = 1, .definition = sample_survey(arena)};
    struct buf first = buf_new(4 << 20), second = buf_new(4 << 20);
    json_t *tree, *again;
    struct fault why = {0};
    if (json_read(arena, (struct str){(const char *)bytes, length}, &tree, &why) == ERR_NONE && json_is_object(tree) &&
        accept(&version, tree, arena, &first)) {
        must(json_read(arena, buf_str(&first), &again, &why) == ERR_NONE);
        must(accept(&version, again, arena, &second));
        must(str_equal(buf_str(&first), buf_str(&second)));
    }
    buf_free(&first);
    buf_free(&second);
    arena_free(arena);
    return 0;
}
