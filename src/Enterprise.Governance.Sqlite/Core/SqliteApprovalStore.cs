using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Sqlite;

/// <summary>Keeps approvals in SQLite.</summary>
/// <param name="database">The database, with the tables of <see cref="SqliteFeatures.Core"/>.</param>
/// <param name="sealer">Makes the chain's hashes.</param>
public sealed class SqliteApprovalStore(GovernanceSqliteDatabase database, ChainSealer sealer) : IApprovalStore
{
    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ApprovalRecord>> ListAsync(ApprovalQuery query, CancellationToken cancellationToken) => database.ReadAsync(
        static (session, s) => SqliteApprovalOperations.List(session, s.query, s.now), (query, now: database.TimeProvider.GetUtcNow()), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ApprovalRecord?> GetAsync(string approvalId, CancellationToken cancellationToken) => database.ReadAsync(
        static (session, s) => SqliteApprovalOperations.Read(session, s.approvalId, s.now), (approvalId, now: database.TimeProvider.GetUtcNow()), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ApprovalDecisionResult> DecideAsync(
        string approvalId, ApprovalState state, string decidedBy, string? reason, PreparedEvent decided, CancellationToken cancellationToken) => database.WriteAsync(
        static (context, s) => SqliteApprovalOperations.Decide(context.Session, s.approvalId, s.state, s.decidedBy, s.reason, s.decided, s.sealer, s.time.GetUtcNow()),
        (approvalId, state, decidedBy, reason, decided, sealer, time: database.TimeProvider), cancellationToken);
}
