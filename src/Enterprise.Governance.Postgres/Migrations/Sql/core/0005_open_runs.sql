-- A run is open until it has ended, and as long as an approval, an action or a hold of it may still make an event.
CREATE OR REPLACE FUNCTION {schema}.run_is_open(p_run text, p_now timestamptz) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE
    v_now timestamptz := coalesce(p_now, clock_timestamp());
BEGIN
    RETURN EXISTS (SELECT FROM {schema}.runs r WHERE r.run_id = p_run AND NOT {schema}.run_is_final(r.state))
        OR EXISTS (SELECT FROM {schema}.approvals a WHERE a.run_id = p_run AND a.state = 'pending' AND a.expires_at > v_now)
        OR EXISTS (SELECT FROM {schema}.action_claims c WHERE c.run_id = p_run AND c.state = 'running' AND c.heartbeat_until > v_now)
        OR EXISTS (
            SELECT FROM {schema}.runs r JOIN {schema}.cost_holds h ON h.tenant_id = r.tenant_id AND h.run_id = r.run_id WHERE r.run_id = p_run AND h.expires_at > v_now);
END $$;
