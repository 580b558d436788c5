/* Questions that take files, as every reader that knows some makes them. */
#include "foreign/foreign.h"

#include <strings.h>

/* As listen/answer_file.h has them. */
enum { FILES_MOST = 10, FILE_BYTES_MAX = 10 << 20 };

/* What other tools call the kinds of files: endings, media types and their beginnings. */
static const struct {
    const char *kind, *words[14];
} kinds[] = {
    {"picture", {"image", "png", "jpg", "jpeg", "gif", "webp", "bmp", "heic", "tif", "tiff", NULL}},
    {"pdf", {"pdf", NULL}},
    {"text", {"text", "txt", "csv", NULL}},
    {"office", {"doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "odp", "msword", "vnd", NULL}},
};
enum { KINDS = sizeof kinds / sizeof *kinds };

static int kind_of(struct str word)
{
    for (int kind = 0; kind < KINDS; kind++)
        for (const char *const *one = kinds[kind].words; *one; one++)
            if (word.length == strlen(*one) && strncasecmp(word.at, *one, word.length) == 0)
                return kind;
    return -1;
}

/* "image/png,.pdf", "png, gif, doc": the kinds named there, a bit for each. */
static unsigned kinds_named(struct str text)
{
    unsigned named = 0;
    size_t from = 0;
    for (size_t i = 0; i <= text.length; i++) {
        if (i < text.length && ((text.at[i] | 0x20) >= 'a' && (text.at[i] | 0x20) <= 'z'))
            continue;
        int kind = kind_of((struct str){text.at + from, i - from});
        named |= kind >= 0 ? 1u << kind : 0;
        from = i + 1;
    }
    return named;
}

bool foreign_file(struct foreign *foreign, json_t *question, struct str accept, int64_t most, double bytes)
{
    struct str id = json_str(json_object_get(question, "id"));
    if (str_is(json_str(json_object_get(foreign->definition, "anonymity")), "anonymous")) {
        foreign_note(foreign, id, FOREIGN_LOST, "file_anonymous",
                     "A survey that promises anonymity takes no files, which may say whose they are.");
        foreign_question_drop(foreign, question);
        return false;
    }
    unsigned named = kinds_named(accept);
    if (accept.length && !named)
        foreign_note(foreign, id, FOREIGN_CHANGED, "file_kinds",
                     "The kinds of files it took are not known here: it takes pictures, PDF, text and office documents.");
    if (named && named != (1u << KINDS) - 1) {
        json_t *list = json_array();
        for (int kind = 0; kind < KINDS; kind++)
            if (named & (1u << kind))
                json_array_append_new(list, json_string(kinds[kind].kind));
        json_object_set_new(question, "accept", list);
    }
    if (most > 1)
        json_object_set_new(question, "most", json_integer(most < FILES_MOST ? most : FILES_MOST));
    if (bytes >= 1 && bytes < FILE_BYTES_MAX)
        json_object_set_new(question, "size_max", json_integer((json_int_t)bytes));
    return true;
}
