-- A note may speak of one of the small things its touchpoint is made of.
ALTER TABLE note ADD COLUMN element_id INTEGER; -- NULL: of none; cleared when the element is removed
CREATE INDEX note_element ON note (workspace_id, element_id) WHERE element_id IS NOT NULL;
