-- Refreshing needs ownership (PostgreSQL 15 and 16), so these run with the owner's rights: they take a registered name, nothing else that gets into SQL.

-- The statement that brings a table up to what its source says, for the keys of $1 (each as projection_dirty has it) or for all. Rows that are right stay untouched.
CREATE FUNCTION {schema}.projection_apply_sql(p_name text, p_source text, p_keys text[], p_all boolean) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
    v_schema  text := $name${schema}$name$;
    v_table   regclass := format('%s.%I', v_schema, p_name)::regclass;
    v_columns text;
    v_wanted  text;
    v_changed text;
    v_key     text := (SELECT string_agg(quote_ident(k), ', ' ORDER BY o) FROM unnest(p_keys) WITH ORDINALITY AS u (k, o));
    v_join    text := (SELECT string_agg(format('w.%1$I = t.%1$I', k), ' AND ' ORDER BY o) FROM unnest(p_keys) WITH ORDINALITY AS u (k, o));
    v_casts   text;
    v_of      text := 'true';
    v_gone    text := format('NOT EXISTS (SELECT FROM wanted w WHERE %s)', v_join);
BEGIN
    -- Texts of the source may have another collation than the list's, and two that differ cannot be compared.
    SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum),
           string_agg(format(CASE WHEN attcollation = 'pg_catalog."C"'::regcollation THEN '%1$I COLLATE pg_catalog."C" AS %1$I' ELSE '%1$I' END, attname), ', ' ORDER BY attnum),
           string_agg(format('%1$I = excluded.%1$I', attname), ', ' ORDER BY attnum) FILTER (WHERE attname <> ALL (p_keys))
    INTO v_columns, v_wanted, v_changed FROM pg_attribute WHERE attrelid = v_table AND attnum > 0 AND NOT attisdropped;
    IF NOT p_all THEN
        -- A key of several columns is a JSON array of texts.
        SELECT string_agg(format(CASE WHEN cardinality(p_keys) = 1 THEN 'k' ELSE '(k::jsonb ->> ' || o - 1 || ')' END || '::%s', format_type(a.atttypid, -1)), ', ' ORDER BY o)
        INTO v_casts FROM unnest(p_keys) WITH ORDINALITY AS u (name, o) JOIN pg_attribute a ON a.attrelid = v_table AND a.attname = u.name;
        v_of := format('(%s) IN (SELECT %s FROM unnest($1) AS k)', v_key, v_casts);

        -- Of the keys alone, so that rows that stay are not looked up for it.
        v_gone := format('(%s) IN (SELECT %s FROM unnest($1) AS k EXCEPT SELECT %s FROM wanted)', v_key, v_casts, v_key);
    END IF;
    RETURN format(
        'WITH wanted AS MATERIALIZED (SELECT %9$s FROM %2$s.%3$I WHERE %4$s),
         gone AS (DELETE FROM %5$s t WHERE %6$s)
         INSERT INTO %5$s AS t (%1$s) SELECT %1$s FROM wanted ON CONFLICT (%7$s) DO ' ||
        CASE WHEN v_changed IS NULL THEN 'NOTHING' ELSE 'UPDATE SET %8$s WHERE t.* OPERATOR(pg_catalog.*<>) excluded.*' END,
        v_columns, v_schema, p_source, v_of, v_table, v_gone, v_key, v_changed, v_wanted);
END
$function$;

-- Makes the function of an incremental projection that brings its table up to date for some keys: a session keeps its plan, where a statement put together
-- for each refresh would be planned each time. Returns the call; of any other projection, takes the function away and returns NULL.
CREATE FUNCTION {schema}.projection_apply_call(p_name text) RETURNS text
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
    v_p        {schema}.projections;
    v_function text := format('%s.%I', $name${schema}$name$, 'projection_apply_' || left(encode(sha256(convert_to(p_name, 'UTF8')), 'hex'), 16));
BEGIN
    SELECT * INTO STRICT v_p FROM {schema}.projections p WHERE p.name = p_name;
    IF v_p.mode <> 'incremental' THEN
        EXECUTE format('DROP FUNCTION IF EXISTS %s(text[])', v_function);
        RETURN NULL;
    END IF;
    EXECUTE format('CREATE OR REPLACE FUNCTION %s(text[]) RETURNS void LANGUAGE plpgsql AS %L', v_function,
        E'#variable_conflict use_column\nBEGIN\n' || {schema}.projection_apply_sql(p_name, v_p.source, v_p.key_columns, false) || E';\nEND');
    EXECUTE format('REVOKE ALL ON FUNCTION %s(text[]) FROM PUBLIC', v_function);
    RETURN format('SELECT %s($1)', v_function);
END
$function$;

