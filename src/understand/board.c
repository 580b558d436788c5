#include "understand/board.h"
#include "board.sql.h"

#include <stdio.h>

/* ---- what both have in common ---- */
struct standing {
    int64_t owner_id, revision;
    bool shared;
};

/* Its owner may, and a manager what is shared; who does not see it is told that it is not there. */
static enum err may_change(const struct fact *fact, const struct standing *standing, bool manages, struct fault *why)
{
    bool own = standing->owner_id == fact->actor.id;
    if (!own && !standing->shared)
        return ERR_NOT_FOUND;
    if (!own && !manages)
        return fault_set(why, ERR_NOT_ALLOWED, "not_allowed", "", "Only who made it and managers may change what is shared.");
    if (fact->expected_revision && fact->expected_revision != standing->revision)
        return fault_set(why, ERR_STALE, "stale", "", "It was changed meanwhile; read it again.");
    return ERR_NONE;
}

static enum err may_add(int64_t count, int64_t most, const char *what, struct fault *why)
{
    return count < most ? ERR_NONE
                        : fault_set(why, ERR_INVALID, "too_many", "", "You have %lld %s already, and no more fit.", (long long)count, what);
}

struct str deed_payload(enum deed deed)
{
    return deed == DEED_ADD      ? STR("{\"deed\":\"added\"}")
           : deed == DEED_CHANGE ? STR("{\"deed\":\"changed\"}")
                                 : STR("{\"deed\":\"removed\"}");
}

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

static enum err view_add(struct store *store, struct fact *fact, const struct saved_view_in *in, struct fault *why)
{
    struct saved_view_count_row all = {0};
    enum err err = sql_saved_view_count(store, &(struct saved_view_count_in){fact->workspace_id, fact->actor.id}, NULL, &all);
    if (err == ERR_NONE)
        err = may_add(all.count, VIEWS_MAX, "views", why);
    fact->subject_id = fact->number;
    return err == ERR_NONE ? sql_saved_view_insert(store,
                                                   &(struct saved_view_insert_in){fact->workspace_id, fact->number, fact->actor.id,
                                                                                  in->shared, in->name, in->address},
                                                   NULL)
                           : err;
}

enum err saved_view_store(struct store *store, struct fact *fact, struct fault *why)
{
    const struct view_change *change = fact->body;
    struct standing standing;
    fact->payload = deed_payload(change->deed);
    if (change->deed == DEED_ADD)
        return view_add(store, fact, change->in, why);
    fact->subject_id = change->view_id;
    enum err err = view_standing(store, fact->workspace_id, change->view_id, &standing);
    if (err == ERR_NONE)
        err = may_change(fact, &standing, change->manages, why);
    if (err != ERR_NONE)
        return err;
    const struct saved_view_in *in = change->in;
    if (change->deed == DEED_CHANGE)
        return sql_saved_view_update(
            store, &(struct saved_view_update_in){fact->workspace_id, change->view_id, in->shared, in->name, in->address, fact->number},
            NULL);
    err = sql_saved_view_untile(store, &(struct saved_view_untile_in){fact->workspace_id, change->view_id}, NULL);
    return err == ERR_NONE ? sql_saved_view_delete(store, &(struct saved_view_delete_in){fact->workspace_id, change->view_id}, NULL) : err;
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
        err = may_add(all.count, BOARDS_MAX, "boards", why);
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
        err = may_change(fact, &(struct standing){row.owner_id, row.revision, row.shared != 0}, change->manages, why);
    if (err != ERR_NONE)
        return err;
    const struct board_in *in = change->in;
    if (change->deed == DEED_CHANGE) {
        err = sql_board_update(store, &(struct board_update_in){fact->workspace_id, change->board_id, in->shared, in->name, fact->number},
                               NULL);
        return err == ERR_NONE ? tiles_store(store, fact, in, row.owner_id, why) : err;
    }
    err = sql_board_tiles_delete(store, &(struct board_tiles_delete_in){fact->workspace_id, change->board_id}, NULL);
    return err == ERR_NONE ? sql_board_delete(store, &(struct board_delete_in){fact->workspace_id, change->board_id}, NULL) : err;
}

enum err owned_forget(struct store *store, int64_t workspace_id, int64_t owner_id)
{
    enum err err = sql_owned_tiles_forget(store, &(struct owned_tiles_forget_in){workspace_id, owner_id}, NULL);
    if (err == ERR_NONE)
        err = sql_owned_boards_forget(store, &(struct owned_boards_forget_in){workspace_id, owner_id}, NULL);
    return err == ERR_NONE ? sql_owned_views_forget(store, &(struct owned_views_forget_in){workspace_id, owner_id}, NULL) : err;
}
