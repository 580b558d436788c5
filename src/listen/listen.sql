-- Statements of listen/; see tools/sql_gen.py for the form.

-- ---- workspaces ----

-- name: workspace_insert exec
-- in: id int, slug text, name text, time_zone text, languages text, colour text, logo_svg text, created_at int
INSERT INTO workspace (id, slug, name, time_zone, languages, colour, logo_svg, created_at)
VALUES (:id, :slug, :name, :time_zone, :languages, :colour, :logo_svg, :created_at);

-- name: workspace_update exec
-- in: id int, name text, time_zone text, languages text, colour text, logo_svg text
UPDATE workspace SET name = :name, time_zone = :time_zone, languages = :languages, colour = :colour, logo_svg = :logo_svg WHERE id = :id;

-- name: workspace_all many
-- out: id int, slug text, name text, time_zone text, languages text, colour text, logo_svg text
SELECT id, slug, name, time_zone, languages, colour, logo_svg FROM workspace ORDER BY id;

-- ---- touchpoints ----

-- name: touchpoint_insert exec
-- in: workspace_id int, id int, slug text, name text, stage text, kind text, direction text, owner text, promise text
-- in: target_emotions text, volume_month int?, moment text, owner_function text
INSERT INTO touchpoint (workspace_id, id, slug, name, stage, kind, direction, owner, promise, target_emotions, volume_month, moment,
owner_function, revision)
VALUES (:workspace_id, :id, :slug, :name, :stage, :kind, :direction, :owner, :promise, :target_emotions, :volume_month, :moment,
:owner_function, :id);

-- name: touchpoint_update exec
-- in: workspace_id int, id int, name text, stage text, kind text, direction text, owner text, promise text
-- in: target_emotions text, volume_month int?, moment text, owner_function text, revision int
UPDATE touchpoint SET name = :name, stage = :stage, kind = :kind, direction = :direction, owner = :owner, promise = :promise,
target_emotions = :target_emotions, volume_month = :volume_month, moment = :moment, owner_function = :owner_function, revision = :revision
WHERE workspace_id = :workspace_id AND id = :id;

-- name: touchpoint_review exec
-- in: workspace_id int, id int, reviewed_on int, revision int
UPDATE touchpoint SET reviewed_on = :reviewed_on, revision = :revision WHERE workspace_id = :workspace_id AND id = :id;

-- name: touchpoint_find one
-- in: workspace_id int, slug text
-- out: id int, revision int
SELECT id, revision FROM touchpoint WHERE workspace_id = :workspace_id AND slug = :slug;

-- name: touchpoint_all many
-- out: workspace_id int, id int, slug text, name text, stage text, kind text, direction text, owner text, promise text
-- out: target_emotions text, volume_month int?, moment text, owner_function text, reviewed_on int?, revision int
SELECT workspace_id, id, slug, name, stage, kind, direction, owner, promise, target_emotions, volume_month, moment, owner_function,
reviewed_on, revision FROM touchpoint ORDER BY workspace_id, id;

-- ---- customers ----

-- name: customer_find one
-- in: workspace_id int, external_id text
-- out: id int
SELECT id FROM customer WHERE workspace_id = :workspace_id AND external_id = :external_id;

-- name: customer_next one
-- in: workspace_id int
-- out: id int
SELECT coalesce(max(id), 0) + 1 FROM customer WHERE workspace_id = :workspace_id;

-- name: customer_insert exec
-- in: workspace_id int, id int, external_id text, name text, email text, phone text, language text, attributes text?
-- in: margin real?, consent_surveys int, contact_ban int
INSERT INTO customer (workspace_id, id, external_id, name, email, phone, language, attributes, margin, consent_surveys, contact_ban)
VALUES (:workspace_id, :id, :external_id, :name, :email, :phone, :language, :attributes, :margin, :consent_surveys, :contact_ban);

