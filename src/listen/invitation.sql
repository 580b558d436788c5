-- Invitations and whom we leave in peace. States: 0 waiting, 1 sent, 2 answered, 3 expired, 4 revoked, 5 bounced.

-- name: invitation_customer_id one
-- in: workspace_id int, external_id text
-- out: id int
SELECT id FROM customer WHERE workspace_id = :workspace_id AND external_id = :external_id AND erased_at IS NULL;

-- name: invitation_language one
-- in: workspace_id int, id int
-- out: language text
SELECT language FROM customer WHERE workspace_id = :workspace_id AND id = :id;

-- name: invitation_still_open one
-- in: workspace_id int, customer_id int, survey_id int, now int
-- out: id int
SELECT id FROM invitation INDEXED BY invitation_of_customer
WHERE workspace_id = :workspace_id AND customer_id = :customer_id AND survey_id = :survey_id AND state IN (0, 1) AND expires_at > :now;

-- name: invitation_insert exec
-- in: workspace_id int, id int, survey_id int, customer_id int, encounter_id int?, rule_id int?, channel text, language text
-- in: template text, state int, made_at int, expires_at int, sent_at int?, open_link int
INSERT INTO invitation (workspace_id, id, survey_id, customer_id, encounter_id, rule_id, channel, language, template, state, made_at,
expires_at, sent_at, open_link)
VALUES (:workspace_id, :id, :survey_id, :customer_id, :encounter_id, :rule_id, :channel, :language, :template, :state, :made_at, :expires_at,
:sent_at, :open_link);

-- name: invitation_answer exec
-- in: workspace_id int, id int, at int, now int
UPDATE invitation SET state = 2, answered_at = :at
WHERE workspace_id = :workspace_id AND id = :id AND state IN (0, 1) AND expires_at > :now;

-- name: invitation_end exec
-- in: workspace_id int, id int, state int
UPDATE invitation SET state = :state WHERE workspace_id = :workspace_id AND id = :id AND state IN (0, 1);

-- name: invitation_state one
-- in: workspace_id int, id int
-- out: state int, expires_at int, survey_id int
SELECT state, expires_at, survey_id FROM invitation WHERE workspace_id = :workspace_id AND id = :id;

-- name: invitation_expired many
-- in: now int, count int
-- out: workspace_id int, id int
SELECT workspace_id, id FROM invitation INDEXED BY invitation_open WHERE state IN (0, 1) AND expires_at <= :now ORDER BY expires_at LIMIT :count;

-- name: invitation_sent exec
-- in: workspace_id int, id int, at int
UPDATE invitation SET state = 1, sent_at = :at WHERE workspace_id = :workspace_id AND id = :id AND state = 0;

-- name: invitation_reminded exec
-- in: workspace_id int, id int, at int
UPDATE invitation SET reminded_at = :at WHERE workspace_id = :workspace_id AND id = :id AND state = 1 AND reminded_at IS NULL AND expires_at > :at;

-- name: invitation_unreminded many
-- in: workspace_id int, sent_before int, now int, count int
-- out: id int
SELECT id FROM invitation INDEXED BY invitation_unreminded
WHERE workspace_id = :workspace_id AND state = 1 AND reminded_at IS NULL AND sent_at <= :sent_before AND expires_at > :now AND channel = 'email'
ORDER BY sent_at LIMIT :count;

-- name: invitation_revoke_of_customer exec
-- in: workspace_id int, customer_id int
UPDATE invitation SET state = 4 WHERE workspace_id = :workspace_id AND customer_id = :customer_id AND state IN (0, 1);

-- name: invitation_get one
-- in: workspace_id int, id int
-- out: id int, survey_id int, survey text, customer text, customer_name text, customer_email text, encounter_id int?, touchpoint text?, unit text?, attributes text?
-- out: rule_id int?, channel text, language text, template text, state int, made_at int, expires_at int, sent_at int?, reminded_at int?
-- out: answered_at int?
SELECT i.id, i.survey_id, s.slug, c.external_id, c.name, c.email, i.encounter_id, t.slug, e.unit, e.attributes, i.rule_id, i.channel, i.language,
i.template, i.state, i.made_at, i.expires_at, i.sent_at, i.reminded_at, i.answered_at
FROM invitation i
JOIN survey s ON s.workspace_id = i.workspace_id AND s.id = i.survey_id
JOIN customer c ON c.workspace_id = i.workspace_id AND c.id = i.customer_id
LEFT JOIN encounter e ON e.workspace_id = i.workspace_id AND e.id = i.encounter_id
LEFT JOIN touchpoint t ON t.workspace_id = i.workspace_id AND t.id = e.touchpoint_id
WHERE i.workspace_id = :workspace_id AND i.id = :id;

