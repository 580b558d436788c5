-- Events as fast as they come. An event's name and customer are looked up, or made, in the turn that writes its row, and neither is ever
-- deleted: references would look both up once more for each row. And which events bear a name is kept by blocks of facts instead of event
-- by event: what is asked by name is read newest first, a block at a time.
CREATE TABLE event_without_references (
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
    PRIMARY KEY (workspace_id, id)
) STRICT, WITHOUT ROWID;
INSERT INTO event_without_references
SELECT workspace_id, id, name_id, happened_at, received_at, customer_id, anonymous_id, key, properties, context FROM event;
DROP TABLE event;
ALTER TABLE event_without_references RENAME TO event;
CREATE UNIQUE INDEX event_key ON event (workspace_id, key);
CREATE INDEX event_of_customer ON event (workspace_id, customer_id, id) WHERE customer_id IS NOT NULL;
CREATE INDEX event_of_nobody ON event (workspace_id, anonymous_id) WHERE customer_id IS NULL AND anonymous_id IS NOT NULL;

-- A block holds the events of that name among 4096 facts, those with id / 4096 = block. A block may outlive its events.
CREATE TABLE event_block (
    workspace_id INTEGER NOT NULL,
    name_id INTEGER NOT NULL,
    block INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, name_id, block)
) STRICT, WITHOUT ROWID;
INSERT INTO event_block SELECT DISTINCT workspace_id, name_id, id / 4096 FROM event;
