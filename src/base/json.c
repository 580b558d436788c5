#include "base/json.h"

#include <math.h>
#include <stdlib.h>

static bool too_deep(struct str text)
{
    size_t depth = 0;
    bool quoted = false;
    for (size_t i = 0; i < text.length; i++) {
        char c = text.at[i];
        if (quoted) {
            if (c == '\\')
                i++;
            else if (c == '"')
                quoted = false;
        } else if (c == '"')
            quoted = true;
        else if ((c == '{' || c == '[') && ++depth > JSON_DEPTH_MAX)
            return true;
        else if ((c == '}' || c == ']') && depth)
            depth--;
    }
    return false;
}

static void release_tree(void *tree)
{
    json_decref(tree);
}

enum err json_keep(struct arena *arena, json_t *tree)
{
    if (!tree)
        return ERR_MEMORY;
    if (arena_on_free(arena, release_tree, tree) == ERR_NONE)
        return ERR_NONE;
    json_decref(tree);
    return ERR_MEMORY;
}

enum err json_parse(struct str text, json_t **tree, struct fault *why)
{
    *tree = NULL;
    if (!text.length)
        return fault_set(why, ERR_MALFORMED, "empty", "", "The body is empty; a JSON document was expected.");
    if (too_deep(text))
        return fault_set(why, ERR_MALFORMED, "too_deep", "", "The JSON is nested deeper than %d levels.", JSON_DEPTH_MAX);
    json_error_t error;
    *tree = json_loadb(text.at, text.length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    if (!*tree)
        return fault_set(why, ERR_MALFORMED, "not_json", "", "The body is not valid JSON: %s (line %d, column %d).", error.text, error.line,
                         error.column);
    return ERR_NONE;
}

enum err json_read(struct arena *arena, struct str text, json_t **tree, struct fault *why)
{
    enum err err = json_parse(text, tree, why);
    return err == ERR_NONE ? json_keep(arena, *tree) : err;
}

void json_put_text(struct buf *out, struct str text)
{
    static const char hex[] = "0123456789abcdef";
    buf_add_char(out, '"');
    size_t from = 0;
    for (size_t i = 0; i < text.length; i++) {
        unsigned char c = (unsigned char)text.at[i];
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        buf_add(out, text.at + from, i - from);
        from = i + 1;
        char escape[6] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]};
        const char *short_form = c == '"' ? "\\\"" : c == '\\' ? "\\\\" : c == '\n' ? "\\n" : c == '\r' ? "\\r" : c == '\t' ? "\\t" : NULL;
        if (short_form)
            buf_add(out, short_form, 2);
        else
            buf_add(out, escape, 6);
    }
    if (text.length > from)
        buf_add(out, text.at + from, text.length - from);
    buf_add_char(out, '"');
}

/* The 15 digits of 1e-4 <= value < 1e15, exactly as printf rounds them; *exponent of ten of the first. A double is its fraction of 53 bits
 * times a power of two, and times 10^18 at most it still fits 128 bits: no digit is guessed. */
static uint64_t digits_of(double value, int *exponent)
{
    static const uint64_t tens[] = {1,
                                    10,
                                    100,
                                    1000,
                                    10000,
                                    100000,
                                    1000000,
                                    10000000,
                                    100000000,
                                    1000000000,
                                    10000000000,
                                    100000000000,
                                    1000000000000,
                                    10000000000000,
                                    100000000000000,
                                    1000000000000000,
                                    10000000000000000,
                                    100000000000000000,
                                    1000000000000000000};
    int two;
    uint64_t fraction = (uint64_t)ldexp(frexp(value, &two), 53);
    unsigned shift = (unsigned)(53 - two); /* value = fraction / 2^shift; 3 … 66 */
    int ten = -4;
    double next = 1e-3;
    while (next <= value) { /* may be one too low or high near a power of ten: put right below */
        next *= 10;
        ten++;
    }
    for (;; ten++) {
        unsigned __int128 scaled = (unsigned __int128)fraction * tens[14 - ten], half = (unsigned __int128)1 << (shift - 1);
        uint64_t digits = (uint64_t)(scaled >> shift);
        unsigned __int128 rest = scaled - ((unsigned __int128)digits << shift);
        digits += rest > half || (rest == half && digits % 2 == 1);
        if (digits < tens[14] && ten > -4) {
            ten -= 2;
            continue;
        }
        if (digits < tens[15]) {
            *exponent = ten;
            return digits;
        }
    }
}

/* As "%.15g" writes it, which is the slowest thing in a long answer. */
static void put_digits(struct buf *out, uint64_t digits, int exponent)
{
    char text[24];
    size_t length = 15, whole = exponent >= 0 ? (size_t)exponent + 1 : 0;
    for (size_t i = length; i-- > 0; digits /= 10)
        text[i] = (char)('0' + digits % 10);
    while (length > whole && length > 0 && text[length - 1] == '0')
        length--;
    if (whole == 0)
        buf_add(out, "0.000", (size_t)(1 - exponent));
    buf_add(out, text, whole);
    if (whole && length > whole)
        buf_add_char(out, '.');
    buf_add(out, text + whole, length - whole);
}

void json_put_real(struct buf *out, double value)
{
    double size = fabs(value);
    int exponent;
    if (!isfinite(value))
        buf_add_text(out, "null");
    else if (size < 1e-4 || size >= 999999999999999)
        buf_printf(out, "%.15g", value);
    else {
        if (value < 0)
            buf_add_char(out, '-');
        uint64_t digits = digits_of(size, &exponent);
        put_digits(out, digits, exponent);
    }
}

static int put_piece(const char *bytes, size_t length, void *out)
{
    buf_add(out, bytes, length);
    return ((struct buf *)out)->failed ? -1 : 0;
}

static void put_real(struct buf *out, const json_t *real)
{
    if (json_dump_callback(real, put_piece, out, JSON_COMPACT | JSON_ENCODE_ANY) != 0)
        out->failed = true;
}

static void put_object(struct buf *out, json_t *object)
{
    const char *name;
    json_t *value;
    char before = '{';
    json_object_foreach(object, name, value)
    {
        buf_add_char(out, before);
        json_put_text(out, str_of(name));
        buf_add_char(out, ':');
        json_put_tree(out, value);
        before = ',';
    }
    buf_add_text(out, before == '{' ? "{}" : "}");
}

static void put_array(struct buf *out, const json_t *array)
{
    size_t count = json_array_size(array);
    buf_add_char(out, '[');
    for (size_t i = 0; i < count; i++) {
        if (i)
            buf_add_char(out, ',');
        json_put_tree(out, json_array_get(array, i));
    }
    buf_add_char(out, ']');
}

/* The library's own writer prints into pieces and takes three times as long; a real it writes with all the digits it needs to come back. */
void json_put_tree(struct buf *out, const json_t *tree)
{
    if (json_is_object(tree))
        put_object(out, (json_t *)tree);
    else if (json_is_array(tree))
        put_array(out, tree);
    else if (json_is_string(tree))
        json_put_text(out, (struct str){json_string_value(tree), json_string_length(tree)});
    else if (json_is_integer(tree))
        buf_printf(out, "%lld", (long long)json_integer_value(tree));
    else if (json_is_real(tree))
        put_real(out, tree);
    else
        buf_add_text(out, json_is_true(tree) ? "true" : json_is_false(tree) ? "false" : "null");
}

void json_put_member(struct buf *out, const char *name, struct str text)
{
    if (!text.length)
        return;
    buf_printf(out, ",\"%s\":", name);
    json_put_text(out, text);
}