-- How many rows of the list differ from a fresh computation. One statement, one snapshot; keys whose change is still in the feed are left out.
CREATE FUNCTION {schema}.projection_differences(p_name text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
    v_schema  text := $name${schema}$name$;
    v_p       record;
    v_columns text;
    v_rows    text;
    v_key     text;
    v_count   bigint;
BEGIN
    SELECT * INTO v_p FROM {schema}.projections p WHERE p.name = p_name;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no such projection' USING ERRCODE = 'GV003';
    END IF;
    SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) INTO v_columns
    FROM pg_attribute WHERE attrelid = format('%s.%I', v_schema, p_name)::regclass AND attnum > 0 AND NOT attisdropped;

    -- Rows meet by the texts of their keys: a NULL is equal to itself there, and no collation matters.
    SELECT string_agg(format('x.%I::text', k), ', ' ORDER BY o), CASE WHEN count(*) = 1 THEN '->> 0' ELSE '::text' END
    INTO v_rows, v_key FROM unnest(v_p.key_columns) WITH ORDINALITY AS u (k, o);
    v_rows := format('SELECT jsonb_build_array(%s) AS key_, ROW(x.*) AS row_ FROM (SELECT %s FROM %s.', v_rows, v_columns, v_schema);
    EXECUTE format(
        'SELECT count(*) FROM (%1$s%2$I) x) w FULL JOIN (%1$s%3$I) x) t ON w.key_ = t.key_
         WHERE (w.key_ IS NULL OR t.key_ IS NULL OR w.row_ OPERATOR(pg_catalog.*<>) t.row_)
           AND NOT EXISTS (SELECT FROM %4$s.projection_dirty d WHERE d.projection = $1 AND d.key = coalesce(w.key_, t.key_) %5$s)',
        v_rows, v_p.source, p_name, v_schema, v_key) INTO v_count USING p_name;
    RETURN v_count;
END
$function$;

