-- The ledger: every fact, numbered per workspace, in the transaction of the rows it changed. Holds references and numbers only.
CREATE TABLE workspace (
    id INTEGER PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    languages TEXT NOT NULL, -- JSON list
    colour TEXT NOT NULL DEFAULT '',
    logo_svg TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL -- milliseconds since 1970 UTC, as every …_at
) STRICT;

CREATE TABLE fact (
    workspace_id INTEGER NOT NULL REFERENCES workspace (id),
    number INTEGER NOT NULL,
    kind INTEGER NOT NULL, -- src/fact/kinds.def
    at INTEGER NOT NULL,
    actor_kind INTEGER NOT NULL,
    actor_id INTEGER NOT NULL,
    subject_id INTEGER NOT NULL,
    payload TEXT NOT NULL,
    PRIMARY KEY (workspace_id, number)
) STRICT, WITHOUT ROWID;

-- How far each consumer has read.
CREATE TABLE cursor (
    workspace_id INTEGER NOT NULL REFERENCES workspace (id),
    consumer TEXT NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, consumer)
) STRICT, WITHOUT ROWID;

-- Writes that carried an Idempotency-Key, so that a retry gets the first outcome. Forgotten after a day.
CREATE TABLE idempotency (
    workspace_id INTEGER NOT NULL REFERENCES workspace (id),
    key TEXT NOT NULL, -- actor and key
    request_hash BLOB NOT NULL, -- of method, path and body
    subject_id INTEGER NOT NULL, -- what the first one made or changed
    at INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, key)
) STRICT, WITHOUT ROWID;
