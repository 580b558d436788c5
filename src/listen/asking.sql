-- Statements of asking: rules, the contact budget, asks; see tools/sql_gen.py for the form.

-- ---- rules ----

-- name: ask_rule_insert exec
-- in: workspace_id int, id int, survey_id int, active int, definition text
INSERT INTO ask_rule (workspace_id, id, survey_id, active, removed, definition, revision)
VALUES (:workspace_id, :id, :survey_id, :active, 0, :definition, :id);

-- name: ask_rule_update exec
-- in: workspace_id int, id int, survey_id int, active int, definition text, revision int
UPDATE ask_rule SET survey_id = :survey_id, active = :active, definition = :definition, revision = :revision
WHERE workspace_id = :workspace_id AND id = :id;

-- name: ask_rule_remove exec
-- in: workspace_id int, id int, revision int
UPDATE ask_rule SET removed = 1, active = 0, revision = :revision WHERE workspace_id = :workspace_id AND id = :id;

-- name: ask_rule_find one
-- in: workspace_id int, id int
-- out: revision int, removed int
SELECT revision, removed FROM ask_rule WHERE workspace_id = :workspace_id AND id = :id;

-- name: ask_rule_count one
-- in: workspace_id int
-- out: count int
SELECT count(*) FROM ask_rule WHERE workspace_id = :workspace_id AND removed = 0;

-- name: ask_rule_all many
-- out: workspace_id int, id int, removed int, definition text, revision int
SELECT workspace_id, id, removed, definition, revision FROM ask_rule ORDER BY workspace_id, id;

-- ---- the contact budget ----

-- name: contact_budget_put exec
-- in: workspace_id int, budget text, revision int
INSERT INTO contact_budget (workspace_id, budget, revision) VALUES (:workspace_id, :budget, :revision)
ON CONFLICT (workspace_id) DO UPDATE SET budget = excluded.budget, revision = excluded.revision;

-- name: contact_budget_get one
-- in: workspace_id int
-- out: budget text, revision int
SELECT budget, revision FROM contact_budget WHERE workspace_id = :workspace_id;

-- name: contact_budget_all many
-- out: workspace_id int, budget text, revision int
SELECT workspace_id, budget, revision FROM contact_budget ORDER BY workspace_id;

-- ---- asks ----

-- name: ask_insert exec
-- in: workspace_id int, encounter_id int, rule_id int, customer_id int?, due_at int, reason int, decided_at int?
INSERT INTO ask (workspace_id, encounter_id, rule_id, customer_id, due_at, reason, decided_at)
VALUES (:workspace_id, :encounter_id, :rule_id, :customer_id, :due_at, :reason, :decided_at);

-- name: ask_decide exec
-- in: workspace_id int, encounter_id int, rule_id int, due_at int, reason int, decided_at int, invitation_id int?
UPDATE ask SET due_at = :due_at, reason = :reason, decided_at = :decided_at, invitation_id = :invitation_id
WHERE workspace_id = :workspace_id AND encounter_id = :encounter_id AND rule_id = :rule_id AND reason = 0;

-- name: ask_move exec
-- in: workspace_id int, encounter_id int, rule_id int, due_at int
UPDATE ask SET due_at = :due_at
WHERE workspace_id = :workspace_id AND encounter_id = :encounter_id AND rule_id = :rule_id AND reason = 0;

-- ---- a rule changed: asks are looked at again, by pieces ----

-- name: ask_reopen_from exec
-- in: workspace_id int, id int, at int?, due int?, encounter int?
UPDATE ask_rule SET reopen_at = :at, reopen_due = :due, reopen_encounter = :encounter WHERE workspace_id = :workspace_id AND id = :id;

-- name: ask_reopening one
-- in: workspace_id int, id int
-- out: revision int, reopen_at int, reopen_due int, reopen_encounter int
SELECT revision, reopen_at, reopen_due, reopen_encounter FROM ask_rule
WHERE workspace_id = :workspace_id AND id = :id AND reopen_at IS NOT NULL;

