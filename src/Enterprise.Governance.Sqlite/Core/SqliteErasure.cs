namespace Enterprise.Governance.Sqlite;

/// <summary>Erases a run, inside a unit of work.</summary>
internal static class SqliteErasure
{
    internal static RunErasure Run(SqliteSession session, string tenant, string runId)
    {
        if (session.Scalar("SELECT state FROM runs WHERE run_id = $run AND tenant_id = $tenant;", ("$run", runId), ("$tenant", tenant)) is not string state)
            return new RunErasure(RunErasureStatus.NotFound);
        if (!RunStateExtensions.ParseStoredName(state).IsFinal())
            return new RunErasure(RunErasureStatus.RunNotEnded);
        session.Execute("UPDATE runs SET salt = x'' WHERE run_id = $run;", ("$run", runId));
        return new RunErasure(
            RunErasureStatus.Erased,
            SqliteValueOperations.Erase(session, runId),
            session.Execute("UPDATE approvals SET args = NULL WHERE run_id = $run AND args IS NOT NULL;", ("$run", runId)),
            session.Execute("UPDATE action_claims SET result = NULL, is_erased = 1 WHERE run_id = $run AND result IS NOT NULL;", ("$run", runId)));
    }
}
