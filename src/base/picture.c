#include "base/picture.h"

#include <stdlib.h>
#include <zlib.h>

/* What is left to look at, and where the copy goes: room for all of it and PICTURE_GROWTH_MAX more. */
struct walk {
    const unsigned char *at;
    size_t left;
    char *to;
    size_t wrote;
    uint32_t width, height;
};

static const struct {
    const char *begin;
    size_t length;
    const char *media_type, *extension;
} types[] = {
    [PICTURE_NONE] = {NULL, 0, NULL, NULL},
    [PICTURE_PNG] = {"\x89PNG\r\n\x1a\n", 8, "image/png", "png"},
    [PICTURE_JPEG] = {"\xff\xd8\xff", 3, "image/jpeg", "jpg"},
    [PICTURE_GIF] = {"GIF8", 4, "image/gif", "gif"},
    [PICTURE_WEBP] = {"RIFF", 4, "image/webp", "webp"},
};

enum picture_type picture_type_of(struct str bytes)
{
    for (int type = PICTURE_PNG; type <= PICTURE_WEBP; type++) {
        if (bytes.length < 12 || memcmp(bytes.at, types[type].begin, types[type].length) != 0)
            continue;
        bool gif = type != PICTURE_GIF || ((bytes.at[4] == '7' || bytes.at[4] == '9') && bytes.at[5] == 'a');
        bool webp = type != PICTURE_WEBP || memcmp(bytes.at + 8, "WEBP", 4) == 0;
        return gif && webp ? (enum picture_type)type : PICTURE_NONE;
    }
    return PICTURE_NONE;
}

const char *picture_media_type(enum picture_type type)
{
    return types[type].media_type;
}

const char *picture_extension(enum picture_type type)
{
    return types[type].extension;
}

static uint32_t big16(const unsigned char *at)
{
    return (uint32_t)at[0] << 8 | at[1];
}
static uint32_t big32(const unsigned char *at)
{
    return big16(at) << 16 | big16(at + 2);
}
static uint32_t little16(const unsigned char *at)
{
    return (uint32_t)at[1] << 8 | at[0];
}
static uint32_t little24(const unsigned char *at)
{
    return (uint32_t)at[2] << 16 | little16(at);
}

static void skip(struct walk *w, size_t length)
{
    w->at += length;
    w->left -= length;
}

static void write_bytes(struct walk *w, const void *bytes, size_t length)
{
    memcpy(w->to + w->wrote, bytes, length);
    w->wrote += length;
}

/* The next so many bytes, kept or not; the caller has seen that they are there. */
static void pass(struct walk *w, size_t length, bool keep)
{
    if (keep)
        write_bytes(w, w->at, length);
    skip(w, length);
}

static bool named(const unsigned char *name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (memcmp(name, names[i], 4) == 0)
            return true;
    return false;
}

/* ---- PNG: length, name, data, sum ---- */

static bool walk_png(struct walk *w)
{
    static const char *const kept[] = {"IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB",
                                       "iCCP", "cICP", "sBIT", "bKGD", "pHYs", "acTL", "fcTL", "fdAT"};
    bool first = true, pixels = false;
    pass(w, 8, true);
    while (w->left >= 12) {
        uint32_t length = big32(w->at);
        const unsigned char *name = w->at + 4;
        if (length > w->left - 12 || big32(name + 4 + length) != crc32(0, name, length + 4))
            return false;
        if (first != (memcmp(name, "IHDR", 4) == 0) || (first && length != 13))
            return false;
        if (first)
            w->width = big32(name + 4), w->height = big32(name + 8);
        first = false;
        pixels |= memcmp(name, "IDAT", 4) == 0;
        bool end = memcmp(name, "IEND", 4) == 0;
        pass(w, length + 12, named(name, kept, sizeof kept / sizeof *kept));
        if (end)
            return pixels && length == 0;
    }
    return false;
}

/* ---- JPEG: markers and segments ---- */

enum {
    SOI = 0xd8,
    EOI = 0xd9,
    SOS = 0xda,
    DQT = 0xdb,
    DRI = 0xdd,
    DHT = 0xc4,
    JPG = 0xc8,
    DAC = 0xcc,
    APP0 = 0xe0,
    APP1 = 0xe1,
    APP2 = 0xe2,
    APP14 = 0xee
};
enum { ORIENTATION_TAG = 0x112, ORIENTATION_LEAST = 2, ORIENTATION_MOST = 8 };

static bool is_frame(int marker)
{
    return marker >= 0xc0 && marker <= 0xcf && marker != DHT && marker != JPG && marker != DAC;
}

