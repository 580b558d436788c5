/* The file of a full chunk, mapped as it is. Numbers are in the machine's own order; a file of the other order fails the magic.
 *
 *   struct segment_header, its checksum a CRC-32 of everything after it
 *   zones of the blocks: i64 first id [32], i32 lowest day [32], i32 highest day [32]
 *   struct part: of the steps, the days, then of each column
 *   the codes of each part at its offset, which is a multiple of 64, with 64 bytes of zeros after them (VECTOR_PADDING) */
#include "engine/column/inside.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum { VERSION = 1, ALIGNED = 64 };
static const uint64_t MAGIC = 0x4745534F4C55554B; /* "KUULOSEG" */

struct segment_header {
    uint64_t magic;
    uint32_t version, checksum;
    uint64_t bytes; /* after the header */
    int64_t id_base, id_last;
    uint32_t rows, columns;
    int32_t day_base, low, high;
    uint32_t unused;
};

struct part {
    uint32_t width, highest; /* width 0: absent, every row is missing */
    uint64_t offset;         /* in the file */
};

struct zones {
    int64_t block_id[BLOCKS_PER_CHUNK];
    int32_t day_low[BLOCKS_PER_CHUNK], day_high[BLOCKS_PER_CHUNK];
};

static const struct vector *part_vector(const struct chunk *chunk, size_t part)
{
    return part == 0 ? &chunk->steps : part == 1 ? &chunk->days : &chunk->vectors[part - 2];
}

static uint64_t aligned(uint64_t offset)
{
    return (offset + ALIGNED - 1) / ALIGNED * ALIGNED;
}

static void zeros(struct buf *out, uint64_t count)
{
    static const char none[ALIGNED * 2];
    buf_add(out, none, count);
}

static void parts_put(const struct chunk *chunk, struct buf *out)
{
    uint64_t offset = out->length + (chunk->vectors_count + 2) * sizeof(struct part);
    for (size_t i = 0; i < chunk->vectors_count + 2; i++) {
        const struct vector *vector = part_vector(chunk, i);
        struct part part = {vector->codes ? vector->width : 0, 0, aligned(offset)};
        if (part.width)
            offset = part.offset + (uint64_t)part.width * chunk->rows + VECTOR_PADDING;
        buf_add(out, &part, sizeof part);
    }
}

void segment_copy(const struct chunk *chunk, struct buf *out)
{
    struct segment_header header = {.magic = MAGIC,
                                    .version = VERSION,
                                    .id_base = chunk->id_base,
                                    .id_last = chunk->id_last,
                                    .rows = chunk->rows,
                                    .columns = (uint32_t)chunk->vectors_count,
                                    .day_base = chunk->day_base,
                                    .low = chunk->low,
                                    .high = chunk->high};
    struct zones zones;
    memcpy(zones.block_id, chunk->block_id, sizeof zones.block_id);
    memcpy(zones.day_low, chunk->day_low, sizeof zones.day_low);
    memcpy(zones.day_high, chunk->day_high, sizeof zones.day_high);
    buf_add(out, &header, sizeof header);
    buf_add(out, &zones, sizeof zones);
    parts_put(chunk, out);
    for (size_t i = 0; i < chunk->vectors_count + 2; i++) {
        const struct vector *vector = part_vector(chunk, i);
        if (!vector->codes)
            continue;
        zeros(out, aligned(out->length) - out->length);
        buf_add(out, vector->codes, (size_t)vector->width * chunk->rows);
        zeros(out, VECTOR_PADDING);
    }
}

static uint32_t highest(const struct vector *vector, size_t rows)
{
    uint32_t most = 0;
    for (size_t i = 0; i < rows; i++)
        most = vector_at(vector, i) > most ? vector_at(vector, i) : most;
    return most;
}

