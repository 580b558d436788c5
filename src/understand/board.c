#include "understand/board.h"
#include "board.sql.h"
#include "segment.sql.h"
#include "understand/board_visitors.h"
#include "understand/segment.h"

#include <stdio.h>

/* ---- views ---- */
enum err saved_view_check(const struct saved_view_in *in, struct fault *why)
{
    static const char explore[] = "/explore";
    struct str rest = in->address;
    bool fine = str_starts(rest, explore);
    for (size_t i = sizeof explore - 1; i < rest.length && fine; i++)
        fine = rest.at[i] > ' ' && rest.at[i] < 0x7f && (i > sizeof explore - 1 || rest.at[i] == '?');
    return fine ? ERR_NONE
                : fault_set(
                      why, ERR_INVALID, "unknown_address", "address",
                      "The address must be that of Explore: \"/explore\", or \"/explore?\" and what is asked, as the browser writes it.");
}

struct view_reading {
    bool (*each)(void *context, const struct saved_view *view);
    void *context;
};

static bool view_seen(void *context, const struct saved_view_all_row *row)
{
    struct view_reading *reading = context;
    struct saved_view view = {row->id, row->owner_id, row->revision, row->shared != 0, row->name, row->address};
    return reading->each(reading->context, &view);
}

enum err saved_views(struct store *store, int64_t workspace_id, int64_t reader_id, int64_t only,
                     bool (*each)(void *context, const struct saved_view *view), void *context)
{
    struct view_reading reading = {each, context};
    return sql_saved_view_all(store, &(struct saved_view_all_in){workspace_id, reader_id, only}, view_seen, &reading);
}

static enum err view_standing(struct store *store, int64_t workspace_id, int64_t id, struct standing *standing)
{
    struct saved_view_standing_row row = {0};
    enum err err = sql_saved_view_standing(store, &(struct saved_view_standing_in){workspace_id, id}, NULL, &row);
    *standing = (struct standing){row.owner_id, row.revision, row.shared != 0};
    return err;
}

static enum err view_add(struct store *store, struct fact *fact, const struct view_change *change, struct fault *why)
{
    const struct saved_view_in *in = change->in;
    struct saved_view_count_row all = {0};
    enum err err = sql_saved_view_count(store, &(struct saved_view_count_in){fact->workspace_id, fact->actor.id}, NULL, &all);
    if (err == ERR_NONE)
        err = owned_may_add(all.count, VIEWS_MAX, "views", why);
    fact->subject_id = fact->number;
    if (err == ERR_NONE)
        err = sql_saved_view_insert(
            store, &(struct saved_view_insert_in){fact->workspace_id, fact->number, fact->actor.id, in->shared, in->name, in->address},
            NULL);
    return err == ERR_NONE ? segment_uses_store(store, fact, change, fact->actor.id, why) : err;
}

static enum err view_remove(struct store *store, int64_t workspace_id, int64_t view_id)
{
    enum err err = sql_saved_view_untile(store, &(struct saved_view_untile_in){workspace_id, view_id}, NULL);
    if (err == ERR_NONE)
        err = sql_segment_use_forget(store, &(struct segment_use_forget_in){workspace_id, view_id}, NULL);
    return err == ERR_NONE ? sql_saved_view_delete(store, &(struct saved_view_delete_in){workspace_id, view_id}, NULL) : err;
}

enum err saved_view_store(struct store *store, struct fact *fact, struct fault *why)
{
    const struct view_change *change = fact->body;
    struct standing standing;
    fact->payload = deed_payload(change->deed);
    if (change->deed == DEED_ADD)
        return view_add(store, fact, change, why);
    fact->subject_id = change->view_id;
    enum err err = view_standing(store, fact->workspace_id, change->view_id, &standing);
    if (err == ERR_NONE)
        err = owned_may_change(fact, &standing, change->manages, why);
    if (err != ERR_NONE)
        return err;
    const struct saved_view_in *in = change->in;
    if (change->deed == DEED_REMOVE)
        return view_remove(store, fact->workspace_id, change->view_id);
    err = sql_saved_view_update(
        store, &(struct saved_view_update_in){fact->workspace_id, change->view_id, in->shared, in->name, in->address, fact->number}, NULL);
    return err == ERR_NONE ? segment_uses_store(store, fact, change, standing.owner_id, why) : err;
}

/* ---- boards ---- */
struct board_reading {
    bool (*each)(void *context, const struct board *board);
    void *context;
};

static bool board_seen(void *context, const struct board_all_row *row)
{
    struct board_reading *reading = context;
    struct board board = {row->id, row->owner_id, row->revision, row->tiles, row->shared != 0, row->name};
    return reading->each(reading->context, &board);
}

enum err boards(struct store *store, int64_t workspace_id, int64_t reader_id, int64_t only,
                bool (*each)(void *context, const struct board *board), void *context)
{
    struct board_reading reading = {each, context};
    return sql_board_all(store, &(struct board_all_in){workspace_id, reader_id, only}, board_seen, &reading);
}

