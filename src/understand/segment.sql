-- Statements about segments; see tools/sql_gen.py for the form.

-- name: segment_insert exec
-- in: workspace_id int, id int, owner_id int, shared int, name text, condition text, changed_at int
INSERT INTO segment (workspace_id, id, owner_id, shared, name, condition, changed_at, revision)
VALUES (:workspace_id, :id, :owner_id, :shared, :name, :condition, :changed_at, :id);

-- name: segment_update exec
-- in: workspace_id int, id int, shared int, name text, condition text, changed_at int, revision int
UPDATE segment SET shared = :shared, name = :name, revision = :revision,
changed_at = CASE WHEN condition = :condition THEN changed_at ELSE :changed_at END, condition = :condition
WHERE workspace_id = :workspace_id AND id = :id;

-- name: segment_standing one
-- in: workspace_id int, id int
-- out: owner_id int, shared int, revision int
SELECT owner_id, shared, revision FROM segment WHERE workspace_id = :workspace_id AND id = :id;

-- name: segment_count one
-- in: workspace_id int, owner_id int
-- out: count int
SELECT count(*) FROM segment WHERE workspace_id = :workspace_id AND owner_id = :owner_id;

-- name: segment_all many
-- in: workspace_id int, reader_id int, only int
-- out: id int, owner_id int, shared int, name text, condition text, changed_at int, uses int, revision int
SELECT s.id, s.owner_id, s.shared, s.name, s.condition, s.changed_at,
(SELECT count(*) FROM segment_use u WHERE u.workspace_id = s.workspace_id AND u.segment_id = s.id)
+ (SELECT count(*) FROM segment_weighting w WHERE w.workspace_id = s.workspace_id AND w.segment_id = s.id) AS uses, s.revision
FROM segment s WHERE s.workspace_id = :workspace_id AND (s.owner_id = :reader_id OR s.shared = 1) AND (:only = 0 OR s.id = :only)
ORDER BY s.id;

-- name: segment_condition one
-- in: workspace_id int, reader_id int, id int
-- out: condition text
SELECT condition FROM segment
WHERE workspace_id = :workspace_id AND id = :id AND (owner_id = :reader_id OR shared = 1);

-- name: segment_views many
-- in: workspace_id int, reader_id int, segment_id int
-- out: id int, name text, seen int
SELECT v.id, v.name, (v.owner_id = :reader_id OR v.shared = 1) AS seen
FROM segment_use u JOIN saved_view v ON v.workspace_id = u.workspace_id AND v.id = u.view_id
WHERE u.workspace_id = :workspace_id AND u.segment_id = :segment_id ORDER BY v.id;

-- name: segment_schemes many
-- in: workspace_id int, segment_id int
-- out: slug text
SELECT w.slug FROM segment_weighting u JOIN weight_scheme w ON w.workspace_id = u.workspace_id AND w.id = u.scheme_id
WHERE u.workspace_id = :workspace_id AND u.segment_id = :segment_id ORDER BY w.id;

-- name: segment_weighting_insert exec
-- in: workspace_id int, segment_id int, scheme_id int
INSERT INTO segment_weighting (workspace_id, segment_id, scheme_id) VALUES (:workspace_id, :segment_id, :scheme_id);

-- name: segment_weighting_forget exec
-- in: workspace_id int, scheme_id int
DELETE FROM segment_weighting WHERE workspace_id = :workspace_id AND scheme_id = :scheme_id;

-- name: segment_uses_beyond one
-- in: workspace_id int, segment_id int, owner_id int
-- out: count int
SELECT (SELECT count(*) FROM segment_use u JOIN saved_view v ON v.workspace_id = u.workspace_id AND v.id = u.view_id
WHERE u.workspace_id = :workspace_id AND u.segment_id = :segment_id AND (v.shared = 1 OR v.owner_id <> :owner_id))
+ (SELECT count(*) FROM segment_weighting WHERE workspace_id = :workspace_id AND segment_id = :segment_id) AS count;

-- name: segment_delete exec
-- in: workspace_id int, id int
DELETE FROM segment WHERE workspace_id = :workspace_id AND id = :id;

-- name: segment_use_insert exec
-- in: workspace_id int, segment_id int, view_id int
INSERT INTO segment_use (workspace_id, segment_id, view_id) VALUES (:workspace_id, :segment_id, :view_id) ON CONFLICT DO NOTHING;

-- name: segment_use_forget exec
-- in: workspace_id int, view_id int
DELETE FROM segment_use WHERE workspace_id = :workspace_id AND view_id = :view_id;

-- name: owned_uses_forget exec
-- in: workspace_id int, owner_id int
DELETE FROM segment_use WHERE workspace_id = :workspace_id AND view_id IN
(SELECT id FROM saved_view WHERE workspace_id = :workspace_id AND owner_id = :owner_id AND shared = 0);

-- name: owned_segments_forget exec
-- in: workspace_id int, owner_id int
DELETE FROM segment WHERE workspace_id = :workspace_id AND owner_id = :owner_id AND shared = 0;
