-- Statements about media, notes, the code book and codings; see tools/sql_gen.py for the form.

-- name: media_put exec
-- in: workspace_id int, week int, medium text, daypart text, segment text, spend_cents int, contacts int, revision int
INSERT INTO media_exposure (workspace_id, week, medium, daypart, segment, spend_cents, contacts, revision)
VALUES (:workspace_id, :week, :medium, :daypart, :segment, :spend_cents, :contacts, :revision)
ON CONFLICT (workspace_id, week, medium, daypart, segment)
DO UPDATE SET spend_cents = excluded.spend_cents, contacts = excluded.contacts, revision = excluded.revision;

-- name: media_list many
-- in: workspace_id int, from_day int, to_day int, medium text?, segment text?, limit int
-- out: week int, medium text, daypart text, segment text, spend_cents int, contacts int
SELECT week, medium, daypart, segment, spend_cents, contacts FROM media_exposure
WHERE workspace_id = :workspace_id AND week >= :from_day AND week <= :to_day
AND (:medium IS NULL OR medium = :medium) AND (:segment IS NULL OR segment = :segment)
ORDER BY week, medium, daypart, segment LIMIT :limit;

-- name: note_insert exec
-- in: workspace_id int, id int, kind int, touchpoint_id int?, element_id int?, segment text, day int, language text, author_id int, customer_id int?
INSERT INTO note (workspace_id, id, kind, touchpoint_id, element_id, segment, day, language, author_id, customer_id, revision)
VALUES (:workspace_id, :id, :kind, :touchpoint_id, :element_id, :segment, :day, :language, :author_id, :customer_id, :id);

-- name: note_update exec
-- in: workspace_id int, id int, kind int, touchpoint_id int?, element_id int?, segment text, day int, language text, customer_id int?, revision int
UPDATE note SET kind = :kind, touchpoint_id = :touchpoint_id, element_id = :element_id, segment = :segment, day = :day, language = :language,
customer_id = :customer_id, revision = :revision WHERE workspace_id = :workspace_id AND id = :id;

-- name: note_text_put exec
-- in: workspace_id int, note_id int, text text
INSERT INTO note_text (workspace_id, note_id, text) VALUES (:workspace_id, :note_id, :text)
ON CONFLICT (workspace_id, note_id) DO UPDATE SET text = excluded.text;

-- name: note_standing one
-- in: workspace_id int, id int, coder_id int
-- out: revision int, codings int, mine int, has_text int
SELECT n.revision,
(SELECT count(*) FROM coding k WHERE k.workspace_id = n.workspace_id AND k.note_id = n.id),
(SELECT count(*) FROM coding k WHERE k.workspace_id = n.workspace_id AND k.note_id = n.id AND k.coder_id = :coder_id),
(SELECT count(*) FROM note_text t WHERE t.workspace_id = n.workspace_id AND t.note_id = n.id)
FROM note n WHERE n.workspace_id = :workspace_id AND n.id = :id;

-- name: note_page many
-- in: workspace_id int, coder_id int, only int, before int, touchpoint_id int, element text?, segment text?, kind int, code text?, other_id int, mine int, limit int
-- out: id int, kind int, touchpoint text?, segment text, day int, language text, customer text?, author_id int, text text?, codings int, mine text?, revision int, element text?, element_name text?
SELECT n.id, n.kind, t.slug, n.segment, n.day, n.language, c.external_id, n.author_id, x.text,
(SELECT count(*) FROM coding k WHERE k.workspace_id = n.workspace_id AND k.note_id = n.id),
CASE WHEN m.coder_id IS NULL THEN NULL ELSE (SELECT json_group_array(d.slug) FROM coding_code cc
  JOIN code d ON d.workspace_id = cc.workspace_id AND d.id = cc.code_id
  WHERE cc.workspace_id = n.workspace_id AND cc.note_id = n.id AND cc.coder_id = :coder_id) END,
