#include "understand/change.h"
#include "listen/element.h"
#include "understand/inside.h"

static const enum measure measures[] = {MEASURE_NPS, MEASURE_CES, MEASURE_CSAT, MEASURE_RATING, MEASURE_STRENGTHENING};

struct changing {
    const struct understand *understand;
    const struct change_ask *ask;
    struct arena *arena;
    struct buf *out;
    struct fault *why;
    struct str own; /* the touchpoint's slug */
    enum err err;
};

/* One side. Of several scales, the one with most answers stands first. */
static enum err side_take(struct changing *c, enum measure measure, int32_t from, int32_t to, struct tally **side)
{
    struct plan plan = {.workspace_id = c->ask->workspace_id,
                        .measure = measure,
                        .has_from = true,
                        .from = from,
                        .has_to = true,
                        .to = to,
                        .scope = c->ask->scope,
                        .stop = c->ask->stop};
    struct tallies tallies;
    plan.scope.touchpoints = (struct str_list){&c->own, 1};
    enum err err = tally_take(c->understand, &plan, c->arena, &tallies, c->why);
    *side = err == ERR_NONE && tallies.count ? tallies.rows[0] : NULL;
    return err;
}

struct sides {
    enum measure measure;
    struct tally *before, *after;
};

static uint64_t n_of(const struct tally *tally)
{
    return tally ? tally->n : 0;
}

static enum err sides_choose(struct changing *c, int32_t day, struct sides *chosen)
{
    *chosen = (struct sides){.measure = MEASURES};
    for (size_t i = 0; i < sizeof measures / sizeof *measures; i++) {
        struct sides sides = {.measure = measures[i]};
        enum err err = side_take(c, measures[i], day - c->ask->days, day - 1, &sides.before);
        if (err == ERR_NONE)
            err = side_take(c, measures[i], day, day + c->ask->days - 1, &sides.after);
        if (err != ERR_NONE)
            return err;
        bool same = sides.before && sides.after && sides.before->low == sides.after->low && sides.before->high == sides.after->high;
        if (same && n_of(sides.before) >= FIGURE_SHOWN_MIN && n_of(sides.after) >= FIGURE_SHOWN_MIN) {
            *chosen = sides;
            return ERR_NONE;
        }
        if (chosen->measure == MEASURES && (sides.before || sides.after))
            *chosen = sides;
    }
    return ERR_NONE;
}

static void side_write(const char *name, const struct tally *tally, struct buf *out)
{
    const struct figure nothing = figure_net(0, 0, 0);
    json_member(out, name);
    buf_add_char(out, '{');
    figure_write(tally ? &tally->now : &nothing, true, out);
    buf_add_char(out, '}');
}

static void difference_write(const struct figure *after, const struct figure *before, struct buf *out)
{
    struct difference d = figure_difference(after, before);
    json_member(out, "difference");
    buf_add_text(out, "{\"value\":");
    json_put_real(out, after->value - before->value);
    buf_add_text(out, ",\"low\":");
    json_put_real(out, d.low);
    buf_add_text(out, ",\"high\":");
    json_put_real(out, d.high);
    buf_add_char(out, '}');
}

static void sides_write(const struct sides *sides, bool complete, struct buf *out)
{
    bool up_is_good = measure_up_is_good(sides->measure);
    enum verdict verdict = VERDICT_TOO_FEW;
    json_member(out, "measure");
    json_put_text(out, str_of(measure_name(sides->measure)));
    json_member(out, "unit");
    json_put_text(out, str_of(measure_unit(sides->measure)));
    range_write(sides->measure, sides->after ? sides->after : sides->before, out);
    side_write("before", sides->before, out);
    side_write("after", sides->after, out);
    if (sides->before && sides->after && sides->before->low == sides->after->low && sides->before->high == sides->after->high) {
        const struct figure *now = &sides->after->now, *before = &sides->before->now;
        verdict = complete ? figure_verdict_planned(now, before, up_is_good) : figure_verdict(now, before, up_is_good);
        if (verdict != VERDICT_TOO_FEW)
            difference_write(now, before, out);
    }
    json_member(out, "verdict");
    json_put_text(out, str_of(verdict_name(verdict)));
}

static bool change_seen(void *context, const struct element_change *change)
{
    struct changing *c = context;
    struct buf *out = c->out;
    struct sides sides;
    char day[TIME_TEXT];
    int32_t last = change->changed_on + c->ask->days - 1;
    c->err = sides_choose(c, change->changed_on, &sides);
    if (c->err != ERR_NONE)
        return false;
    if (out->at[out->length - 1] != '[')
        buf_add_char(out, ',');
    day_format(change->changed_on, day);
    buf_printf(out, "{\"id\":%lld,\"element\":%lld,\"name\":", (long long)change->id, (long long)change->element_id);
    buf_add_str(out, change->name);
    buf_printf(out, ",\"changed_on\":\"%s\",\"note\":", day);
    buf_add_str(out, change->note);
    buf_printf(out, ",\"complete\":%s", last < c->ask->today ? "true" : "false");
    if (sides.measure != MEASURES)
        sides_write(&sides, last < c->ask->today, out);
    buf_add_char(out, '}');
    return true;
}

enum err understand_changes(const struct understand *understand, struct store *store, const struct change_ask *ask, struct buf *out,
                            struct fault *why)
{
    struct changing c = {.understand = understand, .ask = ask, .arena = arena_new(TALLY_BYTES), .out = out, .why = why};
    if (!c.arena)
        return ERR_MEMORY;
    c.own = ask->touchpoint->slug;
    buf_printf(out, "{\"days\":%d,\"items\":[", ask->days);
    enum err err = listen_element_changes(store, ask->workspace_id, ask->touchpoint->id, INT32_MIN, INT32_MAX, change_seen, &c);
    buf_add_text(out, "]}");
    arena_free(c.arena);
    err = err == ERR_NONE ? c.err : err;
    return err == ERR_NONE && out->failed ? ERR_MEMORY : err;
}
