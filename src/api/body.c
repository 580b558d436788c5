#include "api/body.h"

#include <strings.h>
#include <zlib.h>

enum { GZIP_WINDOW = 15 + 16, FIRST_GUESS = 8 };

static enum err broken(struct fault *why)
{
    return fault_set(why, ERR_MALFORMED, "bad_gzip", "Content-Encoding", "The body says it is gzip and cannot be unpacked.");
}

/* Unpacks into `room` bytes. ERR_TOO_LARGE when that was not enough. */
static enum err unpack(struct str packed, char *to, size_t room, size_t *length)
{
    z_stream z = {
        .next_in = (Bytef *)(uintptr_t)packed.at, .avail_in = (uInt)packed.length, .next_out = (Bytef *)to, .avail_out = (uInt)room};
    if (inflateInit2(&z, GZIP_WINDOW) != Z_OK)
        return ERR_MEMORY;
    int code = inflate(&z, Z_FINISH);
    *length = room - z.avail_out;
    bool whole = code == Z_STREAM_END && z.avail_in == 0, full = z.avail_out == 0 && code != Z_STREAM_END;
    inflateEnd(&z);
    return whole ? ERR_NONE : full ? ERR_TOO_LARGE : ERR_MALFORMED;
}

static enum err gunzip(struct call *call, struct fault *why)
{
    struct str packed = call->request->body;
    size_t most = call->operation->body_max, room = packed.length < most / FIRST_GUESS ? packed.length * FIRST_GUESS : most;
    for (;;) {
        char *to = arena_take(call->arena, room);
        if (!to)
            return ERR_MEMORY;
        enum err err = unpack(packed, to, room, &call->bytes.length);
        call->bytes.at = to;
        if (err == ERR_MALFORMED)
            return broken(why);
        if (err != ERR_TOO_LARGE)
            return err;
        if (room == most)
            return fault_set(why, ERR_TOO_LARGE, "too_large", "", "The body unpacks to more than %zu bytes.", most);
        room = most;
    }
}

enum err body_bytes(struct call *call, struct fault *why)
{
    struct str encoding = http_header_of(call->x, "Content-Encoding");
    call->bytes = call->request->body;
    if (!encoding.length || (encoding.length == 8 && strncasecmp(encoding.at, "identity", 8) == 0))
        return ERR_NONE;
    if (encoding.length == 4 && strncasecmp(encoding.at, "gzip", 4) == 0)
        return gunzip(call, why);
    return fault_set(why, ERR_MALFORMED, "content_encoding", "Content-Encoding", "The body must be sent plain or as gzip.");
}
