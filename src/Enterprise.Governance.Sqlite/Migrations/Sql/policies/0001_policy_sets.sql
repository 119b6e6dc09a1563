CREATE TABLE policy_sets (
  version    TEXT    NOT NULL PRIMARY KEY,
  document   TEXT    NOT NULL,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE policy_activations (
  tenant_id    TEXT    NOT NULL PRIMARY KEY,
  version      TEXT    NOT NULL REFERENCES policy_sets (version),
  activated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
