using System.Text;
using System.Text.Json.Serialization;
using Enterprise.Governance.CostMetering;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Policies;
using Enterprise.Governance.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;
using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Governance.Core.Tests;

/// <summary>One process' worth of governance on a SQLite file; several on one file stand for several processes.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private readonly ServiceProvider _provider;

    private TestHost(ServiceProvider provider, FakeTimeProvider time)
    {
        _provider = provider;
        Time = time;
    }

    internal FakeTimeProvider Time { get; }

    internal IGovernance Governance => _provider.GetRequiredService<IGovernance>();

    internal IApprovals Approvals => Governance.Approvals;

    internal ILedger Ledger => _provider.GetRequiredService<ILedger>();

    internal ICostMeter Meter => _provider.GetRequiredService<ICostMeter>();

    internal IPolicyEngine Policies => _provider.GetRequiredService<IPolicyEngine>();

    internal IPolicySetStore PolicySets => _provider.GetRequiredService<IPolicySetStore>();

    internal static GovernanceScope Agent { get; } = new("acme", "sales", "ann", ["agent"]);

    internal static async Task<TestHost> StartAsync(
        string file, FakeTimeProvider time, string policies = "[]", TenantRateLimits? rates = null, CostLimits? costs = null, Action<GovernanceOptions>? configure = null, Action<IServiceCollection>? register = null)
    {
        ServiceCollection services = new();
        services.AddSingleton<TimeProvider>(time);
        services.AddSingleton<ITenantSource>(new OneTenant(new TenantConfiguration
        {
            TenantId = "acme",
            RateLimits = rates ?? TenantRateLimits.Unlimited,
            CostLimits = new TenantCostLimits { Limits = costs ?? CostLimits.Unlimited },
        }));
        services.AddGovernanceCore(configure).UseSqlite(o => o.ConnectionString = file);
        services.Configure<LedgerOptions>(static o => o.AuditSecret = "a-test-secret-of-at-least-32-bytes!");
        services.Configure<PoliciesOptions>(o => o.AddText(policies, "test.json"));
        register?.Invoke(services);
        ServiceProvider provider = services.BuildServiceProvider();
        await provider.GetRequiredService<IPolicyEngine>().StartAsync();
        return new TestHost(provider, time);
    }

    internal async Task<GovernedRun> StartRunAsync(RunOptions? options = null) => await Governance.StartRunAsync(Agent, options);

    internal async Task<string[]> EventsAsync(string runId)
    {
        List<string> types = [];
        await foreach (StoredEvent row in Ledger.ReadAsync(runId))
            types.Add(row.Type);
        return [.. types];
    }

    internal async Task<string> DataAsync(string runId, long seq)
    {
        await foreach (StoredEvent row in Ledger.ReadAsync(runId, seq))
            return Encoding.UTF8.GetString(row.GetData().Span);
        throw new InvalidOperationException("no such event");
    }

    internal async Task ShouldVerifyAsync(string runId) =>
        (await Ledger.VerifyAsync(runId, new VerifyOptions { Strict = true }))!.Status.Should().Be(VerifyStatus.Intact);

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    private sealed class OneTenant(TenantConfiguration configuration) : ITenantSource
    {
        public ValueTask<TenantConfiguration?> GetAsync(string tenant, CancellationToken cancellationToken) =>
            ValueTask.FromResult(tenant == configuration.TenantId ? configuration : null);

        public ValueTask<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<string>>([configuration.TenantId]);

        public IChangeToken Watch() => new CancellationChangeToken(CancellationToken.None);
    }
}

internal sealed record Sent(string Id, int Count);

[JsonSerializable(typeof(Sent))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(double))]
internal sealed partial class TestJson : JsonSerializerContext;
