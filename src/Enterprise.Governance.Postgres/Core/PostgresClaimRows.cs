using Npgsql;

namespace Enterprise.Governance.Postgres;

/// <summary>Rows of <c>action_claims</c>.</summary>
internal static class PostgresClaimRows
{
    internal const string Columns =
        """
        c.claim_key, c.digest, c.state, c.call_id, c.attempt, c.state = 'running' AND c.heartbeat_until <= coalesce($1, clock_timestamp()),
        c.approval_id, c.code, c.reason, c.policy_ids, c.cost_units, c.result, c.is_erased
        """;

    internal const int ColumnCount = 13;
    /// <summary>Reads the columns from <paramref name="first"/> on.</summary>
    internal static ClaimRecord ReadRow(NpgsqlDataReader reader, string runId, int first) => new()
    {
        RunId = runId,
        ClaimKey = reader.GetString(first),
        Digest = reader.GetString(first + 1),
        State = StoredNames.Claim(reader.GetString(first + 2)),
        CallId = reader.GetString(first + 3),
        Attempt = reader.GetInt32(first + 4),
        IsStale = reader.GetBoolean(first + 5),
        ApprovalId = reader.TextOrNull(first + 6),
        Outcome = reader.IsDBNull(first + 9)
            ? null
            : new ClaimOutcome(reader.TextOrNull(first + 7), reader.TextOrNull(first + 8), StoredLists.ReadList(reader.GetString(first + 9)), reader.GetInt64(first + 10)),
        Result = reader.IsDBNull(first + 11) ? default(ReadOnlyMemory<byte>) : reader.GetFieldValue<byte[]>(first + 11),
        IsErased = reader.GetBoolean(first + 12),
    };
}
