/* The pictures a definition names. Whether they are there is asked when it is stored. */
#include "listen/picture.h"
#include "listen/survey_inside.h"

static enum err read_fields(struct survey_reading *r, const json_t *tree, struct survey_picture *picture)
{
    static const char *const names[] = {"id", "text", NULL};
    enum err err = survey_only_fields(r, tree, names);
    if (err != ERR_NONE)
        return err;
    struct str id = json_str(json_object_get(tree, "id"));
    if (!picture_hash_ok(id))
        return survey_wrong(r, id.length ? "unknown_picture" : "required", "id",
                            "A picture is named by its id, the 64 letters and digits that adding it gave.");
    picture->id = id;
    return survey_texts(r, json_object_get(tree, "text"), "text", &picture->text);
}

enum err survey_picture_read(struct survey_reading *r, const json_t *tree, struct survey_picture *picture)
{
    *picture = (struct survey_picture){0};
    return tree && !json_is_null(tree) ? survey_under(r, read_fields(r, tree, picture), "picture") : ERR_NONE;
}

bool question_has_pictures(const struct question *question)
{
    for (size_t i = 0; i < question->choices_count; i++)
        if (question->choices[i].picture.id.length)
            return true;
    return false;
}
