-- Statements about journeys; see tools/sql_gen.py for the form.

-- name: journey_insert exec
-- in: workspace_id int, id int, slug text, name text, definition text
INSERT INTO journey (workspace_id, id, slug, name, definition, revision) VALUES (:workspace_id, :id, :slug, :name, :definition, :id);

-- name: journey_update exec
-- in: workspace_id int, id int, name text, definition text, revision int
UPDATE journey SET name = :name, definition = :definition, revision = :revision WHERE workspace_id = :workspace_id AND id = :id;

-- name: journey_delete exec
-- in: workspace_id int, id int
DELETE FROM journey WHERE workspace_id = :workspace_id AND id = :id;

-- name: journey_count one
-- in: workspace_id int
-- out: count int
SELECT count(*) FROM journey WHERE workspace_id = :workspace_id;

-- name: journey_get one
-- in: workspace_id int, slug text
-- out: id int, slug text, name text, definition text, revision int
SELECT id, slug, name, definition, revision FROM journey WHERE workspace_id = :workspace_id AND slug = :slug;

-- name: journey_all many
-- in: workspace_id int
-- out: id int, slug text, name text, definition text, revision int
SELECT id, slug, name, definition, revision FROM journey WHERE workspace_id = :workspace_id ORDER BY id;
