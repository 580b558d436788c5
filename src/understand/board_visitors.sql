-- Statements about visitors of boards; see tools/sql_gen.py for the form.

-- name: board_visitors_put exec
-- in: workspace_id int, board_id int, link_id int, attributes text, download int, expires_at int
INSERT INTO board_visitors (workspace_id, board_id, link_id, attributes, download, expires_at)
VALUES (:workspace_id, :board_id, :link_id, :attributes, :download, :expires_at)
ON CONFLICT (workspace_id, board_id) DO UPDATE SET link_id = :link_id, attributes = :attributes, download = :download,
expires_at = :expires_at;

-- name: board_visitors_get one
-- in: workspace_id int, board_id int
-- out: board_id int, link_id int, attributes text, download int, expires_at int
SELECT board_id, link_id, attributes, download, expires_at FROM board_visitors WHERE workspace_id = :workspace_id AND board_id = :board_id;

-- name: board_visitors_link one
-- in: workspace_id int, board_id int
-- out: link_id int
SELECT link_id FROM board_visitors WHERE workspace_id = :workspace_id AND board_id = :board_id;

-- name: board_visitors_by_link one
-- in: workspace_id int, link_id int
-- out: as board_visitors_get
SELECT board_id, link_id, attributes, download, expires_at FROM board_visitors WHERE workspace_id = :workspace_id AND link_id = :link_id;

-- name: board_visitors_delete exec
-- in: workspace_id int, board_id int
DELETE FROM board_visitors WHERE workspace_id = :workspace_id AND board_id = :board_id;
