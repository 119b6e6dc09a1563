-- What changes budgets. Each function assumes that the caller's transaction holds the locks of cost_lock, returns what became of it, and
-- raises for nothing that is to be expected, so that several may share a transaction. Times are cut to milliseconds.

-- Places a hold if, for every budget, spent + active holds + requested <= cap; writes nothing if one refuses. p_kind: llm or tool. p_max_calls
-- and p_max_units: NULL is unlimited. Quotas in the order in which a refusal names them; p_quota_keys are their locks.
-- status: granted, refused or settled. budget: calls, cost_units or tokens_per_day; quota is the place of the one that refused, from 1.
CREATE FUNCTION {schema}.cost_hold(
    p_tenant text, p_run text, p_call text, p_kind text, p_org text, p_user text, p_model text, p_units bigint, p_tokens bigint,
    p_lifetime interval, p_max_calls bigint, p_max_units bigint,
    p_quota_kinds text[], p_quota_ids text[], p_quota_limits bigint[], p_quota_keys bigint[], p_now timestamptz DEFAULT NULL,
    OUT status text, OUT expires_at timestamptz, OUT budget text, OUT max bigint, OUT spent bigint, OUT held bigint, OUT requested bigint, OUT quota integer)
LANGUAGE plpgsql
AS $function$
DECLARE
    v_now         timestamptz := date_trunc('milliseconds', coalesce(p_now, clock_timestamp()));
    v_day         date := (v_now AT TIME ZONE 'UTC')::date;
    v_calls       bigint;
    v_held_calls  bigint;
    v_units       bigint;
    v_held_units  bigint;
BEGIN
    IF EXISTS (SELECT FROM {schema}.cost_usage u WHERE u.tenant_id = p_tenant AND u.run_id = p_run AND u.call_id = p_call) THEN
        status := 'settled';
        RETURN;
    END IF;

    status := 'refused';
    IF p_max_calls IS NOT NULL OR p_max_units IS NOT NULL THEN
        -- The call's own hold does not stand in its way. Sums are capped, so that they stay integers whatever was held.
        SELECT coalesce(CASE WHEN p_kind = 'llm' THEN r.llm_calls ELSE r.tool_calls END, 0), coalesce(r.cost_units, 0), h.calls, h.units
        INTO v_calls, v_units, v_held_calls, v_held_units
        FROM (SELECT count(*) FILTER (WHERE o.kind = p_kind) AS calls, least(coalesce(sum(o.cost_units), 0), 9000000000000000000)::bigint AS units
              FROM {schema}.cost_holds o
              WHERE o.tenant_id = p_tenant AND o.run_id = p_run AND o.call_id <> p_call AND o.expires_at > v_now) h
        LEFT JOIN {schema}.cost_runs r ON r.tenant_id = p_tenant AND r.run_id = p_run;

        -- INVARIANT of admission: spent + active holds + requested <= cap. Written as subtractions, which cannot overflow.
        IF v_calls > p_max_calls OR v_held_calls > p_max_calls - v_calls OR 1 > p_max_calls - v_calls - v_held_calls THEN
            budget := 'calls';
            max := p_max_calls;
            spent := v_calls;
            held := v_held_calls;
            requested := 1;
            RETURN;
        END IF;
        IF v_units > p_max_units OR v_held_units > p_max_units - v_units OR p_units > p_max_units - v_units - v_held_units THEN
            budget := 'cost_units';
            max := p_max_units;
            spent := v_units;
            held := v_held_units;
            requested := p_units;
            RETURN;
        END IF;
    END IF;

    FOR i IN 1 .. coalesce(cardinality(p_quota_kinds), 0) LOOP
        -- Every active hold counts, whenever it was placed, since its call will be charged to the day on which it is settled; so the bound
        -- holds over midnight. One statement, one snapshot: no settlement can pass from held to spent in between.
        SELECT coalesce((SELECT d.tokens FROM {schema}.cost_daily d
                         WHERE d.tenant_id = p_tenant AND d.day = v_day AND d.kind = p_quota_kinds[i] AND d.id = p_quota_ids[i] AND d.model = p_model), 0),
               least(coalesce(sum(o.tokens), 0), 9000000000000000000)::bigint
        INTO spent, held
        FROM {schema}.cost_holds o
        WHERE o.tenant_id = p_tenant AND o.model = p_model AND o.kind = 'llm' AND o.expires_at > v_now AND NOT (o.run_id = p_run AND o.call_id = p_call)
            AND (p_quota_kinds[i] = 'tenant' OR (p_quota_kinds[i] = 'org' AND o.org_id = p_quota_ids[i]) OR (p_quota_kinds[i] = 'user' AND o.user_id = p_quota_ids[i]));
        IF spent > p_quota_limits[i] OR held > p_quota_limits[i] - spent OR p_tokens > p_quota_limits[i] - spent - held THEN
            budget := 'tokens_per_day';
            max := p_quota_limits[i];
            requested := p_tokens;
            quota := i;
            RETURN;
        END IF;
    END LOOP;

    status := 'granted';
    spent := NULL;
    held := NULL;
    expires_at := v_now + p_lifetime;
    INSERT INTO {schema}.cost_holds AS h (tenant_id, run_id, call_id, kind, org_id, user_id, model, cost_units, tokens, expires_at, quota_keys)
    VALUES (p_tenant, p_run, p_call, p_kind, p_org, p_user, p_model, p_units, p_tokens, v_now + p_lifetime, p_quota_keys)
    ON CONFLICT ON CONSTRAINT cost_holds_pkey DO UPDATE SET
        kind = excluded.kind, org_id = excluded.org_id, user_id = excluded.user_id, model = excluded.model, cost_units = excluded.cost_units,
        tokens = excluded.tokens, expires_at = excluded.expires_at, quota_keys = excluded.quota_keys;
