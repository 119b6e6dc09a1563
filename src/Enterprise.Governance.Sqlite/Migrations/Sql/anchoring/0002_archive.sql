-- Retention: the events of a run leave for an evidence bundle, and a tombstone in the log takes their place. The fence of run_events opens for runs of which the log has one; archiving appends it first, in the same transaction.
DROP TRIGGER run_events_no_delete;
CREATE TRIGGER run_events_no_delete BEFORE DELETE ON run_events
WHEN NOT EXISTS (SELECT 1 FROM anchor_leaves WHERE run_id = OLD.run_id AND bundle_sha256 IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'run_events is append-only'); END;
