#include "api/route.h"

/* True when path has the shape of the template; `{name}` takes one segment. */
static bool fits(const char *template, struct str path, struct str parts[PATH_PARTS_MAX])
{
    size_t count = 0, at = 0;
    for (const char *t = template; *t;) {
        if (*t != '{') {
            if (at >= path.length || path.at[at] != *t)
                return false;
            at++, t++;
            continue;
        }
        size_t from = at;
        while (at < path.length && path.at[at] != '/')
            at++;
        if (at == from || count == PATH_PARTS_MAX)
            return false;
        parts[count++] = (struct str){path.at + from, at - from};
        t = strchr(t, '}') + 1;
    }
    return at == path.length;
}

enum match route_find(struct str method, struct str path, const struct operation **operation, struct str parts[PATH_PARTS_MAX],
                      struct buf *allow)
{
    enum match match = MATCH_NONE;
    bool head = str_is(method, "HEAD");
    for (size_t i = 0; i < operation_count; i++) {
        const struct operation *candidate = &operation_table[i];
        if (!fits(candidate->path, path, parts))
            continue;
        if (allow)
            buf_printf(allow, "%s%s", allow->length ? ", " : "", candidate->method);
        if (match == MATCH_FOUND)
            continue;
        match = MATCH_METHOD;
        if (str_is(method, candidate->method) || (head && strcmp(candidate->method, "GET") == 0)) {
            *operation = candidate;
            match = MATCH_FOUND;
            if (!allow)
                return match;
        }
    }
    return match;
}
