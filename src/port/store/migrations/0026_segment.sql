-- Segments: named conditions on answers, and the saved views that speak of them.
CREATE TABLE segment (
    workspace_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    owner_id INTEGER NOT NULL, -- the account or key that made it
    shared INTEGER NOT NULL, -- 1: everybody in the workspace sees it
    name TEXT NOT NULL,
    condition TEXT NOT NULL, -- JSON of the condition language; names no other segment
    changed_at INTEGER NOT NULL, -- when the condition became this one; ms since 1970
    revision INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id) REFERENCES workspace (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX segment_owner ON segment (workspace_id, owner_id);

CREATE TABLE segment_use (
    workspace_id INTEGER NOT NULL,
    segment_id INTEGER NOT NULL,
    view_id INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, segment_id, view_id),
    FOREIGN KEY (workspace_id, segment_id) REFERENCES segment (workspace_id, id),
    FOREIGN KEY (workspace_id, view_id) REFERENCES saved_view (workspace_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX segment_use_view ON segment_use (workspace_id, view_id);
