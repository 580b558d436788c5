/* What a person keeps: views, boards, segments. Each is its owner's (an account's, or a key's) until it is shared with the workspace; it is
 * changed by its owner, and a shared one by managers too. What a reader may not see is missing. Pure, inside the turn. */
#pragma once
#include "fact/fact.h"

enum deed { DEED_ADD, DEED_CHANGE, DEED_REMOVE };
struct str deed_payload(enum deed deed); /* the ledger's line of it */

struct standing {
    int64_t owner_id, revision;
    bool shared;
};
/* ERR_NOT_FOUND who does not see it, ERR_NOT_ALLOWED, ERR_STALE. `manages`: the actor may change what others have shared. */
enum err owned_may_change(const struct fact *fact, const struct standing *standing, bool manages, struct fault *why) must_check;
/* ERR_INVALID "too_many" when the owner has `most` of them; `what`: "views". */
enum err owned_may_add(int64_t count, int64_t most, const char *what, struct fault *why) must_check;
