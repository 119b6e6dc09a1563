GRANT SELECT ON {schema}.cost_holds TO {archivist};
