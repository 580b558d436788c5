-- Statements of a customer's path; see tools/sql_gen.py for the form.

-- name: customer_path many
-- in: workspace_id int, customer_id int, before int, before_id int, count int
-- out: kind int, id int, at int, name text?, touchpoint text?, survey text?, channel text?, attributes text?, value int?
SELECT p.kind, p.id, p.at, p.name, p.touchpoint, p.survey, p.channel, p.attributes, p.value FROM (
SELECT 0 AS kind, e.id AS id, e.happened_at AS at, NULL AS name, t.slug AS touchpoint, NULL AS survey, e.channel AS channel, e.attributes AS attributes, e.effect AS value
FROM encounter e
JOIN touchpoint t ON t.workspace_id = e.workspace_id AND t.id = e.touchpoint_id
WHERE e.workspace_id = :workspace_id AND e.customer_id = :customer_id
UNION ALL
SELECT 1, v.id, v.happened_at, n.name, NULL, NULL, NULL, v.properties, NULL
FROM event v
JOIN event_name n ON n.workspace_id = v.workspace_id AND n.id = v.name_id
WHERE v.workspace_id = :workspace_id AND v.customer_id = :customer_id
AND NOT EXISTS (SELECT 1 FROM encounter m WHERE m.workspace_id = v.workspace_id AND m.key = 'event-' || lower(hex(v.key)))
UNION ALL
SELECT 2, r.id, r.given_at, NULL, t.slug, s.slug, r.channel, NULL, r.outcome
FROM response r
JOIN survey s ON s.workspace_id = r.workspace_id AND s.id = r.survey_id
LEFT JOIN touchpoint t ON t.workspace_id = r.workspace_id AND t.id = r.touchpoint_id
WHERE r.workspace_id = :workspace_id AND r.customer_id = :customer_id
) p
WHERE p.at < :before OR (p.at = :before AND p.id < :before_id) ORDER BY p.at DESC, p.id DESC LIMIT :count;
