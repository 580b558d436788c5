#include "http/http.h"

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The byte that text starts with, decoded; *used says how many bytes it took. -1 on a bad escape or a NUL. */
static int byte_decode(struct str text, bool plus_is_space, size_t *used)
{
    *used = 1;
    if (text.at[0] == '+' && plus_is_space)
        return ' ';
    if (text.at[0] != '%')
        return text.at[0] ? (unsigned char)text.at[0] : -1;
    if (text.length < 3)
        return -1;
    *used = 3;
    int high = hex_digit(text.at[1]), low = hex_digit(text.at[2]);
    if (high < 0 || low < 0 || high + low == 0)
        return -1;
    return high * 16 + low;
}

enum err http_percent_decode(struct arena *arena, struct str text, bool plus_is_space, struct str *out)
{
    char *to = arena_take(arena, text.length + 1);
    if (!to)
        return ERR_MEMORY;
    size_t length = 0, used = 0;
    for (size_t at = 0; at < text.length; at += used) {
        int byte = byte_decode((struct str){text.at + at, text.length - at}, plus_is_space, &used);
        if (byte < 0)
            return ERR_MALFORMED;
        to[length++] = (char)byte;
    }
    *out = (struct str){to, length};
    return str_utf8(*out) ? ERR_NONE : ERR_MALFORMED;
}

/* Cuts the next pair off *rest and decodes its name; *raw is the value as sent. */
static enum err pair_next(struct arena *arena, struct str *rest, struct str *name, struct str *raw)
{
    struct str pair = {0};
    while (str_cut(rest, '&', &pair) && pair.length == 0)
        pair = (struct str){0};
    if (pair.length == 0)
        return ERR_NOT_FOUND;
    struct str key = {0};
    *raw = pair;
    str_cut(raw, '=', &key);
    return http_percent_decode(arena, key, true, name);
}

enum err http_pair_find(struct arena *arena, struct str pairs, const char *name, struct str *value)
{
    for (;;) {
        struct str key, raw;
        enum err err = pair_next(arena, &pairs, &key, &raw);
        if (err)
            return err;
        if (str_is(key, name))
            return http_percent_decode(arena, raw, true, value);
    }
}

enum err http_pairs(struct arena *arena, struct str pairs, size_t pairs_max, bool (*each)(void *context, struct str name, struct str value),
                    void *context)
{
    for (size_t count = 0;; count++) {
        struct str name, raw, value;
        enum err err = pair_next(arena, &pairs, &name, &raw);
        if (err)
            return err == ERR_NOT_FOUND ? ERR_NONE : err;
        if (count == pairs_max)
            return ERR_TOO_LARGE;
        err = http_percent_decode(arena, raw, true, &value);
        if (err)
            return err;
        if (!each(context, name, value))
            return ERR_NONE;
    }
}
