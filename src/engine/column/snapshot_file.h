/* The image's bytes. Numbers are in the machine's own order; a file of the other order fails the magic.
 *
 *   u64 magic "KUULOCOL"   u32 version 4   u32 CRC-32 of everything after the header   u64 bytes after the header   i64 fact number
 *   then:
 *   text note
 *   u32 numbers given to segments so far
 *   u32 dictionaries, each: text name, u32 texts, each: text
 *   u32 tables, each:
 *     text name, i64 last id, u32 columns, each: text name, u32 dictionary+1 or 0, u32 codes
 *     u32 chunks, each: u32 segment, u32 rows, i64 id base, then
 *       with a segment (not 0): i64 last id
 *       without: i32 day base, vector of steps (the id less the one before; the first: less id base), vector of days (the day less day
 *         base), then a vector per column
 *   text = u32 length, bytes
 *   vector = u8 width (0: absent), codes[rows] of that many bytes
 *
 * Version 3, which is read still, had all chunks in the image: no numbers, and no segment before a chunk's rows. */
#pragma once
#include "engine/column/inside.h"
#include "engine/column/snapshot.h"

#include <stdio.h>

enum { SNAPSHOT_VERSION = 4, SNAPSHOT_VERSION_WHOLE = 3, PATH_LENGTH = 4096, NAME_LENGTH = 256 };
#define SNAPSHOT_MAGIC UINT64_C(0x4C4F434F4C55554B) /* "KUULOCOL" */
#define SEGMENT_END ".segment"

struct snapshot_header {
    uint64_t magic;
    uint32_t version, checksum;
    uint64_t bytes;
    int64_t fact;
};

/* "1.snapshot.00000012.segment"; false when it is too long. */
static inline bool segment_name(const char *name, uint32_t number, char out[NAME_LENGTH])
{
    int length = snprintf(out, NAME_LENGTH, "%s.%08u%s", name, number, SEGMENT_END);
    return length > 0 && length < NAME_LENGTH;
}
