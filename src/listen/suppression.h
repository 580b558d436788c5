/* Addresses we no longer write to: an entry for each wish to be left in peace, and for each address that nobody has.
 *
 * Addresses stand here as hashes (listen/address.h): whoever has the same address under another name is left in peace too, and the list
 * outlives the customer's erasure. So the list can tell why and since when, and through which customer we know; what address it is, only
 * to somebody who asks for that very address. */
#pragma once
#include "listen/address.h"
#include "listen/listen.h"

/* Of one entry, whichever of its addresses. The customer's external id is empty when it was written down by address, or erased. */
struct suppression {
    int64_t id, at_ms;
    enum suppression_reason reason;
    struct str customer;
};

/* Inside the turn. An unsubscription or complaint takes the place of a bounce, never the other way round. customer_id 0: unknown. */
enum err suppression_put(struct store *store, const struct fact *fact, struct str address_hash, enum suppression_reason reason,
                         int64_t customer_id) must_check;
/* Inside the turn: the entries stay, without saying whose they were. */
enum err suppression_erase_customer(struct store *store, int64_t workspace_id, int64_t customer_id) must_check;

/* Body of FACT_SUPPRESSION_LIFTED. ERR_NOT_FOUND; ERR_CONFLICT "asked_for_peace" when a person asked not to be written to and asked_again
 * does not say that they have asked for it anew. */
struct suppression_lifted {
    int64_t id;
    bool asked_again;
};
enum err suppression_store(struct store *store, struct fact *fact, struct arena *arena, struct fault *why) must_check;

/* Newest first, those with an id below before (0: from the newest). Texts are valid during the call. */
enum err listen_suppressions(struct store *store, int64_t workspace_id, int64_t before, int64_t limit,
                             bool (*each)(void *context, const struct suppression *suppression), void *context) must_check;
/* By its exact address. ERR_NOT_FOUND. Texts live in the arena. */
enum err listen_suppression_find(struct store *store, int64_t workspace_id, struct str address, struct arena *arena,
                                 struct suppression *suppression) must_check;
void suppression_write(const struct suppression *suppression, struct buf *out); /* the API's Suppression */
