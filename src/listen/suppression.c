#include "listen/suppression.h"
#include "listen/inside.h"
#include "suppression.sql.h"

enum err suppression_put(struct store *store, const struct fact *fact, struct str address_hash, enum suppression_reason reason,
                         int64_t customer_id)
{
    if (address_hash.length != ADDRESS_HASH_SIZE)
        return ERR_NONE;
    return sql_suppression_put(store,
                               &(struct suppression_put_in){.workspace_id = fact->workspace_id,
                                                            .address_hash = address_hash,
                                                            .reason = reason,
                                                            .at = fact->at_ms,
                                                            .id = fact->number,
                                                            .has_customer_id = customer_id != 0,
                                                            .customer_id = customer_id},
                               NULL);
}

enum err suppression_erase_customer(struct store *store, int64_t workspace_id, int64_t customer_id)
{
    return sql_suppression_forget_customer(store, &(struct suppression_forget_customer_in){workspace_id, customer_id}, NULL);
}

enum err suppression_store(struct store *store, struct fact *fact, struct arena *arena, struct fault *why)
{
    const struct suppression_lifted *lifted = fact->body;
    struct suppression_of_id_row row;
    enum err err = sql_suppression_of_id(store, &(struct suppression_of_id_in){fact->workspace_id, lifted->id}, NULL, &row);
    if (err == ERR_NOT_FOUND)
        return fault_set(why, err, "not_found", "", "There is no such entry.");
    if (err != ERR_NONE)
        return err;
    if (row.reason != SUPPRESSION_BOUNCED && !lifted->asked_again)
        return fault_set(
            why, ERR_CONFLICT, "asked_for_peace", "asked_again",
            "This person asked not to be written to. Lift it only when they have asked for our messages again, and say so with "
            "\"asked_again\".");
    fact->subject_id = lifted->id;
    fact->payload = str_of(arena_printf(arena, "{\"reason\":\"%s\"}", suppression_reason_name((enum suppression_reason)row.reason)));
    if (!fact->payload.at)
        return ERR_MEMORY;
    return sql_suppression_lift(store, &(struct suppression_lift_in){fact->workspace_id, lifted->id}, NULL);
}

/* ---- ask ---- */

struct paging {
    bool (*each)(void *context, const struct suppression *suppression);
    void *context;
};

static bool page_row(void *context, const struct suppression_page_row *row)
{
    struct paging *paging = context;
    return paging->each(paging->context, &(struct suppression){row->id, row->at, (enum suppression_reason)row->reason, row->customer});
}

enum err listen_suppressions(struct store *store, int64_t workspace_id, int64_t before, int64_t limit,
                             bool (*each)(void *context, const struct suppression *suppression), void *context)
{
    struct paging paging = {each, context};
    return sql_suppression_page(store, &(struct suppression_page_in){workspace_id, before ? before : INT64_MAX, limit}, page_row, &paging);
}

enum err listen_suppression_find(struct store *store, int64_t workspace_id, struct str address, struct arena *arena,
                                 struct suppression *suppression)
{
    unsigned char hash[ADDRESS_HASH_SIZE];
    struct suppression_find_row row;
    address_hash(workspace_id, address, hash);
    enum err err = sql_suppression_find(store, &(struct suppression_find_in){workspace_id, {(const char *)hash, sizeof hash}}, arena, &row);
    if (err == ERR_NONE)
        *suppression = (struct suppression){row.id, row.at, (enum suppression_reason)row.reason, row.customer};
    return err;
}

void suppression_write(const struct suppression *s, struct buf *out)
{
    char at[TIME_TEXT];
    time_format(s->at_ms, at);
    buf_printf(out, "{\"id\":%lld,\"reason\":\"%s\",\"at\":\"%s\"", (long long)s->id, suppression_reason_name(s->reason), at);
    json_put_member(out, "customer", s->customer);
    buf_add_char(out, '}');
}
