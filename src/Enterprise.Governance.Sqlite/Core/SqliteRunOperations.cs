using Enterprise.Governance.Ledger;
using Microsoft.Data.Sqlite;

namespace Enterprise.Governance.Sqlite;

/// <summary>Statements on runs, to be run inside a unit of work.</summary>
internal static class SqliteRunOperations
{
    internal static RunRecord? Read(SqliteSession session, string runId)
    {
        using SqliteDataReader reader = session.Query(
            "SELECT tenant_id, org_id, user_id, roles, state, title, tags, salt, created_at, updated_at FROM runs WHERE run_id = $run;", ("$run", runId));
        if (!reader.Read())
            return null;
        return new RunRecord
        {
            RunId = runId,
            Scope = new GovernanceScope(reader.GetString(0), reader.TextOrNull(1), reader.TextOrNull(2), StoredLists.ReadList(reader.GetString(3))),
            State = RunStateExtensions.ParseStoredName(reader.GetString(4)),
            Title = reader.TextOrNull(5),
            Tags = StoredLists.ReadList(reader.GetString(6)),
            Salt = reader.GetFieldValue<byte[]>(7),
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(8)),
            UpdatedAt = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(9)),
        };
    }

    internal static RunState? ReadState(SqliteSession session, string runId) =>
        session.Scalar("SELECT state FROM runs WHERE run_id = $run;", ("$run", runId)) is string state ? RunStateExtensions.ParseStoredName(state) : null;

    internal static bool Create(SqliteSession session, RunRecord run, PreparedEvent started, ChainSealer sealer)
    {
        if (SqliteLedgerOperations.ReadHead(session, run.RunId) is not null)
            return false;
        int inserted = session.Execute(
            """
            INSERT INTO runs (run_id, tenant_id, org_id, user_id, roles, state, title, tags, salt, created_at, updated_at)
            VALUES ($run, $tenant, $org, $user, $roles, $state, $title, $tags, $salt, $created, $created) ON CONFLICT DO NOTHING;
            """,
            ("$run", run.RunId), ("$tenant", run.Scope.Tenant), ("$org", run.Scope.Org), ("$user", run.Scope.User), ("$roles", StoredLists.WriteList(run.Scope.Roles)),
            ("$state", run.State.ToStoredName()), ("$title", run.Title), ("$tags", StoredLists.WriteList(run.Tags)), ("$salt", run.Salt.ToArray()), ("$created", run.CreatedAt.ToUnixTimeMilliseconds()));
        if (inserted == 0)
            return false;
        Append(session, run.RunId, [started], sealer);
        return true;
    }

    /// <summary>Requires that the run exists and, under a lease, that nobody has taken it since.</summary>
    internal static RunState RequireRun(SqliteSession session, string runId, long? fencingToken)
    {
        RunState state = ReadState(session, runId) ?? throw new GovernanceException("run_not_found", $"there is no run `{runId}`");
        if (fencingToken is { } token && session.ScalarLong("SELECT fencing_token FROM runs WHERE run_id = $run;", ("$run", runId)) != token)
            throw new GovernanceException("run_lease_lost", $"another worker has taken the lease of run `{runId}`");
        return state;
    }

    internal static void SetState(SqliteSession session, string runId, RunState state, DateTimeOffset now) => session.Execute(
        "UPDATE runs SET state = $state, updated_at = $now WHERE run_id = $run AND state <> $state;",
        ("$run", runId), ("$state", state.ToStoredName()), ("$now", now.ToUnixTimeMilliseconds()));

    internal static void Append(SqliteSession session, string runId, IReadOnlyList<PreparedEvent> events, ChainSealer sealer)
    {
        if (events.Count > 0)
            SqliteLedgerOperations.Append(session, new AppendRequest(runId, events, null, null, null), sealer);
    }

    internal static RunLease? AcquireLease(SqliteSession session, string runId, string owner, TimeSpan lifetime, DateTimeOffset now)
    {
        DateTimeOffset expires = now + lifetime;
        int taken = session.Execute(
            """
            UPDATE runs SET lease_owner = $owner, fencing_token = fencing_token + 1, lease_expires_at = $expires
            WHERE run_id = $run AND (lease_expires_at IS NULL OR lease_expires_at <= $now);
            """,
            ("$run", runId), ("$owner", owner), ("$expires", expires.ToUnixTimeMilliseconds()), ("$now", now.ToUnixTimeMilliseconds()));
        return taken == 0 ? null : new RunLease(runId, owner, session.ScalarLong("SELECT fencing_token FROM runs WHERE run_id = $run;", ("$run", runId)), expires);
    }
}
