/* Boards and their visitors: who manages lets them in, and what they see by the link. The part of api/board.yaml about visitors. */
#include "api/board_visitors_api.h"
#include "api/answer.h"
#include "api/dispatch.h"
#include "api/owned_api.h"
#include "listen/export.h"
#include "listen/link.h"
#include "understand/segment.h"
#include "understand/view_ask.h"

#include <stdio.h>

enum { VIEW_PAIRS_MAX = 64 };
static const int64_t DAY_MS = 86400000;

/* ---- a tile under the rule ---- */
struct tile {
    struct view_ask ask;
    struct view_plans plans;
};

struct reading {
    struct view_ask *ask;
    struct arena *arena;
    enum err err;
};

static bool pair_read(void *context, struct str name, struct str value)
{
    struct reading *r = context;
    r->err = view_ask_pair(r->ask, name, value, r->arena);
    return r->err == ERR_NONE;
}

/* ERR_NOT_FOUND for what the rule keeps back, and for what can no longer be asked. */
static enum err tile_open(struct call *call, struct store *store, const struct board_visitors *visitors, struct str address,
                          struct tile *tile)
{
    struct reading reading = {&tile->ask, call->arena, ERR_NONE};
    const char *mark = memchr(address.at, '?', address.length);
    struct str query = mark ? (struct str){mark + 1, address.length - (size_t)(mark + 1 - address.at)} : (struct str){"", 0};
    *tile = (struct tile){0};
    enum err err = http_pairs(call->arena, query, VIEW_PAIRS_MAX, pair_read, &reading);
    err = reading.err != ERR_NONE ? reading.err : err;
    if (err == ERR_NONE)
        err = view_plans_make(&tile->ask, store, call->principal.workspace_id, call_day(call), call->arena, &tile->plans, NULL);
    if (err == ERR_MEMORY)
        return err;
    return err == ERR_NONE && board_visitors_may_see(visitors, &tile->plans.run, call->arena) ? ERR_NONE : ERR_NOT_FOUND;
}

/* ---- for those who let them in ---- */
struct withholding {
    struct call *call;
    struct store *store;
    const struct board_visitors *visitors;
    struct buf *out;
    bool some;
};

static bool withheld_seen(void *context, const struct saved_view *view)
{
    struct withholding *w = context;
    struct tile tile;
    if (tile_open(w->call, w->store, w->visitors, view->address, &tile) == ERR_NONE)
        return true;
    buf_printf(w->out, "%s%lld", w->some ? "," : "", (long long)view->id);
    w->some = true;
    return true;
}

enum err put_visitors(struct call *call, struct store *store, int64_t board_id, struct buf *out)
{
    struct board_visitors visitors;
    char token[LINK_TEXT];
    int64_t workspace_id = call->principal.workspace_id;
    enum err err = owned_manages(call) ? board_visitors_of(store, workspace_id, board_id, call->arena, &visitors) : ERR_NOT_FOUND;
    if (err != ERR_NONE)
        return err == ERR_NOT_FOUND ? ERR_NONE : err;
    link_write(flow_secret(call->flow), LINK_BOARD, workspace_id, visitors.link_id, token);
    buf_printf(out, ",\"visitors\":{\"url\":\"%.*s/visitor/%s\",\"attributes\":%.*s,\"download\":%s",
               STR_ARGS(call->api->config.public_url), token, STR_ARGS(visitors.attributes), visitors.download ? "true" : "false");
    put_moment(out, "expires_at", visitors.expires_at_ms);
    buf_add_text(out, ",\"withheld\":[");
    struct withholding withholding = {call, store, &visitors, out, false};
    err = board_tiles(store, workspace_id, 0, board_id, withheld_seen, &withholding);
    buf_add_text(out, "]}");
    return err;
}

