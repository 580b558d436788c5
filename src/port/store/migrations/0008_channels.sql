-- What surveys need to be answered everywhere: who is told apart, forms not sent yet, answers that wait, quotas, links to a draft.

-- The question at which a form was left that was begun and never sent; NULL: it was sent.
ALTER TABLE response ADD COLUMN left_at TEXT;
CREATE INDEX response_left ON response (workspace_id, survey_id) WHERE left_at IS NOT NULL;

-- Of a confidential survey: which customer gave which response, for erasure and for the contact budget only. It stands apart so that
-- nothing which reads responses can tell.
CREATE TABLE response_confidential (
    workspace_id INTEGER NOT NULL,
    response_id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, response_id),
    FOREIGN KEY (workspace_id, response_id) REFERENCES response (workspace_id, id),
    FOREIGN KEY (workspace_id, customer_id) REFERENCES customer (workspace_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX response_confidential_customer ON response_confidential (workspace_id, customer_id);

-- A form being filled: one row for each submission key, replaced as it grows, gone when it is sent or has become a response.
CREATE TABLE response_partial (
    workspace_id INTEGER NOT NULL,
    survey_id INTEGER NOT NULL,
    submission_key TEXT NOT NULL,
    version INTEGER NOT NULL,
    begun_at INTEGER NOT NULL,
    saved_at INTEGER NOT NULL,
    channel TEXT NOT NULL,
    language TEXT NOT NULL,
    touchpoint_id INTEGER,
    unit TEXT NOT NULL,
    attributes TEXT, -- JSON object
    answers TEXT NOT NULL, -- JSON object by question, with the words
    left_at TEXT NOT NULL, -- the question shown last
    resume_hash BLOB, -- SHA-256 of the token that opens it on another device
    resume_until INTEGER,
    PRIMARY KEY (workspace_id, survey_id, submission_key),
    FOREIGN KEY (workspace_id, survey_id, version) REFERENCES survey_version (workspace_id, survey_id, version),
    FOREIGN KEY (workspace_id, touchpoint_id) REFERENCES touchpoint (workspace_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX response_partial_saved ON response_partial (workspace_id, survey_id, saved_at);
CREATE UNIQUE INDEX response_partial_resume ON response_partial (resume_hash) WHERE resume_hash IS NOT NULL;

-- An anonymous answer, acknowledged and safe, that waits for its release among others. Its key is random: the rows stand in no order.
CREATE TABLE response_held (
    workspace_id INTEGER NOT NULL,
    survey_id INTEGER NOT NULL,
    key BLOB NOT NULL,
    version INTEGER NOT NULL,
    week_at INTEGER NOT NULL, -- the Monday of its week
    channel TEXT NOT NULL,
    language TEXT NOT NULL,
    touchpoint_id INTEGER,
    unit TEXT NOT NULL,
    answers TEXT NOT NULL, -- JSON object by question, with the words
    PRIMARY KEY (workspace_id, survey_id, key),
    FOREIGN KEY (workspace_id, survey_id, version) REFERENCES survey_version (workspace_id, survey_id, version),
    FOREIGN KEY (workspace_id, touchpoint_id) REFERENCES touchpoint (workspace_id, id)
) STRICT, WITHOUT ROWID;

-- Submission keys of anonymous answers, hashed, so that an answer sent again is taken once. Nothing leads from here to an answer. Forgotten
-- when the survey closes.
CREATE TABLE response_held_key (
    workspace_id INTEGER NOT NULL,
    survey_id INTEGER NOT NULL,
    key_hash BLOB NOT NULL,
    PRIMARY KEY (workspace_id, survey_id, key_hash),
    FOREIGN KEY (workspace_id, survey_id) REFERENCES survey (workspace_id, id)
) STRICT, WITHOUT ROWID;

-- The local day up to which an anonymous survey's answers were looked at for release.
CREATE TABLE response_release (
    workspace_id INTEGER NOT NULL,
    survey_id INTEGER NOT NULL,
    day INTEGER NOT NULL, -- days since 1970-01-01 in the workspace's time zone
    PRIMARY KEY (workspace_id, survey_id),
    FOREIGN KEY (workspace_id, survey_id) REFERENCES survey (workspace_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE quota_count (
    workspace_id INTEGER NOT NULL,
    survey_id INTEGER NOT NULL,
    quota_id TEXT NOT NULL,
    counted INTEGER NOT NULL,
    turned_away INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, survey_id, quota_id),
    FOREIGN KEY (workspace_id, survey_id) REFERENCES survey (workspace_id, id)
) STRICT, WITHOUT ROWID;

-- Links that show a draft for a while.
CREATE TABLE preview_link (
    workspace_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    survey_id INTEGER NOT NULL,
    token_hash BLOB NOT NULL UNIQUE, -- SHA-256
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, survey_id) REFERENCES survey (workspace_id, id)
) STRICT, WITHOUT ROWID;
