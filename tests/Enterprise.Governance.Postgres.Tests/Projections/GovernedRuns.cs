using Enterprise.Governance.Ledger;
using Enterprise.Governance.Projections;

namespace Enterprise.Governance.Postgres.Tests.Projections;

/// <summary>A database with every feature, in which the app makes runs, and the two lists that are fed by them.</summary>
internal sealed class GovernedRuns : IAsyncDisposable
{
    internal static readonly ProjectionDefinition Runs = new("runs_mv", null, "run_id"), Approvals = new("approvals_mv", null, "approval_id");

    private readonly ChainSealer _sealer = new(AuditKeyRing.Parse("a-test-secret-of-at-least-32-bytes!", null));
    private readonly GovernancePostgresDatabase _app;

    private GovernedRuns(ProjectionDatabase database)
    {
        Projections = database;
        _app = database.Database.Open();
        (RunStore, Ledger) = (new PostgresRunStore(_app, _sealer), new PostgresLedgerStore(_app));
    }

    internal ProjectionDatabase Projections { get; }

    internal PostgresRunStore RunStore { get; }

    internal PostgresLedgerStore Ledger { get; }

    internal ChainSealer Sealer => _sealer;

    /// <summary>Gets the app's own database, whose commits it counts.</summary>
    internal GovernancePostgresDatabase App => _app;

    internal static async Task<GovernedRuns> CreateAsync(ProjectionMode mode = ProjectionMode.Materialized)
    {
        GovernedRuns runs = new(await ProjectionDatabase.CreateAsync(PostgresFeatures.All));
        await new ChainLedger(runs.Ledger, runs._sealer).OpenAsync();
        await runs.Projections.OpenAsOwner(PostgresFeatures.All).StartAsync([Definition(mode), ApprovalsDefinition(mode)], default);
        return runs;
    }

    internal static ProjectionDefinition Definition(ProjectionMode mode) => new("runs_mv", null, "run_id") { Mode = mode };

    internal static ProjectionDefinition ApprovalsDefinition(ProjectionMode mode) => new("approvals_mv", null, "approval_id") { Mode = mode };

    internal async Task<string> CreateRunAsync(string id, string tenant = "acme")
    {
        DateTimeOffset now = new(2026, 11, 22, 19, 0, 0, TimeSpan.Zero);
        RunRecord run = new()
        {
            RunId = id, Scope = new GovernanceScope(tenant, null, null, []), State = RunState.Running, Title = "A run", Tags = ["vip"], CreatedAt = now, UpdatedAt = now, Salt = new byte[32],
        };
        (await RunStore.CreateAsync(run, Event("run.started"), default)).Should().BeTrue();
        return id;
    }

    internal PreparedEvent Event(string type) => _sealer.Prepare(LedgerEvent.Create(type, "{}"u8.ToArray()));

    internal ValueTask<RunTransition> MoveAsync(string run, RunState to) => RunStore.TransitionAsync(run, to, [Event("run.moved")], null, default);

    /// <summary>Counts rows of a list that are not as a fresh computation has them, as the owner.</summary>
    internal async Task<long> DifferencesAsync(string projection) => (long)(await Projections.OwnerAsync($"SELECT governance.projection_differences('{projection}')"))!;

    internal async Task<long> CountAsync(string sql) => (long)(await Projections.OwnerAsync(sql))!;

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await Projections.DisposeAsync();
    }
}
