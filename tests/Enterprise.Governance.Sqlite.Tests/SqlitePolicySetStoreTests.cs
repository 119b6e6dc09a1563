using Enterprise.Governance.Conformance;
using Enterprise.Governance.Policies;

namespace Enterprise.Governance.Sqlite.Tests;

public sealed class SqlitePolicySetStoreTests : PolicySetStoreConformance, IAsyncLifetime
{
    private readonly SqliteFiles _files = new(SqliteFeatures.Policies);

    protected override ValueTask<IPolicySetStore> OpenAsync() => new(new SqlitePolicySetStore(_files.Open(TimeProvider.System)));

    public ValueTask InitializeAsync() => default;

    public ValueTask DisposeAsync() => _files.DisposeAsync();
}
