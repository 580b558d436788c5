-- What became of each customer whom a person asked, and not a rule or a campaign: numbers only. An invitation that was made has the number of
-- its row here.
CREATE TABLE hand_ask (
    workspace_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    survey_id INTEGER NOT NULL,
    encounter_id INTEGER, -- what it asks about
    reason INTEGER NOT NULL, -- src/listen/ask_reasons.def: 1 asked, the others: not asked
    decided_at INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, customer_id) REFERENCES customer (workspace_id, id),
    FOREIGN KEY (workspace_id, survey_id) REFERENCES survey (workspace_id, id),
    FOREIGN KEY (workspace_id, encounter_id) REFERENCES encounter (workspace_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX hand_ask_of_customer ON hand_ask (workspace_id, customer_id, id);

-- Those whom people asked before: neither a rule's invitation nor a campaign's.
INSERT INTO hand_ask (workspace_id, id, customer_id, survey_id, encounter_id, reason, decided_at)
SELECT i.workspace_id, i.id, i.customer_id, i.survey_id, i.encounter_id, 1, i.made_at
FROM invitation i
WHERE i.rule_id IS NULL AND NOT EXISTS (SELECT 1 FROM campaign_ask a
    WHERE a.workspace_id = i.workspace_id AND a.customer_id = i.customer_id AND a.invitation_id = i.id);
