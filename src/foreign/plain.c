/* Plain text of HTML. */
#include "foreign/foreign.h"

#include <cmark-gfm/buffer.h>
#include <cmark-gfm/houdini.h>
#include <stdio.h>
#include <strings.h>

enum { HTML_MAX = 1 << 16, WORD_MAX = 12 };

/* Tags that end a line. */
static const char *const blocks[] = {"br", "p",  "div", "li", "ul", "ol", "tr", "table", "h1",
                                     "h2", "h3", "h4",  "h5", "h6", "hr", "dt", "dd",    "section"};

static bool is_letter(char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* The length of the tag that begins here; 0: a '<' that is just a sign. */
static size_t tag_length(struct str html)
{
    if (html.length >= 4 && memcmp(html.at, "<!--", 4) == 0) {
        const char *end = memmem(html.at + 4, html.length - 4, "-->", 3);
        return end ? (size_t)(end - html.at) + 3 : html.length;
    }
    if (html.length < 3 || !(is_letter(html.at[1]) || ((html.at[1] == '/' || html.at[1] == '!' || html.at[1] == '?') && html.at[2] != ' ')))
        return 0;
    char quote = 0;
    for (size_t i = 1; i < html.length; i++) {
        char c = html.at[i];
        if (quote)
            quote = c == quote ? 0 : quote;
        else if (c == '"' || c == '\'')
            quote = html.at[i - 1] == '=' ? c : 0;
        else if (c == '>')
            return i + 1;
    }
    const char *end = memchr(html.at, '>', html.length); /* a quotation mark that never ends */
    return end ? (size_t)(end - html.at) + 1 : 0;
}

static size_t tag_word(struct str tag, char word[WORD_MAX])
{
    size_t length = 0, at = tag.length > 1 && tag.at[1] == '/' ? 2 : 1;
    for (; at < tag.length && length < WORD_MAX - 1 && (is_letter(tag.at[at]) || (tag.at[at] >= '0' && tag.at[at] <= '9')); at++)
        word[length++] = (char)(tag.at[at] | 0x20);
    word[length] = 0;
    return length;
}

static bool ends_line(const char *word)
{
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
        if (strcmp(word, blocks[i]) == 0)
            return true;
    return false;
}

/* What stands in <script> and <style> is not text. */
static size_t hidden_length(struct str html, const char *word)
{
    char end[WORD_MAX + 3];
    if (strcmp(word, "script") != 0 && strcmp(word, "style") != 0)
        return 0;
    size_t length = (size_t)snprintf(end, sizeof end, "</%s", word);
    for (size_t i = 0; i + length <= html.length; i++)
        if (strncasecmp(html.at + i, end, length) == 0)
            return i;
    return html.length;
}

/* Into out: the text between the tags, lines by '\n', entities as they are. */
static void tags_drop(struct str html, char *out, size_t *length)
{
    bool marked = false;
    char word[WORD_MAX];
    *length = 0;
    for (size_t i = 0; i < html.length && !marked; i++)
        marked = html.at[i] == '<' && tag_length((struct str){html.at + i, html.length - i}) > 0;
    for (size_t i = 0; i < html.length;) {
        struct str rest = {html.at + i, html.length - i};
        size_t tag = rest.at[0] == '<' ? tag_length(rest) : 0;
        if (!tag) {
            char c = rest.at[0];
            out[(*length)++] = marked && (c == '\n' || c == '\r') ? ' ' : c;
            i++;
            continue;
        }
        tag_word((struct str){rest.at, tag}, word);
        if (ends_line(word))
            out[(*length)++] = '\n';
        i += tag;
        if (rest.at[1] != '/')
            i += hidden_length((struct str){html.at + i, html.length - i}, word);
    }
}

struct tidying {
    char *out;
    size_t length;
    unsigned lines; /* line ends that wait */
    bool space;     /* a space waits */
};

static void tidy_put(struct tidying *t, const char *bytes, size_t length)
{
    if (t->lines && t->length)
        for (unsigned i = 0; i < t->lines && i < 2; i++)
            t->out[t->length++] = '\n';
    else if (t->space && t->length)
        t->out[t->length++] = ' ';
    t->lines = 0;
    t->space = false;
    memcpy(t->out + t->length, bytes, length);
    t->length += length;
}

/* One space between words, at most one empty line, no control characters, no broken ones. */
static struct str tidy(struct str text, char *out)
{
    struct tidying t = {.out = out};
    for (size_t i = 0; i < text.length;) {
        const unsigned char *p = (const unsigned char *)text.at + i;
        size_t length = str_character((struct str){text.at + i, text.length - i});
        bool no_break = length == 2 && p[0] == 0xC2 && p[1] == 0xA0, control = length == 2 && p[0] == 0xC2 && p[1] < 0xA0;
        if (length == 1 && *p == '\n')
            t.lines++, t.space = false;
        else if ((length == 1 && (*p == ' ' || *p == '\t')) || no_break)
            t.space = true;
        else if (length && !control && *p >= 0x20 && *p != 0x7F)
            tidy_put(&t, text.at + i, length);
        i += length ? length : 1;
    }
    return (struct str){out, t.length};
}

/* Whether the text needs no work: most do not. */
static bool is_plain(struct str text)
{
    for (size_t i = 0; i < text.length; i++) {
        unsigned char c = (unsigned char)text.at[i];
        if (c < 0x20 || c >= 0x7F || c == '<' || c == '&' || (c == ' ' && (i == 0 || i + 1 == text.length || text.at[i + 1] == ' ')))
            return false;
    }
    return true;
}

struct str foreign_plain(struct foreign *foreign, struct str html)
{
    if (!html.length || is_plain(html))
        return html.length ? str_keep(foreign->arena, html) : STR("");
    if (html.length > HTML_MAX)
        html.length = HTML_MAX;
    size_t length;
    char *text = arena_take(foreign->arena, html.length + 1);
    if (!text)
        return STR("");
    tags_drop(html, text, &length);
    cmark_strbuf read;
    cmark_strbuf_init(cmark_get_default_mem_allocator(), &read, 0);
    houdini_unescape_html_f(&read, (const uint8_t *)text, (bufsize_t)length);
    struct str plain = STR("");
    char *out = arena_take(foreign->arena, 2 * (size_t)read.size + 1);
    if (out)
        plain = tidy((struct str){(const char *)read.ptr, (size_t)read.size}, out);
    cmark_strbuf_free(&read);
    return plain;
}
