using System.Text;
using Npgsql;

namespace Enterprise.Governance.Postgres;

/// <summary>Rows of <c>approvals</c>. A lapsed one is stored as pending; which state a row shows is decided by the clock, in the query.</summary>
internal static class PostgresApprovalRows
{
    internal const string Columns =
        """
        a.approval_id, a.run_id, a.tenant_id, a.org_id, a.claim_key, a.digest, a.action, a.tool, a.args, a.rules,
        CASE WHEN a.state = 'pending' AND a.expires_at <= coalesce($1, clock_timestamp()) THEN 'expired' ELSE a.state END,
        a.requested_by, a.decided_by, a.reason, a.created_at, a.expires_at, a.updated_at, a.used_by
        """;

    /// <summary>Adds the query for one approval, by its run and id.</summary>
    internal static void AddRead(NpgsqlBatch batch, GovernancePostgresDatabase database, string? approvalId) => batch.AddCommand(database.Sql(
        $$"""SELECT {{Columns}} FROM {schema}.approvals a WHERE a.approval_id = $2""")).AddTime(database.Now).AddText(approvalId);

    /// <summary>Reads the answer and moves on to the next one.</summary>
    internal static async Task<ApprovalRecord?> ReadAsync(NpgsqlDataReader reader)
    {
        ApprovalRecord? approval = await reader.ReadAsync().ConfigureAwait(false) ? ReadRow(reader, 0) : null;
        await reader.NextResultAsync().ConfigureAwait(false);
        return approval;
    }

    /// <summary>Reads the columns from <paramref name="first"/> on.</summary>
    internal static ApprovalRecord ReadRow(NpgsqlDataReader reader, int first) => new()
    {
        ApprovalId = reader.GetString(first),
        RunId = reader.GetString(first + 1),
        Tenant = reader.GetString(first + 2),
        Org = reader.TextOrNull(first + 3),
        ClaimKey = reader.GetString(first + 4),
        Digest = reader.GetString(first + 5),
        Action = reader.GetString(first + 6),
        Tool = reader.TextOrNull(first + 7),
        Args = reader.TextOrNull(first + 8) is { } args ? Encoding.UTF8.GetBytes(args) : default(ReadOnlyMemory<byte>),
        Rules = StoredLists.ReadRules(reader.GetString(first + 9)),
        State = StoredNames.Approval(reader.GetString(first + 10)),
        RequestedBy = reader.TextOrNull(first + 11),
        DecidedBy = reader.TextOrNull(first + 12),
        Reason = reader.TextOrNull(first + 13),
        CreatedAt = reader.Time(first + 14),
        ExpiresAt = reader.Time(first + 15),
        UpdatedAt = reader.Time(first + 16),
        UsedBy = reader.TextOrNull(first + 17),
    };
}
