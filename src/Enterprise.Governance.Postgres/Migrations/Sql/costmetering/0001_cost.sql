-- Days are UTC. An absent model is the empty text, so that keys are never NULL.

-- What a run has spent: one row per run, written by settling.
CREATE TABLE {schema}.cost_runs (
    tenant_id  text COLLATE "C" NOT NULL,
    run_id     text COLLATE "C" NOT NULL,
    llm_calls  bigint           NOT NULL,
    tool_calls bigint           NOT NULL,
    cost_units bigint           NOT NULL,
    tokens     bigint           NOT NULL,
    PRIMARY KEY (tenant_id, run_id)
) WITH (fillfactor = 70);

-- What calls in flight have reserved: a row whose expires_at has passed counts for nothing. quota_keys are the locks of the daily quotas
-- that it was checked against: whoever renews it takes them too.
CREATE TABLE {schema}.cost_holds (
    tenant_id  text COLLATE "C" NOT NULL,
    run_id     text COLLATE "C" NOT NULL,
    call_id    text COLLATE "C" NOT NULL,
    kind       text COLLATE "C" NOT NULL CHECK (kind IN ('llm', 'tool')),
    org_id     text COLLATE "C",
    user_id    text COLLATE "C",
    model      text COLLATE "C" NOT NULL,
    cost_units bigint           NOT NULL,
    tokens     bigint           NOT NULL,
    expires_at timestamptz      NOT NULL,
    quota_keys bigint[]         NOT NULL,
    PRIMARY KEY (tenant_id, run_id, call_id)
);

CREATE INDEX cost_holds_model ON {schema}.cost_holds (tenant_id, model, expires_at) WHERE kind = 'llm';
CREATE INDEX cost_holds_expiry ON {schema}.cost_holds (expires_at);

-- One row per settled call; its key makes settling idempotent.
CREATE TABLE {schema}.cost_usage (
    tenant_id  text COLLATE "C" NOT NULL,
    run_id     text COLLATE "C" NOT NULL,
    call_id    text COLLATE "C" NOT NULL,
    kind       text COLLATE "C" NOT NULL CHECK (kind IN ('llm', 'tool')),
    org_id     text COLLATE "C",
    user_id    text COLLATE "C",
    model      text COLLATE "C" NOT NULL,
    has_usage  boolean          NOT NULL,
    prompt     bigint,
    cached     bigint,
    output     bigint,
    thoughts   bigint,
    tool_use   bigint,
    total      bigint,
    estimated  boolean          NOT NULL,
    tokens     bigint           NOT NULL,
    cost_units bigint           NOT NULL,
    amount     numeric,
    currency   text COLLATE "C",
    settled_at timestamptz      NOT NULL,
    PRIMARY KEY (tenant_id, run_id, call_id)
);

-- LLM usage by day: a call is counted for its tenant, its org and its user.
CREATE TABLE {schema}.cost_daily (
    tenant_id       text COLLATE "C" NOT NULL,
    day             date             NOT NULL,
    kind            text COLLATE "C" NOT NULL CHECK (kind IN ('tenant', 'org', 'user')),
    id              text COLLATE "C" NOT NULL,
    model           text COLLATE "C" NOT NULL,
    calls           bigint           NOT NULL,
    estimated_calls bigint           NOT NULL,
    tokens          bigint           NOT NULL,
    cost_units      bigint           NOT NULL,
    PRIMARY KEY (tenant_id, day, kind, id, model)
) WITH (fillfactor = 70);
