-- The log of anchors, an RFC 6962 tree: docs/design/formats.md. One row: how many leaves there are, and who may append until when (Unix milliseconds).
CREATE TABLE anchor_log (
  id           INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  size         INTEGER NOT NULL,
  lease_holder TEXT,
  lease_until  INTEGER
) STRICT;
INSERT INTO anchor_log (id, size) VALUES (1, 0);

-- hash is that of the run's last covered event; bundle_sha256 is set for a tombstone alone.
CREATE TABLE anchor_leaves (
  leaf_index    INTEGER NOT NULL PRIMARY KEY,
  run_id        TEXT    NOT NULL,
  seq           INTEGER NOT NULL,
  hash          TEXT    NOT NULL,
  content_root  BLOB    NOT NULL,
  bundle_sha256 TEXT
) STRICT;
CREATE INDEX anchor_leaves_by_run ON anchor_leaves (run_id, leaf_index);

-- Perfect subtrees, the leaves' hashes (level 0) included.
CREATE TABLE anchor_nodes (
  level      INTEGER NOT NULL,
  node_index INTEGER NOT NULL,
  hash       BLOB    NOT NULL,
  PRIMARY KEY (level, node_index)
) STRICT, WITHOUT ROWID;

-- Where the log stands with each run: what is needed to go on from its last leaf. Follows from the leaves and the chains.
CREATE TABLE anchor_runs (
  run_id        TEXT    NOT NULL PRIMARY KEY,
  seq           INTEGER NOT NULL,
  hash          TEXT    NOT NULL,
  content_range BLOB    NOT NULL,
  leaf_index    INTEGER NOT NULL,
  is_archived   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE anchor_checkpoints (
  size         INTEGER NOT NULL PRIMARY KEY,
  root         BLOB    NOT NULL,
  note         TEXT    NOT NULL,
  created_at   INTEGER NOT NULL,
  published_at INTEGER
) STRICT;

-- A fence against accidents, as that of run_events: the proof is a checkpoint that is kept elsewhere.
CREATE TRIGGER anchor_leaves_no_update BEFORE UPDATE ON anchor_leaves
BEGIN SELECT RAISE(ABORT, 'anchor_leaves is append-only'); END;
CREATE TRIGGER anchor_leaves_no_delete BEFORE DELETE ON anchor_leaves
BEGIN SELECT RAISE(ABORT, 'anchor_leaves is append-only'); END;
CREATE TRIGGER anchor_leaves_no_replace BEFORE INSERT ON anchor_leaves
WHEN EXISTS (SELECT 1 FROM anchor_leaves WHERE leaf_index = NEW.leaf_index)
BEGIN SELECT RAISE(ABORT, 'anchor_leaves is append-only'); END;
CREATE TRIGGER anchor_nodes_no_update BEFORE UPDATE ON anchor_nodes
BEGIN SELECT RAISE(ABORT, 'anchor_nodes is append-only'); END;
CREATE TRIGGER anchor_nodes_no_delete BEFORE DELETE ON anchor_nodes
BEGIN SELECT RAISE(ABORT, 'anchor_nodes is append-only'); END;
CREATE TRIGGER anchor_nodes_no_replace BEFORE INSERT ON anchor_nodes
WHEN EXISTS (SELECT 1 FROM anchor_nodes WHERE level = NEW.level AND node_index = NEW.node_index)
BEGIN SELECT RAISE(ABORT, 'anchor_nodes is append-only'); END;
CREATE TRIGGER anchor_checkpoints_no_update BEFORE UPDATE ON anchor_checkpoints
WHEN NEW.size <> OLD.size OR NEW.root <> OLD.root OR NEW.created_at <> OLD.created_at OR substr(NEW.note, 1, length(OLD.note)) <> OLD.note
BEGIN SELECT RAISE(ABORT, 'anchor_checkpoints is append-only'); END;
CREATE TRIGGER anchor_checkpoints_no_delete BEFORE DELETE ON anchor_checkpoints
BEGIN SELECT RAISE(ABORT, 'anchor_checkpoints is append-only'); END;
CREATE TRIGGER anchor_checkpoints_no_replace BEFORE INSERT ON anchor_checkpoints
WHEN EXISTS (SELECT 1 FROM anchor_checkpoints WHERE size = NEW.size)
BEGIN SELECT RAISE(ABORT, 'anchor_checkpoints is append-only'); END;
