using Enterprise.Governance;
using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Policies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace PipelineWorker;

/// <summary>Governance on a SQLite file or a PostgreSQL database, as the worker and the test that kills it both open it.</summary>
public static class WorkerHost
{
    /// <summary>How many governed actions each run has that is not shared.</summary>
    public const int ActionsPerRun = 4;

    /// <summary>What a run may cost at most; the shared runs ask for one unit more.</summary>
    public const long MaxCostUnits = 5;

    /// <summary>What the actions of a shared run cost, in order.</summary>
    public static readonly long[] SharedCosts = [0, 2, 0, 2, 0, 2];

    /// <summary>How long a dead worker's lease lives on PostgreSQL, whose clock no test can move.</summary>
    public static readonly TimeSpan LeaseLifetime = TimeSpan.FromSeconds(1);

    /// <summary>For whom every run is.</summary>
    public static GovernanceScope Scope { get; } = new("acme", user: "ann");

    /// <summary>Opens the store that a text names: a PostgreSQL connection string, else a SQLite file.</summary>
    public static ServiceProvider Open(string store, TimeProvider time)
    {
        ServiceCollection services = new();
        services.AddSingleton(time);
        services.AddSingleton<ITenantSource>(new OneTenant());
        if (store.Contains("Host=", StringComparison.Ordinal))
        {
            services.AddGovernanceCore(static o => (o.LeaseLifetime, o.HeartbeatLifetime) = (LeaseLifetime, LeaseLifetime)).UsePostgres(store, static o => o.SchemaMode = SchemaMode.Validate);
            services.Configure<CostMeteringOptions>(static o => (o.HoldLifetime, o.RenewInterval) = (2 * LeaseLifetime, LeaseLifetime));
        }
        else
        {
            services.AddGovernanceCore().UseSqlite(o => o.ConnectionString = store);
        }

        services.Configure<LedgerOptions>(static o => o.AuditSecret = "a-test-secret-of-at-least-32-bytes!");
        services.Configure<PoliciesOptions>(static o => o.AddText("""[{"policy_id":"ask","when":{"action":"pay"},"effect":{"require_approval":true}}]""", "worker.json"));
        return services.BuildServiceProvider();
    }

    private sealed class OneTenant : ITenantSource
    {
        private readonly TenantConfiguration _configuration = new() { TenantId = "acme", CostLimits = new TenantCostLimits { Limits = new CostLimits { MaxCostUnits = MaxCostUnits } } };

        public ValueTask<TenantConfiguration?> GetAsync(string tenant, CancellationToken cancellationToken) => ValueTask.FromResult<TenantConfiguration?>(_configuration);

        public ValueTask<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<string>>(["acme"]);

        public IChangeToken Watch() => new CancellationChangeToken(CancellationToken.None);
    }
}
