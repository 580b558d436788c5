-- Statements of listen/import_kept.c.

-- name: import_map_put exec
-- in: workspace_id int, kind int, signature blob, map text, kept_number int
INSERT INTO import_map (workspace_id, kind, signature, map, kept_number) VALUES (:workspace_id, :kind, :signature, :map, :kept_number)
ON CONFLICT (workspace_id, kind, signature) DO UPDATE SET map = excluded.map, kept_number = excluded.kept_number;

-- name: import_map_forget exec
-- in: workspace_id int, keep int
DELETE FROM import_map WHERE workspace_id = :workspace_id AND kept_number IN (
    SELECT kept_number FROM import_map WHERE workspace_id = :workspace_id ORDER BY kept_number DESC LIMIT -1 OFFSET :keep);

-- name: import_map_get one
-- in: workspace_id int, kind int, signature blob
-- out: map text
SELECT map FROM import_map WHERE workspace_id = :workspace_id AND kind = :kind AND signature = :signature;
