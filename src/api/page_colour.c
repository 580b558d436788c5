#include "api/page_parts.h"

#include <math.h>

static const char paper_light[] = "#faf7f1", paper_dark[] = "#0e1618", on_light[] = "#ffffff";
enum { STEPS = 50 };
static const double contrast_light = 4.5, contrast_dark = 6.0;

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool colour_read(struct str text, int rgb[3])
{
    if (text.length != 7 || text.at[0] != '#')
        return false;
    for (int i = 0; i < 3; i++) {
        int high = hex_digit(text.at[1 + 2 * i]), low = hex_digit(text.at[2 + 2 * i]);
        if (high < 0 || low < 0)
            return false;
        rgb[i] = high * 16 + low;
    }
    return true;
}

/* Relative luminance, WCAG 2.2 "relative luminance" with the sRGB threshold 0.04045. */
static double luminance(const int rgb[3])
{
    static const double weights[3] = {0.2126, 0.7152, 0.0722};
    double sum = 0;
    for (int i = 0; i < 3; i++) {
        double share = rgb[i] / 255.0;
        sum += weights[i] * (share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4));
    }
    return sum;
}

double page_contrast(struct str one, struct str other)
{
    int a[3], b[3];
    if (!colour_read(one, a) || !colour_read(other, b))
        return 0;
    double la = luminance(a), lb = luminance(b);
    return (fmax(la, lb) + 0.05) / (fmin(la, lb) + 0.05);
}

static void colour_mix(const int rgb[3], int toward, int step, char out[8])
{
    int mixed[3];
    for (int i = 0; i < 3; i++)
        mixed[i] = rgb[i] + (toward - rgb[i]) * step / STEPS;
    snprintf(out, 8, "#%02x%02x%02x", (unsigned)mixed[0] & 255U, (unsigned)mixed[1] & 255U, (unsigned)mixed[2] & 255U);
}

struct page_colours page_colours_of(struct str colour)
{
    struct page_colours colours = {"#0b6a60", "#63c7b6"};
    int rgb[3];
    if (!colour_read(colour, rgb))
        return colours;
    for (int step = 0; step <= STEPS; step++) {
        colour_mix(rgb, 0, step, colours.accent_light);
        struct str accent = str_of(colours.accent_light);
        if (page_contrast(accent, str_of(on_light)) >= contrast_light && page_contrast(accent, str_of(paper_light)) >= contrast_light)
            break;
    }
    for (int step = 0; step <= STEPS; step++) {
        colour_mix(rgb, 255, step, colours.accent_dark);
        if (page_contrast(str_of(colours.accent_dark), str_of(paper_dark)) >= contrast_dark)
            break;
    }
    return colours;
}

void page_write_colours(const struct workspace *workspace, struct buf *out)
{
    int rgb[3];
    if (!workspace || !colour_read(workspace->colour, rgb))
        return;
    struct page_colours colours = page_colours_of(workspace->colour);
    buf_printf(out, ":root{--go:%s}@media(prefers-color-scheme:dark){:root{--go:%s}}", colours.accent_light, colours.accent_dark);
}
