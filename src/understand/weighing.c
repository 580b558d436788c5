#include "understand/weighing.h"
#include "understand/raking.h"

#include <stdio.h>

enum err weighing_begin(struct weighing *w)
{
    w->counts = arena_take_array(w->arena, w->scheme.cells, sizeof *w->counts);
    w->weights = NULL;
    return w->counts ? ERR_NONE : ERR_MEMORY;
}

bool weighing_cell(const struct weighing *w, const struct str *labels, size_t *cell)
{
    *cell = 0;
    for (size_t m = 0; m < w->scheme.count; m++) {
        const struct weight_margin *margin = &w->scheme.margins[m];
        size_t c = 0;
        while (c < margin->count && !(labels[m].at && str_equal(margin->values[c], labels[m])))
            c++;
        if (c == margin->count)
            return false;
        *cell = *cell * margin->count + c;
    }
    return true;
}

void weighing_count(struct weighing *w, size_t cell, uint64_t n)
{
    w->counts[cell] += n;
}

static void cell_categories(const struct weight_scheme *scheme, size_t cell, uint16_t *category)
{
    for (size_t m = scheme->count; m-- > 0;) {
        category[m] = (uint16_t)(cell % scheme->margins[m].count);
        cell /= scheme->margins[m].count;
    }
}

/* The next number between brackets. */
static bool bracketed(struct str *rest, size_t *number)
{
    struct str part;
    int64_t whole;
    if (!str_cut(rest, '[', &part) || !str_cut(rest, ']', &part) || !str_integer(part, &whole) || whole < 0)
        return false;
    *number = (size_t)whole;
    return true;
}

/* The fault speaks of places in a scheme; the reader knows its categories by name. */
static enum err named(const struct weighing *w, enum err err, struct fault *why)
{
    size_t m = 0, c = 0;
    char detail[sizeof why->detail];
    struct str place = str_of(why->field);
    bool found = bracketed(&place, &m) && bracketed(&place, &c) && m < w->scheme.count && c < w->scheme.margins[m].count;
    if (err != ERR_INVALID)
        return err;
    memcpy(detail, why->detail, sizeof detail);
    snprintf(why->field, sizeof why->field, "weight");
    if (!found)
        return err;
    struct str by = w->scheme.margins[m].by, value = w->scheme.margins[m].values[c];
    snprintf(why->detail, sizeof why->detail, "%.*s \"%.*s\": %.200s", by.length > 40 ? 40 : (int)by.length, by.at,
             value.length > 40 ? 40 : (int)value.length, value.at, detail);
    return err;
}

enum err weighing_rake(struct weighing *w, struct fault *why)
{
    struct raking_margin margins[WEIGHT_MARGINS_MAX];
    struct raking_cell *cells = arena_take_array(w->arena, w->scheme.cells, sizeof *cells);
    if (!cells)
        return ERR_MEMORY;
    for (size_t m = 0; m < w->scheme.count; m++)
        margins[m] = (struct raking_margin){w->scheme.margins[m].count, w->scheme.margins[m].targets};
    for (size_t i = 0; i < w->scheme.cells; i++) {
        cells[i].n = w->counts[i];
        cell_categories(&w->scheme, i, cells[i].category);
    }
    struct raking_ask ask = {margins, w->scheme.count, cells, w->scheme.cells, w->scheme.low, w->scheme.high};
    struct raking raking;
    enum err err = weights_rake(&ask, w->arena, &raking, why);
    w->weights = err == ERR_NONE ? raking.weights : NULL;
    w->trimmed = err == ERR_NONE ? raking.cut : 0;
    return named(w, err, why);
}
