-- What nobody can lock as a row yet, a run's first append, is locked by this key. A collision of keys only makes somebody wait.
CREATE FUNCTION {schema}.ledger_new_run_key(p_run text) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT hashtextextended(p_run, 7220251122)
$$;

-- How a head is found, here and below: from the end of its index entries. While a transaction stays open anywhere, the server removes no version of a head that is
-- moved, and a hundred moves a second make thousands; the newest stand at the end. A lookup by equality would visit all of them, and get slower with each. A plan made
-- while the table was small must not read all of it later: no function here scans it.

-- Locks the heads of runs without ever waiting. A run that somebody else holds comes back with is_locked = false; a new one without a seq.
-- READ COMMITTED: FOR UPDATE reads the newest committed version of the rows that it gets, and each statement sees what was committed before it.
CREATE FUNCTION {schema}.ledger_try_lock(p_runs text[])
RETURNS TABLE (run_id text, seq bigint, hash text, key_generation bigint, is_locked boolean) LANGUAGE plpgsql SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
    v_run   text;
    v_found text[] := '{}';
BEGIN
    FOR run_id, seq, hash, key_generation IN
        SELECT l.run_id, l.seq, l.hash, l.key_generation FROM unnest(p_runs) r
        CROSS JOIN LATERAL (SELECT c.ctid FROM {schema}.run_heads c WHERE c.run_id >= r AND c.run_id <= r ORDER BY c.run_id DESC LIMIT 1) place
        -- In a step of its own: a scan that skips a row goes on to all of its old versions.
        CROSS JOIN LATERAL (SELECT h.run_id, h.seq, h.hash, h.key_generation FROM {schema}.run_heads h WHERE h.ctid = place.ctid FOR UPDATE SKIP LOCKED) l
    LOOP
        is_locked := true;
        v_found := v_found || run_id;
        RETURN NEXT;
    END LOOP;
    IF cardinality(v_found) = cardinality(p_runs) THEN
        RETURN;
    END IF;
    FOREACH v_run IN ARRAY p_runs LOOP
        CONTINUE WHEN v_run = ANY (v_found);
        -- Either somebody holds the row, or there is none; whoever makes it holds the key until it is there for all to see.
        is_locked := pg_try_advisory_xact_lock({schema}.ledger_new_run_key(v_run))
            AND (SELECT h.seq FROM {schema}.run_heads h WHERE h.run_id >= v_run AND h.run_id <= v_run ORDER BY h.run_id DESC LIMIT 1) IS NULL;
        run_id := v_run;
        seq := NULL;
        hash := NULL;
        key_generation := NULL;
        RETURN NEXT;
    END LOOP;
END $$;

-- Locks the heads of runs for the caller's own transaction, in the order of their ids, waiting at most so many milliseconds for each.
CREATE FUNCTION {schema}.ledger_lock(p_runs text[], p_timeout_ms integer)
RETURNS TABLE (run_id text, seq bigint, hash text, key_generation bigint) LANGUAGE plpgsql SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
    v_before text := current_setting('lock_timeout');
    v_run    text;
BEGIN
    PERFORM set_config('lock_timeout', p_timeout_ms::text, true);
    FOR v_run IN SELECT DISTINCT r COLLATE "C" FROM unnest(p_runs) r ORDER BY 1 LOOP
        PERFORM pg_advisory_xact_lock({schema}.ledger_new_run_key(v_run))
        WHERE (SELECT h.seq FROM {schema}.run_heads h WHERE h.run_id >= v_run AND h.run_id <= v_run ORDER BY h.run_id DESC LIMIT 1) IS NULL;
        RETURN QUERY SELECT h.run_id, h.seq, h.hash, h.key_generation FROM {schema}.run_heads h WHERE h.run_id >= v_run AND h.run_id <= v_run ORDER BY h.run_id DESC LIMIT 1 FOR UPDATE;
        IF NOT FOUND THEN
            RETURN QUERY SELECT v_run, NULL::bigint, NULL::text, NULL::bigint;
        END IF;
    END LOOP;
    PERFORM set_config('lock_timeout', v_before, true);
END $$;

