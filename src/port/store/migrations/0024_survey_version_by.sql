-- Who published a version: the actor of its fact, kept beside it, because the ledger is read in order and not by kind.
ALTER TABLE survey_version ADD COLUMN actor_kind INTEGER NOT NULL DEFAULT 1;
ALTER TABLE survey_version ADD COLUMN actor_id INTEGER NOT NULL DEFAULT 0;
UPDATE survey_version SET actor_kind = published.actor_kind, actor_id = published.actor_id
FROM (SELECT workspace_id, subject_id, json_extract(payload, '$.version') AS version, actor_kind, actor_id FROM fact WHERE kind = 42) AS published
WHERE published.workspace_id = survey_version.workspace_id AND published.subject_id = survey_version.survey_id
AND published.version = survey_version.version;