END
$function$;

-- Extends an active hold and returns when it expires now; never shortens it. NULL if there is none.
CREATE FUNCTION {schema}.cost_renew(p_tenant text, p_run text, p_call text, p_lifetime interval, p_now timestamptz DEFAULT NULL)
RETURNS timestamptz
LANGUAGE plpgsql
AS $function$
DECLARE
    v_now     timestamptz := date_trunc('milliseconds', coalesce(p_now, clock_timestamp()));
    v_expires timestamptz;
BEGIN
    UPDATE {schema}.cost_holds h SET expires_at = greatest(h.expires_at, v_now + p_lifetime)
    WHERE h.tenant_id = p_tenant AND h.run_id = p_run AND h.call_id = p_call AND h.expires_at > v_now
    RETURNING h.expires_at INTO v_expires;
    RETURN v_expires;
END
$function$;

-- Ends a hold without charging. True if it was active.
CREATE FUNCTION {schema}.cost_release(p_tenant text, p_run text, p_call text, p_now timestamptz DEFAULT NULL)
RETURNS boolean
LANGUAGE plpgsql
AS $function$
DECLARE
    v_now     timestamptz := date_trunc('milliseconds', coalesce(p_now, clock_timestamp()));
    v_expires timestamptz;
BEGIN
    DELETE FROM {schema}.cost_holds h WHERE h.tenant_id = p_tenant AND h.run_id = p_run AND h.call_id = p_call
    RETURNING h.expires_at INTO v_expires;
    RETURN coalesce(v_expires > v_now, false);
END
$function$;

-- Core puts its own in place: it feeds the list of runs.
CREATE FUNCTION {schema}.run_charged(p_run text) RETURNS void LANGUAGE sql AS $$ SELECT $$;

-- Charges a call once, to its run and to the UTC day of the clock, and ends its hold. A repeat returns the figures of the first.
CREATE FUNCTION {schema}.cost_settle(
    p_tenant text, p_run text, p_call text, p_kind text, p_org text, p_user text, p_model text,
    p_has_usage boolean, p_prompt bigint, p_cached bigint, p_output bigint, p_thoughts bigint, p_tool_use bigint, p_total bigint, p_estimated boolean,
    p_tokens bigint, p_units bigint, p_amount numeric, p_currency text, p_now timestamptz DEFAULT NULL,
    OUT units bigint, OUT tokens bigint, OUT is_repeat boolean, OUT held_units bigint, OUT settled_at timestamptz)
