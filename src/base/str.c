#include "base/str.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

bool str_starts(struct str s, const char *prefix)
{
    size_t length = strlen(prefix);
    return s.length >= length && memcmp(s.at, prefix, length) == 0;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct str str_trim(struct str s)
{
    while (s.length && is_blank(s.at[0]))
        s.at++, s.length--;
    while (s.length && is_blank(s.at[s.length - 1]))
        s.length--;
    return s;
}

struct str str_keep(struct arena *arena, struct str s)
{
    char *copy = arena_text(arena, s.at, s.length);
    return copy ? (struct str){copy, s.length} : (struct str){0};
}

bool str_integer(struct str s, int64_t *number)
{
    size_t at = 0;
    bool negative = s.length && s.at[0] == '-';
    if (negative)
        at++;
    if (at == s.length || s.length - at > 19)
        return false;
    int64_t value = 0;
    for (; at < s.length; at++) {
        if (s.at[at] < '0' || s.at[at] > '9' || __builtin_mul_overflow(value, 10, &value))
            return false;
        int digit = s.at[at] - '0';
        if (__builtin_add_overflow(value, negative ? -digit : digit, &value))
            return false;
    }
    *number = value;
    return true;
}

bool str_real(struct str s, double *number)
{
    char text[64];
    if (!s.length || s.length >= sizeof text)
        return false;
    for (size_t i = 0; i < s.length; i++)
        if (!strchr("0123456789+-.eE", s.at[i]))
            return false;
    memcpy(text, s.at, s.length);
    text[s.length] = 0;
    char *end;
    double value = strtod(text, &end);
    if (*end || !isfinite(value))
        return false;
    *number = value;
    return true;
}

/* Length of the well-formed sequence at p, 0 when there is none (RFC 3629, table 3-7 of Unicode). */
static size_t sequence(const unsigned char *p, size_t left)
{
    if (p[0] < 0x80)
        return 1;
    size_t length = p[0] >= 0xF0 ? 4 : p[0] >= 0xE0 ? 3 : 2;
    if (p[0] < 0xC2 || p[0] > 0xF4 || length > left)
        return 0;
    unsigned char low = p[0] == 0xE0 ? 0xA0 : p[0] == 0xF0 ? 0x90 : 0x80;
    unsigned char high = p[0] == 0xED ? 0x9F : p[0] == 0xF4 ? 0x8F : 0xBF;
    if (p[1] < low || p[1] > high)
        return 0;
    for (size_t i = 2; i < length; i++)
        if ((p[i] & 0xC0) != 0x80)
            return 0;
    return length;
}

size_t str_character(struct str s)
{
    return s.length ? sequence((const unsigned char *)s.at, s.length) : 0;
}

bool str_steers(struct str character)
{
    const unsigned char *p = (const unsigned char *)character.at;
    if (character.length == 1)
        return *p < 0x20 || *p == 0x7F;
    if (character.length == 2)
        return p[0] == 0xC2 && p[1] < 0xA0;
    if (character.length != 3 || p[0] != 0xE2)
        return false;
    return (p[1] == 0x80 && ((p[2] >= 0x8B && p[2] <= 0x8F) || (p[2] >= 0xA8 && p[2] <= 0xAE))) ||
           (p[1] == 0x81 && p[2] >= 0xA6 && p[2] <= 0xA9);
}

bool str_utf8(struct str s)
{
    const unsigned char *p = (const unsigned char *)s.at;
    for (size_t at = 0; at < s.length;) {
        size_t length = sequence(p + at, s.length - at);
        if (!length)
            return false;
        at += length;
    }
    return true;
}

size_t str_characters(struct str s)
{
    size_t count = 0;
    for (size_t i = 0; i < s.length; i++)
        count += ((unsigned char)s.at[i] & 0xC0) != 0x80;
    return count;
}

bool str_slug(struct str s)
{
    if (!s.length || s.length > 64)
        return false;
    for (size_t i = 0; i < s.length; i++) {
        char c = s.at[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        bool inner = (c == '-' || c == '_') && i > 0 && i + 1 < s.length;
        if (!plain && !inner)
            return false;
    }
    return true;
}

bool str_cut(struct str *rest, char separator, struct str *part)
{
    if (!rest->length)
        return false;
    const char *found = memchr(rest->at, separator, rest->length);
    size_t length = found ? (size_t)(found - rest->at) : rest->length;
    *part = (struct str){rest->at, length};
    size_t skip = found ? length + 1 : length;
    rest->at += skip;
    rest->length -= skip;
    return true;
}

struct buf buf_new(size_t ceiling)
{
    return (struct buf){.ceiling = ceiling};
}

void buf_free(struct buf *buf)
{
    free(buf->at);
    *buf = (struct buf){.ceiling = buf->ceiling};
}

void buf_clear(struct buf *buf)
{
    buf->length = 0;
    buf->failed = false;
}

static bool buf_room(struct buf *buf, size_t more)
{
    if (buf->failed || more > buf->ceiling - buf->length) {
        buf->failed = true;
        return false;
    }
    size_t needed = buf->length + more + 1;
    if (needed <= buf->capacity)
        return true;
    size_t capacity = buf->capacity ? buf->capacity * 2 : 256;
    if (capacity < needed)
        capacity = needed;
    char *grown = realloc(buf->at, capacity);
    if (!grown) {
        buf->failed = true;
        return false;
    }
    buf->at = grown;
    buf->capacity = capacity;
    return true;
}

void buf_add(struct buf *buf, const void *bytes, size_t length)
{
    if (!buf_room(buf, length))
        return;
    if (length)
        memcpy(buf->at + buf->length, bytes, length);
    buf->length += length;
    buf->at[buf->length] = 0;
}

void buf_add_str(struct buf *buf, struct str s)
{
    buf_add(buf, s.at, s.length);
}

void buf_add_text(struct buf *buf, const char *text)
{
    buf_add(buf, text, strlen(text));
}

void buf_add_char(struct buf *buf, char c)
{
    buf_add(buf, &c, 1);
}

void buf_add_integer(struct buf *buf, int64_t value)
{
    char digits[24];
    size_t at = sizeof digits;
    uint64_t left = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do
        digits[--at] = (char)('0' + left % 10);
    while (left /= 10);
    if (value < 0)
        digits[--at] = '-';
    buf_add(buf, digits + at, sizeof digits - at);
}

void buf_printf(struct buf *buf, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    size_t there = buf->capacity - buf->length; /* mostly enough: then it is written once */
    int length = vsnprintf(there ? buf->at + buf->length : NULL, there, format, args);
    va_end(args);
    if (length < 0)
        buf->failed = true;
    else if (buf_room(buf, (size_t)length)) {
        if ((size_t)length >= there)
            vsnprintf(buf->at + buf->length, (size_t)length + 1, format, again);
        buf->length += (size_t)length;
    }
    va_end(again);
    if (buf->failed && buf->at)
        buf->at[buf->length] = 0; /* nothing of what did not fit */
}
