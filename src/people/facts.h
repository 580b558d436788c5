/* Bodies of the facts that people/ owns, by the kind's name. Everything pointed to lives in the proposal's arena. Ids are of the fact's
 * workspace. A store verb refuses with ERR_NOT_FOUND what is missing there. */
#pragma once
#include "base/record.h"

enum { TOKEN_HASH_SIZE = 32 };

/* Each role may what the one before it may. The numbers are stored. A source is a key's role only: it sends events in and may nothing else,
 * so it stands below everybody in every comparison. */
enum person_role { PERSON_SOURCE = -1, PERSON_VIEWER = 1, PERSON_WORKER = 2, PERSON_MANAGER = 3, PERSON_OWNER = 4 };

/* ACCOUNT_ADDED. ERR_CONFLICT "email_taken" when any workspace has the address. */
struct account_added {
    struct str email; /* email_fold()ed */
    struct str name, language;
    enum person_role role;
    struct str_list touchpoints, units;
    struct str password_hash;
};

/* ACCOUNT_CHANGED: what is present. ERR_CONFLICT "last_owner" when the workspace would have no owner left who can sign in. Disabling ends
 * the account's sessions. */
struct account_changed {
    int64_t account_id;
    struct str name, language; /* at == NULL: unchanged */
    bool has_role, has_disabled;
    enum person_role role;
    bool disabled;
    struct str_list touchpoints, units; /* items == NULL: unchanged */
};

/* ACCOUNT_REMOVED: forgets address and name, ends the sessions. ERR_CONFLICT "last_owner". */
struct account_removed {
    int64_t account_id;
};

/* PASSWORD_CHANGED: ends every session of the account but `session_kept`. `verified_hash`, when given, is the hash the current password was
 * checked against: ERR_UNAUTHENTICATED when another was stored meanwhile. */
struct password_changed {
    int64_t account_id;
    struct str password_hash, verified_hash;
    int64_t session_kept; /* 0: none */
};

/* SESSION_OPENED, after the password was checked against `verified_hash`: ERR_UNAUTHENTICATED when that is no longer the account's, or the
 * account is disabled or gone. `rehash`, when given, replaces it (the same password under today's cost). */
struct session_opened {
    int64_t account_id;
    unsigned char token_hash[TOKEN_HASH_SIZE];
    struct str verified_hash, rehash;
};

/* SESSION_CLOSED: signed out, or ended from the list of one's own sessions. */
struct session_closed {
    int64_t account_id, session_id;
};

/* SESSION_SEEN: still in use. Says so in the store, that a restart does not end it early. Nothing when it has ended meanwhile. */
struct session_seen {
    int64_t session_id, seen_at_ms;
};

/* SIGN_IN_REFUSED: the subject is the account, 0 when the address is nobody's. */
struct sign_in_refused {
    int64_t account_id;
};

/* KEY_ADDED */
struct key_added {
    struct str name;
    enum person_role role;
    unsigned char hash[TOKEN_HASH_SIZE];
    int64_t expires_at_ms; /* 0: never */
};

/* KEY_REVOKED: ERR_NOT_FOUND too when it was revoked before. */
struct key_revoked {
    int64_t key_id;
};

/* UNIT_ADDED: ERR_CONFLICT "slug_taken". UNIT_CHANGED: finds by slug, changes the name. */
struct unit_put {
    struct str slug;
    struct str name_json;
};
