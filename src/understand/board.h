/* Saved views and the boards they are pinned on. A view is the address of a screen with a name; a board is a list of views.
 * Whose they are and who may change them: owned.h. Nothing is held in memory; texts given to callbacks are valid during the call. */
#pragma once
#include "board_records.h"
#include "fact/fact.h"
#include "port/store.h"
#include "understand/owned.h"

enum { VIEWS_MAX = 200, VIEW_SEGMENTS_MAX = 32 /* in one address */, BOARDS_MAX = 50 /* of one owner */, BOARD_TILES_MAX = 24 };

/* Body of FACT_VIEW_CHANGED. ERR_NOT_FOUND, ERR_NOT_ALLOWED, ERR_STALE, ERR_INVALID "too_many"; "unknown_segment", "segment_not_shared"
 * at "address": all decided in the store. */
struct view_change {
    enum deed deed;
    bool manages;    /* the actor may change what others have shared */
    int64_t view_id; /* not of a new one */
    const struct saved_view_in *in;
    const int64_t *segments; /* those its address speaks of */
    size_t segments_count;
};
/* Body of FACT_BOARD_CHANGED. Also ERR_INVALID "tiles[i].view": not there ("unknown_view"), twice, or not shared on a shared board. */
struct board_change {
    enum deed deed;
    bool manages;
    int64_t board_id;
    const struct board_in *in;
};

struct saved_view {
    int64_t id, owner_id, revision;
    bool shared;
    struct str name, address;
};
struct board {
    int64_t id, owner_id, revision, tiles;
    bool shared;
    struct str name;
};

/* Pure: the address is of a screen that can be saved. ERR_INVALID with the field's path. */
enum err saved_view_check(const struct saved_view_in *in, struct fault *why) must_check;

/* What the reader sees, oldest first; `only` 0: all. */
enum err saved_views(struct store *store, int64_t workspace_id, int64_t reader_id, int64_t only,
                     bool (*each)(void *context, const struct saved_view *view), void *context) must_check;
enum err boards(struct store *store, int64_t workspace_id, int64_t reader_id, int64_t only,
                bool (*each)(void *context, const struct board *board), void *context) must_check;
/* The views of a board in their places; those the reader does not see are left out. */
enum err board_tiles(struct store *store, int64_t workspace_id, int64_t reader_id, int64_t board_id,
                     bool (*each)(void *context, const struct saved_view *view), void *context) must_check;

enum err saved_view_store(struct store *store, struct fact *fact, struct fault *why) must_check;
enum err board_store(struct store *store, struct fact *fact, struct fault *why) must_check;
/* An account is gone: what it kept for itself goes too, what it shared stays. Inside the turn's transaction. */
enum err owned_forget(struct store *store, int64_t workspace_id, int64_t owner_id) must_check;
