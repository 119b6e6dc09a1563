-- anchoring: leaves and nodes are added and read, never changed; of a checkpoint the note grows.
GRANT SELECT, INSERT ON {schema}.anchor_leaves, {schema}.anchor_nodes TO {app};
GRANT SELECT, INSERT, UPDATE ON {schema}.anchor_runs, {schema}.anchor_checkpoints TO {app};
GRANT SELECT, UPDATE ON {schema}.anchor_log TO {app};
GRANT EXECUTE ON FUNCTION {schema}.anchor_append TO {app};
GRANT SELECT ON {schema}.anchor_log, {schema}.anchor_leaves, {schema}.anchor_nodes, {schema}.anchor_runs, {schema}.anchor_checkpoints TO {auditor};
