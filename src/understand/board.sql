-- Statements about saved views, boards and annotations; see tools/sql_gen.py for the form.

-- name: saved_view_insert exec
-- in: workspace_id int, id int, owner_id int, shared int, name text, address text
INSERT INTO saved_view (workspace_id, id, owner_id, shared, name, address, revision)
VALUES (:workspace_id, :id, :owner_id, :shared, :name, :address, :id);

-- name: saved_view_update exec
-- in: workspace_id int, id int, shared int, name text, address text, revision int
UPDATE saved_view SET shared = :shared, name = :name, address = :address, revision = :revision
WHERE workspace_id = :workspace_id AND id = :id;

-- name: saved_view_standing one
-- in: workspace_id int, id int
-- out: owner_id int, shared int, revision int
SELECT owner_id, shared, revision FROM saved_view WHERE workspace_id = :workspace_id AND id = :id;

-- name: saved_view_count one
-- in: workspace_id int, owner_id int
-- out: count int
SELECT count(*) FROM saved_view WHERE workspace_id = :workspace_id AND owner_id = :owner_id;

-- name: saved_view_all many
-- in: workspace_id int, reader_id int, only int
-- out: id int, owner_id int, shared int, name text, address text, revision int
SELECT id, owner_id, shared, name, address, revision FROM saved_view
WHERE workspace_id = :workspace_id AND (owner_id = :reader_id OR shared = 1) AND (:only = 0 OR id = :only) ORDER BY id;

-- name: saved_view_untile exec
-- in: workspace_id int, view_id int
DELETE FROM board_tile WHERE workspace_id = :workspace_id AND view_id = :view_id;

-- name: saved_view_delete exec
-- in: workspace_id int, id int
DELETE FROM saved_view WHERE workspace_id = :workspace_id AND id = :id;

-- name: board_insert exec
-- in: workspace_id int, id int, owner_id int, shared int, name text
INSERT INTO board (workspace_id, id, owner_id, shared, name, revision) VALUES (:workspace_id, :id, :owner_id, :shared, :name, :id);

-- name: board_update exec
-- in: workspace_id int, id int, shared int, name text, revision int
UPDATE board SET shared = :shared, name = :name, revision = :revision WHERE workspace_id = :workspace_id AND id = :id;

-- name: board_standing one
-- in: workspace_id int, id int
-- out: as saved_view_standing
SELECT owner_id, shared, revision FROM board WHERE workspace_id = :workspace_id AND id = :id;

-- name: board_count one
-- in: workspace_id int, owner_id int
-- out: count int
SELECT count(*) FROM board WHERE workspace_id = :workspace_id AND owner_id = :owner_id;

-- name: board_all many
-- in: workspace_id int, reader_id int, only int
-- out: id int, owner_id int, shared int, name text, tiles int, revision int
SELECT id, owner_id, shared, name,
(SELECT count(*) FROM board_tile t WHERE t.workspace_id = board.workspace_id AND t.board_id = board.id), revision FROM board
WHERE workspace_id = :workspace_id AND (owner_id = :reader_id OR shared = 1) AND (:only = 0 OR id = :only) ORDER BY id;

-- name: board_tile_insert exec
-- in: workspace_id int, board_id int, place int, view_id int
INSERT INTO board_tile (workspace_id, board_id, place, view_id) VALUES (:workspace_id, :board_id, :place, :view_id);

-- name: board_tiles_delete exec
-- in: workspace_id int, board_id int
DELETE FROM board_tile WHERE workspace_id = :workspace_id AND board_id = :board_id;

-- name: board_tile_all many
-- in: workspace_id int, board_id int, reader_id int
-- out: as saved_view_all
SELECT v.id, v.owner_id, v.shared, v.name, v.address, v.revision FROM board_tile t
JOIN saved_view v ON v.workspace_id = t.workspace_id AND v.id = t.view_id
WHERE t.workspace_id = :workspace_id AND t.board_id = :board_id AND (v.owner_id = :reader_id OR v.shared = 1) ORDER BY t.place;

-- name: board_delete exec
-- in: workspace_id int, id int
DELETE FROM board WHERE workspace_id = :workspace_id AND id = :id;

-- name: owned_tiles_forget exec
-- in: workspace_id int, owner_id int
DELETE FROM board_tile WHERE workspace_id = :workspace_id AND
(board_id IN (SELECT id FROM board WHERE workspace_id = :workspace_id AND owner_id = :owner_id AND shared = 0)
OR view_id IN (SELECT id FROM saved_view WHERE workspace_id = :workspace_id AND owner_id = :owner_id AND shared = 0));

-- name: owned_boards_forget exec
-- in: workspace_id int, owner_id int
DELETE FROM board WHERE workspace_id = :workspace_id AND owner_id = :owner_id AND shared = 0;

-- name: owned_views_forget exec
-- in: workspace_id int, owner_id int
DELETE FROM saved_view WHERE workspace_id = :workspace_id AND owner_id = :owner_id AND shared = 0;

-- name: annotation_insert exec
-- in: workspace_id int, id int, touchpoint_id int?, day int, text text
INSERT INTO annotation (workspace_id, id, touchpoint_id, day, text, revision) VALUES (:workspace_id, :id, :touchpoint_id, :day, :text, :id);

-- name: annotation_update exec
-- in: workspace_id int, id int, touchpoint_id int?, day int, text text, revision int
UPDATE annotation SET touchpoint_id = :touchpoint_id, day = :day, text = :text, revision = :revision
WHERE workspace_id = :workspace_id AND id = :id;

-- name: annotation_standing one
-- in: workspace_id int, id int
-- out: revision int
SELECT revision FROM annotation WHERE workspace_id = :workspace_id AND id = :id;

-- name: annotation_count one
-- in: workspace_id int
-- out: count int
SELECT count(*) FROM annotation WHERE workspace_id = :workspace_id;

-- name: annotation_all many
-- in: workspace_id int, only int, touchpoint_id int, from_day int, to_day int, count int
-- out: id int, touchpoint text?, day int, text text, revision int
SELECT a.id, t.slug, a.day, a.text, a.revision FROM annotation a
LEFT JOIN touchpoint t ON t.workspace_id = a.workspace_id AND t.id = a.touchpoint_id
WHERE a.workspace_id = :workspace_id AND (:only = 0 OR a.id = :only)
AND (:touchpoint_id = 0 OR a.touchpoint_id IS NULL OR a.touchpoint_id = :touchpoint_id)
AND a.day >= :from_day AND a.day <= :to_day ORDER BY a.day DESC, a.id DESC LIMIT :count;

-- name: annotation_delete exec
-- in: workspace_id int, id int
DELETE FROM annotation WHERE workspace_id = :workspace_id AND id = :id;
