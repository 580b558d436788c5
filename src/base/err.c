#include "base/err.h"

#include "base/str.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    int status;
} table[] = {
    [ERR_NONE] = {"none", 200},
    [ERR_INVALID] = {"invalid", 422},
    [ERR_MALFORMED] = {"malformed", 400},
    [ERR_UNAUTHENTICATED] = {"unauthenticated", 401},
    [ERR_NOT_ALLOWED] = {"not_allowed", 403},
    [ERR_NOT_FOUND] = {"not_found", 404},
    [ERR_CONFLICT] = {"conflict", 409},
    [ERR_STALE] = {"stale", 412},
    [ERR_TOO_LARGE] = {"too_large", 413},
    [ERR_TOO_MANY] = {"too_many_requests", 429},
    [ERR_DISK_FULL] = {"disk_full", 507},
    [ERR_BUSY] = {"busy", 503},
    [ERR_STOPPED] = {"stopped", 503},
    [ERR_IO] = {"internal", 500},
    [ERR_MEMORY] = {"internal", 500},
    [ERR_INTERNAL] = {"internal", 500},
};

const char *err_name(enum err code)
{
    return table[code].name;
}

int err_http_status(enum err code)
{
    return table[code].status;
}

/* Copies at most size-1 bytes and never ends inside a UTF-8 sequence. */
static void copy_cut(char *to, size_t size, const char *from)
{
    size_t length = strlen(from);
    if (length >= size) {
        length = size - 1;
        while (length && ((unsigned char)from[length] & 0xC0) == 0x80)
            length--;
    }
    memcpy(to, from, length);
    to[length] = 0;
}

void fault_fill(struct fault *fault, enum err code, const char *slug, const char *field, const char *detail, ...)
{
    if (!fault)
        return;
    char text[1024];
    va_list args;
    va_start(args, detail);
    vsnprintf(text, sizeof text, detail, args);
    va_end(args);
    *fault = (struct fault){.code = code};
    copy_cut(fault->slug, sizeof fault->slug, slug);
    copy_cut(fault->field, sizeof fault->field, field ? field : "");
    copy_cut(fault->detail, sizeof fault->detail, text);
}

void fault_prefix(struct fault *fault, const char *prefix)
{
    if (!fault || !*prefix)
        return;
    char joined[sizeof fault->field * 2];
    const char *dot = fault->field[0] == '[' || !fault->field[0] ? "" : ".";
    snprintf(joined, sizeof joined, "%s%s%s", prefix, dot, fault->field);
    copy_cut(fault->field, sizeof fault->field, joined);
}

void must_failed(const char *condition, const char *file, int line)
{
    fprintf(stderr, "kuulo: broken invariant %s at %s:%d\n", condition, file, line);
    abort();
}
