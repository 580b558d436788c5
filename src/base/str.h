/* Text with its length, and a growing buffer with a ceiling.
 *
 * `struct str` borrows: it is valid as long as whatever it points into. Bytes are UTF-8 wherever a person wrote them and
 * need not end in NUL. `struct buf` owns its memory (malloc) and never grows over its ceiling: the first write that does not fit sets
 * `failed`, later ones do nothing, and the writer checks once at the end. */
#pragma once
#include "base/arena.h"

#include <stdint.h>
#include <string.h>

struct str {
    const char *at;
    size_t length;
};

#define STR(literal) ((struct str){"" literal, sizeof(literal) - 1})
#define STR_ARGS(s) (int)(s).length, (s).at /* for "%.*s" */

static inline struct str str_of(const char *text)
{
    return (struct str){text, text ? strlen(text) : 0};
}
static inline bool str_equal(struct str a, struct str b)
{
    return a.length == b.length && (a.length == 0 || memcmp(a.at, b.at, a.length) == 0);
}
static inline bool str_is(struct str a, const char *text)
{
    return str_equal(a, str_of(text));
}
bool str_starts(struct str s, const char *prefix);
struct str str_trim(struct str s); /* ASCII space, tab, CR, LF at both ends */
/* Copies into the arena, NUL-terminated; {NULL,0} when memory is out. */
struct str str_keep(struct arena *arena, struct str s) must_check;

/* The whole text as a number, nothing around it; false when it is none or does not fit. */
bool str_integer(struct str s, int64_t *number) must_check;
bool str_real(struct str s, double *number) must_check; /* finite, '.' as the decimal sign */
bool str_utf8(struct str s) must_check;                 /* well-formed UTF-8, no surrogates, at most U+10FFFF */
size_t str_character(struct str s);                     /* bytes of the first character; 0 when it is not well-formed */
bool str_steers(struct str character) must_check;       /* it has no shape: it steers a terminal or turns the line around */
size_t str_characters(struct str s);                    /* code points of well-formed UTF-8 */
bool str_slug(struct str s) must_check;                 /* ^[a-z0-9]([a-z0-9_-]{0,62}[a-z0-9])?$ */

/* Cuts the part before `separator` off *rest; false when *rest was empty. */
bool str_cut(struct str *rest, char separator, struct str *part);

struct buf {
    char *at; /* NUL-terminated whenever length > 0 or something was written */
    size_t length, capacity, ceiling;
    bool failed;
};

struct buf buf_new(size_t ceiling);
void buf_free(struct buf *buf);
void buf_clear(struct buf *buf); /* keeps the memory, forgets the failure */
void buf_add(struct buf *buf, const void *bytes, size_t length);
void buf_add_str(struct buf *buf, struct str s);
void buf_add_text(struct buf *buf, const char *text);
void buf_add_char(struct buf *buf, char c);
void buf_add_integer(struct buf *buf, int64_t value); /* decimal; much faster than buf_printf */
void buf_printf(struct buf *buf, const char *format, ...) format_like(2, 3);
static inline struct str buf_str(const struct buf *buf)
{
    return (struct str){buf->at, buf->length};
}
