using Enterprise.Governance.Conformance;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Postgres.Tests.Core;

public sealed class PostgresPipelineStoreTests : PipelineStoreConformance
{
    private readonly List<GovernancePostgresDatabase> _opened = [];
    private PostgresTestDatabase _database = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _database = await PostgresTestDatabase.CreateAsync(PostgresFeatures.All);
    }

    protected override async ValueTask<PipelineStores> OpenAsync(IAuditKeyProvider keys)
    {
        GovernancePostgresDatabase database = _database.Open(Clock);
        _opened.Add(database);
        ChainSealer sealer = new(timeProvider: Clock);
        PostgresLedgerStore ledger = new(database);
        await new LiveAuditKeys(keys, ledger, sealer).OpenAsync();
        return new PipelineStores(
            new PostgresPipelineStore(database, sealer), new PostgresRunStore(database, sealer), new PostgresApprovalStore(database, sealer), ledger, new PostgresCostStore(database),
            new PostgresProjectionStore(database, new PostgresRefreshOptions { DataSource = _database.OpenDataSource(PostgresCluster.Refresher) }), sealer);
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (GovernancePostgresDatabase database in _opened)
            await database.DisposeAsync();
        await _database.DisposeAsync();
        await base.DisposeAsync();
    }
}
