-- Statements of understand/; see tools/sql_gen.py for the form. All but the voice feed the column engine.

-- name: understand_workspaces many
-- out: id int
SELECT id FROM workspace ORDER BY id;

-- name: understand_fact_last one
-- in: workspace_id int
-- out: number int
SELECT coalesce(max(number), 0) AS number FROM fact WHERE workspace_id = :workspace_id;

-- name: understand_responses many
-- in: workspace_id int, after int, upto int
-- out: id int, survey_id int, version int, given_at int, channel text, language text, touchpoint_id int?, unit text, customer_id int?
-- out: outcome int, attributes text?, answers text, texts text?
SELECT r.id, r.survey_id, r.version, r.given_at, r.channel, r.language, r.touchpoint_id, r.unit, r.customer_id, r.outcome,
r.attributes, r.answers,
(SELECT group_concat(t.question_id) FROM response_text t WHERE t.workspace_id = r.workspace_id AND t.response_id = r.id) AS texts
FROM response r WHERE r.workspace_id = :workspace_id AND r.id > :after AND r.id <= :upto ORDER BY r.id;

-- name: understand_encounters many
-- in: workspace_id int, after int, upto int
-- out: id int, touchpoint_id int, happened_at int, channel text, unit text, attributes text?, effect int?, initiator int?
SELECT id, touchpoint_id, happened_at, channel, unit, attributes, effect, initiator
FROM encounter WHERE workspace_id = :workspace_id AND id > :after AND id <= :upto ORDER BY id;

-- name: understand_encounter_customers many
-- in: workspace_id int, first int, last int
-- out: id int, customer_id int
SELECT id, customer_id FROM encounter
WHERE workspace_id = :workspace_id AND id >= :first AND id <= :last AND customer_id IS NOT NULL ORDER BY id;

-- name: understand_removed many
-- in: workspace_id int, after int, upto int, kind int
-- out: subject_id int
SELECT subject_id FROM fact WHERE workspace_id = :workspace_id AND number > :after AND number <= :upto AND kind = :kind ORDER BY number;

-- The first line not below a number is the line it is told in.
-- name: understand_fact_at one
-- in: workspace_id int, number int
-- out: at int
SELECT at FROM fact WHERE workspace_id = :workspace_id AND number >= :number ORDER BY number LIMIT 1;

-- name: understand_customer_name one
-- in: workspace_id int, id int
-- out: external_id text
SELECT external_id FROM customer WHERE workspace_id = :workspace_id AND id = :id AND erased_at IS NULL;

-- name: understand_voice one
-- in: workspace_id int, response_id int, question_id text
-- out: text text, given_at int, language text, channel text, touchpoint_id int?, answers text
SELECT t.text, r.given_at, r.language, r.channel, r.touchpoint_id, r.answers FROM response_text t
JOIN response r ON r.workspace_id = t.workspace_id AND r.id = t.response_id
WHERE t.workspace_id = :workspace_id AND t.response_id = :response_id AND t.question_id = :question_id;

-- name: understand_visits many
-- in: workspace_id int, from_ms int, to_ms int
-- out: customer_id int, touchpoint_id int, happened_at int, initiator int?
SELECT customer_id, touchpoint_id, happened_at, initiator FROM encounter
WHERE workspace_id = :workspace_id AND customer_id IS NOT NULL AND happened_at >= :from_ms AND happened_at < :to_ms
ORDER BY customer_id, id;

-- name: understand_best_worst many
-- in: workspace_id int, survey_id int, responses int
-- out: version int, answers text
SELECT version, answers FROM response WHERE workspace_id = :workspace_id AND +survey_id = :survey_id ORDER BY id DESC LIMIT :responses;

-- name: understand_expected_here many
-- in: workspace_id int, survey_id int, expected text, met text
-- out: expected int?, met int, count int
SELECT expected, met, count(*) FROM (
    SELECT json_extract(answers, :expected) AS expected, json_extract(answers, :met) AS met, max(given_at) FROM response
    WHERE workspace_id = :workspace_id AND +survey_id = :survey_id AND json_extract(answers, :met) IS NOT NULL
    GROUP BY coalesce(customer_id, -id))
GROUP BY expected, met;

-- name: understand_expected_before many
-- in: workspace_id int, before int, after int, expected text, met text
-- out: expected int?, met int, count int
SELECT expected, met, count(*) FROM (
    SELECT a.met AS met, (
        SELECT json_extract(b.answers, :expected) FROM response b
        WHERE b.workspace_id = :workspace_id AND b.customer_id = a.customer_id AND +b.survey_id = :before AND b.given_at <= a.at
            AND json_extract(b.answers, :expected) IS NOT NULL ORDER BY b.given_at DESC, b.id DESC LIMIT 1) AS expected
    FROM (
        SELECT customer_id, json_extract(answers, :met) AS met, max(given_at) AS at FROM response
        WHERE workspace_id = :workspace_id AND +survey_id = :after AND json_extract(answers, :met) IS NOT NULL
        GROUP BY coalesce(customer_id, -id)) a)
GROUP BY expected, met;

-- name: understand_kano many
-- in: workspace_id int, survey_id int, functional text, dysfunctional text, responses int
-- out: functional text, dysfunctional text, count int
SELECT functional, dysfunctional, count(*) FROM (
    SELECT json_extract(answers, :functional) AS functional, json_extract(answers, :dysfunctional) AS dysfunctional FROM response
    WHERE workspace_id = :workspace_id AND +survey_id = :survey_id ORDER BY id DESC LIMIT :responses)
WHERE functional IS NOT NULL AND dysfunctional IS NOT NULL GROUP BY functional, dysfunctional;
