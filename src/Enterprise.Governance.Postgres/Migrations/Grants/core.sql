-- core: runs, approvals and claims change only through these functions, which the app runs with its own rights.
GRANT SELECT, INSERT, UPDATE ON {schema}.runs, {schema}.approvals TO {app};
GRANT SELECT, INSERT, UPDATE, DELETE ON {schema}.action_claims TO {app};
GRANT EXECUTE ON FUNCTION {schema}.run_guard, {schema}.run_is_final, {schema}.run_set_state, {schema}.run_create, {schema}.run_transition, {schema}.run_go_on,
    {schema}.run_acquire_lease, {schema}.run_erase, {schema}.approval_changed, {schema}.approval_request, {schema}.approval_decide, {schema}.action_start, {schema}.action_finish,
    {schema}.action_refuse, {schema}.action_doubt, {schema}.action_beat TO {app};
GRANT SELECT ON {schema}.runs, {schema}.approvals, {schema}.action_claims TO {auditor};