static enum err attributes_text(struct call *call, const struct str_list *names, struct str *out, struct fault *why)
{
    struct buf text = buf_new(call->operation->body_max);
    char field[40];
    for (size_t i = 0; i < names->count; i++) {
        snprintf(field, sizeof field, "attributes[%zu]", i);
        if (!names->items[i].length || str_characters(names->items[i]) > ATTRIBUTE_NAME_MAX)
            return fault_set(why, ERR_INVALID, "too_long", field, "The name of an attribute has 1 to %d characters.", ATTRIBUTE_NAME_MAX);
    }
    buf_add_char(&text, '[');
    for (size_t i = 0; i < names->count; i++) {
        buf_add_text(&text, i ? "," : "");
        json_put_text(&text, names->items[i]);
    }
    buf_add_char(&text, ']');
    *out = text.failed ? (struct str){0} : str_keep(call->arena, buf_str(&text));
    buf_free(&text);
    return out->at ? ERR_NONE : ERR_MEMORY;
}

static void visitors_changed(struct call *call, struct proposal *proposal)
{
    board_answer(call, 200, proposal->facts[0].subject_id);
}

static struct board_visitors_change *change_new(struct call *call, enum deed deed)
{
    struct board_visitors_change *change = arena_new_object(call->arena, struct board_visitors_change);
    if (change)
        *change = (struct board_visitors_change){.deed = deed, .manages = owned_manages(call), .board_id = call_integer(call->path[0])};
    return change;
}

void op_board_visitors_change(struct call *call)
{
    const struct board_visitors_in *in = call->body;
    struct fault why = {0};
    struct board_visitors_change *change = change_new(call, DEED_CHANGE);
    if (!call_fine(call, change ? attributes_text(call, &in->attributes, &change->attributes, &why) : ERR_MEMORY, &why))
        return;
    change->download = in->download;
    change->new_link = in->new_link;
    change->expires_at_ms = call->now_ms + (in->has_days ? in->days : VISITORS_DAYS_USUAL) * DAY_MS;
    call_propose_one(call, FACT_BOARD_VISITORS_CHANGED, change, visitors_changed);
}

void op_board_visitors_remove(struct call *call)
{
    call_propose_one(call, FACT_BOARD_VISITORS_CHANGED, change_new(call, DEED_REMOVE), call_gone);
}

/* ---- for the visitors: whoever they are signed in as, they are nobody here ---- */
static enum err visit_open(struct call *call, struct store *store, struct board_visitors *visitors)
{
    int64_t workspace_id, link_id;
    if (!link_read(flow_secret(call->flow), LINK_BOARD, call->path[0], &workspace_id, &link_id) ||
        !listen_workspace(flow_listen(call->flow), workspace_id))
        return ERR_NOT_FOUND;
    call->principal = (struct principal){.kind = PRINCIPAL_NOBODY, .role = ROLE_PUBLIC, .workspace_id = workspace_id};
    return board_visitors_by_link(store, workspace_id, link_id, call->now_ms, call->arena, visitors);
}

struct showing {
    struct call *call;
    struct store *store;
    const struct board_visitors *visitors;
    struct buf *out;
    size_t shown, withheld;
    bool touchpoints; /* some tile speaks of them */
    int64_t segments[VIEW_SEGMENTS_MAX];
    size_t segments_count;
};

static bool tile_shown(void *context, const struct saved_view *view)
{
    struct showing *s = context;
    struct tile tile;
    if (tile_open(s->call, s->store, s->visitors, view->address, &tile) != ERR_NONE) {
        s->withheld++;
        return true;
    }
    buf_printf(s->out, "%s{\"id\":%lld", s->shown++ ? "," : "", (long long)view->id);
    put_text(s->out, "name", view->name);
    put_text(s->out, "address", view->address);
    buf_add_char(s->out, '}');
    s->touchpoints |= plan_is_by(&tile.plans.run, "touchpoint") || memmem(view->address.at, view->address.length, "touchpoint", 10);
    s->segments_count = segment_ids(tile.ask.where, s->segments, VIEW_SEGMENTS_MAX, s->segments_count);
    return true;
}

static bool touchpoint_named(void *context, const struct touchpoint *touchpoint)
{
    struct buf *out = context;
    buf_add_text(out, out->at[out->length - 1] == '[' ? "{\"slug\":" : ",{\"slug\":");
    json_put_text(out, touchpoint->slug);
    buf_add_text(out, ",\"name\":");
    json_put_tree(out, touchpoint->name);
    buf_add_char(out, '}');
    return true;
}

