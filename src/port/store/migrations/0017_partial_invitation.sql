-- A form behind a personal link is kept as it grows too: one for each invitation, so that the same link goes on with it on any device.
ALTER TABLE response_partial ADD COLUMN invitation_id INTEGER; -- NULL: anybody's form
CREATE INDEX response_partial_of_invitation ON response_partial (workspace_id, invitation_id) WHERE invitation_id IS NOT NULL;
