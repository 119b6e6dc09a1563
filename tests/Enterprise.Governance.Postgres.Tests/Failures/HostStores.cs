using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Projections;
using Npgsql;

namespace Enterprise.Governance.Postgres.Tests.Failures;

/// <summary>Every store that a host uses, made once, on one data source of the app's and one of the refresher's.</summary>
internal sealed class HostStores : IAsyncDisposable
{
    /// <summary>The run that reads and appends are about.</summary>
    internal const string Run = "run";

    /// <summary>The runs that many callers append to at once.</summary>
    internal static readonly string[] ManyRuns = [.. Enumerable.Range(0, 8).Select(static i => $"many-{i}")];

    internal static readonly ProjectionDefinition List = new("runs_mv", null, "run_id");

    private readonly ChainSealer _sealer = new(AuditKeyRing.Parse("a-test-secret-of-at-least-32-bytes!", null));

    internal HostStores(NpgsqlDataSource app, NpgsqlDataSource refresher, TimeSpan commandTimeout)
    {
        Database = new GovernancePostgresDatabase(app, new GovernancePostgresOptions { Features = PostgresFeatures.All, SchemaMode = SchemaMode.Validate, CommandTimeout = commandTimeout });
        Ledger = new ChainLedger(new PostgresLedgerStore(Database), _sealer);
        Pipeline = new PostgresPipelineStore(Database, _sealer);
        Runs = new PostgresRunStore(Database, _sealer);
        Costs = new PostgresCostStore(Database);
        Limits = new PostgresRateLimitStore(Database);
        Policies = new PostgresPolicySetStore(Database);
        Projections = new PostgresProjectionStore(Database, new PostgresRefreshOptions { DataSource = refresher, Timeout = commandTimeout });
    }

    internal GovernancePostgresDatabase Database { get; }

    internal ChainLedger Ledger { get; }

    internal PostgresPipelineStore Pipeline { get; }

    internal PostgresRunStore Runs { get; }

    internal PostgresCostStore Costs { get; }

    internal PostgresRateLimitStore Limits { get; }

    internal PostgresPolicySetStore Policies { get; }

    internal PostgresProjectionStore Projections { get; }

    /// <summary>Makes what the operations need to be there before anything goes wrong.</summary>
    internal async Task PrepareAsync()
    {
        await Ledger.OpenAsync();
        foreach (string run in (string[])[Run, .. ManyRuns])
            await CreateRunAsync(run);
        await Policies.WriteAsync("v1", "{}"u8.ToArray(), default);
        await Projections.RefreshAsync(List, default);
    }

    internal ValueTask<bool> CreateRunAsync(string runId)
    {
        DateTimeOffset now = new(2026, 11, 22, 19, 0, 0, TimeSpan.Zero);
        RunRecord run = new() { RunId = runId, Scope = new GovernanceScope("acme"), State = RunState.Submitted, Title = null, Tags = [], CreatedAt = now, UpdatedAt = now, Salt = new byte[32] };
        return Runs.CreateAsync(run, _sealer.Prepare(LedgerEvent.Create("run.started", """{"tenant":"acme"}"""u8.ToArray())), default);
    }

    internal PreparedEvent Event(string type) => _sealer.Prepare(LedgerEvent.Create(type));

    internal static CostCall Call(string runId, string call) => new(runId, call, new GovernanceScope("acme"), CostCallKind.Tool);

    internal static CostHold Hold(string runId, string call) => new(Call(runId, call), 1, 0, new CostLimits { MaxCostUnits = 1000 }, [], TimeSpan.FromHours(1));

    /// <summary>Makes the started commit of a call; the same one again for the same names.</summary>
    internal StartedCommit Start(string runId, string call) => new()
    {
        Claim = new ClaimRecord { RunId = runId, ClaimKey = $"k:{call}", Digest = "d", State = ClaimState.Running, CallId = call, Attempt = 1 },
        HeartbeatLifetime = TimeSpan.FromHours(1),
        Hold = Hold(runId, call),
        Events = [Event("action.started")],
        RefusedEvents = _ => [Event("budget.exceeded")],
    };

    internal OutcomeCommit Finish(string runId, string call) => new()
    {
        RunId = runId,
        ClaimKey = $"k:{call}",
        CallId = call,
        State = ClaimState.Completed,
        KeepsClaim = true,
        Outcome = new ClaimOutcome(null, null, [], 1),
        Result = "1"u8.ToArray(),
        Settlement = new CostSettlement(Call(runId, call), 1),
        Call = Call(runId, call).Key,
        Events = [Event("action.completed")],
    };

    internal static ApprovalRecord Approval(string runId, string id) => new()
    {
        ApprovalId = $"approval-{id}", RunId = runId, Tenant = "acme", ClaimKey = $"k:approval-{id}", Digest = "d", Action = "send", State = ApprovalState.Pending, Rules = [],
        CreatedAt = TimeProvider.System.GetUtcNow(), ExpiresAt = TimeProvider.System.GetUtcNow().AddHours(1), UpdatedAt = TimeProvider.System.GetUtcNow(),
    };

    public ValueTask DisposeAsync() => Database.DisposeAsync();
}
