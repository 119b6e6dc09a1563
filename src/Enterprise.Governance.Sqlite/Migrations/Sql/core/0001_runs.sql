-- Times are Unix milliseconds.

CREATE TABLE runs (
  run_id           TEXT    NOT NULL PRIMARY KEY,
  tenant_id        TEXT    NOT NULL,
  org_id           TEXT,
  user_id          TEXT,
  roles            TEXT    NOT NULL,
  state            TEXT    NOT NULL CHECK (state IN ('submitted', 'planning', 'running', 'waiting_approval', 'completed', 'failed', 'cancelled')),
  title            TEXT,
  tags             TEXT    NOT NULL,
  salt             BLOB    NOT NULL,
  lease_owner      TEXT,
  fencing_token    INTEGER NOT NULL DEFAULT 0,
  lease_expires_at INTEGER,
  created_at       INTEGER NOT NULL,
  updated_at       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX runs_by_tenant ON runs (tenant_id, created_at DESC, run_id);
CREATE INDEX runs_by_state ON runs (tenant_id, state, created_at DESC, run_id);

CREATE TABLE approvals (
  run_id        TEXT    NOT NULL,
  approval_id   TEXT    NOT NULL,
  tenant_id     TEXT    NOT NULL,
  org_id        TEXT,
  claim_key     TEXT    NOT NULL,
  digest        TEXT    NOT NULL,
  action        TEXT    NOT NULL,
  tool          TEXT,
  args          TEXT,
  rules         TEXT    NOT NULL,
  state         TEXT    NOT NULL CHECK (state IN ('pending', 'approved', 'denied', 'expired')),
  requested_by  TEXT,
  decided_by    TEXT,
  reason        TEXT,
  created_at    INTEGER NOT NULL,
  expires_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL,
  used_by       TEXT,
  PRIMARY KEY (run_id, approval_id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX approvals_by_id ON approvals (approval_id);
CREATE INDEX approvals_by_claim ON approvals (run_id, claim_key, created_at);
CREATE INDEX approvals_by_tenant ON approvals (tenant_id, state, created_at DESC);

CREATE TABLE action_claims (
  run_id       TEXT    NOT NULL,
  claim_key    TEXT    NOT NULL,
  digest       TEXT    NOT NULL,
  state        TEXT    NOT NULL CHECK (state IN ('running', 'in_doubt', 'completed', 'failed', 'denied')),
  call_id      TEXT    NOT NULL,
  attempt      INTEGER NOT NULL,
  heartbeat_until INTEGER NOT NULL,
  approval_id  TEXT,
  code         TEXT,
  reason       TEXT,
  policy_ids   TEXT,
  cost_units   INTEGER NOT NULL DEFAULT 0,
  result       BLOB,
  is_erased    INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (run_id, claim_key)
) STRICT, WITHOUT ROWID;

CREATE VIEW runs_mv AS
SELECT r.run_id, r.tenant_id AS tenant, r.org_id AS org, r.user_id AS user, r.state, r.title, r.tags,
       json_object('llm_calls', coalesce(c.llm_calls, 0), 'tool_calls', coalesce(c.tool_calls, 0), 'cost_units', coalesce(c.cost_units, 0), 'tokens', coalesce(c.tokens, 0)) AS budget,
       coalesce(h.seq, 0) AS last_seq,
       strftime('%Y-%m-%dT%H:%M:%fZ', r.created_at / 1000.0, 'unixepoch') AS created_at,
       strftime('%Y-%m-%dT%H:%M:%fZ', r.updated_at / 1000.0, 'unixepoch') AS updated_at
FROM runs r
LEFT JOIN run_heads h ON h.run_id = r.run_id
LEFT JOIN cost_runs c ON c.tenant_id = r.tenant_id AND c.run_id = r.run_id;

CREATE VIEW approvals_mv AS
SELECT a.approval_id, a.run_id, a.tenant_id AS tenant, a.org_id AS org, a.action, a.tool,
       CASE WHEN a.state = 'pending' AND a.expires_at <= CAST(unixepoch('subsec') * 1000 AS INTEGER) THEN 'expired' ELSE a.state END AS state,
       a.requested_by, a.decided_by,
       strftime('%Y-%m-%dT%H:%M:%fZ', a.created_at / 1000.0, 'unixepoch') AS created_at,
       strftime('%Y-%m-%dT%H:%M:%fZ', a.expires_at / 1000.0, 'unixepoch') AS expires_at,
       strftime('%Y-%m-%dT%H:%M:%fZ', a.updated_at / 1000.0, 'unixepoch') AS updated_at
FROM approvals a;
