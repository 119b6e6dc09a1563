-- One row per projection. source is the plain view that computes it; the list itself, a materialized view or a table, has the projection's name.
CREATE TABLE {schema}.projections (
    name         text COLLATE "C"   NOT NULL PRIMARY KEY,
    source       text COLLATE "C"   NOT NULL,
    mode         text COLLATE "C"   NOT NULL CHECK (mode IN ('materialized', 'incremental')),
    key_columns  text[] COLLATE "C" NOT NULL,
    never_null   text[] COLLATE "C" NOT NULL DEFAULT '{}',
    digest       text COLLATE "C"   NOT NULL,
    is_fed       boolean            NOT NULL,
    apply_sql    text,
    as_of        timestamptz        NOT NULL,
    start_ticket bigint             NOT NULL DEFAULT 0,
    refreshed_at timestamptz,
    duration_ms  double precision,
    not_before   timestamptz,
    failed_at    timestamptz,
    failure      text COLLATE "C"
) WITH (fillfactor = 50);
COMMENT ON COLUMN {schema}.projections.never_null IS 'columns of the list that hold no NULL, which the catalog cannot tell of a materialized view';
COMMENT ON COLUMN {schema}.projections.digest IS 'of a host''s definition; empty for the projections of the library';
COMMENT ON COLUMN {schema}.projections.is_fed IS 'whether projection_dirty tells of every change, so that nothing dirty means nothing to do';
COMMENT ON COLUMN {schema}.projections.apply_sql IS 'of an incremental one: the call that brings the keys of $1 up to date';
COMMENT ON COLUMN {schema}.projections.start_ticket IS 'drawn when the last successful refresh began: every request with a lower ticket is answered by it';
COMMENT ON COLUMN {schema}.projections.failure IS 'the SQLSTATE of the last refresh if it failed';

-- Requests and refreshes are ordered by these numbers: unlike a clock they never go backwards.
CREATE SEQUENCE {schema}.projection_tickets;

-- What changed, written by the transaction that changed it. No unique index but that of the id: writers never wait for a consumer. No consumer
-- remembers a position: it deletes what it has seen, so that nothing that commits late can be skipped.
CREATE TABLE {schema}.projection_dirty (
    id         bigint           GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    projection text COLLATE "C" NOT NULL,
    key        text COLLATE "C" NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000);
CREATE INDEX projection_dirty_by_projection ON {schema}.projection_dirty (projection, id);

-- Keys of rows that change by the passing of time alone. Core puts its own in place: an approval lapses.
CREATE FUNCTION {schema}.projection_lapsed(p_name text) RETURNS SETOF text LANGUAGE sql STABLE AS $$ SELECT NULL::text WHERE false $$;

-- Whether a refresh would find anything to do, as far as the feed tells.
CREATE FUNCTION {schema}.projection_is_due(p_name text, p_is_fed boolean) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT NOT p_is_fed OR EXISTS (SELECT FROM {schema}.projection_dirty d WHERE d.projection = p_name) OR EXISTS (SELECT FROM {schema}.projection_lapsed(p_name))
$$;

-- Whoever holds this lock is the one who refreshes the projection; it ends with the transaction.
CREATE FUNCTION {schema}.projection_lock_key(p_name text) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT hashtextextended(p_name, p.tableoid::bigint) FROM {schema}.projections p WHERE p.name = p_name
$$;
