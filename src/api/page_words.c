#include "api/page_parts.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>

static const char *const words[PAGE_WORDS][TONGUES_LTR] = {
#define W(key, en, fi, sv) {en, fi, sv},
#include "api/page_words.def"
#undef W
};
static const char *const words_rtl[PAGE_WORDS][TONGUES_RTL] = {
#define W(key, ar, he, fa, ur) [WORD_##key] = {ar, he, fa, ur},
#include "api/page_words_rtl.def"
#undef W
};
static const char *const keys[PAGE_WORDS] = {
#define W(key, en, fi, sv) #key,
#include "api/page_words.def"
#undef W
};

struct str page_word(enum page_word word, enum tongue tongue)
{
    return str_of(tongue < TONGUES_LTR ? words[word][tongue] : words_rtl[word][tongue - TONGUES_LTR]);
}

const char *page_word_key(enum page_word word)
{
    return keys[word];
}

void page_put_escaped(struct buf *out, struct str text)
{
    size_t from = 0;
    for (size_t i = 0; i < text.length; i++) {
        char c = text.at[i];
        const char *entity = c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '"' ? "&quot;" : c == '\'' ? "&#39;" : NULL;
        if (!entity)
            continue;
        buf_add(out, text.at + from, i - from);
        buf_add_text(out, entity);
        from = i + 1;
    }
    if (text.length > from)
        buf_add(out, text.at + from, text.length - from);
}

void page_put(struct buf *out, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    for (const char *at = format; *at;) {
        size_t plain = strcspn(at, "%");
        buf_add(out, at, plain);
        at += plain;
        if (!*at)
            break;
        if (at[1] == 's')
            page_put_escaped(out, va_arg(arguments, struct str));
        else if (at[1] == 'h')
            buf_add_text(out, va_arg(arguments, const char *));
        else if (at[1] == 'd')
            buf_printf(out, "%" PRId64, va_arg(arguments, int64_t));
        else
            must(at[1] == '%'), buf_add_char(out, '%');
        at += 2;
    }
    va_end(arguments);
}

static void put_number(struct buf *out, double value, enum tongue tongue)
{
    char text[40];
    int length = snprintf(text, sizeof text, "%.10g", fabs(value));
    for (int i = 0; i < length && (tongue == TONGUE_FI || tongue == TONGUE_SV); i++)
        if (text[i] == '.')
            text[i] = ',';
    if (value < 0) /* a mark before the sign keeps it before its number where words run the other way */
        buf_add_text(out, tongue >= TONGUES_LTR ? "\u200e\u2212" : "\u2212");
    buf_add(out, text, (size_t)length);
}

static const struct page_slot *slot_at(struct str name, const struct page_slot *slots, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_is(name, slots[i].name))
            return &slots[i];
    return NULL;
}

void page_put_filled(struct buf *out, struct str word, enum tongue tongue, const struct page_slot *slots, size_t count)
{
    struct str rest = word, part;
    while (str_cut(&rest, '{', &part)) {
        page_put_escaped(out, part);
        if (!rest.length)
            return;
        struct str name;
        if (!str_cut(&rest, '}', &name))
            return;
        const struct page_slot *slot = slot_at(name, slots, count);
        must(slot != NULL);
        put_number(out, slot->value, tongue);
    }
}
