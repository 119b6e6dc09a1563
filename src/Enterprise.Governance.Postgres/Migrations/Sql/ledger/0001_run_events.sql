-- Chain format 1. canonical holds the hashed bytes: text, never jsonb, never rebuilt.
CREATE TABLE {schema}.run_events (
    run_id    text COLLATE "C" NOT NULL,
    seq       bigint           NOT NULL,
    ts        text COLLATE "C" NOT NULL,
    type      text COLLATE "C" NOT NULL,
    canonical text COLLATE "C" NOT NULL,
    prev_hash text COLLATE "C" NOT NULL,
    hash      text COLLATE "C" NOT NULL,
    kid       text COLLATE "C" NOT NULL,
    alg       text COLLATE "C" NOT NULL,
    PRIMARY KEY (run_id, seq)
);

-- One row per run, updated by every append: room on its page, so that updates stay there.
CREATE TABLE {schema}.run_heads (
    run_id         text COLLATE "C" NOT NULL PRIMARY KEY,
    seq            bigint           NOT NULL,
    hash           text COLLATE "C" NOT NULL,
    key_generation bigint           NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE {schema}.run_append_keys (
    run_id         text COLLATE "C" NOT NULL,
    key            text COLLATE "C" NOT NULL,
    seq            bigint           NOT NULL,
    request_digest text COLLATE "C" NOT NULL,
    PRIMARY KEY (run_id, key)
);

-- Values that an event commits to and that may be erased: DELETE is allowed, nothing else is. value is canonical JSON, salt the 32 bytes of its commitment.
CREATE TABLE {schema}.run_event_values (
    run_id text COLLATE "C" NOT NULL,
    seq    bigint           NOT NULL,
    path   text COLLATE "C" NOT NULL,
    value  text COLLATE "C" NOT NULL,
    salt   bytea            NOT NULL,
    PRIMARY KEY (run_id, seq, path)
);

CREATE TABLE {schema}.audit_keys (
    kid         text COLLATE "C" NOT NULL PRIMARY KEY,
    alg         text COLLATE "C" NOT NULL,
    generation  bigint UNIQUE,
    check_value text COLLATE "C" NOT NULL
);

-- A fence against accidents, not the proof: the proof is the chain.
CREATE FUNCTION {schema}.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER run_events_no_change BEFORE UPDATE OR DELETE ON {schema}.run_events FOR EACH ROW EXECUTE FUNCTION {schema}.refuse_change();
CREATE TRIGGER run_events_no_truncate BEFORE TRUNCATE ON {schema}.run_events FOR EACH STATEMENT EXECUTE FUNCTION {schema}.refuse_change();
CREATE TRIGGER run_event_values_no_change BEFORE UPDATE ON {schema}.run_event_values FOR EACH ROW EXECUTE FUNCTION {schema}.refuse_change();
CREATE TRIGGER run_event_values_no_truncate BEFORE TRUNCATE ON {schema}.run_event_values FOR EACH STATEMENT EXECUTE FUNCTION {schema}.refuse_change();
