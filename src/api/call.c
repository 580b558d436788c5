#include "api/call.h"

#include "api/problem.h"
#include "listen/listen.h"

#include <sodium.h>
#include <stdio.h>

/* The call itself lives in the arena, which may be gone as soon as the exchange is answered. */
static struct arena *arena_to_free(const struct call *call)
{
    return call->arena_owned ? call->arena : NULL;
}

static void add_header(struct http_reply *reply, const char *name, struct str value)
{
    must(reply->headers_count < sizeof reply->headers / sizeof *reply->headers);
    reply->headers[reply->headers_count++] = (struct http_header){name, value};
}

/* Sources send from other sites' pages too, by a key and never by the cookie. */
static bool any_origin(const struct call *call)
{
    return call->operation->role == ROLE_SOURCE;
}

static void answer(struct call *call, const struct http_reply *given)
{
    struct http_reply reply = *given;
    struct arena *arena = arena_to_free(call);
    call_unlock(call);
    if (call->set_cookie.length)
        add_header(&reply, "Set-Cookie", call->set_cookie);
    if (any_origin(call))
        add_header(&reply, "Access-Control-Allow-Origin", STR("*"));
    http_answer(call->x, &reply);
    arena_free(arena);
}

void call_reply(struct call *call, const struct http_reply *reply)
{
    answer(call, reply);
}

void call_text(struct call *call, int status, const char *type, struct buf *body)
{
    struct http_reply reply = {.status = status, .type = type, .body = buf_str(body)};
    if (body->failed) {
        buf_free(body);
        call_fail_code(call, ERR_MEMORY);
        return;
    }
    struct buf owned = *body;
    answer(call, &reply);
    buf_free(&owned);
}

void call_json(struct call *call, int status, struct buf *body, int64_t revision)
{
    char tag[32];
    struct http_reply reply = {.status = status, .type = "application/json", .body = buf_str(body)};
    if (body->failed) {
        buf_free(body);
        call_fail_code(call, ERR_MEMORY);
        return;
    }
    if (revision > 0) {
        snprintf(tag, sizeof tag, "\"%lld\"", (long long)revision);
        add_header(&reply, "ETag", str_of(tag));
    }
    struct buf owned = *body;
    answer(call, &reply);
    buf_free(&owned);
}

void call_json_same(struct call *call, int status, struct str body)
{
    answer(call, &(struct http_reply){.status = status, .type = "application/json", .body = body, .same_for_all = true});
}

void call_empty(struct call *call)
{
    answer(call, &(struct http_reply){.status = 204, .same_for_all = !call->set_cookie.length});
}

void call_fail(struct call *call, const struct fault *why)
{
    struct arena *arena = arena_to_free(call);
    call_unlock(call);
    problem_answer(call->x, why, any_origin(call));
    arena_free(arena);
}

void call_fail_code(struct call *call, enum err code)
{
    struct fault why;
    problem_standard(code, &why);
    call_fail(call, &why);
}

void call_refuse(struct call *call, enum err err, const struct fault *why)
{
    if (why->code)
        call_fail(call, why);
    else
        call_fail_code(call, err);
}

void call_stream(struct call *call, const char *type, struct str file_name, long (*read)(void *context, char *to, size_t size),
                 void (*close)(void *context), void *context)
{
    struct arena *arena = arena_to_free(call);
    char *shown = arena_printf(call->arena, "attachment; filename=\"%.*s\"", STR_ARGS(file_name));
    struct http_reply reply = {.status = 200, .type = type};
    add_header(&reply, "Content-Disposition", shown ? str_of(shown) : STR("attachment"));
    call_unlock(call);
    http_answer_stream(call->x, &reply, read, close, context);
    arena_free(arena);
}

/* ---- long work ---- */
enum { GONE_EVERY_US = 50000 };
struct asker {
    struct stop stop;
    struct call *call;
    int64_t began_us, looked_us;
    bool ended;
};

static bool asker_ended(void *context)
{
    struct asker *asker = context;
    struct clock *clock = flow_clock(asker->call->flow);
    int64_t now_us = clock->monotonic_us(clock);
    if (asker->ended || now_us - asker->looked_us < GONE_EVERY_US)
        return asker->ended;
    asker->looked_us = now_us;
    asker->ended = now_us - asker->began_us > QUESTION_S_MAX * 1000000LL || http_gone(asker->call->x);
    return asker->ended;
}

const struct stop *call_stop(struct call *call)
{
    struct asker *asker = arena_new_object(call->arena, struct asker);
    struct clock *clock = flow_clock(call->flow);
    if (!asker)
        return NULL;
    int64_t now_us = clock->monotonic_us(clock);
    *asker = (struct asker){.stop = {asker_ended, asker}, .call = call, .began_us = now_us, .looked_us = now_us};
    return &asker->stop;
}

/* Taking answers needs the settings only, and must not wait for figures being counted. */
static bool needs_figures(const struct call *call)
{
    return call->operation->rate != RATE_SUBMIT;
}

void call_lock(struct call *call)
{
    if (needs_figures(call))
        flow_read_begin(call->flow);
    else
        flow_settings_begin(call->flow);
    call->locked = true;
}

void call_unlock(struct call *call)
{
    if (call->locked && needs_figures(call))
        flow_read_end(call->flow);
    else if (call->locked)
        flow_settings_end(call->flow);
    call->locked = false;
}

