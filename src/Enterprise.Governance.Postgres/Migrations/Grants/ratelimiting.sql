-- ratelimiting
GRANT SELECT, INSERT, UPDATE ON {schema}.rate_limit_windows TO {app};
GRANT EXECUTE ON FUNCTION {schema}.rate_limit_acquire TO {app};
GRANT SELECT ON {schema}.rate_limit_windows TO {auditor};