-- name: invitation_page many
-- in: workspace_id int, survey_id int, before int, state int?, count int
-- out: id int, survey text, customer text, touchpoint text?, rule_id int?, channel text, language text, state int, made_at int
-- out: expires_at int, sent_at int?, reminded_at int?, answered_at int?
SELECT i.id, s.slug, c.external_id, t.slug, i.rule_id, i.channel, i.language, i.state, i.made_at, i.expires_at, i.sent_at, i.reminded_at,
i.answered_at
FROM invitation i
JOIN survey s ON s.workspace_id = i.workspace_id AND s.id = i.survey_id
JOIN customer c ON c.workspace_id = i.workspace_id AND c.id = i.customer_id
LEFT JOIN encounter e ON e.workspace_id = i.workspace_id AND e.id = i.encounter_id
LEFT JOIN touchpoint t ON t.workspace_id = i.workspace_id AND t.id = e.touchpoint_id
WHERE i.workspace_id = :workspace_id AND i.survey_id = :survey_id AND i.id < :before AND (:state IS NULL OR i.state = :state)
ORDER BY i.id DESC LIMIT :count;

-- name: invitation_counts many
-- in: workspace_id int, survey_id int
-- out: state int, count int, delivered int
SELECT state, count(*), sum((sent_at IS NOT NULL OR state = 2) AND state NOT IN (4, 5)) FROM invitation WHERE workspace_id = :workspace_id AND survey_id = :survey_id GROUP BY state;

-- name: suppression_get one
-- in: workspace_id int, address_hash blob
-- out: reason int, at int
SELECT reason, at FROM suppression WHERE workspace_id = :workspace_id AND address_hash = :address_hash;

-- name: message_insert exec
-- in: workspace_id int, id int, kind int, survey_id int, invitation_id int?, customer_id int?, account_id int?, language text
-- in: template text, made_at int, due_at int
INSERT INTO message (workspace_id, id, kind, survey_id, invitation_id, customer_id, account_id, language, template, state, made_at, due_at,
tries, reason, status)
VALUES (:workspace_id, :id, :kind, :survey_id, :invitation_id, :customer_id, :account_id, :language, :template, 0, :made_at, :due_at, 0, '', '');

-- name: message_cancel_of_customer exec
-- in: workspace_id int, customer_id int, reason text, at int
UPDATE message SET state = 5, reason = :reason, ended_at = :at
WHERE workspace_id = :workspace_id AND customer_id = :customer_id AND state = 0;

-- name: message_forget_address exec
-- in: workspace_id int, customer_id int
UPDATE message SET address_hash = NULL WHERE workspace_id = :workspace_id AND customer_id = :customer_id AND address_hash IS NOT NULL;

-- name: message_cancel_of_invitation exec
-- in: workspace_id int, invitation_id int, reason text, at int
UPDATE message SET state = 5, reason = :reason, ended_at = :at
WHERE workspace_id = :workspace_id AND invitation_id = :invitation_id AND state = 0;

-- name: mail_setting_get one
-- in: workspace_id int
-- out: from_name text, from_address text, reply_to text, bounce_address text, reminder_days int, expires_days int, domain_minute_max int
-- out: revision int
SELECT from_name, from_address, reply_to, bounce_address, reminder_days, expires_days, domain_minute_max, revision FROM mail_setting
WHERE workspace_id = :workspace_id;

-- name: mail_setting_froms many
-- in: count int
-- out: from_address text
SELECT DISTINCT from_address FROM mail_setting WHERE from_address <> '' ORDER BY from_address LIMIT :count;

-- name: mail_setting_put exec
-- in: workspace_id int, from_name text, from_address text, reply_to text, bounce_address text, reminder_days int, expires_days int
-- in: domain_minute_max int, revision int
INSERT INTO mail_setting (workspace_id, from_name, from_address, reply_to, bounce_address, reminder_days, expires_days, domain_minute_max,
revision)
VALUES (:workspace_id, :from_name, :from_address, :reply_to, :bounce_address, :reminder_days, :expires_days, :domain_minute_max, :revision)
ON CONFLICT (workspace_id) DO UPDATE SET from_name = excluded.from_name, from_address = excluded.from_address, reply_to = excluded.reply_to,
bounce_address = excluded.bounce_address, reminder_days = excluded.reminder_days, expires_days = excluded.expires_days,
domain_minute_max = excluded.domain_minute_max, revision = excluded.revision;

