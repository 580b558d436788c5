#include "listen/survey_library.h"

enum { FILE_ARENA_MAX = 4 << 20 };

static int seconds_of(const struct survey_definition *survey)
{
    int seconds = 0;
    for (size_t i = 0; i < survey->questions_count; i += 1 + survey->questions[i].parts_count)
        seconds += question_is_seen(&survey->questions[i]) ? question_seconds(&survey->questions[i]) : 0;
    return seconds;
}

static enum err item_write(const struct library_file *file, struct arena *arena, struct buf *out)
{
    struct survey_definition *survey;
    json_t *tree;
    enum err err = json_read(arena, (struct str){(const char *)file->text, file->length}, &tree, NULL);
    if (err == ERR_NONE)
        err = survey_read(arena, json_object_get(tree, "definition"), false, &survey, NULL);
    if (err != ERR_NONE)
        return err;
    buf_add_text(out, "{\"name\":");
    json_put_text(out, survey->slug);
    buf_printf(out, ",\"seconds\":%d,\"about\":", seconds_of(survey));
    json_put_tree(out, json_object_get(tree, "about"));
    buf_add_text(out, ",\"definition\":");
    json_put_tree(out, survey->source);
    buf_add_char(out, '}');
    return ERR_NONE;
}

enum err survey_library_write(struct buf *out)
{
    enum err err = ERR_NONE;
    buf_add_text(out, "{\"items\":[");
    for (size_t i = 0; i < library_files_count && err == ERR_NONE; i++) {
        struct arena *arena = arena_new(FILE_ARENA_MAX);
        if (i)
            buf_add_char(out, ',');
        err = arena ? item_write(&library_files[i], arena, out) : ERR_MEMORY;
        arena_free(arena);
        must(err == ERR_NONE || err == ERR_MEMORY);
    }
    buf_add_text(out, "]}");
    return err == ERR_NONE && out->failed ? ERR_MEMORY : err;
}
