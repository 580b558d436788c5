/* How a compressed page is put together (RFC 1951, 1952), every piece on a byte boundary:
 *   gzip header, 10 bytes
 *   what stands before the key, deflated and fully flushed
 *   the key as a stored block: 00, its length and the length's complement (16 bits each, low byte first), the key
 *   what stands after it, deflated for itself to the end of the stream
 *   CRC-32 of the whole, combined from the three parts', and its length modulo 2^32, low byte first */
#include "api/page_kept.h"

#include <pthread.h>
#include <stdlib.h>
#include <zlib.h>

struct part {
    char *plain, *deflated;
    size_t plain_length, deflated_length;
    uLong crc;
};

struct kept {
    char name[KEPT_NAME_MAX];
    size_t name_length;
    uint64_t stamp;
    struct part before, after;
};

struct kept_pages {
    pthread_mutex_t lock;
    struct kept pages[KEPT_PAGES_MAX];
    size_t oldest;
};

struct kept_pages *kept_pages_new(void)
{
    struct kept_pages *pages = calloc(1, sizeof *pages);
    if (pages)
        pthread_mutex_init(&pages->lock, NULL);
    return pages;
}

static void part_free(struct part *part)
{
    free(part->plain);
    free(part->deflated);
    *part = (struct part){0};
}

void kept_pages_free(struct kept_pages *pages)
{
    if (!pages)
        return;
    for (size_t i = 0; i < KEPT_PAGES_MAX; i++) {
        part_free(&pages->pages[i].before);
        part_free(&pages->pages[i].after);
    }
    pthread_mutex_destroy(&pages->lock);
    free(pages);
}

static bool part_deflate(struct part *part, int flush)
{
    z_stream stream = {0};
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    uLong room = deflateBound(&stream, part->plain_length) + 16;
    part->deflated = malloc(room);
    stream.next_in = (Bytef *)part->plain;
    stream.avail_in = (uInt)part->plain_length;
    stream.next_out = (Bytef *)part->deflated;
    stream.avail_out = (uInt)room;
    int code = part->deflated ? deflate(&stream, flush) : Z_MEM_ERROR;
    part->deflated_length = stream.total_out;
    deflateEnd(&stream);
    return code == (flush == Z_FINISH ? Z_STREAM_END : Z_OK) && stream.avail_in == 0;
}

static bool part_make(struct part *part, struct str text, int flush)
{
    *part = (struct part){.plain = malloc(text.length + 1), .plain_length = text.length};
    if (!part->plain)
        return false;
    memcpy(part->plain, text.at, text.length);
    part->crc = crc32(0, (const Bytef *)text.at, (uInt)text.length);
    return part_deflate(part, flush);
}

static char *put(char *to, const void *bytes, size_t length)
{
    memcpy(to, bytes, length);
    return to + length;
}

static char *put_low_first(char *to, uLong value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        *to++ = (char)(value >> (8 * i) & 0xFF);
    return to;
}

static bool write_plain(const struct kept *page, struct str key, struct arena *arena, struct str *body)
{
    size_t length = page->before.plain_length + key.length + page->after.plain_length;
    char *at = arena_take(arena, length);
    if (!at)
        return false;
    *body = (struct str){at, length};
    at = put(at, page->before.plain, page->before.plain_length);
    at = put(at, key.at, key.length);
    put(at, page->after.plain, page->after.plain_length);
    return true;
}

static bool write_gzip(const struct kept *page, struct str key, struct arena *arena, struct str *body)
{
    static const unsigned char head[10] = {0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 255};
    size_t length = sizeof head + page->before.deflated_length + 5 + key.length + page->after.deflated_length + 8;
    char *at = arena_take(arena, length);
    if (!at)
        return false;
    *body = (struct str){at, length};
    at = put(at, head, sizeof head);
    at = put(at, page->before.deflated, page->before.deflated_length);
    *at++ = 0;
    at = put_low_first(at, key.length, 2);
    at = put_low_first(at, ~key.length & 0xFFFF, 2);
    at = put(at, key.at, key.length);
    at = put(at, page->after.deflated, page->after.deflated_length);
    uLong crc = crc32(page->before.crc, (const Bytef *)key.at, (uInt)key.length);
    crc = crc32_combine(crc, page->after.crc, (z_off_t)page->after.plain_length);
    at = put_low_first(at, crc, 4);
    put_low_first(at, page->before.plain_length + key.length + page->after.plain_length, 4);
    return true;
}

static struct kept *find(struct kept_pages *pages, struct str name)
{
    for (size_t i = 0; i < KEPT_PAGES_MAX; i++)
        if (str_equal((struct str){pages->pages[i].name, pages->pages[i].name_length}, name))
            return &pages->pages[i];
    return NULL;
}

bool kept_page_find(struct kept_pages *pages, struct str name, uint64_t stamp, struct str key, bool gzip, struct arena *arena,
                    struct str *body)
{
    pthread_mutex_lock(&pages->lock);
    const struct kept *page = find(pages, name);
    bool found = page && page->stamp == stamp && key.length < 0xFFFF;
    if (found)
        found = gzip ? write_gzip(page, key, arena, body) : write_plain(page, key, arena, body);
    pthread_mutex_unlock(&pages->lock);
    return found;
}

void kept_page_add(struct kept_pages *pages, struct str name, uint64_t stamp, struct str html, struct str key)
{
    const char *place = key.length ? memmem(html.at, html.length, key.at, key.length) : NULL;
    if (!place || html.length > KEPT_PAGE_BYTES_MAX || !name.length || name.length > KEPT_NAME_MAX)
        return;
    struct str before = {html.at, (size_t)(place - html.at)};
    struct str after = {place + key.length, html.length - before.length - key.length};
    if (memmem(after.at, after.length, key.at, key.length))
        return;
    struct kept fresh = {.name_length = name.length, .stamp = stamp};
    memcpy(fresh.name, name.at, name.length);
    if (part_make(&fresh.before, before, Z_FULL_FLUSH) && part_make(&fresh.after, after, Z_FINISH)) {
        pthread_mutex_lock(&pages->lock);
        struct kept *slot = find(pages, name);
        if (!slot)
            slot = &pages->pages[pages->oldest++ % KEPT_PAGES_MAX];
        struct kept old = *slot;
        *slot = fresh;
        fresh = old;
        pthread_mutex_unlock(&pages->lock);
    }
    part_free(&fresh.before);
    part_free(&fresh.after);
}