enum err board_tiles(struct store *store, int64_t workspace_id, int64_t reader_id, int64_t board_id,
                     bool (*each)(void *context, const struct saved_view *view), void *context)
{
    struct view_reading reading = {each, context};
    return sql_board_tile_all(store, &(struct board_tile_all_in){workspace_id, board_id, reader_id}, view_seen, &reading);
}

static enum err tile_store(struct store *store, const struct fact *fact, const struct board_in *in, int64_t owner_id, size_t i,
                           struct fault *why)
{
    const struct board_tile_in *tiles = in->tiles.items;
    struct standing standing;
    char field[64];
    snprintf(field, sizeof field, "tiles[%zu].view", i);
    for (size_t j = 0; j < i; j++)
        if (tiles[j].view == tiles[i].view)
            return fault_set(why, ERR_INVALID, "repeated", field, "The view stands on the board already.");
    enum err err = view_standing(store, fact->workspace_id, tiles[i].view, &standing);
    bool seen = err == ERR_NONE && (standing.shared || standing.owner_id == fact->actor.id || standing.owner_id == owner_id);
    if (err == ERR_NOT_FOUND || (err == ERR_NONE && !seen))
        return fault_set(why, ERR_INVALID, "unknown_view", field, "There is no such view.");
    if (err == ERR_NONE && in->shared && !standing.shared)
        return fault_set(why, ERR_INVALID, "not_shared", field, "On a shared board every view must be shared, or others would miss it.");
    return err == ERR_NONE
               ? sql_board_tile_insert(
                     store, &(struct board_tile_insert_in){fact->workspace_id, fact->subject_id, (int64_t)i, tiles[i].view}, NULL)
               : err;
}

static enum err tiles_store(struct store *store, const struct fact *fact, const struct board_in *in, int64_t owner_id, struct fault *why)
{
    enum err err = sql_board_tiles_delete(store, &(struct board_tiles_delete_in){fact->workspace_id, fact->subject_id}, NULL);
    for (size_t i = 0; i < in->tiles.count && err == ERR_NONE; i++)
        err = tile_store(store, fact, in, owner_id, i, why);
    return err;
}

static enum err board_add(struct store *store, struct fact *fact, const struct board_in *in, struct fault *why)
{
    struct board_count_row all = {0};
    enum err err = sql_board_count(store, &(struct board_count_in){fact->workspace_id, fact->actor.id}, NULL, &all);
    if (err == ERR_NONE)
        err = owned_may_add(all.count, BOARDS_MAX, "boards", why);
    fact->subject_id = fact->number;
    if (err == ERR_NONE)
        err = sql_board_insert(store, &(struct board_insert_in){fact->workspace_id, fact->number, fact->actor.id, in->shared, in->name},
                               NULL);
    return err == ERR_NONE ? tiles_store(store, fact, in, fact->actor.id, why) : err;
}

enum err board_store(struct store *store, struct fact *fact, struct fault *why)
{
    const struct board_change *change = fact->body;
    struct saved_view_standing_row row = {0};
    fact->payload = deed_payload(change->deed);
    if (change->deed == DEED_ADD)
        return board_add(store, fact, change->in, why);
    fact->subject_id = change->board_id;
    enum err err = sql_board_standing(store, &(struct board_standing_in){fact->workspace_id, change->board_id}, NULL, &row);
    if (err == ERR_NONE)
        err = owned_may_change(fact, &(struct standing){row.owner_id, row.revision, row.shared != 0}, change->manages, why);
    if (err != ERR_NONE)
        return err;
    const struct board_in *in = change->in;
    if (change->deed == DEED_CHANGE) {
        err = sql_board_update(store, &(struct board_update_in){fact->workspace_id, change->board_id, in->shared, in->name, fact->number},
                               NULL);
        if (err == ERR_NONE && !in->shared)
            err = board_visitors_end(store, fact->workspace_id, change->board_id);
        return err == ERR_NONE ? tiles_store(store, fact, in, row.owner_id, why) : err;
    }
    err = board_visitors_end(store, fact->workspace_id, change->board_id);
    if (err == ERR_NONE)
        err = sql_board_tiles_delete(store, &(struct board_tiles_delete_in){fact->workspace_id, change->board_id}, NULL);
    return err == ERR_NONE ? sql_board_delete(store, &(struct board_delete_in){fact->workspace_id, change->board_id}, NULL) : err;
}

enum err owned_forget(struct store *store, int64_t workspace_id, int64_t owner_id)
{
    enum err err = sql_owned_tiles_forget(store, &(struct owned_tiles_forget_in){workspace_id, owner_id}, NULL);
    if (err == ERR_NONE)
        err = sql_owned_boards_forget(store, &(struct owned_boards_forget_in){workspace_id, owner_id}, NULL);
    if (err == ERR_NONE)
        err = sql_owned_uses_forget(store, &(struct owned_uses_forget_in){workspace_id, owner_id}, NULL);
    if (err == ERR_NONE)
        err = sql_owned_views_forget(store, &(struct owned_views_forget_in){workspace_id, owner_id}, NULL);
    return err == ERR_NONE ? sql_owned_segments_forget(store, &(struct owned_segments_forget_in){workspace_id, owner_id}, NULL) : err;
}
