-- Appends leaves, the nodes they complete, the states of their runs and the checkpoint over all; false, and nothing, if the log has another size or the
-- lease is not the holder's (any more). One call is one transaction. Hashes of the tree and ranges are hexadecimal; an empty p_bundle is none.
-- p_lock_timeout is in milliseconds.
CREATE FUNCTION {schema}.anchor_append(
    p_holder text, p_size bigint, p_run text[], p_seq bigint[], p_hash text[], p_content_root text[], p_bundle text[],
    p_level bigint[], p_node bigint[], p_node_hash text[],
    p_state_run text[], p_state_seq bigint[], p_state_hash text[], p_range text[], p_leaf bigint[], p_archived boolean[],
    p_root bytea, p_note text, p_lock_timeout text, p_now timestamptz DEFAULT NULL)
RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    v_log {schema}.anchor_log;
BEGIN
    PERFORM set_config('lock_timeout', p_lock_timeout, true);
    SELECT * INTO v_log FROM {schema}.anchor_log FOR UPDATE;

    -- The clock is read once the row is locked: whoever waited for it past the end of the lease has lost it.
    IF (v_log.size = p_size AND v_log.lease_holder = p_holder AND v_log.lease_until > coalesce(p_now, clock_timestamp())) IS NOT TRUE THEN
        RETURN false;
    END IF;

    INSERT INTO {schema}.anchor_leaves (leaf_index, run_id, seq, hash, content_root, bundle_sha256)
    SELECT p_size + l.place - 1, l.run_id, l.seq, l.hash, decode(l.content_root, 'hex'), nullif(l.bundle, '')
    FROM unnest(p_run, p_seq, p_hash, p_content_root, p_bundle) WITH ORDINALITY AS l (run_id, seq, hash, content_root, bundle, place);
    INSERT INTO {schema}.anchor_nodes (level, node_index, hash)
    SELECT n.level, n.node_index, decode(n.hash, 'hex') FROM unnest(p_level, p_node, p_node_hash) AS n (level, node_index, hash);
    INSERT INTO {schema}.anchor_runs (run_id, seq, hash, content_range, leaf_index, is_archived)
    SELECT r.run_id, r.seq, r.hash, decode(r.range, 'hex'), r.leaf, r.is_archived
    FROM unnest(p_state_run, p_state_seq, p_state_hash, p_range, p_leaf, p_archived) AS r (run_id, seq, hash, range, leaf, is_archived)
    ON CONFLICT (run_id) DO UPDATE
    SET seq = excluded.seq, hash = excluded.hash, content_range = excluded.content_range, leaf_index = excluded.leaf_index, is_archived = excluded.is_archived;
    INSERT INTO {schema}.anchor_checkpoints (size, root, note, created_at) VALUES (p_size + cardinality(p_run), p_root, p_note, coalesce(p_now, clock_timestamp()));
    UPDATE {schema}.anchor_log SET size = p_size + cardinality(p_run);
    RETURN true;
END $$;