-- name: customer_update exec
-- in: workspace_id int, id int, name text, email text, phone text, language text, attributes text?, margin real?
-- in: consent_surveys int, contact_ban int, complaint_open int
UPDATE customer SET name = :name, email = :email, phone = :phone, language = :language, attributes = :attributes, margin = :margin,
consent_surveys = :consent_surveys, contact_ban = :contact_ban, complaint_open = :complaint_open
WHERE workspace_id = :workspace_id AND id = :id;

-- name: customer_ban exec
-- in: workspace_id int, id int, ban int
UPDATE customer SET contact_ban = :ban WHERE workspace_id = :workspace_id AND id = :id AND contact_ban <> :ban;

-- name: customer_blank exec
-- in: workspace_id int, id int, at int
UPDATE customer SET external_id = 'erased-' || id || '-' || :at, name = '', email = '', phone = '', language = '', attributes = NULL, margin = NULL,
consent_surveys = 0, contact_ban = 1, complaint_open = 0, erased_at = :at
WHERE workspace_id = :workspace_id AND id = :id;

-- name: customer_margin_put exec
-- in: workspace_id int, customer_id int, year int, margin real
INSERT INTO customer_margin (workspace_id, customer_id, year, margin) VALUES (:workspace_id, :customer_id, :year, :margin)
ON CONFLICT (workspace_id, customer_id, year) DO UPDATE SET margin = excluded.margin;

-- name: customer_margins_delete exec
-- in: workspace_id int, customer_id int
DELETE FROM customer_margin WHERE workspace_id = :workspace_id AND customer_id = :customer_id;

-- name: customer_margins_of many
-- in: workspace_id int, customer_id int
-- out: year int, margin real
SELECT year, margin FROM customer_margin WHERE workspace_id = :workspace_id AND customer_id = :customer_id ORDER BY year;

-- name: customer_texts_delete exec
-- in: workspace_id int, id int
DELETE FROM response_text WHERE workspace_id = :workspace_id AND response_id IN
(SELECT r.id FROM response r WHERE r.workspace_id = :workspace_id AND r.customer_id = :id
UNION ALL SELECT c.response_id FROM response_confidential c WHERE c.workspace_id = :workspace_id AND c.customer_id = :id);

-- name: customer_get one
-- in: workspace_id int, external_id text
-- out: id int, external_id text, name text, email text, phone text, language text, attributes text?, margin real?
-- out: consent_surveys int, contact_ban int, complaint_open int
SELECT id, external_id, name, email, phone, language, attributes, margin, consent_surveys, contact_ban, complaint_open
FROM customer WHERE workspace_id = :workspace_id AND external_id = :external_id AND erased_at IS NULL;

-- name: customer_page many
-- in: workspace_id int, before int, count int
-- out: id int, external_id text, name text, email text, phone text, language text, attributes text?, margin real?
-- out: consent_surveys int, contact_ban int, complaint_open int
SELECT id, external_id, name, email, phone, language, attributes, margin, consent_surveys, contact_ban, complaint_open
FROM customer WHERE workspace_id = :workspace_id AND id < :before AND erased_at IS NULL ORDER BY id DESC LIMIT :count;

-- ---- encounters ----

-- name: encounter_insert exec
-- in: workspace_id int, id int, touchpoint_id int, happened_at int, channel text, unit text, customer_id int?, attributes text?
-- in: effect int?, initiator int?, key text?
INSERT INTO encounter (workspace_id, id, touchpoint_id, happened_at, channel, unit, customer_id, attributes, effect, initiator, key)
VALUES (:workspace_id, :id, :touchpoint_id, :happened_at, :channel, :unit, :customer_id, :attributes, :effect, :initiator, :key)
ON CONFLICT (workspace_id, key) WHERE key IS NOT NULL DO NOTHING;

-- name: encounter_by_key one
-- in: workspace_id int, key text
-- out: id int
SELECT id FROM encounter WHERE workspace_id = :workspace_id AND key = :key;