/* How the camera was turned, of a segment's bytes; 0 when it does not say. */
static uint32_t orientation_of(const unsigned char *at, size_t length)
{
    if (length < 14 || memcmp(at, "Exif\0", 6) != 0)
        return 0;
    const unsigned char *tiff = at + 6;
    bool big = tiff[0] == 'M';
    size_t size = length - 6;
    uint32_t (*read16)(const unsigned char *) = big ? big16 : little16;
    uint32_t first = big ? big32(tiff + 4) : little16(tiff + 4) | little16(tiff + 6) << 16;
    if (first > size - 2)
        return 0;
    uint32_t entries = read16(tiff + first);
    for (uint32_t i = 0; i < entries && first + 2 + (i + 1) * 12 <= size; i++) {
        const unsigned char *entry = tiff + first + 2 + i * 12;
        if (read16(entry) == ORIENTATION_TAG)
            return read16(entry + 8);
    }
    return 0;
}

/* All that EXIF may say here. */
static void write_orientation(struct walk *w, uint32_t orientation)
{
    unsigned char segment[] = {0xff, APP1, 0, 34, 'E', 'x',  'i', 'f', 0, 0, 'M', 'M', 0, 42, 0, 0,
                               0,    8,    0, 1,  1,   0x12, 0,   3,   0, 0, 0,   1,   0, 0,  0, 0 /* the value's */,
                               0,    0,    0, 0};
    segment[29] = (unsigned char)orientation;
    write_bytes(w, segment, sizeof segment);
}

static bool segment_kept(int marker, const unsigned char *at, size_t length)
{
    if (marker == APP0)
        return length >= 5 && memcmp(at, "JFIF", 5) == 0;
    if (marker == APP2)
        return length >= 12 && memcmp(at, "ICC_PROFILE", 12) == 0;
    if (marker == APP14)
        return length >= 5 && memcmp(at, "Adobe", 5) == 0;
    return is_frame(marker) || marker == SOS || marker == DQT || marker == DHT || marker == DRI || marker == DAC;
}

/* Coded pixels: up to the next marker that is none of theirs. */
static bool walk_scan(struct walk *w)
{
    size_t length = 0;
    while (length + 1 < w->left) {
        unsigned char next = w->at[length + 1];
        if (w->at[length] == 0xff && next != 0 && next != 0xff && !(next >= 0xd0 && next <= 0xd7)) {
            pass(w, length, true);
            return true;
        }
        length++;
    }
    return false;
}

static bool walk_segment(struct walk *w, int marker, bool *turned)
{
    uint32_t length = w->left >= 4 ? big16(w->at + 2) : 0;
    const unsigned char *data = w->at + 4;
    if (length < 2 || length + 2 > w->left)
        return false;
    if (is_frame(marker)) {
        if (length < 7)
            return false;
        w->height = big16(data + 1), w->width = big16(data + 3);
    }
    uint32_t orientation = marker == APP1 && !*turned ? orientation_of(data, length - 2) : 0;
    if (orientation >= ORIENTATION_LEAST && orientation <= ORIENTATION_MOST) {
        *turned = true;
        write_orientation(w, orientation);
    }
    pass(w, length + 2, segment_kept(marker, data, length - 2));
    return marker != SOS || walk_scan(w);
}

static bool walk_jpeg(struct walk *w)
{
    bool turned = false, pixels = false;
    pass(w, 2, true);
    while (w->left >= 2 && w->at[0] == 0xff) {
        int marker = w->at[1];
        if (marker == 0xff) { /* fill */
            skip(w, 1);
            continue;
        }
        if (marker == EOI) {
            pass(w, 2, true);
            return pixels;
        }
        if (marker <= 1 || (marker >= 0xd0 && marker <= SOI) || !walk_segment(w, marker, &turned))
            return false;
        pixels |= marker == SOS;
    }
    return false;
}

/* ---- GIF: blocks ---- */

/* Lengths and bytes up to a length of 0. */
static bool sub_blocks(const struct walk *w, size_t from, size_t *length)
{
    size_t at = from;
    while (at < w->left && w->at[at])
        at += 1 + w->at[at];
    *length = at + 1;
    return at < w->left;
}

static size_t palette_size(unsigned char flags)
{
    return flags & 0x80 ? (size_t)3 << ((flags & 7) + 1) : 0;
}

