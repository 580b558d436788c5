/* Margins as weights: classes of those that are alike, and which class a customer is of in each stretch of days. */
#include "listen/customer_margin.h"
#include "understand/weighing.h"
#include "weighting.sql.h"

#include <stdlib.h>
#include <string.h>

static const double CLASS_WIDTH = 1.001;
enum { CLASSES_MAX = UINT16_MAX / 2, YEAR_UNKNOWN = 0, STRETCHES_MAX = 2 * MARGIN_YEARS_MAX + 1 };

struct owner {
    int64_t id;
    double margin;
    int32_t year;
    uint16_t class;
};
struct owners {
    struct owner *items;
    size_t count, capacity;
    bool failed;
};

static bool owner_add(struct owners *owners, struct owner owner)
{
    if (owners->count == owners->capacity) {
        owners->capacity = owners->capacity ? owners->capacity * 2 : 1024;
        struct owner *grown = realloc(owners->items, owners->capacity * sizeof *grown);
        owners->failed = !grown;
        if (!grown)
            return false;
        owners->items = grown;
    }
    owners->items[owners->count++] = owner;
    return true;
}

static bool margin_seen(void *context, const struct customer_margins_row *row)
{
    return owner_add(context, (struct owner){.id = row->id, .margin = row->margin, .year = YEAR_UNKNOWN});
}

static bool year_margin_seen(void *context, const struct customer_year_margins_row *row)
{
    return owner_add(context, (struct owner){.id = row->id, .margin = row->margin, .year = (int32_t)row->year});
}

static int by_margin(const void *a, const void *b)
{
    const struct owner *x = a, *y = b;
    return (x->margin > y->margin) - (x->margin < y->margin);
}

static int by_year(const void *a, const void *b)
{
    const struct owner *x = a, *y = b;
    return (x->year > y->year) - (x->year < y->year);
}

static size_t margins_distinct(const struct owners *owners)
{
    size_t distinct = 0;
    for (size_t i = 0; i < owners->count; i++)
        distinct += i == 0 || owners->items[i].margin > owners->items[i - 1].margin;
    return distinct;
}

/* `owners` in order of margins; one of nothing or a loss keeps class 0. */
static enum err classes_make(struct weighing *w, const struct owners *owners)
{
    double width = margins_distinct(owners) > MARGIN_CLASSES ? CLASS_WIDTH : 1;
    w->classes = arena_take_array(w->arena, CLASSES_MAX, sizeof *w->classes);
    if (!w->classes)
        return ERR_MEMORY;
    w->class_count = 1;
    for (size_t i = 0, first = 0; i < owners->count; i++) {
        struct owner *owner = &owners->items[i];
        if (!(owner->margin > 0))
            continue;
        if (w->class_count == 1 || (owner->margin > owners->items[first].margin * width && w->class_count < CLASSES_MAX)) {
            first = i;
            w->class_count++;
        }
        double *mean = &w->classes[w->class_count - 1];
        *mean += (owner->margin - *mean) / (double)(i - first + 1);
        owner->class = (uint16_t)(w->class_count - 1);
    }
    return ERR_NONE;
}

/* Every customer, as the stretch at hand has them. */
struct standing {
    struct weighing *weighing;
    uint16_t *through;
    bool *dated; /* the margin is of a year that is known */
    size_t codes;
    int32_t from, to; /* the days there are answers of */
};

/* The stretch from … to just before `next` is as things stand; nobody asks for one without answers. */
static enum err stretch_end(struct standing *s, int32_t from, int32_t next)
{
    struct weighing *w = s->weighing;
    if (from >= next || from > s->to || next <= s->from)
        return ERR_NONE;
    uint16_t *through = arena_take_array(w->arena, s->codes, sizeof *through);
    if (!through)
        return ERR_MEMORY;
    memcpy(through, s->through, s->codes * sizeof *through);
    w->stretches[w->stretches_count++] = (struct margin_stretch){from, through};
    return ERR_NONE;
}

/* The margins of one year, from the owner at `i` on; the next owner. */
static size_t year_take(struct standing *s, const struct owners *owners, size_t i)
{
    int32_t year = owners->items[i].year;
    for (; i < owners->count && owners->items[i].year == year; i++) {
        const struct owner *owner = &owners->items[i];
        if (owner->id <= 0 || (uint64_t)owner->id >= s->codes)
            continue;
        s->through[owner->id] = owner->class;
        s->dated[owner->id] = year != YEAR_UNKNOWN;
    }
    return i;
}

/* A year is over: its margins are of an earlier one now. */
static void year_end(struct standing *s)
{
    for (size_t id = 0; id < s->codes; id++)
        if (s->dated[id] && s->through[id] && s->through[id] < s->weighing->class_count)
            s->through[id] = (uint16_t)(s->through[id] + s->weighing->class_count);
}

/* `owners` in order of years. Each year that is known makes a stretch, and the time after it until the next one another. */
static enum err stretches_make(struct standing *s, const struct owners *owners)
{
    enum err err = ERR_NONE;
    int32_t start = INT32_MIN;
    size_t i = owners->count && owners->items[0].year == YEAR_UNKNOWN ? year_take(s, owners, 0) : 0;
    while (i < owners->count && err == ERR_NONE) {
        int32_t year = owners->items[i].year, first = day_of_civil(year, 1, 1), next = day_of_civil(year + 1, 1, 1);
        err = stretch_end(s, start, first);
        i = year_take(s, owners, i);
        if (err == ERR_NONE)
            err = stretch_end(s, first, next);
        year_end(s);
        start = next;
    }
    return err == ERR_NONE ? stretch_end(s, start, INT32_MAX) : err;
}

static enum err owners_weigh(struct weighing *w, struct owners *owners, struct standing *standing)
{
    if (owners->count)
        qsort(owners->items, owners->count, sizeof *owners->items, by_margin);
    enum err err = classes_make(w, owners);
    if (err != ERR_NONE)
        return err;
    if (owners->count)
        qsort(owners->items, owners->count, sizeof *owners->items, by_year);
    return stretches_make(standing, owners);
}

enum err weighing_margins(struct weighing *w, struct store *store, int64_t workspace_id, size_t codes, int32_t from, int32_t to)
{
    struct owners owners = {0};
    struct standing standing = {
        w, arena_take_array(w->arena, codes, sizeof(uint16_t)), arena_take_array(w->arena, codes, sizeof(bool)), codes, from, to};
    w->stretches = arena_take_array(w->arena, STRETCHES_MAX, sizeof *w->stretches);
    if (!standing.through || !standing.dated || !w->stretches)
        return ERR_MEMORY;
    enum err err = sql_customer_margins(store, &(struct customer_margins_in){workspace_id}, margin_seen, &owners);
    if (err == ERR_NONE && !owners.failed)
        err = sql_customer_year_margins(store, &(struct customer_year_margins_in){workspace_id}, year_margin_seen, &owners);
    if (owners.failed)
        err = ERR_MEMORY;
    if (err == ERR_NONE)
        err = owners_weigh(w, &owners, &standing);
    free(owners.items);
    return err;
}