-- name: template_get one
-- in: workspace_id int, slug text
-- out: texts text, revision int
SELECT texts, revision FROM template WHERE workspace_id = :workspace_id AND slug = :slug;

-- name: template_count one
-- in: workspace_id int
-- out: count int
SELECT count(*) FROM template WHERE workspace_id = :workspace_id;

-- name: template_put exec
-- in: workspace_id int, slug text, texts text, revision int, name text, survey_id int?, reminder int
INSERT INTO template (workspace_id, slug, texts, revision, name, survey_id, reminder)
VALUES (:workspace_id, :slug, :texts, :revision, :name, :survey_id, :reminder)
ON CONFLICT (workspace_id, slug) DO UPDATE SET texts = excluded.texts, revision = excluded.revision, name = excluded.name,
survey_id = excluded.survey_id, reminder = excluded.reminder;

-- name: template_delete exec
-- in: workspace_id int, slug text
DELETE FROM template WHERE workspace_id = :workspace_id AND slug = :slug;

-- name: template_page many
-- in: workspace_id int
-- out: slug text, texts text, revision int, name text, reminder int, survey text?
SELECT t.slug, t.texts, t.revision, t.name, t.reminder, s.slug
FROM template t LEFT JOIN survey s ON s.workspace_id = t.workspace_id AND s.id = t.survey_id
WHERE t.workspace_id = :workspace_id ORDER BY t.slug;

-- name: template_of_survey one
-- in: workspace_id int, survey_id int, reminder int
-- out: slug text, texts text
SELECT slug, texts FROM template WHERE workspace_id = :workspace_id AND survey_id = :survey_id AND reminder = :reminder;

-- ---- messages: 0 queued, 1 sending, 2 sent, 3 failed, 4 bounced, 5 cancelled, 6 unclear ----

-- name: message_due many
-- in: now int, after_due int, after_workspace int, after_id int, count int
-- out: workspace_id int, id int, due_at int, domain text?, domain_minute_max int?
SELECT m.workspace_id, m.id, m.due_at, lower(substr(c.email, instr(c.email, '@') + 1)), s.domain_minute_max
FROM message m INDEXED BY message_due
LEFT JOIN customer c ON c.workspace_id = m.workspace_id AND c.id = m.customer_id
LEFT JOIN mail_setting s ON s.workspace_id = m.workspace_id
WHERE m.state = 0 AND m.due_at <= :now AND (m.due_at, m.workspace_id, m.id) > (:after_due, :after_workspace, :after_id)
ORDER BY m.due_at, m.workspace_id, m.id LIMIT :count;

-- name: message_take_look one
-- in: workspace_id int, id int
-- out: state int, kind int, invitation_state int?, expires_at int?, email text?, consent_surveys int?, contact_ban int?, erased_at int?
SELECT m.state, m.kind, i.state, i.expires_at, c.email, c.consent_surveys, c.contact_ban, c.erased_at
FROM message m
LEFT JOIN invitation i ON i.workspace_id = m.workspace_id AND i.id = m.invitation_id
LEFT JOIN customer c ON c.workspace_id = m.workspace_id AND c.id = m.customer_id
WHERE m.workspace_id = :workspace_id AND m.id = :id;

-- name: message_take exec
-- in: workspace_id int, id int
UPDATE message SET state = 1, tries = tries + 1 WHERE workspace_id = :workspace_id AND id = :id AND state = 0;

-- name: message_cancel exec
-- in: workspace_id int, id int, reason text, at int
UPDATE message SET state = 5, reason = :reason, ended_at = :at WHERE workspace_id = :workspace_id AND id = :id AND state = 0;

-- name: message_sent exec
-- in: workspace_id int, id int, at int, address_hash blob, status text
UPDATE message SET state = 2, ended_at = :at, address_hash = :address_hash, reason = '', status = :status
WHERE workspace_id = :workspace_id AND id = :id AND state = 1;

-- name: message_again exec
-- in: workspace_id int, id int, due_at int, reason text, status text
UPDATE message SET state = 0, due_at = :due_at, reason = :reason, status = :status
WHERE workspace_id = :workspace_id AND id = :id AND state = 1;

