using Enterprise.Governance.Conformance;
using Enterprise.Governance.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Governance.CostMetering.Tests.Metering;

/// <summary>A meter over a SQLite file and one clock for both.</summary>
internal sealed class MeterFixture : IAsyncDisposable
{
    private readonly SqliteFiles _files = new(SqliteFeatures.CostMetering);

    internal MeterFixture(TenantCostLimits? limits = null, Action<CostMeteringOptions>? configure = null)
    {
        CostMeteringOptions options = new() { DefaultLimits = limits ?? TenantCostLimits.Unlimited };
        configure?.Invoke(options);
        Store = new SqliteCostStore(_files.Open(Clock));
        Meter = new CostMeter(Store, options: options, timeProvider: Clock, meterFactory: Metrics);
    }

    internal FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 22, 19, 0, 0, TimeSpan.Zero));

    internal MetricRecorder Metrics { get; } = new();

    internal SqliteCostStore Store { get; }

    internal CostMeter Meter { get; }

    internal GovernanceScope Scope { get; } = new("acme", "sales", "ann");

    internal CostCall Llm(string id, string? model = "m") => new("run", id, Scope, CostCallKind.Llm, model);

    internal CostCall Tool(string id) => new("run", id, Scope, CostCallKind.Tool);

    internal ValueTask<RunUsage> UsageAsync() => Meter.GetRunUsageAsync("acme", "run");

    public async ValueTask DisposeAsync()
    {
        Metrics.Dispose();
        await _files.DisposeAsync();
    }
}