LANGUAGE plpgsql
AS $function$
DECLARE
    v_now timestamptz := date_trunc('milliseconds', coalesce(p_now, clock_timestamp()));
BEGIN
    SELECT u.cost_units, u.tokens, u.settled_at INTO units, tokens, settled_at
    FROM {schema}.cost_usage u WHERE u.tenant_id = p_tenant AND u.run_id = p_run AND u.call_id = p_call;
    is_repeat := FOUND;
    IF is_repeat THEN
        RETURN;
    END IF;

    DELETE FROM {schema}.cost_holds h WHERE h.tenant_id = p_tenant AND h.run_id = p_run AND h.call_id = p_call
    RETURNING CASE WHEN h.expires_at > v_now THEN h.cost_units END INTO held_units;

    INSERT INTO {schema}.cost_usage AS u (tenant_id, run_id, call_id, kind, org_id, user_id, model, has_usage, prompt, cached, output, thoughts, tool_use,
        total, estimated, tokens, cost_units, amount, currency, settled_at)
    VALUES (p_tenant, p_run, p_call, p_kind, p_org, p_user, p_model, p_has_usage, p_prompt, p_cached, p_output, p_thoughts, p_tool_use,
        p_total, p_estimated, p_tokens, p_units, p_amount, p_currency, v_now);

    -- An addend is at most 10^15, so that capping the sum at 9 * 10^18 keeps it an integer for ever.
    INSERT INTO {schema}.cost_runs AS r (tenant_id, run_id, llm_calls, tool_calls, cost_units, tokens)
    VALUES (p_tenant, p_run, (p_kind = 'llm')::integer, (p_kind = 'tool')::integer, p_units, p_tokens)
    ON CONFLICT (tenant_id, run_id) DO UPDATE SET
        llm_calls = r.llm_calls + excluded.llm_calls,
        tool_calls = r.tool_calls + excluded.tool_calls,
        cost_units = least(r.cost_units, 9000000000000000000) + excluded.cost_units,
        tokens = least(r.tokens, 9000000000000000000) + excluded.tokens;
    PERFORM {schema}.run_charged(p_run);

    IF p_kind = 'llm' THEN
        INSERT INTO {schema}.cost_daily AS d (tenant_id, day, kind, id, model, calls, estimated_calls, tokens, cost_units)
        SELECT p_tenant, (v_now AT TIME ZONE 'UTC')::date, s.kind, s.id, p_model, 1, p_estimated::integer, p_tokens, p_units
        FROM (VALUES ('tenant', p_tenant), ('org', p_org), ('user', p_user)) AS s (kind, id)
        WHERE s.id IS NOT NULL
        ON CONFLICT (tenant_id, day, kind, id, model) DO UPDATE SET
            calls = d.calls + 1,
            estimated_calls = d.estimated_calls + excluded.estimated_calls,
            tokens = least(d.tokens, 9000000000000000000) + excluded.tokens,
            cost_units = least(d.cost_units, 9000000000000000000) + excluded.cost_units;
    END IF;

    units := p_units;
    tokens := p_tokens;
    settled_at := v_now;
END
$function$;

-- Removes some holds that have expired; they counted for nothing before. Needs no lock and waits for nobody: a row in use is left to the next
-- sweep. Returns how many it removed.
CREATE FUNCTION {schema}.cost_sweep(p_count integer, p_now timestamptz DEFAULT NULL)
RETURNS bigint
LANGUAGE plpgsql
AS $function$
DECLARE
    v_count bigint;
BEGIN
    WITH dead AS MATERIALIZED (
        SELECT h.tenant_id, h.run_id, h.call_id FROM {schema}.cost_holds h
        WHERE h.expires_at <= date_trunc('milliseconds', coalesce(p_now, clock_timestamp()))
        ORDER BY h.expires_at LIMIT p_count
        FOR UPDATE SKIP LOCKED)
    DELETE FROM {schema}.cost_holds h USING dead WHERE h.tenant_id = dead.tenant_id AND h.run_id = dead.run_id AND h.call_id = dead.call_id;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    RETURN v_count;
END
$function$;
