-- What people keep of the figures: saved views, boards of them, and dated notes on trends.
CREATE TABLE saved_view (
    workspace_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    owner_id INTEGER NOT NULL, -- the account or key that saved it
    shared INTEGER NOT NULL, -- 1: everybody in the workspace sees it
    name TEXT NOT NULL,
    address TEXT NOT NULL, -- of the screen: "/explore?measure=nps"
    revision INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id) REFERENCES workspace (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX saved_view_owner ON saved_view (workspace_id, owner_id);

CREATE TABLE board (
    workspace_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    owner_id INTEGER NOT NULL,
    shared INTEGER NOT NULL,
    name TEXT NOT NULL,
    revision INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id) REFERENCES workspace (id)
) STRICT, WITHOUT ROWID;
CREATE INDEX board_owner ON board (workspace_id, owner_id);

CREATE TABLE board_tile (
    workspace_id INTEGER NOT NULL,
    board_id INTEGER NOT NULL,
    place INTEGER NOT NULL, -- from 0
    view_id INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, board_id, place),
    FOREIGN KEY (workspace_id, board_id) REFERENCES board (workspace_id, id),
    FOREIGN KEY (workspace_id, view_id) REFERENCES saved_view (workspace_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX board_tile_view ON board_tile (workspace_id, view_id);

CREATE TABLE annotation (
    workspace_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    touchpoint_id INTEGER, -- NULL: of the whole organisation
    day INTEGER NOT NULL, -- local day, since 1970-01-01
    text TEXT NOT NULL,
    revision INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id) REFERENCES workspace (id),
    FOREIGN KEY (workspace_id, touchpoint_id) REFERENCES touchpoint (workspace_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX annotation_day ON annotation (workspace_id, day);
