-- What customers should feel, and how many of them, from a day on until the next target at the same place.
CREATE TABLE target_emotion (
    workspace_id INTEGER NOT NULL,
    id INTEGER NOT NULL,
    touchpoint_id INTEGER, -- NULL: of the whole organisation
    from_day INTEGER NOT NULL, -- local day, since 1970-01-01
    emotions TEXT NOT NULL, -- of the organisation, a JSON list, [] where the target ends; of a touchpoint '[]': they stand there
    share REAL, -- per cent of those who name an emotion who should name a wanted one; NULL: no goal
    revision INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, id),
    FOREIGN KEY (workspace_id) REFERENCES workspace (id),
    FOREIGN KEY (workspace_id, touchpoint_id) REFERENCES touchpoint (workspace_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX target_emotion_place ON target_emotion (workspace_id, coalesce(touchpoint_id, 0), from_day);
