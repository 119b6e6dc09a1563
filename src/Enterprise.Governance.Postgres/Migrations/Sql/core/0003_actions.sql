-- The started commit and the outcome commit. Callers hold the lock on the run's head and those of cost_lock.

-- Claims a call, uses its grant and holds its budget, or says why not; then nothing is written.
-- status: started, claim_stands, grant_gone, budget_exceeded, run_ended, or what run_guard says. The other columns are those of cost_hold.
CREATE FUNCTION {schema}.action_start(
    p_run text, p_token bigint, p_key text, p_digest text, p_call text, p_attempt integer, p_approval text, p_takes_over text, p_heartbeat_ms bigint,
    p_tenant text, p_kind text, p_org text, p_user text, p_model text, p_units bigint, p_tokens bigint, p_lifetime interval, p_max_calls bigint, p_max_units bigint,
    p_quota_kinds text[], p_quota_ids text[], p_quota_limits bigint[], p_quota_keys bigint[], p_now timestamptz,
    OUT status text, OUT hold_status text, OUT expires_at timestamptz, OUT budget text, OUT max bigint, OUT spent bigint, OUT held bigint, OUT requested bigint, OUT quota integer)
LANGUAGE plpgsql AS $$
DECLARE
    v_now   timestamptz := coalesce(p_now, clock_timestamp());
    v_guard record;
    v_hold  record;
BEGIN
    SELECT * INTO v_guard FROM {schema}.run_guard(p_run, p_token);
    status := CASE WHEN v_guard.status = 'ok' AND {schema}.run_is_final(v_guard.state) THEN 'run_ended' ELSE v_guard.status END;
    IF status <> 'ok' THEN
        RETURN;
    END IF;

    -- A claim that stands is told before the meter is asked: its own hold may be what a budget would refuse for.
    IF p_takes_over IS NULL AND EXISTS (SELECT FROM {schema}.action_claims c WHERE c.run_id = p_run AND c.claim_key = p_key)
        OR p_takes_over IS NOT NULL AND NOT EXISTS (
            SELECT FROM {schema}.action_claims c
            WHERE c.run_id = p_run AND c.claim_key = p_key AND c.call_id = p_takes_over AND (c.state = 'in_doubt' OR c.state = 'running' AND c.heartbeat_until <= v_now)) THEN
        status := 'claim_stands';
        RETURN;
    END IF;
    IF p_approval IS NOT NULL AND NOT EXISTS (
        SELECT FROM {schema}.approvals a
        WHERE a.run_id = p_run AND a.approval_id = p_approval AND a.state = 'approved' AND (a.used_by IS NULL OR a.used_by = p_takes_over)) THEN
        status := 'grant_gone';
        RETURN;
    END IF;

    BEGIN
        -- The attempt that is taken over is dead: what it held is free for this one. If it was only slow, its late settlement is still charged.
        IF p_takes_over IS NOT NULL THEN
            PERFORM {schema}.cost_release(p_tenant, p_run, p_takes_over, p_now);
        END IF;
        SELECT * INTO v_hold FROM {schema}.cost_hold(
            p_tenant, p_run, p_call, p_kind, p_org, p_user, p_model, p_units, p_tokens, p_lifetime, p_max_calls, p_max_units, p_quota_kinds, p_quota_ids, p_quota_limits, p_quota_keys, p_now);
        IF v_hold.status = 'refused' AND p_takes_over IS NOT NULL THEN
            RAISE EXCEPTION 'of a refused call nothing stays' USING ERRCODE = 'GV002';
        END IF;
    EXCEPTION WHEN SQLSTATE 'GV002' THEN
        NULL;
    END;
    hold_status := v_hold.status;
    SELECT v_hold.expires_at, v_hold.budget, v_hold.max, v_hold.spent, v_hold.held, v_hold.requested, v_hold.quota
    INTO expires_at, budget, max, spent, held, requested, quota;
    IF hold_status = 'refused' THEN
        status := 'budget_exceeded';
        RETURN;
    END IF;

    status := 'started';
    INSERT INTO {schema}.action_claims AS c (run_id, claim_key, digest, state, call_id, attempt, heartbeat_until, approval_id)
    VALUES (p_run, p_key, p_digest, 'running', p_call, p_attempt, v_now + p_heartbeat_ms * interval '1 millisecond', p_approval)
    ON CONFLICT (run_id, claim_key) DO UPDATE SET
        state = 'running', call_id = excluded.call_id, attempt = excluded.attempt, heartbeat_until = excluded.heartbeat_until, approval_id = coalesce(excluded.approval_id, c.approval_id);
    IF p_approval IS NOT NULL THEN
        UPDATE {schema}.approvals SET used_by = p_call WHERE run_id = p_run AND approval_id = p_approval;
    END IF;

    -- Another action of the run may still wait for its approval; then the run keeps saying so.
    IF v_guard.state = 'waiting_approval' THEN
        PERFORM {schema}.run_go_on(p_run, v_guard.state, v_now);
    ELSE
        PERFORM {schema}.run_set_state(p_run, 'running', v_now);
    END IF;
