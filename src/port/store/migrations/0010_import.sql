-- How the columns of a file were understood, by the file's header: the next file of the same form needs no explaining.
CREATE TABLE import_map (
    workspace_id INTEGER NOT NULL REFERENCES workspace (id),
    kind INTEGER NOT NULL, -- enum import_kind: 0 responses, 1 encounters, 2 customers
    signature BLOB NOT NULL, -- BLAKE2b-256 of the header's names
    map TEXT NOT NULL, -- JSON
    kept_number INTEGER NOT NULL, -- of the fact that kept it last
    PRIMARY KEY (workspace_id, kind, signature)
) STRICT, WITHOUT ROWID;
