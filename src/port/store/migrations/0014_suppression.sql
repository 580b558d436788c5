-- Whom we leave in peace can be looked at and lifted: each entry has the number of the fact that made it (two addresses of one wish share
-- it), and the customer through whom we know of it, until that one is erased. Entries made before count from 1, below every fact to come.
ALTER TABLE suppression ADD COLUMN id INTEGER NOT NULL DEFAULT 0;
ALTER TABLE suppression ADD COLUMN customer_id INTEGER; -- NULL: written down by address, or erased
UPDATE suppression SET id = ranked.place
FROM (SELECT workspace_id, address_hash, row_number() OVER (PARTITION BY workspace_id ORDER BY at, address_hash) AS place FROM suppression) AS ranked
WHERE suppression.workspace_id = ranked.workspace_id AND suppression.address_hash = ranked.address_hash;
CREATE INDEX suppression_by_id ON suppression (workspace_id, id);
CREATE INDEX suppression_of_customer ON suppression (workspace_id, customer_id) WHERE customer_id IS NOT NULL;
