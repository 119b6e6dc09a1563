using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Ledger;
using Npgsql;

namespace Enterprise.Governance.Postgres;

public sealed partial class PostgresPipelineStore
{
    /// <inheritdoc/>
    public ValueTask<StartedResult> StartAsync(StartedCommit commit, CancellationToken cancellationToken) => _database.CommitAsync(
        commit.Claim.RunId,
        static (batch, s) => AddStart(batch, s.database, s.commit),
        static async (reader, s) =>
        {
            await reader.ReadAsync().ConfigureAwait(false);
            (string status, CostHoldDecision? hold) = (reader.GetString(0), reader.IsDBNull(1) ? null : PostgresCostOperations.ReadHold(reader, 1, s.commit.Hold));
            await reader.NextResultAsync().ConfigureAwait(false);
            return (status, hold);
        },
        static (answer, chains, s) =>
        {
            string runId = s.commit.Claim.RunId;
            PostgresGuard.RequireOk(answer.status, runId);
            switch (answer.status)
            {
                case "started":
                    chains.Append(runId, s.commit.Events, s.sealer);
                    return new StartedResult(StartedStatus.Started, answer.hold);
                case "budget_exceeded":
                    chains.Append(runId, s.commit.RefusedEvents(answer.hold!.Refusal!), s.sealer);
                    return new StartedResult(StartedStatus.BudgetExceeded, answer.hold);
                case "claim_stands":
                    return new StartedResult(StartedStatus.ClaimStands);
                case "grant_gone":
                    return new StartedResult(StartedStatus.GrantGone);
                default:
                    return new StartedResult(StartedStatus.RunEnded);
            }
        },
        (database: _database, commit, sealer: _sealer), cancellationToken, [.. PostgresCostLocks.Of(commit.Hold)]);

    /// <inheritdoc/>
    public ValueTask<bool> HeartbeatAsync(string runId, string claimKey, CostCallKey call, TimeSpan lifetime, CancellationToken cancellationToken) => _database.TransactAsync(
        static (batch, s) =>
        {
            PostgresCostOperations.AddLock(s.database, batch, [], s.call);
            batch.AddCommand(s.database.Sql("SELECT {schema}.action_beat($1, $2, $3, $4, $5)"))
                .AddText(s.runId).AddText(s.claimKey).AddText(s.call.CallId).AddMilliseconds(s.lifetime).AddTime(s.database.Now);
            PostgresCostOperations.AddRenew(s.database, batch, s.call, s.lifetime);
        },
        static async (reader, _) =>
        {
            await PostgresCostOperations.ReadLockAsync(reader).ConfigureAwait(false);
            return await PostgresAnswers.ReadBooleanAsync(reader).ConfigureAwait(false);
        },
        (database: _database, runId, claimKey, call, lifetime), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<OutcomeResult> FinishAsync(OutcomeCommit commit, CancellationToken cancellationToken) => _database.CommitAsync(
        commit.RunId,
        static (batch, s) => AddFinish(batch, s.database, s.commit),
        static async (reader, _) =>
        {
            await reader.ReadAsync().ConfigureAwait(false);
            (string status, bool closed) = (reader.GetString(0), reader.GetBoolean(1));
            CostCharge? charge = reader.IsDBNull(2) ? null : PostgresCostOperations.ReadCharge(reader, 2);
            await reader.NextResultAsync().ConfigureAwait(false);
            return (status, closed, charge);
        },
        static (answer, chains, s) =>
        {
            PostgresGuard.RequireOk(answer.status, s.commit.RunId);
            if (answer.closed)
                chains.Append(s.commit.RunId, s.commit.Events, s.sealer);
            return new OutcomeResult(answer.closed, answer.charge);
        },
        (database: _database, commit, sealer: _sealer), cancellationToken, LocksOf(commit.Settlement, commit.Call));

    /// <inheritdoc/>
    public ValueTask<CostCharge?> FinishLlmAsync(string runId, LlmCommit commit, CancellationToken cancellationToken) => _database.CommitAsync(
        runId,
        static (batch, s) =>
        {
            if (s.commit.Settlement is { } settlement)
                PostgresCostOperations.AddSettle(s.database, batch, settlement);
            else
                PostgresCostOperations.AddRelease(s.database, batch, s.commit.Call);
        },
        static async (reader, s) =>
        {
            if (s.commit.Settlement is not null)
                return await PostgresCostOperations.ReadSettleAsync(reader).ConfigureAwait(false);
            await PostgresCostOperations.ReadReleaseAsync(reader).ConfigureAwait(false);
            return null;
        },
        static (CostCharge? charge, PostgresChains chains, (GovernancePostgresDatabase database, string runId, LlmCommit commit, ChainSealer sealer) s) =>
        {
            if (charge is not { IsRepeat: true })
                chains.Append(s.runId, s.commit.Events(charge), s.sealer);
            return charge;
        },
        (database: _database, runId, commit, sealer: _sealer), cancellationToken, LocksOf(commit.Settlement, commit.Call));

    /// <inheritdoc/>
    public ValueTask<RunErasure> EraseAsync(string tenant, string runId, CancellationToken cancellationToken) => _database.CommitAsync(
        runId,
        static (batch, s) => batch.AddCommand(s.database.Sql("SELECT status, personal, approvals, results FROM {schema}.run_erase($1, $2)")).AddText(s.tenant).AddText(s.runId),
        static async (reader, _) =>
        {
            await reader.ReadAsync().ConfigureAwait(false);
            RunErasure erasure = reader.GetString(0) switch
            {
                "erased" => new RunErasure(RunErasureStatus.Erased, reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3)),
                "run_not_ended" => new RunErasure(RunErasureStatus.RunNotEnded),
                _ => new RunErasure(RunErasureStatus.NotFound),
            };
            await reader.NextResultAsync().ConfigureAwait(false);
            return erasure;
        },
        static (erasure, _, _) => erasure,
        (database: _database, tenant, runId), cancellationToken);

