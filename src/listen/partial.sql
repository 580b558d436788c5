-- Statements of listen/partial.c.

-- name: partial_sent one
-- in: workspace_id int, survey_id int, submission_key text
-- out: sent int
SELECT 1 FROM response WHERE workspace_id = :workspace_id AND survey_id = :survey_id AND submission_key = :submission_key;

-- name: partial_put exec
-- in: workspace_id int, survey_id int, submission_key text, version int, saved_at int, channel text, language text, touchpoint_id int?
-- in: unit text, attributes text?, answers text, left_at text, invitation_id int?
INSERT INTO response_partial (workspace_id, survey_id, submission_key, version, begun_at, saved_at, channel, language, touchpoint_id, unit,
attributes, answers, left_at, invitation_id)
VALUES (:workspace_id, :survey_id, :submission_key, :version, :saved_at, :saved_at, :channel, :language, :touchpoint_id, :unit,
:attributes, :answers, :left_at, :invitation_id)
ON CONFLICT (workspace_id, survey_id, submission_key) DO UPDATE SET version = excluded.version, saved_at = excluded.saved_at,
language = excluded.language, answers = excluded.answers, left_at = excluded.left_at;

-- name: partial_delete exec
-- in: workspace_id int, survey_id int, submission_key text
DELETE FROM response_partial WHERE workspace_id = :workspace_id AND survey_id = :survey_id AND submission_key = :submission_key;

-- name: partial_delete_of_invitation exec
-- in: workspace_id int, invitation_id int
DELETE FROM response_partial WHERE workspace_id = :workspace_id AND invitation_id = :invitation_id;

-- name: partial_delete_of_customer exec
-- in: workspace_id int, customer_id int
DELETE FROM response_partial WHERE workspace_id = :workspace_id
AND invitation_id IN (SELECT id FROM invitation WHERE workspace_id = :workspace_id AND customer_id = :customer_id);

-- name: partial_invitation_open one
-- in: workspace_id int, id int, now int
-- out: open int
SELECT 1 FROM invitation WHERE workspace_id = :workspace_id AND id = :id AND state IN (0, 1) AND expires_at > :now;

-- name: partial_of_invitation one
-- in: workspace_id int, invitation_id int
-- out: survey_id int, version int, language text, answers text, left_at text
SELECT survey_id, version, language, answers, left_at FROM response_partial
WHERE workspace_id = :workspace_id AND invitation_id = :invitation_id;

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
-- out: answers text, left_at text, customer text?
SELECT p.submission_key, p.version, p.saved_at, p.channel, p.language, p.touchpoint_id, p.unit, p.attributes, p.answers, p.left_at, c.external_id
FROM response_partial p
LEFT JOIN invitation i ON i.workspace_id = p.workspace_id AND i.id = p.invitation_id
LEFT JOIN customer c ON c.workspace_id = i.workspace_id AND c.id = i.customer_id AND c.erased_at IS NULL
WHERE p.workspace_id = :workspace_id AND p.survey_id = :survey_id AND p.saved_at < :before ORDER BY p.saved_at LIMIT :count;
