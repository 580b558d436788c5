/* A customer's path. The cursor is the last step's moment and id. */
#include "api/dispatch.h"
#include "api/listing.h"
#include "listen/customer_path.h"

struct walk {
    struct listing listing;
    int64_t last_ms;
};

static bool step_item(void *context, const struct path_step *step)
{
    struct walk *walk = context;
    listing_next(&walk->listing, step->id);
    walk->last_ms = step->at_ms;
    path_step_write(step, &walk->listing.body);
    return true;
}

static bool cursor_read(struct str cursor, int64_t *at_ms, int64_t *id)
{
    struct str part;
    *at_ms = *id = INT64_MAX;
    if (!cursor.length)
        return true;
    return str_cut(&cursor, '.', &part) && str_integer(part, at_ms) && str_integer(cursor, id);
}

void op_customer_path(struct call *call)
{
    const struct customer_path_query *query = call->query;
    int64_t before_ms, before_id, limit = query->has_limit ? query->limit : PAGE_USUAL;
    struct fault why = {0};
    if (!cursor_read(query->cursor, &before_ms, &before_id)) {
        call_refuse(call, fault_set(&why, ERR_INVALID, "bad_cursor", "cursor", "This cursor is not one of ours. Begin again without it."),
                    &why);
        return;
    }
    struct store *store = call_store(call);
    if (!store)
        return;
    struct walk walk = {.listing = listing_new(call, 0)};
    enum err err = listen_customer_path(store, call->principal.workspace_id, call->path[0], before_ms, before_id, limit, step_item, &walk);
    call_store_give(call, store);
    if (!call_fine(call, err, &why)) {
        buf_free(&walk.listing.body);
        return;
    }
    buf_add_char(&walk.listing.body, ']');
    if (walk.listing.count == (size_t)limit)
        buf_printf(&walk.listing.body, ",\"next\":\"%lld.%lld\"", (long long)walk.last_ms, (long long)walk.listing.last);
    buf_add_char(&walk.listing.body, '}');
    call_json(call, 200, &walk.listing.body, 0);
}
