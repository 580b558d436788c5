#include "understand/board_visitors.h"
#include "board.sql.h"
#include "board_visitors.sql.h"

enum err board_visitors_store(struct store *store, struct fact *fact, struct fault *why)
{
    const struct board_visitors_change *change = fact->body;
    struct saved_view_standing_row row = {0};
    struct board_visitors_link_row standing = {0};
    fact->payload = deed_payload(change->deed);
    fact->subject_id = change->board_id;
    enum err err = sql_board_standing(store, &(struct board_standing_in){fact->workspace_id, change->board_id}, NULL, &row);
    if (err == ERR_NONE)
        err = owned_may_change(fact, &(struct standing){row.owner_id, row.revision, row.shared != 0}, change->manages, why);
    if (err != ERR_NONE)
        return err;
    if (change->deed == DEED_REMOVE)
        return board_visitors_end(store, fact->workspace_id, change->board_id);
    if (!row.shared)
        return fault_set(why, ERR_INVALID, "not_shared", "", "Share the board with the workspace first; then others can be let in.");
    err = sql_board_visitors_link(store, &(struct board_visitors_link_in){fact->workspace_id, change->board_id}, NULL, &standing);
    bool fresh = err == ERR_NOT_FOUND || change->new_link;
    if (err != ERR_NONE && err != ERR_NOT_FOUND)
        return err;
    struct board_visitors_put_in in = {fact->workspace_id, change->board_id, fresh ? fact->number : standing.link_id,
                                       change->attributes, change->download, change->expires_at_ms};
    return sql_board_visitors_put(store, &in, NULL);
}

enum err board_visitors_end(struct store *store, int64_t workspace_id, int64_t board_id)
{
    return sql_board_visitors_delete(store, &(struct board_visitors_delete_in){workspace_id, board_id}, NULL);
}

static enum err taken(enum err err, const struct board_visitors_get_row *row, struct board_visitors *out)
{
    *out = (struct board_visitors){row->board_id, row->link_id, row->expires_at, row->attributes, row->download != 0};
    return err;
}

enum err board_visitors_of(struct store *store, int64_t workspace_id, int64_t board_id, struct arena *arena, struct board_visitors *out)
{
    struct board_visitors_get_row row = {0};
    enum err err = sql_board_visitors_get(store, &(struct board_visitors_get_in){workspace_id, board_id}, arena, &row);
    return taken(err, &row, out);
}

enum err board_visitors_by_link(struct store *store, int64_t workspace_id, int64_t link_id, int64_t now_ms, struct arena *arena,
                                struct board_visitors *out)
{
    struct board_visitors_get_row row = {0};
    enum err err = sql_board_visitors_by_link(store, &(struct board_visitors_by_link_in){workspace_id, link_id}, arena, &row);
    if (err == ERR_NONE && row.expires_at <= now_ms)
        err = ERR_NOT_FOUND;
    return taken(err, &row, out);
}

/* ---- columns ---- */
static bool field_seen(const json_t *attributes, struct str field)
{
    struct condition_path path;
    size_t i;
    json_t *name;
    if (!condition_path(field, &path))
        return !str_is(field, "segment"); /* a period, a round, an emotion; segments are split by on the screens of those signed in */
    if (path.root == FIELD_ROOT_CUSTOMER || path.root == FIELD_ROOT_CUSTOMER_ATTRIBUTES)
        return false;
    if (path.root != FIELD_ROOT_ATTRIBUTES)
        return true;
    json_array_foreach((json_t *)attributes, i, name) if (str_equal(json_str(name), path.name)) return true;
    return false;
}

/* As deep as condition_read lets through. */
static bool condition_seen(const json_t *attributes, const struct condition *condition)
{
    if (condition->node == NODE_LEAF)
        return field_seen(attributes, condition->field);
    for (size_t i = 0; i < (condition->node == NODE_NOT ? 1 : condition->count); i++)
        if (!condition_seen(attributes, condition->parts[i]))
            return false;
    return true;
}

bool board_visitors_may_see(const struct board_visitors *visitors, const struct plan *plan, struct arena *arena)
{
    json_t *attributes;
    if (json_read(arena, visitors->attributes, &attributes, NULL) != ERR_NONE || str_is(plan->weight, "margin"))
        return false;
    for (size_t i = 0; i < plan->by_count; i++)
        if (!field_seen(attributes, plan->by[i]))
            return false;
    return !plan->where || condition_seen(attributes, plan->where);
}
