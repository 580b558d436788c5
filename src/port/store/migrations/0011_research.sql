-- What the organisation showed, as sums, and what people said or did, as notes coded by a code book.
CREATE TABLE media_exposure (
    workspace_id INTEGER NOT NULL REFERENCES workspace (id),
    week INTEGER NOT NULL, -- its Monday, a local day
    medium TEXT NOT NULL,
    daypart TEXT NOT NULL, -- empty: the whole day
    segment TEXT NOT NULL, -- empty: everybody
    spend_cents INTEGER NOT NULL,
    contacts INTEGER NOT NULL,
    revision INTEGER NOT NULL, -- number of the last fact about it
    PRIMARY KEY (workspace_id, week, medium, daypart, segment)
) STRICT, WITHOUT ROWID;

CREATE TABLE note (
    workspace_id INTEGER NOT NULL REFERENCES workspace (id),
    id INTEGER NOT NULL,
    kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 4), -- 1 interview, 2 diary, 3 quote, 4 observation
    touchpoint_id INTEGER,
    segment TEXT NOT NULL,
    day INTEGER NOT NULL,
    language TEXT NOT NULL,
    author_id INTEGER NOT NULL, -- an account or a key: both are numbered by the ledger
    customer_id INTEGER,
    revision INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, touchpoint_id) REFERENCES touchpoint (workspace_id, id),
    FOREIGN KEY (workspace_id, customer_id) REFERENCES customer (workspace_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX note_day ON note (workspace_id, day);
CREATE INDEX note_customer ON note (workspace_id, customer_id) WHERE customer_id IS NOT NULL;

-- Apart, so that the words can be forgotten.
CREATE TABLE note_text (
    workspace_id INTEGER NOT NULL,
    note_id INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (workspace_id, note_id),
    FOREIGN KEY (workspace_id, note_id) REFERENCES note (workspace_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE code (
    workspace_id INTEGER NOT NULL REFERENCES workspace (id),
    id INTEGER NOT NULL,
    slug TEXT NOT NULL,
    name TEXT NOT NULL, -- JSON, a text per language
    description TEXT NOT NULL, -- likewise
    valence INTEGER NOT NULL CHECK (valence BETWEEN -1 AND 1),
    retired INTEGER NOT NULL, -- number of the fact since which it is not given; 0: in use
    revision INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, slug)
) STRICT, WITHOUT ROWID;

-- One person's reading of one note. Without codes it says that none fits. Its revision against a code's id tells whether the code was there.
CREATE TABLE coding (
    workspace_id INTEGER NOT NULL,
    note_id INTEGER NOT NULL,
    coder_id INTEGER NOT NULL, -- as author_id
    coded_at INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, note_id, coder_id),
    FOREIGN KEY (workspace_id, note_id) REFERENCES note (workspace_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE coding_code (
    workspace_id INTEGER NOT NULL,
    note_id INTEGER NOT NULL,
    coder_id INTEGER NOT NULL,
    code_id INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, note_id, coder_id, code_id),
    FOREIGN KEY (workspace_id, note_id, coder_id) REFERENCES coding (workspace_id, note_id, coder_id),
    FOREIGN KEY (workspace_id, code_id) REFERENCES code (workspace_id, id)
) STRICT, WITHOUT ROWID;