static bool segment_named_here(void *context, const struct segment *segment)
{
    struct buf *out = context;
    buf_printf(out, "%s{\"id\":%lld", out->at[out->length - 1] == '[' ? "" : ",", (long long)segment->id);
    put_text(out, "name", segment->name);
    buf_add_char(out, '}');
    return true;
}

static bool board_headed(void *context, const struct board *board)
{
    buf_add_text(context, "{\"name\":");
    json_put_text(context, board->name);
    return true;
}

static enum err visit_write(struct call *call, struct store *store, const struct board_visitors *visitors, struct buf *out)
{
    int64_t workspace_id = call->principal.workspace_id;
    const struct workspace *workspace = listen_workspace(flow_listen(call->flow), workspace_id);
    struct showing showing = {.call = call, .store = store, .visitors = visitors, .out = out};
    enum err err = boards(store, workspace_id, 0, visitors->board_id, board_headed, out);
    if (err != ERR_NONE || !out->length)
        return err != ERR_NONE ? err : ERR_NOT_FOUND;
    buf_add_text(out, ",\"workspace\":{\"name\":");
    json_put_text(out, workspace->name);
    put_text(out, "time_zone", workspace->time_zone);
    buf_printf(out, "},\"download\":%s,\"tiles\":[", visitors->download ? "true" : "false");
    err = board_tiles(store, workspace_id, 0, visitors->board_id, tile_shown, &showing);
    buf_printf(out, "],\"withheld\":%zu", showing.withheld);
    put_moment(out, "expires_at", visitors->expires_at_ms);
    buf_add_text(out, ",\"touchpoints\":[");
    if (showing.touchpoints)
        listen_touchpoints(flow_listen(call->flow), workspace_id, touchpoint_named, out);
    buf_add_text(out, "],\"segments\":[");
    for (size_t i = 0; err == ERR_NONE && i < showing.segments_count; i++)
        err = segments(store, workspace_id, 0, showing.segments[i], segment_named_here, out);
    buf_add_text(out, "]}");
    return err;
}

void op_visitor_board(struct call *call)
{
    struct fault why = {0};
    struct board_visitors visitors;
    struct buf body = buf_new(ANSWER_MAX);
    struct store *store = call_store_locked(call);
    if (!store)
        return;
    enum err err = visit_open(call, store, &visitors);
    if (err == ERR_NONE)
        err = visit_write(call, store, &visitors, &body);
    call_store_give(call, store);
    if (err != ERR_NONE)
        buf_free(&body);
    if (call_fine(call, err, &why))
        call_json(call, 200, &body, 0);
}

struct choosing {
    int64_t id;
    struct arena *arena;
    struct str address;
};

static bool tile_chosen(void *context, const struct saved_view *view)
{
    struct choosing *choosing = context;
    if (view->id == choosing->id)
        choosing->address = str_keep(choosing->arena, view->address);
    return !choosing->address.at;
}

/* The tile the path names, if its visitors may see it. */
static enum err visit_tile(struct call *call, struct store *store, struct board_visitors *visitors, struct tile *tile)
{
    struct choosing choosing = {.id = call_integer(call->path[1]), .arena = call->arena};
    enum err err = visit_open(call, store, visitors);
    if (err == ERR_NONE)
        err = board_tiles(store, call->principal.workspace_id, 0, visitors->board_id, tile_chosen, &choosing);
    if (err == ERR_NONE && !choosing.address.at)
        err = ERR_NOT_FOUND;
    if (err == ERR_NONE)
        err = tile_open(call, store, visitors, choosing.address, tile);
    if (err == ERR_NONE)
        tile->plans.whole.stop = tile->plans.run.stop = call_stop(call);
    return err;
}

static enum err tile_write(const struct understand *understand, const struct view_plans *plans, struct arena *arena, struct buf *out,
                           struct fault *why)
{
    enum err err = ERR_NONE;
    buf_add_text(out, "{");
    if (plans->has_whole) {
        buf_add_text(out, "\"whole\":");
        err = understand_metrics(understand, &plans->whole, arena, out, why);
        buf_add_text(out, ",");
    }
    buf_add_text(out, "\"run\":");
    if (err == ERR_NONE)
        err = understand_metrics(understand, &plans->run, arena, out, why);
    buf_add_text(out, "}");
    return err;
}

