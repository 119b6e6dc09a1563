using Enterprise.Governance.Conformance;
using Enterprise.Governance.Policies;

namespace Enterprise.Governance.Sqlite.Tests;

public sealed class SqlitePolicySetStoreTests : PolicySetStoreConformance
{
    private readonly SqliteFiles _files = new(SqliteFeatures.Policies);

    protected override ValueTask<IPolicySetStore> OpenAsync() => new(new SqlitePolicySetStore(_files.Open(TimeProvider.System)));

    public override async ValueTask DisposeAsync()
    {
        await _files.DisposeAsync();
        await base.DisposeAsync();
    }
}
