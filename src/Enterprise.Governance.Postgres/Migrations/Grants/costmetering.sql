-- costmetering: what was charged is never taken back.
GRANT SELECT, INSERT, UPDATE ON {schema}.cost_runs, {schema}.cost_daily TO {app};
GRANT SELECT, INSERT, UPDATE, DELETE ON {schema}.cost_holds TO {app};
GRANT SELECT, INSERT ON {schema}.cost_usage TO {app};
GRANT EXECUTE ON FUNCTION {schema}.cost_lock, {schema}.cost_hold, {schema}.cost_renew, {schema}.cost_settle, {schema}.run_charged, {schema}.cost_release, {schema}.cost_sweep TO {app};
GRANT SELECT ON {schema}.cost_runs, {schema}.cost_daily, {schema}.cost_holds, {schema}.cost_usage TO {auditor};