-- Core puts its own in place: of an erased run no personal value is stored any more.
CREATE FUNCTION {schema}.run_is_erased(p_run text) RETURNS boolean LANGUAGE sql STABLE AS $$ SELECT false $$;

-- Core puts its own in place: it feeds the list of runs.
CREATE FUNCTION {schema}.runs_changed(p_runs text[]) RETURNS void LANGUAGE plpgsql AS $$ BEGIN END $$;

-- Stores sealed rows, their personal values and idempotency keys, and moves the heads: a compare-and-set on what was locked. A head that moved undoes everything.
-- p_run, p_type, p_kid and p_alg have one element where it holds for all rows.
CREATE FUNCTION {schema}.ledger_store(
    p_run text[], p_seq bigint[], p_ts text[], p_type text[], p_canonical text[], p_prev text[], p_hash text[], p_kid text[], p_alg text[],
    p_head_run text[], p_old_seq bigint[], p_old_hash text[], p_head_seq bigint[], p_head_hash text[], p_generation bigint[],
    p_key_run text[], p_key text[], p_key_seq bigint[], p_key_digest text[],
    p_value_run text[], p_value_seq bigint[], p_path text[], p_value text[], p_salt text[]) RETURNS void LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
    v_moved bigint;
    v_made  bigint := 0;
    v_place tid;
BEGIN
    INSERT INTO {schema}.run_events (run_id, seq, ts, type, canonical, prev_hash, hash, kid, alg)
    SELECT coalesce(n.run_id, p_run[1]), n.seq, n.ts, coalesce(n.type, p_type[1]), n.canonical, n.prev_hash, n.hash, coalesce(n.kid, p_kid[1]), coalesce(n.alg, p_alg[1])
    FROM unnest(p_run, p_seq, p_ts, p_type, p_canonical, p_prev, p_hash, p_kid, p_alg) AS n (run_id, seq, ts, type, canonical, prev_hash, hash, kid, alg);

    IF cardinality(p_head_run) = 1 AND p_old_seq[1] IS NOT NULL THEN
        -- Most appends are to one run: statements without a join cost a third.
        SELECT c.ctid INTO v_place FROM {schema}.run_heads c WHERE c.run_id >= p_head_run[1] AND c.run_id <= p_head_run[1] ORDER BY c.run_id DESC LIMIT 1;
        UPDATE {schema}.run_heads h SET seq = p_head_seq[1], hash = p_head_hash[1], key_generation = p_generation[1]
        WHERE h.ctid = v_place AND h.seq = p_old_seq[1] AND h.hash = p_old_hash[1];
        GET DIAGNOSTICS v_moved = ROW_COUNT;
    ELSE
        UPDATE {schema}.run_heads h SET seq = n.seq, hash = n.hash, key_generation = n.generation
        FROM unnest(p_head_run, p_old_seq, p_old_hash, p_head_seq, p_head_hash, p_generation) AS n (run_id, old_seq, old_hash, seq, hash, generation)
        CROSS JOIN LATERAL (SELECT c.ctid FROM {schema}.run_heads c WHERE c.run_id >= n.run_id AND c.run_id <= n.run_id ORDER BY c.run_id DESC LIMIT 1) AS place
        WHERE h.ctid = place.ctid AND (h.seq, h.hash) IS NOT DISTINCT FROM (n.old_seq, n.old_hash);
        GET DIAGNOSTICS v_moved = ROW_COUNT;
        INSERT INTO {schema}.run_heads (run_id, seq, hash, key_generation)
        SELECT n.run_id, n.seq, n.hash, n.generation
        FROM unnest(p_head_run, p_old_seq, p_head_seq, p_head_hash, p_generation) AS n (run_id, old_seq, seq, hash, generation)
        WHERE n.old_seq IS NULL
        ON CONFLICT DO NOTHING;
        GET DIAGNOSTICS v_made = ROW_COUNT;
    END IF;
    IF v_moved + v_made <> cardinality(p_head_run) THEN
        RAISE EXCEPTION 'a head moved during the append' USING ERRCODE = 'GV001';
    END IF;

    PERFORM {schema}.runs_changed(p_head_run);
    IF cardinality(p_key) > 0 THEN
        INSERT INTO {schema}.run_append_keys (run_id, key, seq, request_digest) SELECT * FROM unnest(p_key_run, p_key, p_key_seq, p_key_digest);
    END IF;
    IF cardinality(p_path) > 0 THEN
        INSERT INTO {schema}.run_event_values (run_id, seq, path, value, salt)
        SELECT v.run_id, v.seq, v.path, v.value, decode(v.salt, 'hex') FROM unnest(p_value_run, p_value_seq, p_path, p_value, p_salt) AS v (run_id, seq, path, value, salt)
        WHERE NOT {schema}.run_is_erased(v.run_id);
    END IF;