static bool walk_gif_block(struct walk *w, bool *pixels)
{
    size_t length;
    if (w->at[0] == 0x2c) {
        size_t head = w->left >= 11 ? 11 + palette_size(w->at[9]) : 0; /* with the least code size */
        if (!head || head > w->left || !sub_blocks(w, head, &length))
            return false;
        *pixels = true;
        pass(w, length, true);
        return true;
    }
    if (w->at[0] != 0x21 || w->left < 3 || !sub_blocks(w, 2, &length))
        return false;
    bool loops = w->at[1] == 0xff && length >= 14 && memcmp(w->at + 3, "NETSCAPE2.0", 11) == 0;
    pass(w, length, w->at[1] == 0xf9 || loops);
    return true;
}

static bool walk_gif(struct walk *w)
{
    bool pixels = false;
    size_t head = w->left >= 13 ? 13 + palette_size(w->at[10]) : 0;
    if (!head || head > w->left)
        return false;
    w->width = little16(w->at + 6), w->height = little16(w->at + 8);
    pass(w, head, true);
    while (w->left && w->at[0] != 0x3b)
        if (!walk_gif_block(w, &pixels))
            return false;
    if (w->left)
        pass(w, 1, true);
    return pixels && w->wrote && (unsigned char)w->to[w->wrote - 1] == 0x3b;
}

/* ---- WebP: RIFF chunks ---- */

static void webp_size(struct walk *w, const unsigned char *chunk, uint32_t length)
{
    const unsigned char *data = chunk + 8;
    if (memcmp(chunk, "VP8X", 4) == 0 && length >= 10)
        w->width = little24(data + 4) + 1, w->height = little24(data + 7) + 1;
    else if (w->width)
        return;
    else if (memcmp(chunk, "VP8L", 4) == 0 && length >= 5 && data[0] == 0x2f)
        w->width = (little16(data + 1) & 0x3fff) + 1, w->height = ((little24(data + 2) >> 6) & 0x3fff) + 1;
    else if (memcmp(chunk, "VP8 ", 4) == 0 && length >= 10 && memcmp(data + 3, "\x9d\x01\x2a", 3) == 0)
        w->width = little16(data + 6) & 0x3fff, w->height = little16(data + 8) & 0x3fff;
}

static bool walk_webp(struct walk *w)
{
    static const char *const kept[] = {"VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF", "ICCP"};
    enum { FLAGS_UNSEEN = 0x08 | 0x04 }; /* EXIF and XMP follow */
    uint32_t whole = little16(w->at + 4) | little16(w->at + 6) << 16;
    bool pixels = false;
    if (whole < 4 || whole > w->left - 8)
        return false;
    w->left = whole + 8;
    pass(w, 12, true);
    while (w->left >= 8) {
        const unsigned char *chunk = w->at;
        uint32_t length = little16(chunk + 4) | little16(chunk + 6) << 16;
        size_t padded = (size_t)length + (length & 1);
        if (length > w->left - 8)
            return false;
        padded = padded > w->left - 8 ? length : padded; /* the last one of some writers */
        size_t flags = w->wrote + 8;
        webp_size(w, chunk, length);
        pixels |= memcmp(chunk, "VP8 ", 4) == 0 || memcmp(chunk, "VP8L", 4) == 0 || memcmp(chunk, "ANMF", 4) == 0;
        pass(w, 8 + padded, named(chunk, kept, sizeof kept / sizeof *kept));
        if (memcmp(chunk, "VP8X", 4) == 0 && length >= 1)
            w->to[flags] = (char)(w->to[flags] & ~FLAGS_UNSEEN);
    }
    for (int i = 0; i < 4; i++)
        w->to[4 + i] = (char)((w->wrote - 8) >> (8 * i) & 0xff);
    return pixels && w->left == 0;
}

enum err picture_clean(struct str bytes, struct arena *arena, struct picture *picture, struct fault *why)
{
    static bool (*const walks[])(struct walk *) = {
        [PICTURE_PNG] = walk_png, [PICTURE_JPEG] = walk_jpeg, [PICTURE_GIF] = walk_gif, [PICTURE_WEBP] = walk_webp};
    enum picture_type type = picture_type_of(bytes);
    if (type == PICTURE_NONE)
        return fault_set(why, ERR_INVALID, "not_a_picture", "", "A picture is a PNG, JPEG, WebP or GIF file; this is none of them.");
    struct walk w = {
        .at = (const unsigned char *)bytes.at, .left = bytes.length, .to = arena_take(arena, bytes.length + PICTURE_GROWTH_MAX)};
    if (!w.to)
        return ERR_MEMORY;
    if (!walks[type](&w) || !w.width || !w.height)
        return fault_set(why, ERR_INVALID, "picture_broken", "", "This picture is cut short or damaged.");
    *picture = (struct picture){type, w.width, w.height, {w.to, w.wrote}};
    return ERR_NONE;
}
