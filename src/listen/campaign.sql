-- Statements of campaigns; see tools/sql_gen.py for the form.

-- name: campaign_insert exec
-- in: workspace_id int, id int, survey_id int, state int, next_at int?, definition text
INSERT INTO campaign (workspace_id, id, survey_id, state, next_at, definition, revision)
VALUES (:workspace_id, :id, :survey_id, :state, :next_at, :definition, :id);

-- name: campaign_update exec
-- in: workspace_id int, id int, survey_id int, state int, next_at int?, definition text, revision int
UPDATE campaign SET survey_id = :survey_id, state = :state, next_at = :next_at, definition = :definition, revision = :revision
WHERE workspace_id = :workspace_id AND id = :id;

-- name: campaign_next_put exec
-- in: workspace_id int, id int, next_at int?
UPDATE campaign SET next_at = :next_at WHERE workspace_id = :workspace_id AND id = :id;

-- name: campaign_count one
-- in: workspace_id int
-- out: count int
SELECT count(*) FROM campaign WHERE workspace_id = :workspace_id;

-- Another campaign that is not stopped and uses the survey.
-- name: campaign_rival one
-- in: workspace_id int, survey_id int, id int
-- out: id int
SELECT id FROM campaign WHERE workspace_id = :workspace_id AND survey_id = :survey_id AND id <> :id AND state <> 2 LIMIT 1;

-- name: campaign_get one
-- in: workspace_id int, id int
-- out: id int, survey_id int, survey text, state int, next_at int?, definition text, revision int
SELECT c.id, c.survey_id, s.slug, c.state, c.next_at, c.definition, c.revision
FROM campaign c JOIN survey s ON s.workspace_id = c.workspace_id AND s.id = c.survey_id
WHERE c.workspace_id = :workspace_id AND c.id = :id;

-- name: campaign_all many
-- in: workspace_id int
-- out: as campaign_get
SELECT c.id, c.survey_id, s.slug, c.state, c.next_at, c.definition, c.revision
FROM campaign c JOIN survey s ON s.workspace_id = c.workspace_id AND s.id = c.survey_id
WHERE c.workspace_id = :workspace_id ORDER BY c.id;

-- name: campaign_ran one
-- in: workspace_id int, campaign_id int
-- out: id int
SELECT id FROM campaign_run WHERE workspace_id = :workspace_id AND campaign_id = :campaign_id LIMIT 1;

-- name: campaign_due many
-- in: now int, count int
-- out: workspace_id int, id int
SELECT workspace_id, id FROM campaign INDEXED BY campaign_next
WHERE state = 1 AND next_at IS NOT NULL AND next_at <= :now ORDER BY next_at LIMIT :count;

-- ---- runs ----

-- name: campaign_run_insert exec
-- in: workspace_id int, id int, campaign_id int, survey_id int, anonymous int, begun_at int
INSERT INTO campaign_run (workspace_id, id, campaign_id, survey_id, anonymous, begun_at, customers_to, looked_to, state)
VALUES (:workspace_id, :id, :campaign_id, :survey_id, :anonymous, :begun_at,
(SELECT coalesce(max(c.id), 0) FROM customer c WHERE c.workspace_id = :workspace_id), 0, 0);

-- name: campaign_run_get one
-- in: workspace_id int, id int
-- out: campaign_id int, survey_id int, customers_to int, looked_to int, state int
SELECT campaign_id, survey_id, customers_to, looked_to, state FROM campaign_run WHERE workspace_id = :workspace_id AND id = :id;

-- name: campaign_run_move exec
-- in: workspace_id int, id int, looked_to int, state int
UPDATE campaign_run SET looked_to = :looked_to, state = :state WHERE workspace_id = :workspace_id AND id = :id;

-- name: campaign_run_newest one
-- in: workspace_id int
-- out: id int
SELECT id FROM campaign_run WHERE workspace_id = :workspace_id ORDER BY id DESC LIMIT 1;

-- Only when nobody waits any more.
-- name: campaign_run_end exec
-- in: workspace_id int, id int, at int
UPDATE campaign_run SET state = 2, ended_at = :at WHERE workspace_id = :workspace_id AND id = :id AND state = 1 AND NOT EXISTS
(SELECT 1 FROM campaign_ask a WHERE a.workspace_id = :workspace_id AND a.run_id = :id AND a.reason = 0);

-- name: campaign_run_all_open many
-- in: workspace_id int
-- out: id int, campaign_id int, state int
SELECT id, campaign_id, state FROM campaign_run INDEXED BY campaign_run_open WHERE workspace_id = :workspace_id AND state < 2 ORDER BY id;

-- name: campaign_customers many
-- in: workspace_id int, after int, last int, count int
-- out: id int, attributes text?
SELECT id, attributes FROM customer
WHERE workspace_id = :workspace_id AND id > :after AND id <= :last AND erased_at IS NULL ORDER BY id LIMIT :count;

