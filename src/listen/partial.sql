-- Statements of listen/partial.c.

-- name: partial_sent one
-- in: workspace_id int, survey_id int, submission_key text
-- out: sent int
SELECT 1 FROM response WHERE workspace_id = :workspace_id AND survey_id = :survey_id AND submission_key = :submission_key;

-- name: partial_put exec
-- in: workspace_id int, survey_id int, submission_key text, version int, saved_at int, channel text, language text, touchpoint_id int?
-- in: unit text, attributes text?, answers text, left_at text
INSERT INTO response_partial (workspace_id, survey_id, submission_key, version, begun_at, saved_at, channel, language, touchpoint_id, unit,
attributes, answers, left_at)
VALUES (:workspace_id, :survey_id, :submission_key, :version, :saved_at, :saved_at, :channel, :language, :touchpoint_id, :unit,
:attributes, :answers, :left_at)
ON CONFLICT (workspace_id, survey_id, submission_key) DO UPDATE SET version = excluded.version, saved_at = excluded.saved_at,
language = excluded.language, answers = excluded.answers, left_at = excluded.left_at;

-- name: partial_delete exec
-- in: workspace_id int, survey_id int, submission_key text
DELETE FROM response_partial WHERE workspace_id = :workspace_id AND survey_id = :survey_id AND submission_key = :submission_key;

-- name: partial_take exec
-- in: workspace_id int, survey_id int, submission_key text, saved_at int
DELETE FROM response_partial
WHERE workspace_id = :workspace_id AND survey_id = :survey_id AND submission_key = :submission_key AND saved_at = :saved_at;

-- name: partial_resume_put exec
-- in: workspace_id int, survey_id int, submission_key text, resume_hash blob, resume_until int
UPDATE response_partial SET resume_hash = :resume_hash, resume_until = :resume_until
WHERE workspace_id = :workspace_id AND survey_id = :survey_id AND submission_key = :submission_key;

-- name: partial_by_resume one
-- in: resume_hash blob, now int
-- out: workspace_id int, survey_id int, version int, submission_key text, channel text, language text, unit text, attributes text?
-- out: answers text, left_at text, touchpoint_id int?
SELECT workspace_id, survey_id, version, submission_key, channel, language, unit, attributes, answers, left_at, touchpoint_id
FROM response_partial WHERE resume_hash = :resume_hash AND resume_until > :now;

-- name: partial_stale many
-- in: workspace_id int, survey_id int, before int, count int
-- out: submission_key text, version int, saved_at int, channel text, language text, touchpoint_id int?, unit text, attributes text?
-- out: answers text, left_at text
SELECT submission_key, version, saved_at, channel, language, touchpoint_id, unit, attributes, answers, left_at
FROM response_partial WHERE workspace_id = :workspace_id AND survey_id = :survey_id AND saved_at < :before ORDER BY saved_at LIMIT :count;
