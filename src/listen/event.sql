-- Statements of events; see tools/sql_gen.py for the form.

-- name: event_name_insert exec
-- in: workspace_id int, id int, name text, at int
INSERT INTO event_name (workspace_id, id, name, received, matched, first_at, last_at) VALUES (:workspace_id, :id, :name, 0, 0, :at, :at);

-- name: event_name_count one
-- in: workspace_id int
-- out: count int
SELECT count(*) FROM event_name WHERE workspace_id = :workspace_id;

-- name: event_name_add exec
-- in: workspace_id int, id int, received int, matched int, first_at int, last_at int
UPDATE event_name SET received = received + :received, matched = matched + :matched, first_at = min(first_at, :first_at),
last_at = max(last_at, :last_at) WHERE workspace_id = :workspace_id AND id = :id;

-- name: event_name_all many
-- in: workspace_id int
-- out: name text, received int, matched int, first_at int, last_at int
SELECT name, received, matched, first_at, last_at FROM event_name WHERE workspace_id = :workspace_id ORDER BY last_at DESC, id DESC;

-- name: event_name_find one
-- in: workspace_id int, name text
-- out: id int
SELECT id FROM event_name WHERE workspace_id = :workspace_id AND name = :name;

-- name: event_block_note exec
-- in: workspace_id int, name_id int, id int
INSERT INTO event_block (workspace_id, name_id, block) VALUES (:workspace_id, :name_id, :id / 4096)
ON CONFLICT (workspace_id, name_id, block) DO NOTHING;

-- name: event_by_key one
-- in: workspace_id int, key blob
-- out: id int
SELECT id FROM event WHERE workspace_id = :workspace_id AND key = :key;

-- name: event_insert exec
-- in: workspace_id int, id int, name_id int, happened_at int, received_at int, customer_id int?, anonymous_id text?, key blob
-- in: properties text?, context text?
INSERT INTO event (workspace_id, id, name_id, happened_at, received_at, customer_id, anonymous_id, key, properties, context)
VALUES (:workspace_id, :id, :name_id, :happened_at, :received_at, :customer_id, :anonymous_id, :key, :properties, :context)
ON CONFLICT (workspace_id, key) DO NOTHING;

-- name: event_page many
-- in: workspace_id int, before int, count int
-- out: id int, name text, happened_at int, received_at int, customer text?, anonymous_id text?, properties text?, context text?
-- out: encounter_id int?
SELECT e.id, n.name, e.happened_at, e.received_at, c.external_id, e.anonymous_id, e.properties, e.context, m.id
FROM event e
JOIN event_name n ON n.workspace_id = e.workspace_id AND n.id = e.name_id
LEFT JOIN customer c ON c.workspace_id = e.workspace_id AND c.id = e.customer_id
LEFT JOIN encounter m ON m.workspace_id = e.workspace_id AND m.key = 'event-' || lower(hex(e.key))
WHERE e.workspace_id = :workspace_id AND e.id < :before ORDER BY e.id DESC LIMIT :count;

-- name: event_page_of_name many
-- in: workspace_id int, name_id int, before int, count int
-- out: as event_page
SELECT e.id, n.name, e.happened_at, e.received_at, c.external_id, e.anonymous_id, e.properties, e.context, m.id
FROM event_block b
JOIN event e ON e.workspace_id = b.workspace_id AND e.id BETWEEN b.block * 4096 AND b.block * 4096 + 4095 AND e.name_id = b.name_id
JOIN event_name n ON n.workspace_id = e.workspace_id AND n.id = e.name_id
LEFT JOIN customer c ON c.workspace_id = e.workspace_id AND c.id = e.customer_id
LEFT JOIN encounter m ON m.workspace_id = e.workspace_id AND m.key = 'event-' || lower(hex(e.key))
WHERE b.workspace_id = :workspace_id AND b.name_id = :name_id AND b.block <= :before / 4096 AND e.id < :before
ORDER BY b.block DESC, e.id DESC LIMIT :count;

