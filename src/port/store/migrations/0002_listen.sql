-- What was heard: touchpoints, customers, encounters, surveys, responses. Ids are the number of the fact that made the row, except a
-- customer's, which is a counter of its own. Names, addresses and words live in customer and response_text only.
CREATE TABLE touchpoint (
    workspace_id INTEGER NOT NULL REFERENCES workspace (id),
    id INTEGER NOT NULL,
    slug TEXT NOT NULL,
    name TEXT NOT NULL, -- JSON, a text per language
    stage TEXT NOT NULL,
    kind TEXT NOT NULL,
    direction TEXT NOT NULL,
    owner TEXT NOT NULL,
    promise TEXT NOT NULL,
    target_emotions TEXT NOT NULL, -- JSON list
    volume_month INTEGER,
    revision INTEGER NOT NULL, -- number of the last fact about it
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, slug)
) STRICT, WITHOUT ROWID;

CREATE TABLE customer (
    workspace_id INTEGER NOT NULL REFERENCES workspace (id),
    id INTEGER NOT NULL,
    external_id TEXT NOT NULL,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    phone TEXT NOT NULL,
    language TEXT NOT NULL,
    attributes TEXT, -- JSON object
    margin REAL, -- a year, in the workspace's currency
    consent_surveys INTEGER NOT NULL,
    contact_ban INTEGER NOT NULL,
    erased_at INTEGER,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, external_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE encounter (
    workspace_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    touchpoint_id INTEGER NOT NULL,
    happened_at INTEGER NOT NULL,
    channel TEXT NOT NULL,
    unit TEXT NOT NULL, -- slug, may be empty
    customer_id INTEGER,
    attributes TEXT, -- JSON object
    effect INTEGER, -- 1 strengthened, 0 unchanged, -1 weakened
    key TEXT,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, touchpoint_id) REFERENCES touchpoint (workspace_id, id),
    FOREIGN KEY (workspace_id, customer_id) REFERENCES customer (workspace_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX encounter_key ON encounter (workspace_id, key) WHERE key IS NOT NULL;
CREATE INDEX encounter_customer ON encounter (workspace_id, customer_id, id) WHERE customer_id IS NOT NULL;

CREATE TABLE survey (
    workspace_id INTEGER NOT NULL REFERENCES workspace (id),
    id INTEGER NOT NULL,
    slug TEXT NOT NULL,
    state INTEGER NOT NULL, -- 0 draft, 1 published, 2 closed
    draft TEXT NOT NULL, -- JSON, the definition as the editor shows it
    version INTEGER NOT NULL, -- the published one, 0 none
    revision INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, slug)
) STRICT, WITHOUT ROWID;

CREATE TABLE survey_version (
    workspace_id INTEGER NOT NULL,
    survey_id INTEGER NOT NULL,
    version INTEGER NOT NULL,
    definition TEXT NOT NULL, -- never changes
    published_at INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, survey_id, version),
    FOREIGN KEY (workspace_id, survey_id) REFERENCES survey (workspace_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE response (
    workspace_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    survey_id INTEGER NOT NULL,
    version INTEGER NOT NULL,
    submission_key TEXT, -- NULL: none was given
    given_at INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    channel TEXT NOT NULL,
    language TEXT NOT NULL,
    touchpoint_id INTEGER,
    unit TEXT NOT NULL,
    customer_id INTEGER,
    outcome INTEGER NOT NULL, -- 1 good, 0 middle, -1 poor
    attributes TEXT, -- JSON object
    answers TEXT NOT NULL, -- JSON object by question, without texts
    PRIMARY KEY (workspace_id, id),
    UNIQUE (workspace_id, survey_id, submission_key),
    FOREIGN KEY (workspace_id, survey_id, version) REFERENCES survey_version (workspace_id, survey_id, version),
    FOREIGN KEY (workspace_id, touchpoint_id) REFERENCES touchpoint (workspace_id, id),
    FOREIGN KEY (workspace_id, customer_id) REFERENCES customer (workspace_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX response_customer ON response (workspace_id, customer_id, id) WHERE customer_id IS NOT NULL;

CREATE TABLE response_text (
    workspace_id INTEGER NOT NULL,
    response_id INTEGER NOT NULL,
    question_id TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (workspace_id, response_id, question_id),
    FOREIGN KEY (workspace_id, response_id) REFERENCES response (workspace_id, id)
) STRICT, WITHOUT ROWID;
