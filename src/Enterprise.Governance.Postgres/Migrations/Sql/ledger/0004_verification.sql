-- The repeated verification of all chains: who is at it until when, and how it stands, sealed with an audit key. One row.
CREATE TABLE {schema}.ledger_verification (
    id           boolean NOT NULL DEFAULT true PRIMARY KEY CHECK (id),
    lease_holder text COLLATE "C",
    lease_until  timestamptz,
    state        text
);
INSERT INTO {schema}.ledger_verification DEFAULT VALUES;