    private static void AddStart(NpgsqlBatch batch, GovernancePostgresDatabase database, StartedCommit commit)
    {
        ClaimRecord claim = commit.Claim;
        NpgsqlBatchCommand command = batch.AddCommand(database.Sql(
            """
            SELECT status, hold_status, expires_at, budget, max, spent, held, requested, quota
            FROM {schema}.action_start($1, $2, $3, $4, $5, $6, $7, $8, $9,
                $10, $13, $14, $15, $16, $17, $18, $19 * interval '1 millisecond', $20, $21, $22::text[], $23::text[], $24::bigint[], $25::bigint[], $26)
            """))
            .AddText(claim.RunId).AddBigint(commit.FencingToken).AddText(claim.ClaimKey).AddText(claim.Digest).AddText(claim.CallId).AddInteger(claim.Attempt)
            .AddText(claim.ApprovalId).AddText(commit.TakesOver).AddMilliseconds(commit.HeartbeatLifetime);
        PostgresCostOperations.AddHoldTerms(command, commit.Hold).AddTime(database.Now);
    }

    private static void AddFinish(NpgsqlBatch batch, GovernancePostgresDatabase database, OutcomeCommit commit)
    {
        CostCall? call = commit.Settlement?.Call;
        batch.AddCommand(database.Sql(
            """
            SELECT status, closed, units, tokens, is_repeat, held_units, settled_at
            FROM {schema}.action_finish($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
            """))
            .AddText(commit.RunId).AddBigint(commit.FencingToken).AddText(commit.ClaimKey).AddText(commit.CallId).AddText(StoredNames.Of(commit.State)).AddBoolean(commit.KeepsClaim)
            .AddText(commit.Outcome.Code).AddText(commit.Outcome.Reason).AddText(StoredLists.WriteList(commit.Outcome.PolicyIds)).AddBigint(commit.Outcome.CostUnits)
            .AddBytesOrNull(commit.Result).AddBoolean(commit.Settlement is not null).AddText(commit.Call.Tenant)
            .AddText(call is null ? null : StoredNames.Of(call.Kind)).AddText(call?.Scope.Org).AddText(call?.Scope.User).AddText(call?.Model ?? "")
            .AddBigint(commit.Settlement?.Units).AddTime(database.Now);
    }

    private static long[] LocksOf(CostSettlement? settlement, CostCallKey call) =>
        settlement is null ? [PostgresCostLocks.OfRun(call.Tenant, call.RunId)] : [.. PostgresCostLocks.Of(settlement)];
}
