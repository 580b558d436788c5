-- Statements of listen/answer_file.c.

-- name: file_insert exec
-- in: workspace_id int, id text, survey_id int, question_id text, forget_at int, name text, media_type text, size int
INSERT INTO answer_file (workspace_id, id, survey_id, question_id, forget_at, name, media_type, size)
VALUES (:workspace_id, :id, :survey_id, :question_id, :forget_at, :name, :media_type, :size);

-- name: file_content_insert exec
-- in: workspace_id int, id text, content blob
INSERT INTO answer_file_content (workspace_id, id, content) VALUES (:workspace_id, :id, :content);

-- name: file_bytes one
-- in: workspace_id int
-- out: size int
SELECT coalesce(sum(size), 0) FROM answer_file WHERE workspace_id = :workspace_id;

-- name: file_attach exec
-- in: workspace_id int, id text, survey_id int, question_id text, response_id int
UPDATE answer_file SET response_id = :response_id, forget_at = NULL
WHERE workspace_id = :workspace_id AND id = :id AND survey_id = :survey_id AND question_id = :question_id AND response_id IS NULL;

-- name: file_detach exec
-- in: workspace_id int, response_id int, forget_at int
UPDATE answer_file SET response_id = NULL, forget_at = :forget_at WHERE workspace_id = :workspace_id AND response_id = :response_id;

-- name: file_delete exec
-- in: workspace_id int, response_id int
DELETE FROM answer_file WHERE workspace_id = :workspace_id AND response_id = :response_id;

-- name: file_delete_of_customer exec
-- in: workspace_id int, customer_id int
DELETE FROM answer_file WHERE workspace_id = :workspace_id AND response_id IN
(SELECT r.id FROM response r WHERE r.workspace_id = :workspace_id AND r.customer_id = :customer_id
UNION ALL SELECT c.response_id FROM response_confidential c WHERE c.workspace_id = :workspace_id AND c.customer_id = :customer_id);

-- name: file_forget exec
-- in: workspace_id int, now int
DELETE FROM answer_file WHERE workspace_id = :workspace_id AND forget_at <= :now;

-- name: file_stale many
-- in: now int
-- out: workspace_id int
SELECT DISTINCT workspace_id FROM answer_file WHERE forget_at <= :now;

-- name: file_get one
-- in: workspace_id int, response_id int, id text
-- out: name text, media_type text, content blob
SELECT f.name, f.media_type, c.content FROM answer_file f
JOIN answer_file_content c ON c.workspace_id = f.workspace_id AND c.id = f.id
WHERE f.workspace_id = :workspace_id AND f.id = :id AND f.response_id = :response_id;

-- name: file_wrong many
-- out: workspace_id int, id text
SELECT f.workspace_id, f.id FROM answer_file f
LEFT JOIN answer_file_content c ON c.workspace_id = f.workspace_id AND c.id = f.id
WHERE c.content IS NULL OR f.size <> length(c.content) OR (f.response_id IS NULL) <> (f.forget_at IS NOT NULL);

-- name: picture_all many
-- out: workspace_id int, hash text, content blob
SELECT workspace_id, hash, content FROM picture;
