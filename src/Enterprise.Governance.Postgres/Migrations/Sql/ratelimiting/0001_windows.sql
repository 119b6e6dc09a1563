-- The current window of every counter. A new window overwrites the row of its key, so that nothing has to be swept. No updated column is
-- indexed and half of each page stays free, so that updates stay on their page and leave the index alone (HOT).
CREATE TABLE {schema}.rate_limit_windows (
    tenant_id    text COLLATE "C" NOT NULL,
    kind         text COLLATE "C" NOT NULL CHECK (kind IN ('tenant', 'org', 'user')),
    id           text COLLATE "C" NOT NULL,
    window_s     integer          NOT NULL,
    window_start timestamptz      NOT NULL,
    count        bigint           NOT NULL,
    PRIMARY KEY (tenant_id, kind, id, window_s)
) WITH (fillfactor = 50);

-- Takes permits of all counters or of none, as one step: p_permits of each, so that several requests of a tenant can go as one call. The counters
-- come in the order (kind, id), so that no two calls wait for each other. A call for 0 permits, of all then, only looks and locks nothing. Without
-- leases, p_leases is NULL. p_lock_timeout is in milliseconds.
--
-- Returns the clock in microseconds, then four numbers for each counter: the start of its window in seconds (both since the Unix epoch), the permits
-- counted in it, those taken by this call, and 1 if it refused, else 0. One array rather than a set of rows: planning and filling a set
-- costs as much as changing a counter.
--
-- Isolation: READ COMMITTED. UPDATE and FOR UPDATE wait for whoever holds a row and then read it again, so that each count is the last
-- committed one, and nobody changes it before this transaction ends.
--
-- Every expression costs about as much as a hundredth of a round trip: the common case is kept short.
CREATE FUNCTION {schema}.rate_limit_acquire(
    p_tenant text, p_window_s integer, p_permits bigint[], p_kinds text[], p_ids text[], p_limits bigint[], p_leases bigint[],
    p_lock_timeout text, p_is_synchronous boolean, p_now timestamptz DEFAULT NULL)
RETURNS bigint[]
LANGUAGE plpgsql
AS $function$
DECLARE
    v_keys    integer := coalesce(cardinality(p_kinds), 0);
    v_takes   boolean := p_permits[1] > 0;
    v_length  interval := make_interval(secs => p_window_s);
    v_at      timestamptz;
    v_current timestamptz;
    v_start   timestamptz;
    v_count   bigint;
    v_starts  timestamptz[];
    v_counts  bigint[];
    v_taken   bigint[];
    v_left    bigint;
    v_refuses boolean := false;
    v_done    integer := 0;
    v_epoch   bigint;
    v_result  bigint[] := '{}';
    v_ignored text;