n.revision, e.slug, e.name FROM note n
LEFT JOIN element e ON e.workspace_id = n.workspace_id AND e.id = n.element_id
LEFT JOIN touchpoint t ON t.workspace_id = n.workspace_id AND t.id = n.touchpoint_id
LEFT JOIN customer c ON c.workspace_id = n.workspace_id AND c.id = n.customer_id
LEFT JOIN note_text x ON x.workspace_id = n.workspace_id AND x.note_id = n.id
LEFT JOIN coding m ON m.workspace_id = n.workspace_id AND m.note_id = n.id AND m.coder_id = :coder_id
WHERE n.workspace_id = :workspace_id AND n.id < :before AND (:only = 0 OR n.id = :only)
AND (:touchpoint_id = 0 OR n.touchpoint_id = :touchpoint_id) AND (:element IS NULL OR e.slug = :element) AND (:segment IS NULL OR n.segment = :segment)
AND (:kind = 0 OR n.kind = :kind)
AND (:other_id = 0 OR EXISTS (SELECT 1 FROM coding k WHERE k.workspace_id = n.workspace_id AND k.note_id = n.id AND k.coder_id = :other_id))
AND (:mine = 0 OR (:mine <> 2) = (m.coder_id IS NOT NULL))
AND (:code IS NULL OR (m.coder_id IS NOT NULL AND EXISTS (SELECT 1 FROM coding_code cc
  JOIN code d ON d.workspace_id = cc.workspace_id AND d.id = cc.code_id
  WHERE cc.workspace_id = n.workspace_id AND cc.note_id = n.id AND d.slug = :code)))
AND (:mine <> 3 OR EXISTS (SELECT 1 FROM coding_code cc JOIN code d ON d.workspace_id = cc.workspace_id AND d.id = cc.code_id
  WHERE cc.workspace_id = n.workspace_id AND cc.note_id = n.id AND (:code IS NULL OR d.slug = :code)
  AND EXISTS (SELECT 1 FROM coding k WHERE k.workspace_id = cc.workspace_id AND k.note_id = cc.note_id
    AND k.revision > d.id AND (d.retired = 0 OR k.revision < d.retired)
    AND NOT EXISTS (SELECT 1 FROM coding_code o WHERE o.workspace_id = k.workspace_id AND o.note_id = k.note_id
      AND o.coder_id = k.coder_id AND o.code_id = cc.code_id))))
ORDER BY n.id DESC LIMIT :limit;

-- name: note_element_find one
-- in: workspace_id int, touchpoint_id int, slug text
-- out: id int
SELECT id FROM element WHERE workspace_id = :workspace_id AND touchpoint_id = :touchpoint_id AND slug = :slug;

-- name: note_element_clear exec
-- in: workspace_id int, element_id int
UPDATE note SET element_id = NULL WHERE workspace_id = :workspace_id AND element_id = :element_id;

-- name: note_delete exec
-- in: workspace_id int, id int
DELETE FROM note WHERE workspace_id = :workspace_id AND id = :id;

-- name: note_text_delete exec
-- in: workspace_id int, note_id int
DELETE FROM note_text WHERE workspace_id = :workspace_id AND note_id = :note_id;

-- name: note_customer_texts_delete exec
-- in: workspace_id int, customer_id int
DELETE FROM note_text WHERE workspace_id = :workspace_id
AND note_id IN (SELECT id FROM note WHERE workspace_id = :workspace_id AND customer_id = :customer_id);

-- name: note_customer_clear exec
-- in: workspace_id int, customer_id int
UPDATE note SET customer_id = NULL WHERE workspace_id = :workspace_id AND customer_id = :customer_id;

-- name: code_insert exec
-- in: workspace_id int, id int, slug text, name text, description text, valence int
INSERT INTO code (workspace_id, id, slug, name, description, valence, retired, revision)
VALUES (:workspace_id, :id, :slug, :name, :description, :valence, 0, :id);

-- name: code_update exec
-- in: workspace_id int, id int, name text, description text, valence int, retired int, revision int
UPDATE code SET name = :name, description = :description, valence = :valence, retired = :retired, revision = :revision
WHERE workspace_id = :workspace_id AND id = :id;

-- name: code_count one
-- in: workspace_id int
-- out: count int
SELECT count(*) FROM code WHERE workspace_id = :workspace_id;

-- name: code_find one
-- in: workspace_id int, slug text
-- out: id int, retired int, revision int
SELECT id, retired, revision FROM code WHERE workspace_id = :workspace_id AND slug = :slug;

-- name: code_all many
-- in: workspace_id int
-- out: id int, slug text, name text, description text, valence int, retired int, revision int
SELECT id, slug, name, description, valence, retired, revision FROM code WHERE workspace_id = :workspace_id ORDER BY id;

-- name: coding_put exec
-- in: workspace_id int, note_id int, coder_id int, coded_at int, revision int
INSERT INTO coding (workspace_id, note_id, coder_id, coded_at, revision) VALUES (:workspace_id, :note_id, :coder_id, :coded_at, :revision)
ON CONFLICT (workspace_id, note_id, coder_id) DO UPDATE SET coded_at = excluded.coded_at, revision = excluded.revision;

-- name: coding_code_insert exec
-- in: workspace_id int, note_id int, coder_id int, code_id int
INSERT INTO coding_code (workspace_id, note_id, coder_id, code_id) VALUES (:workspace_id, :note_id, :coder_id, :code_id);

