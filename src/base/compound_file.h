/* A compound file (OLE 2: what .xls and other old documents are): a small file system in one file. One of its streams is read, whole. */
#pragma once
#include "base/str.h"

bool compound_file_is(struct str bytes);
/* The stream of that name, capitals or not, in whatever folder, in the arena. at NULL in *stream: there is none of that name.
 * ERR_MALFORMED, ERR_MEMORY. */
enum err compound_file_read(struct arena *arena, struct str bytes, const char *name, struct str *stream, struct fault *why) must_check;

/* Little-endian numbers at a place that is known to be there. */
static inline unsigned little_2(const char *at)
{
    const unsigned char *bytes = (const unsigned char *)at;
    return bytes[0] | (unsigned)bytes[1] << 8;
}
static inline uint32_t little_4(const char *at)
{
    return little_2(at) | (uint32_t)little_2(at + 2) << 16;
}
