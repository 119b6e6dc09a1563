-- Lists (roles, tags, rules, policy_ids) are JSON texts, written and read by the library.
CREATE TABLE {schema}.runs (
    run_id           text COLLATE "C" NOT NULL PRIMARY KEY,
    tenant_id        text COLLATE "C" NOT NULL,
    org_id           text COLLATE "C",
    user_id          text COLLATE "C",
    roles            text             NOT NULL,
    state            text COLLATE "C" NOT NULL CHECK (state IN ('submitted', 'planning', 'running', 'waiting_approval', 'completed', 'failed', 'cancelled')),
    title            text COLLATE "C",
    tags             text             NOT NULL,
    salt             bytea            NOT NULL,
    lease_owner      text COLLATE "C",
    fencing_token    bigint           NOT NULL DEFAULT 0,
    lease_expires_at timestamptz,
    created_at       timestamptz      NOT NULL,
    updated_at       timestamptz      NOT NULL
) WITH (fillfactor = 80);
CREATE INDEX runs_by_tenant ON {schema}.runs (tenant_id, created_at DESC, run_id);

CREATE TABLE {schema}.approvals (
    run_id       text COLLATE "C" NOT NULL,
    approval_id  text COLLATE "C" NOT NULL,
    tenant_id    text COLLATE "C" NOT NULL,
    org_id       text COLLATE "C",
    claim_key    text COLLATE "C" NOT NULL,
    digest       text COLLATE "C" NOT NULL,
    action       text COLLATE "C" NOT NULL,
    tool         text COLLATE "C",
    args         text,
    rules        text             NOT NULL,
    state        text COLLATE "C" NOT NULL CHECK (state IN ('pending', 'approved', 'denied', 'expired')),
    requested_by text COLLATE "C",
    decided_by   text COLLATE "C",
    reason       text,
    created_at   timestamptz      NOT NULL,
    expires_at   timestamptz      NOT NULL,
    updated_at   timestamptz      NOT NULL,
    used_by      text COLLATE "C",
    PRIMARY KEY (run_id, approval_id)
);
CREATE INDEX approvals_by_id ON {schema}.approvals (approval_id);
CREATE INDEX approvals_by_claim ON {schema}.approvals (run_id, claim_key, created_at DESC, approval_id DESC);
CREATE INDEX approvals_by_tenant ON {schema}.approvals (tenant_id, created_at DESC, approval_id DESC);

CREATE TABLE {schema}.action_claims (
    run_id          text COLLATE "C" NOT NULL,
    claim_key       text COLLATE "C" NOT NULL,
    digest          text COLLATE "C" NOT NULL,
    state           text COLLATE "C" NOT NULL CHECK (state IN ('running', 'in_doubt', 'completed', 'failed', 'denied')),
    call_id         text COLLATE "C" NOT NULL,
    attempt         integer          NOT NULL,
    heartbeat_until timestamptz      NOT NULL,
    approval_id     text COLLATE "C",
    code            text COLLATE "C",
    reason          text,
    policy_ids      text,
    cost_units      bigint           NOT NULL DEFAULT 0,
    result          bytea,
    is_erased       boolean          NOT NULL DEFAULT false,
    PRIMARY KEY (run_id, claim_key)
) WITH (fillfactor = 80);

CREATE OR REPLACE FUNCTION {schema}.run_is_erased(p_run text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM {schema}.runs WHERE run_id = p_run AND length(salt) = 0)
$$;
