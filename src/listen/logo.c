/* A logo may be shown inside our own pages, so it is read by a closed list: what is not named here is refused. */
#include "listen/workspace.h"

#include <stdlib.h>

enum { DEPTH_MAX = 32, NAME_MAX_BYTES = 40 };

static const char *const elements[] = {"svg",     "g",     "path", "rect", "circle",         "ellipse",        "line", "polyline",
                                       "polygon", "title", "desc", "defs", "linearGradient", "radialGradient", "stop", "clipPath"};
static const char *const attributes[] = {"xmlns",
                                         "viewBox",
                                         "version",
                                         "width",
                                         "height",
                                         "x",
                                         "y",
                                         "x1",
                                         "y1",
                                         "x2",
                                         "y2",
                                         "cx",
                                         "cy",
                                         "r",
                                         "rx",
                                         "ry",
                                         "fx",
                                         "fy",
                                         "d",
                                         "points",
                                         "fill",
                                         "fill-rule",
                                         "fill-opacity",
                                         "clip-rule",
                                         "clip-path",
                                         "stroke",
                                         "stroke-width",
                                         "stroke-linecap",
                                         "stroke-linejoin",
                                         "stroke-miterlimit",
                                         "stroke-opacity",
                                         "stroke-dasharray",
                                         "stroke-dashoffset",
                                         "opacity",
                                         "transform",
                                         "id",
                                         "offset",
                                         "stop-color",
                                         "stop-opacity",
                                         "gradientUnits",
                                         "gradientTransform",
                                         "spreadMethod",
                                         "clipPathUnits",
                                         "preserveAspectRatio",
                                         "role",
                                         "aria-label",
                                         "aria-hidden",
                                         "focusable"};

struct scan {
    struct str left;
    struct str open[DEPTH_MAX];
    size_t depth;
    bool seen_root;
    const char *problem;
};

static bool refuse(struct scan *s, const char *problem)
{
    s->problem = problem;
    return false;
}

static void skip(struct scan *s, size_t bytes)
{
    s->left.at += bytes;
    s->left.length -= bytes;
}

static void skip_blank(struct scan *s)
{
    while (s->left.length && strchr(" \t\r\n", s->left.at[0]))
        skip(s, 1);
}

static bool one_of(struct str name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_is(name, names[i]))
            return true;
    return false;
}

static struct str take_name(struct scan *s)
{
    size_t length = 0;
    while (length < s->left.length && length < NAME_MAX_BYTES) {
        char c = s->left.at[length];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'))
            break;
        length++;
    }
    struct str name = {s->left.at, length};
    skip(s, length);
    return name;
}

/* Only references to the logo's own gradients and clips; no escapes that could hide others. */
static bool value_ok(struct str name, struct str value)
{
    if (str_is(name, "xmlns"))
        return str_is(value, "http://www.w3.org/2000/svg");
    if (memchr(value.at, '<', value.length) || memchr(value.at, '&', value.length) || memchr(value.at, '\\', value.length) ||
        memchr(value.at, ':', value.length))
        return false;
    for (size_t i = 0; i + 4 <= value.length; i++)
        if (strncasecmp(value.at + i, "url(", 4) == 0 && (i + 4 == value.length || value.at[i + 4] != '#'))
            return false;
    return true;
}

static bool read_attribute(struct scan *s)
{
    struct str name = take_name(s);
    if (!one_of(name, attributes, sizeof attributes / sizeof *attributes))
        return refuse(s, "The logo has an attribute that is not allowed.");
    skip_blank(s);
    if (!s->left.length || s->left.at[0] != '=')
        return refuse(s, "The logo is not well-formed: an attribute has no value.");
    skip(s, 1);
    skip_blank(s);
    char quote = s->left.length ? s->left.at[0] : 0;
    if (quote != '"' && quote != '\'')
        return refuse(s, "The logo is not well-formed: the value of an attribute is not in quotes.");
    skip(s, 1);
    const char *end = memchr(s->left.at, quote, s->left.length);
    if (!end)
        return refuse(s, "The logo is not well-formed: a quote does not end.");
    struct str value = {s->left.at, (size_t)(end - s->left.at)};
    skip(s, value.length + 1);
    return value_ok(name, value) || refuse(s, "An attribute of the logo refers to something outside of it.");
}

static bool read_close(struct scan *s)
{
    skip(s, 2);
    struct str name = take_name(s);
    skip_blank(s);
    if (!s->depth || !str_equal(name, s->open[s->depth - 1]) || !s->left.length || s->left.at[0] != '>')
        return refuse(s, "The logo is not well-formed: an element does not end where it should.");
    skip(s, 1);
    s->depth--;
    return true;
}

static bool read_open(struct scan *s)
{
    skip(s, 1);
    struct str name = take_name(s);
    bool root = s->depth == 0;
    if (!one_of(name, elements, sizeof elements / sizeof *elements) || str_is(name, "svg") != root || (root && s->seen_root))
        return refuse(s, "The logo has an element that is not allowed.");
    s->seen_root = true;
    for (skip_blank(s); s->left.length && s->left.at[0] != '>' && s->left.at[0] != '/'; skip_blank(s))
        if (!read_attribute(s))
            return false;
    bool empty = s->left.length && s->left.at[0] == '/';
    if (empty)
        skip(s, 1);
    if (!s->left.length || s->left.at[0] != '>')
        return refuse(s, "The logo is not well-formed: an element does not end.");
    skip(s, 1);
    if (empty)
        return true;
    if (s->depth == DEPTH_MAX)
        return refuse(s, "The logo is nested too deep.");
    s->open[s->depth++] = name;
    return true;
}

static bool read_words(struct scan *s)
{
    const char *end = memchr(s->left.at, '<', s->left.length);
    struct str words = {s->left.at, end ? (size_t)(end - s->left.at) : s->left.length};
    skip(s, words.length);
    if (!str_trim(words).length)
        return true;
    struct str around = s->depth ? s->open[s->depth - 1] : STR("");
    if (!str_is(around, "title") && !str_is(around, "desc"))
        return refuse(s, "The logo has text outside of its title.");
    return !memchr(words.at, '&', words.length) || refuse(s, "The title of the logo has a character reference.");
}

bool logo_ok(struct str svg, const char **problem)
{
    struct scan s = {.left = svg};
    skip_blank(&s);
    if (str_starts(s.left, "<?xml ")) {
        const char *end = memmem(s.left.at, s.left.length, "?>", 2);
        skip(&s, end ? (size_t)(end - s.left.at) + 2 : s.left.length);
    }
    while (s.left.length && !s.problem) {
        if (s.left.at[0] != '<')
            (void)read_words(&s);
        else if (s.left.length > 1 && s.left.at[1] == '/')
            (void)read_close(&s);
        else
            (void)read_open(&s);
    }
    if (!s.problem && (!s.seen_root || s.depth))
        s.problem = "The logo is not a complete SVG.";
    *problem = s.problem;
    return !s.problem;
}
