using Enterprise.Governance.Conformance;
using Enterprise.Governance.Projections;

namespace Enterprise.Governance.Postgres.Tests.Projections;

public sealed class PostgresProjectionStoreTests : ProjectionStoreConformance
{
    private ProjectionDatabase _database = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _database = await ProjectionDatabase.CreateAsync();
    }

    protected override ValueTask<IProjectionStore> OpenAsync() => new(_database.OpenAsOwner());

    protected override ValueTask InsertAsync(IEnumerable<ProjectedOrder> orders) => _database.InsertAsync(orders);

    public override async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        await base.DisposeAsync();
    }
}