-- name: encounter_page many
-- in: workspace_id int, before int, touchpoint_id int, count int
-- out: id int, touchpoint text, happened_at int, channel text, unit text, customer text?, attributes text?, effect int?, initiator int?
SELECT e.id, t.slug, e.happened_at, e.channel, e.unit, c.external_id, e.attributes, e.effect, e.initiator
FROM encounter e
JOIN touchpoint t ON t.workspace_id = e.workspace_id AND t.id = e.touchpoint_id
LEFT JOIN customer c ON c.workspace_id = e.workspace_id AND c.id = e.customer_id
WHERE e.workspace_id = :workspace_id AND e.id < :before AND (:touchpoint_id = 0 OR e.touchpoint_id = :touchpoint_id)
ORDER BY e.id DESC LIMIT :count;

-- name: encounter_page_of_customer many
-- in: workspace_id int, customer_id int, before int, touchpoint_id int, count int
-- out: as encounter_page
SELECT e.id, t.slug, e.happened_at, e.channel, e.unit, c.external_id, e.attributes, e.effect, e.initiator
FROM encounter e
JOIN touchpoint t ON t.workspace_id = e.workspace_id AND t.id = e.touchpoint_id
LEFT JOIN customer c ON c.workspace_id = e.workspace_id AND c.id = e.customer_id
WHERE e.workspace_id = :workspace_id AND e.customer_id = :customer_id AND e.id < :before
AND (:touchpoint_id = 0 OR e.touchpoint_id = :touchpoint_id)
ORDER BY e.id DESC LIMIT :count;

-- ---- surveys ----

-- name: survey_insert exec
-- in: workspace_id int, id int, slug text, draft text
INSERT INTO survey (workspace_id, id, slug, state, draft, version, revision) VALUES (:workspace_id, :id, :slug, 0, :draft, 0, :id);

-- name: survey_find one
-- in: workspace_id int, slug text
-- out: id int, state int, version int, revision int
SELECT id, state, version, revision FROM survey WHERE workspace_id = :workspace_id AND slug = :slug;

-- name: survey_draft_update exec
-- in: workspace_id int, id int, draft text, revision int
UPDATE survey SET draft = :draft, revision = :revision WHERE workspace_id = :workspace_id AND id = :id;

-- name: survey_state_update exec
-- in: workspace_id int, id int, state int, version int, revision int
UPDATE survey SET state = :state, version = :version, revision = :revision WHERE workspace_id = :workspace_id AND id = :id;

-- name: survey_version_insert exec
-- in: workspace_id int, survey_id int, version int, definition text, published_at int, actor_kind int, actor_id int
INSERT INTO survey_version (workspace_id, survey_id, version, definition, published_at, actor_kind, actor_id)
VALUES (:workspace_id, :survey_id, :version, :definition, :published_at, :actor_kind, :actor_id);

-- name: survey_all many
-- out: workspace_id int, id int, slug text, state int, draft text, revision int
SELECT workspace_id, id, slug, state, draft, revision FROM survey ORDER BY workspace_id, id;

-- name: survey_version_all many
-- out: workspace_id int, survey_id int, version int, definition text, published_at int, actor_kind int, actor_id int
SELECT workspace_id, survey_id, version, definition, published_at, actor_kind, actor_id FROM survey_version ORDER BY workspace_id, survey_id, version;

-- name: survey_response_count one
-- in: workspace_id int, survey_id int
-- out: count int
SELECT count(*) FROM response WHERE workspace_id = :workspace_id AND survey_id = :survey_id;

-- name: survey_version_response_count many
-- in: workspace_id int, survey_id int
-- out: version int, count int
SELECT version, count(*) FROM response WHERE workspace_id = :workspace_id AND survey_id = :survey_id GROUP BY version;