END $$;

-- Charges a call, or gives its hold back, and closes its claim if it is still the current one. Of an erased run no result is kept.
CREATE FUNCTION {schema}.action_finish(
    p_run text, p_token bigint, p_key text, p_call text, p_state text, p_keeps boolean, p_code text, p_reason text, p_policies text, p_cost bigint, p_result bytea,
    p_charges boolean, p_tenant text, p_kind text, p_org text, p_user text, p_model text, p_units bigint, p_now timestamptz,
    OUT status text, OUT closed boolean, OUT units bigint, OUT tokens bigint, OUT is_repeat boolean, OUT held_units bigint, OUT settled_at timestamptz)
LANGUAGE plpgsql AS $$
DECLARE
    v_guard  record;
    v_charge record;
BEGIN
    SELECT * INTO v_guard FROM {schema}.run_guard(p_run, p_token);
    status := v_guard.status;
    closed := false;
    IF status <> 'ok' THEN
        RETURN;
    END IF;
    IF p_charges THEN
        SELECT * INTO v_charge FROM {schema}.cost_settle(
            p_tenant, p_run, p_call, p_kind, p_org, p_user, p_model, false, NULL, NULL, NULL, NULL, NULL, NULL, false, 0, p_units, NULL, NULL, p_now);
        SELECT v_charge.units, v_charge.tokens, v_charge.is_repeat, v_charge.held_units, v_charge.settled_at INTO units, tokens, is_repeat, held_units, settled_at;
    ELSE
        PERFORM {schema}.cost_release(p_tenant, p_run, p_call, p_now);
    END IF;

    IF p_keeps THEN
        UPDATE {schema}.action_claims SET
            state = p_state, code = p_code, reason = p_reason, policy_ids = p_policies, cost_units = p_cost,
            result = CASE WHEN v_guard.erased THEN NULL ELSE p_result END, is_erased = v_guard.erased AND p_result IS NOT NULL
        WHERE run_id = p_run AND claim_key = p_key AND call_id = p_call AND action_claims.state IN ('running', 'in_doubt');
    ELSE
        DELETE FROM {schema}.action_claims c WHERE c.run_id = p_run AND c.claim_key = p_key AND c.call_id = p_call AND c.state IN ('running', 'in_doubt');
    END IF;
    closed := FOUND;
END $$;

-- Erases a run that has ended. The empty salt marks it for good; action_finish and ledger_store look at it under the head's lock.
CREATE FUNCTION {schema}.run_erase(p_tenant text, p_run text, OUT status text, OUT personal bigint, OUT approvals bigint, OUT results bigint) LANGUAGE plpgsql AS $$
DECLARE
    v_state text;
BEGIN
    SELECT r.state INTO v_state FROM {schema}.runs r WHERE r.run_id = p_run AND r.tenant_id = p_tenant FOR NO KEY UPDATE;
    status := CASE WHEN v_state IS NULL THEN 'not_found' WHEN NOT {schema}.run_is_final(v_state) THEN 'run_not_ended' ELSE 'erased' END;
    IF status <> 'erased' THEN
        RETURN;
    END IF;
    UPDATE {schema}.runs SET salt = '' WHERE run_id = p_run;
    DELETE FROM {schema}.run_event_values WHERE run_id = p_run;
    GET DIAGNOSTICS personal = ROW_COUNT;
    UPDATE {schema}.approvals a SET args = NULL WHERE a.run_id = p_run AND a.args IS NOT NULL;
    GET DIAGNOSTICS approvals = ROW_COUNT;
    UPDATE {schema}.action_claims c SET result = NULL, is_erased = true WHERE c.run_id = p_run AND c.result IS NOT NULL;
    GET DIAGNOSTICS results = ROW_COUNT;
END $$;
