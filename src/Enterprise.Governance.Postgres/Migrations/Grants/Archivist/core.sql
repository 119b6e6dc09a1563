GRANT SELECT ON {schema}.runs, {schema}.approvals, {schema}.action_claims TO {archivist};
GRANT EXECUTE ON FUNCTION {schema}.run_is_final TO {archivist};