-- name: coding_codes_delete exec
-- in: workspace_id int, note_id int, coder_id int
DELETE FROM coding_code WHERE workspace_id = :workspace_id AND note_id = :note_id AND (:coder_id = 0 OR coder_id = :coder_id);

-- name: codings_delete exec
-- in: workspace_id int, note_id int
DELETE FROM coding WHERE workspace_id = :workspace_id AND note_id = :note_id;

-- name: coding_of_note many
-- in: workspace_id int, note_id int
-- out: coder_id int, coded_at int, codes text
SELECT k.coder_id, k.coded_at, (SELECT json_group_array(d.slug) FROM coding_code cc
JOIN code d ON d.workspace_id = cc.workspace_id AND d.id = cc.code_id
WHERE cc.workspace_id = k.workspace_id AND cc.note_id = k.note_id AND cc.coder_id = k.coder_id)
FROM coding k WHERE k.workspace_id = :workspace_id AND k.note_id = :note_id ORDER BY k.coded_at, k.coder_id;

-- name: note_counts one
-- in: workspace_id int, from_day int, to_day int
-- out: notes int, coded int
SELECT count(*), coalesce(sum(EXISTS (SELECT 1 FROM coding k WHERE k.workspace_id = n.workspace_id AND k.note_id = n.id)), 0)
FROM note n WHERE n.workspace_id = :workspace_id AND n.day >= :from_day AND n.day <= :to_day;

-- name: code_frequency many
-- in: workspace_id int, by int, from_day int, to_day int
-- out: code_id int, slug text, touchpoint text, segment text, week int, n int, hits int
SELECT c.id, c.slug, CASE WHEN :by = 1 THEN coalesce(t.slug, '') ELSE '' END AS by_touchpoint, CASE WHEN :by = 2 THEN n.segment ELSE '' END AS by_segment,
CASE WHEN :by = 3 THEN n.day - ((n.day + 3) % 7 + 7) % 7 ELSE 0 END AS by_week, count(*),
sum(EXISTS (SELECT 1 FROM coding_code cc WHERE cc.workspace_id = n.workspace_id AND cc.note_id = n.id AND cc.code_id = c.id))
FROM code c JOIN note n ON n.workspace_id = c.workspace_id
LEFT JOIN touchpoint t ON t.workspace_id = n.workspace_id AND t.id = n.touchpoint_id
WHERE c.workspace_id = :workspace_id AND n.day >= :from_day AND n.day <= :to_day
AND EXISTS (SELECT 1 FROM coding k WHERE k.workspace_id = n.workspace_id AND k.note_id = n.id
  AND k.revision > c.id AND (c.retired = 0 OR k.revision < c.retired))
GROUP BY c.id, by_touchpoint, by_segment, by_week ORDER BY c.id, by_touchpoint, by_segment, by_week;

-- name: coder_pair one
-- in: workspace_id int, from_day int, to_day int
-- out: first_id int, second_id int
SELECT a.coder_id, b.coder_id FROM coding a
JOIN coding b ON b.workspace_id = a.workspace_id AND b.note_id = a.note_id AND b.coder_id > a.coder_id
JOIN note n ON n.workspace_id = a.workspace_id AND n.id = a.note_id
WHERE a.workspace_id = :workspace_id AND n.day >= :from_day AND n.day <= :to_day
GROUP BY a.coder_id, b.coder_id ORDER BY count(*) DESC, a.coder_id, b.coder_id LIMIT 1;

-- name: coding_both many
-- in: workspace_id int, first_id int, second_id int, from_day int, to_day int
-- out: note_id int, code_id int, first int, second int
SELECT a.note_id, c.id,
EXISTS (SELECT 1 FROM coding_code x WHERE x.workspace_id = a.workspace_id AND x.note_id = a.note_id AND x.coder_id = a.coder_id AND x.code_id = c.id),
EXISTS (SELECT 1 FROM coding_code x WHERE x.workspace_id = b.workspace_id AND x.note_id = b.note_id AND x.coder_id = b.coder_id AND x.code_id = c.id)
FROM coding a JOIN coding b ON b.workspace_id = a.workspace_id AND b.note_id = a.note_id AND b.coder_id = :second_id
JOIN note n ON n.workspace_id = a.workspace_id AND n.id = a.note_id
JOIN code c ON c.workspace_id = a.workspace_id AND c.id < min(a.revision, b.revision)
AND (c.retired = 0 OR c.retired > max(a.revision, b.revision))
WHERE a.workspace_id = :workspace_id AND a.coder_id = :first_id AND n.day >= :from_day AND n.day <= :to_day
ORDER BY a.note_id, c.id;