-- Brings a projection up to date. outcome: refreshed; clean (nothing was dirty); shared (a refresh that began after this request has answered it); and of
-- automatic ones held_back (by the duty cycle, for wait_ms) and busy (somebody else is at it).
--
-- Isolation: READ COMMITTED, each statement sees what was committed before it began. INVARIANT: dirty rows are deleted by a statement BEFORE the one that
-- reads what they tell of, so whatever a deleted row tells of is seen; what commits later leaves its row for the next refresh; a failure undoes the deletes.
CREATE FUNCTION {schema}.projection_refresh(
    p_name text, p_automatic boolean, p_rebuild boolean DEFAULT false, p_batch integer DEFAULT 1000, p_now timestamptz DEFAULT NULL,
    OUT outcome text, OUT as_of timestamptz, OUT dirty bigint, OUT duration_ms double precision, OUT wait_ms double precision,
    OUT mode text, OUT refreshed_at timestamptz, OUT last_ms double precision, OUT is_dirty boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $function$
#variable_conflict use_column
DECLARE
    v_schema text := $name${schema}$name$;
    v_p      {schema}.projections;
    v_key    bigint := {schema}.projection_lock_key(p_name);
    v_ticket bigint;
    v_start  bigint;
    v_began  timestamptz;
    v_as_of  timestamptz;
    v_keys   text[];
    v_count  bigint;
    v_dirty  bigint := 0;
    v_works  boolean := true;
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'projection_refresh needs READ COMMITTED' USING ERRCODE = 'active_sql_transaction';
    END IF;
    SELECT * INTO v_p FROM {schema}.projections p WHERE p.name = p_name;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no such projection' USING ERRCODE = 'GV003';
    END IF;

    -- It may commit late: what a crash takes back it takes back whole, the deleted notes of changes with the rows that they led to.
    PERFORM set_config('synchronous_commit', 'off', true);
    dirty := 0;
    SELECT v_p.as_of, v_p.mode, v_p.refreshed_at, v_p.duration_ms, false INTO as_of, mode, refreshed_at, last_ms, is_dirty;
    IF p_automatic THEN
        outcome := CASE WHEN NOT {schema}.projection_is_due(p_name, v_p.is_fed) THEN 'clean'
                        WHEN coalesce(p_now, clock_timestamp()) < v_p.not_before THEN 'held_back'
                        WHEN NOT pg_try_advisory_xact_lock(v_key) THEN 'busy' END;
    ELSE
        v_ticket := nextval($name${schema}.projection_tickets$name$::regclass);
        PERFORM pg_advisory_xact_lock(v_key);
    END IF;

    -- Again, since somebody may have refreshed, or changed the mode, before the lock was had.
    IF outcome IS NULL THEN
        SELECT * INTO v_p FROM {schema}.projections p WHERE p.name = p_name;
        SELECT v_p.as_of, v_p.mode, v_p.refreshed_at, v_p.duration_ms INTO as_of, mode, refreshed_at, last_ms;
        outcome := CASE WHEN p_automatic AND coalesce(p_now, clock_timestamp()) < v_p.not_before THEN 'held_back'
                        WHEN NOT p_automatic AND NOT p_rebuild AND v_p.start_ticket > v_ticket THEN 'shared' END;
    END IF;
    IF outcome IS NOT NULL THEN
        IF outcome = 'held_back' THEN
            wait_ms := extract(epoch FROM v_p.not_before - coalesce(p_now, clock_timestamp())) * 1000;
        END IF;
        RETURN;
    END IF;

    v_start := nextval($name${schema}.projection_tickets$name$::regclass);
    v_began := clock_timestamp();
    v_as_of := coalesce(p_now, v_began);
    outcome := 'refreshed';
    IF p_rebuild OR v_p.mode = 'materialized' THEN
        DELETE FROM {schema}.projection_dirty d WHERE d.projection = p_name;
        GET DIAGNOSTICS v_dirty = ROW_COUNT;
        IF NOT p_rebuild AND v_p.is_fed AND v_dirty = 0 AND NOT EXISTS (SELECT FROM {schema}.projection_lapsed(p_name)) THEN
            outcome := 'clean';
        ELSE
            v_as_of := coalesce(p_now, clock_timestamp());
            IF v_p.mode = 'incremental' THEN
                EXECUTE {schema}.projection_apply_sql(p_name, v_p.source, v_p.key_columns, true);
            ELSIF (SELECT c.relispopulated FROM pg_class c WHERE c.oid = format('%s.%I', v_schema, p_name)::regclass) THEN
                EXECUTE format('REFRESH MATERIALIZED VIEW CONCURRENTLY %s.%I', v_schema, p_name);
            ELSE
                EXECUTE format('REFRESH MATERIALIZED VIEW %s.%I', v_schema, p_name);
            END IF;
        END IF;
    ELSE
        INSERT INTO {schema}.projection_dirty (projection, key) SELECT p_name, k FROM {schema}.projection_lapsed(p_name) AS k;
        LOOP
            v_as_of := coalesce(p_now, clock_timestamp());
            WITH batch AS (SELECT d.id FROM {schema}.projection_dirty d WHERE d.projection = p_name ORDER BY d.id LIMIT p_batch FOR UPDATE SKIP LOCKED),
                 gone AS (DELETE FROM {schema}.projection_dirty d USING batch WHERE d.id = batch.id RETURNING d.key)
            SELECT array_agg(DISTINCT g.key), count(*) INTO v_keys, v_count FROM gone g;
            EXIT WHEN v_count = 0;
            v_dirty := v_dirty + v_count;
            BEGIN
                EXECUTE v_p.apply_sql USING v_keys;
            EXCEPTION WHEN data_exception OR check_violation THEN
                -- A key that the columns cannot have, as of a host that still marks by the definition before: whichever row it means is among all.
                EXECUTE {schema}.projection_apply_sql(p_name, v_p.source, v_p.key_columns, true);
            END;
            EXIT WHEN v_count < p_batch;
        END LOOP;
        IF v_dirty = 0 THEN
            outcome := 'clean';
        END IF;
    END IF;

    dirty := v_dirty;
    as_of := v_as_of;
    is_dirty := EXISTS (SELECT FROM {schema}.projection_dirty d WHERE d.projection = p_name);
    refreshed_at := coalesce(p_now, clock_timestamp());
    duration_ms := extract(epoch FROM clock_timestamp() - v_began) * 1000;
    v_works := outcome = 'refreshed';
    last_ms := CASE WHEN v_works THEN projection_refresh.duration_ms ELSE last_ms END;
    UPDATE {schema}.projections p SET
        as_of = v_as_of, start_ticket = v_start, refreshed_at = projection_refresh.refreshed_at, failed_at = NULL, failure = NULL,
        duration_ms = CASE WHEN v_works THEN projection_refresh.duration_ms ELSE p.duration_ms END,
        not_before = CASE WHEN v_works THEN coalesce(p_now, clock_timestamp()) + projection_refresh.duration_ms * 9 * interval '1 millisecond' ELSE p.not_before END
    WHERE p.name = p_name;
END
$function$;

-- Notes that a refresh failed; the next one that succeeds takes it back.
CREATE FUNCTION {schema}.projection_failed(p_name text, p_failure text, p_now timestamptz DEFAULT NULL) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    UPDATE {schema}.projections SET failed_at = coalesce(p_now, clock_timestamp()), failure = p_failure WHERE name = p_name
$$;

-- Lets whoever may read the table of projections read the lists too, those of the host among them.
CREATE FUNCTION {schema}.projection_grant() RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
    v_grant record;
BEGIN
    FOR v_grant IN
        SELECT format('GRANT SELECT ON %s.%I TO %s', $name${schema}$name$, p.name, CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(r.rolname) END) AS sql
        FROM {schema}.projections p, pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
        WHERE c.oid = $name${schema}.projections$name$::regclass AND a.privilege_type = 'SELECT' AND a.grantee <> c.relowner
    LOOP
        EXECUTE v_grant.sql;
    END LOOP;
END
$function$;

REVOKE ALL ON FUNCTION {schema}.projection_refresh, {schema}.projection_failed, {schema}.projection_differences, {schema}.projection_grant FROM PUBLIC;
