-- Asking: the rules, the contact budget, and for every encounter under a rule what became of it.
CREATE TABLE ask_rule (
    workspace_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    survey_id INTEGER NOT NULL,
    active INTEGER NOT NULL CHECK (active IN (0, 1)),
    removed INTEGER NOT NULL CHECK (removed IN (0, 1)), -- kept, because decisions point at it
    definition TEXT NOT NULL, -- JSON, ask_rule_in of the contract
    revision INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, survey_id) REFERENCES survey (workspace_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE contact_budget (
    workspace_id INTEGER NOT NULL PRIMARY KEY REFERENCES workspace (id),
    budget TEXT NOT NULL, -- JSON, contact_budget_in of the contract
    revision INTEGER NOT NULL
) STRICT;

-- One row for an encounter and a rule, made with the encounter: at most one question comes of it.
CREATE TABLE ask (
    workspace_id INTEGER NOT NULL,
    encounter_id INTEGER NOT NULL,
    rule_id INTEGER NOT NULL,
    customer_id INTEGER,
    due_at INTEGER NOT NULL,
    reason INTEGER NOT NULL, -- src/listen/ask_reasons.def: 0 waits, 1 asked, the others: not asked
    decided_at INTEGER,
    invitation_id INTEGER,
    PRIMARY KEY (workspace_id, encounter_id, rule_id),
    FOREIGN KEY (workspace_id, encounter_id) REFERENCES encounter (workspace_id, id),
    FOREIGN KEY (workspace_id, rule_id) REFERENCES ask_rule (workspace_id, id),
    FOREIGN KEY (workspace_id, customer_id) REFERENCES customer (workspace_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX ask_of_rule ON ask (workspace_id, rule_id, due_at, encounter_id, reason);
CREATE INDEX ask_waiting ON ask (workspace_id, due_at, customer_id) WHERE reason = 0;
CREATE INDEX ask_waiting_of_customer ON ask (workspace_id, customer_id, due_at) WHERE reason = 0;
CREATE INDEX ask_asked ON ask (workspace_id, customer_id, decided_at) WHERE reason = 1;

-- Nobody is asked while a complaint of theirs is open.
ALTER TABLE customer ADD COLUMN complaint_open INTEGER NOT NULL DEFAULT 0 CHECK (complaint_open IN (0, 1));
