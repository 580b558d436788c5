-- Shared boards that whoever has the link may see, and which columns they see of it.
CREATE TABLE board_visitors (
    workspace_id INTEGER NOT NULL,
    board_id INTEGER NOT NULL,
    link_id INTEGER NOT NULL, -- number of the fact that made the link; its address is derived from it and stands nowhere
    attributes TEXT NOT NULL, -- JSON list of the names of attributes that may be seen
    download INTEGER NOT NULL, -- 1: what is seen may be had as CSV
    expires_at INTEGER NOT NULL, -- ms since 1970
    PRIMARY KEY (workspace_id, board_id),
    UNIQUE (workspace_id, link_id),
    FOREIGN KEY (workspace_id, board_id) REFERENCES board (workspace_id, id)
) STRICT, WITHOUT ROWID;
