-- Retention: the events of a run leave for an evidence bundle, and a tombstone in the log takes their place.

-- Whether the tombstone of a run was appended in this very transaction.
CREATE FUNCTION {schema}.run_is_leaving(p_run text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM {schema}.anchor_leaves l WHERE l.run_id = p_run AND l.bundle_sha256 IS NOT NULL AND l.xmin = pg_current_xact_id()::xid)
$$;

-- The fence of run_events opens for the owner, as whom archive_run runs, in the transaction that appends the tombstone: nothing that another role could set.
CREATE FUNCTION {schema}.refuse_unless_leaving() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_user = (SELECT pg_get_userbyid(c.relowner) FROM pg_class c WHERE c.oid = TG_RELID) AND {schema}.run_is_leaving(OLD.run_id) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
DROP TRIGGER run_events_no_change ON {schema}.run_events;
CREATE TRIGGER run_events_no_change BEFORE UPDATE OR DELETE ON {schema}.run_events FOR EACH ROW EXECUTE FUNCTION {schema}.refuse_unless_leaving();

-- A run that was archived does not begin again. Only a run's first event makes a head, so no other append pays for it.
CREATE FUNCTION {schema}.refuse_archived() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM {schema}.anchor_runs a WHERE a.run_id = NEW.run_id AND a.is_archived) THEN
        RAISE EXCEPTION 'the run was archived' USING ERRCODE = 'GV004';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER run_heads_not_archived BEFORE INSERT ON {schema}.run_heads FOR EACH ROW EXECUTE FUNCTION {schema}.refuse_archived();

-- Archives a run: appends its tombstone as anchor_append does, and deletes its rows; all or nothing. p_values is how many personal values went along with the bundle.
-- Answers archived; run_moved if the head, the last leaf or the number of values is another one; run_open; log_moved where anchor_append appends nothing.
-- Runs with the rights of the owner: it is the one way in which events leave. Order of locks: head, personal values, log.
CREATE FUNCTION {schema}.archive_run(
    p_holder text, p_size bigint, p_run text, p_seq bigint, p_hash text, p_content_root text, p_bundle text, p_values bigint,
    p_level bigint[], p_node bigint[], p_node_hash text[], p_range text, p_root bytea, p_note text, p_lock_timeout text, p_now timestamptz DEFAULT NULL)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    v_leaf {schema}.anchor_leaves;
BEGIN
    IF (p_bundle ~ '^[0-9a-f]{64}$') IS NOT TRUE THEN
        RAISE EXCEPTION 'a tombstone has the SHA-256 of its bundle' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    PERFORM set_config('lock_timeout', p_lock_timeout, true);
    PERFORM FROM {schema}.run_heads h WHERE h.run_id = p_run AND h.seq = p_seq AND h.hash = p_hash FOR UPDATE;
    IF NOT FOUND THEN
        RETURN 'run_moved';
    END IF;
    IF {schema}.run_is_open(p_run, p_now) THEN
        RETURN 'run_open';
    END IF;

    -- What is being erased meanwhile is waited for, and is gone then.
    IF (SELECT count(*) FROM (SELECT FROM {schema}.run_event_values v WHERE v.run_id = p_run FOR UPDATE) AS stored) <> p_values THEN
        RETURN 'run_moved';
    END IF;
    PERFORM FROM {schema}.anchor_log FOR UPDATE;
    SELECT * INTO v_leaf FROM {schema}.anchor_leaves l WHERE l.run_id = p_run ORDER BY l.leaf_index DESC LIMIT 1;
    IF (v_leaf.seq = p_seq AND v_leaf.hash = p_hash AND v_leaf.content_root = decode(p_content_root, 'hex') AND v_leaf.bundle_sha256 IS NULL) IS NOT TRUE THEN
        RETURN 'run_moved';
    END IF;
    IF NOT {schema}.anchor_append(
        p_holder, p_size, ARRAY[p_run], ARRAY[p_seq], ARRAY[p_hash], ARRAY[p_content_root], ARRAY[p_bundle], p_level, p_node, p_node_hash,
        ARRAY[p_run], ARRAY[p_seq], ARRAY[p_hash], ARRAY[p_range], ARRAY[p_size], ARRAY[true], p_root, p_note, p_lock_timeout, p_now) THEN
        RETURN 'log_moved';
    END IF;

    DELETE FROM {schema}.run_event_values v WHERE v.run_id = p_run;
    DELETE FROM {schema}.run_append_keys k WHERE k.run_id = p_run;
    DELETE FROM {schema}.run_events e WHERE e.run_id = p_run;
    DELETE FROM {schema}.run_heads h WHERE h.run_id = p_run;
    PERFORM {schema}.runs_changed(ARRAY[p_run]);
    RETURN 'archived';
END $$;
REVOKE ALL ON FUNCTION {schema}.archive_run FROM PUBLIC;
