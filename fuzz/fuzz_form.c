/* Query strings and urlencoded bodies: whatever http_pairs accepts must, encoded again, be read the same; http_pair_find must find what
 * http_pairs reported first. */
#include "http/http.h"

#include <stdint.h>

enum { PAIRS_MAX = 64 };

struct seen {
    struct str names[PAIRS_MAX], values[PAIRS_MAX];
    size_t count;
};

static bool note(void *context, struct str name, struct str value)
{
    struct seen *seen = context;
    must(seen->count < PAIRS_MAX);
    must(str_utf8(name) && str_utf8(value));
    must(!memchr(name.at, 0, name.length) && !memchr(value.at, 0, value.length));
    seen->names[seen->count] = name;
    seen->values[seen->count++] = value;
    return true;
}

static void encode(struct buf *out, struct str text)
{
    for (size_t i = 0; i < text.length; i++)
        buf_printf(out, "%%%02x", (unsigned char)text.at[i]);
}

static void read_again(struct arena *arena, const struct seen *first)
{
    struct buf text = buf_new(1 << 20);
    for (size_t i = 0; i < first->count; i++) {
        encode(&text, first->names[i]);
        buf_add_char(&text, '=');
        encode(&text, first->values[i]);
        buf_add_char(&text, '&');
    }
    struct seen second = {0};
    must(!text.failed);
    must(http_pairs(arena, buf_str(&text), PAIRS_MAX, note, &second) == ERR_NONE);
    must(second.count == first->count);
    for (size_t i = 0; i < first->count; i++)
        must(str_equal(first->names[i], second.names[i]) && str_equal(first->values[i], second.values[i]));
    buf_free(&text);
}

static void find_first(struct arena *arena, struct str pairs, const struct seen *seen)
{
    char *name = arena_text(arena, seen->names[0].at, seen->names[0].length);
    struct str value;
    must(name);
    must(http_pair_find(arena, pairs, name, &value) == ERR_NONE);
    must(str_equal(value, seen->values[0]));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct str pairs = {(const char *)bytes, length};
    struct seen seen = {0};
    if (length > 4096)
        return 0;
    struct arena *arena = arena_new(16 << 20);
    must(arena);
    enum err err = http_pairs(arena, pairs, PAIRS_MAX, note, &seen);
    must(err == ERR_NONE || err == ERR_MALFORMED || err == ERR_TOO_LARGE);
    if (err == ERR_NONE)
        read_again(arena, &seen);
    if (seen.count)
        find_first(arena, pairs, &seen);
    arena_free(arena);
    return 0;
}
