/* Whom we leave in peace: addresses, and customers under a contact ban. */
#include "api/answer.h"
#include "api/dispatch.h"
#include "api/listing.h"
#include "listen/customer.h"
#include "listen/invitation.h"
#include "listen/suppression.h"
#include "suppression_records.h"

enum { ONE_MAX = 4096 };

static bool suppression_item(void *context, const struct suppression *suppression)
{
    struct listing *listing = context;
    listing_next(listing, suppression->id);
    suppression_write(suppression, &listing->body);
    return true;
}

void op_suppression_list(struct call *call)
{
    const struct suppression_list_query *query = call->query;
    int64_t before = call_cursor(call, query->cursor), limit = query->has_limit ? query->limit : PAGE_USUAL;
    struct store *store = before < 0 ? NULL : call_store(call);
    if (!store)
        return;
    struct fault why = {0};
    struct listing listing = listing_new(call, (size_t)limit);
    enum err err = listen_suppressions(store, call->principal.workspace_id, before, limit, suppression_item, &listing);
    call_store_give(call, store);
    listing_close(&listing, err, &why);
}

static bool address_fine(struct call *call, struct str address)
{
    struct fault why = {0};
    enum err err = address_ok(str_trim(address)) ? ERR_NONE
                                                 : fault_set(&why, ERR_INVALID, "not_an_address", "email",
                                                             "This must be one plain e-mail address, such as hello@example.com.");
    return call_fine(call, err, &why);
}

void op_suppression_find(struct call *call)
{
    const struct suppression_find_in *in = call->body;
    struct fault why = {0};
    struct suppression found;
    struct store *store = address_fine(call, in->email) ? call_store(call) : NULL;
    if (!store)
        return;
    enum err err = listen_suppression_find(store, call->principal.workspace_id, in->email, call->arena, &found);
    call_store_give(call, store);
    if (!call_fine(call, err == ERR_NOT_FOUND ? ERR_NONE : err, &why))
        return;
    struct buf body = buf_new(ONE_MAX);
    buf_printf(&body, "{\"suppressed\":%s", err == ERR_NONE ? "true,\"item\":" : "false");
    if (err == ERR_NONE)
        suppression_write(&found, &body);
    buf_add_char(&body, '}');
    call_json(call, 200, &body, 0);
}

void op_suppression_add(struct call *call)
{
    const struct suppression_in *in = call->body;
    if (!address_fine(call, in->email))
        return;
    struct address_suppressed *body = arena_new_object(call->arena, struct address_suppressed);
    if (body)
        *body = (struct address_suppressed){.address = in->email,
                                            .reason = in->reason.at && str_is(in->reason, "complaint") ? SUPPRESSION_COMPLAINT
                                                                                                       : SUPPRESSION_UNSUBSCRIBED};
    call_propose_one(call, FACT_ADDRESS_SUPPRESSED, body, call_gone);
}

void op_suppression_lift(struct call *call)
{
    const struct suppression_lift_in *in = call->body;
    struct suppression_lifted *body = arena_new_object(call->arena, struct suppression_lifted);
    if (body)
        *body = (struct suppression_lifted){call_integer(call->path[0]), in && in->asked_again};
    call_propose_one(call, FACT_SUPPRESSION_LIFTED, body, call_gone);
}

void op_contact_ban_set(struct call *call)
{
    const struct contact_ban_in *in = call->body;
    struct contact_ban_set *body = arena_new_object(call->arena, struct contact_ban_set);
    if (body)
        *body = (struct contact_ban_set){call->path[0], in->banned};
    call_propose_one(call, FACT_CONTACT_BAN_SET, body, call_gone);
}
