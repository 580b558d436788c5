-- Statements about weights; see tools/sql_gen.py for the form.

-- name: weight_scheme_insert exec
-- in: workspace_id int, id int, slug text, definition text
INSERT INTO weight_scheme (workspace_id, id, slug, definition, revision) VALUES (:workspace_id, :id, :slug, :definition, :id);

-- name: weight_scheme_update exec
-- in: workspace_id int, id int, definition text, revision int
UPDATE weight_scheme SET definition = :definition, revision = :revision WHERE workspace_id = :workspace_id AND id = :id;

-- name: weight_scheme_find one
-- in: workspace_id int, slug text
-- out: id int, slug text, definition text, revision int
SELECT id, slug, definition, revision FROM weight_scheme WHERE workspace_id = :workspace_id AND slug = :slug;

-- name: weight_scheme_standing one
-- in: workspace_id int, slug text
-- out: id int, revision int
SELECT id, revision FROM weight_scheme WHERE workspace_id = :workspace_id AND slug = :slug;

-- name: weight_scheme_count one
-- in: workspace_id int
-- out: count int
SELECT count(*) FROM weight_scheme WHERE workspace_id = :workspace_id;

-- name: weight_scheme_all many
-- in: workspace_id int
-- out: id int, slug text, definition text, revision int
SELECT id, slug, definition, revision FROM weight_scheme WHERE workspace_id = :workspace_id ORDER BY id;

-- name: weight_scheme_delete exec
-- in: workspace_id int, id int
DELETE FROM weight_scheme WHERE workspace_id = :workspace_id AND id = :id;

-- name: customer_margins many
-- in: workspace_id int
-- out: id int, margin real
SELECT id, margin FROM customer WHERE workspace_id = :workspace_id AND margin > 0;

-- name: customer_year_margins many
-- in: workspace_id int
-- out: id int, year int, margin real
SELECT customer_id, year, margin FROM customer_margin WHERE workspace_id = :workspace_id;
