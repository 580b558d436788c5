-- Schemes by which answers are weighted to the population. The definition is the contract's weight_scheme_in as JSON.
CREATE TABLE weight_scheme (
    workspace_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    slug TEXT NOT NULL,
    definition TEXT NOT NULL,
    revision INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, slug),
    FOREIGN KEY (workspace_id) REFERENCES workspace (id)
) STRICT;
