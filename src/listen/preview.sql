-- Statements of listen/preview.c.

-- name: preview_insert exec
-- in: workspace_id int, id int, survey_id int, token_hash blob, expires_at int
INSERT INTO preview_link (workspace_id, id, survey_id, token_hash, expires_at)
VALUES (:workspace_id, :id, :survey_id, :token_hash, :expires_at);

-- name: preview_forget exec
-- in: workspace_id int, now int
DELETE FROM preview_link WHERE workspace_id = :workspace_id AND expires_at <= :now;

-- name: preview_get one
-- in: token_hash blob, now int
-- out: workspace_id int, survey_id int
SELECT workspace_id, survey_id FROM preview_link WHERE token_hash = :token_hash AND expires_at > :now;