-- name: ask_reopening_all many
-- out: workspace_id int, id int
SELECT workspace_id, id FROM ask_rule WHERE reopen_at IS NOT NULL;

-- name: ask_piece_end one
-- in: workspace_id int, rule_id int, due int, encounter int, skip int
-- out: due_at int, encounter_id int
SELECT due_at, encounter_id FROM ask
WHERE workspace_id = :workspace_id AND rule_id = :rule_id AND (due_at, encounter_id) > (:due, :encounter)
ORDER BY due_at, encounter_id LIMIT 1 OFFSET :skip;

-- What waits, and what was refused before its time came (3 condition, 4 share, 6 pause). The signs keep the piece's own ends as the range
-- that is searched: any other would go through all of the rule again for each piece.
-- name: ask_reopen exec
-- in: workspace_id int, rule_id int, now int, due int, encounter int, end_due int, end_encounter int, revision int, changed_at int
UPDATE ask INDEXED BY ask_of_rule SET due_at = :now, reason = 0, decided_at = NULL
WHERE workspace_id = :workspace_id AND rule_id = :rule_id AND (due_at, encounter_id) > (:due, :encounter)
AND (due_at, encounter_id) <= (:end_due, :end_encounter) AND +encounter_id <= :revision AND +due_at > :now
AND (reason = 0 OR (reason IN (3, 4, 6) AND decided_at <= :changed_at));

-- name: ask_due many
-- in: workspace_id int, now int, count int
-- out: customer_id int
SELECT customer_id FROM ask WHERE workspace_id = :workspace_id AND reason = 0 AND due_at <= :now ORDER BY due_at LIMIT :count;

-- name: ask_due_of_customer many
-- in: workspace_id int, customer_id int, now int, count int
-- out: encounter_id int, rule_id int, due_at int
SELECT encounter_id, rule_id, due_at FROM ask
WHERE workspace_id = :workspace_id AND customer_id = :customer_id AND reason = 0 AND due_at <= :now ORDER BY due_at LIMIT :count;

-- Which rule asked this person last, and when.
-- name: ask_last_asked one
-- in: workspace_id int, customer_id int
-- out: rule_id int, decided_at int
SELECT rule_id, decided_at FROM ask WHERE workspace_id = :workspace_id AND customer_id = :customer_id AND reason = 1
ORDER BY decided_at DESC LIMIT 1;

