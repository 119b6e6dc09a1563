-- Chain format 1. canonical holds the hashed bytes: text, never rebuilt.
CREATE TABLE run_events (
  run_id    TEXT    NOT NULL,
  seq       INTEGER NOT NULL,
  ts        TEXT    NOT NULL,
  type      TEXT    NOT NULL,
  canonical TEXT    NOT NULL,
  prev_hash TEXT    NOT NULL,
  hash      TEXT    NOT NULL,
  kid       TEXT    NOT NULL,
  alg       TEXT    NOT NULL,
  PRIMARY KEY (run_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE run_heads (
  run_id         TEXT    NOT NULL PRIMARY KEY,
  seq            INTEGER NOT NULL,
  hash           TEXT    NOT NULL,
  key_generation INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE run_append_keys (
  run_id         TEXT    NOT NULL,
  key            TEXT    NOT NULL,
  seq            INTEGER NOT NULL,
  request_digest TEXT    NOT NULL,
  PRIMARY KEY (run_id, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit_keys (
  kid         TEXT NOT NULL PRIMARY KEY,
  alg         TEXT NOT NULL,
  generation  INTEGER,
  check_value TEXT NOT NULL,
  UNIQUE (generation)
) STRICT, WITHOUT ROWID;

-- A fence against accidents, not the proof: the proof is the chain. SQLite has no TRUNCATE; DELETE without WHERE fires the trigger too.
CREATE TRIGGER run_events_no_update BEFORE UPDATE ON run_events
BEGIN SELECT RAISE(ABORT, 'run_events is append-only'); END;
CREATE TRIGGER run_events_no_delete BEFORE DELETE ON run_events
BEGIN SELECT RAISE(ABORT, 'run_events is append-only'); END;
CREATE TRIGGER run_events_no_replace BEFORE INSERT ON run_events
WHEN EXISTS (SELECT 1 FROM run_events WHERE run_id = NEW.run_id AND seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'run_events is append-only'); END;