void call_park(struct call *call)
{
    call_unlock(call);
    http_park(call->x);
    call->arena = http_take_arena(call->x);
    call->arena_owned = true;
}

struct proposal *call_proposal(struct call *call, size_t count)
{
    struct proposal *proposal = arena_new_object(call->arena, struct proposal);
    struct fact *facts = arena_take_array(call->arena, count, sizeof *facts);
    if (!proposal || !facts)
        return NULL;
    struct actor actor = {call->principal.kind == PRINCIPAL_KEY       ? ACTOR_KEY
                          : call->principal.kind == PRINCIPAL_ACCOUNT ? ACTOR_ACCOUNT
                                                                      : ACTOR_RESPONDENT,
                          call->principal.id};
    for (size_t i = 0; i < count; i++)
        facts[i] = (struct fact){.workspace_id = call->principal.workspace_id, .actor = actor};
    *proposal = (struct proposal){.facts = facts, .count = count, .after_apply = true, .arena = call->arena};
    return proposal;
}

static enum err idempotency(struct call *call, struct proposal *proposal, struct fault *why)
{
    struct str given = http_header_of(call->x, "Idempotency-Key");
    if (!given.at)
        return ERR_NONE;
    if (given.length < 1 || given.length > 200 || !str_utf8(given))
        return fault_set(why, ERR_INVALID, "bad_key", "Idempotency-Key", "The Idempotency-Key must have 1 to 200 characters.");
    char *key = arena_printf(call->arena, "%d:%lld:%.*s", (int)call->principal.kind, (long long)call->principal.id, STR_ARGS(given));
    unsigned char *hash = arena_take(call->arena, crypto_generichash_BYTES);
    if (!key || !hash)
        return ERR_MEMORY;
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, crypto_generichash_BYTES);
    const struct str parts[] = {call->request->method, STR("\n"), call->request->path, STR("\n"), call->request->body};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        crypto_generichash_update(&state, (const unsigned char *)parts[i].at, parts[i].length);
    crypto_generichash_final(&state, hash, crypto_generichash_BYTES);
    proposal->idempotency_key = str_of(key);
    proposal->request_hash = (struct str){(const char *)hash, crypto_generichash_BYTES};
    return ERR_NONE;
}

static void proposed(struct proposal *proposal)
{
    struct call *call = proposal->context;
    call->arena_owned = false; /* the turn frees it after us */
    if (proposal->err != ERR_NONE && !proposal->fault.code)
        problem_standard(proposal->err, &proposal->fault);
    if (proposal->err != ERR_NONE)
        call_fail(call, &proposal->fault);
    else
        call->done(call, proposal);
}

void call_propose(struct call *call, struct proposal *proposal, void (*done)(struct call *call, struct proposal *proposal))
{
    struct fault why = {0};
    enum err err = idempotency(call, proposal, &why);
    if (err != ERR_NONE) {
        if (!why.code)
            problem_standard(err, &why);
        call_fail(call, &why);
        return;
    }
    proposal->facts[0].expected_revision = call->expected_revision;
    call->done = done;
    if (!call->arena_owned)
        call_park(call);
    proposal->context = call;
    proposal->done = proposed;
    err = flow_propose(call->flow, proposal);
    if (err != ERR_NONE)
        call_fail_code(call, err);
}

struct store *call_store(struct call *call)
{
    struct store *store;
    call_unlock(call);
    enum err err = flow_store_take(call->flow, &store);
    if (err == ERR_NONE)
        return store;
    call_fail_code(call, err);
    return NULL;
}

void call_store_give(struct call *call, struct store *store)
{
    flow_store_give(call->flow, store);
}

int64_t call_integer(struct str text)
{
    int64_t number;
    return str_integer(text, &number) && number > 0 ? number : -1;
}

int64_t call_cursor(struct call *call, struct str cursor)
{
    if (!cursor.length)
        return INT64_MAX;
    int64_t number = call_integer(cursor);
    if (number < 0) {
        struct fault why;
        fault_set(&why, ERR_INVALID, "bad_cursor", "cursor", "This cursor is not one of ours. Begin again without it.");
        call_fail(call, &why);
    }
    return number;
}

void call_propose_one(struct call *call, enum fact_kind kind, void *body, void (*done)(struct call *call, struct proposal *proposal))
{
    struct proposal *proposal = body ? call_proposal(call, 1) : NULL;
    if (!proposal) {
        call_fail_code(call, ERR_MEMORY);
        return;
    }
    proposal->facts[0].kind = kind;
    proposal->facts[0].body = body;
    call_propose(call, proposal, done);
}

void call_gone(struct call *call, struct proposal *proposal)
{
    (void)proposal;
    call_empty(call);
}

struct understand_scope call_scope(const struct call *call)
{
    bool narrow = call->principal.role == ROLE_WORKER;
    return (struct understand_scope){.touchpoints = narrow ? call->principal.touchpoints : (struct str_list){0},
                                     .units = narrow ? call->principal.units : (struct str_list){0}};
}

int32_t call_day(struct call *call)
{
    const struct workspace *workspace = listen_workspace(flow_listen(call->flow), call->principal.workspace_id);
    struct zone *zone = zone_open(workspace->time_zone);
    int32_t day = zone ? zone_day(zone, call->now_ms) : (int32_t)(call->now_ms / 86400000);
    zone_close(zone);
    return day;
}
