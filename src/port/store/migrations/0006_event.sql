-- Events in: what customers do in other systems, as those tell it. Properties, context and the anonymous id can be forgotten.

-- A key may be a source (-1): it sends events in and may nothing else. A CHECK cannot be changed in place.
CREATE TABLE api_key_with_sources (
    workspace_id INTEGER NOT NULL REFERENCES workspace (id),
    id INTEGER NOT NULL,
    name TEXT NOT NULL,
    role INTEGER NOT NULL CHECK (role IN (-1, 1, 2, 3, 4)),
    key_hash BLOB NOT NULL UNIQUE, -- SHA-256
    created_at INTEGER NOT NULL,
    expires_at INTEGER, -- NULL: never
    revoked_at INTEGER,
    PRIMARY KEY (workspace_id, id)
) STRICT, WITHOUT ROWID;
INSERT INTO api_key_with_sources SELECT workspace_id, id, name, role, key_hash, created_at, expires_at, revoked_at FROM api_key;
DROP TABLE api_key;
ALTER TABLE api_key_with_sources RENAME TO api_key;

-- The catalogue: a row per name, counted as events come in. The id is the number of the first event's fact.
CREATE TABLE event_name (
    workspace_id INTEGER NOT NULL REFERENCES workspace (id),
    id INTEGER NOT NULL,
    name TEXT NOT NULL,
    received INTEGER NOT NULL, -- ever, whether kept still or not
    matched INTEGER NOT NULL,  -- became an encounter
    first_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE event (
    workspace_id INTEGER NOT NULL,
    id INTEGER NOT NULL, -- the number of its fact
    name_id INTEGER NOT NULL,
    happened_at INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    customer_id INTEGER,
    anonymous_id TEXT,
    key BLOB NOT NULL, -- 16 bytes of BLAKE2b over the sender's own id of the message: the same message is stored once
    properties TEXT, -- JSON object
    context TEXT, -- JSON object
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, name_id) REFERENCES event_name (workspace_id, id),
    FOREIGN KEY (workspace_id, customer_id) REFERENCES customer (workspace_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX event_key ON event (workspace_id, key);
CREATE INDEX event_of_name ON event (workspace_id, name_id, id);
CREATE INDEX event_of_customer ON event (workspace_id, customer_id, id) WHERE customer_id IS NOT NULL;
CREATE INDEX event_of_nobody ON event (workspace_id, anonymous_id) WHERE customer_id IS NULL AND anonymous_id IS NOT NULL;

-- An anonymous id that turned out to be a customer.
CREATE TABLE customer_link (
    workspace_id INTEGER NOT NULL,
    anonymous_id TEXT NOT NULL,
    customer_id INTEGER NOT NULL,
    linked_at INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, anonymous_id),
    FOREIGN KEY (workspace_id, customer_id) REFERENCES customer (workspace_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX customer_link_of_customer ON customer_link (workspace_id, customer_id);

CREATE TABLE event_rule (
    workspace_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    event TEXT NOT NULL,
    condition TEXT, -- JSON, NULL: always
    touchpoint_id INTEGER NOT NULL,
    channel TEXT NOT NULL,
    effect INTEGER, -- 1 strengthened, 0 unchanged, -1 weakened
    initiator INTEGER, -- as an encounter's
    attributes TEXT, -- JSON list of properties to take; NULL: all that fit
    active INTEGER NOT NULL CHECK (active IN (0, 1)),
    revision INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, touchpoint_id) REFERENCES touchpoint (workspace_id, id)
) STRICT, WITHOUT ROWID;

-- What was not taken as it came, counted by what was wrong with it. Holds no values that a sender sent, only the names of fields.
CREATE TABLE event_problem (
    workspace_id INTEGER NOT NULL REFERENCES workspace (id),
    name TEXT NOT NULL, -- of the event, or the kind of the message
    field TEXT NOT NULL,
    slug TEXT NOT NULL,
    detail TEXT NOT NULL,
    refused INTEGER NOT NULL CHECK (refused IN (0, 1)), -- the message as a whole, or this part of it
    count INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, name, field, slug)
) STRICT, WITHOUT ROWID;

CREATE TABLE event_settings (
    workspace_id INTEGER PRIMARY KEY REFERENCES workspace (id),
    keep_days INTEGER NOT NULL
) STRICT;
