/* Visitors: whoever has the link to a shared board sees its figures, without an account and with nothing of the workspace beside them.
 *
 * The board's rule says which columns they see. Figures always; an attribute only when it is named: a view that groups or narrows by
 * another one is withheld whole, also where a segment does it. Figures of single customers and those weighed by margin are always withheld.
 * The words of customers, single answers and who gave them are no part of a board. Figures of fewer than ten answers stay hidden. Nothing
 * is held in memory. */
#pragma once
#include "board_records.h"
#include "understand/board.h"
#include "understand/plan.h"

enum { VISITORS_DAYS_USUAL = 30 };

/* Body of FACT_BOARD_VISITORS_CHANGED. ERR_NOT_FOUND, ERR_NOT_ALLOWED, ERR_STALE (the board's revision), ERR_INVALID "not_shared". */
struct board_visitors_change {
    enum deed deed; /* DEED_CHANGE: let in, or under other rules; DEED_REMOVE: shut out */
    bool manages;
    int64_t board_id, expires_at_ms;
    bool new_link;         /* the old address leads nowhere any more */
    struct str attributes; /* JSON list of names */
    bool download;
};
struct board_visitors {
    int64_t board_id, link_id /* of listen/link.h, LINK_BOARD */, expires_at_ms;
    struct str attributes; /* JSON list of names */
    bool download;
};

enum err board_visitors_store(struct store *store, struct fact *fact, struct fault *why) must_check;
/* They are shut out of a board that goes, or is no longer shared. Inside the turn's transaction. */
enum err board_visitors_end(struct store *store, int64_t workspace_id, int64_t board_id) must_check;
/* ERR_NOT_FOUND when nobody is let in; also by a link that has ended. Texts live in the arena. */
enum err board_visitors_of(struct store *store, int64_t workspace_id, int64_t board_id, struct arena *arena,
                           struct board_visitors *out) must_check;
enum err board_visitors_by_link(struct store *store, int64_t workspace_id, int64_t link_id, int64_t now_ms, struct arena *arena,
                                struct board_visitors *out) must_check;

/* Whether figures of this plan show nothing that the rule keeps back. */
bool board_visitors_may_see(const struct board_visitors *visitors, const struct plan *plan, struct arena *arena);
