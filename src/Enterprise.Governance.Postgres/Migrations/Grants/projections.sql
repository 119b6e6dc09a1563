-- projections: the app tells what has changed and reads the lists; only the refresher refreshes, through functions that run with the owner's rights.
GRANT SELECT ON {schema}.projections TO {app}, {refresher}, {auditor};
GRANT SELECT, INSERT ON {schema}.projection_dirty TO {app};
GRANT SELECT ON {schema}.projection_dirty TO {refresher}, {auditor};
GRANT EXECUTE ON FUNCTION {schema}.projection_lock_key TO {app}, {refresher}, {auditor};
GRANT EXECUTE ON FUNCTION {schema}.projection_refresh, {schema}.projection_failed, {schema}.projection_differences TO {refresher};
SELECT {schema}.projection_grant();
