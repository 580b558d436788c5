-- Statements of listen/picture.c.

-- name: picture_put exec
-- in: workspace_id int, hash text, name text, media_type text, width int, height int, added_at int, size int, content blob
INSERT INTO picture (workspace_id, hash, name, media_type, width, height, added_at, size, content)
VALUES (:workspace_id, :hash, :name, :media_type, :width, :height, :added_at, :size, :content)
ON CONFLICT (workspace_id, hash) DO NOTHING;

-- name: picture_known one
-- in: workspace_id int, hash text
-- out: size int
SELECT size FROM picture WHERE workspace_id = :workspace_id AND hash = :hash;

-- name: picture_delete exec
-- in: workspace_id int, hash text
DELETE FROM picture WHERE workspace_id = :workspace_id AND hash = :hash;

-- name: picture_list many
-- in: workspace_id int
-- out: hash text, name text, media_type text, width int, height int, added_at int, size int
SELECT hash, name, media_type, width, height, added_at, size FROM picture WHERE workspace_id = :workspace_id
ORDER BY added_at DESC, hash;

-- name: picture_content one
-- in: hash text
-- out: media_type text, content blob
SELECT media_type, content FROM picture WHERE hash = :hash LIMIT 1;
