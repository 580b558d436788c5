-- Which weight schemes speak of a segment in their sample.
CREATE TABLE segment_weighting (
    workspace_id INTEGER NOT NULL,
    segment_id INTEGER NOT NULL,
    scheme_id INTEGER NOT NULL,
    PRIMARY KEY (workspace_id, segment_id, scheme_id),
    FOREIGN KEY (workspace_id, segment_id) REFERENCES segment (workspace_id, id),
    FOREIGN KEY (workspace_id, scheme_id) REFERENCES weight_scheme (workspace_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX segment_weighting_scheme ON segment_weighting (workspace_id, scheme_id);
