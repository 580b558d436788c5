#include "understand/map.h"
#include "listen/element.h"
#include "understand/inside.h"

#include <math.h>
#include <stdlib.h>

enum { MAP_COLUMNS_MAX = 200, CHANNELS_MAX = 40, LEADING = 4 };
static const enum measure leading[LEADING] = {MEASURE_NPS, MEASURE_CES, MEASURE_CSAT, MEASURE_RATING};

/* A measure by touchpoint, and by touchpoint and channel. */
struct layer {
    struct tallies whole, cells;
};

struct map_column {
    const struct touchpoint *touchpoint;
    const struct journey_step *step; /* NULL without a journey */
    size_t measure;                  /* of leading; LEADING: nobody answered */
};

struct mapping {
    const struct understand *understand;
    const struct map_ask *ask;
    struct arena *arena;
    struct buf *out;
    struct fault *why;
    struct layer scores[LEADING], expectation, hit, volume, effect;
    struct map_column *columns;
    size_t columns_count;
    struct str channels[CHANNELS_MAX];
    uint64_t channels_n[CHANNELS_MAX];
    size_t channels_count;
    struct tally *nps;           /* of everything */
    struct compared_cell *cells; /* the scores shown, columns and their cells */
    size_t cells_count;
    const struct map_column *worst_column;
    struct str worst_channel;
    bool worst_moved; /* worse than before, not merely below the whole */
};

static enum err layer_take(struct mapping *map, enum measure measure, struct layer *layer)
{
    struct plan plan = {.workspace_id = map->ask->workspace_id,
                        .measure = measure,
                        .by = {STR("touchpoint"), STR("channel")},
                        .by_count = 1,
                        .where = map->ask->where,
                        .has_from = true,
                        .from = map->ask->from,
                        .has_to = true,
                        .to = map->ask->to,
                        .compare_previous = true,
                        .scope = map->ask->scope,
                        .stop = map->ask->stop};
    enum err err = tally_take(map->understand, &plan, map->arena, &layer->whole, map->why);
    plan.by_count = 2;
    return err == ERR_NONE ? tally_take(map->understand, &plan, map->arena, &layer->cells, map->why) : err;
}

static enum err layers_take(struct mapping *map)
{
    enum err err = ERR_NONE;
    for (size_t i = 0; i < LEADING && err == ERR_NONE; i++)
        err = layer_take(map, leading[i], &map->scores[i]);
    if (err == ERR_NONE)
        err = layer_take(map, MEASURE_EXPECTATION, &map->expectation);
    if (err == ERR_NONE)
        err = layer_take(map, MEASURE_EMOTION_HIT, &map->hit);
    if (err == ERR_NONE)
        err = layer_take(map, MEASURE_VOLUME, &map->volume);
    if (err == ERR_NONE)
        err = layer_take(map, MEASURE_STRENGTHENING, &map->effect);
    struct plan plan = {.workspace_id = map->ask->workspace_id,
                        .measure = MEASURE_NPS,
                        .where = map->ask->where,
                        .has_from = true,
                        .from = map->ask->from,
                        .has_to = true,
                        .to = map->ask->to,
                        .scope = map->ask->scope,
                        .stop = map->ask->stop};
    struct tallies everything;
    if (err == ERR_NONE)
        err = tally_take(map->understand, &plan, map->arena, &everything, map->why);
    map->nps = err == ERR_NONE && everything.count ? everything.rows[0] : NULL;
    return err;
}

/* Rows run by n, so of several scales the first has the most answers. channel NULL: of the whole touchpoint. */
static const struct tally *tally_at(const struct layer *layer, struct str touchpoint, const struct str *channel)
{
    const struct tallies *tallies = channel ? &layer->cells : &layer->whole;
    for (size_t i = 0; i < tallies->count; i++)
        if (str_equal(tallies->rows[i]->labels[0], touchpoint) && (!channel || str_equal(tallies->rows[i]->labels[1], *channel)))
            return tallies->rows[i];
    return NULL;
}

/* ---- columns and rows ---- */

static void column_add(struct mapping *map, const struct touchpoint *touchpoint, const struct journey_step *step)
{
    size_t measure = LEADING;
    if (!touchpoint || map->columns_count == MAP_COLUMNS_MAX || !scope_sees(&map->ask->scope, touchpoint->slug))
        return;
    for (size_t i = 0; i < map->columns_count; i++)
        if (map->columns[i].touchpoint == touchpoint)
            return; /* a journey may come by twice: its first place counts */
    for (size_t i = LEADING; i-- > 0;) {
        const struct tally *tally = tally_at(&map->scores[i], touchpoint->slug, NULL);
        bool few = measure < LEADING && tally && tally->n < FIGURE_SHOWN_MIN;
        if (tally && !few)
            measure = i;
    }
    map->columns[map->columns_count++] = (struct map_column){touchpoint, step, measure};
}

