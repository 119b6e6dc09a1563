-- INVARIANT: whoever calls these holds the lock on the run's head, for the rest of its transaction. Expected refusals are values, never errors: an error
-- would undo what others do in the same transaction. p_now is for tests alone; without it the server's clock counts, read here, under the locks.

-- Locks the run's row against a change of its lease, and says whether the caller may go on.
CREATE FUNCTION {schema}.run_guard(p_run text, p_token bigint, OUT status text, OUT state text, OUT erased boolean) LANGUAGE plpgsql AS $$
DECLARE
    v_token bigint;
BEGIN
    SELECT r.state, r.fencing_token, length(r.salt) = 0 INTO state, v_token, erased FROM {schema}.runs r WHERE r.run_id = p_run FOR NO KEY UPDATE;
    status := CASE WHEN state IS NULL THEN 'run_not_found' WHEN p_token <> v_token THEN 'run_lease_lost' ELSE 'ok' END;
END $$;

CREATE FUNCTION {schema}.run_is_final(p_state text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT p_state IN ('completed', 'failed', 'cancelled') $$;

CREATE FUNCTION {schema}.run_set_state(p_run text, p_state text, p_now timestamptz) RETURNS void LANGUAGE sql AS $$
    UPDATE {schema}.runs SET state = p_state, updated_at = p_now WHERE run_id = p_run AND state <> p_state
$$;

CREATE FUNCTION {schema}.run_create(
    p_run text, p_tenant text, p_org text, p_user text, p_roles text, p_state text, p_title text, p_tags text, p_salt bytea, p_created timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO {schema}.runs (run_id, tenant_id, org_id, user_id, roles, state, title, tags, salt, created_at, updated_at)
    VALUES (p_run, p_tenant, p_org, p_user, p_roles, p_state, p_title, p_tags, p_salt, p_created, p_created) ON CONFLICT DO NOTHING;
    RETURN FOUND;
END $$;

CREATE FUNCTION {schema}.run_transition(p_run text, p_token bigint, p_from text[], p_to text, p_now timestamptz, OUT status text, OUT changed boolean) LANGUAGE plpgsql AS $$
DECLARE
    v_guard record;
BEGIN
    SELECT * INTO v_guard FROM {schema}.run_guard(p_run, p_token);
    status := v_guard.status;
    changed := status = 'ok' AND v_guard.state = ANY (p_from);
    IF changed THEN
        PERFORM {schema}.run_set_state(p_run, p_to, coalesce(p_now, clock_timestamp()));
    END IF;
END $$;

-- Lets a run go on that waits for approvals, once none is pending any more.
CREATE FUNCTION {schema}.run_go_on(p_run text, p_state text, p_now timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF p_state = 'waiting_approval' AND NOT EXISTS (SELECT FROM {schema}.approvals a WHERE a.run_id = p_run AND a.state = 'pending' AND a.expires_at > p_now) THEN
        PERFORM {schema}.run_set_state(p_run, 'running', p_now);
    END IF;
END $$;

-- Feeds the list of approvals.
CREATE FUNCTION {schema}.approval_changed(p_id text) RETURNS void LANGUAGE sql AS $$
    INSERT INTO {schema}.projection_dirty (projection, key) VALUES ('approvals_mv', p_id)
$$;

-- standing is the pending approval that was asked for before, if there is one.
CREATE FUNCTION {schema}.approval_request(
    p_run text, p_token bigint, p_id text, p_tenant text, p_org text, p_key text, p_digest text, p_action text, p_tool text, p_args text, p_rules text, p_by text,
    p_created timestamptz, p_expires timestamptz, p_now timestamptz, OUT status text, OUT standing text) LANGUAGE plpgsql AS $$
DECLARE
    v_now   timestamptz := coalesce(p_now, clock_timestamp());
    v_guard record;
BEGIN
    SELECT * INTO v_guard FROM {schema}.run_guard(p_run, p_token);
    status := CASE WHEN v_guard.status = 'ok' AND {schema}.run_is_final(v_guard.state) THEN 'run_ended' ELSE v_guard.status END;
    IF status <> 'ok' THEN
        RETURN;
    END IF;
    SELECT CASE WHEN a.state = 'pending' AND a.expires_at > v_now THEN a.approval_id END INTO standing
    FROM {schema}.approvals a WHERE a.run_id = p_run AND a.claim_key = p_key ORDER BY a.created_at DESC, a.approval_id DESC LIMIT 1;
    IF standing IS NOT NULL THEN
        RETURN;
    END IF;
    INSERT INTO {schema}.approvals (run_id, approval_id, tenant_id, org_id, claim_key, digest, action, tool, args, rules, state, requested_by, created_at, expires_at, updated_at)
    VALUES (p_run, p_id, p_tenant, p_org, p_key, p_digest, p_action, p_tool, p_args, p_rules, 'pending', p_by, p_created, p_expires, p_created);
    PERFORM {schema}.approval_changed(p_id);
    PERFORM {schema}.run_set_state(p_run, 'waiting_approval', v_now);
END $$;

CREATE FUNCTION {schema}.approval_decide(p_run text, p_id text, p_state text, p_by text, p_reason text, p_now timestamptz) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_now   timestamptz := coalesce(p_now, clock_timestamp());
    v_guard record;
    v_open  boolean;
BEGIN
    SELECT * INTO v_guard FROM {schema}.run_guard(p_run, NULL);
    IF v_guard.status <> 'ok' THEN
        RETURN v_guard.status;
    END IF;
    SELECT a.state = 'pending' AND a.expires_at > v_now INTO v_open FROM {schema}.approvals a WHERE a.run_id = p_run AND a.approval_id = p_id;
    IF v_open IS NULL THEN
        RETURN 'not_found';
    ELSIF NOT v_open THEN
        RETURN 'already_decided';
    ELSIF {schema}.run_is_final(v_guard.state) THEN
        RETURN 'run_ended';
    END IF;
    UPDATE {schema}.approvals SET state = p_state, decided_by = p_by, reason = p_reason, updated_at = v_now WHERE run_id = p_run AND approval_id = p_id;
    PERFORM {schema}.approval_changed(p_id);
    PERFORM {schema}.run_go_on(p_run, v_guard.state, v_now);
    RETURN 'decided';
END $$;

-- What a call that is refused without being started leaves behind. A claim that stands means that nothing is stored, unless it is the unfinished one of p_beside.
CREATE FUNCTION {schema}.action_refuse(
    p_run text, p_token bigint, p_key text, p_digest text, p_call text, p_approval text, p_code text, p_reason text, p_policies text, p_cost bigint,
    p_beside text, p_expired text, p_now timestamptz) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    v_now   timestamptz := coalesce(p_now, clock_timestamp());
    v_guard record;
    v_tells boolean := true;
BEGIN
    SELECT * INTO v_guard FROM {schema}.run_guard(p_run, p_token);
    IF v_guard.status <> 'ok' THEN
        RETURN v_guard.status;
    ELSIF {schema}.run_is_final(v_guard.state) THEN
        RETURN 'run_ended';
    END IF;
    IF p_key IS NOT NULL THEN
        INSERT INTO {schema}.action_claims (run_id, claim_key, digest, state, call_id, attempt, heartbeat_until, approval_id, code, reason, policy_ids, cost_units)
        VALUES (p_run, p_key, p_digest, 'denied', p_call, 0, v_now, p_approval, p_code, p_reason, p_policies, p_cost) ON CONFLICT DO NOTHING;
        IF NOT FOUND AND NOT EXISTS (
            SELECT FROM {schema}.action_claims c WHERE c.run_id = p_run AND c.claim_key = p_key AND c.call_id = p_beside AND c.state IN ('running', 'in_doubt')) THEN
            RETURN 'claim_stands';
        END IF;
    END IF;
    IF p_expired IS NOT NULL THEN
        UPDATE {schema}.approvals SET state = 'expired', updated_at = v_now WHERE run_id = p_run AND approval_id = p_expired AND state = 'pending' AND expires_at <= v_now;
        v_tells := FOUND;
        PERFORM {schema}.approval_changed(p_expired) WHERE v_tells;
        PERFORM {schema}.run_go_on(p_run, v_guard.state, v_now);
    END IF;
    RETURN CASE WHEN v_tells THEN 'stored' ELSE 'told_before' END;
END $$;

-- Marks a running claim as in doubt: by its owner, or once its heartbeat has expired.
CREATE FUNCTION {schema}.action_doubt(p_run text, p_key text, p_call text, p_is_owner boolean, p_now timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    UPDATE {schema}.action_claims SET state = 'in_doubt'
    WHERE run_id = p_run AND claim_key = p_key AND call_id = p_call AND state = 'running' AND (p_is_owner OR heartbeat_until <= coalesce(p_now, clock_timestamp()));
    RETURN FOUND;
END $$;

-- Keeps a running claim alive. Takes no head: the claim's row decides.
CREATE FUNCTION {schema}.action_beat(p_run text, p_key text, p_call text, p_lifetime_ms bigint, p_now timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    UPDATE {schema}.action_claims SET heartbeat_until = coalesce(p_now, clock_timestamp()) + p_lifetime_ms * interval '1 millisecond'
    WHERE run_id = p_run AND claim_key = p_key AND call_id = p_call AND state = 'running';
    RETURN FOUND;
END $$;

CREATE FUNCTION {schema}.run_acquire_lease(p_run text, p_owner text, p_lifetime_ms bigint, p_now timestamptz, OUT token bigint, OUT expires_at timestamptz) LANGUAGE plpgsql AS $$
DECLARE
    v_now timestamptz;
BEGIN
    -- Locked first, so that the clock is read after whoever held the row has gone.
    PERFORM FROM {schema}.runs WHERE run_id = p_run FOR NO KEY UPDATE;
    v_now := coalesce(p_now, clock_timestamp());
    UPDATE {schema}.runs r SET lease_owner = p_owner, fencing_token = r.fencing_token + 1, lease_expires_at = v_now + p_lifetime_ms * interval '1 millisecond'
    WHERE r.run_id = p_run AND (r.lease_expires_at IS NULL OR r.lease_expires_at <= v_now)
    RETURNING r.fencing_token, r.lease_expires_at INTO token, expires_at;
END $$;
