-- People: accounts, their sessions, API keys, units. Roles: 1 viewer, 2 worker, 3 manager, 4 owner.
CREATE TABLE account (
    workspace_id INTEGER NOT NULL REFERENCES workspace (id),
    id INTEGER NOT NULL,
    email TEXT NOT NULL UNIQUE, -- trimmed, ASCII lower case; one per installation, because signing in names nothing else
    name TEXT NOT NULL,
    language TEXT NOT NULL,
    role INTEGER NOT NULL CHECK (role BETWEEN 1 AND 4),
    disabled INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1)),
    touchpoints TEXT NOT NULL, -- JSON list of slugs; a worker sees only these; empty: all
    units TEXT NOT NULL,       -- likewise
    password_hash TEXT NOT NULL, -- $argon2id$…
    revision INTEGER NOT NULL, -- number of the last fact about it
    PRIMARY KEY (workspace_id, id)
) STRICT, WITHOUT ROWID;

-- Living sessions only: one that ends is deleted, the ledger remembers it.
CREATE TABLE session (
    workspace_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    account_id INTEGER NOT NULL,
    token_hash BLOB NOT NULL UNIQUE, -- SHA-256
    opened_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, account_id) REFERENCES account (workspace_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX session_of_account ON session (workspace_id, account_id, seen_at);

CREATE TABLE api_key (
    workspace_id INTEGER NOT NULL REFERENCES workspace (id),
    id INTEGER NOT NULL,
    name TEXT NOT NULL,
    role INTEGER NOT NULL CHECK (role BETWEEN 1 AND 4),
    key_hash BLOB NOT NULL UNIQUE, -- SHA-256
    created_at INTEGER NOT NULL,
    expires_at INTEGER, -- NULL: never
    revoked_at INTEGER,
    PRIMARY KEY (workspace_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE unit (
    workspace_id INTEGER NOT NULL REFERENCES workspace (id),
    id INTEGER NOT NULL,
    slug TEXT NOT NULL,
    name TEXT NOT NULL, -- JSON, one text per language
    revision INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, slug)
) STRICT, WITHOUT ROWID;