-- name: campaign_ask_insert exec
-- in: workspace_id int, run_id int, customer_id int, reason int, decided_at int?
INSERT INTO campaign_ask (workspace_id, run_id, customer_id, reason, decided_at)
VALUES (:workspace_id, :run_id, :customer_id, :reason, :decided_at);

-- name: campaign_ask_waiting many
-- in: workspace_id int, run_id int, count int
-- out: customer_id int
SELECT customer_id FROM campaign_ask INDEXED BY campaign_ask_waiting
WHERE workspace_id = :workspace_id AND run_id = :run_id AND reason = 0 ORDER BY customer_id LIMIT :count;

-- name: campaign_ask_reason one
-- in: workspace_id int, run_id int, customer_id int
-- out: reason int
SELECT reason FROM campaign_ask WHERE workspace_id = :workspace_id AND run_id = :run_id AND customer_id = :customer_id;

-- name: campaign_ask_decide exec
-- in: workspace_id int, run_id int, customer_id int, reason int, at int, invitation_id int?
UPDATE campaign_ask SET reason = :reason, decided_at = :at, invitation_id = :invitation_id
WHERE workspace_id = :workspace_id AND run_id = :run_id AND customer_id = :customer_id AND reason = 0;

-- ---- reading ----

-- next_begun: when the survey was sent by a campaign the next time.
-- name: campaign_run_page many
-- in: workspace_id int, campaign_id int, before int, count int
-- out: id int, survey_id int, anonymous int, begun_at int, ended_at int?, state int, next_begun int?
SELECT r.id, r.survey_id, r.anonymous, r.begun_at, r.ended_at, r.state,
(SELECT n.begun_at FROM campaign_run n WHERE n.workspace_id = r.workspace_id AND n.survey_id = r.survey_id AND n.id > r.id ORDER BY n.id LIMIT 1)
FROM campaign_run r WHERE r.workspace_id = :workspace_id AND r.campaign_id = :campaign_id AND r.id < :before ORDER BY r.id DESC LIMIT :count;

-- name: campaign_reason_counts many
-- in: workspace_id int, run_id int
-- out: reason int, count int
SELECT reason, count(*) FROM campaign_ask WHERE workspace_id = :workspace_id AND run_id = :run_id GROUP BY reason;

-- name: campaign_invitation_counts one
-- in: workspace_id int, run_id int
-- out: sent int, bounced int, answered int
SELECT count(*) FILTER (WHERE i.sent_at IS NOT NULL), count(*) FILTER (WHERE i.state = 5), count(*) FILTER (WHERE i.answered_at IS NOT NULL)
FROM campaign_ask a CROSS JOIN invitation i ON i.workspace_id = a.workspace_id AND i.id = a.invitation_id
WHERE a.workspace_id = :workspace_id AND a.run_id = :run_id AND a.reason = 1;

-- name: campaign_open_answers one
-- in: workspace_id int, survey_id int, from_ms int, to_ms int
-- out: count int
SELECT count(*) FROM response
WHERE workspace_id = :workspace_id AND survey_id = :survey_id AND given_at >= :from_ms AND given_at < :to_ms AND channel = 'email';

-- name: campaign_ask_page_of_run many
-- in: workspace_id int, run_id int, before int, asked int?, reason int?, count int
-- out: run_id int, campaign_id int, begun_at int, survey text, customer_id int, customer text, reason int, decided_at int?, invitation_id int?
SELECT a.run_id, r.campaign_id, r.begun_at, s.slug, a.customer_id, c.external_id, a.reason, a.decided_at, a.invitation_id
FROM campaign_ask a
JOIN campaign_run r ON r.workspace_id = a.workspace_id AND r.id = a.run_id
JOIN survey s ON s.workspace_id = r.workspace_id AND s.id = r.survey_id
JOIN customer c ON c.workspace_id = a.workspace_id AND c.id = a.customer_id
WHERE a.workspace_id = :workspace_id AND a.run_id = :run_id AND a.customer_id < :before
AND (:asked IS NULL OR (a.reason > 0 AND (a.reason = 1) = :asked)) AND (:reason IS NULL OR a.reason = :reason)
ORDER BY a.customer_id DESC LIMIT :count;

-- name: campaign_ask_page_of_customer many
-- in: workspace_id int, customer_id int, before int, asked int?, reason int?, count int
-- out: as campaign_ask_page_of_run
SELECT a.run_id, r.campaign_id, r.begun_at, s.slug, a.customer_id, c.external_id, a.reason, a.decided_at, a.invitation_id
FROM campaign_ask a INDEXED BY campaign_ask_of_customer
JOIN campaign_run r ON r.workspace_id = a.workspace_id AND r.id = a.run_id
JOIN survey s ON s.workspace_id = r.workspace_id AND s.id = r.survey_id
JOIN customer c ON c.workspace_id = a.workspace_id AND c.id = a.customer_id
WHERE a.workspace_id = :workspace_id AND a.customer_id = :customer_id AND a.run_id < :before
AND (:asked IS NULL OR (a.reason > 0 AND (a.reason = 1) = :asked)) AND (:reason IS NULL OR a.reason = :reason)
ORDER BY a.run_id DESC LIMIT :count;
