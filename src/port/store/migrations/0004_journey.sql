-- Who began an encounter, what moment a touchpoint is, what it is made of and how that changed, and journeys.
ALTER TABLE encounter ADD COLUMN initiator INTEGER; -- 1 customer alone, 2 company, 3 dialogue; NULL not told
ALTER TABLE touchpoint ADD COLUMN moment TEXT NOT NULL DEFAULT ''; -- a key of the moment library, may be empty
ALTER TABLE touchpoint ADD COLUMN owner_function TEXT NOT NULL DEFAULT '';

-- The small things inside a touchpoint. Texts are JSON, a text per language.
CREATE TABLE element (
    workspace_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    touchpoint_id INTEGER NOT NULL,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    state TEXT NOT NULL, -- how it is now
    owner TEXT NOT NULL,
    revision INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, touchpoint_id, slug),
    FOREIGN KEY (workspace_id, touchpoint_id) REFERENCES touchpoint (workspace_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE element_change (
    workspace_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    element_id INTEGER NOT NULL,
    changed_on INTEGER NOT NULL, -- local day, since 1970-01-01
    note TEXT NOT NULL,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, element_id) REFERENCES element (workspace_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX element_change_day ON element_change (workspace_id, element_id, changed_on);

CREATE TABLE journey (
    workspace_id INTEGER NOT NULL REFERENCES workspace (id),
    id INTEGER NOT NULL,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    definition TEXT NOT NULL, -- JSON as the contract's journey_in without slug and name
    revision INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, slug)
) STRICT, WITHOUT ROWID;
