-- Statements of listen/quota.c.

-- name: quota_count_get one
-- in: workspace_id int, survey_id int, quota_id text
-- out: counted int
SELECT counted FROM quota_count WHERE workspace_id = :workspace_id AND survey_id = :survey_id AND quota_id = :quota_id;

-- name: quota_count_add exec
-- in: workspace_id int, survey_id int, quota_id text, counted int, turned_away int
INSERT INTO quota_count (workspace_id, survey_id, quota_id, counted, turned_away)
VALUES (:workspace_id, :survey_id, :quota_id, :counted, :turned_away)
ON CONFLICT (workspace_id, survey_id, quota_id) DO UPDATE SET counted = counted + excluded.counted,
turned_away = turned_away + excluded.turned_away;

-- name: quota_counts many
-- in: workspace_id int, survey_id int
-- out: quota_id text, counted int, turned_away int
SELECT quota_id, counted, turned_away FROM quota_count WHERE workspace_id = :workspace_id AND survey_id = :survey_id ORDER BY quota_id;
