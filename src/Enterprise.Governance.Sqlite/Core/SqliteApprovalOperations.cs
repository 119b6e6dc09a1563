using System.Text;
using Enterprise.Governance.Ledger;
using Microsoft.Data.Sqlite;

namespace Enterprise.Governance.Sqlite;

/// <summary>Statements on approvals, to be run inside a unit of work.</summary>
internal static class SqliteApprovalOperations
{
    private const string Columns =
        "approval_id, run_id, tenant_id, org_id, claim_key, digest, action, tool, args, rules, state, requested_by, decided_by, reason, created_at, expires_at, updated_at, used_by";

    internal static ApprovalRecord? Read(SqliteSession session, string approvalId, DateTimeOffset now)
    {
        using SqliteDataReader reader = session.Query($"SELECT {Columns} FROM approvals WHERE approval_id = $id;", ("$id", approvalId));
        return reader.Read() ? ReadRow(reader, now) : null;
    }

    /// <summary>Reads the approval asked for last for a call.</summary>
    internal static ApprovalRecord? ReadLatest(SqliteSession session, string runId, string claimKey, DateTimeOffset now)
    {
        using SqliteDataReader reader = session.Query(
            $"SELECT {Columns} FROM approvals WHERE run_id = $run AND claim_key = $key ORDER BY created_at DESC, approval_id DESC LIMIT 1;", ("$run", runId), ("$key", claimKey));
        return reader.Read() ? ReadRow(reader, now) : null;
    }

    internal static IReadOnlyList<ApprovalRecord> List(SqliteSession session, ApprovalQuery query, DateTimeOffset now)
    {
        // Lapsed approvals are still stored as pending: which state a row shows is decided here, by the clock.
        using SqliteDataReader reader = session.Query(
            $"""
            SELECT {Columns} FROM approvals
            WHERE ($tenant IS NULL OR tenant_id = $tenant) AND ($run IS NULL OR run_id = $run)
              AND ($state IS NULL OR CASE WHEN state = 'pending' AND expires_at <= $now THEN 'expired' ELSE state END = $state)
            ORDER BY created_at DESC, approval_id DESC LIMIT $limit;
            """,
            ("$tenant", query.Tenant), ("$run", query.RunId), ("$state", query.State is { } state ? StoredNames.Of(state) : null),
            ("$now", now.ToUnixTimeMilliseconds()), ("$limit", query.Limit));
        List<ApprovalRecord> approvals = [];
        while (reader.Read())
            approvals.Add(ReadRow(reader, now));
        return approvals;
    }

    internal static void Insert(SqliteSession session, ApprovalRecord approval) => session.Execute(
        $"""
        INSERT INTO approvals ({Columns})
        VALUES ($id, $run, $tenant, $org, $key, $digest, $action, $tool, $args, $rules, 'pending', $by, NULL, NULL, $created, $expires, $created, NULL);
        """,
        ("$id", approval.ApprovalId), ("$run", approval.RunId), ("$tenant", approval.Tenant), ("$org", approval.Org), ("$key", approval.ClaimKey), ("$digest", approval.Digest),
        ("$action", approval.Action), ("$tool", approval.Tool), ("$args", Encoding.UTF8.GetString(approval.Args.Span)), ("$rules", StoredLists.WriteRules(approval.Rules)),
        ("$by", approval.RequestedBy), ("$created", approval.CreatedAt.ToUnixTimeMilliseconds()), ("$expires", approval.ExpiresAt.ToUnixTimeMilliseconds()));

    internal static ApprovalDecisionResult Decide(
        SqliteSession session, string approvalId, ApprovalState state, string decidedBy, string? reason, PreparedEvent decided, ChainSealer sealer, DateTimeOffset now)
    {
        ApprovalRecord? approval = Read(session, approvalId, now);
        if (approval is null)
            return new ApprovalDecisionResult(ApprovalDecisionStatus.NotFound, null);
        if (approval.State != ApprovalState.Pending)
            return new ApprovalDecisionResult(ApprovalDecisionStatus.AlreadyDecided, approval);
        RunState run = SqliteRunOperations.RequireRun(session, approval.RunId, fencingToken: null);
        if (run.IsFinal())
            return new ApprovalDecisionResult(ApprovalDecisionStatus.RunEnded, approval);
        session.Execute(
            "UPDATE approvals SET state = $state, decided_by = $by, reason = $reason, updated_at = $now WHERE approval_id = $id;",
            ("$id", approvalId), ("$state", StoredNames.Of(state)), ("$by", decidedBy), ("$reason", reason), ("$now", now.ToUnixTimeMilliseconds()));
        SqliteRunOperations.Append(session, approval.RunId, [decided], sealer);
        LetRunGoOn(session, approval.RunId, run, now);
        return new ApprovalDecisionResult(ApprovalDecisionStatus.Decided, Read(session, approvalId, now));
    }

    /// <summary>Marks a lapsed approval as expired, once. Returns whether this call did it.</summary>
    internal static bool Expire(SqliteSession session, string approvalId, DateTimeOffset now) => session.Execute(
        "UPDATE approvals SET state = 'expired', updated_at = $now WHERE approval_id = $id AND state = 'pending' AND expires_at <= $now;",
        ("$id", approvalId), ("$now", now.ToUnixTimeMilliseconds())) == 1;

    internal static bool Use(SqliteSession session, string approvalId, string callId, string? previousCallId) => session.Execute(
        "UPDATE approvals SET used_by = $call WHERE approval_id = $id AND state = 'approved' AND (used_by IS NULL OR used_by = $previous);",
        ("$id", approvalId), ("$call", callId), ("$previous", previousCallId)) == 1;

    internal static void LetRunGoOn(SqliteSession session, string runId, RunState state, DateTimeOffset now)
    {
        bool waits = session.ScalarLong(
            "SELECT count(*) FROM approvals WHERE run_id = $run AND state = 'pending' AND expires_at > $now;", ("$run", runId), ("$now", now.ToUnixTimeMilliseconds())) > 0;
        if (state == RunState.WaitingApproval && !waits)
            SqliteRunOperations.SetState(session, runId, RunState.Running, now);
    }

    private static ApprovalRecord ReadRow(SqliteDataReader reader, DateTimeOffset now)
    {
        ApprovalState state = StoredNames.Approval(reader.GetString(10));
        DateTimeOffset expires = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(15));
        return new ApprovalRecord
        {
            ApprovalId = reader.GetString(0),
            RunId = reader.GetString(1),
            Tenant = reader.GetString(2),
            Org = reader.TextOrNull(3),
            ClaimKey = reader.GetString(4),
            Digest = reader.GetString(5),
            Action = reader.GetString(6),
            Tool = reader.TextOrNull(7),
            Args = reader.TextOrNull(8) is { } args ? Encoding.UTF8.GetBytes(args) : default(ReadOnlyMemory<byte>),
            Rules = StoredLists.ReadRules(reader.GetString(9)),
            State = state == ApprovalState.Pending && expires <= now ? ApprovalState.Expired : state,
            RequestedBy = reader.TextOrNull(11),
            DecidedBy = reader.TextOrNull(12),
            Reason = reader.TextOrNull(13),
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(14)),
            ExpiresAt = expires,
            UpdatedAt = DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(16)),
            UsedBy = reader.TextOrNull(17),
        };
    }
}
