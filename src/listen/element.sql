-- Statements about the small things of touchpoints; see tools/sql_gen.py for the form.

-- name: element_insert exec
-- in: workspace_id int, id int, touchpoint_id int, slug text, name text, state text, owner text
INSERT INTO element (workspace_id, id, touchpoint_id, slug, name, state, owner, revision)
VALUES (:workspace_id, :id, :touchpoint_id, :slug, :name, :state, :owner, :id);

-- name: element_update exec
-- in: workspace_id int, id int, name text, state text, owner text, revision int
UPDATE element SET name = :name, state = :state, owner = :owner, revision = :revision WHERE workspace_id = :workspace_id AND id = :id;

-- name: element_state_update exec
-- in: workspace_id int, id int, state text?, revision int
UPDATE element SET state = coalesce(:state, state), revision = :revision WHERE workspace_id = :workspace_id AND id = :id;

-- name: element_get one
-- in: workspace_id int, id int
-- out: touchpoint_id int, slug text, revision int
SELECT touchpoint_id, slug, revision FROM element WHERE workspace_id = :workspace_id AND id = :id;

-- name: element_count one
-- in: workspace_id int, touchpoint_id int
-- out: count int
SELECT count(*) FROM element WHERE workspace_id = :workspace_id AND touchpoint_id = :touchpoint_id;

-- name: element_of_touchpoint many
-- in: workspace_id int, touchpoint_id int
-- out: id int, touchpoint_id int, slug text, name text, state text, owner text, revision int, notes int
SELECT id, touchpoint_id, slug, name, state, owner, revision,
(SELECT count(*) FROM note n WHERE n.workspace_id = element.workspace_id AND n.element_id = element.id) FROM element
WHERE workspace_id = :workspace_id AND touchpoint_id = :touchpoint_id ORDER BY id;

-- name: element_delete exec
-- in: workspace_id int, id int
DELETE FROM element WHERE workspace_id = :workspace_id AND id = :id;

-- name: element_changes_delete exec
-- in: workspace_id int, element_id int
DELETE FROM element_change WHERE workspace_id = :workspace_id AND element_id = :element_id;

-- name: element_change_insert exec
-- in: workspace_id int, id int, element_id int, changed_on int, note text
INSERT INTO element_change (workspace_id, id, element_id, changed_on, note) VALUES (:workspace_id, :id, :element_id, :changed_on, :note);

-- name: element_change_count one
-- in: workspace_id int, element_id int
-- out: count int
SELECT count(*) FROM element_change WHERE workspace_id = :workspace_id AND element_id = :element_id;

-- name: element_changes many
-- in: workspace_id int, touchpoint_id int, from_day int, to_day int
-- out: id int, element_id int, touchpoint_id int, name text, changed_on int, note text
SELECT c.id, c.element_id, e.touchpoint_id, e.name, c.changed_on, c.note FROM element_change c
JOIN element e ON e.workspace_id = c.workspace_id AND e.id = c.element_id
WHERE c.workspace_id = :workspace_id AND (:touchpoint_id = 0 OR e.touchpoint_id = :touchpoint_id)
AND c.changed_on >= :from_day AND c.changed_on <= :to_day ORDER BY c.changed_on DESC, c.id DESC;