-- name: survey_left_count one
-- in: workspace_id int, survey_id int
-- out: count int
SELECT count(*) FROM response WHERE workspace_id = :workspace_id AND survey_id = :survey_id AND left_at IS NOT NULL;

-- ---- responses ----

-- name: response_insert exec
-- in: workspace_id int, id int, survey_id int, version int, submission_key text?, given_at int, received_at int, channel text
-- in: language text, touchpoint_id int?, unit text, customer_id int?, outcome int, attributes text?, answers text, left_at text?
INSERT INTO response (workspace_id, id, survey_id, version, submission_key, given_at, received_at, channel, language, touchpoint_id, unit,
customer_id, outcome, attributes, answers, left_at)
VALUES (:workspace_id, :id, :survey_id, :version, :submission_key, :given_at, :received_at, :channel, :language, :touchpoint_id, :unit,
:customer_id, :outcome, :attributes, :answers, :left_at)
ON CONFLICT (workspace_id, survey_id, submission_key) DO NOTHING;

-- name: response_by_key one
-- in: workspace_id int, survey_id int, submission_key text
-- out: id int, left int
SELECT id, left_at IS NOT NULL FROM response WHERE workspace_id = :workspace_id AND survey_id = :survey_id AND submission_key = :submission_key;

-- name: response_text_insert exec
-- in: workspace_id int, response_id int, question_id text, text text
INSERT INTO response_text (workspace_id, response_id, question_id, text) VALUES (:workspace_id, :response_id, :question_id, :text);

-- name: response_text_delete exec
-- in: workspace_id int, response_id int
DELETE FROM response_text WHERE workspace_id = :workspace_id AND response_id = :response_id;

-- name: response_confidential_insert exec
-- in: workspace_id int, response_id int, customer_id int
INSERT INTO response_confidential (workspace_id, response_id, customer_id) VALUES (:workspace_id, :response_id, :customer_id);

-- name: response_confidential_delete exec
-- in: workspace_id int, response_id int
DELETE FROM response_confidential WHERE workspace_id = :workspace_id AND response_id = :response_id;

-- name: response_delete exec
-- in: workspace_id int, id int
DELETE FROM response WHERE workspace_id = :workspace_id AND id = :id;

-- name: response_get one
-- in: workspace_id int, id int
-- out: id int, survey_id int, survey text, version int, given_at int, received_at int, channel text, language text, touchpoint text?
-- out: unit text, customer text?, outcome int, attributes text?, answers text, left_at text?, texts text?, files text?
SELECT r.id, r.survey_id, s.slug, r.version, r.given_at, r.received_at, r.channel, r.language, t.slug, r.unit, c.external_id, r.outcome,
r.attributes, r.answers, r.left_at,
(SELECT json_group_object(x.question_id, x.text) FROM response_text x WHERE x.workspace_id = r.workspace_id AND x.response_id = r.id),
(SELECT json_group_object(g.question_id, json(g.list)) FROM (SELECT f.question_id, json_group_array(json_object('id', f.id, 'name', f.name,
'media_type', f.media_type, 'size', f.size, 'url', '/api/v1/responses/' || f.response_id || '/files/' || f.id)) AS list
FROM answer_file f WHERE f.workspace_id = r.workspace_id AND f.response_id = r.id GROUP BY f.question_id) g)
FROM response r
LEFT JOIN survey s ON s.workspace_id = r.workspace_id AND s.id = r.survey_id
LEFT JOIN touchpoint t ON t.workspace_id = r.workspace_id AND t.id = r.touchpoint_id
LEFT JOIN customer c ON c.workspace_id = r.workspace_id AND c.id = r.customer_id
WHERE r.workspace_id = :workspace_id AND r.id = :id;

