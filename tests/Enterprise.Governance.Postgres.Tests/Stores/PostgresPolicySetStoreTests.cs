using Enterprise.Governance.Conformance;
using Enterprise.Governance.Policies;

namespace Enterprise.Governance.Postgres.Tests.Stores;

public sealed class PostgresPolicySetStoreTests : PolicySetStoreConformance
{
    private PostgresTestDatabase _database = null!;

    protected override ValueTask<IPolicySetStore> OpenAsync() => new(new PostgresPolicySetStore(_database.Open()));

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _database = await PostgresTestDatabase.CreateAsync(PostgresFeatures.Policies);
    }

    public override async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        await base.DisposeAsync();
    }
}
