-- A changed rule makes what waits under it due anew, a piece at a time: when it changed, and how far its asks have been gone through, in the
-- order of (due_at, encounter_id). NULL: nothing to go through.
ALTER TABLE ask_rule ADD COLUMN reopen_at INTEGER;
ALTER TABLE ask_rule ADD COLUMN reopen_due INTEGER;
ALTER TABLE ask_rule ADD COLUMN reopen_encounter INTEGER;