-- name: message_end exec
-- in: workspace_id int, id int, state int, at int, reason text, status text
UPDATE message SET state = :state, ended_at = :at, reason = :reason, status = :status
WHERE workspace_id = :workspace_id AND id = :id AND state IN (0, 1);

-- name: message_bounce exec
-- in: workspace_id int, id int, at int, address_hash blob?, status text
UPDATE message SET state = 4, ended_at = :at, address_hash = coalesce(:address_hash, address_hash), reason = 'unknown_recipient', status = :status
WHERE workspace_id = :workspace_id AND id = :id AND state IN (1, 2, 6);

-- name: message_sending_all many
-- in: count int
-- out: workspace_id int, id int
SELECT workspace_id, id FROM message INDEXED BY message_sending WHERE state = 1 LIMIT :count;

-- name: message_get one
-- in: workspace_id int, id int
-- out: kind int, state int, survey_id int, survey text, invitation_id int?, customer_id int?, account_id int?, language text, template text, tries int
-- out: email text?, name text?, touchpoint text?, attributes text?, address_hash blob?, revision int?
SELECT m.kind, m.state, m.survey_id, v.slug, m.invitation_id, m.customer_id, m.account_id, m.language, m.template, m.tries, c.email, c.name,
t.slug, e.attributes, m.address_hash, s.revision
FROM message m
JOIN survey v ON v.workspace_id = m.workspace_id AND v.id = m.survey_id
LEFT JOIN customer c ON c.workspace_id = m.workspace_id AND c.id = m.customer_id
LEFT JOIN invitation i ON i.workspace_id = m.workspace_id AND i.id = m.invitation_id
LEFT JOIN encounter e ON e.workspace_id = m.workspace_id AND e.id = i.encounter_id
LEFT JOIN touchpoint t ON t.workspace_id = m.workspace_id AND t.id = e.touchpoint_id
LEFT JOIN mail_setting s ON s.workspace_id = m.workspace_id
WHERE m.workspace_id = :workspace_id AND m.id = :id;

-- name: message_page many
-- in: workspace_id int, survey_id int, state int?, before int, count int
-- out: id int, kind int, survey text, customer text?, language text, state int, made_at int, due_at int, tries int, ended_at int?
-- out: reason text, status text
SELECT m.id, m.kind, v.slug, c.external_id, m.language, m.state, m.made_at, m.due_at, m.tries, m.ended_at, m.reason, m.status
FROM message m
JOIN survey v ON v.workspace_id = m.workspace_id AND v.id = m.survey_id
LEFT JOIN customer c ON c.workspace_id = m.workspace_id AND c.id = m.customer_id
WHERE m.workspace_id = :workspace_id AND m.id < :before AND (:survey_id = 0 OR m.survey_id = :survey_id) AND (:state IS NULL OR m.state = :state)
ORDER BY m.id DESC LIMIT :count;

-- name: invitation_brief one
-- in: workspace_id int, id int
-- out: survey_id int, customer_id int, language text, template text
SELECT survey_id, customer_id, language, template FROM invitation WHERE workspace_id = :workspace_id AND id = :id;

-- name: invitation_bounced exec
-- in: workspace_id int, message_id int
UPDATE invitation SET state = 5
WHERE workspace_id = :workspace_id AND state IN (0, 1)
AND id = (SELECT m.invitation_id FROM message m WHERE m.workspace_id = :workspace_id AND m.id = :message_id);

-- name: invitation_sent_by_message exec
-- in: workspace_id int, message_id int, at int
UPDATE invitation SET state = 1, sent_at = :at
WHERE workspace_id = :workspace_id AND state = 0
AND id = (SELECT m.invitation_id FROM message m WHERE m.workspace_id = :workspace_id AND m.id = :message_id AND m.kind = 1);

-- name: message_cancel_by_address exec
-- in: workspace_id int, customer_id int, at int
UPDATE message SET state = 5, reason = 'unsubscribed', ended_at = :at
WHERE workspace_id = :workspace_id AND customer_id = :customer_id AND state = 0;

-- name: invitation_unsent exec
-- in: workspace_id int, message_id int
UPDATE invitation SET state = 4
WHERE workspace_id = :workspace_id AND state = 0
AND id = (SELECT m.invitation_id FROM message m WHERE m.workspace_id = :workspace_id AND m.id = :message_id AND m.kind = 1);
