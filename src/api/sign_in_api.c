/* Signing in and out, one's own password and sessions. */
#include "api/answer.h"
#include "api/limit.h"

#include "listen/listen.h"
#include "people/password.h"
#include "people/token.h"

#include <stdio.h>

/* ---- who am I ---- */

static void put_account(struct buf *out, const struct account *account)
{
    put_text(out, "email", account->email);
    put_text(out, "name", account->name);
    put_text(out, "language", account->language);
    put_texts(out, "touchpoints", account->touchpoints);
    put_texts(out, "units", account->units);
}

static void put_workspace(struct buf *out, const struct workspace *workspace)
{
    buf_add_text(out, ",\"workspace\":{\"slug\":");
    json_put_text(out, workspace ? workspace->slug : STR(""));
    put_text(out, "name", workspace ? workspace->name : STR(""));
    buf_add_text(out, "}}");
}

static void me_answer(struct call *call, const struct principal *principal)
{
    struct buf out = buf_new(ANSWER_MAX);
    struct people *people = flow_people(call->flow);
    bool is_key = principal->kind == PRINCIPAL_KEY;
    const struct account *account = is_key ? NULL : people_account(people, principal->workspace_id, principal->id);
    const struct key *key = is_key ? people_key_by_id(people, principal->workspace_id, principal->id) : NULL;
    buf_printf(&out, "{\"kind\":\"%s\",\"id\":%lld,\"role\":\"%s\"", is_key ? "key" : "account", (long long)principal->id,
               person_role_name((enum person_role)principal->role));
    if (account)
        put_account(&out, account);
    if (key)
        put_text(&out, "name", key->name);
    if (principal->csrf_token[0])
        put_text(&out, "csrf_token", str_of(principal->csrf_token));
    put_workspace(&out, listen_workspace(flow_listen(call->flow), principal->workspace_id));
    call_json(call, 200, &out, 0);
}

void op_me(struct call *call)
{
    me_answer(call, &call->principal);
}

/* ---- sign in ---- */

struct signing_in {
    struct call *call;
    struct str password;
    int64_t workspace_id, account_id; /* 0: the address is nobody's, or the account may not sign in */
    enum role role;
    char hash[PASSWORD_HASH_SIZE], rehash[PASSWORD_HASH_SIZE], token[TOKEN_SIZE], cookie[COOKIE_SIZE];
    bool may;
    union {
        struct session_opened opened;
        struct sign_in_refused refused;
    } body;
};

static enum err login_limit(struct call *call, struct str who, struct fault *why)
{
    char address[LIMIT_ADDRESS_SIZE];
    struct clock *clock = flow_clock(call->flow);
    int64_t now_ms = clock->monotonic_us(clock) / 1000;
    enum err err = limit_take(call->limits, LIMIT_LOGIN_ADDRESS, limit_address(call->request->peer, address), now_ms, why);
    return err == ERR_NONE ? limit_take(call->limits, LIMIT_LOGIN_ACCOUNT, who, now_ms, why) : err;
}

static void refused_done(struct call *call, struct proposal *proposal)
{
    (void)proposal;
    struct fault why;
    fault_set(&why, ERR_UNAUTHENTICATED, "sign_in_refused", "", "The e-mail address or the password is wrong.");
    call_fail(call, &why);
}

static void sign_in_done(struct call *call, struct proposal *proposal)
{
    const struct fact *fact = &proposal->facts[0];
    struct signing_in *in = (struct signing_in *)((char *)fact->body - offsetof(struct signing_in, body));
    struct fault why;
    if (fact->repeated) { /* the first answer's cookie is gone, and its token with it */
        fault_set(&why, ERR_CONFLICT, "signed_in_already", "Idempotency-Key", "This sign-in was answered before. Sign in anew.");
        call_fail(call, &why);
        return;
    }
    struct principal principal = {PRINCIPAL_ACCOUNT, in->role, in->workspace_id, in->account_id, fact->subject_id, {0}, {0}, ""};
    csrf_token_of(str_of(in->token), principal.csrf_token);
    session_cookie(call->request->secure, in->token, in->cookie);
    call->set_cookie = str_of(in->cookie);
    me_answer(call, &principal);
}