-- What this person was asked before, newest first (left alone, the planner would walk through everybody's invitations for that order); a revoked invitation that was never sent asked nobody.
-- name: ask_contacts many
-- in: workspace_id int, customer_id int, from_ms int, count int
-- out: made_at int, survey_id int, rule_id int?, answered int, open_link int
SELECT made_at, survey_id, rule_id, answered_at IS NOT NULL, open_link FROM invitation INDEXED BY invitation_of_customer
WHERE workspace_id = :workspace_id AND customer_id = :customer_id AND made_at > :from_ms AND (state <> 4 OR sent_at IS NOT NULL)
ORDER BY id DESC LIMIT :count;

-- name: ask_suppression one
-- in: workspace_id int, address_hash blob
-- out: reason int
SELECT reason FROM suppression WHERE workspace_id = :workspace_id AND address_hash = :address_hash;

-- name: ask_encounter one
-- in: workspace_id int, id int
-- out: touchpoint_id int, touchpoint text, happened_at int, channel text, unit text, customer_id int?, attributes text?
SELECT e.touchpoint_id, t.slug, e.happened_at, e.channel, e.unit, e.customer_id, e.attributes
FROM encounter e JOIN touchpoint t ON t.workspace_id = e.workspace_id AND t.id = e.touchpoint_id
WHERE e.workspace_id = :workspace_id AND e.id = :id;

-- name: ask_customer one
-- in: workspace_id int, id int
-- out: email text, language text, attributes text?, consent_surveys int, contact_ban int, complaint_open int, erased_at int?
SELECT email, language, attributes, consent_surveys, contact_ban, complaint_open, erased_at
FROM customer WHERE workspace_id = :workspace_id AND id = :id;

-- ---- asked by a person ----

-- name: hand_ask_insert exec
-- in: workspace_id int, id int, customer_id int, survey_id int, encounter_id int?, reason int, decided_at int
INSERT INTO hand_ask (workspace_id, id, customer_id, survey_id, encounter_id, reason, decided_at)
VALUES (:workspace_id, :id, :customer_id, :survey_id, :encounter_id, :reason, :decided_at);

-- ---- reading ----

-- What rules and people decided, newest first: (number, rule) is the cursor. The number is the encounter's, or of what a person asked its own;
-- there the rule is 0.
-- name: ask_page many
-- in: workspace_id int, before int, before_rule int, asked int?, reason int?, count int
-- out: number int, rule_id int, encounter_id int?, touchpoint text?, customer text?, happened_at int?, due_at int, decided_at int?, reason int
-- out: invitation_id int?, survey text?
SELECT a.encounter_id, a.rule_id, a.encounter_id, t.slug, c.external_id, e.happened_at, a.due_at, a.decided_at, a.reason, a.invitation_id, NULL
FROM ask a
JOIN encounter e ON e.workspace_id = a.workspace_id AND e.id = a.encounter_id
JOIN touchpoint t ON t.workspace_id = e.workspace_id AND t.id = e.touchpoint_id
LEFT JOIN customer c ON c.workspace_id = a.workspace_id AND c.id = a.customer_id
WHERE a.workspace_id = :workspace_id AND (a.encounter_id, a.rule_id) < (:before, :before_rule)
AND (:asked IS NULL OR (a.reason > 0 AND (a.reason = 1) = :asked)) AND (:reason IS NULL OR a.reason = :reason)
UNION ALL
SELECT h.id, 0, h.encounter_id, t.slug, c.external_id, e.happened_at, h.decided_at, h.decided_at, h.reason,
CASE WHEN h.reason = 1 THEN h.id END, s.slug
FROM hand_ask h
JOIN survey s ON s.workspace_id = h.workspace_id AND s.id = h.survey_id
JOIN customer c ON c.workspace_id = h.workspace_id AND c.id = h.customer_id
LEFT JOIN encounter e ON e.workspace_id = h.workspace_id AND e.id = h.encounter_id
LEFT JOIN touchpoint t ON t.workspace_id = e.workspace_id AND t.id = e.touchpoint_id
WHERE h.workspace_id = :workspace_id AND h.id < :before
AND (:asked IS NULL OR (h.reason = 1) = :asked) AND (:reason IS NULL OR h.reason = :reason)
ORDER BY 1 DESC, 2 DESC LIMIT :count;

-- The signs keep an encounter's asks found by its number: else all of the workspace below the cursor would be gone through for each encounter.
-- name: ask_page_of_customer many
-- in: workspace_id int, customer_id int, before int, before_rule int, rule_id int, asked int?, reason int?, count int
-- out: as ask_page
SELECT a.encounter_id, a.rule_id, a.encounter_id, t.slug, c.external_id, e.happened_at, a.due_at, a.decided_at, a.reason, a.invitation_id, NULL
FROM encounter e INDEXED BY encounter_customer
CROSS JOIN ask a ON a.workspace_id = e.workspace_id AND a.encounter_id = e.id
JOIN touchpoint t ON t.workspace_id = e.workspace_id AND t.id = e.touchpoint_id
LEFT JOIN customer c ON c.workspace_id = e.workspace_id AND c.id = e.customer_id
WHERE e.workspace_id = :workspace_id AND e.customer_id = :customer_id AND +e.id <= :before
AND (+a.encounter_id, a.rule_id) < (:before, :before_rule) AND (:rule_id = 0 OR a.rule_id = :rule_id)
AND (:asked IS NULL OR (a.reason > 0 AND (a.reason = 1) = :asked)) AND (:reason IS NULL OR a.reason = :reason)
UNION ALL
SELECT h.id, 0, h.encounter_id, t.slug, c.external_id, e.happened_at, h.decided_at, h.decided_at, h.reason,
CASE WHEN h.reason = 1 THEN h.id END, s.slug
FROM hand_ask h INDEXED BY hand_ask_of_customer
JOIN survey s ON s.workspace_id = h.workspace_id AND s.id = h.survey_id
JOIN customer c ON c.workspace_id = h.workspace_id AND c.id = h.customer_id
LEFT JOIN encounter e ON e.workspace_id = h.workspace_id AND e.id = h.encounter_id
LEFT JOIN touchpoint t ON t.workspace_id = e.workspace_id AND t.id = e.touchpoint_id
WHERE h.workspace_id = :workspace_id AND h.customer_id = :customer_id AND h.id < :before AND :rule_id = 0
AND (:asked IS NULL OR (h.reason = 1) = :asked) AND (:reason IS NULL OR h.reason = :reason)
ORDER BY 1 DESC, 2 DESC LIMIT :count;

-- A rule's, newest due first: (due, encounter) is the cursor.
-- name: ask_page_of_rule many
-- in: workspace_id int, rule_id int, before int, before_encounter int, asked int?, reason int?, count int
-- out: as ask_page
SELECT a.encounter_id, a.rule_id, a.encounter_id, t.slug, c.external_id, e.happened_at, a.due_at, a.decided_at, a.reason, a.invitation_id, NULL
FROM ask a
JOIN encounter e ON e.workspace_id = a.workspace_id AND e.id = a.encounter_id
JOIN touchpoint t ON t.workspace_id = e.workspace_id AND t.id = e.touchpoint_id
LEFT JOIN customer c ON c.workspace_id = a.workspace_id AND c.id = a.customer_id
WHERE a.workspace_id = :workspace_id AND a.rule_id = :rule_id AND (a.due_at, a.encounter_id) < (:before, :before_encounter)
AND (:asked IS NULL OR (a.reason > 0 AND (a.reason = 1) = :asked)) AND (:reason IS NULL OR a.reason = :reason)
ORDER BY a.due_at DESC, a.encounter_id DESC LIMIT :count;

-- name: ask_reason_counts many
-- in: workspace_id int, rule_id int, from_ms int
-- out: reason int, count int
SELECT reason, count(*) FROM ask
WHERE workspace_id = :workspace_id AND rule_id = :rule_id AND due_at >= :from_ms GROUP BY reason ORDER BY reason;

-- name: ask_invitation_counts one
-- in: workspace_id int, rule_id int, from_ms int
-- out: sent int, bounced int, answered int
SELECT count(*) FILTER (WHERE i.sent_at IS NOT NULL), count(*) FILTER (WHERE i.state = 5), count(*) FILTER (WHERE i.answered_at IS NOT NULL)
FROM ask a INDEXED BY ask_of_rule CROSS JOIN invitation i ON i.workspace_id = a.workspace_id AND i.id = a.invitation_id
WHERE a.workspace_id = :workspace_id AND a.rule_id = :rule_id AND a.due_at >= :from_ms AND a.reason = 1;

-- name: ask_simulation_encounters many
-- in: workspace_id int, from_ms int, to_ms int
-- out: id int, touchpoint_id int, touchpoint text, happened_at int, channel text, unit text, customer_id int?, attributes text?
SELECT e.id, e.touchpoint_id, t.slug, e.happened_at, e.channel, e.unit, e.customer_id, e.attributes
FROM encounter e JOIN touchpoint t ON t.workspace_id = e.workspace_id AND t.id = e.touchpoint_id
WHERE e.workspace_id = :workspace_id AND e.happened_at > :from_ms AND e.happened_at <= :to_ms ORDER BY e.id DESC;
