using Enterprise.Governance.Conformance;
using Enterprise.Governance.CostMetering;

namespace Enterprise.Governance.Postgres.Tests.Stores;

public sealed class PostgresCostStoreTests : CostStoreConformance
{
    private PostgresTestDatabase _database = null!;

    protected override int ModelRuns => 30;

    protected override ValueTask<ICostStore> OpenAsync() => new(new PostgresCostStore(_database.Open(Clock)));

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _database = await PostgresTestDatabase.CreateAsync(PostgresFeatures.CostMetering);
    }

    public override async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        await base.DisposeAsync();
    }
}