static bool touchpoint_seen(void *context, const struct touchpoint *touchpoint)
{
    column_add(context, touchpoint, NULL);
    return true;
}

static void channel_add(struct mapping *map, struct str channel, uint64_t n)
{
    for (size_t i = 0; i < map->channels_count; i++)
        if (str_equal(map->channels[i], channel)) {
            map->channels_n[i] += n;
            return;
        }
    if (!channel.length || map->channels_count == CHANNELS_MAX)
        return;
    map->channels_n[map->channels_count] = n;
    map->channels[map->channels_count++] = channel;
}

static void channels_order(struct mapping *map)
{
    for (size_t i = 1; i < map->channels_count; i++)
        for (size_t k = i; k > 0 && map->channels_n[k] > map->channels_n[k - 1]; k--) {
            struct str channel = map->channels[k];
            uint64_t n = map->channels_n[k];
            map->channels[k] = map->channels[k - 1], map->channels_n[k] = map->channels_n[k - 1];
            map->channels[k - 1] = channel, map->channels_n[k - 1] = n;
        }
}

static bool has_column(const struct mapping *map, struct str slug)
{
    for (size_t i = 0; i < map->columns_count; i++)
        if (str_equal(map->columns[i].touchpoint->slug, slug))
            return true;
    return false;
}

/* Channels that carry answers about a column, or that the journey plans. */
static void channels_find(struct mapping *map)
{
    for (size_t i = 0; i < LEADING; i++)
        for (size_t k = 0; k < map->scores[i].cells.count; k++) {
            const struct tally *tally = map->scores[i].cells.rows[k];
            if (tally->labels[0].at && tally->labels[1].at && has_column(map, tally->labels[0]))
                channel_add(map, tally->labels[1], tally->n);
        }
    for (size_t i = 0; i < map->columns_count; i++)
        if (map->columns[i].step)
            channel_add(map, map->columns[i].step->channel, 0);
    channels_order(map);
}

static void axes_make(struct mapping *map)
{
    const struct journey *journey = map->ask->journey;
    for (size_t i = 0; journey && i < journey->steps_count; i++)
        column_add(map, listen_touchpoint_by_id(map->understand->listen, map->ask->workspace_id, journey->steps[i].touchpoint_id),
                   &journey->steps[i]);
    if (!journey)
        listen_touchpoints(map->understand->listen, map->ask->workspace_id, touchpoint_seen, map);
    channels_find(map);
}

/* ---- what moved: all that is shown is compared at once, so that of very many cells none is called by chance alone ---- */

static void cell_add(struct mapping *map, const struct map_column *column, const struct str *channel)
{
    const struct tally *tally = tally_at(&map->scores[column->measure], column->touchpoint->slug, channel);
    if (tally)
        map->cells[map->cells_count++] = (struct compared_cell){tally, leading[column->measure], VERDICT_TOO_FEW};
}

static enum err cells_judge(struct mapping *map)
{
    map->cells = arena_take_array(map->arena, map->columns_count * (map->channels_count + 1) + 1, sizeof *map->cells);
    if (!map->cells)
        return ERR_MEMORY;
    for (size_t i = 0; i < map->columns_count; i++) {
        if (map->columns[i].measure == LEADING)
            continue;
        cell_add(map, &map->columns[i], NULL);
        for (size_t k = 0; k < map->channels_count; k++)
            cell_add(map, &map->columns[i], &map->channels[k]);
    }
    return cells_compare(map->cells, map->cells_count, map->arena);
}

static enum verdict verdict_of(const struct mapping *map, const struct tally *tally)
{
    for (size_t i = 0; i < map->cells_count; i++)
        if (map->cells[i].tally == tally)
            return map->cells[i].verdict;
    return VERDICT_TOO_FEW;
}

/* ---- what hurts: shown to be worse than before; else wholly under everything ---- */

