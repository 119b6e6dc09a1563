using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Postgres;

/// <summary>Keeps approvals in PostgreSQL. Thread-safe.</summary>
/// <param name="database">The database, with the tables of <see cref="PostgresFeatures.Core"/>.</param>
/// <param name="sealer">Makes the chain's hashes.</param>
public sealed class PostgresApprovalStore(GovernancePostgresDatabase database, ChainSealer sealer) : IApprovalStore
{
    private readonly GovernancePostgresDatabase _database = database ?? throw new ArgumentNullException(nameof(database));
    private readonly ChainSealer _sealer = sealer ?? throw new ArgumentNullException(nameof(sealer));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ApprovalRecord>> ListAsync(ApprovalQuery query, CancellationToken cancellationToken) => _database.ReadAsync(
        static (batch, s) => batch.AddCommand(s.database.Sql(
            $$"""
            SELECT {{PostgresApprovalRows.Columns}} FROM {schema}.approvals a
            WHERE ($2::text IS NULL OR a.tenant_id = $2) AND ($3::text IS NULL OR a.run_id = $3)
              AND ($4::text IS NULL OR CASE WHEN a.state = 'pending' AND a.expires_at <= coalesce($1, clock_timestamp()) THEN 'expired' ELSE a.state END = $4)
            ORDER BY a.created_at DESC, a.approval_id DESC LIMIT $5
            """)).AddTime(s.database.Now).AddText(s.query.Tenant).AddText(s.query.RunId)
            .AddText(s.query.State is { } state ? StoredNames.Of(state) : null).AddBigint((long)s.query.Limit),
        static async (reader, _, cancellationToken) =>
        {
            List<ApprovalRecord> approvals = [];
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                approvals.Add(PostgresApprovalRows.ReadRow(reader, 0));
            return (IReadOnlyList<ApprovalRecord>)approvals;
        },
        (database: _database, query), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ApprovalRecord?> GetAsync(string approvalId, CancellationToken cancellationToken) => _database.ReadAsync(
        static (batch, s) => PostgresApprovalRows.AddRead(batch, s.database, s.approvalId), static (reader, _, _) => PostgresApprovalRows.ReadAsync(reader), (database: _database, approvalId), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<ApprovalDecisionResult> DecideAsync(
        string approvalId, ApprovalState state, string decidedBy, string? reason, PreparedEvent decided, CancellationToken cancellationToken)
    {
        // An approval's run never changes: it says whose head to lock.
        if (await GetAsync(approvalId, cancellationToken).ConfigureAwait(false) is not { } approval)
            return new ApprovalDecisionResult(ApprovalDecisionStatus.NotFound, null);
        return await _database.CommitAsync(
            approval.RunId,
            static (batch, s) =>
            {
                batch.AddCommand(s.database.Sql("SELECT {schema}.approval_decide($1, $2, $3, $4, $5, $6)"))
                    .AddText(s.approval.RunId).AddText(s.approval.ApprovalId).AddText(StoredNames.Of(s.state)).AddText(s.decidedBy).AddText(s.reason).AddTime(s.database.Now);
                PostgresApprovalRows.AddRead(batch, s.database, s.approval.ApprovalId);
            },
            static async (reader, _) =>
            {
                string status = await PostgresAnswers.ReadTextAsync(reader).ConfigureAwait(false);
                return (status, approval: await PostgresApprovalRows.ReadAsync(reader).ConfigureAwait(false));
            },
            static (answer, chains, s) =>
            {
                PostgresGuard.RequireOk(answer.status, s.approval.RunId);
                if (answer.status == "decided")
                    chains.Append(s.approval.RunId, [s.decided], s.sealer);
                ApprovalDecisionStatus status = answer.status switch
                {
                    "decided" => ApprovalDecisionStatus.Decided,
                    "already_decided" => ApprovalDecisionStatus.AlreadyDecided,
                    "run_ended" => ApprovalDecisionStatus.RunEnded,
                    _ => ApprovalDecisionStatus.NotFound,
                };
                return new ApprovalDecisionResult(status, answer.approval);
            },
            (database: _database, approval, state, decidedBy, reason, decided, sealer: _sealer), cancellationToken).ConfigureAwait(false);
    }
}
