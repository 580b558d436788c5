-- Whom we leave in peace; see tools/sql_gen.py for the form. Reasons: 1 unsubscribed, 2 bounced, 3 complaint.

-- name: suppression_put exec
-- in: workspace_id int, address_hash blob, reason int, at int, id int, customer_id int?
INSERT INTO suppression (workspace_id, address_hash, reason, at, id, customer_id) VALUES (:workspace_id, :address_hash, :reason, :at, :id, :customer_id)
ON CONFLICT (workspace_id, address_hash) DO UPDATE SET reason = excluded.reason, at = excluded.at, id = excluded.id, customer_id = excluded.customer_id
WHERE suppression.reason = 2 AND excluded.reason <> 2;

-- name: suppression_forget_customer exec
-- in: workspace_id int, customer_id int
UPDATE suppression SET customer_id = NULL WHERE workspace_id = :workspace_id AND customer_id = :customer_id;

-- name: suppression_of_id one
-- in: workspace_id int, id int
-- out: reason int, at int
SELECT reason, at FROM suppression WHERE workspace_id = :workspace_id AND id = :id ORDER BY reason = 2 LIMIT 1;

-- name: suppression_lift exec
-- in: workspace_id int, id int
DELETE FROM suppression WHERE workspace_id = :workspace_id AND id = :id;

-- name: suppression_page many
-- in: workspace_id int, before int, count int
-- out: id int, reason int, at int, customer text?
SELECT s.id, min(s.reason), s.at, c.external_id
FROM suppression s LEFT JOIN customer c ON c.workspace_id = s.workspace_id AND c.id = s.customer_id AND c.erased_at IS NULL
WHERE s.workspace_id = :workspace_id AND s.id < :before
GROUP BY s.id ORDER BY s.id DESC LIMIT :count;

-- name: suppression_find one
-- in: workspace_id int, address_hash blob
-- out: id int, reason int, at int, customer text?
SELECT s.id, s.reason, s.at, c.external_id
FROM suppression s LEFT JOIN customer c ON c.workspace_id = s.workspace_id AND c.id = s.customer_id AND c.erased_at IS NULL
WHERE s.workspace_id = :workspace_id AND s.address_hash = :address_hash;