static void worst_look(struct mapping *map, const struct map_column *column, const struct str *channel, double *most)
{
    const struct tally *tally =
        column->measure < LEADING ? tally_at(&map->scores[column->measure], column->touchpoint->slug, channel) : NULL;
    if (!tally || tally->now.quality == QUALITY_HIDDEN)
        return;
    enum measure measure = leading[column->measure];
    bool moved = verdict_of(map, tally) == VERDICT_WORSE;
    bool below = measure == MEASURE_NPS && map->nps && tally->now.high < map->nps->now.low;
    double scale = strcmp(measure_unit(measure), "mean") == 0 ? (double)(tally->high - tally->low) : 200;
    double size = moved ? (tally->previous.value - tally->now.value) / scale : below ? (map->nps->now.value - tally->now.value) / scale : 0;
    if ((!moved && !below) || (map->worst_moved && !moved) || (moved == map->worst_moved && size <= *most))
        return;
    *most = size;
    map->worst_moved = moved;
    map->worst_column = column;
    map->worst_channel = channel ? *channel : (struct str){0};
}

/* The cell is named rather than its column when the touchpoint has several channels. */
static void worst_find(struct mapping *map)
{
    double most = 0;
    for (size_t i = 0; i < map->columns_count; i++)
        for (size_t k = 0; k < map->channels_count; k++)
            worst_look(map, &map->columns[i], &map->channels[k], &most);
}

/* ---- writing ---- */

static void tally_member(struct buf *out, const char *name, const struct tally *tally)
{
    if (!tally)
        return;
    json_member(out, name);
    buf_add_char(out, '{');
    figure_write(&tally->now, true, out);
    buf_add_char(out, '}');
}

static void expectation_write(const struct tally *tally, struct buf *out)
{
    tally_member(out, "expectation", tally);
    if (!tally || tally->now.quality == QUALITY_HIDDEN)
        return;
    const struct histogram h = {tally->low, tally->cells, tally->counts};
    double n = (double)tally->n / 100;
    json_member(out, "expected");
    buf_add_text(out, "{\"weak\":");
    json_put_real(out, (double)histogram_between(&h, -3, -1) / n);
    buf_add_text(out, ",\"good\":");
    json_put_real(out, (double)histogram_between(&h, 0, 0) / n);
    buf_add_text(out, ",\"excellent\":");
    json_put_real(out, (double)histogram_between(&h, 1, 3) / n);
    buf_add_char(out, '}');
}

/* Members of schema MapCell. */
static void cell_write(const struct mapping *map, const struct map_column *column, const struct str *channel, struct buf *out)
{
    struct str slug = column->touchpoint->slug;
    const struct tally *score = column->measure < LEADING ? tally_at(&map->scores[column->measure], slug, channel) : NULL;
    const struct tally *volume = tally_at(&map->volume, slug, channel);
    if (score) {
        enum measure measure = leading[column->measure];
        tally_member(out, "figure", score);
        range_write(measure, score, out);
        json_member(out, "verdict");
        json_put_text(out, str_of(verdict_name(verdict_of(map, score))));
    }
    expectation_write(tally_at(&map->expectation, slug, channel), out);
    tally_member(out, "hit", tally_at(&map->hit, slug, channel));
    json_member(out, "encounters");
    buf_printf(out, "%llu", (unsigned long long)(volume ? volume->n : 0));
}

static void effect_write(const struct tally *tally, struct buf *out)
{
    tally_member(out, "strengthening", tally);
    if (!tally)
        return;
    json_member(out, "shown");
    json_put_text(out, str_of(figure_sign(&tally->now)));
}

static void column_write(const struct mapping *map, const struct map_column *column, struct buf *out)
{
    buf_add_char(out, '{');
    json_member(out, "touchpoint");
    json_put_text(out, column->touchpoint->slug);
    json_member(out, "stage");
    buf_printf(out, "%zu", column->step ? column->step->stage : 0);
    if (column->measure < LEADING) {
        json_member(out, "measure");
        json_put_text(out, str_of(measure_name(leading[column->measure])));
        json_member(out, "unit");
        json_put_text(out, str_of(measure_unit(leading[column->measure])));
    }
    cell_write(map, column, NULL, out);
    effect_write(tally_at(&map->effect, column->touchpoint->slug, NULL), out);
    if (column->step) {
        json_member(out, "plan");
        buf_add_text(out, "{\"channel\":");
        json_put_text(out, column->step->channel);
        if (column->step->what) {
            buf_add_text(out, ",\"what\":");
            json_put_tree(out, column->step->what);
        }
        buf_printf(out, ",\"guided\":%s}", column->step->what && column->step->has_within ? "true" : "false");
    }
    buf_add_char(out, '}');
}

static void columns_write(const struct mapping *map, struct buf *out)
{
    json_member(out, "columns");
    buf_add_char(out, '[');
    for (size_t i = 0; i < map->columns_count; i++) {
        buf_add_text(out, i ? "," : "");
        column_write(map, &map->columns[i], out);
    }
    buf_add_char(out, ']');
}