static enum err tile_study(void *context, struct inquiry *inquiry, struct arena *arena, struct buf *out, struct fault *why)
{
    struct view_plans *plans = &((struct tile *)context)->plans;
    struct store *store;
    enum err err = flow_store_take_until(inquiry->flow, plans->run.stop, &store);
    if (err != ERR_NONE)
        return err;
    plans->whole.store = plans->run.store = store;
    struct understand *figures = flow_figures_begin(inquiry, plans->run.workspace_id);
    err = tile_write(figures, plans, arena, out, why);
    flow_figures_end(inquiry);
    flow_store_give(inquiry->flow, store);
    return err;
}

static struct tile *visit_figures(struct call *call, bool download)
{
    struct fault why = {0};
    struct board_visitors visitors;
    struct tile *tile = arena_new_object(call->arena, struct tile);
    struct store *store = call_store_locked(call);
    if (!store)
        return NULL;
    enum err err = tile ? visit_tile(call, store, &visitors, tile) : ERR_MEMORY;
    call_store_give(call, store);
    if (err == ERR_NONE && download && !visitors.download)
        err = fault_set(&why, ERR_NOT_ALLOWED, "not_allowed", "", "Downloading is not part of what visitors of this board may do.");
    return call_fine(call, err, &why) ? tile : NULL;
}

void op_visitor_tile(struct call *call)
{
    struct tile *tile = visit_figures(call, false);
    if (tile)
        call_figures(call, tile_study, tile);
}

/* ---- the file ---- */
static void cell_write(const json_t *row, const char *name, struct buf *out)
{
    const json_t *value = json_object_get(row, name);
    buf_add_char(out, ',');
    if (json_is_string(value))
        csv_put_field(out, json_str(value), false);
    else if (json_is_number(value))
        json_put_tree(out, value);
}

/* The whole first, whose groups are empty; then how it ran. */
static void rows_write(const struct plan *plan, const json_t *metrics, struct buf *out)
{
    static const char *const figures[] = {"value", "low", "high", "n", "quality"};
    size_t i;
    json_t *row;
    json_array_foreach(json_object_get(metrics, "rows"), i, row)
    {
        const json_t *group = json_object_get(row, "group");
        csv_put_field(out, json_str(json_object_get(metrics, "measure")), false);
        for (size_t k = 0; k < plan->by_count; k++) {
            char name[256];
            snprintf(name, sizeof name, "%.*s", STR_ARGS(plan->by[k]));
            cell_write(group, name, out);
        }
        for (size_t k = 0; k < sizeof figures / sizeof *figures; k++)
            cell_write(row, figures[k], out);
        buf_add_text(out, "\r\n");
    }
}

static enum err csv_write(const struct plan *plan, struct str body, struct arena *arena, struct buf *out)
{
    json_t *tree;
    enum err err = json_read(arena, body, &tree, NULL);
    if (err != ERR_NONE)
        return err;
    buf_add_text(out, "measure");
    for (size_t i = 0; i < plan->by_count; i++) {
        buf_add_char(out, ',');
        csv_put_field(out, plan->by[i], false);
    }
    buf_add_text(out, ",value,low,high,n,quality\r\n");
    rows_write(plan, json_object_get(tree, "whole"), out);
    rows_write(plan, json_object_get(tree, "run"), out);
    return ERR_NONE;
}

static enum err csv_study(void *context, struct inquiry *inquiry, struct arena *arena, struct buf *out, struct fault *why)
{
    const struct tile *tile = context;
    struct buf body = buf_new(ANSWER_MAX);
    enum err err = tile_study(context, inquiry, arena, &body, why);
    if (err == ERR_NONE)
        err = body.failed ? ERR_MEMORY : csv_write(&tile->plans.run, buf_str(&body), arena, out);
    buf_free(&body);
    return err;
}

void op_visitor_tile_csv(struct call *call)
{
    struct tile *tile = visit_figures(call, true);
    if (tile)
        call_figures_as(call, "text/csv; charset=utf-8", csv_study, tile);
}
