using Enterprise.Governance.Conformance;
using Enterprise.Governance.RateLimiting;

namespace Enterprise.Governance.Postgres.Tests.Stores;

public sealed class PostgresRateLimitStoreTests : RateLimitStoreConformance
{
    private PostgresTestDatabase _database = null!;

    protected override int ModelRuns => 40;

    protected override ValueTask<IRateLimitStore> OpenAsync() => new(new PostgresRateLimitStore(_database.Open(Clock)));

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _database = await PostgresTestDatabase.CreateAsync(PostgresFeatures.RateLimiting);
    }

    public override async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        await base.DisposeAsync();
    }
}
