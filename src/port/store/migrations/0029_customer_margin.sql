-- What a customer brought in one calendar year. customer.margin is a margin whose year is not known.
CREATE TABLE customer_margin (
    workspace_id INTEGER NOT NULL,
    customer_id INTEGER NOT NULL,
    year INTEGER NOT NULL, -- 2000 … 2099
    margin REAL NOT NULL, -- in the workspace's currency; under 0: a loss
    PRIMARY KEY (workspace_id, customer_id, year),
    FOREIGN KEY (workspace_id, customer_id) REFERENCES customer (workspace_id, id)
) STRICT, WITHOUT ROWID;