static void sign_in_propose(struct signing_in *in, bool fits)
{
    struct call *call = in->call;
    struct proposal *proposal = call_proposal(call, 1);
    if (!proposal) {
        call_fail_code(call, ERR_MEMORY);
        return;
    }
    struct fact *fact = &proposal->facts[0];
    fact->workspace_id = in->workspace_id;
    fact->body = &in->body;
    fact->actor = fits ? (struct actor){ACTOR_ACCOUNT, in->account_id} : (struct actor){ACTOR_SYSTEM, 0};
    fact->kind = fits ? FACT_SESSION_OPENED : FACT_SIGN_IN_REFUSED;
    if (!fits)
        in->body.refused = (struct sign_in_refused){in->account_id};
    call_propose(call, proposal, fits ? sign_in_done : refused_done);
}

/* On a worker. The same work whether the address is known or not. */
static void sign_in_work(void *context)
{
    struct signing_in *in = context;
    struct randomness *random = flow_random(in->call->flow);
    bool fits = password_fits(in->hash, in->password) && in->may;
    if (fits) {
        token_new(random, in->token);
        in->body.opened = (struct session_opened){.account_id = in->account_id, .verified_hash = str_of(in->hash)};
        token_hash(str_of(in->token), in->body.opened.token_hash);
        if (password_is_old(password_cost_default, in->hash) &&
            password_hash(password_cost_default, random, in->password, in->rehash) == ERR_NONE)
            in->body.opened.rehash = str_of(in->rehash);
    }
    sign_in_propose(in, fits);
}

/* Looks the address up while the memory may be read. */
static void sign_in_find(struct signing_in *in, struct str email)
{
    struct flow *flow = in->call->flow;
    const struct account *account = people_account_by_email(flow_people(flow), email);
    const struct workspace *first = listen_workspace_first(flow_listen(flow));
    password_nobody(password_cost_default, in->hash);
    in->workspace_id = first ? first->id : 0;
    if (!account)
        return;
    in->workspace_id = account->workspace_id;
    in->account_id = account->id;
    in->role = (enum role)account->role;
    in->may = !account->disabled;
    snprintf(in->hash, sizeof in->hash, "%s", account->password_hash.at);
}

void op_sign_in(struct call *call)
{
    const struct sign_in_in *body = call->body;
    struct fault why = {0};
    struct str email = body->email;
    struct signing_in *in = arena_new_object(call->arena, struct signing_in);
    enum err err = in ? ERR_NONE : ERR_MEMORY;
    if (err == ERR_NONE && !request_same_origin(call->x))
        err = fault_set(&why, ERR_NOT_ALLOWED, "csrf", "", "This request did not come from Kuulo's own pages.");
    if (err == ERR_NONE && email_fold(call->arena, body->email, &email, NULL) == ERR_MEMORY)
        err = ERR_MEMORY;
    if (err == ERR_NONE)
        err = login_limit(call, email, &why);
    if (err != ERR_NONE) {
        call_refuse(call, err, &why);
        return;
    }
    in->call = call;
    in->password = body->password;
    sign_in_find(in, email);
    if (in->workspace_id)
        call_work(call, sign_in_work, in);
    else
        refused_done(call, NULL); /* a store without a workspace has no accounts either */
}

/* ---- sign out, sessions ---- */

static void cookie_take_away(struct call *call)
{
    char cookie[COOKIE_SIZE];
    session_cookie_gone(call->request->secure, cookie);
    call->set_cookie = str_keep(call->arena, str_of(cookie));
}

static void closed_done(struct call *call, struct proposal *proposal)
{
    if (proposal->facts[0].subject_id == call->principal.session_id)
        cookie_take_away(call);
    call_empty(call);
}

static void session_close(struct call *call, int64_t session_id)
{
    struct proposal *proposal = call_proposal(call, 1);
    struct session_closed *body = arena_new_object(call->arena, struct session_closed);
    if (!proposal || !body) {
        call_fail_code(call, ERR_MEMORY);
        return;
    }
    *body = (struct session_closed){call->principal.id, session_id};
    proposal->facts[0].kind = FACT_SESSION_CLOSED;
    proposal->facts[0].body = body;
    call_propose(call, proposal, closed_done);
}