-- name: event_page_of_customer many
-- in: workspace_id int, customer_id int, name_id int, before int, count int
-- out: as event_page
SELECT e.id, n.name, e.happened_at, e.received_at, c.external_id, e.anonymous_id, e.properties, e.context, m.id
FROM event e
JOIN event_name n ON n.workspace_id = e.workspace_id AND n.id = e.name_id
LEFT JOIN customer c ON c.workspace_id = e.workspace_id AND c.id = e.customer_id
LEFT JOIN encounter m ON m.workspace_id = e.workspace_id AND m.key = 'event-' || lower(hex(e.key))
WHERE e.workspace_id = :workspace_id AND e.customer_id = :customer_id AND (:name_id = 0 OR e.name_id = :name_id) AND e.id < :before
ORDER BY e.id DESC LIMIT :count;

-- name: event_after many
-- in: workspace_id int, name_id int, after int, count int
-- out: id int, name_id int, happened_at int, customer_id int?, key blob, properties text?, context text?, encounter_id int?
SELECT e.id, e.name_id, e.happened_at, e.customer_id, e.key, e.properties, e.context, m.id
FROM event_block b
JOIN event e ON e.workspace_id = b.workspace_id AND e.id BETWEEN b.block * 4096 AND b.block * 4096 + 4095 AND e.name_id = b.name_id
LEFT JOIN encounter m ON m.workspace_id = e.workspace_id AND m.key = 'event-' || lower(hex(e.key))
WHERE b.workspace_id = :workspace_id AND b.name_id = :name_id AND b.block >= :after / 4096 AND e.id > :after
ORDER BY b.block, e.id LIMIT :count;

-- name: event_oldest one
-- in: workspace_id int
-- out: received_at int
SELECT received_at FROM event WHERE workspace_id = :workspace_id ORDER BY id LIMIT 1;

-- name: event_forget exec
-- in: workspace_id int, before int, count int
DELETE FROM event WHERE workspace_id = :workspace_id AND received_at < :before
AND id IN (SELECT o.id FROM event o WHERE o.workspace_id = :workspace_id ORDER BY o.id LIMIT :count);

-- name: event_block_forget exec
-- in: workspace_id int
DELETE FROM event_block WHERE workspace_id = :workspace_id
AND block < coalesce((SELECT o.id FROM event o WHERE o.workspace_id = :workspace_id ORDER BY o.id LIMIT 1), 9223372036854775807) / 4096;

-- ---- who ----

-- name: customer_link_find one
-- in: workspace_id int, anonymous_id text
-- out: customer_id int
SELECT customer_id FROM customer_link WHERE workspace_id = :workspace_id AND anonymous_id = :anonymous_id;

-- name: customer_link_insert exec
-- in: workspace_id int, anonymous_id text, customer_id int, at int
INSERT INTO customer_link (workspace_id, anonymous_id, customer_id, linked_at) VALUES (:workspace_id, :anonymous_id, :customer_id, :at)
ON CONFLICT (workspace_id, anonymous_id) DO NOTHING;

-- name: event_encounters_join exec
-- in: workspace_id int, anonymous_id text, customer_id int
UPDATE encounter SET customer_id = :customer_id WHERE workspace_id = :workspace_id AND customer_id IS NULL AND key IN
(SELECT 'event-' || lower(hex(e.key)) FROM event e WHERE e.workspace_id = :workspace_id AND e.customer_id IS NULL AND e.anonymous_id = :anonymous_id);

-- name: event_join exec
-- in: workspace_id int, anonymous_id text, customer_id int
UPDATE event SET customer_id = :customer_id WHERE workspace_id = :workspace_id AND customer_id IS NULL AND anonymous_id = :anonymous_id;

-- name: customer_of_event one
-- in: workspace_id int, id int
-- out: external_id text, language text, attributes text?
SELECT external_id, language, attributes FROM customer WHERE workspace_id = :workspace_id AND id = :id;

