#include "api/owned_api.h"
#include "api/answer.h"

bool owned_manages(const struct call *call)
{
    return call->principal.role >= ROLE_MANAGER;
}

/* What is shared stands before everybody: that is for managers to say. */
enum err owned_sharing_check(const struct call *call, bool shared, struct fault *why)
{
    return !shared || owned_manages(call)
               ? ERR_NONE
               : fault_set(why, ERR_NOT_ALLOWED, "not_allowed", "shared", "Sharing with the workspace is for managers.");
}

void put_owned(struct call *call, struct buf *out, int64_t id, struct str name, bool shared, int64_t owner_id)
{
    buf_printf(out, "{\"id\":%lld,\"name\":", (long long)id);
    json_put_text(out, name);
    buf_printf(out, ",\"shared\":%s,\"mine\":%s", shared ? "true" : "false", owner_id == call->principal.id ? "true" : "false");
    put_person(call, out, "owner_name", owner_id);
}

void one_answer(struct one *one, int status, enum err err)
{
    struct fault why = {0};
    if (err == ERR_NONE && one->count == 0)
        err = ERR_NOT_FOUND;
    if (err != ERR_NONE)
        buf_free(&one->body); /* first: answering may free the arena */
    if (call_fine(one->call, err, &why))
        call_json(one->call, status, &one->body, one->revision);
}
