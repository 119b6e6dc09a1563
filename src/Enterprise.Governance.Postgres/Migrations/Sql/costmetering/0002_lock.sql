-- Every change of budgets runs under locks that end with its transaction, all taken here, in the order of their numbers, before anything is
-- read: so nobody waits for anybody in a circle, and what is read afterwards is what the last holders committed.
--
-- p_keys: one number per (tenant, run) that is changed, and one per daily quota (tenant, kind, id, model) that is checked or charged.
-- p_tenants, p_runs, p_calls: calls that will be renewed; the quotas of their holds are looked up. p_lock_timeout is in milliseconds and stays
-- for the transaction.
--
-- Isolation: READ COMMITTED. Under any other, later statements would see what was true before the locks were held; so it refuses.
CREATE FUNCTION {schema}.cost_lock(
    p_keys bigint[], p_lock_timeout text DEFAULT NULL, p_tenants text[] DEFAULT '{}', p_runs text[] DEFAULT '{}', p_calls text[] DEFAULT '{}')
RETURNS void
LANGUAGE plpgsql
AS $function$
DECLARE
    v_keys bigint[];
    v_key  bigint;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'cost_lock needs READ COMMITTED' USING ERRCODE = 'active_sql_transaction';
    END IF;
    IF p_lock_timeout IS NOT NULL THEN
        PERFORM set_config('lock_timeout', p_lock_timeout, true);
    END IF;

    IF cardinality(p_calls) = 0 THEN
        v_keys := p_keys;
    ELSE
        SELECT p_keys || coalesce(array_agg(key), '{}') INTO v_keys
        FROM unnest(p_tenants, p_runs, p_calls) AS c (tenant_id, run_id, call_id)
        JOIN {schema}.cost_holds h USING (tenant_id, run_id, call_id), unnest(h.quota_keys) AS key;
    END IF;

    FOR v_key IN SELECT DISTINCT key FROM unnest(v_keys) AS key ORDER BY key LOOP
        PERFORM pg_advisory_xact_lock(v_key);
    END LOOP;

    -- The hold was replaced meanwhile by one with other quotas. Locking these now would be out of order: the caller tries again.
    IF cardinality(p_calls) > 0 AND EXISTS (
        SELECT FROM unnest(p_tenants, p_runs, p_calls) AS c (tenant_id, run_id, call_id)
        JOIN {schema}.cost_holds h USING (tenant_id, run_id, call_id)
        WHERE NOT h.quota_keys <@ v_keys) THEN
        RAISE EXCEPTION 'the hold was replaced while its locks were taken' USING ERRCODE = 'serialization_failure';
    END IF;
END
$function$;
