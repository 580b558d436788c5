/* Questions that take files: which kinds, how large, how many. */
#include "listen/answer_file.h"
#include "listen/survey_inside.h"

static enum err accept_read(struct survey_reading *r, const json_t *list)
{
    struct question *q = r->question;
    q->accepts = (1u << FILE_KINDS) - 1;
    if (!list || json_is_null(list))
        return ERR_NONE;
    q->accepts = 0;
    for (size_t i = 0; i < json_array_size(list); i++) {
        int kind = 0;
        while (kind < FILE_KINDS && !str_is(json_str(json_array_get(list, i)), file_kind_names[kind]))
            kind++;
        if (kind == FILE_KINDS)
            return survey_wrong(r, "unknown_value", "accept", "A question takes files of these kinds: picture, pdf, text, office.");
        q->accepts |= 1u << kind;
    }
    return q->accepts ? ERR_NONE : survey_wrong(r, "wrong_count", "accept", "The field \"accept\" lists one kind of file at least.");
}

static enum err whole_read(struct survey_reading *r, const json_t *value, const char *field, int64_t unsaid, int64_t most, int64_t *out)
{
    *out = value && !json_is_null(value) ? json_integer_value(value) : unsaid;
    if ((!value || json_is_null(value) || json_is_integer(value)) && *out >= 1 && *out <= most)
        return ERR_NONE;
    return fault_set(r->why, ERR_INVALID, "out_of_range", field, "The field \"%s\" must be a whole number from 1 to %lld.", field,
                     (long long)most);
}

enum err survey_file_read(struct survey_reading *r, const json_t *tree)
{
    struct question *q = r->question;
    const json_t *accept = json_object_get(tree, "accept"), *size = json_object_get(tree, "size_max");
    if (q->type != QUESTION_FILE)
        return accept ? survey_not_for_type(r, "accept") : size ? survey_not_for_type(r, "size_max") : ERR_NONE;
    enum err err = accept_read(r, accept);
    if (err == ERR_NONE)
        err = whole_read(r, size, "size_max", FILE_BYTES_MAX, FILE_BYTES_MAX, &q->size_max);
    return err == ERR_NONE ? whole_read(r, json_object_get(tree, "most"), "most", 1, FILES_MOST, &q->chosen_most) : err;
}

enum err survey_files_allowed(struct survey_reading *r)
{
    size_t number = 0;
    for (size_t i = 0; i < r->survey->questions_count; i += 1 + r->survey->questions[i].parts_count, number++)
        if (r->survey->questions[i].type == QUESTION_FILE && r->survey->anonymity == ANONYMITY_ANONYMOUS)
            return survey_under(r,
                                survey_wrong(r, "not_anonymous", "type",
                                             "A file may say who made it and where, so a survey that promises anonymity takes none."),
                                "questions[%zu]", number);
    return ERR_NONE;
}
