#include "people/memory.h"

#include "people.sql.h"

#include <stdlib.h>

/* ---- memory ---- */

static void session_keep(struct people *people, struct account *account, int64_t id, const unsigned char hash[TOKEN_HASH_SIZE],
                         int64_t opened_at_ms, int64_t seen_at_ms)
{
    struct session *session = owned_new(sizeof *session);
    session->id = id;
    session->opened_at_ms = opened_at_ms;
    session->seen_at_ms = seen_at_ms;
    session->seen_asked_at_ms = seen_at_ms;
    session->account = account;
    session->next = account->sessions;
    memcpy(session->token_hash, hash, TOKEN_HASH_SIZE);
    account->sessions = session;
    owned_put(people->sessions, hash_str(session->token_hash), session);
}

/* Unlinks and frees those of the account for which `gone` says so. */
static void sessions_drop(struct people *people, struct account *account, bool (*gone)(const struct session *s, int64_t arg), int64_t arg)
{
    for (struct session **at = &account->sessions; *at;) {
        struct session *session = *at;
        if (!gone(session, arg)) {
            at = &session->next;
            continue;
        }
        *at = session->next;
        map_remove(people->sessions, hash_str(session->token_hash));
        free(session);
    }
}

static bool is_other(const struct session *session, int64_t kept)
{
    return session->id != kept;
}

static bool is_it(const struct session *session, int64_t id)
{
    return session->id == id;
}

static bool is_over(const struct session *session, int64_t now_ms)
{
    return !session_alive(session, now_ms);
}

void sessions_end(struct people *people, struct account *account, int64_t kept)
{
    sessions_drop(people, account, is_other, kept);
}

static int64_t session_beyond(const struct account *account, int64_t keep)
{
    for (const struct session *s = account->sessions; s; s = s->next)
        if (keep-- == 0)
            return s->id;
    return 0;
}

static bool session_row(void *context, const struct session_all_row *row)
{
    struct people *people = context;
    struct account *account = account_at(people, row->workspace_id, row->account_id);
    if (account && row->token_hash.length == TOKEN_HASH_SIZE)
        session_keep(people, account, row->id, (const unsigned char *)row->token_hash.at, row->opened_at, row->seen_at);
    return true;
}

enum err session_load(struct people *people, struct store *store)
{
    return sql_session_all(store, NULL, session_row, people);
}

static void apply_opened(struct people *people, struct account *account, const struct fact *fact)
{
    const struct session_opened *body = fact->body;
    if (body->rehash.length) {
        struct str hash = owned_text(body->rehash);
        owned_text_free(&account->password_hash);
        account->password_hash = hash;
    }
    sessions_drop(people, account, is_over, fact->at_ms);
    session_keep(people, account, fact->number, body->token_hash, fact->at_ms, fact->at_ms);
    int64_t oldest = session_beyond(account, SESSIONS_MAX);
    if (oldest)
        sessions_drop(people, account, is_it, oldest);
}

void session_apply(struct people *people, const struct fact *fact)
{
    const struct session_closed *closed = fact->body;
    int64_t account_id = fact->kind == FACT_SESSION_OPENED ? ((const struct session_opened *)fact->body)->account_id : closed->account_id;
    struct account *account = account_at(people, fact->workspace_id, account_id);
    if (account && fact->kind == FACT_SESSION_OPENED)
        apply_opened(people, account, fact);
    else if (account)
        sessions_drop(people, account, is_it, closed->session_id);
}

/* ---- store ---- */

static enum err payload_account(struct fact *fact, struct arena *arena, int64_t account_id)
{
    const char *text = arena_printf(arena, "{\"account\":%lld}", (long long)account_id);
    fact->payload = str_of(text);
    return text ? ERR_NONE : ERR_MEMORY;
}

static enum err refused(struct fault *why)
{
    return fault_set(why, ERR_UNAUTHENTICATED, "sign_in_refused", "", "The e-mail address or the password is wrong.");
}

static enum err open_check(struct store *store, const struct fact *fact, struct arena *arena, struct fault *why)
{
    const struct session_opened *body = fact->body;
    struct account_get_row row;
    enum err err = sql_account_get(store, &(struct account_get_in){fact->workspace_id, body->account_id}, arena, &row);
    if (err == ERR_NOT_FOUND)
        return refused(why);
    if (err != ERR_NONE)
        return err;
    return row.disabled || !str_equal(row.password_hash, body->verified_hash) ? refused(why) : ERR_NONE;
}

enum err session_open_store(struct store *store, struct fact *fact, struct arena *arena, struct fault *why)
{
    const struct session_opened *body = fact->body;
    struct session_insert_in in = {fact->workspace_id, fact->number, body->account_id, hash_str(body->token_hash), fact->at_ms};
    struct session_trim_in trim = {fact->workspace_id, body->account_id, SESSIONS_MAX, fact->at_ms - SESSION_IDLE_MS,
                                   fact->at_ms - SESSION_END_MS};
    fact->subject_id = fact->number;
    enum err err = open_check(store, fact, arena, why);
    if (err == ERR_NONE && body->rehash.length)
        err = sql_account_password(store, &(struct account_password_in){fact->workspace_id, body->account_id, body->rehash}, NULL);
    if (err == ERR_NONE)
        err = sql_session_insert(store, &in, NULL);
    if (err == ERR_NONE)
        err = sql_session_trim(store, &trim, NULL);
    return err == ERR_NONE ? payload_account(fact, arena, body->account_id) : err;
}

enum err session_close_store(struct store *store, struct fact *fact, struct arena *arena, struct fault *why)
{
    const struct session_closed *body = fact->body;
    int64_t changes = 0;
    fact->subject_id = body->session_id;
    enum err err = sql_session_delete(store, &(struct session_delete_in){fact->workspace_id, body->account_id, body->session_id}, &changes);
    if (err == ERR_NONE && !changes)
        err = fault_set(why, ERR_NOT_FOUND, "not_found", "", "There is no such session.");
    return err == ERR_NONE ? payload_account(fact, arena, body->account_id) : err;
}

enum err session_seen_store(struct store *store, struct fact *fact)
{
    const struct session_seen *body = fact->body;
    int64_t changes = 0;
    fact->subject_id = body->session_id;
    enum err err = sql_session_seen(store, &(struct session_seen_in){fact->workspace_id, body->session_id, body->seen_at_ms}, &changes);
    fact->repeated = err == ERR_NONE && !changes;
    return err;
}

/* ---- ask ---- */

bool session_alive(const struct session *session, int64_t now_ms)
{
    return now_ms - session->seen_at_ms < SESSION_IDLE_MS && now_ms - session->opened_at_ms < SESSION_END_MS;
}

struct session *people_session(const struct people *people, const unsigned char hash[TOKEN_HASH_SIZE], int64_t now_ms)
{
    struct session *session = map_get(people->sessions, hash_str(hash));
    return session && !session->account->disabled && session_alive(session, now_ms) ? session : NULL;
}

bool session_seen(struct session *session, int64_t now_ms)
{
    int64_t seen_ms = session->seen_at_ms, asked_ms = session->seen_asked_at_ms;
    while (seen_ms < now_ms && !atomic_compare_exchange_weak(&session->seen_at_ms, &seen_ms, now_ms))
        continue;
    return now_ms - asked_ms >= SESSION_SEEN_EVERY_MS && atomic_compare_exchange_strong(&session->seen_asked_at_ms, &asked_ms, now_ms);
}
