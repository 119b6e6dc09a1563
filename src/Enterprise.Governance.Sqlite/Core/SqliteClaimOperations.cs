using Microsoft.Data.Sqlite;

namespace Enterprise.Governance.Sqlite;

/// <summary>Statements on claims, to be run inside a unit of work.</summary>
internal static class SqliteClaimOperations
{
    internal static ClaimRecord? Read(SqliteSession session, string runId, string claimKey, DateTimeOffset now)
    {
        using SqliteDataReader reader = session.Query(
            """
            SELECT digest, state, call_id, attempt, heartbeat_until, approval_id, code, reason, policy_ids, cost_units, result, is_erased
            FROM action_claims WHERE run_id = $run AND claim_key = $key;
            """,
            ("$run", runId), ("$key", claimKey));
        if (!reader.Read())
            return null;
        ClaimState state = StoredNames.Claim(reader.GetString(1));
        return new ClaimRecord
        {
            RunId = runId,
            ClaimKey = claimKey,
            Digest = reader.GetString(0),
            State = state,
            CallId = reader.GetString(2),
            Attempt = reader.GetInt32(3),
            IsStale = state == ClaimState.Running && reader.GetInt64(4) <= now.ToUnixTimeMilliseconds(),
            ApprovalId = reader.TextOrNull(5),
            Outcome = reader.IsDBNull(8) ? null : new ClaimOutcome(reader.TextOrNull(6), reader.TextOrNull(7), StoredLists.ReadList(reader.GetString(8)), reader.GetInt64(9)),
            Result = reader.IsDBNull(10) ? default(ReadOnlyMemory<byte>) : reader.GetFieldValue<byte[]>(10),
            IsErased = reader.GetInt64(11) != 0,
        };
    }

    /// <summary>Inserts a claim if none stands. Returns whether it did.</summary>
    internal static bool Insert(SqliteSession session, ClaimRecord claim, DateTimeOffset heartbeatUntil) => session.Execute(
        """
        INSERT INTO action_claims (run_id, claim_key, digest, state, call_id, attempt, heartbeat_until, approval_id, code, reason, policy_ids, cost_units)
        VALUES ($run, $key, $digest, $state, $call, $attempt, $until, $approval, $code, $reason, $policies, $cost) ON CONFLICT DO NOTHING;
        """,
        ("$run", claim.RunId), ("$key", claim.ClaimKey), ("$digest", claim.Digest), ("$state", StoredNames.Of(claim.State)), ("$call", claim.CallId), ("$attempt", claim.Attempt),
        ("$until", heartbeatUntil.ToUnixTimeMilliseconds()), ("$approval", claim.ApprovalId), ("$code", claim.Outcome?.Code), ("$reason", claim.Outcome?.Reason),
        ("$policies", claim.Outcome is { } outcome ? StoredLists.WriteList(outcome.PolicyIds) : null), ("$cost", claim.Outcome?.CostUnits ?? 0)) == 1;

    /// <summary>Gives a claim that was cut in the middle to a new attempt. Returns whether the old attempt was still the current one, and dead.</summary>
    internal static bool TakeOver(SqliteSession session, ClaimRecord claim, string previousCallId, DateTimeOffset heartbeatUntil, DateTimeOffset now) => session.Execute(
        """
        UPDATE action_claims SET state = 'running', call_id = $call, attempt = $attempt, heartbeat_until = $until, approval_id = coalesce($approval, approval_id)
        WHERE run_id = $run AND claim_key = $key AND call_id = $previous AND (state = 'in_doubt' OR state = 'running' AND heartbeat_until <= $now);
        """,
        ("$run", claim.RunId), ("$key", claim.ClaimKey), ("$call", claim.CallId), ("$attempt", claim.Attempt), ("$until", heartbeatUntil.ToUnixTimeMilliseconds()),
        ("$approval", claim.ApprovalId), ("$previous", previousCallId), ("$now", now.ToUnixTimeMilliseconds())) == 1;

    /// <summary>Says whether an attempt that has not come to an end is still the claim's current one.</summary>
    internal static bool IsUnfinished(SqliteSession session, string runId, string claimKey, string? callId) => callId is not null && session.ScalarLong(
        "SELECT count(*) FROM action_claims WHERE run_id = $run AND claim_key = $key AND call_id = $call AND state IN ('running', 'in_doubt');",
        ("$run", runId), ("$key", claimKey), ("$call", callId)) == 1;

    internal static bool Beat(SqliteSession session, string runId, string claimKey, string callId, DateTimeOffset until) => session.Execute(
        "UPDATE action_claims SET heartbeat_until = $until WHERE run_id = $run AND claim_key = $key AND call_id = $call AND state = 'running';",
        ("$run", runId), ("$key", claimKey), ("$call", callId), ("$until", until.ToUnixTimeMilliseconds())) == 1;

    internal static bool Doubt(SqliteSession session, ClaimRecord claim, DateTimeOffset now) => session.Execute(
        """
        UPDATE action_claims SET state = 'in_doubt'
        WHERE run_id = $run AND claim_key = $key AND call_id = $call AND state = 'running' AND ($isOwner OR heartbeat_until <= $now);
        """,
        ("$run", claim.RunId), ("$key", claim.ClaimKey), ("$call", claim.CallId), ("$isOwner", !claim.IsStale), ("$now", now.ToUnixTimeMilliseconds())) == 1;

    /// <summary>Ends the current attempt: keeps the outcome for replay, without the result if the run was erased meanwhile, or removes the claim. Returns whether the attempt was still the current one.</summary>
    internal static bool Close(SqliteSession session, OutcomeCommit commit, bool isErased) => commit.KeepsClaim
        ? session.Execute(
            """
            UPDATE action_claims SET state = $state, code = $code, reason = $reason, policy_ids = $policies, cost_units = $cost, result = $result, is_erased = $erased
            WHERE run_id = $run AND claim_key = $key AND call_id = $call AND state IN ('running', 'in_doubt');
            """,
            ("$run", commit.RunId), ("$key", commit.ClaimKey), ("$call", commit.CallId), ("$state", StoredNames.Of(commit.State)), ("$code", commit.Outcome.Code), ("$reason", commit.Outcome.Reason),
            ("$policies", StoredLists.WriteList(commit.Outcome.PolicyIds)), ("$cost", commit.Outcome.CostUnits), ("$result", commit.Result.IsEmpty || isErased ? null : commit.Result.ToArray()),
            ("$erased", isErased && !commit.Result.IsEmpty)) == 1
        : session.Execute(
            "DELETE FROM action_claims WHERE run_id = $run AND claim_key = $key AND call_id = $call AND state IN ('running', 'in_doubt');",
            ("$run", commit.RunId), ("$key", commit.ClaimKey), ("$call", commit.CallId)) == 1;
}
