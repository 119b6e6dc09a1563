using Enterprise.Governance.Conformance;
using Enterprise.Governance.Policies;

namespace Enterprise.Governance.Postgres.Tests.Stores;

public sealed class PostgresPolicySetStoreTests : PolicySetStoreConformance, IAsyncLifetime
{
    private PostgresTestDatabase _database = null!;

    protected override ValueTask<IPolicySetStore> OpenAsync() => new(new PostgresPolicySetStore(_database.Open()));

    public async ValueTask InitializeAsync() => _database = await PostgresTestDatabase.CreateAsync(PostgresFeatures.Policies);

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}
