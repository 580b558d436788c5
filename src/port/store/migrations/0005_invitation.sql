-- Asking a known person: invitations, the messages that carry them, the words they are made of, and addresses we no longer write to. No
-- address stands here: it is read from the customer when a message is sent, so that erasing the customer erases it everywhere.
CREATE TABLE invitation (
    workspace_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    survey_id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    encounter_id INTEGER, -- what it asks about: its touchpoint, unit and attributes are those of the answer
    rule_id INTEGER, -- the asking rule that made it; NULL: a person did
    channel TEXT NOT NULL, -- email, link
    language TEXT NOT NULL,
    template TEXT NOT NULL, -- slug; empty: the usual words
    state INTEGER NOT NULL, -- 0 waiting, 1 sent, 2 answered, 3 expired, 4 revoked, 5 bounced
    made_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    sent_at INTEGER,
    reminded_at INTEGER, -- when the one reminder was put in the queue
    answered_at INTEGER,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, survey_id) REFERENCES survey (workspace_id, id),
    FOREIGN KEY (workspace_id, customer_id) REFERENCES customer (workspace_id, id),
    FOREIGN KEY (workspace_id, encounter_id) REFERENCES encounter (workspace_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX invitation_of_customer ON invitation (workspace_id, customer_id, id);
CREATE INDEX invitation_of_survey ON invitation (workspace_id, survey_id, id);
CREATE INDEX invitation_open ON invitation (expires_at) WHERE state IN (0, 1);
CREATE INDEX invitation_unreminded ON invitation (workspace_id, sent_at) WHERE state = 1 AND reminded_at IS NULL;

-- One mail to one person. The message of an invitation has the invitation's number; a reminder and a test have their own.
CREATE TABLE message (
    workspace_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    kind INTEGER NOT NULL, -- 1 invitation, 2 reminder, 3 test
    survey_id INTEGER NOT NULL,
    invitation_id INTEGER, -- NULL for a test
    customer_id INTEGER, -- NULL for a test
    account_id INTEGER, -- who gets a test; an account may be removed, so this names it loosely
    language TEXT NOT NULL,
    template TEXT NOT NULL,
    state INTEGER NOT NULL, -- 0 queued, 1 sending, 2 sent, 3 failed, 4 bounced, 5 cancelled, 6 unclear
    made_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL, -- not before
    tries INTEGER NOT NULL,
    ended_at INTEGER, -- sent, given up or cancelled
    address_hash BLOB, -- of the address it was sent to
    reason TEXT NOT NULL, -- why it is not sent (yet): a stable word
    status TEXT NOT NULL, -- the mail server's code, such as 450 4.2.1; never its words, which may name the address
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id, survey_id) REFERENCES survey (workspace_id, id),
    FOREIGN KEY (workspace_id, invitation_id) REFERENCES invitation (workspace_id, id),
    FOREIGN KEY (workspace_id, customer_id) REFERENCES customer (workspace_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX message_due ON message (due_at) WHERE state = 0;
CREATE INDEX message_sending ON message (workspace_id, id) WHERE state = 1;
CREATE INDEX message_of_invitation ON message (workspace_id, invitation_id) WHERE invitation_id IS NOT NULL;
CREATE INDEX message_of_customer ON message (workspace_id, customer_id) WHERE customer_id IS NOT NULL;

-- Addresses we no longer write to, as hashes: whoever comes back with the same address under another name is left in peace too, and the
-- list outlives the customer's erasure.
CREATE TABLE suppression (
    workspace_id INTEGER NOT NULL REFERENCES workspace (id),
    address_hash BLOB NOT NULL,
    reason INTEGER NOT NULL, -- 1 unsubscribed, 2 bounced, 3 complaint
    at INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, address_hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE template (
    workspace_id INTEGER NOT NULL REFERENCES workspace (id),
    slug TEXT NOT NULL, -- "invitation" and "reminder" are the usual ones
    texts TEXT NOT NULL, -- JSON, {"fi":{"subject":"…","body":"…"}}
    revision INTEGER NOT NULL, -- number of the last fact about it
    PRIMARY KEY (workspace_id, slug)
) STRICT, WITHOUT ROWID;

CREATE TABLE mail_setting (
    workspace_id INTEGER PRIMARY KEY REFERENCES workspace (id),
    from_name TEXT NOT NULL,
    from_address TEXT NOT NULL, -- empty: the server's
    reply_to TEXT NOT NULL,
    bounce_address TEXT NOT NULL, -- where undeliverable mail returns to; empty: the from-address
    reminder_days INTEGER NOT NULL, -- 0: no reminder
    expires_days INTEGER NOT NULL,
    domain_minute_max INTEGER NOT NULL, -- messages a minute to one receiving domain
    revision INTEGER NOT NULL
) STRICT;