END $$;

-- The same in the one exchange of a process that sealed after heads it only knows: stores nothing unless every one of them is free and as it was known. Waits for nobody.
CREATE FUNCTION {schema}.ledger_store_at_known(
    p_run text[], p_seq bigint[], p_ts text[], p_type text[], p_canonical text[], p_prev text[], p_hash text[], p_kid text[], p_alg text[],
    p_head_run text[], p_old_seq bigint[], p_old_hash text[], p_head_seq bigint[], p_head_hash text[], p_generation bigint[],
    p_key_run text[], p_key text[], p_key_seq bigint[], p_key_digest text[],
    p_value_run text[], p_value_seq bigint[], p_path text[], p_value text[], p_salt text[]) RETURNS boolean LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
    v_place tid;
BEGIN
    IF cardinality(p_head_run) = 1 THEN
        SELECT c.ctid INTO v_place FROM {schema}.run_heads c WHERE c.run_id >= p_head_run[1] AND c.run_id <= p_head_run[1] ORDER BY c.run_id DESC LIMIT 1;
        PERFORM FROM {schema}.run_heads h WHERE h.ctid = v_place AND h.seq = p_old_seq[1] AND h.hash = p_old_hash[1] FOR UPDATE SKIP LOCKED;
        IF NOT FOUND THEN
            RETURN false;
        END IF;
    ELSIF (SELECT count(*) FROM {schema}.ledger_try_lock(p_head_run) l JOIN unnest(p_head_run, p_old_seq, p_old_hash) AS n (run_id, seq, hash) ON l.run_id = n.run_id
        WHERE l.is_locked AND l.seq = n.seq AND l.hash = n.hash) <> cardinality(p_head_run) THEN
        RETURN false;
    END IF;
    PERFORM {schema}.ledger_store(
        p_run, p_seq, p_ts, p_type, p_canonical, p_prev, p_hash, p_kid, p_alg, p_head_run, p_old_seq, p_old_hash, p_head_seq, p_head_hash, p_generation,
        p_key_run, p_key, p_key_seq, p_key_digest, p_value_run, p_value_seq, p_path, p_value, p_salt);
    RETURN true;
END $$;

-- The same for one event, as a lone caller appends it, in a transaction of its own: every statement and parameter counts there. seq - 1 and prev are the head that is known.
CREATE FUNCTION {schema}.ledger_append_at_known(
    p_run text, p_seq bigint, p_ts text, p_type text, p_canonical text, p_prev text, p_hash text, p_kid text, p_alg text, p_generation bigint) RETURNS boolean LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
    UPDATE {schema}.run_heads h SET seq = p_seq, hash = p_hash, key_generation = p_generation
    WHERE h.ctid = (
        SELECT l.ctid FROM (SELECT c.ctid FROM {schema}.run_heads c WHERE c.run_id >= p_run AND c.run_id <= p_run ORDER BY c.run_id DESC LIMIT 1) place
        CROSS JOIN LATERAL (SELECT k.ctid FROM {schema}.run_heads k WHERE k.ctid = place.ctid AND k.seq = p_seq - 1 AND k.hash = p_prev FOR UPDATE SKIP LOCKED) l);
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO {schema}.run_events (run_id, seq, ts, type, canonical, prev_hash, hash, kid, alg) VALUES (p_run, p_seq, p_ts, p_type, p_canonical, p_prev, p_hash, p_kid, p_alg);
    PERFORM {schema}.runs_changed(ARRAY[p_run]);
    RETURN true;
END $$;
