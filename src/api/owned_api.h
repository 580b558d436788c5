/* What handlers of a person's own things share (understand/owned.h). */
#pragma once
#include "api/call.h"

bool owned_manages(const struct call *call); /* may change what others have shared */
/* ERR_NOT_ALLOWED "shared" of who may not share. */
enum err owned_sharing_check(const struct call *call, bool shared, struct fault *why) must_check;
/* {"id","name","shared","mine"[,"owner_name"]: an object begun. Under the lock. */
void put_owned(struct call *call, struct buf *out, int64_t id, struct str name, bool shared, int64_t owner_id);

/* One of them, with its revision. */
struct one {
    struct call *call;
    struct buf body;
    int64_t revision;
    size_t count;
};
void one_answer(struct one *one, int status, enum err err); /* 404 when count is 0 */
