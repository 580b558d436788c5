-- Earshot: how many customers are to be heard, and the lists of those who are called, drawn by lot.
CREATE TABLE earshot_goal (
    workspace_id INTEGER NOT NULL PRIMARY KEY REFERENCES workspace (id),
    coverage REAL NOT NULL, -- per cent of the active customers, within 90 days
    talks_month INTEGER NOT NULL, -- of each leader
    revision INTEGER NOT NULL
) STRICT;

CREATE TABLE call_list (
    workspace_id INTEGER NOT NULL REFERENCES workspace (id),
    id INTEGER NOT NULL,
    seed INTEGER NOT NULL, -- with the candidates of that moment it gives the same draw
    drawn_at INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE call_list_item (
    workspace_id INTEGER NOT NULL,
    call_list_id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    stratum INTEGER NOT NULL, -- 1 satisfied, 2 dissatisfied, 3 silent, 4 most profitable
    PRIMARY KEY (workspace_id, call_list_id, customer_id),
    FOREIGN KEY (workspace_id, call_list_id) REFERENCES call_list (workspace_id, id),
    FOREIGN KEY (workspace_id, customer_id) REFERENCES customer (workspace_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX call_list_item_customer ON call_list_item (workspace_id, customer_id, call_list_id);
