-- Templates of one's own have a name, and may be the words of one survey: of its invitations, or of its reminders.
ALTER TABLE template ADD COLUMN name TEXT NOT NULL DEFAULT '';
ALTER TABLE template ADD COLUMN survey_id INTEGER; -- NULL: chosen by hand, or one of the two usual ones
ALTER TABLE template ADD COLUMN reminder INTEGER NOT NULL DEFAULT 0; -- 1: the words of that survey's reminders
CREATE UNIQUE INDEX template_of_survey ON template (workspace_id, survey_id, reminder) WHERE survey_id IS NOT NULL;
