-- Statements of listen/drop_off.c.

-- name: drop_off_page many
-- in: workspace_id int, survey_id int, version int, count int
-- out: channel text, language text, unit text, attributes text?, answers text, left_at text?, texts text?
SELECT r.channel, r.language, r.unit, r.attributes, r.answers, r.left_at,
(SELECT group_concat(t.question_id) FROM response_text t WHERE t.workspace_id = r.workspace_id AND t.response_id = r.id)
FROM response r WHERE r.workspace_id = :workspace_id AND +r.survey_id = :survey_id AND r.version = :version ORDER BY r.id DESC LIMIT :count;
