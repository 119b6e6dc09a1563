-- ledger: events are added and read, never changed; personal values may be erased.
GRANT SELECT, INSERT ON {schema}.run_events, {schema}.run_append_keys TO {app};
GRANT SELECT, INSERT, UPDATE ON {schema}.run_heads, {schema}.audit_keys TO {app};
GRANT SELECT, INSERT, DELETE ON {schema}.run_event_values TO {app};
GRANT SELECT, UPDATE ON {schema}.ledger_verification TO {app};
GRANT EXECUTE ON FUNCTION {schema}.ledger_new_run_key, {schema}.ledger_try_lock, {schema}.ledger_lock, {schema}.run_is_erased, {schema}.runs_changed, {schema}.ledger_store, {schema}.ledger_store_at_known, {schema}.ledger_append_at_known TO {app};
GRANT SELECT ON {schema}.run_events, {schema}.run_heads, {schema}.run_append_keys, {schema}.run_event_values, {schema}.audit_keys TO {auditor};
