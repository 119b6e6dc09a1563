-- Values that an event commits to and that may be erased: DELETE is allowed, nothing else is. value is canonical JSON, salt the 32 bytes of its commitment.
CREATE TABLE run_event_values (
  run_id TEXT    NOT NULL,
  seq    INTEGER NOT NULL,
  path   TEXT    NOT NULL,
  value  TEXT    NOT NULL,
  salt   BLOB    NOT NULL,
  PRIMARY KEY (run_id, seq, path)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER run_event_values_no_update BEFORE UPDATE ON run_event_values
BEGIN SELECT RAISE(ABORT, 'run_event_values can be erased, not changed'); END;
CREATE TRIGGER run_event_values_no_replace BEFORE INSERT ON run_event_values
WHEN EXISTS (SELECT 1 FROM run_event_values WHERE run_id = NEW.run_id AND seq = NEW.seq AND path = NEW.path)
BEGIN SELECT RAISE(ABORT, 'run_event_values can be erased, not changed'); END;
