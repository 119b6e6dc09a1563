-- The log of anchors, an RFC 6962 tree: docs/design/formats.md. One row: how many leaves there are, and who may append until when.
CREATE TABLE {schema}.anchor_log (
    id           boolean NOT NULL DEFAULT true PRIMARY KEY CHECK (id),
    size         bigint  NOT NULL DEFAULT 0,
    lease_holder text COLLATE "C",
    lease_until  timestamptz
);
INSERT INTO {schema}.anchor_log DEFAULT VALUES;

-- hash is that of the run's last covered event; bundle_sha256 is set for a tombstone alone.
CREATE TABLE {schema}.anchor_leaves (
    leaf_index    bigint           NOT NULL PRIMARY KEY,
    run_id        text COLLATE "C" NOT NULL,
    seq           bigint           NOT NULL,
    hash          text COLLATE "C" NOT NULL,
    content_root  bytea            NOT NULL,
    bundle_sha256 text COLLATE "C"
);
CREATE INDEX anchor_leaves_by_run ON {schema}.anchor_leaves (run_id, leaf_index);

-- Perfect subtrees, the leaves' hashes (level 0) included.
CREATE TABLE {schema}.anchor_nodes (
    level      integer NOT NULL,
    node_index bigint  NOT NULL,
    hash       bytea   NOT NULL,
    PRIMARY KEY (level, node_index)
);

-- Where the log stands with each run: what is needed to go on from its last leaf. Follows from the leaves and the chains.
CREATE TABLE {schema}.anchor_runs (
    run_id        text COLLATE "C" NOT NULL PRIMARY KEY,
    seq           bigint           NOT NULL,
    hash          text COLLATE "C" NOT NULL,
    content_range bytea            NOT NULL,
    leaf_index    bigint           NOT NULL,
    is_archived   boolean          NOT NULL
) WITH (fillfactor = 70);

CREATE TABLE {schema}.anchor_checkpoints (
    size         bigint           NOT NULL PRIMARY KEY,
    root         bytea            NOT NULL,
    note         text COLLATE "C" NOT NULL,
    created_at   timestamptz      NOT NULL,
    published_at timestamptz
);

-- A fence against accidents, as that of run_events: the proof is a checkpoint that is kept elsewhere.
CREATE TRIGGER anchor_leaves_no_change BEFORE UPDATE OR DELETE ON {schema}.anchor_leaves FOR EACH ROW EXECUTE FUNCTION {schema}.refuse_change();
CREATE TRIGGER anchor_leaves_no_truncate BEFORE TRUNCATE ON {schema}.anchor_leaves FOR EACH STATEMENT EXECUTE FUNCTION {schema}.refuse_change();
CREATE TRIGGER anchor_nodes_no_change BEFORE UPDATE OR DELETE ON {schema}.anchor_nodes FOR EACH ROW EXECUTE FUNCTION {schema}.refuse_change();
CREATE TRIGGER anchor_nodes_no_truncate BEFORE TRUNCATE ON {schema}.anchor_nodes FOR EACH STATEMENT EXECUTE FUNCTION {schema}.refuse_change();
CREATE TRIGGER anchor_checkpoints_no_change BEFORE UPDATE ON {schema}.anchor_checkpoints FOR EACH ROW
    WHEN ((NEW.size, NEW.root, NEW.created_at) IS DISTINCT FROM (OLD.size, OLD.root, OLD.created_at) OR NOT starts_with(NEW.note, OLD.note))
    EXECUTE FUNCTION {schema}.refuse_change();
CREATE TRIGGER anchor_checkpoints_no_delete BEFORE DELETE ON {schema}.anchor_checkpoints FOR EACH ROW EXECUTE FUNCTION {schema}.refuse_change();
CREATE TRIGGER anchor_checkpoints_no_truncate BEFORE TRUNCATE ON {schema}.anchor_checkpoints FOR EACH STATEMENT EXECUTE FUNCTION {schema}.refuse_change();