-- name: customer_whole one
-- in: workspace_id int, id int
-- out: name text, email text, phone text, language text, attributes text?, margin real?, consent_surveys int, contact_ban int
-- out: complaint_open int
SELECT name, email, phone, language, attributes, margin, consent_surveys, contact_ban, complaint_open
FROM customer WHERE workspace_id = :workspace_id AND id = :id;

-- ---- erasure ----

-- name: event_blank exec
-- in: workspace_id int, customer_id int
UPDATE event SET anonymous_id = NULL, properties = NULL, context = NULL WHERE workspace_id = :workspace_id AND customer_id = :customer_id;

-- name: customer_link_forget exec
-- in: workspace_id int, customer_id int
DELETE FROM customer_link WHERE workspace_id = :workspace_id AND customer_id = :customer_id;

-- ---- rules ----

-- name: event_rule_insert exec
-- in: workspace_id int, id int, event text, condition text?, touchpoint_id int, channel text, effect int?, initiator int?
-- in: attributes text?, active int
INSERT INTO event_rule (workspace_id, id, event, condition, touchpoint_id, channel, effect, initiator, attributes, active, revision)
VALUES (:workspace_id, :id, :event, :condition, :touchpoint_id, :channel, :effect, :initiator, :attributes, :active, :id);

-- name: event_rule_update exec
-- in: workspace_id int, id int, event text, condition text?, touchpoint_id int, channel text, effect int?, initiator int?
-- in: attributes text?, active int, revision int
UPDATE event_rule SET event = :event, condition = :condition, touchpoint_id = :touchpoint_id, channel = :channel, effect = :effect,
initiator = :initiator, attributes = :attributes, active = :active, revision = :revision
WHERE workspace_id = :workspace_id AND id = :id;

-- name: event_rule_delete exec
-- in: workspace_id int, id int
DELETE FROM event_rule WHERE workspace_id = :workspace_id AND id = :id;

-- name: event_rule_revision one
-- in: workspace_id int, id int
-- out: revision int
SELECT revision FROM event_rule WHERE workspace_id = :workspace_id AND id = :id;

-- name: event_rule_all many
-- out: workspace_id int, id int, event text, condition text?, touchpoint_id int, channel text, effect int?, initiator int?
-- out: attributes text?, active int, revision int
SELECT workspace_id, id, event, condition, touchpoint_id, channel, effect, initiator, attributes, active, revision
FROM event_rule ORDER BY workspace_id, id;

-- ---- problems and settings ----

-- name: event_problem_note exec
-- in: workspace_id int, name text, field text, slug text, detail text, refused int, at int
INSERT INTO event_problem (workspace_id, name, field, slug, detail, refused, count, last_at)
VALUES (:workspace_id, :name, :field, :slug, :detail, :refused, 1, :at)
ON CONFLICT (workspace_id, name, field, slug) DO UPDATE SET count = count + 1, last_at = :at, detail = :detail, refused = :refused;

-- name: event_problem_trim exec
-- in: workspace_id int, most int
DELETE FROM event_problem WHERE workspace_id = :workspace_id AND (name, field, slug) IN
(SELECT o.name, o.field, o.slug FROM event_problem o WHERE o.workspace_id = :workspace_id ORDER BY o.last_at DESC LIMIT -1 OFFSET :most);

-- name: event_problem_all many
-- in: workspace_id int
-- out: name text, field text, slug text, detail text, refused int, count int, last_at int
SELECT name, field, slug, detail, refused, count, last_at FROM event_problem WHERE workspace_id = :workspace_id ORDER BY last_at DESC;

-- name: event_settings_get one
-- in: workspace_id int
-- out: keep_days int
SELECT keep_days FROM event_settings WHERE workspace_id = :workspace_id;

-- name: event_settings_put exec
-- in: workspace_id int, keep_days int
INSERT INTO event_settings (workspace_id, keep_days) VALUES (:workspace_id, :keep_days)
ON CONFLICT (workspace_id) DO UPDATE SET keep_days = :keep_days;
