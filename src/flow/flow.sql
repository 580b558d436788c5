-- Statements of flow/: the ledger and its cursors. See tools/sql_gen.py for the form.

-- name: fact_insert exec
-- in: workspace_id int, number int, kind int, at int, actor_kind int, actor_id int, subject_id int, payload text
INSERT INTO fact (workspace_id, number, kind, at, actor_kind, actor_id, subject_id, payload)
VALUES (:workspace_id, :number, :kind, :at, :actor_kind, :actor_id, :subject_id, :payload);

-- name: fact_last many
-- out: workspace_id int, number int
SELECT w.id, coalesce((SELECT max(f.number) FROM fact f WHERE f.workspace_id = w.id), 0) FROM workspace w;

-- name: fact_after many
-- in: workspace_id int, number int
-- out: number int, kind int, subject_id int
SELECT number, kind, subject_id FROM fact WHERE workspace_id = :workspace_id AND number > :number ORDER BY number;

-- name: fact_before many
-- in: workspace_id int, number int, count int
-- out: number int, kind int, at int, actor_kind int, actor_id int, subject_id int, payload text
SELECT number, kind, at, actor_kind, actor_id, subject_id, payload FROM fact
WHERE workspace_id = :workspace_id AND number < :number ORDER BY number DESC LIMIT :count;

-- name: idempotency_get one
-- in: workspace_id int, key text
-- out: request_hash blob, subject_id int
SELECT request_hash, subject_id FROM idempotency WHERE workspace_id = :workspace_id AND key = :key;

-- name: idempotency_put exec
-- in: workspace_id int, key text, request_hash blob, subject_id int, at int
INSERT INTO idempotency (workspace_id, key, request_hash, subject_id, at) VALUES (:workspace_id, :key, :request_hash, :subject_id, :at);

-- name: idempotency_forget exec
-- in: before int
DELETE FROM idempotency WHERE at < :before;