void segment_seal(struct buf *file)
{
    struct segment_header *header = (void *)file->at;
    struct part *parts = (void *)(file->at + sizeof *header + sizeof(struct zones));
    for (size_t i = 0; i < header->columns + 2; i++)
        if (parts[i].width)
            parts[i].highest = highest(&(struct vector){file->at + parts[i].offset, (uint8_t)parts[i].width}, header->rows);
    header->bytes = file->length - sizeof *header;
    header->checksum = (uint32_t)crc32_z(crc32_z(0, NULL, 0), (const Bytef *)file->at + sizeof *header, header->bytes);
}

/* ---- mapping ---- */

static bool header_sound(const struct segment_header *header, struct str file, const struct column_table *table)
{
    return header->magic == MAGIC && header->version == VERSION && header->bytes == file.length - sizeof *header && header->rows > 0 &&
           header->rows <= COLUMN_CHUNK_ROWS && header->columns <= table->count && header->id_last >= header->id_base &&
           header->id_last - header->id_base <= UINT32_MAX &&
           header->bytes >= sizeof(struct zones) + (header->columns + 2) * sizeof(struct part) &&
           header->checksum == crc32_z(crc32_z(0, NULL, 0), (const Bytef *)file.at + sizeof *header, header->bytes);
}

/* The codes a part may hold: below this. */
static bool part_sound(const struct part *part, const struct segment_header *header, size_t length, uint64_t codes)
{
    if (part->width == 0)
        return true;
    return (part->width == 1 || part->width == 2 || part->width == 4) && part->offset % ALIGNED == 0 && part->offset <= length &&
           (uint64_t)part->width * header->rows + VECTOR_PADDING <= length - part->offset && part->highest < codes;
}

static bool part_take(struct chunk *chunk, size_t i, const struct part *part, char *file)
{
    struct vector *vector = i == 0 ? &chunk->steps : i == 1 ? &chunk->days : &chunk->vectors[i - 2];
    if (part->width)
        *vector = (struct vector){file + part->offset, (uint8_t)part->width};
    return part->width || i >= 2; /* steps and days are always there */
}

static bool chunk_fill(struct chunk *chunk, const struct segment_header *header, char *file, size_t length,
                       const struct column_table *table)
{
    const struct zones *zones = (const void *)(file + sizeof *header);
    const struct part *parts = (const void *)(zones + 1);
    chunk->rows = header->rows;
    chunk->capacity = header->rows;
    chunk->id_last = header->id_last;
    chunk->day_base = header->day_base;
    chunk->low = header->low;
    chunk->high = header->high;
    memcpy(chunk->block_id, zones->block_id, sizeof zones->block_id);
    memcpy(chunk->day_low, zones->day_low, sizeof zones->day_low);
    memcpy(chunk->day_high, zones->day_high, sizeof zones->day_high);
    for (size_t i = 0; i < header->columns + 2; i++) {
        uint64_t codes = i < 2 ? (uint64_t)UINT32_MAX + 1 : table->columns[i - 2].codes;
        if (!part_sound(&parts[i], header, length, codes) || !part_take(chunk, i, &parts[i], file))
            return false;
    }
    return chunk->day_base <= INT32_MAX - (int64_t)width_room(chunk->days.width);
}

/* Private to the process: a row that is removed changes its own copy of the pages, never the file. */
static char *map_file(const char *path, size_t *length)
{
    struct stat about;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return NULL;
    bool fine = fstat(fd, &about) == 0 && about.st_size > (off_t)sizeof(struct segment_header);
    *length = fine ? (size_t)about.st_size : 0;
    void *file = fine ? mmap(NULL, *length, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0) : MAP_FAILED;
    close(fd);
    return file == MAP_FAILED ? NULL : file;
}

struct chunk *segment_map(const char *path, const struct column_table *table)
{
    struct segment_header header;
    size_t length;
    char *file = map_file(path, &length);
    if (!file)
        return NULL;
    memcpy(&header, file, sizeof header);
    struct chunk *chunk =
        header_sound(&header, (struct str){file, length}, table) ? chunk_around(header.id_base, header.columns, file, length) : NULL;
    if (!chunk)
        munmap(file, length);
    else if (!chunk_fill(chunk, &header, file, length, table)) {
        chunk_free(chunk);
        chunk = NULL;
    }
    return chunk;
}
