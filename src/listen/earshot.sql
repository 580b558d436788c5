-- Statements of earshot; see tools/sql_gen.py for the form.

-- The margin is that of the latest year known. The last answer of each customer and what it said: given_at * 4 + outcome + 1, so that one look gives both.
-- name: earshot_customers many
-- in: workspace_id int
-- out: id int, margin real?, reachable int, heard int?, met_at int?
SELECT c.id, coalesce((SELECT m.margin FROM customer_margin m WHERE m.workspace_id = c.workspace_id AND m.customer_id = c.id ORDER BY m.year DESC LIMIT 1),
c.margin), c.phone <> '' AND c.contact_ban = 0 AND c.complaint_open = 0,
(SELECT max(r.given_at * 4 + r.outcome + 1) FROM response r INDEXED BY response_customer WHERE r.workspace_id = c.workspace_id AND r.customer_id = c.id),
(SELECT max(e.happened_at) FROM encounter e INDEXED BY encounter_customer WHERE e.workspace_id = c.workspace_id AND e.customer_id = c.id)
FROM customer c WHERE c.workspace_id = :workspace_id AND c.erased_at IS NULL ORDER BY c.id;

-- name: earshot_customer one
-- in: workspace_id int, id int
-- out: external_id text, name text
SELECT external_id, name FROM customer WHERE workspace_id = :workspace_id AND id = :id;

-- name: earshot_goal_get one
-- in: workspace_id int
-- out: coverage real, talks_month int, revision int
SELECT coverage, talks_month, revision FROM earshot_goal WHERE workspace_id = :workspace_id;

-- name: earshot_goal_put exec
-- in: workspace_id int, coverage real, talks_month int, revision int
INSERT INTO earshot_goal (workspace_id, coverage, talks_month, revision) VALUES (:workspace_id, :coverage, :talks_month, :revision)
ON CONFLICT (workspace_id) DO UPDATE SET coverage = excluded.coverage, talks_month = excluded.talks_month, revision = excluded.revision;

-- Who wrote down talks: the id of a response is the number of the fact that made it, told by the first line not below it. 2: an account.
-- name: earshot_leaders many
-- in: workspace_id int, survey_id int, from_ms int
-- out: account_id int, talks int
SELECT f.actor_id, count(*) FROM response r JOIN fact f ON f.workspace_id = r.workspace_id
AND f.number = (SELECT n.number FROM fact n WHERE n.workspace_id = r.workspace_id AND n.number >= r.id ORDER BY n.number LIMIT 1)
WHERE r.workspace_id = :workspace_id AND r.survey_id = :survey_id AND r.received_at >= :from_ms AND f.actor_kind = 2
GROUP BY f.actor_id ORDER BY 2 DESC, 1 LIMIT 200;

-- ---- call lists ----

-- name: call_list_insert exec
-- in: workspace_id int, id int, seed int, drawn_at int
INSERT INTO call_list (workspace_id, id, seed, drawn_at) VALUES (:workspace_id, :id, :seed, :drawn_at);

-- name: call_list_item_insert exec
-- in: workspace_id int, call_list_id int, customer_id int, stratum int
INSERT INTO call_list_item (workspace_id, call_list_id, customer_id, stratum)
VALUES (:workspace_id, :call_list_id, :customer_id, :stratum);

-- name: call_list_last_of_customer one
-- in: workspace_id int, customer_id int
-- out: drawn_at int
SELECT l.drawn_at FROM call_list_item i JOIN call_list l ON l.workspace_id = i.workspace_id AND l.id = i.call_list_id
WHERE i.workspace_id = :workspace_id AND i.customer_id = :customer_id ORDER BY i.call_list_id DESC LIMIT 1;

-- A talk counts when it was written down after the draw.
-- name: call_list_page many
-- in: workspace_id int, before int, survey_id int, count int
-- out: id int, seed int, drawn_at int, size int, talked int
SELECT l.id, l.seed, l.drawn_at, (SELECT count(*) FROM call_list_item i WHERE i.workspace_id = l.workspace_id AND i.call_list_id = l.id),
(SELECT count(*) FROM call_list_item i WHERE i.workspace_id = l.workspace_id AND i.call_list_id = l.id AND EXISTS
(SELECT 1 FROM response r WHERE r.workspace_id = i.workspace_id AND r.customer_id = i.customer_id AND r.id > l.id AND r.survey_id = :survey_id))
FROM call_list l WHERE l.workspace_id = :workspace_id AND l.id < :before ORDER BY l.id DESC LIMIT :count;

-- name: call_list_items many
-- in: workspace_id int, call_list_id int, survey_id int
-- out: external_id text, name text, phone text, language text, stratum int, heard_at int?, talked int
SELECT c.external_id, c.name, c.phone, c.language, i.stratum,
(SELECT max(r.given_at) FROM response r WHERE r.workspace_id = i.workspace_id AND r.customer_id = i.customer_id),
EXISTS (SELECT 1 FROM response r WHERE r.workspace_id = i.workspace_id AND r.customer_id = i.customer_id AND r.id > i.call_list_id
AND r.survey_id = :survey_id)
FROM call_list_item i JOIN customer c ON c.workspace_id = i.workspace_id AND c.id = i.customer_id
WHERE i.workspace_id = :workspace_id AND i.call_list_id = :call_list_id AND c.erased_at IS NULL ORDER BY i.stratum, c.name, c.external_id;
