/* One call of an operation: what a handler is given, and how it answers.
 *
 * A handler `void op_NAME(struct call *call)` runs on a net thread with the stages' memory locked for reading. It answers with one of the
 * call_… functions exactly once, at once or later: call_propose() answers after the turn; a handler that hands the call to flow_work()
 * first calls call_park(). Everything hangs on call->arena. Not for use after the answer. */
#pragma once
#include "api/api.h"
#include "api/auth.h"
#include "base/record.h"
#include "base/stop.h"
#include "listen/response.h"
#include "listen_records.h"
#include "operations.h"
#include "people_records.h"
#include "understand/understand.h"

enum { PATH_PARTS_MAX = 4 };

struct call {
    struct api *api;
    struct flow *flow;
    struct http_exchange *x;
    const struct http_request *request;
    const struct operation *operation;
    struct arena *arena;
    int64_t now_ms;
    struct principal principal;      /* kind nobody on public operations */
    struct str path[PATH_PARTS_MAX]; /* decoded path parameters in order */
    struct str bytes;                /* the body, out of its Content-Encoding */
    void *body;                      /* the operation's record, decoded; NULL when it has none */
    json_t *tree;                    /* the body as JSON; NULL when the operation takes none */
    void *query;                     /* the operation's query record; NULL when it has none */
    int64_t expected_revision;       /* If-Match; 0: whatever it is */
    bool locked;                     /* the read lock is held */
    bool arena_owned;                /* the arena was taken from the exchange */
    struct str set_cookie;           /* Set-Cookie of the answer; empty: none */
    struct limits *limits;           /* api/limit.h; outlives the call */
    void (*done)(struct call *call, struct proposal *proposal);
};

/* Answers. The buf is freed. revision > 0 becomes the ETag. */
void call_json(struct call *call, int status, struct buf *body, int64_t revision);
void call_text(struct call *call, int status, const char *type, struct buf *body);
/* A body that is the same in every such answer. */
void call_json_same(struct call *call, int status, struct str body);
/* A download made as it is sent (http_answer_stream); file_name: safe characters only. */
void call_stream(struct call *call, const char *type, struct str file_name, long (*read)(void *context, char *to, size_t size),
                 void (*close)(void *context), void *context);
void call_empty(struct call *call); /* 204 */
void call_fail(struct call *call, const struct fault *why);
/* call_fail with err_name's standard sentence for code. */
void call_fail_code(struct call *call, enum err code);

/* Any other answer; what it points to is copied. */
void call_reply(struct call *call, const struct http_reply *reply);
/* The caller's touchpoints and units have it. */
bool call_sees_response(const struct call *call, const struct response *response);

/* Answers with the fault when it was filled, else with the code's own sentence. */
void call_refuse(struct call *call, enum err err, const struct fault *why);
/* Answers the failure and returns false unless err is ERR_NONE. */
static inline bool call_fine(struct call *call, enum err err, const struct fault *why)
{
    if (err != ERR_NONE)
        call_refuse(call, err, why);
    return err == ERR_NONE;
}

/* Writing. The proposal lives in the call's arena; facts are zeroed, with workspace and actor filled in. NULL: memory is out (answer
 * ERR_MEMORY). */
struct proposal *call_proposal(struct call *call, size_t facts) must_check;
/* Parks the call and proposes. After the turn a refusal is answered by itself; otherwise done(call, proposal) must answer: after apply with
 * the memory locked for reading, unless proposal->after_apply was set to false. Idempotency-Key and If-Match (into
 * facts[0].expected_revision) are taken care of. */
void call_propose(struct call *call, struct proposal *proposal, void (*done)(struct call *call, struct proposal *proposal));

/* The usual case: one fact. A NULL body says that memory is out, and is answered so. */
void call_propose_one(struct call *call, enum fact_kind kind, void *body, void (*done)(struct call *call, struct proposal *proposal));
/* A `done` with nothing to tell: 204. */
void call_gone(struct call *call, struct proposal *proposal);

static inline const struct listen *call_listen(const struct call *call)
{
    return flow_listen(call->flow);
}

/* Dispatch's: enters the read lock the operation needs. */
void call_lock(struct call *call);
/* Leaves the read lock early: before reading the store at length, or parking. Pointers into the stages' memory are then no longer valid. */
void call_unlock(struct call *call);
/* Parks for work on another thread; the call's arena is then the call's own and freed by the answer. */
void call_park(struct call *call);
/* A reading connection for this call, or NULL after answering the failure. Leaves the read lock. */
struct store *call_store(struct call *call);
void call_store_give(struct call *call, struct store *store);

/* Long work for this call ends when this says so: after QUESTION_S_MAX seconds, or when the client has left. NULL when memory is out: to
 * the end then. */
enum { QUESTION_S_MAX = 10 };
const struct stop *call_stop(struct call *call);

struct understand_scope call_scope(const struct call *call); /* what the caller may see of the figures */
int32_t call_day(struct call *call);                         /* today's local day in the caller's workspace */
int64_t call_integer(struct str text);                       /* a path id; −1 when it is none */
/* "cursor" as a decimal id below which to go on; INT64_MAX without one; −1 (answered) when malformed. */
int64_t call_cursor(struct call *call, struct str cursor);