static void cells_write(const struct mapping *map, struct buf *out)
{
    bool first = true;
    json_member(out, "cells");
    buf_add_char(out, '[');
    for (size_t i = 0; i < map->columns_count; i++)
        for (size_t k = 0; k < map->channels_count; k++) {
            const struct map_column *column = &map->columns[i];
            if (column->measure == LEADING || !tally_at(&map->scores[column->measure], column->touchpoint->slug, &map->channels[k]))
                continue;
            buf_add_text(out, first ? "{" : ",{");
            first = false;
            json_member(out, "touchpoint");
            json_put_text(out, column->touchpoint->slug);
            json_member(out, "channel");
            json_put_text(out, map->channels[k]);
            cell_write(map, column, &map->channels[k], out);
            buf_add_char(out, '}');
        }
    buf_add_char(out, ']');
}

static void stages_write(const struct mapping *map, struct buf *out)
{
    const struct journey *journey = map->ask->journey;
    if (!journey)
        return;
    json_member(out, "journey");
    json_put_text(out, journey->slug);
    json_member(out, "stages");
    buf_add_char(out, '[');
    for (size_t i = 0; i < journey->stages_count; i++) {
        buf_add_text(out, i ? "," : "");
        json_put_tree(out, journey->stages[i]);
    }
    buf_add_char(out, ']');
}

static bool change_seen(void *context, const struct element_change *change)
{
    struct mapping *map = context;
    const struct touchpoint *touchpoint = listen_touchpoint_by_id(map->understand->listen, map->ask->workspace_id, change->touchpoint_id);
    char day[TIME_TEXT];
    if (!touchpoint || !has_column(map, touchpoint->slug))
        return true;
    day_format(change->changed_on, day);
    if (map->out->at[map->out->length - 1] != '[')
        buf_add_char(map->out, ',');
    buf_add_text(map->out, "{\"touchpoint\":");
    json_put_text(map->out, touchpoint->slug);
    buf_add_text(map->out, ",\"name\":");
    buf_add_str(map->out, change->name);
    buf_printf(map->out, ",\"changed_on\":\"%s\",\"note\":", day);
    buf_add_str(map->out, change->note);
    buf_add_char(map->out, '}');
    return true;
}

static void worst_write(const struct mapping *map, struct buf *out)
{
    if (!map->worst_column)
        return;
    json_member(out, "worst");
    buf_add_text(out, "{\"touchpoint\":");
    json_put_text(out, map->worst_column->touchpoint->slug);
    buf_add_text(out, ",\"channel\":");
    json_put_text(out, map->worst_channel);
    buf_printf(out, ",\"why\":\"%s\"}", map->worst_moved ? "worse" : "below");
}

static enum err map_write(struct mapping *map, struct store *store)
{
    struct buf *out = map->out;
    char day[TIME_TEXT];
    buf_add_char(out, '{');
    day_format(map->ask->from, day);
    json_member(out, "from");
    json_put_text(out, str_of(day));
    day_format(map->ask->to, day);
    json_member(out, "to");
    json_put_text(out, str_of(day));
    stages_write(map, out);
    json_member(out, "channels");
    buf_add_char(out, '[');
    for (size_t i = 0; i < map->channels_count; i++) {
        buf_add_text(out, i ? "," : "");
        json_put_text(out, map->channels[i]);
    }
    buf_add_char(out, ']');
    columns_write(map, out);
    cells_write(map, out);
    worst_write(map, out);
    json_member(out, "changes");
    buf_add_char(out, '[');
    enum err err = listen_element_changes(store, map->ask->workspace_id, 0, map->ask->from, map->ask->to, change_seen, map);
    buf_add_text(out, "]}");
    return err;
}

enum err understand_map(const struct understand *understand, struct store *store, const struct map_ask *ask, struct buf *out,
                        struct fault *why)
{
    struct arena *arena = arena_new(TALLY_BYTES);
    struct mapping *map = arena ? arena_new_object(arena, struct mapping) : NULL;
    enum err err = map ? ERR_NONE : ERR_MEMORY;
    if (map) {
        *map = (struct mapping){.understand = understand, .ask = ask, .arena = arena, .out = out, .why = why};
        map->columns = arena_take_array(arena, MAP_COLUMNS_MAX, sizeof *map->columns);
        err = map->columns ? layers_take(map) : ERR_MEMORY;
    }
    if (err == ERR_NONE) {
        axes_make(map);
        err = cells_judge(map);
    }
    if (err == ERR_NONE) {
        worst_find(map);
        err = map_write(map, store);
    }
    arena_free(arena);
    return err == ERR_NONE && out->failed ? ERR_MEMORY : err;
}
