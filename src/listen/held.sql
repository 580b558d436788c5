-- Statements of listen/held.c.

-- name: held_insert exec
-- in: workspace_id int, survey_id int, version int, week_at int, channel text, language text, touchpoint_id int?, unit text, answers text
INSERT INTO response_held (workspace_id, survey_id, key, version, week_at, channel, language, touchpoint_id, unit, answers)
VALUES (:workspace_id, :survey_id, randomblob(16), :version, :week_at, :channel, :language, :touchpoint_id, :unit, :answers);

-- name: held_delete exec
-- in: workspace_id int, survey_id int, key blob
DELETE FROM response_held WHERE workspace_id = :workspace_id AND survey_id = :survey_id AND key = :key;

-- name: held_count one
-- in: workspace_id int, survey_id int
-- out: count int
SELECT count(*) FROM response_held WHERE workspace_id = :workspace_id AND survey_id = :survey_id;

-- name: held_page many
-- in: workspace_id int, survey_id int, count int
-- out: key blob, version int, week_at int, channel text, language text, touchpoint_id int?, unit text, answers text
SELECT key, version, week_at, channel, language, touchpoint_id, unit, answers FROM response_held
WHERE workspace_id = :workspace_id AND survey_id = :survey_id ORDER BY key LIMIT :count;

-- name: held_key_get one
-- in: workspace_id int, survey_id int, key_hash blob
-- out: known int
SELECT 1 FROM response_held_key WHERE workspace_id = :workspace_id AND survey_id = :survey_id AND key_hash = :key_hash;

-- name: held_key_insert exec
-- in: workspace_id int, survey_id int, key_hash blob
INSERT INTO response_held_key (workspace_id, survey_id, key_hash) VALUES (:workspace_id, :survey_id, :key_hash);

-- name: held_key_forget exec
-- in: workspace_id int, survey_id int
DELETE FROM response_held_key WHERE workspace_id = :workspace_id AND survey_id = :survey_id;

-- name: release_get one
-- in: workspace_id int, survey_id int
-- out: day int
SELECT day FROM response_release WHERE workspace_id = :workspace_id AND survey_id = :survey_id;

-- name: release_put exec
-- in: workspace_id int, survey_id int, day int
INSERT INTO response_release (workspace_id, survey_id, day) VALUES (:workspace_id, :survey_id, :day)
ON CONFLICT (workspace_id, survey_id) DO UPDATE SET day = excluded.day WHERE day <> excluded.day;
