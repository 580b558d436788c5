/* Saved views and boards: the contract of api/board.yaml but for annotations (annotation_api.c). */
#include "api/answer.h"
#include "api/board_visitors_api.h"
#include "api/dispatch.h"
#include "api/listing.h"
#include "api/owned_api.h"
#include "understand/segment.h"

enum { VIEW_PAIRS_MAX = 64 };

/* ---- views ---- */
static void view_write(struct call *call, struct buf *out, const struct saved_view *view)
{
    put_owned(call, out, view->id, view->name, view->shared, view->owner_id);
    put_text(out, "address", view->address);
    buf_printf(out, ",\"revision\":%lld}", (long long)view->revision);
}

static bool view_listed(void *context, const struct saved_view *view)
{
    struct listing *listing = context;
    listing_next(listing, view->id);
    view_write(listing->call, &listing->body, view);
    return true;
}

void op_view_list(struct call *call)
{
    struct fault why = {0};
    struct store *store = call_store_locked(call);
    if (!store)
        return;
    struct listing listing = listing_new(call, 0);
    enum err err = saved_views(store, call->principal.workspace_id, call->principal.id, 0, view_listed, &listing);
    call_store_give(call, store);
    listing_close(&listing, err, &why);
}

static bool view_found(void *context, const struct saved_view *view)
{
    struct one *one = context;
    one->revision = view->revision;
    one->count++;
    view_write(one->call, &one->body, view);
    return true;
}

static void view_answer(struct call *call, int status, int64_t id)
{
    struct one one = {.call = call, .body = buf_new(ANSWER_MAX)};
    struct store *store = call_store_locked(call);
    if (!store)
        return;
    enum err err = saved_views(store, call->principal.workspace_id, call->principal.id, id, view_found, &one);
    call_store_give(call, store);
    one_answer(&one, status, err);
}

static void view_added(struct call *call, struct proposal *proposal)
{
    view_answer(call, 201, proposal->facts[0].subject_id);
}

static void view_changed(struct call *call, struct proposal *proposal)
{
    view_answer(call, 200, proposal->facts[0].subject_id);
}

struct naming {
    int64_t *ids; /* room for one more than a view may have */
    size_t count;
};

/* What is no JSON names nothing. */
static bool pair_seen(void *context, struct str name, struct str value)
{
    struct naming *naming = context;
    struct fault ignored;
    json_t *tree;
    (void)name;
    if (segment_named(value) && json_parse(value, &tree, &ignored) == ERR_NONE) {
        naming->count = segment_ids(tree, naming->ids, VIEW_SEGMENTS_MAX + 1, naming->count);
        json_decref(tree);
    }
    return true;
}

/* The segments that an address speaks of: its parameters are JSON where they are more than a word. */
static enum err segments_find(struct call *call, struct view_change *change, struct fault *why)
{
    struct naming naming = {arena_take_array(call->arena, VIEW_SEGMENTS_MAX + 1, sizeof *naming.ids), 0};
    struct str query = change->in->address;
    const char *mark = memchr(query.at, '?', query.length);
    if (!naming.ids)
        return ERR_MEMORY;
    if (!mark)
        return ERR_NONE;
    query = (struct str){mark + 1, query.length - (size_t)(mark + 1 - query.at)};
    enum err err = http_pairs(call->arena, query, VIEW_PAIRS_MAX, pair_seen, &naming);
    if (naming.count > VIEW_SEGMENTS_MAX)
        return fault_set(why, ERR_INVALID, "too_many", "address", "A view speaks of at most %d segments.", VIEW_SEGMENTS_MAX);
    change->segments = naming.ids;
    change->segments_count = naming.count;
    return err;
}

static void view_propose(struct call *call, enum deed deed, void (*done)(struct call *call, struct proposal *proposal))
{
    const struct saved_view_in *in = call->body;
    struct fault why = {0};
    enum err err = in ? saved_view_check(in, &why) : ERR_NONE;
    if (err == ERR_NONE && in)
        err = owned_sharing_check(call, in->shared, &why);
    if (!call_fine(call, err, &why))
        return;
    struct view_change *change = arena_new_object(call->arena, struct view_change);
    if (change)
        *change = (struct view_change){deed, owned_manages(call), deed == DEED_ADD ? 0 : call_integer(call->path[0]), in, NULL, 0};
    if (change && in)
        err = segments_find(call, change, &why);
    if (call_fine(call, err, &why))
        call_propose_one(call, FACT_VIEW_CHANGED, change, done);
}

