using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Ledger;
using Npgsql;

namespace Enterprise.Governance.Postgres;

/// <summary>The pipeline's transactions on PostgreSQL: each is a unit of the shared group commit, under the lock on the run's head. Thread-safe.</summary>
/// <param name="database">The database, with the tables of every capability.</param>
/// <param name="sealer">Makes the chain's hashes.</param>
public sealed partial class PostgresPipelineStore(GovernancePostgresDatabase database, ChainSealer sealer) : IPipelineStore
{
    private readonly GovernancePostgresDatabase _database = database ?? throw new ArgumentNullException(nameof(database));
    private readonly ChainSealer _sealer = sealer ?? throw new ArgumentNullException(nameof(sealer));

    /// <inheritdoc/>
    public ValueTask<CallState?> FindAsync(string runId, string claimKey, CancellationToken cancellationToken) => _database.ReadAsync(
        static (batch, s) => batch.AddCommand(s.database.Sql(Find)).AddTime(s.database.Now).AddText(s.runId).AddText(s.claimKey),
        static async (reader, s, cancellationToken) => !await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? null : new CallState(
            RunStateExtensions.ParseStoredName(reader.GetString(0)),
            reader.IsDBNull(1) ? null : PostgresClaimRows.ReadRow(reader, s.runId, 1),
            reader.IsDBNull(1 + PostgresClaimRows.ColumnCount) ? null : PostgresApprovalRows.ReadRow(reader, 1 + PostgresClaimRows.ColumnCount)),
        (database: _database, runId, claimKey), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<RefusalStatus> RefuseAsync(RefusalCommit commit, CancellationToken cancellationToken) => _database.CommitAsync(
        commit.RunId,
        static (batch, s) => batch.AddCommand(s.database.Sql("SELECT {schema}.action_refuse($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"))
            .AddText(s.commit.RunId).AddBigint(s.commit.FencingToken).AddText(s.commit.Claim?.ClaimKey).AddText(s.commit.Claim?.Digest).AddText(s.commit.Claim?.CallId)
            .AddText(s.commit.Claim?.ApprovalId).AddText(s.commit.Claim?.Outcome?.Code).AddText(s.commit.Claim?.Outcome?.Reason)
            .AddText(s.commit.Claim?.Outcome is { } outcome ? StoredLists.WriteList(outcome.PolicyIds) : null).AddBigint(s.commit.Claim?.Outcome?.CostUnits ?? 0)
            .AddText(s.commit.BesideCallId).AddText(s.commit.ExpiredApprovalId).AddTime(s.database.Now),
        static (reader, _) => PostgresAnswers.ReadTextAsync(reader),
        static (status, chains, s) =>
        {
            PostgresGuard.RequireOk(status, s.commit.RunId);
            if (status == "stored")
                chains.Append(s.commit.RunId, s.commit.Events, s.sealer);
            return status switch
            {
                "stored" => RefusalStatus.Stored,
                "told_before" => RefusalStatus.ToldBefore,
                "claim_stands" => RefusalStatus.ClaimStands,
                _ => RefusalStatus.RunEnded,
            };
        },
        (database: _database, commit, sealer: _sealer), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> DoubtAsync(ClaimRecord claim, IReadOnlyList<PreparedEvent> events, CancellationToken cancellationToken) => _database.CommitAsync(
        claim.RunId,
        static (batch, s) => batch.AddCommand(s.database.Sql("SELECT {schema}.action_doubt($1, $2, $3, $4, $5)"))
            .AddText(s.claim.RunId).AddText(s.claim.ClaimKey).AddText(s.claim.CallId).AddBoolean(!s.claim.IsStale).AddTime(s.database.Now),
        static (reader, _) => PostgresAnswers.ReadBooleanAsync(reader),
        static (doubted, chains, s) =>
        {
            if (doubted)
                chains.Append(s.claim.RunId, s.events, s.sealer);
            return doubted;
        },
        (database: _database, claim, events, sealer: _sealer), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ApprovalRecord> RequestApprovalAsync(ApprovalRecord approval, IReadOnlyList<PreparedEvent> events, long? fencingToken, CancellationToken cancellationToken) => _database.CommitAsync(
        approval.RunId,
        static (batch, s) =>
        {
            batch.AddCommand(s.database.Sql("SELECT status, standing FROM {schema}.approval_request($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"))
                .AddText(s.approval.RunId).AddBigint(s.fencingToken).AddText(s.approval.ApprovalId).AddText(s.approval.Tenant).AddText(s.approval.Org).AddText(s.approval.ClaimKey)
                .AddText(s.approval.Digest).AddText(s.approval.Action).AddText(s.approval.Tool).AddText(System.Text.Encoding.UTF8.GetString(s.approval.Args.Span))
                .AddText(StoredLists.WriteRules(s.approval.Rules)).AddText(s.approval.RequestedBy)
                .AddTime(s.approval.CreatedAt.UtcDateTime).AddTime(s.approval.ExpiresAt.UtcDateTime).AddTime(s.database.Now);

            // The one that stands now: the latest, whether it was there or has just been made.
            batch.AddCommand(s.database.Sql(
                $$"""
                SELECT {{PostgresApprovalRows.Columns}} FROM {schema}.approvals a
                WHERE a.run_id = $2 AND a.claim_key = $3 ORDER BY a.created_at DESC, a.approval_id DESC LIMIT 1
                """)).AddTime(s.database.Now).AddText(s.approval.RunId).AddText(s.approval.ClaimKey);
        },
        static async (reader, _) =>
        {
            await reader.ReadAsync().ConfigureAwait(false);
            (string status, bool stands) = (reader.GetString(0), !reader.IsDBNull(1));
            await reader.NextResultAsync().ConfigureAwait(false);
            return (status, standing: await PostgresApprovalRows.ReadAsync(reader).ConfigureAwait(false) is { } latest && stands ? latest : null);
        },
        static (answer, chains, s) =>
        {
            PostgresGuard.RequireOk(answer.status, s.approval.RunId);
            if (answer.status == "run_ended")
                throw new RefusedUnitException(new GovernanceException("run_ended", $"the run `{s.approval.RunId}` has ended"));
            if (answer.standing is { } standing)
                return standing;
            chains.Append(s.approval.RunId, s.events, s.sealer);
            return s.approval;
        },
        (database: _database, approval, events, fencingToken, sealer: _sealer), cancellationToken);

    // One statement, one snapshot.
    private const string Find =
        $$"""
        SELECT r.state, {{PostgresClaimRows.Columns}}, {{PostgresApprovalRows.Columns}}
        FROM {schema}.runs r
        LEFT JOIN {schema}.action_claims c ON c.run_id = r.run_id AND c.claim_key = $3
        LEFT JOIN LATERAL (
            SELECT * FROM {schema}.approvals l WHERE l.run_id = r.run_id AND l.claim_key = $3 ORDER BY l.created_at DESC, l.approval_id DESC LIMIT 1) a ON true
        WHERE r.run_id = $2
        """;
}
