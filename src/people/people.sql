-- Statements of people/; see tools/sql_gen.py for the form.

-- name: account_all many
-- out: workspace_id int, id int, email text, name text, language text, role int, disabled int, touchpoints text, units text, password_hash text, revision int
SELECT workspace_id, id, email, name, language, role, disabled, touchpoints, units, password_hash, revision FROM account ORDER BY workspace_id, id;

-- name: account_get one
-- in: workspace_id int, id int
-- out: name text, language text, role int, disabled int, touchpoints text, units text, password_hash text, revision int
SELECT name, language, role, disabled, touchpoints, units, password_hash, revision FROM account WHERE workspace_id = :workspace_id AND id = :id;

-- name: account_of_email one
-- in: email text
-- out: workspace_id int, id int
SELECT workspace_id, id FROM account WHERE email = :email;

-- name: account_count one
-- in: workspace_id int
-- out: count int
SELECT count(*) FROM account WHERE workspace_id = :workspace_id;

-- name: account_insert exec
-- in: workspace_id int, id int, email text, name text, language text, role int, touchpoints text, units text, password_hash text
INSERT INTO account (workspace_id, id, email, name, language, role, touchpoints, units, password_hash, revision)
VALUES (:workspace_id, :id, :email, :name, :language, :role, :touchpoints, :units, :password_hash, :id);

-- name: account_update exec
-- in: workspace_id int, id int, name text, language text, role int, disabled int, touchpoints text, units text, revision int
UPDATE account SET name = :name, language = :language, role = :role, disabled = :disabled, touchpoints = :touchpoints, units = :units, revision = :revision
WHERE workspace_id = :workspace_id AND id = :id;

-- name: account_password exec
-- in: workspace_id int, id int, password_hash text
UPDATE account SET password_hash = :password_hash WHERE workspace_id = :workspace_id AND id = :id;

-- name: account_delete exec
-- in: workspace_id int, id int
DELETE FROM account WHERE workspace_id = :workspace_id AND id = :id;

-- name: owner_others one
-- in: workspace_id int, id int
-- out: count int
SELECT count(*) FROM account WHERE workspace_id = :workspace_id AND id <> :id AND role = 4 AND disabled = 0;

-- name: session_all many
-- out: workspace_id int, id int, account_id int, token_hash blob, opened_at int, seen_at int
SELECT workspace_id, id, account_id, token_hash, opened_at, seen_at FROM session ORDER BY workspace_id, id;

-- name: session_insert exec
-- in: workspace_id int, id int, account_id int, token_hash blob, at int
INSERT INTO session (workspace_id, id, account_id, token_hash, opened_at, seen_at) VALUES (:workspace_id, :id, :account_id, :token_hash, :at, :at);

-- name: session_seen exec
-- in: workspace_id int, id int, at int
UPDATE session SET seen_at = :at WHERE workspace_id = :workspace_id AND id = :id AND seen_at < :at;

-- name: session_delete exec
-- in: workspace_id int, account_id int, id int
DELETE FROM session WHERE workspace_id = :workspace_id AND account_id = :account_id AND id = :id;

-- name: session_delete_all exec
-- in: workspace_id int, account_id int, kept int
DELETE FROM session WHERE workspace_id = :workspace_id AND account_id = :account_id AND id <> :kept;

-- The account's newest sessions stay, within their time.
-- name: session_trim exec
-- in: workspace_id int, account_id int, keep int, idle_since int, open_since int
DELETE FROM session WHERE workspace_id = :workspace_id AND account_id = :account_id AND (seen_at <= :idle_since OR opened_at <= :open_since OR id NOT IN
(SELECT s.id FROM session s WHERE s.workspace_id = :workspace_id AND s.account_id = :account_id ORDER BY s.id DESC LIMIT :keep));

-- name: key_all many
-- out: workspace_id int, id int, name text, role int, key_hash blob, created_at int, expires_at int?, revoked_at int?
SELECT workspace_id, id, name, role, key_hash, created_at, expires_at, revoked_at FROM api_key ORDER BY workspace_id, id;

-- name: key_count one
-- in: workspace_id int
-- out: count int
SELECT count(*) FROM api_key WHERE workspace_id = :workspace_id;

-- name: key_insert exec
-- in: workspace_id int, id int, name text, role int, key_hash blob, created_at int, expires_at int?
INSERT INTO api_key (workspace_id, id, name, role, key_hash, created_at, expires_at) VALUES (:workspace_id, :id, :name, :role, :key_hash, :created_at, :expires_at);

-- name: key_revoke exec
-- in: workspace_id int, id int, at int
UPDATE api_key SET revoked_at = :at WHERE workspace_id = :workspace_id AND id = :id AND revoked_at IS NULL;

-- name: unit_all many
-- out: workspace_id int, id int, slug text, name text, revision int
SELECT workspace_id, id, slug, name, revision FROM unit ORDER BY workspace_id, id;

-- name: unit_of_slug one
-- in: workspace_id int, slug text
-- out: id int
SELECT id FROM unit WHERE workspace_id = :workspace_id AND slug = :slug;

-- name: unit_count one
-- in: workspace_id int
-- out: count int
SELECT count(*) FROM unit WHERE workspace_id = :workspace_id;

-- name: unit_insert exec
-- in: workspace_id int, id int, slug text, name text
INSERT INTO unit (workspace_id, id, slug, name, revision) VALUES (:workspace_id, :id, :slug, :name, :id);

-- name: unit_update exec
-- in: workspace_id int, id int, name text, revision int
UPDATE unit SET name = :name, revision = :revision WHERE workspace_id = :workspace_id AND id = :id;
