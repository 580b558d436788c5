#include "api/embedded.h"

#include <stdlib.h>

static int path_against_file(const void *key, const void *element)
{
    const struct str *path = key;
    const struct embedded_file *file = element;
    size_t length = strlen(file->path);
    int order = memcmp(path->at, file->path, path->length < length ? path->length : length);
    return order != 0 ? order : path->length < length ? -1 : path->length > length;
}

const struct embedded_file *embedded_find(struct str path)
{
    if (path.length == 0 || str_is(path, "/"))
        path = STR("/index.html");
    return bsearch(&path, embedded_table, embedded_count, sizeof *embedded_table, path_against_file);
}

struct str embedded_tag(const char *path)
{
    const struct embedded_file *file = embedded_find(str_of(path));
    return file ? str_of(file->etag) : STR("");
}
