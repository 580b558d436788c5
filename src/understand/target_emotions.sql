-- Statements of understand/target_emotions.c; see tools/sql_gen.py for the form.

-- name: target_emotion_insert exec
-- in: workspace_id int, id int, touchpoint_id int?, from_day int, emotions text, share real?
INSERT INTO target_emotion (workspace_id, id, touchpoint_id, from_day, emotions, share, revision)
VALUES (:workspace_id, :id, :touchpoint_id, :from_day, :emotions, :share, :id);

-- name: target_emotion_update exec
-- in: workspace_id int, id int, touchpoint_id int?, from_day int, emotions text, share real?, revision int
UPDATE target_emotion SET touchpoint_id = :touchpoint_id, from_day = :from_day, emotions = :emotions, share = :share, revision = :revision
WHERE workspace_id = :workspace_id AND id = :id;

-- name: target_emotion_standing one
-- in: workspace_id int, id int
-- out: revision int
SELECT revision FROM target_emotion WHERE workspace_id = :workspace_id AND id = :id;

-- name: target_emotion_at one
-- in: workspace_id int, touchpoint_id int, from_day int
-- out: id int
SELECT id FROM target_emotion
WHERE workspace_id = :workspace_id AND coalesce(touchpoint_id, 0) = :touchpoint_id AND from_day = :from_day;

-- name: target_emotion_count one
-- in: workspace_id int
-- out: count int
SELECT count(*) FROM target_emotion WHERE workspace_id = :workspace_id;

-- name: target_emotion_all many
-- in: workspace_id int, only int
-- out: id int, touchpoint_id int?, touchpoint text?, from_day int, emotions text, share real?, revision int
SELECT e.id, e.touchpoint_id, t.slug, e.from_day, e.emotions, e.share, e.revision FROM target_emotion e
LEFT JOIN touchpoint t ON t.workspace_id = e.workspace_id AND t.id = e.touchpoint_id
WHERE e.workspace_id = :workspace_id AND (:only = 0 OR e.id = :only)
ORDER BY e.touchpoint_id IS NOT NULL, e.touchpoint_id, e.from_day;

-- name: target_emotion_delete exec
-- in: workspace_id int, id int
DELETE FROM target_emotion WHERE workspace_id = :workspace_id AND id = :id;
