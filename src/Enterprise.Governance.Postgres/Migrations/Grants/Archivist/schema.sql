-- The archivist makes bundles of runs and has their events deleted, by the one function that may.
REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {archivist};
REVOKE ALL ON ALL SEQUENCES IN SCHEMA {schema} FROM {archivist};
REVOKE ALL ON ALL ROUTINES IN SCHEMA {schema} FROM {archivist};
REVOKE ALL ON SCHEMA {schema} FROM {archivist};
GRANT USAGE ON SCHEMA {schema} TO {archivist};
GRANT SELECT ON {schema}.schema_migrations TO {archivist};
