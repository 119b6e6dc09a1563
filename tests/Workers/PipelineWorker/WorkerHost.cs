using Enterprise.Governance;
using Enterprise.Governance.Ledger;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace PipelineWorker;

/// <summary>Governance on a SQLite file, as the worker and the test that kills it both open it.</summary>
public static class WorkerHost
{
    /// <summary>How many governed actions each run has.</summary>
    public const int ActionsPerRun = 4;

    public static ServiceProvider Open(string database, TimeProvider time)
    {
        ServiceCollection services = new();
        services.AddSingleton(time);
        services.AddSingleton<ITenantSource>(new OneTenant());
        services.AddGovernanceCore().UseSqlite(o => o.ConnectionString = database);
        services.Configure<LedgerOptions>(static o => o.AuditSecret = "a-test-secret-of-at-least-32-bytes!");
        return services.BuildServiceProvider();
    }

    private sealed class OneTenant : ITenantSource
    {
        private readonly TenantConfiguration _configuration = new() { TenantId = "acme" };

        public ValueTask<TenantConfiguration?> GetAsync(string tenant, CancellationToken cancellationToken) => ValueTask.FromResult<TenantConfiguration?>(_configuration);

        public ValueTask<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<string>>(["acme"]);

        public IChangeToken Watch() => new CancellationChangeToken(CancellationToken.None);
    }
}
