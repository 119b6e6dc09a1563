GRANT SELECT ON {schema}.run_events, {schema}.run_heads, {schema}.run_event_values, {schema}.audit_keys TO {archivist};
GRANT EXECUTE ON FUNCTION {schema}.run_is_open TO {archivist};
