/* What a reader could not keep, or changed: words of the report. */
#include "foreign/foreign.h"

#include <stdarg.h>
#include <stdio.h>

enum { NOTE_MAX = 400, VALUE_MAX = 120 };

/* What stands in a report is read on terminals and pages: no control characters, nothing that turns the line around, not too long. */
static struct str clean(struct foreign *foreign, struct str text)
{
    struct str rest = foreign_plain(foreign, text);
    size_t length = 0;
    char *out = rest.length ? arena_take(foreign->arena, rest.length + 1) : NULL;
    while (out && rest.length && length < NOTE_MAX - 4) {
        size_t size = str_character(rest);
        bool steers = str_steers((struct str){rest.at, size});
        memcpy(out + length, steers ? " " : rest.at, steers ? 1 : size);
        length += steers ? 1 : size;
        rest = (struct str){rest.at + size, rest.length - size};
    }
    return (struct str){out ? out : "", length};
}

/* The sentence as printf would make it of texts, numbers and letters; what was put into it stands in `values` too, for sentences in other
 * languages. Without values where the sentence came whole. */
static void sentence_make(struct foreign *foreign, const char *format, va_list args, struct buf *out, json_t *values)
{
    char number[32];
    for (const char *at = format; *at; at++) {
        struct str value;
        if (*at != '%' || *++at == '%') {
            buf_add_char(out, *at);
            continue;
        }
        if (at[0] == '.' && at[1] == '*' && at[2] == 's') {
            int length = va_arg(args, int);
            const char *text = va_arg(args, const char *);
            value = (struct str){text ? text : "", text ? strnlen(text, (size_t)length) : 0};
            at += 2;
        } else if (*at == 's')
            value = str_of(va_arg(args, const char *));
        else {
            bool size = at[0] == 'z' && at[1] == 'u', letter = *at == 'c';
            must(size || letter || *at == 'd');
            if (size)
                snprintf(number, sizeof number, "%zu", va_arg(args, size_t));
            else
                snprintf(number, sizeof number, letter ? "%c" : "%d", va_arg(args, int));
            at += size;
            value = str_of(number);
        }
        buf_add_str(out, value);
        if (value.length > VALUE_MAX)
            for (value.length = VALUE_MAX; value.length && ((unsigned char)value.at[value.length] & 0xC0) == 0x80;)
                value.length--;
        struct str plain = clean(foreign, value);
        if (strcmp(format, "%s") != 0)
            json_array_append_new(values, json_stringn(plain.at, plain.length));
    }
}

static format_like(5, 0) void note_add(struct foreign *foreign, struct str question, enum foreign_change change, const char *code,
                                       const char *why, va_list args)
{
    if (json_array_size(foreign->notes) >= FOREIGN_NOTES_MAX) {
        foreign->notes_left_off++;
        return;
    }
    struct buf sentence = buf_new(1 << 20);
    json_t *values = json_array();
    sentence_make(foreign, why, args, &sentence, values);
    struct str name = clean(foreign, question), words = clean(foreign, buf_str(&sentence));
    json_t *note = json_pack("{s:s%,s:s,s:s,s:s%}", "question", name.at, name.length, "what",
                             change == FOREIGN_CHANGED ? "changed" : "lost", "code", code, "why", words.at, words.length);
    if (note && json_array_size(values))
        json_object_set(note, "values", values);
    json_decref(values);
    buf_free(&sentence);
    if (!note || json_array_append_new(foreign->notes, note) != 0)
        foreign->notes_left_off++;
}

void foreign_note(struct foreign *foreign, struct str question, enum foreign_change change, const char *code, const char *why, ...)
{
    va_list args;
    va_start(args, why);
    note_add(foreign, question, change, code, why, args);
    va_end(args);
}

void foreign_note_once(struct foreign *foreign, enum foreign_change change, const char *code, const char *why, ...)
{
    size_t i;
    json_t *note;
    json_array_foreach(foreign->notes, i, note) if (str_is(json_str(json_object_get(note, "code")), code) &&
                                                    !json_string_length(json_object_get(note, "question"))) return;
    va_list args;
    va_start(args, why);
    note_add(foreign, STR(""), change, code, why, args);
    va_end(args);
}