-- name: response_page many
-- in: workspace_id int, before int, survey_id int, touchpoint_id int, channel text, language text, outcome int?, has_text int
-- in: from_ms int, to_ms int, count int
-- out: as response_get
SELECT r.id, r.survey_id, s.slug, r.version, r.given_at, r.received_at, r.channel, r.language, t.slug, r.unit, c.external_id, r.outcome,
r.attributes, r.answers, r.left_at,
(SELECT json_group_object(x.question_id, x.text) FROM response_text x WHERE x.workspace_id = r.workspace_id AND x.response_id = r.id),
(SELECT json_group_object(g.question_id, json(g.list)) FROM (SELECT f.question_id, json_group_array(json_object('id', f.id, 'name', f.name,
'media_type', f.media_type, 'size', f.size, 'url', '/api/v1/responses/' || f.response_id || '/files/' || f.id)) AS list
FROM answer_file f WHERE f.workspace_id = r.workspace_id AND f.response_id = r.id GROUP BY f.question_id) g)
FROM response r
LEFT JOIN survey s ON s.workspace_id = r.workspace_id AND s.id = r.survey_id
LEFT JOIN touchpoint t ON t.workspace_id = r.workspace_id AND t.id = r.touchpoint_id
LEFT JOIN customer c ON c.workspace_id = r.workspace_id AND c.id = r.customer_id
WHERE r.workspace_id = :workspace_id AND r.id < :before
AND (:survey_id = 0 OR r.survey_id = :survey_id)
AND (:touchpoint_id = 0 OR r.touchpoint_id = :touchpoint_id)
AND (:channel = '' OR r.channel = :channel)
AND (:language = '' OR r.language = :language)
AND (:outcome IS NULL OR r.outcome = :outcome)
AND (:has_text = 0 OR EXISTS (SELECT 1 FROM response_text x WHERE x.workspace_id = r.workspace_id AND x.response_id = r.id))
AND r.given_at >= :from_ms AND r.given_at < :to_ms
ORDER BY r.id DESC LIMIT :count;

-- name: response_after many
-- in: workspace_id int, survey_id int, after int, count int
-- out: as response_get
SELECT r.id, r.survey_id, (SELECT s.slug FROM survey s WHERE s.workspace_id = :workspace_id AND s.id = :survey_id), r.version, r.given_at,
r.received_at, r.channel, r.language, t.slug, r.unit, c.external_id, r.outcome,
r.attributes, r.answers, r.left_at,
CASE WHEN EXISTS (SELECT 1 FROM response_text x WHERE x.workspace_id = r.workspace_id AND x.response_id = r.id) THEN
(SELECT json_group_object(x.question_id, x.text) FROM response_text x WHERE x.workspace_id = r.workspace_id AND x.response_id = r.id) END,
CASE WHEN EXISTS (SELECT 1 FROM answer_file f WHERE f.workspace_id = r.workspace_id AND f.response_id = r.id) THEN
(SELECT json_group_object(g.question_id, json(g.list)) FROM (SELECT f.question_id, json_group_array(json_object('id', f.id, 'name', f.name,
'media_type', f.media_type, 'size', f.size, 'url', '/api/v1/responses/' || f.response_id || '/files/' || f.id)) AS list
FROM answer_file f WHERE f.workspace_id = r.workspace_id AND f.response_id = r.id GROUP BY f.question_id) g) END
FROM response r
LEFT JOIN touchpoint t ON t.workspace_id = r.workspace_id AND t.id = r.touchpoint_id
LEFT JOIN customer c ON c.workspace_id = r.workspace_id AND c.id = r.customer_id
WHERE r.workspace_id = :workspace_id AND +r.survey_id = :survey_id AND r.id > :after
ORDER BY r.id LIMIT :count;

-- name: response_last one
-- in: workspace_id int
-- out: id int
SELECT coalesce(max(id), 0) FROM response WHERE workspace_id = :workspace_id;

-- name: response_attributes many
-- in: workspace_id int, survey_id int, until int
-- out: attributes text
SELECT attributes FROM response WHERE workspace_id = :workspace_id AND +survey_id = :survey_id AND id <= :until AND attributes IS NOT NULL;
