GRANT SELECT ON {schema}.policy_sets TO {archivist};
