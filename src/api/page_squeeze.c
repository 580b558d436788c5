#include "api/page.h"

#include <zlib.h>

enum { FASTEST = 1, GZIP_WINDOW = 15 + 16, MEMORY_LEVEL = 8 };

bool page_squeeze(struct str html, struct arena *arena, struct str *gzip)
{
    z_stream stream = {0};
    if (deflateInit2(&stream, FASTEST, Z_DEFLATED, GZIP_WINDOW, MEMORY_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    uLong most = deflateBound(&stream, html.length);
    unsigned char *bytes = arena_take(arena, most);
    stream.next_in = (unsigned char *)html.at; /* zlib reads it only */
    stream.avail_in = (uInt)html.length;
    stream.next_out = bytes;
    stream.avail_out = (uInt)most;
    bool whole = bytes && deflate(&stream, Z_FINISH) == Z_STREAM_END;
    if (whole)
        *gzip = (struct str){(const char *)bytes, stream.total_out};
    deflateEnd(&stream);
    return whole;
}
