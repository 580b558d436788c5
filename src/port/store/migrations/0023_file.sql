-- Files: the pictures that a survey's maker puts in, and what respondents give as answers (docs/decide/0023-files.md).
CREATE TABLE picture (
    workspace_id INTEGER NOT NULL,
    hash TEXT NOT NULL, -- SHA-256 of the content, hexadecimal: its id and its address
    name TEXT NOT NULL, -- what the file was called; shown to its maker only
    media_type TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    added_at INTEGER NOT NULL,
    size INTEGER NOT NULL, -- bytes of the content
    content BLOB NOT NULL,
    PRIMARY KEY (workspace_id, hash),
    FOREIGN KEY (workspace_id) REFERENCES workspace (id)
) STRICT;
CREATE INDEX picture_hash ON picture (hash);

-- One that waits has no response: its form has not been sent. It is forgotten at forget_at unless an answer names it before.
CREATE TABLE answer_file (
    workspace_id INTEGER NOT NULL,
    id TEXT NOT NULL, -- drawn at random: who knows it may name it in an answer
    survey_id INTEGER NOT NULL,
    question_id TEXT NOT NULL,
    response_id INTEGER,
    forget_at INTEGER, -- NULL: it belongs to its response
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size INTEGER NOT NULL, -- bytes of the content
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, survey_id) REFERENCES survey (workspace_id, id),
    FOREIGN KEY (workspace_id, response_id) REFERENCES response (workspace_id, id)
) STRICT;
CREATE INDEX answer_file_response ON answer_file (workspace_id, response_id);
CREATE INDEX answer_file_size ON answer_file (workspace_id, size); -- how many bytes there are, without reading them
CREATE INDEX answer_file_waiting ON answer_file (forget_at) WHERE forget_at IS NOT NULL;

-- Apart, so that its bytes stay where they are when the row above changes, and can be overwritten there when they go.
CREATE TABLE answer_file_content (
    workspace_id INTEGER NOT NULL,
    id TEXT NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, id) REFERENCES answer_file (workspace_id, id) ON DELETE CASCADE
) STRICT;