void op_view_add(struct call *call)
{
    view_propose(call, DEED_ADD, view_added);
}

void op_view_change(struct call *call)
{
    view_propose(call, DEED_CHANGE, view_changed);
}

void op_view_remove(struct call *call)
{
    view_propose(call, DEED_REMOVE, call_gone);
}

/* ---- boards ---- */
static void board_write(struct call *call, struct buf *out, const struct board *board)
{
    put_owned(call, out, board->id, board->name, board->shared, board->owner_id);
    buf_printf(out, ",\"count\":%lld,\"revision\":%lld", (long long)board->tiles, (long long)board->revision);
}

static bool board_listed(void *context, const struct board *board)
{
    struct listing *listing = context;
    listing_next(listing, board->id);
    board_write(listing->call, &listing->body, board);
    buf_add_char(&listing->body, '}');
    return true;
}

void op_board_list(struct call *call)
{
    struct fault why = {0};
    struct store *store = call_store_locked(call);
    if (!store)
        return;
    struct listing listing = listing_new(call, 0);
    enum err err = boards(store, call->principal.workspace_id, call->principal.id, 0, board_listed, &listing);
    call_store_give(call, store);
    listing_close(&listing, err, &why);
}

static bool board_found(void *context, const struct board *board)
{
    struct one *one = context;
    one->revision = board->revision;
    one->count++;
    board_write(one->call, &one->body, board);
    buf_add_text(&one->body, ",\"tiles\":[");
    return true;
}

static bool tile_found(void *context, const struct saved_view *view)
{
    struct one *one = context;
    if (one->body.at[one->body.length - 1] != '[')
        buf_add_char(&one->body, ',');
    view_write(one->call, &one->body, view);
    return true;
}

void board_answer(struct call *call, int status, int64_t id)
{
    int64_t workspace_id = call->principal.workspace_id, reader_id = call->principal.id;
    struct one one = {.call = call, .body = buf_new(ANSWER_MAX)};
    struct store *store = call_store_locked(call);
    if (!store)
        return;
    enum err err = id > 0 ? boards(store, workspace_id, reader_id, id, board_found, &one) : ERR_NOT_FOUND;
    if (err == ERR_NONE && one.count)
        err = board_tiles(store, workspace_id, reader_id, id, tile_found, &one);
    buf_add_text(&one.body, "]");
    if (err == ERR_NONE && one.count)
        err = put_visitors(call, store, id, &one.body);
    call_store_give(call, store);
    buf_add_text(&one.body, "}");
    one_answer(&one, status, err);
}

void op_board_get(struct call *call)
{
    board_answer(call, 200, call_integer(call->path[0]));
}

static void board_added(struct call *call, struct proposal *proposal)
{
    board_answer(call, 201, proposal->facts[0].subject_id);
}

static void board_changed(struct call *call, struct proposal *proposal)
{
    board_answer(call, 200, proposal->facts[0].subject_id);
}

static void board_propose(struct call *call, enum deed deed, void (*done)(struct call *call, struct proposal *proposal))
{
    const struct board_in *in = call->body;
    struct fault why = {0};
    if (!call_fine(call, in ? owned_sharing_check(call, in->shared, &why) : ERR_NONE, &why))
        return;
    struct board_change *change = arena_new_object(call->arena, struct board_change);
    if (change)
        *change = (struct board_change){deed, owned_manages(call), deed == DEED_ADD ? 0 : call_integer(call->path[0]), in};
    call_propose_one(call, FACT_BOARD_CHANGED, change, done);
}

void op_board_add(struct call *call)
{
    board_propose(call, DEED_ADD, board_added);
}

void op_board_change(struct call *call)
{
    board_propose(call, DEED_CHANGE, board_changed);
}

void op_board_remove(struct call *call)
{
    board_propose(call, DEED_REMOVE, call_gone);
}
