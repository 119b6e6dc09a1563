-- The repeated verification of all chains: who is at it until when (Unix milliseconds), and how it stands, sealed with an audit key. One row.
CREATE TABLE ledger_verification (
  id           INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  lease_holder TEXT,
  lease_until  INTEGER,
  state        TEXT
) STRICT;
INSERT INTO ledger_verification (id) VALUES (1);
