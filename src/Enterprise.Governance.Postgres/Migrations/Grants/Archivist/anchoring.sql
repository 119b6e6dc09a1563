-- Of the log only the lease is the archivist's to change: leaves come through the function, and are tombstones.
GRANT SELECT ON {schema}.anchor_log, {schema}.anchor_leaves, {schema}.anchor_nodes, {schema}.anchor_runs, {schema}.anchor_checkpoints TO {archivist};
GRANT UPDATE (lease_holder, lease_until) ON {schema}.anchor_log TO {archivist};
GRANT EXECUTE ON FUNCTION {schema}.archive_run TO {archivist};
