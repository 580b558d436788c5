#include "base/xml.h"

/* What stands for the character at text[i], NULL when it stands for itself; *length: its bytes. */
static const char *instead(struct str text, size_t i, size_t *length)
{
    unsigned char c = (unsigned char)text.at[i];
    *length = 1;
    if (c == '&')
        return "&amp;";
    if (c == '<')
        return "&lt;";
    if (c == '>')
        return "&gt;";
    if (c == '"')
        return "&quot;";
    if (c == '\r')
        return "&#13;";
    if (c < 0x20 && c != '\n' && c != '\t')
        return "\xEF\xBF\xBD";
    if (c == 0xEF && i + 2 < text.length && (unsigned char)text.at[i + 1] == 0xBF && (unsigned char)text.at[i + 2] >= 0xBE) {
        *length = 3;
        return "\xEF\xBF\xBD";
    }
    return NULL;
}

void xml_put_text(struct buf *out, struct str text)
{
    size_t from = 0, length;
    for (size_t i = 0; i < text.length; i += length) {
        const char *other = instead(text, i, &length);
        if (!other)
            continue;
        buf_add(out, text.at + from, i - from);
        buf_add_text(out, other);
        from = i + length;
    }
    if (text.length > from)
        buf_add(out, text.at + from, text.length - from);
}

void xml_put_element(struct buf *out, const char *name, struct str text)
{
    buf_printf(out, "<%s>", name);
    xml_put_text(out, text);
    buf_printf(out, "</%.*s>", (int)strcspn(name, " "), name);
}
