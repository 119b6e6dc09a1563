-- Times are Unix milliseconds, days are text YYYY-MM-DD (UTC). An absent model is the empty text, so that keys are never NULL.

-- What a run has spent: one row per run, written by settling.
CREATE TABLE cost_runs (
    tenant_id  TEXT    NOT NULL,
    run_id     TEXT    NOT NULL,
    llm_calls  INTEGER NOT NULL,
    tool_calls INTEGER NOT NULL,
    cost_units INTEGER NOT NULL,
    tokens     INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, run_id)
) STRICT, WITHOUT ROWID;

-- What calls in flight have reserved: a row whose expires_at has passed counts for nothing.
CREATE TABLE cost_holds (
    tenant_id  TEXT    NOT NULL,
    run_id     TEXT    NOT NULL,
    call_id    TEXT    NOT NULL,
    kind       TEXT    NOT NULL CHECK (kind IN ('llm', 'tool')),
    org_id     TEXT,
    user_id    TEXT,
    model      TEXT    NOT NULL,
    cost_units INTEGER NOT NULL,
    tokens     INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, run_id, call_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX cost_holds_model ON cost_holds (tenant_id, model, expires_at);
CREATE INDEX cost_holds_expiry ON cost_holds (expires_at);

-- One row per settled call; its key makes settling idempotent.
CREATE TABLE cost_usage (
    tenant_id  TEXT    NOT NULL,
    run_id     TEXT    NOT NULL,
    call_id    TEXT    NOT NULL,
    kind       TEXT    NOT NULL CHECK (kind IN ('llm', 'tool')),
    org_id     TEXT,
    user_id    TEXT,
    model      TEXT    NOT NULL,
    has_usage  INTEGER NOT NULL CHECK (has_usage IN (0, 1)),
    prompt     INTEGER,
    cached     INTEGER,
    output     INTEGER,
    thoughts   INTEGER,
    tool_use   INTEGER,
    total      INTEGER,
    estimated  INTEGER NOT NULL CHECK (estimated IN (0, 1)),
    tokens     INTEGER NOT NULL,
    cost_units INTEGER NOT NULL,
    amount     TEXT,
    currency   TEXT,
    settled_at INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, run_id, call_id)
) STRICT, WITHOUT ROWID;

-- LLM usage by day: a call is counted for its tenant, its org and its user.
CREATE TABLE cost_daily (
    tenant_id       TEXT    NOT NULL,
    day             TEXT    NOT NULL,
    kind            TEXT    NOT NULL CHECK (kind IN ('tenant', 'org', 'user')),
    id              TEXT    NOT NULL,
    model           TEXT    NOT NULL,
    calls           INTEGER NOT NULL,
    estimated_calls INTEGER NOT NULL,
    tokens          INTEGER NOT NULL,
    cost_units      INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, day, kind, id, model)
) STRICT, WITHOUT ROWID;
