-- The lists of runs and approvals, and the feed that says which of their rows have changed.
CREATE VIEW {schema}.runs_now AS
SELECT r.run_id, r.tenant_id AS tenant, r.org_id AS org, r.user_id AS "user", r.state, r.title, r.tags COLLATE "C" AS tags,
       json_build_object('llm_calls', coalesce(c.llm_calls, 0), 'tool_calls', coalesce(c.tool_calls, 0),
                         'cost_units', coalesce(c.cost_units, 0), 'tokens', coalesce(c.tokens, 0))::text COLLATE "C" AS budget,
       coalesce(h.seq, 0) AS last_seq,
       date_trunc('milliseconds', r.created_at) AS created_at, date_trunc('milliseconds', r.updated_at) AS updated_at
FROM {schema}.runs r
LEFT JOIN {schema}.run_heads h ON h.run_id = r.run_id
LEFT JOIN {schema}.cost_runs c ON c.tenant_id = r.tenant_id AND c.run_id = r.run_id;

CREATE VIEW {schema}.approvals_now AS
SELECT a.approval_id, a.run_id, a.tenant_id AS tenant, a.org_id AS org, a.action, a.tool,
       CASE WHEN a.state = 'pending' AND a.expires_at <= clock_timestamp() THEN 'expired' ELSE a.state END AS state,
       a.requested_by, a.decided_by,
       date_trunc('milliseconds', a.created_at) AS created_at, date_trunc('milliseconds', a.expires_at) AS expires_at, date_trunc('milliseconds', a.updated_at) AS updated_at
FROM {schema}.approvals a;

CREATE MATERIALIZED VIEW {schema}.runs_mv AS SELECT * FROM {schema}.runs_now WITH NO DATA;
CREATE MATERIALIZED VIEW {schema}.approvals_mv AS SELECT * FROM {schema}.approvals_now WITH NO DATA;

INSERT INTO {schema}.projections (name, source, mode, key_columns, never_null, digest, is_fed, as_of)
VALUES ('runs_mv', 'runs_now', 'materialized', '{run_id}', '{run_id,tenant,state,tags,budget,last_seq,created_at,updated_at}', '', true, clock_timestamp()),
       ('approvals_mv', 'approvals_now', 'materialized', '{approval_id}', '{approval_id,run_id,tenant,action,state,created_at,expires_at,updated_at}', '', true, clock_timestamp());

-- The indexes of a list, whether it is a materialized view or a table. NULL is the lowest value; read backwards each serves the descending order too.
CREATE FUNCTION {schema}.projection_index(p_name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF p_name = 'runs_mv' THEN
        CREATE UNIQUE INDEX runs_mv_key ON {schema}.runs_mv (run_id NULLS FIRST);
        CREATE INDEX runs_mv_created ON {schema}.runs_mv (created_at NULLS FIRST, run_id NULLS FIRST);
        CREATE INDEX runs_mv_tenant ON {schema}.runs_mv (tenant, created_at NULLS FIRST, run_id NULLS FIRST);
        CREATE INDEX runs_mv_tenant_updated ON {schema}.runs_mv (tenant, updated_at NULLS FIRST, run_id NULLS FIRST);
        CREATE INDEX runs_mv_tenant_state ON {schema}.runs_mv (tenant, state, created_at NULLS FIRST, run_id NULLS FIRST);
    ELSIF p_name = 'approvals_mv' THEN
        CREATE UNIQUE INDEX approvals_mv_key ON {schema}.approvals_mv (approval_id NULLS FIRST);
        CREATE INDEX approvals_mv_run ON {schema}.approvals_mv (run_id);
        CREATE INDEX approvals_mv_created ON {schema}.approvals_mv (created_at NULLS FIRST, approval_id NULLS FIRST);
        CREATE INDEX approvals_mv_tenant ON {schema}.approvals_mv (tenant, created_at NULLS FIRST, approval_id NULLS FIRST);
        CREATE INDEX approvals_mv_tenant_state ON {schema}.approvals_mv (tenant, state, created_at NULLS FIRST, approval_id NULLS FIRST);
        CREATE INDEX approvals_mv_pending ON {schema}.approvals_mv (expires_at) WHERE state = 'pending';
    END IF;
END $$;
SELECT {schema}.projection_index('runs_mv'), {schema}.projection_index('approvals_mv');
REFRESH MATERIALIZED VIEW {schema}.runs_mv;
REFRESH MATERIALIZED VIEW {schema}.approvals_mv;

CREATE OR REPLACE FUNCTION {schema}.projection_lapsed(p_name text) RETURNS SETOF text LANGUAGE sql STABLE AS $$
    SELECT a.approval_id FROM {schema}.approvals_mv a WHERE p_name = 'approvals_mv' AND a.state = 'pending' AND a.expires_at <= clock_timestamp()
$$;

CREATE OR REPLACE FUNCTION {schema}.runs_changed(p_runs text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO {schema}.projection_dirty (projection, key) SELECT 'runs_mv', r FROM unnest(p_runs) AS r;
END $$;

CREATE OR REPLACE FUNCTION {schema}.run_charged(p_run text) RETURNS void LANGUAGE sql AS $$
    INSERT INTO {schema}.projection_dirty (projection, key) VALUES ('runs_mv', p_run)
$$;

-- A state changes with an event in the same transaction, as a rule; this is for the transition that appends none.
CREATE OR REPLACE FUNCTION {schema}.run_set_state(p_run text, p_state text, p_now timestamptz) RETURNS void LANGUAGE sql AS $$
    WITH changed AS (UPDATE {schema}.runs SET state = p_state, updated_at = p_now WHERE run_id = p_run AND state <> p_state RETURNING run_id)
    INSERT INTO {schema}.projection_dirty (projection, key) SELECT 'runs_mv', run_id FROM changed
$$;
