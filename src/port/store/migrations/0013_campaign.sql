-- Campaigns: a survey sent by the calendar and not by an event, once or again and again. The rows of customers hold numbers only.
CREATE TABLE campaign (
    workspace_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    survey_id INTEGER NOT NULL,
    state INTEGER NOT NULL CHECK (state IN (0, 1, 2)), -- 0 paused, 1 active, 2 stopped
    next_at INTEGER, -- when it asks next; NULL: not any more
    definition TEXT NOT NULL, -- JSON, campaign_in of the contract
    revision INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, survey_id) REFERENCES survey (workspace_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX campaign_next ON campaign (next_at) WHERE state = 1 AND next_at IS NOT NULL;

-- One time that a campaign asks. Who becomes a customer after its beginning is for the next run.
CREATE TABLE campaign_run (
    workspace_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    campaign_id INTEGER NOT NULL,
    survey_id INTEGER NOT NULL,
    anonymous INTEGER NOT NULL CHECK (anonymous IN (0, 1)), -- as the survey was then
    begun_at INTEGER NOT NULL,
    customers_to INTEGER NOT NULL, -- the highest number of a customer when it began
    looked_to INTEGER NOT NULL, -- number of the last customer who was looked at
    state INTEGER NOT NULL CHECK (state IN (0, 1, 2)), -- 0 looking at the customers, 1 asking those who fit, 2 done
    ended_at INTEGER,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, campaign_id) REFERENCES campaign (workspace_id, id),
    FOREIGN KEY (workspace_id, survey_id) REFERENCES survey (workspace_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX campaign_run_open ON campaign_run (workspace_id, id) WHERE state < 2;
CREATE INDEX campaign_run_of_campaign ON campaign_run (workspace_id, campaign_id, id);
CREATE INDEX campaign_run_of_survey ON campaign_run (workspace_id, survey_id, id);

-- What became of one customer in a run.
CREATE TABLE campaign_ask (
    workspace_id INTEGER NOT NULL,
    run_id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    reason INTEGER NOT NULL, -- src/listen/ask_reasons.def: 0 waits, 1 asked, the others: not asked
    decided_at INTEGER,
    invitation_id INTEGER,
    PRIMARY KEY (workspace_id, run_id, customer_id),
    FOREIGN KEY (workspace_id, run_id) REFERENCES campaign_run (workspace_id, id),
    FOREIGN KEY (workspace_id, customer_id) REFERENCES customer (workspace_id, id),
    FOREIGN KEY (workspace_id, invitation_id) REFERENCES invitation (workspace_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX campaign_ask_waiting ON campaign_ask (workspace_id, run_id, customer_id) WHERE reason = 0;
CREATE INDEX campaign_ask_of_customer ON campaign_ask (workspace_id, customer_id, run_id);

-- Of an invitation by mail to an anonymous survey: its letter carries the survey's own address, the same for everybody, so nobody can know
-- whether it was answered.
ALTER TABLE invitation ADD COLUMN open_link INTEGER NOT NULL DEFAULT 0 CHECK (open_link IN (0, 1));