void op_sign_out(struct call *call)
{
    if (call->principal.kind == PRINCIPAL_ACCOUNT)
        session_close(call, call->principal.session_id);
    else
        call_empty(call);
}

static const struct account *own_account(const struct call *call)
{
    if (call->principal.kind != PRINCIPAL_ACCOUNT)
        return NULL;
    return people_account(flow_people(call->flow), call->principal.workspace_id, call->principal.id);
}

static void put_session(struct buf *out, const struct session *session, bool current)
{
    buf_printf(out, "{\"id\":%lld", (long long)session->id);
    put_moment(out, "opened_at", session->opened_at_ms);
    put_moment(out, "seen_at", session->seen_at_ms);
    buf_printf(out, ",\"current\":%s}", current ? "true" : "false");
}

void op_session_list(struct call *call)
{
    struct buf out = buf_new(ANSWER_MAX);
    const struct account *account = own_account(call);
    const char *between = "";
    buf_add_text(&out, "{\"items\":[");
    for (const struct session *s = account ? account->sessions : NULL; s; s = s->next) {
        if (!session_alive(s, call->now_ms))
            continue;
        buf_add_text(&out, between);
        put_session(&out, s, s->id == call->principal.session_id);
        between = ",";
    }
    buf_add_text(&out, "]}");
    call_json(call, 200, &out, 0);
}

void op_session_end(struct call *call)
{
    int64_t id = call_integer(call->path[0]);
    const struct account *account = own_account(call);
    for (const struct session *s = account ? account->sessions : NULL; s; s = s->next)
        if (s->id == id && session_alive(s, call->now_ms)) {
            session_close(call, id);
            return;
        }
    call_fail_code(call, ERR_NOT_FOUND);
}

/* ---- password ---- */

struct repassword {
    struct call *call;
    struct str current, fresh;
    char hash[PASSWORD_HASH_SIZE], fresh_hash[PASSWORD_HASH_SIZE];
    union {
        struct password_changed changed;
        struct sign_in_refused refused;
    } body;
};

static void password_done(struct call *call, struct proposal *proposal)
{
    (void)proposal;
    call_empty(call);
}

static void wrong_done(struct call *call, struct proposal *proposal)
{
    (void)proposal;
    struct fault why;
    fault_set(&why, ERR_INVALID, "wrong_password", "current", "The current password is not right. Nothing was changed.");
    call_fail(call, &why);
}

static void password_work(void *context)
{
    struct repassword *re = context;
    struct call *call = re->call;
    bool fits = password_fits(re->hash, re->current);
    struct proposal *proposal = call_proposal(call, 1);
    if (!proposal || (fits && password_hash(password_cost_default, flow_random(call->flow), re->fresh, re->fresh_hash) != ERR_NONE)) {
        call_fail_code(call, ERR_MEMORY);
        return;
    }
    if (fits)
        re->body.changed =
            (struct password_changed){call->principal.id, str_of(re->fresh_hash), str_of(re->hash), call->principal.session_id};
    else
        re->body.refused = (struct sign_in_refused){call->principal.id};
    proposal->facts[0].kind = fits ? FACT_PASSWORD_CHANGED : FACT_SIGN_IN_REFUSED;
    proposal->facts[0].body = &re->body;
    call_propose(call, proposal, fits ? password_done : wrong_done);
}

void op_password_change(struct call *call)
{
    const struct password_in *body = call->body;
    const struct account *account = own_account(call);
    struct repassword *re = arena_new_object(call->arena, struct repassword);
    struct fault why = {0};
    enum err err = re ? ERR_NONE : ERR_MEMORY;
    if (err == ERR_NONE && !account)
        err = fault_set(&why, ERR_NOT_ALLOWED, "no_password", "", "A key has no password.");
    if (err == ERR_NONE)
        err = login_limit(call, account->email, &why);
    if (err != ERR_NONE) {
        call_refuse(call, err, &why);
        return;
    }
    *re = (struct repassword){.call = call, .current = body->current, .fresh = body->new};
    snprintf(re->hash, sizeof re->hash, "%s", account->password_hash.at);
    call_work(call, password_work, re);
}
