/* People: accounts and their roles, sessions, API keys, and the organisation's units.
 *
 * Memory held here: all accounts, live sessions, keys and units of every workspace, so that looking somebody up never touches the store.
 * Threads: `ask` functions run under flow_read_begin; store and apply run on the turn's thread. Pointers returned are valid until
 * flow_read_end. Secrets (passwords, session tokens, keys) are held as hashes only. The ledger gets ids, never an e-mail address or a name.
 */
#pragma once
#include "fact/fact.h"
#include "people/facts.h"
#include "port/store.h"

#include <stdatomic.h>

struct people;

enum {
    SESSION_IDLE_MS = 12 * 3600 * 1000,     /* a session not seen for so long has ended */
    SESSION_END_MS = 7 * 24 * 3600 * 1000,  /* and so has one opened so long ago */
    SESSION_SEEN_EVERY_MS = 30 * 60 * 1000, /* how often at most the store hears that a session was seen; memory knows each time */
    SESSIONS_MAX = 50,                      /* of an account; one more ends the oldest */
    ACCOUNTS_MAX = 5000,                    /* of a workspace */
    KEYS_MAX = 1000,                        /* of a workspace, revoked ones included */
    UNITS_MAX = 5000,                       /* of a workspace */
};

struct account {
    int64_t workspace_id, id, revision; /* revision: number of the last fact about it; the ETag */
    struct str email;                   /* as email_fold made it; unique in the installation, since sign-in names nothing else */
    struct str name, language;
    enum person_role role;
    bool disabled;
    struct str_list touchpoints, units; /* slugs; a worker sees only these; empty: all */
    struct str password_hash;           /* NUL-terminated */
    struct session *sessions;           /* newest first */
};

struct session {
    int64_t id, opened_at_ms;
    _Atomic int64_t seen_at_ms;       /* moves with every request, on any thread */
    _Atomic int64_t seen_asked_at_ms; /* when SESSION_SEEN was last proposed */
    struct account *account;
    struct session *next; /* of the account */
    unsigned char token_hash[TOKEN_HASH_SIZE];
};

struct key {
    int64_t workspace_id, id, created_at_ms, expires_at_ms, revoked_at_ms; /* 0: never */
    struct str name;
    enum person_role role;
    unsigned char hash[TOKEN_HASH_SIZE];
};

struct unit {
    int64_t workspace_id, id, revision;
    struct str slug;
    struct str name_json; /* {"en":"…","fi":"…"} */
};

/* The four verbs. */
enum err people_open(struct store *store, struct people **people, struct fault *why) must_check; /* loads memory */
void people_close(struct people *people);
enum err people_store(struct people *people, struct store *store, struct fact *fact, struct arena *arena, struct fault *why) must_check;
void people_apply(struct people *people, const struct fact *fact);

/* ask; NULL when missing */
const struct account *people_account(const struct people *people, int64_t workspace_id, int64_t id);
const struct account *people_account_by_email(const struct people *people, struct str email); /* folded */
void people_accounts(const struct people *people, int64_t workspace_id, bool (*each)(void *context, const struct account *a),
                     void *context);
/* A living session of an account that is not disabled. The session may be marked as seen through session_seen(). */
struct session *people_session(const struct people *people, const unsigned char token_hash[TOKEN_HASH_SIZE], int64_t now_ms);
bool session_alive(const struct session *session, int64_t now_ms);
/* Notes it; true when a SESSION_SEEN fact is due (told once to one caller). */
bool session_seen(struct session *session, int64_t now_ms);
/* A key that is neither revoked nor expired. */
const struct key *people_key(const struct people *people, const unsigned char hash[TOKEN_HASH_SIZE], int64_t now_ms);
const struct key *people_key_by_id(const struct people *people, int64_t workspace_id, int64_t id); /* also a revoked one */
void people_keys(const struct people *people, int64_t workspace_id, bool (*each)(void *context, const struct key *k), void *context);
const struct unit *people_unit(const struct people *people, int64_t workspace_id, struct str slug);
const struct unit *people_unit_by_id(const struct people *people, int64_t workspace_id, int64_t id);
void people_units(const struct people *people, int64_t workspace_id, bool (*each)(void *context, const struct unit *u), void *context);

const char *person_role_name(enum person_role role);                     /* "viewer" … */
bool person_role_of(struct str name, enum person_role *role) must_check; /* an account's four */
bool key_role_of(struct str name, enum person_role *role) must_check;    /* those and "source" */