BEGIN
    IF v_takes THEN
        -- Local to this transaction. An assignment, not PERFORM: it is evaluated without a query of its own.
        v_ignored := set_config('lock_timeout', p_lock_timeout, true)
            || CASE WHEN p_is_synchronous THEN '' ELSE set_config('synchronous_commit', 'off', true) END;
    END IF;

    -- The common case: every counter is there, admits, and is not ahead of the clock. Counts while it locks, by the window of the moment
    -- before; if that is still the current one once all locks are held, the result is that of a clock read after the locks.
    IF v_takes AND p_leases IS NULL THEN
        v_current := date_bin(v_length, coalesce(p_now, clock_timestamp()), '1970-01-01 00:00:00+00');
        v_epoch := extract(epoch FROM v_current);
        FOR i IN 1 .. v_keys LOOP
            UPDATE {schema}.rate_limit_windows w
            SET window_start = v_current, count = CASE WHEN w.window_start < v_current THEN p_permits[i] ELSE w.count + p_permits[i] END
            WHERE w.tenant_id = p_tenant AND w.kind = p_kinds[i] AND w.id = p_ids[i] AND w.window_s = p_window_s
                AND w.window_start <= v_current AND p_limits[i] - CASE WHEN w.window_start < v_current THEN 0 ELSE w.count END >= p_permits[i]
            RETURNING w.count INTO v_count;
            EXIT WHEN NOT FOUND;
            v_result := v_result || ARRAY[v_epoch, v_count, p_permits[i], 0];
            v_done := i;
        END LOOP;
        v_at := coalesce(p_now, clock_timestamp());
        IF v_done = v_keys AND v_at < v_current + v_length THEN
            RETURN (extract(epoch FROM v_at) * 1000000)::bigint || v_result;
        END IF;

        -- Takes back what it counted; the locks stay. A window that has begun meanwhile is one with nothing in it, which comes to the same.
        FOR i IN 1 .. v_done LOOP
            UPDATE {schema}.rate_limit_windows w SET count = w.count - p_permits[i]
            WHERE w.tenant_id = p_tenant AND w.kind = p_kinds[i] AND w.id = p_ids[i] AND w.window_s = p_window_s;
        END LOOP;
    END IF;

    IF v_takes THEN
        FOR i IN 1 .. v_keys LOOP
            LOOP
                SELECT w.window_start, w.count INTO v_start, v_count FROM {schema}.rate_limit_windows w
                WHERE w.tenant_id = p_tenant AND w.kind = p_kinds[i] AND w.id = p_ids[i] AND w.window_s = p_window_s
                FOR UPDATE;
                EXIT WHEN FOUND;

                -- Waits for another transaction that is inserting the same key; the next look sees its row.
                INSERT INTO {schema}.rate_limit_windows AS w (tenant_id, kind, id, window_s, window_start, count)
                VALUES (p_tenant, p_kinds[i], p_ids[i], p_window_s, '-infinity', 0)
                ON CONFLICT DO NOTHING;
            END LOOP;
            v_starts[i] := v_start;
            v_counts[i] := v_count;
        END LOOP;
    ELSE
        -- One statement, one snapshot: the counters of one moment.
        SELECT array_agg(coalesce(w.window_start, '-infinity') ORDER BY k.n), array_agg(coalesce(w.count, 0) ORDER BY k.n) INTO v_starts, v_counts
        FROM unnest(p_kinds, p_ids) WITH ORDINALITY AS k (kind, id, n)
        LEFT JOIN {schema}.rate_limit_windows w ON w.tenant_id = p_tenant AND w.kind = k.kind AND w.id = k.id AND w.window_s = p_window_s;
    END IF;

    v_at := coalesce(p_now, clock_timestamp());
    v_current := date_bin(v_length, v_at, '1970-01-01 00:00:00+00');
    FOR i IN 1 .. v_keys LOOP
        -- INVARIANT: a window never goes backwards, whatever the clock does.
        IF v_starts[i] < v_current THEN
            v_starts[i] := v_current;
            v_counts[i] := 0;
        END IF;

        -- RateLimitStoreKey.Take: -1 refuses, 0 permits take nothing, a lease takes at most a quarter of what is left.
        v_left := p_limits[i] - v_counts[i];
        IF v_left < greatest(p_permits[i], 1) THEN
            v_taken[i] := -1;
            v_refuses := true;
        ELSIF NOT v_takes THEN
            v_taken[i] := 0;
        ELSE
            v_taken[i] := greatest(p_permits[i], least(coalesce(p_leases[i], 0), v_left / 4));
        END IF;
    END LOOP;

    v_result := ARRAY[(extract(epoch FROM v_at) * 1000000)::bigint];
    FOR i IN 1 .. v_keys LOOP
        v_count := 0;
        IF v_takes AND NOT v_refuses THEN
            v_count := v_taken[i];
            UPDATE {schema}.rate_limit_windows w SET window_start = v_starts[i], count = v_counts[i] + v_count
            WHERE w.tenant_id = p_tenant AND w.kind = p_kinds[i] AND w.id = p_ids[i] AND w.window_s = p_window_s;
        END IF;
        v_result := v_result || ARRAY[extract(epoch FROM v_starts[i])::bigint, v_counts[i] + v_count, v_count, (v_taken[i] < 0)::integer];
    END LOOP;
    RETURN v_result;
END
$function$;
